"""A formula with all known facts: itself, its notes, its symbols and its exercises."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from drill import typeset
from drill.session.papers.workbook_views import FormulaView, OwnLine, PaperExercise, SymbolView, place_told
from drill.tui.declared_keys import key
from drill.tui.formula_forms import FORMS, format_learner_words, in_form, next_form, print_formula_in_form
from drill.tui.looks import EMPTY, Looks, build_content, of_block, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import (
    LABEL_CELLS,
    OpenedPart,
    Row,
    describe_moves,
    describe_type,
    draw_labelled_markdown,
    draw_labelled_words,
    draw_paragraph,
    fit_to_cells,
    in_line,
    typeset_title_on_line,
)
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.papers import FamilyRow
    from drill.session.today.formula_map import MapRow
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

# Max share of the height for the rows below the text, in percent.
ROWS_SHARE = 45
# The id behind a paper's name, which only authors need.
_PAPER_ID = re.compile(r", `papers/[^`]*`,?")


class FormulaPart(OpenedPart):
    """A formula that a row of the map opened: its text above, and below it rows to choose from."""

    called = "formula"
    DEFAULT_CSS = f"""
    FormulaPart #text {{height: auto; max-height: {100 - ROWS_SHARE}%; padding: 0 2;
        scrollbar-size-vertical: 1;}}
    FormulaPart #text Text {{height: auto;}}
    FormulaPart #formula {{text-wrap: nowrap;}}
    FormulaPart OptionList, FormulaPart OptionList:focus {{border-top: solid $rule;}}
    """

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._form = FORMS[0]
        self._formula = Text(id="formula")
        self._text = VerticalScroll(id="text", can_focus=False)
        self._below = Text()
        self._scopes: Mapping[str, Sequence[str]] = {}
        """What is drilled by the rows of symbols and exercises."""

    def compose(self) -> ComposeResult:
        """Make the formula, its facts, and the rows."""
        with self._text:
            yield self._formula
            yield self._below
        yield self.list

    @property
    def scrolled(self) -> VerticalScroll:
        """The text."""
        return self._text

    @property
    def formula(self) -> FormulaView | None:
        """The formula that is shown, while the paper has it."""
        formulas = self.view.formulas if self.view is not None else ()
        return next((formula for formula in formulas if formula.row.id == self.opened), None)

    @property
    def _on_map(self) -> MapRow | None:
        rows = self.paper.map.rows if self.paper.map is not None else ()
        return next((row for row in rows if row.key == self.opened), None)

    @property
    def _asked_move(self) -> FamilyRow | None:
        """The move whose form the formula has, until the learner has confirmed or rejected it."""
        formula = self.formula
        if formula is None or not (formula.is_central and self.paper.may_ask):
            return None
        return next(iter(formula.row.asked_moves), None)

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen row."""
        return "choose" if self.chosen else ""

    # --- drawing -------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the formula, its text and its rows."""
        formula, width = self.formula, max(16, self.app.size.width - 6)
        if formula is not None:
            self._formula.show(draw_formula_in_form(formula, self._form, width, self.looks))
            self._below.show(stack_lines([EMPTY, *self._describe_formula(formula, width)]))
        super().draw()

    def draw_head(self) -> None:
        """Show no text next to the formula's own."""

    def _describe(self) -> None:
        """Show no details: the text is above."""

    def _describe_formula(self, formula: FormulaView, width: int) -> Sequence[Content]:
        title = build_content((typeset_title_on_line(formula.called, self.looks, width), "bold"))
        lines = [title]
        move = self._asked_move
        if move is not None:
            yes, no = map(self.paper.app.key_for, ("yes", "no"))
            (named,) = describe_moves([move])
            asked = (
                f"It has the form of {named}. Nothing in the paper says so: {yes} it is that, {no} it is not."
            )
            lines.append(draw_paragraph(asked, width, self.looks, "$mark-yellow"))
        row = self._on_map
        left = row.skills_left if row is not None else ()
        if left:
            lines.append(draw_labelled_words("left", ", ".join(left), width, self.looks))
        return [*lines, *describe_formula(formula, width, self.looks)]

    def rows(self) -> Sequence[Row]:
        """Return the actions on the formula, then its symbols and its exercises."""
        formula = self.formula
        if formula is None:
            return ()
        acts = [Row(key, build_content(f" {words}")) for key, words in self._list_acts(formula)]
        scopes: dict[str, Sequence[str]] = {}
        symbols: list[Row] = []
        for symbol in formula.symbols:
            key = f"symbol {symbol.key}"
            scopes[key] = [exercise.item for exercise in symbol.exercises]
            symbols.append(Row(key, self._draw_symbol(symbol)))
        exercises: list[Row] = []
        for exercise in formula.exercises:
            scopes[exercise.item] = [exercise.item]
            exercises.append(Row(exercise.item, draw_exercise(exercise, self.looks)))
        self._scopes = scopes
        return [*name_part("", acts), *name_part("symbols", symbols), *name_part("exercises", exercises)]

    def _list_acts(self, formula: FormulaView) -> Sequence[tuple[str, str]]:
        """Return the actions on a formula, by the keys of the rows."""
        row = self._on_map
        acts: list[tuple[str, str]] = []
        if row is not None and row.next is not None:
            acts.append(("drill", f"drill it: {row.next.title}, {row.next.whole_minutes} min"))
        if formula.may_look_inside:
            acts.append(("inside", "look inside: its parts with values"))
        acts.append(("line", "your line in NumPy" if formula.own_line else "write it in NumPy"))
        acts.append(("read", "read it now, in the paper"))
        acts.append(("words", "say what goes in, what is done with it, what comes out, and why"))
        acts.append(("note", "write a note; a question ends with ?"))
        if self.paper.may_explain:
            acts.append(("ask", "ask your assistant about it"))
        if self.paper.may_ask:
            acts.append(("correct", "correct a misprint"))
        return acts

    def _draw_symbol(self, symbol: SymbolView) -> Content:
        """Return a symbol, its meaning, and its declaration."""
        letter = in_line(symbol.row.symbol, self.looks, LABEL_CELLS - 1)
        name = build_content(f" {fit_to_cells(letter, LABEL_CELLS)}")
        declared = describe_type(symbol.row, self.looks)
        if not symbol.meaning and not declared:
            unknown = (f"not explained; type {symbol.row.typed}", "$secondary")
            return prefix_first_line(name, build_content(unknown))
        width = max(16, self.app.size.width - LABEL_CELLS - 6)
        lines = [draw_paragraph(format_learner_words(symbol.meaning), width, self.looks)]
        lines.append(build_content(declared))  # not Markdown, in which > begins a quotation
        lines = [line for line in lines if line.plain]
        return prefix_first_line(name, stack_lines(lines))

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Do the action of the chosen row, or drill its exercises."""
        acts = {
            "drill": self._drill, "inside": self.action_look_inside, "line": self._write_line,
            "read": self.action_read, "words": self.action_write,
            "ask": self.action_explain, "correct": self.action_correct,
            "note": lambda: self.paper.write_note(self.opened),
        }  # fmt: skip
        act = acts.get(self.chosen)
        if act is not None:
            act()
        elif self.chosen in self._scopes:
            self.paper.drill(self._scopes[self.chosen], "No exercise asks for this symbol.")

    def _drill(self) -> None:
        row = self._on_map
        self.paper.drill([row.next.item] if row is not None and row.next is not None else [], "")

    @key("yes", "it is", when=lambda self: self._asked_move is not None)
    def action_confirm_move(self) -> None:
        """Save that the formula is the move that it has the form of."""
        self._say_move(is_one=True)

    @key("no", "it is not", when=lambda self: self._asked_move is not None)
    def action_refuse_move(self) -> None:
        """Save that it is not, so that nobody asks again."""
        self._say_move(is_one=False)

    def _say_move(self, *, is_one: bool) -> None:
        move, slug, id_ = self._asked_move, self.paper.slug, self.opened
        if move is None:
            return
        family = move.family
        from drill.session.papers.assistant import say_move

        self.paper.act(lambda workspace: say_move(workspace, slug, id_, family, is_one=is_one))

    @key("again", "inside", when=lambda self: self.formula is not None and self.formula.may_look_inside)
    def action_look_inside(self) -> None:
        """Look inside the formula."""
        self.paper.look_inside(self.opened)

    def _write_line(self) -> None:
        """Write the formula as a line of NumPy."""
        from drill.tui.screens.papers.inside import OwnLineScreen

        formula = self.formula
        if formula is not None:
            window = OwnLineScreen(self.paper.slug, self.opened, formula.row.in_use, formula.own_line)
            self.app.push_screen(window, lambda _: self.paper.refill())

    @key("open", "read it")
    def action_read(self) -> None:
        """Read the formula in the paper; the map asks then whether one could follow."""
        self.paper.show("map")
        self.paper.map_part.read(self.opened)

    @key("edit", "write on it")
    def action_write(self) -> None:
        """Write down the inputs, the operation, the result, and the reason."""
        self.paper.write_on(f"formula/{self.opened}")

    @key("ask", "explain it", when=lambda self: self.formula is not None and self.paper.may_explain)
    def action_explain(self) -> None:
        """Have the assistant explain the formula."""
        from drill.session.papers.assistant import ask_about_formula

        formula, workspace = self.formula, self.paper.app.workspace
        if formula is not None and self.view is not None and workspace is not None:
            self.paper.explain(ask_about_formula(workspace, self.view, formula))

    @key("view", "view")
    def action_view(self) -> None:
        """Show the formula in the next form."""
        self._form = next_form(self._form)
        self.draw()
        self.paper.top.flash(build_content((self._form, "$secondary")))

    @key("copy", "copy")
    def action_copy(self) -> None:
        """Copy the formula in the form that is shown."""
        formula = self.formula
        if formula is None:
            return
        text = formula.row.in_use
        if self._form == "spoken" and formula.row.spoken:
            text = formula.row.spoken
        elif self._form not in (FORMS[0], "LaTeX"):
            text = print_formula_in_form(text, self._form, self.looks.tier)
        self.app.copy_to_clipboard(text)
        form = "LaTeX" if self._form == FORMS[0] else self._form
        self.app.notify(f"Copied: {form}.", markup=False)

    @key("dispute", "correct it", when=lambda self: self.paper.may_ask)
    def action_correct(self) -> None:
        """Correct a misprint: exercises use the correction, under the same ids."""
        formula = self.formula
        if formula is None or not self.paper.may_ask:
            return

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> str:
            from drill.session.papers.draft_review import remake_exercises, save_formula_correction

            save_formula_correction(workspace, self.paper.slug, formula.row.id, changed["latex"])
            return remake_exercises(workspace, self.paper.slug)

        latex_line = OwnLine("latex", "LaTeX", formula.row.in_use, "as printed, if this is left empty")
        self.paper.write(f"{formula.called}, corrected", [latex_line], keep)


def name_part(title: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows of a part, the first of them marked as that, below its title if it has one."""
    if not rows:
        return ()
    first, *others = rows
    heading = [Row("", build_content((title, "bold")))] if title else []
    return [*heading, Row(first.key, first.content, begins_part=True), *others]


