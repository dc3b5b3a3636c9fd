"""`python -m coachhub.serving NAME`: run one of CoachHub's processes in the foreground."""

import argparse

from coachhub import config
from coachhub.serving import processes

parser = argparse.ArgumentParser(prog="python -m coachhub.serving", description="Run one of CoachHub's processes.")
parser.add_argument("name", choices=processes.NAMES)
processes.run(parser.parse_args().name, config.load())
