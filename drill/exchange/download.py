"""Download an address over HTTP, within limits, and with redirects only where the caller allows them."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPMessage
from time import monotonic
from typing import IO, Final
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from drill import __version__
from drill.errors import DrillError

# Of a transfer: the largest sources on arXiv, with their pictures, have about as much.
MOST_BYTES: Final = 50_000_000
# A slow connection fetches that in it.
LIMIT_S: Final = 60.0
# For the connection, and for every piece of the answer.
_WAIT_S: Final = 15.0
# Bytes read at a time, between looks at the clock.
_PIECE: Final = 65_536


class Redirects(HTTPRedirectHandler):
    """Follows redirects to addresses to which ``refusal`` has no objection."""

    max_redirections = 4

    def __init__(self, refusal: Callable[[str], str]) -> None:
        self._refusal = refusal

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request that follows. Raises URLError if the redirect is refused."""
        if reason := self._refusal(newurl):
            raise URLError(reason)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download_bytes(
    address: str, refusal: Callable[[str], str], stopped: Callable[[str], DrillError]
) -> bytes:
    """Return the bytes at an address.

    Raises:
        OSError, HTTPException, ValueError: it cannot be reached, or redirects to where that is refused.
        DrillError: it is too much or takes too long; ``stopped`` makes the error of the reason.
    """
    ends = monotonic() + LIMIT_S
    chunks: list[bytes] = []
    size = 0
    request = Request(address, headers={"User-Agent": f"drill/{__version__}"})
    with build_opener(Redirects(refusal)).open(request, timeout=_WAIT_S) as answer:
        while chunk := answer.read1(_PIECE):
            size += len(chunk)
            if size > MOST_BYTES:
                raise stopped(f"it has more than {MOST_BYTES // 1_000_000} MB")
            if monotonic() > ends:
                raise stopped(f"it took longer than {LIMIT_S:g} s")
            chunks.append(chunk)
    return b"".join(chunks)
