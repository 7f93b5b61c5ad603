"""Requirements on an exercise or a card of a subject, beyond those of the format. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from drill.arraycode import list_unseen_shifts
from drill.banks.catalogue import mistake_names
from drill.banks.expression_faults import list_question_texts
from drill.banks.loaded_files import LoadedExercise, Places, Skills, place_key
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.scope import frame_of
from drill.banks.templates import list_template_references
from drill.checking import (
    KINDS,
    ArraySpec,
    CodeSpec,
    ConditionsSpec,
    FaultSpec,
    IntervalSpec,
    OptionsSpec,
    PartsSpec,
    SelfSpec,
    Spec,
)
from drill.errors import BankError, CheckError
from drill.gyr.events import SkillId
from drill.maths.maths_tree import Node, Sequence
from drill.proving import BankText, Finding, Severity, finding_at
from drill.text import did_you_mean
from tests.exercises.drawn_texts import OptionLengths
from tests.exercises.exercise_links import find_borrowed_motions
from tests.exercises.residue import TAGS, cut_texts
from tests.exercises.stated_properties import find_unchecked_bans, find_undeclared_properties
from tests.exercises.variety import form_faults

# Properties of arrays and numbers that a prompt states but the answer does not declare. Light.

_FieldFinding = tuple[FieldPath, Severity, str, str]
_UNSTABLE = re.compile(
    r"\btiny\b|\b(?:over|under)flow\w*|\b(?:numerically|stays?|is|be|an?) (?:un)?stable\b"
    r"|\blarge (?:entries|logits|scores|exponents|inputs|arguments|positive|negative)\b|\bas large as \$?\d"
    r"|\bof a large number\b|\btoo large for\b",
    re.IGNORECASE,
)
# A sort is stable in another sense, and `a stable distribution`, too.
_OTHER_STABLE = re.compile(r"\bstable (?:sort|order|distribution|training|policy|under)", re.IGNORECASE)
_ENDS = 2


def undeclared_findings(exercise: Exercise) -> Iterator[_FieldFinding]:
    """Yield statements of prompts that answers do not declare: stability and properties of letters."""
    for form in exercise.forms:
        for question in form.questions:
            yield from _of_question(form, question)


def _of_question(form: Form, question: Question) -> Iterator[_FieldFinding]:
    answer, field_path = question.answer, (*question.at, "answer")
    if isinstance(answer, IntervalSpec):
        yield from _intervals_shown_as_vectors(form, question)
    if isinstance(answer, CodeSpec) and not answer.probes and (word := _unstable_word(question.prompt)):
        message = f"the prompt says {word!r}, and no probes tell naive code apart; add probes: [{{x: [800]}}]"
        yield field_path, "warning", "no-probes", message
    if isinstance(answer, CodeSpec) and answer.probes:
        with suppress(CheckError):  # a key that is not read is reported elsewhere
            if shifts := list_unseen_shifts(answer.task):
                values = " or ".join(shifts)
                message = f"no probe tells {values} from the largest; add a row such as [-1000, -1000, 1000]"
                yield (*field_path, "probes"), "warning", "no-probes", message
    yield from find_undeclared_properties(form, question)
    yield from find_unchecked_bans(question)


def _intervals_shown_as_vectors(form: Form, question: Question) -> Iterator[_FieldFinding]:
    """Yield texts on an interval that hold a list of two numbers, which is printed in round brackets."""
    frame = frame_of(form, question)
    for path, text in list_question_texts(question):
        for reference in list_template_references(text):
            try:
                tree = frame.read(reference.source, "")
            except BankError:
                continue  # reported by the reader of the file
            if isinstance(tree, Sequence) and tree.kind == "list" and _are_ends(tree.items):
                shown = f"@{{{reference.source}}} is printed as a vector, in round brackets"
                message = f"{shown}; write [@{{…}}, @{{…}}]"
                yield (*question.at, *path), "warning", "interval", message
                break


def _are_ends(items: tuple[Node, ...]) -> bool:
    return len(items) == 2 and not any(isinstance(item, Sequence) for item in items)


def _unstable_word(prompt: str) -> str:
    """Return the word in a prompt that requires numerically stable code, empty without one."""
    match = _UNSTABLE.search(_OTHER_STABLE.sub(" ", prompt))
    return match[0] if match else ""


# Min characters of ids of options, slips and sisters, because one letter reads like the letter shown on
# screen.
_SHORTEST_ID = 2
# Min sisters without numbers, because fewer are known by heart after a few rounds.
_FEWEST_SISTERS = 5
# Min and max words of a card, which is read within a minute before an attempt.
_CARD_WORDS = range(80, 251)
# Words in a sentence that allow an answer to differ in a factor or sign.
_LAST_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z$(])")
_UP_TO = re.compile(
    r"up to (?:an? |its |the )?"
    r"(?:(?:arbitrary|common|constant|negative|non-?zero|overall|positive|real|scalar) )*"
    r"(?:factor|length|multiple|rescaling|scalar|scale|scaling|sign)\b"
)
# A field of an exercise, and the finding on it: its severity, a code and a sentence.
_Lack = tuple[FieldPath, Severity, str, str]


def completeness_findings(bank: BankText) -> Iterator[Finding]:
    """Yield what exercises lack; in banks that are not subjects only ids that look like letters."""
    titles: dict[str, str] = {}
    for file in bank.files:
        for loaded in file.exercises:
            exercise = loaded.exercise
            lacks = [*_short_ids(exercise), *form_faults(exercise), *undeclared_findings(exercise)]
            lacks += [*sister_findings(exercise), *_find_unknown_mistake_names(exercise)]
            lacks += [*silent_condition_findings(exercise), *find_borrowed_motions(exercise)]
            if bank.subject is not None:
                lacks += [
                    *_find_title_lacks(loaded.exercise, titles),
                    *_find_tag_lacks(loaded.exercise),
                    *_find_exercise_lacks(loaded),
                ]
            yield from (
                finding_at(file.path, loaded, *lack) for lack in lacks if lack[2] not in exercise.allow
            )


def _find_unknown_mistake_names(exercise: Exercise) -> Iterator[_Lack]:
    """Yield names of mistakes that are missing in the list, because wrong answers are grouped by it."""
    known = mistake_names().names
    for form in exercise.forms:
        for question in form.questions:
            for index, mistake in enumerate(question.wrong):
                if mistake.mistake and mistake.mistake not in known:
                    hint = (
                        did_you_mean(mistake.mistake, known, most_listed=0) or "mistakes.txt lists all names"
                    )
                    message = f"no mistake is called {mistake.mistake!r}; {hint}"
                    yield (*question.at, "wrong", index, "mistake"), "warning", "mistake-name", message


def card_findings(bank: BankText, skills: Skills) -> Iterator[Finding]:
    """Yield cards of a subject that explain no skill, occur twice, or are too short or too long."""
    seen: dict[str, str] = {}
    for file in bank.files if bank.subject is not None else ():
        for name, card in file.cards.items():
            fault = ""
            if SkillId(name) not in skills:
                fault = f"no skill is called {name}"
            elif name in seen:
                fault = f"{name} has a card in {seen[name]} too"
            elif (words := len(f"{card.when} {card.why} {card.watch}".split())) not in _CARD_WORDS:
                fault = f"the card of {name} has {words} words, not {_CARD_WORDS[0]} to {_CARD_WORDS[-1]}"
            seen.setdefault(name, file.path)
            if fault:
                yield Finding("error", "card", "", "", file.path, 1, 1, f"cards: {fault}")


def choice_length_findings(path: str, lengths: OptionLengths) -> Iterator[Finding]:
    """Yield a finding if a bank's right options can be recognised by their length."""
    drawn = lengths.choices
    for word, count in (("longest", lengths.longest), ("shortest", lengths.shortest)):
        # A right option that is the longest, or the shortest, this often can be guessed without reading.
        if drawn >= 20 and count > 0.4 * drawn:
            message = f"the right option is the {word} of those shown in {count} of {drawn} choices drawn"
            yield Finding("error", "option-length", "", "", path, 1, 1, message)


