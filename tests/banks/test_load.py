"""Loading banks: what YAML does to text, what is refused, what becomes a bank."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.banks import load as loading
from drill.banks import read as reading
from drill.banks.cache import Cache
from drill.banks.catalogue import Catalogue
from drill.banks.load import ReadingBudget, load_catalogue, load_file
from drill.banks.loaded_files import UNREAD, LoadedFile
from drill.banks.read import read_file, read_subject
from drill.errors import BankError, UsageError
from drill.files import Locations, shipped_banks
from drill.gyr.events import SkillId
from tests.homes import shipped_catalogue
from tests.rows import each_row

BEGIN = "topic: bad.faults\ntitle: Faults\nexercises:\n"
FINE = "- id: fine\n  prompt: Compute $1 + 1$.\n  answer: {number: 2}\n"


def first(answer: str = "{number: 2}", prompt: str = "Compute $1 + 1$.", more: str = "") -> str:
    """A bank of a good exercise and one more, whose `- id` is line 7."""
    return f"{BEGIN}{FINE}- id: first\n  prompt: {prompt}\n  answer: {answer}\n{more}"


def read(content: str | bytes) -> LoadedFile:
    return read_file(content if isinstance(content, bytes) else content.encode(), "bank.yaml")


def ids(loaded: LoadedFile) -> list[str]:
    return [exercise.entry.id for exercise in loaded.exercises]


@each_row(
    ("text", "line", "message"),
    [
        (first(more="  level: 1\n  level: 2\n"), 11, "appears twice, first in line 10"),
        (first(prompt='"Compute $\\\\frac{1}{2}$."'), 8, "backslash"),
        (first(prompt='"Compute $\\lim$."'), 8, "backslash"),
        (first(prompt="Compute item #1 of the list"), 8, ""),
        (first(prompt="@a and more"), 8, "starts with @"),
        (first(prompt="`code` first"), 8, "starts with a backtick"),
        (first(prompt="**Bold** first"), 8, "starts with *"),
        (first(prompt="*bold* first"), 8, "starts with *"),
        (first(prompt="Note: it adds"), 8, "': ' in unquoted text"),
        (first(prompt="'One' and more"), 8, "closing quote"),
        (first(prompt="'One and more"), 8, "quote is not closed"),
        (first(prompt="[unclosed"), 8, "bracket is not closed"),
        (first(prompt="!tag text"), 8, "tags"),
        (first(prompt="&anchor text"), 8, "anchors"),
        (first(prompt="|wrong head"), 8, "starts with |"),
        (first(prompt="a\n\tb: 1"), 9, "tab"),
        (first(prompt="Give $@{a + (1$.", more="  params: {a: 1..9}\n"), 8, "@{ is never closed"),
        (first(prompt="Give $@b$."), 8, "b is not known"),
        (first(answer="{number: 9**9**9**9}"), 9, "too large"),
        (first(answer="""{number: '__import__("os").system("true")'}"""), 9, ""),
        (first(answer="{number: a + 1}"), 9, "a is not known"),
        (first(answer="{number: 1/0}"), 9, ""),
        (first(answer='{distribution: "betta(1, 2)"}'), 9, "beta"),
        (first(more="  params: {a: 1..9}\n  where: [a > 100]\n"), 11, "no allowed draw"),
        (first(more="  params: {a: 1..9}\n  where: [a >]\n"), 11, ""),
        (first(more="  params: {a: 1..9}\n  let: {f: a +, g: a -}\n"), 11, ""),
        (first(more="  params: {a: 1..9}\n  let: {b: c, c: a}\n"), 11, "c is used before it is defined"),
        (first(more="  let:\n    b: 2\n    c: c + b\n"), 12, "c is used before it is defined"),
        (first(more="  wrong:\n  - {answer: 3 +, say: No.}\n"), 11, ""),
        (first(more="  witness: {value: 1 +}\n"), 10, ""),
        (BEGIN + FINE + "- id: first\n  prompt: Compute.\n", 7, "is missing"),
        (BEGIN + FINE + "- id: first\n  answer: {number: 2}\n", 7, "is missing"),
        (BEGIN + FINE + FINE, 7, "a second exercise with the id fine"),
        (BEGIN + FINE + "- just text\n", 7, "names with values"),
    ],
)
def test_a_faulty_exercise_is_left_out_and_named(text: str, line: int, message: str) -> None:
    loaded = read(text)
    assert ids(loaded) == ["fine"]
    assert line in [problem.line for problem in loaded.problems], [str(p) for p in loaded.problems]
    assert message in " ".join(str(problem) for problem in loaded.problems)


def test_a_witness_counts_the_steps_of_its_loop_by_t() -> None:
    witness = "  witness: {recursion: {s: s + t}, start: {s: 0}, times: 5}\n"
    loaded = read(first(answer="{number: 15}", more=witness))
    assert (ids(loaded), loaded.problems) == (["fine", "first"], ())


@pytest.fixture
def small_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer steps for an exercise and for a file."""
    monkeypatch.setattr(reading, "MOST_STEPS", reading.MOST_STEPS // 10)
    monkeypatch.setattr(reading, "MOST_STEPS_OF_FILE", 3 * reading.MOST_STEPS)


def assert_left_out(text: str, line: int) -> None:
    """A first exercise takes too long at a line, and the next one works."""
    loaded = read(text)
    assert ids(loaded) == ["fine"]
    (problem,) = loaded.problems
    assert (problem.line, problem.exercise) == (line, "first"), str(problem)
    assert "too many" in problem.message


NESTED = "sum(sum(sum(i j k, i, 1, 1000), j, 1, 1000), k, 1, 1000)"


@each_row(
    ("text", "line"),
    [
        (first(answer=f"{{number: '{NESTED}'}}"), 9),
        (first(answer=f"{{expression: '{NESTED} + x', vars: [x]}}"), 9),
        (first(answer=f"{{set: '{{{NESTED}, 1}}'}}"), 9),
        (first(answer=f"{{choice: [{{right: A, claim: '{NESTED} > 1'}}, {{wrong: B}}]}}"), 9),
        (first(answer=f"{{parts: {{a: {{number: '{NESTED}'}}}}}}"), 9),
        (first(more=f"  let: {{a: '{NESTED}'}}\n"), 10),
        (first(more=f"  params: {{a: 1..9}}\n  where: ['{NESTED} > a']\n"), 11),
        (first(more=f"  claim: ['{NESTED} > 1']\n"), 10),
        (first(more=f"  witness: {{value: '{NESTED}'}}\n"), 10),
        (first(more=f"  wrong:\n  - {{answer: '{NESTED}', say: No.}}\n"), 11),
        (first(answer="{number: '" + " + ".join(["sum(k (k + 1), k, 1, 10000)"] * 40) + "'}"), 9),
        (first(answer="{number: 'prod(2^1000 - k, k, 1, 10000)'}"), 9),
    ],
)
@pytest.mark.usefixtures("small_budgets")
def test_what_takes_too_long_to_compute_is_left_out_and_named(text: str, line: int) -> None:
    assert_left_out(text, line)


@each_row(
    ("text", "line"),
    [
        (first(more=f"  hints: ['It is $@{{{NESTED}}}$.']\n"), 10),
        (first(more=f"  steps:\n  - One.\n  - 'It is $@{{{NESTED}}}$.'\n"), 12),
        (first(more=f"  figure: {{plot: [{{y: '{NESTED}'}}], x: [0, 1], says: A line.}}\n"), 10),
        (first(more=f"  vars: [x]\n  assume: ['x > {NESTED}']\n"), 11),
        (first(more=f"  wrong:\n  - {{answer: 3, say: '@{{{NESTED}}}'}}\n"), 11),
    ],
)
def test_a_text_that_takes_too_long_to_compute_is_named_itself(text: str, line: int) -> None:
    """Its own budget ends before that of the exercise."""
    assert_left_out(text, line)


@pytest.mark.usefixtures("small_budgets")
def test_an_exercise_is_read_within_a_budget_and_so_is_a_file() -> None:
    def lets(count: int) -> str:
        return "  let:\n" + "".join(f"    a{n}: sum(k (k + {n}) - k, k, 1, 900)\n" for n in range(count))

    loaded = read(first(more=lets(60)) + FINE.replace("fine", "last"))
    assert ids(loaded) == ["fine", "last"]
    assert {(problem.line, problem.exercise) for problem in loaded.problems} <= {
        (line, "first") for line in range(7, 72)
    }
    assert all("too many steps" in problem.message for problem in loaded.problems)
    many = "".join(FINE.replace("fine", f"x-{place}") + lets(8) for place in range(20))
    loaded = read(BEGIN + many)
    assert 0 < len(loaded.exercises) < 20
    assert all("too many steps" in problem.message for problem in loaded.problems)


def test_all_new_files_of_a_load_share_a_budget_and_the_next_load_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looped(number: int) -> str:
        return f"{FINE}  let:\n" + "".join(
            f"    a{n}: sum(k (k + {number + 4 * n}), k, 1, 900)\n" for n in range(4)
        )

    plant(home / "banks", **{f"b{number}": BEGIN + looped(number) for number in range(4)})
    monkeypatch.setattr(loading, "ReadingBudget", partial(ReadingBudget, 50_000))
    told: list[tuple[int, int]] = []

    def loaded_banks() -> tuple[list[str], list[BankError]]:
        each_load = loading.Loading(Cache(home / "cache"), on_progress=lambda *done: told.append(done))
        catalogue = each_load.catalogue((), home / "banks", ())
        assert all(problem.code == UNREAD for problem in catalogue.problems)
        return [str(each.id) for each in catalogue.banks if each.entries], list(catalogue.problems)

    first_banks, problems = loaded_banks()
    assert 0 < len(first_banks) < 4
    assert [Path(problem.path).stem for problem in problems] == [f"b{n}" for n in range(len(first_banks), 4)]
    assert told[0] == (0, 4)
    while problems:
        later_banks, later_problems = loaded_banks()
        assert len(later_banks) > len(first_banks)
        first_banks, problems = later_banks, later_problems
    assert first_banks == ["b0", "b1", "b2", "b3"]


def test_a_budget_of_waiting_ends_too() -> None:
    seconds = iter(range(100))
    budget = ReadingBudget(limit_s=3, clock=lambda: float(next(seconds)))
    files = [
        budget.read(loading.read_topic, b"exercises: []", f"{n}.yaml", expressions=True) for n in range(5)
    ]
    unread = [any(problem.code == UNREAD for problem in file.problems) for file in files]
    assert unread == [False, False, False, True, True]


@each_row(
    ("text", "line", "message"),
    [
        (first(prompt="x" * 50_001), 8, "a text of 50,001 characters"),
        (first(more="  hints:\n" + "  - one\n" * 3000), 7, "3,006 values"),
        (first(more="  hints:\n" + f"  - {'x' * 40_000}\n" * 3), 7, "characters are read"),
        (
            first(
                answer="{parts: {"
                + ", ".join(f"p{n}: {{choice: {{of: options, right: a1}}}}" for n in range(50))
                + "}}"
            )
            + "  options:\n"
            + "".join(f"  - {{id: a{n}, text: A}}\n" for n in range(50)),
            9,
            "more than 2,000 rows",
        ),
        (
            first().replace("exercises:", f"cards:\n  one.two: {{when: {'x' * 50_001}}}\nexercises:"),
            4,
            "50,001",
        ),
        (
            first(answer="{code: A.sum(), arrays: {A: [64, 64, 64, 64, 64]}}"),
            9,
            "the arrays have more than 262,144 entries together",
        ),
        (
            first(answer="{code: A.sum(), arrays: {A: [n, n, n, n]}}", more="  params: {n: 2..60}\n"),
            9,
            "entries",
        ),
        (
            first(answer="{shape: '2'}", more="  witness: {array: A, arrays: {A: [9000, 9000]}}\n"),
            10,
            "more than 4,194,304 entries",
        ),
    ],
)
def test_what_is_too_large_is_left_out_and_named(text: str, line: int, message: str) -> None:
    loaded = read(text)
    problems = [f"{problem.line} {problem}" for problem in loaded.problems]
    assert any(problem.startswith(f"{line} ") and message in problem for problem in problems), problems
    assert "first" not in ids(loaded) or not loaded.cards


def test_arrays_with_as_many_named_axes_as_are_tried_are_read() -> None:
    text = first(answer="{code: A.sum() + B.sum(), arrays: {A: [a, b, c, d, e, f, g], B: [64, 64, n + 1]}}")
    assert ids(read(text)) == ["fine", "first"]


def test_a_let_may_bind_the_name_of_a_later_one() -> None:
    assert ids(read(first(more="  let: {b: 'sum(k, k, 1, 3)', k: 2}\n"))) == ["fine", "first"]


def test_all_faults_of_expressions_come_at_once() -> None:
    more = "  params: {a: 1..9}\n  let: {f: a +, g: b}\n"
    fields = [problem.field for problem in read(first(more=more)).problems]
    assert fields == ["let.f", "let.g"]


def test_a_fault_in_an_expression_has_its_column() -> None:
    (problem,) = read(first(answer="{number: 1 + zz}")).problems
    assert (problem.line, problem.column) == (9, 24)


@each_row(
    ("content", "message"),
    [
        (b"", "begins with"),
        (b"just text", "begins with"),
        (b"- a\n- b\n", "begins with"),
        (bytes(range(256)) * 40, "binary"),
        ("topic: t\n".encode("utf-16"), "UTF-16"),
        (b"topic: t\ntitle: \xff\xfe bad\n", "not UTF-8"),
        (b"a: &a [x, x]\nb: *a\nexercises: []\n", "anchors"),
        (b"topic: t\nexercises: []\n---\ntopic: u\n", "second document"),
        (b"topic: t\nexercises: {a: b}\n", "a list is expected"),
        (b"topic: t\n", "exercises: is missing"),
        (b"x" * 1_000_001, "MB"),
        (b"exercises:\n- id: a\n  prompt: " + b"[" * 400_000, "deeper than 20"),
        (b"exercises: [" + b"a," * 250_000 + b"]", "more than 100000 values"),
        (b"topic: t\ntheory: Let $@a$ be.\nexercises: []\n", "no values to put in"),
    ],
)
def test_a_file_that_is_no_bank_says_why(content: bytes, message: str) -> None:
    loaded = read(content)
    assert loaded.exercises == ()
    assert message in " ".join(str(problem) for problem in loaded.problems)


def test_several_exercises_that_are_no_yaml_are_told_apart() -> None:
    text = (
        BEGIN
        + "- id: one\n  prompt: @a\n"
        + FINE
        + "- id: two\n  prompt: 'open\n- id: three\n  prompt: [b\n"
        + FINE
    )
    loaded = read(text.replace("fine", "last", 1).replace("last", "fine", 1))
    assert [problem.exercise for problem in loaded.problems][:3] == ["one", "two", "three"]
    assert ids(loaded) == ["fine"]


def test_comments_are_welcome_where_no_text_is_cut() -> None:
    more = (
        "  level: 2  # easy\n  params: {a: 1..9}  # a digit\n  # a remark\n  where: [a != 3]   # not three\n"
    )
    assert read(first(more=more)).problems == ()


def test_text_is_cleaned_at_intake() -> None:
    hostile = FINE.replace("Compute", "Com\u202epute").replace("1 + 1", "1\u200e + 1")
    loaded = read((BEGIN + hostile).replace("\n", "\r\n"))
    assert loaded.exercises[0].written["prompt"] == "Compute $1 + 1$."


yaml_pieces = st.sampled_from(
    [
        *"\n\n\n    :-{}[],'\"#@$&*!|>%`~?\\\t\r_\x00\x1b\x85\u2028é𝕏\ufeff",
        *("- ", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "@{", "}", "yes", "1e9", "1..9", "[[1,2],[3]]"),
        *(
            "exercises:\n",
            "topic: t\n",
            "id: a",
            "prompt: x",
            "answer: ",
            "{number: 1}",
            "params: ",
            "where: ",
        ),
        *("wrong:\n", "parts: ", "choice: ", "right: ", "let: "),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(yaml_pieces, max_size=40).map("".join)))
@example(".:")
@example("exercises:\n- ? [a]\n  : b")
@example("exercises:\n-")
@example("exercises:\n- {}\n-\n- []")
@example("? \n: \nexercises:\n- answer: {parts: {a: {parts: {}}}}\n  id: a\n  prompt: p")
def test_no_text_does_more_than_give_problems(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    loaded = read_file(raw, "bank.yaml")
    assert all(isinstance(problem, BankError) and problem.line >= 1 for problem in loaded.problems)
    assert read_subject(raw, "bank.yaml").title is not None


@given(
    st.lists(yaml_pieces, max_size=12).map("".join),
    st.sampled_from(["prompt", "answer", "params", "wrong", "let"]),
)
def test_no_field_does_more_than_give_problems(value: str, field: str) -> None:
    text = {"prompt": "p", "answer": "{number: 1}", field: value}
    lines = "".join(f"  {name}: {written}\n" for name, written in text.items())
    loaded = read(f"{BEGIN}{FINE}- id: first\n{lines}")
    assert loaded.problems or ids(loaded)[-1] == "first"


@given(st.binary(max_size=100))
def test_no_bytes_do_more_than_give_problems(raw: bytes) -> None:
    assert read_file(raw, "bank.yaml").problems


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=60))
def test_quoted_text_survives(text: str) -> None:
    """What stands in single quotes on one line is what a learner reads, but for what cleaning takes out.

    No YAML has the two characters that Unicode assigns to nothing.
    """
    from drill.text import one_line

    shown = one_line(text.replace("@", ""))
    if not shown:
        return
    (exercise,) = read(
        BEGIN + "- id: a\n  answer: {number: 1}\n  prompt: '" + shown.replace("'", "''") + "'\n"
    ).exercises
    assert exercise.written["prompt"] == shown


