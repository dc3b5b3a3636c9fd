"""The Learn pages: short, calm, each with its sources."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.progression.library import cues
from sessions.progression.library.cues import CUES, Tip
from sessions.progression.library.exercises import SUPPORT_EXERCISES, VARIATIONS
from sessions.progression.library.sources import Source
from sessions.progression.pain import AMBER_FROM, MORNING_RISE, RED_ABOVE
from sessions.progression.warning_questions import ADVICE, CANNOT_TELL, QUESTIONS, Tier
from sessions.progression.wording import points as in_points


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, sentences, and perhaps a list. `ordered`: the list is steps, one after the other."""

    heading: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    ordered: bool = False
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One question people ask. `suggests`: it says how to train, so not while a warning sign is open."""

    key: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    suggests: bool = True

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of all its parts, each once, in the order of first use."""
        return tuple(dict.fromkeys(source for part in self.parts for source in part.sources))


def _listed(heading: str, tips: tuple[Tip, ...], *sentences: str, ordered: bool = False) -> Part:
    # The one article whose lists are lost backs sentences, never a list.
    found = dict.fromkeys(source for tip in tips for source in tip.sources if source is not Source.LEG_DAY)
    return Part(heading, sentences, tuple(tip.text for tip in tips), ordered, tuple(found))


def _tier(tier: Tier, *sources: Source) -> Part:
    asked = tuple(question.text for question in QUESTIONS if question.tier is tier)
    return Part(ADVICE[tier].title, (ADVICE[tier].who, "This holds if:"), asked, sources=sources)


