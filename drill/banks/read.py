"""Read one file of a bank: all its faults at once, and the exercises that can be drilled all the same.

Heavy, unlike ``load``: YAML is imported only here and below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any

from drill.banks.building import LETTERED, build_exercise, completeness_faults, rule_faults
from drill.banks.expression_faults import card_figure_faults, expression_faults
from drill.banks.loaded_files import LoadedExercise, LoadedFile, Skill, content_hashes, place_key
from drill.banks.models import LISTED, SHAPE, BankHead, Card, Exercise, SubjectFile
from drill.banks.models import Fields as WrittenFields
from drill.banks.templates import list_template_references
from drill.banks.yaml_nodes import (
    Fields,
    Items,
    Node,
    Path,
    Plain,
    RuleFault,
    ScalarText,
    convert_node_to_data,
    find_node_at_path,
    id_of,
    make_node_fault,
    place_rule_faults,
    read_content,
    read_node,
    replace_numbers_with_ids,
    walk_yaml_nodes,
    written_faults,
)
from drill.banks.yaml_scanner import compose_fields
from drill.checking import SharedChoice, option_id
from drill.codec import is_list
from drill.errors import BankError, OutOfStepsError
from drill.gyr.entry import OF_FILE, Entry
from drill.gyr.events import SkillId
from drill.maths.tree_evaluation import step_budget
from drill.reading import FaultyData, read_typed
from drill.text import did_you_mean

# Max faults of a file that are reported.
MOST_FAULTS = 500
# Max size of an exercise or a card; shipped ones have less than a tenth of it.
LONGEST_TEXT = 50_000
MOST_CHARACTERS = 100_000
MOST_VALUES = 3_000
# Max rows of options in all answers that share them.
MOST_ROWS = 2_000
# Max steps of computing, and characters of expressions and templates, while an exercise is read: a second.
MOST_STEPS = 1_000_000
# The same for all exercises of a file: five times the maximum of the shipped files.
MOST_STEPS_OF_FILE = 1_000_000


def read_file(raw: bytes, path: str, *, expressions: bool = True) -> LoadedFile:
    """Read a topic's file; ``path`` is used in errors. Never raises for anything in ``raw``.

    ``expressions`` is whether every expression and template is read as well.
    """
    with step_budget(MOST_STEPS_OF_FILE):
        return _read_file(raw, path, expressions=expressions)


def _read_file(raw: bytes, path: str, *, expressions: bool) -> LoadedFile:
    root, faults = compose_fields(raw, "a bank begins with names and values, such as topic: and exercises:")
    if root is None:
        return LoadedFile(path, problems=place_faults_in_file(faults, path))
    head, head_faults = _read_head(root, blanked=bool(faults))
    faults += head_faults
    listed = root.get("exercises")
    exercises: list[LoadedExercise] = []
    seen: dict[str, int] = {}
    for node in listed.items if isinstance(listed, Items) else []:
        if len(faults) >= MOST_FAULTS:
            message = f"more than {MOST_FAULTS} faults; the rest was not read"
            faults.append(make_node_fault(node, (), message, "fix those above first", "too-many"))
            break
        exercise, exercise_faults = read_exercise(node, seen, expressions=expressions)
        faults += exercise_faults
        if exercise is not None:
            exercises.append(exercise)
    return LoadedFile(
        path, topic=head.topic, title=head.title, theory=head.theory, source=head.source,
        licence=head.licence, field_of_work=head.field, exercises=tuple(exercises),
        cards={} if any(fault.field.startswith("cards") for fault in faults) else head.cards,
        problems=place_faults_in_file(faults, path),
    )  # fmt: skip


def read_subject(raw: bytes, path: str) -> LoadedFile:
    """Read ``_subject.yaml``; faulty parts are left out and reported."""
    root, faults = compose_fields(raw, "a subject begins with title:")
    if root is None:
        return LoadedFile(path, problems=place_faults_in_file(faults, path))
    faults += written_faults(root)
    subject = read_node(SubjectFile, root, faults)
    if faults or subject is None:
        return LoadedFile(
            path,
            title=_read_text_field(convert_node_to_data(root), "title"),
            problems=place_faults_in_file(faults, path),
        )
    skills = (
        Skill(SkillId(skill.id), skill.title, tuple(map(SkillId, skill.needs)), skill.synonyms)
        for skill in subject.skills
    )
    topics = tuple((topic.id, topic.title) for topic in subject.topics)
    return LoadedFile(path, title=subject.title, licence=subject.licence, topics=topics, skills=tuple(skills))


def place_faults_in_file(faults: Iterable[BankError], path: str) -> tuple[BankError, ...]:
    """Return the faults with their file's name, in the order of the text."""
    ordered = sorted(faults, key=lambda fault: (fault.line, fault.column))
    for fault in ordered:
        fault.path = path
    return tuple(ordered)


