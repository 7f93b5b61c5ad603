"""Banks of earlier formats, rewritten in place: what changes, what stays, and what cannot be converted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.bank_upgrade import upgrade_bank
from drill.banks.load import read_topic
from drill.errors import BankError
from tests.rows import each_row

HEAD = "# mine\ntopic: t\nexercises:\n"
FORMER = {
    "vector": '  answer: {eigenvector: "[[a, 1], [1, a]]", value: a + 1}\n'
    '  witness: {eigen: "[[a, 1], [1, a]]", value: a + 1}\n',
    "basis": '  answer: {span: "[[a, 1, 0]]"}  # one\n'
    '  witness: {null: "[[1, -a, 0], [0, 0, 1]]"}\n  steps: [b]\n',
    "plain-basis": '  answer:\n    span: "[[a, 1, 0], [0, 0, 1]]"\n    vars: [x]\n',
    "flat": '  answer: {solutions: {point: "[a, 0]", span: "[[1, 1]]"}}\n  wrong:\n'
    '  - {answer: {point: "[a, 0]", span: "[[1, -1]]"}, say: Sign.}\n'
    '  witness: {solve: "[[1, -1]]", equals: "[a]"}\n',
    "one": '  answer: {solutions: {point: "[a, 0]"}}\n',
    "tail": "  answer: {number: 1 - Phi(a)}\n  witness: {tail: 'normal(0, 1)', statistic: a, side: upper}\n",
    "inverse": '  answer: {matrix: "[[1/a]]"}\n  witness: {inverse: "[[a]]"}\n',
    "put-in": "  answer: {number: 2 a}\n  witness: {substitute: 2 s, with: {s: a}}\n",
    "yours": "  answer: {number: a}\n  figure:\n    plot: [{y: x}]\n"
    "    yours: {curve: 1}\n    x: [0, 1]\n    says: s\n",
    "path": '  answer: {number: a}\n  figure: {path: {points: "[[0, 1], [1, a]]"}, x: [0, 9], says: s}\n',
    "line": "  answer: {number: a}\n  figure: {line: {range: [0, 9], points: [{at: a, name: A}],"
    " intervals: [{from: 1, to: a}]}, says: s}\n",
    "parts": '  answer: {parts: {w: {eigenvector: "[[a, 1], [1, a]]", value: a + 1},'
    ' s: {span: "[[1, -1, 0]]"}, t: {span: "[[1, 1, 0]]"}}}\n  witness:\n'
    '    w: {eigen: "[[a, 1], [1, a]]", value: a + 1}\n'
    '    s: {null: "[[1, 1, 0], [0, 0, 1]]"}\n    t: {null: "[[1, -1, 0], [0, 0, 1]]"}\n',
    "all-parts": '  answer: {parts: {s: {span: "[[1, -1, 0]]"}, t: {span: "[[1, 1, 0]]"}}}\n'
    '  witness: {s: {null: "[[1, 1, 0], [0, 0, 1]]"}, t: {null: "[[1, -1, 0], [0, 0, 1]]"}}\n',
    "links": "  answer: {number: a}\n  resources: [A book]\n",
}
# Whose content hash moves.
HASHED = ("vector", "basis", "plain-basis", "flat", "one", "parts", "all-parts")


def exercise(name: str, body: str) -> str:
    return f"- id: {name}\n  params: {{a: 2..9}}\n  prompt: What is it for @a?\n{body}"


@each_row("name", FORMER)
def test_what_is_rewritten_is_read_and_not_changed_again(name: str) -> None:
    raw = (HEAD + exercise(name, FORMER[name])).encode()
    assert read_topic(raw, "b.yaml").problems
    done = upgrade_bank(raw, "b.yaml")
    assert len(done.changes) == 1
    assert done.changes[0].startswith(f"b.yaml:4: {name}: ")
    assert done.left == ()
    assert [str(problem) for problem in read_topic(done.raw, "b.yaml").problems] == []
    assert upgrade_bank(done.raw, "b.yaml").raw == done.raw
    assert (b"corrects: [" in done.raw) == (name in HASHED)


def test_a_comment_below_what_is_taken_out_stays() -> None:
    body = (
        '  answer: {span: "[[1, 1]]"}\n  witness: {null: "[[1, -1]]"}  # by it\n\n  # how hard\n  level: 3\n'
    )
    done = upgrade_bank((HEAD + exercise("one", body)).encode(), "b.yaml")
    assert done.raw.endswith(b"\n  # how hard\n  level: 3\n")
    assert b"witness" not in done.raw


@each_row(
    ("body", "place", "hint"),
    [
        ('  answer: {factorisation: qr, of: "[[a]]"}\n', (7, 11), "`such-that: [Q R = A]`"),
        ('  answer: {expression: a, on: "a = 1"}\n', (7, 11), "solve the equation for one name"),
        ("  answer: {number: 1}\n  witness: {ode: -y, wrt: t, start: {t: 0, y: a}}\n", (8, 12), "integral"),
    ],
)
def test_what_cannot_be_converted_stays_and_is_named(body: str, place: tuple[int, int], hint: str) -> None:
    raw = (HEAD + exercise("one", body)).encode()
    done = upgrade_bank(raw, "b.yaml")
    assert (done.raw, done.changes) == (raw, ())
    (fault,) = done.left
    assert (fault.path, fault.line, fault.column) == ("b.yaml", *place)
    assert hint in fault.hint


@pytest.mark.parametrize("raw", [b"exercises: [", b"\xff", b"a: &b 1\n"])
def test_what_cannot_be_read_is_left_alone(raw: bytes) -> None:
    with pytest.raises(BankError) as told:
        upgrade_bank(raw, "b.yaml")
    assert told.value.path == "b.yaml"


OTHERS = st.lists(
    st.sampled_from(
        [
            "- id: x\n  prompt:   Two   blanks. # why\n  answer: {number: '3'}\n\n",
            "# a comment\n- {id: y, prompt: P, answer: {number: 1}}\n",
            "- id: z\n  prompt: |\n    Lines,\n\n    and more.\n  answer:\n    number: 2\n",
        ]
    ),
    max_size=3,
)


@given(OTHERS, OTHERS, st.sampled_from(sorted(FORMER)), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_all_other_text_keeps_every_byte(
    before: list[str], after: list[str], name: str, end: str, has_mark: bool
) -> None:
    first, last = HEAD + "".join(before), "".join(after)
    mark = "\ufeff" if has_mark else ""
    first, former, last = (
        part.replace("\n", end).encode() for part in (mark + first, exercise(name, FORMER[name]), last)
    )
    done = upgrade_bank(first + former + last, "b.yaml").raw
    assert done.startswith(first)
    assert done.endswith(last)
    assert done != first + former + last
