"""The row that describes a kind of answer, apart from the class of its spec; and the learner's input."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from drill.checking.typed_text import remove_frames
from drill.errors import ParseError
from drill.maths.maths_tree import (
    Call,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Relation,
    Union,
    find_symbols,
    walk_tree,
)
from drill.maths.maths_tree import Sequence as MathsTreeSequence
from drill.maths.names import DISTRIBUTIONS, is_family
from drill.maths.plain import ANSWER_LIMIT, Mode
from drill.reading import AsMapping, Check, Lone, Pattern, Required, Schema, Size, Whole
from drill.text import remove_invisible

if TYPE_CHECKING:
    from drill.checking.spec import Spec

# Value under a kind's own name in a bank: mostly an expression.
Written = Literal[
    "choices", "conditions", "expression", "lines", "parts", "steps", "text", "texts", "word",
]  # fmt: skip
# Property of its key that a witness confirms; empty if there is none.
Proof = Literal["", "claims", "code", "example", "formula", "law", "parts", "slips", "value"]
# Form of known mistakes in a bank: one text, some of several, or none.
Mistakes = Literal["", "options", "parts", "slips", "text"]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of answer, except for computations: those are methods of its spec.

    ``mode`` is how an answer is read, ``bank_modes`` how a bank's values are, the first choice first, and
    ``key_modes`` how its unresolved keys are checked for faults (none: they are not).
    """

    name: str
    spec: type[Spec]
    written: Written
    mode: Mode | None
    bank_modes: tuple[Mode, ...]
    key_modes: tuple[Mode, ...]
    # Name of the required kind in messages, for learners who type another kind.
    asks: str
    # Removes what people habitually write around an answer; columns stay.
    unwrap: Callable[[str], str]
    # Whether decimals may round the exact numbers of the key.
    may_round: bool
    # Whether two mistakes are one only where they are written alike, since they may have no value.
    has_mistakes_by_text: bool
    proof: Proof
    mistakes: Mistakes
    # Meaning of a new line in an answer: ``; `` if it separates rows or statements.
    line_break: Literal["; ", " "]
    # The topic of ``answer_help.yaml`` that shows how it is typed.
    help: str

    @property
    def key_mode(self) -> Mode:
        """The mode in which the key of a resolved answer is read."""
        return (*self.bank_modes, *self.key_modes, "value")[0]

    @property
    def takes_mistakes(self) -> bool:
        """Whether an answer of this kind may have known mistakes."""
        return self.mistakes not in ("", "options", "slips")

    @property
    def takes_witness(self) -> bool:
        """Whether an answer of this kind may have a witness."""
        return self.proof not in ("", "slips")

    @property
    def needs_witness(self) -> bool:
        """Whether nothing but a witness proves a key: conditions are a second computation of an example."""
        return self.takes_witness and self.proof != "example"


def return_text_unchanged(text: str) -> str:
    """Return the text of an answer unchanged, for kinds that people write without decoration."""
    return text


def without_equals(text: str) -> str:
    """Return the text of an answer that is not a relation without a leading equals sign."""
    if text.lstrip().startswith("="):
        return text.replace("=", " ", 1)
    return text


# Default row of a kind whose answers are read and judged in their own way.
plain_row = partial(
    Kind, mode=None, bank_modes=(), key_modes=(), unwrap=return_text_unchanged,
    may_round=False, has_mistakes_by_text=False, line_break=" ",
)  # fmt: skip
# The row of a kind whose answers are values, compared with the one of the key.
value_row = partial(plain_row, written="expression", proof="value", mistakes="text")


# --- a learner's input -----------------------------------------------------------------------------------

# A text, a text for each part, or ids of options.
Given = str | Mapping[str, str] | Sequence[str]


class MistakeReply(Protocol):
    """A known wrong answer of the exercise and the reply to it."""

    @property
    def answer(self) -> str | Mapping[str, str]:
        """The result of the mistake, as a learner would type it."""
        ...

    @property
    def say(self) -> str:
        """The message."""
        ...

    @property
    def mistake(self) -> str:
        """Its name in the list of mistakes; empty if it has none."""
        ...


def one_text(answer: Given) -> str:
    """Return the one text of an answer, without invisible characters and frames around it.

    Raises ParseError for several, and for one that is too long.
    """
    if not isinstance(answer, str):
        raise ParseError("one answer is expected, as text", None, code="kind")
    answer = remove_invisible(answer)
    require_length(answer)
    return remove_frames(answer)


def wrong_texts(mistakes: Sequence[MistakeReply]) -> list[tuple[str, str]]:
    """Return the mistakes that are one text, with their replies."""
    return [(mistake.answer, mistake.say) for mistake in mistakes if isinstance(mistake.answer, str)]


def require_length(text: str, most: int = ANSWER_LIMIT, subject: str = "an answer has") -> None:
    """Raise ParseError for a text that is too long."""
    if len(text) > most:
        raise ParseError(f"{subject} at most {ANSWER_LIMIT} characters", None, code="too-large")


# Every kind of answer by its name, found in the package of kinds: no list has to name a new module.

_PACKAGE = "drill.checking.kinds"


class KindRegistry(Mapping[str, Kind]):
    """The rows of all modules of the package of kinds, which are imported on first use."""

    @cached_property
    def _rows(self) -> Mapping[str, Kind]:
        package = import_module(_PACKAGE)
        modules = (import_module(f"{_PACKAGE}.{module.name}") for module in iter_modules(package.__path__))
        return {kind.name: kind for module in modules for kind in getattr(module, "ROWS", ())}

    def __getitem__(self, name: str) -> Kind:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


KINDS = KindRegistry()


# The type gate: an answer of another kind than the expected one is unreadable, never wrong.

