"""The format of a bank as pydantic models: shapes, required fields, closed lists of words.

Every scalar arrives as its text (``scan`` keeps it so), and is coerced or read here. The models check and
describe; what the program works with is the checked text itself. Kinds of answers and their options come
from ``checking.kinds``, written there once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, LiteralString, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from drill.banks.authored_figures import MOST_NAMES, AuthoredFigure, hints_of, is_required, written_name
from drill.banks.params import read_domain
from drill.checking import COMMON, FACTORISATIONS, KINDS, choices_of
from drill.text import quoted

# Begins the step that pydantic adds to an error's path for the kind of an answer.
KIND_TAG = "kind "


def _checked(
    code: LiteralString, message: LiteralString, is_right: Callable[[str], object], **said: object
) -> AfterValidator:
    """A check of a text; what is wrong with it is told by ``message``, which may show what was ``found``."""

    def check(text: str) -> str:
        if not is_right(text):
            raise PydanticCustomError(code, message, {**said, "found": quoted(text)})
        return text

    return AfterValidator(check)


def _pattern(pattern: str, what: str) -> AfterValidator:
    """A check of a whole text against ``pattern``; ``what`` says what is due."""
    return _checked("pattern", "{what} is expected, not {found}", re.compile(pattern).fullmatch, what=what)


def _one_name(text: str) -> str:
    if "," in text:
        listed = ", ".join(part.strip() for part in text.split(","))
        raise PydanticCustomError("name", "several names go in brackets: [{listed}]", {"listed": listed})
    return text


_NOT_EMPTY = _checked("empty", "is empty", bool)


def _listed(value: object) -> object:
    """One text where a list of texts is due counts as a list of one."""
    return [value] if isinstance(value, str) else value


def _in_range(low: int, high: int) -> AfterValidator:
    def is_within(text: str) -> bool:
        return re.fullmatch(r"\d{1,20}", text) is not None and low <= int(text) <= high

    message = "a whole number from {low} to {high} is expected, not {found}"
    return _checked("number", message, is_within, low=low, high=high)


def _domain(value: object) -> object:
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value)):  # pyright: ignore[reportUnknownVariableType]
        try:
            read_domain(value)  # pyright: ignore[reportUnknownArgumentType]
        except ValueError as error:
            raise PydanticCustomError("domain", "{what}", {"what": str(error)}) from None
        return value  # pyright: ignore[reportUnknownVariableType]
    raise PydanticCustomError("domain", "a range such as 2..9 or a list of numbers is expected", {})


# So much fits on a line of 80 columns beside an exercise's state.
_LONGEST_TITLE = 60


def _number_schema(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


_TITLE = {"type": "string", "maxLength": _LONGEST_TITLE}
_SCALAR = {"type": ["string", "number", "boolean"]}
_POSITIVE = {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}
_ABOVE_0 = re.compile(
    r"(?=.*[1-9])(?:\d+(\.\d*)?([eE][+-]?\d{1,3})?|\.\d+([eE][+-]?\d{1,3})?|\d+/[1-9]\d*)", re.DOTALL
)

Text = Annotated[str, _NOT_EMPTY, WithJsonSchema(_SCALAR)]
# A text of the plain-maths language; it is parsed elsewhere.
Expression = Text
Name = Annotated[
    str, AfterValidator(_one_name), _pattern(r"[A-Za-z][A-Za-z0-9_]*'*", "a name such as x or m_hat")
]
ExerciseId = Annotated[
    str, _pattern(r"[a-z0-9-]+", "an id of lower-case letters, digits and hyphens"),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9-]+$"}),
]  # fmt: skip
OptionId = Annotated[str, _pattern(r"[A-Za-z0-9_.-]+", "an id of letters, digits and hyphens")]
DottedId = Annotated[str, _pattern(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "an id such as calc.diff")]
ItemId = Annotated[str, _pattern(r"[^\s/]+(/[^\s/]+)*/[a-z0-9-]+", "a full item such as calculus/old-id")]
ContentHash = Annotated[str, _pattern(r"[0-9a-f]{16}", "a hash of 16 hex digits")]
Level = Annotated[str, _in_range(1, 5), WithJsonSchema(_number_schema(1, 5))]
Pace = Annotated[str, _in_range(2, 20), WithJsonSchema(_number_schema(2, 20))]
Seed = Annotated[str, _in_range(0, 2**63 - 1), WithJsonSchema(_number_schema(0, 2**63 - 1))]
Digits = Annotated[str, _in_range(1, 50), WithJsonSchema(_number_schema(1, 50))]
Decimals = Annotated[str, _in_range(0, 50), WithJsonSchema(_number_schema(0, 50))]
LineNumber = Annotated[str, _in_range(1, 9), WithJsonSchema(_number_schema(1, 9))]
PoolSize = Annotated[str, _in_range(3, 6), WithJsonSchema(_number_schema(3, 6))]
ArxivId = Annotated[
    str, _pattern(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}", "an arXiv id such as 1706.03762")
]
Doi = Annotated[str, _pattern(r"10\.\d{4,9}/\S+", "a DOI such as 10.1137/1031049")]
Url = Annotated[str, _pattern(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "an address such as https://mml-book.com")]
Title = Annotated[
    str, _NOT_EMPTY, WithJsonSchema(_TITLE),
    _checked("title", "a title has at most {most} characters on one line and shows no values",
             lambda text: len(text) <= _LONGEST_TITLE and not {"@", "\n"} & {*text}, most=_LONGEST_TITLE),
]  # fmt: skip
Positive = Annotated[
    str, _checked("number", "a number above 0 is expected, not {found}", _ABOVE_0.fullmatch),
    WithJsonSchema(_POSITIVE),
]  # fmt: skip
Domain = Annotated[
    Any,
    AfterValidator(_domain),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}),
]


_NUMBERS = {"anyOf": [_SCALAR, {"type": "array"}]}
Probes = Annotated[
    list[Annotated[dict[Name, Annotated[Any, WithJsonSchema(_NUMBERS)]], Field(min_length=1)]],
    Field(min_length=1, max_length=20),
]
_Item = TypeVar("_Item")
Listed = Annotated[list[_Item], BeforeValidator(_listed), Field(max_length=200)]
Texts = Listed[Text]
Expressions = Listed[Expression]
Names = Listed[Name]


def _form_of(value: object) -> str:
    return KIND_TAG + ("of mapping" if isinstance(value, dict) else "of text")


_Written = TypeVar("_Written")
_Mapped = TypeVar("_Mapped")
# One text, or a mapping in its place.
TextOr = Annotated[
    Annotated[_Written, Tag(KIND_TAG + "of text")] | Annotated[_Mapped, Tag(KIND_TAG + "of mapping")],
    Discriminator(_form_of),
]
Lengths = Listed[Expression]


class _Model(BaseModel):
    # Built when first used, since most models are used within others alone.
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Tolerance(_Model):
    """``{abs: …}`` or ``{rel: …}``."""

    abs: Positive | None = None
    rel: Positive | None = None

    @model_validator(mode="after")
    def _one(self) -> Tolerance:
        if (self.abs is None) == (self.rel is None):
            raise PydanticCustomError("tolerance", "one of abs and rel is expected", {})
        return self


# --- figures ----------------------------------------------------------------------------------------------

_FLAG = Annotated[Literal["true", "false"], WithJsonSchema({"type": "boolean"})]


@cache
def figure_model(of: Any) -> type[BaseModel]:
    """Return the model of a dataclass of ``authored_figures``: its fields, with theirs below."""
    fields: dict[str, Any] = {}
    for name, hint in hints_of(of).items():
        type_, alias = _figure_type(hint), written_name(name)
        due = (type_, Field(alias=alias))
        fields[name] = due if is_required(of, name) else (type_ | None, Field(default=None, alias=alias))
    return create_model(of.__name__.removeprefix("Authored"), __base__=_Model, __module__=__name__, **fields)


def _figure_type(hint: Any) -> Any:
    if is_dataclass(hint):
        return figure_model(hint)
    if hint is bool:
        return _FLAG
    parts = get_args(hint)
    if get_origin(hint) is tuple and parts[-1] is Ellipsis:
        return Annotated[list[_figure_type(parts[0])], BeforeValidator(_listed), Field(max_length=MOST_NAMES)]
    if get_origin(hint) is tuple:
        return Annotated[list[Text], Field(min_length=2, max_length=2)]
    if get_origin(hint) is Mapping:
        return Annotated[dict[Text, Text], Field(max_length=MOST_NAMES)]
    return hint if get_origin(hint) is Literal else Text


def _figure_fields(of: Any) -> dict[str, Any]:
    """Which dataclass reads a mapping in a figure, by its field, those below included."""
    found: dict[str, Any] = {}
    for name, hint in hints_of(of).items():
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if is_dataclass(inner):
            found |= {name: inner, **_figure_fields(inner)}
    return found


Figure = figure_model(AuthoredFigure)


class StepEntry(_Model):
    """A step with its figure."""

    text: Text
    figure: Figure | None = None  # pyright: ignore[reportInvalidTypeForm]  # built from the dataclasses


class ChoiceOption(_Model):
    """One option of a choice: right, wrong or right if a relation holds, and what to say to its taker."""

    id: OptionId | None = None
    right: Text | None = None
    wrong: Text | None = None
    text: Text | None = None
    right_if: Expression | None = Field(default=None, alias="right-if")
    say: Text | None = None
    claim: Expression | None = None
    figure: Figure | None = None  # pyright: ignore[reportInvalidTypeForm]

    @model_validator(mode="after")
    def _right_or_wrong(self) -> ChoiceOption:
        texts = [text for text in (self.right, self.wrong, self.text) if text is not None]
        if len(texts) != 1 or (self.text is None) != (self.right_if is None):
            message = "an option is {{right: …}}, {{wrong: …, say: …}} or {{text: …, say: …, right-if: …}}"
            raise PydanticCustomError("option", message, {})
        return self


class SharedChoice(_Model):
    """An answer's list of the options that are shared: which are right, and what it says in their place."""

    of: Literal["options"]
    right: Annotated[Listed[OptionId], Field(min_length=1)]
    say: dict[OptionId, Text] | None = None
    claim: dict[OptionId, Expression] | None = None
    after: dict[OptionId, Listed[OptionId]] | None = None


