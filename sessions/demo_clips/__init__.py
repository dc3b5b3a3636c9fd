"""Three short videos of our own making, shipped as demo data and test fixtures."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
IN_LINE = _HERE / "dev12_partial_pause.mp4"
DRIFT = _HERE / "dev05_fatigue_8reps.mp4"  # the knees come in more from rep to rep
SIDE_VIEW = _HERE / "dev09_side_view.mp4"
