"""Whole homes of 0.4.0 and 0.5.0: two imports whose letters were said, a goal, an open attempt and more.

In that of 0.5.0 each kind of exercise that an import had is marked, and a second author's exercises are in
each of their states. ``python -m tests.golden.home`` made ``frozen/home_0.5.0.tar.xz``, and
``frozen/home_0.5.0.json`` beside it: what commands say of that home on its last evening. Later programs make
no such home. ``home_screens.json`` has its screens at three sizes: whoever changes one looks at it, and keeps
it with ``--screens``.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import lzma
import re
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.widgets import OptionList

from drill.session.papers.draft_review import save_draft_decision
from drill.session.papers.paper_import import find_imported_paper, save_imported_paper, try_formula
from drill.session.workspace import open_workspace
from tests.cli.assistants import plant_tall
from tests.golden.scenes import Stage, mask, staged
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.tui.driving import Learner, learner

HERE = Path(__file__).parent
FROZEN = HERE / "frozen"
SCREENS = HERE / "home_screens.json"
RELEASE = "0.5.0"
LEFT_OUT = {"cache", "log"}
LAST_DAY = 29
SIZES = (60, 18), (80, 24), (120, 40)
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
The ridge loss of the coefficients $x$ is
\begin{equation}\label{eq:ridge}
r = \|W x - u\|^2 + \lambda \|x\|^2 .
\end{equation}
\end{document}
"""
ASKED: tuple[tuple[str, ...], ...] = (
    ("today",), ("progress",), ("banks",), ("history",), ("goal", "--list"), ("doctor",),
)  # fmt: skip
"""What is asked of the home; each with ``--json``, where there is one."""
_TIME = re.compile(r"\d+:\d\d")
LETTERS = {
    "averaged-descent": dict[str, str](),
    "gated-averages": {"W": "m, n", "x": "n", "u": "m", "z_{i}": "n", r"\lambda": "> 0"},
}
"""The imports, with the letters that are no numbers where nothing is proposed."""


VERBS = "Compute", "Find", "Write", "Give", "Name", "State", "Say", "Tell", "Type"


def _lines(*moves: str, **fields: object) -> list[str]:
    return [json.dumps({"do": move, **fields}) for move in moves]


def _say_letters(stage: Stage, paper: str) -> None:
    """Say the letters of a paper's formulas: what is proposed or known, and that others are numbers."""
    with workspace_in(stage.home) as workspace:
        while try_formula(workspace.workers, workspace.places, paper)[0]:
            pass
    asked = stage.lines(*_begin(f"papers/{paper}", 4), sent=_lines(*["skip"] * 8, "quit"))
    for formula in [line for line in asked if line["type"] == "letters"]:
        rows = {
            row["latex"]: row["proposed"] or LETTERS[paper].get(row["latex"], "number")
            for row in formula["letters"]
            if row["asked"]
        }
        begin = _begin(formula["item"], 4)
        kept = stage.lines(*begin, sent=_lines("letters", letters=rows))[2]
        if kept.get("asks"):
            stage.lines(*begin, sent=_lines("letters", letters=rows, meant=kept["asks"]))


def _begin(scope: str, protocol: int = 2) -> tuple[object, ...]:
    return "start", scope, "--jsonl", "--protocol", protocol, "--seed", 7


def _drill(stage: Stage, scope: str, sent: Sequence[str]) -> None:
    stage.lines(*_begin(scope), sent=[*sent, *_lines("quit")])


def _mark_kind(stage: Stage, kind: str) -> None:
    """Mark exercises of a kind: one of the first import red, all of the second one green."""
    with workspace_in(stage.home) as workspace:
        items = [entry.item for bank in workspace.catalogue.banks for entry in bank.entries]
    answers = [line for text in ("1", "a", "[1, 1, 1]") for line in _lines("answer", text=text)]
    for paper in LETTERS:
        of_kind = [item for item in items if item.startswith(f"papers/{paper}/{kind}-")]
        for item in of_kind[: 1 if paper == "averaged-descent" else None]:
            _drill(stage, item, [*answers, *_lines("mark", ok=False, why=False)])
            if paper == "gated-averages":
                stage.run("override", item, "--right", "--why")


