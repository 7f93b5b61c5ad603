"""Cleaning of text from outside (banks, papers, decks, file names, answers); nouns; days; tables."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

# C0 and C1 controls except newline and tab, direction marks, embeddings, overrides and isolates, line and
# paragraph separators, and lone surrogates, because these can control a terminal or reorder the shown text.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# Characters that Unicode allows a display to ignore, such as zero-width spaces, soft hyphens and variation
# selectors. The invisible operators U+2061 to U+2064 are not among them, because they have a meaning.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060\u2065-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A scheme, and a host that is more than the colon before a port. Python's own parser is not used, because its
# rules vary from version to version, and all machines of a learner must merge the same logs.
_WEB_ADDRESS = re.compile(r"https?://[^/?#]*[^/?#@:]", re.IGNORECASE)


def clean_text(text: str) -> str:
    """Return ``text`` without control and direction characters, except for newline and tab.

    ``\\r\\n`` and ``\\r`` become newlines first, so that text from other systems keeps its lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def remove_invisible(text: str) -> str:
    """Return ``text`` without invisible characters that have no meaning, which copied text may contain."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Return cleaned ``text`` on one line, with single blanks."""
    return " ".join(clean_text(text).split())


def is_web_address(text: str) -> bool:
    """Return whether ``text`` is the address of a web page: http or https, a host, and no blank."""
    return _WEB_ADDRESS.match(text) is not None and " " not in text and one_line(text) == text


def quote_for_message(text: str, most: int = 40) -> str:
    """Return a text in quotes for a message, cut to ``most`` characters."""
    if len(text) > most:
        text = text[: most - 1] + "…"
    return repr(text)


NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def name_number(number: int) -> str:
    """Return a small number as a word, a larger one in digits: ``three``, ``12``."""
    return NUMBERS[number].lower() if number < len(NUMBERS) else str(number)


def count(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 step``, ``3 steps``."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def join_in_sentence(parts: Sequence[str], word: str = "and") -> str:
    """Return parts as a list in a sentence: ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def name_some(names: Sequence[str], most: int, gap: str = ", ") -> str:
    """Return the first names and the number of others: ``Count, Add and 3 more``."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return gap.join(names[:most]) + more


def capitalise(text: str) -> str:
    """Return a text as the beginning of a sentence; one that begins with a formula is left as it is."""
    return text[:1].upper() + text[1:]


def make_id_part(name: str) -> str:
    """Return a name in the form of a part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def quote_yaml_text(text: str) -> str:
    """Return a text on one line that YAML reads as it stands."""
    return "'" + text.replace("'", "''") + "'"


def hash_text(text: str) -> str:
    """Return a digest of a text in sixteen characters."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def split_words(text: str) -> frozenset[str]:
    """Split a text at its blanks."""
    return frozenset(text.split())


def split_commands(names: str) -> frozenset[str]:
    """Return the commands of LaTeX whose names stand in a text."""
    return frozenset(f"\\{name}" for name in names.split())


def read_word_tables(module: str, file: str) -> dict[str, str]:
    """Return the tables of words in a file of the package, by their headings (``## heading``)."""
    parts = Path(module).with_name(file).read_text("utf-8").split("\n## ")[1:]
    return {heading: body for heading, _, body in (part.partition("\n") for part in parts)}


def pairs(table: str) -> dict[str, str]:
    """Return the words of a table as pairs of key and value."""
    read = table.split()
    return dict(zip(read[::2], read[1::2], strict=True))


def by_word(table: str) -> dict[str, str]:
    """Return the text after the bar of each row, by each word before it: ``none nothing | write {}``."""
    meanings: dict[str, str] = {}
    for row in table.splitlines():
        words, _, meaning = row.partition(" | ")
        meanings.update(dict.fromkeys(words.split(), meaning))
    return meanings


def blank_match(match: re.Match[str]) -> str:
    """Return blanks in the place of a match, so that columns stay."""
    return " " * len(match[0])


def find_closing(signs: Sequence[str], begin: int, opens: Collection[str], closes: Collection[str]) -> int:
    """Return the place of the sign that closes the bracket at ``begin``; past the end if there is none."""
    depth = 0
    for place in range(begin, len(signs)):
        depth += (signs[place] in opens) - (signs[place] in closes)
        if depth == 0:
            return place
    return len(signs)


def split_outside_brackets(text: str, signs: str) -> list[tuple[int, str]]:
    """Return the pieces of a text between signs outside of its brackets, each with its place."""
    pieces: list[tuple[int, str]] = []
    begin = depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth <= 0 and character in signs:
            pieces.append((begin, text[begin:place]))
            begin = place + 1
    return [*pieces, (begin, text[begin:])]


def did_you_mean(word: str, known: Collection[str], *, most_listed: int = 40) -> str:
    """Return a hint with the nearest known word, or with all of them if they are few."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    if len(known) > most_listed:
        return ""
    return "known are " + ", ".join(known)


def describe_return_day(due: date | None, today: date) -> str:
    """Return the day on which something comes back, in words."""
    days = (due - today).days if due else 0
    if days <= 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"


# The encoding of a text file, from its mark or guessed from its bytes; a note reports the guess.

# Max bytes examined, because a file has one encoding throughout.
SAMPLE_BYTES = 4_000_000
# The name of the error handler for invalid bytes, which are read as Windows-1252.
STRAY_BYTES = "drill.stray-bytes"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# The encodings that are guessed, with their usual names.
_NAMES = {"cp1252": "Windows-1252", "cp1251": "Windows-1251", "koi8-r": "KOI8-R", "gb18030": "GBK"}
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# Runs of letters and ASCII letters, because only Latin words mix both.
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Letters of Windows-1251 and KOI8-R, and the punctuation of Russian texts.
_CYRILLIC_BYTES = bytes(
    (*range(0xC0, 0x100), 0xA3, 0xB3, 0xA8, 0xB8, 0xAB, 0xBB, 0xB9, 0x85, *range(0x91, 0x98), 0xA0)
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and an error handler, as for ``open``; ``note`` reports a guess."""

    name: str
    errors: str = "strict"
    note: str = ""


def guess_encoding(data: bytes) -> Encoding:
    """Return the encoding of a file from its first bytes (at most `SAMPLE_BYTES`).

    A byte order mark decides, then zeros in every second byte (UTF-16), then UTF-8, even with a few stray
    bytes. Otherwise the words decide between Cyrillic, Chinese and Windows-1252.
    """
    data = data[:SAMPLE_BYTES]
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, "replace")
    wide = _guess_utf_16(data)
    if wide is not None:
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


def _guess_utf_16(data: bytes) -> str | None:
    """Return the form of UTF-16 without a mark, where the high bytes of digits and blanks are zero."""
    even = data[0::2].count(0)
    odd = data[1::2].count(0)
    if (even + odd) * 50 < len(data) or min(even, odd) * 20 >= max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _guess_eight_bits(data: bytes) -> str:
    """Return the encoding of text with bytes above 127: it is not Latin if whole words consist of them."""
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
    """Return a score for Russian: common letters, lower case, and capitals only at the beginning of words."""
    common = sum(map(text.lower().count, "оеаинтсрвл"))
    small = len(re.findall("[а-яё]", text))
    return 2 * common + small - 4 * len(re.findall("[а-яё][А-ЯЁ]", text))


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return bytes(byte).decode("cp1252", "ignore") or "\ufffd", error.start + 1


codecs.register_error(STRAY_BYTES, _read_stray_bytes)
