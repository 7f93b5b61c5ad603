"""Importing a paper: its bank among the learner's own, found again, edited without loss; arXiv."""

from __future__ import annotations

import os
import re
import threading
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks.load import load_catalogue
from drill.errors import FileError, PaperError, TimedOutError, UsageError
from drill.exchange import Redirects, arxiv_id, fetch_paper_source
from drill.files import Locations, find
from drill.papers import Origin, SourceRow, record_draft_decision, replace_symbol_row, waiting_drafts
from drill.session.papers import paper_import
from drill.session.papers.paper_import import (
    Imported,
    find_imported_paper,
    import_paper_source,
    save_imported_paper,
    save_merged_paper,
)
from drill.session.standing.paper_names import record_path
from drill.worker import Workers
from tests.homes import WORKERS
from tests.papers.averaging import SHORT
from tests.rows import each_row

SHEET = r"""
title: Energy
symbols:
- {symbol: E, typed: E, is: E > 0, means: energy at rest}
- {symbol: m, typed: m, is: m > 0, means: mass}
- {symbol: c, typed: c, is: c > 0, means: speed of light}
- {symbol: p, typed: p, is: p > 0, means: momentum}
formulas:
- {latex: 'E = m c^2', number: '1'}
- {latex: 'F = \sqrt{(p c)^2 + (m c^2)^2}', number: '2'}
"""


@pytest.fixture(scope="module")
def workers() -> Workers:
    return WORKERS


@pytest.fixture
def places(tmp_path: Path) -> Locations:
    return find({"DRILL_HOME": str(tmp_path / "home")})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "averaged.tex"
    path.write_text(SHORT)
    return path


def brought(workers: Workers, places: Locations, source: Path, *, safe: bool = True) -> Imported:
    return save_imported_paper(confirmed(import_paper_source(workers, places, str(source))), safe=safe)


def confirmed(found: Imported) -> Imported:
    """The paper with its symbols' meanings taken for right: what holds them waits no longer."""
    record = found.record
    for row in record.symbols:
        record = replace_symbol_row(record, row, means=row.means)
    return replace(found, record=record)


