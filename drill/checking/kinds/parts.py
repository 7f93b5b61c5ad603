"""Several named answers: parts side by side, or gaps in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations
from typing import Annotated, Any

from drill.checking.answer_verdict import ROUNDED, Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.kind import ANSWER_LIMIT, Given, MistakeReply, plain_row, require_length
from drill.checking.kinds.any_value import fill_conditions, read_conditions
from drill.checking.spec import Conditions, Filling, Key, Path, Spec
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Node
from drill.reading import AsMapping, FieldFault, Size, UnderTag
from drill.text import join_in_sentence, remove_invisible, split_outside_brackets

# Kinds that a condition on all parts may treat as arrays: kinds of answer, and kinds of any value.
_OF_ARRAYS = frozenset(("vector", "vectors", "matrix"))
# Kinds without commas outside of brackets, so that commas may separate parts.
_OF_ONE_VALUE = frozenset(("number", "expression", "distribution"))
_NUMBERED = re.compile(r"([A-Za-z]+)_?(\d+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one part and its offset in the whole answer."""

    text: str
    offset: int = 0


@dataclass(frozen=True, kw_only=True)
class PartsSpec(Spec):
    """Several named answers, each of a kind, perhaps with conditions on all of them, by their names."""

    parts: Annotated[tuple[tuple[str, Spec], ...], UnderTag(), AsMapping(), Size(1)] = ()
    such_that: Conditions = ()

    def __post_init__(self) -> None:
        message = f"a part cannot be {' or '.join(UNFIT)}"
        FieldFault.raise_all(
            FieldFault(("parts", name), message) for name, part in self.parts if part.kind in UNFIT
        )

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the parts."""
        names = tuple(name for name, _ in self.parts)
        return {
            "parts": tuple((name, put.expect(part, f"{path}.{name}")) for name, part in self.parts),
            "such_that": fill_conditions(self.such_that, put, path, names),
        }

    def typeable_key(self, put: Filling) -> Key:
        """Return the keys of the parts by their names; empty if a part's is not one text."""
        keys = {name: self.part(name).typeable_key(put) for name, _ in self.parts}
        return {name: key if isinstance(key, str) else "" for name, key in keys.items()}

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield those of the parts."""
        for name, part in self.parts:
            for path, text in part.sentences():
                yield (self.kind, name, *path), text
        for index, condition in enumerate(self.such_that):
            yield ("such-that", index, "say"), condition.say

    @cached_property
    def conditions(self) -> tuple[tuple[str, Node], ...]:
        """The conditions on all parts as trees, each with its reply. Raises CheckError for one of a part that
        is neither a number, a vector nor a matrix."""
        if not self.such_that:
            return ()
        called = {name: self.part(name) for name, _ in self.parts}
        arrays = {name for name, part in called.items() if getattr(part, "value", part.kind) in _OF_ARRAYS}
        if unfit := [name for name in called if name not in arrays and called[name].mode != "value"]:
            raise CheckError(f"such-that: {unfit[0]} is neither a number, a vector nor a matrix")
        return read_conditions(self, self.such_that, frozenset(called), arrays)

    def read(self) -> None:
        """Read every part, and the conditions."""
        for name, _ in self.parts:
            self.part(name).read()
        _ = self.conditions

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Return correct if every part is; else the verdict of the part that decides."""
        if isinstance(answer, str):
            require_length(answer, ANSWER_LIMIT * len(self.parts), "each part has")
        pieces = pieces_of(self, answer)
        verdicts = [_judge_part(self, name, pieces[name]) for name, _ in self.parts]
        first = min(verdicts, key=_told_first)
        record_step("judge the parts", verdicts={part.part: part for part in verdicts}, decides=first.part)
        verdict = make_correct_verdict(first.evidence) if first.verdict == "correct" else first
        if verdict.verdict == "correct" and self.conditions:
            verdict = _judge_together(self, pieces)
        if verdict.verdict != "wrong" and verdict.evidence != ROUNDED:
            return verdict
        known = _known_mistakes(self, pieces, mistakes)
        explained = {name for mistake in known for name in mistake.answer}
        if verdict.code == "ambiguous" and verdict.part not in explained:
            return verdict
        parts = [part for part in verdicts if part.verdict == "wrong" and part.part not in explained]
        swapped = _find_swapped(self, pieces, [part.part for part in parts])
        parts = [part for part in parts if part.part not in swapped]
        says = [f"{join_in_sentence([*mistake.answer])}: {mistake.say}" for mistake in known]
        says += [f"{join_in_sentence(swapped)} are swapped."] if swapped else []
        says += _tell_of_parts(parts)
        if swapped and not known:
            verdict = replace(make_wrong_verdict("swapped", "", verdict.evidence), part=swapped[0])
        if known:
            part = verdict.part if verdict.part in known[0].answer else next(iter(known[0].answer))
            verdict = replace(make_wrong_verdict("misconception", "", verdict.evidence), part=part)
        if verdict.verdict == "wrong" and first.verdict != "correct":
            decided = (part for part in verdicts if part.verdict != "undecided")
            verdict = replace(verdict, parts={part.part: part.verdict == "correct" for part in decided})
        return replace(verdict, message=" ".join(says)) if says else verdict


