"""How a served app reads and draws: Textual's driver for browsers, which ends with what it reads from."""

from __future__ import annotations

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class BrowserDriver(WebDriver):
    """The driver that ``drill serve`` names to the apps of its tabs."""

    def run_input_thread(self) -> None:
        """Hand on what comes in; after its end nobody is there any more, and the app ends, too."""
        super().run_input_thread()
        self._app.post_message(ExitApp())
