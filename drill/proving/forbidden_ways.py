"""Find prompts that forbid a way of computing which their code answers do not refuse. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.arraycode import find_functions
from drill.banks.models import FieldPath, Question
from drill.checking import CodeSpec, Spec
from drill.proving.reports import Severity

# What code can be refused for: an array by its axes, a product, an inverse, a function by its name.
_THING = (
    r"(?:(?:any|an?|the|explicit|other|full|such|whole|large|dense) )*"
    r"(?:arrays?|matri(?:x|ces)|tensors?|tables?|jacobians?|hessians?|inverses?|determinants?|products?"
    r"|`?\([^`)]*\)`?|\$[^$]*(?:\\times|\^\\top|\^\{?-1)[^$]*\$"
    r"|[\w-]+ (?:matrix|array|tensor|product|inverse|function))"
)
_DOING = r"(?:form|build|call|us|comput|creat|materiali[sz]|invert|stor|mak|solv|tak|hold)\w*"
_FORBIDS = re.compile(
    rf"\bwithout (?:(?:ever|explicitly|{_DOING}) )*{_THING}|\b(?:not|never) (?:{_DOING} )+{_THING}"
    rf"|\bavoid (?:{_DOING} )*{_THING}|\b(?:must|may|should) not be {_DOING}\b"
    rf"|\b(?:never|not) {_DOING} (?:it|them)\b"
    rf"|\bno explicit {_THING}|\b(?:without|not) (?:call|invert)\w*\b"
    r"|\b(?:by|use|with) (?:one|a single) solve\b",
    re.IGNORECASE,
)
_FORBIDS_FUNCTION = re.compile(r"\bwithout (?:(?:calling|using|the function) )?`(?:\w+\.)*(\w+)(?:\(\))?`")
# What only recommends it.
_WISHES = re.compile(r"\b(?:prefer\w*|the best|if possible|try not|ideally|better)\b[^.;]*$", re.IGNORECASE)


def find_unchecked_bans(question: Question) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    """Yield what the prompt of a code answer forbids where the answer refuses nothing."""
    answers: list[tuple[FieldPath, Spec]] = [(("answer",), question.answer)]
    answers += ((("answer", "parts", name), part) for name, part in question.answer.parts)
    for path, answer in answers:
        if not isinstance(answer, CodeSpec) or answer.without:
            continue
        match = _FORBIDS.search(question.prompt)
        function = _FORBIDS_FUNCTION.search(question.prompt)
        if function and find_functions(function[1]):
            match = function
        if match and not _WISHES.search(question.prompt[: match.start()]):
            message = (
                f"the prompt says {match[0]!r}, and the answer refuses nothing; add without: [inv, n n], "
                "functions or axes that no array on the way has together, or say preferably"
            )
            yield (*question.at, *path), "warning", "forbidden", message
