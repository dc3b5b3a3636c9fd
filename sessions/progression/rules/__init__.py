"""The rules that watch an athlete's history, one module a family. Importing this package registers them all."""

from sessions.progression.rules import intensity, load, log, pain, pain_course, tracking

__all__ = ["intensity", "load", "log", "pain", "pain_course", "tracking"]
