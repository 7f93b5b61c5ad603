"""Verify exercises: templates, keys against witnesses and the checker, known mistakes, variants, mutants.

One exercise is verified on its own, so that many run in several processes. Each sister and each stage goes
through the same steps as an exercise without them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from statistics import median
from time import process_time
from typing import TypeVar

from drill.banks.draws import KnownMistake, draw_variant
from drill.banks.expression_faults import figures_of, list_form_texts, list_question_texts
from drill.banks.figure_expansion import FigureExpansion
from drill.banks.models import OPTIONS, SISTER, SLIP, Exercise, FieldPath, Form, Question
from drill.banks.params import HEADS
from drill.banks.scope import DrawScope
from drill.banks.variant_expansion import Mistakes, StageMaker, VariantMaker, fields_at
from drill.checking import (
    KINDS,
    ChoicesSpec,
    ConditionsSpec,
    FaultSpec,
    FormulaSpec,
    Key,
    OptionsSpec,
    SelfSpec,
    Spec,
    Verdict,
    check,
    say_before_key,
)
from drill.drawing.figure import Figure
from drill.errors import BankError, CheckError, describe_removal, place_name
from drill.limits import pause_garbage_collection
from drill.proving.claims import judge_slips, make_question_trials
from drill.proving.distinct_draws import count_distinct
from drill.proving.hollow_proofs import hollow_findings
from drill.proving.printed_faults import find_unreadable_names, gives_key_away, hidden_names, markup_faults
from drill.proving.reports import (
    FEW_VARIANTS,
    ExerciseReport,
    OutOfTime,
    Problem,
    Severity,
    Stopwatch,
    limit_computing,
)
from drill.proving.restated_keys import is_on_same_ground
from drill.proving.rounded_keys import round_key_as_asked
from drill.proving.witnesses import confirm_by_sympy, confirm_claim
from drill.proving.witnesses.statement_witnesses import choice_claims, fault_claims

_Result = TypeVar("_Result")
# The ids of what imports of earlier versions made of a formula's letters: their witness is read and not run.
_MADE_OF_LETTERS = re.compile(r"(?:work|further|numpy)-[0-9a-f]{10}")
# Max seconds of computing for one exercise; a slower one is abandoned and reported.
TIME_LIMIT_S = 60.0
# Grading and drawing cost far more than all else: keys, mistakes and figures are tried in the first variants
# only; claims and witnesses in all.
_GRADED_VARIANTS = 25
# Number of variants whose texts are searched for left-over markup.
_LINTED_VARIANTS = 5
# Codes of faults that depend on the drawn values.
_OF_VALUES = frozenset({"value", "where", "too-large"})


def verify_exercise(exercise: Exercise, *, item: str, variants: int = 20) -> ExerciseReport:
    """Verify one exercise over a number of variants; never raises for the content of the exercise."""
    begun = process_time()
    verification = _Verification(exercise, item, variants)
    try:
        # variants make many objects and few reference cycles, whose collection would take a sixth of the time
        with limit_computing(TIME_LIMIT_S), pause_garbage_collection():
            report = verification.report()
    except (OutOfTime, Exception) as error:  # noqa: BLE001  one exercise: a fault of ours costs no other
        report = verification.cut_short(error)
    report.seconds, report.costs = process_time() - begun, verification.costs()
    return report


class _Verification:
    """One exercise under verification; every step adds to the report."""

    def __init__(self, exercise: Exercise, item: str, variants: int) -> None:
        self._exercise = exercise
        self._item = item
        self._wanted = variants
        self._report = ExerciseReport.of(exercise)
        self._step = ""
        self._draw_note = ""
        self._took: list[float] = []
        self._seen: Counter[tuple[str, str]] = Counter()
        self._verdicts: dict[object, Verdict] = {}
        self._stopwatch = Stopwatch()

    def costs(self) -> dict[str, float]:
        """Return the seconds spent on the most expensive parts of the verification, in descending order."""
        return dict(self._stopwatch.seconds.most_common(4))

    def cut_short(self, error: BaseException) -> ExerciseReport:
        """Return the report until now, with a problem that explains why verification ended early."""
        if isinstance(error, OutOfTime):
            step_note = f", in {self._step}" if self._step else ""
            code, message = "timeout", f"verifying it takes more than {error}{step_note}; simplify it there"
        elif isinstance(error, MemoryError):
            code = "memory"
            message = "verifying it takes more memory than is allowed; give it smaller arrays or numbers"
        else:
            message = f"drill itself failed here, please report it ({type(error).__name__}: {error})"
            code, message = "failed", message + self._draw_note
        self._problem("error", code, (self._step,), message)
        self._report.is_cut_short = True
        return self._report

    def report(self) -> ExerciseReport:
        """Run all steps for each sister."""
        first = self._exercise.forms[0].questions[0]
        verified = [self._verify_form(form) for form in self._exercise.forms]
        self._report.witnessed = all(verified)
        if self._report.tried:
            self._guarded((), ("prompt",), self._count_distinct, cost="counting distinct draws")
        if self._report.missed:
            message = f"it accepts slips as the key: {'; '.join(self._report.missed[:3])}"
            self._problem("warning", "missed", (*first.at, "witness"), message)
        # A session waits two seconds for a variant on any machine; a third of that here is worth a warning.
        if len(self._took) > _LINTED_VARIANTS and median(self._took) > 0.7:
            message = f"preparing a variant takes {median(self._took):.1f} s; a session waits 2 s at most"
            self._problem("warning", "slow", ("answer",), message)
        self._count_repeated()
        return self._report

    def _verify_form(self, form: Form) -> bool:
        """Verify one form, and return whether a second computation confirms each of its questions."""
        expansions = self._expansions(form)
        self._report.tried += len(expansions)
        runs = [_QuestionRun(question) for question in form.questions]
        read: list[tuple[int, VariantMaker]] = []
        for count, (seed, expansion) in enumerate(expansions):
            params = expansion.drawn.params
            drawn = ", ".join(f"{name} = {text}" for name, text in params.items())
            self._draw_note = f", for {drawn} (seed {seed})" if params else ""
            if self._verify_variant(expansion, runs, seed, count):
                read.append((seed, expansion))
        self._draw_note = ""
        for index, run in enumerate(runs):
            self._dropped_mistakes(run, min(len(expansions), _GRADED_VARIANTS))
            if read and not run.has_witness_fault:
                questions = [(seed, expansion.questions[index]) for seed, expansion in read]
                judge = partial(judge_slips, questions, self._report)
                self._guarded((), (*run.question.at, "witness"), judge, cost=run.cost("slips of the key"))
            self._warn_without_witness(form, run)
            find = partial(hollow_findings, read, index, self._exercise.title)
            cost = run.cost("proofs that cannot fail")
            for path, code, message in self._guarded(run.question.at, ("witness",), find, cost=cost) or ():
                self._problem("warning", code, path, message)
            if (
                run.prompt_figures
                and run.revealing_figures == run.prompt_figures
                and (len(run.keys) > 1 or run.prompt_figures == 1)
            ):
                message = "it is shown with the prompt and prints the key"
                self._problem("error", "figure", (*run.question.at, "figure"), message)
            # declared names beat constants and functions; the author may have meant these
            for path, name, meant in hidden_names(form, run.question):
                if name not in self._exercise.allow:
                    message = f"{name} is declared, so here it is not {meant}; allow: {{{name}: …}} says why"
                    self._problem("warning", "hidden-name", path, message)
        is_tried = self._wanted > 1 and not form.sister  # each sister has keys of its own
        is_of_formula = all("world" in run.question.witness for run in runs)  # the same in every draw
        is_same = all(len(run.keys) == 1 for run in runs)
        if form.has_stages and is_tried and is_same and not is_of_formula:
            self._problem("error", "same-key", (*form.at, "stages"), "no stage's key changes with the draw")
        return all(run.is_witnessed or not _has_proof(run.question.answer) for run in runs)

    def _problem(self, severity: Severity, code: str, path: FieldPath, message: str) -> None:
        """Record a problem; the same one in further variants is not repeated."""
        field = _join_field_path(path)
        self._seen[code, field] += 1
        if self._seen[code, field] == 1:
            self._report.problems.append(Problem(severity, code, field, message))

    def _count_repeated(self) -> None:
        """Add to the message of a problem in how many variants it occurs."""
        tried = self._report.tried
        self._report.problems[:] = [
            replace(problem, message=f"{problem.message} (in {count} of {tried} variants)")
            if 1 < (count := self._seen[problem.code, problem.field]) <= tried
            else problem
            for problem in self._report.problems
        ]

    def _guarded(
        self,
        field_path: FieldPath,
        path: FieldPath,
        step: Callable[[], _Result],
        code: str = "value",
        cost: str = "values",
    ) -> _Result | None:
        """Run a step at a path below ``field_path`` and return its result; an error becomes a problem.

        Its time is counted under ``cost``.
        """
        self._step = field = _join_field_path((*field_path, *path))
        try:
            with fields_at(field_path), self._stopwatch.on(cost):
                return step()
        except BankError as error:
            named = error.code if error.code != "bank" else code
            drawn = self._draw_note if named in _OF_VALUES else ""
            self._problem("error", named, (error.field or field,), error.sentence + drawn)
        except CheckError as error:
            self._problem("error", code, (field,), error.sentence + self._draw_note)
        except RecursionError:
            self._problem("error", "too-large", (field,), "it is nested too deep" + self._draw_note)
        return None

    def _expansions(self, form: Form) -> list[tuple[int, VariantMaker]]:
        """Return the variants to verify: pinned seeds first, then as many others as are needed."""
        alone = replace(self._exercise, forms=(form,))
        result: list[tuple[int, VariantMaker]] = []
        for seed in (*self._exercise.seeds, *range(self._wanted_of(form))):
            # slips and options that were met less often come first, so that all are verified
            earlier = [_parts_drawn(expansion) for _, expansion in result]
            drawn = self._guarded(
                form.at, ("params",), partial(draw_variant, alone, seed, earlier), cost="draws"
            )
            if drawn is None:
                break
            # with few values the same variants occur again, and their results are known
            known = next((known for _, known in result if known.drawn.params == drawn.params), None)
            result.append((seed, known or VariantMaker(drawn)))
        return result

    def _wanted_of(self, form: Form) -> int:
        """Return how many variants show each slip and option; with parameters at least the usual number."""
        answers = [question.answer for question in form.questions]
        slips = (len(answer.slips) + answer.none for answer in answers if isinstance(answer, FaultSpec))
        pools = (len(answer.options) for answer in answers if answer.show)
        return max(*slips, *pools, 1, self._wanted if form.params else 1)

    def _verify_variant(
        self, expansion: VariantMaker, runs: Sequence[_QuestionRun], seed: int, count: int
    ) -> bool:
        begun = process_time()
        form = expansion.form
        for field, template in list_form_texts(form):
            self._rendered(expansion.texts.render, form.at, (field,), template, count)
        if not self._guarded((), form.at, lambda: expansion.questions):
            return False
        if form.figure is not None and count < _GRADED_VARIANTS:
            drawn = FigureExpansion(form.figure, expansion.scope, expansion.texts.render, "figure")
            self._figure(drawn, form.at, ("figure",))
        for index, claim in enumerate(form.claim):
            path = (*form.at, "claim", index)
            self._guarded((), path, partial(self._check_claim, expansion.scope, claim, path))
        for run, question in zip(runs, expansion.questions, strict=True):
            self._verify_question(question, run, seed, count, begun)
        return True

    def _check_claim(self, scope: DrawScope, claim: str, path: FieldPath) -> None:
        """Report a claim of the author that is false in this variant."""
        if not scope.is_true(scope.frame.read(claim, _join_field_path(path), "statement")):
            self._problem("error", "claim", path, f"{claim} is not true{self._draw_note}")

    def _rendered(
        self,
        render: Callable[[str, str], str],
        field_path: FieldPath,
        path: FieldPath,
        template: str,
        count: int,
    ) -> None:
        """Render the template below ``field_path``; check for left-over markup in the first variants."""
        if not template:
            return
        if "@" not in template and count:
            return  # it reads the same in every variant
        fill = partial(render, template, _join_field_path(path))
        text = self._guarded(field_path, path, fill, "template", cost="texts")
        if text is not None and count < _LINTED_VARIANTS:
            for message in markup_faults(text):
                self._problem("warning", "markup", (*field_path, *path), message)

    def _verify_question(
        self, expansion: StageMaker, run: _QuestionRun, seed: int, count: int, begun: float
    ) -> None:
        question_path = run.question.at
        for path, template in list_question_texts(run.question):
            self._rendered(expansion.text, question_path, path, template, count)
        if self._guarded(question_path, ("answer",), lambda: expansion.expect) is None:
            return
        self._took.append(run.took.setdefault(expansion, process_time() - begun))
        if count < _GRADED_VARIANTS:
            check_key = partial(self._check_key, expansion, run)
            self._guarded(question_path, ("answer",), check_key, cost=run.cost("key"))
            check_mistakes = partial(self._check_mistakes, expansion, run, count)
            self._guarded(question_path, ("wrong",), check_mistakes, cost=run.cost("mistakes"))
        check_claims = partial(self._check_claims, expansion, run)
        self._guarded(question_path, ("answer",), check_claims, cost=run.cost("claims"))
        confirm_key = partial(self._confirm, expansion, run, seed)
        self._guarded(question_path, ("witness",), confirm_key, "witness", run.cost_of_witness)
        for path, authored in figures_of(run.question) if count < _GRADED_VARIANTS else ():
            drawn = FigureExpansion(authored, expansion.scope, expansion.text, _join_field_path(path))
            figure = self._figure(drawn, question_path, path)
            if figure is not None and figure.show == "prompt":
                run.prompt_figures += 1
                run.revealing_figures += gives_key_away(figure, expansion.key)

    def _figure(self, expansion: FigureExpansion, field_path: FieldPath, path: FieldPath) -> Figure | None:
        """Return the drawn figure, and report names that do not fit into it."""
        with self._stopwatch.on("figures"):
            figure = self._guarded(field_path, path, expansion.figure, "figure", "figures")
            for message in find_unreadable_names(figure) if figure else ():
                self._problem("error", "figure", (*field_path, *path), message + self._draw_note)
            return figure

    def _check_key(self, expansion: StageMaker, run: _QuestionRun) -> None:
        """Report a key that the checker rejects, also rounded as asked, or in a formula's LaTeX."""
        expect, key, question_path = expansion.expect, expansion.key, run.question.at
        answer_path = (*question_path, "answer")
        run.keys.add(str(key))
        if isinstance(expect, SelfSpec):
            return
        is_of_ids = isinstance(expect, OptionsSpec) and isinstance(key, str)
        verdict = self._check(expect, tuple(str(key).split()) if is_of_ids else key)
        # the conditions of `any` are a second computation: the example is tried against them
        specs = [part for _, part in expect.parts] or [expect]
        run.is_witnessed = run.is_witnessed or all(isinstance(spec, ConditionsSpec) for spec in specs)

        def complain(code: str, verdict: Verdict, key_in_words: str) -> None:
            complaint = f"{verdict.message or verdict.code}{self._draw_note}"
            message = f"the checker calls the key {key_in_words}: {complaint}"
            self._problem("error", code, answer_path, message)

        if verdict.verdict != "correct":
            complain("key", verdict, f"{_quote_typed_key(key)} {verdict.verdict}")
            return
        for text in round_key_as_asked(expansion):
            verdict = self._check(expect, text)
            if verdict.verdict != "correct":
                rounded = f"when it is rounded as asked, {_quote_typed_key(text)} ({expect.rounding})"
                complain("rounding", verdict, f"{verdict.verdict} {rounded}")
        if isinstance(expect, FormulaSpec) and expect.shown:
            verdict = self._check(expect, expect.shown)
            if verdict.verdict != "correct":
                complain("spelling", verdict, f"{verdict.verdict} when it is written `{expect.shown}`")

    def _check(
        self, expect: Spec, answer: Key | tuple[str, ...], mistakes: Sequence[KnownMistake] = ()
    ) -> Verdict:
        """Return the verdict on an answer; one that is the same in every variant is judged once."""
        if not isinstance(answer, str):
            return check(expect, answer, mistakes=mistakes)
        question_key = (expect, answer, tuple((mistake.answer, mistake.say) for mistake in mistakes))
        try:
            return self._verdicts[question_key]
        except KeyError:
            return self._verdicts.setdefault(question_key, check(expect, answer, mistakes=mistakes))
        except TypeError:  # a mistake in only some of several parts
            return check(expect, answer, mistakes=mistakes)

    def _check_mistakes(self, expansion: StageMaker, run: _QuestionRun, count: int) -> None:
        """Report a known mistake that is not graded wrong with its own message."""
        mistakes = run.mistakes(expansion)
        run.dropped.update(mistakes.dropped.keys())
        for index, why in mistakes.dropped.items():
            run.reasons.setdefault(index, {})[why] = None
        # Known mistakes are graded in the first twelve variants, because grading costs most.
        if count >= 12:
            return
        for position, mistake in zip(mistakes.places, mistakes.kept, strict=False):
            answer = _complete_mistake(expansion, mistake.answer)
            verdict = self._check(expansion.expect, answer, mistakes.kept)
            if verdict.verdict == "wrong" and mistake.say in verdict.message:
                said = count or say_before_key(expansion.expect, expansion.key, answer, verdict)
                self._report.kept_back += not said
                continue
            is_wrong = verdict.verdict == "wrong"
            reply = f", and it says {verdict.message!r}" if is_wrong else f": {verdict.message}"
            complaint = f"{verdict.verdict}{reply}{self._draw_note}"
            message = f"the checker calls the mistake {_quote_typed_key(mistake.answer)} {complaint}"
            self._problem("error", "mistake", (*run.question.at, "wrong", position), message)

    def _dropped_mistakes(self, run: _QuestionRun, tried: int) -> None:
        for index, count in sorted(run.dropped.items()):
            # Max share of variants that may drop a mistake without a warning.
            share = 0.5 if self._exercise.pace else 0.2
            if count == tried or (tried >= 10 and count > share * tried):
                per_cent = f"{100 * count / tried:.0f} %"
                message = f"{' or '.join(run.reasons[index])} in {per_cent} of the variants"
                self._problem("warning", "dropped", (*run.question.at, "wrong", index), message)

    def _check_claims(self, expansion: StageMaker, run: _QuestionRun) -> None:
        answer, question_path = run.question.answer, run.question.at
        if isinstance(answer, FaultSpec):
            run.is_witnessed = all(slip.claim for slip in answer.slips)
            for field, fault in fault_claims(expansion.scope, answer):
                self._problem("error", "claim", (*question_path, field), fault + self._draw_note)
            slip, lines = expansion.slip, [line.text for line in answer.lines]
            if slip is not None and expansion.lines() == expansion.texts.each(lines, "answer.fault"):
                message = f"its lines read like the right ones{self._draw_note}"
                self._problem("error", "slip", (*question_path, "answer", "slips", slip.id), message)
        if not isinstance(answer, ChoicesSpec):
            return
        path = (*question_path, "answer", answer.kind)
        run.is_witnessed = all(option.claim for option in answer.options)
        for fault in choice_claims(expansion.scope, answer.options, _join_field_path(path)):
            self._problem("error", "claim", path, fault + self._draw_note)
        texts = [expansion.text(option.text, "answer") for option in answer.options]
        if len(set(texts)) < len(texts):
            self._problem("error", "options", path, f"two options read the same{self._draw_note}")

    def _confirm(self, expansion: StageMaker, run: _QuestionRun, seed: int) -> None:
        """Compare the key with its witness, and report where they differ."""
        witness_path = (*run.question.at, "witness")
        if "world" in run.question.witness:
            run.is_witnessed = _MADE_OF_LETTERS.fullmatch(self._exercise.id) is not None
            if not run.is_witnessed:
                message = f"world is no longer computed: {describe_removal('witness', 'world')}"
                self._problem("warning", "witness", witness_path, message)
            return
        is_first_variant = not run.is_witnessed
        try:
            for claimed in make_question_trials(expansion, seed):
                run.is_witnessed = True
                if is_on_same_ground(expansion, claimed):
                    run.has_witness_fault = True
                    message = "the witness writes the key out again; compute it another way"
                    self._problem("error", "same-ground", witness_path, message)
                    return
                finding = confirm_claim(claimed.trial)
                if finding.agrees and is_first_variant:
                    finding = confirm_by_sympy(claimed.trial) or finding
                if not finding.agrees:
                    run.has_witness_fault = True
                    of = f" of {claimed.part}" if claimed.part else ""
                    message = f"it contradicts the key{of}{self._draw_note}: {finding.message}"
                    self._problem("error", "witness", witness_path, message)
        except (BankError, CheckError):
            run.has_witness_fault = True
            raise

    def _warn_without_witness(self, form: Form, run: _QuestionRun) -> None:
        if run.is_witnessed or not _has_proof(run.question.answer):
            return
        path = (*run.question.at, "answer")
        is_quoted = self._exercise.topic.startswith("papers.")
        if not isinstance(run.question.answer, ChoicesSpec | FaultSpec):
            if not _is_text_to_remember(form, run.question, is_quoted=is_quoted):
                self._problem("warning", "no-witness", path, "no second computation confirms the key")
        elif form.has_stages and "which-method" not in self._exercise.tags:
            # choosing a method needs no claim, because that is not a computation
            message = "not every option or slip has a claim, so the whole chain counts as unwitnessed"
            self._problem("warning", "no-claim", path, message)

    def _count_distinct(self) -> None:
        """Count the variants that differ, and report where they are few."""
        is_parametrised = self._exercise.is_parametrised
        self._report.distinct = count_distinct(self._exercise) if is_parametrised else 1
        if not is_parametrised or self._exercise.pace:
            return
        answers = (question.answer for form in self._exercise.forms for question in form.questions)
        draws_otherwise = self._exercise.has_sisters or any(answer.slips or answer.show for answer in answers)
        if self._report.distinct < FEW_VARIANTS and not draws_otherwise:
            message = f"only {self._report.distinct} distinct variants"
            self._problem("warning", "few-variants", (*self._exercise.forms[0].at, "params"), message)


