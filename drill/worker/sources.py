"""The worker's readers of papers, answers, code and banks of others, as plain data."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from drill import formulas, papers
from drill.errors import BankError, PaperError
from drill.reading import read_typed, write_plain

# Max characters of one message, because the exercises of a long paper exceed it.
_PIECE = 200_000
# Sends a part of the answer before the answer itself.
Tell = Callable[[Any], None]


def prove_second_author_exercise(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Read and prove one exercise of a second author's answer."""

    part = read_typed(papers.AnswerPart, message["part"])
    return papers.prove_answer_part(
        part, message["own"], message["bank"], message["variants"], message["letters"]
    )


def quote_code(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the parts of a code base's files that a page quotes; none of them is run."""
    return papers.read_code_definitions(read_typed(list[papers.CodeFile], message["files"]), message["names"])


def read_pdf(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the text of the PDF at ``path``."""

    return papers.read_pdf_text(_path_in(message))


def read_paper_source(message: Mapping[str, Any], tell: Tell) -> Any:
    """Read the source at ``path``; no drafts yet."""

    paper = papers.read_sheet(_path_in(message), progress=_make_progress_reporter(tell))
    return _send_text(papers.print_paper(paper), tell)


def draft_paper(message: Mapping[str, Any], tell: Tell) -> Any:
    """Draft the exercises of ``paper``; ``formulas`` is the number of formulas to drill, 0 for all."""

    paper = papers.parse_paper(message["paper"])
    if any(row.corrected for row in paper.formulas):
        paper = papers.complete_symbol_rows(paper)
    drafted = papers.made_of(papers.paper_of(paper), _make_progress_reporter(tell), message["formulas"])
    return _send_text(papers.print_paper(papers.take_paper_meanings(drafted)), tell)


def draft_line_questions(message: Mapping[str, Any], tell: Tell) -> Any:
    """Draft the exercises of the lines of NumPy of ``paper``, and try those that it has again."""

    drafted = papers.draft_line_questions(papers.parse_paper(message["paper"]))
    return _send_text(papers.print_paper(drafted), tell)


def find_families(message: Mapping[str, Any], tell: Tell) -> Any:
    """Return a paper's formulas by id, and the families' moves in them, refused ones among them.

    ``paper`` is the paper as JSON text; ``files`` names families' files.
    """
    from drill.banks.load import read_bytes

    reading = papers.paper_of(papers.parse_paper(message["paper"]))
    families: list[papers.Family] = []
    for path in map(Path, message["files"]):
        raw = read_bytes(path)
        if isinstance(raw, BankError):
            raise raw
        family, faults = papers.read_family(raw, str(path))
        if family is None:
            raise faults[0]
        families.append(family)
    found = [*papers.match_families(reading.lines, reading.paper, families, with_refused=True)]
    return _send_text(json.dumps(write_plain(found)), tell)


def match_formula(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the formula ``text`` as it is read, and the moves whose form it has."""

    return papers.match_pasted_formula(message["text"], papers.shipped_families())


def describe_formula_meaning(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return whether the formula ``text`` is read, and what its ``meaning`` gives.

    All that is true of the line is listed with ``all``, else what would be asked.
    """
    began = time.thread_time()
    meaning = read_typed(formulas.Meaning, message["meaning"])
    forms = papers.match_pasted_formula(message["text"], ())
    latex = message["text"] if forms.unread else r" , \quad ".join(forms.read)
    shows_all = bool(message["all"])
    described = formulas.describe_meaning(meaning, latex, shows_all=shows_all, began=began)
    return {"unread": [part.message for part in forms.unread] if not forms.read else [], **described}


def look_inside_line(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the parts of the line of ``meaning`` with their values, entries of its inputs ``moved``."""
    moved = [(str(name), int(place)) for name, place in message["moved"]]
    meaning = read_typed(formulas.Meaning, message["meaning"])
    return formulas.look_inside_meaning(meaning, moved, message["seed"])


def compare_formula_meanings(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return whether the line ``second`` has the values of the line ``first``."""
    first, second = (read_typed(formulas.Meaning, message[name]) for name in ("first", "second"))
    return formulas.compare_meanings(first, second)


def read_own_line(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the meaning of a reader's line ``text``; ``known`` is what the sheet declares of its names."""
    known = read_typed(dict[str, formulas.KnownLetter], message["known"])
    return formulas.read_typed_line(message["text"], known, message["latex"], message["of"])


def read_bank(message: Mapping[str, Any], tell: Tell) -> Any:
    """Read a topic's file of any format."""
    from drill.banks.cache import to_text
    from drill.exchange import read_file

    path = _path_in(message)
    return _send_text(to_text(read_file(path.read_bytes(), str(path), message["expressions"])), tell)


def _path_in(message: Mapping[str, Any]) -> Path:
    """Return the path in a request, percent-encoded because a file's name need not be text."""
    return Path(os.fsdecode(unquote_to_bytes(message["path"])))


def _make_progress_reporter(tell: Tell) -> Callable[[str, int, int], None]:
    """Return a callback that reports progress, and refuses a paper that would take too long."""
    from drill.worker.client import PAPER_LIMIT_S

    began: dict[str, float] = {}

    def report(stage: str, done: int, whole: int) -> None:
        tell({"stage": stage, "done": done, "whole": whole})
        spent_s = time.process_time() - began.setdefault(stage, time.process_time())
        # A stage's pace is steady after twenty seconds.
        if done and spent_s > 20.0 and spent_s * whole / done > PAPER_LIMIT_S:
            minutes = f"{spent_s * whole / done / 60:.0f} minutes of computing"
            raise PaperError(
                f"it would take about {minutes}, and a paper has {PAPER_LIMIT_S / 60:.0f}",
                "import a part of it: one of its files, or some of its sections",
            )

    return report


def _send_text(text: str, tell: Tell) -> Any:
    """Send a text that is longer than a message may be, in parts ``{"text"}``."""
    for offset in range(0, len(text), _PIECE):
        tell({"text": text[offset : offset + _PIECE]})
    return {"length": len(text)}
