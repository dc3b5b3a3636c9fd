"""What athletes did: one concept a file."""

from sessions.models.baseline import ConfirmedSet
from sessions.models.check_in import CheckIn, Pause
from sessions.models.correction import Correction, CorrectionKind
from sessions.models.exercise import Exercise, Movement
from sessions.models.pain import Moment, PainReading, Place, Side
from sessions.models.rollup import ATTENTION_RANK, AthleteSnapshot, Attention, DayRollup
from sessions.models.session import KG_PER_LB, Lift, TrainingSession, TrainingSet
from sessions.models.suggestion import CheckAnswer, CheckPoint, DayDone, Decision, Suggestion
from sessions.models.video import REPORTS, AnalysisState, KneeAnalysis, Upload, Verdict, Video

__all__ = [
    "ATTENTION_RANK",
    "KG_PER_LB",
    "REPORTS",
    "AnalysisState",
    "AthleteSnapshot",
    "Attention",
    "CheckAnswer",
    "CheckIn",
    "CheckPoint",
    "ConfirmedSet",
    "Correction",
    "CorrectionKind",
    "DayDone",
    "DayRollup",
    "Decision",
    "Exercise",
    "KneeAnalysis",
    "Lift",
    "Moment",
    "Movement",
    "PainReading",
    "Pause",
    "Place",
    "Side",
    "Suggestion",
    "TrainingSession",
    "TrainingSet",
    "Upload",
    "Verdict",
    "Video",
]
