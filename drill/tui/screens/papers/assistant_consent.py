"""The question whether the learner's assistant may read papers that are imported; it is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.text import one_line
from drill.tui.bindings import AnswerRow, PageWindow
from drill.tui.declared_keys import digits, key
from drill.tui.looks import build_content

if TYPE_CHECKING:
    from drill.tui.app import DrillApp


async def may_assistant_read(app: DrillApp) -> bool:
    """Return whether the learner's assistant may read a paper that was just imported; it is asked once."""
    settings = app.settings
    if not settings.assistant or app.allowed is not None or settings.assistant_reads == "never":
        return False
    if settings.assistant_reads == "always":
        return True
    answer = await app.push_screen_wait(ConsentWindow(settings.assistant))
    if answer in ("always", "never"):
        app.keep_setting("assistant_reads", answer)
    return answer in ("always", "once")


class ConsentWindow(PageWindow[str]):
    """Asks whether an assistant may read a paper; closes with ``always``, ``once``, ``never`` or empty."""

    def __init__(self, command: str) -> None:
        super().__init__(
            "May your assistant read papers that you import?",
            build_content(f"{one_line(command)} is sent the page of a paper: two to four calls."),
            AnswerRow("answer('always')", "y", "always"),
            AnswerRow("answer('once')", "1", "this one"),
            AnswerRow("answer('never')", "n", "never"),
        )

    @key("yes", "always", argument="always")
    @key("no", "never", argument="never")
    @key("go-on back", "not now", argument="")
    def action_answer(self, answer: str) -> None:
        """Close with an answer."""
        self.dismiss(answer)

    @digits(1)
    def action_choose(self, number: int) -> None:
        """Close with consent for this paper alone."""
        del number
        self.dismiss("once")
