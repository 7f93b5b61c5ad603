"""The banks that come with the program: all are loaded, and each exercise has what a learner needs.

That keys and known mistakes are right is proved by ``drill check``: ``.ci/run`` has it prove what is new or
changed since ``tests/records/proofs.txt``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drill.banks.catalogue import Catalogue
from drill.banks.load import find_banks, load_file
from drill.checking import KINDS
from drill.exchange import read_file
from drill.files import shipped_banks
from drill.settings import SUBJECTS
from tests.homes import shipped_catalogue
from tests.rows import each_row, sample

FILES = [path for bank in find_banks(shipped_banks()) for path in (*bank.files, bank.subject) if path]
PAPERS = sorted(bank.id for bank in find_banks(shipped_banks()) if bank.id.startswith("papers/"))
SIGNS = "papers/numpy-signs"
"""The bank of fifteen that belongs to no paper."""
SHORT = ("papers/dyt-2025", "papers/meanflow-2025", "papers/mhc-2025")
"""Papers on which there is one round of exercises, as a second author writes them."""
CHAINS = ("papers/dapo-gspo-2025", "papers/deepseek-v3-2024", "papers/llada-2025", "papers/nsa-2025")
"""Papers of sixteen exercises, of which all but a few are derivations in stages."""
BANKS = (*(bank.id for bank in find_banks(shipped_banks()) if bank.id in SUBJECTS), *PAPERS)
PLAIN = ("calculus", "linear-algebra", "reading-code")
"""The subjects in which every skill has a plain exercise, and whose skills are in the order of learning."""
ONE_FILE_IN = 20


@pytest.fixture
def catalogue() -> Catalogue:
    return shipped_catalogue()


def test_all_are_loaded(catalogue: Catalogue) -> None:
    assert [str(problem) for problem in catalogue.problems] == []
    assert len(catalogue.entries) > 1000


@each_row("path", lambda: sample(FILES, ONE_FILE_IN))
def test_the_text_has_no_fault(path: Path) -> None:
    assert [str(problem) for problem in load_file(path, read_file).problems] == []


def test_titles_of_skills_are_words(catalogue: Catalogue) -> None:
    """They stand in lists and sentences, where no formula is typeset."""
    assert [
        skill.title
        for skill in catalogue.skills.values()
        if re.search(r"[\^{}|=$\\]|_[a-z]\b|\w/\w", skill.title)
    ] == []


@pytest.mark.parametrize("subject", [bank for bank in BANKS if bank in SUBJECTS])
def test_enough_for_a_week(catalogue: Catalogue, subject: str) -> None:
    bank = catalogue.bank(subject)
    assert bank is not None
    assert len(bank.entries) >= 20
    assert len({entry.topic for entry in bank.entries}) >= 5
    assert sum(entry.renews == "numbers" for entry in bank.entries) >= 0.6 * len(bank.entries)
    assert all(entry.skill in catalogue.skills for entry in bank.entries)


@pytest.mark.parametrize("subject", PLAIN)
def test_every_skill_has_an_exercise_that_needs_no_more_than_the_skill(
    catalogue: Catalogue, subject: str
) -> None:
    entries = catalogue.bank(subject).entries  # pyright: ignore[reportOptionalMemberAccess]
    rests_on = {skill: frozenset(catalogue.skills.before([skill])) for skill in catalogue.skills}
    plain = {
        entry.skill
        for entry in entries
        if not entry.is_rapid and rests_on[entry.skill].issuperset(entry.needs)
    }
    assert {entry.skill for entry in entries} - plain == set()
    circular = [entry.item for entry in entries for need in entry.needs if entry.skill in rests_on[need]]
    assert circular == []


@pytest.mark.parametrize("subject", PLAIN)
def test_skills_come_after_those_that_they_need(catalogue: Catalogue, subject: str) -> None:
    skills = catalogue.bank(subject).skills  # pyright: ignore[reportOptionalMemberAccess]
    places = {skill.id: place for place, skill in enumerate(skills)}
    early = [
        (skill.id, need)
        for skill in skills
        for need in skill.needs
        if places.get(need, -1) > places[skill.id]
    ]
    assert early == []


@pytest.mark.parametrize("paper", SHORT)
def test_a_short_set_on_a_paper_has_six_exercises_on_five_skills_or_more(
    catalogue: Catalogue, paper: str
) -> None:
    bank = catalogue.bank(paper)
    assert bank is not None
    assert len(bank.entries) == 6
    assert len({entry.skill for entry in bank.entries} & set(catalogue.skills)) >= 5


@pytest.mark.parametrize("paper", CHAINS)
def test_a_paper_in_chains_has_sixteen_exercises_on_ten_skills_or_more(
    catalogue: Catalogue, paper: str
) -> None:
    bank = catalogue.bank(paper)
    assert bank is not None
    assert len(bank.entries) == 16
    assert len({entry.skill for entry in bank.entries} & set(catalogue.skills)) >= 10
    assert sum(catalogue.exercise(entry.item).has_stages for entry in bank.entries) >= 14


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper not in (SIGNS, *SHORT, *CHAINS)])
def test_a_paper_is_learnt_in_a_few_dozen_exercises_of_many_kinds(catalogue: Catalogue, paper: str) -> None:
    bank = catalogue.bank(paper)
    assert bank is not None
    served = [entry for entry in bank.entries if not entry.retired]
    assert 16 <= len(served) <= 60
    assert len({entry.kind for entry in served}) >= 6
    assert all(entry.skill in catalogue.skills for entry in served)


@each_row("bank", lambda: sample(BANKS, 6))
def test_every_exercise_has_what_a_learner_needs(catalogue: Catalogue, bank: str) -> None:
    for entry in catalogue.bank(bank).entries:  # pyright: ignore[reportOptionalMemberAccess]
        exercise = catalogue.exercise(entry.item)
        assert exercise.skill, entry.item
        for form in exercise.forms:
            assert form.shape and form.motion and form.theory, entry.item  # noqa: PT018  one fact
            for question in form.questions:
                kind = question.answer.kind
                assert question.hints and question.steps, entry.item  # noqa: PT018  one fact
                assert question.wrong or not KINDS[kind].takes_mistakes, entry.item
                assert question.witness or KINDS[kind].proof in ("", "claims", "example", "slips"), entry.item
