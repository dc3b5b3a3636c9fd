"""For operators: accounts, organisations and who belongs to them."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from athletes.models import (
    Absence,
    ApiKey,
    Athlete,
    Consent,
    Invitation,
    Membership,
    Organisation,
    Squad,
    SquadAthlete,
    SquadStaff,
    User,
)
from coachhub.core.operators import KeepAll, LookOnly, Page, Rows

# Signing in to the admin goes the way of all sign-ins: with rate limits and a second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it


@admin.register(User)
class UserAdmin(KeepAll, Page):
    """Accounts. Switch one off rather than delete it; passwords are reset by their owners."""

    list_display = ["email", "name", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "unit", "is_active", "is_staff", "is_superuser", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up; operators are made by `manage.py createsuperuser`."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(KeepAll, Page):
    """Organisations. They are founded by their owners."""

    list_display = ["name", "time_zone", "country", "blur_faces", "is_demo", "created_at"]
    list_filter = ["is_demo", "blur_faces", "country"]
    search_fields = ["name"]
    readonly_fields = ["is_demo", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Founding one makes its owner, too."""
        return False


class SquadStaffRows(LookOnly, Rows):
    """To which squads somebody is limited."""

    model = SquadStaff
    fields = ["squad"]
    extra = 0


@admin.register(Membership)
class MembershipAdmin(LookOnly, Page):
    """Who is what, where."""

    list_display = ["user", "organisation", "role", "created_at", "ended_at"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__email", "user__name", "organisation__name"]
    inlines = [SquadStaffRows]


@admin.register(Squad)
class SquadAdmin(LookOnly, Page):
    """Squads."""

    list_display = ["name", "organisation", "created_at"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]


class SquadRows(LookOnly, Rows):
    """The squads of an athlete."""

    model = SquadAthlete
    fields = ["squad"]
    extra = 0


class ConsentRows(LookOnly, Rows):
    """What the athlete agreed to. Only athletes themselves decide it."""

    model = Consent
    fields = ["kind", "text", "given_at", "given_by", "withdrawn_at"]
    extra = 0


@admin.register(Athlete)
class AthleteAdmin(LookOnly, Page):
    """Athletes with their squads and consents."""

    list_display = ["name", "organisation", "time_zone", "is_minor", "joined_at", "archived_at"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name", "membership__user__email"]
    inlines = [SquadRows, ConsentRows]


@admin.register(Invitation)
class InvitationAdmin(LookOnly, Page):
    """Invitations and how often they were used."""

    list_display = ["organisation", "role", "squad", "created_by", "expires_at", "revoked_at", "uses", "uses_allowed"]
    list_filter = ["role"]
    list_select_related = ["organisation", "squad", "created_by"]
    search_fields = ["organisation__name", "squad__name"]


@admin.register(ApiKey)
class ApiKeyAdmin(LookOnly, Page):
    """Keys for programs, by their last four characters."""

    list_display = ["name", "hint", "membership", "organisation", "read_only", "last_used_at", "revoked_at"]
    list_filter = ["read_only"]
    list_select_related = ["membership__user", "organisation"]
    search_fields = ["name", "hint", "membership__user__email"]
    exclude = ["digest"]


@admin.register(Absence)
class AbsenceAdmin(LookOnly, Page):
    """Who is away, and who stands in."""

    list_display = ["membership", "stand_in", "organisation", "begins_at", "ends_at"]
    list_select_related = ["membership__user", "stand_in__user", "organisation"]
    search_fields = ["membership__user__name", "stand_in__user__name"]
