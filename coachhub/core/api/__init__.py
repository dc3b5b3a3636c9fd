"""Conventions of the REST API: pages of results, and how an error looks."""
