"""Which encoding a file of text has, by its marks and its bytes; what is guessed is said."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass

# Bytes that are looked at: a file is one encoding throughout.
SAMPLE_BYTES = 4_000_000
# The name of the error handler for the bytes that an encoding lacks: they are read as Windows-1252.
STRAY_BYTES = "drill.stray-bytes"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Encodings as their bytes are guessed, and what people call them.
_NAMES = {"cp1252": "Windows-1252", "cp1251": "Windows-1251", "koi8-r": "KOI8-R", "gb18030": "GBK"}
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# Runs of letters, with the ASCII letters at their sides: Latin words have both, others have not.
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Letters of Windows-1251 and KOI8-R, and the signs that Russian texts have.
_CYRILLIC_BYTES = bytes(
    (*range(0xC0, 0x100), 0xA3, 0xB3, 0xA8, 0xB8, 0xAB, 0xBB, 0xB9, 0x85, *range(0x91, 0x98), 0xA0)
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and an error handler, as ``open`` takes them; ``note`` says what was guessed."""

    name: str
    errors: str = "strict"
    note: str = ""


def guess_encoding(data: bytes) -> Encoding:
    """Return the encoding of a file by its first bytes (`SAMPLE_BYTES` are plenty).

    A byte order mark decides, then zeros at every second place (UTF-16), then UTF-8. A few stray bytes in
    UTF-8 leave it UTF-8. Else it is Cyrillic, Chinese or Windows-1252, by what its words look like.
    """
    data = data[:SAMPLE_BYTES]
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, "replace")
    if (wide := _utf_16(data)) is not None:
        return Encoding(wide, "replace", f"it has no byte order mark and was read as {wide.upper()}")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # its last letter may be cut
    except UnicodeDecodeError as error:
        rest = _UTF_8_LETTER.sub(b"", data)
        strays = len(rest) - len(rest.translate(None, bytes(range(0x80, 0x100))))
        if _UTF_8_LETTER.subn(b"", data)[1] < strays:
            name = _guess_eight_bits(data)
            return Encoding(
                name,
                STRAY_BYTES,
                f"it is not UTF-8 and was read as {_NAMES[name]}; save it as UTF-8 if letters look wrong",
            )
        line = data.count(b"\n", 0, error.start) + 1
        more = f" and {strays - 1} more" if strays > 1 else ""
        letter = data[error.start : error.start + 1].decode("cp1252", STRAY_BYTES)
        byte = data[error.start]
        return Encoding(
            "utf-8",
            STRAY_BYTES,
            f"line {line}: the byte 0x{byte:02x}{more}, which is not UTF-8, was read as {letter!r}",
        )
    return Encoding("utf-8", STRAY_BYTES)


def decode(data: bytes, encoding: Encoding) -> str:
    """Return the text of bytes."""
    return data.decode(encoding.name, encoding.errors)


def _utf_16(data: bytes) -> str | None:
    """Return the form of UTF-16 without a mark: the high bytes of digits and blanks are zero, no others."""
    zeros = (data[0::2].count(0), data[1::2].count(0))
    if sum(zeros) * 50 < len(data) or min(zeros) * 20 >= max(zeros):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _guess_eight_bits(data: bytes) -> str:
    """Return what has bytes above 127 and is not Unicode: lone words of them are not Latin."""
    words = [word for word in _WORD.findall(data) if not word.isascii()]
    lone = sum(_HIGH_RUN.fullmatch(word) is not None and len(word) > 1 for word in words)
    if lone * 2 <= len(words):
        return "cp1252"
    runs = _HIGH_RUN.findall(data)
    if all(len(run) % 2 == 0 for run in runs) and any(run.translate(None, _CYRILLIC_BYTES) for run in runs):
        with suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder("gb18030")().decode(data)
            return "gb18030"
    return max(("cp1251", "koi8-r"), key=lambda name: _cyrillic_score(data.decode(name, "replace")))


def _cyrillic_score(text: str) -> int:
    """Return how usual the letters are in Russian: the common ones, in lower case, capitals first."""
    common = sum(text.lower().count(letter) for letter in "оеаинтсрвл")
    small = len(re.findall("[а-яё]", text))
    return 2 * common + small - 4 * len(re.findall("[а-яё][А-ЯЁ]", text))


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return bytes(byte).decode("cp1252", "ignore") or "\ufffd", error.start + 1


codecs.register_error(STRAY_BYTES, _read_stray_bytes)
