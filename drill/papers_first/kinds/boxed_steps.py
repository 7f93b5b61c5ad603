"""Steps of an algorithm box: what they set and mention, blocks with their ends, what must follow what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from drill.papers_first.kinds.step_names import Name, added, is_of_one, mentioned, written
from drill.papers_first.wording import sentence

_OPENER: Final = re.compile(
    r"^(?P<word>for|while|if|repeat|loop|function|procedure)\b(?!.*\bthen\b.*\$.*(?:gets|leftarrow))",
    re.IGNORECASE,
)
_ARM: Final = re.compile(r"^(?:else|elif)\b", re.IGNORECASE)
_END: Final = re.compile(r"^end\b", re.IGNORECASE)
_UNTIL: Final = re.compile(r"^until\b", re.IGNORECASE)
_LAST: Final = re.compile(r"^(?:return|output|break|stop|terminate)\b", re.IGNORECASE)
_HEADING: Final = re.compile(
    r"^(?:require|ensure|input|output|initiali[sz]e|data|result|parameters?)\b", re.IGNORECASE
)
_WORDED: Final = re.compile(r"\$\s*\\(?:text\w*|mathrm|mbox)\s*\{([A-Za-z ]+)\}\s*([^$]*)\$|\$[^$]*\$")
"""Words that a box sets as part of a formula: ``$\\text{initialise } w$``."""
_POINTED: Final = (
    r"(?:\b(?:[Ee]quations?|[Ee]qs?\.?|[Ll]ines?|[Ss]ections?|[Aa]lgorithms?|[Aa]lgs?\.?)[\s~]*)?\(…\)"
)
_UNKNOWN: Final = re.compile(
    rf",?\s*(?:\b(?:according to|as in|by|from|in|of|see|using|via|with)\s+)?{_POINTED}"
    rf"(?:(?:,|\s+and\b|\s+or\b)+\s*{_POINTED})*"
)
"""Pointers that the box alone does not resolve, with the word that leads to them."""
_COMMENT: Final = re.compile(
    r"\{?\s*(?:\\(?:it|em|small|textit\{|emph\{))?\s*(?://|\\triangleright|\\Comment).*$"
)
_LOOPS: Final = frozenset(("for", "while", "repeat", "loop"))
_LONGEST: Final = 320
"""Characters of what stands together."""


class UnclearError(Exception):
    """Where a block of the box ends, or what a line says, cannot be told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line: its text, what it sets for sure, and all it mentions."""

    text: str
    sets: frozenset[Name] = frozenset()
    mentions: frozenset[Name] = frozenset()
    adds: frozenset[Name] = frozenset()
    """What it only adds something to."""
    is_sure: bool = False
    """Whether it is nothing but assignments, none of something drawn at random."""

    @property
    def is_last(self) -> bool:
        """Whether nothing follows it."""
        return bool(_LAST.match(self.text))


@dataclass(frozen=True, slots=True)
class Arm:
    """A header and what it governs: the body of a loop, one case of a condition."""

    header: Step
    body: tuple[Step | Block, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A loop, or a condition with its cases; ``end`` is what closes it."""

    arms: tuple[Arm, ...]
    end: str
    closing: Step = field(default_factory=lambda: Step(""))
    """The ``until`` of a loop."""

    @property
    def is_loop(self) -> bool:
        """Whether its body is run again and again."""
        return self.arms[0].header.text.split()[0].lower() in _LOOPS


Item = Step | Block


def entries(lines: Sequence[str], numbers: Mapping[str, str]) -> list[str]:
    """The lines of a box as entries of which each must stand behind the one before.

    What could change places, or is not known to need the other, stands together in one entry.

    Raises:
        UnclearError: where a block ends is not told, or an entry would be too long.
    """
    read = [(_depth(line), _read(line, numbers)) for line in lines]
    kept = [(depth, step) for depth, step in read if step.text and not _HEADING.match(step.text)]
    found = list(_entries(list(_items(kept))))
    if any(len(text) > _LONGEST for text in found):
        raise UnclearError
    return found


# --- lines and blocks --------------------------------------------------------------------------------------


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip(" "))) // 2


def _read(line: str, numbers: Mapping[str, str]) -> Step:
    stripped = _WORDED.sub(_words_outside, line.strip()).replace("$$", "")
    text = sentence(_COMMENT.sub("", stripped), numbers)
    if not text and stripped:
        raise UnclearError
    if not re.search(r"[A-Za-z]", text):
        return Step("")
    text = _UNKNOWN.sub("", text).replace("$$", "").strip().rstrip(",")
    pieces = [piece for piece in re.findall(r"\$([^$]*)\$", stripped) if piece.strip()]
    sets, is_sure = written(stripped)
    return Step(text, sets, frozenset(mentioned(pieces)), added(pieces), is_sure)


def _words_outside(found: re.Match[str]) -> str:
    """A formula behind the words that it begins with."""
    return found[0] if found[1] is None else f"{found[1].strip()} ${found[2]}$"


