"""A paper's bank as text: readable YAML with the place of each formula, edited by hand without loss.

An exercise whose text in the file is not the text that was written there last was edited by hand: it stays as
it is. Light: no YAML library is needed to write it.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from drill.papers.record import DraftRecord, ExerciseRecord, PaperRecord, Retired
from drill.papers.review import kept_drafts

_WIDTH: Final = 108
_ITEM: Final = re.compile(r"^(?P<indent> *)- ")
_ID: Final = re.compile(
    r"^ *(?:- +)?(?:\{ *)?id: *(?P<quote>['\"]?)(?P<id>[a-z0-9-]+)(?P=quote)", re.MULTILINE
)
_EXERCISES: Final = re.compile(r"^exercises:[ \t]*(?:\[\])?[ \t]*(?:#.*)?$", re.MULTILINE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 ,.;()/+*=<>^_'%-]*")
_WORDS: Final = re.compile(r"[a-z0-9.-]+|[A-Za-z]+")
_FINGERPRINT: Final = re.compile(
    r"^(?P<name> *(?:source: *\{.*?)?fingerprint: *)['\"]?[0-9a-f]*['\"]?", re.MULTILINE
)
_NUMBERING: Final = 200
"""Bytes by which a part's head may be longer than the bank's."""
_MOST_SYMBOLS: Final = 24
_SPECIAL: Final = ("?", "-", ":", "#")


@dataclass(frozen=True, slots=True)
class Written:
    """A bank's text, the record that goes with it, and what became of the exercises."""

    text: str
    record: PaperRecord
    added: tuple[str, ...]
    changed: tuple[str, ...]
    """Written anew, since what they were made of reads otherwise now."""
    edited: tuple[str, ...]
    """Left as they are, since somebody edited them by hand."""
    own: tuple[str, ...]
    """Written by hand from the beginning, and left as they are."""
    retired: tuple[str, ...]


def write_bank(record: PaperRecord, existing: str = "") -> Written:
    """The bank of what was kept in the review; ``existing`` is the text that lies there now."""
    head, found = split_bank(existing)
    record = _without_removed(record, found) if existing else record
    segments: list[tuple[str, str]] = []
    changes: dict[str, list[str]] = {"added": [], "changed": [], "edited": [], "own": [], "retired": []}
    for draft in kept_drafts(record):
        text = segment_of(draft, record)
        there = found.pop(draft.id, None)
        if there is None:
            changes["added"].append(draft.id)
        elif _is_edited(draft.id, there, text, record):
            changes["edited"].append(draft.id)
            text = there
        elif there.strip() != text.strip():
            changes["changed"].append(draft.id)
        segments.append((draft.id, text))
    retired = list(record.retired)
    drafted = {draft.id for draft in record.drafts}
    for id_, there in found.items():
        if id_ not in record.written:
            changes["own"].append(id_)
            segments.append((id_, there))
        elif record.written[id_] != _hash(there):
            changes["edited"].append(id_)
            segments.append((id_, there))
        elif id_ not in drafted:
            changes["retired"].append(id_)
            retired.append(
                Retired(id_, "the formula that it was made of has changed or gone", {"text": there})
            )
    texts = dict(segments)
    generated = {draft.id: segment_of(draft, record) for draft in kept_drafts(record)}
    record = replace(
        record,
        written={id_: _hash(text) for id_, text in generated.items() if id_ in texts},
        exercises=tuple(_linked(record, id_) for id_, _ in segments),
        retired=tuple({one.id: one for one in retired}.values()),
    )
    head = _head(record) if not head.strip() else _FINGERPRINT.sub(rf"\g<name>{record.fingerprint}", head)
    head = _EXERCISES.sub("exercises:" if segments else "exercises: []", head).rstrip()
    body = "\n\n".join(text.strip("\n") for _, text in segments)
    return Written(
        f"{head}\n\n{body}\n" if segments else f"{head}\n",
        record,
        *(tuple(changes[name]) for name in changes),
    )


def _without_removed(record: PaperRecord, found: Mapping[str, str]) -> PaperRecord:
    """What somebody took out of the bank by hand stays out."""
    review = {
        id_: replace(said, decision="left-out") if id_ in record.written and id_ not in found else said
        for id_, said in record.review.items()
    }
    return replace(record, review=review)


def _is_edited(id_: str, there: str, text: str, record: PaperRecord) -> bool:
    """Whether the exercise in the file is neither as it was written last nor as it would be written now."""
    return there.strip() != text.strip() and record.written.get(id_) != _hash(there)


