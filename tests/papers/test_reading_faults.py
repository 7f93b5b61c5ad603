"""A fault of the reader in one formula costs that formula, never the paper."""

from __future__ import annotations

from pathlib import Path

import pytest

import drill.papers.reading as reading
from drill.papers.formula.tree import Statement
from drill.papers.formula.usage import Usage
from drill.papers.read import read_paper

SOURCE = r"""\documentclass{article}
\begin{document}
\begin{equation} a = b + c \end{equation}
\begin{equation} u = v w \end{equation}
\end{document}
"""


def test_other_formulas_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(SOURCE, encoding="utf-8")
    parse = reading.parse_tokens

    def faulty(tokens: list[str], usage: Usage) -> Statement:
        if "u" in tokens:
            raise IndexError("past the end")
        return parse(tokens, usage)

    monkeypatch.setattr(reading, "parse_tokens", faulty)
    first, second = reading.readings(read_paper(path))
    assert first.statement is not None
    assert second.statement is None
    assert "the reader fails" in second.refused


def test_without_what_a_paper_says_formulas_are_read_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(SOURCE, encoding="utf-8")

    def faulty(*_: object) -> Usage:
        raise KeyError("nothing")

    monkeypatch.setattr(reading, "usage_of", faulty)
    assert all(one.statement is not None for one in reading.readings(read_paper(path)))
