"""Suggestions: what to try, why, and whether it has helped. Importing this package registers their rules.

Pure, like all of the training knowledge. A suggestion is education for a coach to pass on, not medical advice.
"""

from sessions.progression.suggestions.advice import FROM_VIDEO, Advice, Family, Measure, Source
from sessions.progression.suggestions.check_points import Answer, Answered, TrackingChange
from sessions.progression.suggestions.choosing import Decided, suggestions
from sessions.progression.suggestions.library import ADVICE, LIBRARY

__all__ = [
    "ADVICE",
    "FROM_VIDEO",
    "LIBRARY",
    "Advice",
    "Answer",
    "Answered",
    "Decided",
    "Family",
    "Measure",
    "Source",
    "TrackingChange",
    "suggestions",
]
