"""The steps of the shipped exercises, typed as a working: signs other than ✓ and · are listed.

    python -m tests.bench.bank_workings [BANK…] [--seed N] [--unread]

Every exercise with a stage that takes a working is drawn once; equations and chains of its steps, as the
bank writes them, are the lines. A line that is called wrong is a false alarm. With --unread lines not
read are listed, too. Whole it takes some minutes.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter

from drill.banks.variant_expansion import expand_variant
from drill.checking import LINE_LIMIT_CHARS, LINES_LIMIT, WORKED_KINDS, check_working
from tests.homes import shipped_catalogue

FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")


def list_formulas(step: str) -> list[str]:
    """The formulas of a step; one behind *at* is a place at which something holds, and no line."""
    found = FORMULA.finditer(step)
    return [match[1] for match in found if not step[: match.start()].lower().endswith("at ")]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("banks", nargs="*", help="ids of banks, such as calculus (default: all)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--unread", action="store_true", help="list what is not read or not decided")
    options = parser.parse_args()
    signs: Counter[str] = Counter()
    exercises = 0
    began = time.process_time()
    catalogue = shipped_catalogue()
    for entry in catalogue.entries.values():
        if options.banks and not any(entry.item.startswith(f"{bank}/") for bank in options.banks):
            continue
        variant = expand_variant(catalogue.exercise(entry.item), options.seed, item=entry.item)
        for stage in variant.stages:
            lines = [formula.strip() for step in stage.steps for formula in list_formulas(step)]
            lines = [line for line in lines if "=" in line and len(line) <= LINE_LIMIT_CHARS][:LINES_LIMIT]
            if stage.expect.kind not in WORKED_KINDS or not lines:
                continue
            exercises += 1
            for text, line in zip(lines, check_working(stage.expect, lines, stage.wrong), strict=True):
                signs["unread" if line.sign == "undecided" and not line.before else line.sign] += 1
                if line.sign == "breaks" or (options.unread and line.sign == "undecided"):
                    print(f"{entry.item}  {line.sign}  {text}  {line.reason} {line.point or ''}")
    print(f"{exercises} stages: {dict(signs)}; {time.process_time() - began:.0f} s of computing")
    return 1 if signs["breaks"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
