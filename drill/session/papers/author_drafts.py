"""Exercises of a second author between the first call and the blind round.

They are stored in ``<slug>.drafts.json`` next to the record. Losing it costs only a round of calls.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from drill import papers
from drill.banks.draws import Stage, Variant
from drill.banks.templates import remove_braces_in_formulas
from drill.checking import NumberSpec, OptionsSpec
from drill.codec import is_mapping
from drill.errors import DrillError, UsageError
from drill.files import Locations, save_text_file
from drill.papers import PAPER_SUFFIX, SECOND_AUTHOR, Call, DraftRecord, Paper
from drill.reading import read_typed, write_plain
from drill.session.papers.draft_review import save_draft_decision
from drill.session.papers.paper_import import find_imported_paper
from drill.session.standing.paper_names import find_paper_slug, record_path, slugs_on_record
from drill.session.workspace import Workspace
from drill.text import clean_text, count, one_line

_SUFFIX = ".drafts.json"
_MOST_BYTES = 10_000_000
# Fields whose sentences are shown after the key alone.
_TEXTS = ("hints", "steps", "wrong")


@dataclass(frozen=True, slots=True)
class AuthorDraft:
    """The stored line of an exercise between two calls; ``proved`` if only a blind solution is missing.

    It holds the fields as their author wrote them, not an Exercise, because the second call adds to them.
    """

    id: str
    exercise: Mapping[str, Any]
    # The last call that it has passed; one that was solved blind before the second call waits for that one.
    passed: Call = "1"
    proved: bool = False
    # Findings that do not keep it from being drilled.
    warnings: tuple[str, ...] = ()
    # Its task, key and witness as their author wrote them.
    written: Mapping[str, Any] = field(default_factory=dict[str, Any])
    # Whether somebody who does not see its key got it right.
    is_solved: bool = False
    # Seeds of the draws for the blind round.
    seeds: tuple[int, ...] = ()
    # The objection of the first person who solved it; a second one decides.
    doubted: str = ""
    # Whether somebody else read its key and texts after it was solved.
    is_read: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether it is solved, and nobody else read its texts."""
        has_texts = any(map(self.exercise.get, _TEXTS))
        return self.is_solved and has_texts and not self.is_read


@dataclass(frozen=True, slots=True)
class AuthorDrafts:
    """The exercises of the calls in progress, in order."""

    drafts: tuple[AuthorDraft, ...] = field(default=())

    @property
    def next_call(self) -> Call:
        """The call that comes next."""
        passed = {draft.passed for draft in self.drafts}
        if "1" in passed:
            return "2"
        return "blind" if "2" in passed else "1"

    @property
    def unfinished(self) -> tuple[AuthorDraft, ...]:
        """The drafts that some call has not reached yet."""
        return tuple(draft for draft in self.drafts if draft.passed != "blind")

    def list_for_call(self, record: Paper, call: Call) -> tuple[AuthorDraft, ...]:
        """Return the drafts that a later call is about.

        For the second call those that some call has not reached; else those without steps, else the unsolved.
        For the blind round the unsolved ones that it has not reached; else all that are unsolved or unread.
        """
        open_drafts = self.list_open(record)
        unsolved = tuple(draft for draft in open_drafts if not draft.is_solved)
        if call == "blind":
            on_their_way = tuple(draft for draft in unsolved if draft.passed != "blind")
            if on_their_way:
                return on_their_way
            return unsolved + tuple(draft for draft in open_drafts if draft.is_unread)
        without_steps = tuple(draft for draft in open_drafts if "steps" not in draft.exercise)
        return self.unfinished or without_steps or unsolved

    def find_open_call(self, record: Paper) -> Call:
        """Return the later call to which some are open though all calls are done; else the first."""
        if self.next_call != "1":
            return "1"
        if self.list_for_call(record, "blind"):
            return "blind"
        return "2" if self.list_for_call(record, "2") else "1"

    def list_open(self, record: Paper) -> tuple[AuthorDraft, ...]:
        """Return the unfinished ones, and those in the review on which nobody decided."""
        waiting = {draft.id for draft in record.drafts if record.draft_decision(draft).decision == "waiting"}
        return tuple(draft for draft in self.drafts if draft.passed != "blind" or draft.id in waiting)

    def changed(self, drafts: Iterable[AuthorDraft], gone: Iterable[str] = ()) -> AuthorDrafts:
        """Return the drafts with some added, changed or removed."""
        by_id = {draft.id: draft for draft in self.drafts} | {draft.id: draft for draft in drafts}
        return replace(self, drafts=tuple(by_id[id_] for id_ in by_id if id_ not in {*gone}))


