"""What needs a coach: rules, alerts, and their delivery."""