def _read_head(root: Fields, *, blanked: bool) -> tuple[BankHead, list[BankError]]:
    """Return everything except the exercises, without faulty parts, and the faults.

    ``blanked``: exercises that are not YAML were removed, so that none may be left.
    """
    exercises = root.get("exercises")
    node = Fields([entry for entry in root.entries if entry[1] is not exercises], root.line, root.column)
    faults = list(written_faults(node))
    if exercises is None:
        faults.append(make_node_fault(node, (), "exercises: is missing", code="schema"))
    elif not isinstance(exercises, Items) and not (blanked and isinstance(exercises, ScalarText)):
        message = "a list is expected here, one exercise after each -"
        faults.append(make_node_fault(exercises, ("exercises",), message, code="schema"))
    content = convert_node_to_data(node)
    assert isinstance(content, dict)
    content["exercises"] = ""  # they are read one by one
    unread: list[BankError] = []
    head = read_content(BankHead, content, node, unread)
    faults += unread
    if head is None:
        faulty = {fault.field.partition(".")[0] for fault in unread}
        rest = {name: value for name, value in content.items() if name not in faulty}
        head = read_typed(BankHead, rest, scalars="text", unknown="pass")
    cards = node.get("cards")
    parts = [card for _, card in cards.entries] if isinstance(cards, Fields) else []
    if too_large := [fault for part in parts if (fault := _find_node_size_fault(part)) is not None]:
        return head, [*faults, *too_large]
    try:
        faults += _head_expression_faults(node, head.cards if not faults else {})
    except OutOfStepsError as error:
        faults.append(make_node_fault(node, (), error.message, error.hint, "too-large"))
    return head, faults


def _head_expression_faults(head: Fields, readable: Mapping[str, Card]) -> list[BankError]:
    """Return faults of the topic's theory and of the cards, with the figures of those that are readable."""
    faults: list[BankError] = []
    theory = head.get("theory")
    cards = head.get("cards")
    if isinstance(theory, ScalarText):
        faults += _without_values(theory, ("theory",), "a topic's theory")
    for path, part in walk_yaml_nodes(cards, ("cards",)) if cards is not None else ():
        if isinstance(part, ScalarText):
            faults += _without_values(part, path, "a card")
    if not faults:
        for skill, card in readable.items():
            broken = card_figure_faults(card.figure, ("cards", skill, "figure"))
            faults += place_rule_faults(head, broken)
    return faults


def _without_values(text: ScalarText, path: Path, holder: str) -> list[BankError]:
    """Return faults of values in a topic's theory or a skill's card, which belong to no single draw."""
    try:
        template_references = list_template_references(text.text)
    except BankError as error:
        return [make_node_fault(text, path, error.message, error.hint, error.code)]
    if not template_references:
        return []
    message = f"{holder} has no values to put in (@{template_references[0].source})"
    return [make_node_fault(text, path, message, "write @@ for an @", "template")]


