#!/usr/bin/env python3
"""CoachHub's command line: `manage.py up`, `manage.py analyse_video FILE`, and Django's own commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