class _QuestionRun:
    """The results for one question, collected over the variants."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.keys: set[str] = set()
        self.dropped: Counter[int] = Counter()
        # Why each was dropped, in the order found.
        self.reasons: dict[int, dict[str, None]] = {}
        self.is_witnessed = False
        self.has_witness_fault = False
        self.prompt_figures = self.revealing_figures = 0
        """Figures shown with the prompt, and those of them that print the key."""
        # Seconds until the answer of each variant was worked out.
        self.took: dict[StageMaker, float] = {}
        self._mistakes: dict[StageMaker, Mistakes] = {}

    def cost(self, purpose: str) -> str:
        """Return the name of a question's computation, for an author who looks for slow ones."""
        where, _ = place_name(self.question.at)
        return f"{purpose} of {where}" if where else purpose

    @cached_property
    def cost_of_witness(self) -> str:
        """The same for its witness, with the head."""
        heads = [name for name in self.question.witness if name in HEADS]
        return self.cost(f"witness ({', '.join(heads)})" if heads else "witness")

    def mistakes(self, expansion: StageMaker) -> Mistakes:
        """Return the known mistakes of a variant, worked out once."""
        if expansion not in self._mistakes:
            self._mistakes[expansion] = expansion.mistakes()
        return self._mistakes[expansion]


