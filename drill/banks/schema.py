"""Make pydantic's checks and the JSON Schema of a bank from the dataclasses that the program uses.

A field of an exercise, a link, a card, a figure or an answer is declared once, in `drill.banks.models`,
`drill.banks.authored_figures` or the specs of `drill.checking`: its annotation says what may be written
(`model_of`). Here stands only what a bank writes in another shape than the program keeps. Every scalar
arrives as its text (``scan`` keeps it so), and is read where the dataclasses are built.
"""

# Types are made of the dataclasses' annotations when the module is imported, which pyright cannot follow.
# pyright: reportInvalidTypeForm=false

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from dataclasses import Field as DataclassField
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    LiteralString,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

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

from drill.banks import models
from drill.banks.authored_figures import MOST_NAMES, AuthoredFigure, hints_of, written_name
from drill.banks.params import read_domain
from drill.checking import (
    COMMON,
    KINDS,
    CodeClaim,
    DottedId,
    Line,
    OptionId,
    Pattern,
    Size,
    Slip,
    Spec,
    Whole,
    WrittenAs,
    options_of,
)
from drill.codec import Written
from drill.text import quoted

# Begins the step that pydantic adds to an error's path for the kind of an answer.
KIND_TAG = "kind "


def _checked(
    code: LiteralString, message: LiteralString, is_right: Callable[[str], object], **context: object
) -> AfterValidator:
    """Return a validator of a text; its ``message`` may show the text as ``found``."""

    def check(text: str) -> str:
        if not is_right(text):
            raise PydanticCustomError(code, message, {**context, "found": quoted(text)})
        return text

    return AfterValidator(check)


def _pattern(pattern: str, expected: str) -> AfterValidator:
    """Return a validator of a whole text against ``pattern``; ``expected`` says what is expected."""
    return _checked(
        "pattern", "{what} is expected, not {found}", re.compile(pattern).fullmatch, what=expected
    )


def _one_name(text: str) -> str:
    if "," in text:
        listed = ", ".join(part.strip() for part in text.split(","))
        raise PydanticCustomError("name", "several names go in brackets: [{listed}]", {"listed": listed})
    return text


_NOT_EMPTY = _checked("empty", "is empty", bool)


def _listed(value: object) -> object:
    """Return a lone text as a list of one, for fields that take lists of texts."""
    return [value] if isinstance(value, str) else value


def _whole(low: int, high: int) -> Any:
    """Return the type of a whole number of a range."""

    def is_within(text: str) -> bool:
        return re.fullmatch(r"\d{1,20}", text) is not None and low <= int(text) <= high

    message = "a whole number from {low} to {high} is expected, not {found}"
    check = _checked("number", message, is_within, low=low, high=high)
    return Annotated[str, check, WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})]


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


_TITLE = {"type": "string", "maxLength": _LONGEST_TITLE}
_SCALAR = {"type": ["string", "number", "boolean"]}
_POSITIVE = {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}
_ABOVE_0 = re.compile(
    r"(?=.*[1-9])(?:\d+(\.\d*)?([eE][+-]?\d{1,3})?|\.\d+([eE][+-]?\d{1,3})?|\d+/[1-9]\d*)", re.DOTALL
)

Text = Annotated[str, _NOT_EMPTY, WithJsonSchema(_SCALAR)]
_NAME = Annotated[
    str, AfterValidator(_one_name), _pattern(r"[A-Za-z][A-Za-z0-9_]*'*", "a name such as x or m_hat")
]
_TITLE_TEXT = Annotated[
    str, _NOT_EMPTY, WithJsonSchema(_TITLE),
    _checked("title", "a title has at most {most} characters on one line and shows no values",
             lambda text: len(text) <= _LONGEST_TITLE and not {"@", "\n"} & {*text}, most=_LONGEST_TITLE),
]  # fmt: skip
Positive = Annotated[
    str, _checked("number", "a number above 0 is expected, not {found}", _ABOVE_0.fullmatch),
    WithJsonSchema(_POSITIVE),
]  # fmt: skip
_DOMAIN = Annotated[
    Any,
    AfterValidator(_domain),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}),
]
# How texts that an annotation calls by a word are checked; any other text is one that is not empty.
_TEXTS: dict[str, Any] = {"name": _NAME, "title": _TITLE_TEXT, "domain": _DOMAIN}