def drafts_path(places: Locations, slug: str) -> Path:
    """Return the path of a slug's drafts."""
    record = record_path(places, slug)
    return record.with_name(f"{record.name.removesuffix(PAPER_SUFFIX)}{_SUFFIX}")


def read_drafts(path: Path) -> AuthorDrafts:
    """Return the drafts in a file; empty if it does not exist or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return AuthorDrafts()
        return read_typed(AuthorDrafts, json.loads(clean_text(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, RecursionError, DrillError):
        return AuthorDrafts()


def save_drafts(path: Path, drafts: AuthorDrafts) -> None:
    """Write drafts; a file without any is removed. Raises FileError."""
    if drafts.drafts:
        save_text_file(path, json.dumps(write_plain(drafts), ensure_ascii=False, indent=1) + "\n")
    else:
        path.unlink(missing_ok=True)


# Exercises of a second author that may be kept without a reader, because their keys are proved.


@dataclass(frozen=True, slots=True)
class KeptExercise:
    """An exercise that is drilled from now on, and whether somebody solved it who did not know its key."""

    item: str
    is_solved: bool


def find_next_call(workspace: Workspace, bank: str) -> Call:
    """Return the call that comes next for the exercises of a bank."""
    return read_drafts(drafts_path(workspace.places, find_paper_slug(bank))).next_call


def keep_proved(workspace: Workspace, item: str) -> KeptExercise:
    """Keep an exercise that is under review. Raises UsageError if it is not, or is not proved."""
    bank, _, id_ = item.rpartition("/")
    slug = find_paper_slug(bank)
    if not bank or slug not in slugs_on_record(workspace.places):
        raise _make_unknown_draft_error()
    record = find_imported_paper(workspace.places, slug).record
    draft = record.find_draft(id_)
    if draft is None or draft.kind != SECOND_AUTHOR:
        raise _make_unknown_draft_error()
    drafts = read_drafts(drafts_path(workspace.places, slug)).drafts
    if why := _find_doubt(draft, next((each for each in drafts if each.id == id_), None)):
        raise UsageError(why)
    decision = record.draft_decision(draft)
    if decision.exercise is not None:
        raise UsageError("the learner has rewritten it: they review it in drill, under Papers")
    if decision.decision != "kept":
        save_draft_decision(workspace, slug, id_, "kept")
    return KeptExercise(f"{record.bank}/{id_}", draft.proved)


def _make_unknown_draft_error() -> UsageError:
    return UsageError("no exercise of that name waits for review", "prove says what they are called")


def _find_doubt(draft: DraftRecord, so_far: AuthorDraft | None) -> str:
    """Return why a draft may not be kept unread; empty if it may."""
    if draft.proved:
        return ""
    if so_far is None:
        return "its proof is no longer at hand: the learner reviews it in drill, under Papers"
    if so_far.warnings:
        return f"it has {count(len(so_far.warnings), 'warning')}: {'; '.join(so_far.warnings)}"
    answer = draft.exercise.get("answer")
    if is_mapping(answer) and "choice" in answer:
        return "a choice cannot be proved: somebody who has not seen its key must solve it first (blind)"
    return ""


# The blind round: prompts without keys go to somebody who did not write them, the checker grades answers.
#
# It is the only check of a prompt against its key, and of a choice. Each is set at the two draws that
# separate it best from the results of a slip; a choice is set twice, its options in another order, because
# one in four is guessed. Whoever solves it also names a false sentence of a prompt, and unfit questions.
# A solved one is shown with its key and texts to somebody who looks for a false sentence in them.

Outcome = Literal["right", "wrong", "unread", "false", "empty"]
_LETTER = re.compile(r"\(?([A-Za-z])(?:[).:,\s].*)?", re.DOTALL)
_NAMED = re.compile(r"^[A-Za-z]\w*(?:\([^()=]*\))?\s*=(?!=)\s*")
_FORMULA = re.compile(r"\$[^$]+\$")
_ALL_TRUE = re.compile(r"(?:all )?(?:true|right|correct|none|ok|fine)(?: is false)?\W*", re.IGNORECASE)
_UNCLEAR = re.compile(r"unclear\b[\s:,.]*", re.IGNORECASE)
# Digits to which a decimal of an exact key confirms it.
_DIGITS = 3
_MOST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """One task of the round: a stage of a draft's variant, its options in the order shown."""

    id: str
    stage: Stage
    setting: str = ""
    shown: tuple[str, ...] = ()
    # Its drawn numbers, in words.
    drawn: str = ""
    # Whether its key and texts are shown, since it is solved.
    is_reading: bool = False
    # The step that is not in the task, as its author says.
    step: str = ""

    @property
    def task(self) -> papers.BlindTask:
        """The task as its solver sees it."""
        lines = (f"({number}) {line}" for number, line in enumerate(self.stage.lines, 1))
        texts = self._list_texts() if self.is_reading else ()
        step = f"(Not in the task, as its author says: {self.step})" if self.step else ""
        parts = (self.setting, self.stage.prompt, "\n".join(lines), step, *texts)
        prompt = remove_braces_in_formulas("\n\n".join(filter(None, parts)))
        options = map(self._option, self.shown)
        return papers.BlindTask(prompt, dict(self.stage.names_to_explain), tuple(options))

    def _list_texts(self) -> Iterator[str]:
        yield f"Key: `{self.key}`"
        yield from (f"Hint: {hint}" for hint in self.stage.hints)
        yield from (f"Reply to `{mistake.answer}`: {mistake.say}" for mistake in self.stage.wrong)
        yield from (f"Step: {step}" for step in self.stage.steps)

    @property
    def key(self) -> str:
        """Its key as one reads it; of a choice the right option's text."""
        key = self.stage.key
        if not isinstance(key, str):
            return ", ".join(f"{name} = {part}" for name, part in key.items())
        return "; ".join(map(self._option, key.split())) if self.shown else key

    def _option(self, id_: str) -> str:
        text = next((one_line(option.text) for option in self.stage.options if option.id == id_), id_)
        return remove_braces_in_formulas(text)