class OrderEntry(_Model):
    """One step of an order; the file holds them in a right order."""

    id: OptionId | None = None
    text: Text
    after: Listed[OptionId] | None = None


class SharedOption(_Model):
    """An option of several answers of an exercise, which say whether it is right."""

    id: OptionId
    text: Text
    say: Text | None = None


class CodeClaim(_Model):
    """A comparison in code, tried on the arrays that are given."""

    code: Text
    given: Annotated[dict[Name, Expression], Field(min_length=1)]


class FaultLine(_Model):
    """One line of an argument, with the relation that it states."""

    text: Text
    claim: TextOr[Expression, CodeClaim] | None = None


class Slip(_Model):
    """What may go wrong in an argument: texts in place of a line and of those after it."""

    id: OptionId
    line: LineNumber
    text: Texts
    say: Text
    claim: TextOr[Expression, CodeClaim] | None = None


class SaidCondition(_Model):
    """A condition on an answer, and what to say to whoever does not meet it."""

    that: Expression
    say: Text


class LinkEntry(_Model):
    """Where to read on: a title, a place in it, and one of ``arxiv``, ``doi``, ``url``."""

    title: Text
    at: Text | None = None
    arxiv: ArxivId | None = None
    doi: Doi | None = None
    url: Url | None = None

    @model_validator(mode="after")
    def _one_home(self) -> LinkEntry:
        if sum(home is not None for home in (self.arxiv, self.doi, self.url)) > 1:
            raise PydanticCustomError("link", "one of arxiv, doi and url is expected", {})
        return self


