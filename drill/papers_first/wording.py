"""How drafts speak of a paper: its text never becomes a template, its formulas stand in dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

from drill.papers_first.formula.printing import behind_differentials, join, to_latex, to_tokens
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.glosses.suited import suits
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.apt import is_apt
from drill.papers_first.plausible.bound_letters import fits_place
from drill.papers_first.prose_marks import has_hole, without_marks
from drill.papers_first.source.document import Document, Formula
from drill.papers_first.source.outline import plain_words
from drill.papers_first.source.scan import read_group
from drill.proving.markup import markup_faults

_MARKDOWN: Final = re.compile(r"([\\`*_$])")
_LEFT_OVER: Final = re.compile(r"[\\{}&~^_#]|\bITEM\b|\b(?:eq|fig|sec|tab|alg|thm|lem|app)s?:\S")
"""What is no word: commands, braces, labels."""
_CLOSING: Final = {"(": ")", "[": "]", "\\{": "\\}"}
_TALL: Final = frozenset(("\\frac", "\\sum", "\\prod", "\\int", "\\sqrt"))
_CITED: Final = re.compile(
    r"(?P<word>^|\b(?i:of|in|by|from|to|see|and|with|follow(?:ing|s)?|like|use|uses|adopt|adopts"
    r"|then|recently|later|while|whereas|that|but|as|since|where|however,?))[\s~]*"
    r"(?P<group>\{\s*)?\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\}(?(group)\s*\})"
)
"""What is cited as a part of the sentence: behind a preposition, or where a subject stands."""
_DRESS: Final = {
    **dict.fromkeys(("\\vphantom", "\\hphantom", "\\phantom", "\\color", "\\textcolor", "\\colorbox"), False),
    "\\smash": True,
}
"""Commands that only move or paint, and whether what they hold stays."""
_ENVIRONMENT: Final = re.compile(r"\\(?:begin|end|State|STATE|includegraphics|caption|hline)(?![a-z])")
"""What is set as a box, a table or a figure, and no running text."""
_FULL_STOP: Final = re.compile(r"(?<!\\right)(?<!\\left)(?<!\\right )(?<!\\left )(?<!\\)\s*[.,;]\s*$")
"""What ends the sentence that a formula stands in; not the invisible bracket of ``\\right.``."""
_ENSURE: Final = "\\ensuremath"
_FILE: Final = re.compile(r"\.(?:tex|ltx|md|markdown|rmd|qmd|rst|html?|gz|zip|tar|tgz)$", re.IGNORECASE)
"""What a paper without a title is called by: the name of its file."""
_LONG_TITLE: Final = 40
_MOST_MEANINGS: Final = 6
_OWNED: Final = re.compile(r"(?:[A-Z][\w.–-]*(?: and)? ){0,2}[A-Z][\w.–-]*(?:['’]s|s['’]) ")
"""What somebody's name is before has no article: ``Cohen's kappa``."""
_DETERMINED: Final = re.compile(
    r"(?:an?|the|all|each|every|some|any|our|its|their|two|three|four|several|many|one|no|both)\b(?!-)",
    re.IGNORECASE,
)
_EMPTY: Final = frozenset(
    (
        *(
            "the",
            "a",
            "an",
            "of",
            "in",
            "for",
            "and",
            "to",
            "at",
            "on",
            "with",
            "by",
            "it",
            "our",
            "i",
            "are",
        ),
        *("set", "value", "number", "function", "variable", "constant", "parameter", "symbol", "form", "one"),
    )
)
_SINGULAR: Final = re.compile(r"(?:bias|analysis|basis|loss|process|axis|series|hypothesis)$", re.IGNORECASE)
_LINKS: Final = re.compile(
    r" (?:of|in|for|at|by|on|from|with|to|that|which|whose|over|across|between|per|being|used|given|taken) "
)
_SAID_OF: Final = re.compile(r"(?<=\S) [a-z]+(?:ed|ing)$")
"""A participle behind its noun: ``variables associated`` with a point."""
_REFERENCE: Final = re.compile(
    r"(?P<word>\b(?:[Ee]q(?:uation|n|u)?s?\.?|[Ff]ormulas?)[\s~]*)?(?P<opening>\()?"
    r"\\(?P<name>[a-zA-Z]*ref|eqn)\*?\s*\{(?P<labels>[^{}]*)\}(?P<closing>\))?"
)


def plain(text: str) -> str:
    """Text of the paper as text of a bank: no template, no markup, no formula begins in it."""
    return _MARKDOWN.sub(r"\\\1", text).replace("@", "@@")


def as_shown(text: str) -> str:
    """Text of a bank where no template is filled: a record holds it as it is shown."""
    return text.replace("@@", "@")


def with_formulas(text: str) -> str:
    """Running text whose ``$…$`` stay formulas."""
    pieces = re.split(r"(\$[^$]*\$)", text)
    return "".join(maths(piece) if index % 2 else plain(piece) for index, piece in enumerate(pieces))


def maths(latex: str) -> str:
    """LaTeX inside of dollars."""
    return latex.replace("@", "@@")


def inline(node: Node | Iterable[str]) -> str:
    """A tree or tokens as an inline formula."""
    return f"${maths(latex_of(node))}$"


def shown_tokens(node: Node | Iterable[str]) -> str:
    """A tree or tokens as a displayed formula, brackets as tall as what they hold."""
    return display(tall(to_tokens(node) if isinstance(node, Node) else node))


def latex_of(node: Node | Iterable[str]) -> str:
    """A tree or tokens as LaTeX."""
    return to_latex(node) if isinstance(node, Node) else join(node)


def display(latex: str) -> str:
    """LaTeX as a displayed formula."""
    return f"$${maths(latex)}$$"


def shown(formula: Formula) -> str:
    """A whole formula, rows under each other where it has several; a comma between brackets is part of it.

    What its words point at, ``\\text{(by \\eqref{a})}``, is left open.
    """
    rows = [_tidied(f"${referring(row, {})}$")[1:-1].strip() for row in formula.rows]
    opened = accumulate(sum(map(row.count, "([")) - sum(map(row.count, ")]")) for row in rows)
    inside = [*(depth > 0 for depth in opened)][:-1]
    ends = zip(rows, (*inside, False), strict=False)
    rows = [row if is_inside else _FULL_STOP.sub("", row) for row, is_inside in ends]
    if len(rows) == 1:
        return display(rows[0])
    return display(r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}")


_BESIDE: Final = re.compile(r"[\w|]|\\(?!end|begin|q?quad|text)[a-zA-Z]")
"""Signs of mathematics that words do not touch: ``\\text{if } y = 1``."""


def tall(tokens: Iterable[str]) -> str:
    """Tokens as LaTeX, ``\\left`` and ``\\right`` at brackets that hold something tall; blanks end words."""
    given = list(tokens)
    opened: list[int] = []
    out = list(given)
    for index, token in enumerate(given):
        if token in _CLOSING or token == "{":
            opened.append(index)
        elif opened and (token == "}" or token in _CLOSING.values()):
            begin = opened.pop()
            matches = _CLOSING.get(given[begin]) == token
            if matches and _TALL & set(given[begin:index]) and not {"\\\\", "&"} & set(given[begin:index]):
                out[begin], out[index] = f"\\left{given[begin]}", f"\\right{token}"
        if (
            token.startswith("\\text{")
            and token[-2:-1].isalpha()
            and _BESIDE.match("".join(given[index + 1 :][:1]))
        ):
            out[index] = f"{token[:-1]} }}"
    for end in behind_differentials(given):
        out[end - 1] = f"{out[end - 1]}\\,"
    return join(out)


def short_title(paper: Paper) -> str:
    """The paper's title in italics, up to its colon where it is long."""
    title = paper.title.strip(" :")
    if _FILE.search(title):
        return "the paper"
    if len(title) > _LONG_TITLE and ":" in title:
        title = title.partition(":")[0].strip()
    if len(title) > _LONG_TITLE:
        title = title[:_LONG_TITLE].rpartition(" ")[0] + " …"
    return f"*{plain(title)}*"


