"""Everybody's exercises: the squat and its variations, other leg work, and the supporting hip and glute exercises.

`video_task` is what knee tracking measures a front-view video of it as.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps.registry import Apps


@dataclass(frozen=True, slots=True)
class Entry:
    """One exercise of the catalogue; in the order in which it is offered."""

    key: str
    name: str
    movement: str
    video_task: str = ""


CATALOGUE = (
    Entry("back_squat", "Back squat", "squat", "squat"),
    Entry("front_squat", "Front squat", "squat", "squat"),
    Entry("goblet_squat", "Goblet squat", "squat", "squat"),
    Entry("box_squat", "Box squat", "squat", "squat"),
    Entry("heels_raised_squat", "Squat, heels raised", "squat", "squat"),
    Entry("partial_squat", "Partial squat", "squat", "squat"),
    Entry("bodyweight_squat", "Body-weight squat", "squat", "squat"),
    Entry("leg_press", "Leg press", "press"),
    Entry("split_squat", "Split squat", "lunge", "split_squat"),
    Entry("bulgarian_split_squat", "Bulgarian split squat", "lunge", "split_squat"),
    Entry("lunge", "Lunge", "lunge", "lunge"),
    Entry("side_lunge", "Side lunge", "lunge", "side_lunge"),
    Entry("step_up", "Step-up", "single_leg", "step_up"),
    Entry("single_leg_squat", "Single-leg squat", "single_leg", "single_leg_squat"),
    Entry("drop_landing", "Landing from a box", "jump", "landing"),
    Entry("deadlift", "Deadlift", "hinge"),
    Entry("romanian_deadlift", "Romanian deadlift", "hinge"),
    Entry("leg_curl", "Leg curl", "other"),
    Entry("leg_extension", "Leg extension", "other"),
    Entry("hip_thrust", "Hip thrust", "hip"),
    Entry("glute_bridge", "Glute bridge", "hip"),
    Entry("lateral_band_walk", "Lateral band walk", "hip"),
    Entry("bench_press", "Bench press", "upper"),
    Entry("pull_up", "Pull-up", "upper"),
)


def write_catalogue(apps: Apps, schema_editor: object) -> None:
    """Make everybody's catalogue what is written here; for a migration, run again with every change of the list."""
    exercise = apps.get_model("training", "Exercise")
    rows = [
        exercise(
            organisation=None,
            key=entry.key,
            name=entry.name,
            movement=entry.movement,
            loads_legs=entry.movement not in {"upper", "hip"},
            video_task=entry.video_task,
            position=position,
        )
        for position, entry in enumerate(CATALOGUE, start=1)
    ]
    exercise.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organisation", "key"],
        update_fields=["name", "movement", "loads_legs", "video_task", "position"],
    )
