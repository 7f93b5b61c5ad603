"""Quick questions while a command runs: one set after the other; without any, what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drill.tui.bindings import bind_named_key
from drill.tui.screens.warm_up import WarmUpScreen
from drill.tui.styled_content import build_content

if TYPE_CHECKING:
    from drill.session.drilling.run_meanwhile import RunningCommand
    from drill.session.drilling.warm_up_set import RepView, SetSummary, WarmUp
    from drill.session.workspace import Workspace

# So often it is said for how long the command has run.
_TOLD_EVERY_S = 1.0


class RepsMeanwhileScreen(WarmUpScreen):
    """Sets of the warm-up, until the app ends with the command; to leave is to wait for it without."""

    BINDINGS: ClassVar = [bind_named_key("leave", "leave", "leave, and wait")]

    def __init__(self, command: RunningCommand) -> None:
        super().__init__()
        self._command = command
        self._seconds = 0

    def on_mount(self) -> None:
        """Begin at once, and say what runs."""
        self.set_interval(_TOLD_EVERY_S, self._tell_running)
        self._tell_running()

    def _tell_running(self) -> None:
        minutes, seconds = divmod(self._seconds, 60)
        self._seconds += 1
        state = "has ended" if self._command.has_ended else f"{minutes}:{seconds:02}"
        self.top.set_corner(build_content((f"{self._command.name}  {state}", "$secondary")))

    def offer(self, action: str) -> str | bool:
        """Name what the keys do: a set follows the one that ended."""
        if action == "go_on" and self._mode == "end":
            return "next set"
        return super().offer(action)

    def action_go_on(self) -> None:
        """Begin the next set behind the summary; else as in any set."""
        if self._mode != "end":
            super().action_go_on()
            return
        if (done := self.warm_up) is not None:
            self.warm_up, self._mode = None, "before"
            self._do(lambda workspace: _open_next_set(workspace, done), self._show_opened)

    def action_leave(self) -> None:
        """Leave the app; drill waits for the command."""
        self.app.exit()

    def _show(self, served: RepView | SetSummary) -> None:
        from drill.session.drilling.warm_up_set import SetSummary

        if isinstance(served, SetSummary) and not served.reps and self._mode == "before":
            self._drill_what_is_due()
        else:
            super()._show(served)

    def _drill_what_is_due(self) -> None:
        from drill.session.standing.queueing import Request
        from drill.tui.screens.drilling.screen import DrillingScreen

        self.app.replace_screen(DrillingScreen(Request()))


def _open_next_set(workspace: Workspace, done: WarmUp) -> WarmUp:
    from drill.session.drilling.warm_up_set import WarmUp

    done.close()
    return WarmUp(workspace)
