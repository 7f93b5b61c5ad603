"""What a page may type into the app of its tab: keys, the mouse and pasted text, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from drill.tui import typed_in_browser

KEPT = (
    "a", "x^2 + é", "\r", "\t", "\x7f", "\x03", "\x1ba", "\x1b\x7f", "\x1b[A", "\x1b[1;2D", "\x1b[3~",
    "\x1b[5;5~", "\x1b[Z", "\x1bOP", "\x1b[<0;12;7M", "\x1b[<64;120;40m", "\x1b[I", "\x1b[O",
    "\x1b[?2026;2$y", "\x1b[200~13\n14\x1b[201~",
)  # fmt: skip
DROPPED = (
    "\x1b[48;32000;32000;1;1t", "\x1b[48;10;0;10;10t", "\x1b[48;9:9;9;9;9t", "\x1b[8;9;9t", "\x1b[?2048;1$y",
    "\x1b[1;1R", "\x1b[999999999999;1u", "\x1b[<9999999999;5;5M", "\x1b[<0;99999999;5M", "\x1b[M   ",
    "\x1b[48;3", "\x1b[",
)  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_a_keyboard_sends_is_handed_on(text: str) -> None:
    assert typed_in_browser(text) == text
    assert typed_in_browser(f"a{text}b") == f"a{text}b"


@pytest.mark.parametrize("text", DROPPED)
def test_what_no_keyboard_sends_is_left_out(text: str) -> None:
    assert "\x1b" not in typed_in_browser(text)
    assert typed_in_browser(f"a{text}\x1b[A").startswith("a")


def read(*messages: str) -> list[Message]:
    """What Textual makes of messages that follow one another at once."""
    parser = XTermParser()
    kept = filter(None, map(typed_in_browser, messages))
    return [event for text in kept for event in parser.feed(text)]


def test_escape_is_a_key_of_its_own_whatever_follows() -> None:
    for messages in (("\x1b",), ("\x1b", "[48;9;9;9;9t"), ("\x1b" * 200_000,)):
        keys = [event.key for event in read(*messages) if isinstance(event, events.Key)]
        assert keys[0] == "escape"
        assert keys.count("escape") == 1


def test_pasted_text_ends_with_its_message_and_has_a_bound() -> None:
    [pasted] = [event for event in read("\x1b[200~" + "x" * 200_000, "y") if isinstance(event, events.Paste)]
    assert set(pasted.text) == {"x"}
    assert len(pasted.text) <= 50_000
    [inner] = [
        event for event in read("\x1b[200~a\x1b[48;9;9;9;9tb\x1b[201~c") if isinstance(event, events.Paste)
    ]
    assert inner.text == "a[48;9;9;9;9tb"


PARTS = st.sampled_from(
    [*KEPT, *DROPPED, "\x1b", "[", "48;9;9;9;9t", "200~", "201~", "\x9b", "\x1bO", "\x1b]"]
)


@given(st.lists(st.lists(PARTS | st.text(max_size=5), max_size=6).map("".join), max_size=4))
def test_no_messages_together_set_a_size_or_end_the_reader(messages: list[str]) -> None:
    written = "".join(map(typed_in_browser, messages))
    assert not re.search(r"\x1b\[[0-9:;]*t", written)
    assert not [event for event in read(*messages) if isinstance(event, events.Resize)]
