"""Composing a rule in the browser's pages: made, tried, changed, switched, taken away, by who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alerts.models import Alert, OwnRule
from alerts.rules.suggesting import Marked, Suggestion
from alerts.selectors.suggesting import Suggested
from alerts.services.own_rules import compose_rule
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from coachhub.dashboard.rule_words import suggestion_words
from sessions.progression.findings import Threshold
from tests.alerts.acting import hurts
from tests.alerts.composing import SORE
from tests.alerts.marking import marked_soreness
from tests.phone.pages import html_of
from tests.world import World

NEW = "/rules/own/"
SAID: dict[str, Any] = {
    "name": "Three that hurt",
    "squad": "everyone",
    "reading": "pain_worst",
    "window": "readings",
    "count": "3",
    "statistic": "mean",
    "comparison": "at_least",
    "amount": "6",
    "scale": "units",
    "baseline": "usual",
}


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.everybody[who].user)
    return client


def page(client: Client, address: str = "/rules/", **said: Any) -> str:
    return html_of(client.get(address, said))


def made(world: World, *, squad: bool = False, name: str = "Sore after") -> OwnRule:
    place = world.powerlifting if squad else None
    return compose_rule(actor=world.owner.actor, name=name, condition=SORE, squad=place)


class TestSuggestion:
    """The amount that the marks suggest, beside what it would have told."""

    def test_with_its_counts(self, scoped: World) -> None:
        own = made(scoped)
        marked_soreness(scoped)
        shown = page(signed_in(scoped, "coach"), f"{NEW}{own.pk}/backtest/")
        assert "8 alerts about 8 athletes" in shown
        assert "With 6 of 10 instead of 4: 4 of 4 marked useful would stay, 0 of 4 marked noise." in shown
        assert "ch-suggested" in shown
        assert "button" not in shown
        assert OwnRule.objects.get().condition["amount"] == 4

    def test_with_too_few_marks_nothing_is_said(self, scoped: World) -> None:
        own = made(scoped)
        marked_soreness(scoped, useful=[6])
        assert "ch-suggested" not in page(signed_in(scoped, "owner"), f"{NEW}{own.pk}/backtest/")

    def test_of_whom_it_speaks_when_they_are_many(self) -> None:
        ids = [new_id() for _ in range(8)]
        now = Marked(frozenset(ids[:4]), frozenset(ids[4:]))
        better = Suggestion(Threshold("amount", 90_000, "kg", 90_000, 50, 500_000, None), 100_000, 4, 4, 0, 4)
        said = suggestion_words(Suggested(now, better, of=40), is_safety=False).sentence
        assert said.startswith("Of the 40 athletes who logged last: with 100000 kg instead of 90000: 4 of 4 marked")
        said = suggestion_words(Suggested(now, None, of=40), is_safety=False).sentence
        assert said.startswith("Of the 40 athletes who logged last: 4 marked useful, 4 marked noise.")


class TestComposing:
    """What is saved is what the sentence says."""

    def test_without_one_the_page_says_how_to_begin(self, scoped: World) -> None:
        shown = page(signed_in(scoped, "owner"))
        assert "None yet." in shown
        assert f'href="{NEW}"' in shown

    def test_one_for_everyone_is_listed_and_tells(self, scoped: World) -> None:
        answer = html_of(signed_in(scoped, "owner").post(NEW, SAID, follow=True))
        assert "Three that hurt: saved." in answer
        assert "mean of the last 3 sessions, is at least 6 of 10" in answer
        assert OwnRule.objects.get().squad is None
        for days_ago in (3, 2, 1):
            hurts(scoped.maya, 6, days_ago=days_ago)
        assert Alert.objects.filter(rule__startswith="own.").count() == 1

    def test_a_coach_makes_one_for_a_squad(self, scoped: World) -> None:
        coach = signed_in(scoped, "coach")
        assert 'value="everyone"' not in page(coach, NEW)
        coach.post(NEW, SAID | {"squad": str(scoped.powerlifting.pk)})
        assert OwnRule.objects.get().squad == scoped.powerlifting

    def test_the_last_reading_needs_no_count_and_no_statistic(self, scoped: World) -> None:
        signed_in(scoped, "owner").post(NEW, SAID | {"window": "last", "count": "", "statistic": "sum"})
        condition = OwnRule.objects.get().condition
        assert (condition["window"], condition["count"], condition["statistic"]) == ("last", 1, "mean")

    def test_a_level_is_held_against_a_number_whatever_else_was_chosen(self, scoped: World) -> None:
        signed_in(scoped, "owner").post(NEW, SAID | {"scale": "percent", "baseline": "before"})
        condition = OwnRule.objects.get().condition
        assert (condition["scale"], condition["baseline"]) == ("units", "number")

    def test_a_change_is_held_against_what_was_chosen(self, scoped: World) -> None:
        signed_in(scoped, "owner").post(NEW, SAID | {"comparison": "rises", "amount": "2", "baseline": "before"})
        condition = OwnRule.objects.get().condition
        assert (condition["comparison"], condition["baseline"], condition["amount"]) == ("rises", "before", 2)

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"name": ""}, "Give it a name."),
            ({"name": "x" * 61}, "at most 60 characters"),
            ({"count": "0"}, "Between 2 and 20"),
            ({"count": ""}, "Between 2 and 20"),
            ({"window": "days", "count": "200"}, "Between 2 and 84 days"),
            ({"amount": "11"}, "Between 1 and 10 of 10"),
            ({"amount": "much"}, "Enter a number."),
            ({"reading": "luck"}, "Select a valid choice."),
            ({"squad": "01a21a86-7041-728e-8cb7-b3f30266219c"}, "Select a valid choice."),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_stored(
        self, scoped: World, wrong: dict[str, str], why: str
    ) -> None:
        answer = signed_in(scoped, "owner").post(NEW, SAID | wrong)
        assert answer.status_code == 200
        assert why in html_of(answer)
        assert 'class="ch-error"' in html_of(answer)
        assert not OwnRule.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, scoped: World) -> None:
        """Not the name first, and what is wrong with the sentence only after that is mended."""
        answer = html_of(signed_in(scoped, "owner").post(NEW, SAID | {"name": "", "amount": "11"}))
        assert "Give it a name." in answer
        assert "Between 1 and 10 of 10" in answer
        unread = html_of(signed_in(scoped, "owner").post(NEW, SAID | {"name": "", "amount": "much"}))
        assert "Enter a number." in unread

    def test_a_name_is_used_once(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        owner.post(NEW, SAID)
        answer = html_of(owner.post(NEW, SAID | {"amount": "7", "name": "three THAT hurt"}))
        assert "There is a rule of this name." in answer
        assert OwnRule.objects.count() == 1

    def test_another_organisation_s_squad_is_none(self, world: World, outside: World) -> None:
        signed_in(world, "owner").post(NEW, SAID | {"squad": str(outside.powerlifting.pk)})
        for one in (world, outside):
            with organisation_scope(one.organisation.pk):
                assert not OwnRule.objects.exists()


class TestTrying:
    """What it would have told, before it is saved."""

    def test_it_reads_the_last_90_days(self, scoped: World) -> None:
        for days_ago in (9, 6, 3):
            hurts(scoped.maya, 7, days_ago=days_ago)
        answer = page(signed_in(scoped, "owner"), f"{NEW}tried/", **SAID)
        assert "1 alert about 1 athlete" in answer
        assert "is at least 6 of 10" in answer
        assert not OwnRule.objects.exists()

    def test_without_a_name_it_is_tried_too(self, scoped: World) -> None:
        assert "No alerts" in page(signed_in(scoped, "owner"), f"{NEW}tried/", **(SAID | {"name": ""}))

    def test_what_cannot_be_is_said_instead(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        assert "How much: Between 1 and 10 of 10" in page(owner, f"{NEW}tried/", **(SAID | {"amount": "11"}))
        assert "required" in page(owner, f"{NEW}tried/")

    def test_one_that_is_there_is_tried_in_the_list(self, scoped: World) -> None:
        own = made(scoped)
        assert "No alerts" in page(signed_in(scoped, "owner"), f"{NEW}{own.pk}/backtest/")


class TestChanging:
    """By who may, and nobody else."""

    def test_the_form_has_the_rule_as_it_is(self, scoped: World) -> None:
        own = compose_rule(actor=scoped.owner.actor, name="Much", condition={**SORE, "amount": 5.0}, squad=None)
        shown = page(signed_in(scoped, "owner"), f"{NEW}{own.pk}/")
        assert 'value="5"' in shown
        assert 'value="5.0"' not in shown

    def test_another_number_is_another_version(self, scoped: World) -> None:
        own = made(scoped)
        owner = signed_in(scoped, "owner")
        assert 'value="Sore after"' in page(owner, f"{NEW}{own.pk}/")
        owner.post(f"{NEW}{own.pk}/", SAID | {"name": "Sorer"})
        own.refresh_from_db()
        assert (own.name, own.condition["amount"], own.version) == ("Sorer", 6, 2)

    def test_it_is_switched_and_taken_away(self, scoped: World) -> None:
        own = made(scoped)
        owner = signed_in(scoped, "owner")
        assert "Sore after: off." in html_of(owner.post(f"{NEW}{own.pk}/switch/", follow=True))
        own.refresh_from_db()
        assert (own.is_on, own.version) == (False, 1)
        owner.post(f"{NEW}{own.pk}/switch/", {"is_on": "true"})
        own.refresh_from_db()
        assert own.is_on
        assert "was removed" in html_of(owner.post(f"{NEW}{own.pk}/delete/", follow=True))
        assert "None yet." in page(owner)
        assert owner.get(f"{NEW}{own.pk}/").status_code == 404

    def test_a_coach_reads_the_organisation_s_and_changes_a_squad_s(self, scoped: World) -> None:
        everyone, squad = made(scoped), made(scoped, squad=True, name="Ours")
        coach = signed_in(scoped, "coach")
        shown = page(coach)
        assert f'href="{NEW}{squad.pk}/"' in shown
        assert f'href="{NEW}{everyone.pk}/"' not in shown
        assert coach.get(f"{NEW}{everyone.pk}/").status_code == 403
        for deed in ("switch", "delete"):
            assert coach.post(f"{NEW}{everyone.pk}/{deed}/").status_code == 403
        assert coach.get(f"{NEW}{squad.pk}/").status_code == 200

    def test_clinicians_and_athletes_make_none(self, scoped: World) -> None:
        own = made(scoped)
        for who, status in (("clinician", 403), ("maya", 403)):
            assert signed_in(scoped, who).post(NEW, SAID).status_code == status
        assert signed_in(scoped, "clinician").get(f"{NEW}{own.pk}/").status_code == 404
        assert OwnRule.objects.count() == 1

    def test_other_organisations_see_nothing_of_it(self, world: World, outside: World) -> None:
        with organisation_scope(world.organisation.pk):
            own = made(world)
        stranger = signed_in(outside, "owner")
        assert "Sore after" not in page(stranger)
        for address in ("", "backtest/"):
            assert stranger.get(f"{NEW}{own.pk}/{address}").status_code == 404
        for deed in ("", "switch/", "delete/"):
            assert stranger.post(f"{NEW}{own.pk}/{deed}", SAID).status_code == 404
        with organisation_scope(world.organisation.pk):
            assert OwnRule.objects.get().removed_at is None

    def test_the_list_costs_the_same_however_many_there_are(
        self, scoped: World, django_assert_max_num_queries: Any
    ) -> None:
        owner = signed_in(scoped, "owner")
        for number in range(6):
            compose_rule(
                actor=scoped.owner.actor, name=f"Rule {number}", condition=SORE | {"amount": 4.0 + number}, squad=None
            )
        with django_assert_max_num_queries(13):
            owner.get("/rules/")
