"""What they did: exercises, training sessions, sets, check-ins, videos, analyses."""
