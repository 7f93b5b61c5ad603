"""``drill PAPER``: a word that is no command is a source, which is imported, or the name of a paper.

In a terminal the app opens at its page; elsewhere a few lines say what it has and what comes next.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
from collections.abc import Callable, Collection

from drill.banks.load import find_banks
from drill.cli import output
from drill.cli.commands.start import shows_app
from drill.cli.opened import open_reporting_workspace
from drill.errors import UsageError
from drill.files import find, shipped_banks
from drill.session.standing.paper_names import (
    find_paper_slug,
    is_paper,
    list_paper_names,
    name_paper_bank,
    record_path,
    slugs_on_record,
)
from drill.text import clean_text

_SUFFIXES = (".pdf", ".tex", ".md", ".zip", ".gz")
_ARXIV = re.compile(
    r"(?:https?://)?(?:www\.|export\.)?arxiv\.org/\S+|(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?", re.IGNORECASE
)


def is_source(word: str) -> bool:
    """Return whether a word is a path, or has the form of a source's name or of an arXiv address."""
    return _ARXIV.fullmatch(word) is not None or word.lower().endswith(_SUFFIXES) or os.path.lexists(word)


def open_paper(word: str, commands: Collection[str], run_import: Callable[[], int]) -> int:
    """Import a source or find a paper by its name, then show its page. Returns the exit code.

    Raises UsageError for a word that is neither, with the nearest commands and papers.
    """
    if not is_source(word):
        return _show_page(word, commands)
    if word.lower().endswith(".pdf") and os.path.isfile(os.path.expanduser(word)):
        return _open_pdf(word)
    before = _list_records()
    code = run_import()
    written = [slug for slug, stamp in _list_records().items() if before.get(slug) != stamp]
    return _open_app(written[0]) if code == 0 and len(written) == 1 and shows_app() else code


def _list_records() -> dict[str, int]:
    """Return the slugs of the papers' records, with when they were written."""
    places = find(os.environ)
    paths = {slug: record_path(places, slug) for slug in slugs_on_record(places)}
    return {slug: path.stat().st_mtime_ns for slug, path in paths.items() if path.exists()}


def _open_pdf(word: str) -> int:
    """Ask in the app for the source of a PDF, or for a chat's answer; elsewhere print the next commands."""
    if shows_app():
        from drill.tui import run_app

        return run_app(os.environ, None, source=word)
    from drill.session.papers.paper_import import find_arxiv_number

    with open_reporting_workspace(os.environ, reads=True) as workspace:
        number = find_arxiv_number(workspace.workers, word)
    name = shlex.quote(clean_text(word))
    if number:
        output.emit_text(f"drill import {number}    fetches its source from arXiv, formulas at once")
    output.emit_text(f"drill brief {name}    prints a page by which a chat writes its formulas and exercises")
    output.emit_text(f"drill take {name} ANSWER    imports the answer of the chat")
    return 0


def _open_app(slug: str) -> int:
    from drill.tui import run_app

    return run_app(os.environ, None, paper=slug)


def _show_page(name: str, commands: Collection[str]) -> int:
    slug = _find_slug(name, commands)
    if shows_app():
        return _open_app(slug)
    bank = name_paper_bank(slug)
    for line in (
        f"drill start {bank}    drills it",
        f"drill goal {bank}     makes it the goal",
        f"drill brief {bank}    prints a page by which a chat writes exercises",
    ):
        output.emit_text(line)
    return 0


def _find_slug(name: str, commands: Collection[str]) -> str:
    """Return the slug of the paper with a short name; no file of exercises is read. Raises UsageError."""
    names: dict[str, str] = {}
    for bank in (*find_banks(shipped_banks()), *find_banks(find(os.environ).banks)):
        if is_paper(bank.id):
            names |= dict.fromkeys(list_paper_names(bank.id, ""), find_paper_slug(bank.id))
    called = find_paper_slug(name.casefold())
    if called in names:
        return names[called]
    near = difflib.get_close_matches(called, [*commands, *filter(None, names)])
    hint = f"did you mean {' or '.join(near)}?" if near else "drill --help lists the commands"
    raise UsageError(f"no command, file or paper is called {clean_text(name)!r}", hint)
