"""What earlier versions took and this one does not, with what to write instead. Light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# By group and former name, a sentence for whoever still writes it.
_REMOVED: Final[Mapping[str, Mapping[str, str]]] = {
    # Of keys in config.toml.
    "action": {
        "write": "e writes notes, tab your own line",
        "by": "one subject at a time is a setting, passes; ? copies a report",
        "filter": "/ finds and filters",
        "parked": "the Library lists what is parked: / and state:parked",
    },
    # Of notes on papers.
    "note": dict.fromkeys(
        ("tick", "block", "boxline", "depth"), "write it as an overview: about, claims, new, why, …"
    ),
    "address": {"git": "Clone the repository, and name its folder:"},
    "source": {
        "moodle": "put its questions into a table with the columns prompt and answer, and import the .csv; "
        "a bank that was made of it before stays as it is"
    },
    "kind of answer": {
        "eigenvector": (
            "write a vector with `up_to: scale`, or `any: {vector: 2}` with `such-that: [A v = m v, v != 0]`"
        ),
        "factorisation": (
            "write `parts`, a matrix each, and beside them what they have to satisfy: `such-that: [Q R = A]`"
        ),
        "solutions": (
            "write `parts`: a point with `such-that: [A v = b]`, and a direction with `up_to: scale`"
        ),
        "span": "write `any: {vectors: 3}` with `such-that: [A T(X) = 0, rank(X) = 2, det(X T(X)) != 0]`",
    },
}


def describe_removal(group: str, name: str) -> str:
    """Return what to write instead of a former name of this group; empty where none of that name went."""
    return _REMOVED.get(group, {}).get(name, "")
