"""Most of the package is checked strictly, and where the checker is overruled, a comment says why."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.guards.trees import PACKAGE

ROOT = PACKAGE.parent
LEAST_SHARE = 0.75
# What a comment says to tools, and not to readers.
_TO_TOOLS = re.compile(
    r"#|(pyright|type): ignore(\[[^\]]*\])?|pyright: [\w=, ]+|noqa(: *[A-Z0-9, ]+)?|fmt: \w+"
)
_OVERRULES = re.compile(r"# *(pyright|type): *ignore|# *pyright: *report")
_NAMES_RULES = re.compile(r"# *(pyright|type): *ignore\[[\w, -]+\]|# *pyright: *(report\w+=false(, *)?)+")
_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


@cache
def strict_paths() -> tuple[str, ...]:
    return tuple(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pyright"]["strict"])


@cache
def strict_modules() -> frozenset[Path]:
    return frozenset(module for path in strict_paths() for module in _modules_of(path))


def _modules_of(path: str) -> Iterable[Path]:
    return (ROOT / path).rglob("*.py") if (ROOT / path).is_dir() else ROOT.glob(path)


def count_lines_of_code(source: str) -> int:
    """How many lines have more than a comment."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _has_reason(comments: Mapping[int, str], lines: Iterable[int]) -> bool:
    return any(len(_TO_TOOLS.sub("", comments.get(line, "")).split()) > 1 for line in lines)


def unexplained(source: str) -> Iterator[int]:
    """The lines on which the type checker is overruled, and no comment there or above says why."""
    comments = _comments(source)
    for line, comment in comments.items():
        if _OVERRULES.search(comment):
            first = line
            while first - 1 in comments:
                first -= 1
            if not _NAMES_RULES.search(comment) or not _has_reason(comments, range(first, line + 1)):
                yield line
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
            assert node.end_lineno is not None
            if not _has_reason(comments, range(node.lineno - 1, node.end_lineno + 1)):
                yield node.lineno


def test_every_strict_path_is_there() -> None:
    assert [path for path in strict_paths() if not any(_modules_of(path))] == []


def test_most_lines_are_checked_strictly() -> None:
    lines = {path: count_lines_of_code(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    strict = sum(lines[path] for path in strict_modules())
    assert strict >= LEAST_SHARE * sum(lines.values()), f"{strict} of {sum(lines.values())}"


def test_where_the_checker_is_overruled_a_comment_says_why() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(strict_modules())
        for line in unexplained(path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = cast(int, y)", [1]),
        ("x = cast(int, y)  # what y is", []),
        ("# y counts here\nx = cast(int, y)", []),
        ("x = y  # pyright: ignore[reportAttributeAccessIssue]", [1]),
        ("x = y  # pyright: ignore[reportAttributeAccessIssue]  a slot of the base", []),
        ("x = y  # type: ignore[arg-type]  # every kind is one of these", []),
        ("x = y  # pyright: ignore  a slot of the base", [1]),
        ("import a  # noqa: F401  # pyright: ignore[reportUnusedImport]", [1]),
        ("# pyright: reportUnknownMemberType=false", [1]),
        ("# The library has no types.\n# pyright: reportUnknownMemberType=false", []),
    ],
)
def test_the_guard_sees(source: str, lines: list[int]) -> None:
    assert list(unexplained(source)) == lines


def test_comments_and_blank_lines_are_no_code() -> None:
    assert count_lines_of_code('"""Two\nlines."""\n\n# none\nx = (\n    1\n)\n') == 5
