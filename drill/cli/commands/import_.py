"""``drill import``: a paper's formulas, a deck's cards or a textbook's numbers become exercises."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.cli.output import ProgressLine
from drill.codec import pick_fields, to_json_value
from drill.errors import PaperError, UsageError, describe_removal
from drill.files import find
from drill.text import count, name_some

if TYPE_CHECKING:
    from drill.exchange import DeckBank, DeckFormat
    from drill.papers import Origin, Paper
    from drill.session.papers.paper_import import Imported, ShippedLike
    from drill.session.papers.workbook_views import FormulaView
    from drill.typeset import Tier

_SOURCES = ("paper", "table", "anki", "book")
# Suffixes of papers, unless the text looks like a deck.
_MAYBE_DECKS = (".txt", ".text", ".md", ".markdown")
# Max lines about rejected parts; the rest is counted.
_MOST_LEFT_OUT = 5
# Max unreadable formulas that are named.
_MOST_UNREAD = 5
# Max formulas to drill: far more than a paper has.
_MOST_FORMULAS = 10_000
# Max characters of a text that a line repeats, and of a list of names.
_LONGEST_TOLD = 40
_LONGEST_NAMES = 200
# Kinds of exercises that earlier versions made.
_FORMER_KINDS = "kind of paper exercise"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the source, and the place of its bank."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a .tex file, a folder, an archive as arXiv gives it, Markdown, arXiv HTML, an arXiv id or URL; "
        "a sheet of its formulas (NAME.sheet.yaml); a .csv or .tsv table; an Anki deck (.apkg, .txt); "
        "a book's list (.yaml); - reads a chat's answer to drill brief --formulas",
    )
    parser.add_argument(
        "--as",
        dest="as_",
        type=_read_source_kind,
        choices=_SOURCES,
        help="what the source is, if its name misleads",
    )
    parser.add_argument(
        "--columns",
        default="",
        metavar="NAME=COLUMN,…",
        help="for a table without a header: prompt=1,answer=2; also title, hint, steps, skill, kind, guid",
    )
    parser.add_argument(
        "--separator",
        default="",
        metavar="NAME",
        help="what parts the columns of a table: comma, semicolon, tab, pipe, colon, space (seen by itself)",
    )
    parser.add_argument(
        "-o",
        dest="out",
        type=Path,
        metavar="FILE",
        help="the exercises' file (a .yaml): what is confirmed goes into it",
    )
    parser.add_argument(
        "--sheet",
        type=Path,
        metavar="FILE",
        help="a sheet that you filled in: what it says about the symbols counts as yours",
    )
    parser.add_argument(
        "--formulas",
        metavar="N",
        help="drill the N most central formulas of a paper, or all (8, or as many as before)",
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be made")
    parser.add_argument(
        "--again",
        action="store_true",
        help="for a deck or table: read again the answers that are here already",
    )
    parser.add_argument(
        "--accept-safe",
        action="store_true",
        help="keep a second author's exercises, too, without review, if their keys are confirmed",
    )
    output.add_json_option(parser)


def _read_source_kind(name: str) -> str:
    if instead := describe_removal("source", name):
        raise argparse.ArgumentTypeError(f"{name} is no longer read: {instead}")
    return name


def _kind_of(source: str) -> str:
    """Return the kind of a source: by its name, or by its beginning."""
    from drill.exchange import deck_format
    from drill.papers import SHEET_SUFFIX

    if source.lower().endswith(SHEET_SUFFIX):
        return "paper"
    is_list = source.lower().endswith((".yaml", ".yml"))
    return "book" if is_list else deck_format(Path(source)) or "paper"


def run(arguments: argparse.Namespace) -> int:
    """Read the source, keep the permitted part, and report."""
    if arguments.source == "-":
        from drill.session.papers.paper_import import save_pasted_paper

        arguments.source = str(save_pasted_paper(find(os.environ), output.text_from_input()))
    match arguments.as_ or _kind_of(arguments.source):
        case "book":
            return _import_book(arguments)
        case "table" | "anki" as form:
            return _import_deck(arguments, form)
        case _:
            try:
                return _import_paper(arguments)
            except PaperError as error:
                if not arguments.as_ and arguments.source.lower().endswith(_MAYBE_DECKS):
                    hint = f"{error.hint}; " if error.hint else ""
                    error.hint = f"{hint}a deck or table is read with --as anki or table"
                raise


def _import_book(arguments: argparse.Namespace) -> int:
    from drill.cli.commands.add import tell
    from drill.exchange import import_list

    out = _require_bank_file_path(arguments.out)
    changed = import_list(Path(arguments.source), find(os.environ), out, is_dry=arguments.dry_run)
    tell(changed, is_dry=arguments.dry_run, as_json=arguments.json)
    return 0


def _import_deck(arguments: argparse.Namespace, form: DeckFormat) -> int:
    from drill.exchange import import_deck

    deck = import_deck(
        Path(arguments.source),
        find(os.environ),
        as_=form,
        columns=arguments.columns,
        separator=arguments.separator,
        out=_require_bank_file_path(arguments.out),
        is_dry=arguments.dry_run,
        is_anew=arguments.again,
    )
    if arguments.json:
        output.emit_json(_deck_shape(deck))
    else:
        _report_deck(deck, arguments)
    return 0


def _deck_shape(deck: DeckBank) -> dict[str, object]:
    own = "title bank path rows new edited corrected gone notes texts skipped(line why)"
    return {
        **pick_fields(deck, own, "exercises=kinds unknown_columns=unknown"),
        "kept": [{"line": line, "answer": old, "now": now} for line, old, now in deck.unchanged],
        "by_learner": [{"line": line, "answer": key, "why": why} for line, key, why in deck.by_learner],
        "media": [{"line": line, "side": side, "what": what} for line, side, what in deck.media],
    }


def _report_deck(deck: DeckBank, arguments: argparse.Namespace) -> None:
    width = output.terminal_width()
    output.emit_wrapped(f"{deck.title}: {count(deck.rows, 'row')}", width)
    for kind, number in deck.kinds.most_common():
        output.emit_text(f"  {number:6}  {'you judge them yourself' if kind == 'self' else kind}")
    if deck.left_out:
        output.emit_text(f"  {deck.left_out:6}  left out")
    if deck.with_media:
        media = Counter(f"{what} ({side})" for _, side, what in deck.media)
        what = ", ".join(f"{number} {name}" for name, number in media.most_common())
        output.emit_wrapped(f"  {deck.with_media:6}  with what is only kept by its name: {what}", width)
    if deck.unknown:
        output.emit_wrapped(f"  columns that are not read: {', '.join(deck.unknown)[:_LONGEST_NAMES]}", width)
    lists = (
        [f"{line}: {answer[:_LONGEST_TOLD]!r}: {why}" for line, answer, why in deck.by_learner],
        [f"{skipped_row.line}: left out: {skipped_row.why}" for skipped_row in deck.skipped],
        [
            f"{line}: stays {old[:_LONGEST_TOLD]}; read again: {now[:_LONGEST_TOLD]}"
            for line, old, now in deck.unchanged
        ],
    )
    for row_lines in (*lists, [f"{line}: {what} ({side})" for line, side, what in deck.media]):
        for line in row_lines[:_MOST_LEFT_OUT]:
            output.emit_wrapped(f"    line {line}", width)
        if len(row_lines) > _MOST_LEFT_OUT:
            output.emit_text(f"    and {len(row_lines) - _MOST_LEFT_OUT} more: --json lists them")
    again = {
        "new": deck.new,
        "edited by you, kept": deck.edited,
        "with an answer that was corrected": deck.corrected,
        "whose answer stays as it was (--again rereads it)": deck.kept,
        "no longer in it": deck.gone,
    }
    output.emit_text(
        "  " + ", ".join(f"{number} {label}" for label, number in again.items() if number or label == "new")
    )
    for note in deck.notes:
        output.narrate_line(f"note: {note}")
    for text in deck.texts:
        output.emit_text("\n" + text.rstrip())
    if arguments.dry_run:
        output.narrate_line("Nothing was written (--dry-run).")
    elif deck.is_loaded:
        output.narrate_line(f"Drill it: drill start {shlex.quote(deck.bank)}")
    else:
        output.narrate_line(f"Check it: drill check {shlex.quote(str(deck.path))}")


def _import_paper(arguments: argparse.Namespace) -> int:
    """Read the source, keep the permitted part, and report."""
    from drill.session.papers.paper_import import (
        find_like_paper,
        find_like_source,
        import_paper_source,
        save_merged_paper,
    )
    from drill.worker import Workers

    out = _require_bank_file_path(arguments.out)
    like = find_like_source(arguments.source)
    _report_like(like)
    workers = Workers(1, only_read=True)
    workers.start()
    try:
        with ProgressLine() as line:
            imported = import_paper_source(
                workers,
                find(os.environ),
                arguments.source,
                out=out,
                sheet=arguments.sheet,
                formulas=_read_formula_count(arguments.formulas),
                progress=line.show,
            )
    finally:
        workers.close()
    if like is None:
        like = find_like_paper(imported.record)
        _report_like(like)
    if not arguments.dry_run:
        with _interruption_held_back():
            imported = save_merged_paper(imported, safe=arguments.accept_safe)
    if arguments.json:
        shape = _shape_imported_paper(imported, arguments.dry_run)
        output.emit_json({**shape, "like": pick_fields(like, "bank title exercises") if like else None})
    else:
        _report_imported_paper(imported, arguments)
    return 1 if imported.record.refused else 0


def _report_like(like: ShippedLike | None) -> None:
    if like is not None:
        output.narrate_line(f"{like.told} Open it: drill start {like.bank}. Yours is imported beside it.")


@contextmanager
def _interruption_held_back() -> Generator[None]:
    """Delay ctrl+c for a moment, so that a bank and its record are written both or not at all."""
    came: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if came:
        raise KeyboardInterrupt


def _read_formula_count(option: str | None) -> int | None:
    """Return the number of formulas to drill: None without the option, 0 for all."""
    if option is None:
        return None
    if option == "all":
        return 0
    if not option.isdecimal() or not 0 < int(option) < _MOST_FORMULAS:
        raise UsageError(f"--formulas takes a number or all, not {option}", "--formulas 20")
    return int(option)


def _require_bank_file_path(path: Path | None) -> Path | None:
    if path is None:
        return None
    if path.suffix not in (".yaml", ".yml") or path.is_dir():
        raise UsageError(f"a bank is a YAML file, not {path}", f"name it {path.stem or 'paper'}.yaml")
    return path.absolute()


# --- the public shape --------------------------------------------------------------------------------------


_OF_A_FORMULA = (
    "id label number line file latex block skills referenced linked read=is_read "
    "also(label number line file) families(family title found roles word skills) "
    "asked=asked_moves(family title found)"
)
_OF_A_SYMBOL = "symbol typed meaning line file is=declared section=scope"


def _shape_imported_paper(imported: Imported, is_dry: bool) -> dict[str, object]:
    from drill.papers import SECOND_AUTHOR, waiting_drafts

    record = imported.record
    return {
        **pick_fields(record, "title bank refused notes(code message file line)"),
        "replaced": list(imported.replaced),
        "formulas": [
            pick_fields(formula, _OF_A_FORMULA)
            | {"exercises": [*dict.fromkeys(each.kind for each in record.drafts if each.about == formula.id)]}
            for formula in record.formulas
        ],
        "referenced_not_shown": [absent.what for absent in record.absent],
        "symbols": [
            pick_fields(row, _OF_A_SYMBOL)
            | {"from": {"is": _format_origin(row.declared_from), "meaning": _format_origin(row.meaning_from)}}
            for row in record.symbols
        ],
        "questions": [],
        "algorithms": [
            {"label": each.label or each.caption, "steps": len(each.steps), **pick_fields(each, "line file")}
            for each in record.algorithms
        ],
        "hyperparameters": to_json_value(record.settings, "name value file line"),
        "cited": to_json_value(record.references, "key title arxiv file line"),
        "waiting": sum(draft.kind == SECOND_AUTHOR for draft in waiting_drafts(record)),
        "path": str(imported.written_to) if imported.has_bank or not is_dry else "",
    }


def _format_origin(origin: Origin | None) -> str:
    if origin is None:
        return ""
    return f"{origin.kind}{', ' if origin.where else ''}{origin.where}"


# --- for people --------------------------------------------------------------------------------------------


def _report_imported_paper(imported: Imported, arguments: argparse.Namespace) -> None:
    from drill.papers import symbols_in_use

    record = imported.record
    unread = [formula.title for formula in record.formulas if not formula.is_read]
    in_use = symbols_in_use(record)
    explained = sum(bool(row.meaning) for row in in_use)
    width = output.terminal_width()
    output.emit_wrapped(record.title, width)
    symbols = f"{count(len(in_use), 'symbol')}, {explained} explained"
    output.emit_text(f"  {count(len(record.formulas), 'formula')} found, {symbols}")
    if unread:
        output.emit_wrapped(f"  not read: {name_some(unread, _MOST_UNREAD)}", width)
    if imported.is_again:
        output.emit_text(
            f"  since the last import: {count(imported.added, 'new exercise')}, {imported.gone} gone"
        )
    _report_former([draft.kind for draft in record.drafts if describe_removal(_FORMER_KINDS, draft.kind)])
    for row in record.refused:
        output.narrate_line(f"left out: {row.file}:{row.line}:{row.column}: {row.message}")
    for line in imported.replaced:
        output.narrate_line(f"replaced: {line}")
    for note in record.notes:
        position = f"{note.file}:{note.line}: " if note.file else ""
        output.narrate_line(f"note: {position}{note.message}")
    is_goal = False
    if imported.has_bank and arguments.out is None and not arguments.dry_run:
        is_goal = _report_page(record)
    else:
        for formula in filter(record.is_central, record.formulas):
            output.emit_wrapped(f"  {formula.title_with_move}", width)
    _report_next(imported, arguments, is_goal=is_goal)


def _report_page(record: Paper) -> bool:
    """Print the paper's page: its central formulas, each with its required skills and its next exercise.

    Return whether the paper may be a goal.
    """
    from drill.session.papers.workbook import open_paper
    from drill.session.standing.goals import find_goal
    from drill.session.titles import skill_title
    from drill.session.today.formula_map import make_map

    width = output.terminal_width()
    with open_reporting_workspace(os.environ, reads=True) as workspace:
        paper_map = make_map(workspace, open_paper(workspace, record.slug))
        for row in paper_map.named:
            formula = row.formula
            if formula is None:
                continue
            following = row.describe_next() or row.reached
            if row.next is not None and following == row.next.title:
                following += f", {row.next.whole_minutes} min"
            called = _name_formula(formula, workspace.settings.glyphs)
            output.emit_wrapped(f"  {called}: {following}", width)
            needs = " · ".join(skill_title(workspace, skill) for skill in formula.needs)
            moves = " · ".join(move.title for move in formula.row.families)
            told = (moves if formula.row.called else "", f"needs {needs}" if needs else "")
            if any(told):
                output.emit_wrapped(f"      {'; '.join(filter(None, told))}", width)
        return find_goal(workspace, record.bank) is not None


def _name_formula(formula: FormulaView, tier: Tier) -> str:
    """Return the name of a formula, with the formula itself if it has none: ``(14) y = Wx``."""
    from drill.typeset import typeset_on_one_line

    if formula.row.has_name:
        return formula.called
    shown = typeset_on_one_line(formula.row.in_use, tier=tier).one_line
    return f"{formula.called} {shown if len(shown) <= _LONGEST_TOLD else shown[: _LONGEST_TOLD - 1] + '…'}"


def _report_former(kinds: Sequence[str]) -> None:
    """Report the fate of exercises of kinds that an earlier version made."""
    if not kinds:
        return
    named = ", ".join(dict.fromkeys(kinds))
    stay = f"  {count(len(kinds), 'exercise')} of former kinds ({named}) stay"
    output.emit_wrapped(f"{stay}; those that were not met are not planned", output.terminal_width())
    for instead in dict.fromkeys(describe_removal(_FORMER_KINDS, kind) for kind in kinds):
        output.emit_wrapped(f"    instead, {instead}", output.terminal_width())


def _report_next(imported: Imported, arguments: argparse.Namespace, *, is_goal: bool) -> None:
    from drill.papers import waiting_drafts
    from drill.session.standing.withheld_exercises import OWN_WORDS, count_made

    if arguments.dry_run:
        output.narrate_line(
            f"Nothing was written (--dry-run). drill import {shlex.quote(arguments.source)} writes the bank."
        )
        return
    if not imported.has_bank:
        output.narrate_line("No bank was written: no exercise was made.")
        return
    made = imported.record.exercises
    own_words = sum(exercise.kind == OWN_WORDS for exercise in made)
    exercises = count(count_made(made), "exercise")
    beside = f", and {count(own_words, 'formula')} to explain in your own words" if own_words else ""
    output.emit_text(f"bank {imported.record.bank}: {exercises}{beside}, {imported.written_to}")
    if arguments.out is not None:
        output.narrate_line(f"Check it: drill check {shlex.quote(str(imported.written_to))}")
        return
    bank = shlex.quote(imported.record.bank)
    if len(made) > own_words:
        output.narrate_line(f"Drill it: drill start {bank}")
    if is_goal:
        output.narrate_line(f"To drill it every day: drill goal {bank}")
        output.narrate_line(f"For the rest, ask your assistant: drill take {bank} --with COMMAND")
    else:
        from drill.session.today.goal_choice import NOTHING_LINKED

        output.narrate_line(
            f"{NOTHING_LINKED} Choose up to five skills (drill goal {bank} --skills SKILL,…), or ask your "
            f"assistant (drill take {bank} --with COMMAND)."
        )
    output.narrate_line(f"Next, for a chat: drill brief {bank} prints a page that asks for exercises")
    if waiting := waiting_drafts(imported.record):
        output.narrate_line(
            f"{count(len(waiting), 'exercise')} by a second author to review in the app, under Papers."
        )
