"""Check banks: their text, then every exercise's keys, mistakes and templates, in several processes.

Files and exercises that are unchanged since the last check are not read or verified again, so nothing heavy
is loaded for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Literal

from drill.banks.catalogue import bank_name_fault, topic_name_fault
from drill.banks.load import Found, find_at, find_banks, is_shelf, read_topic
from drill.banks.loaded_files import LoadedExercise, LoadedFile, ReadFile, Skills
from drill.banks.models import Exercise
from drill.errors import UsageError
from drill.files import shipped_banks
from drill.proving.bank_links import BankText, graph_findings, link_findings
from drill.proving.proof_cache import Proofs, Recorded
from drill.proving.reports import ExerciseReport, Finding, Summary, of_fault, of_problem, summarise_reports


@dataclass(frozen=True, slots=True)
class Step:
    """The progress of a check: files read, or exercises proved, before this run or in it."""

    doing: Literal["reading", "looking up", "proving"]
    done: int
    total: int
    # Exercises whose proofs are kept.
    kept: int = 0


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Task:
    """An exercise to verify, in the form that a session gets, over a number of variants."""

    exercise: Exercise
    item: str
    variants: int


# Verifies exercises, and yields the number of each task with its report, in the order of their completion.
Verify = Callable[[Sequence[Task]], Generator[tuple[int, ExerciseReport]]]


def verify_here(tasks: Sequence[Task]) -> Generator[tuple[int, ExerciseReport]]:
    """Verify exercises one by one in this process."""
    from drill.proving.verify import verify_exercise

    for number, task in enumerate(tasks):
        yield number, verify_exercise(task.exercise, item=task.item, variants=task.variants)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of proving one exercise: seconds of processor time, and those of its most expensive parts."""

    exercise: str
    path: str
    line: int
    seconds: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CheckedBank:
    """The findings and figures of one bank."""

    bank: str
    path: str
    summary: Summary
    findings: tuple[Finding, ...]
    # Number of exercises that were proved before and are unchanged.
    unchanged: int
    # Skills of a subject, checked whole, without an exercise.
    missing: tuple[str, ...] = ()
    cards: int = 0
    # Skills of a subject, checked whole, which no card explains.
    without_card: tuple[str, ...] = ()
    # The cost of proving each exercise, in this run or before, the slowest first.
    costs: tuple[Cost, ...] = ()
    # Number of exercises that were not proved, because they are unchanged since a recorded check.
    recorded: int = 0
    # All exercises that were read, by item, and those of them without an error, now or before.
    items: tuple[str, ...] = ()
    proved: tuple[Recorded, ...] = ()


@dataclass
class _Job:
    """One exercise to verify, and its report once there is one; what ``is_recorded`` is not verified."""

    file: LoadedFile
    loaded: LoadedExercise
    bank: str
    report: ExerciseReport | None = None
    was_proved: bool = False
    is_recorded: bool = False
    # Number of draws that are verified, or were.
    variants: int = 0

    @cached_property
    def exercise(self) -> Exercise:
        """The exercise as a session would get it."""
        return self.file.as_met(self.loaded.exercise)

    @property
    def row(self) -> Recorded:
        """The exercise as a line of a record."""
        item = f"{self.bank}/{self.loaded.entry.id}"
        return Recorded(item, self.loaded.entry.maths, self.loaded.entry.wording, self.variants)


def banks_at(paths: Sequence[Path], own_folder: Path) -> tuple[Found, ...]:
    """Return the banks that paths or their names name, or all shipped and own ones.

    Raises UsageError for a missing path that is not a bank's name either.
    """
    if not paths:
        return (*find_banks(shipped_banks()), *find_banks(own_folder))
    places = [_place_of(path, own_folder) for path in paths]
    return tuple(bank for place in places for bank in _banks_of(place, own_folder))


def _place_of(path: Path, own_folder: Path) -> Path:
    """Return an existing path, or the file or folder of the bank of this name. Raises UsageError if there is
    none."""
    named = (root / f"{path}{end}" for root in (own_folder, shipped_banks()) for end in ("", ".yaml"))
    place = next((place for place in (path, *named) if place.exists()), None)
    if place is None:
        raise UsageError(f"there is no file or folder {path}")
    return place


