"""A report measured again from its track with a coach's corrections: the same shape, beside the machine's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sessions.knee_tracking.correcting import move_joints
from sessions.knee_tracking.corrections import MAIN_FIELD, Correction, CorrectionError, MovedJoint, said_task
from sessions.knee_tracking.curve import curve
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.overlay import overlay
from sessions.knee_tracking.report import ENGINE_NAME, ENGINE_VERSION, Engine, Report
from sessions.knee_tracking.track import PoseTrack
from sessions.knee_tracking.wording import reason


@dataclass(frozen=True, slots=True)
class Corrected:
    """The corrected report with its curve, and with its skeleton where a joint was moved; docs/knee-tracking.md."""

    report: Report
    curve: dict[str, Any] | None
    overlay: dict[str, Any] | None


def correct(track: PoseTrack, machine: Report, corrections: Sequence[Correction]) -> Corrected:
    """Measure the track of a measured video again, with corrections (at least one).

    Against the same own sets as the machine's report, whoever confirmed what since.
    Raises CorrectionError for one that does not fit, also if the video would then have to be refused.
    """
    measurement = measure(track, machine.task, corrections, machine.own_sets)
    if measurement.codes:
        last = corrections[-1]
        raise CorrectionError(MAIN_FIELD[type(last)], reason(measurement.codes).message, len(corrections) - 1)
    report = replace(
        machine,
        engine=Engine(ENGINE_NAME, ENGINE_VERSION, track.model),
        task=said_task(machine.task, corrections),
        view=measurement.view,
        reps=measurement.reps,
        summary=measurement.summary,
        line=measurement.line,
        own_sets=measurement.own_sets,
    )
    moved = any(isinstance(one, MovedJoint) for one in corrections)
    track = move_joints(track, corrections)
    return Corrected(report, curve(measurement), overlay(evenly(track), track) if moved else None)
