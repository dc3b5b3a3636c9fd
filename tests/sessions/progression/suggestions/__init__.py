"""Suggestions: their rules, their choice, their texts and their check points."""
