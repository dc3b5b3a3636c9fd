"""The rules that watch an athlete's history, one module a family. Importing this package registers them all."""

from sessions.progression.rules import load, log, pain, pain_course, tracking

__all__ = ["load", "log", "pain", "pain_course", "tracking"]