def numbered(formula: Formula) -> str:
    """How a sentence names a formula: by its number, else by its line in the source."""
    if formula.number:
        return f"equation ({with_formulas(formula.number)})"
    return f"the formula at line {formula.place.line} of the source"


def place(paper: Paper, formula: Formula) -> str:
    """How a prompt points at a formula: the paper, its section, its number."""
    block = paper.block(formula)
    title = short_title(paper)
    parts = [title] if title.startswith("*") else []
    if block is not None and block.title:
        parts.append(f"section “{with_formulas(block.title.rstrip(' .:'))}”")
    return ", ".join([*parts, numbered(formula)])


def meant(
    paper: Paper, symbols: Iterable[Symbol], statement: Node | None = None, formula: Formula | None = None
) -> str:
    """The glossary's meanings of symbols as a clause, empty where it knows none.

    Of those in a statement only meanings that fit where the symbols stand.
    """
    said: dict[str, str] = {}
    paper = paper.at(formula) if formula is not None else paper
    for symbol in symbols:
        entry = paper.meaning(symbol)
        if entry is None or not carrying_words(entry.meaning):
            continue
        if statement is not None and not fits(paper, entry, symbol, statement, formula):
            continue
        if entry.meaning not in said:
            said[entry.meaning] = f"{inline(symbol)} {is_the(entry.meaning)}"
    return listed(list(said.values())[:_MOST_MEANINGS])


def fits(paper: Paper, entry: Entry, symbol: Symbol, statement: Node, formula: Formula | None) -> bool:
    """Whether a meaning may be that of a symbol where a statement has it."""
    return (
        is_apt(statement, symbol, entry)
        and suits(statement, symbol, entry)
        and fits_place(paper, statement, symbol, entry, formula)
    )


def carrying_words(meaning: str) -> frozenset[str]:
    """The words that carry a meaning, without their endings; none in ``the set`` or ``a constant``."""
    found = re.findall(r"[a-z]+", meaning.lower())
    return frozenset(word.removesuffix("s") for word in found) - _EMPTY


