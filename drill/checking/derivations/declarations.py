r"""What the letters of a derivation are: numbers with their domains, arrays with their axes.

One reader for the head of a file, the prompt of an author, and an exercise: ``A, B: n, n``, ``lam: number``,
``n positive integer``, ``0 < p < 1``, ``A symmetric``, ``x, y \in \mathbb{R}^n``. The words are those of
``assume`` and of arrays; a sentence that says anything else declares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from drill.errors import CheckError
from drill.maths.characters import GREEK
from drill.maths.domains import REALS, STRUCTURES, Domain, intersect_domains, read_assumptions
from drill.maths.maths_tree import Node
from drill.text import pairs

_NAME = r"[^\W\d](?:\w*'*)"
_NAMES = rf"(?P<names>{_NAME}(?:(?:\s*,\s*(?:and )?| and ){_NAME})*)"
_SHAPED = re.compile(rf"{_NAMES}\s*:\s*(?P<axes>\w+(?:\s*,\s*\w+)*)(?:\s*,?\s+(?P<words>[a-z1 -]+))?")
_MEMBERS = re.compile(
    rf"{_NAMES} (?:is |are )?in (?P<space>[RQNZ])(?P<plus>[\^_]?\(?\+\)?)?"
    r"(?:\^\(?(?P<axes>\w+(?: ?x ?\w+)?)\)?)?"
    r"(?: (?:be |is |are )?(?P<words>[a-z][a-z -]*))?"
)
_INTERVAL = re.compile(rf"{_NAMES} in ([(\[]) ?([^,]+), ?([^,]+?) ?([)\]])")
_SIZED = re.compile(
    rf"{_NAMES} (?:is |are |be )?(?:an? )?(?P<axes>\w+ ?(?:x|by) ?\w+) (?P<words>[a-z -]*)matri(?:x|ces)"
)
_WORDED = re.compile(rf"{_NAMES} (?:is |are |be )?(?P<words>[a-z][a-z0-9, -]*)")
_RELATED = re.compile(rf"(?:[-\d./]+ ?<=? ?)?{_NAMES} ?(?:[<>]=?|!=) ?[-\d./]+")
_LEAD = re.compile(r"\s*(?:(?:let|for all|for|where|with)\s+)?", re.IGNORECASE)
_FONT = re.compile(r"\\(mathbf|mathbb|mathcal|boldsymbol|bm)\s*\{?\s*([A-Za-z])\s*\}?")
_BETWEEN = re.compile(r"\s*(?:;|\.\s|,(?: and\b)?|\band\b)\s*")
_SIGNS = pairs(
    r"\ge >= \geq >= ≥ >= \le <= \leq <= ≤ <= \neq != \ne != ≠ != \gt > \lt <"
    r" \in in ∈ in \times x × x ℝ R ℕ N ℤ Z"
)
_SIGN = re.compile(r"\\[A-Za-z]+|[≥≤≠∈×ℝℕℤ]")
_WORDS_OF_NUMBERS = frozenset(
    [
        "number",
        "numbers",
        "scalar",
        "scalars",
        "real",
        "reals",
        "variable",
        "variables",
        "constant",
        "constants",
    ]
)
_USUAL_AXES = {"matrix": ("n", "n"), "matrices": ("n", "n"), "vector": ("n",), "vectors": ("n",)}
_NATURAL = "positive integer"


@dataclass
class Declarations:
    """The declared letters: ``numbers`` and their ``domains``, ``shapes`` of arrays and their ``structures``.

    A number without a domain may be in any: nothing that depends on it is decided.
    """

    numbers: frozenset[str] = frozenset()
    domains: dict[str, Domain] = field(default_factory=dict[str, Domain])
    shapes: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    structures: dict[str, str] = field(default_factory=dict[str, str])
    relations: tuple[Node, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The letters that are declared."""
        return self.numbers.union(self.domains, self.shapes)

    def joined(self, other: Declarations) -> Declarations:
        """Return both; a domain that is declared twice is narrowed."""
        domains = dict(self.domains)
        for name, domain in other.domains.items():
            domains[name] = intersect_domains(domains.get(name, REALS), domain) or domain
        # A structure by itself keeps the axes that its array has.
        shapes = {
            **self.shapes,
            **{n: s for n, s in other.shapes.items() if not (n in self.shapes and n in other.structures)},
        }
        return Declarations(
            self.numbers | other.numbers,
            {name: domain for name, domain in domains.items() if name not in shapes},
            shapes,
            self.structures | other.structures,
            (*self.relations, *other.relations),
        )


def read_declaration(text: str) -> Declarations | None:
    """Return what a line declares; None for a line that says anything else."""
    return _read_joined(_write_plainly(text))


def _read_joined(text: str) -> Declarations | None:
    """Return what a text declares: one declaration, or one in front of a sign between two, and the others."""
    text = _LEAD.sub("", text, count=1).strip()
    if (declared := _read_part(text)) is not None:
        return declared
    for between in _BETWEEN.finditer(text):
        first = _read_part(text[: between.start()])
        others = None if first is None else _read_joined(text[between.end() :])
        if first is not None and others is not None:
            return first.joined(others)
    return None


