"""Short cues for the next set, and how to prepare, space and rebuild training."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.progression.library.sources import Source
from sessions.progression.pain import AMBER_FROM
from sessions.progression.warm_up import FIRST_SHARE, HEAVY_SHARE, STEP_SHARE, STEPS, STEPS_WHEN_HEAVY
from sessions.progression.wording import number, percent

COMFORTABLE = AMBER_FROM - 1
"""The most pain, 0 to 10, at which drills and rebuilding go on."""


@dataclass(frozen=True, slots=True)
class Tip:
    """One thing to do, in one or two sentences."""

    key: str
    text: str
    sources: tuple[Source, ...]


IN_LINE = Tip("in_line", "Knees in line with toes. Do not push them far out.", (Source.SQUATS, Source.CAVE_IN))
CUES = (
    IN_LINE,
    Tip(
        "slow_lowering",
        "Lower slowly and watch where the knees go. Fast reps leave less control.",
        (Source.LEG_DAY, Source.CAVE_IN),
    ),
    Tip("less_load", "Take weight off until the reps are clean, then build up.", (Source.SQUATS, Source.CAVE_IN)),
    Tip("film", "Film a set from the front, or from slightly off it.", (Source.CAVE_IN,)),
    Tip("quality", "A rep done well counts for more than a rep done.", (Source.CAVE_IN,)),
)
FOOT = (
    Tip("heel", "Heel firmly on the floor.", (Source.CAVE_IN,)),
    Tip("ball", "Pressure through the ball of the foot.", (Source.CAVE_IN,)),
    Tip("balance", "Balance over the whole foot; the arch does not sink inward.", (Source.CAVE_IN,)),
)
WARM_UP = (
    Tip("start", "Begin with the empty bar or a light load.", (Source.SQUATS,)),
    Tip("steps", "Add weight little by little until the work weight.", (Source.SQUATS,)),
    Tip("first", f"First set at most {percent(FIRST_SHARE)} of the work weight.", (Source.OURS,)),
    Tip("largest", f"No step above {percent(STEP_SHARE)} of the work weight.", (Source.OURS,)),
    Tip(
        "count",
        f"At least {number(STEPS)} sets; {number(STEPS_WHEN_HEAVY)} from {percent(HEAVY_SHARE)} "
        "of the estimated 1RM upward.",
        (Source.OURS,),
    ),
)
MOBILITY = (
    Tip("often", "A few minutes before each leg session do more than one long session.", (Source.SQUATS,)),
    Tip("ankle", "Ankle: heel down, move the knee forward over the foot and back.", (Source.OURS,)),
    Tip("hip", "Hip: sit in a comfortable deep squat, hold on to something if you like.", (Source.OURS,)),
)
SPACING = (
    Tip("apart", "Keep hard leg sessions apart; the default is 48 hours, 72 after pain.", (Source.SQUATS, Source.OURS)),
    Tip("alternate", "Let heavier and lighter days take turns.", (Source.SQUATS,)),
    Tip("lighter_week", "Plan a lighter week now and then. It is part of getting stronger.", (Source.SQUATS,)),
    Tip("sleep", "Sleep is part of the plan.", (Source.SQUATS,)),
)
RETURN_LADDER = (
    Tip("range", "An easier variation, part of the range, a light load.", (Source.SQUATS, Source.OURS)),
    Tip("widen", "The same load, a little more range each time.", (Source.SQUATS, Source.OURS)),
    Tip("usual", "Your usual exercise at a light load, in the range that feels comfortable.", (Source.OURS,)),
    Tip("load", "More load in small steps, at most 10 % at a time.", (Source.OURS,)),
    Tip("back", "Your usual load, with hard days apart.", (Source.SQUATS, Source.OURS)),
)
RETURN_GATE = Tip(
    "gate",
    f"One step up only with pain at most {COMFORTABLE} of 10 and knees in line. Otherwise stay, or go one step back.",
    (Source.LEG_DAY, Source.SQUATS, Source.OURS),
)
QUESTIONS_TO_ASK = (
    "What would you look at first, and why?",
    "Which movements may I go on with meanwhile, how far and how heavy?",
    "How much pain is acceptable while training, and on the morning after?",
    "What should make me come back sooner?",
    "When should it be looked at again?",
    "How do I get back to my earlier loads, step by step?",
)
