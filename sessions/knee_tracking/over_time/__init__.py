"""Knee tracking over time: what several finished measurements of one athlete say together.

Pure and small: values in, values out; neither Django nor the video libraries. Every change is of the knee–ankle
separation ratio against no drift at equal depth (docs/knee-tracking.md): no unit, negative = inward. Every interval
holds the true value in 90 % of cases.
"""

from sessions.knee_tracking.over_time.change import Against, Change, Reference, change_since, compare
from sessions.knee_tracking.over_time.comparable import Difference, why_not_comparable
from sessions.knee_tracking.over_time.load import Ceiling, LoadEffect, Reach, load_effect
from sessions.knee_tracking.over_time.overview import OverTime, over_time
from sessions.knee_tracking.over_time.precision import DEFAULT, Precision, Retest, precision_of, retest
from sessions.knee_tracking.over_time.record import FilmedSet
from sessions.knee_tracking.over_time.row import SetToSet, set_to_set
from sessions.knee_tracking.over_time.slope import Why

__all__ = [
    "DEFAULT",
    "Against",
    "Ceiling",
    "Change",
    "Difference",
    "FilmedSet",
    "LoadEffect",
    "OverTime",
    "Precision",
    "Reach",
    "Reference",
    "Retest",
    "SetToSet",
    "Why",
    "change_since",
    "compare",
    "load_effect",
    "over_time",
    "precision_of",
    "retest",
    "set_to_set",
    "why_not_comparable",
]
