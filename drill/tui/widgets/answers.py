"""One's own answer and the key, side by side where both fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from drill import typeset
from drill.banks.variant import Key
from drill.session.preview import typed
from drill.session.views import ExerciseView, VerdictView
from drill.tui.content import join, line, of_block
from drill.tui.looks import Looks
from drill.typeset import Block, cell_width

_OPTION_KINDS = ("choice", "choices", "order")
_INDENT = 2


def pair(verdict: VerdictView, view: ExerciseView, width: int, looks: Looks) -> Content:
    """One's own answer and the key: side by side where both fit half the width, else under each other."""
    room = width - 2 * _INDENT
    yours = _block(verdict.answer, view, room, looks)
    key = _block(verdict.key, view, room, looks)
    if yours is None or key is None:
        shown = key or yours
        return _under("key" if key else "you", shown) if shown else Content("")
    if yours.lines == key.lines:
        return _under("you", yours)
    half = width // 2
    if max(yours.width, key.width) <= half - 2 * _INDENT:
        return _side_by_side(yours, key, half)
    return join([_under("you", yours), _under("key", key)])


def _under(title: str, block: Block) -> Content:
    return join([line((" " * _INDENT + title, "$secondary")), of_block(block, indent=_INDENT)])


def _side_by_side(yours: Block, key: Block, half: int) -> Content:
    """Both on one baseline, the key at the middle of the screen."""
    above = max(yours.baseline, key.baseline)
    height = above + max(len(each.lines) - each.baseline for each in (yours, key))
    title = line(
        (" " * _INDENT + "you", "$secondary"), " " * (half - 5), (" " * _INDENT + "key", "$secondary")
    )
    lines = [title]
    for mine, theirs in zip(_on(yours, above, height), _on(key, above, height), strict=True):
        left = " " * _INDENT + mine
        lines.append(line(left + " " * (half - cell_width(left)) + " " * _INDENT + theirs))
    return join(lines)


def _on(block: Block, baseline: int, height: int) -> list[str]:
    """The lines of a block, moved so that its baseline stands at ``baseline``."""
    lines = [""] * (baseline - block.baseline) + list(block.lines)
    return lines + [""] * (height - len(lines))


def _block(answer: Key, view: ExerciseView, width: int, looks: Looks) -> Block | None:
    if isinstance(answer, Mapping):
        return _parts(answer, view, width, looks)
    if not answer.strip():
        return None
    if view.kind in _OPTION_KINDS:
        return _options(answer.split(), view, width, looks)
    if view.kind == "self":
        return typeset.prose(answer, width=width, tier=looks.tier)
    return _typed(answer, view.expect, width, looks)


def _typed(answer: str, expect: Mapping[str, object], width: int, looks: Looks) -> Block:
    """An answer as it is read; text that is no mathematics as it stands."""
    latex = typed(answer, expect).latex
    if latex is not None:
        return typeset.typeset(latex, width=width, tier=looks.tier)
    return typeset.prose(f"`{answer.replace('`', chr(39))}`", width=width, tier=looks.tier)


def _parts(answer: Mapping[str, str], view: ExerciseView, width: int, looks: Looks) -> Block | None:
    from drill.checking.reading import part_expects

    if not any(text.strip() for text in answer.values()):
        return None
    expects = part_expects(view.expect)
    widest = max(len(name) for name in view.fields)
    blocks = [
        (name, _typed(answer.get(name, "") or " ", expects[name], width - widest - 2, looks))
        for name in view.fields
    ]
    lines: list[str] = []
    for name, block in blocks:
        if lines and any(each.height > 1 for _, each in blocks):
            lines.append("")
        for row, text in enumerate(block.lines):
            lines.append(f"{name if row == block.baseline else '':{widest}}  {text}")
    return Block(tuple(lines))


def _options(ids: Sequence[str], view: ExerciseView, width: int, looks: Looks) -> Block:
    """The texts of options, not their ids; numbered where their order is the answer."""
    texts = {option.id: option.text for option in view.options}
    chosen = [texts.get(each, each) for each in ids]
    if len(chosen) == 1:
        return typeset.prose(chosen[0], width=width, tier=looks.tier)
    lines: list[str] = []
    for number, text in enumerate(chosen, 1):
        head = f"{number}  " if view.kind == "order" else looks.glyph("· ", "- ")
        block = typeset.prose(text, width=width - len(head), tier=looks.tier)
        for row, each in enumerate(block.lines):
            lines.append((head if row == block.baseline else " " * len(head)) + each)
    return Block(tuple(lines))