@dataclass(frozen=True, slots=True)
class Graded:
    """The result of a question: whether the answer is its key, and otherwise a sentence with both."""

    outcome: Outcome
    message: str = ""


def ask_blind(
    workspace: Workspace, bank: str, drafts: Sequence[AuthorDraft]
) -> tuple[tuple[BlindQuestion, ...], Mapping[str, str]]:
    """Return the questions of a round, and why some drafts cannot take part, by their ids."""
    questions: list[BlindQuestion] = []
    again: list[BlindQuestion] = []
    problems: dict[str, str] = {}
    for draft in drafts:
        try:
            exercise = papers.load_drafted(draft.id, draft.exercise)
            item = f"{bank}/{draft.id}"
            # the same each time
            seeds = draft.seeds or (int.from_bytes(_hash_option_text(draft.id)[:4]) % 1_000_000,)
            variants = [workspace.prepare(exercise, item=item, seed=seed) for seed in seeds]
        except DrillError as error:
            problems[draft.id] = str(error)
            continue
        if draft.is_solved:
            solved = _list_blind_questions(draft.id, variants[0])
            questions += [replace(question, is_reading=True) for question in solved]
            continue
        step = papers.find_said_step(draft.written).get("step", "")[:_MOST_SHOWN]
        questions += (
            replace(question, step=step) for question in _list_blind_questions(draft.id, variants[0])
        )
        for question in _list_blind_questions(draft.id, variants[-1]):
            if len(variants) > 1 or isinstance(question.stage.expect, OptionsSpec):
                again.append(replace(question, shown=_rotate_options(question.id, question.shown)))
    return (*questions, *reversed(again)), problems


def _list_blind_questions(id_: str, variant: Variant) -> Iterator[BlindQuestion]:
    drawn = ", ".join(f"{name} = {value}" for name, value in variant.params.items() if "." not in name)
    setting = variant.setting
    for stage in variant.stages:
        shown = tuple(sorted(stage.shown, key=lambda option: _hash_option_text(f"{id_} {option}")))
        yield BlindQuestion(id_, stage, setting, shown, drawn if not shown else "")
        setting = "\n\n".join(filter(None, (setting, stage.result)))


