"""Reads of the athletes app."""
