"""The tools of practice: one exercise after the other, without marks that count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from drill.cli.assistant.tool_arguments import Flag, OptionalFlag, ReplyText, Scope, Shape, tool
from drill.codec import leave_out_empty, pick_fields
from drill.errors import UsageError
from drill.gyr.events import ItemId, Reply
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.moves import Moves
from drill.session.drilling.session_events import Hint, Retype, SessionEvent, Undecided, Unreadable
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.starting import start_session
from drill.session.drilling.undoing import Undone
from drill.session.drilling.verdict_view import Marked, VerdictView
from drill.session.key_display import LETTERS, key_text, option_texts
from drill.session.scope import resolve
from drill.session.standing.queueing import Request
from drill.session.standing.unanswered import list_unanswered

if TYPE_CHECKING:
    from drill.banks.draws import Stage
    from drill.session.workspace import Workspace

_NOTHING_OPEN = "no exercise is open: next_exercise serves one"


# The arguments of the tools.
Judgement = Annotated[
    OptionalFlag,
    Field(description="whether the answer was right, only where the reply asks the learner to judge it"),
]
LearnersAnswer = Annotated[
    ReplyText,
    Field(
        description="the learner's own answer as typed; for parts an object with a text for each, for "
        "options their letters"
    ),
]
Understood = Annotated[Flag, Field(description="what the learner says")]


class PracticeTools:
    """The current exercise, and the session that serves it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._session: DrillSession | None = None
        # The session and its current exercise.
        self._moves: Moves | None = None
        self._scope = ""
        # The exercise that was put away last, because it must not come twice in a row.
        self._last = ItemId("")

    def close(self) -> None:
        """Leave the current exercise open for another window."""
        if self._session is not None:
            self._find_taken()
            self._session.close()
            self._session = self._moves = None

    # --- the tools -----------------------------------------------------------------------------------------

    @tool(
        "Serve the next exercise of the day, or of a scope: its prompt in Markdown with LaTeX, the "
        "kind of its answer, a figure in words; never its key. All of this is practice: no colour in "
        "drill changes. Where one is open already, it comes again; after the verdict on a stage the "
        "next stage comes.",
        example={"scope": "calc.chain"},
    )
    def next_exercise(self, scope: Scope = "", right: Judgement = None) -> Shape:
        """Serve the next exercise, or the next stage of the one at hand."""
        session = self._session
        self._find_taken()
        if session is not None and (exercise := session.exercise) is not None:
            if not exercise.attempt.given.key_shown:
                return _describe_exercise(exercise) | {
                    "note": "it is still open: answer it, or skip it first"
                }
            if "next" not in exercise.ways:
                raise UsageError("mark it first: next comes what the learner says of the verdict")
            if right is None and exercise.decides:
                raise UsageError("ask the learner whether it was right, and say so with the argument right")
            further = self._make("next", ok=right)
            assert isinstance(further, ExerciseView)
            return _describe_exercise(further)
        if session is None or scope != self._scope:
            self._begin(scope)
        served = self._serve()
        if isinstance(served, SessionSummary):
            self._begin(scope)  # once more, now that all of it was served
            served = self._serve()
        if isinstance(served, SessionSummary):
            where = f"of {scope}" if scope else "on today's list"
            self.close()
            return {
                "done": True,
                "message": f"Nothing more {where} can be practised now. Name another scope.",
            }
        return served

    @tool("The next hint of the exercise that is open. Offer one before you explain anything.")
    def hint(self) -> Shape:
        """Return the next hint."""
        hint = self._make("hint")
        exercise = self._at_hand()
        assert isinstance(hint, Hint)
        number, of = exercise.attempt.work.hints, len(exercise.stage.hints)
        reply: Shape = {"hint": hint.text, "number": number, "of": of}
        return reply | ({"figure": hint.figure.says} if hint.figure is not None else {})

    @tool(
        "Check what the learner answered, word for word. The verdict comes with what is wrong; the key "
        "and the steps come with it where no further try and no further stage follows.",
        example={"text": "2x sin(3x) + 3x^2 cos(3x)"},
    )
    def answer(self, text: LearnersAnswer) -> Shape:
        """Check an answer."""
        _refuse_parts(self._at_hand().stage, text)
        match outcome := self._make("answer", text=text):
            case Unreadable():
                part = {"part": outcome.part} if outcome.part else {}
                return {"outcome": "unreadable", **pick_fields(outcome, "message at")} | part
            case Retype():
                return {"outcome": "retype", "code": outcome.code, "message": outcome.told}
            case Undecided():
                return {"outcome": "undecided", "message": outcome.message}
            case _:
                assert isinstance(outcome, VerdictView)
                return self._describe_verdict(outcome)

    @tool(
        "After the verdict: whether the learner says that they understand why. Ask them; do not decide it.",
        example={"understood": True},
    )
    def mark(self, understood: Understood, right: Judgement = None) -> Shape:
        """Write the learner's judgement of the verdict."""
        exercise = self._at_hand()
        if exercise.attempt.given.key_shown and exercise.asks_once:
            right = understood
        elif exercise.attempt.given.key_shown and exercise.decides and right is None:
            raise UsageError("ask the learner whether it was right, and say so with the argument right")
        elif exercise.attempt.given.key_shown and not exercise.decides:
            right = None
        reached = exercise.variant.stages[: len(exercise.attempt.done) + 1]
        marked = self._make("mark", why=understood, ok=right)
        assert isinstance(marked, Marked)
        effect = marked.effect
        self._last = exercise.item
        reply: Shape = {"marked": effect.colour, "item": exercise.item, "counts": effect.counts}
        if marked.facts.stages:
            reply["stages"] = list(marked.facts.stages)
            reply["solutions"] = [*map(_describe_solution, reached)]
        return reply

    @tool("Take back the newest mark given here. The exercise stands at its question again.")
    def undo(self) -> Shape:
        """Take back the newest mark."""
        undone = next(self._begun_moves().undo())
        assert isinstance(undone, Undone)
        reply: Shape = {"undone": undone.item, "told": undone.told}
        session = self._session
        if session is None or session.exercise is None:
            return reply
        reply["exercise"] = _describe_exercise(session.exercise)
        if session.verdict is not None:
            reply["verdict"] = self._describe_verdict(session.verdict)
        return reply

    @tool("Put the exercise that is open away without an answer.")
    def skip(self) -> Shape:
        """Put the exercise at hand away."""
        self._last = self._at_hand().item
        self._make("skip")
        return {"skipped": self._last}

    # --- the session ---------------------------------------------------------------------------------------

    def _begin(self, scope: str) -> None:
        """Begin another session. Raises UsageError without a match, or if the exercise is open elsewhere."""
        workspace = self._workspace
        workspace.catch_up()
        if scope:
            named = resolve(workspace.catalogue, [scope]).named
            if named and named[0] in workspace.open_beside():
                lines = [each.told for each in list_unanswered(workspace) if each.entry.item == named[0]]
                raise UsageError(
                    lines[0] if lines else f"{scope} waits for its mark in drill", "go on with it there"
                )
        self.close()
        words = (scope,) if scope else ()
        self._session = start_session(workspace, Request(scope=words, practice=True, early=bool(words)))
        self._moves = Moves(self._session)
        self._scope = scope
        if self._last:
            self._session.leave_out(self._last)

    def _serve(self) -> Shape | SessionSummary:
        happened = [*self._begun_moves().serve()]
        served = happened[0]
        if isinstance(served, SessionSummary):
            return served
        assert isinstance(served, ExerciseView)  # an assistant gets no questions about letters
        reply = _describe_exercise(served)
        for what in happened:
            if isinstance(what, VerdictView):  # a window that was closed at the verdict
                reply["verdict"] = self._describe_verdict(what)
            elif isinstance(what, Retype):
                reply["retype"] = what.told
        return reply

    def _make(self, move: str, **fields: object) -> SessionEvent:
        """Make a move with the current exercise, and serve nothing, because the client asks for the next one
        itself.
        """
        self._at_hand()
        return next(self._begun_moves().make(move, **fields))

    def _begun_moves(self) -> Moves:
        if self._moves is None:
            raise UsageError(_NOTHING_OPEN)
        return self._moves

    def _find_taken(self) -> str:
        """Return the current exercise and release it if the app has opened it meanwhile; otherwise an empty
        text.
        """
        session = self._session
        if session is None or session.exercise is None:
            return ""
        item = session.exercise.item
        if item not in self._workspace.open_beside():
            return ""
        session.let_go()
        return item

    def _at_hand(self) -> ExerciseView:
        session = self._session
        if taken := self._find_taken():
            raise UsageError(
                f"{taken} was opened in drill meanwhile", "go on with it there, or take the next"
            )
        if session is None or session.exercise is None:
            raise UsageError(_NOTHING_OPEN)
        session.touch()
        return session.exercise

    def _describe_verdict(self, verdict: VerdictView) -> Shape:
        """Return a verdict; the key and steps only at the end of the attempt, or if the learner judges."""
        exercise = verdict.exercise
        is_judged = exercise.decides
        reply: Shape = {"outcome": "verdict", "verdict": verdict.verdict}
        if exercise.stage_number is not None:
            reply["stage"] = list(exercise.stage_number)
        is_over = exercise.is_last
        if is_over or is_judged:
            reply |= {"code": verdict.attempt.given.code, "message": verdict.message}
            if verdict.attempt.given.mistake:
                reply["mistake"] = verdict.attempt.given.mistake
            if verdict.first:
                reply["second"] = "correct" if verdict.is_second_right else "wrong"
            reply |= _describe_solution(verdict.stage)
            if verdict.figure is not None:
                reply["figure"] = verdict.figure.says
        elif verdict.verdict == "wrong":
            assert self._session is not None
            message = self._session.say_without_key()
            if message:
                reply["message"] = message
        if is_over and exercise.stage_number is not None:
            reply["solutions"] = [*map(_describe_solution, exercise.variant.stages)]
        then = {"next": "next_exercise", "mark": "mark"}
        reply["then"] = [then[way] for way in exercise.ways]
        if exercise.asks_once:
            return reply | {"outcome": "undecided", "ask": _COMPARE_PART}
        if is_judged:
            reply["ask"] = "Have the learner compare the answer with the key: pass right to mark."
        return reply


