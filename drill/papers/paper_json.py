"""A paper as JSON text: the message of the worker, and the content of ``<slug>.paper.json``.

Data made by an import are under ``made``, those of formulas by their ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import takewhile
from typing import Any

from drill.codec import is_list, is_mapping
from drill.errors import PaperError
from drill.notation import print_tokens_as_latex
from drill.papers.draft import Line
from drill.papers.formula_structure import Definitions, find_definitions
from drill.papers.model import MADE, MADE_OF_FORMULA, FormulaRow, Paper
from drill.papers.sheet.quotes import is_balanced
from drill.papers.sheet.symbol_keys import canonical_tokens
from drill.papers.wording import Glossary
from drill.reading import FaultyData, read_typed, write_plain
from drill.text import clean_text

# JSON escapes of characters that cleaning may remove.
_ESCAPES = ("\\u", "\\b", "\\f", "\\r")
# Raised when fields change their meaning.
FORMAT = 3
# Entries of a paper's file that are read.
_KNOWN = frozenset(field.name for field in fields(Paper) if field.name != "unread") | {"format"}
# The first entries of a paper's file, in their order.
_FIRST = (
    "slug", "title", "authors", "abstract", "source", "symbols", "formulas", "meanings", "blocks",
    "algorithms", "absent", "notes", "decisions", "meant",
)  # fmt: skip
# Name under ``made`` that differs from its field.
_READ_FROM = "source"


def print_paper(paper: Paper) -> str:
    """Return a paper as JSON text with one line for each entry of a list or mapping."""
    written = write_plain(paper)
    plain = {name: written[name] for name in (*_FIRST, *written) if name in written}
    unread = plain.pop("unread", {})
    derived: dict[str, Any] = {_READ_FROM: plain.pop("read_from", ""), "formulas": {}}
    derived |= {name: plain.pop(name) for name in MADE if name in plain}
    for row in plain.get("formulas", ()):
        of_formula = {name: row.pop(name) for name in MADE_OF_FORMULA if name in row}
        derived["formulas"] |= {row["id"]: of_formula} if of_formula else {}
    lines = [*_print_json_entries({"format": FORMAT, **plain, **unread}), *_lines_of_made(derived)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def parse_paper(text: str) -> Paper:
    """Read a paper that `print_paper` wrote; texts are cleaned, unknown entries of the paper are kept.

    Raises:
        PaperError: it is not a paper, or another version wrote it.
    """
    data = _load_paper_data(text)
    made = data.pop("made", {})
    derived = dict(made) if is_mapping(made) else {"drafts": made}
    of_formulas = derived.pop("formulas", {})
    rows = data.get("formulas", ())
    if is_mapping(of_formulas) and is_list(rows):
        data["formulas"] = [
            {**row, **of_formula}
            if is_mapping(row) and is_mapping(of_formula := of_formulas.get(str(row.get("id")), {}))
            else row
            for row in rows
        ]
    data["read_from"] = derived.pop(_READ_FROM, "")
    data |= {name: derived[name] for name in MADE if name in derived}
    unread = {name: value for name, value in data.items() if name not in _KNOWN}
    try:
        return replace(read_typed(Paper, data, unknown="pass"), unread=unread)
    except FaultyData as error:
        fault = error.faults[0]
        location = " ".join(map(str, fault.path))
        raise PaperError(
            f"this paper is damaged at {location}: {fault.message}", "import the paper again"
        ) from error


def _load_paper_data(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
        if _may_hold_controls(text):
            data = _clean_paper_data(data)
    except (ValueError, RecursionError) as error:
        raise PaperError(f"this is not a paper: {error}") from error
    if not is_mapping(data) or data.get("format") != FORMAT:
        raise PaperError("another version of drill wrote this paper", "import the paper again")
    return dict(data)


def _may_hold_controls(text: str) -> bool:
    """Return whether strings of JSON text have to be cleaned one by one; those of most papers need not."""
    others = text.replace("\\\\", "")
    return any(escape in others for escape in _ESCAPES) or clean_text(text) != text


def _lines_of_made(derived: Mapping[str, Any]) -> Iterator[str]:
    if lines := [*_print_json_entries(derived, " ")]:
        yield '"made": {\n' + ",\n".join(lines) + "\n}"


def _print_json_entries(plain: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the entries of a mapping as JSON, lists and mappings with a line for each of their entries."""
    for name, value in plain.items():
        head = f"{indent}{json.dumps(name)}: "
        if value and is_list(value):
            rows = ",\n".join(f"{indent} {_one_line(entry)}" for entry in value)
            yield f"{head}[\n{rows}\n{indent}]"
        elif value and is_mapping(value):
            rows = ",\n".join(
                f"{indent} {json.dumps(key)}: {_one_line(entry)}" for key, entry in value.items()
            )
            yield f"{head}{{\n{rows}\n{indent}}}"
        elif value not in ([], {}, ""):
            yield f"{head}{_one_line(value)}"


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _clean_paper_data(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if is_list(value):
        return [_clean_paper_data(entry) for entry in value]
    if is_mapping(value):
        return {clean_text(str(name)): _clean_paper_data(entry) for name, entry in value.items()}
    return value


# Problems of optimisation: whether a formula seeks an optimum, and under which conditions.

_OPTIMA = frozenset(("\\min", "\\max", "\\argmin", "\\argmax", "\\sup", "\\inf"))
# The words for an optimum.
_SOUGHT = re.compile(r"(?:min|max)imi[sz]e", re.IGNORECASE)
# The words before the conditions, with gaps and marks around them.
_SUBJECT_TO = re.compile(
    r"(?:[\\\s&,]|\\q?quad(?![a-zA-Z]))*\\(?:text(?:rm|bf|it|sf|normal)?|mathrm|mbox|operatorname\*?)\s*"
    r"\{\s*(?:s\.\s*t\.|subject\s+to|such\s+that)[\s:.]*\}"
)
_GAPS = frozenset(("\\quad", ",", "\\\\"))


def has_optimum(tokens: Sequence[str]) -> bool:
    """Return whether canonical tokens seek an optimum, as an operator or in words."""
    return not _OPTIMA.isdisjoint(tokens) or any(map(_SOUGHT.search, tokens))


def is_constraint(formula: FormulaRow) -> bool:
    """Return whether a row holds the conditions of the problem in the row above, and nothing else."""
    return _SUBJECT_TO.match(formula.in_use) is not None


# A paper as the kinds of exercises get it: its statements read, and helpers that they share.

# Called with the stage, the completed amount, and the total amount (0 of 0 if it is unknown).
ImportProgress = Callable[[str, int, int], None]


@dataclass(eq=False)
class Reading:
    """A paper with its statements read: all that a kind of exercise may look at."""

    paper: Paper
    lines: tuple[Line, ...]

    @cached_property
    def of_formula(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each formula, by its id."""
        lines: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            lines[line.formula.id] = (*lines.get(line.formula.id, ()), line)
        return lines

    @cached_property
    def glossary(self) -> Glossary:
        """The meanings of its symbols."""
        return Glossary(self.paper.symbols, self.lines)

    @cached_property
    def definitions(self) -> Definitions:
        """The lines that define each symbol."""
        return find_definitions(self.lines)

    def constraints(self, formula: FormulaRow) -> str:
        """Return the constraints of the optimum in a formula or in the rows behind it in its display.

        They are canonical LaTeX, empty if there are none, or none that can be shown.
        """
        if is_constraint(formula) or not has_optimum(canonical_tokens(formula.in_use)):
            return ""
        rows = self.paper.formulas
        latex = formula.in_use
        behind = rows[rows.index(formula) + 1 :] if formula in rows else ()
        display = _display_of(formula)
        following = [*takewhile(lambda row: _display_of(row) == display, behind)]
        if _SUBJECT_TO.search(latex) is None and following and is_constraint(following[0]):
            latex = r" \\ ".join((latex, *(row.in_use for row in following)))
        said = canonical_tokens("".join(_SUBJECT_TO.split(latex, maxsplit=1)[1:]))
        tokens = [token for token in said if token != "&"]
        while tokens and tokens[0] in _GAPS:
            del tokens[0]
        begins, ends = (sum(token.startswith(mark) for token in tokens) for mark in ("\\begin", "\\end"))
        if not is_balanced(tokens) or begins != ends:
            return ""
        gap = ["\\\\"] if begins else [",", "\\quad"]  # rows are broken in an environment alone
        return print_tokens_as_latex(
            [part for token in tokens for part in (gap if token == "\\\\" else [token])]
        )


def _display_of(formula: FormulaRow) -> tuple[object, ...]:
    """Return a key that rows of one display share."""
    return formula.block, formula.section, formula.before, formula.after
