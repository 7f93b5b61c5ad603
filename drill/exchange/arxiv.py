"""A paper's source from arXiv, by its id or address: over HTTPS, from arXiv alone, within limits."""

from __future__ import annotations

import re
import urllib.error
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from time import monotonic
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from drill import __version__
from drill.errors import DrillError, PaperError, UsageError
from drill.files import write_whole

# Download an address over HTTP, within limits, and with redirects only where the caller allows them.

# Of a transfer: the largest sources on arXiv, with their pictures, have about as much.
MOST_BYTES = 50_000_000
# A slow connection fetches that in it.
LIMIT_S = 60.0
# For the connection, and for every piece of the answer.
_WAIT_S = 15.0
# Bytes read at a time, between looks at the clock.
_PIECE = 65_536


class Redirects(HTTPRedirectHandler):
    """Follows redirects to addresses that ``refusal`` allows."""

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


HOSTS = frozenset(("arxiv.org", "export.arxiv.org"))
_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?"
_ID = re.compile(rf"(?:arxiv:)?(?P<id>{_NUMBER})", re.IGNORECASE)
_PATH = re.compile(rf"/(?:abs|pdf|e-print|src|html|format)/(?P<id>{_NUMBER})(?:\.pdf)?/?", re.IGNORECASE)
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def arxiv_id(source: str) -> str | None:
    """Return the arXiv id that a source names, ``None`` for a file's name.

    Raises:
        UsageError: an address outside arXiv.
    """
    text = source.strip()
    if match := _ID.fullmatch(text):
        return match["id"]
    if not _ADDRESS.match(text) and not text.startswith(tuple(f"{host}/" for host in HOSTS)):
        return None
    address = urlsplit(text if _ADDRESS.match(text) else f"https://{text}")
    host = (address.hostname or "").removeprefix("www.")
    match = _PATH.fullmatch(address.path) if host in HOSTS else None
    if match is None:
        raise UsageError(
            f"only papers from arXiv are fetched, not {source}",
            "give an arXiv id or address, or download the LaTeX source and name the file",
        )
    return match["id"]


def fetch_paper_source(id_: str, folder: Path) -> Path:
    """Return the source of a paper, fetched into ``folder``; one that was fetched before is reused.

    Raises:
        PaperError: arXiv cannot be reached, does not have it, or sends too much.
    """
    target = folder / f"arxiv-{id_.replace('/', '-')}.gz"
    if not target.is_file():
        write_whole(target, _download_paper_source(f"https://export.arxiv.org/e-print/{id_}", id_))
    return target


def explain_refused_redirect(address: str) -> str:
    """Return why a redirect to an address is not followed; empty if it is: within arXiv, over HTTPS."""
    url = urlsplit(address)
    within = url.scheme == "https" and url.hostname in HOSTS
    if within:
        return ""
    return f"it redirects away from arXiv, to {url.hostname}"


def _download_paper_source(address: str, id_: str) -> bytes:
    by_hand = f"download https://arxiv.org/e-print/{id_} by hand, and import that file"
    try:
        return download_bytes(
            address,
            explain_refused_redirect,
            lambda why: PaperError(f"the download of {id_} was stopped: {why}", by_hand),
        )
    except urllib.error.HTTPError as error:
        hint = "check the id" if error.code in (400, 404) else by_hand
        raise PaperError(f"arXiv answered {error.code} for {id_}: {error.reason}", hint) from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise PaperError(f"arXiv cannot be reached from here: {reason}", by_hand) from error
