"""Decode a file's bytes: UTF-8, UTF-16 and UTF-32 by their marks, Latin-1 otherwise; binary is refused."""

from __future__ import annotations

import codecs
from typing import Final

from drill.errors import PaperError
from drill.text import clean

# A book has about as much.
MAX_TEXT_BYTES: Final = 8_000_000

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Bytes that tell text from binary.
_SAMPLE: Final = 65_536
# Their share: text has none but a stray page break.
_MOST_CONTROLS: Final = 0.005
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
_PACKED: Final = (
    (b"%PDF", "a PDF"), (b"%!PS", "PostScript"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
)  # fmt: skip


def refuse_pictures(data: bytes, name: str) -> None:
    """Raise PaperError where ``data`` begins like a page description or a picture, whatever its name says."""
    for magic, format_name in _PACKED:
        if data.lstrip()[: len(magic)] == magic:
            raise PaperError(
                f"{name} is {format_name}; formulas cannot be read from it",
                "give the paper's LaTeX source: arXiv offers it under 'TeX Source'",
                path=name,
            )


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data``, cleaned, with ``\\n`` at line ends.

    Raises:
        PaperError: too large, empty, a picture or a page description, or no text at all.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise PaperError(f"{name} is larger than {MAX_TEXT_BYTES // 1_000_000} MB", path=name)
    refuse_pictures(data, name)
    text = _decoded(data, name)
    if not text.strip():
        raise PaperError(f"{name} is empty", "name a file with LaTeX or Markdown in it", path=name)
    return clean(text.replace("\f", "\n"))


def _decoded(data: bytes, name: str) -> str:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            raise PaperError(f"{name} is not valid {encoding.upper()} text", path=name) from error
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(sample) + 8:
        raise PaperError(f"{name} is not text", "name a LaTeX, Markdown or HTML file", path=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
