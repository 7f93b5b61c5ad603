"""Convert what people type for a formula to LaTeX: ``E_x~p[f(x)]``, ``m_(t-1)``, ``m̂_t``, ``Q @ K.T``.

One pass over the text's words and signs. The expected formula decides between a spelling's meanings
(``A_xi``, ``h^(l)``), because the text alone does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from unicodedata import category, combining, decomposition, normalize

from drill.errors import ParseError
from drill.maths.characters import FRACTIONS, GREEK, LOWERED, RAISED
from drill.notation.cursor import FUNCTIONS as KNOWN
from drill.notation.cursor import MAX_DEPTH
from drill.text import find_closing, pairs, read_word_tables, remove_invisible

# Marks above letters, as terminals show them.
ACCENTS = {
    "\u0302": "\\hat", "\u0304": "\\bar", "\u0305": "\\bar", "\u0303": "\\tilde", "\u0307": "\\dot",
}  # fmt: skip
# The same marks as words: ``hat(g)``, ``ghat``, ``g_hat``.
_MARKS = ("hat", "tilde", "bar", "dot")
_GREEK = frozenset((*GREEK.values(), "varepsilon", "varphi", "vartheta"))
_FUNCTIONS = frozenset(name.strip("\\") for name in KNOWN if name[1:].isalpha())
_UPRIGHT = frozenset(name[len("\\operatorname{") : -1] for name in KNOWN if name.endswith("}")) | {
    "Var", "Cov", "KL", "tr", "diag",
}  # fmt: skip
_TABLES = read_word_tables(__file__, "typing.txt")
# Commands for words typed without a backslash.
_COMMANDS = {word: f"\\{word}" for word in (*_GREEK, *_FUNCTIONS)} | pairs(_TABLES["commands"])
_ENDLESS = frozenset(("inf", "oo", "infinity"))
_SIGNS = pairs(_TABLES["signs"]) | {letter: f"\\{name}" for letter, name in GREEK.items()}
_TOKEN = re.compile(
    r"\\[A-Za-z]+|\\.|[A-Za-z]+|\d+(?:\.\d+)?|\.\d+|:=|=>|~=|->|<-(?!\d)|<=|>=|!=|\*\*|\|\||\.\.\.|\.T(?![A-Za-z])"
    r"|\s+|.",
    re.DOTALL,
)
# ``<a, b>``: an inner product.
_INNER = re.compile(r"<([^<>=]+,[^<>=]+)>")
_NAME = r"(?:\\?[A-Za-z]+(?:_\w+|_\{[^{}]*\})?(?:\([^()]*\))?)"
# ``dL/dw``, ``d^2L/dw^2``, ``d/dt``: quotients of differentials.
_SLOPE = re.compile(rf"(?<![A-Za-z\\])(d|∂)(\^\d)?({_NAME})?\s*/\s*\1\s*({_NAME}(?:\^\d)?)")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_EXTREMES = frozenset(("\\min", "\\max", "\\sum", "\\prod"))
# Operators that run over an index if they have one below.
_CIRCLED = frozenset(("\\oplus", "\\otimes", "\\cup", "\\cap", "\\vee", "\\wedge"))
_IS_LATEX = re.compile(r"\\[A-Za-z]{2}")


def typed_latex(text: str, due: Collection[str] = (), names: Collection[str] = ()) -> str:
    r"""Return typed text as LaTeX; ``due`` are the canonical tokens of the expected formula.

    ``names`` are names that are typed as one word: they come out as ``\operatorname{name}``.

    Raises ParseError for brackets too deep in one another.
    """
    is_latex = _IS_LATEX.search(text) is not None
    text = write_marks_as_latex(text)
    depths = accumulate((sign in _CLOSING) - (sign in _CLOSING.values()) for sign in text)
    if max(depths, default=0) > MAX_DEPTH:
        raise ParseError("brackets are nested too deeply", None, code="too-large")
    text = text.rstrip().rstrip(".,") if not text.rstrip().endswith("..") else text
    if not is_latex:
        text = _INNER.sub(r"\\langle \1\\rangle ", text)
        text = _SLOPE.sub(_write_derivative_quotient, text)
    words = frozenset(name for name in names if len(name) > 1)
    has_brackets = "^ { (" in " ".join(due)  # indices in round brackets above names
    return _Typist(
        _tokenize_keeping_numbered_names(text, words), frozenset(due), has_brackets, is_latex, words
    ).all()


def _tokenize_keeping_numbered_names(text: str, words: Collection[str]) -> list[str]:
    """Return the tokens of a text, with the digits of names such as ``beta1``."""
    result: list[str] = []
    for token in _TOKEN.findall(text):
        if result and result[-1] + token in words and token.isdigit():
            result[-1] += token
        else:
            result.append(token)
    return result


def _write_derivative_quotient(match: re.Match[str]) -> str:
    sign, order, of, by = match.groups()
    letter = "d" if of is None and sign == "d" else "\\partial "
    return rf"\frac{{{letter}{order or ''}{of or ''}}}{{{letter}{by}}}"


@dataclass(slots=True)
class _Typist:
    """The words and signs of a typed text, and the reader's position."""

    tokens: list[str]
    due: frozenset[str]
    has_brackets: bool
    is_latex: bool
    words: frozenset[str]
    at: int = 0
    out: list[str] = field(default_factory=list[str])

    def all(self) -> str:
        """Return the whole text as LaTeX."""
        while self.at < len(self.tokens):
            self._read_token()
        return "".join(self.out)

    def _peek(self, ahead: int = 0) -> str:
        if self.at + ahead < len(self.tokens):
            return self.tokens[self.at + ahead]
        return ""

    def _read_token(self) -> None:
        token = self._peek()
        self.at += 1
        if token[0] == "\\":
            self._command(token)
        elif token in self.words and not (token in _GREEK and self._peek() == "_"):
            self.out.append(f"\\operatorname{{{token}}}")
        elif token.isalpha() and token.isascii():
            self._word(token)
        elif token in ("_", "^", "**"):
            self._script("_" if token == "_" else "^")
        elif token[0].isdigit() or (token[0] == "." and token[1:].isdigit()):
            self._number(token)
        elif token == ".T":
            self.out.append("^{T}")
        elif token == "~":
            self.out.append("~" if self.is_latex and "\\sim" not in self.due else "\\sim ")
        elif token == "√":
            self._root()
        elif token in ("{", "}"):
            self._brace(token)
        elif token == "Σ" and self._peek() in ("_", "{") and "\\Sigma" not in self.due:
            self.out.append("\\sum ")
        elif token == "." and self._is_alone():
            self.out.append("\\cdot ")
        elif token == "*" and self._is_mark():
            self.out.append("^{*}")
        else:
            self.out.append(f"{_SIGNS[token]} " if token in _SIGNS else token)

    def _inside(self, opening: int) -> int:
        """Return the index of the bracket that closes the one at an index; the end of the text if none
        does."""
        return find_closing(self.tokens, opening, _CLOSING, _CLOSING.values())

    def _part(self, begin: int, end: int) -> str:
        """Return a part of the text as LaTeX."""
        inner = _Typist(self.tokens[begin:end], self.due, self.has_brackets, self.is_latex, self.words)
        return inner.all()

    def _bracket(self) -> str:
        """Read the content of the bracket that opens here as LaTeX, and move after it."""
        begin, end = self.at + 1, self._inside(self.at)
        self.at = end + 1
        return self._part(begin, end)

    def _command(self, token: str) -> None:
        if token == "\\Sigma" and self._peek() == "_" and "\\Sigma" not in self.due:
            token = "\\sum"
        elif token in _CIRCLED and self._peek() == "_":
            token = f"\\big{token[1:]}"
        self.out.append(f"{token} " if token[-1].isalpha() else token)
        if token in ("\\text", "\\mathrm", "\\operatorname", "\\mbox", "\\begin", "\\end", "\\textbf"):
            while self._peek().isspace():
                self.at += 1
            if self._peek() == "{":
                end = self._inside(self.at)
                self.out.append("".join(self.tokens[self.at : end + 1]))
                self.at = end + 1

    # Words

    def _word(self, word: str) -> None:
        if word == "sqrt" and self._peek().isspace() and not self.is_latex:
            self._root()
        elif word == "in" and self._is_between_blanks():
            self.out.append("\\in ")
        elif word == "x" and self._is_between_blanks() and "\\times" in self.due:
            self.out.append("\\times ")
        elif word in ("sqrt", "norm", "abs", *_MARKS) and self._peek() == "(":
            self._function(word)
        elif word in _MARKS and self._peek().isspace() and self._peek(1)[:1].isalpha():
            self.at += 1
            self.out.append(f"\\{word} ")
        elif word in ("max", "min") and self._peek() == "{" and not self.is_latex:
            self.out.append(f"\\{word}({self._bracket()})")
        else:
            self.out.append(self._spelled(word))

    def _find_before(self) -> str:
        return self.tokens[self.at - 2] if self.at > 1 else ""

    def _find_before_blanks(self) -> str:
        return next((token for token in reversed(self.tokens[: self.at - 1]) if not token.isspace()), "")

    def _is_between_blanks(self) -> bool:
        before = self._find_before()
        return before.isspace() and self._peek().isspace()

    def _function(self, word: str) -> None:
        body = self._bracket()
        if word in ("norm", "abs"):
            bar = "\\|" if word == "norm" else "|"
            self.out.append(f"{bar} {body}{bar} ")
        else:
            self.out.append(f"\\{word}{{{body}}}")

    def _spelled(self, word: str) -> str:
        """Return a word as a command, an upright word, a letter with a mark, or letter by letter."""
        if word in ("log", "ln") and self._peek() in ("2", "10"):
            base = self._peek()
            self.at += 1
            return f"\\log_{{{base}}} "
        if len(word) == 1:
            return word
        if f"\\operatorname{{{word}}}" in self.due:
            return f"\\operatorname{{{word}}}"
        if word in _COMMANDS and not (word in _GREEK and self._is_product_of_letters(word)):
            return f"{_COMMANDS[word]} "
        if greek := self._find_abbreviated(word):
            return f"\\{greek} "
        for mark in _MARKS:
            base = word.removesuffix(mark)
            if base != word and (len(base) == 1 or base in _COMMANDS):
                return f"\\{mark}{{{_COMMANDS.get(base, base)}}}"
        if word.endswith("prime") and len(word) == len("prime") + 1:
            return f"{word[0]}'"
        is_called = self._peek() in ("(", "[") and len(word) > 2
        if word in _UPRIGHT or is_called:
            return f"\\operatorname{{{word}}}"
        return word

    def _find_abbreviated(self, word: str) -> str:
        """Return the expected Greek letter whose name begins with a word: ``lam``; empty if none does."""
        if len(word) < 3 or self.due.issuperset(word):
            return ""
        return next(
            (name for name in sorted(_GREEK) if name.startswith(word) and f"\\{name}" in self.due), ""
        )

    def _is_product_of_letters(self, word: str) -> bool:
        """Return whether ``xi`` means ``x`` with index ``i``, which is expected, rather than ξ."""
        return len(word) == 2 and bool(self.due) and f"\\{word}" not in self.due and set(word) <= self.due

    def _number(self, token: str) -> None:
        before = self._find_before()
        is_letter = before[-1:].isalpha() and before.isascii() and before not in _FUNCTIONS
        is_greek = before in GREEK or (before[:1] == "\\" and before[1:] in _GREEK)
        is_name = is_letter and before[:1] != "\\" and (len(before) == 1 or before in _COMMANDS)
        is_marked = bool(self.out) and self.out[-1].startswith(("\\hat{", "\\bar{", "\\tilde{"))
        is_index = is_name or is_greek or is_marked
        self.out.append(f"_{{{token}}}" if is_index and token.isdigit() else token)

    def _is_mark(self) -> bool:
        """Return whether a star is a mark, as in ``w* = …``: no factor follows it."""
        before = self._find_before()
        index = self.at
        while index < len(self.tokens) and self.tokens[index].isspace():
            index += 1
        behind = self.tokens[index] if index < len(self.tokens) else ""
        is_behind_name = before[-1:].isalnum() or before in (")", "}")
        return is_behind_name and (behind in ("", "=", ",", ")", "|", "}") or behind in ("<-", ":="))

    def _is_alone(self) -> bool:
        """Return whether a dot is an open argument, ``r(. | w)``."""
        before = self._find_before_blanks()
        behind = next((token for token in self.tokens[self.at :] if not token.isspace()), "")
        return before in ("(", ",", "|") and behind in (")", ",", "|")

    # Scripts

    def _script(self, mark: str) -> None:
        while self._peek().isspace():
            self.at += 1
        token = self._peek()
        if mark == "_" and token in _MARKS and self.out:
            self.at += 1
            self.out[-1] = f"\\{token}{{{self.out[-1].strip()}}}"
            return
        if mark == "_" and token == "prime":
            self.at += 1
            self.out.append("'")
            return
        if mark == "_" and self._base() == "E" and (end := self._end_of_law()):
            inner = self._part(self.at, end)
            self.at = end
            self.out.append(f"_{{{inner}}}")
            return
        apart = "{}" if mark == "_" and self._base().startswith("_") else ""
        self.out.append(apart + mark + self._content(mark))

    def _base(self) -> str:
        return self.out[-1].strip() if self.out else ""

    def _end_of_law(self) -> int:
        """Return where a distribution below an expectation ends, ``E_x~p[…]``: before the bracket; else 0."""
        if self._peek() == "{":
            return 0
        index = self.at
        is_law = self._peek() == "("
        while index < len(self.tokens) and self.tokens[index] not in ("[", "=", "+", "-"):
            is_law = is_law or self.tokens[index] == "~" or self.tokens[index] == "("
            index = self._inside(index) + 1 if self.tokens[index] == "(" else index + 1
        is_whole = self._peek() == "(" and self._inside(self.at) == index - 1
        if is_law and not is_whole and self.tokens[index : index + 1] == ["["]:
            return index
        return 0

    def _content(self, mark: str) -> str:
        token = self._peek()
        self.at += 1
        if token in ("{", "(", "["):
            end = self._inside(self.at - 1)
            inner = self._inner(self.at, end)
            self.at = end + 1
            keeps = token == "[" or (token == "(" and mark == "^" and self.has_brackets)
            return f"{{{token}{inner}{_CLOSING[token]}}}" if keeps else f"{{{inner}}}"
        if token in ("<", ">", "<=", ">=", "-", "+") and self._peek()[:1].isalnum():
            sign = _SIGNS.get(token, token)
            return f"{{{sign} {self._content(mark).strip('{}')}}}"
        if token.isalpha() and token.isascii():
            return self._below(token)
        if token in ("*", "'"):
            return f"{{{token}}}"
        if token in _SIGNS:
            return f"{{{_SIGNS[token]}}}"
        return f"{{{token}}}" if token[:1].isalnum() else token

    def _inner(self, begin: int, end: int) -> str:
        """Return the content of a script as LaTeX; a final ``inf`` is the infinity sign."""
        words = [token for token in self.tokens[begin:end] if not token.isspace()]
        if words and words[-1] in _ENDLESS:
            return f"{''.join(words[:-1])}\\infty "
        return self._part(begin, end)

    def _below(self, word: str) -> str:
        if word in _ENDLESS:
            return "{\\infty}"
        primes = ""
        if self._base() in _EXTREMES:
            while self._peek() == "'":
                self.at += 1
                primes += "'"
        number = ""
        if self._peek().isdigit() and (len(word) == 1 or word in _GREEK):
            number = self._peek()
            self.at += 1
        spelled = f"\\operatorname{{{word}}}"
        if spelled not in self.due:
            spelled = self._spelled(word) if len(word) > 1 else word
        if spelled[:1] != "\\":
            spelled = spelled.strip()
        return f"{{{spelled}{primes}{number}}}"

    def _root(self) -> None:
        if self._peek() == "(":
            self._function("sqrt")
            return
        begin = self.at
        while self._peek().isspace():
            self.at += 1
        if self._peek()[:1] == "\\":
            self.at += 1
        if self._peek() == "{":
            self.at = self._inside(self.at) + 1
        elif self.at == begin or self.tokens[self.at - 1].isspace():
            self.at += 1
        while self._peek() == "_" and self._peek(1):
            self.at = self._inside(self.at + 1) + 1 if self._peek(1) in ("{", "(") else self.at + 2
        self.out.append(f"\\sqrt{{{self._part(begin, self.at)}}}")

    def _brace(self, token: str) -> None:
        """Return a brace that LaTeX takes for grouping as a visible one: ``{x : x > 0}``."""
        if token == "{":
            inside = self.tokens[self.at : self._inside(self.at - 1)]
            before = self._find_before_blanks()
            is_free = before in ("", "=", "(", ",", "[", "|", "<", ">", "∈", "in", "\\in", "E")
            is_set = is_free and (before == "E" or not {":", "|", ","}.isdisjoint(inside))
            if is_set:
                self.out.append(f"\\{{{self._part(self.at, self.at + len(inside))}\\}}")
                self.at += len(inside) + 1
                return
        self.out.append(token)


