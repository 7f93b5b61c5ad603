"""What the outline of a paper lists: formulas, algorithm boxes, what is not shown; and how each is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.tui.content import EMPTY, beside, line, of_block
from drill.tui.forms import FORMS, as_typed, formula, in_form
from drill.tui.screens.papers.labelled_text import (
    LABEL_CELLS,
    exercises_told,
    filled,
    in_line,
    labelled,
    own,
    paragraph,
    place_told,
)

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.session.papers.workbook_views import (
        AlgorithmView,
        BoxLine,
        FormulaView,
        PaperExercise,
        PaperView,
        ReferencedView,
    )
    from drill.tui.looks import Looks
    from drill.typeset import Tier


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outline: one of the four, or exercises that belong to nothing in it."""

    key: str
    # Markdown with ``$…$``.
    words: str
    state: State
    exercises: Sequence[PaperExercise]
    formula: FormulaView | None = None
    algorithm: AlgorithmView | None = None
    referenced: ReferencedView | None = None
    # A line of the algorithm.
    step: BoxLine | None = None

    @property
    def is_read(self) -> bool:
        """False for a formula that could not be parsed."""
        return self.formula is None or self.formula.row.is_read


def outline(view: PaperView) -> list[tuple[str, list[Entry]]]:
    """Titles in Markdown with their entries: blocks, then algorithms, what is not shown, the rest."""
    groups = [
        (
            f"{block.number} {block.title}".strip() or "formulas",
            [_of_formula(referenced_view) for referenced_view in block.formulas],
        )
        for block in view.blocks
    ]
    algorithms = [
        entry
        for n, algorithm in enumerate(view.algorithms)
        for entry in (
            Entry(
                f"algorithm {n}",
                _plain(algorithm, algorithm.called),
                algorithm.state,
                algorithm.exercises,
                algorithm=algorithm,
            ),
            *(
                Entry(
                    f"algorithm {n} line {index}",
                    _plain(algorithm, step.text),
                    algorithm.state,
                    (),
                    algorithm=algorithm,
                    step=step,
                )
                for index, step in enumerate(algorithm.lines, 1)
            ),
        )
    ]
    referenced = [
        Entry(
            f"referenced {n}",
            as_typed(referenced_view.called),
            referenced_view.state,
            referenced_view.exercises,
            referenced=referenced_view,
        )
        for n, referenced_view in enumerate(view.referenced)
    ]
    other_entries = (
        [Entry("others", "the whole paper", _worst(view.others), view.others)] if view.others else []
    )
    groups += [
        ("algorithms", algorithms),
        ("referred, not shown", referenced),
        ("other exercises", other_entries),
    ]
    return [group for group in groups if group[1]]


def _of_formula(formula_view: FormulaView) -> Entry:
    return Entry(
        f"formula {formula_view.row.id}",
        as_typed(formula_view.called),
        formula_view.state,
        formula_view.exercises,
        formula=formula_view,
    )


def _worst(exercises: Sequence[PaperExercise]) -> State:
    from drill.session.prerequisites import worst

    return worst(exercise.state for exercise in exercises)


def drawn(entry: Entry, form: str, width: int, looks: Looks) -> Content:
    """A formula in two dimensions, or in a form that is text; nothing for other entries."""
    if entry.formula is None:
        return EMPTY
    latex = entry.formula.row.in_use
    if form == FORMS[0]:
        return of_block(typeset.typeset(latex, width=width, tier=looks.tier))
    if form == "spoken" and entry.formula.row.spoken:
        return paragraph(as_typed(entry.formula.row.spoken), width, looks)
    return paragraph(in_form(f"$${latex}$$", form, looks.tier), width, looks)


def copied(entry: Entry, form: str, tier: Tier) -> tuple[str, str]:
    """What ``c`` copies, and what is told of it."""
    if entry.formula is None:
        return entry.referenced.row.what if entry.referenced else entry.words, "Copied."
    if form in (FORMS[0], "LaTeX"):
        return entry.formula.row.in_use, "LaTeX copied."
    text = entry.formula.row.spoken if form == "spoken" else ""
    return text or formula(entry.formula.row.in_use, form, tier), f"Copied: {form}."


def about(entry: Entry, width: int, looks: Looks) -> list[Content]:
    """All that is known of an entry, under its formula."""
    if entry.formula is not None:
        lines = _about_formula(entry.formula, width, looks)
    elif entry.step is not None:
        lines = [paragraph(entry.words, width, looks, "bold")]
        lines += [own("", note_line, width, looks) for note_line in entry.step.note.split("\n") if note_line]
    elif entry.algorithm is not None:
        lines = _about_algorithm(entry.algorithm, width, looks)
    elif entry.referenced is not None:
        lines = _about_referenced(entry.referenced, width, looks)
    else:
        lines = [
            line(("Exercises on the whole paper, or on what it does not show as a formula.", "$secondary"))
        ]
    exercise_lines = [] if entry.step else [EMPTY, exercises_told(entry.exercises, width, looks)]
    return [*lines, *exercise_lines]


