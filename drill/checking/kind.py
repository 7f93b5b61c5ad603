"""The row that describes a kind of answer, apart from the class of its spec; and what is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol

from drill.checking.answer_frames import remove_frames
from drill.errors import ParseError
from drill.maths.plain import ANSWER_LIMIT, Mode
from drill.text import remove_invisible

if TYPE_CHECKING:
    from drill.checking.spec import Spec

# What is under a kind's own name in a bank: mostly an expression.
Written = Literal[
    "choices", "conditions", "expression", "lines", "parts", "steps", "text", "texts", "word",
]  # fmt: skip
# What of its key a witness confirms; empty for what has none.
Proof = Literal["", "claims", "code", "example", "formula", "law", "parts", "slips", "value"]
# How a bank writes known mistakes: as one text, as some of several, or not at all.
Mistakes = Literal["", "options", "parts", "slips", "text"]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of answer, except what computes: that is a method of its spec.

    ``mode`` says how an answer is read, ``bank_modes`` how a bank's values are, the first choice first, and
    ``key_modes`` how its unresolved keys are held against faults (none: they are not).
    """

    name: str
    spec: type[Spec]
    written: Written
    mode: Mode | None
    bank_modes: tuple[Mode, ...]
    key_modes: tuple[Mode, ...]
    # What is asked for, in words, for whoever types another kind.
    asks: str
    # Takes off what people write round an answer out of habit; columns stay.
    unwrap: Callable[[str], str]
    # Whether decimals may stand for the exact numbers of the key that they round.
    may_round: bool
    # Whether two mistakes are one only where they are written alike, since they may have no value.
    has_mistakes_by_text: bool
    proof: Proof
    mistakes: Mistakes
    # What a new line of an answer stands for: ``; `` where it parts rows or statements.
    line_break: Literal["; ", " "]
    # The topic of ``answer_help.yaml`` that shows how it is typed.
    help: str

    @property
    def key_mode(self) -> Mode:
        """How the key of a resolved answer is read."""
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
    """Return the text of an answer that is no relation without a leading equals sign."""
    return text.replace("=", " ", 1) if text.lstrip().startswith("=") else text


# A row of a kind whose answers are read and judged in their own way, except for what it says otherwise.
plain_row = partial(
    Kind, mode=None, bank_modes=(), key_modes=(), unwrap=return_text_unchanged,
    may_round=False, has_mistakes_by_text=False, line_break=" ",
)  # fmt: skip
# The row of a kind whose answers are values, compared with the one of the key.
value_row = partial(plain_row, written="expression", proof="value", mistakes="text")


# --- what a learner hands in -----------------------------------------------------------------------------

# A text, a text for each part, or ids of options.
Given = str | Mapping[str, str] | Sequence[str]


class Mistake(Protocol):
    """A known wrong answer of the exercise and what to say to it."""

    @property
    def answer(self) -> str | Mapping[str, str]:
        """What the mistake yields, as a learner would type it."""
        ...

    @property
    def say(self) -> str:
        """The message."""
        ...

    @property
    def mistake(self) -> str:
        """Its name in the list of mistakes; empty where it has none."""
        ...


def one_text(answer: Given) -> str:
    """Return the one text of an answer, without invisible characters and what is only round it.

    Raises ParseError for several, and for one that is too long.
    """
    if not isinstance(answer, str):
        raise ParseError("one answer is expected, as text", None, code="kind")
    answer = remove_invisible(answer)
    require_length(answer)
    return remove_frames(answer)


def wrong_texts(mistakes: Sequence[Mistake]) -> list[tuple[str, str]]:
    """Return the mistakes that are one text, with what to say."""
    return [(mistake.answer, mistake.say) for mistake in mistakes if isinstance(mistake.answer, str)]


def require_length(text: str, most: int = ANSWER_LIMIT, subject: str = "an answer has") -> None:
    """Raise ParseError for a text that is too long."""
    if len(text) > most:
        raise ParseError(f"{subject} at most {ANSWER_LIMIT} characters", None, code="too-large")