def write_marks_as_latex(text: str) -> str:
    r"""Return ``x̂₁²`` as ``\hat{x}_{1}^{2}``, ``𝔼`` as ``E``; a comma between subscripts is one of them."""
    if text.isascii():
        return text
    return "".join(_write_accents_as_latex(_set_apart(text).replace("},_{", ",")))


def _set_apart(text: str) -> str:
    """Return ``x₁²`` as ``x_{1}^{2}``, ``𝔼`` as ``E``."""
    separated = ""
    for mark, signs in groupby(text, _mark_of):
        plain = "".join(
            normalize("NFKC", sign) if mark or category(sign)[0] == "L" else sign for sign in signs
        )
        separated += f"{mark}{{{plain}}}" if mark else plain
    return separated


def _mark_of(sign: str) -> str:
    """Return the mark before a raised or lowered sign: ``^`` or ``_``."""
    if sign == "⊤":
        return "^"
    kind = decomposition(sign).split(" ", 1)[0]
    is_letter_or_number = category(sign) in ("Lm", "No", "Sm", "Ps", "Pe")
    if not is_letter_or_number:
        return ""
    return {"<super>": "^", "<sub>": "_"}.get(kind, "")


def _write_accents_as_latex(text: str) -> Iterator[str]:
    r"""Return ``ĝ`` as ``\hat{g}``, whether the accent is part of the letter or a character after it."""
    base = ""
    marks = ""
    for letter in (*normalize("NFD", text), ""):
        if letter and combining(letter):
            marks += letter
            continue
        is_known = bool(base) and len(marks) == 1 and marks in ACCENTS
        yield f"{ACCENTS[marks]}{{{base}}}" if is_known else normalize("NFC", base + marks)
        base = letter
        marks = ""


