"""How many slips in fifteen lines are told what they break: ``python -m tests.bench.code_slips [--list]``."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from drill.arraycode import VALUES_DIFFER
from drill.checking import check, spec_from

ROWS = Path(__file__).with_name("code_slips.json")


def main() -> None:
    """Print how many replies name a property, how many only that values differ, and what they take."""
    replies: Counter[str] = Counter()
    seconds: list[float] = []
    for row in json.loads(ROWS.read_text("utf-8")):
        spec = spec_from({"code": row["code"], "arrays": row["arrays"], "assume": row["assume"]})
        for slip in row["slips"]:
            begun = time.thread_time()
            message = check(spec, slip).message
            seconds.append(time.thread_time() - begun)
            named = any(word in message for word in ("should", "no longer"))
            kind = "values alone" if VALUES_DIFFER in message else "property" if named else "other"
            replies[kind] += 1
            if "--list" in sys.argv:
                print(row["name"], "|", slip.splitlines()[-1], "|", message)
    print(dict(replies), f"CPU seconds: mean {sum(seconds) / len(seconds):.3f}, most {max(seconds):.2f}")


if __name__ == "__main__":
    main()
