"""What can be set from outside: every variable, every default, every refusal, and files for secrets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from environs import EnvError

from coachhub.config import (
    DEFAULT_SECRET,
    ROOT,
    Config,
    load,
    object_storage,
    object_storage_origins,
    private_servers,
    table,
)
from coachhub.core.leases import LONGEST_LEASE
from sessions.knee_tracking.pose_file import DETECTOR, LANDMARKS
from tests.sessions.knee_tracking.bundles import bundle

SAFE = {
    "COACHHUB_PRODUCTION": "true",
    "COACHHUB_SECRET_KEY": "a-long-random-text-that-nobody-else-knows",
    "COACHHUB_URL": "https://coach.example",
    "DATABASE_URL": "postgresql://coach@db/coach",
    "REDIS_URL": "redis://broker:6379/0",
}
ALL = "0.0.0.0"  # noqa: S104  read, not bound
README = ROOT / "README.md"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for one in fields(Config):
        monkeypatch.delenv(one.metadata["env"], raising=False)
        monkeypatch.delenv(one.metadata["env"] + "_FILE", raising=False)
    monkeypatch.setenv("COACHHUB_DATA", str(tmp_path))


def loaded(monkeypatch: pytest.MonkeyPatch, **env: str) -> Config:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return load()


def test_every_setting_has_a_variable_a_default_and_a_line_of_help() -> None:
    names = [one.metadata["env"] for one in fields(Config)]
    assert len(names) == len(set(names))
    for one in fields(Config):
        assert re.fullmatch(r"[A-Z][A-Z0-9_]+", one.metadata["env"])
        assert 10 <= len(one.metadata["help"]) <= 90
        assert type(one.default).__name__ == one.type or isinstance(one.default, Path)


def test_the_readme_has_every_variable_as_it_is() -> None:
    """After a change: `python -c "from coachhub.config import table; print(table())"`."""
    assert table() in README.read_text()


def test_the_defaults_are_for_a_machine_of_ones_own() -> None:
    config = load()
    assert (config.host, config.port, config.production, config.secret_key) == (
        "127.0.0.1",
        8000,
        False,
        DEFAULT_SECRET,
    )
    assert config.problems() == []


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("PORT", "9000", "port", 9000),
        ("COACHHUB_DEMO", "false", "demo", False),
        ("COACHHUB_LOG_JSON", "1", "log_json", True),
        ("EMAIL_URL", "smtp://mail:25", "email_url", "smtp://mail:25"),
        ("COACHHUB_DATA", "/srv/coach/../coach", "data", Path("/srv/coach")),
    ],
)
def test_a_variable_sets_its_field(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, field: str, value: Any
) -> None:
    assert getattr(loaded(monkeypatch, **{name: text}), field) == value


@pytest.mark.parametrize(("name", "text"), [("PORT", "many"), ("COACHHUB_DEMO", "perhaps"), ("COACHHUB_LEASE_S", "")])
def test_a_value_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    with pytest.raises(EnvError, match=name):
        loaded(monkeypatch, **{name: text})


@pytest.mark.parametrize("name", ["COACHHUB_SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "COACHHUB_STORAGE"])
def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from-a-file\n")
    config = loaded(monkeypatch, **{f"{name}_FILE": str(secret)})
    field = next(one.name for one in fields(Config) if one.metadata["env"] == name)
    assert getattr(config, field).strip() == "from-a-file"


def test_a_secret_from_a_file_has_no_line_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Editors and `echo` leave one; as part of a password it would never be found."""
    secret = tmp_path / "secret"
    secret.write_text("from-a-file\n")
    assert loaded(monkeypatch, COACHHUB_SECRET_KEY_FILE=str(secret)).secret_key == "from-a-file"


@pytest.mark.parametrize(
    ("host", "port", "public", "url"),
    [
        ("127.0.0.1", "8000", "", "http://localhost:8000"),
        ("0.0.0.0", "80", "", "http://localhost:80"),  # noqa: S104  read, not bound
        ("::", "80", "", "http://localhost:80"),
        ("::", "80", "https://coach.example/", "https://coach.example"),
    ],
)
def test_the_address_that_links_begin_with(
    monkeypatch: pytest.MonkeyPatch, host: str, port: str, public: str, url: str
) -> None:
    assert loaded(monkeypatch, HOST=host, PORT=port, COACHHUB_URL=public).url == url


