"""A paragraph as sentences of tokens: words, inline formulas, displays, marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.lexicon import tag
from drill.papers_first.glosses.measured import end_of_unit, without_unit
from drill.papers_first.glosses.names import Names, read_names
from drill.papers_first.source.document import Paragraph
from drill.papers_first.source.rows import is_statement, split_rows, tidy_row
from drill.papers_first.source.scan import group_end

Kind = Literal["word", "maths", "display", "mark", "item", "pointer", "end"]

_STEP: Final = re.compile(
    r"(?P<blank>(?:\s|~|\\[ ,:!/]|\\;(?=\S))+)"
    r"|(?P<maths>\$\$?|\\\(|\\ensuremath(?![a-zA-Z])\s*(?=\{))"
    r"|(?P<item>\\(?:item|REQUIRE|Require|ENSURE|Ensure|STATEx?|Statex?|INPUT|Input|OUTPUT|Output|Kw[A-Z][a-zA-Z]*|"
    r"RETURN|Return|tabularnewline|hline|toprule|midrule|bottomrule|For[a-zA-Z]*|FOR[A-Z]*|While|WHILE|If|IF|ElsIf|ELSIF|"
    r"Comment|COMMENT|tcp|tcc|begin|end|caption|footnote)(?![a-zA-Z])|\\;|\\\\)"
    r"|(?P<bracketed>\[\d{1,3}(?:[,–-]\s?\d{1,3}){0,6}\])"
    r"|(?P<cite>\\[cC]ite[a-zA-Z]*\*?)"
    r"|(?P<ref>\\(?:[a-zA-Z]*ref)\*?(?=\s*\{))"
    r"|(?P<paint>\\(?:(?:textcolor|colorbox)(?:\[\w+\])?|fcolorbox\s*\{[^{}$]*\})\s*\{[^{}$]*\})"
    r"|(?P<drop>\\(?:label|vspace|hspace|url|color|textcolor|includegraphics|bibliography|bibliographystyle|index|rule|"
    r"resizebox|setlength|renewcommand|multicolumn)(?![a-zA-Z])\*?)"
    r"|(?P<short>(?:i\.\s?i\.\s?d|i\.e|e\.g|w\.r\.t|a\.k\.a|s\.t|et al|cf|resp|vs|[Ee]q[nu]?s?|[Ff]igs?|"
    r"[Ss]ecs?|Refs?|approx|etc)\.(?=\\?[\s,~(\\$]))"
    r"|(?P<acronym>\([A-Z][A-Za-z0-9-]*[A-Z][a-z]?(?:-[A-Z]+)?\))"
    r"|(?P<letters>(?<![\w$])[A-Z](?:,\s?[A-Z])+(?:,?\s(?:and|or)\s[A-Z])?(?=\s+[a-z]+s\b))"
    r"|(?P<foreign>a\s+(?:posteriori|priori)(?![a-z]))"
    r"|(?P<word>(?:[^\W\d_]|\\[\"'`^=.]\s?\{?[a-zA-Z]\}?)(?:[^\W_]|(?:['’–-]|--(?!(?:a|but|it|that|the|this|we|which)(?![a-z])))(?=[^\W_])|\\[\"'`^=.]\{?[a-zA-Z]\}?)*"
    r"(?:(?<=s)['’](?=\s+[a-z]))?)"
    r"|(?P<number>0[-/]1(?=[ ~-])|\d+(?:[.,]\d+)*(?:[^\W\d_]+)?(?:-[^\W\d_]+)*)"
    r"|(?P<dash>-{2,}|[–—])"
    r"|(?P<quote>``|''|`(?=[^\W\d_])|(?<=[^\W\d_])'(?=[\s,.;:)])|[\"“”‘’]|\*\*?(?=[^\W_])|(?<=\S)\*\*?)"
    r"|(?P<link>\]\((?:https?:|#|/|\.)[^()\s]*\))"
    r"|(?P<command>\\[a-zA-Z@]+\*?)"
    r"|(?P<mark>\\?.)",
    re.DOTALL,
)
_GLUED: Final = re.compile(r"(?:-|['’](?=s\b)|th\b|st\b|nd\b|rd\b)[^\W\d_]*(?:-[^\W\d_]+)*")
_ORDINAL: Final = re.compile(
    r"(?P<base>[^\s^]+(?:\s?[+-]\s?1)?)\s?\^\s?\{?\s?(?:\\(?:text|mathrm|textrm|rm|mathit|textit|it)(?![a-zA-Z])\s?)?"
    r"\{?\s?(?P<ending>th|st|nd|rd)\s?\}{0,2}"
)
_ACCENT: Final = re.compile(r"\\[\"'`^=.]\s?\{?([a-zA-Z])\}?")
_MARKDOWN_ITEM: Final = re.compile(r"[-*+][ \t]|\d+[.)][ \t]|\|")
_RULE: Final = re.compile(r"[\s|:-]*")
_KEYWORDS: Final = words("all and do else end for if in not or repeat return then until where while with")
"""What also stands in capitals in algorithms."""
_LATEX_MARKS: Final = {"\\&": "and", "\\%": "%", "\\#": "#", "\\_": "_", "\\$": "$"}
_ARGUMENT: Final = re.compile(
    r"\s{0,3}(?:\[[^\[\]]{0,300}+\]|\{(?P<group>(?:[^{}]|\{[^{}]{0,60}+\}){0,400}+)\})"
)
_OPTION: Final = re.compile(r"\[([^\[\]]{1,100})\]")
_QUOTE: Final = "''"
_BEFORE_QUOTE: Final = frozenset(" \n\t~([{-")
_QUOTED_FIRST: Final = re.compile(r"\$[^$]{1,60}\$,?\s+[^\W\d_]")
_QUOTED_LAST: Final = re.compile(r"[^\W\d_],?\s+\$[^$]{1,60}\$[.,]?$")
_LONGEST_QUOTED: Final = 100
_LONGEST_DISPLAY_HEAD: Final = 300
_LONGEST_SENTENCE: Final = 150
_LONGEST_JOINED: Final = 20
_LONGEST_ENSURED: Final = 200
_LONGEST_CONDITION: Final = 300
_CONDITIONAL: Final = re.compile(r"\\(?:For|FOR|While|WHILE|If|IF|ElsIf|ELSIF)")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence; ``at`` is its offset, ``latex`` a formula's source or a pointer's key.

    ``lower`` is its text in lower case, ``tag`` what a word does in its sentence; empty for what is no word.
    """

    kind: Kind
    text: str
    at: int
    latex: str = ""
    names: Names | None = None
    lower: str = ""
    tag: str = ""
    note: str = ""
    """What a citation's option says: ``Eq. (3)``."""


