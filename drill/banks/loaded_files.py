"""The content of one file of a bank after reading: exercises with the places of their fields, and faults."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from drill.checking import KINDS
from drill.codec import is_list, is_mapping, is_sequence
from drill.errors import BankError
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from drill.gyr.skills import list_before

if TYPE_CHECKING:
    from drill.banks.models import Card, Exercise

# Skills and their prerequisites, which order exercises but never lock them.


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill; ``needs`` are the skills directly before it."""

    id: SkillId
    title: str
    needs: tuple[SkillId, ...] = ()
    # Other names for it in the field.
    synonyms: tuple[str, ...] = ()


class Skills(Mapping[SkillId, Skill]):
    """The graph of all skills loaded here, in the order of the subjects."""

    def __init__(self, skills: Iterable[Skill] = ()) -> None:
        self._skills: dict[SkillId, Skill] = {}
        for skill in skills:
            self._skills.setdefault(skill.id, skill)

    def __getitem__(self, id_: SkillId) -> Skill:
        return self._skills[id_]

    def __iter__(self) -> Iterator[SkillId]:
        return iter(self._skills)

    def __len__(self) -> int:
        return len(self._skills)

    @cached_property
    def needs(self) -> Mapping[SkillId, Sequence[SkillId]]:
        """The direct prerequisites of each skill, in the order of the subjects."""
        return {skill.id: skill.needs for skill in self._skills.values()}

    def before(self, ids: Iterable[SkillId]) -> tuple[SkillId, ...]:
        """Return all prerequisites of these skills, themselves included, each after its own.

        Skills without a description count as needing nothing; a circle is cut at its last link.
        """
        return tuple(list_before(ids, self.needs))

    def unknown(self) -> tuple[tuple[SkillId, SkillId], ...]:
        """Return pairs of a skill and a prerequisite without a description."""
        pairs = ((skill.id, need) for skill in self._skills.values() for need in skill.needs)
        return tuple((id_, need) for id_, need in pairs if need not in self._skills)

    def circle(self) -> tuple[SkillId, ...]:
        """Return some skills that need each other in a circle, the first again at the end; or none."""
        try:
            TopologicalSorter(self.needs).prepare()
        except CycleError as error:
            return tuple(error.args[1])
        return ()


# The origin of a bank: a text, or an importer's record by name.
Source = str | Mapping[str, str]
# Max bytes of a file that is read.
MOST_BYTES = 1_000_000
# The code of the fault of a file that was not read to its end, but may be another time.
UNREAD = "unread"

# Returns line and column (from 1) of every field, by ``place_key`` of its path.
Places = Mapping[str, Sequence[int]]


def place_key(path: Sequence[str | int]) -> str:
    """Return a path as a key of ``Places``; sisters and slips are named by their ids."""
    return "\n".join(map(str, path))


@dataclass(frozen=True, slots=True)
class LoadedExercise:
    """One exercise without a known fault; its entry lacks only the bank that it belongs to."""

    entry: Entry
    exercise: Exercise
    written: Body
    """Its text: scalars as written and trimmed, lists of texts always lists, every option with its id."""
    places: Callable[[], Places]

    def changed(self, **fields: Any) -> LoadedExercise:
        """Return a copy with changed fields, which are changed in its entry as well."""
        return replace(self, entry=self.entry._replace(**fields), exercise=replace(self.exercise, **fields))

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column of a field; for a missing field, those of the nearest field above it.

        A field that a sister does not have is the exercise's own.
        """
        places = self.places()
        if len(path) > 2 and path[0] == "sisters" and place_key(path[:3]) not in places:
            path = path[2:]
        for length in range(len(path), -1, -1):
            position = places.get(place_key(path[:length]))
            if position is not None:
                return position[0], position[1]
        return 1, 1


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file of a bank: the exercises that can be drilled, and all faults in the order of lines.

    It is read from YAML, or from the compiled lines of `drill.banks.cache`, which read an exercise on first
    use. ``_subject.yaml`` is one without exercises.
    """

    path: str
    topic: str = ""
    title: str = ""
    theory: str = ""
    source: Source = ""
    licence: str = ""
    field_of_work: str = ""
    exercises: Sequence[LoadedExercise] = ()
    cards: Mapping[str, Card] = field(default_factory=dict[str, "Card"])
    """The cards of its skills."""
    topics: tuple[tuple[str, str], ...] = ()
    """Id and title of each topic, where one file holds several: then every exercise names its own."""
    problems: tuple[BankError, ...] = ()
    skills: tuple[Skill, ...] = ()
    """Of a subject's file: what is trained."""
    entries: Sequence[Entry] = field(default=(), compare=False, repr=False)
    """Of a compiled file: what choosing needs of each exercise, so that none of them is read for it."""

    @property
    def topic_id(self) -> str:
        """The topic of its exercises; by default the file's name."""
        return self.topic or PurePath(self.path).stem

    def whole(self) -> LoadedFile:
        """Return the file with all its exercises and cards read, once and for all."""
        return replace(self, exercises=tuple(self.exercises), cards=dict(self.cards))

    def as_met(self, exercise: Exercise) -> Exercise:
        """Return an exercise as a session gets it: with its topic, and the topic's theory if it has none."""
        return replace(exercise, topic=exercise.topic or self.topic).with_theory(self.theory)


