"""The pages of a second author's second call and of the blind round, and how answers to them are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from drill.banks.yaml_nodes import Fields, Items, convert_node_to_data
from drill.codec import is_list, is_mapping
from drill.errors import BankError
from drill.papers.bank.bank_segments import write_exercise_segment
from drill.papers.brief.answer_reading import (
    clean_reply,
    compile_block,
    find_json_values_with_lines,
    read_block,
    read_part,
)
from drill.papers.brief.page import PAGE_CODE, fill_template
from drill.text import count, one_line

Call = Literal["1", "2", "blind"]
# Fields of an exercise that the second call is shown.
_SHOWN = ("prompt", "params", "where", "vars", "names", "assume", "answer", "witness", "step")
_LINE = re.compile(r"^\s*(?:[-*]\s+)?\"?(?:[Tt]ask\s+)?\(?(\d{1,3})\"?\s*[.:)]\s*(.*?)\s*,?$", re.MULTILINE)
_LONGEST_ANSWER = 2_000
_MARKS = "`$"


@dataclass(frozen=True, slots=True)
class BlindTask:
    """A task of the blind round as its solver sees it; ``options`` are in the order of their letters."""

    prompt: str
    names: Mapping[str, str]
    options: tuple[str, ...] = ()


def second_page(name: str, exercises: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page that asks for mistakes, hints and steps of proved exercises, by their ids."""
    front = fill_template(
        "second.md", NAME=one_line(name), PAGE=PAGE_CODE, COUNT=count(len(exercises), "exercise")
    )
    shown = "\n".join(_print_exercise(id_, shown_fields(fields)) for id_, fields in exercises.items())
    return f"{front}## The exercises\n\n```yaml\n{shown}\n```\n"


def shown_fields(exercise: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an exercise that the second call is shown."""
    return {field: exercise[field] for field in _SHOWN if field in exercise}


def _print_exercise(id_: str, fields: Mapping[str, Any]) -> str:
    """Return an exercise with the lines of its prompt as they are: a fold would add empty ones."""
    others = {field: value for field, value in fields.items() if field != "prompt"}
    first, *further_lines = write_exercise_segment(id_, others).split("\n")
    prompt = (f"    {line}".rstrip() for line in str(fields.get("prompt", "")).split("\n"))
    return "\n".join((first, "  prompt: |-", *prompt, *further_lines))


def blind_page(name: str, tasks: Sequence[BlindTask]) -> str:
    """Return the page of the blind round."""
    parts = [fill_template("blind.md", NAME=one_line(name), PAGE=PAGE_CODE), "## The tasks\n\n"]
    for number, task in enumerate(tasks, 1):
        parts.append(f"**{number}.** {task.prompt}\n")
        if task.names:
            typed = ", ".join(f"`{typed}` for ${latex}$" for typed, latex in task.names.items())
            parts.append(f"(Type {typed}.)\n")
        parts += (f"  {chr(97 + index)}) {option}\n" for index, option in enumerate(task.options))
        parts.append("\n")
    return "".join(parts)


def blind_answers(reply: str) -> dict[int, str]:
    """Return the answers of a blind reply by their tasks' numbers: YAML, JSON, or a line for each."""
    text = compile_block("(?:step|false|empty)").sub("", f"{clean_reply(reply)}\n")
    answers: dict[int, str] = {}
    for value, _ in find_json_values_with_lines(text):
        answers |= _read_numbered_answers(value)
    if not answers:
        block = re.search(r"^(?:```|~~~)[^\n]*\n(.*?)^(?:```|~~~)", text + "\n```", re.MULTILINE | re.DOTALL)
        body = block[1] if block is not None else text
        body = re.sub(r"^#.*$", "", body, flags=re.MULTILINE)
        try:
            node = read_part(body)
        except BankError:
            node = None
        answers = (
            _read_numbered_answers(convert_node_to_data(node)) if isinstance(node, Fields | Items) else {}
        )
        answers = answers or {int(line[1]): line[2] for line in _LINE.finditer(body)}
    return {number: _strip_answer_marks(answer) for number, answer in answers.items() if answer.strip()}


def blind_remarks(reply: str, name: str) -> dict[int, str]:
    """Return a blind reply's remarks on tasks under ``step``, ``false`` or ``empty``, by their numbers."""
    return _read_numbered_answers(read_block(reply, name))


def _read_numbered_answers(value: Any) -> dict[int, str]:
    """Return answers by number: of a mapping, a list of such, or objects with ``number`` and ``answer``."""
    if is_list(value):
        found: dict[int, str] = {}
        for entry in value:
            found |= _read_numbered_answers(entry)
        return found
    if not is_mapping(value):
        return {}
    number = next((value[name] for name in ("number", "task", "id", "n") if name in value), None)
    if number is not None and "answer" in value:
        value = {number: value["answer"]}
    if is_mapping(inner := value.get("answers")) or is_list(inner):
        return _read_numbered_answers(inner)
    return {
        int(str(name)): _print_blind_answer(answer)
        for name, answer in value.items()
        if re.fullmatch(r"\d{1,3}", str(name).strip())
    }


def _print_blind_answer(value: Any) -> str:
    if is_list(value):
        return f"[{', '.join(map(_print_blind_answer, value))}]"
    return str(value)


def _strip_answer_marks(answer: str) -> str:
    """Return an answer without the marks of code or formulas around it."""
    text = answer.strip()[:_LONGEST_ANSWER].strip()
    while len(text) > 1 and text[0] == text[-1] and text[0] in _MARKS + "'\"":
        text = text[1:-1].strip()
    return text