def is_the(meaning: str) -> str:
    """``is the learning rate``, ``are the parameters``, ``is a constant``, ``is Cohen's kappa``."""
    if _DETERMINED.match(meaning):
        return f"is {with_formulas(meaning)}"
    first = _LINKS.split(meaning)[0]
    head = _SAID_OF.sub("", first).split()[-1]
    is_plural = re.search(r"[^sui]s$", head) is not None and _SINGULAR.search(head) is None
    article = "" if _OWNED.match(meaning) else "the "
    return f"{'are' if is_plural else 'is'} {article}{with_formulas(meaning)}"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def referring(text: str, numbers: Mapping[str, str]) -> str:
    """Text of the paper, references written out: ``equation (3)`` where a number is known, else ``(…)``.

    The brackets around references go, ``(\\ref{a}, \\ref{b})``, but none that hold more: ``(see \\ref{a})``.
    """
    opened: list[int] = []
    dropped: set[int] = set()
    for match in _REFERENCE.finditer(text):
        if match["opening"]:
            opened.append(match.start("opening"))
        if match["closing"] and opened:
            dropped |= {opened.pop(), match.start("closing")}

    def bracket(match: re.Match[str], group: str) -> str:
        return "" if match.start(group) in dropped else match[group] or ""

    def written(match: re.Match[str]) -> str:
        labels = [label.strip() for label in match["labels"].split(",")]
        known = [numbers[label] for label in labels if numbers.get(label)]
        kind = "equation " if len(known) == 1 else "equations " if known else ""
        told = listed([f"({number})" for number in known]) or "(…)"
        before = bracket(match, "opening")
        lead = f"{match['word']}{before}" if match["word"] else f"{before}{kind}"
        return f"{lead}{told}{bracket(match, 'closing')}"

    return _REFERENCE.sub(written, text)


def numbers_of(document: Document) -> Mapping[str, str]:
    """What the paper prints beside its labelled formulas, by label."""
    return {formula.label: formula.number for formula in document.formulas if formula.label}


def sentence(text: str, numbers: Mapping[str, str] | None = None) -> str:
    """A sentence of the paper as Markdown; empty where it cannot be shown without leftovers."""
    text = _CITED.sub(_with_sign, _tidied(re.sub(r"\$\$.*?\$\$", " … ", text)))
    if _ENVIRONMENT.search(re.sub(r"\$[^$]*\$", "", text)):
        return ""
    words = plain_words(referring(text, numbers or {}))
    words = re.sub(r"\s+([,.;:)])", r"\1", words).replace("( ", "(")
    words = re.sub(r"\(\s*\)|\[\s*\]", "", words)
    words = without_marks(re.sub(r"\s{2,}", " ", words).strip())
    if has_hole(words):
        return ""
    if words.count("$") % 2 or _LEFT_OVER.search(re.sub(r"\$[^$]*\$", "", words)):
        return ""
    text = with_formulas(words)
    return text if is_clean(text) else ""


def _with_sign(match: re.Match[str]) -> str:
    return f"{match['word']} […]".lstrip()


def _tidied(text: str) -> str:
    """Text without what only moves or paints its formulas."""
    for command, keeps in _DRESS.items():
        at = 0
        while (at := _command_at(text, command, at)) >= 0:
            group = read_group(text, at + len(command))
            if group is None:
                break
            text = text[:at] + (group[0] if keeps else "") + text[group[1] :]
    return _without_ensuremath(text)


def _command_at(text: str, command: str, start: int) -> int:
    """Where a command stands, not one that begins like it; -1 where it stands nowhere."""
    found = re.compile(re.escape(command) + r"(?![a-zA-Z])").search(text, start)
    return -1 if found is None else found.start()


def _without_ensuremath(text: str) -> str:
    """``\\ensuremath{x}`` as ``$x$`` in words and as ``x`` in formulas."""
    while (at := text.find(_ENSURE)) >= 0:
        group = read_group(text, at + len(_ENSURE))
        if group is None:
            return text.replace(_ENSURE, "")
        inner, end = group
        is_inside = len(re.findall(r"(?<!\\)\$", text[:at])) % 2
        inner = inner if is_inside else f"${_without_ensuremath(f'${inner}$')[1:-1]}$"
        text = text[:at] + inner + text[end:]
    return text


def is_clean(text: str) -> bool:
    """Whether a Markdown text is typeset without anything left over."""
    return not left_over(text)


@lru_cache(maxsize=4096)
def left_over(text: str) -> str:
    """What a learner would see as code instead of mathematics in a Markdown text; empty where nothing is."""
    first = next(markup_faults([("", as_shown(text))]), None)
    return "" if first is None else first[1]


def resources(paper: Paper, formula: Formula | None) -> list[str]:
    """Where to look when an exercise is parked."""
    if formula is None:
        return [f"{short_title(paper)}, where it is introduced."]
    return [f"{place(paper, formula)}, with the paragraphs before and after it."]