# Signs of Unicode that LaTeX does not know, as people paste them: ``η²``, ``√x``, ``½``, ``ĝ``, ``，``.

_RAISED = {high: plain for plain, high in RAISED.items()}
_LOWERED = {low: plain for plain, low in LOWERED.items()}
_RUN = re.compile(f"([{''.join(map(re.escape, _RAISED))}]+)|([{''.join(map(re.escape, _LOWERED))}]+)")
# Full-width forms of signs, and the punctuation that belongs to them.
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord("。"): ".", ord("｡"): ".", ord("、"): ",", 0x3000: " ", ord("′"): "'", ord("″"): "''",
    0x2061: " ", 0x2062: " ", 0x2063: ",", 0x2064: "+",
}  # fmt: skip
# An accent over a letter on its own, outside of words.
_ACCENT = re.compile(rf"(?<![^\W\d_])([^\W\d_])([{''.join(ACCENTS)}])(?![^\W\d_])")
# A fraction next to a digit is unchanged, because it may be a mixed number.
_FRACTION = re.compile(f"(?<![0-9])[{''.join(FRACTIONS)}](?![0-9])")
_DEGREES = {"√": "", "∛": "[3]", "∜": "[4]"}
# An unambiguous operand of a root sign: brackets, or one name or number that ends there.
_ROOT = re.compile(
    r"([√∛∜])\s*(?:(?=\{)|\((?P<inside>(?:[^()]|\([^()]*\))*)\)"
    r"|(?P<one>\\[A-Za-z]+|[^\W\d_]|\d+(?:\.\d+)?)(?P<index>_(?:\{[^{}]*\}|\w))?"
    r"(?=\s*(?:$|[-+=<>,;.:|)\]}&/*·×−]|\\(?:[\\,;!]|(?:cdot|times|quad|qquad|leq?|geq?|in|to|right)(?![A-Za-z])))))"
)


