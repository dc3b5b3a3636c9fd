"""Somebody else, or the athlete's own image in a mirror: that one moves in step, and stands further off."""

import numpy as np

from sessions.knee_tracking.joints import HIPS, SHOULDERS
from sessions.knee_tracking.track import Flags, Floats, PoseTrack

# Defaults. A made mirror: correlation 0.99, 0.65 of the athlete's size.
IN_STEP = 0.9  # correlation of the hips' heights
ENOUGH = 6  # samples
ENOUGH_MOVEMENT = 0.3  # torso lengths that the athlete's hips go up and down in them
FURTHER_OFF = 0.95  # of the athlete's torso: an image is smaller
ONE_PLACE = 1.5  # torso lengths across: who is seen nearer to another is the same person


def strangers(track: PoseTrack) -> Flags:
    """Whether (m,) each sighting in the track's company is of somebody else, not of the athlete in a mirror."""
    company = track.scene.company
    found = ~np.isnan(track.points[:, 0, 0])
    strange = np.ones(len(company), bool)
    if not found.any():
        return strange
    hips, shoulders = (track.points[found][:, joints].mean(axis=1) for joints in (HIPS, SHOULDERS))
    torso = float(np.median(np.linalg.norm(shoulders - hips, axis=1)))
    height = np.interp(company[:, 0], track.times_s[found], hips[:, 1])
    size = float(np.percentile(np.linalg.norm(shoulders - hips, axis=1), 90))
    for one in _places(company[:, 1], ONE_PLACE * torso):
        strange[one] = not _in_step(height[one], company[one, 2], torso) or (
            float(np.percentile(company[one, 3], 90)) > FURTHER_OFF * size
        )
    return strange


def _places(across: Floats, reach: float) -> list[Flags]:
    """Sightings by where they are: groups (m,) with gaps of at least `reach`, px, between them."""
    order = np.argsort(across)
    steps = np.diff(across[order]) > reach
    number = np.empty(len(across), int)
    number[order] = np.concatenate([[0], np.cumsum(steps)]) if len(across) else []
    return [number == one for one in range(int(number.max(initial=-1)) + 1)]


def _in_step(athlete: Floats, other: Floats, torso: float) -> bool:
    """Whether two hips' heights (k,), px, go up and down together."""
    if len(athlete) < ENOUGH or np.ptp(athlete) < ENOUGH_MOVEMENT * torso or np.ptp(other) == 0:
        return False
    return bool(np.corrcoef(athlete, other)[0, 1] >= IN_STEP)