_NUMBERS = {"anyOf": [_SCALAR, {"type": "array"}]}
Probes = Annotated[
    list[Annotated[dict[_NAME, Annotated[Any, WithJsonSchema(_NUMBERS)]], Field(min_length=1)]],
    Field(min_length=1, max_length=20),
]
_Item = TypeVar("_Item")
Listed = Annotated[list[_Item], BeforeValidator(_listed), Field(max_length=200)]


def _form_of(value: object) -> str:
    return KIND_TAG + ("of mapping" if isinstance(value, dict) else "of text")


_Written = TypeVar("_Written")
_Mapped = TypeVar("_Mapped")
# One text, or a mapping in its place.
TextOr = Annotated[
    Annotated[_Written, Tag(KIND_TAG + "of text")] | Annotated[_Mapped, Tag(KIND_TAG + "of mapping")],
    Discriminator(_form_of),
]


class _Model(BaseModel):
    # Built when first used, since most models are used within others alone.
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Tolerance(_Model):
    """``{abs: …}`` or ``{rel: …}``."""

    abs: Positive | None = None
    rel: Positive | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Tolerance:
        if (self.abs is None) == (self.rel is None):
            raise PydanticCustomError("tolerance", "one of abs and rel is expected", {})
        return self


# --- from dataclasses --------------------------------------------------------------------------------------

_FLAG = Annotated[Literal["true", "false"], WithJsonSchema({"type": "boolean"})]


def _one_home(link: Any) -> Any:
    if sum(home is not None for home in (link.arxiv, link.doi, link.url)) > 1:
        raise PydanticCustomError("link", "one of arxiv, doi and url is expected", {})
    return link


# Rules between the fields of a dataclass.
_RULES: dict[Any, dict[str, Any]] = {models.Link: {"one_home": model_validator(mode="after")(_one_home)}}


@cache
def model_of(of: Any, most: int = 0) -> type[BaseModel]:
    """Return the model of a dataclass: its fields as a bank writes them, with those below.

    Lists and mappings in it have at most ``most`` entries; 0 where each type has its own limit.
    """
    return create_model(
        of.__name__.removeprefix("Authored"), __base__=_Model, __module__=__name__,
        __validators__=_RULES.get(of, {}), **_fields(of, most),
    )  # fmt: skip


def _fields(of: Any, most: int = 0) -> dict[str, Any]:
    """Return the fields of a dataclass that a bank writes, as pydantic takes them."""
    hints = hints_of(of)
    return {
        field.name: _field(field, hints[field.name], most)
        for field in fields(of)
        if "own" not in field.metadata
    }


def _field(field: DataclassField[Any], hint: Any, most: int) -> tuple[Any, Any]:
    type_, alias = type_of(hint, most), field.metadata.get("written", written_name(field.name))
    has_default = field.default is not MISSING or field.default_factory is not MISSING
    if has_default and "required" not in _marks(hint):
        return _optional(type_, alias)
    return type_, Field(alias=alias)


def _optional(type_: Any, alias: str | None = None) -> tuple[Any, Any]:
    return type_ | None, Field(default=None, alias=alias)


