"""What a process holds from its start to its end."""

from __future__ import annotations

import gc


def keep_what_is_loaded() -> None:
    """Once a process has loaded the code, that stays: Python need not look through it again and again for garbage.

    That was a tenth of an entry's processor time. What is made from here on is looked through as ever.
    """
    gc.collect()
    gc.freeze()
