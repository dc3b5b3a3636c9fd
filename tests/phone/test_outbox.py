"""The outbox: what was written on the phone reaches the server, once, whatever happens on the way."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

HARNESS = """
async (steps) => {
  const { Outbox } = await import("/static/phone/outbox.js");
  const { Store } = await import("/static/phone/store.js");
  localStorage.clear();
  const world = { now: 1000, answers: [], sent: [], told: [] };
  const store = new Store("maya");
  const make = () => {
    const outbox = new Outbox({
      store,
      now: () => world.now,
      patienceMs: 50,
      send: async (letter, options) => {
        world.sent.push({ key: letter.key, body: letter.body ?? null, keepalive: options.keepalive ?? false });
        const answer = world.answers.shift() ?? { ok: true, status: 200, body: { fine: true } };
        if (answer === "cut") throw new TypeError("network");
        if (answer === "silence") return await new Promise((_, fail) => (options.signal.onabort = fail));
        if (answer.during) answer.during(outbox);
        return answer;
      },
    });
    for (const name of ["sent", "later", "refused"]) {
      outbox.addEventListener(name, ({ detail }) => world.told.push([name, detail.letter.key]));
    }
    return outbox;
  };
  const letter = (body, method = "PUT") => ({ method, url: "/x/", body });
  const refusal = { ok: false, status: 400, body: { error: { message: "No.", fields: { note: ["Too long."] } } } };
  const status = (code) => ({ ok: code < 300, status: code, body: null });
  return await (STEPS)({ world, store, make, letter, refusal, status, outbox: make() });
}
"""


def play(page: Page, steps: str) -> Any:
    """What the steps return; they get a clock, a server that answers as told, and an outbox."""
    return page.evaluate(
        HARNESS.replace("STEPS", f"async ({{ world, store, make, letter, refusal, status, outbox }}) => {{ {steps} }}")
    )


def test_a_letter_is_sent_and_then_gone(modules: Page) -> None:
    steps = """
        outbox.put("session/1", letter({ reps: 5 }));
        await outbox.flush();
        return [world.sent, outbox.letters().length, world.told];"""
    sent, left, told = play(modules, steps)
    assert sent == [{"key": "session/1", "body": {"reps": 5}, "keepalive": False}]
    assert (left, told) == (0, [["sent", "session/1"]])


def test_writing_again_replaces_what_waits(modules: Page) -> None:
    steps = """
        outbox.put("session/1", letter({ reps: 5 }), { waitMs: 100 });
        outbox.put("session/1", letter({ reps: 6 }), { waitMs: 100 });
        world.now += 100;
        await outbox.flush();
        return world.sent.map((one) => one.body);"""
    assert play(modules, steps) == [{"reps": 6}]


def test_nothing_is_sent_before_its_time(modules: Page) -> None:
    steps = """
        outbox.put("check-in/1", letter({}, "POST"), { waitMs: 10000 });
        world.now += 9999;
        await outbox.flush();
        const before = world.sent.length;
        world.now += 1;
        await outbox.flush();
        return [before, world.sent.length];"""
    assert play(modules, steps) == [0, 1]


def test_until_then_it_can_be_taken_back(modules: Page) -> None:
    steps = """
        outbox.put("check-in/1", letter({}, "POST"), { waitMs: 10000 });
        const taken = [outbox.take("check-in/1"), outbox.take("check-in/1")];
        world.now += 20000;
        await outbox.flush();
        return [taken, world.sent.length];"""
    assert play(modules, steps) == [[True, False], 0]


def test_what_was_written_first_is_sent_first(modules: Page) -> None:
    steps = """
        outbox.put("session/9", letter({}));
        world.now += 5;
        outbox.put("check-in/1", letter({}));
        world.now += 5;
        outbox.put("session/9", letter({ later: true }));
        await outbox.flush();
        return world.sent.map((one) => one.key);"""
    assert play(modules, steps) == ["session/9", "check-in/1"]


def test_without_signal_it_waits_longer_each_time_and_is_never_dropped(modules: Page) -> None:
    steps = """
        world.answers = Array(8).fill("cut");
        outbox.put("session/1", letter({}));
        const waits = [];
        for (let turn = 0; turn < 8; turn += 1) {
          await outbox.flush();
          const { due } = outbox.letters()[0];
          waits.push(due - world.now);
          world.now = due;
        }
        await outbox.flush();
        return [waits, outbox.letters().length, world.sent.length];"""
    waits, left, sent = play(modules, steps)
    assert waits == [2000, 5000, 15000, 30000, 60000, 60000, 60000, 60000]
    assert (left, sent) == (0, 9)


def test_when_the_signal_is_back_it_does_not_wait(modules: Page) -> None:
    steps = """
        world.answers = ["cut"];
        outbox.put("session/1", letter({}));
        await outbox.flush();
        await outbox.hurry();
        return outbox.letters().length;"""
    assert play(modules, steps) == 0


def test_hurrying_does_not_take_away_the_time_to_take_something_back(modules: Page) -> None:
    steps = """
        outbox.put("check-in/1", letter({}, "POST"), { waitMs: 10000 });
        await outbox.hurry();
        return world.sent.length;"""
    assert play(modules, steps) == 0


def test_what_a_left_page_was_sending_is_made_sure_of_by_the_next(modules: Page) -> None:
    steps = """
        outbox.put("check-in/1", letter({}, "POST"), { waitMs: 10000 });
        world.answers = [new Promise(() => {})];
        outbox.leave();
        const next = make();
        await next.hurry();
        return [world.sent.length, next.letters().length];"""
    assert play(modules, steps) == [2, 0]


def test_without_signal_the_others_are_not_tried_in_vain(modules: Page) -> None:
    steps = """
        world.answers = ["cut"];
        outbox.put("a", letter({}));
        outbox.put("b", letter({}));
        await outbox.flush();
        return world.sent.length;"""
    assert play(modules, steps) == 1


def test_a_page_opened_later_sends_what_another_left(modules: Page) -> None:
    steps = """
        world.answers = ["cut"];
        outbox.put("session/1", letter({ reps: 5 }));
        await outbox.flush();
        world.now += 60000;
        await make().flush();
        return [world.sent.map((one) => one.body), make().letters().length];"""
    assert play(modules, steps) == [[{"reps": 5}, {"reps": 5}], 0]


def test_a_busy_or_broken_server_is_asked_again(modules: Page) -> None:
    for code in (408, 429, 500, 502, 503):
        steps = f"""
            world.answers = [status({code})];
            outbox.put("session/1", letter({{}}));
            await outbox.flush();
            return [outbox.letters().length, Boolean(outbox.letters()[0].refused), outbox.signedOut];"""
        assert play(modules, steps) == [1, False, False], code


def test_signed_out_it_is_kept_and_said(modules: Page) -> None:
    steps = """
        world.answers = [status(401)];
        outbox.put("session/1", letter({}));
        await outbox.flush();
        const out = outbox.signedOut;
        world.now += 60000;
        await outbox.flush();
        return [out, outbox.signedOut, outbox.letters().length];"""
    assert play(modules, steps) == [True, False, 0]


def test_what_the_server_refuses_stays_with_the_reason_and_is_not_sent_again(modules: Page) -> None:
    steps = """
        world.answers = [refusal];
        outbox.put("session/1", letter({ note: "…" }));
        await outbox.flush();
        world.now += 3600000;
        await outbox.flush();
        return [world.sent.length, outbox.get("session/1").refused, world.told];"""
    sent, refused, told = play(modules, steps)
    assert sent == 1
    assert refused == {"message": "No.", "fields": {"note": ["Too long."]}}
    assert told == [["refused", "session/1"]]


def test_corrected_it_is_sent_again(modules: Page) -> None:
    steps = """
        world.answers = [refusal];
        outbox.put("session/1", letter({ note: "…" }));
        await outbox.flush();
        outbox.put("session/1", letter({ note: "short" }));
        await outbox.flush();
        return [world.sent.at(-1).body, outbox.letters().length];"""
    assert play(modules, steps) == [{"note": "short"}, 0]


def test_one_refused_letter_does_not_hold_up_the_others(modules: Page) -> None:
    steps = """
        world.answers = [refusal];
        outbox.put("a", letter({}));
        outbox.put("b", letter({}));
        await outbox.flush();
        return outbox.letters().map((one) => one.key);"""
    assert play(modules, steps) == ["a"]


def test_a_change_made_while_the_old_one_was_on_its_way_is_not_lost(modules: Page) -> None:
    steps = """
        world.answers = [{ ...status(200), during: (box) => box.put("session/1", letter({ reps: 6 })) }];
        outbox.put("session/1", letter({ reps: 5 }));
        await outbox.flush();
        const left = outbox.letters().map((one) => one.body);
        await outbox.flush();
        return [left, world.sent.map((one) => one.body), outbox.letters().length];"""
    assert play(modules, steps) == [[{"reps": 6}], [{"reps": 5}, {"reps": 6}], 0]


def test_a_late_refusal_of_the_old_one_does_not_stain_the_new_one(modules: Page) -> None:
    steps = """
        world.answers = [{ ...refusal, during: (box) => box.put("session/1", letter({ note: "short" })) }];
        outbox.put("session/1", letter({ note: "…" }));
        await outbox.flush();
        return [Boolean(outbox.get("session/1")?.refused), world.told];"""
    assert play(modules, steps) == [False, []]


def test_a_letter_knows_whether_the_server_may_have_it(modules: Page) -> None:
    steps = """
        outbox.put("check-in/1", letter({}, "POST"), { waitMs: 10000 });
        const before = outbox.get("check-in/1").begun;
        world.now += 10000;
        world.answers = ["cut"];
        await outbox.flush();
        return [before, outbox.get("check-in/1").begun];"""
    assert play(modules, steps) == [False, True]


def test_deleting_what_is_gone_is_done(modules: Page) -> None:
    steps = """
        world.answers = [status(404)];
        outbox.put("session/1", letter(undefined, "DELETE"));
        await outbox.flush();
        return [outbox.letters().length, world.told];"""
    assert play(modules, steps) == [0, [["sent", "session/1"]]]


def test_a_page_that_is_left_sends_everything_at_once(modules: Page) -> None:
    steps = """
        outbox.put("check-in/1", letter({}, "POST"), { waitMs: 10000 });
        outbox.put("morning/1", letter({}), { waitMs: 10000 });
        outbox.leave();
        await new Promise((done) => setTimeout(done));
        return world.sent.map((one) => [one.key, one.keepalive]);"""
    assert play(modules, steps) == [["check-in/1", True], ["morning/1", True]]


def test_what_can_still_be_undone_is_not_deleted_because_the_phone_was_locked(modules: Page) -> None:
    steps = """
        outbox.put("session/1", letter(undefined, "DELETE"), { waitMs: 10000 });
        outbox.leave();
        const locked = [world.sent.length, outbox.take("session/1")];
        outbox.put("session/1", letter(undefined, "DELETE"), { waitMs: 10000 });
        world.now += 10000;
        outbox.leave();
        return [...locked, world.sent.length];"""
    assert play(modules, steps) == [0, True, 1]


def test_what_is_taken_back_while_another_is_on_its_way_is_not_sent(modules: Page) -> None:
    """Undone before its time came, and yet deleted when the slow one before it had arrived."""
    steps = """
        const undo = (box) => { box.take("session/1"); world.now += 20000; };
        world.answers = [{ ...status(200), during: undo }];
        outbox.put("morning/1", letter({ value: 3 }));
        world.now += 1;
        outbox.put("session/1", letter(undefined, "DELETE"), { waitMs: 10000 });
        await outbox.flush();
        return world.sent.map((one) => one.key);"""
    assert play(modules, steps) == ["morning/1"]


def test_a_page_that_is_left_lets_no_newer_writing_overtake_the_older_one(modules: Page) -> None:
    """With a weak signal the first to leave is not always the first to arrive, and the last to arrive would count."""
    steps = """
        let arrive;
        world.answers = [new Promise((done) => (arrive = done))];
        outbox.put("session/1", letter({ reps: 5 }));
        outbox.put("check-in/1", letter({ ticked: ["stuck"] }, "POST"), { waitMs: 10000 });
        const first = outbox.flush();
        outbox.put("session/1", letter({ reps: 6 }));
        outbox.leave();
        const meanwhile = world.sent.map((one) => one.body);
        arrive(status(200));
        await first;
        await outbox.flush();
        return [meanwhile, world.sent.map((one) => one.body), outbox.letters().length];"""
    meanwhile, sent, left = play(modules, steps)
    assert meanwhile == [{"reps": 5}, {"ticked": ["stuck"]}]
    assert (sent, left) == ([*meanwhile, {"reps": 6}], 0)


def test_nor_does_one_that_comes_back(modules: Page) -> None:
    steps = """
        let arrive;
        world.answers = [new Promise((done) => (arrive = done))];
        outbox.put("session/1", letter({ reps: 5 }));
        outbox.leave();
        outbox.put("session/1", letter({ reps: 6 }));
        outbox.put("session/2", letter({ reps: 1 }));
        await outbox.hurry();
        const meanwhile = world.sent.map((one) => one.body);
        arrive(status(200));
        await new Promise((done) => setTimeout(done, 20));
        return [meanwhile, world.sent.map((one) => one.body), outbox.letters().length];"""
    meanwhile, sent, left = play(modules, steps)
    assert meanwhile == [{"reps": 5}, {"reps": 1}]
    assert (sent, left) == ([*meanwhile, {"reps": 6}], 0)


def test_a_server_that_says_nothing_does_not_hold_up_the_others_for_long(modules: Page) -> None:
    """A lost signal often looks like a connection on which nothing comes; a warning sign must not wait behind it."""
    steps = """
        world.answers = ["silence"];
        outbox.put("session/1", letter({ reps: 5 }));
        world.now += 1;
        outbox.put("check-in/1", letter({ ticked: ["stuck"] }, "POST"));
        await outbox.flush();
        await outbox.flush();
        return [world.told, outbox.letters().map((one) => [one.key, one.tries])];"""
    told, left = play(modules, steps)
    assert told == [["later", "session/1"], ["sent", "check-in/1"]]
    assert left == [["session/1", 1]]


def test_two_flushes_at_once_send_one_letter_once(modules: Page) -> None:
    steps = """
        outbox.put("session/1", letter({}));
        await Promise.all([outbox.flush(), outbox.flush()]);
        return world.sent.length;"""
    assert play(modules, steps) == 1


def test_it_sends_by_itself_when_the_time_has_come(modules: Page) -> None:
    steps = """
        const clock = Date.now();
        world.now = clock;
        outbox.put("session/1", letter({}), { waitMs: 40 });
        world.now = clock + 40;
        await new Promise((done) => setTimeout(done, 200));
        return world.sent.length;"""
    assert play(modules, steps) == 1


def test_something_that_others_rest_on_can_be_hastened(modules: Page) -> None:
    steps = """
        outbox.put("session/1", letter({}), { waitMs: 1500 });
        world.now += 1;
        outbox.put("check-in/1", letter({}, "POST"));
        outbox.hasten("session/1");
        await outbox.flush();
        return world.sent.map((one) => one.key);"""
    assert play(modules, steps) == ["session/1", "check-in/1"]


def test_what_was_refused_is_not_hastened(modules: Page) -> None:
    steps = """
        world.answers = [refusal];
        outbox.put("session/1", letter({ note: "…" }));
        await outbox.flush();
        outbox.hasten("session/1");
        await outbox.flush();
        return world.sent.length;"""
    assert play(modules, steps) == 1


def test_letters_are_plain_json_in_the_phones_storage(modules: Page) -> None:
    steps = """
        outbox.put("session/1", letter({ reps: 5 }), { waitMs: 9e9 });
        return localStorage["coachhub/maya/outbox/session/1"];"""
    kept = json.loads(play(modules, steps))
    assert kept["body"] == {"reps": 5}
    assert kept["due"] == 9_000_001_000