def _marks(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def type_of(hint: Any, most: int = 0) -> Any:
    """Return the type that pydantic checks for the annotation of a field."""
    for mark in _marks(hint):
        if isinstance(mark, WrittenAs):
            return type_of(mark.type, most)
        if isinstance(mark, Whole):
            return _whole(mark.low, mark.high)
        if isinstance(mark, Pattern):
            check = _pattern(mark.pattern, mark.what)
            if not mark.is_shown:
                return Annotated[str, check]
            return Annotated[str, check, WithJsonSchema({"type": "string", "pattern": f"^{mark.pattern}$"})]
        if isinstance(mark, Size):
            size = Field(min_length=mark.least or None, max_length=mark.most or None)
            return _plain_type(get_args(hint)[0], most, size)
        if mark in _TEXTS:
            return _TEXTS[mark]
    return _plain_type(get_args(hint)[0] if _marks(hint) else hint, most, None)


def _plain_type(hint: Any, most: int, size: Any) -> Any:
    """Return the type of an annotation without its marks; ``size`` limits its entries."""
    arms = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
    if hint is Spec:
        return Answer
    if hint is AuthoredFigure:
        return Figure
    if is_dataclass(hint):
        return model_of(hint, most)
    if arms:
        return TextOr[type_of(arms[0], most), type_of(arms[1], most)]
    if hint is bool:
        return _FLAG if most else bool
    if get_origin(hint) is Literal:
        return Literal[tuple(word for word in get_args(hint) if word)]
    if get_origin(hint) is tuple:
        return _list_type(get_args(hint), most, size)
    if get_origin(hint) is Mapping:
        key, value = get_args(hint)
        limit = size or Field(max_length=most or None)
        return Annotated[dict[type_of(key), Any if value is Written else type_of(value, most)], limit]
    return Text


def _list_type(parts: tuple[Any, ...], most: int, size: Any) -> Any:
    if parts[-1] is not Ellipsis:
        return Annotated[list[Text], Field(min_length=len(parts), max_length=len(parts))]
    if is_dataclass(parts[0]) and not most:
        return Annotated[list[type_of(parts[0])], size or Field()]
    limit = size or Field(max_length=most or 200)
    return Annotated[list[type_of(parts[0], most)], BeforeValidator(_listed), limit]


def _lists_of_texts(of: Any) -> Iterator[str]:
    """Yield the fields of a dataclass in which a lone text counts as a list of one."""
    hints = hints_of(of)
    for name in (field.name for field in fields(of) if "own" not in field.metadata):
        hint = next((mark.type for mark in _marks(hints[name]) if isinstance(mark, WrittenAs)), hints[name])
        hint = get_args(hint)[0] if _marks(hint) else hint
        if get_origin(hint) is tuple and not is_dataclass(get_args(hint)[0]):
            yield name


# Fields of exercises and answers in which a lone text counts as a list of one.
LISTED = frozenset(
    ("such-that", "right", "after",
     *(name for of in (models.Declared, models.Question, models.Form, models.Exercise)
       for name in _lists_of_texts(of)))
)  # fmt: skip


def _models_below(of: Any) -> dict[str, type[BaseModel]]:
    """Return which model reads a mapping in a figure, by its field, those of nested ones included."""
    below: dict[str, type[BaseModel]] = {}
    for name, hint in hints_of(of).items():
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if is_dataclass(inner):
            below |= {name: model_of(inner, MOST_NAMES), **_models_below(inner)}
    return below


# --- what a bank writes in a shape of its own ---------------------------------------------------------------

Figure: Any = model_of(AuthoredFigure, MOST_NAMES)
if TYPE_CHECKING:
    _DOTTED: TypeAlias = str
    _OPTION_ID: TypeAlias = str
else:
    _DOTTED, _OPTION_ID = type_of(DottedId), type_of(OptionId)


class ChoiceOption(_Model):
    """One option of a choice: right, wrong or right if a relation holds, and the reply to choosing it."""

    id: _OPTION_ID | None = None
    right: Text | None = None
    wrong: Text | None = None
    text: Text | None = None
    right_if: Text | None = Field(default=None, alias="right-if")
    say: Text | None = None
    claim: Text | None = None
    figure: Figure | None = None

    @model_validator(mode="after")
    def _right_or_wrong(self) -> ChoiceOption:
        texts = [text for text in (self.right, self.wrong, self.text) if text is not None]
        if len(texts) != 1 or (self.text is None) != (self.right_if is None):
            message = "an option is {right: …}, {wrong: …, say: …} or {text: …, say: …, right-if: …}"
            raise PydanticCustomError("option", message, {})
        return self


class SharedChoice(_Model):
    """An answer's choice among shared options: which are right, and replies of its own."""

    of: Literal["options"]
    right: Annotated[Listed[_OPTION_ID], Field(min_length=1)]
    say: dict[_OPTION_ID, Text] | None = None
    claim: dict[_OPTION_ID, Text] | None = None
    after: dict[_OPTION_ID, Listed[_OPTION_ID]] | None = None


class OrderEntry(_Model):
    """One step of an order; the file holds them in a right order."""

    id: _OPTION_ID | None = None
    text: Text
    after: Listed[_OPTION_ID] | None = None


class SharedOption(_Model):
    """An option of several answers of an exercise, which say whether it is right."""

    id: _OPTION_ID
    text: Text
    say: Text | None = None


class SaidCondition(_Model):
    """A condition on an answer, and the reply to an answer that fails it."""

    that: Text
    say: Text


Conditions = Annotated[list[TextOr[Text, SaidCondition]], BeforeValidator(_listed)]


def _kind_of(value: object) -> str | None:
    """Return the tag of an answer's model; None, and so an error, where it names no kind or several."""
    if not isinstance(value, dict):
        return None
    kinds = [name for name in KINDS if name in value]
    return KIND_TAG + kinds[0] if len(kinds) == 1 else None


def _some_line(value: object) -> object:
    """Refuse a fault that is not a list of lines; a line number or ``none`` is a resolved one."""
    if not isinstance(value, list):
        raise PydanticCustomError("fault", "the lines of the argument are expected, one after each -", {})
    return value  # pyright: ignore[reportUnknownVariableType]  # its entries are checked next


def _some_right(options: list[ChoiceOption]) -> list[ChoiceOption]:
    if not any(option.right is not None or option.right_if is not None for option in options):
        raise PydanticCustomError("choices", "no option is right", {})
    return options


_Options = Annotated[list[ChoiceOption], Field(min_length=2)]
# What is under a kind's own name, by how its row says that it is written.
_VALUES: dict[str, Any] = {
    "choices": TextOr[Annotated[_Options, AfterValidator(_some_right)], SharedChoice],
    "conditions": Any,
    "expression": Text,
    "lines": Annotated[
        list[TextOr[Text, model_of(Line)]], BeforeValidator(_some_line), Field(min_length=3, max_length=9)
    ],
    "parts": Annotated[dict[str, "Answer"], Field(min_length=1)],
    "steps": TextOr[Annotated[list[OrderEntry], Field(min_length=2)], SharedChoice],
    "text": Text,
    "texts": Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1, max_length=20)],
    "word": str,
}