def _find_title_lacks(exercise: Exercise, titles: dict[str, str]) -> Iterator[_Lack]:
    if not exercise.title:
        message = "an exercise of a subject needs a title, such as: Gradient of the focal loss"
        yield (), "error", "title", message
    elif (first := titles.setdefault(exercise.title, exercise.id)) != exercise.id:
        yield ("title",), "error", "title", f"{first} has this title too; titles are unique in a bank"


def _find_tag_lacks(exercise: Exercise) -> Iterator[_Lack]:
    if unknown := [tag for tag in exercise.tags if tag not in TAGS]:
        message = f"no tag is called {unknown[0]}; they are {', '.join(sorted(TAGS))}"
        yield ("tags",), "warning", "tag", message


def _find_exercise_lacks(loaded: LoadedExercise) -> Iterator[_Lack]:
    model = loaded.exercise
    for form in model.forms:
        if not model.pace:
            yield from _report_missing_fields(form.at, {"shape": form.shape, "motion": form.motion})
        for question in form.questions:
            yield from _question_gaps(loaded.places(), question, is_rapid=model.pace > 0)
    if model.renews == "nothing" or not _key_changes(model.forms):
        answers = [question.answer for form in model.forms for question in form.questions]
        if any(isinstance(answer, OptionsSpec | FaultSpec) for answer in answers) and not model.has_stages:
            message = "its key is the same at every meeting; give it a pool (show), slips or sisters"
            yield ("answer",), "error", "same-key", message


def _key_changes(forms: tuple[Form, ...]) -> bool:
    """Return whether the right answer can differ between draws."""
    if len(forms) > 1:
        return True
    answers = [question.answer for form in forms for question in form.questions]
    lettered = [answer for answer in answers if isinstance(answer, OptionsSpec | FaultSpec)]
    return not lettered or any(answer.show or answer.slips for answer in lettered)


