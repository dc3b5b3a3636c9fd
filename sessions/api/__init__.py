"""The training app's part of the REST API: one resource a module."""
