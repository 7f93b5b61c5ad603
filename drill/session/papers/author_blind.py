"""The blind round: prompts without keys go to somebody who did not write them, the checker grades answers.

It is the only check of a prompt against its key, and of a choice. Each is set at the two draws that
separate it best from the results of a slip; a choice is set twice, its options in another order, because
one in four is guessed. Whoever solves it also names a false sentence of a prompt, and unfit questions.
A solved one is shown with its key and texts to somebody who looks for a false sentence in them. Formulas
whose meaning nobody confirmed are asked in the same page, without the line that is compared.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from drill import papers
from drill.banks.draws import Stage, Variant
from drill.banks.templates import remove_braces_in_formulas
from drill.checking import NumberSpec, OptionsSpec
from drill.errors import CheckError, DrillError
from drill.session.papers.author_states import AuthorState
from drill.session.papers.given_meanings import confirm_meanings
from drill.session.workspace import Workspace
from drill.text import one_line

if TYPE_CHECKING:
    from drill.formulas import Meaning

Outcome = Literal["right", "wrong", "unread", "false", "empty"]
_LETTER = re.compile(r"\(?([A-Za-z])(?:[).:,\s].*)?", re.DOTALL)
_NAMED = re.compile(r"^[A-Za-z]\w*(?:\([^()=]*\))?\s*=(?!=)\s*")
_FORMULA = re.compile(r"\$[^$]+\$")
_ALL_TRUE = re.compile(r"(?:all )?(?:true|right|correct|none|ok|fine)(?: is false)?\W*", re.IGNORECASE)
_UNCLEAR = re.compile(r"unclear\b[\s:,.]*", re.IGNORECASE)
# Digits to which a decimal of an exact key confirms it.
_DIGITS = 3
_MOST_SHOWN = 120
# Max formulas whose lines a page asks for.
_MOST_MEANINGS = 8


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
class MeaningQuestion:
    """A formula of which somebody who does not see its line writes one; both are compared."""

    meaning: Meaning
    row: papers.FormulaRow

    @property
    def task(self) -> papers.BlindTask:
        """The formula with its sentences and the declared arrays, without the line."""
        arrays = (
            f"`{name}` ({', '.join(axes) if axes else 'a number'})"
            for name, axes in self.meaning.arrays.items()
        )
        assumed = ", ".join(f"`{each}`" for each in self.meaning.assume)
        holds = f", where {assumed}" if assumed else ""
        request = f"Write in NumPy what this formula computes, one expression of {', '.join(arrays)}{holds}."
        prompt = "\n\n".join(filter(None, (request, f"$$ {self.row.in_use} $$", self.row.sentences)))
        letters = {name: latex for name, latex in self.meaning.letters.items() if name in self.meaning.arrays}
        return papers.BlindTask(prompt, letters)


@dataclass(frozen=True, slots=True)
class BlindRound:
    """The questions of a round in the order of their numbers, and why some drafts cannot take part, by id."""

    questions: tuple[BlindQuestion, ...] = ()
    meanings: tuple[MeaningQuestion, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def tasks(self) -> list[papers.BlindTask]:
        """The tasks as their solver sees them."""
        return [question.task for question in (*self.questions, *self.meanings)]

    @property
    def content(self) -> str:
        """What distinguishes the tasks of one page from those of another."""
        ids = (*(question.id for question in self.questions), *(each.row.id for each in self.meanings))
        return "\0".join(f"{id_}{task}" for id_, task in zip(ids, self.tasks, strict=True))


@dataclass(frozen=True, slots=True)
class Graded:
    """The result of a question: whether the answer is its key, and otherwise a sentence with both."""

    outcome: Outcome
    message: str = ""


def ask_blind(workspace: Workspace, state: AuthorState) -> BlindRound:
    """Return the questions on what waits for somebody who sees no key."""
    questions: list[BlindQuestion] = []
    again: list[BlindQuestion] = []
    problems: dict[str, str] = {}
    for draft in state.list_for_call("blind"):
        try:
            exercise = papers.load_drafted(draft.id, draft.exercise)
            item = f"{state.bank}/{draft.id}"
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
    return BlindRound((*questions, *reversed(again)), _list_meaning_questions(state), problems)


def _list_meaning_questions(state: AuthorState) -> tuple[MeaningQuestion, ...]:
    """Return the formulas of an import whose line nobody confirmed."""
    record = state.record
    rows = [
        (meaning, papers.find_meant_formula(record.formulas, meaning.of))
        for meaning in record.meanings
        if state.subject.is_import and not meaning.confirmed
    ]
    return tuple(MeaningQuestion(meaning, row) for meaning, row in rows if row is not None)[:_MOST_MEANINGS]


def compare_blind_lines(
    workspace: Workspace, slug: str, asked: Sequence[MeaningQuestion], answers: Sequence[str]
) -> list[str]:
    """Confirm the lines of formulas that the solver's lines agree with, and drop those that differ.

    Return a sentence on each answer that confirms none. Raises UsageError, PaperError, FileError.
    """
    told: list[str] = []
    written: list[Meaning] = []
    for question, answer in zip(asked, answers, strict=True):
        if answer and not _UNCLEAR.match(answer):
            written.append(replace(question.meaning, code=answer))
        elif answer:
            said = one_line(answer)[:_MOST_SHOWN]
            told.append(f"the line of {question.meaning.of} is not confirmed: {said}")
    for second, compared in zip(written, confirm_meanings(workspace, slug, written), strict=True):
        shown = one_line(second.code)[:_MOST_SHOWN]
        if isinstance(compared, CheckError) or compared.outcome in ("declared", "refused"):
            why = compared.message if isinstance(compared, CheckError) else compared.why
            told.append(f"the line of {second.of} is not confirmed: the second line `{shown}`: {why}")
        elif compared.outcome == "different":
            why = compared.difference or compared.why
            told.append(f"the line of {second.of} is dropped: the second line `{shown}` differs: {why}")
    return told


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
