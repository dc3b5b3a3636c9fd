"""The rules page: read, moved, switched, for everyone, a squad or an athlete."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from alerts.models import Alert, RuleSetting
from alerts.rules.evaluate import ALERTING
from alerts.rules.quiet import QUIET, SETTABLE
from alerts.services.rules import mark
from coachhub.core.scope import organisation_scope
from tests.alerts.acting import hurts
from tests.alerts.marking import marked_silences
from tests.phone.pages import text_of
from tests.world import World, make_athlete

HERE = "/rules/"


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.everybody[who].user)
    return client


def save(client: Client, rule: str, **said: Any) -> str:
    return client.post(f"{HERE}{rule}/", said, follow=True).content.decode()


def answer(client: Client, rule: str, **said: Any) -> str:
    return client.get(f"{HERE}{rule}/backtest/", said).content.decode()


class TestPage:
    """Each rule as a sentence with its numbers."""

    def test_every_rule_with_its_sliders(self, scoped: World) -> None:
        page = signed_in(scoped, "owner").get(HERE).content.decode()
        for title in ("Pain while training", "Morning after", "Pain trend", "Leg load jump", "Silence", "Knee drift"):
            assert title in page
        assert 'name="above" min="3" max="5" step="1" value="5"' in page
        assert "Where it comes from: Thomeé 1997" in page

    def test_a_coach_reads_the_organisation_s_and_sets_a_squad_s(self, scoped: World) -> None:
        coach = signed_in(scoped, "coach")
        assert 'type="range"' not in coach.get(HERE).content.decode()
        assert 'type="range"' in coach.get(HERE, {"place": f"squad:{scoped.powerlifting.pk}"}).content.decode()

    def test_where_else_it_is_set_is_said_of_those_whom_the_reader_sees(self, scoped: World) -> None:
        RuleSetting.objects.bulk_create(
            RuleSetting(organisation=scoped.organisation, rule="log.silent", numbers={"days": 9}, **place)
            for place in (
                {"squad": scoped.powerlifting},
                {"squad": scoped.football},
                {"athlete": scoped.maya.athlete},
                {"athlete": scoped.samira.athlete},
            )
        )
        said = "its own for Powerlifting and Maya Lindqvist"
        assert said in text_of(signed_in(scoped, "assistant").get(HERE))
        everything = "its own for Powerlifting, Football U21, Maya Lindqvist and Samira Haddad"
        assert everything in text_of(signed_in(scoped, "owner").get(HERE))

    def test_a_form_s_token_goes_into_no_address(self, scoped: World) -> None:
        """What is asked by GET is in logs and histories."""
        owner = signed_in(scoped, "owner")
        for page in (owner.get(HERE), owner.get(f"{HERE}own/")):
            forms = re.findall(r"<form [^>]*hx-get=[^>]*>", page.content.decode())
            assert forms
            assert all('hx-params="not csrfmiddlewaretoken"' in one for one in forms)

    def test_it_costs_the_same_for_everybody(self, scoped: World, django_assert_max_num_queries: Any) -> None:
        owner = signed_in(scoped, "owner")
        with django_assert_max_num_queries(12):
            owner.get(HERE)

    @pytest.mark.parametrize("place", ["squad:1", "athlete:x", "nowhere:1", "squad"])
    def test_a_place_that_is_none(self, scoped: World, place: str) -> None:
        assert signed_in(scoped, "owner").get(HERE, {"place": place}).status_code == 404

    def test_a_place_of_another_organisation_is_none(self, world: World, outside: World) -> None:
        client = signed_in(world, "owner")
        for place in (f"squad:{outside.football.pk}", f"athlete:{outside.maya.athlete.pk}"):
            assert client.get(HERE, {"place": place}).status_code == 404
            assert client.post(f"{HERE}log.silent/", {"place": place, "days": "9"}).status_code == 404
        with organisation_scope(outside.organisation.pk):
            assert not RuleSetting.objects.exists()


class TestQuiet:
    """Notes and suggestions, folded away below."""

    def test_each_is_a_card_without_a_past_to_ask(self, scoped: World) -> None:
        loud, _, quiet = signed_in(scoped, "owner").get(HERE).content.decode().partition('<details class="ch-quiet"')
        quiet = quiet.partition("</details>")[0]
        assert "tell nobody by themselves" in quiet
        assert "hx-get" not in quiet
        assert loud.count("/backtest/") == len(ALERTING)
        assert [key for key in SETTABLE if f'id="{key}"' in loud] == list(ALERTING)
        assert [key for key in SETTABLE if f'id="{key}"' in quiet] == list(QUIET)
        assert 'name="fast" min="0.5" max="2" step="0.05" value="1" data-unit=" s"' in quiet

    def test_a_number_saved_is_shown_at_its_card(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        sent = owner.post(f"{HERE}suggest.box_squat/", {"times": "3"})
        assert sent.headers["Location"] == f"{HERE}#suggest.box_squat"  # which opens what is folded
        page = owner.get(HERE).content.decode()
        assert "Squat to a box: saved for everyone. It holds from now on." in page
        assert "<s>2</s>" in page
        assert RuleSetting.objects.get().numbers == {"times": 3}

    def test_for_a_squad(self, scoped: World) -> None:
        place = f"squad:{scoped.powerlifting.pk}"
        sent = signed_in(scoped, "coach").post(f"{HERE}suggest.ramp/", {"is_on": "false", "place": place})
        assert sent.headers["Location"] == f"{HERE}?place={place}#suggest.ramp"
        setting = RuleSetting.objects.get()
        assert (setting.squad, setting.is_on) == (scoped.powerlifting, False)

    @pytest.mark.parametrize("part", ["backtest", "suggestion"])
    def test_there_is_nothing_to_try_them_on(self, scoped: World, part: str) -> None:
        assert signed_in(scoped, "owner").get(f"{HERE}suggest.ramp/{part}/").status_code == 404

    def test_what_keeps_somebody_from_harm_stays_on(self, scoped: World) -> None:
        page = save(signed_in(scoped, "owner"), "suggest.reduce_load", is_on="false")
        assert "A safety rule stays on" in page
        assert not RuleSetting.objects.exists()


class TestSetting:
    """What is saved."""

    def test_a_number_for_everyone(self, scoped: World) -> None:
        page = save(signed_in(scoped, "owner"), "load.week_change", strong="40", note="15")
        assert RuleSetting.objects.get().numbers == {"strong": 40}
        assert "saved for everyone" in page
        assert "<s>30</s>" in page

    def test_for_a_squad_only_what_differs(self, scoped: World) -> None:
        save(signed_in(scoped, "owner"), "load.week_change", strong="40", note="15")
        place = f"squad:{scoped.powerlifting.pk}"
        save(signed_in(scoped, "coach"), "load.week_change", strong="40", note="20", place=place)
        assert RuleSetting.objects.get(squad=scoped.powerlifting).numbers == {"note": 20}
        assert "Powerlifting" in signed_in(scoped, "owner").get(HERE).content.decode()

    def test_back_to_the_default(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        save(owner, "load.week_change", strong="40", note="15")
        save(owner, "load.week_change", reset="1")
        assert not RuleSetting.objects.exists()

    def test_the_switch_keeps_the_numbers(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        save(owner, "log.silent", days="9", gaps="3")
        save(owner, "log.silent", is_on="false")
        setting = RuleSetting.objects.get()
        assert (setting.is_on, setting.numbers) == (False, {"days": 9})
        save(owner, "log.silent", days="10", gaps="3")
        assert RuleSetting.objects.get().is_on is False
        save(owner, "log.silent", is_on="true")
        setting.refresh_from_db()
        assert (setting.is_on, setting.numbers) == (True, {"days": 10})

    def test_what_is_said_of_it(self, scoped: World) -> None:
        place = f"athlete:{scoped.maya.athlete.pk}"
        page = save(signed_in(scoped, "coach"), "log.silent", days="9", gaps="3", place=place)
        assert "It holds from the next entry or morning on." in page
        assert "Back to what holds above" in page

    @pytest.mark.parametrize(
        ("rule", "said", "reason"),
        [
            ("pain.during_high", {"above": "9"}, "is not between 3 and 5"),
            ("pain.during_high", {"above": "many"}, "is not a number"),
            ("pain.during_high", {"is_on": "false"}, "A safety rule stays on"),
            ("log.silent", {"days": "0"}, "is not between 3 and 28"),
        ],
    )
    def test_what_is_refused_says_why_and_changes_nothing(
        self, scoped: World, rule: str, said: dict[str, str], reason: str
    ) -> None:
        assert reason in save(signed_in(scoped, "owner"), rule, **said)
        assert not RuleSetting.objects.exists()

    def test_a_rule_that_is_none(self, scoped: World) -> None:
        assert signed_in(scoped, "owner").post(f"{HERE}no.rule/", {}).status_code == 404
        assert signed_in(scoped, "owner").get(f"{HERE}load.single_lift_jump/backtest/").status_code == 404


class TestAnswer:
    """What it would have meant."""

    def test_what_came_and_what_was_marked(self, scoped: World) -> None:
        hurts(scoped.maya, 8, days_ago=3)
        mark(actor=scoped.coach.actor, alert=Alert.objects.get(), useful=True)
        said = answer(signed_in(scoped, "coach"), "pain.during_high")
        assert "<b>1 alert about 1 athlete</b>; 1 marked useful." in said
        hurts(scoped.samira, 8, days_ago=3)
        mark(actor=scoped.coach.actor, alert=Alert.objects.get(athlete=scoped.samira.athlete), useful=False)
        both = answer(signed_in(scoped, "coach"), "pain.during_high")
        assert "<b>2 alerts about 2 athletes</b>; 1 marked useful and 1 marked noise." in both
        assert "Maya Lindqvist" in said

    def test_of_whom_it_is_when_they_are_very_many(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        hurts(scoped.maya, 8)
        monkeypatch.setattr("alerts.selectors.backtest.MOST", 1)
        said = "<p>Of the 1 athletes who logged last: <b>1 alert about 1 athlete</b>"
        assert said in answer(signed_in(scoped, "owner"), "pain.during_high")

    def test_more_with_a_stricter_number(self, scoped: World) -> None:
        hurts(scoped.maya, 4, days_ago=9)
        hurts(scoped.maya, 8, days_ago=3)
        said = answer(signed_in(scoped, "coach"), "pain.during_high", above="3")
        assert "<b>2 alerts about 1 athlete</b> instead of 1." in said

    def test_a_squad_s_own_number_goes_before_everyone_s(self, scoped: World) -> None:
        save(signed_in(scoped, "coach"), "pain.during_high", above="3", place=f"squad:{scoped.powerlifting.pk}")
        for person in (scoped.maya, scoped.samira):
            hurts(person, 4, days_ago=3)
        said = answer(signed_in(scoped, "owner"), "pain.during_high")
        assert "<b>1 alert about 1 athlete</b>" in said
        assert "Maya Lindqvist" in said

    def test_a_number_out_of_its_range(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        for above in ("9", "many"):
            assert owner.get(f"{HERE}pain.during_high/backtest/", {"above": above}).status_code == 400

    def test_what_would_be_lost(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        save(owner, "pain.during_high", above="3")
        hurts(scoped.maya, 4, days_ago=3)
        mark(actor=scoped.coach.actor, alert=Alert.objects.get(), useful=False)
        said = answer(owner, "pain.during_high", above="5")
        assert "<b>No alerts</b> instead of 1. You would lose 1 marked noise." in said
        assert 'class="is-gone"' in said

    def test_of_a_rule_that_is_off(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        save(owner, "log.silent", is_on="false")
        assert "<b>No alerts</b>, had it been on." in answer(owner, "log.silent")

    def test_a_number_that_cannot_be(self, scoped: World) -> None:
        refused = signed_in(scoped, "coach").get(f"{HERE}pain.during_high/backtest/", {"above": "99"})
        assert (refused.status_code, "above" in refused.content.decode()) == (400, True)


class TestSuggestion:
    """The number that the marks suggest."""

    def test_with_its_counts_and_a_button(self, scoped: World) -> None:
        marked_silences(scoped)
        said = signed_in(scoped, "owner").get(f"{HERE}log.silent/suggestion/").content.decode()
        assert "With 10 days instead of 7: 4 of 4 marked useful would stay, 0 of 4 marked noise." in said
        assert 'data-suggested="days" data-value="10">Put 10 days in</button>' in said
        read_only = signed_in(scoped, "coach").get(f"{HERE}log.silent/suggestion/").content.decode()
        assert "With 10 days instead of 7" in read_only
        assert "button" not in read_only
        assert not RuleSetting.objects.exists()

    def test_of_a_safety_rule(self, scoped: World) -> None:
        for number in range(8):
            person = make_athlete(scoped.organisation, f"Sore {number}")
            hurts(person, 7, days_ago=1)
            mark(actor=scoped.coach.actor, alert=Alert.objects.get(athlete=person.athlete), useful=number > 4)
        said = signed_in(scoped, "owner").get(f"{HERE}pain.during_high/suggestion/").content.decode()
        assert "3 marked useful, 5 marked noise. A stricter number only tells more" in said
        assert "button" not in said

    def test_with_too_few_marks_nothing_is_said(self, scoped: World) -> None:
        hurts(scoped.maya, 7)
        mark(actor=scoped.coach.actor, alert=Alert.objects.get(), useful=False)
        assert signed_in(scoped, "owner").get(f"{HERE}pain.during_high/suggestion/").content.strip() == b""

    def test_of_no_rule_and_no_place(self, scoped: World) -> None:
        owner = signed_in(scoped, "owner")
        assert owner.get(f"{HERE}load.single_lift_jump/suggestion/").status_code == 404
        assert owner.get(f"{HERE}log.silent/suggestion/", {"place": "squad:1"}).status_code == 404

    def test_the_page_asks_for_it_afterwards(self, scoped: World) -> None:
        place = f"squad:{scoped.powerlifting.pk}"
        page = signed_in(scoped, "coach").get(HERE, {"place": place}).content.decode()
        assert f'hx-get="/rules/log.silent/suggestion/?place={place}"' in page