def _question_gaps(places: Places, question: Question, *, is_rapid: bool) -> Iterator[_Lack]:
    answer, field_path = question.answer, question.at
    due: dict[str, object] = {"hints": question.hints, "steps": question.steps, "wrong": question.wrong}
    if is_rapid:
        del due["hints"], due["steps"]
    if not KINDS[answer.kind].takes_mistakes:
        del due["wrong"]
    if not isinstance(answer, SelfSpec):
        yield from _report_missing_fields(field_path, due)
    if question.hints and "@" in question.hints[0].replace("@@", ""):
        message = "a first hint points at the idea and shows no value of the variant"
        yield (*field_path, "hints", 0), "error", "hint", message
    for index, option in enumerate(answer.options):
        option_path = (*field_path, "answer", answer.kind, index)
        if place_key((*option_path, "id")) not in places and place_key(option_path) in places:
            message = "an option of a subject has an id, so that its text may change"
            yield option_path, "error", "option-id", message
        if not option.right and not option.say:
            message = "a wrong option of a subject says why it is wrong: say"
            yield option_path, "warning", "incomplete", message


def _report_missing_fields(field_path: FieldPath, due: dict[str, object]) -> Iterator[_Lack]:
    if lacks := [field for field, value in due.items() if not value]:
        yield field_path, "warning", "incomplete", f"an exercise of a subject also needs {', '.join(lacks)}"


def sister_findings(exercise: Exercise) -> Iterator[_Lack]:
    """Yield a finding for an exercise with few sisters and nothing else that varies."""
    answers = [question.answer for form in exercise.forms for question in form.questions]
    draws_more = exercise.is_parametrised or any(answer.slips or answer.show for answer in answers)
    count = len(exercise.forms)
    is_recalled = all(form.questions[0].has_gap for form in exercise.forms)
    if (
        exercise.has_sisters
        and not exercise.pace
        and not draws_more
        and not is_recalled
        and count < _FEWEST_SISTERS
    ):
        message = f"{count} sisters without numbers are soon known by heart; write {_FEWEST_SISTERS} or more"
        yield ("sisters",), "warning", "few-sisters", message


def silent_condition_findings(exercise: Exercise) -> Iterator[_Lack]:
    """Yield conditions on an answer without a reply, because a learner then learns only that one fails."""
    for question in (question for form in exercise.forms for question in form.questions):
        answer = question.answer
        specs = [((), answer), *(((answer.kind, name), part) for name, part in answer.parts)]
        for path, spec in specs:
            such_that = spec.such_that if isinstance(spec, ConditionsSpec | PartsSpec) else ()
            for index, condition in enumerate(such_that):
                if not condition.say:
                    message = f"failing {condition.that} gets no reply; write {{that: …, say: …}}"
                    condition_path = (*question.at, "answer", *path, "such-that", index)
                    yield condition_path, "warning", "silent", message


def _short_ids(exercise: Exercise) -> Iterator[_Lack]:
    for form in exercise.forms:
        if form.sister and len(form.sister) < _SHORTEST_ID:
            message = f"the id {form.sister} is short; take two characters or more"
            yield form.at, "warning", "short-id", message
        for question in form.questions:
            yield from _hidden_axes(form, question)
            yield from _compared_exactly(question)
            for field, index in cut_texts(question):
                message = "it goes on with the text before it: a comma split both; put them in quotes"
                yield (*question.at, field, index), "warning", "cut-in-two", message
            for path, id_ in _list_option_ids(question.answer):
                if len(id_) < _SHORTEST_ID:
                    message = f"the id {id_} reads like a letter that is shown; take two characters or more"
                    yield (*question.at, "answer", *path), "warning", "short-id", message


def _compared_exactly(question: Question) -> Iterator[_Lack]:
    """Yield arrays that are required up to a factor or sign, but compared entry by entry."""
    specs = [((), question.answer), *((("parts", name), part) for name, part in question.answer.parts)]
    match = _UP_TO.search(_LAST_SENTENCE.split(question.prompt.rstrip())[-1])
    for path, spec in specs:
        if match is not None and isinstance(spec, ArraySpec) and not spec.up_to:
            message = f"the prompt says {match[0]!r}, and every entry is compared: say up_to: scale (or sign)"
            yield (*question.at, "answer", *path), "error", "up-to", message


def _hidden_axes(form: Form, question: Question) -> Iterator[_Lack]:
    """Yield axis letters that are also parameters, and are therefore replaced by their values."""
    for array, axes in question.answer.shapes:
        for axis in axes:
            if axis in form.params and f"@{axis}" not in question.prompt:
                message = f"the axis {axis} of {array} is a parameter too, so it takes that value; rename one"
                yield (*question.at, "answer"), "warning", "axis", message


def _list_option_ids(answer: Spec) -> Iterator[tuple[FieldPath, str]]:
    for index, option in enumerate(answer.options):
        yield (answer.kind, index), option.id
    for slip in answer.slips:
        yield ("slips", slip.id), slip.id