def _take(stage: Stage, about: str, text: str) -> None:
    """Take a second author's answer."""
    file = stage.home / "answer.md"
    file.write_text(text, encoding="utf-8")
    stage.run("take", about, file, "--variants", 4)


def _solve_blind(stage: Stage, about: str, wrong: str) -> None:
    """Answer the blind page on halves, those that ask with the verb ``wrong`` with twice the number."""
    page = stage.run("brief", about, "--call", "blind")[1]
    asked = re.findall(r"(\w+) half of (\d+)", page)
    answers = [
        f"{place}. {2 * int(a) if verb == wrong else f'{a}/2'}" for place, (verb, a) in enumerate(asked, 1)
    ]
    _take(stage, about, "\n".join((page.splitlines()[0], *answers)))


def _write_second_author(stage: Stage) -> None:
    """Leave a second author's exercises in each state.

    On the paper one was solved and kept, one is kept unsolved, one left, one doubted by its author, one
    refuted by a solver, and one waits. On tiny two are proved, one of which has its hints; on tall one has a
    warning, and one was refused.
    """
    names = "solved", "unsolved", "left", "doubted", "refuted", "waiting"
    tasks = "".join(write_half(name, number) for number, name in enumerate(names))
    about, slug = "papers/gated-averages", "gated-averages"
    _take(stage, about, f"# drill call 1: {about}\n{tasks}")
    texts = "".join(
        f"- id: {name}\n  hints: [Into how many parts?, Two.]\n  steps: ['It is @{{a/2}}.']\n"
        for name in names
    )
    doubt = texts.replace("- id: doubted\n", "- id: doubted\n  doubt: Half by what measure?\n")
    _take(stage, about, f"# drill call 2: {about}\n{doubt}")
    _solve_blind(stage, about, wrong=VERBS[names.index("refuted")])
    _take(stage, about, f"# drill call 1: {about}\n{write_half('unsolved', 7)}{write_half('new', 8)}")
    with workspace_in(stage.home) as workspace:
        for name, decision in (("solved", "kept"), ("unsolved-2", "kept"), ("left", "left")):
            save_draft_decision(workspace, slug, name, decision)
        save_imported_paper(find_imported_paper(workspace.places, slug))
    _take(stage, "tiny", f"# drill call 1: tiny\n{write_half('first', 0)}{write_half('second', 1)}")
    _take(stage, "tiny", "# drill call 2: tiny\n- id: second\n  hints: [Halve it., Divide by 2.]\n")
    few = write_half("few", 0).replace("2..40", "2..5")
    _take(
        stage,
        "tall.sums",
        f"# drill call 1: tall.sums\n{few}{write_half('wrong', 1).replace('a/2', 'a/3', 1)}",
    )


def write_half(name: str, number: int) -> str:
    """Return a second author's exercise; each asks in other words."""
    return f"""\
- id: {name}
  prompt: '{VERBS[number]} half of @a, as a fraction or a whole number.'
  params: {{a: 2..40}}
  answer: {{number: "a/2", form: exact}}
  witness: {{root: "2*z - a", wrt: z, in: [0, 50]}}
"""


