"""How `drill work` does on derivations that others wrote: false alarms, slips found, and the time of a file.

Run: python -m tests.bench.derivations [FOLDER…]   (default: every folder in tests/bench/derivations)

A folder has derivations (`.md`, `.tex`, `.txt`) and `answers.yaml`, which says of each file `{right: true}`
or `{slip: LINE, kind: …}`. A right file of which any line is called wrong is a false alarm; a slip is found
where its line is called wrong. Each file is judged twice: as it is, and with the letters declared that
`declared:` of its answer says, or else those that its undecided lines offer, as one `y` takes them. With
--rows every file is listed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import yaml

from drill.checking import mark_derivation

HERE = Path(__file__).parent / "derivations"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--rows", action="store_true", help="list every file")
    options = parser.parse_args()
    for folder in options.folders or sorted(path for path in HERE.iterdir() if path.is_dir()):
        measure(folder, is_listed=options.rows)
    return 0


def measure(folder: Path, *, is_listed: bool) -> None:
    """Print the figures of a folder."""
    answers = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))
    alarms = found = elsewhere = slips = judged = claims = found_declared = slips_declared = (
        alarms_declared
    ) = 0
    times: list[float] = []
    for name, answer in sorted(answers.items()):
        path = folder / name
        if not path.exists():
            path = next(folder.glob(f"{name}.*"))
        text = path.read_text(encoding="utf-8")
        began = time.process_time()
        marked = mark_derivation(text)
        times.append(time.process_time() - began)
        broken = [line.line for line in marked.breaks]
        declared = answer.get("declared") or marked.offers
        told = [line.line for line in mark_derivation(text, declared=declared).breaks]
        judged += marked.judged
        claims += marked.judged + len(marked.unjudged)
        slip = answer.get("slip")
        outcome = "right"
        if slip is None:
            alarms += bool(broken)
            alarms_declared += bool(told)
            outcome = f"FALSE ALARM in {broken}" if broken else f"right, no alarm; {told} with {declared}"
        else:
            slips += 1
            found += slip in broken
            found_declared += "declared" in answer and slip in told
            slips_declared += "declared" in answer
            elsewhere += bool(broken) and slip not in broken
            outcome = f"slip in {slip}: {broken} told, {told} with {declared}"
        if is_listed:
            print(f"  {path.name:12} {times[-1]:.2f} s  {outcome}  {answer.get('kind', '')}")
    right = len(answers) - slips
    print(f"{folder.name}: {alarms} of {right} right ones called wrong; {found} of {slips} slips found")
    print(f"  with letters declared: {alarms_declared} right ones called wrong; "
          f"{found_declared} of {slips_declared} slips found")  # fmt: skip
    print(f"  {elsewhere} with a break elsewhere only; {judged} of {claims} steps judged")
    print(f"  seconds a file: mean {sum(times) / len(times):.2f}, longest {max(times):.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
