"""Writes of the training app: plain functions with keyword arguments, each one transaction."""
