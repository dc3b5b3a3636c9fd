"""Invitations as the settings show them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django.db.models import F
from django.db.models.functions import Now
from django.utils.safestring import SafeString

from athletes.access import Actor
from athletes.models import Invitation
from athletes.services.invitations import link


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One invitation that still works: for whom, and how many have used it."""

    id: UUID
    role: str
    squad: str
    used: int
    allowed: int
    expires_at: datetime
    link: str

    @property
    def left(self) -> int:
        """How many people can still join by it."""
        return self.allowed - self.used


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """One invitation with its QR code; `works` is False for one that has run out or was withdrawn."""

    line: InvitationLine
    qr: SafeString
    works: bool


def invitation_lines(actor: Actor) -> list[InvitationLine]:
    """Those that still work, the newest first. One query."""
    rows = Invitation.objects.visible_to(actor).filter(
        revoked_at=None, expires_at__gt=Now(), uses__lt=F("uses_allowed")
    )
    return [_line(row) for row in rows.select_related("squad")]


def invitation_card(row: Invitation) -> InvitationCard:
    """One of them, to be shown."""
    usable = Invitation.objects.filter(pk=row.pk, revoked_at=None, expires_at__gt=Now(), uses__lt=F("uses_allowed"))
    line = _line(row)
    return InvitationCard(line, qr_code(line.link), usable.exists())


def qr_code(text: str) -> SafeString:
    """The text as an SVG, dark on light in either theme: cameras read nothing else."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, border=3, omitsize=True, dark="#14181b", light="#ffffff"
    )
    return SafeString(out.getvalue().decode())


def _line(row: Invitation) -> InvitationLine:
    return InvitationLine(
        id=row.pk,
        role=str(row.get_role_display()),
        squad=row.squad.name if row.squad else "",
        used=row.uses,
        allowed=row.uses_allowed,
        expires_at=row.expires_at,
        link=link(row),
    )
