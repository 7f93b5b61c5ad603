"""Checking banks: what is found where, what is kept, and what a new author starts with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from drill import files
from drill.banks.load import find_at
from drill.banks.new_bank import write_starter
from drill.errors import BankError, UsageError
from drill.proving import (
    PROVERS,
    CheckedBank,
    ExerciseReport,
    Recorded,
    Step,
    Task,
    Verify,
    banks_at,
    check_banks,
    read_check_record,
    update_check_record,
    verify_here,
)
from drill.session.library.authoring import exercises_at
from drill.settings import SUBJECTS
from tests.exercises.style_check import check_style

HEAD = "topic: calc.diff\ntitle: T\nexercises:\n"


def exercise(name: str, *, key: str = "a + b", more: str = "") -> str:
    return (
        f"- id: {name}\n  params: {{a: 1..9, b: 1..9}}\n  prompt: Add $@a$ and $@b$.\n"
        f"  answer: {{number: {key}}}\n  witness: {{root: (z - a)/b - 1, wrt: z, in: [-99, 99]}}\n{more}"
    )


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def checked(path: Path, cache: Path, variants: int = 4, verify: Verify = verify_here) -> CheckedBank:
    (bank,) = check_banks(find_at(path), cache=cache, variants=variants, verify=verify)
    return bank


def codes(bank: CheckedBank) -> set[tuple[str, str]]:
    return {(finding.exercise, finding.code) for finding in bank.findings}


def test_the_folder_of_all_banks_is_no_bank(tmp_path: Path) -> None:
    own = tmp_path / "banks"
    for folder, name in ((own, "one"), (own, "two"), (own / "papers", "adam"), (own / "papers", "mean")):
        write(folder, f"{name}.yaml", HEAD + exercise("first"))
    assert [bank.id for bank in banks_at([own], own)] == ["one", "papers/adam", "papers/mean", "two"]
    assert [bank.id for bank in banks_at([own / "papers"], own)] == ["papers/adam", "papers/mean"]
    assert [bank.id for bank in banks_at([own / "one.yaml"], own)] == ["one"]
    elsewhere = write(tmp_path / "topics", "a.yaml", HEAD + exercise("first")).parent
    write(elsewhere, "b.yaml", HEAD + exercise("second"))
    assert [bank.id for bank in banks_at([elsewhere], own)] == ["topics"]
    assert all(not bank.findings for bank in check_banks(banks_at([own], own), cache=tmp_path, variants=2))


@pytest.mark.parametrize("name", ["one", "calculus"])
def test_a_bank_may_be_named(tmp_path: Path, name: str) -> None:
    write(tmp_path, "one.yaml", HEAD + exercise("first"))
    assert [bank.id for bank in banks_at([Path(name)], tmp_path)] == [name]


def test_a_name_of_no_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        banks_at([Path("none")], tmp_path)


def test_only_what_changed_is_verified_again(tmp_path: Path) -> None:
    path = write(tmp_path, "sums.yaml", HEAD + exercise("one") + exercise("two", key="a - b"))
    first = checked(path, tmp_path / "cache")
    assert (first.unchanged, first.summary.exercises) == (0, 2)
    assert ("two", "witness") in codes(first)

    verified: list[str] = []

    def counted(tasks: Sequence[Task]) -> Generator[tuple[int, ExerciseReport]]:
        verified.extend(task.item for task in tasks)
        return verify_here(tasks)

    again = checked(path, tmp_path / "cache", verify=counted)
    assert (again.unchanged, again.findings, again.summary) == (2, first.findings, first.summary)
    assert verified == []

    # a line above moves every place, and changes no exercise
    path.write_text("# moved\n" + path.read_text())
    moved = checked(path, tmp_path / "cache", verify=counted)
    assert verified == []
    assert [each.line - 1 for each in moved.findings] == [each.line for each in first.findings]

    path.write_text(path.read_text().replace("a - b", "b + a"))
    mended = checked(path, tmp_path / "cache", verify=counted)
    assert verified == ["sums/two"]
    assert (mended.unchanged, mended.findings) == (1, ())

    checked(path, tmp_path / "cache", variants=5, verify=counted)
    assert verified == ["sums/two", "sums/one", "sums/two"]


def test_since_a_record_only_what_is_new_or_changed_is_verified(tmp_path: Path) -> None:
    faulty = exercise("two", key="a - b")
    path = write(tmp_path, "sums.yaml", HEAD + exercise("one") + faulty + exercise("last"))
    record = tmp_path / "proved.txt"
    verified: list[str] = []

    def counted(tasks: Sequence[Task]) -> Generator[tuple[int, ExerciseReport]]:
        verified.extend(task.item.rpartition("/")[2] for task in tasks)
        return verify_here(tasks)

    def checked_since(cache: str, variants: int = 4) -> CheckedBank:
        since = read_check_record(record) if record.exists() else ()
        (bank,) = check_banks(
            find_at(path), cache=tmp_path / cache, variants=variants, verify=counted, since=since
        )
        update_check_record(record, bank.items, bank.proved)
        return bank

    first = checked_since("a")
    assert (first.recorded, codes(first)) == (0, {("two", "witness")})
    assert [row.item for row in read_check_record(record)] == ["sums/last", "sums/one"]

    # elsewhere, where no proof is kept: what is faulty is proved again, a new name is no change
    verified.clear()
    path.write_text(path.read_text().replace("id: one", "id: uno"))
    again = checked_since("b")
    assert (verified, again.recorded, codes(again)) == (["two"], 2, {("two", "witness")})
    assert [row.item for row in read_check_record(record)] == ["sums/last", "sums/one", "sums/uno"]

    # other wording is a change, and so is another key
    verified.clear()
    path.write_text(
        path.read_text().replace("a - b", "b + a").replace("Add", "Sum", 1) + exercise("new", key="b + a")
    )
    mended = checked_since("c")
    assert (sorted(verified), mended.recorded, mended.findings) == (["new", "two", "uno"], 1, ())
    assert {row.item for row in read_check_record(record)} == {
        f"sums/{id_}" for id_ in ("last", "new", "one", "two", "uno")
    }

    # more draws than in the record are a reason to prove again, fewer are none
    verified.clear()
    assert (checked_since("e", 6).recorded, len(verified)) == (0, 4)
    verified.clear()
    assert (checked_since("f", 3).recorded, verified) == (4, [])
    assert {row.variants for row in read_check_record(record) if row.item != "sums/one"} == {6}

    # what has an error now loses its line
    path.write_text(path.read_text().replace("number: b + a", "number: b", 1))
    assert codes(checked_since("d")) == {("two", "witness")}
    assert "sums/two" not in {row.item for row in read_check_record(record)}


def test_what_was_cut_short_is_in_no_record(tmp_path: Path) -> None:
    path = write(tmp_path, "sums.yaml", HEAD + exercise("one"))

    def ended(tasks: Sequence[Task]) -> Generator[tuple[int, ExerciseReport]]:
        yield from (
            (n, ExerciseReport.not_verified(task.exercise, "too long")) for n, task in enumerate(tasks)
        )

    assert checked(path, tmp_path / "cache", verify=ended).proved == ()


def test_a_record_of_other_items_is_kept_as_it_was(tmp_path: Path) -> None:
    other, one = Recorded("a/b", "0" * 16, "1" * 16, 4), Recorded("c/d", "2" * 16, "3" * 16, 4)
    record = tmp_path / "proved.txt"
    update_check_record(record, (), [other, one])
    update_check_record(record, ["c/d", "c/e"], [])
    assert read_check_record(record) == (other,)


def test_the_theory_of_the_topic_belongs_to_what_is_proved(tmp_path: Path) -> None:
    path = write(tmp_path, "sums.yaml", "theory: $x$\n" + HEAD + exercise("one"))
    assert not checked(path, tmp_path / "cache").findings
    path.write_text(path.read_text().replace("$x$", r"$\foobar x$"))
    assert codes(checked(path, tmp_path / "cache")) == {("one", "markup")}


def test_a_cache_that_cannot_be_used_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, "sums.yaml", HEAD + exercise("one"))
    cache = write(tmp_path, "cache", "a file where a folder is due")
    assert checked(path, cache).summary.exercises == 1
    kept = tmp_path / "kept"
    checked(path, kept)
    for file in kept.rglob("*.json*"):
        file.write_bytes(b'{"x": [1')
    assert checked(path, kept).unchanged == 0


def test_ids_names_and_skills_are_linked(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write(
        folder,
        "_subject.yaml",
        "title: Mine\ntopics: [{id: mine.a, title: A}]\nskills:\n"
        "- {id: mine.a.one, title: One, needs: [mine.a.two]}\n"
        "- {id: mine.a.two, title: Two, needs: [mine.a.one, mine.a.tree]}\n"
        "- {id: mine.a.three, title: Three}\n",
    )
    write(folder, "a.yaml", HEAD + exercise("one", more="  skill: mine.a.one\n  was: [mine/two]\n"))
    write(
        folder,
        "b.yaml",
        HEAD
        + exercise("one", more="  skill: mine.a.onee\n")
        + exercise("two", more="  was: [old/x]\n")
        + exercise("three", more="  skill: mine.a.two\n  was: [old/x]\n"),
    )
    bank = checked(folder, tmp_path / "cache")
    assert {
        ("one", "duplicate-id"),
        ("one", "was-clash"),
        ("three", "was-clash"),
        ("one", "skill"),
        ("two", "no-skill"),
        ("", "skill"),
    } <= codes(bank)
    said = "\n".join(map(str, bank.findings))
    assert "did you mean mine.a.one?" in said
    assert "in a cycle: " in said
    assert "mine.a.tree, which is not a skill; did you mean mine.a.three?" in said
    assert bank.missing == ("mine.a.three",)


def circular_needs(folder: Path, cache: Path) -> list[str]:
    banks = check_banks(find_at(folder), cache=cache, variants=1)
    return [str(each) for bank in banks for each in bank.findings if each.code == "circular-need"]


SUBJECT_OF_THREE = (
    "title: Mine\ntopics: [{id: mine.a, title: A}]\nskills:\n"
    "- {id: mine.a.sum, title: Sums}\n"
    "- {id: mine.a.mean, title: Means, needs: [mine.a.sum]}\n"
    "- {id: mine.a.spread, title: Spreads, needs: [mine.a.mean]}\n"
)


def test_a_need_that_rests_on_the_exercises_own_skill_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write(folder, "_subject.yaml", SUBJECT_OF_THREE)
    path = write(
        folder,
        "a.yaml",
        HEAD
        + exercise("next", more="  skill: mine.a.sum\n  needs: [mine.a.mean]\n")
        + exercise("far", more="  skill: mine.a.sum\n  needs: [calc.diff.power, mine.a.spread]\n")
        + exercise("own", more="  skill: mine.a.sum\n  needs: [mine.a.sum]\n")
        + exercise("before", more="  skill: mine.a.spread\n  needs: [mine.a.sum, mine.a.mean]\n")
        + exercise("aside", more="  skill: mine.a.mean\n  needs: [calc.diff.power]\n"),
    )
    found = circular_needs(folder, tmp_path / "cache")
    text = path.read_text("utf-8").split("\n")
    assert [text[int(each.split(":")[1]) - 1].strip() for each in found] == [
        "needs: [mine.a.mean]",
        "needs: [calc.diff.power, mine.a.spread]",
        "needs: [mine.a.sum]",
    ]
    assert found[0].endswith(
        "warning: next: needs 1: this exercise needs mine.a.mean, which itself rests on its own skill "
        "mine.a.sum; drop the need, or make it an exercise of mine.a.mean"
    )
    assert "far: needs 2: this exercise needs mine.a.spread, which itself rests on" in found[1]
    assert found[2].endswith("this exercise needs mine.a.sum, its own skill; drop the need")


def test_an_exercise_of_a_paper_may_use_any_skills_together(tmp_path: Path) -> None:
    """It trains no skill, so that nothing waits for it."""
    needs = exercise("one", more="  skill: calc.diff.power\n  needs: [calc.diff.product]\n")
    write(tmp_path / "papers", "mine.yaml", HEAD + needs)
    for path in (tmp_path / "papers", tmp_path / "papers" / "mine.yaml"):
        assert circular_needs(path, tmp_path / "cache") == []


def test_an_id_of_another_file_of_the_folder_is_met_when_one_file_is_checked(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write(folder, "_subject.yaml", "title: Mine\n")
    write(folder, "a.yaml", HEAD + exercise("one"))
    bank = checked(write(folder, "b.yaml", HEAD + exercise("one")), tmp_path / "cache")
    assert ("one", "duplicate-id") in codes(bank)
    assert bank.missing == ()


def test_an_answer_is_compared_up_to_what_its_prompt_says(tmp_path: Path) -> None:
    asked = {
        "factor": ("With which $w$ (up to a positive factor)?", "{vector: '[a, b]'}"),
        "multiple": ("Find $w$, up to a multiple.", "{vector: '[a, b]'}"),
        "sign": ("Find $w$ up to sign.", "{matrix: '[[a, b]]'}"),
        "settled": ("Find $w$, up to a multiple.", "{vector: '[a, b]', up_to: scale}"),
        "another": ("The inputs are known up to a factor. Find $w$.", "{vector: '[a, b]'}"),
        "count": ("Find all powers up to the third.", "{vector: '[a, b]'}"),
    }
    text = "".join(
        f"- id: {name}\n  params: {{a: 1..9, b: 1..9}}\n  prompt: {prompt}\n  answer: {answer}\n"
        for name, (prompt, answer) in asked.items()
    )
    banks = find_at(write(tmp_path, "bank.yaml", f"exercises:\n{text}"))
    found = {finding.exercise for finding in check_style(banks) if finding.code == "up-to"}
    assert found == {"factor", "multiple", "sign"}


# --- a new author -------------------------------------------------------------------------------------------


@pytest.fixture
def places(tmp_path: Path) -> files.Locations:
    return files.find({"DRILL_HOME": str(tmp_path / "home")})


def test_a_starter_bank_is_proved_and_never_overwritten(tmp_path: Path, places: files.Locations) -> None:
    new = write_starter(str(tmp_path / "deep" / "my-bank.yaml"), places)
    bank = checked(new.path, tmp_path / "cache", variants=6)
    assert bank.findings == ()
    assert bank.summary.witnessed == bank.summary.exercises >= 3
    assert "@" not in new.path.read_text().partition("topic:")[0].replace("@ `", "")
    with pytest.raises(UsageError, match="exists already"):
        write_starter(str(new.path), places)


def test_a_bare_word_names_a_bank_of_ones_own(places: files.Locations) -> None:
    new = write_starter("attention", places)
    assert (new.path, new.bank) == (places.banks / "attention.yaml", "attention")
    assert write_starter(str(places.banks / "papers" / "x.yaml"), places).bank == "papers/x"


@pytest.mark.parametrize("name", ["", ".", "some/", "bank.txt", *SUBJECTS])
def test_a_bank_that_cannot_be_is_refused(name: str, places: files.Locations) -> None:
    with pytest.raises(UsageError):
        write_starter(name, places)


def test_exercises_of_a_file_by_name(tmp_path: Path, places: files.Locations) -> None:
    path = write(tmp_path, "sums.yaml", HEAD + exercise("one") + exercise("two") + "- {id: three}\n")
    assert [draft.item for draft in exercises_at(f"{path}#two", places, SUBJECTS).exercises] == ["sums/two"]
    whole = exercises_at(str(path), places, SUBJECTS)
    assert [draft.item for draft in whole.exercises] == ["sums/one", "sums/two"]
    assert len(whole.problems) == 2
    assert whole.exercises[0].exercise.topic == "calc.diff"
    with pytest.raises(UsageError, match="did you mean two"):
        exercises_at(f"{path}#tow", places, SUBJECTS)
    with pytest.raises(BankError, match="is missing"):
        exercises_at(f"{path}#three", places, SUBJECTS)
    with pytest.raises(UsageError, match="no file"):
        exercises_at("nowhere.yaml", places, SUBJECTS)


def broken_off(after: int) -> Verify:
    """Verify that many exercises, and then be interrupted."""

    def verify(tasks: Sequence[Task]) -> Generator[tuple[int, ExerciseReport]]:
        yield from verify_here(tasks[:after])
        raise KeyboardInterrupt

    return verify


def test_what_is_proved_is_kept_when_it_is_broken_off(tmp_path: Path) -> None:
    path = write(tmp_path, "sums.yaml", HEAD + "".join(map(exercise, ("one", "two", "three"))))
    cache, steps, met = tmp_path / "cache", list[Step](), list[str]()
    with pytest.raises(KeyboardInterrupt):
        check_banks(find_at(path), cache=cache, variants=4, verify=broken_off(2), progress=steps.append)
    assert (steps[-1].doing, steps[-1].kept, steps[-1].total) == ("proving", 2, 3)

    def counted(tasks: Sequence[Task]) -> Generator[tuple[int, ExerciseReport]]:
        met.extend(task.item for task in tasks)
        yield from verify_here(tasks)

    assert checked(path, cache, verify=counted).unchanged == 2
    assert met == ["sums/three"]


def test_what_took_long_is_named_with_its_parts_though_it_was_proved_before(tmp_path: Path) -> None:
    path = write(tmp_path, "sums.yaml", HEAD + exercise("one") + exercise("two"))
    for _ in range(2):
        costs = checked(path, tmp_path / "cache").costs
        assert {cost.exercise for cost in costs} == {"one", "two"}
        assert all(cost.seconds >= sum(cost.parts.values()) > 0 for cost in costs)
        assert all([*cost.parts.values()] == sorted(cost.parts.values(), reverse=True) for cost in costs)
        assert all(cost.parts.keys() & {"witness (root)", "key"} for cost in costs)


def test_the_code_of_every_package_that_proves_counts_to_a_proof(tmp_path: Path) -> None:
    """Beside those of which only names are used, and modules at the top, which count anyway."""
    write(
        tmp_path,
        "mine.yaml",
        f"{HEAD}- id: turned\n  prompt: Turn $x$.\n"
        "  answer: {code: \"rearrange(x, 'a b -> b a')\", arrays: {x: [a, b]}}\n  witness: {array: x.T}\n",
    )
    code = (
        "import sys; from pathlib import Path; from drill.proving import banks_at, check_banks;"
        "(bank,) = check_banks(banks_at([Path('mine.yaml')], Path('none')), cache=Path('kept'), variants=2);"
        "used = {name.split('.')[1] for name, module in list(sys.modules.items())"
        " if name.startswith('drill.') and '.' in name and hasattr(module, '__path__')};"
        "print(bank.summary.exercises, *used)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    proved, *packages = done.stdout.split()
    assert proved == "1"
    assert set(packages) - set(PROVERS) <= {"gyr", "settings"}
