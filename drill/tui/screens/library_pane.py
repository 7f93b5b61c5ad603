"""The details of one exercise in the library: its state, its prompt, one's lines, what it requires."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from drill.session.drilling.follow_up import describe_pass_and_tries
from drill.session.library.reading_links import format_link
from drill.tui.screens.places import write_date_in_words
from drill.tui.styled_content import EMPTY, build_content, stack_lines
from drill.tui.widgets.figure_widget import FigureText
from drill.tui.widgets.standing import skill_lines
from drill.tui.widgets.text_widgets import Prose, Text

if TYPE_CHECKING:
    from drill.drawing.figure import Figure
    from drill.session.library.exercise_library import LibraryLook
    from drill.tui.app import DrillApp

# Narrower nothing is wrapped.
LEAST_CELLS = 20
# So many are listed, the newest ones.
ATTEMPTS = 6
# So many skills are named, the nearest ones.
RESTS_ON = 4
# So many skills are named that should be drilled before a parked exercise.
DRILL_FIRST = 3
STILL_RED = "Still red after five tries: another source may help more than one more try."


class LookPane(VerticalScroll, can_focus=False):
    """Empty until an exercise is chosen; the solution is shown where that costs nothing."""

    app: DrillApp
    DEFAULT_CSS = """
    LookPane {height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable;}
    LookPane Text {height: auto;}
    LookPane > * {max-width: 100;}
    LookPane Prose {padding: 1 0 0 0;}
    LookPane #look-key {margin-top: 1; text-wrap: nowrap;}
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.look: LibraryLook | None = None
        tier = self.app.settings.glyphs
        self._head = Text(id="look-head")
        self._prompt = Prose(tier=tier)
        self._picture = FigureText(self.app.looks)
        self._key = Text(id="look-key")
        self._steps = Prose(tier=tier)
        self._theory = Prose(tier=tier)
        self._foot = Text(id="look-foot")

    def compose(self) -> ComposeResult:
        """Make the parts, from the prompt to the prerequisites."""
        yield self._head
        yield self._prompt
        yield self._picture
        yield self._key
        yield self._steps
        yield self._foot
        yield self._theory

    def show(self, look: LibraryLook | None, today: date | None) -> None:
        """Show another exercise, or none."""
        self.look = look
        for part in (self._prompt, self._steps, self._theory):
            part.set("")
        self._key.show(EMPTY)
        self._key.display = False
        self._picture.set(None)
        self.scroll_home(animate=False)
        if look is None or today is None:
            self._head.show(EMPTY)
            self._foot.show(EMPTY)
            return
        self._head.show(self._standing(look, today))
        self._prompt.set(_write_library_prompt(look))
        self._picture.set(
            next((figure for figure in _list_stage_figures(look) if figure.show == "prompt"), None)
        )
        self._foot.show(self._beside(look))

    def _standing(self, look: LibraryLook, today: date) -> Content:
        looks, state, entry = self.app.looks, look.state, look.entry
        state_words = "new" if state.state == "unseen" else state.state
        if state.state in ("yellow", "red"):
            red_pass = state.red_pass + 1 if state.first_red else 0
            state_words = f"{state.state}, {describe_pass_and_tries(state.next_pass, red_pass)}"
            state_words += _say_return_day(look.due, today)
        elif look.parked is not None:
            state_words = "could be reopened" if look.parked.may_reopen else "parked"
            state_words += " by you" if look.parked.by_hand and state_words == "parked" else ""
        level = (f"   level {entry.level}", "$secondary")
        # an id that is too long goes on after its bank, or after a hyphen
        item = textwrap.wrap(entry.item.replace("/", "/ "), self._cells)
        names = [build_content((name_line.replace("/ ", "/"), "$secondary")) for name_line in item]
        named = (
            [build_content((look.title, "bold")), *names]
            if look.title
            else [build_content((entry.item, "bold"))]
        )
        return stack_lines([*named, build_content(looks.sign(state.state), f" {state_words}", level)])

    def _beside(self, look: LibraryLook) -> Content:
        looks = self.app.looks
        lines: list[Content] = [EMPTY, *_of_parked(look)]
        for own_line in look.own_lines:
            is_of_check = look.state.state == "green" and own_line.pass_ >= look.state.next_pass
            when = "a check" if is_of_check else f"pass {own_line.pass_}"
            lines.append(build_content((f"your line, {when}  ", "$secondary"), own_line.text))
        lines += [build_content(("your attempts", "$secondary"))] if look.attempts else []
        for past in look.attempts[:ATTEMPTS]:
            answer_and_slip = "   ".join(filter(None, (past.answer, past.slip)))
            day = f"  {past.day.day:>2} {past.day:%b}  "
            lines.append(build_content(looks.sign(past.colour), (day, "$secondary"), answer_and_slip))
        if len(look.attempts) > ATTEMPTS:
            lines.append(build_content((f"and {len(look.attempts) - ATTEMPTS} earlier", "$secondary")))
        if look.rests_on:
            lines.append(build_content(("rests on", "$secondary")))
        lines += skill_lines(look.rests_on[:RESTS_ON], self._cells, looks)
        if len(look.rests_on) > RESTS_ON:
            lines.append(build_content((f"and {len(look.rests_on) - RESTS_ON} more", "$secondary")))
        return stack_lines(lines)

    @property
    def _cells(self) -> int:
        """The width of its content."""
        return max(LEAST_CELLS, self.scrollable_content_region.width or self.app.size.width)

    @property
    def is_free_to_reveal(self) -> bool:
        """Whether nothing is lost by seeing the solution: the exercise is green or parked."""
        return self.look is not None and self.look.state.state in ("green", "parked")

    def reveal(self) -> None:
        """Show key and worked steps."""
        from drill.tui.widgets.answers import Pair

        if self.look is None:
            return
        variant = self.look.variant.only
        self._key.display = True
        width = max(20, self.scrollable_content_region.width)
        self._key.show(Pair(variant, self.app.looks).key(variant.key, width))
        self._picture.set(next(_list_stage_figures(self.look), None))
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(variant.steps, 1))
        self._steps.set("\n\n".join((steps, *self.look.explanations)))
        self.call_after_refresh(self._key.scroll_visible, animate=False)

    def show_theory(self) -> bool:
        """Show what there is to read, below; return whether there is any."""
        if self.look is None or not self.look.variant.theory.strip():
            return False
        self._theory.set(self.look.variant.theory)
        self.call_after_refresh(self._theory.scroll_visible, animate=False, top=True)
        return True


