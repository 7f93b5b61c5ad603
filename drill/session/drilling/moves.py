"""The events of a session: the moves that are made, and for each one value with its sentences.

Whoever drives a session asks for moves by their names (`Moves`), and prints the sentences of each event,
dumps the value as JSON, or draws it; it writes no sentences of its own but for its keys. The effect of a
move is handed on at once, so that a mark is durable, and reported, before the next exercise is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from drill.checking import NO_SLIP
from drill.drawing.figure import Figure
from drill.errors import DrillError, UsageError
from drill.gyr.events import Reply
from drill.session.drilling.answer_help import option_signs, right_places, taken_ids
from drill.session.drilling.exercise_view import (
    RENEWED,
    Consequence,
    ExerciseView,
    Marked,
    Retype,
    Skipped,
    Theory,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.session_totals import SessionSummary, tell_days, tell_rows
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.undoing import Undone
from drill.session.drilling.verdict_question import UNMARKED, describe_state_and_pass, line_head
from drill.session.key_display import LETTERS, key_text, mark_up_typed_text, shown_key
from drill.session.library.exercise_library import format_link
from drill.session.workspace import Workspace
from drill.text import count, describe_return_day


class Markdown(str):
    """A sentence with formulas, or a text of a bank."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure among sentences; ``is_told`` unless its words would give the answer away."""

    figure: Figure
    is_told: bool = True


Sentence: TypeAlias = str | Drawn


@dataclass(frozen=True, slots=True)
class Hint:
    """A requested hint, with the figure that it shows."""

    text: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Parked:
    """An exercise that was parked by hand."""

    item: str
    title: str

    @property
    def told(self) -> str:
        """Its report, in words."""
        return f"{self.title or self.item} is parked."


@dataclass(frozen=True, slots=True)
class Reopened:
    """An exercise that is open again."""

    item: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The learner's own words, and the key under which they are kept."""

    field: str
    key: str
    text: str


