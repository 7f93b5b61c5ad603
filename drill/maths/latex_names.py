"""How declared names are written in LaTeX: as the exercise says, else as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from drill.errors import DrillError, ParseError
from drill.latex import canonical
from drill.latex import nodes as latex
from drill.maths.characters import GREEK
from drill.maths.print_names import symbol_latex

_GREEK_NAME = re.compile(r"\\([A-Za-z]+)(?:_\{?([A-Za-z0-9]+)\}?)?")
_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)")
_GREEK_WORDS = frozenset(GREEK.values()) - {"pi"}
"""What Greek letters are read as; π is a number."""
_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)")


class LatexNames:
    """The declared names by their LaTeX."""

    def __init__(self, declared: frozenset[str], shown: Mapping[str, str]) -> None:
        spelled: dict[tuple[str, ...], list[str]] = {}
        written = {name: symbol_latex(name, shown) for name in sorted(declared)}
        for name, text in written.items():
            spelled.setdefault(_tokens(text), []).append(name)
        spelled.pop((), None)
        self.commands = frozenset(command for text in written.values() for command in _COMMAND.findall(text))
        """The commands that are a part of names."""
        self.letters: dict[str, str] = {}
        """Names written as one letter that is not theirs."""
        self._spelled: dict[tuple[str, ...], tuple[str, ...]] = {}
        for tokens, meant in spelled.items():
            first = "".join(tokens[:1])
            if len(tokens) > 1 or not first.isalpha():
                self._spelled[tokens] = tuple(meant)
            elif first not in declared:
                self.letters[first] = meant[0]
        self._firsts = frozenset("".join(tokens[:1]) for tokens in self._spelled)

    def match(self, text: str, nodes: latex.Row, index: int) -> tuple[str, int] | None:
        """Find the longest declared name that begins with a node, and where in the text it ends.

        Raises:
            ParseError: two declared names are written alike, or what follows may belong to the name.
        """
        if not self._may_begin(nodes[index]):
            return None
        found: tuple[tuple[str, ...], int] | None = None
        before = tokens = tuple[str, ...]()
        for node in nodes[index:]:
            for candidate, end in _beginnings(node):
                tokens = (*before, *_spelling(candidate))
                if tokens[:1] and tokens[0] not in self._firsts:
                    return None
                if tokens in self._spelled and (found is None or len(tokens) > len(found[0])):
                    found = tokens, len(text[:end].rstrip())
            before = tokens  # the last candidate is the whole node
            if not any(spelled[: len(before)] == before for spelled in self._spelled):
                break
        if found is None:
            return self._at_another_step(text, nodes[index])
        tokens, end = found
        place = nodes[index].at
        if len(tokens) > 1 and _runs_on(text, end):
            raise ParseError("this name reads two ways", place + 1, hint="write _{ } round its subscript")
        name, *others = self._spelled[tokens]
        if others:
            names = " or ".join(self._spelled[tokens])
            raise ParseError(f"this may be {names}", place + 1, hint="type the name itself")
        return name, end

    def _at_another_step(self, text: str, node: latex.Node) -> tuple[str, int] | None:
        """``g_{t-1}`` where of g only ``g_t`` is declared: a name of its own, and so another value."""
        if not isinstance(node, latex.Scripts) or not node.sub:
            return None
        base = (*_spelling(node.base), "_", "{")
        typed = _spelling(latex.Scripts(node.base, node.sub, None))
        indices = [tokens[len(base)] for tokens in self._spelled if tokens[: len(base)] == base]
        index, sign = (*typed[len(base) :], "", "")[:2]
        if sign not in ("+", "-") or indices != [index] or not index.isalpha():
            return None
        return "".join(typed), len(text[: node.sub[-1].end].rstrip())

    def _may_begin(self, node: latex.Node) -> bool:
        """Whether a name may begin with a node; most cannot, which spares spelling them out."""
        base = node.base if isinstance(node, latex.Scripts) else node
        if isinstance(base, latex.Symbol):
            return base.text in self._firsts or f"\\{base.name}" in self._firsts
        return isinstance(base, latex.Font | latex.Accent | latex.Words | latex.Operator | latex.Group)


@lru_cache(maxsize=256)
def latex_names(declared: frozenset[str], shown: tuple[tuple[str, str], ...]) -> LatexNames:
    """Give the declared names by their LaTeX, made once.

    ``shown`` pairs those where it is not the usual one.
    """
    return LatexNames(declared, dict(shown))


@lru_cache(maxsize=256)
def shown_names(declared: frozenset[str], latex: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Give what names mean where they are typed as they are shown: ``λ`` is ``lambda``, and means ``lam``.

    Only Greek letters that stand for nothing else, each for one name, and ``x_1`` for ``x1`` and the reverse.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(declared):
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            found.setdefault(f"{numbered[1]}_{numbered[2]}", []).append(name)
        base, line, index = name.partition("_")
        if line and index.isdigit() and base not in declared:
            found.setdefault(f"{base}{index}", []).append(name)
    for name, shown in latex:
        letter = _GREEK_NAME.fullmatch(shown.strip())
        word = letter[1].removeprefix("var") if letter else ""
        if letter and word in _GREEK_WORDS:
            written = f"{word}_{letter[2]}" if letter[2] else word
            found.setdefault(written, []).append(name)
    return {
        written: names[0] for written, names in found.items() if len(names) == 1 and written not in declared
    }


def _tokens(written: str) -> tuple[str, ...]:
    """The canonical tokens of a name."""
    try:
        return tuple(canonical(written))
    except DrillError:
        return ()


def _spelling(node: latex.Node) -> list[str]:
    """The canonical tokens of a node; a sign that nothing is called for one that they cannot be made of."""
    try:
        return canonical([node])
    except DrillError:
        return [""]


def _beginnings(node: latex.Node) -> Iterator[tuple[latex.Node, int]]:
    """A node with its scripts, first without the superscripts that may be powers, and where each ends."""
    if not isinstance(node, latex.Scripts):
        yield node, node.end
        return
    base, sub, sup = node.base, node.sub, node.sup or []
    if not sub or (sup and sup[0].at < sub[0].at):
        yield base, base.end
        if sub:
            yield node, node.end
            return
    for count in range(not sub, len(sup) + 1):
        last = sup[count - 1] if count else (sub or [base])[-1]
        yield latex.Scripts(base, sub, sup[:count] or None), last.end


def _runs_on(text: str, end: int) -> bool:
    """Whether digits or letters go on behind a subscript without braces: ``x_12``, ``x_ab``."""
    if end >= len(text) or not (text[end - 1].isascii() and text[end].isascii()):
        return False
    last, following = text[end - 1], text[end]
    return (last.isdigit() and following.isdigit()) or (last.isalpha() and following.isalpha())