ReadFile = Callable[[bytes, str, bool], LoadedFile]
# Reads the bytes of a topic's file, whatever their content; the path is used in errors, and the last
# argument is whether expressions are read as well.


def too_large(size: int, path: str = "") -> BankError:
    """Return the error for a file of more than ``MOST_BYTES``."""
    message = f"the file is {size / 1e6:.1f} MB and is not read; a bank has at most {MOST_BYTES / 1e6:g} MB"
    return BankError(message, "split it into a folder of files", path=path, code="too-large")


# Content hashes: they decide which marks stay when an exercise changes.
#
# ``maths`` covers all content that decides the answer, ``wording`` all other text. Both are the first 16 hex
# digits of SHA-256 over canonical JSON: UTF-8, keys sorted, no blanks, every scalar as written and trimmed,
# as a string; absent fields left out, no default filled in. A lone text in place of a list counts as a list
# of one.

# The text of an exercise: scalars as texts, trimmed, in lists and mappings.
Body = Mapping[str, Any]
# Hex digits of a content hash: 64 bits, so that two are never alike by chance.
DIGITS = 16

_MATHS = ("vars", "assume", "params", "where", "let")
_IN_NEITHER = frozenset({"id", "was", "corrects", "seeds", "retired"})
_OPTION_TEXTS = ("right", "wrong", "say", "text", "figure")
_SLIP_TEXTS = ("text", "say")
# Fields of a figure that change its looks, but not the values that can be read off it.
_OF_LOOKS = frozenset(
    {"says", "name", "names", "axes", "rows", "columns", "style", "show", "yours", "needed"}
)


def content_hashes(body: Body) -> tuple[str, str]:
    """Return the hashes ``maths`` and ``wording`` of a checked exercise, whose options have their ids."""
    maths = _maths_fields(body)
    wording = _wording_fields(body)
    return _hash_content(maths), _hash_content(wording)


def _maths_fields(body: Body) -> dict[str, Any]:
    """Return the fields that decide which answer is right, of an exercise, a stage or a sister."""
    maths: dict[str, Any] = {field: body[field] for field in _MATHS if field in body}
    if isinstance(body.get("names"), Mapping):
        maths["names"] = sorted(body["names"])
    if "answer" in body:
        maths["answer"] = _select_key_content(body["answer"])
    if is_mapping(figure := body.get("figure")) and figure.get("needed") == "true":
        maths["figure"] = _figure_readings(figure)
    return maths | _select_in_parts(body, _maths_fields)


def _wording_fields(body: Body) -> dict[str, Any]:
    """Return all fields that the hash of the mathematics leaves out."""
    excluded = _IN_NEITHER | {*_MATHS, "answer", "stages", "sisters"}
    wording: dict[str, Any] = {field: value for field, value in body.items() if field not in excluded}
    if isinstance(body.get("wrong"), list):
        wording["wrong"] = [_without_name(known) for known in body["wrong"]]
    if "answer" in body and (words := _select_answer_sentences(body["answer"])):
        wording["answer"] = words
    return wording | _select_in_parts(body, _wording_fields)


