"""The roster: page, its table alone, CSV, and which columns to show."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from athletes.access import Action, Actor
from coachhub.dashboard.columns import COLUMNS, Column, chosen, csv_text
from coachhub.dashboard.forms.roster import RosterForm
from coachhub.dashboard.gate import for_staff, is_htmx
from coachhub.dashboard.selectors.roster import roster

COOKIE = "roster_columns"
COOKIE_AGE = 365 * 24 * 3600
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read the file as Latin-1


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: where a click leads, and how the table is sorted by it now."""

    column: Column | None
    title: str
    href: str
    sorted: str = ""


@require_GET
@for_staff
def roster_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody the reader sees, by who needs somebody first; the table alone for an open page that refreshes."""
    form = RosterForm(request.GET)
    columns = chosen(request.COOKIES.get(COOKIE, "").split("."))
    context = {
        "section": "roster",
        "form": form,
        "roster": roster(actor, form.filters, order=form.order_key, downwards=form.is_down),
        "headings": [_heading(form, None), *(_heading(form, column) for column in columns)],
        "shown": {column.key for column in columns},
        "every_column": COLUMNS,
        "may_invite": actor.may(Action.INVITE),
    }
    return render(request, "dashboard/roster_table.html" if is_htmx(request) else "dashboard/roster.html", context)


@require_GET
@for_staff
def roster_csv(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same rows and columns as a file."""
    form = RosterForm(request.GET)
    columns = chosen(request.COOKIES.get(COOKIE, "").split("."))
    rows = roster(actor, form.filters, order=form.order_key, downwards=form.is_down).rows
    text = BYTE_ORDER_MARK + csv_text(rows, columns, unit=actor.unit)
    name = f"roster-{timezone.localdate()}.csv"
    return HttpResponse(
        text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@for_staff
def choose_columns(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Remember in this browser which columns to show."""
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if safe else reverse("roster"))
    keys = ".".join(column.key for column in chosen(request.POST.getlist("column")))
    response.set_cookie(COOKIE, keys, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure())
    return response


def _heading(form: RosterForm, column: Column | None) -> Heading:
    order = column.order if column else "name"
    here = form.order_key == order
    turned = here and not form.is_down
    href = "?" + form.address(order=order, down="on" if turned else None)
    state = ("descending" if form.is_down else "ascending") if here else ""
    return Heading(column, column.title if column else "Athlete", href, state)