def _about_formula(formula: FormulaView, width: int, looks: Looks) -> list[Content]:
    notes = formula.notes
    lines: list[Content] = []
    if not formula.row.is_read:
        warning = "Not parsed, so that its exercises are on how it is written, not on what it computes."
        lines += [paragraph(warning, width, looks, "$secondary"), EMPTY]
    if formula.row.corrected:
        lines += [labelled("printed", f"${formula.row.latex}$", width, looks), EMPTY]
    if notes.keys() - {"words"}:
        lines += [own(name, notes.get(name, ""), width, looks) for name in ("input", "process", "output")]
    else:
        lines.append(
            line((f"{'notes':{LABEL_CELLS}}", "$secondary"), ("e  input → process → output", "$secondary"))
        )
    lines += _known(formula, width, looks)
    if formula.row.special_cases:
        lines += [EMPTY, line(("special cases", "$secondary"))]
        lines += [labelled("", special_case, width, looks) for special_case in formula.row.special_cases]
    lines += [EMPTY, own("own words", notes["words"], width, looks)] if "words" in notes else []
    lines += [EMPTY, line(("to compare with", "$secondary"))] if formula.model else []
    lines += [labelled(name, text, width, looks) for name, text in formula.model]
    lines += [own("related", f"{where}: {words}", width, looks) for where, words in formula.kin]
    file_position = place_told(formula.row.file, formula.row.line)
    lines += [EMPTY, labelled("source", as_typed(file_position), width, looks)] if file_position else []
    return lines


def _known(formula: FormulaView, width: int, looks: Looks) -> list[Content]:
    """What its symbols are, what it uses and is used by, and itself in NumPy."""
    lines: list[Content] = []
    for n, symbol in enumerate(formula.symbols):
        name = line(filled(in_line(symbol.row.symbol, looks, LABEL_CELLS - 1), LABEL_CELLS))
        is_told = symbol.meaning or symbol.row.declared
        meaning_text = "; ".join(
            as_typed(text) for text in (symbol.meaning, symbol.row.declared or symbol.row.typed) if text
        )
        lines += [EMPTY] if not n else []
        lines.append(
            beside(name, paragraph(meaning_text, width - LABEL_CELLS, looks, "" if is_told else "$secondary"))
        )
    links = (("uses", formula.uses), ("used by", formula.used_by))
    link_rows = [own(label, ", ".join(names), width, looks) for label, names in links if names]
    link_rows += [labelled("relative", relative, width, looks) for relative in formula.row.relatives]
    lines += [EMPTY, *link_rows] if link_rows else []
    if formula.row.code:
        lines.append(EMPTY)
        for n, text in enumerate(formula.row.code.split("\n")):
            lines.append(own("" if n else "NumPy", text, width, looks))
        names = ", ".join(f"{as_typed(name)} is ${latex}$" for name, latex in formula.row.code_names)
        lines += [labelled("", f"where {names}", width, looks)] if names else []
    return lines


def _plain(algorithm: AlgorithmView, text: str) -> str:
    """A text of a box as Markdown; of one's own box as typed."""
    return as_typed(text.strip()) if algorithm.is_own else text.strip()


def _about_algorithm(algorithm: AlgorithmView, width: int, looks: Looks) -> list[Content]:
    lines = [paragraph(algorithm.called, width, looks, "bold"), EMPTY]
    if algorithm.unset:
        warning = f"Used before it is set: {', '.join(algorithm.unset)}"
        lines += [paragraph(as_typed(warning), width, looks), EMPTY]
    for number, step in enumerate(algorithm.row.steps, 1):
        depth = (len(step) - len(step.lstrip(" "))) // 2
        lines.append(labelled("  " * depth + f"{number:>2}", _plain(algorithm, step), width, looks))
        noted = algorithm.lines[number - 1].note.split("\n")
        lines += [own("", note_line, width, looks) for note_line in noted if note_line]
    return lines


def _about_referenced(referenced: ReferencedView, width: int, looks: Looks) -> list[Content]:
    file_position = place_told(referenced.row.file, referenced.row.line)
    track = "" if referenced.skills or referenced.papers else ": look it up, then write it down"
    lines = [
        paragraph(as_typed(referenced.row.what), width, looks, "bold"),
        paragraph(f"The paper leans on it and does not show it{track}.", width, looks),
        *(
            line((f"{'drill':10}", "$secondary"), looks.sign(skill.state), f" {skill.title}")
            for skill in referenced.skills
        ),
        *(own("shown in", bank, width, looks) for bank in referenced.papers),
    ]
    return (
        [*lines, EMPTY, labelled("source", as_typed(file_position), width, looks)] if file_position else lines
    )
