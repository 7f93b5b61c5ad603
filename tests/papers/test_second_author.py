"""A second author: their page stands alone, their answer is read as a stranger's, each exercise proved."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.files import shipped_banks
from drill.papers import (
    PAPER_SUFFIX,
    AnswerPart,
    CodeFile,
    DraftRecord,
    FormulaRow,
    Mention,
    Paper,
    PassageRow,
    Proof,
    SymbolRow,
    blind_page,
    carried_over,
    complete_fields,
    facts_of_answer,
    is_safe,
    made_of,
    mapping_in,
    merge_sheets,
    notes_page,
    own_id,
    paper_of,
    paper_page,
    parse_paper,
    parts_of_answer,
    pdf_page,
    prove_answer_part,
    put_page_code,
    quotable_text,
    read_code_definitions,
    read_part,
    read_sheet,
    record_draft_decision,
    second_page,
    segment_of,
    topic_page,
    with_drafts,
    write_bank,
    write_code_page,
    write_exercise_segment,
)
from tests.papers.token_count import count_tokens
from tests.rows import sample

HERE = Path(__file__).parent
# Characters: what fits into one message wherever one pastes it.
LONGEST = 24_000
ONE = """\
- id: half-of-it
  title: Half of a number
  level: 2
  params: {a: 2..40}
  prompt: 'What is half of @a, as a fraction or a whole number?'
  answer: {number: "a/2", form: exact}
  shape: a whole in two equal parts
  motion: divide by two
  hints: ['Into how many parts?', 'Two equal ones.']
  steps: ['Half of @a is @{a/2}.']
  wrong:
  - {answer: "2 a", say: 'That is twice as much.'}
  - {answer: "a", say: 'That is all of it.'}
  witness: {root: "2 z - a", wrt: z, in: [0, 50]}
