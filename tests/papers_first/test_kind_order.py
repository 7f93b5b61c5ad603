"""Steps of algorithm boxes: only what must follow the entry before is an entry of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.order import drafts
from tests.papers_first.semantic import answer, made, paper_of


def entries(tmp_path: Path, *lines: str) -> list[str]:
    """The entries of a box of these lines; none where no exercise is made."""
    box = "\n".join(lines)
    text = rf"\[ a = b \] \begin{{algorithm}}\begin{{algorithmic}} {box} \end{{algorithmic}}\end{{algorithm}}"
    found = made(drafts(paper_of(tmp_path, text)))
    if not found:
        return []
    steps = answer(found[0])["order"]
    assert isinstance(steps, list)
    return [str(step["text"]) for step in steps]


def test_a_block_that_its_neighbour_does_not_need_stands_with_it(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        r"\STATE $g \gets \nabla f(x)$",
        r"\STATE $h \gets 2 g$",
        r"\IF{$h > c$}",
        r"\STATE $w \gets w + h$",
        r"\ENDIF",
        r"\STATE $v \gets h + s$",
        r"\STATE $x \gets x - v w$",
    )
    assert found == [
        r"$g \gets \nabla f(x)$",
        r"$h \gets 2 g$",
        r"if $h > c$; $w \gets w + h$; end if; $v \gets h + s$",
        r"$x \gets x - v w$",
    ]


def test_ids_are_no_letters_that_may_be_shown_and_do_not_tell_the_order(tmp_path: Path) -> None:
    box = r"\STATE $g \gets \nabla f(x)$ \STATE $h \gets 2 g$ \STATE $w \gets w + h$ \STATE $x \gets x - w$"
    text = rf"\[ a = b \] \begin{{algorithm}}\begin{{algorithmic}} {box} \end{{algorithmic}}\end{{algorithm}}"
    (draft,) = made(drafts(paper_of(tmp_path, text)))
    steps = answer(draft)["order"]
    assert isinstance(steps, list)
    ids = [step["id"] for step in steps]
    assert len(set(ids)) == 4
    assert min(map(len, ids)) > 1
    assert ids != sorted(ids)


def test_where_a_block_ends_is_said(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        r"\STATE $s \gets 1$",
        r"\FOR{$t = 1, \ldots, T$}",
        r"\STATE $g_t \gets \nabla f(s)$",
        r"\IF{$g_t > c$}",
        r"\STATE $s \gets s - g_t$",
        r"\ELSE",
        r"\STATE $s \gets s + g_t$",
        r"\ENDIF",
        r"\ENDFOR",
        r"\RETURN $s$",
    )
    assert found[1] == r"for $t = 1, \ldots, T$"
    assert found[5:] == ["else", r"$s \gets s + g_t$; end if; end for", "return $s$"]


def test_what_a_loop_does_not_change_may_stand_before_it(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        r"\STATE $s \gets 1$",
        r"\FOR{$t = 1, \ldots, T$}",
        r"\STATE $b \gets a^2$",
        r"\STATE $s \gets b s$",
        r"\STATE $r \gets s + t$",
        r"\ENDFOR",
    )
    assert found[1] == r"for $t = 1, \ldots, T$; $b \gets a^2$"


@pytest.mark.parametrize(
    ("first", "second", "is_apart"),
    [
        (r"Sample a batch $x$ from $D$", r"Sample a batch $y$ from $D$", False),
        (r"Sample $x \sim p$", r"Compute $y$ from $x$", True),
        (r"Sample a batch", r"Sample another batch", False),
        (r"Sample $x_1, \ldots, x_k \sim p$", r"Sample $y_1, \ldots, y_k \sim s$", False),
        (r"Store $(x, y)$ in $B$", r"Draw $z$ from $B$", True),
        (r"Execute $y$ and observe $z$", r"Store $(y, z)$ in $B$", True),
        (r"normalise: $x = y / u$", r"scale and shift: $z = a x + b$", True),
        (r"Something about $x$", r"Something else about $x$", False),
        (r"$L \gets L + x$", r"$L \gets L + y$", False),
        (r"$L \gets L + x$", r"$L \gets L / y$", True),
        (r"$x_1 \gets f(u)$", r"$x_2 \gets f(v)$", False),
        (r"$x_1 \gets f(u)$", r"$v \gets x_i + 1$", True),
        (r"$\tilde{x} \gets f(u)$", r"$v \gets x + 1$", False),
        (r"$x' \gets f(u)$", r"$v \gets x + 1$", False),
        (r"$x, y \gets f(u)$", r"$v \gets y + 1$", True),
        (r"Minimize $L$ with respect to $w$", r"$v \gets L + 1$", False),
    ],
)
def test_neighbours_are_apart_only_where_one_needs_the_other(
    tmp_path: Path, first: str, second: str, is_apart: bool
) -> None:
    found = entries(
        tmp_path,
        r"\STATE $m \gets k^2$",
        r"\STATE $n \gets m + k$",
        rf"\STATE {first}, using $n$" if first.startswith("x") else rf"\STATE {first}",
        rf"\STATE {second}",
        r"\STATE $r \gets n^2$",
        r"\STATE $q \gets r + 1$",
    )
    shown = [entry.replace(r"\leftarrow", r"\gets") for entry in found]
    together = any(first in entry and second in entry for entry in shown)
    assert shown
    assert together != is_apart


def test_a_block_without_an_end_makes_no_exercise(tmp_path: Path) -> None:
    lines = (
        r"\STATE for $t = 1$ to $T$ do",
        r"\STATE $a \gets t$",
        r"\STATE $b \gets a$",
        r"\STATE $c \gets b$",
    )
    assert not entries(tmp_path, *lines)
    assert entries(tmp_path, *lines, r"\STATE end for")


def test_keywords_of_a_box_are_written_out(tmp_path: Path) -> None:
    text = r"""\[ a = b \] \begin{algorithm2e}
