"""What a video from the side is good for: the ankle screen, and how far the torso leans.

How the knees track cannot be seen from there, and nothing here says anything about it.
"""

from sessions.knee_tracking.side_view.reading import read_side_view

__all__ = ["read_side_view"]