class Solutions(_Model):
    """All solutions of a system: a point and what spans the rest."""

    point: Expression
    span: Expression | None = None


Conditions = Annotated[list[TextOr[Expression, SaidCondition]], BeforeValidator(_listed)]
Links = Annotated[list[TextOr[Text, LinkEntry]], BeforeValidator(_listed), Field(max_length=5)]


class Mistake(_Model):
    """A known mistake: the value that it yields (for ``parts`` of some of them), and what to say."""

    answer: TextOr[Expression, dict[str, Expression]]
    say: Text


def _kind_of(value: object) -> str | None:
    """The tag of an answer's model; None, and so an error, where it names no kind or several."""
    if not isinstance(value, dict):
        return None
    kinds = [name for name in KINDS if name in value]
    return KIND_TAG + kinds[0] if len(kinds) == 1 else None


def _some_line(value: object) -> object:
    """A fault's lines; a number and ``none`` are a resolved fault, which no bank writes."""
    if not isinstance(value, list):
        raise PydanticCustomError("fault", "the lines of the argument are expected, one after each -", {})
    return value  # pyright: ignore[reportUnknownVariableType]  # its entries are checked next


def _some_right(options: list[ChoiceOption]) -> list[ChoiceOption]:
    if not any(option.right is not None or option.right_if is not None for option in options):
        raise PydanticCustomError("choices", "no option is right", {})
    return options


