"""A terminal's replies among the keys are told from what is typed, wherever they are cut."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.tui import drop_replies

REPLIES = (
    "\x1b[?62;22c", "\x1b[?1;2c", "\x1b[>1;388;0c", "\x1b[=0c", "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
    "\x1b]10;rgb:ff/ff/ff\x1b\\", "\x1b]4;1;rgb:0/0/0\x07", "\x1bP>|XTerm(388)\x1b\\",
    "\x1bP1+r544e=787465\x1b\\",
    "\x1bP!|00000000\x1b\\", "\x1b[8;24;80t", "\x1b[4;600;800t", "\x1b[?0n", "\x1b_Gi=31;OK\x1b\\",
)  # fmt: skip
KEYS = (
    "", "x", "2x + 1", "\r", "\x1b",
    "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[<0;3;4M", "\x1b[200~", "\x1b[201~",
    "\x1b[24;80R",
    "\x1b[97;5u", "\x1b[15~", "\x1b[?2026;2$y", "\x1b[I", "é", "]11;", "[?c",
)  # fmt: skip


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("keys", KEYS)
def test_replies_go_and_keys_stay(reply: str, keys: str) -> None:
    before = "" if keys == "\x1b" else keys  # escape, then a reply, is an escape before the reply
    assert drop_replies(before + reply + keys) == (before + keys, "")


@given(st.sampled_from(REPLIES), st.data())
def test_a_reply_that_comes_in_two_pieces_goes(reply: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(2, len(reply) - 1))
    typed, begun = drop_replies("a" + reply[:cut])
    assert typed == "a"
    assert drop_replies(begun + reply[cut:] + "b") == ("b", "")


@given(st.text(alphabet="\x1b[]?>P;1c\x07\\xn", max_size=30))
@example("\x1bP\x1b]\x07")
def test_nothing_else_is_lost(text: str) -> None:
    typed, begun = drop_replies(text)
    assert not begun or (begun.startswith("\x1b") and text.endswith(begun))
    if "\x1b" not in text:
        assert (typed, begun) == (text, "")
