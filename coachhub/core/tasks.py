"""What beat starts."""

from celery import shared_task

from coachhub.core import sweeps


@shared_task
def sweep() -> None:
    """Find due work. Safe to run twice: every piece of work is claimed before it is done."""
    sweeps.run_sweeps()


@shared_task
def hourly() -> None:
    """Do what falls due by the hour. Safe to run twice, for the same reason."""
    sweeps.run_hourly()
