"""The machinery of rules: numbers in range, safety numbers only tightened, findings that say what they rest on."""

from collections.abc import Iterator

import pytest

from sessions.progression import findings
from sessions.progression.findings import (
    REGISTRY,
    Finding,
    Reading,
    Rule,
    Severity,
    Threshold,
    Tighten,
    adjustable,
    rule,
)
from sessions.progression.history import AthleteHistory
from tests.sessions.progression.building import MONDAY, history, session


@pytest.fixture(autouse=True)
def registry_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rules made for one test are gone after it."""
    kept = dict(REGISTRY)
    yield
    for key in set(REGISTRY) - set(kept):
        del findings._registry[key]


def many_sessions() -> type[Rule]:
    @rule(key="test.many", severity=Severity.NOTE, version=3, source="a test")
    class Many(Rule):
        """More sessions than `most`."""

        most: int = adjustable(5, minimum=1, maximum=5, unit="sessions", tighten="lower")
        days: int = adjustable(7, minimum=1, maximum=28, unit="days")
        share: float = adjustable(0.5, minimum=0.5, maximum=1.0, tighten="higher")

        def evaluate(self, history: AthleteHistory) -> Finding | None:
            found = list(history.newest_first(self.days))
            if len(found) <= self.most:
                return None
            readings = tuple(Reading("session", 1, "", s.started_at) for s in found)
            return self.finding(about=found[0].id, sentence="Many sessions.", readings=readings)

    return Many


def value_of(made: Rule, name: str) -> float:
    return next(t.value for t in made.thresholds if t.name == name)


def test_a_decorated_rule_is_in_the_registry_with_its_default_numbers() -> None:
    made = many_sessions()
    assert REGISTRY["test.many"] == made()
    assert (made.key, made.severity, made.version, made.source) == ("test.many", Severity.NOTE, 3, "a test")


def test_a_rule_starts_at_version_one_with_numbers_that_are_ours() -> None:
    @rule(key="test.plain", severity=Severity.NOTE)
    class Plain(Rule):
        """Says nothing."""

        def evaluate(self, history: AthleteHistory) -> Finding | None:
            return None

    assert (Plain.version, Plain.source) == (1, "our default")
    assert Plain().thresholds == ()


def test_two_rules_cannot_have_one_key() -> None:
    many_sessions()
    with pytest.raises(ValueError, match=r"test\.many: two rules have this key"):
        many_sessions()


def test_nobody_enters_a_rule_past_the_decorator() -> None:
    with pytest.raises(TypeError):
        REGISTRY["test.past"] = many_sessions()()  # type: ignore[index]  # read-only: that is what is tried


def test_a_rule_without_evaluate_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="evaluate"):

        @rule(key="test.empty", severity=Severity.NOTE)
        class Empty(Rule):
            """Says nothing."""

    assert "test.empty" not in REGISTRY


def test_a_number_without_a_type_is_refused_rather_than_forgotten() -> None:
    with pytest.raises(TypeError, match="most"):

        @rule(key="test.untyped", severity=Severity.NOTE)
        class Untyped(Rule):
            """Forgets the type of its number."""

            most = adjustable(5, minimum=1, maximum=5)

            def evaluate(self, history: AthleteHistory) -> Finding | None:
                return None


def test_a_rule_lists_its_numbers_with_everything_a_slider_needs() -> None:
    made = many_sessions()()
    assert made.thresholds == (
        Threshold("most", 5, "sessions", 5, 1, 5, "lower"),
        Threshold("days", 7, "days", 7, 1, 28, None),
        Threshold("share", 0.5, "", 0.5, 0.5, 1.0, "higher"),
    )
    moved = made.with_thresholds({"days": 14}).thresholds[1]
    assert (moved.value, moved.default) == (14, 7)


def test_a_rule_is_a_value_and_moving_a_number_makes_another() -> None:
    made = many_sessions()()
    moved = made.with_thresholds({"days": 14})
    assert value_of(made, "days") == 7
    assert moved == made.with_thresholds({"days": 14})
    assert moved != made
    with pytest.raises(AttributeError):
        made.days = 14  # type: ignore[attr-defined]  # frozen: that is what is tried


def test_the_last_layer_wins() -> None:
    organisation, squad, athlete = {"days": 14}, {"days": 21}, {"days": 10}
    assert value_of(many_sessions()().with_thresholds(organisation, squad, athlete), "days") == 10


@pytest.mark.parametrize(
    ("layers", "most", "share"),
    [
        ([{}], 5, 0.5),
        ([{"most": 3}, {}], 3, 0.5),
        ([{"most": 3}, {"most": 4}], 3, 0.5),
        ([{"most": 4}, {"most": 3}], 3, 0.5),
        ([{"share": 0.9}, {"share": 0.6}], 5, 0.9),
        ([{"share": 0.6}, {"share": 0.9}], 5, 0.9),
    ],
)
def test_a_safety_number_is_only_ever_tightened(layers: list[dict[str, float]], most: int, share: float) -> None:
    made = many_sessions()().with_thresholds(*layers)
    assert value_of(made, "most") == most
    assert value_of(made, "share") == share


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("most", 6, "most: 6 is not between 1 and 5"),
        ("most", 0, "most: 0 is not between 1 and 5"),
        ("days", 29, "days: 29 is not between 1 and 28"),
        ("days", 7.5, "days: 7.5 is not a whole number"),
        ("days", float("nan"), "days: nan is not between 1 and 28"),
        ("days", True, "days: True is not between 1 and 28"),
        ("days", "7", "days: '7' is not between 1 and 28"),
        ("share", 0.4, "share: 0.4 is not between 0.5 and 1"),
        ("hours", 7, "hours: test.many has no such threshold"),
    ],
)
def test_a_number_out_of_its_range_is_refused_by_name(name: str, value: float, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        many_sessions()().with_thresholds({name: value})


@pytest.mark.parametrize(("name", "value"), [("most", 1), ("most", 5), ("days", 28), ("share", 1.0)])
def test_both_ends_of_a_range_are_allowed(name: str, value: float) -> None:
    assert value_of(many_sessions()().with_thresholds({name: value}), name) == value


def test_a_whole_number_stays_one() -> None:
    """A slider of a web page sends 3.0."""
    value = value_of(many_sessions()().with_thresholds({"days": 3.0}), "days")
    assert value == 3
    assert isinstance(value, int)


@pytest.mark.parametrize(
    ("default", "minimum", "maximum", "tighten"),
    [(5, 6, 9, None), (5, 1, 4, None), (5, 1, 6, "lower"), (5, 4, 9, "higher")],
)
def test_a_range_that_contradicts_its_default_is_refused_when_declared(
    default: int, minimum: int, maximum: int, tighten: Tighten | None
) -> None:
    with pytest.raises(ValueError, match="5 does not fit its range"):
        adjustable(default, minimum=minimum, maximum=maximum, tighten=tighten)


def test_a_finding_carries_what_it_rests_on() -> None:
    made = many_sessions()().with_thresholds({"most": 1})
    log = [session(MONDAY, clock="08:00"), session(MONDAY, clock="18:00")]
    found = made.evaluate(history(MONDAY, log))
    assert found is not None
    assert (found.rule, found.version, found.severity) == ("test.many", 3, Severity.NOTE)
    assert found.about == log[1].id
    assert found.source == "a test"
    assert [reading.at for reading in found.readings] == [log[1].started_at, log[0].started_at]
    assert {t.name: t.value for t in found.thresholds} == {"most": 1, "days": 7, "share": 0.5}
    assert made.evaluate(history(MONDAY, log[:1])) is None


def test_one_finding_may_be_more_urgent_than_its_rule_usually_is() -> None:
    found = many_sessions()().finding(about="x", sentence="X.", readings=(), severity=Severity.LOOK)
    assert found.severity is Severity.LOOK


def test_a_suggestion_carries_its_reason() -> None:
    found = many_sessions()().finding(about="x", sentence="X.", readings=(), reason="control")
    assert found.reason == "control"


def test_severities_sort_by_urgency() -> None:
    jumbled = [Severity.NOTE, Severity.STOP, Severity.LOOK]
    assert sorted(jumbled, key=lambda s: s.rank) == [Severity.STOP, Severity.LOOK, Severity.NOTE]