# -- the private servers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "hosts"),
    [
        ({}, ["localhost", "localhost", "127.0.0.1", "[::1]"]),
        ({"HOST": ALL}, ["*"]),
        ({"HOST": ALL, "COACHHUB_URL": "http://gym:8000"}, ["gym", "localhost", "127.0.0.1", "[::1]"]),
        (SAFE | {"HOST": ALL}, ["coach.example", "localhost"]),
    ],
)
def test_it_answers_to_its_own_names_only(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], hosts: list[str]
) -> None:
    assert loaded(monkeypatch, **env).hosts == hosts


def test_the_private_servers_are_found_by_every_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = {"database_url": "postgresql://private", "redis_url": "unix://private.sock"}
    (tmp_path / "servers.json").write_text(json.dumps(note))
    config = load()
    assert (config.database_url, config.redis_url) == ("postgresql://private", "unix://private.sock")
    assert loaded(monkeypatch, REDIS_URL="redis://other").redis_url == "redis://other"


def test_production_never_falls_back_to_private_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text('{"database_url": "postgresql://private", "redis_url": "unix://p.sock"}')
    config = loaded(monkeypatch, **SAFE | {"DATABASE_URL": "", "REDIS_URL": ""})
    assert config.problems() == ["DATABASE_URL and REDIS_URL have to be set in production."]


@pytest.mark.parametrize("note", [None, "", "{not json"])
def test_no_note_of_private_servers_is_no_private_servers(tmp_path: Path, note: str | None) -> None:
    if note is not None:
        (tmp_path / "servers.json").write_text(note)
    assert private_servers(tmp_path) == {}


# -- production ---------------------------------------------------------------------------------------


def test_a_safe_production_has_no_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, **SAFE).problems() == []


@pytest.mark.parametrize(
    ("without", "problem"),
    [
        ({"COACHHUB_SECRET_KEY": DEFAULT_SECRET}, "COACHHUB_SECRET_KEY"),
        ({"COACHHUB_URL": "http://coach.example"}, "COACHHUB_URL"),
        ({"COACHHUB_URL": ""}, "COACHHUB_URL"),
        ({"REDIS_URL": ""}, "DATABASE_URL and REDIS_URL"),
    ],
)
def test_what_forbids_a_start_in_production(
    monkeypatch: pytest.MonkeyPatch, without: dict[str, str], problem: str
) -> None:
    (found,) = loaded(monkeypatch, **SAFE | without).problems()
    assert problem in found


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("COACHHUB_LEASE_S", "601", "COACHHUB_LEASE_S has to be between 1 and 600: it is 601."),
        ("COACHHUB_LEASE_S", "0", "COACHHUB_LEASE_S has to be between 1 and 600: it is 0."),
        ("COACHHUB_SWEEP_S", "0", "COACHHUB_SWEEP_S has to be 1 or more: it is 0."),
        ("COACHHUB_REMIND_S", "-900", "COACHHUB_REMIND_S has to be 1 or more: it is -900."),
        ("PORT", "80000", "PORT has to be between 1 and 65535: it is 80000."),
    ],
)
def test_a_number_that_cannot_be_forbids_a_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    assert loaded(monkeypatch, **{name: value}).problems() == [problem]


def test_the_longest_lease_is_one_that_counts_as_held() -> None:
    """One that is longer is taken for one of a clock that was put back: two workers would have the same job."""
    assert loaded_most("lease_s") <= LONGEST_LEASE.total_seconds()


def loaded_most(name: str) -> int:
    (most,) = (one.metadata["most"] for one in fields(Config) if one.name == name)
    return int(most)


LOCKED_DOWN = (
    "import json, django; django.setup(); from django.conf import settings as s;"
    "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
    "s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.DEBUG,"
    "s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, s.ALLAUTH_TRUSTED_PROXY_COUNT,"
    "s.STORAGES['staticfiles']['BACKEND'].rsplit('.', 1)[1]]))"
)


