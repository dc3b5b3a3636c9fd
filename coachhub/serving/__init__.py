"""Running CoachHub: its processes, the private servers beside them, and the supervisor over all."""
