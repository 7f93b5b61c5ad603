"""The line mode: the same session one thing a line, for pipes, screen readers and bad connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from drill import typeset
from drill.cli import output
from drill.errors import DrillError, StoreError
from drill.session.answers import LETTERS, option_texts
from drill.session.sitting import Sitting
from drill.session.views import (
    Consequence,
    ExerciseView,
    Marked,
    Retype,
    SessionSummary,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.workspace import Workspace
from drill.text import clean

COMMANDS = (
    "?h hint  ?m shape, motion  ?t theory  ?r reveal  ?s skip  ?p park  ?o other numbers  "
    "?w TEXT your line  ?v spoken  ?u undo  ?q leave  ? all"
)


class Leave(Exception):
    """The session ends: the input did, or the person asked for it."""


class PlainSession:
    """Drives a sitting from lines of text."""

    def __init__(self, sitting: Sitting, workspace: Workspace, lines: Iterator[str], *, width: int) -> None:
        self._sitting = sitting
        self._workspace = workspace
        self._lines = lines
        self._width = width
        self._tier: typeset.Tier = workspace.settings.glyphs
        self._spoken = False
        self._commands: Mapping[str, Callable[[str], None]] = {
            "h": self._hint,
            "m": self._shape,
            "t": self._theory,
            "r": self._reveal,
            "s": self._skip,
            "p": self._park,
            "o": self._again,
            "w": self._own_line,
            "v": self._speak,
            "u": self._undo,
            "q": self._leave,
        }

    def run(self) -> int:
        """Drill until the session is over or the input ends."""
        output.emit(f"Commands: {COMMANDS}")
        try:
            while True:
                served = self._sitting.next()
                if isinstance(served, SessionSummary):
                    break
                self._drill(served)
        except Leave:
            output.emit()
        self._close(self._sitting.summary())
        return 0

    def _drill(self, view: ExerciseView) -> None:
        """One exercise, to its mark (or until it is put away)."""
        self._introduce(view)
        while self._sitting.exercise is not None:
            if self._sitting.verdict is not None:
                self._question(self._sitting.verdict)
            else:
                self._take_answer(self._sitting.exercise)

    # --- showing -------------------------------------------------------------------------------------------

    def _introduce(self, view: ExerciseView) -> None:
        output.emit()
        place = f"{view.number}. {view.subject}, {view.topic}. {_standing(view)}"
        output.emit(place)
        if view.notice:
            output.emit(view.notice)
        for line in view.own_lines:
            output.emit(f"Your line in pass {line.pass_}: {line.text}")
        if view.theory is not None:
            output.emit("Theory first.")
            self._prose(view.theory.as_text())
            self._ask("Press enter for the exercise> ")
            output.emit()
        self._prose(view.prompt)
        for letter, option in zip(LETTERS, view.options, strict=False):
            self._prose(f"{letter}) {option.text}")
        if view.fields:
            output.emit("Answer each part: " + "; ".join(f"{name} = …" for name in view.fields))
        if view.names:
            told = ", ".join(f"{name} for ${latex}$" for name, latex in view.names.items())
            self._prose(f"Type {told}.")
        if view.draft:
            output.emit(f"Your draft: {view.draft}")

    def _prose(self, markdown: str) -> None:
        if self._spoken:
            output.emit(_spoken_prose(markdown))
            return
        block = typeset.prose(markdown, width=self._width - 2, tier=self._tier)
        output.emit("\n".join(f"  {line}" if line else "" for line in block.lines))

    def _show_key(self, verdict: VerdictView) -> None:
        options = self._sitting.exercise.options if self._sitting.exercise else ()
        for name, answer in (("You", verdict.answer), ("Key", verdict.key)):
            texts = option_texts(options, answer)
            if texts:
                self._prose(f"{name}: " + "; then ".join(texts))
            elif answer:
                output.emit(f"{name}: {_as_text(answer)}")

    def _steps(self, verdict: VerdictView) -> None:
        for number, step in enumerate(verdict.steps, 1):
            output.emit(f"Step {number} of {len(verdict.steps)}.")
            self._prose(step)
        if verdict.shape or verdict.motion:
            self._prose(
                "\n\n".join(
                    part
                    for part in (_named("Shape", verdict.shape), _named("Motion", verdict.motion))
                    if part
                )
            )

    # --- answering -----------------------------------------------------------------------------------------

    def _take_answer(self, view: ExerciseView) -> None:
        line = self._ask("answer> ")
        if line.startswith("?"):
            self._command(line[1:])
            return
        if not line.strip() and view.kind != "self":
            return
        outcome = self._sitting.answer(line)
        match outcome:
            case Unreadable():
                self._say_unreadable(outcome, line)
            case Retype():
                output.emit(f"Right value, other form. {outcome.message} Once more, free of charge.")
            case Undecided():
                output.emit(
                    f"{outcome.message} Nothing is marked: type it differently, or ?r and decide yourself."
                )
            case VerdictView():
                self._say_verdict(outcome)

    def _say_unreadable(self, outcome: Unreadable, line: str) -> None:
        place = f" At character {outcome.at}: " if outcome.at else " "
        output.emit(f"Cannot be read yet, nothing is marked.{place}{outcome.message}")
        if outcome.at and not outcome.part:
            output.emit(f"  {line}")
            output.emit("  " + " " * (outcome.at - 1) + "^")

    def _say_verdict(self, verdict: VerdictView) -> None:
        word = {"correct": "Right.", "wrong": "Wrong.", "revealed": "The solution."}[verdict.verdict]
        self._prose(f"{word} {verdict.message}".rstrip())
        self._show_key(verdict)
        if verdict.verdict != "correct":
            self._steps(verdict)

    def _question(self, verdict: VerdictView) -> None:
        if verdict.decides:
            self._decide(verdict)
            return
        by_ok = verdict.right if verdict.ok else verdict.wrong
        asked = "Do you know why it is right?" if verdict.ok else "Do you see where it went wrong?"
        told = f"{asked} y {_told(by_ok[True])}, n {_told(by_ok[False])}, enter steps, d dispute> "
        line = self._ask(told).strip().lower()
        match line:
            case "y" | "n":
                self._mark(line == "y")
            case "":
                self._steps(verdict)
            case "d":
                self._dispute(verdict)
            case _ if line.startswith("?"):
                self._command(line[1:])
            case _:
                output.emit("y, n, enter or d is due; ? lists all commands.")

    def _dispute(self, verdict: VerdictView) -> None:
        if verdict.verdict == "revealed":
            output.emit("No answer was given before the key was shown, so it cannot count as right.")
            return
        reason = self._ask("What did the checker get wrong (may stay empty)? ")
        ok = not verdict.ok
        asked = "Do you know why it is right? y/n> " if ok else "Do you see where it went wrong? y/n> "
        while (line := self._ask(asked).strip().lower()) not in ("y", "n"):
            output.emit("y or n is due.")
        self._mark(line == "y", ok=ok, reason=reason)

    def _decide(self, verdict: VerdictView) -> None:
        choices = {"1": (True, True), "2": (True, False), "3": (False, True), "4": (False, False)}
        output.emit(
            "You decide: 1 right, know why · 2 right, not sure · 3 wrong, see where · 4 wrong, not even now"
        )
        line = self._ask("1 to 4> ").strip()
        if line in choices:
            ok, why = choices[line]
            self._mark(why, ok=ok)
        elif line.startswith("?"):
            self._command(line[1:])

    def _mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> None:
        try:
            marked = self._sitting.mark(why, ok=ok, reason=clean(reason))
        except StoreError as error:
            output.emit(f"The mark is not kept: {error}. The question stands.")
            return
        output.emit(_said(marked, self._workspace))

    # --- commands ------------------------------------------------------------------------------------------

    def _command(self, text: str) -> None:
        letter, _, rest = text.strip().partition(" ")
        handler = self._commands.get(letter.lower())
        if handler is None:
            output.emit(f"Commands: {COMMANDS}")
            return
        try:
            handler(rest.strip())
        except DrillError as error:
            output.emit(f"{error}.")

    def _hint(self, _: str) -> None:
        hint = self._sitting.hint()
        self._prose(f"Hint: {hint}" if hint else "There is no further hint.")

    def _shape(self, _: str) -> None:
        shape, motion = self._sitting.shape_and_motion()
        told = [part for part in (_named("Shape", shape), _named("Motion", motion)) if part]
        self._prose("\n\n".join(told) or "The author left shape and motion to you.")

    def _theory(self, _: str) -> None:
        self._prose(self._sitting.theory().as_text() or "There is no theory for this exercise.")

    def _reveal(self, _: str) -> None:
        self._say_verdict(self._sitting.reveal())

    def _skip(self, _: str) -> None:
        skipped = self._sitting.skip()
        output.emit("Put to the end of today.")
        if skipped.ask:
            output.emit("Skipped three times: ?r reveals it, ?p parks it, ?s keeps it for the end of today.")
        if self._sitting.exercise is not None:
            self._sitting.next()

    def _park(self, _: str) -> None:
        output.emit(f"Parked: {self._sitting.park()}. drill reopen opens it again.")

    def _again(self, _: str) -> None:
        self._introduce(self._sitting.again())

    def _own_line(self, text: str) -> None:
        self._sitting.own_line(text)
        output.emit("Kept." if text else "Cleared.")

    def _speak(self, _: str) -> None:
        self._spoken = not self._spoken
        output.emit("Formulas are spoken from now on." if self._spoken else "Formulas are drawn from now on.")
        if self._sitting.exercise is not None:
            self._prose(self._sitting.exercise.prompt)

    def _undo(self, _: str) -> None:
        undone = self._sitting.undo()
        if undone is None:
            output.emit("There is nothing to undo.")
            return
        output.emit(f"Undone: the {undone.kind} of {undone.item}, {undone.state} again.")
        if self._sitting.verdict is not None:
            output.emit("Its question once more; ?u again gives the answer back to the field.")
            self._show_key(self._sitting.verdict)
        elif self._sitting.exercise is not None:
            self._introduce(self._sitting.exercise)

    def _leave(self, _: str) -> None:
        raise Leave

    def _ask(self, prompt: str) -> str:
        output.prompt(prompt)
        line = next(self._lines, None)
        if line is None:
            raise Leave
        self._sitting.touch()
        return clean(line).rstrip("\n")

    def _close(self, summary: SessionSummary) -> None:
        marks = f"{summary.green} green, {summary.yellow} yellow, {summary.red} red"
        parked = f", {summary.parked} parked" if summary.parked else ""
        plural = "" if summary.attempts == 1 else "s"
        minutes = max(1, round(summary.seconds / 60)) if summary.attempts else 0
        output.emit(f"Done: {summary.attempts} exercise{plural}, {minutes} minutes. {marks}{parked}.")
        if summary.tomorrow:
            output.emit(f"Tomorrow {summary.tomorrow} come back.")
        for line in summary.complete:
            output.emit(line)


def _standing(view: ExerciseView) -> str:
    if view.as_ == "extra":
        return "Practice, not counted."
    if view.state == "unseen":
        return "New, pass 1."
    if view.red_pass:
        of_five = f"pass {view.red_pass} of 5" if view.red_pass <= 5 else "one more red parks it"
        return f"Was {view.state}, {of_five}."
    return f"Was {view.state}, pass {view.pass_}."


def _told(consequence: Consequence) -> str:
    return "parks it" if consequence.state == "parked" else consequence.colour


def _said(marked: Marked, workspace: Workspace) -> str:
    if not marked.counted:
        return f"Kept as practice: {marked.notice or 'it does not count.'} ?u undoes."
    if marked.state == "parked":
        return "Red in the fifth pass: parked until you reopen it. ?u undoes."
    if marked.mark == "green":
        return "Green. ?u undoes."
    days = (marked.due - workspace.study_day()).days if marked.due else 0
    when = "tomorrow" if days == 1 else f"in {days} days"
    return f"{marked.mark.capitalize()}. Again {when}, with other numbers. ?u undoes."


def _as_text(answer: str | Mapping[str, str]) -> str:
    return (
        answer if isinstance(answer, str) else "; ".join(f"{name} = {part}" for name, part in answer.items())
    )


def _named(name: str, text: str) -> str:
    return f"{name}: {text}" if text else ""


def _spoken_prose(markdown: str) -> str:
    """Text with its formulas in words."""
    parts = markdown.replace("$$", "$").split("$")
    return "".join(part if place % 2 == 0 else typeset.spoken(part) for place, part in enumerate(parts))
