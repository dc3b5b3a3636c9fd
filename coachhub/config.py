"""Everything that can be set from outside, read once from the environment into one typed value.

Every name may also be given as `NAME_FILE`, the path of a file that holds the value, for secrets that
an orchestrator mounts. The README's table is written from the fields below; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from environs import Env, EnvError, FileAwareEnv

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  compared, not bound
DEFAULT_SECRET = "only-for-a-machine-of-your-own"  # noqa: S105  refused in production, see problems()


def setting(env: str, default: Any, help_text: str, *, most: int | None = None) -> Any:
    """A field of Config: the variable that sets it, its default, its line in the README's table, and of a number the
    largest that it may be; the smallest is 1.
    """
    return field(default=default, metadata={"env": env, "help": help_text, "most": most})


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration of one CoachHub process."""

    host: str = setting("HOST", "127.0.0.1", "Address that the web server listens on")
    port: int = setting("PORT", 8000, "Port that the web server listens on", most=65535)
    data: Path = setting("COACHHUB_DATA", ROOT / ".coachhub", "Folder for videos, mails and the private servers")
    database_url: str = setting("DATABASE_URL", "", "PostgreSQL 15 or later; empty: a private one in the data folder")
    redis_url: str = setting("REDIS_URL", "", "Redis or Valkey 7 or later; empty: a private one in the data folder")
    public_url: str = setting(
        "COACHHUB_URL", "", "Address that people type; empty: http://localhost:PORT or http://HOST:PORT"
    )
    production: bool = setting("COACHHUB_PRODUCTION", False, "Secure cookies, HTTPS only, no default secret")
    secret_key: str = setting(
        "COACHHUB_SECRET_KEY", DEFAULT_SECRET, "Signs sessions and links, seals the secrets of channels"
    )
    email_url: str = setting(
        "EMAIL_URL", "", "smtp://user:password@host:587/?tls=True; empty: mails are kept to read at /mail/"
    )
    email_from: str = setting("EMAIL_FROM", "CoachHub <coachhub@localhost>", "Sender of every mail")
    storage_url: str = setting("COACHHUB_STORAGE", "", "s3://key:secret@host/bucket for videos; empty: the data folder")
    demo: bool = setting("COACHHUB_DEMO", True, "Load the demo organisation on the first start; never in production")
    log_json: bool = setting("COACHHUB_LOG_JSON", False, "One JSON object per log line instead of coloured text")
    web_threads: int = setting("COACHHUB_WEB_THREADS", 16, "Requests answered at once by one web process")
    upload_threads: int = setting("COACHHUB_UPLOAD_THREADS", 32, "Uploads received at once by one web process")
    stall_s: int = setting("COACHHUB_STALL_S", 20, "Seconds without a byte after which a sender counts as gone")
    lease_s: int = setting(
        "COACHHUB_LEASE_S", 30, "Seconds after which a dead worker's job is taken up again, 600 at most", most=600
    )
    webhook_private: bool = setting(
        "COACHHUB_WEBHOOK_PRIVATE", False, "Webhooks and chat services may lead to private addresses"
    )
    sweep_s: int = setting("COACHHUB_SWEEP_S", 15, "Seconds between two looks for work that nobody was told of")
    remind_s: int = setting("COACHHUB_REMIND_S", 900, "Seconds after which an open red flag is told again")
    hourly_messages: int = setting(
        "COACHHUB_HOURLY_MESSAGES", 20, "Mails, push and chat messages a person gets in an hour; red flags always come"
    )
    video_max_mb: int = setting("COACHHUB_VIDEO_MAX_MB", 500, "Largest video taken, in megabytes")
    video_max_s: int = setting("COACHHUB_VIDEO_MAX_S", 600, "Longest video measured, in seconds")
    video_memory_mb: int = setting("COACHHUB_VIDEO_MEMORY_MB", 1500, "Memory that measuring one video may take")
    pose_model: str = setting("COACHHUB_POSE_MODEL", "", "A MediaPipe .task file to measure with; empty: the own model")

    @property
    def url(self) -> str:
        """The address that links in mails and invitations begin with, without a slash at the end.

        This machine goes by its name: browsers take passkeys for names only.
        """
        host = "localhost" if self.host in LOOPBACK | EVERYWHERE else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def hosts(self) -> list[str]:
        """The names by which it may be called; `*` where they are not known: it listens for other machines.

        A page elsewhere whose name is made to lead to this machine reads nothing, nor do links in mails lead there.
        """
        own = urlsplit(self.url).hostname or "localhost"
        if self.production:
            return [own, "localhost"]
        if self.public_url or self.host in LOOPBACK:
            return [own, "localhost", "127.0.0.1", "[::1]"]
        return ["*"]

    def problems(self) -> list[str]:
        """What forbids a start with this configuration, a sentence each."""
        found = [one for one in map(self._out_of_range, fields(Config)) if one]
        if self.production and self.secret_key == DEFAULT_SECRET:
            found.append("COACHHUB_SECRET_KEY still has its default: set a long random one for production.")
        if self.production and not self.public_url.startswith("https://"):
            found.append("COACHHUB_URL has to be the https:// address of this service in production.")
        if self.production and not (self.database_url and self.redis_url):
            found.append("DATABASE_URL and REDIS_URL have to be set in production.")
        try:
            object_storage_origins(self.storage_url)
        except EnvError as error:
            found.append(f"{error}.")
        return found

    def _out_of_range(self, one: Field[Any]) -> str:
        """A sentence for a number that cannot be; empty for all else."""
        value, most = getattr(self, one.name), one.metadata["most"]
        if one.type != "int" or (value >= 1 and (most is None or value <= most)):
            return ""
        return f"{one.metadata['env']} has to be {f'between 1 and {most}' if most else '1 or more'}: it is {value}."


