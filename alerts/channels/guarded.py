"""HTTP to addresses that others chose: checked, bounded in time, without proxies and without redirects.

One `Line` is one call. Its connections go to exactly the addresses that were checked (addresses.py); after `whole_s`
whatever is still going on is cut off, however slowly the other side drips its bytes.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from threading import Timer
from time import monotonic
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, HTTPError

from alerts.channels.addresses import AddressRefusedError, NameNotFoundError, check_port, public_addresses
from alerts.channels.base import Answer, PassingError, PermanentError

CONNECT_S, WHOLE_S = 5.0, 15.0  # defaults
BEGINNING = 500  # characters kept of an answer
MOST_READ = 4096  # bytes read of an answer


class Line(HTTPAdapter):
    """The transport of one call.

    `headers` go along with whatever is sent. `status`, `said` and `retry_after` are the last answer's; `refused` and
    `trouble` say why there is none.
    """

    def __init__(
        self, *, connect_s: float = CONNECT_S, whole_s: float = WHOLE_S, headers: Mapping[str, str] | None = None
    ) -> None:
        self._headers = dict(headers or {})
        self.status: int | None = None
        self.said = ""
        self.retry_after = ""
        self.refused: AddressRefusedError | None = None
        self.trouble = ""
        self.whole_s = whole_s
        self._connect_s = connect_s
        self._ends = monotonic() + whole_s
        self._cuts: list[tuple[Timer, socket.socket]] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Pools whose connections are made by this line."""
        super().init_poolmanager(*args, **kwargs)
        pools: dict[str, Any] = {
            "http": partial(_pool, HTTPConnectionPool, partial(_Http, line=self)),
            "https": partial(_pool, HTTPSConnectionPool, partial(_Https, line=self)),
        }
        self.poolmanager.pool_classes_by_scheme = pools

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, and note what is answered. Whatever proxies and patience the caller names, the line has its own."""
        request.headers.update(self._headers)
        kwargs |= {"proxies": {}, "timeout": (self._connect_s, max(self._left(), 0.01)), "verify": True, "cert": None}
        try:
            response = super().send(request, **(kwargs | {"stream": True}))
            # What the caller reads of the answer is this much, so that no answer fills the memory.
            response._content = _first_bytes(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            self.trouble = trouble(error, self)
            raise requests.ConnectionError(self.trouble) from error
        response._content_consumed = True  # requests’ own mark of an answer that was read
        response.close()
        self.status, self.retry_after = response.status_code, response.headers.get("Retry-After", "")
        self.said = beginning(response.content)
        return response

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to the first checked address that takes one. Raises AddressRefusedError, OSError."""
        try:
            check_port(port)
            addresses = public_addresses(host, port)
        except AddressRefusedError as error:
            self.refused = error
            raise
        except NameNotFoundError as error:
            raise OSError(str(error)) from error
        ends = min(monotonic() + self._connect_s, self._ends)
        trouble: OSError = TimeoutError("It took too long to connect.")
        for address in addresses:
            if (left := ends - monotonic()) <= 0:
                break
            try:
                return self._watched(socket.create_connection((str(address), port), timeout=left))
            except OSError as error:
                trouble = error
        raise trouble

    def close(self) -> None:
        """Let go of everything."""
        for timer, handle in self._cuts:
            timer.cancel()
            handle.close()
        super().close()

    @property
    def is_over(self) -> bool:
        """Whether its time is up."""
        return self._left() <= 0

    def _left(self) -> float:
        return self._ends - monotonic()

    def _watched(self, link: socket.socket) -> socket.socket:
        """The connection, cut off when the time is up: by a handle of our own, since TLS takes the socket's over."""
        handle = socket.socket(fileno=os.dup(link.fileno()))
        timer = Timer(max(self._left(), 0), _cut, [handle])
        timer.daemon = True
        timer.start()
        self._cuts.append((timer, handle))
        return link


class _Guarded:
    """Makes connections by the line instead of by name."""

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        self._line = line
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> socket.socket:
        return self._line.connect(self._dns_host, self.port)  # type: ignore[attr-defined]  # of urllib3's connection


class _Http(_Guarded, HTTPConnection):
    pass


class _Https(_Guarded, HTTPSConnection):
    pass


def _pool(kind: type[HTTPConnectionPool], connection: Any, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
    pool = kind(*args, **kwargs)
    pool.ConnectionCls = connection
    return pool


def _first_bytes(response: requests.Response) -> bytes:
    """The beginning of an answer's body. One that is not packed as it says is an answer all the same: none of it."""
    try:
        found: bytes = response.raw.read(MOST_READ, decode_content=True)
    except DecodeError:
        return b""
    return found


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        handle.shutdown(socket.SHUT_RDWR)


def session_on(line: Line) -> requests.Session:
    """A session that knows no other transport, no proxies and no password files of this machine."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", line)
    session.mount("https://", line)
    return session


def post(url: str, body: bytes, headers: dict[str, str], *, line: Line) -> Answer:
    """One POST, redirects not followed. Raises PermanentError for a refused address, PassingError for all trouble."""
    try:
        with session_on(line) as session:
            session.post(url, data=body, headers=headers, allow_redirects=False)
        return Answer(line.status, line.said)
    except AddressRefusedError as error:
        raise PermanentError(str(error)) from error
    except Exception as error:  # of sockets, TLS, HTTP and decoding: whatever the other side can do wrong
        raise PassingError(line.trouble or trouble(error, line)) from error


def beginning(said: bytes) -> str:
    """The first words of an answer, as text that can be stored and shown on one line."""
    return " ".join(said.decode(errors="replace").replace("\0", "?").split())[:BEGINNING]


def trouble(error: BaseException, line: Line) -> str:
    """The root of a chain of errors, in few words."""
    if line.is_over:
        return f"It did not answer within {line.whole_s:g} seconds."
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return beginning(f"It cannot be reached: {str(error) or type(error).__name__}".encode())
