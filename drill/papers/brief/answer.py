"""Parse a second author's untrusted answer: prove each exercise as a bank keeps it, and check its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from drill.banks.load import load_bytes
from drill.banks.nodes import Fields, Items, Node, Text
from drill.banks.scan import compose
from drill.errors import BankError, UsageError
from drill.papers.bank.yaml_text import fields_of
from drill.papers.brief.page import ABOUT
from drill.proving import Finding, prove_file
from drill.reading import Written
from drill.text import clean, count, one_line

# As much as a bank may have.
MOST_CHARACTERS: Final = 1_000_000
# Ten pages' worth: each takes some seconds to be proved.
MOST_EXERCISES: Final = 120
_HEAD: Final = "topic: my.answer\ntitle: An answer\nexercises:\n"
_HEAD_LINES: Final = _HEAD.count("\n")
_BEGIN: Final = re.compile(r"^(?P<indent> *)- +(?:\{ *)?(?P<name>[a-z]+) *:")
_ID: Final = re.compile(r"^ *(?:- +)?(?:\{ *)?id *: *['\"]?([^\s'\",}#]*)", re.MULTILINE)
_FIELD: Final = re.compile(r"^ *(?:- +)?(?:\{ *)?(?:prompt|answer|stages|sisters) *:", re.MULTILINE)
# Findings that nothing that was proved may have, whoever wrote it.
_UNPROVED: Final = ("no-witness", "wrapped", "vacuous", "leak")
# Fields by which an exercise says something of others' marks, or of what is verified: dropped.
_CLAIMS: Final = ("was", "corrects", "seeds")
_FACTS_BLOCK: Final = re.compile(r"^facts:[ ]*\n(?:[ \-].*\n|\n)*", re.MULTILINE)
# Quotes on one line of the overview, and characters of one: a page of facts is read, not studied.
_MOST_QUOTES: Final = 12
_LONGEST_QUOTE: Final = 500


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One exercise of an answer as written; ``line`` is where it begins, from 1."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome for one exercise; ``exercise`` are its fields as a bank has them, none if unreadable."""

    id: str
    # With lines of the answer.
    findings: tuple[Finding, ...]
    exercise: Mapping[str, Written]
    mutants: int = 0
    caught: int = 0

    @classmethod
    def faulty(cls, part: AnswerPart, message: str) -> Proof:
        """Return the result for an exercise that could not be proved."""
        return cls(part.id, (Finding("error", "failed", part.id, "", "answer", part.line, 1, message),), {})

    @property
    def is_proved(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings and bool(self.exercise)

    @property
    def is_faulty(self) -> bool:
        """Whether it cannot be drilled."""
        return not self.exercise or any(finding.severity == "error" for finding in self.findings)


def parts_of_answer(text: str) -> tuple[AnswerPart, ...]:
    """Return the exercises of an answer; fences and prose around its list are skipped.

    Raises:
        UsageError: it holds none, or more than anybody reads.
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"the answer has more than {MOST_CHARACTERS} characters", "take it in parts")
    lines = clean(text).replace("\r\n", "\n").replace("\t", "  ").replace("\u00a0", " ").split("\n")
    begins = [(index, match) for index, line in enumerate(lines) if (match := _BEGIN.match(line))]
    indents = [match["indent"] for _, match in begins if match["name"] in ("id", "title")]
    if not indents:
        raise UsageError("the answer contains no exercise", "each begins with a line - id: its-name")
    indent = len(min(indents, key=len))
    starts = [line_index for line_index, match in begins if len(match["indent"]) == indent]
    parts = [_part(lines, start, indent) for start in starts]
    answer_parts = tuple(part for part in parts if part.id or _FIELD.search(part.text))
    if len(answer_parts) > MOST_EXERCISES:
        written = count(len(answer_parts), "exercise")
        message = f"the answer has {written}; at most {MOST_EXERCISES} are taken at once"
        raise UsageError(message, "take it in parts")
    return answer_parts


def _part(lines: list[str], index: int, indent: int) -> AnswerPart:
    """Return an exercise from its hyphen to the next line that is not indented further.

    What stands deeper belongs to it, a fence too: that of code in a prompt.
    """
    end = index + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][: indent + 1].isspace()):
        end += 1
    text = "\n".join(line[indent:] for line in lines[index:end]).rstrip()
    named = _ID.search(text)
    return AnswerPart(named[1] if named else "", text, index + 1)


def proved(part: AnswerPart, id_: str, bank: str, variants: int) -> Proof:
    """Prove one exercise in the form in which a bank keeps it: with an id of its own, without foreign
    claims."""
    read = load_bytes(f"{_HEAD}{part.text}\n".encode("utf-8", "replace"), "answer")
    fields: Mapping[str, Written] = {}
    if read.exercises:
        (loaded,) = read.exercises
        fields = {name: value for name, value in loaded.written.items() if name not in ("id", *_CLAIMS)}
        exercise = replace(loaded.exercise, id=id_, was=(), corrects=(), seeds=())
        text = segment(id_, fields)
        again = load_bytes(f"{_HEAD}{text}\n".encode("utf-8", "replace"), "answer").exercises
        if [reloaded.exercise for reloaded in again] != [exercise]:
            message = "a bank cannot hold it as it is written; put each text in single quotes, on one line"
            fault = BankError(message, line=loaded.line, exercise=loaded.id, code="written")
            read, fields = replace(read, exercises=(), problems=(fault,)), {}
        else:
            read = replace(read, exercises=(replace(loaded, exercise=exercise),))
    findings, tried, caught = prove_file(read, bank, variants)
    down = part.line - 1 - _HEAD_LINES
    moved = (
        replace(
            finding,
            line=max(part.line, finding.line + down),
            exercise=part.id,
            severity="error" if finding.code in _UNPROVED else finding.severity,
        )
        for finding in findings
    )
    return Proof(part.id, tuple(moved), fields, tried, caught)


def segment(id_: str, exercise: Mapping[str, Written]) -> str:
    """Return an exercise as a bank writes it."""
    first, *further_lines = fields_of({"id": id_, **exercise}, 2)
    return "\n".join((f"- {first.lstrip()}", *further_lines))


# Facts on the paper as a whole


@dataclass(frozen=True, slots=True)
class Fact:
    """What the paper says for one line of the overview; without ``quotes``, that it says nothing."""

    about: str
    quotes: tuple[str, ...]


def facts_of_answer(answer: str, page: str) -> tuple[Fact, ...]:
    """Return what an answer quotes from the page it was sent; quotes that do not occur there are left out.

    An answer without facts, or with such as cannot be read, has none: its exercises count all the same.
    """
    match = _FACTS_BLOCK.search(clean(answer).replace("\r\n", "\n") + "\n")
    try:
        root = compose(match[0]) if match is not None else None
    except BankError:
        root = None
    facts_node = root.get("facts") if isinstance(root, Fields) else None
    if not isinstance(facts_node, Fields):
        return ()
    text = _spelled(page)
    return tuple(
        Fact(about, tuple(quote for quote, parts in _quotes(facts_node.get(about)) if _stand_in(parts, text)))
        for about in ABOUT
    )


def _stand_in(parts: tuple[str, ...], text: str) -> bool:
    return all(0 < len(part) <= _LONGEST_QUOTE and part in text for part in map(_spelled, parts))


def _quotes(node: Node | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each quote with the parts that must occur on the page: of ``name: value`` both."""
    items = node.items if isinstance(node, Items) else [] if node is None else [node]
    for item in items[:_MOST_QUOTES]:
        if isinstance(item, Text):
            yield one_line(item.text), (item.text,)
        elif isinstance(item, Fields):
            for name, value in item.entries[:_MOST_QUOTES]:
                if isinstance(value, Text):
                    yield one_line(f"{name.text}: {value.text}"), (name.text, value.text)


def _spelled(text: str) -> str:
    """Return a text without what quoting changes: line ends, capitals, final stops."""
    return one_line(text).strip(" .;,").casefold()