def read_exercise(
    node: Node, seen: dict[str, int], *, expressions: bool
) -> tuple[LoadedExercise | None, list[BankError]]:
    """Return an exercise, or None and all its faults; ``seen`` contains the earlier ids with their lines.

    Options that its answers share are written out in the node.
    """
    fault = _find_node_size_fault(node)
    if fault is not None:
        name = node.get("id") if isinstance(node, Fields) else None
        fault.exercise = name.text[:60] if isinstance(name, ScalarText) else ""
        return None, [fault]
    exercise = None
    content = convert_node_to_data(node)
    name = _read_text_field(content, "id")
    faults = list(written_faults(node))
    written = read_content(SHAPE.whole, content, node, faults)
    if faults:
        written = _read_rest(content, faults)
    if written is not None and (written.get("options") or _shares_options(node)):
        faults += place_rule_faults(node, write_out_options(node))
        content = convert_node_to_data(node)
        written = _read_rest(content, faults) if faults else read_content(SHAPE.whole, content, node, faults)
    if written is not None:
        try:
            with step_budget(MOST_STEPS):
                exercise = _build_complete_exercise(written, node, faults)
                if exercise is not None:
                    faults += place_rule_faults(node, rule_faults(exercise))
                    if expressions:
                        faults += _place_expression_faults(node, exercise)
        except OutOfStepsError as error:
            faults.append(
                make_node_fault(node, (), f"reading this exercise: {error.message}", error.hint, "too-large")
            )
    if name and name in seen:
        id_node, _ = find_node_at_path(node, ("id",))
        message = f"a second exercise with the id {name}, the first is in line {seen[name]}"
        faults.append(make_node_fault(id_node, ("id",), message, "ids are unique in a bank", "duplicate-id"))
    elif name:
        seen[name] = node.line
    for fault in faults:
        fault.exercise = name
    if faults or exercise is None:
        return None, faults
    return _make_loaded_exercise(node, content, exercise), []


def _place_expression_faults(node: Node, exercise: Exercise) -> Iterable[BankError]:
    """Return the faults of an exercise's expressions, those of what sisters share once."""
    first: dict[tuple[int, int, str], BankError] = {}
    for fault in place_rule_faults(node, expression_faults(exercise)):
        first.setdefault((fault.line, fault.column, fault.message), fault)
    return first.values()


def _find_node_size_fault(node: Node) -> BankError | None:
    """Return the fault of an exercise or a card that is too large to be read."""
    waiting = [node]
    values = 0
    characters = 0
    while waiting:
        part = waiting.pop()
        values += 1
        if isinstance(part, ScalarText):
            characters += len(part.text)
            if len(part.text) > LONGEST_TEXT:
                message = f"a text of {len(part.text):,} characters; at most {LONGEST_TEXT:,} are read"
                return make_node_fault(part, (), message, "shorten it", "too-large")
        else:
            waiting += part.items if isinstance(part, Items) else (value for _, value in part.entries)
    if values > MOST_VALUES or characters > MOST_CHARACTERS:
        message = f"it has {values:,} values and {characters:,} characters"
        hint = f"split it: at most {MOST_VALUES:,} values and {MOST_CHARACTERS:,} characters are read"
        return make_node_fault(node, (), message, hint, "too-large")
    return None


def _read_rest(content: Plain, faults: Sequence[BankError]) -> WrittenFields | None:
    """Return the written fields without faulty ones; None if others rest on these."""
    rest = _without_faulty(content, faults)
    with suppress(FaultyData):
        if rest is None:
            return None
        return read_typed(SHAPE.whole, rest, scalars="text")
    return None


def _shares_options(node: Node) -> bool:
    """Return whether some answer chooses among options of its exercise."""
    return any(
        isinstance(part, Fields)
        and isinstance(of := part.get("of"), ScalarText)
        and of.text.strip() == "options"
        for _, part in walk_yaml_nodes(node)
    )


