"""How a parallel run (`--dist loadgroup`) spreads the tests: module by module, and what takes longest begins first.

A test's group is its mark `xdist_group` or else its module, so that what a module makes once is made once, not once
in each worker process.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

# Ten seconds or more each; begun last they would leave the other processes without work.
LONGEST = (
    "web",
    "stack",
    "faults",
    "knee_videos",
    "up",
    "tests/contract/test_doors.py",
    "demo",
    "tests/core/test_prepare.py",
    "tests/serving/test_up.py",
    "logs",
)


class ModuleByModule(LoadGroupScheduling):  # type: ignore[misc]  # xdist has no types
    """Whole groups to each worker process: first the longest, then those of most tests."""

    def _split_scope(self, nodeid: str) -> str:
        group = super()._split_scope(nodeid)
        return nodeid.partition("::")[0] if group == nodeid else group

    def _assign_work_unit(self, node: WorkerController) -> None:
        first = next((group for group in LONGEST if group in self.workqueue), None)
        if first:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleByModule | None:
    """The scheduler of a run with `--dist loadgroup`."""
    return ModuleByModule(config, log) if config.getvalue("dist") == "loadgroup" else None
