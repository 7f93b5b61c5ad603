"""Open connections of the server: idle ones are closed, so that others get in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

# So long a browser may take for the head of a request, and until the next one on the same connection.
HEAD_S = 5.0
# Connections besides those of tabs: far fewer than a process may open. The oldest makes room for the next.
MOST_CONNECTIONS = 100
# Connections that the system holds until the server takes them.
WAITING_CONNECTIONS = 32


class Connections:
    """Make the protocol of each connection, and close those that block others."""

    def __init__(self, make: Callable[[], web.RequestHandler]) -> None:
        self._make = make
        # Whether they have asked for anything, the oldest first.
        self._open: dict[web.RequestHandler, bool] = {}

    def __call__(self) -> web.RequestHandler:
        """Return the protocol of a new connection."""
        connection = self._make()
        self._open[connection] = False
        asyncio.get_running_loop().call_later(HEAD_S, self._end_silent, connection)
        if len(self._open) > MOST_CONNECTIONS:
            self._end(next(iter(self._open)))
        return connection

    def note(self, request: web.Request) -> None:
        """Record that a connection has made a request."""
        if request.protocol in self._open:
            self._open[request.protocol] = True

    def keep(self, request: web.Request) -> None:
        """Leave a connection to its tab."""
        self._open.pop(request.protocol, None)

    def _end_silent(self, connection: web.RequestHandler) -> None:
        if self._open.get(connection) is False:
            self._end(connection)

    def _end(self, connection: web.RequestHandler) -> None:
        del self._open[connection]
        connection.force_close()
