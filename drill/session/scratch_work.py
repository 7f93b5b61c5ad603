"""Mark a derivation without an exercise: an assistant's answer, a paper's, one's own lines.

Nothing is stored. What is not certain is not judged, so nothing here says that a derivation is correct.
"""

from __future__ import annotations

from typing import Any

from drill.checking import MarkedLine, MarkedText, check_derivation_text
from drill.codec import picked
from drill.worker import Workers


def mark_text(text: str, workers: Workers, *, is_working: bool = False) -> MarkedText:
    """Return the lines of a derivation with their signs, and what it declares.

    In a working, as it is typed line by line, an expression follows the line before even without a sign.

    Raises:
        UsageError: the text is too long, or nested too deep, with the line.
        TimedOutError, CheckError: it took too long, or more memory than a worker has.
    """
    return workers.mark_derivation(check_derivation_text(text), is_working=is_working)


def list_marked_fields(marked: MarkedText) -> dict[str, Any]:
    """Return a marked text as the JSON that `drill work --json` prints."""
    return {
        "lines": [_list_line_fields(line) for line in marked.lines],
        "declared": [{"line": number, "text": text} for number, text in marked.declared],
        "breaks": [line.line for line in marked.breaks],
        "judged": marked.judged,
        "not_judged": len(marked.unjudged),
    }


def _list_line_fields(line: MarkedLine) -> dict[str, Any]:
    point = line.counterexample
    return picked(line, "line", "text", "kind", "sign", "message", "at", "before") | {
        "counterexample": None if point is None else picked(point, "place", "first", "second")
    }


def describe_line(line: MarkedLine) -> str:
    """Return what is said below a line: a point at which it breaks, else its message."""
    point = line.counterexample
    if point is None:
        return line.message
    where = f"At {point.place} line" if point.place else "Line"
    first = f"{where} {line.before} gives {point.first}, "
    if line.before == line.line:
        where = f"At {point.place} the" if point.place else "The"
        return f"{where} left side is {point.first}, the right side {point.second}."
    return f"{first}line {line.line} gives {point.second}."


def describe_marks(marked: MarkedText) -> str:
    """Return the summary of a marked text: what does not follow, and how many lines were not judged."""
    breaks = [*dict.fromkeys(line.line for line in marked.breaks)]
    sentences: list[str] = []
    if len(breaks) == 1:
        sentences.append(f"1 line does not follow: line {breaks[0]}.")
    elif breaks:
        sentences.append(f"{len(breaks)} lines do not follow: {', '.join(map(str, breaks))}.")
    follows = sum(line.sign == "follows" for line in marked.lines)
    steps = follows + len(marked.breaks) + len(marked.unjudged)
    if not steps:
        return "No line of mathematics was found."
    sentences.append(f"{follows} of {steps} {'line follows' if steps == 1 else 'lines follow'}.")
    undecided = sum(line.kind != "unread" for line in marked.unjudged)
    unread = len(marked.unjudged) - undecided
    if undecided or unread:
        parts = [f"{undecided} undecided"] * (undecided > 0) + [f"{unread} not read"] * (unread > 0)
        sentences.append(f"Not judged: {', '.join(parts)}.")
    if not breaks:
        sentences.append("No line was found wrong.")
    return " ".join(sentences)
