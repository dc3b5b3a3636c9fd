"""The API of being told: the ladder, one's own hours, one's own channels. The same services as the pages'."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Digest, Endpoint, LadderStep, Preferences
from tests.alerts.receiver import Receiver, Reply
from tests.calling import Api, by_key
from tests.world import World

USUAL = {"coach": 0, "assistant": 15, "owner": 30, "whose": "default"}


class TestLadder:
    """The organisation's, and squads' own."""

    def squad(self, world: World) -> str:
        return f"squads/{world.football.pk}/ladder/"

    def test_whose_ladder_holds(self, scoped: World) -> None:
        owner, squad = Api(scoped.owner), self.squad(scoped)
        assert owner.get("ladder/").json() == owner.get(squad).json() == USUAL
        general = owner.put("ladder/", {"coach": 0, "assistant": None, "owner": 20})
        assert general.json() == {"coach": 0, "assistant": None, "owner": 20, "whose": "organisation"}
        assert owner.get(squad).json() == general.json()
        own = owner.put(squad, {"coach": 5, "assistant": 0, "owner": None}).json()
        assert own == {"coach": 5, "assistant": 0, "owner": None, "whose": "squad"}
        assert owner.get("ladder/").json() == general.json()
        assert owner.delete(squad).json() == general.json()
        assert owner.delete("ladder/").json() == owner.delete("ladder/").json() == USUAL
        assert not LadderStep.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"coach": 0, "assistant": 15}, "owner"),
            ({"coach": -1, "assistant": 0, "owner": 0}, "coach"),
            ({"coach": 0, "assistant": 1441, "owner": 0}, "assistant"),
            ({"coach": 0, "assistant": 0, "owner": "soon"}, "owner"),
            ({"coach": 0.5, "assistant": 0, "owner": 0}, "coach"),
            ({"coach": None, "assistant": None, "owner": None}, "non_field_errors"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, scoped: World, sent: dict[str, Any], field: str) -> None:
        Api(scoped.owner).put("ladder/", {"coach": 1, "assistant": 2, "owner": 3})
        refused = Api(scoped.owner).put("ladder/", sent)
        assert refused.status_code == 400
        assert list(refused.json()["error"]["fields"]) == [field]
        assert dict(LadderStep.objects.values_list("role", "minutes")) == {"coach": 1, "assistant": 2, "owner": 3}

    def test_coaches_read_it_and_owners_alone_change_it(self, scoped: World) -> None:
        coach = Api(scoped.coach)
        assert coach.get("ladder/").json() == coach.get(self.squad(scoped)).json() == USUAL
        sent = {"coach": 9, "assistant": 9, "owner": 9}
        refused = (coach.put("ladder/", sent), coach.delete("ladder/"), coach.put(self.squad(scoped), sent))
        assert [one.status_code for one in refused] == [403] * 3
        assert by_key(scoped.owner, read_only=True).get("ladder/").json() == USUAL
        assert by_key(scoped.owner, read_only=True).delete("ladder/").status_code == 403

    def test_a_squad_that_one_does_not_look_after_is_not_there(self, scoped: World, outside: World) -> None:
        assert Api(scoped.assistant).get(self.squad(scoped)).status_code == 404
        assert Api(outside.owner).put(self.squad(scoped), {"coach": 0}).status_code == 404


class TestPreferences:
    """One's own hours."""

    def test_what_is_sent_is_kept_and_the_rest_stays(self, scoped: World) -> None:
        coach = Api(scoped.coach)
        now = coach.get("preferences/").json()
        assert now == {
            "quiet_from": None,
            "quiet_until": None,
            "digest_at": "07:00",
            "only_red_flags": False,
            "time_zone": "Europe/Berlin",
        }
        quiet = {"quiet_from": "22:00", "quiet_until": "06:30"}
        assert coach.patch("preferences/", quiet).json() == now | quiet
        assert coach.patch("preferences/", {"only_red_flags": True}).json() == now | quiet | {"only_red_flags": True}
        changed = coach.patch("preferences/", {"digest_at": None, "only_red_flags": False}).json()
        assert changed == now | quiet | {"digest_at": None}
        assert coach.get("preferences/").json() == changed
        assert Preferences.objects.get().membership_id == scoped.coach.membership.pk
        assert Api(scoped.assistant).get("preferences/").json() == now

    def test_nothing_sent_changes_nothing(self, scoped: World) -> None:
        assert Api(scoped.coach).patch("preferences/", {}).status_code == 200
        assert not Preferences.objects.exists()
        assert not Endpoint.objects.exists()

    def test_the_next_morning_mail_comes_at_the_new_hour_or_not_at_all(self, scoped: World) -> None:
        coach = Api(scoped.coach)
        coach.patch("preferences/", {"digest_at": "05:15"})
        due = Digest.objects.get(membership=scoped.coach.membership).due_at
        assert timezone.localtime(due, scoped.maya.athlete.zone).time() == time(5, 15)
        coach.patch("preferences/", {"digest_at": None})
        assert not Digest.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"quiet_from": "22:00"}, "quiet_until"),
            ({"quiet_until": "06:00"}, "quiet_from"),
            ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until"),
            ({"digest_at": "25:00"}, "digest_at"),
            ({"digest_at": "morning"}, "digest_at"),
            ({"digest_at": 7}, "digest_at"),
            ({"only_red_flags": "perhaps"}, "only_red_flags"),
            ({"only_red_flags": True, "quiet_from": "22:00"}, "quiet_until"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_kept(
        self, scoped: World, sent: dict[str, Any], field: str
    ) -> None:
        refused = Api(scoped.coach).patch("preferences/", sent)
        assert refused.status_code == 400
        assert list(refused.json()["error"]["fields"]) == [field]
        assert not Preferences.objects.exists()
        assert not Endpoint.objects.exists()

    def test_who_is_told_of_nothing_has_none(self, scoped: World) -> None:
        for who in ("clinician", "maya"):
            assert Api(scoped.everybody[who]).patch("preferences/", {"digest_at": None}).status_code == 403
        key = by_key(scoped.coach, read_only=True)
        assert (key.get("preferences/").status_code, key.patch("preferences/", {}).status_code) == (200, 403)


@pytest.mark.usefixtures("private_allowed")
class TestChannels:
    """One's own rooms, devices and mailbox."""

    def test_a_room_from_making_to_removing(self, scoped: World, receiver: Receiver) -> None:
        coach = Api(scoped.coach)
        answered = coach.post("channels/", {"name": "Phone", "address": f"ntfy://127.0.0.1:{receiver.port}/secret"})
        assert answered.status_code == 201
        made = answered.json()
        assert (made["channel"], made["name"], made["for_everybody"]) == ("chat", "Phone", False)
        assert "secret" not in answered.content.decode()
        here = f"channels/{made['id']}/"
        assert coach.get(here).json() == made
        tried = coach.post(f"{here}test/").json()
        assert (tried["outcome"], tried["status"], tried["event"]) == ("sent", 200, "test")
        receiver.reply = Reply(403, b"not you")
        assert coach.post(f"{here}test/").json()["outcome"] == "refused"
        assert [one["outcome"] for one in coach.get(f"{here}calls/").json()["results"]] == ["refused", "sent"]
        assert coach.post(f"{here}off/").json()["off_reason"] == "Switched off by Coach of Northside."
        assert coach.post(f"{here}on/").json()["off_at"] is None
        assert coach.delete(here).status_code == 204
        assert coach.get("channels/").json()["results"] == []

    def test_without_a_name_it_has_the_service_s(self, scoped: World) -> None:
        assert Api(scoped.coach).post("channels/", {"address": "ntfys://topic"}).json()["name"] == "ntfy"

    def test_the_organisation_s_rooms_are_the_owner_s(self, scoped: World) -> None:
        sent = {"name": "Staff", "address": "ntfys://topic", "for_everybody": True}
        assert Api(scoped.coach).post("channels/", sent).status_code == 403
        made = Api(scoped.owner).post("channels/", sent).json()
        assert made["for_everybody"] is True
        assert Api(scoped.coach).get(f"channels/{made['id']}/").status_code == 404

    def test_nobody_sees_another_s(self, scoped: World) -> None:
        made = Api(scoped.coach).post("channels/", {"address": "ntfys://topic"}).json()
        for who in ("owner", "assistant", "maya"):
            assert Api(scoped.everybody[who]).post(f"channels/{made['id']}/test/").status_code == 404

    def test_a_mailbox_stays(self, scoped: World) -> None:
        coach = Api(scoped.coach)
        coach.patch("preferences/", {"only_red_flags": True})
        (mailbox,) = coach.get("channels/").json()["results"]
        assert mailbox["channel"] == "email"
        assert coach.delete(f"channels/{mailbox['id']}/").status_code == 400
        assert coach.post(f"channels/{mailbox['id']}/off/").status_code == 400
        assert Endpoint.objects.get().is_on

    def test_webhooks_are_apart(self, scoped: World) -> None:
        owner = Api(scoped.owner)
        made = owner.post("webhooks/", {"name": "Club", "url": "https://93.184.215.14/"}).json()
        assert owner.get("channels/").json()["results"] == []
        assert owner.delete(f"channels/{made['id']}/").status_code == 404

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({}, "address"),
            ({"address": "json://93.184.215.14/"}, "address"),
            ({"address": "ntfys://topic", "name": "x" * 61}, "name"),
            ({"address": "ntfys://" + "x" * 1000}, "address"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, scoped: World, sent: dict[str, str], field: str) -> None:
        refused = Api(scoped.coach).post("channels/", sent)
        assert list(refused.json()["error"]["fields"]) == [field]
        assert not Endpoint.objects.exists()
