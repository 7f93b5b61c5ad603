"""A working next to an answer: when its lines are checked, and the messages on them.

Signs at every line while the answer is open would be an oracle, so they are shown once the answer is given;
before that they count as a hint. They come at once where the last attempt went wrong, where the learner
decides, in practice, and with the setting ``live``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drill.banks.catalogue import describe_slip
from drill.banks.models import SISTER, SLIP
from drill.checking import (
    WORKED_KINDS,
    CheckedLine,
    MarkedLine,
    MarkedText,
    Spec,
    check_derivation_text,
    first_break,
)
from drill.codec import pick_fields
from drill.errors import DrillError, ParseError
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, AttemptKind
from drill.gyr.state import PassMark, State
from drill.session.key_display import as_key, mark_up_names, shown_key
from drill.session.standing.attempts import prepare_as_answered, reached_stages
from drill.session.workspace import Workspace
from drill.settings import Settings
from drill.text import capitalise, count, one_line
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.checking import Sign

# The signs next to the lines.
MARKS = {"follows": "✓", "breaks": "≠", "undecided": "?", "unchecked": "·"}
ASCII_MARKS = {"follows": "ok", "breaks": "!=", "undecided": "? ", "unchecked": "- "}

# The separators of the lines of a working that is typed in one line.
LINE_SEPARATOR = ";;"

CONSISTENT = "Your working is consistent. Its first line is not what was asked."


@dataclass(frozen=True, slots=True)
class CheckedWorking:
    """The lines of a working with their signs, and the message on the whole.

    ``question`` names the first line that does not follow; ``detail`` locates the fault, after the learner
    has looked for it. Of a working without such a line ``question`` is the general remark, if any.
    """

    lines: tuple[str, ...]
    checked: tuple[CheckedLine, ...]
    question: str = ""
    detail: str = ""

    def signs(self, *, is_ascii: bool) -> tuple[str, ...]:
        """Return a sign for each line, all of one width."""
        marks = ASCII_MARKS if is_ascii else MARKS
        return tuple(marks[line.sign] for line in self.checked)


def takes_working(expect: Spec) -> bool:
    """Return whether an answer may be given as the last line of a working."""
    return expect.kind in WORKED_KINDS


def is_checked_live(settings: Settings, becomes: AttemptKind, state: State, expect: Spec) -> bool:
    """Return whether lines are checked as they are typed: after a yellow or red, where the learner judges, in
    practice.
    """
    if becomes == "check":
        return False
    return (
        settings.working == "live"
        or becomes == "extra"
        or state in ("yellow", "red")
        or expect.kind == "self"
    )


def checked_working(
    lines: Sequence[str], checked: Sequence[CheckedLine], *, is_right: bool | None
) -> CheckedWorking:
    """Put the signs of a working into words; ``is_right`` is None while the answer is open, and where the
    learner decides."""
    broken = first_break(checked)
    if broken is not None:
        question = f"Line {broken + 1} does not follow{_from_line(checked[broken].before, broken + 1)}."
        if is_right is False:
            question += " What changed?"
        return CheckedWorking(
            tuple(lines), tuple(checked), question, _describe_line_fault(checked[broken], broken + 1)
        )
    all_follow = len(checked) > 1 and all(line.sign == "follows" for line in checked[1:])
    question = CONSISTENT if is_right is False and all_follow else ""
    return CheckedWorking(tuple(lines), tuple(checked), question)


def said_later(checked: Sequence[CheckedLine]) -> str:
    """Return before a retry which line did not follow; empty if every line did."""
    broken = first_break(checked)
    if broken is None:
        return ""
    line = checked[broken]
    why = line.slip or line.reason
    return f"Line {broken + 1} did not follow{_from_line(line.before, broken + 1)}. {why}".rstrip()


def _from_line(before: int, number: int) -> str:
    return "" if before in (0, number) else f" from line {before}"


def _describe_line_fault(line: CheckedLine, number: int) -> str:
    """Return the fault of a line: the known mistake, a reason, and a point with both values."""
    values = ""
    if line.point is not None:
        where = f"At {line.point.place} " if line.point.place else ""
        first = "its left side" if line.before in (0, number) else f"line {line.before}"
        second = "its right side" if line.before in (0, number) else f"line {number}"
        values = f"{where}{first} gives {line.point.first}, {second} gives {line.point.second}."
        values = capitalise(values)
    return " ".join(filter(None, (line.slip or line.reason, values)))


# Mark a derivation without an exercise: an assistant's answer, a paper's, one's own lines.
#
# Nothing is stored. Uncertain lines are not judged, so no message claims that a derivation is correct.

# The heading of a paper's notes under which derivations are kept.
NOTE_KEY = "derivations"
# Signs around the formula of a line: dollars, brackets of displays, alignment, and the end of a row.
_LINE_MARKUP = re.compile(r"\$+|\\[\[\]()]|(?<!\\)&|\\\\\s*$")
# A line with several steps has the worst of their signs.
_WORST_FIRST: tuple[Sign, ...] = ("breaks", "undecided", "follows", "unchecked")


def mark_text(
    text: str, workers: Workers, *, is_working: bool = False, declared: Sequence[str] = ()
) -> MarkedText:
    """Return the lines of a derivation with their signs, and its declarations.

    In a working, as it is typed line by line, an expression follows the line before even without a sign.
    ``declared`` are lines for its head.

    Raises:
        UsageError: the text is too long, or nested too deep, with the line.
        TimedOutError, CheckError: it took too long, or more memory than a worker has.
    """
    return workers.mark_derivation(check_derivation_text(text), is_working=is_working, declared=declared)


def list_line_latex(marked: MarkedText, text: str) -> tuple[str, ...]:
    """Return LaTeX for each line of a text; empty for one with words, a declaration, or one not read."""
    words = {line.line for line in marked.lines if line.kind in ("text", "unread")}
    shown = {line.line for line in marked.lines} - words - dict(marked.declared).keys()
    lines = enumerate(text.split("\n"), 1)
    return tuple(_write_latex(line) if number in shown else "" for number, line in lines)


def _write_latex(line: str) -> str:
    """Return a line of mathematics as LaTeX; empty if it is not set."""
    from drill.notation import is_latex, typed_latex

    bare = _LINE_MARKUP.sub(" ", line).strip()
    if is_latex(bare):
        return bare
    try:
        return typed_latex(bare)
    except ParseError:
        return ""


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
        "offers": [*marked.offers],
    }


def signs_of(lines: Sequence[MarkedLine], *, is_ascii: bool) -> list[str]:
    """Return the sign of each line, as beside a working; an unread line has a dash."""
    marks, unread = (ASCII_MARKS, "--") if is_ascii else (MARKS, "-")
    return [unread if line.kind == "unread" else marks[line.sign] for line in lines]


def choose_sign(lines: Sequence[MarkedLine], *, is_ascii: bool) -> tuple[str, Sign]:
    """Return the sign next to a line with these steps, as it is shown and as it is called."""
    unread = next((line for line in lines if line.kind == "unread"), None)
    if unread is not None and not any(line.sign == "breaks" for line in lines):
        return signs_of([unread], is_ascii=is_ascii)[0], unread.sign
    worst: Sign = next(sign for sign in _WORST_FIRST if any(line.sign == sign for line in lines))
    return (ASCII_MARKS if is_ascii else MARKS)[worst], worst


def keep_as_note(workspace: Workspace, paper: str, text: str) -> None:
    """Add a derivation to the notes on a paper.

    Raises:
        UsageError: the paper is unknown, or the notes are too long.
    """
    from drill.session.standing.paper_notes import find_note_text, read_paper_notes, write_note

    former = find_note_text(read_paper_notes(workspace, paper), "overview", NOTE_KEY)
    write_note(workspace, paper, "overview", NOTE_KEY, f"{former}\n\n{text}".strip())


def describe_line(line: MarkedLine) -> str:
    """Return the message below a line: a point at which it breaks, else its message."""
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
    """Return the summary of a marked text: the lines that do not follow, and how many were not judged."""
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
        if is_stated:
            return "Nothing was judged: no step was found."
        return "No line of mathematics was found."
    undecided = sum(line.kind != "unread" for line in marked.unjudged)
    unread = len(marked.unjudged) - undecided
    parts = [f"{undecided} undecided"] * (undecided > 0) + [f"{unread} not read"] * (unread > 0)
    if not follows and not breaks:
        return f"Nothing was judged: {', '.join(parts)}."
    sentences.append(f"{follows} of {count(steps, 'line')} {'follows' if follows == 1 else 'follow'}.")
    if parts:
        sentences.append(f"Not judged: {', '.join(parts)}.")
    return " ".join(sentences if breaks else [*sentences, "No line was found wrong."])


# The mistake of the last time, in words for learners.


def last_slip(
    workspace: Workspace, entry: Entry, marks: Sequence[PassMark], params: Mapping[str, str]
) -> str:
    """Return the mistake at the newest of its ``marks``, and the answer, as Markdown; else empty.

    Where the learner decides, the note that was left with it. Nothing if ``params``, those of today, ask
    another question than that time: of another sister, or with a slip elsewhere.
    """
    is_noted = entry.kind == "self"
    if not marks or (marks[-1].ok and not is_noted):
        return ""
    events = workspace.store.history(entry.item)
    facts = next((event.facts for event in events if event.id == marks[-1].event), None)
    if not isinstance(facts, Attempt):
        return ""
    if is_noted:
        if not facts.answer:
            return ""
        return f'you noted "{one_line(str(facts.answer))}"'
    if facts.revealed:
        return "the solution was shown"
    if _question_drawn(facts.params) != _question_drawn(params):
        return ""
    explanation = _describe_wrong_answer(workspace, entry, facts)
    has_old_numbers = entry.renews == "numbers" and any(map(str.isdigit, explanation))
    if has_old_numbers:
        return f"{explanation} (with last time's numbers)"
    return explanation or describe_slip(facts.code, facts.mistake)


def _question_drawn(params: Mapping[str, str]) -> Mapping[str, str]:
    """Return the draws of the question itself, without its numbers and the order of its options."""
    return {name: drawn for name, drawn in params.items() if name.partition(".")[0] in (SISTER, SLIP)}


def _describe_wrong_answer(workspace: Workspace, entry: Entry, facts: Attempt) -> str:
    """Return the feedback before the key on a wrong answer (a chain's first), and the answer.

    Of options only those chosen, because the reason against one reveals the right one.
    """
    try:
        variant = prepare_as_answered(workspace, entry, facts)
    except DrillError:
        return ""
    reached = reached_stages(facts)
    is_wrong_stage = variant.is_chain and "wrong" in facts.stages
    stage_index = facts.stages.index("wrong") if is_wrong_stage else 0
    stage = variant.stages[stage_index]
    reply = reached[stage_index].answer
    verdict = workspace.workers.check(stage.expect, reply, mistakes=stage.wrong, shown=stage.shown)
    if verdict.verdict != "wrong":
        return ""
    say_before_key = workspace.workers.say_before_key
    said = "" if stage.options else say_before_key(variant, stage_index, reply, verdict, content="")
    said = said or describe_slip(verdict.code, verdict.mistake)
    sentences = [
        f"Stage {stage_index + 1}:" if variant.is_chain else "",
        said and f"{mark_up_names(stage.expect, said.rstrip('.'))}.",
    ]
    if stage.lines:
        sentences.append(f"You chose line {reply}.")
    else:
        verb = "chose:" if stage.options else "wrote"
        sentences.append(f"You {verb} {shown_key(stage, as_key(reply)).rstrip('.')}.")
    lines = reached[stage_index].working
    if len(lines) > 1:
        sentences.append(said_later(workspace.workers.check_working(stage.expect, lines, stage.wrong)))
    return " ".join(filter(None, sentences)).replace("line none", "none of the lines")