def _of_parked(look: LibraryLook) -> list[Content]:
    """Return help with a parked exercise: advice, what to drill and read first, one's own note."""
    if (parked := look.parked) is None:
        return []
    named = [
        ("drill first", f"{prerequisite.title}, {prerequisite.left} left")
        for prerequisite in parked.first[:DRILL_FIRST]
    ]
    named += [("read", format_link(link)) for link in parked.links]
    named += [("your note", parked.note)] if parked.note else []
    advice = [] if parked.by_hand else [build_content(STILL_RED)]
    return [*advice, *(build_content((f"{name:12}", "$secondary"), text) for name, text in named)]


def _list_stage_figures(look: LibraryLook) -> Iterator[Figure]:
    """Yield the figures of the stage that is looked at, and of its setting."""
    yield from filter(None, (look.variant.only.figure, look.variant.figure))


def _write_library_prompt(look: LibraryLook) -> str:
    """Return the prompt, with its options."""
    variant = look.variant
    stage = variant.only
    options = [f"{number}. {option.text}" for number, option in enumerate(stage.options, 1)]
    return "\n\n".join([variant.setting, stage.prompt, *(["\n".join(options)] if options else [])])


def _say_return_day(due: date | None, today: date) -> str:
    if due is None:
        return ""
    days = (due - today).days
    when = "now" if days <= 0 else "tomorrow" if days == 1 else f"on {write_date_in_words(due)}"
    return f", due {when}"