def make(home: Path) -> None:
    """Make the home, on six days."""
    right, red = _lines("mark", why=True), _lines("mark", why=False)
    configure(home, 'learner = "ada"\n')
    plant(home, "tiny", bank(sums(6)))
    plant_tall(home)
    averaged, gated = home / "averaged-descent.tex", home / "gated.tex"
    averaged.write_bytes((HERE / "papers" / "averaged-descent" / averaged.name).read_bytes())
    gated.write_text(GATED, encoding="utf-8")
    with staged(home, day=LAST_DAY - 5) as stage:
        for source in (averaged, gated):
            code, _, err = stage.run("import", source, "--formulas", "all")
            assert code == 0, err
        _drill(stage, "tiny", [*_lines("answer", text="13"), *right, *_lines("answer", text="7"), *red])
        for paper in LETTERS:
            _say_letters(stage, paper)
        code, _, err = stage.run("goal", "papers/gated-averages")
        assert code == 0, err
    for day, kind in enumerate(("work", "further", "numpy", "memory"), LAST_DAY - 4):
        with staged(home, day=day) as stage:
            _mark_kind(stage, kind)
            if kind == "work":
                _write_second_author(stage)
                _drill(stage, "tiny", _lines("note", field="motion", text="units first"))
                stage.run("override", "tiny/sum-1", "--wrong")
                stage.run("park", "tiny/sum-5")
            if kind == "memory":
                _mark_kind(stage, "explain")
    with staged(home, day=LAST_DAY) as stage:
        stage.run("today", "--json")
        _drill(stage, "tall/chain", [*_lines("answer", text="1"), *_lines("next", "hint")])


def tell(stage: Stage) -> dict[str, Any]:
    """Return what commands say of a home, and what a session would go on with."""
    told: dict[str, Any] = {" ".join(command): stage.lines(*command, "--json") for command in ASKED}
    for paper in LETTERS:
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


def tell_screens() -> dict[str, list[str]]:
    """Return the lines of the last home's screens, by name and size, without times of day."""
    told: dict[str, list[str]] = {}
    for size in SIZES:
        with unpacked_home(RELEASE) as stage:
            shown = asyncio.run(_take_screens(stage.home, size))
        told |= {
            f"{name}-{size[0]}x{size[1]}": _TIME.sub("0:00", text).split("\n") for name, text in shown.items()
        }
    return told


async def _take_screens(home: Path, size: tuple[int, int]) -> dict[str, str]:
    shown: dict[str, str] = {}
    clock = Clock(datetime(2026, 11, LAST_DAY, 12, tzinfo=UTC))
    async with learner(home, clock=clock, size=size) as person:

        async def take(name: str, *keys: str) -> None:
            await person.press(*keys)
            await person.rests()
            shown[name] = person.screen

        await person.is_at("Today")
        await take("today")
        await take("library", "2")
        await take("progress", "3")
        await take("papers", "4")
        _choose(person, "Gated Averages")
        await take("map", "enter")
        _choose(person, "(4)")
        await take("formula", "space")
        await take("symbols", "space", "tab")
        await take("notes", "tab")
        await take("map again", "tab")
        _choose(person, "your look")
        await take("review", "space")
    return shown


def _choose(person: Learner, words: str) -> None:
    rows = person.app.focused
    assert isinstance(rows, OptionList)
    rows.highlighted = next(n for n, row in enumerate(rows.options) if words in str(row.prompt))


def read_said(release: str) -> dict[str, Any]:
    """Return what was said of a release's home."""
    return json.loads((FROZEN / f"home_{release}.json").read_text("utf-8"))


def read_screens() -> dict[str, list[str]]:
    """Return the lines of the last home's screens, as they were kept."""
    return json.loads(SCREENS.read_text("utf-8"))


@contextmanager
def unpacked_home(release: str) -> Iterator[Stage]:
    """Lay a release's home out, on its last evening, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(FROZEN / f"home_{release}.tar.xz", "r:xz") as archive:
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
    archive_file = FROZEN / f"home_{RELEASE}.tar.xz"
    archive_file.write_bytes(lzma.compress(packed.getvalue(), preset=9))


def main() -> None:
    """Make the home, what is said of it, and its export; or keep its screens."""
    reader = argparse.ArgumentParser(prog="python -m tests.golden.home")
    reader.add_argument("--screens", action="store_true")
    if not reader.parse_args().screens:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder))
            pack(Path(folder))
        with unpacked_home(RELEASE) as stage:
            stage.run("export", HERE / "exports" / f"release_{RELEASE}.jsonl", "--all")
            write_json(FROZEN / f"home_{RELEASE}.json", tell(stage))
    write_json(SCREENS, tell_screens())


def write_json(path: Path, told: object) -> None:
    """Write what was said."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
