"""The scratch page: lines are typed as in a working, and each is marked against the line before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from drill.errors import DrillError
from drill.session.drilling.working_feedback import (
    choose_sign,
    describe_line,
    describe_marks,
    keep_as_note,
    list_line_latex,
    mark_text,
)
from drill.session.papers.formula_lookup import (
    AboutFormula,
    FormMove,
    find_card,
    look_up_formula,
    say_papers,
    say_roles,
)
from drill.session.today.today_page import wrap_words
from drill.text import clean_text, one_line
from drill.tui.bindings import Window
from drill.tui.declared_keys import key
from drill.tui.looks import EMPTY, build_content, of_block, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import draw_labelled_markdown, draw_paragraph
from drill.tui.widgets.screen_rows import KeyRow, QuietList, TopLine
from drill.tui.widgets.text_line import JoinedLine, TextLine
from drill.tui.widgets.text_widgets import Text
from drill.typeset import typeset_formula

if TYPE_CHECKING:
    from textual.content import Content

    from drill.checking import MarkedLine, MarkedText
    from drill.session.workspace import Workspace

# The frame of a window with one line to type into, and a text below it that answers.


class LineWindow(Window[None], ModalScreen[None]):
    """The line has the focus at first; the text is scrolled."""

    heading: ClassVar[str]
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    LineWindow {background: $background;}
    LineWindow Input, LineWindow Input:focus {border: round $primary; height: 3; margin: 0 1;
        background: $background; padding: 0 1;}
    LineWindow VerticalScroll {height: 1fr; padding: 0 2; scrollbar-size-vertical: 1;}
    LineWindow VerticalScroll Text {height: auto;}
    """

    def __init__(self, field: TextLine, asked: str) -> None:
        """``asked`` names the text that is typed into the ``field``."""
        super().__init__()
        self._field = field
        self._field.border_title = asked
        self._text = Text()
        self._page = VerticalScroll(self._text, can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the line, the text below it, and the keys."""
        yield TopLine(build_content((self.heading, "bold")))
        yield self._field
        yield self._page
        yield KeyRow()

    def _say(self, *sentences: str) -> None:
        """Show sentences in place of the text."""
        self._text.show(stack_lines([build_content((sentence, "$secondary")) for sentence in sentences]))
        self.refresh_bindings()


# Max lines of a page, because a longer derivation belongs in a file.
MOST_LINES = 200
# Min cells of a line.
MOST_NARROW = 20
_HELP = (
    "Declare letters first: x > 0, n positive integer, A, B: n, n.",
    "Then a line at a time: (x+1)^2 = x^2 + 2x + 1, or LaTeX as it is pasted.",
    "Each is marked against the line before it.",
    "What is not certain is not judged.",
)


class ScratchLine(JoinedLine):
    """A line that is typed; pasted text may have several."""

    def __init__(self) -> None:
        super().__init__(placeholder="x > 0, or a line of your derivation")
        self.select_on_focus = False  # a line is corrected, not replaced

    def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        lines = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) > 1 and isinstance(self.screen, ScratchPageScreen):
            self.screen.put_lines([self.value + lines[0], *lines[1:]])
        else:
            super()._on_paste(event)


class ScratchPageScreen(LineWindow):
    """A line to type into, and below it the lines so far, typeset, with their signs.

    A line is corrected where it is: the cursor chooses it, enter puts its text into the field, and enter
    there puts it back and marks all lines anew. On a paper ``e`` keeps them as a note; otherwise nothing is
    stored.
    """

    heading = "Working"
    DEFAULT_CSS = """
    ScratchPageScreen VerticalScroll {padding: 0 1 0 2; max-height: 8; height: auto;}
    ScratchPageScreen VerticalScroll.-alone {max-height: 1fr;}
    ScratchPageScreen OptionList, ScratchPageScreen OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 0 0 0 1; scrollbar-gutter: stable;}
    """

    def __init__(self, paper: str = "") -> None:
        """``paper`` is the one whose notes may keep the page."""
        super().__init__(ScratchLine(), "a line")
        self._paper = paper
        self._lines: list[str] = []
        self._marked: MarkedText | None = None
        self._latex: Sequence[str] = ()
        self._told = ""
        # The index of the line that is being corrected.
        self._corrected: int | None = None
        self._rows = QuietList(markup=False)

    def compose(self) -> ComposeResult:
        """Make the line, the lines so far, the summary, and the keys."""
        yield TopLine(build_content((self.heading, "bold")))
        yield self._field
        yield self._rows
        yield self._page
        yield KeyRow()

    def on_mount(self) -> None:
        """Explain the page."""
        self._explain()

    def on_resize(self) -> None:
        """Draw it at its new width."""
        self._draw()

    @property
    def enter_words(self) -> str:
        """Return the effect of enter."""
        return "mark it" if self._field.has_focus else "correct it"

    @property
    def back_words(self) -> str:
        """Return the target of esc."""
        return "to the lines" if self._field.has_focus and self._lines else "back"

    def _has_chosen_lines(self) -> bool:
        return bool(self._lines) and not self._field.has_focus

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Add the line, or put it in the place of the one that was corrected."""
        event.stop()
        if event.value.strip():
            self.put_lines([event.value])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Correct the chosen line."""
        event.stop()
        self._type(self._lines[event.option_index], event.option_index)

    def _type(self, text: str = "", corrected: int | None = None) -> None:
        """Go to the field with a text in it: that of the line to be corrected, or of a new one."""
        self._ask(text, corrected)
        self.set_focus(self._field)
        self.refresh_bindings()

    def _ask(self, text: str = "", corrected: int | None = None) -> None:
        self._corrected = corrected
        self._field.value = text
        self._field.cursor_position = len(text)
        self._field.border_title = "a line" if corrected is None else f"line {corrected + 1}"

    @key("next", "new line", when=_has_chosen_lines)
    def action_turn(self) -> None:
        """Go to the field, to type another line."""
        self._type()

    def action_close(self) -> None:
        """Leave the field for the lines, first for the one that does not follow; from there, close the page.

        A correction is given up.
        """
        if not (self._field.has_focus and self._lines):
            super().action_close()
            return
        broken = [line.line - 1 for line in self._marked.breaks] if self._marked is not None else []
        chosen = next(iter(broken), len(self._lines) - 1)
        if self._corrected is not None:
            chosen = self._corrected
            self._ask()
        self._rows.highlighted = chosen
        self.set_focus(self._rows)
        self.refresh_bindings()

    def put_lines(self, lines: Sequence[str]) -> None:
        """Add lines, or put them in the place of the one that is being corrected, and mark all."""
        place = len(self._lines) if self._corrected is None else self._corrected
        self._lines[place : place + 1] = [clean_text(text).rstrip() for text in lines]
        del self._lines[MOST_LINES:]
        self._ask()
        self._mark(place + len(lines) - 1)

    @key("undo", "take it back", when=_has_chosen_lines)
    def action_take_back(self) -> None:
        """Take the last line back, to be typed again."""
        self._told = ""
        self._type(self._lines.pop())
        if self._lines:
            self._mark()
        else:
            self._marked = None
            self._explain()

    @key("yes", "declare them", when=lambda self: self._has_chosen_lines() and self._has_offers())
    def action_take_offers(self) -> None:
        """Declare at the head of the page what its undecided lines offer."""
        if self._marked is not None:
            self._lines[:0] = self._marked.offers
            self._mark()

    def _has_offers(self) -> bool:
        return self._marked is not None and bool(self._marked.offers)

    @key("copy", "copy", when=_has_chosen_lines)
    def action_copy(self) -> None:
        """Copy the lines."""
        self.app.copy_to_clipboard("\n".join(self._lines))
        self._tell("Copied.")

    @work(exclusive=True)
    @key("edit", "keep as note", when=lambda self: self._has_chosen_lines() and self._paper)
    async def action_keep(self) -> None:
        """Keep the lines as a note on the paper."""
        text = "\n".join(self._lines)
        try:
            await self.app.background.run(keep_as_note, await self.app.opened(), self._paper, text)
        except DrillError as error:
            self._tell(str(error))
            return
        self._tell("Kept among the paper's notes.")

    @work(exclusive=True)
    async def _mark(self, shown: int | None = None) -> None:
        """Mark all lines in the session's thread; the one at ``shown`` is scrolled to."""
        text = "\n".join(self._lines)
        try:
            marked = await self.app.background.run(_mark_lines, await self.app.opened(), text)
        except DrillError as error:
            self._marked = None
            self._explain(str(error))
            return
        self._marked, self._latex = marked
        self._told = ""
        self._draw(len(self._lines) - 1 if shown is None else shown)

    def _explain(self, *sentences: str) -> None:
        """Show sentences, those of the page's beginning if there are none, in place of the lines."""
        self._rows.clear_options()
        self._rows.display = False
        self._page.add_class("-alone")
        self._say(*(sentences or _HELP))

    def _tell(self, sentence: str) -> None:
        self._told = sentence
        self._draw(self._rows.highlighted)

    def _draw(self, shown: int | None = None) -> None:
        """Draw all lines, with the cursor on the one at ``shown``, and the summary below them."""
        if self._marked is None:
            return
        marked = self._marked
        by_line: dict[int, list[MarkedLine]] = {}
        for each in marked.lines:
            by_line.setdefault(each.line, []).append(each)
        if shown is None:
            shown = self._rows.highlighted
        self._rows.display = True
        self._page.remove_class("-alone")
        self._rows.set_options([
            Option(self._draw_line(number, text, by_line.get(number, ()), dict(marked.declared)))
            for number, text in enumerate(self._lines[: len(self._latex)], 1)
        ])  # fmt: skip
        self._rows.highlighted = shown
        rows = [build_content((self._told or describe_marks(marked), "$secondary"))]
        if marked.offers:
            offers = "; ".join(marked.offers)
            rows.append(build_content((f"To decide more lines, declare {offers} (esc, y).", "$secondary")))
        self._text.show(stack_lines(rows))
        self.refresh_bindings()

    def _draw_line(
        self, number: int, text: str, marks: Sequence[MarkedLine], declared: Mapping[int, str]
    ) -> Content:
        """Return a line with the worst of its signs, and below it the message about it."""
        sign, colour = ("  ", "")
        if any(each.kind != "text" for each in marks) and number not in declared:
            sign, worst = choose_sign(marks, is_ascii=self.app.looks.is_ascii)
            colour = {"follows": "$mark-green bold", "breaks": "$mark-red bold"}.get(worst, "$secondary")
        head = build_content((f"{number:>3} ", "$secondary"), (f"{sign:<2} ", colour))
        told = "   declared" if number in declared else ""
        cells = max(MOST_NARROW, self._rows.scrollable_content_region.width - head.cell_length - 1)
        block = typeset_formula(self._latex[number - 1], width=cells, tier=self.app.looks.tier)
        if self._latex[number - 1] and not block.left_over and block.width <= cells:
            rows = of_block(block).split("\n")
            blank = build_content(" " * head.cell_length)
            heads = (head if row == block.baseline else blank for row in range(block.height))
            drawn = stack_lines([each + row for each, row in zip(heads, rows, strict=True)])
        else:
            wrapped = [*wrap_words(text, cells - len(told))] or [""]
            drawn = prefix_first_line(head, build_content("\n".join(wrapped), (told, "$secondary")))
        said = dict.fromkeys(describe_line(each) for each in marks if each.kind != "text")
        lines = [line for sentence in said if sentence for line in wrap_words(sentence, cells)]
        notes = [build_content((" " * head.cell_length + line, "$secondary")) for line in lines]
        return stack_lines([drawn, *notes])


