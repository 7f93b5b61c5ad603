"""Decode a file's bytes: as it declares, or as they look; binary is refused."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import replace
from typing import Final

from drill import encodings
from drill.errors import PaperError
from drill.text import clean_text

# A book has about as much.
MAX_TEXT_BYTES: Final = 8_000_000

# Bytes that tell text from binary.
_SAMPLE: Final = 65_536
# Their share: text has none but a stray page break.
_MOST_CONTROLS: Final = 0.005
_CONTROLS: Final = dict.fromkeys((*(set(range(32)) - {9, 10, 12, 13, 27}), 127))
_DECLARED: Final = re.compile(
    rb"^[^%\n]*\\(?:usepackage|RequirePackage)\s*\[\s*([\w-]+)\s*\]\s*\{inputenc\}|^[^%\n]*\\inputencoding\s*\{([\w-]+)\}"
    rb"|<meta[^>]{0,80}charset\s*=\s*[\"']?([\w-]+)",
    re.MULTILINE,
)
# Names that Python does not know.
_INPUTENC: Final = {
    "ansinew": "cp1252", "applemac": "mac-roman", "macce": "mac-latin2", "maccyr": "mac-cyrillic",
    "utf8x": "utf-8", "cp437de": "cp437",
}  # fmt: skip
# How exercises are had from a text without formulas that can be read.
_ON_TEXT: Final = "; or drill brief with the file asks a second author for exercises on its text"
_PACKED: Final = (
    (b"%PDF", "a PDF"), (b"%!PS", "PostScript"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
)  # fmt: skip


def refuse_pictures(data: bytes, name: str) -> None:
    """Raise PaperError where ``data`` begins like a page description or a picture, whatever its name says."""
    for magic, format_name in _PACKED:
        if data.lstrip()[: len(magic)] == magic:
            raise PaperError(
                f"{name} is {format_name}; formulas cannot be read from it",
                "give the paper's LaTeX source: arXiv offers it under 'TeX Source'"
                + _ON_TEXT * (magic == b"%PDF"),
                path=name,
            )


def declared_encoding(data: bytes) -> str:
    r"""Return Python's name of the encoding that ``\\usepackage[…]{inputenc}`` or ``charset=`` states; empty
    without one."""
    match = _DECLARED.search(data)
    name = match[match.lastindex or 0].decode().lower() if match else ""
    with suppress(LookupError):
        return codecs.lookup(_INPUTENC.get(name, name)).name if name else ""
    return ""


def decode_source_bytes(data: bytes, name: str, declared: str = "") -> str:
    """Return the text of ``data``, cleaned, with ``\\n`` at line ends.

    What is not Unicode by its bytes is read as ``declared``.

    Raises:
        PaperError: too large, a picture or a page description, or no text at all.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise PaperError(f"{name} is larger than {MAX_TEXT_BYTES // 1_000_000} MB", path=name)
    refuse_pictures(data, name)
    encoding = encodings.guess_encoding(data)
    if declared not in ("", "utf-8") and not encoding.name.startswith("utf"):
        encoding = replace(encoding, name=declared, errors=encodings.STRAY_BYTES)
    sample = encodings.decode(data[:_SAMPLE], replace(encoding, errors="replace"))
    controls = len(sample) - len(sample.translate(_CONTROLS))
    if controls > _MOST_CONTROLS * len(sample) + 8:
        raise PaperError(f"{name} is not text", "name a LaTeX, Markdown or HTML file", path=name)
    errors = "strict" if encoding.errors == "replace" else encoding.errors
    try:
        text = encodings.decode(data, replace(encoding, errors=errors))
    except UnicodeDecodeError as error:
        raise PaperError(f"{name} is not valid {encoding.name.upper()} text", path=name) from error
    return clean_text(text.replace("\f", "\n"))
