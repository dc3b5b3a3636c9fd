"""Worked examples of the formulas, and the project's own functions that answer them: `manage.py check_vectors FOLDER`.

The examples are files of the schema `coachhub.acceptance/1`: inputs, what must come out, and how exactly.
"""

from sessions.worked_examples.checking import Checked, check
from sessions.worked_examples.documents import SCHEMA, Example, UnreadableError, examples_in

__all__ = ["SCHEMA", "Checked", "Example", "UnreadableError", "check", "examples_in"]
