"""The scripts' small modules by themselves, in a real browser: ids, numbers, words, storage."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from coachhub.core.units import HELD, held

SCRIPTS = "/static/phone"


def run(page: Page, module: str, body: str, argument: Any = None) -> Any:
    """What `body` returns, with the module's exports in `m` and the argument in `x`."""
    return page.evaluate(f"async (x) => {{ const m = await import('{SCRIPTS}/{module}'); {body} }}", argument)


class TestIds:
    """Ids made on the phone."""

    def test_an_id_is_a_uuid_of_version_seven(self, modules: Page) -> None:
        made = UUID(run(modules, "ids.js", "return m.newId();"))
        assert made.version == 7
        assert made.variant == "specified in RFC 4122"

    def test_it_says_when_it_was_made(self, modules: Page) -> None:
        made = UUID(run(modules, "ids.js", "return m.newId();"))
        assert abs((made.int >> 80) - time.time() * 1000) < 60_000

    def test_ids_sort_in_the_order_they_were_made_also_within_a_millisecond(self, modules: Page) -> None:
        ids = run(modules, "ids.js", "return Array.from({length: 6000}, () => m.newId());")
        assert ids == sorted(ids)
        assert len(set(ids)) == 6000

    def test_a_clock_that_is_put_back_does_not_put_ids_back(self, modules: Page) -> None:
        before, after = run(modules, "ids.js", "return [m.newId(Date.now()), m.newId(Date.now() - 3600e3)];")
        assert before < after

    def test_two_phones_do_not_make_the_same(self, modules: Page) -> None:
        tails = run(modules, "ids.js", "return Array.from({length: 500}, () => m.newId().slice(19));")
        assert len(set(tails)) == 500


class TestNumbers:
    """Numbers as people type them."""

    @pytest.mark.parametrize(
        ("typed", "value"),
        [("87.5", 87.5), ("87,5", 87.5), (" 5 ", 5), ("−5", -5), ("-5", -5), (".5", 0.5), ("", None), ("0", 0)],
    )
    def test_what_is_a_number(self, modules: Page, typed: str, value: float | None) -> None:
        assert run(modules, "numbers.js", "return m.readNumber(x);", typed) == value

    def test_what_is_not_is_never_taken_for_one(self, modules: Page) -> None:
        typed = ["abc", "5kg", "1e3", "5-6", "--5", "5.", "1.2.3", "Infinity"]
        assert (
            run(modules, "numbers.js", "return x.map((text) => Number.isNaN(m.readNumber(text)));", typed) == [True] * 8
        )

    def test_it_is_written_without_floats_dust(self, modules: Page) -> None:
        assert run(modules, "numbers.js", "return [0.1 + 0.2, 87.5, 5, null].map(m.writeNumber);") == [
            "0.3",
            "87.5",
            "5",
            "",
        ]

    @pytest.mark.parametrize(
        ("value", "refused"), [(0, True), (1, False), (200, False), (201, True), (2.5, True), (None, True), (-5, True)]
    )
    def test_a_rule_is_kept_at_both_ends(self, modules: Page, value: float | None, refused: bool) -> None:
        rule = "{ says: 'Reps are 1 to 200.', min: 1, max: 200, whole: true, needed: true }"
        said = run(modules, "numbers.js", f"return m.refusal(x, {rule});", value)
        assert said == ("Reps are 1 to 200." if refused else "")

    def test_what_may_stay_empty_may_stay_empty(self, modules: Page) -> None:
        assert run(modules, "numbers.js", "return m.refusal(null, { says: 'No', min: 0, max: 9 });") == ""
        assert run(modules, "numbers.js", "return m.refusal(NaN, { says: 'No', min: 0, max: 9 });") == "No"

    def test_a_rest_is_read_like_a_clock(self, modules: Page) -> None:
        assert run(modules, "numbers.js", "return [180, 101.2, 9, 0, -3].map(m.clock);") == [
            "3:00",
            "1:42",
            "0:09",
            "0:00",
            "0:00",
        ]


def sets(*loads: float | None, reps: int = 5, rpe: float | None = None, **values: Any) -> list[dict[str, Any]]:
    """Sets as the page keeps them."""
    return [{"reps": reps, "load": load, "unit": "kg", "rpe": rpe, "warm_up": False} | values for load in loads]


