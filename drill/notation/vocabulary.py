"""Which canonical tokens are letters, functions, operators, relations and signs."""

from __future__ import annotations

from typing import Final

from drill.text import read_word_tables


def _split_command_tokens(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


def _make_word_tokens(names: str) -> frozenset[str]:
    return frozenset(f"\\operatorname{{{name}}}" for name in names.split())


_TABLES: Final = read_word_tables(__file__, "vocabulary.txt")
QUAD: Final = "\\quad"
GREEK: Final = _split_command_tokens(_TABLES["greek"])
LETTERLIKE: Final = _split_command_tokens(_TABLES["like letters"])
FONTS: Final = _split_command_tokens(_TABLES["fonts"])
ACCENTS: Final = _split_command_tokens(_TABLES["accents"])
INCREMENT: Final = "\\Delta"
DOTS: Final = _split_command_tokens("ldots cdots vdots ddots")
# Functions that need no brackets.
FUNCTIONS: Final = _split_command_tokens(_TABLES["functions"]) | _make_word_tokens(
    _TABLES["upright functions"]
)
EXPECTATIONS: Final = _make_word_tokens(_TABLES["expectations"]) | {"\\mathbb{E}", "\\mathbb{V}"}
# What is sought: its body is a whole sum where that goes on about what runs.
AIMS: Final = _split_command_tokens("max min argmax argmin sup inf") | _make_word_tokens(
    _TABLES["upright aims"]
)
REDUCERS: Final = AIMS | _split_command_tokens(_TABLES["reducers"])
INTEGRALS: Final = _split_command_tokens("int iint iiint oint")
QUANTIFIERS: Final = _split_command_tokens("forall exists nexists neg")
RELATIONS: Final = _split_command_tokens(_TABLES["relations"]) | {"=", "<", ">", ":=", "=:"}
PRODUCTS: Final = _split_command_tokens(_TABLES["products"]) | {"*"}
SIGNS: Final = frozenset(("+", "-", "\\pm", "\\mp"))
TRANSPOSES: Final[dict[tuple[str, ...], str]] = {("\\top",): "\\top", ("T",): "T"}
TRANSPOSES.update(
    ((font, "{", letter, "}"), f"{font}{{{letter}}}") for font in sorted(FONTS) for letter in ("T", "\\top")
)
MARKS: Final = _split_command_tokens("ast star pm dagger circ perp bullet") | {"*", "+", "-"}
# Letters that are raised to a number of steps ``T`` and never transposed.
GROWING: Final = frozenset(("\\gamma", "\\lambda"))
BRACKETS: Final = {
    "(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil",
}  # fmt: skip
OPENING: Final = frozenset((*BRACKETS, "{"))
CLOSING: Final = frozenset((*BRACKETS.values(), "}"))
BARS: Final = frozenset(("|", "\\|"))
# Letters that are functions before a bracket, whatever is in it.
FUNCTION_LETTERS: Final = _split_command_tokens("phi psi varphi Phi Psi varPhi sigma Gamma ell") | set(
    "fghpqFGHPLJ"
)


def is_product_sign(token: str) -> bool:
    r"""Return whether a token is a product sign; one with an index, ``\ast_{G}``, is another operation."""
    return token in PRODUCTS or token.partition("_{")[0] in PRODUCTS


def is_word_token(token: str) -> bool:
    """Return whether a token is an upright word: a name, or words inside a formula."""
    return token.startswith(("\\operatorname{", "\\text{"))


def is_letter(token: str) -> bool:
    """Return whether a token is one letter: a name by itself, which may be an index."""
    return (len(token) == 1 and token.isalpha()) or token in GREEK or token == "\\ell"


def is_number_token(token: str) -> bool:
    """Return whether a token is a number."""
    return token[:1].isdecimal() or (token[:1] == "." and token[1:2].isdecimal())