def _mark_lines(workspace: Workspace, text: str) -> tuple[MarkedText, Sequence[str]]:
    """Return the marked lines, and LaTeX for each that is mathematics."""
    marked = mark_text(text, workspace.workers, is_working=True)
    return marked, list_line_latex(marked, text)


# The window about a formula: the moves whose form it has, their skills, a card, and exercises to begin.

# Cells of the narrowest text.
_NARROWEST = 20


class AboutFormulaScreen(LineWindow):
    """A line for a formula, below it what drill knows about it, and last its exercises to choose from."""

    heading = "About a formula"
    DEFAULT_CSS = """
    AboutFormulaScreen VerticalScroll {padding: 0 1 0 2; scrollbar-gutter: stable;}
    AboutFormulaScreen OptionList, AboutFormulaScreen OptionList:focus
        {height: auto; max-height: 30%; border: none; background: $background; padding: 0 2;}
    """

    def __init__(self, proposed: str = "") -> None:
        """``proposed`` is a formula that was copied before."""
        field = JoinedLine(one_line(proposed), placeholder="LaTeX, or softmax(q k^T / sqrt(d)) v")
        super().__init__(field, "a formula")
        self._about: AboutFormula | None = None
        # The card that teaches its first skill, as Markdown, and whether it is shown.
        self._card = ""
        self._is_card = False
        self._exercises = QuietList(markup=False)
        self._exercises.display = False

    def compose(self) -> ComposeResult:
        """Make the line, the text below it, the exercises, and the keys."""
        yield TopLine(build_content((self.heading, "bold")))
        yield self._field
        yield self._page
        yield self._exercises
        yield KeyRow()

    def on_resize(self) -> None:
        """Wrap the text anew."""
        self._show()

    @property
    def enter_words(self) -> str:
        """Return the effect of enter."""
        if self._field.has_focus:
            return "look it up"
        return "begin" if self._exercises.has_focus else "another"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look it up."""
        event.stop()
        if event.value.strip():
            self._look_up(event.value)

    def action_submit(self) -> None:
        """Go back to the line: another formula."""
        self.set_focus(self._field)
        self.refresh_bindings()

    @work(exclusive=True)
    async def _look_up(self, text: str) -> None:
        """Ask in the session's thread: the first formula takes a second or two."""
        self._say("One moment…")
        try:
            about, card = await self.app.background.run(
                _describe_formula_moves, await self.app.opened(), text
            )
        except DrillError as error:
            self._about, self._card = None, ""
            self._exercises.display = False
            self._say(str(error))
            return
        self._about, self._card, self._is_card = about, card, False
        self._exercises.set_options([Option(exercise.title) for exercise in about.exercises])
        self._exercises.display = bool(about.exercises)
        if about.exercises:
            self._exercises.highlighted = 0
            self.set_focus(self._exercises)
        elif about.moves:
            self.set_focus(None)  # letters are keys now
        self._show()

    def _show(self) -> None:
        if self._about is not None:
            width = max(_NARROWEST, self._page.scrollable_content_region.width)
            text = self._card if self._is_card else ""
            rows = (
                [draw_paragraph(text, width, self.app.looks)] if text else self._list_rows(self._about, width)
            )
            self._text.show(stack_lines(rows))
            self._page.scroll_home(animate=False)
            self.refresh_bindings()

    def _list_rows(self, about: AboutFormula, width: int) -> Sequence[Content]:
        looks = self.app.looks
        rows = [
            draw_labelled_markdown("read as" if not n else "", f"${latex}$", width, looks)
            for n, latex in enumerate(about.read)
        ]
        rows += [
            build_content((f"Not read: {part.latex}: {part.message}.", "$secondary")) for part in about.unread
        ]
        if not about.moves:
            if about.read:
                return [*rows, build_content(("No move that drill knows is in it.", "$secondary"))]
            return rows
        rows += [EMPTY, build_content(("It has the form of", "$secondary"))]
        for move in about.moves:
            rows += [*self._list_move(move, width), EMPTY]
        rows.append(build_content(("Skills", "$secondary")))
        for skill in about.skills:
            rows.append(build_content(f"  {skill.title}", (f"  {skill.standing}", "$secondary")))
        if about.exercises:
            rows += [EMPTY, build_content(("Exercises to begin with", "$secondary"))]
        return rows

    def _list_move(self, move: FormMove, width: int) -> Sequence[Content]:
        said = ", ".join(filter(None, (f"**{move.row.title}**", say_roles(move))))
        papers = say_papers(move)
        rows = [draw_paragraph(said, width, self.app.looks)]
        if papers:
            return [*rows, draw_labelled_markdown("also in", papers, width, self.app.looks)]
        return rows

    @key("theory", lambda self: "formula" if self._is_card else "card", when=lambda self: self._card)
    def action_theory(self) -> None:
        """Show the card, or the formula again."""
        self._is_card = bool(self._card) and not self._is_card
        self._show()

    @key(
        "next",
        lambda self: "exercises" if self._field.has_focus else "another formula",
        when=lambda self: self._exercises.display,
    )
    def action_turn(self) -> None:
        """Go from the exercises to the line, or back."""
        is_at_line = self._field.has_focus
        self.set_focus(self._exercises if is_at_line else self._field)
        self.refresh_bindings()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Begin with the chosen exercise."""
        event.stop()
        self._begin(event.option_index)

    @key("drill", "begin", when=lambda self: self._exercises.display)
    def action_drill(self) -> None:
        """Begin with the chosen exercise."""
        self._begin(self._exercises.highlighted or 0)

    def _begin(self, chosen: int) -> None:
        """Leave for a session on the exercises, the chosen one first."""
        from drill.session.standing.queueing import Request

        if self._about is not None and self._about.exercises:
            items = tuple(exercise.item for exercise in self._about.exercises)
            app = self.app
            self.dismiss(None)
            request = Request(scope=items, first=items[chosen])
            app.call_after_refresh(app.leave_for, partial(app.drill, request))

    def action_close(self) -> None:
        """Go back: from the card to the formula, else to the screen below."""
        if self._is_card:
            self.action_theory()
        else:
            super().action_close()


def _describe_formula_moves(workspace: Workspace, text: str) -> tuple[AboutFormula, str]:
    """Return the known facts about a formula, and the card of its first skill that has one, as Markdown."""
    from drill.session.drilling.exercise_view import card_text

    about = look_up_formula(workspace, text)
    taught = next((skill for skill in about.skills if skill.has_card), None)
    card = find_card(workspace, taught.skill) if taught is not None else None
    return about, card_text(card, taught.title) if taught is not None and card is not None else ""
