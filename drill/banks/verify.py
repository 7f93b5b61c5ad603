"""Checking exercises: templates, keys against witnesses and the checker, known mistakes, variants, mutants.

One exercise is verified on its own, from plain data to plain data, so that many run in several processes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from time import process_time

from drill.banks.claims import is_on_same_ground, witnessed
from drill.banks.distinct import count_distinct
from drill.banks.draw import Draw, draw
from drill.banks.exempt import WITHOUT_WITNESS, is_text_to_remember
from drill.banks.expand import Expansion, Mistakes
from drill.banks.hidden import hidden_names
from drill.banks.keys import written_factors
from drill.banks.markup import markup_faults
from drill.banks.mutation import judge_slips
from drill.banks.patience import OutOfTime, time_limit
from drill.banks.reports import ExerciseReport, Problem, Severity, Summary, summary
from drill.banks.respell import respellings
from drill.banks.variant import Key, as_answer
from drill.banks.witnesses import confirm
from drill.banks.witnesses.statements import claims
from drill.checking.fields import kind_of
from drill.checking.table import LETTERED
from drill.errors import BankError, CheckError

__all__ = ["ExerciseReport", "Problem", "Summary", "summary", "verify_exercise"]

TIME_LIMIT_S = 60.0
"""An exercise that takes more computing than this is given up and named."""
_SLOW_S = 0.7
"""A session waits two seconds for a variant, on whatever machine: half of that here is worth a warning."""
_DROPPED_SHARE = 0.2
"""A mistake that is dropped in more of the variants than this is worth a warning."""
_MANY = 10
"""Variants from which on a share says something."""
_GRADED_VARIANTS = 25
"""Grading costs far more than all else, so that keys and mistakes are graded in the first variants only."""
_MISTAKEN_VARIANTS = 12
_SPELT_VARIANTS = 5
_LINTED_VARIANTS = 5
_FEW_VARIANTS = 20
_OF_VALUES = frozenset({"value", "where", "too-large"})
"""Faults that some values have and others may not."""


def verify_exercise(exercise: Mapping[str, object], *, item: str, variants: int = 20) -> ExerciseReport:
    """Verify one exercise over a number of variants; never raises for what the exercise holds."""
    verification = _Verification(exercise, item, variants)
    try:
        with time_limit(TIME_LIMIT_S):
            return verification.report()
    except OutOfTime:
        return verification.given_up()


class _Verification:
    """One exercise under verification; every step adds to the report."""

    def __init__(self, exercise: Mapping[str, object], item: str, variants: int) -> None:
        self._exercise = exercise
        self._item = item
        self._wanted = variants
        self._report = ExerciseReport(
            exercise=str(exercise.get("id", "")),
            skill=str(exercise.get("skill") or ""),
            parametrised=bool(exercise.get("params")),
        )
        self._step = ""
        self._at = ""
        self._took: list[float] = []
        self._seen: Counter[tuple[str, str]] = Counter()
        self._dropped: Counter[int] = Counter()

    def given_up(self) -> ExerciseReport:
        """What was found until the time limit."""
        at = f", in {self._step}" if self._step else ""
        message = f"verifying it takes more than {TIME_LIMIT_S:g} s of computing{at}; simplify it there"
        self._problem("error", "timeout", self._step, message)
        self._report.is_cut_short = True
        return self._report

    def report(self) -> ExerciseReport:
        """Run all steps."""
        expansions = self._expansions()
        self._report.tried = len(expansions)
        for count, (seed, expansion) in enumerate(expansions):
            self._at = f", for {_values(expansion.drawn)} (seed {seed})" if expansion.drawn.params else ""
            self._verify_variant(expansion, seed, count)
        self._at = ""
        self._dropped_mistakes(len(expansions))
        if expansions:
            self._guarded("witness", lambda: self._mutate(expansions))
            self._guarded("prompt", self._count_distinct)
        self._warn_without_witness()
        self._warn_of_hidden_names()
        self._warn_of_short_ids()
        if len(self._took) > _LINTED_VARIANTS and median(self._took) > _SLOW_S:
            message = f"preparing a variant takes {median(self._took):.1f} s; a session waits 2 s at most"
            self._problem("warning", "slow", "answer", message)
        self._count_repeated()
        return self._report

    def _problem(self, severity: Severity, code: str, place: str, message: str) -> None:
        """Note a problem; the same one in further variants is not repeated."""
        self._seen[code, place] += 1
        if self._seen[code, place] == 1:
            self._report.problems.append(Problem(severity, code, place, message))

    def _count_repeated(self) -> None:
        """Say of a problem that further variants have too in how many it is."""
        tried = self._report.tried
        self._report.problems[:] = [
            replace(problem, message=f"{problem.message} (in {count} of {tried} variants)")
            if 1 < (count := self._seen[problem.code, problem.field]) <= tried
            else problem
            for problem in self._report.problems
        ]

    def _guarded(self, place: str, step: Callable[[], None], code: str = "value") -> bool:
        """Run a step; what it raises becomes a problem. Returns whether it went through."""
        self._step = place
        try:
            step()
        except BankError as error:
            named = error.code if error.code != "bank" else code
            at = self._at if named in _OF_VALUES else ""
            self._problem("error", named, error.field or place, _sentence(error) + at)
            return False
        except CheckError as error:
            self._problem("error", code, place, _sentence(error) + self._at)
            return False
        except RecursionError:
            self._problem("error", "too-large", place, "it is nested too deep" + self._at)
            return False
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
            # a value of a kind that nobody expected there: one exercise does not end the check of a bank
            said = f"it cannot be worked out ({type(error).__name__}: {error})"
            self._problem("error", code, place, said + self._at)
            return False
        return True

    def _expansions(self) -> list[tuple[int, Expansion]]:
        """The variants to verify: pinned seeds first, then as many others as are wanted."""
        found: list[tuple[int, Expansion]] = []
        wanted = self._wanted if self._report.parametrised else 1
        pinned = [int(str(seed)) for seed in self._exercise.get("seeds") or ()]  # type: ignore[union-attr]
        for seed in (*pinned, *range(wanted)):

            def expand(seed: int = seed) -> None:
                found.append((seed, Expansion(self._exercise, draw(self._exercise, seed))))

            if not self._guarded("params", expand):
                break
        return found

    def _verify_variant(self, expansion: Expansion, seed: int, count: int) -> None:
        begun = process_time()
        texts: list[tuple[str, str]] = []
        for place, template in _templates(self._exercise):

            def render(place: str = place, template: str = template) -> None:
                texts.append((place, expansion.text(template, place)))

            self._guarded(place, render, "template")
        if count < _LINTED_VARIANTS:
            for place, message in markup_faults(texts):
                self._problem("warning", "markup", place, message)
        expects: list[dict[str, object]] = []
        if not self._guarded("answer", lambda: expects.append(expansion.expect())):
            return
        expect = expects[0]
        self._took.append(process_time() - begun)
        if count < _GRADED_VARIANTS:
            self._guarded("answer", lambda: self._key_is_taken(expansion, expect, count))
        self._guarded("wrong", lambda: self._mistakes(expansion, expect, count))
        self._guarded("answer", lambda: self._claims(expansion))
        self._guarded("witness", lambda: self._confirm(expansion, expect, seed), "witness")

    def _answer(self) -> Mapping[str, object]:
        return self._exercise["answer"]  # type: ignore[return-value]

    def _key_is_taken(self, expansion: Expansion, expect: Mapping[str, object], count: int) -> None:
        """The checker takes the key, and the first variants' key in other spellings."""
        from drill.checking.check import check

        key = expansion.key(expect)
        kind = kind_of(expect)
        if kind == "self":
            return
        verdict = check(expect, as_answer(kind, key))
        # the conditions of `any` are a second computation: the example is tried against them
        self._report.witnessed = self._report.witnessed or kind == "any"
        if verdict.verdict != "correct":
            said = verdict.message or verdict.code
            self._problem(
                "error",
                "key",
                "answer",
                f"the checker calls the key {_shown(key)} {verdict.verdict}: {said}{self._at}",
            )
            return
        if count < _SPELT_VARIANTS:
            for text in respellings(expansion, expect, key, count):
                verdict = check(expect, text)
                if verdict.verdict != "correct" and verdict.code != "form":
                    said = verdict.message or verdict.code
                    message = f"the checker calls the key {verdict.verdict} when it is written {_shown(text)}"
                    message += f": {said}{self._at}"
                    self._problem("error", "spelling", "answer", message)

    def _mistakes(self, expansion: Expansion, expect: Mapping[str, object], count: int) -> None:
        """Every known mistake is graded wrong with its own message."""
        from drill.checking.check import check

        mistakes: Mistakes = expansion.mistakes(expect)
        self._dropped.update(mistakes.dropped)
        if count >= _MISTAKEN_VARIANTS:
            return
        for place, mistake in zip(mistakes.places, mistakes.kept, strict=True):
            verdict = check(expect, _full(expansion, expect, mistake.answer), mistakes=mistakes.kept)
            if verdict.verdict == "wrong" and mistake.say in verdict.message:
                continue
            said = (
                f", and it says {verdict.message!r}" if verdict.verdict == "wrong" else f": {verdict.message}"
            )
            message = (
                f"the checker calls the mistake {_shown(mistake.answer)} {verdict.verdict}{said}{self._at}"
            )
            self._problem("error", "mistake", f"wrong.{place}", message)

    def _dropped_mistakes(self, tried: int) -> None:
        for place, count in sorted(self._dropped.items()):
            if count == tried or (tried >= _MANY and count > _DROPPED_SHARE * tried):
                share = f"{100 * count / tried:.0f} %"
                message = f"equals the key or an earlier mistake, or has no value, in {share} of the variants"
                self._problem("warning", "dropped", f"wrong.{place}", message)

    def _claims(self, expansion: Expansion) -> None:
        kind = kind_of(self._answer())
        if kind not in ("choice", "choices"):
            return
        options: Sequence[Mapping[str, object]] = self._answer()[kind]  # type: ignore[assignment]
        self._report.witnessed = self._report.witnessed or all("claim" in option for option in options)
        for fault in claims(expansion.scope, list(options), f"answer.{kind}"):
            self._problem("error", "claim", f"answer.{kind}", fault + self._at)
        texts = [
            expansion.text(str(option.get("right") or option.get("wrong")), "answer") for option in options
        ]
        if len(set(texts)) < len(texts):
            self._problem("error", "options", f"answer.{kind}", f"two options read the same{self._at}")

    def _confirm(self, expansion: Expansion, expect: Mapping[str, object], seed: int) -> None:
        """The key against its witness."""
        for claimed in witnessed(expansion, expect, seed):
            self._report.witnessed = True
            if is_on_same_ground(expansion, claimed):
                message = "the witness writes the key out again; compute it another way"
                self._problem("error", "same-ground", "witness", message)
                return
            finding = confirm(claimed.trial)
            if not finding.agrees:
                of = f" of {claimed.part}" if claimed.part else ""
                message = f"it contradicts the key{of}{self._at}: {finding.message}"
                self._problem("error", "witness", "witness", message)

    def _warn_without_witness(self) -> None:
        kind = kind_of(self._answer())
        is_due = kind not in WITHOUT_WITNESS and kind not in ("choice", "choices")
        if not self._report.witnessed and is_due and not is_text_to_remember(self._exercise):
            self._problem("warning", "no-witness", "answer", "no second computation confirms the key")

    def _warn_of_short_ids(self) -> None:
        """A letter that is shown comes before an id: of ids that are letters none can be typed."""
        answer = self._answer()
        kind = kind_of(answer)
        options: Sequence[Mapping[str, object]] = answer[kind] if kind in LETTERED else ()  # type: ignore[assignment]
        short = next((str(option["id"]) for option in options if len(str(option.get("id", "--"))) < 2), "")
        if short:
            message = (
                f"the id {short} may be taken for a letter that is shown; give ids two characters or more"
            )
            self._problem("warning", "option-id", f"answer.{kind}", message)

    def _warn_of_hidden_names(self) -> None:
        """Declared names beat constants and functions of that name; the author may have meant these."""
        for field, name, meant in hidden_names(self._exercise):
            self._problem("warning", "hidden-name", field, f"{name} is declared, so here it is not {meant}")

    # --- variants and mutants --------------------------------------------------------------------------

    def _mutate(self, expansions: Sequence[tuple[int, Expansion]]) -> None:
        """Slips of the key, unless the witness is at fault itself."""
        if not any(problem.field.startswith("witness") for problem in self._report.problems):
            judge_slips(expansions, self._report)
        if self._report.missed:
            shown = "; ".join(self._report.missed[:3])
            self._problem("warning", "missed", "witness", f"it takes slips for the key: {shown}")

    def _count_distinct(self) -> None:
        """Distinct variants: by the rendered prompt, by the key only where prompts are the same."""
        if not self._report.parametrised:
            self._report.distinct = 1
            return
        self._report.distinct = count_distinct(self._exercise, self._wanted)
        if self._report.distinct < _FEW_VARIANTS:
            message = f"only {self._report.distinct} distinct variants"
            self._problem("warning", "few-variants", "params", message)


