"""A paper's source from arXiv, by its id or address: over HTTPS, from arXiv alone, within limits."""

from __future__ import annotations

import re
import urllib.error
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from time import monotonic
from typing import IO, Final
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from drill import __version__
from drill.errors import PaperError, UsageError
from drill.files import write_whole

HOSTS: Final = frozenset(("arxiv.org", "export.arxiv.org"))
# The largest sources on arXiv, with their pictures, have about as much.
MOST_BYTES: Final = 50_000_000
# For the connection, and for every piece of the answer.
WAIT_S: Final = 15.0
# A slow connection fetches a paper in it.
LIMIT_S: Final = 60.0
# Bytes read at a time, between looks at the clock.
_PIECE: Final = 65_536
_NUMBER: Final = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?"
_ID: Final = re.compile(rf"(?:arxiv:)?(?P<id>{_NUMBER})", re.IGNORECASE)
_PATH: Final = re.compile(
    rf"/(?:abs|pdf|e-print|src|html|format)/(?P<id>{_NUMBER})(?:\.pdf)?/?", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def arxiv_id(source: str) -> str | None:
    """The arXiv id that a source names, ``None`` for what is a file's name.

    Raises:
        UsageError: an address that is none of arXiv's.
    """
    text = source.strip()
    if found := _ID.fullmatch(text):
        return found["id"]
    if not _ADDRESS.match(text) and not text.startswith(tuple(f"{host}/" for host in HOSTS)):
        return None
    address = urlsplit(text if _ADDRESS.match(text) else f"https://{text}")
    host = (address.hostname or "").removeprefix("www.")
    found = _PATH.fullmatch(address.path) if host in HOSTS else None
    if found is None:
        raise UsageError(
            f"only papers from arXiv are fetched, not {source}",
            "give an arXiv id or address, or download the LaTeX source and name the file",
        )
    return found["id"]


def fetch(id_: str, folder: Path) -> Path:
    """The source of a paper, fetched into ``folder``; one that was fetched before is not fetched again.

    Raises:
        PaperError: arXiv cannot be reached, does not have it, or sends too much.
    """
    target = folder / f"arxiv-{id_.replace('/', '-')}.gz"
    if not target.is_file():
        write_whole(target, _download(f"https://export.arxiv.org/e-print/{id_}", id_))
    return target


def _download(address: str, id_: str) -> bytes:
    by_hand = f"download https://arxiv.org/e-print/{id_} by hand, and import that file"
    opener = build_opener(_ArxivAlone())
    request = Request(address, headers={"User-Agent": f"drill/{__version__}"})
    end = monotonic() + LIMIT_S
    pieces: list[bytes] = []
    size = 0
    try:
        with opener.open(request, timeout=WAIT_S) as answer:
            while piece := answer.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > MOST_BYTES:
                    raise PaperError(f"arXiv sent more than {MOST_BYTES // 1_000_000} MB for {id_}", by_hand)
                if monotonic() > end:
                    raise PaperError(f"arXiv took more than {LIMIT_S:.0f} s to send {id_}", by_hand)
    except urllib.error.HTTPError as error:
        hint = "look at the id" if error.code in (400, 404) else by_hand
        raise PaperError(f"arXiv answers {error.code} for {id_}: {error.reason}", hint) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise PaperError(f"arXiv cannot be reached from here: {reason}", by_hand) from error
    return b"".join(pieces)


class _ArxivAlone(HTTPRedirectHandler):
    """Redirects are followed within arXiv, over HTTPS."""

    max_redirections = 4

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        address = urlsplit(newurl)
        if address.scheme != "https" or address.hostname not in HOSTS:
            raise urllib.error.URLError(f"it redirects away from arXiv, to {address.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