class ClozeSpec(PartsSpec):
    """Gaps in the prompt, each of a kind."""


# Kinds that a part cannot have.
UNFIT = ("parts", "cloze", "self")
_GAP = re.compile(r"\[\[([A-Za-z]\w*)\]\]")
# Formulas and code, which contain no gaps.
_NO_PROSE = re.compile(r"(?s)(?<!\\)\$\$.*?\$\$|(?<!\\)\$.*?(?<!\\)\$|```.*?```|`[^`]*`")


def find_prompt_gaps(prompt: str) -> Iterator[re.Match[str]]:
    """Yield the gaps ``[[name]]`` of a text, none of them in a formula or in code."""
    apart = [match.span() for match in _NO_PROSE.finditer(prompt)]
    for gap in _GAP.finditer(prompt):
        if not any(start <= gap.start() < end for start, end in apart):
            yield gap


def with_blanks(prompt: str) -> str:
    """Return a text with a blank line and its name, ``____ (gap1)``, in place of each gap."""
    for gap in reversed(list(find_prompt_gaps(prompt))):
        prompt = f"{prompt[: gap.start()]}\\_\\_\\_\\_ ({gap[1]}){prompt[gap.end() :]}"
    return prompt


# --- judging ----------------------------------------------------------------------------------------------


def _told_first(verdict: Verdict) -> int:
    """Return the rank of a part's verdict: the lowest decides for all, one that is handed back first."""
    if verdict.verdict == "correct":
        return {ROUNDED: 4, "structure": 6}.get(verdict.evidence, 5)
    if verdict.code == "ambiguous":
        return 0
    order = ("unreadable", "wrong", "", "undecided")
    return 2 if verdict.code == "rounding" else order.index(verdict.verdict)


def _judge_part(spec: PartsSpec, name: str, part_text: Piece) -> Verdict:
    from drill.checking.judge import judge_answer  # loads mpmath

    verdict = judge_answer(spec.part(name), part_text.text)
    position = None if verdict.at is None else verdict.at + part_text.offset
    return replace(verdict, at=position).of_part(name)


def _judge_together(spec: PartsSpec, pieces: Mapping[str, Piece]) -> Verdict:
    from drill.checking.answer_reader import read_answer  # loads mpmath
    from drill.checking.judges.condition_judge import judge_together

    trees = {name: read_answer(spec.part(name), piece.text) for name, piece in pieces.items()}
    return judge_together(spec, {name: tree for name, tree in trees.items() if tree is not None})


def _known_mistakes(
    spec: PartsSpec, pieces: Mapping[str, Piece], mistakes: Sequence[MistakeReply]
) -> list[MistakeReply]:
    """Return the known mistakes whose every part fits, without parts that an earlier one names."""
    from drill.checking.judge import fits_known_mistake  # loads mpmath

    parts = dict(spec.parts)
    result: list[MistakeReply] = []
    for mistake in mistakes:
        if isinstance(mistake.answer, str) or not mistake.answer:
            continue
        is_new = all(mistake.answer.keys().isdisjoint(earlier.answer) for earlier in result)
        pairs = mistake.answer.items() if is_new else ()
        if pairs and all(
            name in parts and fits_known_mistake(spec.part(name), text, pieces[name].text)
            for name, text in pairs
        ):
            result.append(mistake)
    return result


def _find_swapped(spec: PartsSpec, pieces: Mapping[str, Piece], wrong: Sequence[str]) -> tuple[str, ...]:
    """Return two wrong parts of which each has the other's right answer; nothing if there are none."""
    from drill.checking.judge import is_right  # loads mpmath

    for first, second in combinations(wrong, 2):
        if is_right(spec.part(first), pieces[second].text) and is_right(
            spec.part(second), pieces[first].text
        ):
            return first, second
    return ()


