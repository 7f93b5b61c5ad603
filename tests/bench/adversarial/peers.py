"""The same rows through other checkers: Math-Verify, and SymPy's parser with `simplify`.

They run in a process of their own (``other_checkers.py``), with a time limit for each row.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.adversarial.kinds import Row

_SCRIPT = Path(__file__).with_name("other_checkers.py")


def compare_with_peers(rows: list[Row]) -> None:
    """Print how they judge and how long they take."""
    lines = "\n".join(
        json.dumps(
            {
                "key": row.expect.get("expression") or row.expect.get("number"),
                "answer": row.answer,
                "right": row.right,
            }
        )
        for row in rows
    )
    for peer in ("math-verify", "sympy"):
        done = subprocess.run(
            [sys.executable, str(_SCRIPT), peer], input=lines, capture_output=True, text=True, check=False
        )
        print(done.stdout.strip() or f"{peer}: not measured ({done.stderr.strip().splitlines()[-1:]})")
