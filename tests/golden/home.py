"""A whole home of 0.4.0: two imports whose letters were said, notes, a goal, an open attempt and more.

``python -m tests.golden.home`` made ``frozen/home_0.4.0.tar.xz``, and ``frozen/home_0.4.0.json`` beside it:
what commands say of that home on its last evening.
"""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drill.session.workspace import open_workspace
from tests.cli.assistants import plant_tall
from tests.golden.scenes import Stage, mask, staged
from tests.homes import bank, configure, plant, sums
from tests.papers.test_second_author import ONE

HERE = Path(__file__).parent
ARCHIVE = HERE / "frozen" / "home_0.4.0.tar.xz"
SAID = ARCHIVE.with_name("home_0.4.0.json")
EXPORT = HERE / "exports" / "release_0.4.0.jsonl"
LEFT_OUT = {"cache", "log"}
LAST_DAY = 29
GATED = r"""\documentclass{article}
\title{Gated Averages}
\begin{document}
\maketitle
Let $m_t$ denote the running average, $g_t$ is the gradient, and $\beta$ is the decay rate. It follows
\begin{equation}\label{eq:mean}
m_t = \beta m_{t-1} + (1 - \beta) g_t .
\end{equation}
The weights $w_i$ are
\begin{equation}\label{eq:weights}
w_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)} .
\end{equation}
The loss is the squared distance
\begin{equation}\label{eq:loss}
L = (y - \hat y)^2 + \lambda c .
\end{equation}
\end{document}
"""
ASKED: tuple[tuple[str, ...], ...] = (
    ("today",), ("progress",), ("banks",), ("history",), ("goal", "--list"), ("doctor",),
)  # fmt: skip
"""What is asked of the home; each with ``--json``, where there is one."""


def _lines(*moves: str, **fields: object) -> list[str]:
    return [json.dumps({"do": move, **fields}) for move in moves]


def _say_letters(stage: Stage, paper: str) -> None:
    """Say the letters of a paper's formulas: what is proposed, and that others are numbers."""
    begin = "start", f"papers/{paper}", "--jsonl", "--protocol", 4, "--seed", 7
    sent: list[str] = []
    for _ in range(6):
        told = stage.lines(*begin, sent=[*sent, *_lines("quit")])
        asked = next((line for line in reversed(told) if line["type"] in ("letters", "exercise")), None)
        if asked is None or asked["type"] == "exercise":
            return
        rows = {row["latex"]: row["proposed"] or "number" for row in asked["letters"] if row["asked"]}
        stage.lines(*begin, sent=[*_lines("letters", letters=rows), *_lines("skip", "quit")])
        sent = [*sent, *_lines("skip")]


def _drill(stage: Stage, scope: str, sent: Sequence[str]) -> None:
    stage.lines("start", scope, "--jsonl", "--protocol", 2, "--seed", 7, sent=[*sent, *_lines("quit")])


def make(home: Path) -> None:
    """Make the home, on three days."""
    right, red = _lines("mark", why=True), _lines("mark", why=False)
    configure(home, 'learner = "ada"\n')
    plant(home, "tiny", bank(sums(6)))
    plant_tall(home)
    averaged, gated, taken = (home / name for name in ("averaged-descent.tex", "gated.tex", "answer.md"))
    averaged.write_bytes((HERE / "papers" / "averaged-descent" / averaged.name).read_bytes())
    gated.write_text(GATED, encoding="utf-8")
    taken.write_text(f"# drill call 1: tall.sums (1 exercise)\n```yaml\n{ONE}```", encoding="utf-8")
    with staged(home, day=LAST_DAY - 2) as stage:
        for source in (averaged, gated):
            code, _, err = stage.run("import", source, "--formulas", "all")
            assert code == 0, err
        stage.run("goal", "papers/gated-averages")
        stage.run("take", "tall.sums", taken)
        _drill(stage, "tiny", [*_lines("answer", text="13"), *right, *_lines("answer", text="7"), *red])
    with staged(home, day=LAST_DAY - 1) as stage:
        for paper in ("averaged-descent", "gated-averages"):
            _say_letters(stage, paper)
        _drill(stage, "papers/gated-averages", [*_lines("reveal"), *_lines("mark", ok=True, why=True)] * 3)
        _drill(stage, "tiny", [*_lines("note", field="motion", text="units first"), *_lines("skip", "park")])
        stage.run("override", "tiny/sum-1", "--wrong")
        stage.run("park", "tiny/sum-5")
    with staged(home, day=LAST_DAY) as stage:
        stage.run("today", "--json")
        _drill(stage, "tall/chain", [*_lines("answer", text="1"), *_lines("next", "hint")])


def tell(stage: Stage) -> dict[str, Any]:
    """Return what commands say of a home, and what a session would go on with."""
    told: dict[str, Any] = {" ".join(command): stage.lines(*command, "--json") for command in ASKED}
    for paper in ("averaged-descent", "gated-averages"):
        told[f"notes {paper}"] = stage.run("notes", f"papers/{paper}")[1]
    told["session"] = stage.lines("start", "--jsonl", "--protocol", 4, sent=_lines("quit"))
    opened = open_workspace({"DRILL_HOME": str(stage.home)}, processes=1)
    try:
        told["states"] = {
            str(item): [state.state, state.round, state.passes]
            for item, state in sorted(opened.states().items())
        }
    finally:
        opened.close()
    return json.loads(json.dumps(mask(told, stage.home)))


@contextmanager
def unpacked_home() -> Iterator[Stage]:
    """Lay the home out, on its last evening, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(ARCHIVE, "r:xz") as archive:
            archive.extractall(folder, filter="data")
        with staged(Path(folder), day=LAST_DAY) as stage:
            yield stage


def pack(home: Path) -> None:
    """Pack a home without what can be made again."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(home.rglob("*")):
            name = path.relative_to(home)
            if path.is_file() and name.parts[0] not in LEFT_OUT:
                member = tarfile.TarInfo(name.as_posix())
                member.size = path.stat().st_size
                archive.addfile(member, io.BytesIO(path.read_bytes()))
    ARCHIVE.write_bytes(lzma.compress(packed.getvalue(), preset=9))


def main() -> None:
    """Make the home, what is said of it, and its export."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        pack(Path(folder))
    with unpacked_home() as stage:
        told = tell(stage)
        stage.run("export", EXPORT, "--all")
    SAID.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
