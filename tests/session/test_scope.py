"""Names on the command line: what nothing has is refused before any shipped bank is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks import load
from drill.errors import UsageError
from drill.files import find
from drill.session import scope
from drill.session.standing.queueing import Request, refuse_contradictions
from tests.homes import bank, plant, shipped_catalogue, sums


@pytest.mark.shipped
def test_every_name_that_the_shipped_banks_have_is_spelt_in_their_files(tmp_path: Path) -> None:
    entries = shipped_catalogue().entries.values()
    names = {
        name
        for entry in entries
        for name in (entry.item, entry.bank, f"{entry.bank}/{entry.topic}")
        if not entry.bank.startswith("book/")
    }
    names |= {entry.skill for entry in entries if entry.skill} | {"book/boyd-vandenberghe"}
    names |= {entry.item for entry in entries if entry.bank == "book/boyd-vandenberghe"}
    scope.refuse_unknown_words(find({"DRILL_HOME": str(tmp_path)}), sorted(names))


@pytest.mark.shipped
@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("calculs", "calculus"), ("papers/ddmp-2020", "papers/ddpm-2020"), ("calc.chian", "calc.chain"),
        ("book/bishop/99-99", "book/bishop/9-9"), ("chain-rule", "calc.chain"), ("nothing/like/this", ""),
        ("calculus/product-power-sin", "calculus/product-power-sine"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_without_reading_a_bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, near: str
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a bank was read")

    monkeypatch.setattr(load.Loading, "_file", refuse)
    with pytest.raises(UsageError) as raised:
        scope.refuse_unknown_words(find({"DRILL_HOME": str(tmp_path)}), ["calculus", word])
    assert f"no paper, topic or exercise is called '{word}'" in str(raised.value)
    assert near in raised.value.hint


@pytest.mark.shipped
@pytest.mark.parametrize(
    ("word", "bank"),
    [
        ("ddpm", "papers/ddpm-2020"), ("DDPM", "papers/ddpm-2020"), ("qhadam", "papers/qhadam"),
        ("segment-anything", "papers/segment-anything"), ("grpo", "papers/grpo-2024"),
        ("ddpm-2020", "papers/ddpm-2020"),
    ],
)  # fmt: skip
def test_a_paper_is_found_by_its_short_name(tmp_path: Path, word: str, bank: str) -> None:
    scope.refuse_unknown_words(find({"DRILL_HOME": str(tmp_path)}), [word])
    catalogue = shipped_catalogue()
    assert {entry.bank for entry in scope.resolve(catalogue, [word]).entries} == {bank}
    assert scope.name_in_full(catalogue, word) == bank
    assert scope.name_in_full(catalogue, "calculus") == "calculus"
    with pytest.raises(UsageError, match="ddpm"):
        scope.resolve(catalogue, ["ddpn"])


def test_names_of_own_banks_are_known(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    places = find({"DRILL_HOME": str(tmp_path)})
    scope.refuse_unknown_words(places, ["tiny", "tiny/sum-1", "tiny.sums"])
    with pytest.raises(UsageError, match="did you mean tiny/sum"):
        scope.refuse_unknown_words(places, ["tiny/sum-77"])


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (
            Request(place=True, scope=("tiny",)),
            "--place asks from all subjects: leave out the bank or exercise",
        ),
        (Request(place=True, prerequisites_of="tiny"), "leave out --for"),
        (Request(prerequisites_of="tiny", checks=True), "--for names what to prepare: leave out --checks"),
        (Request(prerequisites_of="tiny", scope=("tiny",)), "leave out the bank or exercise"),
    ],
)
def test_what_does_not_go_together_is_refused(request_: Request, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        refuse_contradictions(request_)
