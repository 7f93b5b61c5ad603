"""The app itself: opens the workspace behind the first paint, holds it, and closes it whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding

from drill import locations, settings
from drill.errors import DrillError
from drill.tui.background import Background
from drill.tui.themes import THEMES

if TYPE_CHECKING:
    from drill.session.start import Request
    from drill.session.workspace import Workspace

SIGNALS = {"SIGTERM": 143, "SIGHUP": 129}


class DrillApp(App[None]):
    """Screens over one workspace.

    ``workspace`` is ``None`` until the store is open; screens wait for it with `opened`.
    """

    TITLE = "drill"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (60, "-normal"), (110, "-wide")]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-short"), (20, "-tall")]
    BINDINGS: ClassVar = [Binding("ctrl+q", "leave", "Quit", show=False, priority=True)]
    CSS_PATH = "app.tcss"

    def __init__(self, environ: Mapping[str, str], request: Request | None = None) -> None:
        super().__init__()
        self._environ = environ
        self.request = request
        self.places = locations.find(environ)
        self.loaded = settings.load(self.places.config, environ)
        self.settings = self.loaded.settings
        self.is_first_run = request is None and not self._has_store()
        self.background = Background()
        self.workspace: Workspace | None = None
        self._opening: asyncio.Task[Workspace] | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else "drill-dark"

    def _has_store(self) -> bool:
        return "DRILL_DATABASE_URL" in self._environ or self.places.database.exists()

    def on_mount(self) -> None:
        """Show the first screen; open the store once it is painted."""
        self._listen_to_signals()
        if self.request is not None or self.is_first_run:
            from drill.tui.screens.drilling import DrillingScreen

            self.push_screen(DrillingScreen(self.request, first_run=self.is_first_run))
        else:
            from drill.tui.screens.today import TodayScreen

            self.push_screen(TodayScreen())
        self.call_after_refresh(self._begin_opening)

    def _begin_opening(self) -> None:
        self._opening = asyncio.create_task(self._open())

    async def _open(self) -> Workspace:
        from drill.session.workspace import open_workspace

        workspace = await self.background.run(open_workspace, self._environ)
        workspace.workers.start()
        self.workspace = workspace
        return workspace

    async def opened(self) -> Workspace:
        """The workspace, once it is open.

        Raises:
            DrillError: the store or the banks cannot be opened; it is told again to everyone who asks.
        """
        while self._opening is None:
            await asyncio.sleep(0.005)
        return await asyncio.shield(self._opening)

    def _listen_to_signals(self) -> None:
        """Leave through the app's own exit, so that the driver restores the terminal."""
        loop = asyncio.get_running_loop()
        for name, code in SIGNALS.items():
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, lambda code=code: self.exit(return_code=code))

    def action_leave(self) -> None:
        """Quit at once; what is at hand is kept."""
        self.exit()

    async def on_unmount(self) -> None:
        """Close what was opened."""
        if self._opening is not None:
            with contextlib.suppress(DrillError, asyncio.CancelledError):
                workspace = await asyncio.shield(self._opening)
                await self.background.run(workspace.close)
        self.background.close()
