"""The draft of a session: kept on the phone with every tap, sent as the API takes it, gone on with after a reload."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

HARNESS = """
async () => {
  const { Draft, asEntry } = await import("/static/phone/log/draft.js");
  const { Store } = await import("/static/phone/store.js");
  localStorage.clear();
  const store = new Store("maya");
  const letters = new Map();
  const hastened = [];
  const outbox = Object.assign(new EventTarget(), {
    put: (key, letter) => letters.set(key, letter),
    get: (key) => letters.get(key) ?? null,
    hasten: (key) => hastened.push(key),
  });
  const open = (options = {}) => Draft.open({ store, outbox, ...options });
  const squat = { key: "back_squat" };
  const set = { id: "s1", reps: 5, load: 80, unit: "kg", rpe: null, warm_up: false };
  const setIn = (draft, lift) => draft.change(() => lift.sets.push(set));
  return await (async () => { STEPS })();
}
"""


def play(page: Page, steps: str) -> Any:
    """What the steps return."""
    return page.evaluate(HARNESS.replace("STEPS", steps))


def test_a_new_session_begins_now_with_an_id_of_its_own(modules: Page) -> None:
    first, second, began = play(
        modules, "const draft = open(); return [draft.id, open().id, Date.now() - new Date(draft.session.started_at)];"
    )
    assert first != second
    assert began < 5000


def test_an_exercise_alone_is_not_sent_yet(modules: Page) -> None:
    assert play(modules, "open().addLift(squat); return letters.size;") == 0


def test_the_first_set_is(modules: Page) -> None:
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.change(() => lift.sets.push(set));
        const letter = letters.get(`session/${draft.id}`);
        return [letter.method, letter.url === `/api/v1/sessions/${draft.id}/`, letter.body.lifts];"""
    method, is_address, lifts = play(modules, steps)
    assert (method, is_address) == ("PUT", True)
    assert lifts[0]["exercise"] == "back_squat"
    assert lifts[0]["sets"] == [{"id": "s1", "reps": 5, "load": 80, "unit": "kg", "warm_up": False}]


def test_pain_in_an_exercise_is_sent_also_without_a_set(modules: Page) -> None:
    """Somebody who stops at once because it hurts has no set to log, and yet something to say."""
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.change(() => (lift.pain_worst = { value: 7, side: "right", place: "" }));
        return letters.get(`session/${draft.id}`).body.lifts[0].pain_worst;"""
    assert play(modules, steps) == {"value": 7, "side": "right"}


def test_what_was_noticed_is_sent_also_without_a_set(modules: Page) -> None:
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.change(() => (lift.noticed = ["feet_unsteady"]));
        const [sent] = letters.get(`session/${draft.id}`).body.lifts;
        return [sent.noticed, sent.sets];"""
    assert play(modules, steps) == [["feet_unsteady"], []]


def test_what_was_not_said_is_left_out_and_zero_is_not(modules: Page) -> None:
    steps = """
        const none = { value: 0, side: "", place: "" };
        const lift = { id: "l", exercise: "e", heel_raise: false, pain_worst: none, sets: [{ ...set, load: 0 }] };
        return asEntry({ id: "x", started_at: "t", minutes: null, session_rpe: 0, note: "", soreness: undefined,
          pain_before: { value: 0 }, pain_after: null, lifts: [lift] });"""
    assert play(modules, steps) == {
        "id": "x",
        "started_at": "t",
        "session_rpe": 0,
        "pain_before": {"value": 0},
        "lifts": [
            {
                "id": "l",
                "exercise": "e",
                "heel_raise": False,
                "pain_worst": {"value": 0},
                "sets": [{"id": "s1", "reps": 5, "load": 0, "unit": "kg", "warm_up": False}],
            }
        ],
    }


def test_an_exercise_without_anything_said_is_not_sent(modules: Page) -> None:
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.addLift({ key: "lunge" });
        draft.change(() => lift.sets.push(set));
        return [letters.get(`session/${draft.id}`).body.lifts.length, draft.session.lifts.length];"""
    assert play(modules, steps) == [1, 2]


def test_after_a_reload_it_goes_on_where_it_was(modules: Page) -> None:
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.change(() => lift.sets.push(set));
        const again = open();
        return [again.id === draft.id, again.session.lifts[0].sets.length];"""
    assert play(modules, steps) == [True, 1]


def test_half_a_day_later_a_new_session_begins(modules: Page) -> None:
    steps = """
        const draft = open();
        draft.addLift(squat);
        const at = (hours) => open({ now: new Date(Date.now() + hours * 3600e3) }).id === draft.id;
        return [at(11.9), at(12.1)];"""
    assert play(modules, steps) == [True, False]


def test_a_finished_session_is_not_gone_on_with(modules: Page) -> None:
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.change(() => lift.sets.push(set));
        draft.finish();
        return [open().id === draft.id, store.keys("draft/").length];"""
    assert play(modules, steps) == [False, 1]  # kept until it is at the server


def test_a_finished_session_is_sent_before_what_rests_on_it(modules: Page) -> None:
    steps = """
        const draft = open();
        setIn(draft, draft.addLift(squat));
        draft.finish();
        return hastened[0] === `session/${draft.id}`;"""
    assert play(modules, steps)


def test_once_it_is_at_the_server_the_phone_forgets_it(modules: Page) -> None:
    steps = """
        const draft = open();
        const lift = draft.addLift(squat);
        draft.change(() => lift.sets.push(set));
        draft.finish();
        letters.clear();
        outbox.dispatchEvent(new CustomEvent("sent"));
        return store.keys("draft/");"""
    assert play(modules, steps) == []


def test_a_stored_session_is_corrected_as_it_is_stored(modules: Page) -> None:
    steps = """
        const stored = { id: "S", started_at: "2025-01-01T10:00:00Z", lifts: [] };
        return open({ asked: "S", stored }).session;"""
    assert play(modules, steps) == {"id": "S", "started_at": "2025-01-01T10:00:00Z", "lifts": []}


def test_but_what_was_typed_here_and_is_not_sent_yet_counts_more(modules: Page) -> None:
    steps = """
        const stored = { id: "S", started_at: "2025-01-01T10:00:00Z", lifts: [], note: "old" };
        store.set("draft/S", { ...stored, note: "new" });
        const sent = open({ asked: "S", stored }).session.note;
        letters.set("session/S", {});
        return [sent, open({ asked: "S", stored }).session.note];"""
    assert play(modules, steps) == ["old", "new"]


def test_a_session_that_is_only_here_is_found_by_its_id(modules: Page) -> None:
    steps = """
        store.set("draft/S", { id: "S", started_at: "t", lifts: [], note: "refused" });
        return open({ asked: "S" }).session.note;"""
    assert play(modules, steps) == "refused"


def test_a_removed_exercise_is_not_sent_any_more(modules: Page) -> None:
    steps = """
        const draft = open();
        const one = draft.addLift(squat), other = draft.addLift({ key: "lunge" });
        draft.change(() => { one.sets.push(set); other.sets.push({ ...set, id: "s2" }); });
        draft.removeLift(one.id);
        return letters.get(`session/${draft.id}`).body.lifts.map((lift) => lift.exercise);"""
    assert play(modules, steps) == ["lunge"]