# Options that a bank writes in another shape than the spec keeps.
_OPTIONS: dict[str, Any] = {
    "tolerance": TextOr[Positive, Tolerance], "digits": _whole(1, 50), "decimals": _whole(0, 50),
    "such-that": Conditions, "probes": Probes,
}  # fmt: skip


# Options of answers with all values substituted, which no bank writes.
_OF_RESOLVED = frozenset({"lines", "say"})


def _answer_model(kind: str) -> type[BaseModel]:
    """Return the model of one kind: its own field, and the options of its spec and its row."""
    row = KINDS[kind]
    hints = get_type_hints(row.spec, include_extras=True)
    names = {**COMMON, **{name: field.name for name, field in options_of(row.spec).items()}}
    fields: dict[str, Any] = {"key": (_VALUES[row.written], Field(alias=kind))}
    for option in sorted((row.options | COMMON.keys()) - _OF_RESOLVED):
        type_: Any = _OPTIONS[option] if option in _OPTIONS else type_of(hints[names[option]])
        fields["option_" + option.replace("-", "_")] = _optional(type_, option)
    name = f"{kind} answer".title().replace(" ", "")
    return create_model(name, __base__=_Model, __module__=__name__, **fields)


# The model of each kind of answer.
ANSWERS: dict[str, type[BaseModel]] = {kind: _answer_model(kind) for kind in KINDS}