def _shown(key: Key) -> str:
    """A key as one types it."""
    if isinstance(key, str):
        return f"`{key}`"
    return "`" + "; ".join(f"{name} = {part}" for name, part in key.items()) + "`"


def _values(drawn: Draw) -> str:
    return ", ".join(f"{name} = {text}" for name, text in drawn.params.items())


def _sentence(error: CheckError | BankError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _full(expansion: Expansion, expect: Mapping[str, object], answer: Key) -> Key:
    """A mistake as a learner would type it: an antiderivative with its constant, parts beside right ones."""
    if isinstance(answer, Mapping):
        key = expansion.key(expect)
        return {**(key if isinstance(key, Mapping) else written_factors(key)), **answer}
    return expansion.answers.shown(expect, answer) if kind_of(expect) == "antiderivative" else answer


def _templates(exercise: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """All texts of an exercise that may hold values, with their fields."""
    for name in ("prompt", "theory", "shape", "motion"):
        if exercise.get(name):
            yield name, str(exercise[name])
    for name in ("hints", "steps"):
        for place, text in enumerate(exercise.get(name) or ()):  # type: ignore[var-annotated, arg-type]
            yield f"{name}.{place}", str(text)
    for place, mistake in enumerate(exercise.get("wrong") or ()):  # type: ignore[var-annotated, arg-type]
        yield f"wrong.{place}.say", str(mistake["say"])
    answer: Mapping[str, object] = exercise["answer"]  # type: ignore[assignment]
    kind = kind_of(answer)
    if kind not in LETTERED:
        return
    for place, option in enumerate(answer[kind]):  # type: ignore[var-annotated, arg-type]
        for name in ("right", "wrong", "say", "text"):
            if name in option:
                yield f"answer.{kind}.{place}.{name}", str(option[name])
