"""What athletes and coaches read: kind, short, what we saw and what to change."""

from collections.abc import Sequence
from datetime import date

from sessions.knee_tracking.report import Code, Note, NoteCode, Reason

REFUSALS: dict[Code, tuple[str, str]] = {
    Code.NOT_A_VIDEO: (
        "We could not read this file as a whole video.",
        "Film again, or send the original file from the phone.",
    ),
    Code.TOO_LONG: (
        "This video is longer than we can measure.",
        "Cut it to one set and send it again.",
    ),
    Code.TOO_LARGE: (
        "This video is larger than we can measure.",
        "Film in 1080p, one set at a time.",
    ),
    Code.TOO_SHORT: (
        "This video is shorter than 5 seconds.",
        "Film the whole set: stand still for a moment, at least two reps, stand again.",
    ),
    Code.LOW_FRAME_RATE: (
        "This video has fewer than 21 pictures a second.",
        "Film with the phone's ordinary camera at 30 pictures a second, and send the original.",
    ),
    Code.NO_PERSON: (
        "We could not find a person in most of this video.",
        "Put the phone down 3 metres away, so that the whole body is in the picture.",
    ),
    Code.TOO_DARK: (
        "It was too dark to see the legs.",
        "Film with more light from the side of the camera, in clothes that stand out from what is behind you.",
    ),
    Code.SEVERAL_PEOPLE: (
        "We saw more than one person.",
        "Film with nobody else in the picture, not even in a mirror.",
    ),
    Code.BACK_VIEW: (
        "This was filmed from behind.",
        "Put the phone in front of you and face it.",
    ),
    Code.SIDE_VIEW: (
        "This was filmed too far from the side to see how the knees track.",
        "Put the phone straight in front of you, at knee height, 3 metres away.",
    ),
    Code.BODY_CUT_OFF: (
        "Legs or head were outside the picture or hidden.",
        "Film so that the whole body, with both feet, stays in the picture in every rep.",
    ),
    Code.MOVING_CAMERA: (
        "The camera moved too much.",
        "Lean the phone against something instead of holding it.",
    ),
    Code.NO_REPS: (
        "We found no rep.",
        "Stand still for a moment, do at least two reps, and stand again before you stop filming.",
    ),
}

READ_FROM_SIDE = (
    "From the side the knees cannot be measured. The heels and the torso can.",
    "For the knees, put the phone straight in front of you, at knee height, 3 metres away.",
)

NOTES: dict[NoteCode, str] = {
    NoteCode.AGAINST_FOOT_LINE: (
        "Measured against the line of the feet. Many people track a little inside it all their life; "
        "against a set confirmed as good it will be more exact."
    ),
    NoteCode.AGAINST_OWN_SETS: "Measured against the athlete’s own confirmed {sets} of {days}.",
    NoteCode.UNLIKE_OWN_SETS: (
        "Measured against the line of the feet: the confirmed sets were to another depth, from another direction, "
        "with other feet, or measured by an older version."
    ),
    NoteCode.FEW_REPS: "Fewer than two reps could be measured, so there is no verdict on the set.",
    NoteCode.FEET_MOVED: "A foot moved between reps; each rep was measured from where the feet stood.",
    NoteCode.OBLIQUE: "Filmed from slightly to one side: the numbers are less sure than from straight in front.",
    NoteCode.ONE_LEG: "One leg works here: only that leg is measured, and less surely than in a squat.",
    NoteCode.LANDING: (
        "Measured from touch-down to the bottom and up again, by standing on the same spot: less sure than a squat. "
        "A landing has no tempo."
    ),
    NoteCode.HARDLY_BENT: "In some landings the knees hardly bent; how they track cannot be told from these.",
    NoteCode.LEG_UNKNOWN: "In some reps it could not be told which leg works; these are not measured.",
    NoteCode.NOT_MEASURED: (
        "The reps are counted, but nobody was seen standing upright beside them: how the knees track cannot be told."
    ),
    NoteCode.REPS_LEFT_OUT: "Some reps were not seen well enough to be measured.",
    NoteCode.RISE_SLOWED: "The last rise was clearly slower than the fastest one.",
    NoteCode.CUT_IN_VIDEO: "The video is cut in pieces; reps across a cut, or filmed from elsewhere, are left out.",
}


def reason(codes: Sequence[Code], *, read_from_side: bool = False) -> Reason:
    """The reason for a refusal, from all codes that hold, the first to be told first.

    `read_from_side`: filmed from the side, and something else could be read from there.
    """
    message, advice = REFUSALS[codes[0]]
    if read_from_side:
        message, advice = READ_FROM_SIDE
    return Reason(codes[0], message, advice, tuple(codes[1:]))


def note(code: NoteCode) -> Note:
    """A remark with its text."""
    return Note(code, NOTES[code])


def against_own_sets(days: Sequence[date]) -> Note:
    """What a set is measured against, with the days of the confirmed sets, oldest first."""
    said = list(dict.fromkeys(f"{day.day} {day:%B %Y}" for day in days))
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    sets = "set" if len(days) == 1 else "sets"
    return Note(NoteCode.AGAINST_OWN_SETS, NOTES[NoteCode.AGAINST_OWN_SETS].format(sets=sets, days=listed))