_answers: Any = Union[tuple(Annotated[model, Tag(KIND_TAG + kind)] for kind, model in ANSWERS.items())]  # noqa: UP007
Answer = Annotated[_answers, Discriminator(_kind_of)]


def _model(name: str, **written: Any) -> Any:
    return create_model(name, __base__=_Model, __module__=__name__, **written)


_OF_EXERCISE = _fields(models.Exercise)
_OF_STAGE = {**_fields(models.Declared), **_fields(models.Question)}
# One stage of a longer exercise, under its setting.
Stage = _model("Stage", **_OF_STAGE)
_STAGES: Any = Annotated[list[Stage], Field(min_length=2, max_length=6)]
# What an exercise and each of its sisters may say.
_ASKED: dict[str, Any] = {
    "id": _OF_EXERCISE["id"],
    **{name: own for name, own in _OF_STAGE.items() if name not in ("result", "fixed")},
    **_fields(models.Form), **{name: _OF_EXERCISE[name] for name in ("source", "tags", "allow")},
    "prompt": _optional(Text), "answer": _optional(Answer), "stages": _optional(_STAGES),
}  # fmt: skip
# The same idea asked of another object: her fields replace the exercise's.
Sister = _model("Sister", **_ASKED)
# Rapid exercises may have two; others have three (``rules.completeness_faults``).
_SISTERS: Any = Annotated[list[Sister], Field(min_length=2, max_length=12)]
_SHARED: Any = Annotated[list[SharedOption], Field(min_length=2)]
Exercise = _model(
    "Exercise", **{**_OF_EXERCISE, **_ASKED}, sisters=_optional(_SISTERS), options=_optional(_SHARED)
)


class BankHead(_Model):
    """One file of a bank without its exercises, which are read one by one."""

    topic: _DOTTED | None = None
    title: Text | None = None
    licence: Text | None = None
    source: TextOr[Text, dict[str, Text]] | None = None
    theory: Text | None = None
    field: Text | None = None
    cards: dict[_DOTTED, model_of(models.Card)] | None = None
    exercises: Any


class BankFile(BankHead):
    """One file of a bank: a topic's exercises."""

    exercises: list[Exercise]


class TopicEntry(_Model):
    """A topic of a subject."""

    id: _DOTTED
    title: Text


class SkillEntry(_Model):
    """A skill of a subject with the skills that come before it."""

    id: _DOTTED
    title: Text
    needs: Listed[_DOTTED] | None = None
    synonyms: Listed[Text] | None = None


class SubjectFile(_Model):
    """``_subject.yaml``: what a folder of topics is called and the graph of its skills."""

    title: Text
    licence: Text | None = None
    prefix: _DOTTED | None = None
    topics: list[TopicEntry] | None = None
    skills: list[SkillEntry] | None = None


_BELOW: dict[str, type[BaseModel]] = {
    "choices": ChoiceOption, "lines": model_of(Line), "steps": OrderEntry,
}  # fmt: skip
# Which model reads a mapping, by the last name on the way to it.
MODELS_BELOW: dict[str, type[BaseModel]] = {
    **_models_below(AuthoredFigure), "figure": Figure, "steps": model_of(models.Step), "exercises": Exercise,
    "wrong": model_of(models.Mistake), "tolerance": Tolerance, "stages": Stage, "sisters": Sister,
    "slips": model_of(Slip), "links": model_of(models.Link),
    "cards": model_of(models.Card), "such-that": SaidCondition, "options": SharedOption,
    "claim": model_of(CodeClaim), "topics": TopicEntry, "skills": SkillEntry,
    **{row.name: _BELOW[row.written] for row in KINDS.values() if row.written in _BELOW},
    **{KIND_TAG + kind: model for kind, model in ANSWERS.items()},
}  # fmt: skip


def known_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys that a mapping of this model may have."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