"""
TWO = (
    ONE.replace("half-of-it", "another-half")
    .replace("Half of a", "Another half of a")
    .replace("What is half", "How much is half")
)


BLOCK = CodeFile("block.py", "class Block:\n    pass\n")


def only(text: str) -> Proof:
    (part,) = parts_of_answer(text)
    return prove_answer_part(part, part.id or "own", "my/x", 3)


# The page


@cache
def shipped_record() -> Paper:
    """What is made of a paper that comes with the program."""
    paper = paper_of(read_sheet(HERE / "shipped" / "qhadam.tex"))
    return made_of(paper, lambda stage, done, whole: None)


def test_a_papers_page_fits_and_quotes_what_is_central() -> None:
    record = shipped_record()
    page = paper_page(record, exercises=5, formulas=3)
    assert len(page) <= LONGEST
    assert page.startswith(f"# Exercises: papers/{record.slug}\n")
    assert "@@" not in put_page_code(page)[0]
    assert "Write **5 exercises**" in page
    assert sum(f"**({number})**" in page for number in range(1, 20)) >= 3
    assert "QHAdam:\n" in page
    noted = paper_page(record, notes=["words: my own sentence about it"])
    assert "my own sentence" in noted
    assert "my own sentence" not in page


def test_pages_of_shipped_papers_are_plain_words_outside_formulas() -> None:
    files = sorted((shipped_banks() / "papers").glob(f"*{PAPER_SUFFIX}"))
    assert files
    for file in files:
        _, _, own = paper_page(parse_paper(file.read_text("utf-8")), formulas=40).partition("## The paper: ")
        words = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", "", own, flags=re.DOTALL)
        assert not re.search(r"\\[a-zA-Z]+|[{}]", words), file.name


def test_a_page_names_the_formulas_that_it_leaves_out() -> None:
    rows = [FormulaRow(f"f{number}", f"y = {number} x", number=str(number)) for number in range(1, 12)]
    record = Paper("mine", "Mine", formulas=tuple(rows))
    page = paper_page(record)
    assert "3 of its 11 formulas are not on this page: (9), (10), (11). `drill brief papers/mine" in page
    assert "are not on this page" not in paper_page(record, formulas=11)
    long = [FormulaRow(f"f{number}", f"y = {number} x" + " + z" * 300) for number in range(30)]
    full = paper_page(replace(record, formulas=tuple(long)), formulas=40)
    assert "are not on this page" in full
    assert len(full) <= LONGEST


def test_pages_of_topics_and_notes_fit() -> None:
    titles = [f"Exercise number {number} of many" for number in range(2000)]
    assert len(topic_page("roots", "Roots", "Some theory.", [], titles)) <= LONGEST
    notes = "\n\n".join(f"Paragraph {number} with $x_{number}$." for number in range(2000))
    page = notes_page("notes.md", "my notes", notes)
    assert len(page) <= LONGEST
    assert "Paragraph 0 " in page
    assert "Paragraph 1999" not in page


def test_every_central_formula_is_shown_with_its_letters_and_what_it_names() -> None:
    record = shipped_record()
    page = paper_page(record)
    central = [row for row in record.formulas if row.rank and row.rank <= 8]
    assert all(f"$$ {row.in_use} $$" in page for row in central)
    named = {number for row in central for number in re.findall(r"\((\d+)\)", f"{row.before} {row.after}")}
    assert all(
        f"**({number})**" in page for number in named if number in {row.number for row in record.formulas}
    )
    assert "where $\\epsilon$ is a small constant" in page
    assert "Move: moving average" in page


def test_a_sentence_on_letters_is_printed_once_and_each_short_meaning() -> None:
    both = "Here $a$ and $b$ are the rates at which the two averages forget, one of them much faster."
    formulas = [
        FormulaRow(name, f"y = {name}", symbols=(name,), rank=1, before=f"About ${name}$.") for name in "abcd"
    ]
    symbols = [SymbolRow(name, name, mentions=(Mention(both),)) for name in "ab"]
    symbols += [SymbolRow("c", "c", "thing", "a constant"), SymbolRow("d", "d", means="a constant")]
    page = paper_page(Paper("x", title="X", formulas=tuple(formulas), symbols=tuple(symbols)))
    assert page.count("are the rates at which") == 1
    assert page.count("$: a constant") == 2
    assert "`a text, an image, or another thing`" in page


def test_a_sentence_that_ends_at_the_next_formula_stands_before_that_one() -> None:
    lead, whole = "Divided by its mean it is a step of Euler's method for", "So it falls. Its limit is"
    first = FormulaRow("f1", "a = b + c", number="1", before="One has", after=lead)
    second = FormulaRow("f2", "d = e + f", number="2", before=f"That is all. {lead}", after=whole)
    third = FormulaRow("f3", "g = h + k", number="3", before=whole, after="This is in the long run")
    page = paper_page(Paper("x", title="X", formulas=(first, second, third)))
    assert f"**(1)** One has\n$$ a = b + c $$\n\n**(2)** {lead}\n$$ d = e + f $$\nSo it falls." in page
    assert "**(3)** Its limit is\n$$ g = h + k $$\nThis is in the long run" in page


def test_a_formula_in_running_text_has_the_words_around_itself() -> None:
    before = (
        "The rule is … which keeps averages, … corrects them, $m = n/k$, and steps: … Nothing else is new."
    )
    page = paper_page(Paper("x", title="X", formulas=(FormulaRow("f", "m = n/k", before=before),)))
    assert "**line 0** corrects them, $m = n/k$, and steps:\n$$ m = n/k $$" in page


@pytest.mark.parametrize("fields", [{}, {"is_code": True}, {"is_paper": True}])
def test_instructions_are_short(fields: dict[str, bool]) -> None:
    record = shipped_record()
    page = {
        "is_code": write_code_page("block.py", [BLOCK], read_code_definitions([BLOCK])),
        "is_paper": paper_page(record),
    }.get(next(iter(fields), ""), topic_page("roots", "Roots", "", (), ()))
    assert count_tokens(page.partition("\n## The ")[0]) <= 1_600


def test_one_page_asks_for_everything_in_few_words() -> None:
    """Formulas of a PDF, letters, meanings and moves are asked for together with exercises."""
    pages = (paper_page(shipped_record(), asks_meanings=True), pdf_page("x.pdf", "A text."))
    for page in pages:
        front, moves = page.partition("\n## The ")[0], page.partition("**Moves**")[2].partition("\n\n")[0]
        assert len(front) <= 6_120, "2,000 tokens of a later model, of three characters each"
        assert moves.count(";") < 24
        for section in ("central", "letters", "meanings", "exercises"):
            assert f"\n{section}:" in front, "the example has it"
            assert f"**{section}**" in front, "the text says what it wants"
        assert page.count("# drill @@PAGE@@") >= 2
    assert "formulas:\n- n: '3'" in pages[1]
    assert "formulas:" not in pages[0].partition("\n## The ")[0]


def test_instructions_of_the_later_pages_are_short() -> None:
    for page in (second_page("x", {}), blind_page("x", ())):
        assert count_tokens(page.partition("\n## The ")[0]) <= 1_600
        assert "thing" not in page.split()


def test_the_examples_of_the_pages_are_proved() -> None:
    parts = parts_of_answer(_fenced(paper_page(shipped_record())))
    proofs = [prove_answer_part(part, part.id, "my/x", 5) for part in parts]
    assert all(proof.is_proved for proof in proofs), [proof.findings for proof in proofs]
    part, proof = parts[0], proofs[0]
    (later,) = parts_of_answer(_fenced(second_page("x", {part.id: proof.exercise})))
    fields = complete_fields(proof.exercise, mapping_in(read_part(later.text)))
    whole = prove_answer_part(
        AnswerPart(part.id, write_exercise_segment(part.id, fields), 1), part.id, "my/x", 5
    )
    assert whole.is_proved, whole.findings


def test_what_the_pages_say_is_so() -> None:
    """Names that the first page allows pass, and what the second one advises is no residue."""
    first, second = paper_page(shipped_record()), second_page("x", {})
    for name in (
        "np.pi",
        "np.exp(1)",
        "np.linalg.solve",
        "np.triu",
        "np.argmin",
        "axis=",
        "sum(f, k, 0, inf)",
    ):
        assert name in first
    constants = """- id: turns-of-a-wheel
  prompt: 'What is the product of $\\pi$, $e$ and @a, to 3 decimals?'
  params: {a: 2..40}
  answer: {number: "np.pi*np.exp(1)*a", decimals: 3}
  witness: {value: "sum(pi*np.exp(1) for k in range(a))"}
