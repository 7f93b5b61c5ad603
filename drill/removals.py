"""What earlier versions took and this one does not, with what to write instead. Light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Two commands that leave version 0.4.0 in a folder of its own and run one of its commands.
_RUN_0_4_0: Final = (
    "`git clone REPOSITORY drill-0.4.0 && cd drill-0.4.0 && git checkout 70e0ee58a`, then "
    "`python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/drill {}`"
)

# By group and former name, a sentence for whoever still writes it.
_REMOVED: Final[Mapping[str, Mapping[str, str]]] = {
    # Of commands.
    "command": {
        "upgrade": "what 0.4.0 kept needs no conversion, and 0.4.0 converts what is older: "
        + _RUN_0_4_0.format("upgrade"),
        "get": "download or clone the banks, and copy their folder to banks/NAME in the folder of "
        "`drill where`; `drill check` proves them, and what an earlier version got is still there",
        "families": "name a family's file and the paper: drill check FAMILY.yaml paper.tex",
        "while": "start the command in another terminal, and warm up here until it ends: drill warm-up",
    },
    # Of what versions before 0.4.0 kept.
    "kept": {
        "database": f"version 0.4.0 converts it: {_RUN_0_4_0.format('upgrade')}",
        "server": f"copy it with pg_dump; version 0.4.0 converts it: {_RUN_0_4_0.format('upgrade')}",
        "class": f"its owner converts it with version 0.4.0: {_RUN_0_4_0.format('class upgrade')}",
        "copy": f"version 0.4.0 restores and converts it: {_RUN_0_4_0.format('restore COPY')}",
        "sheet": f"version 0.4.0 converts it: {_RUN_0_4_0.format('upgrade')}",
    },
    "source": dict.fromkeys(
        ("hashcards", "moodle"),
        "put its questions into a table with the columns prompt and answer, and import the .csv; "
        "a bank that was made from it before stays as it is",
    ),
    # Of keys in config.toml.
    "action": {
        "write": "e writes notes, tab opens your own line",
        "by": "the setting `passes` takes one subject at a time; ? copies a report",
        "filter": "/ finds and filters",
        "parked": "type / and state:parked in the Library",
    },
    # Of config.toml itself; what is said once of a line that is still there.
    "setting": {
        "clock": "the corner shows the time of the session, and a set of the warm-up what was at pace",
        "fewer_words": "invitations and tips are always there",
        "share": "re-attempts take half of the day while anything is new",
        "step": "shape and motion are always a line above the answer",
    },
    "glyphs": dict.fromkeys(("full", "common", "safe"), 'write glyphs = "unicode"'),
    # What an import made; what it made before stays in its bank, and is not planned.
    "kind of paper exercise": {
        **dict.fromkeys(
            ("derivative", "limit", "scaling", "substitute", "special-case", "solve", "direction"),
            "exercises that a formula is linked to, and your assistant, ask what follows from it",
        ),
        "family": "exercises that a formula is linked to drill its move",
        **dict.fromkeys(
            ("code", "properties", "recall", "evaluate", "trace"),
            "say what a formula's letters are, and drill works it with you: drill about FORMULA --letter …",
        ),
        **dict.fromkeys(
            ("blank", "spot-the-error", "symbol", "shape", "order", "which", "referenced"),
            "your own words are there for whoever wants them",
        ),
    },
    # Of notes on papers.
    "note": dict.fromkeys(
        ("tick", "block", "boxline", "depth"), "write it into the overview, under about, claims, new, why, …"
    ),
    "kind of answer": {
        "eigenvector": (
            "write a vector with `up_to: scale`, or `any: {vector: 2}` with `such-that: [A v = m v, v != 0]`"
        ),
        "factorisation": (
            "write `parts`, one matrix each, and next to them the condition on all: `such-that: [Q R = A]`"
        ),
        "solutions": (
            "write `parts`: a point with `such-that: [A v = b]`, and a direction with `up_to: scale`"
        ),
        "span": "write `any: {vectors: 3}` with `such-that: [A T(X) = 0, rank(X) = 2, det(X T(X)) != 0]`",
    },
    "witness": {
        "factors": "put a condition on all parts next to them: `such-that: [Q R = A]`",
        "inverse": "write {solve: A, equals: eye(2)}",
        "null": "write {eigen: T(A) A, value: 0} for one vector; for several write the condition A T(X) = 0",
        "ode": "write {integral: …, over: {u: [0, t]}}, or {limit: …, wrt: n, to: inf} of Euler's steps",
        "substitute": "write {value: …} with the values substituted",
        "tail": "write {law: normal(0, 1), name: x, probability: x > z}",
        "taylor": "write {limit: …, wrt: u, to: 0} of the remainder over u^2, or {sum: …} of the series",
    },
    "option of an answer": {
        "on": "solve the equation for one name, and write the key in the others",
        "of": "make the factors `parts`, and write the condition on them in `such-that: [Q R = A]`",
    },
    "kind of figure": {
        "line": "for an interval write plot: [{x: 1 + 2 t, y: 1, steps: 1, name: A}], with y: [0, 2]",
        "path": "write plot: [{x: 3/2^t, y: (-1/2)^t, steps: 6}, {levels: …, at: […], style: dotted}]",
    },
    "field of a figure": {"yours": "leave it out: a figure shows only the right answer"},
    "field of an exercise": {"resources": "call it links"},
}


def describe_removal(group: str, name: str) -> str:
    """Return what to write instead of a former name of this group; empty where none of that name went."""
    return _REMOVED.get(group, {}).get(name, "")