def _hash(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()[:16]


def _linked(record: PaperRecord, id_: str) -> ExerciseRecord:
    draft = next((draft for draft in record.drafts if draft.id == id_), None)
    if draft is not None:
        return ExerciseRecord(id_, draft.kind, draft.about)
    earlier = next((one for one in record.exercises if one.id == id_), None)
    return earlier or ExerciseRecord(id_, "")


def parts_of(text: str, most_bytes: int, heads: Sequence[str] = ()) -> list[str]:
    """A bank's text as the texts of several files of at most so many bytes, each a topic; one if it is short.

    ``heads`` are those of the files that are there now: what somebody changed in them stays.
    """
    if len(text.encode()) <= most_bytes and len(heads) < 2:
        return [text]
    head, segments = split_bank(text)
    room = most_bytes - len(head.encode()) - _NUMBERING
    packed: list[list[str]] = [[]]
    size = 0
    for segment in segments.values():
        length = len(segment.encode()) + 2
        if packed[-1] and size + length > room:
            packed.append([])
            size = 0
        packed[-1].append(segment)
        size += length
    texts: list[str] = []
    for at, part in enumerate(packed):
        own = (
            _with_fingerprint_of(head, heads[at]) if at < len(heads) else _numbered(head, at + 1, len(packed))
        )
        body = "\n\n".join(part)
        texts.append(f"{own.rstrip()}\n\n{body}\n")
    return texts


def _with_fingerprint_of(head: str, other: str) -> str:
    found = _FINGERPRINT.search(head)
    return other if found is None else _FINGERPRINT.sub(lambda _: found.group(), other)


def _numbered(head: str, number: int, whole: int) -> str:
    """A bank's head as that of one of its files: topics of one bank have names of their own."""
    head = re.sub(r"^(topic: .*?)(?:\.part-\d+)?$", rf"\1.part-{number}", head, count=1, flags=re.MULTILINE)
    found = re.search(
        r"^title: (?P<quote>'?)(?P<text>.*?)(?:, part \d+ of \d+)?(?P=quote)$", head, re.MULTILINE
    )
    if found is None:
        return head
    title = f"title: {found['quote']}{found['text']}, part {number} of {whole}{found['quote']}"
    return head[: found.start()] + title + head[found.end() :]


def joined(texts: Sequence[str]) -> str:
    """The texts of a bank's files as that of one."""
    if len(texts) < 2:
        return "".join(texts)
    body = "\n\n".join(segment for text in texts for segment in split_bank(text)[1].values())
    return f"{split_bank(texts[0])[0]}\n\n{body}\n"


# --- taking a bank's text apart ----------------------------------------------------------------------------


def split_bank(text: str) -> tuple[str, dict[str, str]]:
    """The text up to ``exercises:``, and the text of each exercise by its id, with the comments over it.

    An exercise without an id that can be seen is called by its place, ``#3``, so that it is not lost.
    """
    start = _EXERCISES.search(text)
    if start is None:
        return text, {}
    lines = text[start.end() :].lstrip("\n").split("\n")
    begins = _beginnings(lines)
    found: dict[str, str] = {}
    for place, begin in enumerate(begins):
        end = begins[place + 1] if place + 1 < len(begins) else len(lines)
        segment = "\n".join(lines[begin:end]).rstrip()
        match = _ID.search(segment)
        found.setdefault(match["id"] if match else f"#{place + 1}", segment)
    return text[: start.end()], found


def _beginnings(lines: Sequence[str]) -> list[int]:
    """The line at which each exercise begins: its dash, or the first comment right above it."""
    first = next((match for line in lines if (match := _ITEM.match(line))), None)
    if first is None:
        return []
    begins: list[int] = []
    for number, line in enumerate(lines):
        match = _ITEM.match(line)
        if match and match["indent"] == first["indent"]:
            begin = number
            while begin > 0 and lines[begin - 1].lstrip().startswith("#"):
                begin -= 1
            begins.append(begin)
    return begins


# --- writing -----------------------------------------------------------------------------------------------


def _head(record: PaperRecord) -> str:
    top: dict[str, object] = {
        "topic": f"papers.{_dotless(record.slug)}",
        "title": record.title,
        "source": {"title": record.title, "fingerprint": record.fingerprint},
    }
    theory = _theory(record)
    if theory:
        top["theory"] = theory
    comment = (
        "# Made from the paper's source by drill import; edit it as you like.\n"
        "# Importing the paper again leaves what was edited here as it is.\n"
    )
    return comment + "\n".join(_fields(top, 0)) + "\nexercises:"


def _dotless(slug: str) -> str:
    """A slug as part of an id: a file may be called otherwise."""
    return re.sub(r"[^a-z0-9-]+", "-", slug.lower()).strip("-") or "paper"


def _theory(record: PaperRecord) -> str:
    """The glossary, as far as it is sure or was kept."""
    said: list[str] = []
    for symbol in record.symbols:
        decision = record.symbol_decision(symbol)
        counts = decision.decision == "kept" or (symbol.sure and decision.decision == "waiting")
        meaning = decision.meaning or symbol.meaning
        if counts and "@" not in symbol.latex + meaning:
            said.append(f"- ${symbol.latex}$: {_escaped(meaning)}")
    if not said:
        return ""
    return "\n".join(["What the paper's symbols mean:", "", *dict.fromkeys(said[:_MOST_SYMBOLS])])


def _escaped(text: str) -> str:
    pieces = re.split(r"(\$[^$]*\$)", text)
    return "".join(
        piece if index % 2 else re.sub(r"([\\`*_$])", r"\\\1", piece) for index, piece in enumerate(pieces)
    )


def segment_of(draft: DraftRecord, record: PaperRecord) -> str:
    """One exercise as YAML, with a comment that says where its formula stands."""
    fields = list(_fields({"id": draft.id, **draft.exercise}, 2))
    return "\n".join([*_comment(draft, record), f"- {fields[0].lstrip()}", *fields[1:]])


def _comment(draft: DraftRecord, record: PaperRecord) -> list[str]:
    formula = next((one for one in record.formulas if one.id == draft.about), None)
    place = f"{draft.file}:{draft.line}" if draft.line else ""
    name = f"equation ({formula.number})" if formula is not None and formula.number else ""
    said = ", ".join(part for part in (draft.kind, name, place) if part)
    return [f"# {' '.join(said.split())}"]


def _fields(mapping: Mapping[str, object], indent: int) -> Iterator[str]:
    for name, value in mapping.items():
        yield from _field(name, value, indent)


def _field(name: str, value: object, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping | list | tuple) and not value:
        yield f"{pad}{_key(name)}: {'{}' if isinstance(value, Mapping) else '[]'}"
    elif isinstance(value, Mapping):
        yield f"{pad}{_key(name)}:"
        yield from _fields(cast("Mapping[str, object]", value), indent + 2)
    elif isinstance(value, list | tuple):
        yield from _list(name, cast("Sequence[object]", value), indent)
    else:
        first, *rest = _scalar(_text(value), indent + 2, len(pad) + len(name) + 2)
        yield f"{pad}{_key(name)}: {first}"
        yield from rest


def _list(name: str, values: Sequence[object], indent: int) -> Iterator[str]:
    pad = " " * indent
    texts = [_text(value) for value in values if not isinstance(value, Mapping | list | tuple)]
    if len(texts) == len(values) and all(_WORDS.fullmatch(text) for text in texts):
        yield f"{pad}{_key(name)}: [{', '.join(texts)}]"
        return
    yield f"{pad}{_key(name)}:"
    for value in values:
        if isinstance(value, Mapping):
            first, *rest = _fields(cast("Mapping[str, object]", value), indent + 2)
            yield f"{pad}- {first.lstrip()}"
            yield from rest
        else:
            first, *rest = _scalar(_text(value), indent + 2, len(pad) + 2)
            yield f"{pad}- {first}"
            yield from rest


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name) else _quoted(name)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _scalar(text: str, indent: int, used: int) -> list[str]:
    """A text as YAML: bare where that is safe, else in single quotes, long ones folded below."""
    if "\n" not in text and used + len(text) <= _WIDTH:
        is_plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and text == text.strip()
        return [text if is_plain else _quoted(text)]
    if text != text.strip() or re.search(r"[ \t]\n|\n[ \t]|\t|\r", text):
        return [_quoted_lines(text)]
    return [">-", *_folded(text, indent)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted_lines(text: str) -> str:
    """Single quotes around text with line ends: each is written as an empty line."""
    return _quoted(" ".join(text.split()))


def _folded(text: str, indent: int) -> Iterator[str]:
    """Lines of a folded block: a line's end reads as a blank, one empty line more than the text has."""
    pad = " " * indent
    for number, line in enumerate(text.split("\n")):
        if number and line:
            yield ""
        if not line:
            yield ""
            continue
        yield from (pad + part for part in _wrapped(line, _WIDTH - indent))


def _wrapped(line: str, width: int) -> list[str]:
    """A line broken at single blanks alone, so that folding gives it back."""
    if "  " in line:
        return [line]
    return textwrap.wrap(
        line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    ) or [line]


def counts_of(drafts: Iterable[DraftRecord]) -> dict[str, int]:
    """How many drafts there are of each kind."""
    found: dict[str, int] = {}
    for draft in drafts:
        found[draft.kind] = found.get(draft.kind, 0) + 1
    return found
