"""What a page sends as typed, cut down to what a keyboard, a mouse and a clipboard send.

Textual reads much more from its input: sizes of the window, for example, without any bound. The page sends
whole sequences, so each message is cut down by itself: nothing is carried over to the next one, and two
messages never make a sequence together.
"""

from __future__ import annotations

import re

# More than any answer may have.
MOST_PASTED = 50_000
_PASTE = "\x1b[200~", "\x1b[201~"
# The escape key, said so that what follows is no part of it.
_ESCAPE = "\x1b[27u"
_PIECE = re.compile(
    r"""
    \x1b\[200~ (?P<pasted> .*? ) (?: \x1b\[201~ | \Z )
    | (?P<kept>
        [^\x1b]+
        | \x1b\[< \d{1,3} ; \d{1,4} ; \d{1,4} [Mm]          # the mouse
        | \x1b\[ (?: \d{1,2} (?: ; \d{1,2} )? )? [A-HPQSZ~]  # arrows, function keys, with their modifiers
        | \x1bO [A-Za-z]                                    # the same without modifiers
        | \x1b\[ [IO]                                       # the window is looked at, or no more
        | \x1b\[\?2026; [0-4] \$y                            # the page can draw whole frames
        | \x1b [^\x1b\[O]                                    # a key with alt
    )
    | \x1b\[ [0-?]* [ -/]* [@-~]?
    | (?P<escape> \x1b+ )
    """,
    re.VERBOSE | re.DOTALL,
)


def typed_in_browser(text: str) -> str:
    """Return the keys, mouse events and pasted text of a message, and nothing else that it holds."""
    return "".join(map(_kept, _PIECE.finditer(text)))


def _kept(piece: re.Match[str]) -> str:
    if piece["escape"]:
        return _ESCAPE
    if piece["pasted"] is None:
        return piece["kept"] or ""
    return piece["pasted"][:MOST_PASTED].replace("\x1b", "").join(_PASTE)
