"""What a learner would see wrongly: markup that is left over, names that hide others, figures that tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drill.banks.models import FieldPath, Form, Question
from drill.checking import Key
from drill.drawing.figure import Figure, list_figure_names
from drill.drawing.figure_layout import lay_out
from drill.maths.names import FUNCTIONS, SPELLINGS
from drill.reading import write_plain
from drill.typeset import Tier, prose_left_over

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_DOLLAR = re.compile(r"(?<!\\)\$")


def markup_faults(text: str) -> Iterator[str]:
    """Yield faults in a rendered text: dollars without a partner, unknown commands."""
    plain = _CODE.sub("", text)
    if len(_DOLLAR.findall(plain.replace("$$", ""))) % 2:
        yield r"a dollar has no partner; write \$ for one that is money"
        return
    for left in prose_left_over(text, width=76):
        yield f"{left} is not typeset"


# Find declared names that hide a constant or a function which the author may have meant.

_CONSTANTS: Mapping[str, str] = {"e": "Euler's number", "pi": "π", "i": "the imaginary unit"}
_POWER_OF_E = re.compile(r"(?<![A-Za-z0-9_.])e\s*\^(?!\s*\d)")


def hidden_names(form: Form, question: Question) -> Iterator[tuple[FieldPath, str, str]]:
    """Yield declared names that hide a constant or a function, with the field and the hidden one.

    A learner types symbols, so all symbols count except those whose LaTeX ``names`` sets on purpose; of
    parameters and ``let`` names, which the author alone meets, only an e whose power is taken.
    """
    answer = question.answer
    meant = {*form.declared.names, *question.declared.names, *dict(answer.latex)}
    for field_path, names in (
        (form.at, form.declared.vars),
        (question.at, (*question.declared.vars, *answer.vars)),
    ):
        for name in dict.fromkeys(names):
            if name in meant:
                continue
            path = (*field_path, "vars", names.index(name))
            if name in _CONSTANTS:
                yield path, name, _CONSTANTS[name]
            elif name in FUNCTIONS or name in SPELLINGS:
                yield path, name, f"the function {SPELLINGS.get(name, name)}"
    for field_path, field, declared in (
        (form.at, "params", form.params),
        (form.at, "let", form.declared.let),
        (question.at, "let", question.declared.let),
    ):
        if "e" in declared and _POWER_OF_E.search(_join_expression_texts(form, question)):
            meant_number = "Euler's number, and a power of it is taken; write exp( ) for that"
            yield (*field_path, field, "e"), "e", meant_number


def _join_expression_texts(form: Form, question: Question) -> str:
    """Return all texts with expressions, whatever else they contain."""
    lets = {**form.declared.let, **question.declared.let}
    held = (lets, form.where, write_plain(question.answer), write_plain(question.wrong), question.witness)
    return " ".join(map(str, held))


# Check a drawn figure: names that do not fit, and keys that it gives away.

# The narrowest figure, the usual one, that of a terminal without braille, and SVG.
_SIZES: tuple[tuple[int, int, Tier], ...] = (
    (36, 10, "unicode"), (60, 14, "unicode"), (60, 14, "ascii"), (60, 18, "unicode"),
)  # fmt: skip
_WORD = re.compile(r"[^\s,;:()]+")


def find_unreadable_names(figure: Figure) -> Iterator[str]:
    """Yield the names that cannot be read in a figure at some size in which it is shown.

    In the narrowest a line may go through a name, because the figure has no other place for it.
    """
    reported: set[str] = set()
    for columns, rows, tier in _SIZES:
        canvas = lay_out(figure, columns, rows, tier)
        where = f"in {columns} by {rows} cells" + (" of ASCII" if tier == "ascii" else "")
        struck = canvas.struck if (columns, rows) != _SIZES[0][:2] else ()
        for name in dict.fromkeys((*canvas.left_out, *struck)):
            if name and name not in reported:
                reported.add(name)
                reason = "a line goes through it" if name in struck else "or what it names lies outside"
                yield f"the name {name!r} has no room, {reason}, {where}"


def list_printed_words(figure: Figure) -> frozenset[str]:
    """Return every word and number in a figure, except the numbers at its axes."""
    canvas = lay_out(figure, *_SIZES[1])
    label_texts = [label.text for label in canvas.labels if label.tone != "axis"]
    words = {
        word
        for text in (*label_texts, *list_figure_names(figure), figure.says)
        for word in _WORD.findall(text)
    }
    return frozenset(word.strip(".$").replace("−", "-") for word in words)


def gives_key_away(figure: Figure, key: Key) -> bool:
    """Return whether a figure shows the key in the form one would type."""
    return isinstance(key, str) and key.replace(" ", "") in list_printed_words(figure)