def _items(lines: Sequence[tuple[int, Step]]) -> Iterator[Item]:
    at = 0
    while at < len(lines):
        depth, step = lines[at]
        if _ARM.match(step.text) or _UNTIL.match(step.text):
            raise UnclearError
        if _END.match(step.text):
            at += 1
            continue
        if not _OPENER.match(step.text):
            yield step
            at += 1
            continue
        block, at = _block(lines, at, depth)
        yield block


def _block(lines: Sequence[tuple[int, Step]], at: int, depth: int) -> tuple[Block, int]:
    """The block that begins at a line, and where what follows it begins."""
    found = _OPENER.match(lines[at][1].text)
    assert found is not None
    word = found["word"].lower()
    arms: list[Arm] = []
    closing, end = Step(""), f"end {word}"
    while at < len(lines) and (not arms or _ARM.match(lines[at][1].text)):
        header = lines[at][1]
        begin = at + 1
        at = _end_of_body(lines, begin, depth)
        arms.append(Arm(header, tuple(_items(lines[begin:at]))))
    if at < len(lines) and lines[at][0] == depth:
        step = lines[at][1]
        if _UNTIL.match(step.text):
            closing, end, at = step, step.text, at + 1
        elif _END.match(step.text):
            at += 1
    return Block(tuple(arms), end, closing), at


def _end_of_body(lines: Sequence[tuple[int, Step]], begin: int, depth: int) -> int:
    """Where a body ends: at the first line that is no deeper, or at the word that closes it."""
    if begin < len(lines) and lines[begin][0] > depth:
        inside = (at for at in range(begin, len(lines)) if lines[at][0] <= depth)
        return next(inside, len(lines))
    opened = 0
    for at in range(begin, len(lines)):
        text = lines[at][1].text
        if lines[at][0] < depth:
            break
        closes = _END.match(text) or _UNTIL.match(text)
        if not opened and (closes or _ARM.match(text)):
            return at
        opened += bool(_OPENER.match(text)) - bool(closes)
    raise UnclearError


# --- what must follow what ---------------------------------------------------------------------------------


def _entries(items: Sequence[Item]) -> Iterator[str]:
    for group in _groups(items):
        match group:
            case [Block() as block]:
                yield from _of_block(block)
            case _:
                yield "; ".join(map(_said, group))


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    """Items that may stand in any order, or are not known not to, put together."""
    groups: list[list[Item]] = []
    for item in items:
        if groups and not any(_must_follow(item, earlier) for earlier in groups[-1]):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _must_follow(item: Item, earlier: Item) -> bool:
    if isinstance(item, Step) and item.is_last:
        return True
    both = _adds(earlier) & _adds(item)
    return _meet(_sets(earlier), _mentions(item), both) or _meet(_sets(item), _mentions(earlier), both)


def _meet(sets: frozenset[Name], mentions: frozenset[Name], both: frozenset[Name]) -> bool:
    """Whether something is set that is mentioned, but for what is only added to by both."""
    return any(is_of_one(one, other) for one in sets - both for other in mentions)


def _of_block(block: Block) -> Iterator[str]:
    texts: list[str] = []
    for arm in block.arms:
        outside = _may_stand_outside(arm, block)
        texts.append("; ".join(map(_said, (arm.header, *arm.body[:outside]))))
        texts += _entries(arm.body[outside:])
    yield from texts[:-1]
    yield f"{texts[-1].rstrip('.;')}; {block.end}"


def _may_stand_outside(arm: Arm, block: Block) -> int:
    """How many of a loop's first steps give the same before it, so that both places are right."""
    if not block.is_loop:
        return 0
    changing = arm.header.mentions | _sets(block)
    count = 0
    for item in arm.body:
        if not isinstance(item, Step) or not item.is_sure or item.sets <= item.adds != frozenset():
            break
        own = item.mentions - item.sets
        if any(is_of_one(one, other) for one in changing - item.sets for other in own):
            break
        count += 1
    return count


def _said(item: Item) -> str:
    match item:
        case Step(text):
            return text.rstrip(".;")
        case Block(arms, end):
            inside = (part for arm in arms for part in (arm.header, *arm.body))
            return "; ".join((*map(_said, inside), end))


def _parts(item: Item) -> Iterable[Step]:
    match item:
        case Step():
            yield item
        case Block(arms, _, closing):
            for arm in arms:
                yield arm.header
                for inner in arm.body:
                    yield from _parts(inner)
            yield closing


def _sets(item: Item) -> frozenset[Name]:
    return frozenset(name for step in _parts(item) for name in step.sets)


def _mentions(item: Item) -> frozenset[Name]:
    return frozenset(name for step in _parts(item) for name in step.mentions)


def _adds(item: Item) -> frozenset[Name]:
    return item.adds if isinstance(item, Step) else frozenset()
