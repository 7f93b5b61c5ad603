"""A deck that comes again is the same deck: its exercises keep their ids, and with them their marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drill.banks.read import read_file
from drill.banks.templates import render_template
from drill.exchange import DeckBank, DeckFormat, deck_format, import_deck
from drill.files import Locations, find

ROWS = "prompt,answer\nWhat is 1+1?,2\nCapital of Frnce?,Paris\nDerivative of $x^2$?,2x\nThe end?,no\n"


@pytest.fixture
def places(tmp_path: Path) -> Locations:
    return find({"DRILL_HOME": str(tmp_path / "home")})


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def ids(deck: DeckBank) -> dict[str, str]:
    """The ids of a bank's exercises by their questions."""
    loaded = read_file(deck.path.read_bytes(), "deck.yaml")
    assert not loaded.problems
    prompts = [render_template(each.exercise.forms[0].questions[0].prompt, str) for each in loaded.exercises]  # type: ignore[arg-type]
    return dict(zip(prompts, [each.entry.id for each in loaded.exercises], strict=True))


@pytest.mark.parametrize("name", ["b/d.csv", "a/d (1).csv", "a/d - Copy.csv", "b/other.csv"])
def test_a_deck_from_elsewhere_is_the_same_one(places: Locations, tmp_path: Path, name: str) -> None:
    first = import_deck(write(tmp_path / "a" / "d.csv", ROWS), places)
    before = first.path.read_bytes()
    again = import_deck(write(tmp_path / name, ROWS), places)
    assert (again.path, again.bank, again.new, again.gone) == (first.path, "my/d", 0, 0)
    assert first.path.read_bytes() == before
    assert [file.name for file in first.path.parent.glob("*.yaml")] == ["d.yaml"]


@pytest.mark.parametrize("name", ["a/d.csv", "b/d.csv", "a/d (1).csv", "b/other.csv"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Capital of Frnce?", "Capital of France?"), ("What is 1+1?", "What is $1 + 1$?"),
        ("Derivative of $x^2$?", "Derivative of $x^2$ in $x$?"), ("The end?", "The end!"),
        ("Derivative of $x^2$?", "Derivative of $x^3$?"),
    ],
)  # fmt: skip
def test_a_corrected_question_keeps_its_id(
    places: Locations, tmp_path: Path, name: str, old: str, new: str
) -> None:
    first = import_deck(write(tmp_path / "a" / "d.csv", ROWS), places)
    before = ids(first)
    again = import_deck(write(tmp_path / name, ROWS.replace(old, new)), places)
    assert (again.path, again.new, again.gone) == (first.path, 0, 0)
    assert ids(again) == {(new if prompt == old else prompt): id_ for prompt, id_ in before.items()}
    third = import_deck(write(tmp_path / name, ROWS.replace(old, new)), places)
    assert (ids(third), third.new) == (ids(again), 0)


@pytest.mark.parametrize(
    ("old", "new", "is_new"),
    [
        ("Derivative of $x^2$?,2x", "Derivative of $x^5$?,5x^4", True),
        ("What is 12*13?,156", "What is 17*13?,221", True),
        ("What is the L1 norm?,a sum", "What is the L0 norm?,a count", True),
        ("Capital of Spain?,Madrid", "Capital of Sweden?,Stockholm", True),
        ("Is $A$ symmetric?,yes", "Is $B$ symmetric?,yes", True),
        ("Is it symmetric?,yes", "Is it asymmetric?,no", True),
        ("Is it convex?,yes", "Is it concave?,yes", True),
        ("What is 12-7?,5", "What is 7-2?,5", True), ("What is 5!?,120", "What is 5?,5", True),
        ("请问法国的首都?,巴黎", "请问德国的首都?,柏林", True),
        ("See ![](a.png) here,3", "See ![](b.png) here,3", True),
        ("What is $\\alpha$ here?,ab", "What is $\\beta$ here?,cd", True),
        ("Is it not so?,yes", "Is it so?,no", True), ("$x_1$ is?,a b", "$x_2$ is?,c d", True),
        ("Do they commute?,yes", "Do they compute?,no", True),
        ("Why recieve?,a b", "Why receive?,c d", False),
        ("What is teh end?,no", "What is teh end,maybe", False),
        ("How do you diffrentiate it?,by x", "How do you differentiate it?,by y", False),
        ("What is 1 + 1?,2", "What is $1+1$?,3", False),
        ("Derivative of it?,2x", "Derivative of all of it?,x+x", False),
        ("Capital of Spian?,Madrid", "Capital of Spain?,Madrid", False),
    ],
)  # fmt: skip
def test_what_may_be_another_question_is_new(
    places: Locations, tmp_path: Path, old: str, new: str, is_new: bool
) -> None:
    text = "prompt,answer\nFirst?,1\n{}\nLast?,9\n"
    before = ids(import_deck(write(tmp_path / "d.csv", text.format(old)), places))
    again = import_deck(write(tmp_path / "d.csv", text.format(new)), places)
    assert (again.new, again.gone) == ((1, 1) if is_new else (0, 0))
    assert ([*ids(again).values()] == [*before.values()]) != is_new


