"""The pages about being told: quiet hours, the morning mail, being away, and the ladder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Digest, LadderStep, Preferences
from athletes.models import Absence
from tests.world import World

HERE, LADDER = "/settings/notifications/", "/settings/escalation/"


@pytest.fixture
def coach(client: Client, world: World) -> Client:
    client.force_login(world.coach.user)
    return client


@pytest.fixture
def owner(client: Client, world: World) -> Client:
    client.force_login(world.owner.user)
    return client


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_no_page_promises_more_of_a_red_flag_than_quiet_hours_and_the_ladder_keep(coach: Client) -> None:
    """Tier C waits for the end of quiet hours, and outside the app only those are told whose turn it is."""
    channels, rules = text(coach, "/settings/channels/"), text(coach, "/rules/")
    assert "when it is your turn by the ladder, of tier C after your quiet hours." in channels
    assert "Outside it by the ladder: tier A to everybody at once, tier C after quiet hours." in rules
    for page in (channels, rules):
        assert "That limit holds no red flag" in page or "The limit an hour does not hold it" in page
        assert not {one for one in ("always come at once", "Never held back", "never held") if one in page}


class TestHours:
    """When messages may come."""

    def test_what_is_said_is_kept_and_shown(self, coach: Client, scoped: World) -> None:
        said = {"hours": "1", "quiet_from": "22:00", "quiet_until": "06:30", "digest_at": "06:45"}
        assert coach.post(HERE, said, follow=True).status_code == 200
        mine = Preferences.objects.get()
        assert mine.membership == scoped.coach.membership
        assert (f"{mine.quiet_from:%H:%M}", f"{mine.quiet_until:%H:%M}") == ("22:00", "06:30")
        page = coach.get(HERE).content.decode()
        assert all(f'value="{one}"' in page for one in ("22:00", "06:30", "06:45"))

    def test_the_next_morning_mail_comes_at_the_new_hour(self, coach: Client, scoped: World) -> None:
        coach.post(HERE, {"hours": "1", "digest_at": "05:15"})
        due = Digest.objects.get(membership=scoped.coach.membership).due_at
        assert f"{timezone.localtime(due, timezone.get_fixed_timezone(0)):%M}" == "15"

    def test_without_an_hour_none_comes(self, coach: Client, scoped: World) -> None:
        coach.post(HERE, {"hours": "1", "digest_at": ""})
        assert Preferences.objects.get().digest_at is None
        assert not Digest.objects.exists()

    def test_it_says_all_that_waits_in_quiet_hours(self, coach: Client) -> None:
        assert "In quiet hours mails, push messages and your own chats wait until they end." in text(coach, HERE)

    def test_half_a_time_is_refused_at_its_field(self, coach: Client, scoped: World) -> None:
        page = coach.post(HERE, {"hours": "1", "quiet_from": "22:00"}).content.decode()
        assert "Quiet hours need a beginning and an end." in page
        assert not Preferences.objects.exists()


class TestAway:
    """Going away, and being back."""

    def leave(self, client: Client, world: World, days: int = 3) -> str:
        first = timezone.localdate()
        said = {"away": "1", "first": f"{first}", "last": f"{first + timedelta(days=days)}"}
        answer = client.post(HERE, said | {"stand_in": str(world.owner.membership.pk)}, follow=True)
        return answer.content.decode()

    def test_it_says_who_stands_in(self, coach: Client, scoped: World) -> None:
        page = self.leave(coach, scoped)
        assert "Owner of Northside stands in for you." in page
        assert "is told instead of you" in page

    def test_days_in_the_wrong_order_are_refused(self, coach: Client, scoped: World) -> None:
        assert "The last day is before the first." in self.leave(coach, scoped, days=-1)
        assert not Absence.objects.exists()

    def test_back_early(self, coach: Client, scoped: World) -> None:
        self.leave(coach, scoped)
        coach.post(f"{HERE}away/{Absence.objects.get().pk}/end/")
        assert "You are here." in coach.get(HERE).content.decode()

    def test_nobody_stands_in_for_themselves(self, coach: Client, scoped: World) -> None:
        page = coach.get(HERE).content.decode()
        assert str(scoped.coach.membership.pk) not in page
        assert str(scoped.owner.membership.pk) in page
        assert str(scoped.clinician.membership.pk) not in page


class TestLadder:
    """Whose phone rings, and after how long."""

    def test_the_defaults_are_shown_and_can_be_changed(self, owner: Client, scoped: World) -> None:
        page = owner.get(LADDER).content.decode()
        assert all(f'value="{minutes}"' in page for minutes in (0, 15, 30))
        owner.post(LADDER, {"coach": "0", "assistant": "", "owner": "20"})
        assert dict(LadderStep.objects.values_list("role", "minutes")) == {"coach": 0, "owner": 20}
        assert "Back to the defaults" in owner.get(LADDER).content.decode()

    def test_nobody_at_all_is_refused(self, owner: Client, scoped: World) -> None:
        page = owner.post(LADDER, {"coach": "", "assistant": "", "owner": ""}).content.decode()
        assert "Somebody has to be told" in page
        assert not LadderStep.objects.exists()

    def test_too_long_is_refused_at_its_field(self, owner: Client, scoped: World) -> None:
        assert "Between 0 and 1440 minutes." in owner.post(LADDER, {"coach": "2000"}).content.decode()

    def test_a_squad_has_the_organisation_s_until_it_has_its_own(self, owner: Client, scoped: World) -> None:
        owner.post(LADDER, {"coach": "0", "owner": "7"})
        here = f"{LADDER}{scoped.football.pk}/"
        assert 'value="7"' in owner.get(here).content.decode()
        owner.post(here, {"coach": "0", "owner": "3"})
        assert "its own times" in owner.get(LADDER).content.decode()
        owner.post(here, {"reset": "1"})
        assert not LadderStep.objects.filter(squad=scoped.football).exists()
        assert 'value="7"' in owner.get(here).content.decode()
