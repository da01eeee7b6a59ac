"""The line between the browsers and the live server, in the test's own hands."""

import socket
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

HANGING = 120  # seconds; a limit, not an expectation


class Line:
    """Cut, nothing gets through, whoever sends it: a page, a tab that is closing, a worker that wakes up.

    What Chromium emulates ends with the tab, so a closing tab could still send what it keeps. Here the server hangs up.
    """

    def __init__(self, server: Any) -> None:
        self.server = server
        self._cut = False
        self._open = self._asked = 0  # connections; requests that are being answered
        self._changed = threading.Condition()
        self._tap()

    def cut(self, context: "BrowserContext") -> None:
        """From now on no request is answered; what was asked before is. The browser knows that it is without a connection."""
        with self._changed:
            self._cut = True
            self._wait("_asked")
        context.set_offline(True)

    def mend(self, context: "BrowserContext") -> None:
        """The line is back, and the browser is told."""
        with self._changed:
            self._cut = False
        context.set_offline(False)

    def rest(self) -> None:
        """Once the browser is closed: until the server has done all that it sent, so that nothing comes in the next test."""
        with socket.create_connection(self.server.server_address[:2], HANGING) as last:  # they are accepted one after another
            last.shutdown(socket.SHUT_WR)
            last.recv(1)
        with self._changed:
            self._wait("_open")

    def _wait(self, what: str) -> None:
        assert self._changed.wait_for(lambda: not getattr(self, what), HANGING), f"the server is busy for {HANGING} s"

    def _count(self, what: str, more: int) -> None:
        with self._changed:
            setattr(self, what, getattr(self, what) + more)
            self._changed.notify_all()

    def _let_in(self) -> bool:
        with self._changed:
            self._asked += not self._cut
            return not self._cut

    def _tap(self) -> None:
        line, server, handler = self, self.server, self.server.RequestHandlerClass
        accept, hang_up = server.process_request, server.shutdown_request

        class Handler(handler):  # type: ignore[misc,valid-type]
            asked = False

            def parse_request(self) -> bool:
                self.asked = line._let_in()
                if not self.asked:
                    self.close_connection = True
                    return False
                return bool(super().parse_request())

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                finally:
                    if self.asked:
                        self.asked = False
                        line._count("_asked", -1)

        def accepted(*args: Any) -> None:
            line._count("_open", 1)
            accept(*args)

        def hung_up(*args: Any) -> None:
            try:
                hang_up(*args)
            finally:
                line._count("_open", -1)

        server.RequestHandlerClass, server.process_request, server.shutdown_request = Handler, accepted, hung_up


def line_of(live_server: Any) -> Line:
    """The one line of this server."""
    server = live_server.thread.httpd
    if not hasattr(server, "line"):
        server.line = Line(server)
    server.line._cut = False  # whatever became of the test before
    return server.line  # type: ignore[no-any-return]
