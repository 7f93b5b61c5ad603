"""What the sheet knows of papers: ``python -m tests.bench.sheet FOLDER [--typings]``.

For each source: statements read, typed and asked about; questions by kind; the five questions with what they
unlock; rows by origin; the time to solve and type it. ``--typings`` prints every symbol's type and domain.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from drill.errors import DrillError
from drill.latex import canonical
from drill.notation import Notation, notation_of, statements
from drill.papers.draft import Line
from drill.papers.read import read_sheet
from drill.papers.sheet.model import Sheet
from drill.papers.sheet.questions import questions
from drill.papers.sheet.solve import filled, table_of
from drill.papers.sheet.statement_types import typed_lines
from drill.papers.sheet.table import declared_functions
from drill.papers.sheet.typed import Question, Typed

SUFFIXES = frozenset((".tex", ".md", ".Rmd", ".qmd", ".rst"))


def lines_of(sheet: Sheet) -> tuple[Line, ...]:
    """The statements of a sheet's formulas."""
    displays: list[list[str]] = []
    for formula in sheet.formulas:
        try:
            displays.append(list(canonical(formula.latex)))
        except DrillError:
            displays.append([])
    known = notation_of(displays, Notation(functions=declared_functions(sheet)))
    return tuple(
        Line(formula, index, parsed.tokens, parsed.statement, parsed.refused)
        for formula, tokens in zip(sheet.formulas, displays, strict=True)
        for index, parsed in enumerate(statements(tokens, known) if tokens else ())
    )


def measured(path: Path, shows_typings: bool) -> Counter[str]:
    """Print what is known of one paper; the counts."""
    sheet = read_sheet(path)
    lines = lines_of(sheet)
    start = time.process_time()
    table = table_of(sheet, lines)
    solved = time.process_time()
    lines = typed_lines(lines, table)
    done = time.process_time()
    filled_sheet = filled(sheet, table)
    read = [line for line in lines if line.statement is not None]
    found = Counter({"statements": len(lines), "read": len(read), "formulas": len(sheet.formulas)})
    found["typed"] = sum(isinstance(line.typed, Typed) for line in lines)
    found["sure"] = sum(
        isinstance(line.typed, Typed) and all(one.is_sure for one in line.typed.quantities) for line in lines
    )
    asked = Counter(line.typed.asks for line in lines if isinstance(line.typed, Question))
    origins = Counter(row.declared_from.kind for row in filled_sheet.symbols if row.declared_from)
    print(f"== {path}: {len(sheet.formulas)} formulas")
    print(f"   statements {len(lines)}, read {len(read)}, typed {found['typed']}, sure {found['sure']}")
    print(f"   asks {dict(asked)}, contradictions {len(table.contradictions)}")
    print(f"   rows {len(filled_sheet.symbols)} by origin {dict(origins)}")
    each = (done - solved) / max(1, len(read))
    print(f"   solved in {solved - start:.2f} s, typed in {each * 1000:.1f} ms a statement")
    for one in questions(lines, table):
        print("   ?", one.text)
    if shows_typings:
        for row in filled_sheet.symbols:
            if row.declared_from:
                origin = f"{row.declared_from.kind}: {row.declared_from.where}"
                print(f"      {row.symbol:24} {row.declared:40} {origin}")
        for clash in table.contradictions:
            print("      !", clash.symbol.name.base, clash.what, clash.where)
        for line in lines:
            if isinstance(line.typed, Question):
                place = f"{line.formula.name}: {line.typed.asks} of {line.typed.about}"
                print(f"      - {place}: {' '.join(line.tokens)[:110]}")
    return found + Counter({f"asks {kind}": count for kind, count in asked.items()})


def main(folder: Path, shows_typings: bool) -> None:
    """Print all papers of a folder, and the sums."""
    total: Counter[str] = Counter()
    paths = (
        [folder]
        if folder.is_file()
        else sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    )
    for path in paths:
        try:
            total += measured(path, shows_typings)
        except DrillError as error:
            print(f"== {path}: {error}")
    print(dict(total))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--typings" in sys.argv)