def word(text: str, at: int, latex: str = "") -> Token:
    """A word with what it does."""
    lower = text.lower()
    return Token("word", text, at, latex, None, lower, tag(lower))


Sentence = tuple[Token, ...]
Reader = Callable[[str], Names | None]


class Inline:
    """Reads paragraphs; formulas that come again are read once."""

    def __init__(self, read: Reader = read_names) -> None:
        self._read = read
        self._known: dict[str, Names | None] = {}

    def names(self, latex: str) -> Names | None:
        """What a formula names."""
        if latex not in self._known:
            self._known[latex] = self._read(latex)
        return self._known[latex]

    def sentences(self, paragraph: Paragraph) -> Iterator[Sentence]:
        """The sentences of a paragraph; an item of a list or a row of a table begins with an ``item`` token.

        What goes on without an end is cut where no sentence is that long.
        """
        sentence: list[Token] = []
        for token in _Scanner(paragraph, self.names).tokens():
            if sentence and (token.kind in ("end", "item") or len(sentence) >= _LONGEST_SENTENCE):
                yield _with_acronyms(sentence)
                sentence = []
            if token.kind != "end":
                sentence.append(token)
        if sentence:
            yield _with_acronyms(sentence)


def _with_acronyms(sentence: list[Token]) -> Sentence:
    """With capitals among small letters as nouns, whatever they spell: ``WE outperforms ME`` is no ``we``."""
    capital = [_is_capital(token) for token in sentence]
    return tuple(
        replace(token, lower=token.text, tag="noun")
        if capital[at]
        and token.lower not in _KEYWORDS
        and not any(capital[max(0, at - 1) : at] + capital[at + 1 : at + 2])
        else token
        for at, token in enumerate(sentence)
    )


