"""A wire between browser and server that can be cut, and that counts what goes through."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class Wire:
    """Listens on a port of its own and passes everything on.

    Attributes
    ----------
    to_browser : int
        Bytes that went to the browser, headers and all.
    """

    target: tuple[str, int]
    to_browser: int = 0
    cut: bool = False
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        """What the browser opens; browsers trust this name as they trust https."""
        return f"http://localhost:{self.port}"

    def down(self) -> None:
        """Cut the wire: what is under way breaks off, nothing new gets through."""
        self.cut = True
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def up(self) -> None:
        """Mend the wire."""
        self.cut = False

    def close(self) -> None:
        """End."""
        self.down()
        self._door.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                if self.cut:
                    browser.close()
                    continue
                threading.Thread(target=self._connect, args=(browser,), daemon=True).start()

    def _connect(self, browser: socket.socket) -> None:
        with contextlib.suppress(OSError), browser, socket.create_connection(self.target) as server:
            with self._lock:
                self._open |= {browser, server}
            there = threading.Thread(target=self._pass, args=(browser, server), daemon=True)
            there.start()
            self._pass(server, browser, counted=True)
            there.join()
            with self._lock:
                self._open -= {browser, server}

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if counted:
                    with self._lock:
                        self.to_browser += len(data)
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