_Options = Annotated[list[ChoiceOption], Field(min_length=2)]
# What stands under a kind's own name, by how its row says that it is written.
_VALUES: dict[str, Any] = {
    "choices": TextOr[Annotated[_Options, AfterValidator(_some_right)], SharedChoice],
    "conditions": Any,
    "expression": Expression,
    "lines": Annotated[
        list[TextOr[Text, FaultLine]], BeforeValidator(_some_line), Field(min_length=3, max_length=9)
    ],
    "method": Literal[FACTORISATIONS],
    "parts": Annotated[dict[str, "Answer"], Field(min_length=1)],
    "solutions": Solutions,
    "steps": TextOr[Annotated[list[OrderEntry], Field(min_length=2)], SharedChoice],
    "text": Text,
    "texts": Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1, max_length=20)],
    "word": str,
}

_OPTIONS: dict[str, Any] = {
    "vars": Names, "assume": Expressions, "names": dict[Name, Text], "tolerance": TextOr[Positive, Tolerance],
    "digits": Digits, "decimals": Decimals, "wrt": Name, "shapes": dict[Name, Lengths],
    "arrays": dict[Name, Lengths], "value": Expression, "of": Expression, "latex": Text, "keep-order": bool,
    "show": PoolSize, "slips": Annotated[list[Slip], Field(min_length=2)], "none": bool,
    "such-that": Conditions, "example": Expression, "probes": Probes,
    "on": Expression,
}  # fmt: skip


# Options of answers with everything put in, which no bank writes.
_OF_RESOLVED = frozenset({"lines", "say"})


def _answer_model(kind: str) -> type[BaseModel]:
    """The model of one kind: its own field, and the options that its row in ``checking.kinds`` gives it."""
    row = KINDS[kind]
    fields: dict[str, Any] = {"key": (_VALUES[row.written], Field(alias=kind))}
    for option in sorted((row.options | COMMON.keys()) - _OF_RESOLVED):
        words = choices_of(row.spec, option)
        type_: Any = Literal[words] if words else _OPTIONS[option]
        fields["option_" + option.replace("-", "_")] = (type_ | None, Field(default=None, alias=option))
    name = f"{kind} answer".title().replace(" ", "")
    return create_model(name, __base__=_Model, __module__=__name__, **fields)


# The model of each kind of answer.
ANSWERS: dict[str, type[BaseModel]] = {kind: _answer_model(kind) for kind in KINDS}

_answers: Any = Union[tuple(Annotated[model, Tag(KIND_TAG + kind)] for kind, model in ANSWERS.items())]  # noqa: UP007
Answer = Annotated[_answers, Discriminator(_kind_of)]


class Question(_Model):
    """What is asked and judged at once."""

    vars: Names | None = None
    assume: Expressions | None = None
    names: dict[Name, Text] | None = None
    let: dict[Name, Expression] | None = None
    hints: Texts | None = None
    steps: Listed[TextOr[Text, StepEntry]] | None = None
    figure: Figure | None = None  # pyright: ignore[reportInvalidTypeForm]
    wrong: list[Mistake] | None = None
    witness: Annotated[dict[str, Any], Field(min_length=1)] | None = None


