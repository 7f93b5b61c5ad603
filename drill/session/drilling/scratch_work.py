"""Mark a derivation without an exercise: an assistant's answer, a paper's, one's own lines.

Nothing is stored. What is not certain is not judged, so nothing here says that a derivation is correct.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from drill.checking import MarkedLine, MarkedText, check_derivation_text
from drill.codec import pick_fields
from drill.session.drilling.working_feedback import ASCII_MARKS, MARKS
from drill.text import count
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.checking import Sign
    from drill.session.workspace import Workspace

# The heading of a paper's notes under which derivations are kept.
NOTE_KEY: Final = "derivations"
# A line with several steps has the worst of their signs.
_WORST_FIRST: Final[tuple[Sign, ...]] = ("breaks", "undecided", "follows", "unchecked")


def mark_text(text: str, workers: Workers, *, is_working: bool = False) -> MarkedText:
    """Return the lines of a derivation with their signs, and what it declares.

    In a working, as it is typed line by line, an expression follows the line before even without a sign.

    Raises:
        UsageError: the text is too long, or nested too deep, with the line.
        TimedOutError, CheckError: it took too long, or more memory than a worker has.
    """
    return workers.mark_derivation(check_derivation_text(text), is_working=is_working)


# A line as `list_marked_fields` lists it.
LINE_FIELDS = "line text kind sign message at before counterexample(place first second)"


def list_marked_fields(marked: MarkedText) -> dict[str, Any]:
    """Return a marked text as the JSON that `drill work --json` prints."""
    return {
        **pick_fields(marked, f"judged lines({LINE_FIELDS})"),
        "declared": [{"line": number, "text": text} for number, text in marked.declared],
        "not_declared": [{"line": number, "text": text} for number, text in marked.not_declared],
        "breaks": [line.line for line in marked.breaks],
        "not_judged": len(marked.unjudged),
    }


def signs_of(lines: Sequence[MarkedLine], *, is_ascii: bool) -> list[str]:
    """Return the sign of each line, as beside a working; that of one that is not read is a dash."""
    marks, unread = (ASCII_MARKS, "--") if is_ascii else (MARKS, "-")
    return [unread if line.kind == "unread" else marks[line.sign] for line in lines]


def choose_sign(lines: Sequence[MarkedLine], *, is_ascii: bool) -> tuple[str, Sign]:
    """Return the sign that stands beside a line with these steps, as it is shown and as it is called."""
    unread = next((line for line in lines if line.kind == "unread"), None)
    if unread is not None and not any(line.sign == "breaks" for line in lines):
        return signs_of([unread], is_ascii=is_ascii)[0], unread.sign
    worst: Sign = next(sign for sign in _WORST_FIRST if any(line.sign == sign for line in lines))
    return (ASCII_MARKS if is_ascii else MARKS)[worst], worst


def keep_as_note(workspace: Workspace, paper: str, text: str) -> None:
    """Add a derivation to the notes on a paper.

    Raises:
        UsageError: there is no such paper, or the notes are too long.
    """
    from drill.session.standing.paper_notes import find_note_text, read_paper_notes, write_note

    former = find_note_text(read_paper_notes(workspace, paper), "overview", NOTE_KEY)
    write_note(workspace, paper, "overview", NOTE_KEY, f"{former}\n\n{text}".strip())


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
        is_stated = any(line.kind in ("first", "definition") for line in marked.lines)
        return "Nothing was judged: no step was found." if is_stated else "No line of mathematics was found."
    undecided = sum(line.kind != "unread" for line in marked.unjudged)
    unread = len(marked.unjudged) - undecided
    parts = [f"{undecided} undecided"] * (undecided > 0) + [f"{unread} not read"] * (unread > 0)
    if not follows and not breaks:
        return f"Nothing was judged: {', '.join(parts)}."
    sentences.append(f"{follows} of {count(steps, 'line')} {'follows' if follows == 1 else 'follow'}.")
    if parts:
        sentences.append(f"Not judged: {', '.join(parts)}.")
    return " ".join(sentences if breaks else [*sentences, "No line was found wrong."])
