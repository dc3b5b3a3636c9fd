"""A web server on this machine that answers as it is told and keeps what it was sent: for webhooks, push and chat."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What is answered: at once, after a while, or byte by byte."""

    status: int = 200
    body: bytes = b"thank you"
    headers: dict[str, str] = field(default_factory=dict)
    after_s: float = 0.0
    drip_s: float = 0.0


class Receiver:
    """Listens on a port of 127.0.0.1. `replies` are used up one after the other, then `reply` is given."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.reply = Reply()
        self.replies: list[Reply] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                owner.calls.append(Call(self.command, self.path, headers, self.rfile.read(length)))
                owner.answer(self)

            do_GET = do_PUT = do_POST  # noqa: N815

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request; whoever asked may be gone by then."""
        reply = self.replies.pop(0) if self.replies else self.reply
        time.sleep(reply.after_s)
        try:
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            if not reply.drip_s:
                handler.wfile.write(reply.body)
                return
            for one in reply.body:
                handler.wfile.write(bytes([one]))
                handler.wfile.flush()
                time.sleep(reply.drip_s)
        except OSError:
            pass

    def stop(self) -> None:
        """Be gone: nothing listens there any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