\KwIn{$x$}
\For{$k = 1$ \KwTo $K$}{ $u \leftarrow A x + k$\; $x \leftarrow u^2$\; }
\KwRet{$x$}
\end{algorithm2e}"""
    (draft,) = made(drafts(paper_of(tmp_path, text)))
    steps = answer(draft)["order"]
    assert isinstance(steps, list)
    assert [str(step["text"]) for step in steps] == [
        "for $k = 1$ to $K$",
        r"$u \leftarrow A x + k$",
        r"$x \leftarrow u^2$; end for",
        "return $x$",
    ]


def test_a_loop_is_closed_by_its_until(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        r"\STATE $u \gets 1$",
        r"\REPEAT",
        r"\STATE $v \gets f(u)$",
        r"\STATE $u \gets u - v$",
        r"\UNTIL{$v < c$}",
        r"\STATE $w \gets u^2$",
    )
    assert found == [
        r"$u \gets 1$",
        "repeat",
        r"$v \gets f(u)$",
        r"$u \gets u - v$; until $v < c$",
        r"$w \gets u^2$",
    ]


def test_names_of_other_steps_are_other_names(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        r"\STATE $x^{t+1} = x^t - c g^t$",
        r"\STATE $k^{t+1} = f(x^{t+1})$",
        r"\STATE $h^{t+1} = h^t + k^{t+1}$",
        r"\STATE $m^{t+1} = r(k^{t+1} - h^t)$",
        r"\STATE $g^{t+1} = g^t + m^{t+1}$",
    )
    assert found[2:] == [
        r"$h^{t+1} = h^t + k^{t+1}$; $m^{t+1} = r(k^{t+1} - h^t)$",
        r"$g^{t+1} = g^t + m^{t+1}$",
    ]


def test_steps_are_shown_as_they_are_set(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        r"\STATE Draw $s$ from $[m]$ \textit{with care} using Algorithm~\ref{a}, \ref{b} or \ref{c}",
        r"\STATE $k = \begin{cases} s, & s > 0 \\ 0, & s \leq 0 \end{cases}$ "
        r"\addtocounter{line}{-1}\refstepcounter{line}",
        r"\STATE $w = {\color{blue} k} + 1$",
    )
    assert found == [
        r"Draw $s$ from $[m]$ with care",
        r"$k = \begin{cases} s, & s > 0 \\ 0, & s \leq 0 \end{cases}$",
        r"$w = { k} + 1$",
    ]
