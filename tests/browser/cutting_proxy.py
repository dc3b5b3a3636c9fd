"""A line to the web server that can be cut in the middle of what the browser sends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

SILENT_S = 0.5  # a signal fades before it is lost: what is on its way still arrives


class CuttingProxy:
    """Passes bytes both ways. `cut_after(n)`: once n more bytes went towards the server, that connection breaks."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._left: int | None = None
        self._lock = threading.Lock()
        self.cuts = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def cut_after(self, count: int) -> None:
        """Cut once, in the connection that carries the byte after the next `count`."""
        with self._lock:
            self._left = count

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            threading.Thread(target=self._pass_up, args=(browser, server), daemon=True).start()
            threading.Thread(target=self._pass_down, args=(server, browser), daemon=True).start()

    def _pass_up(self, browser: socket.socket, server: socket.socket) -> None:
        try:
            while block := browser.recv(16 * 1024):
                if self._cut(len(block)):
                    time.sleep(SILENT_S)
                    break
                server.sendall(block)
        except OSError:
            pass
        _close(browser)
        _close(server)

    def _pass_down(self, server: socket.socket, browser: socket.socket) -> None:
        try:
            while block := server.recv(64 * 1024):
                browser.sendall(block)
        except OSError:
            pass
        _close(browser)
        _close(server)

    def _cut(self, count: int) -> bool:
        with self._lock:
            if self._left is None:
                return False
            self._left -= count
            if self._left > 0:
                return False
            self._left = None
            self.cuts += 1
            return True


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