class Stage(Question):
    """One stage of a longer exercise, under its setting."""

    prompt: Text
    answer: Answer  # pyright: ignore[reportInvalidTypeForm]  # built from the table of kinds
    result: Text | None = None
    fixed: Text | None = None


_Stages = Annotated[list[Stage], Field(min_length=2, max_length=6)]


class Asking(Question):
    """What an exercise and each of its sisters may say."""

    id: ExerciseId
    params: dict[Name, Domain] | None = None
    where: Expressions | None = None
    claim: Expressions | None = None
    prompt: Text | None = None
    answer: Answer | None = None  # pyright: ignore[reportInvalidTypeForm]  # built from the table of kinds
    stages: _Stages | None = None
    shape: Text | None = None
    motion: Text | None = None
    theory: Text | None = None
    card: DottedId | None = None
    links: Links | None = None
    source: Text | None = None
    tags: Texts | None = None
    allow: dict[Text, Text] | None = None


class Sister(Asking):
    """The same idea asked of another object: her fields stand in place of the exercise's."""


# Rapid exercises may have two; others have three (``rules.completeness_faults``).
_Sisters = Annotated[list[Sister], Field(min_length=2, max_length=12)]


class Exercise(Asking):
    """One exercise."""

    title: Title | None = None
    skill: DottedId | None = None
    needs: Listed[DottedId] | None = None
    level: Level | None = None
    pace: Pace | None = None
    sisters: _Sisters | None = None
    options: Annotated[list[SharedOption], Field(min_length=2)] | None = None
    was: Listed[ItemId] | None = None
    corrects: Listed[ContentHash] | None = None
    resources: Links | None = None
    seeds: Listed[Seed] | None = None


class Card(_Model):
    """A skill explained."""

    when: Text
    why: Text
    watch: Text
    links: Links | None = None
    figure: Figure | None = None  # pyright: ignore[reportInvalidTypeForm]


class BankHead(_Model):
    """One file of a bank without a look at its exercises, which are read one by one."""

    topic: DottedId | None = None
    title: Text | None = None
    licence: Text | None = None
    source: TextOr[Text, dict[str, Text]] | None = None
    theory: Text | None = None
    field: Text | None = None
    cards: dict[DottedId, Card] | None = None
    exercises: Any


class BankFile(BankHead):
    """One file of a bank: a topic's exercises."""

    exercises: list[Exercise]


class TopicEntry(_Model):
    """A topic of a subject."""

    id: DottedId
    title: Text


class SkillEntry(_Model):
    """A skill of a subject with the skills that come before it."""

    id: DottedId
    title: Text
    needs: Listed[DottedId] | None = None
    synonyms: Listed[Text] | None = None


class SubjectFile(_Model):
    """``_subject.yaml``: what a folder of topics is called and the graph of its skills."""

    title: Text
    licence: Text | None = None
    prefix: DottedId | None = None
    topics: list[TopicEntry] | None = None
    skills: list[SkillEntry] | None = None


_BELOW: dict[str, type[BaseModel]] = {
    "choices": ChoiceOption, "lines": FaultLine, "solutions": Solutions, "steps": OrderEntry,
}  # fmt: skip
# Which model reads a mapping, by the last name on the way to it.
MODELS_BELOW: dict[str, type[BaseModel]] = {
    **{name: figure_model(of) for name, of in _figure_fields(AuthoredFigure).items()}, "figure": Figure,
    "steps": StepEntry, "exercises": Exercise, "wrong": Mistake, "tolerance": Tolerance, "stages": Stage,
    "sisters": Sister, "slips": Slip, "links": LinkEntry, "resources": LinkEntry, "cards": Card,
    "such-that": SaidCondition, "options": SharedOption, "claim": CodeClaim,
    "topics": TopicEntry, "skills": SkillEntry,
    **{row.name: _BELOW[row.written] for row in KINDS.values() if row.written in _BELOW},
    **{KIND_TAG + kind: model for kind, model in ANSWERS.items()},
}  # fmt: skip


def known_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys that a mapping of this model may have."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
