"""The container shape runs what `make up` runs, and every file it names is described."""

from __future__ import annotations

import re
from typing import Any

import yaml

from coachhub import config
from coachhub.config import ROOT
from coachhub.serving import processes

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
GUIDE = (ROOT / "docs" / "production.md").read_text()


def test_each_process_has_its_container_with_the_same_entry_point() -> None:
    assert {name: SERVICES[name]["command"] for name in processes.NAMES} == {
        name: f"python -m coachhub.serving {name}" for name in processes.NAMES
    }
    assert SERVICES["prepare"]["command"] == "python manage.py prepare"


def test_every_process_waits_for_what_it_needs() -> None:
    for name in processes.NAMES:
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}
        assert SERVICES[name]["depends_on"]["redis"] == {"condition": "service_healthy"}
    for needed in ("postgres", "redis"):
        assert SERVICES[needed]["healthcheck"]["test"]


def test_what_is_set_can_be_set() -> None:
    known = {line.split("`")[1] for line in config.table().splitlines() if "`" in line}
    for name in (*processes.NAMES, "prepare"):
        assert {one.removesuffix("_FILE") for one in SERVICES[name]["environment"]} <= known


def test_no_secret_is_written_down_and_each_is_described() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|USER_FILE|STORAGE|DATABASE_URL", variable):
                assert str(value).startswith("/run/secrets/"), (name, variable)
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(COMPOSE["secrets"]) == set(re.findall(r"`(\w+)`", _table_of_files()))


def test_every_volume_is_kept() -> None:
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def _table_of_files() -> str:
    rows = [line.split("|")[1] for line in GUIDE.split("| file |")[1].splitlines() if line.startswith("| `")]
    return " ".join(rows)
