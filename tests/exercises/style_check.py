"""Check the style of whole banks: their texts, their draws, and what two banks ask alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drill.banks.load import Found, load_file, read_topic
from drill.banks.loaded_files import LoadedFile, Skills
from drill.proving import BankText, Finding, finding_at
from tests.exercises.completeness import card_findings, choice_length_findings, completeness_findings
from tests.exercises.drawn_texts import OptionLengths, drawn_findings
from tests.exercises.exercise_links import find_twins_over_banks, language_findings, twin_findings
from tests.exercises.respell import respelling_findings

VARIANTS = 5
"""Draws of each exercise."""


def read_bank(bank: Found) -> BankText:
    """Return the files of a bank, read anew."""
    return BankText(bank.id, bank.subject, tuple(load_file(path, read_topic) for path in bank.files))


def check_style(
    banks: Sequence[Found], *, variants: int = VARIANTS, skills: Skills | None = None
) -> Iterator[Finding]:
    """Yield what is found in banks: of their texts, of their draws, and between them."""
    texts = [read_bank(bank) for bank in banks]
    for bank, text in zip(banks, texts, strict=True):
        lengths = OptionLengths()
        yield from completeness_findings(text)
        yield from twin_findings(text)
        yield from language_findings(text)
        if skills is not None:
            yield from card_findings(text, skills)
        for file in text.files:
            yield from _find_in_draws(file, variants, lengths)
        if bank.subject is not None and bank.path.is_dir():
            yield from choice_length_findings(str(bank.path), lengths)
    yield from find_twins_over_banks(texts)


def _find_in_draws(file: LoadedFile, variants: int, lengths: OptionLengths) -> Iterator[Finding]:
    for loaded in file.exercises:
        exercise = file.as_met(loaded.exercise)
        for found in (*drawn_findings(exercise, variants, lengths), *respelling_findings(exercise, variants)):
            yield finding_at(file.path, loaded, *found)