class TestWords:
    """Sets as people say them."""

    def test_a_set(self, modules: Page) -> None:
        said = run(modules, "log/words.js", "return x.map(m.saySet);", sets(87.5, 0, None))
        assert said == [held("5 × 87.5 kg"), "5 × body weight".replace(" × ", f"{HELD}×{HELD}"), "5 reps"]

    @pytest.mark.parametrize(
        ("done", "said"),
        [
            (sets(85, 85, 85, 85, rpe=7), "4 × 5 at 85 kg, RPE 7"),
            (sets(80, 85, 85), "1 × 5 at 80 kg, 2 × 5 at 85 kg"),
            (sets(80, rpe=7) + sets(80, rpe=8), "2 × 5 at 80 kg"),
            (sets(None, None), "2 × 5"),
            (sets(40, warm_up=True) + sets(80), "1 × 5 at 80 kg"),
            ([], ""),
        ],
    )
    def test_runs_of_equal_sets_are_said_once(self, modules: Page, done: list[Any], said: str) -> None:
        assert run(modules, "log/words.js", "return m.sayWork(x);", done) == held(said)

    def test_warm_ups_are_said_in_one_line(self, modules: Page) -> None:
        assert run(modules, "log/words.js", "return m.sayWarmUps(x);", sets(20, 40, 60)) == held("20, 40, 60 kg")
        assert run(modules, "log/words.js", "return m.sayWarmUps(x);", sets(0, 40)) == held("body weight, 40 kg")

    @pytest.mark.parametrize(
        ("rpe", "said"),
        [
            (8, "RPE 8: two more reps were in you"),
            (9.5, "RPE 9.5: perhaps one more rep was in you"),
            (10, "RPE 10: no rep was left in you"),
            (5, "RPE 5: five or more reps were in you"),
            (None, "How hard was it? Tap one, or leave it."),
        ],
    )
    def test_every_rpe_says_what_it_means(self, modules: Page, rpe: float | None, said: str) -> None:
        assert run(modules, "log/words.js", "return m.sayRpe(x);", rpe) == said


class TestStore:
    """What is kept on the phone."""

    def test_two_athletes_on_one_phone_do_not_see_each_others(self, modules: Page) -> None:
        script = """
            const [maya, samira] = [new m.Store("maya"), new m.Store("samira")];
            maya.set("draft/1", {reps: 5});
            return [maya.get("draft/1"), samira.get("draft/1"), maya.keys("draft/"), samira.keys()];"""
        assert run(modules, "store.js", script) == [{"reps": 5}, None, ["draft/1"], []]

    def test_what_was_kept_is_there_for_the_next_page(self, modules: Page) -> None:
        run(modules, "store.js", "new m.Store('maya').set('a', 1);")
        modules.reload()
        assert run(modules, "store.js", "return new m.Store('maya').get('a');") == 1

    def test_what_cannot_be_read_is_as_if_it_were_not_there(self, modules: Page) -> None:
        script = "localStorage.setItem('coachhub/maya/a', '{broken'); return new m.Store('maya').get('a');"
        assert run(modules, "store.js", script) is None

    def test_a_full_phone_loses_nothing_while_the_page_is_open(self, modules: Page) -> None:
        script = """
            const full = {
              length: 1,
              key: () => "coachhub/maya/old",
              getItem: (key) => (key === "coachhub/maya/old" ? "1" : null),
              setItem() { throw new DOMException("", "QuotaExceededError"); },
            };
            const store = new m.Store("maya", full);
            const before = store.lasting;
            store.set("new", 2);
            return [before, store.get("new"), store.get("old"), store.lasting];"""
        assert run(modules, "store.js", script) == [True, 2, 1, False]

    def test_what_was_done_with_on_a_full_phone_does_not_come_back_with_the_next_page(self, modules: Page) -> None:
        """A session that was sent since would be sent again as it was before."""
        script = """
            const kept = new Map([["coachhub/maya/outbox/1", "1"]]);
            const full = {
              get length() { return kept.size; },
              key: (index) => [...kept.keys()][index],
              getItem: (key) => kept.get(key) ?? null,
              setItem() { throw new DOMException("", "QuotaExceededError"); },
              removeItem: (key) => kept.delete(key),
            };
            const store = new m.Store("maya", full);
            store.set("outbox/1", 2);
            store.remove("outbox/1");
            return [store.get("outbox/1"), [...kept]];"""
        assert run(modules, "store.js", script) == [None, []]

    def test_a_browser_that_refuses_storage_is_gone_along_with(self, modules: Page) -> None:
        script = """
            const store = new m.Store("maya", null);
            store.set("a", 1);
            return [store.get("a"), store.keys(), store.lasting];"""
        assert run(modules, "store.js", script) == [1, ["a"], False]


class TestRefusals:
    """What the server refused, at its place."""

    LETTER = {
        "body": {"lifts": [{"id": "L1", "sets": [{"id": "S1"}, {"id": "S2"}]}, {"id": "L2", "sets": []}]},
        "refused": {
            "message": "Some fields cannot be taken as they are.",
            "fields": {
                "lifts.0.sets.1.reps": ["Reps are 1 to 200."],
                "lifts.1.pain_worst.value": ["Pain is 0 to 10, 0 = none."],
                "note": ["Too long."],
            },
        },
    }

    def test_each_reason_finds_its_set_exercise_or_field(self, modules: Page) -> None:
        assert run(modules, "refusals.js", "return m.refusedPlaces(x);", self.LETTER) == [
            {"lift": "L1", "set": "S2", "field": "reps", "message": "Reps are 1 to 200."},
            {"lift": "L2", "set": None, "field": "pain_worst", "message": "Pain is 0 to 10, 0 = none."},
            {"lift": None, "set": None, "field": "note", "message": "Too long."},
        ]

    def test_in_one_sentence_it_is_the_first_reason(self, modules: Page) -> None:
        assert run(modules, "refusals.js", "return m.sentence(x.refused);", self.LETTER) == "Reps are 1 to 200."
        assert run(modules, "refusals.js", "return m.sentence({message: 'No.'});") == "No."
