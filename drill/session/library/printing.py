"""A sheet to print: exercises with their numbers drawn, and for a paper the reader's notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from drill.banks.draws import Stage, Variant, seed_for
from drill.banks.load import Progress
from drill.banks.models import SISTER
from drill.drawing.figure import Figure
from drill.errors import DrillError
from drill.exchange import DeckNote
from drill.gyr.entry import Entry
from drill.session.key_display import LETTERS, shown_key
from drill.session.scope import resolve
from drill.session.standing.paper_names import is_paper
from drill.session.titles import title_of
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """The content of a sheet; ``problems`` name the missing exercises, with reasons."""

    title: str
    exercises: Mapping[str, Variant]
    """By their headings: a number and a title."""
    # Markdown; empty if it is not a paper's, or there are no notes.
    notes: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; one of level 1 begins a page."""

    level: int
    text: str


# A text is Markdown with ``$…$``.
SheetPart = Heading | Figure | str


def sheet_to_print(
    workspace: Workspace, word: str, seed: int = 0, on_progress: Progress = lambda done, total: None
) -> PrintedSheet:
    """Return the exercises of a bank, topic, skill or item, with the numbers of ``seed``.

    ``on_progress`` receives the number of exercises drawn so far, and the total.

    Raises:
        UsageError: the word names nothing; the message has the nearest names.
    """
    entries = resolve(workspace.catalogue, [word]).entries
    problems: list[str] = []

    def prepare(entry: Entry) -> Variant | None:
        try:
            exercise = workspace.catalogue.exercise(entry.item)
            return workspace.prepare(exercise, item=entry.item, seed=_mix_seed(entry.item, seed))
        except DrillError as error:
            problems.append(f"{entry.item} is left out: {error.message}")
            return None

    exercises: dict[str, Variant] = {}
    with ThreadPoolExecutor(2) as pool:  # as many as there are workers
        for done, (entry, variant) in enumerate(zip(entries, pool.map(prepare, entries), strict=True)):
            on_progress(done, len(entries))
            if variant is not None:
                title = title_of(workspace, entry.item) or entry.id
                exercises[f"{len(exercises) + 1}  {title}"] = variant
    return PrintedSheet(
        _find_sheet_title(workspace, word, entries[0]),
        exercises,
        _write_paper_notes(workspace, word),
        tuple(problems),
    )


def _mix_seed(item: str, seed: int) -> int:
    """Return an exercise's own seed, so that right options stand at several places of a sheet."""
    return seed_for(item, "print", 0, "", seed)


def deck_notes(
    workspace: Workspace, word: str, seed: int = 0, on_progress: Progress = lambda done, total: None
) -> tuple[str, list[DeckNote], list[str]]:
    """Return the title of a deck, a note per exercise and sister, and the exercises left out.

    ``on_progress`` receives the number of exercises drawn so far, and the total.

    Derivations in stages make none. Raises UsageError as `sheet_to_print` does.
    """
    entries = resolve(workspace.catalogue, [word]).entries
    notes: list[DeckNote] = []
    problems: list[str] = []
    for done, entry in enumerate(entries):
        on_progress(done, len(entries))
        if entry.stages > 1:
            problems.append(f"{entry.item} is left out: it goes in stages")
            continue
        try:
            exercise = workspace.catalogue.exercise(entry.item)
            for form in exercise.forms:
                wanted = {SISTER: form.sister} if form.sister else None
                mixed = _mix_seed(entry.item, seed)
                variant = workspace.prepare(exercise, item=entry.item, seed=mixed, wanted=wanted)
                notes.append(_make_printed_note(workspace, entry, form.sister, variant))
        except DrillError as error:
            problems.append(f"{entry.item} is left out: {error.message}")
    return _find_sheet_title(workspace, word, entries[0]), notes, problems