What: TypeAlias = (
    ExerciseView
    | VerdictView
    | Unreadable
    | Retype
    | Undecided
    | Hint
    | Marked
    | Skipped
    | Undone
    | Parked
    | Reopened
    | Noted
    | SessionSummary
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened."""

    what: What

    @property
    def type(self) -> str:
        """The name of its kind."""
        match self.what:
            case ExerciseView():
                return "exercise"
            case VerdictView():
                return "revealed" if self.what.verdict == "revealed" else "verdict"
            case SessionSummary():
                return "done"
            case _:
                return type(self.what).__name__.lower()

    @property
    def text(self) -> str:
        """All sentences as Markdown; a figure by its words, unless these would give the answer away."""
        told = (
            (each.figure.says if each.is_told else "") if isinstance(each, Drawn) else each
            for each in self.sentences
        )
        return "\n\n".join(filter(None, told))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its report in sentences."""
        match self.what:
            case ExerciseView():
                view = self.what
                theory = list_theory(view) if view.theory is not None else ()
                return (*list_place(view), *theory, *list_question(view))
            case VerdictView():
                return tuple(list_verdict(self.what))
            case Unreadable():
                at = f" At character {self.what.at}: " if self.what.at else " "
                return (f"Cannot be read yet, nothing is marked.{at}{self.what.message}",)
            case Retype():
                return (Markdown(self.what.told),)
            case Undecided():
                return (self.what.told,)
            case Hint():
                drawn = () if self.what.figure is None else (Drawn(self.what.figure),)
                return (Markdown(f"Hint: {self.what.text}"), *drawn)
            case Marked():
                return tuple(filter(None, [describe_mark(self.what)]))
            case Skipped():
                return (self.what.told,)
            case Undone():
                return (f"{self.what.told}.",)
            case Parked():
                return (self.what.told,)
            case Reopened():
                return (f"{self.what.item} is open again.",)
            case Noted():
                return ("Kept." if self.what.text else "Cleared.",)
            case SessionSummary():
                return tuple(list_end(self.what))


def describe_error(error: DrillError) -> str:
    """Return why a move was refused, or could not be made, as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def describe_unsaved(what: str, error: DrillError) -> str:
    """Return why a mark, a note or a line was not kept."""
    still = " The question is still open." if what == "mark" else ""
    return f"The {what} was not saved: {error}.{still}"


# Replies to a request for a text that nobody wrote, and to steps that are not moves.
NO_THEORY = "There is no theory for this exercise."
NO_SHAPE = "The author left shape and motion to you."
WHICH_LINE = "Which line is the first wrong one?"
SAYS_NOT_YET = "nothing is typed yet; enter again says that you have not met this"
NOTE_KEPT = "Kept as your note."
NOTE_STAYS = "Your note stays as it was."
KEY_SEEN = "Change the answer if you like: its mark will say that you had seen what is right."


# --- an exercise -------------------------------------------------------------------------------------------


def list_place(view: ExerciseView) -> Iterator[Sentence]:
    """Return where an exercise is in the session, its name, and the earlier notes on it."""
    topic_path = view.topic if view.subject == view.topic else f"{view.subject}, {view.topic}"
    of = f" of {view.number + view.left - 1}" if view.left > 1 else ""
    place = "" if view.is_placement or view.is_rep else f"{view.number}{of}. "
    why = f", {view.why}" if view.why else ""
    yield f"{place}{topic_path}. {describe_state_and_pass(view).capitalize()}{why}."
    if view.title and not view.is_rep:
        yield view.title
    for line in view.own_lines:
        yield f"{line_head(view, line).capitalize()}: {line.text}"
    if view.slip_here:
        yield Markdown(f"Last time: {view.slip_here.rstrip('.')}.")


def list_theory(view: ExerciseView) -> tuple[Sentence, ...]:
    """Return the theory that comes before an exercise; nothing if none is written."""
    if view.theory is None or not view.theory.as_text():
        return ()
    head = "Before you begin." if view.state.state == "unseen" else "Before you try again."
    return (head, *describe_theory(view.theory))


def describe_theory(theory: Theory) -> tuple[Sentence, ...]:
    """Return a theory with its figures."""
    text = theory.as_text() or NO_THEORY
    return (Markdown(text), *map(Drawn, theory.figures))


def list_prompt(view: ExerciseView) -> Iterator[Sentence]:
    """Return the question; of a chain its setting, the results, and the stage."""
    if view.variant.setting:
        yield Markdown(view.variant.setting)
    if view.stage_number is not None:
        for number, result in enumerate(view.results, 1):
            yield Markdown(f"{number}. {result}")
        yield f"Stage {view.stage_number[0]} of {view.stage_number[1]}."
    yield Markdown(view.stage.prompt)


def tell_names(view: ExerciseView) -> str:
    """Return how declared names are typed, if that is not how they look; nothing for a formula."""
    spellings = [f"`{name}` for ${latex}$" for name, latex in view.stage.names_to_explain]
    return f"Type {', '.join(spellings)}." if spellings else ""


def list_question(view: ExerciseView) -> Iterator[Sentence]:
    """Return the question and how it is answered."""
    stage = view.stage
    yield from list_prompt(view)
    if view.figure is not None:
        yield Drawn(view.figure, is_told=not view.figure.is_needed)
    for letter, option in zip(LETTERS, stage.options, strict=False):
        yield Markdown(f"{letter}) {option.text}")
        if option.id in stage.option_figures:
            yield Drawn(stage.option_figures[option.id])
    for number, line in enumerate(stage.lines, 1):
        yield Markdown(f"{number}) {line}")
    if stage.lines:
        yield Markdown(f"{WHICH_LINE} Type its number, or none.")
    if stage.fields:
        yield Markdown("Answer each part: " + "; ".join(f"{name} = …" for name in stage.fields))
    if stage.kind == "code":
        yield Markdown("Type it on one line, with ; between statements.")
    if names := tell_names(view):
        yield Markdown(names)


# --- a verdict ---------------------------------------------------------------------------------------------


def list_verdict(verdict: VerdictView) -> Iterator[Sentence]:
    """Return the verdict with the fault, the answer and the correct one."""
    yield Markdown(f"{_choose_verdict_word(verdict)} {describe_verdict(verdict)}".rstrip())
    if not (verdict.exercise.is_rep and verdict.ok):
        yield from map(Markdown, list_answers(verdict))
    if verdict.figure is not None:
        yield Drawn(verdict.figure)
    if verdict.sentence and not verdict.exercise.is_rep:
        yield Markdown(f"You can read this in the paper now: {verdict.sentence}")


def _choose_verdict_word(verdict: VerdictView) -> str:
    if verdict.exercise.is_in_a_book:
        return "Done."
    if verdict.is_second_right:
        return "Right on the second try."
    if verdict.exercise.is_rep and verdict.verdict == "revealed":
        return "Undecided, so it does not count."
    return {"correct": "Right.", "wrong": "Wrong.", "revealed": "The solution."}[verdict.verdict]


def describe_verdict(verdict: VerdictView) -> str:
    """Return the message with a verdict: the fault, or points for the learner to compare; often nothing."""
    if verdict.exercise.is_in_a_book:
        minutes, seconds = divmod(round(verdict.seconds), 60)
        return f"It took {minutes}:{seconds:02}. Compare it with the book."
    if verdict.is_second_right:
        return _describe_first_fault(verdict, f"wrong. {verdict.message}")
    if verdict.exercise.is_rep and not verdict.ok:
        return verdict.why_wrong
    before_key = verdict.attempt.before_key if verdict.first else ""
    if before_key and before_key not in verdict.message:
        return f"{verdict.message} {_describe_first_fault(verdict, f'wrong as well: {before_key}')}"
    return verdict.message


def _describe_first_fault(verdict: VerdictView, otherwise: str) -> str:
    """Return the fault of the first answer, which is the subject because ``This`` would mean the second one.

    ``otherwise`` completes the sentence where the checker has no description of the answer.
    """
    return f"Your first answer was {verdict.first_description or otherwise}"


def list_answers(verdict: VerdictView) -> Iterator[str]:
    """Return the answer given and the right one, a Markdown line each; options and parts one by one."""
    view = verdict.exercise
    if view.is_chosen:
        yield from _list_chosen_options(view, verdict)
        return
    if verdict.first:
        yield f"You first: {mark_up_typed_text(key_text(verdict.first))}"
    if verdict.parts and isinstance(verdict.answer, Mapping) and isinstance(verdict.stage.key, Mapping):
        for name, text in verdict.answer.items():
            is_right = verdict.parts.get(name)
            word = "not decided" if is_right is None else "right" if is_right else "wrong"
            key = "" if is_right else f"; {shown_key(view.stage, {name: verdict.stage.key[name]})}"
            yield f"{name}: you typed {mark_up_typed_text(text)}, {word}{key}"
        return
    if verdict.ok and key_text(verdict.answer) == key_text(verdict.stage.key):
        return
    if verdict.answer:
        yield f"{'Then' if verdict.first else 'You'}: {mark_up_typed_text(key_text(verdict.answer))}"
    if verdict.stage.key:
        yield f"Right: {shown_key(view.stage, verdict.stage.key)}"


def _list_chosen_options(view: ExerciseView, verdict: VerdictView) -> Iterator[str]:
    signs = option_signs(verdict)
    chosen = str(verdict.answer).split()
    if view.stage.kind == "fault":
        for number, text in enumerate(view.stage.lines, 1):
            is_wrong = str(number) == verdict.stage.key
            yield f"{number}) {text}" + (" (this line is wrong)" if is_wrong else "")
        if verdict.stage.right_line:
            yield f"It should be: {verdict.stage.right_line}"
        elif signs.get(NO_SLIP) == "right":
            yield "No line is wrong."
        return
    letters = {option.id: letter for letter, option in zip(LETTERS, view.stage.options, strict=False)}
    texts = {option.id: option.text for option in view.stage.options}
    if view.stage.kind == "order":
        places = right_places(verdict)
        for index, id_ in enumerate(taken_ids(verdict), 1):
            wrong = signs.get(id_) == "wrong"
            yield f"{index}. {texts[id_]}" + (f" (wrong here: it is number {places[id_]})" if wrong else "")
        return
    words_by_sign = {"right": "right", "wrong": "wrong", "missed": "right, but not chosen"}
    for id_, text in texts.items():
        words = [words_by_sign[signs[id_]]] if id_ in signs else []
        words += ["your choice"] if id_ in chosen and view.stage.kind == "choice" else []
        yield f"{letters[id_]}) {text}" + (f" ({', '.join(words)})" if words else "")


# --- a mark ------------------------------------------------------------------------------------------------


def describe_consequence(mark_effect: Consequence) -> str:
    """Return the effect that a mark would have."""
    if mark_effect.after.state == "parked" and mark_effect.counts:
        return "parks it"
    return mark_effect.colour


def describe_mark(marked: Marked) -> str:
    """Return the effect of a mark; nothing if the answer cannot count."""
    effect = marked.effect
    if not marked.exercise.asks_why:
        return marked.notice
    if not effect.counts:
        notice = marked.notice or UNMARKED
        return f"{notice[0].upper()}{notice[1:].rstrip('.')}."
    if effect.shown == "parked":
        return describe_parked(marked)
    advice = "".join(f" {text}" for text in (marked.advice, marked.notice) if text)
    if effect.colour == "green":
        return f"Green.{advice}"
    how = RENEWED[marked.exercise.entry.renews]
    renewed = ", ".join(filter(None, (describe_return_day(effect.due, marked.day), how)))
    return f"{effect.colour.capitalize()}. Again {renewed}.{advice}"


def describe_parked(marked: Marked) -> str:
    """Return the effect of an exercise's fifth red, with other ways to it."""
    name = marked.exercise.title or marked.exercise.item
    sentences = [f"Red in the fifth pass: {name} is parked until you reopen it."]
    if marked.first:
        sentences.append(f"First drill {marked.first[0].title}.")
    if marked.links:
        sentences.append(f"Read {format_link(marked.links[0])}.")
    return " ".join(sentences)


# --- the end --------------------------------------------------------------------------------------------


def list_end(summary: SessionSummary) -> Iterator[Sentence]:
    """Return the summary of a session, or of a set."""
    if (warm_up := summary.warm_up) is not None:
        yield from warm_up.head
        yield from map(Markdown, warm_up.wrong)
        return
    yield from _list_totals(summary)
    for of, words in tell_rows(summary):
        yield f"{of}: {words}."
    if summary.ended:
        yield summary.ended
    yield from filter(None, [tell_days(summary)])
    yield from summary.complete
    yield from summary.remarks
    if (reached := summary.reached) is not None:
        yield from (reached.head, *reached.tell())
        for number, way in enumerate(reached.list_ways(), 1):
            yield f"{number}. {way.words}: {way.command}."


def _list_totals(summary: SessionSummary) -> Iterator[str]:
    """Return how many were marked; where nothing was, whether there was anything to drill."""
    if summary.found is not None:
        yield f"Done: {summary.found.told}."
        return
    marks = f"{summary.green} green, {summary.yellow} yellow, {summary.red} red"
    parked = f", {summary.parked} parked" if summary.parked else ""
    minutes = max(1, round(summary.seconds / 60)) if summary.attempts else 0
    took = f"{count(summary.attempts, 'exercise')}, {count(minutes, 'minute')}."
    if summary.is_practice:
        yield f"Practice: {took}"
        return
    session = f"{took} {marks}{parked}."
    is_empty = not (summary.attempts or summary.is_placement)
    empty = "Nothing was marked." if summary.was_served else "There is nothing to drill here now."
    if summary.end is not None and summary.end.told:
        yield f"{summary.end.told.replace('  ', ': ')}."
        yield empty if is_empty else f"This session: {session}"
    else:
        yield empty if is_empty else f"Done: {session}"


# --- the moves ---------------------------------------------------------------------------------------------


class Moves:
    """Drives one session."""

    def __init__(self, workspace: Workspace, sitting: Sitting) -> None:
        self._workspace = workspace
        self._sitting = sitting
        self.is_over = False
        """Whether the session ended; ``more`` or an undo goes on."""
        self._was_served = False
        self._empty_at = ""
        """The question of a placement to which an empty answer was given once."""
        self._moves: Mapping[str, Callable[..., Iterator[Happened]]] = {
            "answer": self._answer, "next": self._next, "mark": self._mark, "hint": self._hint,
            "reveal": self._reveal, "skip": self._skip, "undo": self.undo, "again": self._again,
            "more": self._more, "park": self._park, "reopen": self._reopen, "note": self._note,
            "empty": self._say_not_yet,
        }  # fmt: skip

    def make(self, move: str, **fields: Any) -> Iterator[Happened]:
        """Make a move. Raises DrillError if it is refused, or the store fails."""
        if self._sitting.exercise is None and not self.is_over:
            yield from self.serve()  # the store failed when the next exercise was due
        else:
            yield from self._moves[move](**fields)

    def begin(self) -> Iterator[Happened]:
        """Show the exercise at hand again; without one, serve the next."""
        if self._sitting.exercise is not None:
            yield from self._show(self._sitting.exercise)
        else:
            yield from self.serve()

    def serve(self) -> Iterator[Happened]:
        """Serve the next exercise; at the end the summary."""
        served = self._sitting.next()
        if isinstance(served, SessionSummary):
            yield self._end(served)
        else:
            yield from self._show(served)

    def end(self) -> Happened:
        """End the session now."""
        return self._end(self._sitting.summary())

    def undo(self, *, to_answer: bool = True) -> Iterator[Happened]:
        """Undo the newest mark; ``to_answer`` goes back beyond its question."""
        undone = self._sitting.undo()
        if undone is None:
            raise UsageError("there is nothing to undo")
        yield Happened(undone)
        if self._sitting.verdict is not None and to_answer:
            yield from self.back_to_answer()
        else:
            yield from self.begin()

    def back_to_answer(self) -> Iterator[Happened]:
        """Go back from a question to the answer."""
        yield from self._show(self._sitting.back_to_field())

    # --- the moves -----------------------------------------------------------------------------------------

    def _say_not_yet(self) -> Iterator[Happened]:
        """Take a second empty answer to one question of a placement as "not yet"."""
        view = self._sitting.exercise
        if view is None or view.item == self._empty_at:
            yield from self._skip()
        else:
            self._empty_at = view.item
            yield Happened(Unreadable(SAYS_NOT_YET, None))

    def _answer(self, text: Reply, working: Sequence[str] | None = None) -> Iterator[Happened]:
        if working is not None:
            self._sitting.draft_working(working)
        outcome = self._sitting.answer(text)
        yield Happened(outcome)
        if isinstance(outcome, VerdictView) and outcome.exercise.is_rep and outcome.ok:
            yield from self.serve()

    def _next(self, ok: bool | None = None, reason: str = "") -> Iterator[Happened]:
        yield from self._show(self._sitting.next_stage(ok=ok, reason=reason))

    def _mark(self, why: bool, ok: bool | None = None, reason: str = "") -> Iterator[Happened]:
        yield Happened(self._sitting.mark(why, ok=ok, reason=reason))
        yield from self.serve()

    def _hint(self) -> Iterator[Happened]:
        hint = self._sitting.hint()
        if hint is None:
            raise UsageError("there is no further hint")
        view = self._sitting.exercise
        figure = view.figure if view is not None else None
        yield Happened(Hint(hint, figure if figure is not None and figure.show == "hints" else None))

    def _reveal(self) -> Iterator[Happened]:
        yield Happened(self._sitting.reveal())

    def _skip(self) -> Iterator[Happened]:
        yield Happened(self._sitting.skip())
        yield from self.serve()

    def _again(self) -> Iterator[Happened]:
        yield from self._show(self._sitting.again())

    def _more(self) -> Iterator[Happened]:
        if not self.is_over:
            raise UsageError("the session is not over: `more` goes on after `done`")
        self._sitting.more()
        self.is_over = False
        yield from self.serve()

    def _park(self) -> Iterator[Happened]:
        title = self._sitting.exercise.title if self._sitting.exercise is not None else ""
        yield Happened(Parked(self._sitting.park(), title))
        yield from self.serve()

    def _reopen(self, item: str) -> Iterator[Happened]:
        yield Happened(Reopened(self._sitting.reopen(item)))

    def _note(self, field: str, text: str, key: str = "") -> Iterator[Happened]:
        yield Happened(Noted(field, self._sitting.note(field, key, text), text))

    # --- the next exercise ---------------------------------------------------------------------------------

    def _show(self, view: ExerciseView) -> Iterator[Happened]:
        self.is_over = False
        self._was_served = True
        yield Happened(view)
        if view.retype is not None:
            yield Happened(view.retype)
        if self._sitting.verdict is not None:
            yield Happened(self._sitting.verdict)

    def _end(self, summary: SessionSummary) -> Happened:
        self.is_over = True
        return Happened(replace(summary, was_served=self._was_served))