def _rotate_options(id_: str, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Return options in an order that gives each another letter, by a step that the id decides."""
    step = 1 + _hash_option_text(id_)[0] % max(1, len(shown) - 1)
    return (*shown[step:], *shown[:step])


def _hash_option_text(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def mark_questions(questions: Sequence[BlindQuestion]) -> str:
    """Return six hexadecimal digits that distinguish the tasks of one page from those of another."""
    return _hash_option_text("\0".join(f"{question.id}{question.task}" for question in questions)).hex()[:6]


def grade_blind(workspace: Workspace, question: BlindQuestion, answer: str) -> Graded:
    """Grade one answer; an unreadable one is neither right nor wrong."""
    shown = one_line(answer)[:_MOST_SHOWN]
    if not shown:
        return Graded("unread", "nobody answered it blind")
    if unclear := _UNCLEAR.match(shown):
        why = shown[unclear.end() :] or "it is unclear"
        return Graded("wrong", f"who solved it blind cannot: {why}; say in the prompt all that is needed")
    verdicts = [
        workspace.workers.check(question.stage.expect.loose, text, shown=question.shown)
        for text in _list_answer_spellings(question, answer)
    ]
    outcomes = {verdict.verdict for verdict in verdicts}
    if "correct" in outcomes or ("wrong" in outcomes and _is_nearly_key(workspace, question, answer)):
        return Graded("right")
    if "wrong" not in outcomes:
        return Graded("unread", f"the blind answer `{shown}` is not read: {verdicts[0].message}")
    drawn = f" for {question.drawn}" if question.drawn else ""
    return Graded(
        "wrong",
        f"solved blind it is `{_print_said_answer(question, shown)}`{drawn}, and its key is "
        f"`{question.key}`; one of "
        "them is wrong, or the prompt can be read otherwise",
    )


def grade_reading(workspace: Workspace, question: BlindQuestion, answer: str) -> Graded:
    """Grade the reply of somebody who read the key and texts of a solved exercise."""
    if not answer:
        return Graded("unread")
    if _ALL_TRUE.fullmatch(answer) or grade_blind(workspace, question, answer).outcome == "right":
        return Graded("right")
    return grade_false_sentence(workspace, question, answer)


def grade_false_sentence(workspace: Workspace, question: BlindQuestion, sentence: str) -> Graded:
    """Return a grade for a sentence called false; refused where an equation of the text that it quotes is."""
    shown = one_line(sentence)[:_MOST_SHOWN]
    quoted = "".join(sentence.split())
    for formula in _FORMULA.findall(question.task.prompt):
        if "".join(formula.strip("$").split()) in quoted and _is_false_claim(workspace, formula):
            return Graded("wrong", f"`{formula}` is false, as somebody who solved it says: {shown}")
    return Graded("false", f"somebody who solved it finds this false: {shown}")


def _is_false_claim(workspace: Workspace, formula: str) -> bool:
    try:
        return bool(workspace.workers.mark_derivation(formula, is_claim=True).breaks)
    except DrillError:
        return False


def _print_said_answer(question: BlindQuestion, answer: str) -> str:
    """Return an answer as one reads it: of a choice the option's text."""
    letter = _LETTER.fullmatch(answer) if question.shown else None
    place = ord(letter[1].lower()) - ord("a") if letter else -1
    if 0 <= place < len(question.shown):
        return question.task.options[place]
    return answer


def _list_answer_spellings(question: BlindQuestion, answer: str) -> Iterator[str]:
    """Yield an answer as it is, then as Python, then without the name that it begins with."""
    text = answer.strip()
    if question.shown:
        letter = _LETTER.fullmatch(text)
        yield letter[1] if letter is not None else text
        return
    bare = _NAMED.sub("", text)
    yield from dict.fromkeys((text, papers.translate_python(text), bare, papers.translate_python(bare)))


def _is_nearly_key(workspace: Workspace, question: BlindQuestion, answer: str) -> bool:
    """Return whether a decimal is an exact key to three digits, or a rounded one but for its last digit."""
    expect = question.stage.expect
    if not isinstance(expect, NumberSpec) or expect.digits:
        return False
    if expect.decimals is None:
        rounded = replace(expect, form="", digits=_DIGITS)
    elif expect.decimals > 1:
        rounded = replace(expect, decimals=expect.decimals - 1)
    else:
        return False
    texts = _list_answer_spellings(question, answer)
    return any(workspace.workers.check(rounded, text).verdict == "correct" for text in texts)