_SEQUENCES = {"list": "a list", "tuple": "a vector", "set": "a set", "commas": "several values"}


def describe_tree_kind(node: Node) -> str:
    """Return the kind of a tree, in words; empty for a plain value."""
    while isinstance(node, Neg):
        node = node.arg
    match node:
        case MathsTreeSequence("list", items) if items and all(
            isinstance(item, MathsTreeSequence) for item in items
        ):
            return "a matrix"
        case MathsTreeSequence(kind):
            return _SEQUENCES[kind]
        case Interval() | Union():
            return "an interval"
        case Relation("="):
            return "an equation"
        case Relation():
            return "an inequality"
        case Logic() | Not():
            return "a statement"
        case Call(name, args) if is_family(name, len(args)):
            return "a distribution"
        case _:
            return ""


def is_written_array(node: Node) -> bool:
    """Return whether a tree is written as a vector or a matrix, perhaps after a sign."""
    while isinstance(node, Neg):
        node = node.arg
    return isinstance(node, MathsTreeSequence) and node.kind != "set"


def make_kind_error(kind: str, node: Node) -> ParseError:
    """Return the error for a value of another kind."""
    description = describe_tree_kind(node)
    expectation = KINDS[kind].asks
    return ParseError(f"{expectation}; this is {description}" if description else expectation, 1, code="kind")


def refuse_list() -> ParseError:
    """Return the error for a list without inner brackets in place of a row."""
    hint = "write [[1, 2, 3]] for a row"
    return ParseError("a list alone stands for a column", 1, code="kind", hint=hint)


def refuse_names(node: Node) -> ParseError:
    """Return the error for a number that still has names in it."""
    return ParseError(
        f"{KINDS['number'].asks}; this still has {min(find_symbols(node))} in it", 1, code="kind"
    )


def require_scalar(kind: str, node: Node) -> None:
    """Raise ParseError unless a tree is a plain scalar value: no list, interval or statement inside it."""
    if describe_tree_kind(node):
        raise make_kind_error(kind, node)
    for part in walk_tree(node):
        is_list = isinstance(part, MathsTreeSequence) and part.kind == "list"
        if not is_list and describe_tree_kind(part):
            raise make_kind_error(kind, part)


# Types of fields of an exercise or an answer, for the annotations of dataclasses.
#
# A text without a mark of its own is one that is not empty.

# Max characters of a title, so that it fits on a line of 80 columns next to an exercise's state.
_LONGEST_TITLE = 60


def _require_one_name(text: str) -> None:
    if "," in text:
        listed = ", ".join(part.strip() for part in text.split(","))
        raise ValueError(f"several names go in brackets: [{listed}]")


def _require_title(text: str) -> None:
    if len(text) > _LONGEST_TITLE or {"@", "\n"} & {*text}:
        raise ValueError(f"a title has at most {_LONGEST_TITLE} characters on one line and shows no values")


# A text that must be written, where the program has a default.
RequiredText = Annotated[str, Required()]
# Texts; a single one needs no list.
Texts = Annotated[tuple[str, ...], Lone(), Size(most=200)]
# One name, such as x or m_hat.
Name = Annotated[
    str, Check(_require_one_name), Pattern(r"[A-Za-z][A-Za-z0-9_]*'*", "a name such as x or m_hat")
]
NameList = Annotated[tuple[Name, ...], Lone(), Size(most=200)]
# A title that fits next to an exercise's state.
Title = Annotated[str, Check(_require_title), Schema({"type": "string", "maxLength": _LONGEST_TITLE})]
# A number above 0, as written.
Positive = Annotated[
    str,
    Pattern(
        r"(?=.*[1-9])(?:\d+(\.\d*)?([eE][+-]?\d{1,3})?|\.\d+([eE][+-]?\d{1,3})?|\d+/[1-9]\d*)",
        "a number above 0",
    ),
    Schema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}),
]

ExerciseId = Annotated[
    str,
    Pattern(
        r"[a-z0-9][a-z0-9-]{0,59}",
        "an id of at most 60 lower-case letters, digits and hyphens, with no hyphen first,",
        is_shown=True,
    ),
]
OptionId = Annotated[str, Pattern(r"[A-Za-z0-9_.-]+", "an id of letters, digits and hyphens")]
DottedId = Annotated[str, Pattern(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "an id such as calc.diff")]
DottedIds = Annotated[tuple[DottedId, ...], Lone(), Size(most=200)]
FormerItem = Annotated[str, Pattern(r"[^\s/]+(/[^\s/]+)*/[a-z0-9-]+", "a full item such as calculus/old-id")]
ContentHash = Annotated[str, Pattern(r"[0-9a-f]{16}", "a hash of 16 hex digits")]
ArxivId = Annotated[
    str, Pattern(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}", "an arXiv id such as 1706.03762")
]
Doi = Annotated[str, Pattern(r"10\.\d{4,9}/\S+", "a DOI such as 10.1137/1031049")]
Url = Annotated[str, Pattern(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "an address such as https://mml-book.com")]
Seed = Annotated[int, Whole(0, 2**63 - 1)]

# LaTeX, or another text, by the names that are typed.
TextsByName = Mapping[Name, str]
TextPairs = Annotated[tuple[tuple[Name, str], ...], AsMapping()]
# Axes by the names of arrays; a single one needs no list.
Axes = Annotated[tuple[str, ...], Lone(), Size(most=200)]
LengthsByName = Annotated[tuple[tuple[Name, Axes], ...], AsMapping()]


# Notations of families of distributions.


def family_words(family: str) -> str:
    """Return how a family is written, with its parameters named."""
    parameters = DISTRIBUTIONS[family]
    return f"{family}({', '.join(parameters) if parameters else 'one number for each class'})"
