"""The formulas of a paper in their blocks: the outline left, the chosen formula with its details right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from drill import typeset
from drill.errors import DrillError
from drill.session.papers.workbook_views import Drilled, FormulaView, OwnLine, ReferencedView, place_told
from drill.tui.declared_keys import key, pair
from drill.tui.formula_forms import FORMS, format_learner_words, in_form, next_form, print_formula_in_form
from drill.tui.looks import EMPTY, build_content, of_block, prefix_first_line, stack_lines
from drill.tui.screens.papers.labelled_text import (
    LABEL_CELLS,
    describe_type,
    draw_labelled_markdown,
    draw_labelled_words,
    draw_paragraph,
    exercises_told,
    fit_to_cells,
    in_line,
    on_one_line,
)
from drill.tui.screens.papers.part import ListPart, Row
from drill.tui.widgets.text_widgets import Text
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import PaperView, SymbolView
    from drill.session.workspace import Workspace
    from drill.tui.looks import Looks
    from drill.tui.screens.papers.paper import PaperScreen
    from drill.typeset import Tier

# What the outline of a paper lists, and all that is told of the row chosen in it.

# What a row stands for; with ``None`` as its row the exercises that belong to nothing in the outline.
Subject = FormulaView | ReferencedView | Drilled[None]


def list_formula_outline(view: PaperView) -> list[tuple[str, Mapping[str, Subject]]]:
    """Return titles in Markdown with what is listed below each, by the keys of its rows."""
    groups: list[tuple[str, Mapping[str, Subject]]] = [
        (
            f"{block.label} {block.title}".strip() or ("formulas" if block.number else "other formulas"),
            {f"formula {formula_view.row.id}": formula_view for formula_view in block.formulas},
        )
        for block in view.blocks
    ]
    groups += [
        ("referred, not shown", {f"referenced {n}": row for n, row in enumerate(view.referenced)}),
        ("other exercises", {"others": Drilled(row=None, exercises=view.others)} if view.others else {}),
    ]
    return [group for group in groups if group[1]]


def name_outline_row(subject: Subject) -> str:
    """Return how a row is called, as Markdown with ``$…$``."""
    match subject:
        case FormulaView() | ReferencedView():
            return format_learner_words(subject.called)
        case _:
            return "the whole paper"


def draw_formula_in_form(subject: FormulaView, form: str, width: int, looks: Looks) -> Content:
    """Draw a formula in two dimensions, or in a form that is text."""
    latex = subject.row.in_use
    if form == FORMS[0]:
        return of_block(typeset.typeset_formula(latex, width=width, tier=looks.tier))
    if form == "spoken" and subject.row.spoken:
        return draw_paragraph(format_learner_words(subject.row.spoken), width, looks)
    return draw_paragraph(in_form(f"$${latex}$$", form, looks.tier), width, looks)


def choose_copied_text(subject: Subject, form: str, tier: Tier) -> tuple[str, str]:
    """Return what ``c`` copies, and what is told of it."""
    if not isinstance(subject, FormulaView):
        return subject.row.what if isinstance(subject, ReferencedView) else name_outline_row(
            subject
        ), "Copied."
    if form in (FORMS[0], "LaTeX"):
        return subject.row.in_use, "LaTeX copied."
    text = subject.row.spoken if form == "spoken" else ""
    return text or print_formula_in_form(subject.row.in_use, form, tier), f"Copied: {form}."


def describe_outline_row(subject: Subject, width: int, looks: Looks) -> list[Content]:
    """Return all that is known of a row, under its formula if it is one."""
    match subject:
        case FormulaView():
            lines = _about_formula(subject, width, looks)
        case ReferencedView():
            lines = _about_referenced(subject, width, looks)
        case _:
            lines = [
                build_content(("Exercises on the whole paper, or on what it does not show.", "$secondary"))
            ]
    return [*lines, EMPTY, exercises_told(subject.exercises, width, looks)]


def _about_formula(view: FormulaView, width: int, looks: Looks) -> list[Content]:
    notes, row = view.notes, view.row
    lines: list[Content] = []
    if not row.is_read:
        warning = "drill cannot compute with it: its exercises ask how it is written and what it says."
        lines += [draw_paragraph(warning, width, looks, "$secondary"), EMPTY]
    if row.corrected:
        lines += [draw_labelled_markdown("printed", f"${row.latex}$", width, looks), EMPTY]
    if notes.keys() - {"words"}:
        lines += [
            draw_labelled_words(name, notes.get(name, ""), width, looks)
            for name in ("input", "process", "output")
        ]
    else:
        hint = "e writes what goes in, what is done with it, what comes out"
        lines.append(draw_labelled_markdown("notes", hint, width, looks))
    lines += _list_formula_relations(view, width, looks)
    lines += [draw_labelled_markdown("NumPy", f"`{line}`", width, looks) for line in row.numpy]
    if row.special_cases:
        lines += [EMPTY, build_content(("special cases", "$secondary"))]
        lines += [
            draw_labelled_markdown("", special_case, width, looks) for special_case in row.special_cases
        ]
    lines += (
        [EMPTY, draw_labelled_words("own words", notes["words"], width, looks)] if "words" in notes else []
    )
    if view.kindred:
        lines += [EMPTY, build_content(("your words on the same move", "$secondary"))]
        lines += [
            draw_labelled_words("", f"{other.text}  ({other.title})", width, looks) for other in view.kindred
        ]
    lines += [EMPTY, build_content(("to compare with", "$secondary"))] if view.model else []
    lines += [draw_labelled_markdown(name, text, width, looks) for name, text in view.model]
    places = ", also ".join(place_told(place.file, place.line) for place in (row, *row.also))
    return [*lines, *_draw_source_place(places, width, looks)]


def _list_formula_relations(view: FormulaView, width: int, looks: Looks) -> list[Content]:
    """Return what its symbols are, and what it uses and is used by."""
    lines = [_describe_symbol_meaning(symbol, width, looks) for symbol in view.symbols]
    links = (("uses", view.uses), ("used by", view.used_by))
    link_rows = [
        draw_labelled_words(label, ", ".join(names), width, looks) for label, names in links if names
    ]
    link_rows += [
        draw_labelled_markdown("relative", relative, width, looks) for relative in view.row.relatives
    ]
    return [row for rows in (lines, link_rows) if rows for row in (EMPTY, *rows)]


def _describe_symbol_meaning(symbol: SymbolView, width: int, looks: Looks) -> Content:
    """Return a symbol, what it means, and on a line of its own what it is declared to be."""
    name = build_content(fit_to_cells(in_line(symbol.row.symbol, looks, LABEL_CELLS - 1), LABEL_CELLS))
    texts = [
        format_learner_words(text) for text in (symbol.meaning, describe_type(symbol.row, looks)) if text
    ]
    if not texts:
        return prefix_first_line(
            name, build_content((f"not explained; type {symbol.row.typed}", "$secondary"))
        )
    return prefix_first_line(
        name, stack_lines([draw_paragraph(text, width - LABEL_CELLS, looks) for text in texts])
    )


def _about_referenced(view: ReferencedView, width: int, looks: Looks) -> list[Content]:
    is_here = view.skills or view.papers
    told = "The paper uses it and does not show it" + ("." if is_here else ": look it up and note it.")
    return [
        draw_paragraph(format_learner_words(view.row.what), width, looks, "bold"),
        draw_paragraph(told, width, looks),
        *(
            build_content((f"{'drill':10}", "$secondary"), looks.sign(skill.state), f" {skill.title}")
            for skill in view.skills
        ),
        *(draw_labelled_words("shown in", bank, width, looks) for bank in view.papers),
        *_draw_source_place(place_told(view.row.file, view.row.line), width, looks),
    ]


def _draw_source_place(file_position: str, width: int, looks: Looks) -> Sequence[Content]:
    return (
        [EMPTY, draw_labelled_markdown("source", format_learner_words(file_position), width, looks)]
        if file_position
        else []
    )


# Columns from which a formula is looked at beside the outline.
PANE_FROM = 60
# What a formula's row takes before its name.
SIGN_CELLS = 4
# Cells beside a formula's name that are worth its beginning.
LEAST_BEGIN = 8
# Words of the sentence that stand in a display before its formula.
_LEAD: Final = re.compile(
    r"^\\(?:text|textrm|mathrm|mbox)\s*\{\s*(?:and|by|for|hence|here|if|let|or|since|so|so that|that is|then|"
    r"thus|where|while|with)[\s,:;.]*\}(?:\\q?quad(?![a-zA-Z])|\\[,;:! ]|[~\s])*"
)


class FormulasPart(ListPart):
    """The view of formulas; ``space`` gives one the whole screen, where it may be scrolled."""

    called = "formulas"
    DEFAULT_CSS = """
    FormulasPart OptionList, FormulasPart OptionList:focus {width: 34%; min-width: 24; max-width: 46;}
    FormulasPart #look {width: 1fr; height: 1fr; padding: 0 1; border-left: solid $panel;
        scrollbar-size-vertical: 1; scrollbar-gutter: stable;}
    FormulasPart #look Text {height: auto;}
    FormulasPart #formula {text-wrap: nowrap;}
    FormulasPart.-whole #look {border-left: none;}
    FormulasPart.-alone OptionList, FormulasPart.-alone OptionList:focus {width: 1fr; max-width: 100%;}
    """

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._subjects: Mapping[str, Subject] = {}
        self._form = FORMS[0]
        self._is_whole = self._is_from_map = False
        self._has_decided = False
        self._formula = Text(id="formula")
        self._beside = Text()
        self._look = VerticalScroll(id="look", can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the outline, and a formula next to it."""
        with Horizontal():
            yield self.list
            with self._look:
                yield self._formula
                yield self._beside

    def _may_explain(self) -> bool:
        is_chosen = self._chosen_formula is not None and (self._is_whole or not self.paper.may_ask)
        return is_chosen and self.paper.may_explain

    def _asks_letters(self) -> bool:
        workspace, formula = self.paper.app.workspace, self._chosen_formula
        is_asked = workspace is not None and workspace.asks_letters
        return is_asked and formula is not None and formula.is_of_import

    def _words_of_look(self) -> str:
        if not self._is_whole:
            return "whole"
        return "map" if self._is_from_map else "outline"

    # --- outline -------------------------------------------------------------------------------------------

    def rows(self) -> Sequence[Row]:
        """Return blocks with their formulas, then other exercises."""
        if self.view is None:
            return ()
        groups = list_formula_outline(self.view)
        self._subjects = {key: subject for _, group in groups for key, subject in group.items()}
        rows: list[Row] = []
        for title, group in groups:
            rows.append(Row("", build_content((on_one_line(title, self.looks, self._row_cells), "bold"))))
            rows += [Row(key, self._row(subject)) for key, subject in group.items()]
        return rows

    def _row(self, subject: Subject) -> Content:
        sign = self.looks.sign(subject.state)
        words = on_one_line(name_outline_row(subject), self.looks, self._row_cells - SIGN_CELLS)
        room = self._row_cells - SIGN_CELLS - cell_width(words) - 2
        if not isinstance(subject, FormulaView):
            return build_content("  ", sign, f" {words}")
        row = build_content("  ", sign, (f" {words}", "" if subject.row.is_read else "$secondary"))
        if room < LEAST_BEGIN:
            return row
        return row + build_content(
            (f"  {in_line(_LEAD.sub('', subject.row.in_use), self.looks, room)}", "$secondary")
        )

    @property
    def _subject(self) -> Subject | None:
        return self._subjects.get(self.chosen)

    @property
    def _chosen_formula(self) -> FormulaView | None:
        subject = self._subject
        return subject if isinstance(subject, FormulaView) else None

    @property
    def _paper_here(self) -> str:
        """The bank of the paper here that the chosen row refers to, if it has no exercises of its own."""
        subject = self._subject
        if isinstance(subject, ReferencedView) and subject.papers and not subject.exercises:
            return subject.papers[0]
        return ""

    def on_resize(self) -> None:
        """Redraw the formula at its new width, and hide or show the outline's neighbour."""
        self._lay_out()
        super().on_resize()

    def _lay_out(self) -> None:
        has_pane = self.app.size.width >= PANE_FROM
        self.list.display = not self._is_whole
        self._look.display = self._is_whole or has_pane
        self.set_class(self._is_whole, "-whole")
        self.set_class(not has_pane, "-alone")

    def take_focus(self) -> None:
        """Focus the outline, or nothing while one formula has the screen."""
        if self._is_whole:
            self.focus()
        else:
            super().take_focus()

    # --- one formula ---------------------------------------------------------------------------------------

    def _describe(self) -> None:
        subject, formula = self._subject, self._chosen_formula
        self._look.scroll_home(animate=False)
        self._formula.display = formula is not None
        if subject is None:
            self._beside.show(build_content(("No formula of this paper is known.", "$secondary")))
            return
        width = self._width
        details = [EMPTY, *describe_outline_row(subject, width, self.looks)]
        if formula is not None:
            self._formula.show(draw_formula_in_form(formula, self._form, width, self.looks))
            rows = self.paper.map.rows if self.paper.map is not None else ()
            left = next((row.skills_left for row in rows if row.key == formula.row.id), ())
            details[1:1] = (
                [draw_labelled_words("left", ", ".join(left), width, self.looks), EMPTY] if left else []
            )
        self._beside.show(stack_lines(details))

    @property
    def _width(self) -> int:
        """Return the cells next to the outline; before the first layout as many as there will be."""
        outline = 0 if self._is_whole or self.app.size.width < PANE_FROM else self._outline_width
        return max(16, self.app.size.width - outline - 4)

    @property
    def _outline_width(self) -> int:
        width = self.app.size.width
        return width if width < PANE_FROM else min(46, max(24, width * 34 // 100))

    @property
    def _row_cells(self) -> int:
        """Return the cells of a row within the outline, without its margins and the scroll bar."""
        return self._outline_width - 3

    @property
    def scrolled(self) -> VerticalScroll:
        """Return the formula that is shown."""
        return self._look

    @key("view", "view")
    def action_view(self) -> None:
        """Show the formula in the next form."""
        self._form = next_form(self._form)
        self._describe()
        self.paper.banner.say()
        self.paper.top.flash(build_content((self._form, "$secondary")))

    @key("copy", "copy")
    def action_copy(self) -> None:
        """Copy the chosen row in the form that is shown."""
        if (subject := self._subject) is not None:
            text, notice = choose_copied_text(subject, self._form, self.looks.tier)
            self.app.copy_to_clipboard(text)
            self.app.notify(notice, markup=False)

    @key("export", "export")
    def action_export(self) -> None:
        """Write the notes into a file."""
        self.paper.export()

    @key("back leave", when=lambda self: self._is_whole)
    def action_outline(self) -> None:
        """Show the outline again, or the map where it led here."""
        self.action_look()

    def look_at(self, formula: str) -> None:
        """Give a formula of the map the whole screen."""
        if (
            index := next((n for n, key in enumerate(self._keys) if key == f"formula {formula}"), None)
        ) is None:
            return
        self._is_from_map, self._is_whole = True, False
        self.list.highlighted = index
        self.action_look()

    @key("look", _words_of_look)
    def action_look(self) -> None:
        """Give the formula the whole screen, or the outline its place."""
        self._is_whole = not self._is_whole and self._subject is not None
        if self._is_from_map and not self._is_whole:
            self._is_from_map = False
            self._lay_out()
            self.paper.show("map")
            return
        self._lay_out()
        self._describe()
        self.take_focus()
        self.paper.refresh_bindings()

    @pair("right left", when=lambda self: self._is_whole)
    def action_step(self, by: int) -> None:
        """Show the next formula or the one before, while one has the whole screen."""
        (self.list.action_cursor_down if by > 0 else self.list.action_cursor_up)()
        self._describe()

    # --- acts ----------------------------------------------------------------------------------------------

    @property
    def enter_words(self) -> str:
        """Say what enter does with the chosen row."""
        subject = self._subject
        if self._paper_here:
            return "its paper"
        if subject is None or not subject.exercises:
            return ""
        return "drill these" if self._chosen_formula is None else "drill this formula"

    def action_enter(self) -> None:
        """Drill the exercises of the chosen row, or show the paper here that it refers to."""
        if self._paper_here:
            self.paper.go_to_paper(self._paper_here)
        elif (subject := self._subject) is not None:
            skills = [skill.skill for skill in subject.skills] if isinstance(subject, ReferencedView) else []
            items = [exercise.item for exercise in subject.exercises] or skills
            self.paper.drill(items, "There is no exercise on this one.")

    @key("drill", "drill all", when=lambda self: self.view is not None and self.view.row.has_exercises)
    def action_drill(self) -> None:
        """Drill all exercises of the paper."""
        if self.view is not None and self.view.row.has_exercises:
            self.paper.drill([self.view.row.bank], "")

    @key("ask", "explain it", when=_may_explain)
    def action_explain(self) -> None:
        """Have the assistant explain the chosen formula."""
        from drill.session.papers.assistant import ask_about_formula

        formula, workspace = self._chosen_formula, self.paper.app.workspace
        if formula is not None and self.view is not None and workspace is not None:
            self.paper.explain(ask_about_formula(workspace, self.view, formula))

    @key("ask", "ask for 6 more", when=lambda self: self.paper.may_ask)
    def action_ask_for_exercises(self) -> None:
        """Ask for exercises."""
        self.paper.ask_for_exercises()

    @key("letters", "letters", when=_asks_letters)
    def action_say_letters(self) -> None:
        """Say what the chosen formula's letters are."""
        if (formula := self._chosen_formula) is not None:
            self.paper.say_letters(formula.row.id)

    @key(
        "again",
        "inside",
        when=lambda self: self._chosen_formula is not None and self._chosen_formula.may_look_inside,
    )
    def action_look_inside(self) -> None:
        """Look inside the chosen formula."""
        if (formula := self._chosen_formula) is not None:
            self.paper.look_inside(formula.row.id)

    @key("edit", "write notes", when=lambda self: self._chosen_formula is not None)
    def action_write(self) -> None:
        """Write notes on the chosen formula."""
        formula = self._chosen_formula
        if formula is None or self.view is None:
            self.paper.banner.say("Choose a formula: notes are written on formulas.")
            return
        self.paper.write_on(f"formula/{formula.row.id}")

    # --- what is made of them ------------------------------------------------------------------------------

    @key("dispute", "correct", when=lambda self: self.paper.may_ask)
    def action_correct(self) -> None:
        """Correct a misprint: exercises use the correction, under the same ids."""
        formula = self._chosen_formula
        if formula is None or not self.paper.may_ask:
            self.paper.banner.say("Choose a formula: those of a paper that you imported can be corrected.")
            return

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> str:
            from drill.session.papers.draft_review import remake_exercises, save_formula_correction

            save_formula_correction(workspace, self.paper.slug, formula.row.id, changed["latex"])
            return remake_exercises(workspace, self.paper.slug)

        latex_line = OwnLine("latex", "LaTeX", formula.row.in_use, "as printed, if this is left empty")
        self.paper.write(f"{formula.called}, corrected", [latex_line], keep)

    @pair("more less", "drill more, fewer", when=lambda self: self.paper.may_ask)
    def action_drill_more(self, by: int) -> None:
        """Make exercises of more formulas, or of fewer."""
        if not self.paper.may_ask:
            return

        def change(workspace: Workspace) -> str:
            from drill.session.papers.draft_review import drill_more

            return drill_more(workspace, self.paper.slug, by)

        self._has_decided = True
        self.paper.act(change)

    def leave(self) -> None:
        """Make exercises again if other formulas were chosen, while keys still work."""
        if self._has_decided and not self.app.is_leaving:
            self._has_decided = False
            self.app.run_worker(self._remake())

    async def _remake(self) -> None:
        from drill.session.papers.draft_review import draft_anew
        from drill.session.papers.paper_import import keep_read

        app, paper = self.app, self.paper
        try:
            draft = partial(draft_anew, is_cancelled=lambda: app.is_leaving)
            imported = await asyncio.to_thread(draft, await app.opened(), paper.slug)
            await app.background.run(keep_read, imported)
            notice = "The exercises were remade from the formulas that are drilled now."
        except DrillError as error:
            notice = f"The exercises stay as they were: {error}"
        if paper.is_current:
            paper.refill()
            paper.banner.say(notice)
