"""mediapipe without matplotlib.

mediapipe imports matplotlib for drawing, which is never done here. An empty stand-in saves more than half
of the import's time and a third of its memory, and the font cache that would be left on the disk.

Graphs of one's own find the library's models only where it has been told the folder, which its ready-made ones do.
"""

import sys
from pathlib import Path
from types import ModuleType

if "matplotlib" not in sys.modules:
    _stand_in = ModuleType("matplotlib")
    _stand_in.pyplot = ModuleType("matplotlib.pyplot")  # type: ignore[attr-defined] # a module made by hand
    sys.modules.update({"matplotlib": _stand_in, "matplotlib.pyplot": _stand_in.pyplot})

import mediapipe as mp
from mediapipe.python._framework_bindings import resource_util

resource_util.set_resource_dir(str(Path(mp.__file__).parents[1]))

__all__ = ["mp"]
