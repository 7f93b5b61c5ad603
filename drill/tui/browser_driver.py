"""The driver of a served app, Textual's for browsers, which ends when its input ends."""

from __future__ import annotations

from typing import cast

from textual.drivers.web_driver import WebDriver
from textual.geometry import Size
from textual.messages import ExitApp


class BrowserDriver(WebDriver):
    """The driver that ``drill serve`` names to the apps of its tabs."""

    @property
    def page_size(self) -> Size:
        """The size that the page reported last, in columns and rows."""
        return Size(*cast("tuple[int, int]", self._size or (80, 24)))  # as Textual has it

    def run_input_thread(self) -> None:
        """Pass on the input; at its end the app ends, too."""
        super().run_input_thread()
        self._app.post_message(ExitApp())
