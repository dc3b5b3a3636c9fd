"""Webhooks: what happens to alerts, told to an organisation's other systems as Standard Webhooks asks for."""