def _parts_drawn(expansion: VariantMaker) -> dict[str, str]:
    """Return the drawn sister, slips and options, without the parameters."""
    names = (SISTER, SLIP, OPTIONS)
    return {name: value for name, value in expansion.drawn.params.items() if name.split(".")[0] in names}


def _join_field_path(path: FieldPath) -> str:
    return ".".join(map(str, path))


def _quote_typed_key(key: Key) -> str:
    """Return a key as one types it."""
    if isinstance(key, str):
        return f"`{key}`"
    return "`" + "; ".join(f"{name} = {part}" for name, part in key.items()) + "`"


def _complete_mistake(expansion: StageMaker, answer: Key) -> Key:
    """Return a mistake as a learner would type it: of parts the others are right."""
    if not isinstance(answer, str):
        if isinstance(expansion.key, Mapping):
            return {**expansion.key, **answer}
        return answer
    return answer


def _is_text_to_remember(form: Form, question: Question, *, is_quoted: bool) -> bool:
    """Return whether the key is a formula to remember: without declared names, or quoted from a paper."""
    answer = question.answer
    if not isinstance(answer, FormulaSpec):
        return False
    declared = (form.declared, question.declared)
    named = any(declarations.vars or declarations.names or declarations.let for declarations in declared)
    return is_quoted or not (named or answer.vars or answer.latex or form.params)


def _has_proof(answer: Spec) -> bool:
    """Return whether a second computation can confirm the key, or some part of it."""
    item = [part for _, part in answer.parts] or [answer]
    return any(KINDS[part.kind].proof for part in item)
