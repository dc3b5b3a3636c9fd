"""What needs a coach: one concept a file."""

from alerts.models.alert import MOST_URGENT_FIRST, UNRESOLVED, Alert, AlertState, Severity, Tier
from alerts.models.attempt import Attempt, Outcome
from alerts.models.delivery import Channel, Delivery, DeliveryState
from alerts.models.digest import Digest, DigestState
from alerts.models.endpoint import Endpoint
from alerts.models.ladder import LadderStep
from alerts.models.mark import Mark
from alerts.models.morning import MorningCheck, next_morning
from alerts.models.notice import SwitchedOffNotice
from alerts.models.own_rule import OwnRule
from alerts.models.preferences import Preferences, quiet_ends
from alerts.models.push_identity import PushIdentity
from alerts.models.rule_setting import RuleSetting
from alerts.models.transition import EVENTS, WAYS, AlertTransition, TransitionKind, Way

__all__ = [
    "EVENTS",
    "MOST_URGENT_FIRST",
    "UNRESOLVED",
    "WAYS",
    "Alert",
    "AlertState",
    "AlertTransition",
    "Attempt",
    "Channel",
    "Delivery",
    "DeliveryState",
    "Digest",
    "DigestState",
    "Endpoint",
    "LadderStep",
    "Mark",
    "MorningCheck",
    "Outcome",
    "OwnRule",
    "Preferences",
    "PushIdentity",
    "RuleSetting",
    "Severity",
    "SwitchedOffNotice",
    "Tier",
    "TransitionKind",
    "Way",
    "next_morning",
    "quiet_ends",
]
