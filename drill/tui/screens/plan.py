"""What comes today, in order: any of it may be started at once."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill.session.views import PlannedItem
from drill.tui.content import line
from drill.tui.looks import Looks
from drill.tui.widgets.rows import KeyRow
from drill.tui.widgets.text import Text


class PlanScreen(ModalScreen[str | None]):
    """Dismissed with the item to start, or with nothing."""

    DEFAULT_CSS = """
    PlanScreen {background: $background;}
    PlanScreen Vertical {height: 1fr;}
    PlanScreen #title {height: auto; padding: 1 2;}
    PlanScreen OptionList, PlanScreen OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 0 1;}
    """

    def __init__(self, items: Sequence[PlannedItem]) -> None:
        super().__init__()
        self._items = items

    def compose(self) -> ComposeResult:
        """A list in the order of the day."""
        looks: Looks = self.app.looks  # pyright: ignore[reportAttributeAccessIssue]
        with Vertical():
            yield Text(line(("What comes, in this order", "bold")), id="title")
            yield OptionList(
                *(
                    Option(line(looks.sign(item.state), f" {item.item:44} ", (_why(item), "$secondary")))
                    for item in self._items
                ),
                markup=False,
            )
            yield KeyRow(("enter", "start here"), ("esc", "back to Today"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on one of them."""
        self.dismiss(self._items[event.option_index].item)

    def on_key(self, event: events.Key) -> None:
        """Back, or down and up."""
        listed = self.query_one(OptionList)
        match event.key:
            case "escape" | "q" | "space":
                self.dismiss(None)
            case "j":
                listed.action_cursor_down()
            case "k":
                listed.action_cursor_up()
            case _:
                return
        event.stop()


def _why(item: PlannedItem) -> str:
    return f"pass {item.pass_}, theory first" if item.why == "re-attempt" else "new"
