"""The inbox, and one alert."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alerts.channels.app.seen import mark_seen
from athletes.access import Actor
from coachhub.dashboard.forms.alerts import InboxForm
from coachhub.dashboard.forms.deeds import DeedForm
from coachhub.dashboard.gate import for_staff, is_htmx
from coachhub.dashboard.selectors.alert import alert_page
from coachhub.dashboard.selectors.inbox import TAB_WORDS, inbox


@require_GET
@for_staff
def alerts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The inbox; for an open page the list alone, or the next rows of it."""
    form = InboxForm(request.GET)
    found = inbox(actor, form.tab, athlete_id=form.athlete, before=form.before)
    context = {"section": "alerts", "inbox": found, "tab": form.tab, "tabs": TAB_WORDS.items()}
    if is_htmx(request):
        return render(request, f"dashboard/alerts/{'rows' if form.before else 'list'}.html", context)
    return render(request, "dashboard/alerts/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def alert(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    """One alert; a deed is posted here too. Opening it is seeing it."""
    page = alert_page(actor, alert_id)
    if page is None:
        raise Http404
    form: DeedForm | None = None
    if request.method == "POST":
        data = request.POST.copy()
        data.setlist("alert", [str(alert_id)])
        form = DeedForm(actor, data)
        if form.do():
            return redirect("alert", alert_id)
        page = alert_page(actor, alert_id) or page
    elif not is_htmx(request):
        mark_seen(actor, [page.alert])
    context = {"section": "alerts", "page": page, "alert": page.alert, "form": form}
    return render(request, "dashboard/alerts/page.html", context)
