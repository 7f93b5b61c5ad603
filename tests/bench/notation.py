"""How many displayed statements are read: ``python -m tests.bench.notation FOLDER… [-v]``.

FOLDER holds papers: each file or folder is one, but ``truth``. With ``-v``, what is refused is printed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from drill.errors import DrillError
from drill.latex import canonicalise_formula
from drill.notation import notation_of, split_statements

_NOT_PAPERS: Final = ("truth", "README.md")


def displays(path: Path) -> Iterator[list[str]]:
    """The canonical tokens of a paper's displays."""
    from drill.papers.source.document_reader import read_paper_document

    for formula in read_paper_document(path).formulas:
        for latex in () if formula.is_left_out else formula.statements:
            try:
                yield canonicalise_formula(latex)
            except DrillError:
                continue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-v", action="store_true", dest="is_verbose")
    options = parser.parse_args()
    total = read = 0
    for folder in options.folders:
        for path in sorted(folder.iterdir()):
            if path.name in _NOT_PAPERS:
                continue
            try:
                rows = list(displays(path))
            except DrillError as error:
                print(f"{path.name}: {error}")
                continue
            notation = notation_of(rows)
            parsed = [statement for tokens in rows for statement in split_statements(tokens, notation)]
            total += len(parsed)
            read += sum(statement.statement is not None for statement in parsed)
            for statement in parsed if options.is_verbose else ():
                if statement.statement is None:
                    print(path.name, statement.refused, " ".join(statement.tokens), sep=" | ")
    print(f"{read} of {total} statements read, {read / max(total, 1):.1%}")


if __name__ == "__main__":
    main()
