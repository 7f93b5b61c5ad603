"""The actions that a served app allows; any other is neither offered nor done.

In a terminal the app lets a person do nothing that they could not do without it. A page shares its browser
with other pages, so a served app is for drilling, marks, notes, and reading the learner's data. No action
takes a path, a program or an address, because a page could misuse it: no editor, no import, no export, no
choice of keys, learner or database.

Input of the page is cut down to the signals of a keyboard, a mouse and a clipboard. Textual reads much more
from its input: sizes of the window, for example, without any bound. The page sends whole sequences, so
each message is cut down by itself: nothing is carried over to the next one, and two messages never make a
sequence together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """The actions that may be done, by their names, and the settings that may be changed."""

    actions: frozenset[str]
    settings: frozenset[str]


_ACTIONS = """
move scrolls help settings command_palette quit leave ask_to_leave close go retry focus_next focus_previous
help_quit copy_text
start aim followed not_followed open_paper not_now tick begin others
check_greens minutes plan undo undo_goal find whole_day everything submit
look reveal show_all theory look_inside another_world step put_back
open drill drill_help turn copy
write new_line again
to_list end_typing
enter read view figure open_row remove end_theory end_question card accept
done not_done show_next end_order
line cancel draft
page report choose go_on
fold to_exercise keep_line overrule next_stage check say
next_step take all_steps longer other_example hint shape park own_line skip dispute
resume commands sort
working scratch take_back keep warm_up end ask_for_exercises
"""
_SETTINGS = """
minutes minutes_on passes subjects goal checks retention warm_up second_try card_first glyphs theme day_begins
working key_aliases
"""

# Later actions are added here, or a served app lacks them.
SERVED = Allowed(actions=frozenset(_ACTIONS.split()), settings=frozenset(_SETTINGS.split()))

# More than any answer may have.
MOST_PASTED = 50_000
_PASTE = "\x1b[200~", "\x1b[201~"
# The escape key, in a form that keeps the next character out of it.
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
    """Return the keys, mouse events and pasted text of a message, and nothing else in it."""
    return "".join(map(_filter_terminal_input, _PIECE.finditer(text)))


def _filter_terminal_input(match: re.Match[str]) -> str:
    if match["escape"]:
        return _ESCAPE
    if match["pasted"] is None:
        return match["kept"] or ""
    return match["pasted"][:MOST_PASTED].replace("\x1b", "").join(_PASTE)
