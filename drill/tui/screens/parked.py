"""Parked: what stayed red; another way to it, and then it may be opened again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from drill.session.reading_links import link_text
from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, Part, join, line
from drill.tui.screens.places import PlaceScreen
from drill.tui.textual_internals import PagedList
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from datetime import date

    from drill.session.library import ParkedItem
    from drill.session.workspace import Workspace

ITEM_CELLS, LEAST_ITEM_CELLS, WHEN_CELLS = 54, 16, 8
NOTHING = "Nothing is parked. An exercise comes here when it is red after five passes, or with p."
RESTS = "Parked exercises stay here until you reopen them."
ADVICE = "Still red after five tries: another source may help more than one more try."


class ParkedScreen(PlaceScreen):
    """A list, and what is known of the one chosen."""

    PLACE = "Parked"
    BINDINGS: ClassVar = [
        bind("go-on", "submit", "keep the note"), bind("back", "close_note", "never mind"),
        bind("back", "leave"), bind("again", words="reopen (five more tries)"),
        bind("go-on", "drill_first", "drill first"), bind("edit", "write", "write a note"),
        bind("undo", words="undo"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ParkedScreen #body {padding: 1 1 1 2; scrollbar-gutter: stable;}
    ParkedScreen OptionList, ParkedScreen OptionList:focus {height: auto; max-height: 10; border: none;
        background: $background; padding: 0; margin: 1 0;}
    ParkedScreen Input {border: round $primary; background: $background; height: 3; display: none;}
    """

    def __init__(self) -> None:
        self._items: Sequence[ParkedItem] = ()
        super().__init__()
        self._study_day: date | None = None
        self._head = Text(id="head")
        self._list = PagedList(markup=False)
        self._list.display = False
        self._detail = Text(id="detail")
        self._note = TextLine(
            placeholder="what stands in the way? an empty note clears it", select_on_focus=False
        )
        self._note.border_title = "your note"

    def compose_body(self) -> ComposeResult:
        """Advice, the list, details, a note."""
        yield self._head
        yield self._list
        yield self._detail
        yield self._note

    def offer(self, action: str) -> str | bool:
        """Name what acts: on the note that is typed, else on the chosen exercise."""
        is_typing = self._note.has_focus
        match action:
            case "submit" | "close_note":
                return is_typing
            case "again" | "drill_first" | "write":
                return bool(self._items) and not is_typing
            case "go":
                return "" if self._items else "places"
            case "undo" if is_typing:
                return False
            case _:
                return super().offer(action)

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """The parked exercises, in the session's thread."""
        from drill.session.library import parked

        items, day = parked(workspace), workspace.study_day()

        def show() -> None:
            self._items, self._study_day = items, day
            self._show()

        return show

    def on_resize(self) -> None:
        """Names of another length."""
        if self._study_day is not None:
            self._show()

    def _show(self) -> None:
        told = f"{len(self._items)} parked" if self._items else ""
        self.top.set_corner(line((told, "$secondary")))
        by_passes = any(not item.by_hand for item in self._items)
        self._head.show(line((ADVICE if by_passes else RESTS) if self._items else NOTHING))
        place = self._list.highlighted or 0
        self._list.clear_options()
        self._list.add_options([Option(self._row(item)) for item in self._items])
        self._list.display = bool(self._items)
        if self._items:
            self._list.highlighted = min(place, len(self._items) - 1)
            if self._note.display is False:
                self._list.focus()
        else:
            self._detail.show(EMPTY)

    def _row(self, item: ParkedItem) -> Content:
        days = (self._study_day - item.since).days if item.since and self._study_day else 0
        told = "could be reopened" if item.may_reopen else "parked by you" if item.by_hand else ""
        when = count(days, "day") if days else "today"
        looks = self.app.looks
        longest = max(LEAST_ITEM_CELLS, *(len(each.title or each.item) for each in self._items))
        cells = min(ITEM_CELLS, longest, self.app.size.width - max(WHEN_CELLS, len(when)) - len(told) - 10)
        if cells < LEAST_ITEM_CELLS:
            cells, told = max(LEAST_ITEM_CELLS, self.app.size.width - len(when) - 9), ""
        return line(
            looks.sign("parked"),
            f" {looks.item(item.item, cells, item.title)}  {when:{WHEN_CELLS}} ",
            (told, "$secondary"),
        )

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another one is chosen."""
        if event.option_index < len(self._items):
            self._detail.show(self._about(self._items[event.option_index]))

    def _about(self, item: ParkedItem) -> Content:
        trail: list[Part] = []
        for mark in item.trail:
            trail += [self.app.looks.sign(mark), " "]
        lines = [line(*trail, (f"  {self.app.looks.place(item.subject, item.topic)}", "$secondary"))]
        lines += [_field("id", item.item)] if item.title else []
        lines += [_field("first drill", f"{each.title}, {each.left} left") for each in item.first]
        lines += [_field("read", each) for each in map(link_text, item.links)]
        lines += [_field("your note", item.note)] if item.note else []
        lines += [_field("your line", f"pass {own.pass_}: {own.text}") for own in item.own_lines]
        return join(lines)

    # --- acts ----------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> ParkedItem | None:
        place = self._list.highlighted
        return self._items[place] if place is not None and place < len(self._items) else None

    def on_option_list_option_selected(self) -> None:
        """Enter: what it rests on comes first."""
        self.action_drill_first()

    def action_drill_first(self) -> None:
        """Drill what the chosen exercise rests on."""
        chosen = self._chosen
        if chosen is None:
            return
        if not chosen.first:
            self.banner.say("Nothing that it rests on is open: o opens it again.")
            return
        from drill.session.queueing import Request

        self.app.drill(Request(prerequisites_of=chosen.item))

    def action_again(self) -> None:
        """Reopen the chosen exercise."""
        if (chosen := self._chosen) is None:
            return

        def opened(workspace: Workspace) -> str:
            from drill.session.corrections import reopen

            reopen(workspace, chosen.item)
            return f"{chosen.title or chosen.item} is open again, due at once. u undoes it."

        self.act(opened)

    def action_undo(self) -> None:
        """Undo what was done last in this window."""
        self.act(_undo_here)

    def action_write(self) -> None:
        """Write a note on the chosen exercise."""
        if (chosen := self._chosen) is not None:
            self._note.value = chosen.note
            self._note.display = True
            self._note.focus()

    def action_close_note(self) -> None:
        """Leave the note as it was."""
        self._note.display = False
        self._list.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the note."""
        event.stop()
        chosen = self._chosen
        self.action_close_note()
        if chosen is not None:
            self._keep_note(chosen, event.value)

    def _keep_note(self, chosen: ParkedItem, text: str) -> None:
        from drill.session.corrections import note

        self.act(lambda workspace: note(workspace, chosen.item, "parked", "", text))


def _undo_here(workspace: Workspace) -> str:
    """In the session's thread: undo the newest act of this window; what to tell of it."""
    from drill.session.corrections import undo_here

    undone = undo_here(workspace)
    if undone is None:
        return "Nothing was done in this window that could be undone; Today offers what was done before."
    return f"{undone.told}."


def _field(name: str, text: str) -> Content:
    return line((f"{name:12}", "$secondary"), text)