PAIN_SCALE = Page(
    "pain-scale",
    "What 0 to 10 means",
    "0 is no pain, 10 the worst you can think of. Only you can say the number.",
    (
        Part(
            "Three bands",
            ("Your coach may set them lower, never higher.",),
            (
                f"0 to {AMBER_FROM - 1}: go on, with control.",
                f"{AMBER_FROM} to {RED_ABOVE}: adjust. Less load, less depth, or another exercise.",
                f"Above {RED_ABOVE}: stop the exercise and tell your coach.",
            ),
            sources=(Source.THOMEE, Source.SILBERNAGEL, Source.OURS),
        ),
        Part(
            "The morning after",
            (
                "The next morning often says more than the session.",
                f"{in_points(MORNING_RISE).capitalize()} above the number before the session is worth a look.",
            ),
            sources=(Source.SILBERNAGEL, Source.OURS),
        ),
        Part(
            "Nothing said is not 0",
            (
                "What you leave empty stays unknown.",
                "Mild and without warning signs, changing the exercise often does more than stopping.",
            ),
            sources=(Source.LEG_DAY, Source.SQUATS),
        ),
    ),
)
ASSESSED = Page(
    "get-assessed",
    "When to get a knee looked at",
    f"{CANNOT_TELL} If in doubt, have it looked at: once too often is better than once too few.",
    (
        _tier(Tier.A, Source.NHS, Source.OTTAWA),
        _tier(Tier.B, Source.NHS, Source.OTTAWA, Source.WELLS, Source.SQUATS),
        _tier(Tier.C, Source.SQUATS),
        Part("Questions to take along", points=cues.QUESTIONS_TO_ASK, sources=(Source.OURS,)),
    ),
    suggests=False,
)
TOES = Page(
    "knees-past-toes",
    "Knees past the toes",
    "An old gym rule says that the knee must stay behind the toes. As a rule for everybody it is out of date.",
    (
        Part(
            "Where it came from",
            (
                "Older studies looked at the knee alone, and a knee held back did carry less.",
                "But the trunk then leans further forward, and the load moves to the hip and the lower back.",
            ),
            sources=(Source.SQUATS,),
        ),
        Part(
            "What counts instead",
            ("On stairs or out of a low chair, knees pass the toes every day.",),
            ("a smooth, controlled movement", "a steady foot", "work shared by hip and knee"),
            sources=(Source.SQUATS,),
        ),
        Part(
            "What we do with it",
            (
                "CoachHub never counts it against anybody.",
                "If it hurts, a professional who sees you can say whether something should change.",
            ),
            sources=(Source.SQUATS,),
        ),
    ),
)
KNEES_IN = Page(
    "knees-caving-in",
    "Knees caving in",
    "In a squat, lunge or landing the knees move inward instead of following the feet. The field’s word is dynamic "
    "valgus. Do not panic, do pay attention.",
    (
        Part(
            "When it shows",
            (),
            (
                "at the bottom, or on the way out of it",
                "in split squats and lunges",
                "late in a set, when you tire",
                "when the weight goes up",
            ),
            sources=(Source.CAVE_IN,),
        ),
        Part(
            "When it matters",
            (
                "Some inward movement in a hard rep is ordinary.",
                "Obvious, repeated and out of control, it is worth working on.",
                "There is rarely just one reason: load, fatigue, the foot and the hips can all play a part.",
            ),
            sources=(Source.CAVE_IN,),
        ),
        _listed(
            "What to try",
            CUES,
            "Two at a time are enough.",
            "Do not over-correct: the aim is control, not knees forced outward.",
        ),
        _listed("The foot", cues.FOOT),
        Part(
            "For glutes and hips",
            ("What counts is doing them with control.",),
            tuple(f"{one.name}: {one.how[0].lower()}{one.how[1:]}" for one in SUPPORT_EXERCISES),
            sources=(Source.CAVE_IN,),
        ),
        Part(
            "Should I leave out legs?",
            ("Usually not. People often improve their tracking by training on, at a load they control.",),
            sources=(Source.CAVE_IN,),
        ),
    ),
)
OTHER_SQUATS = Page(
    "other-squats",
    "Other ways to squat",
    "Nobody has to stay with one kind of squat. These six are often better tolerated.",
    (
        *(Part(one.name, (one.why, one.note), sources=one.sources) for one in VARIATIONS),
        Part(
            "How fast to go up",
            ("Let the log decide, not the feeling: load, reps and RPE show when it goes up too fast.",),
            sources=(Source.SQUATS,),
        ),
    ),
)
WARM_UP = Page(
    "warm-up",
    "Warming up for heavy sets",
    "Light sets before the first heavy one are part of the session, not time lost.",
    (
        _listed(
            "The ramp",
            cues.WARM_UP,
            "A cold start takes the knee from nothing to full load in seconds.",
            "Discomfort in the first heavy set often goes with a ramp that was left out.",
        ),
    ),
)
MOBILITY = Page(
    "mobility",
    "Mobility before legs",
    "Stiff ankles or hips make a squat harder for the knees. A little work, often, goes a long way.",
    (
        Part(
            "A quick look at your ankles",
            (
                "Squat deep without weight.",
                "If the heels lift or you fall back, the ankle is likely what limits you.",
                "Slightly raised heels can make it more comfortable meanwhile.",
            ),
            sources=(Source.SQUATS,),
        ),
        _listed("Before leg sessions", cues.MOBILITY),
        Part(
            "Foam rolling",
            ("It may ease tightness around the knee. It goes with strength work and does not replace it.",),
            sources=(Source.LEG_DAY,),
        ),
    ),
)
SPACING = Page(
    "spacing",
    "Hard days and lighter weeks",
    "Muscles adapt fast, tendons and joints more slowly. Time between hard days lets them follow.",
    (
        _listed("What helps", cues.SPACING),
        Part(
            "Jumps",
            ("After a sudden jump in load or sets, hold or go one step back.",),
            sources=(Source.LEG_DAY, Source.SQUATS),
        ),
    ),
)
GOING_BACK = Page(
    "going-back",
    "Going back after pain eases",
    "Build up step by step, and let each step show that it holds.",
    (
        _listed("Five steps", cues.RETURN_LADDER, ordered=True),
        Part("Before each step", (cues.RETURN_GATE.text,), sources=cues.RETURN_GATE.sources),
        Part(
            "How long it takes",
            (
                "That differs, and nobody can promise it.",
                "Look back after two, four and six weeks: better, the same, or worse?",
                "If it stays or gets worse although you do less, have it looked at.",
            ),
            sources=(Source.SQUATS, Source.OURS),
        ),
    ),
)
SORENESS = Page(
    "sore-or-joint",
    "Sore muscles or joint pain",
    "After leg day both can be felt, and they are not the same. That is why the log asks for them apart.",
    (
        Part(
            "Sore muscles",
            (
                "The feeling is spread over the muscle, often in both legs.",
                "It comes after new or harder work, is strongest after one to three days, and fades.",
            ),
            sources=(Source.CHEUNG,),
        ),
        Part(
            "Pain in the joint",
            (
                "The feeling is in or around the knee, and you can often point at the place.",
                "Give it a number from 0 to 10, and say which knee and where.",
                "If you cannot tell which of the two it is, log it as pain.",
            ),
            sources=(Source.LEG_DAY, Source.OURS),
        ),
    ),
)
PAGES = (
    PAIN_SCALE,
    ASSESSED,
    KNEES_IN,
    TOES,
    SORENESS,
    OTHER_SQUATS,
    WARM_UP,
    MOBILITY,
    SPACING,
    GOING_BACK,
)