def settings_with(told: str = LOCKED_DOWN, /, **env: str) -> subprocess.CompletedProcess[str]:
    """Start Django with these variables and print what its settings came to."""
    known = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "COACHHUB_DATA"}}
    return subprocess.run(
        [sys.executable, "-c", told],
        env=known | {"DJANGO_SETTINGS_MODULE": "coachhub.settings"} | env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_is_locked_down() -> None:
    done = settings_with(**SAFE)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        True,
        True,
        True,
        True,
        ["coach.example", "localhost"],
        ["https://coach.example"],
        False,
        False,
        1,
        "CompressedManifestStaticFilesStorage",
    ]


def test_production_does_not_start_with_the_default_secret() -> None:
    done = settings_with(**{name: value for name, value in SAFE.items() if name != "COACHHUB_SECRET_KEY"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        "CoachHub does not start: COACHHUB_SECRET_KEY still has its default: set a long random one for production."
    )


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"PORT": "many"}, 'CoachHub does not start: Environment variable "PORT" invalid: Not a valid integer.'),
        (
            {"COACHHUB_STORAGE": "my-bucket"},
            "CoachHub does not start: COACHHUB_STORAGE has to look like s3://key:secret@host/bucket.",
        ),
        (
            {"COACHHUB_POSE_MODEL": "/nowhere/heavy.task"},
            "CoachHub does not start: COACHHUB_POSE_MODEL: heavy.task cannot be read: No such file or directory.",
        ),
        (
            {"COACHHUB_POSE_MODEL": str(README)},
            "CoachHub does not start: COACHHUB_POSE_MODEL: README.md is damaged or no .task file.",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_no_traceback(env: dict[str, str], sentence: str) -> None:
    done = settings_with(**env)
    assert (done.returncode, done.stderr.strip()) == (1, sentence)


def test_a_whole_pose_model_is_found_from_where_one_starts(tmp_path: Path) -> None:
    model = b"\x1c\0\0\0TFL3" * 100
    bundle(tmp_path / "heavy.task", {DETECTOR: model, LANDMARKS: model})
    told = "import django; django.setup(); from django.conf import settings as s; print(s.POSE_MODEL)"
    done = settings_with(told, COACHHUB_POSE_MODEL=os.path.relpath(tmp_path / "heavy.task", ROOT))
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "heavy.task")), done.stderr


def test_production_starts_with_secrets_from_files(tmp_path: Path) -> None:
    files = {}
    for name in ("COACHHUB_SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        (tmp_path / name).write_text(SAFE[name])
        files[f"{name}_FILE"] = str(tmp_path / name)
    plain = {name: value for name, value in SAFE.items() if f"{name}_FILE" not in files}
    assert settings_with(**plain, **files).returncode == 0


# -- object storage -----------------------------------------------------------------------------------


def test_object_storage_from_one_address() -> None:
    options = object_storage("s3://key:se%2Fcret@minio:9000/videos")["OPTIONS"]
    assert (options["access_key"], options["secret_key"], options["bucket_name"], options["endpoint_url"]) == (
        "key",
        "se/cret",
        "videos",
        "http://minio:9000",
    )
    assert options["default_acl"] == "private"


def test_object_storage_that_hangs_is_given_up_in_time() -> None:
    client = object_storage("s3://aws/videos")["OPTIONS"]["client_config"]
    once_s = client.connect_timeout + client.read_timeout
    assert once_s * client.retries["total_max_attempts"] < settings.CELERY_TASK_SOFT_TIME_LIMIT / 3


def test_amazons_own_needs_no_host_and_no_keys() -> None:
    options = object_storage("s3://aws/videos")["OPTIONS"]
    assert (options["endpoint_url"], options["access_key"], options["bucket_name"]) == (None, None, "videos")


@pytest.mark.parametrize("url", ["videos", "s3://host", "s3://host/", "http://host/videos"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(EnvError, match="COACHHUB_STORAGE"):
        object_storage(url)


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("", []),
        ("s3://aws/videos", ["https://*.amazonaws.com"]),
        ("s3://k:s@minio:9000/videos", ["http://minio:9000", "http://videos.minio:9000"]),
        ("s3://k:s@objects.example/videos", ["https://objects.example", "https://videos.objects.example"]),
    ],
)
def test_pages_may_play_videos_from_there(url: str, origins: list[str]) -> None:
    assert object_storage_origins(url) == origins