def _make_printed_note(workspace: Workspace, entry: Entry, sister: str, variant: Variant) -> DeckNote:
    stage = variant.only
    front = "\n\n".join(part for part in _list_question_parts(variant) if isinstance(part, str))
    typed = stage.key if isinstance(stage.key, str) and not stage.options and not stage.lines else ""
    title = title_of(workspace, entry.item) or entry.id
    id_ = f"{entry.item}#{sister}" if sister else entry.item
    return DeckNote(
        id_,
        title,
        front,
        shown_key(stage, stage.key),
        "\n\n".join(filter(None, (stage.reason, *stage.steps))),
        typed,
    )


def sheet_parts(sheet: PrintedSheet, *, solutions: bool) -> Iterator[SheetPart]:
    """Yield the parts of a sheet, in order: the exercises, the notes, the keys on a page at the end.

    With ``solutions`` the worked solutions follow the keys.
    """
    yield Heading(1, sheet.title)
    for heading, variant in sheet.exercises.items():
        yield Heading(3, heading)
        yield from _list_question_parts(variant)
    if sheet.notes:
        yield from _as_parts(sheet.notes)
    yield Heading(1, "Solutions" if solutions else "Keys")
    for heading, variant in sheet.exercises.items():
        yield Heading(3, heading)
        for index, stage in enumerate(variant.stages, 1):
            lead = f"Stage {index}: " if variant.is_chain else ""
            yield lead + shown_key(stage, stage.key)
            if solutions:
                yield from _list_solution_parts(stage)


def _list_question_parts(variant: Variant) -> Iterator[SheetPart]:
    if variant.is_chain:
        yield variant.setting
        if variant.figure is not None:
            yield variant.figure
    for index, stage in enumerate(variant.stages, 1):
        yield f"**Stage {index}.** {stage.prompt}" if variant.is_chain else stage.prompt
        if stage.figure is not None:
            yield stage.figure
        for number, line in enumerate(stage.lines, 1):
            yield f"{number}) {line}"
        for letter, option in zip(LETTERS, stage.options, strict=False):
            yield f"{letter}) {option.text}"
            if option.id in stage.option_figures:
                yield stage.option_figures[option.id]


def _list_solution_parts(stage: Stage) -> Iterator[SheetPart]:
    if stage.reason:
        yield stage.reason
    for index, step in enumerate(stage.steps):
        yield step
        if stage.step_figures and (figure := stage.step_figures[index]) is not None:
            yield figure


def _find_sheet_title(workspace: Workspace, word: str, first: Entry) -> str:
    """Return the title of a bank, topic or skill, else the word."""
    topic = workspace.catalogue.topic(first)
    skill = workspace.catalogue.skills.get(first.skill)
    titles: dict[str, str] = {first.topic: topic.title, first.skill: skill.title if skill else word}
    bank = workspace.catalogue.bank(word)
    if bank is not None:
        return bank.title
    return titles.get(word.rpartition("/")[2], word)


def _write_paper_notes(workspace: Workspace, word: str) -> str:
    from drill.session.key_display import adapt_markdown_for_terminal
    from drill.session.papers.note_page import to_markdown
    from drill.session.papers.workbook import open_paper

    if not (is_paper(word) and word.count("/") == 1):
        return ""
    view = open_paper(workspace, word)
    is_noted = any(heading.is_written for part in view.notes for heading in part.headings)
    if is_noted or view.unplaced:
        return adapt_markdown_for_terminal(to_markdown(view))
    return ""


def _as_parts(markdown: str) -> Iterator[SheetPart]:
    """Yield a document as parts: its headings, and all that is between two of them."""
    between: list[str] = []
    for paragraph in markdown.split("\n\n"):
        marks, _, text = paragraph.partition(" ")
        if not marks or set(marks) != {"#"}:
            between.append(paragraph)
            continue
        if between:
            yield "\n\n".join(between)
        between = []
        yield Heading(len(marks), text)
    if between:
        yield "\n\n".join(between)