def _banks_of(path: Path, own_folder: Path) -> tuple[Found, ...]:
    """Return the banks at a path; a root folder of own or shipped banks, or a shelf, means all inside."""
    scope = path.resolve()
    for root in (own_folder.resolve(), shipped_banks().resolve()):
        if scope == root:
            return find_banks(path)
        if scope.parent == root and is_shelf(scope):
            return tuple(bank for bank in find_banks(root) if bank.path.parent == scope)
    return find_at(path)


def check_banks(
    banks: Sequence[Found],
    *,
    cache: Path,
    variants: int,
    verify: Verify = verify_here,
    progress: Progress = lambda step: None,
    read: ReadFile = read_topic,
    since: Collection[Recorded] = (),
) -> tuple[CheckedBank, ...]:
    """Check whole banks: text first, then ``verify`` every exercise over ``variants`` draws.

    With a record, ``since``, only exercises are verified that are new, changed, or were proved by fewer
    draws; the text of all is checked, since links are a matter of several.

    ``cache`` is the folder of earlier reports; ``read`` may know more formats than that of banks.
    """
    proofs = Proofs(cache, variants, read)
    heads = {bank.subject for bank in (*find_banks(shipped_banks()), *banks) if bank.subject}
    skills = Skills(skill for path in sorted(heads) for skill in proofs.subject(path).skills)
    texts: list[BankText] = []
    read_files, all_files = 0, sum(len(bank.files) for bank in banks)
    progress(Step("reading", 0, all_files))
    for bank in banks:
        texts.append(_read_bank_text(bank, proofs))
        read_files += len(bank.files)
        progress(Step("reading", read_files, all_files))
    work = [
        [_Job(file, loaded, text.id) for file in text.files for loaded in file.exercises] for text in texts
    ]
    draws = {row.form: row.variants for row in sorted(since, key=attrgetter("variants"))}
    for job in (job for jobs_of_bank in work for job in jobs_of_bank):
        recorded = draws.get(job.row.form, 0)
        job.is_recorded, job.variants = recorded >= variants, max(recorded, variants)
    jobs = [job for jobs_of_bank in work for job in jobs_of_bank if not job.is_recorded]
    for number, job in enumerate(jobs):
        progress(Step("looking up", number, len(jobs)))
        job.report = proofs.report(job.file.path, job.exercise)
        job.was_proved = job.report is not None
    _verify_unproved_jobs(jobs, proofs, variants, verify, progress)
    for bank_jobs in work:
        _forget_gone(proofs, bank_jobs)
    faults = [*link_findings(texts, skills)]
    checked: list[CheckedBank] = []
    for bank, text, bank_jobs in zip(banks, texts, work, strict=True):
        reported = [(job, job.report) for job in bank_jobs if job.report is not None]
        reports = [report for _, report in reported]
        recorded_jobs = sum(job.is_recorded for job in bank_jobs)
        findings = [*_text_findings(bank, text, skills, proofs)]
        findings += (fault for fault in faults if any(fault.path == file.path for file in text.files))
        for job, report in reported:
            findings += (of_problem(job.file.path, job.loaded, problem) for problem in report.problems)
        figures, whole = summarise_reports(reports), _own_skills(bank, proofs)
        findings.sort(key=lambda finding: (finding.path, finding.line, finding.column))
        trained = {job.exercise.skill for job in bank_jobs}
        cards = {name for file in text.files for name in file.cards}
        checked.append(
            CheckedBank(
                bank.id, str(bank.path), figures, tuple(findings),
                unchanged=sum(job.was_proved for job in bank_jobs),
                missing=tuple(skill for skill in whole if skill not in trained), cards=len(cards),
                without_card=tuple(skill for skill in whole if skill not in cards),
                costs=_list_costs(reported), recorded=recorded_jobs,
                items=tuple(job.row.item for job in bank_jobs),
                proved=tuple(_find_proved_rows(bank_jobs, findings)),
            )
        )  # fmt: skip
    proofs.prune()
    return tuple(checked)


