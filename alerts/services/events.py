"""An alert's events, looked at again: which of them still stand, with what is known now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cached_property

from alerts.models import Alert, AlertTransition
from alerts.rules.causes import Cause
from alerts.rules.evaluate import as_known_then, causes_in, rule_then
from alerts.rules.evidence import Evidence, happened_at
from sessions.progression.history import AthleteHistory
from sessions.selectors.history import as_far_back, history_since

JUDGED_FOR = timedelta(days=28)
"""Default. Of older events it is not asked any more whether their entries still bear them out."""


class Events:
    """`told` are all of an alert, newest first; `judged` those among them that are not too old for it."""

    def __init__(self, alert: Alert, history: AthleteHistory) -> None:
        self.alert, self.history = alert, history
        self.told: list[AlertTransition] = list(reversed(alert.transitions.all()))
        self.judged = [one for one in self.told if history.at - _moment(one) <= JUDGED_FOR]
        self.abouts = {one.about for one in self.told}

    def still_found(self) -> Cause | None:
        """What the rule finds at the moment of the newest at which it still finds any of them."""
        found = (self._found(one, self.abouts) for one in self.judged)
        return next((cause for cause in found if cause is not None), None)

    def repeats(self) -> int:
        """How often it happened again, without those that are gone: what is too old to be judged still counts.

        Each is judged without what came after it, since a rule speaks of the newest only.
        """
        begun = {session.id: session.started_at for session in self.history.sessions}
        until = {one: begun.get(one.about, happened_at(_evidence(one))) for one in self.judged}
        gone = sum(self._found(one, {one.about}, until=moment) is None for one, moment in until.items())
        return max(len(self.told) - gone - 1, 0)

    def _found(self, event: AlertTransition, abouts: Collection[str], until: datetime | None = None) -> Cause | None:
        """What the rule finds at the moment of an event, if it is one of these.

        First in the history at hand. A ground that seems gone may only have lost its beginning to that history's
        window: so it is looked at again as far back as it was then, in one that is read once for all of them.
        """
        cause = self._then(event, self.history, until)
        if cause is None or cause.about not in abouts:
            cause = self._then(event, as_far_back(self._wider, _moment(event)), until)
        return cause if cause is not None and cause.about in abouts else None

    def _then(self, event: AlertTransition, history: AthleteHistory, until: datetime | None) -> Cause | None:
        then = as_known_then(history, _evidence(event), until=until)
        rule = rule_then(self.alert.rule, _evidence(event))
        return causes_in(self.alert.athlete, then, [rule]).get(self.alert.rule)

    @cached_property
    def _wider(self) -> AthleteHistory:
        return history_since(self.alert.athlete, min(map(_moment, self.judged)), at=self.history.at)


def _evidence(event: AlertTransition) -> Evidence:
    return event.evidence or {}


def _moment(event: AlertTransition) -> datetime:
    return datetime.fromisoformat(_evidence(event)["as_of"])