def draw_exercise(exercise: PaperExercise, looks: Looks) -> Content:
    """Return the row of an exercise: its state, its title, what kind it is."""
    title = typeset_title_on_line(exercise.title or exercise.kind, looks)
    kind = "" if title == exercise.kind else f"   {exercise.kind}"
    return build_content(" ", looks.sign(exercise.state), f" {title}", (kind, "$secondary"))


def draw_formula_in_form(formula: FormulaView, form: str, width: int, looks: Looks) -> Content:
    """Return a formula in two dimensions, or in a form that is text."""
    latex = formula.row.in_use
    if form == FORMS[0]:
        return of_block(typeset.typeset_formula(latex, width=width, tier=looks.tier))
    if form == "spoken" and formula.row.spoken:
        return draw_paragraph(format_learner_words(formula.row.spoken), width, looks)
    return draw_paragraph(in_form(f"$${latex}$$", form, looks.tier), width, looks)


def describe_formula(view: FormulaView, width: int, looks: Looks) -> Sequence[Content]:
    """Return the notes of the paper, the sheet and the learner on a formula, and its place."""
    row, notes = view.row, view.notes
    lines: list[Content] = []
    if not row.is_read:
        warning = "drill cannot compute with it: its exercises ask how it is written and what it says."
        lines.append(draw_paragraph(warning, width, looks, "$secondary"))
    if row.corrected:
        lines.append(draw_labelled_markdown("printed", f"${row.latex}$", width, looks))
    lines += [draw_paragraph(text, width, looks) for text in describe_moves(row.families)]
    if row.sentences and not view.model:
        lines.append(draw_labelled_markdown("the paper", row.sentences, width, looks))
    lines += [
        draw_labelled_words(name, text, width, looks) for name, text in notes.items() if name != "words"
    ]
    lines += [draw_labelled_words("own words", notes["words"], width, looks)] if "words" in notes else []
    links = (("uses", view.uses), ("used by", view.used_by))
    lines += [draw_labelled_words(label, ", ".join(names), width, looks) for label, names in links if names]
    relatives = [_PAPER_ID.sub("", relative) for relative in row.relatives]
    lines += [draw_labelled_markdown("see also", relative, width, looks) for relative in relatives]
    lines += [draw_labelled_markdown("NumPy", f"`{line}`", width, looks) for line in row.numpy]
    if row.special_cases:
        lines.append(build_content(("special cases", "$secondary")))
        lines += [draw_labelled_markdown("", case, width, looks) for case in row.special_cases]
    if view.kindred:
        lines.append(build_content(("your words on the same move", "$secondary")))
        lines += [
            draw_labelled_words("", f"{each.text}  ({each.title})", width, looks) for each in view.kindred
        ]
    if view.model:
        lines.append(build_content(("to compare with", "$secondary")))
        lines += [draw_labelled_markdown(name, text, width, looks) for name, text in view.model]
    places = ", also ".join(place_told(place.file, place.line) for place in (row, *row.also))
    if places:
        lines.append(draw_labelled_markdown("source", format_learner_words(places), width, looks))
    return lines
