"""Three short videos of our own making, shipped as demo data and test fixtures."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
IN_LINE = _HERE / "dev12_partial_pause.mp4"
DRIFT = _HERE / "dev06_drift_bottom.mp4"
SIDE_VIEW = _HERE / "dev09_side_view.mp4"