def _is_capital(token: Token) -> bool:
    """Whether a word that joins others is written in capitals."""
    return (
        len(token.text) > 1
        and token.text.isalpha()
        and token.text.isupper()
        and token.tag not in ("", "noun")
    )


class _Scanner:
    """One pass over a paragraph; what is never closed is looked for once."""

    def __init__(self, paragraph: Paragraph, names: Reader) -> None:
        self._text = paragraph.text
        self._names = names
        self._starts = [offset for offset, _ in paragraph.lines]
        self._unclosed: set[str] = set()
        self._at = 0
        self._condition_end = -1
        """Where the condition of a loop or a branch in an algorithm ends."""

    def tokens(self) -> Iterator[Token]:
        """Every token in order; ``end`` after each sentence."""
        text, lines = self._text, iter(self._starts)
        start = next(lines, len(text) + 1)
        yield Token("item", "", 0)
        while self._at < len(text):
            if self._at >= start:
                while self._at >= start:
                    start = next(lines, len(text) + 1)
                item = _MARKDOWN_ITEM.match(text, self._at)
                if item is not None:
                    yield Token("item", item.group(), self._at)
                    self._at = item.end()
                    continue
            match = _STEP.match(text, self._at)
            if match is None:
                return
            self._at = match.end()
            yield from self._of(match)

    def _of(self, match: re.Match[str]) -> Iterator[Token]:
        kind, text, at = match.lastgroup, match.group(), match.start()
        match kind:
            case "maths":
                yield from self._maths(text, at)
            case "item":
                yield from self._item(text, at)
            case "cite" | "ref" | "drop":
                start = self._at
                content = self._arguments()
                if kind != "drop":
                    note = text.strip("\\*") if kind == "ref" else self._note(start)
                    yield Token("pointer", kind, at, content, note=note)
            case "letters":  # ``R, G, B channels``: one modifier
                yield Token("word", text, at, "", None, text, "noun")
            case "foreign":
                yield Token("word", " ".join(text.split()), at, "", None, text.lower(), "adjective")
            case "word" | "short" | "number":
                yield self._joined(_spelled(text), at) or word(_spelled(text), at)
            case "link":
                yield Token("pointer", "link", at)
            case "bracketed":
                yield Token("pointer", "cite", at, text)
            case "dash":
                yield Token("mark", "--", at)
            case "quote" if "*" not in text and self._quotes_clause(at):
                yield Token("mark", _QUOTE, at)
            case "mark":
                yield from self._mark(_LATEX_MARKS.get(text, text), at)
            case _:
                return

    def _quotes_clause(self, at: int) -> bool:
        """Whether a quotation of several words begins with a formula, ``"$x$ is red"``, or ends with one."""
        begins = at == 0 or self._text[at - 1] in _BEFORE_QUOTE
        if begins:
            return _QUOTED_FIRST.match(self._text, self._at) is not None
        return _QUOTED_LAST.search(self._text[max(0, at - _LONGEST_QUOTED) : at]) is not None

    def _joined(self, text: str, at: int) -> Token | None:
        """``top-$k$``: the adjective that a word makes with a formula; None where no formula follows."""
        if not self._text.startswith("-$", self._at) or self._text.startswith("-$$", self._at):
            return None
        end = self._text.find("$", self._at + 2)
        if end < 0 or end - self._at > _LONGEST_JOINED:
            return None
        joined = f"{text}{self._text[self._at : end + 1]}"
        self._at = end + 1
        return Token("word", joined, at, "", None, joined.lower(), "adjective")

    def _mark(self, text: str, at: int) -> Iterator[Token]:
        if text == "}" and at == self._condition_end:
            yield Token("end", text, at)
        if text in "{}\\" or text.startswith("\\"):
            return
        if text in ".?!":
            # ``linear.weight`` is one thing, and no end
            is_end = text != "." or not self._text[self._at : self._at + 1].islower()
            yield Token("end" if is_end else "mark", text, at)
        elif text == "and":
            yield word(text, at)
        else:
            yield Token("mark", text, at)

    def _item(self, text: str, at: int) -> Iterator[Token]:
        if text in ("\\begin", "\\end"):
            self._arguments()
        elif _CONDITIONAL.match(text) and self._text.startswith("{", self._at):
            end = group_end(self._text[self._at : self._at + _LONGEST_CONDITION], 0)
            self._condition_end = -1 if end is None else self._at + end - 1
        yield Token("item", text, at)

    def _arguments(self) -> str:
        """Pass over options and groups; the content of the last group."""
        content = ""
        for _ in range(4):
            match = _ARGUMENT.match(self._text, self._at)
            if match is None:
                break
            content = match["group"] or content
            self._at = match.end()
        return content

    def _note(self, start: int) -> str:
        """What stands in the last option between ``start`` and here."""
        options = _OPTION.findall(self._text, start, self._at)
        return options[-1] if options else ""

    def _maths(self, opening: str, at: int) -> Iterator[Token]:
        end = self._close(opening)
        if end is None:
            return
        content, self._at = self._text[self._at : end[0]], end[1]
        if opening == "$$":
            yield Token("display", "", at, content, self._names(_first_row(content)))
            if tidy_end(content).endswith("."):
                yield Token("end", ".", at)
            return
        latex = content.strip()
        ordinal = _ORDINAL.fullmatch(latex)
        if ordinal is not None:
            yield _ordinal(ordinal, at)
            return
        glued = _GLUED.match(self._text, self._at)
        if glued is not None and glued.group() != "-":
            self._at = glued.end()
            yield word(f"${latex}${glued.group()}", at, latex)
        elif latex:
            names = self._names(without_unit(latex))
            self._at = end_of_unit(self._text, self._at, names)
            yield Token("maths", f"${latex}$", at, latex, names)

    def _close(self, opening: str) -> tuple[int, int] | None:
        """Where the formula's content ends, and what follows it begins."""
        if opening.startswith("\\ensuremath"):
            end = group_end(self._text[self._at : self._at + _LONGEST_ENSURED], 0)
            if end is None:
                return None
            self._at += 1
            return self._at + end - 2, self._at + end - 1
        closing = "\\)" if opening == "\\(" else opening
        if closing in self._unclosed:
            return None
        end = self._text.find(closing, self._at)
        while end > 0 and closing == "$" and self._text[end - 1] == "\\":
            end = self._text.find(closing, end + 1)
        if end < 0:
            self._unclosed.add(closing)
            return None
        return end, end + len(closing)


def _ordinal(match: re.Match[str], at: int) -> Token:
    """``$i^{\\text{th}}$`` as the adjective that it is."""
    base, ending = match["base"], match["ending"]
    text = f"{base}{ending}" if base.isdigit() else f"${base}$-{ending}"
    return Token("word", text, at, "", None, text.lower(), "adjective")


def _spelled(text: str) -> str:
    """A word with its accents left out, and a dash for two hyphens."""
    if text.isalpha():
        return text
    return _ACCENT.sub(r"\1", " ".join(text.split())).replace("--", "–")


def tidy_end(content: str) -> str:
    """A display's content without what follows its last mark."""
    return re.sub(r"(?:\\label\s?\{[^{}]*\}|\\(?:notag|nonumber)|\s)+$", "", content[-200:])


def _first_row(content: str) -> str:
    """A display's first row up to a sensible length; nothing where more rows say something of their own."""
    rows = split_rows(content[: 4 * _LONGEST_DISPLAY_HEAD])
    if any(is_statement(row.text.replace("&", "").strip().rstrip(",;")) for row in rows[1:]):
        return ""
    return tidy_row(rows[0].text)[:_LONGEST_DISPLAY_HEAD] if rows else ""
