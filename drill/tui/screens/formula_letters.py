"""The window for a formula's letters: a line for the chosen row, the table below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual import events, work
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from drill import typeset
from drill.errors import DrillError
from drill.session.papers.formula_letters import (
    LettersReply,
    LettersView,
    SaidLetters,
    check_letters,
    leave_letters,
    mark_formulas,
    open_letters,
    say_letters,
)
from drill.session.papers.formula_lookup import TYPE_EXAMPLES, choose_type, list_choices, name_type
from drill.tui.bindings import Window
from drill.tui.declared_keys import key, pair
from drill.tui.looks import EMPTY, Part, build_content, count_rows, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import (
    cut_to_cells,
    draw_formula_for_screen,
    draw_paragraph,
    fit_to_cells,
    in_line,
    on_one_line,
)
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_line import JoinedLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from drill.papers import NeededLetter

# Max widths of a name and of a type, and min width of a meaning, in cells.
NAME_CELLS, TYPE_CELLS, LEAST_MEANING = 14, 31, 16
# Cells next to a row: the window's margins, and the sign before it.
CELLS_BESIDE, SIGN_CELLS = 6, 2
# The digit that opens the field of a row, because digits are text in the field.
WRITES = "0"
_PLACEHOLDERS = {
    "letter": "a digit from the list, or type it",
    "holds": "such as sum p_k = 1; or name a part: a := \\log p: < 0",
    "offer": "y takes it, n does not",
}
# A blank inside a choice, at which no line may break.
_INSIDE = re.compile(r" (?!\d [a-z])")
# A row for what holds in addition, before anything is written in it.
_ANY_CONDITION = "add a condition, or give a part of the formula a letter of its own"

# Names of the sources of a proposal, in grey.
ORIGINS = {
    "said": "as the paper says",
    "from": "as it is used",
    "assistant": "assistant",
    "guessed": "proposed before",
}

RowKind = Literal["letter", "holds", "offer"]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A row of the table: a letter, what holds (or a part as one letter), or a formula that is offered."""

    kind: RowKind
    # The LaTeX of a letter, or the statement of an offer.
    key: str
    typed: str = ""
    letter: NeededLetter | None = None
    # What an offered formula is called.
    name: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it is a letter without a declaration or a proposal."""
        return self.letter is not None and not (self.typed or self.letter.proposed)


class LettersLine(JoinedLine):
    """The line for the chosen row: a digit in place of all of it chooses, anything else is typed."""

    def __init__(self, take: Callable[[str], bool]) -> None:
        super().__init__()
        self._take = take
        # Whether digits are text in it: its row was opened to be written.
        self.is_written = False

    async def _on_key(self, event: events.Key) -> None:
        is_whole = self.screen.focused is self and self.selected_text == self.value and not self.is_written
        if is_whole and event.is_printable and self._take(event.character or ""):
            self.take(event)
        else:
            await super()._on_key(event)


class LettersScreen(Window["LettersReply | None"], ModalScreen["LettersReply | None"]):
    """Asks for the meaning of a formula's letters; closes with the saved declarations, or with nothing."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    LettersScreen {background: $background;}
    LettersScreen Input, LettersScreen Input:focus {border: round $primary; height: 3; margin: 0 1;
        background: $background; padding: 0 1;}
    LettersScreen VerticalScroll {height: 1fr; padding: 0 1 0 2; scrollbar-size-vertical: 1;}
    LettersScreen VerticalScroll Text {height: auto;}
    """

    def __init__(self, slug: str, formula: str, *, is_in_day: bool = False) -> None:
        super().__init__()
        self._slug, self._formula, self._is_in_day = slug, formula, is_in_day
        self._top = TopLine()
        self._line = LettersLine(self._take_key)
        self._text = Text()
        self._page = VerticalScroll(self._text, can_focus=False)
        self._view: LettersView | None = None
        self._rows: list[LetterRow] = []
        self._known: dict[str, str] = {}  # types that were declared before
        self._at = 0
        self._is_busy = self._waits = False
        self._reply: LettersReply | None = None
        self._meant: tuple[str, ...] = ()
        self._told = ""

    def compose(self) -> ComposeResult:
        """Make the line, the table below it, and the keys."""
        yield self._top
        yield self._line
        yield self._page
        yield KeyRow()

    def on_mount(self) -> None:
        """Open the table."""
        self._ask(open_letters, self._open)

    def on_resize(self) -> None:
        """Draw rows at their new length."""
        self._draw()

    def _asks_for_rows(self) -> bool:
        return not self._question and self._view is not None

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the row."""
        if not self._asks_for_rows():
            return ""
        left = any(row.is_bare for number, row in enumerate(self._rows) if number != self._at)
        if left and self._rows[self._at].kind == "letter":
            return "next"
        return "done"

    @property
    def back_words(self) -> str:
        """Return the target of esc: from a question to the table."""
        return "back" if self._question else "leave"

    # --- the session ---------------------------------------------------------------------------------------

    @work(exclusive=True)
    async def _ask(
        self, ask: Callable[..., object], show: Callable[..., object], *, is_quick: bool = False
    ) -> None:
        """Ask about the formula in the session's thread; a refusal appears below the table."""
        self._is_busy, self._waits = True, not is_quick
        self._draw()
        try:
            workspace = await self.app.opened()
            found = await self.app.background.run(ask, workspace, slug=self._slug, formula=self._formula)
            self._told, self._is_busy, self._waits = "", False, False
            show(found)
        except DrillError as error:
            self._told = f"{error}"
        finally:
            self._is_busy = self._waits = False
        self._draw()

    def _open(self, view: LettersView) -> None:
        """Show the table as it was left, at what cannot be read."""
        self._reply = LettersReply(view, view.refused) if view.refused else None
        self._known = {each.latex: each.said for each in view.letters if each.latex not in view.begun}
        self._fill(view)
        self._choose_fault("")

    def _fill(self, view: LettersView) -> None:
        """Show a table, at the first letter without a declaration."""
        self._set_rows(view)
        self._choose(next((place for place, row in enumerate(self._rows) if row.is_bare), 0))

    def _set_rows(self, view: LettersView) -> None:
        """Make the rows of a table; the typed text stays."""
        typed = {row.key: row.typed for row in self._rows if row.kind != "holds"}
        held = (
            [row.typed for row in self._rows if row.kind == "holds"]
            if self._rows
            else [*view.parts, *view.holds]
        )
        letters = [
            LetterRow("letter", each.latex, typed.get(each.latex, each.said), each) for each in view.letters
        ]
        offers = [
            LetterRow("offer", offer.latex, typed.get(offer.latex, ""), name=offer.name)
            for offer in view.offers
        ]
        texts = [text for text in held if text.strip()]
        self._view = view
        self._rows = [*letters, *offers, *(LetterRow("holds", "", text) for text in [*texts, ""])]

    def _take_checked(self, reply: LettersReply) -> None:
        """Stay at a row that cannot be read, else go on."""
        row = self._rows[self._at]
        self._set_rows(reply.view)
        there = [replace(each, letter=None) for each in self._rows]
        named = replace(row, letter=None)
        self._at = there.index(named) if named in there else self._at
        self._reply = reply if reply.faults else None
        if self._find_fault(row):
            self._choose(self._at)
        else:
            self._go_on()

    def _choose_fault(self, told: str) -> None:
        """Go to the first row that is refused, if one is."""
        place = next((at for at, row in enumerate(self._rows) if self._find_fault(row)), None)
        if place is not None:
            self._choose(place, told)

    def _submit(self, *, is_enough: bool = False) -> None:
        said = self._gather(is_enough=is_enough)
        self._ask(partial(say_letters, said=said), self._take_reply)

    def _gather(self, *, is_enough: bool) -> SaidLetters:
        letters = [row for row in self._rows if row.kind == "letter" and row.typed]
        types = {row.key: row.typed for row in letters if row.typed != self._known.get(row.key)}
        further = [row.typed for row in self._rows if row.kind == "holds" and row.typed]
        taken = [row.key for row in self._rows if row.kind == "offer" and row.typed]
        parts = tuple(text for text in further if ":=" in text)
        holds = tuple(text for text in (*taken, *further) if ":=" not in text)
        return SaidLetters(types, parts, holds, self._meant, is_enough)

    def _take_reply(self, reply: LettersReply) -> None:
        has_more = self._keep_typed()
        if reply.is_kept and not has_more:
            self.dismiss(reply)
            return
        if reply.is_kept:  # text that was typed meanwhile is not in it
            self._told = "Enter takes what you have typed, too."
            return
        self._reply = reply
        said = {letter.latex: letter.said for letter in reply.view.letters}  # a yes may have changed a row
        self._rows = [replace(row, typed=said.get(row.key) or row.typed) for row in self._rows]
        self._set_rows(reply.view)
        self._choose_fault("Change this row, or what it is at odds with; enter then takes all.")
        if self._question:
            self.set_focus(None)

    # --- rows ----------------------------------------------------------------------------------------------

    @property
    def _asked(self) -> str:
        """The question of a reply; one that was answered yes and returns is asked again."""
        asks = self._reply.asks if self._reply is not None else ()
        return next((question for question in asks if question not in self._meant), "".join(asks[:1]))

    @property
    def _question(self) -> str:
        """The question that comes first, as Markdown."""
        reply = self._reply
        if reply is None or self._is_busy or any(map(self._find_fault, self._rows)) or reply.faults.get(""):
            return ""
        if self._asked or not reply.unfollowed:
            return self._asked
        if reply.part:
            return f"${reply.part}$ cannot be followed: {reply.unfollowed}. Give it a letter of its own?"
        return f"This cannot be followed: {reply.unfollowed}. Keep the letters as they are?"

    def _find_fault(self, row: LetterRow) -> str:
        """Return the fault of a row as it was typed last."""
        key = row.typed if row.kind == "holds" else row.key
        if self._reply is not None and key:
            return self._reply.faults.get(key, "")
        return ""

    def _choose(self, place: int, told: str = "") -> None:
        """Go to a row: its text is put into the line, and the message ``told`` below the table."""
        self._at, self._told = max(0, min(place, len(self._rows) - 1)), told
        row = self._rows[self._at]
        self._line.is_written = False
        self._line.value = row.typed
        self._line.action_select_all()
        looks = self.app.looks
        title = {
            "letter": f"what is {in_line(row.key, looks, NAME_CELLS)}?",
            "holds": "is there a condition on these letters?",
            "offer": f"{row.name} says what {in_line(row.key.split('=')[0], looks, NAME_CELLS)} is: take it?",
        }[row.kind]
        self._line.border_title = build_content(title)  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content
        self._line.placeholder = _PLACEHOLDERS[row.kind]
        if not self._line.has_focus:
            self.set_focus(self._line)
        self.refresh_bindings()
        self._draw()

    def _take_key(self, character: str) -> bool:
        """Take a digit for a type or for the field, or an offer's answer; return whether it was one."""
        row = self._rows[self._at] if self._rows else None
        if row is None or self._is_busy:
            return self._is_busy and (row is None or not self._waits)  # while one waits it is text
        if row.kind == "offer" and character in ("y", "n"):
            self._write("yes" if character == "y" else "")
            self._choose(self._at + 1)
            return True
        if row.letter is not None and character == WRITES:
            self._line.is_written, self._line.value = True, ""
            self._told = "Write what it is; esc drops what was begun."
            self._draw()
            return True
        if row.letter is None or not (type_ := choose_type(character, row.letter)):
            return False
        self._write(type_)
        self._go_to_next_bare()
        return True

    def _write(self, text: str) -> None:
        """Keep the text of a row, and drop messages about the table before that."""
        if self._rows and self._rows[self._at].typed != text:
            self._rows[self._at] = replace(self._rows[self._at], typed=text)
            self._reply = None

    def _go_to_next_bare(self) -> None:
        """Go to the next row without a declaration; the last such one may have become a choice."""
        self._choose(self._find_next_bare())
        letter = self._rows[self._at].letter
        if letter is not None and not letter.choices and sum(row.is_bare for row in self._rows) == 1:
            types = {row.key: row.typed for row in self._rows if row.kind == "letter" and row.typed}
            self._ask(partial(open_letters, said=types), self._fill, is_quick=True)

    def _find_next_bare(self) -> int:
        """Return the next row without a declaration, else the one below."""
        order = [*range(self._at + 1, len(self._rows)), *range(self._at)]
        return next((place for place in order if self._rows[place].is_bare), self._at + 1)

    # --- acts ----------------------------------------------------------------------------------------------

    @pair("down up", "rows", when=_asks_for_rows)
    def action_row(self, by: int) -> None:
        """Go to the row below or above; the typed text stays."""
        number = len(self._rows)
        self._keep_typed()
        self._choose(self._at + (0 if by > 0 and len(self._rows) < number else by))

    action_move = action_row

    def action_help(self) -> None:
        """Show the possible declarations of a letter, and the keys."""
        self.app.show_help(self.keys_here(), page="keys", rows=TYPE_EXAMPLES)

    def _read_line(self) -> str:
        """Return the text of the line in the row's form: the type that a word chooses."""
        text = self._line.value.strip()
        letter = self._rows[self._at].letter
        if letter is None or (self._line.is_written and text.isdecimal()):
            return text
        return choose_type(text, letter) or text

    def _keep_typed(self) -> bool:
        """Keep the text of the line; return whether it is new. Clearing a saved row removes it."""
        before = self._rows[self._at] if self._rows else None
        if before is None or before.kind == "offer":
            return False
        text = self._read_line()
        self._write(text)
        if before.kind == "holds" and not text and self._at < len(self._rows) - 1:
            del self._rows[self._at]
            return False
        return self._rows[self._at] != before and bool(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the row; once no row is bare, take all rows, the grey ones too."""
        event.stop()
        if self._is_busy or self._view is None:
            return
        if self._keep_typed() or self._find_fault(self._rows[self._at]):
            said = self._gather(is_enough=False)
            self._ask(partial(check_letters, said=said), self._take_checked, is_quick=True)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Go to the next row without a declaration; if there is none, take all."""
        if not any(row.is_bare for row in self._rows):
            self._submit()
        elif self._rows[self._at].is_bare:
            self._choose(self._at, "Choose with a digit, or type what it is.")
        else:
            self._go_to_next_bare()

    @key("yes", "yes", when=lambda self: self._question, argument=True)
    @key("no", "no", when=lambda self: self._question, argument=False)
    def action_answer(self, yes: bool) -> None:
        """Answer the question."""
        reply = self._reply
        if reply is None or not self._question:
            return
        asked = self._asked
        if asked and yes:
            self._meant = (*self._meant, asked)
            self._submit()
        elif asked:
            self._end_question("Then a row says something else: change it.")
        elif reply.part and yes:
            self._end_question("")
            used = self._view.latex if self._view is not None else ""
            name = next((name for name in "abcuvwzfghpq" if name not in used), "part")
            self._rows[-1:] = [LetterRow("holds", "", f"{name} := {reply.part}: "), LetterRow("holds", "")]
            self._choose(len(self._rows) - 2)
        elif reply.part or yes:
            self._submit(is_enough=True)
        else:
            self._end_question("")

    def _end_question(self, told: str) -> None:
        self._reply = None
        self._choose(self._at, told)

    def action_close(self) -> None:
        """Leave a question for the table, and the table without loss, since it keeps its declarations."""
        if self._question:
            self._end_question("")
        elif self._view is None:
            super().action_close()
        elif self._line.is_written:
            self._choose(self._at)
        else:
            self._keep_typed()
            said = self._gather(is_enough=False)
            self._ask(partial(leave_letters, said=said, is_in_day=self._is_in_day), self.dismiss)

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Show the formula, the table, and its message; the chosen row stays in sight."""
        width = max(20, self.app.size.width - CELLS_BESIDE)
        view, now = self._view, "One moment…" if self._waits else self._told
        if view is None:
            self._text.show(build_content((now, "$secondary")))
            return
        looks = self.app.looks
        self._top.show(build_content((f"{on_one_line(view.title, looks, width)}: its letters", "bold")))
        lines = (
            [*draw_formula_for_screen(view.latex, width, self.app), EMPTY]
            if self.app.size.height > 14
            else []
        )
        if view.unfollowed and self._reply is None and not any(row.is_bare for row in self._rows):
            part = f"; ${view.part}$ may get a letter of its own" if view.part else ""
            told = f"Nothing can be asked of it yet: {view.unfollowed}{part}."
            lines += [draw_paragraph(told, width, looks, "$warning"), EMPTY]
        at = 0
        for number, row in enumerate(self._rows):
            at = count_rows(lines) if number == self._at else at
            lines.append(self._draw_row(row, width, is_chosen=number == self._at))
            if number == self._at and row.letter is not None and not self._line.is_written:
                choices = f"{list_choices(row.letter, view.meanings.get(row.key, ''))}, {WRITES} write it"
                told = draw_paragraph(_INSIDE.sub("\u00a0", choices), width - 4, looks, "$secondary")
                lines.append(prefix_first_line(build_content("    "), told))
            if fault := self._find_fault(row):
                told = draw_paragraph(f"{fault}.", width - SIGN_CELLS, looks, "$warning")
                lines.append(prefix_first_line(build_content("  "), told))
        told = mark_formulas(
            self._question or (self._reply.faults.get("", "") if self._reply is not None else "")
        )
        if told:
            lines += [EMPTY, draw_paragraph(told, width, looks, "bold")]
        if now:
            lines += [EMPTY, build_content((now, "$secondary"))]
        self._text.show(stack_lines(lines))
        above = 3 if self.app.size.height > 14 else 0
        self.call_after_refresh(
            self._page.scroll_end
            if told or self._waits
            else lambda: self._page.scroll_to(y=max(0, at - above), animate=False),
            **({"animate": False} if told or self._waits else {}),
        )

    def _draw_row(self, row: LetterRow, width: int, *, is_chosen: bool) -> Content:
        looks = self.app.looks
        sign = "› " if is_chosen else "  "
        if row.kind == "holds":
            text = row.typed or _ANY_CONDITION
            if "\\" in text and ":=" not in text:
                text = in_line(text, looks, width - SIGN_CELLS)
            return build_content(
                sign, (cut_to_cells(text, width - SIGN_CELLS), "" if row.typed else "$secondary")
            )
        if row.kind == "offer":
            sentence = f"{row.name}: {in_line(row.key, looks, width - 24)}"
            return build_content(
                sign, (sentence, "" if row.typed else "$secondary"), "  taken" if row.typed else "  take it?"
            )
        letters = [each for each in self._rows if each.kind == "letter"]
        widest = max(typeset.cell_width(in_line(each.key, looks, NAME_CELLS)) for each in letters)
        name = fit_to_cells(in_line(row.key, looks, NAME_CELLS), widest + 2)
        return build_content(sign, name, *self._draw_type(row, width - SIGN_CELLS - widest - 2))

    def _draw_type(self, row: LetterRow, room: int) -> list[Part]:
        """Return the type of a letter, grey if it is a proposal, and the meaning if there is room."""
        assert row.letter is not None
        proposed, meaning = row.letter.proposed, (self._view.meanings.get(row.key, "") if self._view else "")
        types = [name_type(each.typed or each.letter.proposed) for each in self._rows if each.letter]
        is_read = self._view is None or row.key not in self._view.refused
        type_ = row.typed if not is_read else name_type(row.typed or proposed) or "?"
        cells = min(TYPE_CELLS, max(map(len, types)) + 2)
        style = "" if row.typed else "$secondary"
        if room < cells + LEAST_MEANING:
            return [(cut_to_cells(type_, room), style)]
        origin = ORIGINS.get(row.letter.origin.partition(" ")[0], "proposed")
        sentence = f"{origin}: {meaning}" if not row.typed and proposed else meaning
        return [
            (fit_to_cells(type_, cells - 1) + " ", style),
            (on_one_line(sentence.removesuffix(": "), self.app.looks, room - cells), "$secondary"),
        ]
