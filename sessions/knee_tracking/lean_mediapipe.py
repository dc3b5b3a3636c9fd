"""mediapipe without matplotlib.

mediapipe imports matplotlib for drawing, which is never done here. An empty stand-in saves more than half
of the import's time and a third of its memory, and the font cache that would be left on the disk.
"""

import sys
from types import ModuleType

if "matplotlib" not in sys.modules:
    _stand_in = ModuleType("matplotlib")
    _stand_in.pyplot = ModuleType("matplotlib.pyplot")  # type: ignore[attr-defined] # a module made by hand
    sys.modules.update({"matplotlib": _stand_in, "matplotlib.pyplot": _stand_in.pyplot})

import mediapipe as mp

__all__ = ["mp"]
