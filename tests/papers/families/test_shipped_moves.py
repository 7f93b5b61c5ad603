"""What is kept of the moves in the shipped papers is what the families find there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from drill.files import shipped_banks
from drill.papers import (
    PAPER_SUFFIX,
    SHIPPED_MOVES_FILE,
    list_shipped_moves,
    match_families,
    paper_of,
    parse_paper,
    shipped_families,
)  # fmt: skip
from tests.rows import sample

RECORDS = sorted((shipped_banks() / "papers").glob(f"*{PAPER_SUFFIX}"))
HOW = "write it again: python -m tests.papers.families.test_shipped_moves"


def find_moves(record: Path) -> Iterator[tuple[str, str, str]]:
    """Yield families, the paper, and what its formulas are called."""
    paper = parse_paper(record.read_text("utf-8"))
    # A shipped paper has no sentences around its formulas, but says in words what they do.
    described = tuple(
        replace(row, before=" ".join((row.before, row.input, row.process, row.output, row.words)))
        for row in paper.formulas
    )
    reading = paper_of(replace(paper, formulas=described))
    rows = {row.id: row for row in paper.formulas}
    for match in match_families(reading.lines, paper, shipped_families()):
        row = rows[match.formula]
        yield (match.family, record.name.removesuffix(PAPER_SUFFIX), row.short_name)


def test_the_moves_kept_are_those_found() -> None:
    kept = list_shipped_moves()
    for record in sample(RECORDS, 8):
        slug = record.name.removesuffix(PAPER_SUFFIX)
        found = sorted((family, formula) for family, _, formula in find_moves(record))
        of_paper = ((family, formula) for family, papers in kept.items() for formula in papers.get(slug, ()))
        assert sorted(of_paper) == found, f"{record.name}: {HOW}"


def test_every_kept_move_is_of_a_family_and_a_paper_that_are_there() -> None:
    families = {family.family for family in shipped_families()}
    slugs = {record.name.removesuffix(PAPER_SUFFIX) for record in RECORDS}
    for family, papers in list_shipped_moves().items():
        assert family in families, HOW
        assert papers.keys() <= slugs, HOW
        assert all(formula for formulas in papers.values() for formula in formulas)


if __name__ == "__main__":
    found = dict.fromkeys(row for record in RECORDS for row in find_moves(record))
    rows = sorted(found, key=lambda row: row[:2])  # formulas in the paper's order
    SHIPPED_MOVES_FILE.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
