"""A paper's source from arXiv, by its id or address: over HTTPS, from arXiv alone, within limits."""

from __future__ import annotations

import re
import urllib.error
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from time import monotonic
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from drill import __version__
from drill.errors import PaperError, UsageError
from drill.files import write_whole

# Of a transfer: the largest sources on arXiv, with their pictures, have about as much.
MOST_BYTES = 50_000_000
# A slow connection fetches that in it.
LIMIT_S = 60.0
# For the connection, and for every piece of the answer.
_WAIT_S = 15.0
# Bytes read at a time, between looks at the clock.
_PIECE = 65_536

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


class Redirects(HTTPRedirectHandler):
    """Follows redirects within arXiv, over HTTPS."""

    max_redirections = 4

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request that follows. Raises URLError if the redirect is refused."""
        url = urlsplit(newurl)
        if url.scheme != "https" or url.hostname not in HOSTS:
            raise URLError(f"it redirects away from arXiv, to {url.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download_paper_source(address: str, id_: str) -> bytes:
    by_hand = f"download https://arxiv.org/e-print/{id_} by hand, and import that file"
    stopped = f"the download of {id_} was stopped"
    ends = monotonic() + LIMIT_S
    data = bytearray()
    request = Request(address, headers={"User-Agent": f"drill/{__version__}"})
    try:
        with build_opener(Redirects()).open(request, timeout=_WAIT_S) as answer:
            while chunk := answer.read1(_PIECE):
                data += chunk
                if len(data) > MOST_BYTES:
                    raise PaperError(f"{stopped}: it has more than {MOST_BYTES // 1_000_000} MB", by_hand)
                if monotonic() > ends:
                    raise PaperError(f"{stopped}: it took longer than {LIMIT_S:g} s", by_hand)
    except urllib.error.HTTPError as error:
        hint = "check the id" if error.code in (400, 404) else by_hand
        raise PaperError(f"arXiv answered {error.code} for {id_}: {error.reason}", hint) from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise PaperError(f"arXiv cannot be reached from here: {reason}", by_hand) from error
    return bytes(data)
