"""Which canonical tokens are letters, functions, operators, relations and signs."""

from __future__ import annotations

from typing import Final

from drill.text import tables


def _commands(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


def _words(names: str) -> frozenset[str]:
    return frozenset(f"\\operatorname{{{name}}}" for name in names.split())


_TABLES: Final = tables(__file__, "vocabulary.txt")
QUAD: Final = "\\quad"
GREEK: Final = _commands(_TABLES["greek"])
LETTERLIKE: Final = _commands(_TABLES["like letters"])
FONTS: Final = _commands(_TABLES["fonts"])
ACCENTS: Final = _commands(_TABLES["accents"])
INCREMENT: Final = "\\Delta"
DOTS: Final = _commands("ldots cdots vdots ddots")
# Functions that need no brackets.
FUNCTIONS: Final = _commands(_TABLES["functions"]) | _words(_TABLES["upright functions"])
EXPECTATIONS: Final = _words(_TABLES["expectations"]) | {"\\mathbb{E}", "\\mathbb{V}"}
# What is sought: its body is a whole sum where that goes on about what runs.
AIMS: Final = _commands("max min argmax argmin sup inf") | _words(_TABLES["upright aims"])
REDUCERS: Final = AIMS | _commands(_TABLES["reducers"])
INTEGRALS: Final = _commands("int iint iiint oint")
QUANTIFIERS: Final = _commands("forall exists nexists neg")
RELATIONS: Final = _commands(_TABLES["relations"]) | {"=", "<", ">", ":=", "=:"}
PRODUCTS: Final = _commands(_TABLES["products"]) | {"*"}
SIGNS: Final = frozenset(("+", "-", "\\pm", "\\mp"))
TRANSPOSES: Final[dict[tuple[str, ...], str]] = {("\\top",): "\\top", ("T",): "T"}
TRANSPOSES.update(
    ((font, "{", letter, "}"), f"{font}{{{letter}}}") for font in sorted(FONTS) for letter in ("T", "\\top")
)
MARKS: Final = _commands("ast star pm dagger circ perp bullet") | {"*", "+", "-"}
# Letters that are raised to a number of steps ``T`` and never transposed.
GROWING: Final = frozenset(("\\gamma", "\\lambda"))
BRACKETS: Final = {
    "(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil",
}  # fmt: skip
OPENING: Final = frozenset((*BRACKETS, "{"))
CLOSING: Final = frozenset((*BRACKETS.values(), "}"))
BARS: Final = frozenset(("|", "\\|"))
# Letters that are functions before a bracket, whatever is in it.
FUNCTION_LETTERS: Final = _commands("phi psi varphi Phi Psi varPhi sigma Gamma ell") | set("fghpqFGHPLJ")


def is_product(token: str) -> bool:
    r"""Return whether a token is a product sign; one with an index, ``\ast_{G}``, is another operation."""
    return token in PRODUCTS or token.partition("_{")[0] in PRODUCTS


def is_word(token: str) -> bool:
    """Return whether a token is an upright word: a name, or words inside a formula."""
    return token.startswith(("\\operatorname{", "\\text{"))


def is_letter(token: str) -> bool:
    """Return whether a token is one letter: a name by itself, which may be an index."""
    return (len(token) == 1 and token.isalpha()) or token in GREEK or token == "\\ell"


def is_number(token: str) -> bool:
    """Return whether a token is a number."""
    return token[:1].isdecimal() or (token[:1] == "." and token[1:2].isdecimal())
