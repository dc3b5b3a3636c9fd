"""Damaged and hostile video files, made by number, and what the engine must never do with one of them.

`python -m tests.fuzz --files 300 --seed 1` makes them, runs them and says in JSON what came of it.
"""
