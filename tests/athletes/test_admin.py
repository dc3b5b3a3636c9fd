"""The admin: operators look at everything, change little, and nobody else gets in."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from alerts.models import PushIdentity
from athletes.models import InvitationUse, User
from coachhub.core.scope import every_organisation
from sessions.models import DayRollup, Exercise
from sessions.services.check_ins import submit_check_in
from tests.films import answer, film
from tests.sessions.test_check_ins import answers
from tests.world import PASSWORD, World, log, make_athlete, make_user, squats

OURS = ("athletes", "training", "alerts")
CHANGED_BY_OPERATORS = {"user", "organisation", "exercise"}
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def operator(world: World, outside: World) -> Client:
    """Signed in as an operator, with something of everything there in two organisations."""
    for one in (world, outside):
        session = log(one.maya, squats(pain=3))
        answer(film(one.maya))
        with every_organisation():
            entry = answers("stuck", session_id=session.pk)
            submit_check_in(actor=one.maya.actor, athlete=one.maya.athlete, entry=entry)
    user = make_user("Operator")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_every_concept_of_ours_is_there() -> None:
    """As a list of its own, or among the rows of what it belongs to."""
    shown = {*MODELS, *(inline.model for one in MODELS for inline in admin.site._registry[one].inlines)}
    ours = {model for label in OURS for model in apps.get_app_config(label).get_models()}
    history = {model for model in ours if hasattr(model, "pgh_tracked_model")}
    # Worked out from the log; told by its invitation; nothing but a secret.
    assert ours - history - shown == {DayRollup, InvitationUse, PushIdentity}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_lists_search_and_rows_open(operator: Client, model: type[Model]) -> None:
    assert operator.get(address(model, "changelist")).status_code == 200
    assert operator.get(address(model, "changelist"), {"q": "maya"}).status_code == 200
    with every_organisation():
        row = model._base_manager.order_by("pk").first()
    if row is not None:
        assert operator.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_operators_look_and_do_not_touch(operator: Client, model: type[Model]) -> None:
    """Changes have consequences (roll-ups, alerts, files) that only the service's own ways take care of."""
    with every_organisation():
        row = model._base_manager.order_by("pk").first()
    assert operator.get(address(model, "add")).status_code == (200 if model is Exercise else 403)
    if row is not None:
        assert operator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        may = model._meta.model_name in CHANGED_BY_OPERATORS
        assert operator.post(address(model, "change", row.pk), {}).status_code == (200 if may else 403)


def test_an_operator_switches_an_account_off(operator: Client, world: World) -> None:
    user = world.coach.user
    form = {"email": user.email, "name": user.name, "unit": "kg"}
    assert operator.post(address(User, "change", user.pk), form).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active
    signed_in = Client()
    signed_in.force_login(user)
    assert signed_in.get("/api/v1/me/").status_code == 401


def test_everybody_elses_organisation_is_seen(operator: Client, world: World, outside: World) -> None:
    page = operator.get(address(type(world.maya.athlete), "changelist")).content.decode()
    assert "Northside" in page
    assert "Southside" in page


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_costs_the_same_queries_however_long(
    operator: Client, world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_athlete(world.organisation, f"Athlete {number}")
    with django_assert_num_queries(6):  # session, user · count twice · rows · filters of nobody
        operator.get(address(type(world.maya.athlete), "changelist"))


@pytest.mark.parametrize("role", ["owner", "coach", "maya", None])
def test_nobody_else_gets_in(world: World, role: str | None) -> None:
    client = Client()
    if role:
        client.force_login(world.everybody[role].user)
    for model in MODELS:
        answer = client.get(address(model, "changelist"))
        assert answer.status_code in {302, 403}
        if answer.status_code == 302:
            assert answer["Location"].startswith(("/accounts/login/", "/admin/login/"))


def test_signing_in_goes_the_way_of_all_sign_ins(db: None) -> None:
    """Else its rate limits and second factors would end at the admin's own form."""
    answer = Client().get("/admin/login/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
    user = make_user("Operator")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    posted = Client().post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert (posted.status_code, posted["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_an_own_exercise_is_added_for_an_organisation_found_by_typing(operator: Client, world: World) -> None:
    form = {"organisation": str(world.organisation.pk), "key": "belt-squat", "name": "Belt squat"}
    form |= {"movement": "squat", "loads_legs": "on", "video_task": "", "position": "100"}
    assert operator.post(address(Exercise, "add"), form).status_code == 302
    assert Exercise.objects.get(key="belt-squat").organisation == world.organisation
    page = operator.get(address(Exercise, "add")).content.decode()
    assert "Southside" not in page  # no list of everybody in a page