def test_a_paper_of_arxiv_has_its_page_and_its_code_as_links(
    workers: Workers, places: Locations, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = "See https://arxiv.org/abs/1810.06801 and https://github.com/me/a.\n\\end{document}"
    source.write_text(SHORT.replace("\\end{document}", addresses))
    monkeypatch.setattr("drill.exchange.fetch_paper_source", lambda id_, folder: source, raising=False)
    page, code = ("https://arxiv.org/abs/1810.06801", "paper"), ("https://github.com/me/a", "code")
    found = import_paper_source(workers, places, "arXiv:1810.06801v2")
    assert [(row.url, row.what) for row in found.record.links] == [page, code]
    unmarked = [replace(row, what="") for row in found.record.links]
    save_imported_paper(replace(found, record=replace(found.record, links=tuple(unmarked))))
    again = import_paper_source(workers, places, "1810.06801")
    assert [(row.url, row.what) for row in again.record.links] == [page, code]


def test_reading_alone_writes_nothing(workers: Workers, places: Locations, source: Path) -> None:
    told: list[tuple[str, int, int]] = []
    found = import_paper_source(workers, places, str(source), progress=lambda *stage: told.append(stage))
    assert found.record.bank == "papers/averaged-descent"
    assert not places.data.exists()
    assert told[0][0] == "reading the source"
    assert any(whole > 0 for _, _, whole in told)


def test_what_is_made_by_rule_is_drilled_without_a_word(
    workers: Workers, places: Locations, source: Path
) -> None:
    found = brought(workers, places, source, safe=False)
    assert found.bank.exists()
    assert not waiting_drafts(found.record)
    assert find_imported_paper(places, "averaged-descent").record == found.record


def test_safe_exercises_become_a_bank_that_loads(workers: Workers, places: Locations, source: Path) -> None:
    found = brought(workers, places, source)
    (bank,) = [bank for bank in load_catalogue(places).banks if bank.id == "papers/averaged-descent"]
    assert not bank.problems
    assert len(bank.entries) == len(found.record.exercises) > 4
    assert {entry.skill for entry in bank.entries}


def test_the_same_source_finds_its_own_bank(workers: Workers, places: Locations, source: Path) -> None:
    first = brought(workers, places, source)
    text = first.bank.read_text().replace("  level: 2", "  level: 5", 1)
    first.bank.write_text(text)
    moved = source.with_name("moved.tex")
    source.rename(moved)
    again = brought(workers, places, moved)
    assert again.bank == first.bank
    assert "  level: 5" in again.bank.read_text()


def test_a_new_version_finds_it_too(workers: Workers, places: Locations, source: Path) -> None:
    first = brought(workers, places, source)
    source.write_text(SHORT.replace(r"\alpha G", r"\alpha H"))
    again = brought(workers, places, source)
    assert again.bank == first.bank
    assert again.added


def test_another_paper_of_that_name_gets_a_number(workers: Workers, places: Locations, source: Path) -> None:
    brought(workers, places, source)
    other = source.with_name("other.tex")
    other.write_text("\\title{Averaged Descent}\\begin{document}\\[ E = m c^2 \\]\\end{document}")
    assert brought(workers, places, other).record.bank == "papers/averaged-descent-2"


def test_a_file_of_ones_own_choice(workers: Workers, places: Locations, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine" / "averages.yaml"
    found = save_imported_paper(import_paper_source(workers, places, str(source), out=out), safe=True)
    assert (found.bank, found.record.bank) == (out, "papers/averages")
    assert out.with_suffix(".paper.json").is_file()
    assert not places.data.exists()
    (tmp_path / "taken.yaml").write_text("topic: mine\nexercises: []\n")
    with pytest.raises(UsageError, match="not this paper's bank"):
        import_paper_source(workers, places, str(source), out=tmp_path / "taken.yaml")


def test_a_bank_elsewhere_follows_its_source_by_one_call(
    workers: Workers, places: Locations, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "averages.yaml"
    save_merged_paper(confirmed(import_paper_source(workers, places, str(source), out=out)), safe=True)
    out.write_text(out.read_text().replace("  level: 2", "  level: 5", 1))
    source.write_text(SHORT.replace(r"\alpha G", r"\alpha H"))
    again = save_merged_paper(import_paper_source(workers, places, str(source), out=out))
    assert again.is_again
    assert "  level: 5" in out.read_text()
    names = ["averaged.tex", "averages.paper.json", "averages.yaml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_another_paper_does_not_take_its_place(
    workers: Workers, places: Locations, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "averages.yaml"
    save_merged_paper(confirmed(import_paper_source(workers, places, str(source), out=out)), safe=True)
    source.write_text("\\title{Energy}\\begin{document}\\[ E = m c^2 \\]\\end{document}")
    with pytest.raises(UsageError, match="another paper"):
        import_paper_source(workers, places, str(source), out=out)


def test_no_record_holds_a_place_of_one_machine(
    workers: Workers, places: Locations, source: Path, tmp_path: Path
) -> None:
    own = brought(workers, places, source)
    elsewhere = save_imported_paper(
        import_paper_source(workers, places, str(source), out=tmp_path / "out.yaml"), safe=True
    )
    for found in (own, elsewhere):
        assert str(tmp_path) not in found.record_file.read_text()
    assert elsewhere.record.read_from == source.name


def test_what_is_too_large_for_a_file_is_a_folder_of_files(
    workers: Workers, places: Locations, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(workers, places, source)
    monkeypatch.setattr(paper_import, "MOST_BYTES", 4_000)
    found = brought(workers, places, source)
    assert found.written_to.is_dir()
    assert not found.bank.exists()
    files = sorted(found.written_to.iterdir())
    assert len(files) > 1
    assert all(file.stat().st_size < 6_000 for file in files)
    (bank,) = [bank for bank in load_catalogue(places).banks if bank.id == "papers/averaged-descent"]
    assert not bank.problems
    assert {entry.id for entry in bank.entries} == {one.id for one in found.record.exercises}
    files[1].write_text(files[1].read_text().replace("  level: 2", "  level: 5", 1))
    before = [file.read_text() for file in files]
    again = brought(workers, places, source)
    assert [file.read_text() for file in sorted(again.written_to.iterdir())] == before


def test_a_folder_of_the_banks_name_is_left_alone(workers: Workers, places: Locations, source: Path) -> None:
    folder = source.parent / "averaged"
    folder.mkdir()
    (folder / "config.yaml").write_text("a: 1\n")
    source.rename(folder / "main.tex")
    out = source.parent / "averaged.yaml"
    found = save_imported_paper(import_paper_source(workers, places, str(folder), out=out), safe=True)
    assert found.written_to == out
    assert sorted(file.name for file in folder.iterdir()) == ["config.yaml", "main.tex"]


def test_parts_do_not_go_into_a_folder_of_something_else(tmp_path: Path) -> None:
    bank, folder = tmp_path / "large.yaml", tmp_path / "large"
    folder.mkdir()
    (folder / "mine.yaml").write_text("a: 1\n")
    text = "topic: a.b\ntitle: T\nexercises:\n" + f"- id: x\n  prompt: {'y' * 500_000}\n" * 2
    with pytest.raises(UsageError, match="holds something else"):
        paper_import.save_bank(bank, text.replace("id: x", "id: z", 1))
    assert [file.name for file in folder.iterdir()] == ["mine.yaml"]


def test_what_was_decided_while_a_source_is_read_is_kept(
    workers: Workers, places: Locations, source: Path
) -> None:
    brought(workers, places, source, safe=False)
    read = import_paper_source(workers, places, str(source))
    meanwhile = find_imported_paper(places, read.slug)
    id_ = meanwhile.record.drafts[0].id
    save_imported_paper(replace(meanwhile, record=record_draft_decision(meanwhile.record, id_, "kept")))
    assert save_merged_paper(read).record.decisions[id_] == "kept"


def test_a_name_that_another_paper_took_meanwhile(workers: Workers, places: Locations, source: Path) -> None:
    read = import_paper_source(workers, places, str(source))
    sheet = replace(read.record, title="Other", source=SourceRow("other", "1"), formulas=())
    save_imported_paper(replace(read, record=replace(sheet, read_from="/other")))
    with pytest.raises(UsageError, match="another paper"):
        save_merged_paper(read)


def test_a_bank_that_cannot_be_written_leaves_nothing_behind(
    workers: Workers, places: Locations, source: Path
) -> None:
    found = import_paper_source(workers, places, str(source))
    found.bank.parent.parent.mkdir(parents=True)
    found.bank.parent.write_text("a file where a folder is due")
    with pytest.raises(FileError, match="cannot be written"):
        save_imported_paper(found, safe=True)
    assert not record_path(places, "averaged-descent").exists()


def test_what_a_reader_says_of_a_symbol_counts_at_the_next_import(
    workers: Workers, places: Locations, source: Path
) -> None:
    found = brought(workers, places, source)
    row = next(row for row in found.record.symbols if row.symbol == r"\alpha")
    save_imported_paper(
        replace(found, record=replace_symbol_row(found.record, row, means="pace", declared="0 < alpha < 2"))
    )
    again = import_paper_source(workers, places, str(source))
    row = next(row for row in again.record.symbols if row.symbol == r"\alpha")
    assert (row.means, row.means_from, row.declared) == ("pace", Origin("you"), "0 < alpha < 2")


def test_a_sheet_that_cannot_be_read_is_mended_first(
    workers: Workers, places: Locations, source: Path
) -> None:
    sheet = brought(workers, places, source).record_file
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace('"title":', '"title": [', 1), encoding="utf-8")
    with pytest.raises(PaperError, match=rf"^{re.escape(str(sheet))}: this is not a paper"):
        import_paper_source(workers, places, str(source))
    assert [path.name for path in sheet.parent.glob("*.paper.json")] == [sheet.name]


def test_a_sheet_by_hand_is_a_paper(workers: Workers, places: Locations, tmp_path: Path) -> None:
    sheet = tmp_path / "energy.sheet.yaml"
    sheet.write_text(SHEET, encoding="utf-8")
    found = brought(workers, places, sheet)
    assert (found.record.bank, len(found.record.formulas)) == ("papers/energy", 2)
    assert all(row.means_from == Origin("you") for row in found.record.symbols if row.means)
    (bank,) = [bank for bank in load_catalogue(places).banks if bank.id == "papers/energy"]
    assert not bank.problems
    assert sum(entry.kind == "self" for entry in bank.entries) == 2


def test_a_sheet_filled_in_counts_beside_a_source(
    workers: Workers, places: Locations, source: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "mine.yaml"
    sheet.write_text("symbols:\n- {symbol: '\\beta', is: 0 <= beta < 1, means: share of the past}\n")
    found = import_paper_source(workers, places, str(source), sheet=sheet)
    row = next(row for row in found.record.symbols if row.symbol == r"\beta")
    assert (row.means, row.declared, row.means_from) == ("share of the past", "0 <= beta < 1", Origin("you"))


def test_a_cancelled_import_ends_and_the_next_one_works(
    workers: Workers, places: Locations, source: Path
) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(TimedOutError, match="cancelled"):
        import_paper_source(workers, places, str(source), is_cancelled=stop.is_set)
    assert import_paper_source(workers, places, str(source)).record.drafts


def test_a_name_that_is_no_text(workers: Workers, places: Locations, source: Path) -> None:
    odd = source.with_name(os.fsdecode(b"pap\xe9r.tex"))
    source.rename(odd)
    assert brought(workers, places, odd).record.title == "Averaged Descent: a Study"


def test_what_is_not_there(workers: Workers, places: Locations) -> None:
    with pytest.raises(PaperError, match="no file or folder"):
        import_paper_source(workers, places, "nowhere.tex")
    for name in ("a" * 5000, "~nobody-of-that-name/a.tex", "a\0b.tex"):
        with pytest.raises(PaperError):
            import_paper_source(workers, places, name)
    with pytest.raises(UsageError):
        find_imported_paper(places, "nothing")


@each_row(
    ("source", "id_"),
    [
        ("1706.03762", "1706.03762"),
        ("arXiv:1706.03762v5", "1706.03762v5"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/1810.06801", "1810.06801"),
        ("http://arxiv.org/pdf/1810.06801v3.pdf", "1810.06801v3"),
        ("https://www.arxiv.org/e-print/1810.06801", "1810.06801"),
        ("arxiv.org/abs/1810.06801", "1810.06801"),
        ("paper.tex", None),
        ("~/papers/1810.06801.tar.gz", None),
    ],
)
def test_ids_and_addresses_of_arxiv(source: str, id_: str | None) -> None:
    assert arxiv_id(source) == id_


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/abs/1706.03762",
        "https://arxiv.org/list/cs.LG",
        "ftp://x.org/a",
        "file:///etc/passwd",
    ],
)
def test_other_addresses_are_not_fetched(source: str) -> None:
    with pytest.raises(UsageError, match=r"only papers from arXiv"):
        arxiv_id(source)


def test_without_a_network_it_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", fail)
    with pytest.raises(PaperError, match="cannot be reached") as caught:
        fetch_paper_source("1706.03762", tmp_path)
    assert "by hand" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_redirects_stay_within_arxiv() -> None:
    handler = Redirects()
    request = urllib.request.Request("https://export.arxiv.org/e-print/1")
    for address in ("http://arxiv.org/src/1", "https://evil.org/1", "file:///etc/passwd"):
        with pytest.raises(OSError, match="away from arXiv"):
            handler.redirect_request(request, None, 302, "Found", {}, address)  # type: ignore[arg-type]
    assert handler.redirect_request(request, None, 302, "Found", {}, "https://arxiv.org/src/1")  # type: ignore[arg-type]
