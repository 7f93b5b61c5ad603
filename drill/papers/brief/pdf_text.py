"""The text of a PDF, by pypdf: it has only remnants of formulas, so no exercise is made of these."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from drill.errors import PaperError, UsageError

# Characters after which no further page is read: more than a page for a second author shows.
_ENOUGH = 60_000
_HYPHENATED = re.compile(r"(?<=[a-z])[-‐]\n(?=[a-z])")
# The heading of a bibliography, with a year soon below, because a table of contents has the word as well.
_BIBLIOGRAPHY = re.compile(
    r"\n[ \t]*(?:[\dA-Z]+\.?[ \t]+)?(?:R(?:eferences|EFERENCES)|B(?:ibliography|IBLIOGRAPHY))[ \t]*\n"
    r"(?=.{0,600}?\b(?:19|20)\d\d[a-z]?\b)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of the first pages of a PDF, and of its ``last`` one; ``pages`` counts all that it has."""

    text: str
    read: int
    pages: int
    last: str = ""


def read_pdf_text(path: Path) -> PdfText:
    """Return the text of a PDF's first pages, without its bibliography and the text behind it.

    Raises:
        UsageError: pypdf is missing.
        PaperError: it is encrypted, broken, or has no text.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError as error:
        raise UsageError("reading a PDF needs pypdf", "pip install 'gyr-drill[pdf]'") from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    name = path.name
    texts = list[str]()
    last = ""
    pages = 0
    encrypted = PaperError(f"{name} is encrypted", "save a copy of it without a password", path=str(path))
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted
        pages = len(reader.pages)
        for page in reader.pages:
            texts.append(page.extract_text())
            if sum(map(len, texts)) > _ENOUGH:
                break
        last = reader.pages[-1].extract_text() if pages else ""
    except DependencyError as error:  # of an encryption that needs another library
        raise encrypted from error
    except (RecursionError, MemoryError) as error:
        raise PaperError(
            f"{name} cannot be read as a PDF: it is too deep or too large", path=str(path)
        ) from error
    except (
        PyPdfError,
        NotImplementedError,
        OSError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        TypeError,
    ) as error:
        raise PaperError(f"{name} cannot be read as a PDF: {error}", path=str(path)) from error
    text = _HYPHENATED.sub("", "\n\n".join(filter(str.strip, texts)))
    if not text.strip():
        hint = "a scan has pictures of pages alone; one with recognised text can be read"
        raise PaperError(f"{name} contains no text", hint, path=str(path))
    body = _BIBLIOGRAPHY.split(text.strip(), maxsplit=1)[0]
    return PdfText(body[: 2 * _ENOUGH], len(texts), pages, last[:_ENOUGH])
