"""NumPy on declared arrays, compared by its results on random ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from drill.arraycode import (
    CodeTask,
    arrays_of,
    assign_lengths,
    list_size_axes,
    parse_code,
    probe_of,
    read_probe,
)
from drill.checking.answer_verdict import Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.kind import (
    Given,
    LengthsByName,
    MistakeReply,
    Name,
    Texts,
    one_text,
    plain_row,
    wrong_texts,
)
from drill.checking.spec import Filling, TextSpec
from drill.errors import CheckError, ParseError
from drill.reading import Schema, Size, Written, WrittenAs, WrittenName

# The evidence of verdicts on NumPy.
_BY_CODE = "code"
# A number, or rows of numbers, for every array.
_NUMBERS = Schema({"anyOf": [{"type": ["string", "number", "boolean"]}, {"type": "array"}]})
Probes = tuple[tuple[tuple[str, str], ...], ...]
_WrittenProbes = Annotated[
    tuple[Annotated[Mapping[Name, Annotated[Written, _NUMBERS]], Size(1)], ...], Size(1, 20)
]


def _read_probes(written: Sequence[Mapping[str, object]]) -> Probes:
    return tuple(map(read_probe, written))


def _written_probes(probes: Probes) -> list[dict[str, str]]:
    return [dict(probe) for probe in probes]


@dataclass(frozen=True, kw_only=True)
class CodeSpec(TextSpec):
    """NumPy on declared arrays."""

    shapes: Annotated[LengthsByName, WrittenName("arrays")] = ()
    # Library for names that both have, if an answer shows no sign of either; NumPy by default.
    library: Literal["", "numpy", "torch"] = ""
    # Arrays for comparing an answer's value with the key's to six digits, as texts by name.
    probes: Annotated[Probes, WrittenAs(_WrittenProbes, _read_probes, _written_probes)] = ()
    # Functions, axes of one array, ``n n``, and entries, ``size n*n``, that a right answer does without.
    without: Texts = ()

    @cached_property
    def task(self) -> CodeTask:
        """The program and its arrays. Raises CheckError if they are not read."""
        arrays = arrays_of(self.shapes, self.vars)
        try:
            known = frozenset(name for name, _ in arrays)
            key = parse_code(self.text, known, assign_lengths(arrays), self.library)
        except ParseError as error:
            raise CheckError(f"code: {error}") from None
        probes = tuple(probe_of(probe, arrays) for probe in self.probes)
        return CodeTask(key, arrays, self.assume, self.library, probes, self.without)

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return a program with the parameters in it."""
        return put.code(self, text)

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the program, and the lengths of its axes."""
        words = ((each, list_size_axes(each) or tuple(each.split())) for each in self.without)
        without = put.lengths(tuple(words))
        return super().filled(put, path) | {
            "shapes": put.lengths(self.shapes),
            "without": tuple(
                f"size {'*'.join(axes)}" if list_size_axes(each) else " ".join(axes) for each, axes in without
            ),
        }

    def read(self) -> None:
        """Read the program."""
        _ = self.task

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Judge code on random arrays; raises CheckError where it is not read or never has a value."""
        from drill.arraycode import VALUES_DIFFER, describe_broken_property, judge_code  # NumPy

        typed = one_text(answer)
        fault = judge_code(self.task, typed, wrong_texts(mistakes))
        if fault is None:
            return make_correct_verdict(_BY_CODE)
        code, message = fault
        if message.startswith(VALUES_DIFFER):
            broken = describe_broken_property(self.task, self.text, typed)
            message = message.replace(VALUES_DIFFER, broken) if broken else message
        return make_wrong_verdict(code, message, _BY_CODE)

    def fits(self, mistake: str, answer: str) -> bool:
        """Return whether code is the result of a known mistake."""
        from drill.arraycode import fits_code  # NumPy

        return fits_code(self.task, mistake, answer)


ROWS = (
    plain_row(
        name="code", spec=CodeSpec, written="text", asks="code is asked for, such as A @ x + b",
        has_mistakes_by_text=True, proof="code", mistakes="text", line_break="; ", help="Code",
    ),
)  # fmt: skip
