"""`absences/` and `staff/`: going away, who stands in, coming back; and who learns of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from athletes.models import Absence, Membership
from coachhub.core.ids import new_id
from tests.calling import Api, by_key
from tests.world import Person, World


def days(stand_in: Person, *, ahead: int = 0, long: int = 1, **more: Any) -> dict[str, Any]:
    """What is sent to be away for `long` days, the first so many days from now."""
    first = timezone.now().astimezone(ZoneInfo("Europe/Berlin")).date() + timedelta(days=ahead)
    last = first + timedelta(days=long - 1)
    return {"first": f"{first}", "last": f"{last}", "stand_in": str(stand_in.membership.pk)} | more


def test_away_and_back(scoped: World) -> None:
    coach = Api(scoped.coach)
    answered = coach.post("absences/", said := days(scoped.owner, long=3))
    assert answered.status_code == 201
    made = answered.json()
    assert (made["first"], made["last"]) == (said["first"], said["last"])
    assert made["membership"] == {
        "id": str(scoped.coach.membership.pk),
        "name": "Coach of Northside",
        "role": "coach",
    }
    assert made["stand_in"]["name"] == "Owner of Northside"
    assert coach.get(f"absences/{made['id']}/").json() == made
    assert coach.delete(f"absences/{made['id']}/").status_code == 204
    assert coach.get(f"absences/{made['id']}/").json()["last"] == said["first"]
    assert coach.delete(f"absences/{made['id']}/").status_code == 204
    assert Absence.objects.get().ends_at <= timezone.now()


def test_one_that_has_not_begun_goes(scoped: World) -> None:
    coach = Api(scoped.coach)
    made = coach.post("absences/", days(scoped.owner, ahead=5)).json()
    assert coach.delete(f"absences/{made['id']}/").status_code == 204
    assert coach.get(f"absences/{made['id']}/").status_code == 404


def test_the_days_are_those_of_the_organisation_s_calendar(scoped: World) -> None:
    made = Api(scoped.coach).post("absences/", days(scoped.owner, ahead=2)).json()
    begins = Absence.objects.get().begins_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert (f"{begins:%H:%M}", f"{begins:%Y-%m-%d}") == ("00:00", made["first"])


def test_who_sees_it(scoped: World) -> None:
    """Whose it is, who stands in and the owner; no other colleague."""
    made = Api(scoped.coach).post("absences/", days(scoped.assistant)).json()
    seen = {who: Api(scoped.everybody[who]).get("absences/").json()["results"] for who in scoped.everybody}
    assert {who for who, rows in seen.items() if rows} == {"owner", "coach", "assistant"}
    assert Api(scoped.assistant).delete(f"absences/{made['id']}/").status_code == 403
    assert Absence.objects.get().ends_at > timezone.now()


def test_an_owner_says_it_of_somebody_else(scoped: World) -> None:
    whose = str(scoped.coach.membership.pk)
    made = Api(scoped.owner).post("absences/", days(scoped.assistant, membership=whose)).json()
    assert made["membership"]["id"] == whose
    assert Api(scoped.owner).delete(f"absences/{made['id']}/").status_code == 204


def test_nobody_else_does(scoped: World) -> None:
    whose = str(scoped.owner.membership.pk)
    refused = Api(scoped.coach).post("absences/", days(scoped.assistant, membership=whose))
    assert refused.status_code == 403
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last": "2020-01-01"}, "last"),
        ({"first": "2020-01-01", "last": "2020-01-02"}, "last"),
        ({"last": "2099-01-01"}, "last"),
        ({"first": "soon"}, "first"),
        ({"stand_in": "somebody"}, "stand_in"),
        ({"stand_in": str(new_id())}, "stand_in"),
        ({"membership": str(new_id())}, "membership"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(scoped: World, wrong: dict[str, str], field: str) -> None:
    refused = Api(scoped.owner).post("absences/", days(scoped.coach) | wrong)
    assert refused.status_code == 400
    assert list(refused.json()["error"]["fields"]) == [field]
    assert not Absence.objects.exists()


@pytest.mark.parametrize("who", ["owner", "clinician", "maya"])
def test_a_stand_in_is_somebody_else_who_coaches(scoped: World, who: str) -> None:
    refused = Api(scoped.owner).post("absences/", days(scoped.everybody[who]))
    assert list(refused.json()["error"]["fields"]) == ["stand_in"]


def test_nor_somebody_who_left(scoped: World) -> None:
    Membership.objects.filter(pk=scoped.assistant.membership.pk).update(ended_at=timezone.now())
    refused = Api(scoped.coach).post("absences/", days(scoped.assistant))
    assert list(refused.json()["error"]["fields"]) == ["stand_in"]


def test_another_organisation_s_coach_does_not_stand_in(scoped: World, outside: World) -> None:
    refused = Api(scoped.coach).post("absences/", days(outside.coach))
    assert list(refused.json()["error"]["fields"]) == ["stand_in"]


def test_overlapping_days(scoped: World) -> None:
    coach = Api(scoped.coach)
    coach.post("absences/", days(scoped.owner, long=3))
    refused = coach.post("absences/", days(scoped.owner, ahead=2))
    assert list(refused.json()["error"]["fields"]) == ["first"]
    assert Absence.objects.count() == 1


def test_filters(scoped: World) -> None:
    owner = Api(scoped.owner)
    mine = owner.post("absences/", days(scoped.coach)).json()
    over = Api(scoped.coach).post("absences/", days(scoped.assistant)).json()
    Absence.objects.filter(pk=over["id"]).update(
        begins_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2)
    )

    def found(**query: str) -> list[str]:
        return [one["id"] for one in owner.get("absences/", **query).json()["results"]]

    assert found(over="true") == [over["id"]]
    assert found(over="false") == [mine["id"]]
    assert found(membership=str(scoped.coach.membership.pk)) == [over["id"]]
    assert len(found()) == 2


def test_a_key_that_may_only_read_goes_nowhere(scoped: World) -> None:
    key = by_key(scoped.coach, read_only=True)
    assert key.get("absences/").status_code == 200
    assert key.post("absences/", days(scoped.owner)).status_code == 403


@pytest.mark.parametrize(("who", "count"), [("coach", 3), ("assistant", 3), ("clinician", 0), ("maya", 0)])
def test_the_staff_know_who_could_stand_in(scoped: World, who: str, count: int) -> None:
    listed = Api(scoped.everybody[who]).get("staff/").json()["results"]
    assert len(listed) == count
    assert {one["role"] for one in listed} <= {"owner", "coach", "assistant"}


def test_the_caller_finds_themselves_among_them(scoped: World) -> None:
    api = Api(scoped.coach)
    me = api.get("me/").json()["membership"]
    assert [one["name"] for one in api.get("staff/").json()["results"] if one["id"] == me] == ["Coach of Northside"]
