"""`make bench`: every bench after the other, one JSON document a line of its own."""

import subprocess
import sys
from pathlib import Path

FOOTAGE = Path(__file__).resolve().parent.parent.parent / "shared" / "footage"
BENCHES = [["bench.web"]]
if FOOTAGE.is_dir():
    BENCHES.append(["bench.knee_tracking", "--footage", str(FOOTAGE), "--parts", "labelled", "speed"])

for bench in BENCHES:
    print(f"# python -m {' '.join(bench)}", flush=True)
    subprocess.run([sys.executable, "-m", *bench], check=True)