def load(env: Env | None = None) -> Config:
    """Read the configuration; raises environs.EnvError with the variable's name when a value cannot be read."""
    env = env or FileAwareEnv()
    readers: dict[str, Callable[..., Any]] = {"str": env.str, "int": env.int, "bool": env.bool, "Path": env.path}
    values: dict[str, Any] = {}
    for one in fields(Config):
        value = readers[str(one.type)](one.metadata["env"], default=one.default)
        if isinstance(value, str):
            value = value.strip()  # the end of a secret's file is not part of the secret
        values[one.name] = value.resolve() if isinstance(value, Path) else value
    if not values["production"]:
        private = private_servers(values["data"])
        values["database_url"] = values["database_url"] or private.get("database_url", "")
        values["redis_url"] = values["redis_url"] or private.get("redis_url", "")
    return Config(**values)


def table() -> str:
    """The README's table of variables (Markdown)."""
    rows = [(one.metadata["env"], _shown(one.default), one.metadata["help"]) for one in fields(Config)]
    head = ["| variable | default | what it is |", "|---|---|---|"]
    return "\n".join(head + [f"| `{name}` | {default} | {text} |" for name, default, text in rows])


def _shown(default: object) -> str:
    if default in {"", DEFAULT_SECRET}:
        return ""
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT)}`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def object_storage(url: str) -> dict[str, Any]:
    """Django's storage entry for `s3://key:secret@host/bucket`; host `aws` means Amazon's own service."""
    from botocore.config import Config as Client

    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname or not parts.path.strip("/"):
        raise EnvError("COACHHUB_STORAGE has to look like s3://key:secret@host/bucket")
    own = parts.hostname != "aws"
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"{'http' if parts.port else 'https'}://{parts.hostname}{port}" if own else None,
            "default_acl": "private",
            "file_overwrite": True,
            # Its own patience is five minutes for each file: as long as a worker may take for everything.
            "client_config": Client(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 2}),
        },
    }


def object_storage_origins(url: str) -> list[str]:
    """Where browsers are sent for a video in the object storage: for the content security policy."""
    if not url:
        return []
    options = object_storage(url)["OPTIONS"]
    if options["endpoint_url"] is None:
        return ["https://*.amazonaws.com"]
    scheme, host = options["endpoint_url"].split("://")
    return [f"{scheme}://{host}", f"{scheme}://{options['bucket_name']}.{host}"]  # S3 has two ways to name a bucket


def private_servers(data: Path) -> dict[str, str]:
    """Where `manage.py up` last started its private servers, so that other commands find them too."""
    try:
        found: dict[str, str] = json.loads((data / "servers.json").read_text())
    except (OSError, ValueError):
        return {}
    return found
