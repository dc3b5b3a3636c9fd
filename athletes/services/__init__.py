"""Writes of the athletes app: plain functions with keyword arguments, each one transaction."""
