"""The athlete as a camera that stands still would have seen them: the background's movement is taken off.

A pan shifts the feet, which are measured from where they stood; a tilt hides how far the hips come down.
"""

from dataclasses import replace

import numpy as np

from sessions.knee_tracking.joints import HIPS, SHOULDERS
from sessions.knee_tracking.track import Floats, PoseTrack

KNOWN_SHARE = 0.5  # of the steps: with fewer nothing can be taken off
STILL = 0.075  # torso lengths within WINDOW_S: cameras that stand read up to 0.06, a steady hand 0.1
SUDDEN = 0.04  # of the scale from one picture to the next; a fast zoom made 0.03
WINDOW_S = 3.0  # as long as a rep,
EVERY = 5  # and beginning at every fifth picture


def with_hidden_cuts(track: PoseTrack) -> PoseTrack:
    """The track with a cut wherever the picture is suddenly nearer, or further off, than a lens can zoom."""
    scene = track.scene
    times_s, scale = scene.camera[:, 0], scene.camera[:, 3]
    sudden = times_s[np.abs(np.log(np.where(np.isnan(scale), 1.0, scale))) > SUDDEN]
    return replace(track, scene=replace(scene, cuts_s=np.union1d(scene.cuts_s, sudden))) if len(sudden) else track


def steadied(track: PoseTrack) -> PoseTrack:
    """The track with its points in a picture that stands still, piece by piece between cuts.

    The same track if the camera stands, or shows no background to follow.
    """
    camera = track.scene.camera
    if len(camera) == 0 or np.mean(~np.isnan(camera[:, 1])) < KNOWN_SHARE:
        return track
    way = camera_way(track)
    torso = np.linalg.norm(track.points[:, SHOULDERS].mean(axis=1) - track.points[:, HIPS].mean(axis=1), axis=1)
    if np.isnan(torso).all() or most_travel(track.times_s, way, track) < STILL * np.nanmedian(torso):
        return track
    points = np.einsum("nij,nkj->nki", np.linalg.inv(way)[:, :2, :2], track.points - way[:, None, :2, 2])
    still = camera.copy()
    still[:, 1:] = np.where(np.isnan(camera[:, 1:]), np.nan, [0.0, 0.0, 1.0, 0.0])
    return replace(track, points=points, scene=replace(track.scene, camera=still))


def camera_way(track: PoseTrack) -> Floats:
    """For each picture (n, 3, 3): from its place in a still picture, px, to its place in the picture itself.

    The still picture is the middle one between two cuts.
    """
    count = len(track.times_s)
    way = np.tile(np.eye(3), (count, 1, 1))
    steps = _steps(track)
    firsts = np.searchsorted(track.times_s, track.scene.cuts_s - 1e-3)
    for first, last in zip([0, *firsts], [*firsts, count], strict=True):
        for k in range(first + 1, last):
            way[k] = steps[k] @ way[k - 1]
        if last > first:
            way[first:last] = way[first:last] @ np.linalg.inv(way[(first + last) // 2])
    return way


def _steps(track: PoseTrack) -> Floats:
    """The camera's step (n, 3, 3) from each picture before; unknown ones in between their neighbours."""
    camera = track.scene.camera
    known = ~np.isnan(camera[:, 1])
    columns = [np.interp(track.times_s, camera[known, 0], column) for column in camera[known, 1:].T]
    x, y, scale, turn = columns
    middle = np.array([track.width, track.height]) / 2
    steps = np.tile(np.eye(3), (len(track.times_s), 1, 1))
    steps[:, 0, 0] = steps[:, 1, 1] = scale * np.cos(turn)
    steps[:, 1, 0] = scale * np.sin(turn)
    steps[:, 0, 1] = -steps[:, 1, 0]
    steps[:, :2, 2] = middle + np.column_stack([x, y]) - steps[:, :2, :2] @ middle
    return steps


def most_travel(times_s: Floats, way: Floats, track: PoseTrack) -> float:
    """The furthest, px, that a point of the still picture moves within WINDOW_S, there and back included.

    Looked at half way from its middle to its corners, so that zoom and turn count as well.
    """
    corners = np.array([(x * track.width, y * track.height, 1.0) for x in (0.25, 0.75) for y in (0.25, 0.75)])
    places = np.einsum("nij,kj->nki", way, corners)[..., :2]
    firsts = np.arange(0, len(times_s), EVERY)
    lasts = np.searchsorted(times_s, times_s[firsts] + WINDOW_S)
    return float(max(np.ptp(places[first:last], axis=0).max() for first, last in zip(firsts, lasts, strict=True)))
