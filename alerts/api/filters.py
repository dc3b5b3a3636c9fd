"""By what a list of alerts can be narrowed."""

from django_filters import rest_framework as filters

from alerts.models import Alert, AlertState, Severity


class AlertFilter(filters.FilterSet):
    """State, severity, athlete. An athlete whom the caller may not see has no alerts here."""

    state = filters.ChoiceFilter(choices=AlertState.choices)
    severity = filters.ChoiceFilter(choices=Severity.choices)
    athlete = filters.UUIDFilter(field_name="athlete")

    class Meta:
        """Only these."""

        model = Alert
        fields = ["state", "severity", "athlete"]
