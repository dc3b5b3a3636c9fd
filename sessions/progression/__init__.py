"""What the training log says: pure rules from an athlete's history to findings.

Standard library only. Nothing here reads a clock, a database or a setting: the same history gives the same answer,
in live use, in a backtest and in a simulation.
"""
