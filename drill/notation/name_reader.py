"""Read names with fonts, accents, labels, indices and marks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from itertools import pairwise

from drill.notation import cursor as vocab
from drill.notation import tree
from drill.notation.cursor import Cursor, NotationError
from drill.notation.tree import Node, spell_name

_OPEN = frozenset((":", "\\cdot", *vocab.DOTS))
_VOWELS = frozenset("aeou")
_ENCLOSING = ("(", "[", "\\{")


class NameReader(Cursor, ABC):
    """Reads names and their scripts."""

    @abstractmethod
    def item(self) -> Node:
        """Read a side, or sides joined by relations."""

    def begins_name(self, token: str) -> bool:
        """Return whether a name begins with a token."""
        return (
            vocab.is_letter(token)
            or token in vocab.LETTERLIKE
            or token in vocab.FONTS
            or token in vocab.ACCENTS
            or token.startswith("\\operatorname{")
            or (len(token) > 1 and token[0].isalpha() and token[1:].isdigit())
        )

    def name(self) -> tree.Name:
        """Read a name without scripts: a letter or word in fonts and accents.

        Raises NotationError if the next token is not one.
        """
        start = self.at
        token = self.take()
        if token in vocab.ACCENTS:
            self.expect("{")
            inner = self.name()
            if self.peek() != "}":
                raise NotationError(f"{token} is over more than a name")
            self.at += 1
            return tree.Name(inner.base, inner.font, (token, *inner.accents), span=(start, self.at))
        makes_name = (token == vocab.INCREMENT and vocab.INCREMENT not in (self.notation.values or ())) or (
            token == "d" and self.notation.has_differentials
        )
        if makes_name and self.begins_name(self.peek()) and self.peek() != token:
            inner = self.name()
            return tree.Name(inner.base, inner.font, (token, *inner.accents), span=(start, self.at))
        if token in vocab.FONTS:
            return self._in_font(token, start)
        if token.startswith("\\operatorname{"):
            return tree.Name(token[len("\\operatorname{") : -1], "\\operatorname", span=(start, self.at))
        return tree.Name(self._word(token), span=(start, self.at))

    def _word(self, first: str) -> str:
        """Read the longest of the paper's words at the reader's position, or a single letter."""
        for word in sorted(self.notation.words, key=len, reverse=True):
            if word[0] == first and self.tokens[self.at : self.at + len(word) - 1] == tuple(word[1:]):
                self.at += len(word) - 1
                return word
        return first

    def _in_font(self, font: str, start: int) -> tree.Name:
        end = self.end_of(self.at)
        content = self.content(self.at)
        are_signs = all(
            vocab.is_letter(sign) or sign in vocab.LETTERLIKE or sign.isalnum() for sign in content
        )
        is_word = len(content) == 1 or len("".join(content)) == len(content) > 0
        if not (are_signs and is_word):
            raise NotationError(f"{font} is around more than a name")
        self.at = end + 1
        return tree.Name("".join(content), font, span=(start, self.at))

    def is_over_name(self) -> bool:
        """Return whether an accent at the reader's position covers a name only."""
        opening = self.at + 1
        while self.content(opening)[:1] and self.content(opening)[0] in vocab.ACCENTS:
            opening += 2
        end = self.end_of(opening)
        first = self.tokens[opening + 1]
        if first in vocab.FONTS:
            return self.end_of(opening + 2) == end - 1
        is_increment = first == vocab.INCREMENT and end - opening == 3
        return end - opening == 2 or is_increment

    def ref(self) -> tree.Ref:
        """Read a name with its label, subscript indices and primes; superscripts come next."""
        start = self.at
        name = self.name()
        label = ""
        below = ()
        separators = ()
        is_slanted = False
        if self.peek() == "_" and self.peek(1) == "{":
            is_slanted = _is_upright_word(self.content(self.at + 1))
            label, below, separators = self.below()
        primes = 0
        while self.peek() == "'":
            self.at += 1
            primes += 1
        name = tree.Name(name.base, name.font, name.accents, label, is_slanted, span=name.span)
        return tree.Ref(name, below, primes=primes, separators=separators, span=(start, self.at))

    def below(self) -> tuple[str, tuple[tree.Index, ...], tuple[str, ...]]:
        """Read ``_{…}``: a label, indices, and the separator between them."""
        self.expect("_")
        end = self.end_of(self.at)
        self.at += 1
        separators: list[str] = []
        if _is_upright_word(self.tokens[self.at : end]):
            label = "".join(self.tokens[self.at : end])
            self.at = end + 1
            return label, (), ()
        if label := self._label():
            if self.peek() == ",":
                self.at += 1
                separators.append(",")
            elif self.at < end:
                separators.append("")
        indices, marks = self.indices(end)
        self.expect("}")
        return label, indices, (*separators, *marks)

    def _label(self) -> str:
        """Read an upright word or letter at the beginning of a subscript."""
        token, behind = self.peek(), self.peek(1)
        if token.startswith("\\operatorname{") and (
            behind in (",", "}") or vocab.is_letter(behind) or vocab.is_number_token(behind)
        ):
            self.at += 1
            return token[len("\\operatorname{") : -1]
        if token == "\\mathrm" and self.peek(4) in (",", "}") and len(self.peek(2)) == 1:
            self.at += 4
            return self.tokens[self.at - 2]
        return ""

    def indices(self, end: int) -> tuple[tuple[tree.Index, ...], tuple[str, ...]]:
        """Read indices up to ``end``: separated by commas, or letters side by side."""
        indices: list[tree.Index] = []
        marks: list[str] = []
        while self.at < end:
            if indices:
                marks.append("," if self.peek() == "," else "")
                self.at += self.peek() == ","
            begun = self.at
            for index in self._indices_between_commas(end):
                if indices and len(marks) < len(indices):
                    marks.append("")
                indices.append(index)
            if self.at == begun:
                self.refuse_here()
        return tuple(indices), tuple(marks)

    def _indices_between_commas(self, end: int) -> list[tree.Index]:
        stop = self._next_comma(end)
        chunk = self.tokens[self.at : stop]
        start = self.at
        if plain := self._plain_indices(chunk):
            self.at = stop
            return plain
        try:
            body = self.item()
            if self.at != stop:
                self.refuse_here()
        except NotationError as error:
            body = tree.Opaque(chunk, error.message, span=(start, stop))
        self.at = stop
        return [tree.Computed(body, span=(start, stop))]

    def _next_comma(self, end: int) -> int:
        index = self.at
        while index < end and self.tokens[index] != ",":
            index = self.end_of(index) + 1 if self.opens(index) else index + 1
        return index

    def _plain_indices(self, chunk: tuple[str, ...]) -> list[tree.Index]:
        """Read letters and numbers side by side, a letter plus a number, or an open place; else none."""
        span = (self.at, self.at + len(chunk))
        if len(chunk) == 1 and (chunk[0] in _OPEN or chunk[0] in vocab.MARKS):
            kind = tree.Open if chunk[0] in _OPEN else tree.Fixed
            return [kind(chunk[0], span=span)]
        if len(chunk) == 3 and self._is_index(chunk) and chunk[2].strip("0"):
            return [tree.Running(chunk[0], int(chunk[1] + chunk[2]), span=span)]
        if not all(vocab.is_letter(token) or vocab.is_number_token(token) for token in chunk):
            return []
        if len(chunk) > 1 and vocab.is_number_token(chunk[0]) and chunk[0] not in "01":
            return []
        return [
            (tree.Fixed if vocab.is_number_token(token) else tree.Running)(token, span=(index, index + 1))
            for index, token in enumerate(chunk, self.at)
        ]

    # Superscripts

    def raised(self, base: Node) -> Node:
        """Read ``^{…}`` on the base before it: an index, a mark, a transpose, an inverse, a power."""
        start = base.span[0]
        self.expect("^")
        opening = self.at
        end = self.end_of(self.at)
        content = self.content(opening)
        if content[:1] == ("-",) and self._transposes_inverse(base, content[1:]):
            self.at = end + 1
            inverse = tree.Inverse(base, span=(start, self.at))
            return tree.Transpose(inverse, vocab.TRANSPOSES[content[1:]], True, span=inverse.span)
        if isinstance(base, tree.Ref):
            read = self._above(base, opening, end)
            if read is not None:
                return read
        if self._transposes(base, content):
            self.at = end + 1
            return tree.Transpose(base, vocab.TRANSPOSES[content], span=(start, self.at))
        if content == ("-", "1"):
            self.at = end + 1
            if isinstance(base, tree.Num):
                return tree.Pow(base, tree.Neg(tree.Num("1")), span=(start, self.at))
            return tree.Inverse(base, span=(start, self.at))
        return self._power(base, opening, end)

    def _power(self, base: Node, opening: int, end: int) -> Node:
        content = self.content(opening)
        exponent: Node
        if len(content) == 1 and (content[0] in vocab.MARKS or content[0].startswith("\\operatorname{")):
            exponent = tree.Ref(tree.Name(content[0]), span=(opening + 1, end))
        else:
            self.at = opening + 1
            with self.within(opening):
                exponent = self.item()
            if self.at != end:
                self.refuse_here()
        self.at = end + 1
        return tree.Pow(base, exponent, span=(base.span[0], self.at))

    def _transposes(self, base: Node, content: tuple[str, ...]) -> bool:
        if content not in vocab.TRANSPOSES:
            return False
        if content != ("T",):
            return True
        if self._names_time and self.notation.superscripts.get("^T") != "transpose":
            return False
        match base:
            case tree.Num() | tree.Pow():
                return False
            case tree.Ref():
                meaning = self._declared_meaning(base, "T")
                return meaning == "transpose" or (not meaning and base.name.base not in vocab.GROWING)
            case _:
                return True

    def _transposes_inverse(self, base: Node, content: tuple[str, ...]) -> bool:
        """Return whether what follows a minus above transposes; ``T`` only above a capital, ``A^{-T}``.

        Above anything else it is more likely a time, ``e^{-T}``, ``(1 + r)^{-T}``.
        """
        is_matrix = isinstance(base, tree.Ref) and base.name.base.removeprefix("\\")[:1].isupper()
        return (is_matrix or content != ("T",)) and self._transposes(base, content)

    def _declared_meaning(self, base: tree.Ref, above: str) -> str:
        known = self.notation.superscripts
        meaning = known.get(f"{spell_name(base.name)}^{above}")
        if meaning or base.name.base in vocab.GREEK or base.name.base == "e":
            return meaning or ""
        return known.get(f"^{above}") or ""

    def _above(self, base: tree.Ref, opening: int, end: int) -> Node | None:
        """Return a name with its superscript index or mark; None for a power, an inverse or a transpose."""
        content = self.content(opening)
        meaning = self._said_of(base, content)
        first = opening + 1
        behind = end
        if (
            content[:1]
            and content[0] in _ENCLOSING
            and self.notation.superscripts.get("^(") != "power"
            and (self.end_of(first) + 1 == end or self._mark_at(self.end_of(first) + 1, end))
        ):
            behind = self.end_of(first) + 1
            self.at = first + 1
            with self.within(first):
                base = self._with_indices(base, behind - 1, content[0])
        elif len(content) > 1 and content[-1] == "\\top" and self._is_index(content[:-1]):
            self.at = first
            behind = end - 1
            base = self._with_indices(base, behind, "")
        elif len(content) == 1 and (vocab.is_word_token(content[0]) or self._is_label(base, content[0])):
            base = replace(base, mark=content[0])
        elif content[:1] == ("\\mathrm",) and len(content) == 4 and content[2] not in ("T",):
            base = replace(base, mark=f"\\mathrm{{{content[2]}}}")
        elif content and content[0] in vocab.MARKS and self._is_mark(content):
            behind = first
        elif meaning == "label":
            base = replace(base, mark="".join(content))
        elif meaning == "index" or (not meaning and self._is_listed(opening)):
            self.at = first
            with self.within(opening):
                base = self._with_indices(base, end, "")
        else:
            return None
        remaining = self.tokens[behind:end]
        if remaining and remaining[0] in vocab.MARKS:
            base, remaining = replace(base, mark=remaining[0]), remaining[1:]
        self.at = end + 1
        dressed = replace(base, span=(base.span[0], self.at))
        if not remaining:
            return dressed
        if remaining in vocab.TRANSPOSES:
            return tree.Transpose(dressed, vocab.TRANSPOSES[remaining], span=dressed.span)
        if remaining == ("-", "1"):
            return tree.Inverse(dressed, span=dressed.span)
        if len(remaining) == 1 and vocab.is_number_token(remaining[0]):
            return tree.Pow(dressed, tree.Num(remaining[0], span=(end - 1, end)), span=dressed.span)
        raise NotationError("this superscript is not read")

    @staticmethod
    def _is_mark(content: tuple[str, ...]) -> bool:
        """Return whether a sign above a name is a mark, perhaps with a transpose after it."""
        return len(content) == 1 or (content[0] != "-" and content[1:] in vocab.TRANSPOSES)

    def _is_label(self, base: tree.Ref, token: str) -> bool:
        r"""Return whether a function's name is a label in a superscript: ``u^{\tan}``, ``x^{\max}``."""
        is_known = token in vocab.FUNCTIONS or token in vocab.REDUCERS
        return is_known and self.notation.values is None and base.name.font != "\\mathbb"

    def _with_indices(self, base: tree.Ref, end: int, bracket: str) -> tree.Ref:
        above, separators = self.indices(end)
        return replace(base, above=above, separators_above=separators, opening=bracket)

    def _said_of(self, base: tree.Ref, content: tuple[str, ...]) -> str:
        """Return the known meaning of a superscript, either as written or by the letter in a sum like
        ``k+1``."""
        above = "".join(content)
        is_capital = base.name.base[0].isupper() and not base.name.font
        names = _is_upright_word(content) or (is_capital and _is_capital_label(content))
        if names and f"{spell_name(base.name)}^{above}" not in self.notation.superscripts:
            return "label"
        meaning = self._declared_meaning(base, above)
        if not meaning and len(content) == 3 and content[1] in "+-" and content[2].isdigit():
            return self._declared_meaning(base, content[0])
        return meaning

    def _mark_at(self, index: int, end: int) -> bool:
        """Return whether a mark, a transpose or a number follows an index in brackets."""
        remaining = self.tokens[index:end]
        return (
            remaining in vocab.TRANSPOSES
            or remaining == ("-", "1")
            or (len(remaining) == 1 and (remaining[0] in vocab.MARKS or vocab.is_number_token(remaining[0])))
        )

    @staticmethod
    def _is_index(content: tuple[str, ...]) -> bool:
        """Return whether tokens are a letter, perhaps plus a number."""
        return vocab.is_letter(content[0]) and vocab.is_step(content)

    def _is_listed(self, opening: int) -> bool:
        """Return whether a superscript contains signs that no exponent has: commas, colons, bars."""
        inside = self.inside(opening)
        return bool(inside & {",", ":", "\\mid"}) or self.content(opening)[:1] in (("<",), (">",))


def _is_upright_word(content: tuple[str, ...]) -> bool:
    """Return whether letters form a word and not indices: ``max``, ``model``."""
    # Two letters side by side are indices.
    if len(content) < 3 or not all(len(token) == 1 and token.isalpha() for token in content):
        return False
    word = "".join(content)
    is_run = all(ord(letter) + 1 == ord(further) for letter, further in pairwise(word))
    return word == "min" or (not _VOWELS.isdisjoint(word) and not is_run)


def _is_capital_label(content: tuple[str, ...]) -> bool:
    """Return whether a superscript is capitals that serve as a name: ``W^Q``, ``y^{LS}``."""
    return content != ("T",) and "".join(content).isupper() and "".join(content).isalpha()
