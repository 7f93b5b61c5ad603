"""The app's side of the worker: prepare a variant, check an answer, and never wait past a deadline."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import quote

from drill import checking, formulas, papers, proving
from drill.banks.loaded_files import UNREAD, LoadedFile
from drill.errors import BankError, DrillError, TimedOutError, TooLargeError
from drill.reading import read_typed
from drill.worker.process import EndedError, NotSentError, NotStartedError, OverdueError, WorkerProcess

if TYPE_CHECKING:
    from drill.authored_figure import AuthoredFigure
    from drill.banks.draws import KnownMistake, Variant
    from drill.banks.models import Exercise
    from drill.drawing.figure import Figure

_Value = TypeVar("_Value")
# A learner's answer: a text, texts by their parts' names, or ids in their order.
Answer: TypeAlias = "checking.Key | Sequence[str]"
# Called with the stage of a long request, the amount done, and the total.
Progress = Callable[[str, int, int], None]

# Max time for a check, in seconds: as long as a learner waits without wondering. Most take milliseconds.
CHECK_LIMIT_S = 1.0
# Max time for a variant, in seconds: computer algebra may take one, on a slow machine two.
PREPARE_LIMIT_S = 2.0
# Verifying counts its computing, and ends earlier: this limit is for what it cannot interrupt, and for a
# process that stands still.
PROVE_LIMIT_S = 120.0
# Characters of an answer, all its parts together: of these a message holds six bytes each.
_MOST_SENT = 100_000
# Max time to read a bank, in seconds: one of a megabyte takes a few.
READ_LIMIT_S = 60.0
# Max time to read a paper, in seconds: one of three thousand formulas takes two minutes.
PAPER_LIMIT_S = 300.0
# The first formula waits for all families' spellings; others take some hundredths of a second.
FORMULA_LIMIT_S = 5.0
# A derivation counts its own time, and is done in less than a second.
DERIVATION_LIMIT_S = 3.0
# Max time to read the classes of a code base, in seconds.
CODE_LIMIT_S = 20.0


class Workers:
    """A pool of worker processes; each serves while another computes or is replaced.

    Thread-safe: a caller gets an idle process or waits for one. A process that misses its deadline is killed
    and replaced, so the next request finds another one at once. One that ended while nobody asked it anything
    (the system was short of memory) is replaced before it costs a request.
    """

    def __init__(self, count: int = 2, *, only_read: bool = False) -> None:
        """Processes that ``only_read`` papers, formulas and files do not load the checker ahead."""
        self._count = count
        self._only_read = only_read
        self._idle: list[WorkerProcess] = []
        self._alive = 0
        self._closed = False
        self._changed = threading.Condition()

    def start(self) -> None:
        """Start the first process and return at once; the others follow once it is ready."""
        with self._changed:
            if not self._alive and not self._closed:
                self._add()

    def await_ready(self) -> None:
        """Wait until a process is ready, or until it is clear that none will be."""
        process = self._take()
        usable = False
        try:
            with suppress(TimedOutError):  # the next request reports it
                process.await_ready()
                usable = True
        finally:
            self._give_back(process, usable)

    def _add(self) -> None:
        # it serves last: whoever is warm comes before it
        self._idle.insert(0, WorkerProcess(only_reads=self._only_read))
        self._alive += 1
        self._changed.notify()

    def prepare(
        self,
        exercise: Exercise,
        *,
        item: str,
        seed: int,
        content: str = "",
        avoid: Sequence[Mapping[str, str]] = (),
        params: Mapping[str, str] | None = None,
        wanted: Mapping[str, str] | None = None,
        prints_conditions: bool = False,
    ) -> Variant:
        """Return one variant: of ``seed``, if ``avoid`` has the draws of the round so far, or of
        ``params``.

        ``params`` are all values of an earlier variant, ``wanted`` some values for one of ``seed``. With the
        ``content`` of the exercise, its hashes, the worker keeps the variant for `check_stage`. With
        ``prints_conditions`` what answers assume stands below the prompts.

        Raises:
            TimedOutError: it took longer than two seconds.
            BankError, CheckError: the exercise cannot be expanded.
        """
        # Imported here, because whoever only counts needs none of it.
        from drill.banks.draws import Variant

        drawn = {"seed": seed, "avoid": avoid, "params": params, "wanted": wanted, "content": content}
        drawn["prints_conditions"] = prints_conditions
        return read_typed(
            Variant, self._ask("prepare", PREPARE_LIMIT_S, exercise=exercise, item=item, **drawn)
        )

    def check(
        self,
        expect: checking.Spec,
        answer: Answer,
        *,
        mistakes: Sequence[KnownMistake] = (),
        shown: Sequence[str] = (),
    ) -> checking.Verdict:
        """Return the verdict on an answer; any failure on the way is undecided, never wrong."""
        from drill.worker.worker_messages import AskedStage

        asked_stage = AskedStage(expect, tuple(mistakes), tuple(shown))
        try:
            return read_typed(checking.Verdict, self._ask_of_answer("check", answer, asked=asked_stage))
        except DrillError as error:
            return _describe_failure(error)

    def explain(
        self,
        expect: checking.Spec,
        answer: Answer,
        *,
        mistakes: Sequence[KnownMistake] = (),
        shown: Sequence[str] = (),
    ) -> checking.Explained:
        """Return the verdict as `check` does, with its steps; none of a check that did not end."""
        from drill.worker.worker_messages import AskedStage

        asked_stage = AskedStage(expect, tuple(mistakes), tuple(shown))
        try:
            explained = self._ask_of_answer("check", answer, asked=asked_stage, explain=True)
            return read_typed(checking.Explained, explained)
        except DrillError as error:
            return checking.Explained(_describe_failure(error), ())

    def check_stage(self, variant: Variant, number: int, answer: Answer, *, content: str) -> checking.Verdict:
        """Return the verdict on an answer to a stage, numbered from 0, of a variant of an exercise.

        ``content`` are the hashes of the exercise. A worker that does not keep the variant is sent the stage.
        """
        try:
            return read_typed(checking.Verdict, self._ask_of_stage("check", variant, number, content, answer))
        except DrillError as error:
            return _describe_failure(error)

    def say_before_key(
        self, variant: Variant, number: int, answer: Answer, verdict: checking.Verdict, *, content: str
    ) -> str:
        """Return feedback on a wrong answer to a stage that does not give its key away; empty if nothing
        may, or it is not known in time.
        """
        try:
            return str(self._ask_of_stage("before_key", variant, number, content, answer, verdict=verdict))
        except DrillError:
            return ""

    def _ask_of_stage(
        self, op: str, variant: Variant, number: int, content: str, answer: Answer, **message: Any
    ) -> Any:
        """Ask about a stage by its name, and send it along where the worker does not keep it."""
        from drill.worker.worker_messages import AskedStage, name_variant

        message |= {"variant": name_variant(variant, content), "stage": number}
        plain = self._ask_of_answer(op, answer, **message)
        if plain is None:
            return self._ask_of_answer(op, answer, asked=AskedStage.of(variant.stages[number]), **message)
        return plain

    def _ask_of_answer(self, op: str, answer: Answer, **message: Any) -> Any:
        if len(str(answer)) > _MOST_SENT:  # the checker itself measures shorter ones
            raise TooLargeError(f"an answer has at most {checking.ANSWER_LIMIT} characters")
        return self._ask(op, CHECK_LIMIT_S, answer=answer, **message)

    def check_working(
        self, expect: checking.Spec, lines: Sequence[str], mistakes: Sequence[KnownMistake] = ()
    ) -> Sequence[checking.CheckedLine]:
        """Return a sign for each line of a working; nothing where it cannot be checked in time."""
        try:
            return self._check_lines(list[checking.CheckedLine], expect, lines, mistakes)
        except DrillError:
            return ()

    def explain_working(
        self, expect: checking.Spec, lines: Sequence[str], mistakes: Sequence[KnownMistake] = ()
    ) -> Sequence[checking.ExplainedLine]:
        """Return the sign of each line of a working with the steps of its check.

        Raises:
            CheckError: the expectation is at fault, or the working too long.
            TimedOutError: it took too long.
        """
        return self._check_lines(list[checking.ExplainedLine], expect, lines, mistakes, explain=True)

    def _check_lines(
        self,
        model: type[_Value],
        expect: checking.Spec,
        lines: Sequence[str],
        mistakes: Sequence[KnownMistake],
        *,
        explain: bool = False,
    ) -> _Value:
        working = {"expect": expect, "lines": lines, "mistakes": mistakes, "explain": explain}
        return read_typed(model, self._ask("working", CHECK_LIMIT_S * max(1, len(lines)), **working))

    def mark_derivation(
        self, text: str, *, is_working: bool = False, is_claim: bool = False, declared: Sequence[str] = ()
    ) -> checking.MarkedText:
        """Return the lines of a derivation with their signs; in a working each line follows the one before.

        In a claim an equation alone holds for all values of its letters. ``declared`` are lines for its head.

        Raises:
            UsageError: the text is too long, or nested too deep.
            TimedOutError, CheckError: it took too long, or more memory than a worker has.
        """
        asked = {"text": text, "is_working": is_working, "is_claim": is_claim, "declared": [*declared]}
        marked = self._ask("derivation", DERIVATION_LIMIT_S, **asked)
        return read_typed(checking.MarkedText, marked)

    def card_figure(self, figure: AuthoredFigure) -> Figure | None:
        """Return the figure of a card; None if it cannot be drawn in time."""
        from drill.drawing.figure import Figure

        try:
            return read_typed(Figure, self._ask("figure", CHECK_LIMIT_S, card=figure))
        except DrillError:
            return None

    def prove(
        self,
        part: papers.AnswerPart,
        *,
        own: str,
        bank: str,
        variants: int,
        letters: Collection[str] = (),
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> papers.Proof:
        """Prove one exercise of an untrusted answer, which is to be called ``own`` in a bank.

        ``letters`` are those of ``pi``, ``e`` and ``i`` that are letters of its paper.

        Raises:
            TimedOutError: it computed for more than two minutes, stood still, or was cancelled.
            CheckError: it needs more memory than a worker has.
        """
        asked = {"part": part, "own": own, "bank": bank, "variants": variants, "letters": sorted(letters)}
        return self._verify(papers.Proof, "prove", is_cancelled, **asked)

    def read_code(self, files: Sequence[papers.CodeFile], names: Sequence[str]) -> papers.CodeReading:
        """Read the parts of a code base's files that a page quotes, the definitions called ``names`` first.

        Raises:
            UsageError: a file is not Python, defines nothing, or has no such definition.
            TimedOutError, CheckError: it took too long, or more memory than a worker has.
        """
        return self._ask_for(papers.CodeReading, "code", CODE_LIMIT_S, files=files, names=names)

    def read_pdf(self, path: str) -> papers.PdfText:
        """Return the text of a PDF's first pages.

        Raises:
            UsageError, PaperError: the library is missing, or the PDF cannot be read.
            TimedOutError, CheckError: it took too long, or more memory than a worker has.
        """
        return self._ask_for(papers.PdfText, "pdf", CODE_LIMIT_S, path=_quote_path(path))

    def read_file(self, raw: bytes, path: str, expressions: bool = True) -> LoadedFile:
        """Read the topic's file at a path, of any format; ``raw`` is its content.

        What takes longer than a minute, or more memory than a worker has, is left out whole and named.
        """
        from drill.banks.cache import from_text

        file: dict[str, Any] = {"path": _quote_path(path), "expressions": expressions}
        try:
            return from_text(path, self._ask_text("read", READ_LIMIT_S, most_starved=2, **file))
        except DrillError as error:
            message = f"it was not read ({len(raw):,} bytes): {error.message}"
            hint = "split it into smaller files, or simplify it"
            fault = BankError(message, hint, path=path, code=UNREAD)
            return LoadedFile(path, problems=(fault,))

    def verify(
        self,
        exercise: Exercise,
        *,
        item: str,
        variants: int,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> proving.ExerciseReport:
        """Verify an exercise over a number of variants.

        Raises:
            TimedOutError: it computed for more than two minutes, stood still, or was cancelled.
            CheckError: it needs more memory than a worker has.
        """
        asked = {"exercise": exercise, "item": item, "variants": variants}
        return self._verify(proving.ExerciseReport, "verify", is_cancelled, **asked)

    def _verify(
        self, model: type[_Value], op: str, is_cancelled: Callable[[], bool], **arguments: Any
    ) -> _Value:
        def on_wait() -> None:
            if is_cancelled():
                raise TimedOutError("cancelled")

        try:
            return self._ask_for(model, op, PROVE_LIMIT_S, on_wait=on_wait, **arguments)
        except OverdueError as error:
            raise TimedOutError(f"verifying it takes longer than {PROVE_LIMIT_S:g} s; simplify it") from error
        except EndedError as error:
            raise TimedOutError("verifying it takes more memory or computing than is allowed") from error

    def read_paper(
        self,
        path: str,
        *,
        progress: Progress = lambda stage, done, whole: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> str:
        """Read a paper's source at an absolute path, without drafting; return the paper as JSON text.

        ``progress`` is called with the stage and the count.

        Raises:
            TimedOutError: it hung, or was cancelled; nothing is kept of it.
            PaperError: the source cannot be used.
        """
        return self._paper("paper", is_cancelled, progress, path=_quote_path(path))

    def draft_paper(
        self,
        paper: str,
        *,
        formulas: int = 12,
        progress: Progress = lambda stage, done, whole: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> str:
        """Draft the exercises of a paper that is given as JSON text; return it with them.

        ``formulas`` is the number of formulas to drill, 0 for all.

        Raises:
            TimedOutError: it hung, or was cancelled; nothing is kept of it.
        """
        return self._paper("draft", is_cancelled, progress, paper=paper, formulas=formulas)

    def draft_line_questions(self, paper: str, *, is_cancelled: Callable[[], bool] = lambda: False) -> str:
        """Return a paper, as JSON text, with the exercises of its lines of NumPy as they are now.

        Raises:
            TimedOutError: it hung, or was cancelled; nothing is kept of it.
        """
        return self._paper("line_questions", is_cancelled, paper=paper)

    def find_families(self, paper: str, files: Sequence[str]) -> Sequence[papers.FamilyMatch]:
        """Return the families' moves in a paper that is given as JSON text, refused ones among them.

        ``files`` are absolute paths of families' files.

        Raises:
            TimedOutError: it hung.
            BankError: a file cannot be read.
        """
        text = self._paper("families", lambda: False, paper=paper, files=files)
        return read_typed(list[papers.FamilyMatch], json.loads(text))

    def match_formula(self, text: str) -> papers.FormulaForms:
        """Return a formula as it is read, and the moves whose form it has.

        Raises:
            TimedOutError: it took too long.
            CheckError: it needs more memory than a worker has.
        """
        return self._ask_for(papers.FormulaForms, "formula", FORMULA_LIMIT_S, text=text)

    def describe_meaning(
        self, text: str, meaning: formulas.Meaning, *, shows_all: bool = False
    ) -> dict[str, Any]:
        """Return why a formula is not read, and what `formulas.describe_meaning` says of its meaning.

        Raises TimedOutError, or CheckError if it needs more memory than a worker has.
        """
        asked = {"text": text, "meaning": meaning, "all": shows_all}
        return dict(self._ask_patiently("meaning", FORMULA_LIMIT_S, **asked))

    def compare_meanings(
        self, first: formulas.Meaning, second: formulas.Meaning
    ) -> formulas.MeaningComparison:
        """Return whether a second line of a formula has the values of the first. Raises TimedOutError."""
        return self._ask_for(
            formulas.MeaningComparison, "compare", FORMULA_LIMIT_S, first=first, second=second
        )

    def look_inside(
        self, meaning: formulas.Meaning, moved: Sequence[tuple[str, int]] = (), seed: int = 0
    ) -> formulas.LineInside:
        """Return the parts of a line with their values in a small draw of a seed.

        ``moved`` are entries of inputs that have another value than drawn, by name and place. Raises
        CheckError for a line without a value or an entry that cannot move alone, TimedOutError.
        """
        asked = {"meaning": meaning, "moved": [list(entry) for entry in moved], "seed": seed}
        return self._ask_for(formulas.LineInside, "look_inside", FORMULA_LIMIT_S, **asked)

    def read_own_line(
        self, text: str, known: Mapping[str, formulas.KnownLetter], latex: str, of: str
    ) -> formulas.Meaning:
        """Return the meaning of a line as a reader typed it. Raises CheckError, TimedOutError."""
        asked = {"text": text, "known": known, "latex": latex, "of": of}
        return self._ask_for(formulas.Meaning, "own_line", FORMULA_LIMIT_S, **asked)

    def _paper(
        self,
        operation: str,
        is_cancelled: Callable[[], bool],
        progress: Progress = lambda stage, done, whole: None,
        **fields: Any,
    ) -> str:
        def on_wait() -> None:
            if is_cancelled():
                raise TimedOutError("cancelled: nothing was written")

        try:
            return self._ask_text(
                operation, PAPER_LIMIT_S, progress, on_wait=on_wait, most_starved=3, **fields
            )
        except (OverdueError, EndedError) as error:
            limits = f"{PAPER_LIMIT_S:g} s, or more memory than is allowed"
            raise TimedOutError(
                f"reading the paper took longer than {limits}, so nothing was made of it",
                "import a part of it: one of its files, or some of its sections",
            ) from error

    def close(self) -> None:
        """End all processes; the pool is of no use afterwards."""
        with self._changed:
            self._closed = True
            idle = self._idle
            self._idle = []
            self._changed.notify_all()
        for process in idle:
            process.end()

    def _ask_for(self, model: type[_Value], op: str, deadline_s: float, **arguments: Any) -> _Value:
        """Ask patiently for a value of a type."""
        return read_typed(model, self._ask_patiently(op, deadline_s, **arguments))

    def _ask_text(
        self, op: str, deadline_s: float, progress: Progress = lambda stage, done, whole: None, **fields: Any
    ) -> str:
        """Ask patiently for a text that comes in parts, with ``progress`` between them."""
        pieces: list[str] = []

        def on_part(part: Mapping[str, Any]) -> None:
            if "text" in part:
                pieces.append(part["text"])
            else:
                progress(part["stage"], part["done"], part["whole"])

        self._ask_patiently(op, deadline_s, on_part=on_part, **fields)
        return "".join(pieces)

    def _ask_patiently(self, op: str, deadline_s: float, **arguments: Any) -> Any:
        """Ask, and ask again if a process does not start: nobody waits for the answer at a key."""
        # A machine on which three processes do not start has no room for them.
        for _ in range(2):
            with suppress(NotStartedError):
                return self._ask(op, deadline_s, **arguments)
        return self._ask(op, deadline_s, **arguments)

    def _ask(self, op: str, deadline_s: float, **arguments: Any) -> Any:
        try:
            return self._ask_one(op, deadline_s, **arguments)
        except NotSentError:  # it was not begun, so another process may be asked
            return self._ask_one(op, deadline_s, **arguments)

    def _ask_one(self, op: str, deadline_s: float, **arguments: Any) -> Any:
        process = self._take()
        usable = False
        try:
            result = process.ask(op, deadline_s, **arguments)
            usable = True
            return result
        except DrillError as error:
            usable = not isinstance(error, TimedOutError)
            raise
        finally:
            self._give_back(process, usable)

    def _take(self) -> WorkerProcess:
        with self._changed:
            self._drop_ended()
            while not self._idle:
                if self._closed:
                    raise TimedOutError("the worker is closed")
                if self._alive < self._count:
                    self._add()
                else:
                    self._changed.wait()
            return self._idle.pop()

    def _drop_ended(self) -> None:
        for process in [idle for idle in self._idle if idle.has_ended]:
            self._idle.remove(process)
            process.end()
            self._alive -= 1

    def _give_back(self, process: WorkerProcess, usable: bool) -> None:
        with self._changed:
            if usable and not self._closed:
                self._idle.append(process)
                self._changed.notify()
                if self._alive < self._count:  # the first one works: now its stand-by
                    self._add()
                return
            self._alive -= 1
            if not self._closed:
                self._add()
        process.end()


def _quote_path(path: str) -> str:
    """Return an absolute path percent-encoded, because a file's name need not be text."""
    return quote(os.fsencode(os.path.abspath(path)))


def _describe_failure(error: DrillError) -> checking.Verdict:
    """Return the verdict on an answer whose check failed: undecided, never wrong."""
    match error:
        case NotStartedError() | NotSentError():
            message = "the checker did not start in time: try again"
        case EndedError():
            message = "the checker stopped in the middle of it and was restarted"
        case TimedOutError():
            message = "checking took too long, so it is undecided"
        case TooLargeError():
            return checking.Verdict("unreadable", "too-large", error.message)
        case _:
            return checking.Verdict("undecided", "failed", f"it could not be checked: {error.message}")
    return checking.Verdict("undecided", "timeout", message)