def _find_proved_rows(jobs: Sequence[_Job], findings: Sequence[Finding]) -> Iterator[Recorded]:
    """Yield the exercises that a record has or may have: proved to the end, and without an error."""
    faulty = {(finding.path, finding.exercise) for finding in findings if finding.severity == "error"}
    for job in jobs:
        is_proved = job.is_recorded or (job.report is not None and not job.report.is_cut_short)
        if is_proved and (job.file.path, job.loaded.entry.id) not in faulty:
            yield job.row


def prove_file(file: LoadedFile, bank: str, variants: int) -> tuple[list[Finding], int, int]:
    """Prove, in this process, the exercises of a file that lies in no bank yet.

    Returns the findings, the number of tried slips of keys, and the number that the witnesses caught.
    """
    from drill.proving.verify import verify_exercise

    findings = [*map(of_fault, file.problems)]
    tried = caught = 0
    for loaded in file.exercises:
        item = f"{bank}/{loaded.entry.id}"
        report = verify_exercise(file.as_met(loaded.exercise), item=item, variants=variants)
        findings += (of_problem(file.path, loaded, problem) for problem in report.problems)
        tried, caught = tried + report.mutants, caught + report.caught
    return findings, tried, caught


def _read_bank_text(bank: Found, proofs: Proofs) -> BankText:
    """Read the bank's files; a single file of a subject is read with its neighbours, for unique ids."""
    files = tuple(map(proofs.file, bank.files))
    whole = find_at(bank.subject.parent) if bank.subject is not None else ()
    paths = [path for neighbour in whole for path in neighbour.files if path not in bank.files]
    return BankText(bank.id, bank.subject, files, tuple(map(proofs.file, paths)))


def _forget_gone(proofs: Proofs, jobs: Sequence[_Job]) -> None:
    by_file: dict[str, list[Exercise]] = {}
    for job in jobs:
        by_file.setdefault(job.file.path, []).append(job.exercise)
    for path, exercises in by_file.items():
        proofs.keep_only(path, exercises)


def _list_costs(reported: Sequence[tuple[_Job, ExerciseReport]]) -> tuple[Cost, ...]:
    costs = (
        Cost(job.loaded.entry.id, job.file.path, job.loaded.entry.line, report.seconds, report.costs)
        for job, report in reported
    )
    return tuple(sorted(costs, key=lambda cost: -cost.seconds))


def _text_findings(bank: Found, text: BankText, skills: Skills, proofs: Proofs) -> Iterator[Finding]:
    """Return the findings of loading, and of the text alone."""
    bank_fault = bank_name_fault(bank.id, bank.path)
    if bank_fault is not None:
        yield of_fault(bank_fault)
    for file in text.files:
        topic_fault = None if bank_fault else topic_name_fault(file.topic or Path(file.path).stem, file.path)
        if topic_fault is not None:
            yield of_fault(topic_fault)
        yield from map(of_fault, file.problems)
    if bank.subject is not None:
        yield from map(of_fault, proofs.subject(bank.subject).problems)
        yield from graph_findings(bank.subject, skills)


def _own_skills(bank: Found, proofs: Proofs) -> tuple[str, ...]:
    """Return the skills that a subject describes, if the subject was checked whole."""
    if bank.subject is None or not bank.path.is_dir():
        return ()
    return tuple(skill.id for skill in proofs.subject(bank.subject).skills)


def _verify_unproved_jobs(
    jobs: Sequence[_Job], proofs: Proofs, variants: int, verify: Verify, progress: Progress
) -> None:
    """Verify the exercises that are not proved yet, and keep each report as it comes."""
    due = [job for job in jobs if not job.was_proved]
    if not due:
        return
    kept = len(jobs) - len(due)
    progress(Step("proving", kept, len(jobs), kept))
    tasks = [Task(job.exercise, f"{job.bank}/{job.loaded.entry.id}", variants) for job in due]
    with closing(verify(tasks)) as reports:  # an interruption ends the workers
        for done, (number, report) in enumerate(reports, kept + 1):
            job = due[number]
            job.report = report
            proofs.keep(job.file.path, job.exercise, report)
            kept += not report.is_cut_short
            progress(Step("proving", done, len(jobs), kept))
