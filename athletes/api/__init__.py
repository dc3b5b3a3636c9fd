"""The athletes app's part of the REST API."""