def _select_in_parts(body: Body, select: Callable[[Body], dict[str, Any]]) -> dict[str, Any]:
    """Return the selected fields of each stage, and of each sister by her id."""
    parts: dict[str, Any] = {}
    if "stages" in body:
        parts["stages"] = [select(stage) for stage in body["stages"]]
    if "sisters" in body:
        parts["sisters"] = {sister["id"]: select(sister) for sister in body["sisters"]}
    return parts


def _without_name(mistake: Any) -> Any:
    """Return a known mistake without its name, which decides nothing."""
    return {field: value for field, value in mistake.items() if field != "mistake"}


def _figure_readings(value: Any) -> Any:
    """Return a needed figure without its words: nodes by id, edges by their ends."""
    if is_list(value):
        return [_figure_readings(part) for part in value]
    if not is_mapping(value):
        return value
    readings = {name: _figure_readings(part) for name, part in value.items() if name not in _OF_LOOKS}
    if "nodes" in readings:
        readings |= {"nodes": sorted(value["nodes"]), "edges": [edge[:2] for edge in value["edges"]]}
    return readings


def _find_written_form(option: str) -> str:
    """Return the form of the value of an option of ``answer:``; empty for options that are not kinds."""
    return KINDS[option].written if option in KINDS else ""


def _select_key_content(answer: Body) -> dict[str, Any]:
    """Return the answer without its sentences: options by id, right or wrong, with their claims."""
    decisive: dict[str, Any] = {}
    for key, value in answer.items():
        match _find_written_form(key):
            case _ if key == "without":  # the right value does not depend on it
                continue
            case "steps" if is_list(value):
                decisive[key] = [
                    {"id": option["id"], "after": _as_list(option["after"])}
                    if "after" in option
                    else option["id"]
                    for option in value
                ]
            case "choices" if is_list(value):
                decisive[key] = _texts_by_id(value, ("claim",))
                for option in value:
                    is_right = option.get("right-if") or ("right" if "right" in option else "wrong")
                    decisive[key][option["id"]]["is"] = is_right
            case "lines" if is_list(value):
                decisive[key] = [line.get("claim", "") if is_mapping(line) else "" for line in value]
            case "parts" if is_mapping(value):
                decisive[key] = {name: _select_key_content(part) for name, part in value.items()}
            case "texts":
                decisive[key] = value[0] if is_list(value) else value
            case "word":
                decisive[key] = ""
            case _ if key == "such-that":
                decisive[key] = [
                    condition["that"] if is_mapping(condition) else condition for condition in value
                ]
            case _ if key == "slips":
                decisive[key] = _texts_by_id(value, ("line", "claim"))
            case _:
                decisive[key] = value
    return decisive


def _select_answer_sentences(answer: Body) -> dict[str, Any]:
    """Return the sentences of the answer, those of options and slips by id."""
    sentences: dict[str, Any] = {}
    for key, value in answer.items():
        match _find_written_form(key):
            case "choices" | "steps" if is_list(value):
                sentences[key] = _texts_by_id(value, _OPTION_TEXTS)
            case "lines" if is_list(value):
                sentences[key] = [line["text"] if is_mapping(line) else line for line in value]
            case "parts" if is_mapping(value):
                parts = {
                    name: words for name, part in value.items() if (words := _select_answer_sentences(part))
                }
                if parts:
                    sentences[key] = parts
            case "texts" if is_list(value) and len(value) > 1:
                sentences[key] = value[1:]
            case "word":
                sentences[key] = value
            case _ if key == "such-that" and any(map(is_mapping, value)):
                sentences[key] = [condition["say"] if is_mapping(condition) else "" for condition in value]
            case _ if key == "slips":
                sentences[key] = _texts_by_id(value, _SLIP_TEXTS)
            case _:
                pass
    return sentences


def _as_list(written: Any) -> Any:
    """Return a lone text as a list of one."""
    return [written] if isinstance(written, str) else written


def _texts_by_id(entries: Sequence[Body], fields: Sequence[str]) -> dict[str, Any]:
    return {entry["id"]: {field: entry[field] for field in fields if field in entry} for entry in entries}


def _hash_content(content: object) -> str:
    text = json.dumps(_canonicalise_data(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _canonicalise_data(value: object) -> object:
    if is_mapping(value):
        return {str(key).strip(): _canonicalise_data(part) for key, part in value.items()}
    if is_sequence(value):
        return [_canonicalise_data(part) for part in value]
    return str(value).strip()