@pytest.mark.parametrize(("name", "head", "row"), [
    ("d.csv", "prompt,answer\n", "{},{}\n"), ("d.txt", "", "{}\t{}\n"),
    ("d.txt", "#separator:tab\n#guid column:3\n", "{0}\t{1}\t{1}\n"),
])  # fmt: skip
@pytest.mark.parametrize(("old", "new"), [
    ([("Capital of France?", "Paris"), ("Capital of Spain?", "Madrid")],
     [("Capital of Peru?", "Lima"), ("Capital of Chile?", "Santiago")]),
    ([(f"What is {n}+{n}?", f"{2 * n}") for n in range(1, 6)],
     [(f"What is {n}+{n}?", f"{2 * n}") for n in range(11, 16)]),
])  # fmt: skip
def test_a_namesake_with_other_questions_is_another_deck(
    places: Locations, tmp_path: Path, name: str, head: str, row: str,
    old: list[tuple[str, str]], new: list[tuple[str, str]],
) -> None:  # fmt: skip
    decks: list[DeckBank] = []
    for folder, rows in (("a", old), ("b", new)):
        file = write(tmp_path / folder / name, head + "".join(row.format(*each) for each in rows))
        decks.append(import_deck(file, places, as_=deck_format(file) or "table"))
    assert [deck.bank for deck in decks] == ["my/d", "my/d-2"]
    assert decks[1].new == len(new)


def test_a_larger_deck_with_all_questions_is_an_update(places: Locations, tmp_path: Path) -> None:
    first = import_deck(write(tmp_path / "d.csv", ROWS), places)
    before = ids(first)
    more = "".join(f"What is {n}*7?,{7 * n}\n" for n in range(20))
    again = import_deck(write(tmp_path / "all.csv", ROWS + more), places)
    assert (again.path, again.new, again.gone) == (first.path, 20, 0)
    assert ids(again).items() > before.items()


def test_a_question_with_several_answers_is_told_by_them(places: Locations, tmp_path: Path) -> None:
    def answers(*keys: str) -> dict[str, str]:
        rows = "".join(f"Which?,{key}\n" for key in keys)
        deck = import_deck(write(tmp_path / "d.csv", f"prompt,answer\n{rows}Last?,9\n"), places)
        found = re.findall(r"- id: (\S+)\n(?:  .*\n)*?    .*?'(\w+)'", deck.path.read_text("utf-8"))
        return {answer: id_ for id_, answer in found}

    before, after = answers("ab", "cd"), answers("cd", "ef")
    assert after["cd"] == before["cd"]
    assert after["ef"] not in before.values()


def test_another_question_is_another_exercise(places: Locations, tmp_path: Path) -> None:
    first = import_deck(write(tmp_path / "d.csv", ROWS), places)
    before = ids(first)
    text = ROWS.replace("Capital of Frnce?,Paris\n", "") + "Capital of 12 Frances?,Paris\nWhat is 0+2?,2\n"
    again = import_deck(write(tmp_path / "d.csv", text), places)
    assert (again.new, again.gone) == (2, 1)
    assert ids(again).items() >= {(p, i) for p, i in before.items() if "Frnce" not in p}
    back = import_deck(write(tmp_path / "d.csv", ROWS), places)
    assert ids(back) == before


def test_an_answer_that_the_source_corrects_is_taken(places: Locations, tmp_path: Path) -> None:
    first = import_deck(write(tmp_path / "d.csv", ROWS), places)
    before = ids(first)
    again = import_deck(write(tmp_path / "d.csv", ROWS.replace(",2x", ",3x")), places)
    assert (again.corrected, again.kept, ids(again)) == (1, 0, before)
    assert "expression: '3x'" in again.path.read_text("utf-8")
    same = import_deck(write(tmp_path / "d.csv", ROWS.replace(",2x", ",x + 2x")), places)
    assert (same.corrected, same.kept) == (0, 1)  # its marks are worth more than its spelling
    assert "expression: '3x'" in same.path.read_text("utf-8")


