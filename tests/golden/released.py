"""The exercises of four releases with their hashes, and what the last one drew.

Whoever drilled with ``FIRST`` keeps their marks. What differs from ``LAST`` is new or was changed since:
the suite proves it. A row is an item, the hashes of its mathematics and wording, and, of ``LAST``, a digest
of the numbers that are drawn for three seeds. ``python -m tests.golden.released`` wrote that of 0.5.0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from tests.homes import WORKERS, shipped_catalogue

FIRST, *MIDDLE, LAST = (
    Path(__file__).with_name(f"shipped_{release}.txt") for release in ("0.2.0", "0.3.0", "0.4.0", "0.5.0")
)
SEEDS = (1, 2, 3)


@cache
def _rows(released: Path) -> list[list[str]]:
    return [line.split() for line in released.read_text("utf-8").splitlines()]


@cache
def hashes(released: Path = FIRST) -> dict[str, tuple[str, str]]:
    """Return the hashes of mathematics and wording of every exercise that was released."""
    return {row[0]: (row[1], row[2]) for row in _rows(released)}


@cache
def draws() -> dict[str, str]:
    """Return the digest of what the last release drew for every exercise."""
    return {row[0]: row[3] for row in _rows(LAST)}


def digest_draws(params: Iterable[Mapping[str, str]]) -> str:
    """Return a digest of what was drawn for each seed."""
    text = json.dumps([dict(each) for each in params], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def draw(item: str) -> str:
    """Return the digest of what an exercise draws now."""
    exercise = shipped_catalogue().exercise(item)
    return digest_draws(WORKERS.prepare(exercise, item=exercise.id, seed=seed).params for seed in SEEDS)


def main() -> None:
    """Write what ships now down as the last release."""
    entries = sorted(shipped_catalogue().entries.values(), key=lambda entry: entry.item)
    rows = [f"{entry.item} {entry.maths} {entry.wording} {draw(entry.item)}\n" for entry in entries]
    LAST.write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
