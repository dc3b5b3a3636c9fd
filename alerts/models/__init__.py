"""What needs a coach: one concept a file."""

from alerts.models.alert import UNRESOLVED, Alert, AlertState, Severity, Tier
from alerts.models.delivery import Channel, Delivery, DeliveryState
from alerts.models.transition import AlertTransition, TransitionKind

__all__ = [
    "UNRESOLVED",
    "Alert",
    "AlertState",
    "AlertTransition",
    "Channel",
    "Delivery",
    "DeliveryState",
    "Severity",
    "Tier",
    "TransitionKind",
]
