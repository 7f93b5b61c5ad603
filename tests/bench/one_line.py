"""Read back every formula of the shipped banks: ``python -m tests.bench.one_line [--variants N] [BANK…]``.

Each formula of every text of every exercise is printed on one line in all three tiers and read back, by the
law of ``tests/typeset/reading_back.py``. Prints how often each outcome occurs in each tier, and the formulas
that read otherwise than they were meant; the exit code says whether there are any.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator

from drill.banks.catalogue import Catalogue
from drill.banks.expansion import expand
from drill.banks.load import load_catalogue
from drill.errors import BankError
from drill.locations import find
from drill.proving.one_line import TIERS, formulas
from drill.typeset import linear
from tests.typeset.reading_back import outcome, texts


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", nargs="*", metavar="BANK")
    parser.add_argument("--variants", type=int, default=20, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
    outcomes = {tier: Counter[str]() for tier in TIERS}
    faulty: list[str] = []
    for item, latex in shown(catalogue, options.banks, options.variants):
        for tier in TIERS:
            found = outcome(latex, tier)
            outcomes[tier][found] += 1
            if found == "other":
                faulty.append(f"{item}, {tier}, {found}:\n  {latex}\n  {linear(latex, tier=tier).lines[0]}")
    for tier, counts in outcomes.items():
        print(f"{tier}: {', '.join(f'{number:,} {found}' for found, number in counts.most_common())}")
    print("\n".join(faulty))
    return 1 if faulty else 0


def shown(catalogue: Catalogue, banks: list[str], variants: int) -> Iterator[tuple[str, str]]:
    """Every formula once, with an exercise that shows it."""
    seen: set[str] = set()
    for entry in catalogue.entries.values():
        if banks and entry.bank not in banks:
            continue
        body = catalogue.exercise(entry.item)
        for seed in range(variants if entry.parametrised else 1):
            try:
                variant = expand(body, seed, item=entry.item)
            except BankError:
                continue  # `drill check` tells it
            for text in texts(variant):
                for latex in formulas(text):
                    if latex not in seen:
                        seen.add(latex)
                        yield entry.item, latex


if __name__ == "__main__":
    sys.exit(main())
