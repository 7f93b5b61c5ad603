"""What rows of a paper's map unfold into: a formula's facts and exercises, a box's lines, the skills left."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from drill.session.papers.box_lines import ORIGINS, BoxOrder, keep_remark
from drill.session.papers.workbook_views import (
    AlgorithmView,
    BoxLine,
    FormulaView,
    OwnLine,
    PaperExercise,
    PathSkill,
    place_told,
)
from drill.text import count
from drill.tui.formula_forms import FORMS, format_learner_words, in_form
from drill.tui.looks import build_content, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import (
    INDENT,
    LABEL_CELLS,
    Row,
    describe_moves,
    describe_type,
    draw_formula_for_screen,
    draw_labelled_markdown,
    draw_labelled_words,
    draw_paragraph,
    fit_to_cells,
    in_line,
    on_one_line,
    typeset_title_on_line,
)
from drill.tui.widgets.columns import ListRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from drill.session.today.formula_map import MapRow
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.map import MapPart

REMARK_HINT = "in your own notation; where it is from, and what it is for"
TOO_EARLY = "Not yet: in the box another line comes first."
# The id behind a paper's name, which only authors need.
_PAPER_ID = re.compile(r", `papers/[^`]*`,?")


def _make_exercise_row(part: MapPart, exercise: PaperExercise, of: object) -> Row:
    """Return the row of an exercise: its state, its title, what kind it is."""
    title = typeset_title_on_line(exercise.title or exercise.kind, part.looks)
    kind = "" if title == exercise.kind else exercise.kind
    cells = {"next": build_content((kind, "$secondary"))}
    line = ListRow(build_content(title), cells, build_content(part.looks.sign(exercise.state), " "))
    return Row(
        f"exercise {exercise.item}", line, partial(part.paper.drill, [exercise.item], ""), "drill it", of=of
    )


# --- a formula ---------------------------------------------------------------------------------------------


def list_formula_rows(part: MapPart, row: MapRow) -> Iterator[Row]:
    """Yield a formula, what can be drilled, its line, what is known of it, and further acts."""
    formula, width = row.formula, part.cells - INDENT

    def act(name: str, words: str, does: Callable[[], object]) -> Row:
        return Row(f"{row.key} {name}", build_content(words), does, of=row)

    if formula is not None:
        yield Row("", _draw_formula_in_form(part, formula, width))
        move = part.find_asked_move(formula)
        if move is not None:
            yes, no = map(part.paper.app.key_for, ("yes", "no"))
            (named,) = describe_moves([move])
            asked = (
                f"It has the form of {named}. Nothing in the paper says so: {yes} it is that, {no} it is not."
            )
            yield Row("", draw_paragraph(asked, width, part.looks, "$mark-yellow"))
        if row.next is not None:
            words = f"drill it: {row.next.title}, {row.next.whole_minutes} min"
            yield act("drill", words, partial(part.paper.drill, [row.next.item], ""))
    for exercise in formula.exercises if formula is not None else row.exercises:
        yield _make_exercise_row(part, exercise, row)
    if formula is None:
        return
    if formula.may_look_inside:
        yield act("inside", "look inside: its parts with values", part.action_look_inside)
    words = "your line in NumPy" if formula.own_line else "write it in NumPy"
    yield act("line", words, partial(part.write_line, formula))
    for number, fact in enumerate(_describe_formula(formula, width, part)):
        yield Row(f"{row.key} fact {number}", fact, of=row)
    for symbol in formula.symbols:
        letter = in_line(symbol.row.symbol, part.looks, LABEL_CELLS - 1)
        known = [
            symbol.meaning and format_learner_words(symbol.meaning),
            describe_type(symbol.row, part.looks),
        ]
        told = "; ".join(filter(None, known)) or f"not explained; type {symbol.row.typed}"
        line = _wrap(told, width - LABEL_CELLS, part, is_markdown=bool(symbol.meaning))
        line = prefix_first_line(build_content(fit_to_cells(letter, LABEL_CELLS)), line)
        items = [exercise.item for exercise in symbol.exercises]
        drill = partial(part.paper.drill, items, "No exercise asks for this symbol.")
        yield Row(f"{row.key} symbol {symbol.key}", line, drill, "drill it", of=row)
    yield act("read", "read it now, in the paper", partial(part.read, row))
    yield act("words", "say what goes in, what is done with it, what comes out, and why", part.action_write)
    note = partial(part.paper.write_note, formula.row.id)
    yield act("note", "write a note; a question ends with ?", note)
    if part.paper.may_explain:
        yield act("ask", "ask your assistant about it", part.action_explain)
    if part.paper.may_ask:
        page = partial(part.paper.copy_exercises_page, formula.row.id)
        yield act("page", "a chat writes exercises on it: copy a page", page)
        yield act("correct", "correct a misprint", part.action_correct)


def _wrap(text: str, width: int, part: MapPart, *, is_markdown: bool) -> Content:
    """Return a text in lines; of one that is not Markdown a > begins no quotation."""
    return draw_paragraph(text, width, part.looks) if is_markdown else build_content((text, "$secondary"))


def _draw_formula_in_form(part: MapPart, formula: FormulaView, width: int) -> Content:
    """Return a formula in two dimensions if the screen has room, or in a form that is text."""
    latex, form, looks = formula.row.in_use, part.form, part.looks
    if form == FORMS[0]:
        return stack_lines(draw_formula_for_screen(latex, width, part.paper.app))
    if form == "spoken" and formula.row.spoken:
        return draw_paragraph(format_learner_words(formula.row.spoken), width, looks)
    return draw_paragraph(in_form(f"$${latex}$$", form, looks.tier), width, looks)


def _describe_formula(view: FormulaView, width: int, part: MapPart) -> Iterator[Content]:
    """Yield the notes of the paper, the sheet and the learner on a formula, and its place."""
    row, notes = view.row, view.notes
    words: list[tuple[str, str]] = [("label", row.label)] * bool(row.label and not row.called)
    words += [(name, text) for name, text in notes.items() if name != "words"]
    words += [("own words", text) for name, text in notes.items() if name == "words"]
    words += [(name, ", ".join(of)) for name, of in (("uses", view.uses), ("used by", view.used_by)) if of]
    words += [("elsewhere", f"{each.text}  ({each.title})") for each in view.kindred]
    markdown: list[tuple[str, str]] = [("printed", f"${row.latex}$")] * bool(row.corrected)
    markdown += [("move", text) for text in describe_moves(row.families)]
    markdown += [("the paper", row.sentences)] * bool(row.sentences and not view.model)
    markdown += [("see also", _PAPER_ID.sub("", relative)) for relative in row.relatives]
    markdown += [("NumPy", f"`{line}`") for line in row.numpy]
    markdown += [("special", case) for case in row.special_cases]
    places = ", also ".join(place_told(place.file, place.line) for place in (row, *row.also))
    markdown += [("source", format_learner_words(places))] * bool(places)
    if not row.is_read:
        warning = "drill cannot compute with it: its exercises ask how it is written and what it says."
        yield draw_paragraph(warning, width, part.looks, "$secondary")
    for name, text in words:
        yield draw_labelled_words(name, text, width, part.looks)
    for name, text in markdown:
        yield draw_labelled_markdown(name, text, width, part.looks)
    model = [draw_labelled_markdown(name, text, width, part.looks) for name, text in view.model]
    if model:
        yield stack_lines([build_content(("to compare with", "$secondary")), *model])


# --- the skills that are left ------------------------------------------------------------------------------


def list_skill_rows(part: MapPart) -> Iterator[Row]:
    """Yield a row for all remaining skills, a row per skill, and the rows that show or add others."""
    skills = part.view.skills if part.view is not None else ()
    others = [skill for skill in skills if not skill.is_left]
    if len(others) < len(skills):
        words = "drill all of these, in this order"
        yield Row("all skills", build_content(words), part.paper.drill_prerequisites, "drill them")
    yield from (_make_skill_row(part, skill) for skill in skills if skill.is_left)
    if others:
        words = f"{len(others)} {'is' if len(others) == 1 else 'are'} learned, known or parked"
        line = build_content(part.looks.sign("green"), (f" {words}", "$secondary"))
        yield Row("known", line, parts=lambda: [_make_skill_row(part, skill) for skill in others])
    for way, words in part.paper.ways.items():
        change = partial(part.paper.change_way, is_near=way == "near")
        yield Row(f"way {way}", build_content((words, "$secondary")), change)


def _make_skill_row(part: MapPart, skill: PathSkill) -> Row:
    """Return the row of a skill: its title, whether it is begun, its purpose; it unfolds into its card."""
    looks, width = part.looks, part.cells - 2 * INDENT
    needed = f"for {skill.needed_by[0]}" if skill.needed_by else ""
    cells = {
        "state": build_content(("begun" if skill.is_left and skill.is_begun else "", "$secondary")),
        "next": build_content((typeset_title_on_line(needed, looks), "$secondary")),
    }
    sign = build_content(looks.sign("unseen" if skill.is_left else "green"), " ")
    line = ListRow(build_content(typeset_title_on_line(skill.title, looks)), cells, sign)

    def show_card() -> Sequence[Row]:
        return [Row(f"card {skill.skill}", draw_paragraph(skill.theory, width, looks))]

    def tell() -> Content:
        needed_by = format_learner_words(" · ".join(skill.needed_by))
        title = build_content((skill.title, "bold"))
        return stack_lines([title, draw_labelled_markdown("for", needed_by, part.cells, looks)])

    parts = show_card if skill.theory else None
    drill = partial(part.paper.drill, [skill.skill], "")
    return Row(f"skill {skill.skill}", line, drill, "drill it", parts, tell)


# --- a box -------------------------------------------------------------------------------------------------


def list_box_rows(part: MapPart, box: AlgorithmView) -> Iterator[Row]:
    """Yield the lines of a box, each with its remark, the row that asks them back, and its exercises."""
    width = part.cells - INDENT
    for number, line in enumerate(box.lines, 1):
        head = build_content((f"{number:>2}  ", "$secondary"))
        text = prefix_first_line(head, draw_paragraph(_write_line(box, line), width - 4, part.looks))
        remark = draw_paragraph(format_learner_words(line.remark), width - 8, part.looks)
        if line.remark:
            text = stack_lines([text, prefix_first_line(Content(" " * 8), remark)])
        yield Row(f"line {line.key}", text, partial(_write_remark, part, box, line), "write", of=box)
    if len({line.text for line in box.lines}) > 1:
        words = build_content("put its lines in their order")
        yield Row(f"order {box.row.id}", words, partial(part.ask_back, box), of=box)
    for exercise in box.exercises:
        yield _make_exercise_row(part, exercise, box)


def _write_line(box: AlgorithmView, line: BoxLine, *, is_flat: bool = False) -> str:
    text = format_learner_words(line.text) if box.is_own else line.text
    return text if is_flat else "\u00a0\u00a0" * line.depth + text


def _write_remark(part: MapPart, box: AlgorithmView, line: BoxLine) -> None:
    title = on_one_line(_write_line(box, line, is_flat=True), part.looks, part.cells)
    own_line = OwnLine("words", "remark", line.words, REMARK_HINT, kinds=ORIGINS, kind=line.origin)

    def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
        kind, text = changed.get("kind", line.origin), changed.get("words", line.words)
        keep_remark(workspace, part.paper.slug, line.key, kind, text)

    part.paper.write(title, [own_line], keep)


class BoxRecall:
    """A box that is asked back: its lines are chosen in order."""

    def __init__(self, part: MapPart, box: AlgorithmView) -> None:
        self._part, self._box, self._says = part, box, ""
        self.id = box.row.id
        self.order = BoxOrder.shuffle(box.lines, secrets.randbits(32))

    def lead(self) -> Content:
        """Return the task, then the result."""
        if not self.order.is_done:
            return build_content(
                ("Which line comes next?", "bold"), (f"   {self._says}".rstrip(), "$secondary")
            )
        asides = [count(self.order.misses, "wrong try", "wrong tries")] * bool(self.order.misses)
        asides += [f"{count(len(self.order.shown), 'line')} shown"] * bool(self.order.shown)
        return build_content(
            (f"The box is whole: {', '.join(asides) or 'every line was found at once'}.", "bold")
        )

    def rows(self) -> Iterator[Row]:
        """Yield the lines that have their place, then those that are left."""
        looks, width = self._part.looks, self._part.cells - 6
        for number, line in enumerate(self.order.lines[: self.order.placed]):
            is_shown = number in self.order.shown
            numeral = (f"{number + 1:>2}  ", "$mark-yellow" if is_shown else "$mark-green")
            text = "  " * line.depth + on_one_line(_write_line(self._box, line, is_flat=True), looks, width)
            yield Row("", build_content(numeral, text, ("   shown" * is_shown, "$secondary")))
        for line in self.order.left:
            text = build_content(
                " ·  ", on_one_line(_write_line(self._box, line, is_flat=True), looks, width)
            )
            yield Row(f"left {line.key}", text, partial(self._place, line), "comes next", of=self._box)

    def _place(self, line: BoxLine) -> None:
        self._says = "" if self.order.place(line) else TOO_EARLY
        self._part.show_again()
