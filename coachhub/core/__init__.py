"""Ground floor: what every part stands on. Knows organisations only as an id, and no athlete."""