def test_decks_that_share_some_rows_are_two(places: Locations, tmp_path: Path) -> None:
    import_deck(write(tmp_path / "small.csv", "prompt,answer\nWhat is 1+1?,2\n"), places)
    large = import_deck(write(tmp_path / "large.csv", ROWS), places)
    assert (large.bank, large.new) == ("my/large", 4)
    other = import_deck(
        write(tmp_path / "b" / "large.csv", "prompt,answer\nWhat is 1+1?,2\nw,1\nv,2\nu,3\n"), places
    )
    assert (other.bank, other.new) == ("my/large-2", 4)


def test_banks_of_before_keep_their_ids_and_edits(places: Locations, tmp_path: Path) -> None:
    source = write(tmp_path / "d.csv", ROWS)
    first = import_deck(source, places)
    before = ids(first)
    old = re.sub(r"^(# from the table: \w+) key \w+$", r"\1", first.path.read_text("utf-8"), flags=re.M)
    first.path.write_text(
        old.replace("'Paris'", "'Paris', 'paname'").replace("'2x'", "'2 x'"), encoding="utf-8"
    )
    again = import_deck(write(tmp_path / "b" / "d.csv", ROWS.replace("Frnce", "France")), places)
    assert (again.new, again.edited, again.gone) == (0, 2, 0)
    assert set(ids(again).values()) == set(before.values())
    assert "'paname'" in again.path.read_text("utf-8")


GUIDS = "#separator:tab\n#html:true\n#guid column:1\n"


@pytest.mark.parametrize("name", ["d.txt", "elsewhere/new name.txt"])
def test_a_note_is_known_by_its_guid(places: Locations, tmp_path: Path, name: str) -> None:
    first = import_deck(
        write(tmp_path / "d.txt", GUIDS + "g1\tOld words?\t2x\ng2\tOther?\t3\n"), places, as_="anki"
    )
    before = ids(first)
    text = GUIDS + "g3\tNew?\t5\ng2\tOther?\t3\ng1\tSomething else altogether, put in new words?\t2x\n"
    again = import_deck(write(tmp_path / name, text), places, as_="anki")
    assert (again.path, again.new, again.gone) == (first.path, 1, 0)
    after = ids(again)
    assert after["Something else altogether, put in new words?"] == before["Old words?"]
    assert after["Other?"] == before["Other?"]
    # an older question comes back under another note: it is another exercise
    text += "g4\tOld words?\t7\n"
    third = import_deck(write(tmp_path / name, text), places, as_="anki")
    assert ids(third).items() > after.items()


def test_other_guids_are_other_exercises(places: Locations, tmp_path: Path) -> None:
    first = import_deck(
        write(tmp_path / "d.txt", GUIDS + "g1\tOne?\tab\ng2\tOther?\tcd\n"), places, as_="anki"
    )
    before = ids(first)
    for question, answer in (("The other?", "cd"), ("Other?", "ef")):
        text = GUIDS + f"g1\tOne?\tab\ng9\t{question}\t{answer}\n"
        again = import_deck(write(tmp_path / "d.txt", text), places, as_="anki", is_dry=True)
        assert (again.path, again.new, again.gone) == (first.path, 1, 1)
        assert before["Other?"] not in again.texts[1]


def test_notes_without_guids_become_known_by_them(places: Locations, tmp_path: Path) -> None:
    first = import_deck(write(tmp_path / "d.csv", "prompt,answer\nA?,1\nB?,2\n"), places)
    before = ids(first)
    with_guids = import_deck(write(tmp_path / "d.txt", GUIDS + "g1\tA?\t1\ng2\tB?\t2\n"), places, as_="anki")
    last = import_deck(write(tmp_path / "e.txt", GUIDS + "g1\tIn short?\t1\ng2\tB?\t2\n"), places, as_="anki")
    assert (with_guids.path, last.path, last.new) == (first.path, first.path, 0)
    assert ids(last)["In short?"] == before["A?"]


@pytest.mark.parametrize("suffix", ["csv", "txt"])
def test_a_thousand_rows_with_a_correction(places: Locations, tmp_path: Path, suffix: str) -> None:
    parting = "," if suffix == "csv" else "\t"
    form: DeckFormat = "table" if suffix == "csv" else "anki"
    text = f"prompt{parting}answer\n" + "".join(
        f"Task {n} of a thousand?{parting}{n % 7}\n" for n in range(1000)
    )
    first = import_deck(write(tmp_path / f"d.{suffix}", text), places, as_=form)
    again = import_deck(
        write(tmp_path / f"d2.{suffix}", text.replace("Task 77 ", "The task 77 ")), places, as_=form
    )
    assert (again.path, again.new, again.gone) == (first.path, 0, 0)