# ---- catalogues


def plant(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def bank(*names: str, head: str = "") -> str:
    listed = "".join(f"- {{id: {name}, prompt: p, answer: {{number: 1}}}}\n" for name in names)
    return f"{head}exercises:\n{listed}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    (tmp_path / "shipped").mkdir()
    return tmp_path


def load(home: Path, **chosen: list[str]) -> Catalogue:
    places = Locations(home / "config.toml", home, home / "cache", home / "log")
    return load_catalogue(places, shipped=home / "shipped", **chosen)


def test_folders_too_deep_and_links_to_nowhere_cost_no_other_bank(home: Path) -> None:
    plant(home / "banks", good=BEGIN + FINE)
    folder = home / "banks"
    for _ in range(30):
        folder /= "x"
        folder.mkdir()
    plant(folder, t=BEGIN + FINE)
    (home / "banks" / "odd").symlink_to("y" * 300)  # so long a name is no file's: looking at it fails
    (home / "banks" / "odd.yaml").symlink_to("y" * 300)
    loaded = load(home)
    assert {str(bank.id): len(bank.entries) for bank in loaded.banks} == {"good": 1, "odd": 0}
    assert any("more than 20 folders" in str(problem) for problem in loaded.problems)


def test_folders_and_lone_files_are_banks(home: Path) -> None:
    plant(
        home / "banks",
        lone=bank("a", head="title: A lone file\n"),
        folder__one=bank("a"),
        folder__two=bank("b"),
        papers__qhadam=bank("a"),
        papers__adam__one=bank("a"),
        my__deck=bank("a"),
        book__strang=bank("a"),
        empty__README=bank(),
    )
    (home / "banks" / "notes.txt").write_text("no bank")
    catalogue = load(home)
    assert [each.id for each in catalogue.banks] == [
        *("book/strang", "empty", "folder", "lone", "my/deck", "papers/adam", "papers/qhadam")
    ]
    assert list(catalogue.entries)[:3] == ["book/strang/a", "folder/a", "folder/b"]
    assert catalogue.banks[3].title == "A lone file"
    assert catalogue.banks[2].title == "folder"


def test_shipped_subjects_come_first_in_the_learners_order(home: Path) -> None:
    plant(
        home / "shipped",
        calculus__one=bank("a"),
        bayesian__one=bank("a"),
        frequentist__one=bank("a"),
        papers__adam=bank("a"),
    )
    plant(home / "banks", aardvark=bank("a"))
    found = [each.id for each in load(home, subjects=["bayesian", "calculus"]).banks]
    assert found == ["bayesian", "calculus", "papers/adam", "aardvark"]
    assert [each.id for each in load(home).banks][:3] == ["calculus", "frequentist", "bayesian"]


def test_topics_stand_in_the_order_of_the_subject(home: Path) -> None:
    plant(
        home / "shipped",
        calculus___subject="title: Calculus\ntopics:\n"
        "- {id: c.z, title: Zed}\n- {id: c.a, title: Ay}\n- {id: c.n, title: None}\n"
        "skills:\n- {id: c.z.one, title: One}\n- {id: c.a.two, title: Two, needs: [c.z.one]}\n",
        calculus__a=bank("a", head="topic: c.a\ntheory: Of a.\n"),
        calculus__b=bank("b", head="topic: c.extra\ntitle: More\n"),
        calculus__z=bank("z", head="topic: c.z\n"),
    )
    catalogue = load(home)
    (calculus,) = catalogue.banks
    assert [(topic.id, topic.title) for topic in calculus.topics] == [
        *(("c.z", "Zed"), ("c.a", "Ay"), ("c.n", "None"), ("c.extra", "More"))
    ]
    assert [entry.id for entry in calculus.entries] == ["z", "a", "b"]
    assert catalogue.exercise("calculus/a").forms[0].theory == "Of a."
    assert catalogue.exercise("calculus/z").forms[0].theory == ""
    assert catalogue.skills.before([SkillId("c.a.two")]) == ("c.z.one", "c.a.two")


def test_skills_of_subjects_that_are_not_drilled_are_known(home: Path) -> None:
    plant(home / "shipped", calculus___subject="title: Calculus\nskills: [{id: c.z.one, title: One}]\n")
    assert "c.z.one" in load(home, subjects=[]).skills


def test_an_exercise_keeps_its_own_theory(home: Path) -> None:
    text = (
        bank("a", head="theory: The topic's.\n")
        + "- {id: b, prompt: p, theory: Mine., answer: {number: 1}}\n"
    )
    plant(home / "banks", one=text)
    catalogue = load(home)
    assert catalogue.exercise("one/a").forms[0].theory == "The topic's."
    assert catalogue.exercise("one/b").forms[0].theory == "Mine."


def test_a_bank_that_takes_a_shipped_name_is_left_out_and_named(home: Path) -> None:
    plant(home / "shipped", calculus__one=bank("a"), papers__adam=bank("a"))
    plant(home / "banks", calculus=bank("b"), bayesian=bank("b"), papers__adam=bank("b"), good=bank("a"))
    catalogue = load(home)
    assert [each.id for each in catalogue.banks] == ["calculus", "papers/adam", "good"]
    said = [str(problem) for problem in catalogue.problems]
    assert len(said) == 3
    assert any("shipped/calculus" in line and "banks/calculus.yaml" in line for line in said)


def test_a_file_and_a_folder_of_one_name_clash(home: Path) -> None:
    plant(home / "banks", one=bank("a"), one__topic=bank("b"))
    catalogue = load(home)
    assert len(catalogue.entries) == 1
    assert "a second bank called one" in str(catalogue.problems[0])


def test_ids_are_unique_in_a_bank(home: Path) -> None:
    plant(home / "banks", many__one=bank("a", "b"), many__two=bank("b", "c"))
    catalogue = load(home)
    assert [entry.id for entry in catalogue.banks[0].entries] == ["a", "b", "c"]
    (problem,) = catalogue.problems
    assert problem.path.endswith("two.yaml")
    assert "one.yaml:3" in str(problem)
    assert catalogue.exercise("many/b").id == "b"


def test_former_items_belong_to_one_exercise(home: Path) -> None:
    text = "exercises:\n" + "".join(
        f"- {{id: {name}, was: [{was}], prompt: p, answer: {{number: 1}}}}\n"
        for name, was in (("a", "old/x"), ("b", "old/x"), ("c", "other/a"))
    )
    plant(home / "banks", one=text, other=bank("a"))
    catalogue = load(home)
    assert len(catalogue.entries) == 4
    assert dict(catalogue.renamed) == {"old/x": "one/a"}
    assert sorted(problem.exercise for problem in catalogue.problems) == ["b", "c"]


def renamed(was: str, head: str = "") -> str:
    return f"{head}exercises:\n- {{id: new, was: [{was}], prompt: p, answer: {{number: 1}}}}\n"


IMPORTED = "source: {title: notes.csv, fingerprint: 0123456789abcdef0123456789abcdef}\n"


@each_row(
    ("bank_id", "shipped", "was", "head", "is_taken"),
    [
        ("deck", False, "mine/one", "", True),
        ("deck", False, "mine/one", "source: a talk\n", True),
        ("deck", False, "mine/one", IMPORTED, False),
        ("deck", False, "deck/one", IMPORTED, True),
        ("deck", False, "other/gone", "", True),
        ("deck", False, "calculus/gone", "", False),
        ("deck", False, "bayesian/gone", "", False),
        ("papers/new", True, "calculus/gone", "", True),
        ("papers/new", True, "papers/gone/one", "", True),
        ("papers/new", True, "other/gone", "", False),
    ],
)
def test_a_bank_takes_over_the_marks_of_its_own_kind_alone(
    home: Path, bank_id: str, shipped: bool, was: str, head: str, is_taken: bool
) -> None:
    plant(home / "banks", other=bank("a"))
    plant(home / "shipped", calculus__one=bank("a"))
    place = home / ("shipped" if shipped else "banks")
    plant(place, **{bank_id.replace("/", "__"): renamed(was, head)})
    assert dict(load(home).renamed) == ({was: f"{bank_id}/new"} if is_taken else {})


@pytest.mark.parametrize("name", ["papers/vae-2013", "reading-code"])
def test_what_is_shipped_later_gives_way_to_ones_own(home: Path, name: str) -> None:
    plant(home / "shipped", **{name.replace("/", "__"): bank("a", "b")})
    plant(home / "banks", **{name.replace("/", "__"): bank("mine")})
    catalogue = load(home)
    assert [entry for entry in catalogue.entries if entry.startswith(name)] == [f"{name}/mine"]
    own = catalogue.bank(name)
    assert own is not None
    assert (own.shipped, own.hides_shipped, catalogue.problems) == (False, True, ())


def test_a_faulty_bank_leaves_the_others_alone(home: Path) -> None:
    plant(home / "banks", good=bank("a", "b", "c"), bad="exercises: [", worse=bank("a", head="hello: x\n"))
    (home / "banks" / "binary.yaml").write_bytes(bytes(range(256)))
    (home / "banks" / "large.yaml").write_bytes(b"x" * 1_100_000)
    catalogue = load(home)
    counts = {each.id: (len(each.entries), len(each.problems)) for each in catalogue.banks}
    assert counts == {"bad": (0, 1), "binary": (0, 1), "good": (3, 0), "large": (0, 1), "worse": (1, 1)}


def test_an_entry_says_what_choosing_needs(home: Path) -> None:
    text = "topic: t.x\nexercises:\n- id: a\n  skill: t.x.one\n  needs: [t.y.two]\n  level: 4\n"
    more = "  params: {n: 1..3}\n  corrects: ['0123456789abcdef']\n  prompt: p\n  answer: {number: n}\n"
    plant(home / "banks", one=text + more)
    entry = load(home).entries["one/a"]  # type: ignore[index]
    assert (entry.bank, entry.id, entry.topic, entry.skill, entry.needs) == (
        "one",
        "a",
        "t.x",
        "t.x.one",
        ("t.y.two",),
    )
    assert (entry.level, entry.kind, entry.renews, entry.line) == (4, "number", "numbers", 3)
    assert entry.hashes == {entry.maths, "0123456789abcdef"}


def test_an_unknown_item_is_an_error_for_people(home: Path) -> None:
    with pytest.raises(UsageError, match="no exercise"):
        load(home).exercise("one/a")


def test_a_papers_sheet_beside_its_bank_is_no_bank(home: Path) -> None:
    plant(home / "banks", papers__rates=bank("one"), **{"papers__rates.sheet": "title: Rates\n"})
    banks = load(home).banks
    assert [(each.id, each.problems) for each in banks] == [("papers/rates", ())]


def test_a_missing_folder_holds_no_banks(tmp_path: Path) -> None:
    assert load(tmp_path).banks == ()


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load_file(tmp_path / "none.yaml").problems
    assert "cannot be read" in str(problem)


def test_the_shipped_subjects_and_their_graph_are_whole() -> None:
    for subject in ("calculus", "linear-algebra", "frequentist", "bayesian"):
        path = shipped_banks() / subject / "_subject.yaml"
        assert read_subject(path.read_bytes(), str(path)).problems == ()


def test_the_graph_of_shipped_skills_has_no_circle_and_no_gap() -> None:
    skills = shipped_catalogue().skills
    assert len(skills) >= 367
    assert skills.unknown() == ()
    assert skills.circle() == ()


HOSTILE = {
    "names without end": "- id: e\n  prompt: p\n  answer: {number: 2}\n"
    + "".join(f"  k{i}: 1\n" for i in range(20_000)),
    "lets that double": "- id: e\n  prompt: p\n  let:\n    a0: 2\n"
    + "".join(f"    a{i}: a{i - 1} + a{i - 1}\n" for i in range(1, 90))
    + "  answer: {number: a89}\n",
    "values without end": "- id: e\n  prompt: '" + "$@a$ " * 100_000 + "'\n  answer: {number: 2}\n",
    "conditions without end": "- id: e\n  prompt: p\n  params: {a: 1..9}\n  where:\n"
    + "".join(f"  - a > -{i}\n" for i in range(5_000))
    + "  answer: {number: 2}\n",
    "merge keys": "- id: e\n  prompt: p\n  <<: {level: 2}\n  answer: {number: 2}\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_exercise_is_left_out_and_the_next_one_works(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    good = "- id: good\n  prompt: Give $1 + 1$.\n  answer: {number: 2}\n"
    path.write_text("topic: a.b\nexercises:\n" + HOSTILE[name] + good, encoding="utf-8")
    begun = process_time()
    loaded = load_file(path)
    assert process_time() - begun < 5  # a second on an idle machine
    assert [each.entry.id for each in loaded.exercises] == ["good"]
    assert {problem.exercise for problem in loaded.problems} == {"e"}
    assert all(problem.line > 2 and problem.hint for problem in loaded.problems if problem.code != "schema")


def test_a_file_of_faults_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "faults.yaml"
    faulty = "".join(f"- id: e{i}\n  prompt: p\n  answer: {{number: x+}}\n" for i in range(3_000))
    path.write_text("topic: a.b\nexercises:\n" + faulty, encoding="utf-8")
    problems = load_file(path).problems
    assert len(problems) == 501
    assert "fix those above first" in str(problems[-1])


def test_faults_of_all_fields_are_told_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(
        "topic: a.b\nexercises:\n- id: e\n  prompt: $@{x +}$\n  hint: [no]\n  level: 9\n  vars: [x]\n"
        "  answer: {expression: sin x^}\n  assume: [y > 0]\n  witness: {derivative: x^2, wtr: x}\n",
        encoding="utf-8",
    )
    told = [(problem.line, problem.field) for problem in load_file(path).problems]
    assert told == [
        (4, "prompt"),
        (5, "hint"),
        (6, "level"),
        (8, "answer.expression"),
        (9, "assume.0"),
        (10, "witness"),
        (10, "witness.wtr"),
    ]