# The question after an answer that is not the printed part of a formula.
_COMPARE_PART = (
    "Have the learner compare it with the printed part: mark whether it is the same, and was known."
)


def _describe_exercise(exercise: ExerciseView) -> Shape:
    """Return an exercise as it may be seen before its verdict."""
    stage = exercise.stage
    spec = stage.expect
    return {
        **pick_fields(exercise, "item title subject topic"),
        **pick_fields(exercise.state, "state pass=next_pass"),
        "answer": {"kind": stage.kind} | ({"form": spec.form} if spec.form else {}),
        "prompt": stage.prompt,
    } | leave_out_empty({
        **pick_fields(exercise, "stage=stage_number results hints_shown"),
        **pick_fields(exercise.variant, "setting"),
        **pick_fields(stage, "fields lines"), "names": dict(stage.names_to_explain),
        "options": _list_options(stage),
        "figure": exercise.figure.says if exercise.figure is not None else "",
        "hints_left": max(0, len(stage.hints) - exercise.attempt.work.hints),
        "note": exercise.why,
    })  # fmt: skip


def _list_options(stage: Stage) -> list[Shape]:
    options: list[Shape] = []
    for letter, option in zip(LETTERS, stage.options, strict=False):
        shape: Shape = {"letter": letter, "text": option.text}
        figure = stage.option_figures.get(option.id)
        if figure:
            shape["figure"] = figure.says
        options.append(shape)
    return options


def _describe_solution(stage: Stage) -> Shape:
    """Return the key of a stage and its steps; a key of options as their letters and texts."""
    words: list[str] = []
    if stage.options:
        letters = dict(zip((option.id for option in stage.options), LETTERS, strict=False))
        texts = option_texts(stage.options, stage.key)
        for id_, text in zip(str(stage.key).split(), texts, strict=False):
            words.append(f"{letters.get(id_, '?')}) {text}")
    return {"key": "; ".join(words) or key_text(stage.key), "steps": list(stage.steps)}


def _refuse_parts(stage: Stage, text: Reply) -> None:
    """Raise UsageError for an answer in parts to a stage without parts."""
    if isinstance(text, Mapping) and not stage.fields:
        raise UsageError("this exercise has no parts: answer with one text")
