"""The alerts app's part of the REST API."""
