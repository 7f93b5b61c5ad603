"""Findings of shipped exercises: those that are listed are still to be mended, and no others are there."""

from __future__ import annotations

from drill.settings import SUBJECTS
from tests.asked import findings_of_text, open_findings
from tests.homes import shipped_catalogue
from tests.proving.open_findings import BANKS, listed
from tests.rows import each_row, sample

ONE_IN = 150
MOST = 0
"""The list may only shrink: whoever takes lines out lowers this number."""
OF_TEXT = {"covariance", "few-sisters", "no-probes", "probabilities"}


def items() -> list[str]:
    """The exercises of subjects and papers."""
    return [item for item in shipped_catalogue().entries if item.split("/")[0] in (*SUBJECTS, "papers")]


def listed_of(item: str) -> set[str]:
    """The codes under which an exercise is listed."""
    return {code for code, each in listed(item.split("/")[0]) if each == item}


def test_the_list_only_shrinks() -> None:
    assert sum(len(listed(bank)) for bank in BANKS) <= MOST
    assert {item for bank in BANKS for _, item in listed(bank)} <= set(items())


def test_what_a_text_shows_is_mended_or_listed() -> None:
    catalogue = shipped_catalogue()
    found = {
        (code, item)
        for item in items()
        for code in findings_of_text(catalogue.exercise(item)) - {*catalogue.exercise(item).allow}
    }
    known = {(code, item) for bank in BANKS for code, item in listed(bank) if code in OF_TEXT}
    assert sorted(found - known) == [], "mend these exercises"
    assert sorted(known - found) == [], "mended: run python -m tests.proving.open_findings"


@each_row("item", lambda: sample(items(), ONE_IN))
def test_what_draws_show_is_mended_or_listed(item: str) -> None:
    assert open_findings(shipped_catalogue().exercise(item)) == listed_of(item)