"""
    code = """- id: largest-solution
  prompt: 'Write the place of the largest entry of the solution $x$ of $U x = b$; `U` is the upper part
    of `A`, shape `(n, n)`, and `b` has the shape `(n,)`.'
  answer: {code: "np.argmax(np.linalg.solve(np.triu(A), b), axis=0)", arrays: {A: [n, n], b: [n]}}
  witness: {array: "np.argmin(-np.linalg.inv(np.triu(A)) @ b)"}
"""
    series = """- id: endless-rewards
  prompt: 'What is the sum of all rewards @r with the discount 1/2?'
  params: {r: 2..40}
  answer: {number: "2*r"}
  witness: {value: "sum(r*2**(-k), k, 0, inf)"}
  step: 'the series is summed'
  steps: ['A part of it is $@r/12 = @{r/12}$, @{plural(r - 1, "step")}.', 'It is $@r/(1 - 1/2) = @answer$.']
"""
    for text in (constants, code, series):
        assert only(text).is_proved, only(text).findings
    for advice in ("@{plural(n, 'step')}", "@{a/b}", "`$@a/12 = @{a/12}$`", "where: [a != b]"):
        assert advice in second


def _fenced(page: str) -> str:
    return page.split("```")[1]


def test_facts_are_asked_of_papers_alone() -> None:
    assert "`optimiser`" not in topic_page("sums", "Sums", "Add.", (), ())
    assert "`optimiser`" in paper_page(shipped_record())
    assert "`hardware`" not in paper_page(shipped_record()), "the page says nothing of it"


# What is put around an answer


@pytest.mark.parametrize(
    "text",
    [
        ONE + TWO,
        f"Here they are:\n\n```yaml\n{ONE}{TWO}```\nI hope they help.\n",
        f"```\n{ONE}```\nAnd another one:\n~~~yaml\n{TWO}~~~\n",
        f"```yaml\n{ONE}{TWO}",
        "exercises:\n" + "\n".join(f"  {line}" for line in (ONE + TWO).splitlines()),
        f"topic: x\ntitle: y\nexercises:\n{ONE}\n\n{TWO}\nThat is all.\n- I checked each key twice.\n",
        (ONE + TWO).replace("\n", "\r\n").replace("  ", "\t", 4),
    ],
)
def test_fences_and_prose_are_passed_over(text: str) -> None:
    parts = parts_of_answer(text)
    assert [part.id for part in parts] == ["half-of-it", "another-half"]
    assert all(part.text.rstrip().endswith("in: [0, 50]}") for part in parts)
    assert text.replace("\r\n", "\n").split("\n")[parts[1].line - 1].lstrip().startswith("- id: another")


def test_a_torn_list_keeps_what_is_whole() -> None:
    whole, torn = parts_of_answer(ONE + TWO[: len(TWO) // 2])
    assert prove_answer_part(whole, whole.id, "my/x", 2).is_proved
    assert prove_answer_part(torn, torn.id, "my/x", 2).is_faulty


@pytest.mark.parametrize("text", ["", "I cannot do that.", "- a\n- b\n", "{}", "```yaml\n```"])
def test_an_answer_without_exercises_says_so(text: str) -> None:
    with pytest.raises(UsageError, match="contains no exercise"):
        parts_of_answer(text)


# Strangers' text


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ('"a/2"', "\"__import__('os').system('true')\""),
        ('"a/2"', "!!python/object/apply:os.system ['true']"),
        ('"a/2"', '"9^9^9^9^9"'),
        ('{number: "a/2", form: exact}', '{expression: "x__y/2"}'),
        ("@a, as", "@{open('/etc/passwd').read()}, as"),
        ("id: half-of-it", "id: ../../etc/passwd"),
        ("id: half-of-it", "id: HALF"),
        ("level: 2", "level: &x [*x, *x]"),
        ("level: 2", "level: " + "[" * 400),
        ("a: 2..40", "a: 2..99999999999999999999"),
        ("steps:", "stepz:"),
    ],
)
def test_hostile_exercises_are_faulty_and_say_why(change: str, to: str) -> None:
    proof = only(ONE.replace(change, to, 1))
    assert proof.is_faulty
    assert all(finding.message and finding.line >= 1 for finding in proof.findings)
    assert not any("drill itself failed" in finding.message for finding in proof.findings)


def test_an_exercise_claims_nothing_outside_itself() -> None:
    claims = 'was: [calculus/product-rule]\n  corrects: ["0123456789abcdef"]\n  seeds: [1, 2, 3]\n  level: 2'
    proof = only(ONE.replace("level: 2", claims, 1))
    assert proof.is_proved
    assert not {"was", "corrects", "seeds", "id"} & set(proof.exercise)


def test_controls_do_not_reach_anybody() -> None:
    (part,) = parts_of_answer(ONE.replace("Half of", "Half\x1b]0;boo\x07 of"))
    assert "\x1b" not in part.text


def test_a_contradicted_key_and_a_repeated_one_are_told() -> None:
    wrong = only(ONE.replace('"a/2"', '"a/3"'))
    assert any("contradicts the key" in finding.message for finding in wrong.findings)
    assert 14 in {finding.line for finding in wrong.findings if finding.severity == "error"}
    again = only(ONE.replace('{root: "2 z - a", wrt: z, in: [0, 50]}', '{value: "a*(1/2)*1"}'))
    same = only(ONE.replace('{root: "2 z - a", wrt: z, in: [0, 50]}', '{value: "a/2"}'))
    assert {finding.code for finding in same.findings} == {"same-ground"}
    assert again.exercise


@pytest.mark.parametrize("name", sample(["momentum", "transport"], 2))
def test_answers_that_were_written_from_the_page_alone_are_proved(name: str) -> None:
    parts = parts_of_answer((HERE / "answers" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert len(parts) == 12
    proofs = [prove_answer_part(part, part.id, "my/x", 1) for part in sample(parts, 4)]
    assert not any(proof.is_faulty for proof in proofs)


# Into the review


def draft(id_: str) -> DraftRecord:
    return DraftRecord(id_, "second-author", "", dict(only(ONE).exercise), proved=True)


def test_drafts_are_added_changed_and_taken_out() -> None:
    record = with_drafts(Paper("x", title="X"), [draft("one"), draft("two")])
    record = record_draft_decision(record, "one", "kept")
    assert own_id(record, "one", ()) == "one-2"
    assert own_id(record, "recall-0123456789", ()) == "recall-0123456789-2"
    record = with_drafts(record, [draft("three"), replace(draft("two"), remark="changed")], {"one"})
    assert [each.id for each in record.drafts] == ["one", "two", "three"], "what is kept stays"
    assert record.drafts[1].remark == "changed"
    assert [each.id for each in with_drafts(record, (), {"two", "three"}).drafts] == ["one"]
    assert all(is_safe(record, each) == each.proved for each in record.drafts)


def test_what_is_kept_can_be_taken_out_and_survives_another_import() -> None:
    record = with_drafts(shipped_record(), [draft("one"), draft("two")])
    record = record_draft_decision(record, "one", "kept")
    written = write_bank(record)
    assert "- id: one\n" in written.text
    assert "- id: two\n" not in written.text
    fresh = shipped_record()
    fresh = replace(fresh, decisions=merge_sheets(fresh, written.record).decisions)
    again = carried_over(fresh, written.record)
    assert {"one", "two"} <= {each.id for each in again.drafts}
    assert write_bank(again, written.text).text == written.text
    out = record_draft_decision(written.record, "one", "left")
    assert "- id: one\n" not in write_bank(out, written.text).text
    assert own_id(out, "one", ()) == "one-2", "its marks are of another exercise"


def test_a_draft_is_written_as_it_was_proved() -> None:
    code = ONE.replace('{number: "a/2", form: exact}', "{number: 'a/2', form: exact}")
    record = with_drafts(Paper("my/x-2nd", title="X"), [draft("one")])
    text = segment_of(record.drafts[0], record)
    assert prove_answer_part(AnswerPart("one", text.partition("\n")[2], 1), "one", "my/x", 2).is_proved
    assert only(code).is_proved


def test_a_power_of_a_number_is_a_factor_of_a_key() -> None:
    (part,) = parts_of_answer(ONE.replace('{number: "a/2"', '{number: "2 a 2^(-2)"'))
    assert "2 a 2" in part.text
    assert not prove_answer_part(part, "half-of-it", "my/x", 2).is_faulty


def test_a_paper_without_an_abstract_is_told_by_its_own_sentences() -> None:
    record = shipped_record()
    passages = (PassageRow("new", "We propose a walk that looks back."),)
    silent = replace(record, abstract="", passages=passages)
    assert "We propose a walk that looks back." in paper_page(silent)


FACTS = """
```yaml
facts:
  claims: ['We prove that averaged descent converges', 'It cures everything']
  optimiser: SGD with momentum
  hyperparameters:
  - learning rate: '0.1'
  - batch size: '999'
  hardware: []
```
"""
PAGE = "We prove that averaged  descent\nconverges. We use SGD with momentum and a learning rate of 0.1."


def test_facts_are_quotes_that_stand_on_the_page() -> None:
    facts = {fact.about: fact.quotes for fact in facts_of_answer(FACTS + "- id: a\n  prompt: b\n", PAGE)}
    assert facts == {
        "claims": ("We prove that averaged descent converges",),
        "optimiser": ("SGD with momentum",),
        "hyperparameters": ("learning rate: 0.1",),
        "hardware": (),
    }


@pytest.mark.parametrize(
    "row", ["p_sc: '0.25'", "{p_sc: 0.25}", "- {name: p_sc, value: 0.25}", "- p_sc: 0.25"]
)
def test_a_setting_is_found_as_a_formula_writes_it(row: str) -> None:
    facts = facts_of_answer(f"facts:\n  hyperparameters:\n    {row}\n", "with $p_\\text{sc} = 0.25$ and")
    assert [fact.quotes for fact in facts] == [("p_sc: 0.25",)]


@pytest.mark.parametrize("spelled", ["1e-4", "$10^{-4}$", "0.0001", "$1 \\times 10^{-4}$"])
@pytest.mark.parametrize("value", ["0.0001", "1e-4", "10^{-4}"])
def test_a_setting_is_a_number_however_it_is_spelled(spelled: str, value: str) -> None:
    answer = f"facts:\n  hyperparameters: {{learning rate: '{value}', batch size: '0.001'}}\n"
    (fact,) = facts_of_answer(answer, f"The learning rate is {spelled}, the batch size 256.")
    assert fact.quotes == (f"learning rate: {value}",)
    assert fact.left_out == ("batch size: 0.001",)


def test_facts_are_held_against_the_papers_own_words() -> None:
    row = FormulaRow("f", "y = x", before="The rate is 0.7.", rank=2)
    first = FormulaRow("g", "z = 3 x", before="It is tripled.", rank=1)
    record = Paper("x", title="X", abstract="A line of 12 words.", formulas=(first, row))
    page = paper_page(record, formulas=1)
    assert "0.01" in page
    assert "400" in page
    answer = (
        "facts:\n  hyperparameters: {a: '0.01', id: '400', rate: '0.7'}\n  claims: ['a line of 12 words']"
    )
    claims, settings = facts_of_answer(answer, quotable_text(record))
    assert settings.quotes == ("rate: 0.7",)
    assert claims.quotes == ("a line of 12 words",)


def test_facts_are_no_exercises() -> None:
    text = FACTS + "```yaml\n- id: a\n  prompt: b\n  answer: {number: 2}\n```\n"
    assert [part.id for part in parts_of_answer(text)] == ["a"]


@pytest.mark.parametrize(
    "text",
    ["", "facts: 3", "facts:\n  claims: [", "facts:\n- a", "facts:\n  claims: {a: {b: c}}", "facts:\n"],
)
def test_an_answer_without_readable_facts_has_none(text: str) -> None:
    assert not [fact for fact in facts_of_answer(text, PAGE) if fact.quotes]


@given(st.text(max_size=300).map("facts:\n  claims:".__add__))
def test_any_facts_are_read_or_passed_over(text: str) -> None:
    for fact in facts_of_answer(text, PAGE):
        assert all(quote.casefold().strip(" .;,") in " ".join(PAGE.split()).casefold() or ": " in quote
                   for quote in fact.quotes)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "witness", "said"),
    [
        ('{expression: "z/T"}', '{value: "z*(1/T)"}', "T is the transpose, so call the letter otherwise"),
        (
            '{expression: "1 - b**n"}', '{value: "(1 - b)*sum(b**k, k, 0, n - 1)"}',
            "assume: ['n positive integer']",
        ),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_read_is_named_with_what_to_do(answer: str, witness: str, said: str) -> None:
    text = f"- id: a\n  prompt: What is left?\n  answer: {answer}\n  witness: {witness}\n"
    (part,) = parts_of_answer(text)
    proof = prove_answer_part(part, "a", "my/x", 2)
    assert any(said in finding.message for finding in proof.findings), proof.findings