def _build_complete_exercise(written: WrittenFields, node: Node, faults: list[BankError]) -> Exercise | None:
    """Return the exercise of fields without a fault; None after adding missing ones to ``faults``."""
    incomplete = [*place_rule_faults(node, completeness_faults(written))]
    faults += incomplete
    return None if incomplete else build_exercise(written)


# Fields without which the others cannot be read correctly.
_RESTED_ON = frozenset((
    "id", "prompt", "answer", "options", "vars", "names", "params", "let", "assume", "where", "stages",
    "sisters",
))  # fmt: skip


def _without_faulty(content: Plain, faults: Sequence[BankError]) -> Plain | None:
    """Return an exercise without its faulty fields, so that the others can be checked in the same run.

    ``None`` if the others need a faulty field.
    """
    faulty = {fault.field.partition(".")[0] for fault in faults}
    misspelt = {fault.hint.removeprefix("did you mean ").removesuffix("?") for fault in faults}
    if not isinstance(content, dict) or (faulty | misspelt) & _RESTED_ON or "" in faulty:
        return None
    return {name: value for name, value in content.items() if name not in faulty}


def loaded_exercise(node: Node) -> LoadedExercise:
    """Return the exercise of a node without known faults."""
    content = convert_node_to_data(node)
    exercise = build_exercise(read_typed(SHAPE.whole, content, scalars="text"))
    return _make_loaded_exercise(node, content, exercise)


def maths_hash(node: Node) -> str:
    """Return the ``maths`` hash of an exercise as it is written, also in a former format."""
    if not isinstance(node, Fields):
        return ""
    written = convert_node_to_data(node)
    if _without_faulty(written, [*place_rule_faults(node, write_out_options(node))]) is None:
        return ""
    return content_hashes(_normalise_exercise_body(convert_node_to_data(node)))[0]


def _make_loaded_exercise(node: Node, content: Plain, exercise: Exercise) -> LoadedExercise:
    body = _normalise_exercise_body(content)
    maths, wording = content_hashes(body)
    has_world = any("world" in question.witness for form in exercise.forms for question in form.questions)
    has_gap = any(form.questions[0].has_gap for form in exercise.forms)
    found: dict[str, Any] = {"line": node.line, "maths": maths, "wording": wording, "has_world": has_world}
    found["has_gap"] = has_gap
    declared = {name: getattr(exercise, name) for name in OF_FILE if name not in found}
    entry = Entry(**found, **declared)
    return LoadedExercise(entry, exercise, body, cache(partial(_map_paths_to_places, node)))


def _map_paths_to_places(node: Node) -> dict[str, tuple[int, int]]:
    return {
        place_key(replace_numbers_with_ids(node, path)): (part.line, part.column)
        for path, part in walk_yaml_nodes(node)
    }


def _normalise_exercise_body(content: Plain) -> dict[str, Any]:
    """Return the exercise, and its stages and sisters, with lone texts in lists and ids for all options."""
    assert isinstance(content, dict)
    body: dict[str, Any] = _with_lists(content)
    if "answer" in body:
        body["answer"] = _with_ids(_with_lists(body["answer"]))
    for field in ("stages", "sisters"):
        if isinstance(body.get(field), list):
            body[field] = [_normalise_exercise_body(part) for part in body[field]]
    return body


def _with_lists(content: dict[str, Plain]) -> dict[str, Plain]:
    return {
        key: [value] if key in LISTED and isinstance(value, str) else value for key, value in content.items()
    }


