"""Squats that are often better tolerated, and exercises for glutes and hips."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.progression.library.sources import Source


@dataclass(frozen=True, slots=True)
class Variation:
    """Another way to squat. `exercise` is the catalogue's key; None where it is a change of any exercise."""

    key: str
    exercise: str | None
    name: str
    why: str
    note: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SupportExercise:
    """An exercise for glutes and hips; `exercise` is the catalogue's key."""

    exercise: str
    name: str
    how: str
    source: Source


VARIATIONS = (
    Variation(
        "box_squat",
        "box_squat",
        "Box squat",
        "The box sets the depth and teaches the hips to work.",
        "Choose a box as high as you need today.",
        (Source.SQUATS,),
    ),
    Variation(
        "heels_raised",
        "heels_raised_squat",
        "Heels slightly raised",
        "Lifting shoes or a small wedge ask less of the ankle, so you stay more upright.",
        "Useful with a stiff ankle. It is an adjustment and nothing more.",
        (Source.SQUATS,),
    ),
    Variation(
        "goblet_squat",
        "goblet_squat",
        "Goblet squat",
        "The weight is lighter and in front of you, so the trunk stays more upright.",
        "Good for learning the movement again.",
        (Source.SQUATS,),
    ),
    Variation(
        "leg_press",
        "leg_press",
        "Leg press",
        "The back is supported and the machine guides the path.",
        "Set seat and feet first; keep the depth that feels comfortable.",
        (Source.SQUATS,),
    ),
    Variation(
        "partial_range",
        "partial_squat",
        "Partial range first",
        "You train the part of the movement that does not hurt.",
        "Widen it a little at a time.",
        (Source.SQUATS,),
    ),
    Variation(
        "less_load",
        None,
        "Less load",
        "It takes stress away while you work on the movement.",
        "Build up again once the reps look clean.",
        (Source.SQUATS, Source.CAVE_IN),
    ),
)
SUPPORT_EXERCISES = (
    SupportExercise("glute_bridge", "Glute bridge", "Lift the hips slowly, pause at the top.", Source.CAVE_IN),
    SupportExercise("hip_thrust", "Hip thrust", "Full lift, no swing, lower with control.", Source.CAVE_IN),
    SupportExercise("split_squat", "Split squat", "Front foot flat, knee over the toes’ line.", Source.CAVE_IN),
    SupportExercise("step_up", "Step-up", "Push through the upper foot, come down slowly.", Source.CAVE_IN),
    SupportExercise("lateral_band_walk", "Lateral band walk", "Small steps, feet straight ahead.", Source.CAVE_IN),
    SupportExercise(
        "single_leg_squat", "Controlled single-leg work", "Only as deep as the knee stays in line.", Source.CAVE_IN
    ),
)
