"""A question about a formula, as plain values: what is asked, its key, and how the key is computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

About = Literal["numbers", "special case", "prediction"]
AnswerKind = Literal["expression", "matrix-expression", "number", "vector", "choice"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A wrong answer that is likely, and what to say to it."""

    answer: str
    say: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice, and the reply to whoever takes it wrongly."""

    id: str
    text: str
    say: str = ""
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question: texts are Markdown with ``$…$``, in which ``@`` puts drawn numbers.

    ``names`` has the LaTeX of typed names, ``shapes`` the axes of those that are arrays, ``params`` what is
    drawn. ``witness`` says how the key is computed again, in the language of banks. ``what`` is for a title.
    """

    about: About
    what: str
    prompt: str
    kind: AnswerKind
    key: str = ""
    options: tuple[Choice, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    shapes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    assume: tuple[str, ...] = ()
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    # Conditions on what is drawn.
    where: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    hints: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    shape: str
    motion: str
    witness: Mapping[str, Any]
    # How much it is worth beside others of the same formula, from 1 to 5.
    worth: float