def _tell_of_parts(parts: Sequence[Verdict]) -> list[str]:
    """Return the messages on wrong parts; parts with the same message share it: ``a and b: …``."""
    alike: dict[str, list[Verdict]] = {}
    for part in parts:
        alike.setdefault(part.message.removeprefix(f"{part.part}: "), []).append(part)
    return [
        f"{join_in_sentence([part.part for part in group])}: {message}" if group[1:] else group[0].message
        for message, group in alike.items()
    ]


def pieces_of(spec: PartsSpec, answer: Given) -> dict[str, Piece]:
    """Return the text of every part. Raises ParseError for a missing or an unknown name.

    Commas may appear between parts that are one value each.
    """
    names = [name for name, _ in spec.parts]
    spelled = {spelling: name for name in names for spelling in _list_part_spellings(name)}
    spelled |= {name: name for name in names}
    folded = {spelling.casefold(): name for spelling, name in spelled.items()}
    if isinstance(answer, str):
        are_values = all(part.kind in _OF_ONE_VALUE for _, part in spec.parts)
        between = ";\n," if are_values else ";\n"
        texts = _from_text(remove_invisible(answer), names, spelled, between)
    else:
        pairs = answer.items() if isinstance(answer, Mapping) else zip(names, answer, strict=False)
        texts = [(name, Piece(str(text))) for name, text in pairs]
    parts: dict[str, Piece] = {}
    hint = _describe_expected_parts(names)
    for word, typed in texts:
        name = spelled.get(word) or folded.get(word.casefold(), word)
        if name not in names:
            raise ParseError(f"no part is called {word!r}", None, code="unknown-name", hint=hint)
        if name in parts:
            raise ParseError(f"{name} is given twice", typed.offset or None)
        parts[name] = typed
    for name in names:
        if name not in parts or not parts[name].text.strip():
            raise ParseError(f"{name} is missing", None, hint=hint)
    return {name: parts[name] for name in names}


def _list_part_spellings(name: str) -> Iterator[str]:
    r"""Yield how else a part's name is typed: ``μ`` and ``\mu`` for ``mu``, ``x_1`` and ``x_{1}`` for
    ``x1``."""
    parted = _NUMBERED.fullmatch(name)
    base, number = parted.groups() if parted else (name, "")
    letters = [letter for letter, word in GREEK.items() if word == base]
    for spelling in (base, *letters, *([f"\\{base}"] if letters else [])):
        yield from (f"{spelling}_{number}", f"{spelling}_{{{number}}}") if number else ()
        yield f"{spelling}{number}"


def _describe_expected_parts(names: Sequence[str]) -> str:
    return "; ".join(f"{name} = …" for name in names)


def _from_text(
    text: str, names: Sequence[str], spelled: Mapping[str, str], between: str
) -> list[tuple[str, Piece]]:
    """Return parts with the names that are typed, or in order where none is."""
    known = "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))
    # A word before a colon is a name, even if the parts have others.
    label = rf"(?:^|[;,\n](?![^(\[{{]*[)\]}}]))\s*({known}|[^\W\d_]\w*(?=\s*:))\s*[=:]"
    begins = list(re.finditer(label, text, re.IGNORECASE))
    if not begins:
        return _split_parts_by_place(text, names, between)
    if text[: begins[0].start()].strip():
        raise ParseError("a name is expected first", 1, hint=_describe_expected_parts(names))
    ends = [match.start() for match in begins[1:]] + [len(text)]
    return [
        (match[1], Piece(text[match.end() : end].rstrip(" ;\n"), match.end()))
        for match, end in zip(begins, ends, strict=True)
    ]


def _split_parts_by_place(text: str, names: Sequence[str], between: str) -> list[tuple[str, Piece]]:
    """Return the pieces between semicolons and line ends outside of brackets, or between commas, one per
    part.
    """
    if ";" in text or "\n" in text:
        between = ";\n"
    pieces = [Piece(piece, begin) for begin, piece in split_outside_brackets(text, between)]
    if len(pieces) != len(names):
        raise ParseError("give every part with its name", 1, hint=_describe_expected_parts(names))
    return list(zip(names, pieces, strict=True))


_named = partial(plain_row, spec=PartsSpec, written="parts", proof="parts", mistakes="parts")
ROWS = (
    _named(name="parts", asks="several answers are asked for, each by its name", help="Parts"),
    _named(name="cloze", spec=ClozeSpec, asks="what fills each gap is asked for", help="Gaps"),
)  # fmt: skip
