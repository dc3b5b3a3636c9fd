"""Coming in: founding an organisation, or joining one by a link."""

from __future__ import annotations

from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from athletes.models import Invitation, Membership, Role, User
from athletes.selectors.organisations import organisations_of
from athletes.services import invitations
from athletes.services.organisations import found_organisation
from coachhub.core.places import country_of_zone
from coachhub.phone.forms import FoundingForm, JoiningForm

DOES = {
    Role.ATHLETE: "You log your leg training, film a set from the front, and see how your knees track.",
    Role.COACH: "You see who needs you today, why, and what to try.",
    Role.ASSISTANT: "You see who needs you today, why, and what to try.",
    Role.CLINICIAN: "You see the athletes who agreed to it: pain, leg load, and how their knees tracked.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Founding an organisation; needs a confirmed e-mail address, since alerts will be sent there."""
    user = _user(request)
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        return _confirm_first(request, user)
    form = FoundingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            membership = found_organisation(founder=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _enter(request, membership, "today")
    context = {"form": form, "zones": country_of_zone(), "organisations": organisations_of(user.pk)}
    return render(request, "phone/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, and to what. Strangers get an account first and come back here."""
    try:
        invitation = invitations.find(token)
        if request.method == "POST" and request.user.is_authenticated:
            return _joined(request, invitation)
    except invitations.InvitationOverError as error:
        return render(request, "phone/join_over.html", {"reason": error.messages[0]}, status=410)
    context = {
        "invitation": invitation,
        "does": DOES[Role(invitation.role)],
        "form": JoiningForm() if invitation.role == Role.ATHLETE else None,
        "here": request.path,
        "member": _member_already(request, invitation),
    }
    return render(request, "phone/join.html", context)


def _confirm_first(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST":
        sent = send_verification_email_for_user(request, user)
        said = f"Sent again to {user.email}." if sent else "Sent a moment ago already. Give it three minutes."
        messages.info(request, said)
        return redirect("start")
    return render(request, "phone/start_confirm.html", {"email": user.email})


def _joined(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoiningForm(request.POST)
    is_minor = form.is_valid() and form.cleaned_data["is_minor"]
    membership = invitations.join(user=_user(request), invitation=invitation, is_minor=is_minor)
    return _enter(request, membership, "consents" if membership.role == Role.ATHLETE else "today")


def _enter(request: HttpRequest, membership: Membership, page: str) -> HttpResponse:
    """Act in this organisation from now on."""
    request.session["organisation"] = str(membership.organisation_id)
    return redirect(page)


def _member_already(request: HttpRequest, invitation: Invitation) -> bool:
    if not request.user.is_authenticated:
        return False
    return organisations_of(_user(request).pk).filter(pk=invitation.organisation_id).exists()


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]  # signed in: both callers have looked
    return user
