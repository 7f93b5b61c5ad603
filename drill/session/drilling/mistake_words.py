"""What went wrong the last time, in words for learners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drill.banks.mistake_names import describe_slip
from drill.banks.models import SISTER, SLIP
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt
from drill.gyr.state import PassMark
from drill.session.drilling.working_feedback import said_later
from drill.session.key_display import as_key, mark_up_names, shown_key
from drill.session.standing.attempts import reply_of, split_working_lines
from drill.session.workspace import Workspace
from drill.text import one_line


def last_slip(
    workspace: Workspace, entry: Entry, marks: Sequence[PassMark], params: Mapping[str, str]
) -> str:
    """Return what went wrong at the newest of its ``marks``, and the answer, as Markdown; else empty.

    Where the learner decides, the note that was left with it. Nothing where ``params``, those of today, ask
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
        return f'you noted "{one_line(str(facts.answer))}"' if facts.answer else ""
    if facts.revealed:
        return "the key was revealed"
    if _question_drawn(facts.params) != _question_drawn(params):
        return ""
    explanation = _describe_wrong_answer(workspace, entry, facts)
    has_old_numbers = entry.renews == "numbers" and any(map(str.isdigit, explanation))
    return (
        f"{explanation} (with last time's numbers)"
        if has_old_numbers
        else explanation or describe_slip(facts.code, facts.mistake)
    )


def _question_drawn(params: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was drawn of the question itself, without its numbers and the order of its options."""
    return {name: drawn for name, drawn in params.items() if name.partition(".")[0] in (SISTER, SLIP)}


def _describe_wrong_answer(workspace: Workspace, entry: Entry, facts: Attempt) -> str:
    """Return what may be said before the key of a wrong answer (a chain's first), and the answer.

    Of options only what was chosen: why one is wrong says which one is right.
    """
    try:
        exercise = workspace.catalogue.exercise(entry.item)
        variant = workspace.workers.prepare(exercise, item=entry.item, seed=0, params=facts.params)
    except DrillError:
        return ""  # the numbers of that time fit the exercise no more
    stage_index, reply = 0, reply_of(facts.answer)
    if variant.is_chain and "wrong" in facts.stages and isinstance(facts.answer, Mapping):
        stage_index = facts.stages.index("wrong")
        reply = reply_of(facts.answer.get(str(stage_index + 1), ""))
    stage = variant.stages[stage_index]
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
    lines = split_working_lines(facts.working, stage_index + 1)
    if len(lines) > 1:
        sentences.append(said_later(workspace.workers.check_working(stage.expect, lines, stage.wrong)))
    return " ".join(filter(None, sentences)).replace("line none", "none of the lines")
