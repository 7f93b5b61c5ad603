"""The desk: runs one session and says what is to be seen, one thing at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drill.checking.answer import Key
from drill.gyr.events import Reply
from drill.session.pass_end import described_pass
from drill.session.progress import closed_passes, days, progress
from drill.session.views import (
    BankProgress,
    ExerciseView,
    Retype,
    SessionSummary,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.tui.screens.drilling.aids import LOOKING, Aids
from drill.tui.screens.drilling.firsts import Firsts
from drill.tui.screens.drilling.keys import KEYS, Mode
from drill.tui.screens.drilling.marks import Marks
from drill.tui.screens.drilling.sights import SEEING, Sights
from drill.tui.screens.drilling.turns import Turns
from drill.tui.screens.drilling.ways import Ways

if TYPE_CHECKING:
    from drill.session.sitting import Sitting
    from drill.session.workspace import Workspace
    from drill.tui.background import Background
    from drill.tui.screens.drilling.front import Front

SLOW_S = 0.15
"""After so long the field says that it is checking."""
TOUCH_EVERY_S = 5.0


class Desk:
    """Holds the mode, and what a key does in it; ``front`` shows what comes of it."""

    def __init__(self, front: Front, background: Background, workspace: Workspace, sitting: Sitting) -> None:
        self._front = front
        self._turns = Turns(front, background, self._refused)
        self._workspace = workspace
        self.sitting = sitting
        self.mode = Mode.LOADING
        self._aids = Aids(front, self._turns, workspace, self.show_theory_of)
        self._ways = Ways(self, front, self._turns)
        chosen = workspace.settings
        self._firsts = Firsts(chosen.minutes, is_silent=chosen.fewer_words)
        self.marks = Marks(self, front, self._turns, self._firsts)
        self._actors = (self._aids, self._ways, Sights(front), self.marks, self)
        self._has_seen = True
        self._is_theory_first = False
        self._banks: Sequence[BankProgress] = ()
        self._touched = time.monotonic()

    # --- keys ----------------------------------------------------------------------------------------------

    def press(self, key: str) -> bool:
        """Do what a key does in this mode; whether it does anything."""
        act = KEYS[self.mode].get(key)
        if act is None:
            return False
        if self._turns.is_busy and act not in LOOKING | SEEING:
            return True
        if self.mode is Mode.FIELD:
            self.keep_draft(self._front.draft())
        if act == "decide":
            self.marks.decide(key)
        else:
            getattr(next(each for each in self._actors if hasattr(each, act)), act)()
        if act in LOOKING:
            self._front.set_mode(self.mode)
        return True

    def touch(self) -> None:
        """A key came: time is active. Told to the session now and then, not at every key."""
        now = time.monotonic()
        if now - self._touched > TOUCH_EVERY_S:
            self._touched = now
            self._turns.beside(self._turns.use(self.sitting.touch))

    # --- serving -------------------------------------------------------------------------------------------

    def begin(self, *, reveals: bool = False) -> None:
        """Show what is at hand already (after an undo on the summary), or serve; ``reveals`` its solution."""
        self._turns.take(self._begin(reveals))

    async def _begin(self, reveals: bool) -> None:
        await (self.present() if self.sitting.exercise is not None else self.serve())
        if reveals and self.sitting.exercise is not None and self.sitting.verdict is None:
            await self._reveal()
        self._turns.beside(self._note_banks())

    async def _note_banks(self) -> None:
        """Where the passes stand as the session begins; no key waits for it."""
        self._banks = await self._turns.use(progress, self._workspace)
        self._firsts.begin(await self._turns.use(days, self._workspace))

    async def serve(self) -> None:
        """The next exercise, or the summary."""
        served = await self._turns.use(self.sitting.next)
        if isinstance(served, SessionSummary):
            await self._finish(served)
        else:
            await self.present()

    async def _finish(self, summary: SessionSummary) -> None:
        """The summary, and the passes that this session closed."""
        banks = await self._turns.use(progress, self._workspace)
        closed = closed_passes(self._banks or banks, banks)
        described = [await self._turns.use(described_pass, self._workspace, each) for each in closed]
        self._front.finish(summary, described, self._firsts.at_the_end())

    async def present(self) -> None:
        """Theory first for what comes back, else the field, or the question that is open."""
        view = self.sitting.exercise
        assert view is not None
        self._aids.begin(self.sitting)
        self._has_seen = self._workspace.settings.step != "step" or bool(view.draft or view.options)
        minutes = await self._turns.use(self._minutes_done)
        self._front.show_place(view, minutes)
        await self._front.show_new_field(view)
        notices = [view.notice] if view.notice else []
        self._front.tell(*notices, *self._workspace.take_notices())
        if view.theory is not None and self.sitting.verdict is None and not view.draft:
            self.show_theory_of(view, is_first=True)
        else:
            self.resume()
        self._aids.look_beside()

    def look_beside(self) -> None:
        """There may be a pane beside the exercise now."""
        if self.sitting.exercise is not None and self.mode is not Mode.LOADING:
            self._aids.look_beside()

    def _minutes_done(self) -> float:
        return self._workspace.store.day(self._workspace.study_day()).seconds / 60

    def resume(self) -> None:
        """Back to what is due: the question, or the field with its draft."""
        view, verdict = self.sitting.exercise, self.sitting.verdict
        if view is None:
            self._turns.take(self.serve())
        elif verdict is None and not self._has_seen:
            self._front.show_step(view)
            self._front.show_hints(view, *self._aids.shape_shown)
            self.enter(Mode.STEP)
        elif verdict is None:
            self._front.show_field(view)
            self._front.show_hints(view, *self._aids.shape_shown)
            self.enter(Mode.FIELD)
        else:
            self._show_question(view, verdict)

    def see(self) -> None:
        """Shape and motion are seen: on to the answer."""
        self._has_seen = True
        self.resume()

    def to_exercise(self) -> None:
        """On from the theory; what was told of it is read."""
        self._front.tell()
        self.resume()

    def show_theory_of(
        self,
        view: ExerciseView,
        *,
        is_first: bool = False,
        is_other: bool = False,
        sees_example: bool = False,
    ) -> None:
        """Theory and example; enter goes on to what is due. ``is_other``: in the place of one that stands."""
        self._is_theory_first = self._is_theory_first if is_other else is_first
        self._front.show_theory(view, is_first=self._is_theory_first, sees_example=sees_example)
        self.enter(Mode.THEORY)

    def enter(self, mode: Mode) -> None:
        """Other keys act from here on."""
        self.mode = mode
        self._front.set_mode(mode)

    # --- answering -----------------------------------------------------------------------------------------

    def give(self, answer: Reply) -> None:
        """Check an answer."""
        if self.mode is Mode.LINE:  # typed in one burst with the key that opened the line
            self.resume()
        elif self.mode is Mode.FIELD and not self._turns.take(self._check(answer)):
            self._front.show_unchecked()

    async def _check(self, answer: Reply) -> None:
        self._front.tell()
        stop = self._front.after(SLOW_S, self._front.show_checking)
        try:
            outcome = await self._turns.use(self.sitting.answer, answer)
        finally:
            stop()
        match outcome:
            case VerdictView():
                self._show_question_of(outcome)
            case Unreadable():
                self._front.show_unreadable(outcome)
            case Retype():
                self._back_to_field(f"Right value, other form. {outcome.message} Once more, free of charge.")
            case Undecided():
                self._back_to_field(
                    f"Undecided, nothing is marked: {outcome.message.rstrip('.')}. "
                    "Enter tries again; a simpler form may help; "
                    f"{self._front.how_to('r')} shows the solution, and you decide."
                )

    def _back_to_field(self, message: str) -> None:
        """The field keeps what was typed; a line says what is to be done."""
        self.resume()
        self._front.tell(message)

    def _show_question_of(self, verdict: VerdictView) -> None:
        view = self.sitting.exercise
        assert view is not None
        self._show_question(view, verdict)

    def _show_question(self, view: ExerciseView, verdict: VerdictView) -> None:
        self._front.show_verdict(view, verdict)
        self._front.ask(view, verdict, overrules=False)
        if "next" in verdict.then:
            self.enter(Mode.STAGE)
        else:
            self.enter(Mode.DECIDE if verdict.decides else Mode.VERDICT)
        self.marks.wait_to_be_seen()

    def next_stage(self, *, ok: bool | None = None, reason: str = "") -> None:
        """On to the next stage of a chain; ``ok`` is the learner's own word on this one."""
        verdict = self.sitting.verdict
        if verdict is not None and verdict.decides and ok is None:
            return
        self._turns.take(self._next_stage(ok, reason))

    async def _next_stage(self, ok: bool | None, reason: str) -> None:
        view = await self._turns.use(lambda: self.sitting.next_stage(ok=ok, reason=reason))
        await self._front.show_new_field(view)
        self.resume()

    def reveal(self) -> None:
        """The solution without an answer, or after an undecided one."""
        self._turns.take(self._reveal())

    async def _reveal(self) -> None:
        self._show_question_of(await self._turns.use(self.sitting.reveal))

    # --- a line of one's own -------------------------------------------------------------------------------

    def write_line(self) -> None:
        """A line of one's own on shape and motion."""
        self._front.write_line()
        self.enter(Mode.LINE)

    def keep_line(self, text: str) -> None:
        """Keep it, and go back to the answer."""
        self._turns.take(self._keep_line(text), "The line is not kept. ")

    async def _keep_line(self, text: str) -> None:
        await self._turns.use(self.sitting.own_line, text)
        self.resume()

    # --- leaving -------------------------------------------------------------------------------------------

    def keep_draft(self, draft: Key) -> None:
        """Keep what is typed, whenever typing rests."""
        view = self.sitting.exercise
        if view is not None and self.mode in (Mode.FIELD, Mode.LINE, Mode.THEORY):
            self._turns.beside(self._turns.use(_keep_draft, self.sitting, view.item, draft))

    def leave(self) -> None:
        """Out of the session; all is kept."""
        self._turns.take(self._leave())

    async def _leave(self) -> None:
        summary = await self._turns.use(self.sitting.summary)
        if summary.attempts:
            await self._finish(summary)
        else:
            await self._turns.use(self.sitting.close)
            self._front.go_home()

    def quit(self) -> None:
        """Out of the program."""
        self._front.quit()

    def retry(self) -> None:
        """Once more what could not be done."""
        self._turns.take(self.serve())

    def _refused(self) -> None:
        """Something could not be done: what was due is due still."""
        if self.sitting.exercise is None:
            self.enter(Mode.FAILED)
        elif self.mode is Mode.FIELD:
            self.resume()


def _keep_draft(sitting: Sitting, item: str, draft: Key) -> None:
    """In the session's thread: by now another exercise may be at hand."""
    if sitting.exercise is not None and sitting.exercise.item == item and sitting.verdict is None:
        sitting.draft(draft)