def write_signs_as_latex(latex: str) -> str:
    r"""Return LaTeX with such signs as commands: ``η²`` as ``η^{2}``, ``√x`` as ``\sqrt{x}``.

    Ambiguous signs, ``√2π`` or ``2½``, are unchanged.
    """
    if latex.isascii():
        return latex
    latex = _RUN.sub(_write_script, remove_invisible(latex).translate(_WIDE))
    latex = _ACCENT.sub(lambda match: f"{ACCENTS[match[2]]}{{{match[1]}}}", normalize("NFD", latex))
    latex = _FRACTION.sub(_write_fraction, normalize("NFC", latex))
    return _ROOT.sub(_write_root, latex)


def _write_script(match: re.Match[str]) -> str:
    raised, lowered = match.groups()
    if raised:
        return f"^{{{''.join(map(_RAISED.__getitem__, raised))}}}"
    return f"_{{{''.join(map(_LOWERED.__getitem__, lowered))}}}"


def _write_fraction(match: re.Match[str]) -> str:
    top, bottom = FRACTIONS[match.group()]
    return f"{{\\frac{{{top}}}{{{bottom}}}}}"


def _write_root(match: re.Match[str]) -> str:
    command = f"\\sqrt{_DEGREES[match[1]]}"
    inside = match["inside"] if match["inside"] is not None else (match["one"] or "") + (match["index"] or "")
    return f"{command}{{{inside}}}" if inside else command
