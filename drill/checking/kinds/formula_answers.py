"""Formulas from memory: compared by value where they compute, else as notation."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from drill.checking.answer_verdict import Verdict
from drill.checking.kind import Given, MistakeReply, plain_row
from drill.checking.spec import Filling, TextSpec
from drill.checking.typed_text import GAP, check_braces, parse_as_shown, parse_typed
from drill.errors import CheckError, ParseError
from drill.maths.maths_tree import Node, Relation, Sequence, change_parts
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.notation import is_latex, read_latex
from drill.reading import WrittenName

_NAMELESS = re.compile(r"[^A-Za-z\\]*")
# A name before an equality sign.
_NAMED = re.compile(r"\s*[^\s=<>()\[\]+*/|-][^=<>()\[\]+*/|-]*(?<!:)=(?!=)")
_ENTRYWISE = re.compile(r"⊙|\\odot(?![A-Za-z])")


@dataclass(frozen=True, kw_only=True)
class FormulaSpec(TextSpec):
    """A formula: its tree where it computes (else None), and its texts, which are compared as notation.

    With ``around`` it is the missing part of that formula, whose gap is ``\\square``.
    """

    shown: Annotated[str, WrittenName("latex")] = ""
    around: str = ""
    r"""The LaTeX of the whole formula, whose gap ``\square`` the answer fills; it is then never wrong."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The formula, and its LaTeX."""
        return tuple(dict.fromkeys(text for text in (self.text, self.shown) if text))

    @property
    def shown_texts(self) -> tuple[str, ...]:
        """The formula, and its LaTeX."""
        return self.texts

    def read(self) -> None:
        """Read the formula, which may not be mathematics; raises CheckError for an open brace."""
        super().read()
        for text in self.texts:
            check_braces(text)
        if self.around and GAP not in self.around:
            raise CheckError(f"the formula around the missing part has no gap, {GAP}")

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the formula, and its LaTeX with the values in it."""
        around = put.render(self.around, f"{path}.around")
        return super().filled(put, path) | {
            "shown": put.render(self.shown, f"{path}.latex"),
            "around": around,
        }

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return a formula with the values in it."""
        return put.formula(text, field)

    @cached_property
    def key(self) -> Node | None:
        """The tree of the first readable text; None for undeclared names, which may not be numbers, and for a
        missing part."""
        if self.around:
            return None
        if self.is_open and not all(map(_NAMELESS.fullmatch, self.texts)):
            return None
        for text in self.texts:
            with suppress(CheckError):
                if is_latex(text):
                    return remove_grouping_brackets(
                        read_latex(text, self.names, dict(self.latex), "statement")
                    )
                return remove_grouping_brackets(self.parsed("formula", text, "statement"))
        return None

    @property
    def trees(self) -> tuple[Node, ...]:
        """The key, where it is read."""
        return () if self.key is None else (self.key,)

    @property
    def mode(self) -> Mode | None:
        """The way in which an answer is read, as the key is."""
        return "statement" if self.key is not None else None

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a formula; where a value is expected, without a left side that only names it.
        Raises ParseError if it cannot be read.
        """
        if any(plain_products(due) != due for due in self.texts):
            text = plain_products(text)
        try:
            return self._parse(text, names)
        except ParseError:
            name = _NAMED.match(text) if not isinstance(self.key, Relation) else None
            if name is None:
                raise
            return self._parse(" " * name.end() + text[name.end() :], names)

    def _parse(self, text: str, names: Names) -> Node:
        parse = parse_as_shown if is_latex(text) else parse_typed
        return remove_grouping_brackets(parse(text, names, self.latex, "statement"))

    def judge(self, answer: Given, mistakes: Listed[MistakeReply], option_order: Listed[str]) -> Verdict:
        """Return the verdict."""
        from drill.checking.judges.formula_judge import judge_formula  # loads mpmath
        from drill.checking.judges.missing_part_judge import judge_missing_part

        if self.around:
            return judge_missing_part(self, answer)
        return judge_formula(self, answer, mistakes)

    def fits(self, mistake: str, answer: str) -> bool:
        """Return whether they are the same formula."""
        from drill.checking.judges.context import Context
        from drill.checking.judges.formula_judge import fits_formula  # loads mpmath

        return fits_formula(self, mistake, answer, Context.of(self))


def plain_products(text: str) -> str:
    """Return the text with entrywise products as plain ones, which they are for numbers."""
    return _ENTRYWISE.sub(lambda sign: "*" if len(sign.group()) == 1 else r"\cdot", text)


def remove_grouping_brackets(node: Node) -> Node:
    """Return the tree of a formula without square brackets and braces that only group, as in papers.

    Round the whole they make a vector or a set.
    """
    return change_parts(node, lambda part: remove_grouping_brackets(_unwrap_single_group(part)))


def _unwrap_single_group(node: Node) -> Node:
    match node:
        case Sequence("list" | "set", (item,)) if not isinstance(item, Sequence):
            return _unwrap_single_group(item)
        case _:
            return node


ROWS = (
    plain_row(
        name="formula", spec=FormulaSpec, written="text", mode="statement", asks="a formula is asked for",
        has_mistakes_by_text=True, proof="formula", mistakes="text", help="Formulas",
    ),
)  # fmt: skip
