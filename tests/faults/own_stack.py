"""The running service with a PostgreSQL of its own, which can be stopped like every other part."""

from __future__ import annotations

import shutil
from threading import Thread
from typing import Any

from coachhub.serving.supervisor import Supervisor
from tests.stack import Stack


class OwnStack(Stack):
    """As `make up` runs it: durable servers, nothing shared with anybody else. `settings` go into its environment."""

    def __init__(self, **settings: str) -> None:
        super().__init__()
        self.database_url = self._broker.database_url
        self.env |= {"DATABASE_URL": self.database_url, **settings}

    def start(self, *parts: str) -> None:
        """Make the database and start the named parts (all by default) after it."""
        self._broker.sockets.mkdir(parents=True, exist_ok=True)
        self.start_part("database")
        self._broker.create_database()
        self.manage("prepare")
        for part in parts or ("broker", "web", "worker", "worker-red-flags", "worker-messages", "beat"):
            self.start_part(part)

    def start_part(self, name: str) -> None:
        """Start one part; `database` is one here."""
        if name != "database":
            super().start_part(name)
            return
        supervisor = self.parts[name] = Supervisor()
        supervisor.start(self._broker.postgres(durable=True), within_s=60)
        self._watching[name] = Thread(target=supervisor.watch, daemon=True)
        self._watching[name].start()

    def stop(self) -> None:
        """Stop everything and leave nothing behind."""
        for name in reversed(list(self.parts)):
            self.stop_part(name)
        shutil.rmtree(self.data, ignore_errors=True)

    def count(self, query: str, *params: Any) -> int:
        """The one number that a query asks for."""
        return int(next(iter(self.rows(query, *params)[0].values())))
