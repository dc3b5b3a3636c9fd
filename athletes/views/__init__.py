"""Addresses of the athletes app that are neither a page nor the REST API."""