def _with_ids(answer: dict[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for key, value in answer.items():
        if key in ("choice", "choices", "order") and is_list(value):
            texts = (option.get("text") or option.get("right") or option.get("wrong") for option in value)
            filled[key] = [
                {"id": option_id(str(text)), **option} for text, option in zip(texts, value, strict=True)
            ]
        elif key == "parts":
            filled[key] = {name: _with_ids(_with_lists(part)) for name, part in value.items()}
        else:
            filled[key] = value
    return filled


def _read_text_field(content: Plain, key: str) -> str:
    """Return the text under ``key``, or the empty text if the file has something else there."""
    value = content.get(key) if isinstance(content, dict) else None
    return value if isinstance(value, str) else ""


def write_out_options(exercise: Node) -> Iterator[RuleFault]:
    """Put a list of its own, in place, into every answer that takes an exercise's ``options``.

    The exercise has no other fault. Yields the faults that keep an answer from its list, and the options that
    no answer has.
    """
    assert isinstance(exercise, Fields)
    listed = exercise.get("options")
    written = listed.items if isinstance(listed, Items) else []
    options = {id_of(option): option for option in written}
    unused = set(options)
    rows_so_far = 0
    fields = ((path, part) for path, part in walk_yaml_nodes(exercise) if isinstance(part, Fields))
    for path, part in fields:
        for index, (key, choice) in enumerate(part.entries):
            kind = key.text.strip()
            if kind not in LETTERED or not isinstance(choice, Fields) or "witness" in path:
                continue
            if not choice.get("right"):  # a part of that name
                continue
            answer = read_typed(SharedChoice, convert_node_to_data(choice), scalars="text")
            answer_path = replace_numbers_with_ids(exercise, (*path, kind))
            if not options:
                yield RuleFault(answer_path, "the exercise has no options", "options: [{id: …, text: …}, …]")
            named: list[tuple[str, Iterable[str]]] = [
                ("right", answer.right), ("say", answer.say), ("claim", answer.claim),
                ("after", answer.after),
            ]  # fmt: skip
            for field, ids in named if options else ():
                for id_ in ids:
                    id_path = (*answer_path, field, id_)
                    if id_ not in options:
                        message = f"no option is called {id_!r}"
                        yield RuleFault(id_path, message, did_you_mean(id_, options))
                    elif field == "say" and id_ in answer.right:
                        yield RuleFault(id_path, f"{id_} is right here, so nobody sees this")
                    elif field == "after" and kind != "order":
                        yield RuleFault(id_path, f"only an order has after, not {kind}")
            rows_so_far += len(options)
            if rows_so_far > MOST_ROWS:
                message = f"with the options written out its answers have more than {MOST_ROWS:,} rows"
                yield RuleFault(answer_path, message, "split the exercise", "too-large")
                return
            due = [options[id_] for id_ in answer.right if id_ in options] if kind == "order" else written
            unused.difference_update(map(id_of, due))
            rows: list[Node] = [
                _rewrite_shared_option(option, choice, kind, id_of(option) in answer.right) for option in due
            ]
            part.entries[index] = (key, Items(rows, choice.line, choice.column))
    for id_ in options:
        if id_ in unused:
            yield RuleFault(("options", id_), f"no answer has the option {id_!r}", "take it out")
    exercise.entries[:] = [entry for entry in exercise.entries if entry[1] is not listed]


def _rewrite_shared_option(option: Node, choice: Fields, kind: str, is_right: bool) -> Fields:
    """Return an option in the form of an answer's own list, each part with its place."""
    assert isinstance(option, Fields)
    parts = {key.text.strip(): value for key, value in option.entries}
    name = "right" if is_right else "wrong"
    left_out = {"say"} if is_right else set[str]()
    if kind == "order":
        name = "text"
        left_out = {"say", "claim"}
    parts[name] = parts.pop("text")
    for field in ("say", "claim", "after"):
        texts_by_id = choice.get(field)
        if isinstance(texts_by_id, Fields) and (own_text := texts_by_id.get(id_of(option))):
            parts[field] = own_text
    entries = [(ScalarText(name, node.line, node.column, "plain"), node) for name, node in parts.items()]
    return Fields([entry for entry in entries if entry[0].text not in left_out], option.line, option.column)