def _read_part(text: str) -> Declarations | None:
    if match := _SHAPED.fullmatch(text):
        return _declare_array(match["names"], re.split(r"\s*,\s*", match["axes"]), match["words"] or "")
    if match := _SIZED.fullmatch(text):
        return _declare_array(match["names"], re.split(r" ?(?:x|by) ?", match["axes"]), match["words"])
    if match := _MEMBERS.fullmatch(text):
        words = match["words"] or ""
        if match["axes"]:
            is_of_reals = match["space"] == "R" and not match["plus"]
            axes = re.split(r" ?x ?", match["axes"])
            return _declare_array(match["names"], axes, words) if is_of_reals else None
        real = "positive" if match["plus"] else "real"
        kind = {"R": real, "Q": real, "N": _NATURAL, "Z": "integer"}[match["space"]]
        kind = _NATURAL if match["space"] == "Z" and match["plus"] else kind
        return None if words else _assume(match["names"], kind)
    if match := _INTERVAL.fullmatch(text):
        names, opening, low, high, closing = match.groups()
        low = f"{low} {'<=' if opening == '[' else '<'} "
        high = "" if "inf" in high else f" {'<=' if closing == ']' else '<'} {high}"
        return _read_assumptions([f"{'' if 'inf' in low else low}{name}{high}" for name in _split(names)])
    if match := _RELATED.fullmatch(text):
        names = match["names"]
        return _read_assumptions([text.replace(names, name, 1) for name in _split(names)])
    if match := _WORDED.fullmatch(text):
        return _assume(match["names"], match["words"])
    return None


def _split(names: str) -> list[str]:
    return re.split(r"\s*(?:,(?: and\b)?|\band\b)\s*", names)


def _declare_array(names: str, axes: Sequence[str], words: str) -> Declarations | None:
    """Return arrays with their axes; None for axes or words that are neither."""
    if len(axes) == 1 and axes[0] in _WORDS_OF_NUMBERS:
        return None if words else Declarations(frozenset(_split(names)))
    axes = _USUAL_AXES.get(axes[0], axes)
    if len(axes) == 1 and len(axes[0]) > 1 and not axes[0].isdigit():
        return _assume(names, f"{axes[0]} {words}".strip())
    if len(axes) > 2 or any(not (axis.isdigit() or len(axis) == 1) for axis in axes):
        return None
    structure = _read_structure(words)
    if structure is None or (structure and (len(axes) != 2 or len(set(axes)) > 1)):
        return None
    letters = _split(names)
    structures = dict.fromkeys(letters, structure) if structure else {}
    return Declarations(shapes=dict.fromkeys(letters, tuple(axes)), structures=structures)


def _read_structure(words: str) -> str | None:
    """Return the property that words name, empty for none; None for anything else."""
    bare = re.sub(r"\b(?:an?|be|is|are|real|square|and|matrix|matrices)\b", " ", words.replace("-", " "))
    bare = " ".join(bare.replace(",", " ").split())
    bare = bare.replace("invertible", "").strip() or bare
    bare = {"symmetric positive definite": "positive definite", "non singular": "invertible"}.get(bare, bare)
    return bare if not bare or bare in STRUCTURES else None


def _assume(names: str, words: str) -> Declarations | None:
    """Return letters of which the words of ``assume`` are said; None for other words."""
    letters = _split(names)
    structure = _read_structure(words)
    if structure:
        return Declarations(
            shapes=dict.fromkeys(letters, ("n", "n")), structures=dict.fromkeys(letters, structure)
        )
    bare = [word for word in words.replace("non-", "non").split() if word not in _WORDS_OF_NUMBERS - {"real"}]
    bare = [
        word.removesuffix("s") if word == "integers" else word for word in bare if word not in ("a", "an")
    ]
    if not bare and any(word in _WORDS_OF_NUMBERS for word in words.split()):
        return Declarations(frozenset(letters))
    return _read_assumptions([f"{name} {' '.join(bare)}" for name in letters]) if bare else None


def _read_assumptions(texts: Sequence[str]) -> Declarations | None:
    try:
        assumed = read_assumptions(texts, ())
    except CheckError:
        return None
    if assumed.structures or not assumed.domains:
        return None
    return Declarations(domains=dict(assumed.domains), relations=assumed.relations)


def _write_plainly(text: str) -> str:
    """Return a line with plain signs in place of those of LaTeX, names as formulas of it have them."""
    text = _FONT.sub(lambda match: match[2] if match[1] == "mathbb" else f" {match[2]}_{match[1]}", text)
    text = re.sub(r"\\(?:left|right|[,;:! ])", " ", text.strip().rstrip(".:;,"))
    text = _SIGN.sub(_write_sign, text)
    text = re.sub(r"_\{(\w+)\}", r"_\1", re.sub(r"[$*`]", " ", text))
    return " ".join(re.sub(r"[{}]", lambda brace: "(" if brace[0] == "{" else ")", text).split())


def _write_sign(sign: re.Match[str]) -> str:
    plain = _SIGNS.get(sign[0])
    if plain is not None:
        return f" {plain} "
    name = sign[0].removeprefix("\\")
    return f" {name}" if name in GREEK.values() else {"infty": " inf"}.get(name, sign[0])
