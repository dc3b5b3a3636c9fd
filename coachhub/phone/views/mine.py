"""What belongs to the athlete: consents, details, and the ways out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from athletes.access import Actor
from athletes.models import ConsentKind, User
from athletes.selectors.organisations import organisations_of
from athletes.services.accounts import change_details
from athletes.services.consents import in_force, set_consents
from coachhub.phone.access import athlete_page, own
from coachhub.phone.face_words import face_words
from coachhub.phone.forms import ConsentForm, DetailsForm
from coachhub.phone.selectors.consents import choices, erased_with


@require_safe
@athlete_page
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list of what is mine."""
    athlete = own(actor)
    context = {"athlete": athlete, "organisations": organisations_of(actor.user_id), "faces": face_words(athlete)}
    return render(request, "phone/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@athlete_page
def details(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Name, phone number, unit, time zone, and whether under 18."""
    athlete, user = own(actor), User.objects.get(pk=actor.user_id)
    form = DetailsForm.of(athlete, user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        change_details(actor=actor, athlete=athlete, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("mine")
    return render(request, "phone/details.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@athlete_page
def consents(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The separate consents. What a withdrawal erases is said first and asked about, since it cannot be undone."""
    athlete = own(actor)
    before = in_force(athlete)
    if request.method != "POST":
        context = {"choices": choices(athlete), "first_time": not before}
        return render(request, "phone/consents.html", context)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return render(request, "phone/consents.html", {"choices": choices(athlete)}, status=400)
    given = form.kinds("given")
    unsure = sorted(before - given - form.kinds("sure"))
    if unsure:
        losses = [(kind, erased_with(athlete, kind)) for kind in unsure]
        context = {"given": given, "losses": losses, "erases": bool({ConsentKind.LOG, ConsentKind.VIDEO} & set(unsure))}
        return render(request, "phone/consents_sure.html", context)
    set_consents(actor=actor, athlete=athlete, given=given)
    return redirect("mine" if before else "me")
