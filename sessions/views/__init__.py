"""Addresses of the training app that are neither a page nor the REST API: uploads and files."""
