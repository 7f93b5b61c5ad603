"""Sessions at the protocol's versions, replies to an assistant, screens, help, derivations, prompts.

``frozen/transcripts_0.4.0.json.xz`` holds what 0.4.0 said, word by word, and that of 0.5.0 what it said of
sessions, calls and help, of formulas, and of a chat's answers in each state.
``python -m tests.golden.transcripts`` says it again and prints what differs from the last, for whoever
changes words to look at; a test compares what programs read. ``--write`` freezes what this program says.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import lzma
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import drill
from drill.banks.models import Exercise, Question
from drill.session.standing.paper_names import save_record
from drill.typeset import set_prose
from tests.cli.assistants import an_assistant, plant_tall
from tests.golden.exercise_rows import files
from tests.golden.home import write_half
from tests.golden.scenes import Stage, mask, staged
from tests.golden.verdicts import unpacked_banks
from tests.homes import WORKERS, bank, configure, plant, sums
from tests.session.a_worked_paper import BANK, RECORD, plant_worked_paper

HERE = Path(__file__).parent
WIDTH, SEED = 80, 7
MOST_LINES = 40
"""Of a bank's steps so many equations are marked: all of them take minutes."""
_FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
FIRST, LAST = "0.4.0", "0.5.0"
ABOUT: tuple[tuple[str, ...], ...] = (
    (r"\frac{1}{1 + e^{-z}}",),
    (r"p_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}",),
    ("W x + b",),
    ("W x + b",),
    ("E = m c^2",),
)
"""Formulas that are asked about, each with ``--json``."""


def _say(*moves: str, **fields: object) -> list[str]:
    """Return requests without fields, or one request with them."""
    return [json.dumps({"do": move, **fields}) for move in moves]


def _answer(*texts: str) -> list[str]:
    return [json.dumps({"do": "answer", "text": text}) for text in texts]


RIGHT, RED = json.dumps({"do": "mark", "why": True}), json.dumps({"do": "mark", "why": False})
SESSIONS: dict[str, tuple[int, tuple[str, ...], list[str]]] = {
    "right and wrong": (1, ("tiny",), [*_answer("13"), RIGHT, *_answer("7"), RED, *_answer("30 + 3"), RIGHT]),
    "lines that are refused": (1, ("tiny",), ["{", "[]", *_say("fly", "answer"), RIGHT, *_say("next")]),
    "not read": (
        2,
        ("tiny/sum-1",),
        [*_answer("(1", "x", ""), *_say("reveal"), *_say("mark", ok=True, why=True)],
    ),
    "moves": (
        2,
        ("tiny",),
        [
            *_say("hint", "hint", "hint", "skip", "undo", "skip", "park", "undo"),
            *_say("note", field="shape", text="a sum"),
            *_answer("13"),
            RIGHT,
            *_say("undo"),
        ],
    ),
    "stages": (
        2,
        ("tall/chain",),
        [*_answer("1"), *_say("next", "hint"), *_answer("2"), *_say("next", "reveal"), RIGHT],
    ),
    "kinds": (2, ("act",), [*_answer("0"), *_say("reveal"), RIGHT] * 8),
    "rare kinds": (2, ("rare",), [*_answer("a"), *_say("reveal"), RIGHT] * 8),
    "second tries": (3, ("tiny",), [*_answer("7", "13"), RIGHT, *_answer("17"), *_say("reveal"), RED]),
    "again and more": (
        4,
        ("tiny/sum-1",),
        [*_answer("7"), RED, *_say("again"), *_answer("13"), RIGHT, *_say("more", "quit")],
    ),
}
CALLS: tuple[tuple[str, dict[str, object]], ...] = (
    ("today", {}), ("progress", {}), ("papers", {}), ("paper", {"name": "gates"}),
    ("paper", {"name": "none"}), ("judge", {"expect": "{number: 6}", "answer": "7"}),
    ("judge", {"expect": "{number: 6}", "answer": "3 + 3"}),
    ("judge", {"expect": "{expression: 2x, vars: [x]}", "answer": "2x +"}),
    ("check_lines", {"text": "1 + 1 = 2 = 3"}),
    ("check_lines", {"text": "$$(a+b)^2 = a^2 + 2ab + b^2$$"}),
    ("about", {"formula": r"p_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}"}),
    ("about", {"formula": "y = x +"}),
    ("next_exercise", {"scope": "tiny/sum-1"}), ("hint", {}), ("answer", {"text": "13 +"}),
    ("answer", {"text": "13"}), ("mark", {"understood": True}), ("undo", {}), ("mark", {"understood": False}),
    ("next_exercise", {"scope": "tiny/sum-2"}), ("skip", {}), ("page", {"about": "tall.sums"}),
    ("keep", {"ids": ["tall/none"]}), ("today", {}), ("progress", {}),
)  # fmt: skip


def plant_scene(home: Path) -> None:
    """Give a home small banks, two frozen ones, and an import whose letters are not said."""
    configure(home, f'goal = "{BANK}"\nlearner = "ada"\n')
    plant(home, "tiny", bank(sums(5)))
    plant_tall(home)
    for name, file in (("act", "calculus-act"), ("rare", "rare-kinds")):
        plant(home, name, (HERE / "exercises" / f"{file}.yaml").read_text("utf-8"))
    plant_worked_paper(home)
    save_record(home / "papers" / "gates.paper.json", RECORD)


def tell_sessions() -> dict[str, Any]:
    """Return what each session was sent and what it said."""
    told: dict[str, Any] = {}
    for name, (protocol, scope, sent) in SESSIONS.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            staged(Path(folder), is_second_try=protocol == 3) as stage,
        ):
            plant_scene(stage.home)
            lines = stage.lines("start", *scope, "--jsonl", "--protocol", protocol, "--seed", SEED, sent=sent)
            told[name] = {"protocol": protocol, "scope": scope, "sent": sent, "said": mask(lines, stage.home)}
    return json.loads(json.dumps(told))


def tell_replies() -> list[Any]:
    """Return the calls of an assistant with the replies."""
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        plant_scene(stage.home)
        told: list[Any] = []
        with an_assistant(stage.home) as assistant:
            for tool, sent in CALLS:
                text = assistant.text(tool, sent)
                reply = json.loads(text) if text.startswith(("{", "[")) else text
                told.append([tool, sent, mask(reply, stage.home)])
    return told


def tell_about(stage: Stage) -> list[Any]:
    """Return what is said about formulas."""
    return [[list(asked), *stage.lines("about", *asked, "--json")] for asked in ABOUT]


def tell_chat() -> list[Any]:
    """Return a chat's answers with what is said of them, as text and as JSON, in each of their states."""
    about, told = "tall.sums", list[Any]()
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        plant_tall(stage.home)
        file = stage.home / "answer.md"

        def take(text: str) -> None:
            file.write_text(text, encoding="utf-8")
            code, out, err = stage.run("take", about, file, "--variants", 4, "--json")
            again = stage.run("take", about, file, "--variants", 4)
            told.append([text, code, json.loads(out) if code < 2 else out, err, *again])

        names = "proved", "doubted", "refuted"
        halves = "".join(write_half(name, number) for number, name in enumerate(names))
        few = write_half("few", 3).replace("2..40", "2..5")
        take("I cannot do that.")
        take(f"# drill call 1: {about}\n{halves}{few}{write_half('wrong', 4).replace('a/2', 'a/3', 1)}")
        take(f"# drill call 1: {about}\n{write_half('worded', 5).replace('level', 'levle')}  levle: 2\n")
        hints = "".join(f"- id: {name}\n  hints: [Into how many parts?, Two.]\n" for name in names)
        doubt = hints.replace("- id: doubted\n", "- id: doubted\n  doubt: Half by what measure?\n")
        take(f"# drill call 2: {about}\n{doubt}- id: none\n  hints: [a, b]\n")
        page = stage.run("brief", about, "--call", "blind")[1]
        asked = enumerate(re.findall(r"(\w+) half of (\d+)", page), 1)
        said = {"Find": "unclear, half by what measure?", "Write": "1000"}
        answers = (f"{place}. {said.get(verb, f'{number}/2')}" for place, (verb, number) in asked)
        take("\n".join((page.splitlines()[0], *answers)))
        told.append(stage.run("take", about, "--undo"))
    return json.loads(json.dumps(mask(told, Path(folder))))


def tell_help(stage: Stage) -> dict[str, str]:
    """Return the help of every command."""
    _, text, _ = stage.run("--help")
    commands = re.findall(r"^    ([a-z][a-z-]*)(?= |$)", text, re.MULTILINE)
    return {"": text, **{each: stage.run(each, "--help")[1] for each in commands}}


def tell_workings(stage: Stage) -> dict[str, str]:
    """Return the digest of what ``drill work`` makes of the equations in the steps of each frozen bank."""
    page, told = stage.home / "steps.md", dict[str, str]()
    for path in files():
        variants = [WORKERS.prepare(each, item=each.id, seed=SEED) for each in drill.load(path)]
        steps = [step for variant in variants for each in variant.stages for step in each.steps]
        lines = [line for step in steps for line in _FORMULA.findall(step) if "=" in line]
        page.write_text("".join(f"$${line}$$\n\n" for line in lines[:MOST_LINES]), encoding="utf-8")
        _, out, err = stage.run("work", page, "--json")
        told[path.name] = digest((out + err).replace(str(stage.home), "HOME"))
    return told


def tell_prompts(banks: Path, chosen: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the digest of every prompt of banks, typeset as the bank writes it, by file and exercise."""
    return {
        file: {
            exercise.id: digest(
                "\n".join(
                    line
                    for question in _list_questions([exercise])
                    for line in set_prose(question.prompt, width=WIDTH).lines
                )
            )
            for exercise in drill.load(banks / file)
        }
        for file in chosen
    }


def _list_questions(exercises: Iterable[Exercise]) -> Iterator[Question]:
    return (question for exercise in exercises for form in exercise.forms for question in form.questions)


def list_banks(banks: Path) -> list[str]:
    """Return the files of the banks of 0.4.0."""
    return sorted(
        path.relative_to(banks).as_posix() for path in banks.rglob("*.yaml") if not path.name.startswith("_")
    )


def digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_kept(release: str = FIRST) -> dict[str, Any]:
    """Return what was frozen."""
    return json.loads(lzma.decompress(_name_kept(release).read_bytes()))


def _name_kept(release: str) -> Path:
    return HERE / "frozen" / f"transcripts_{release}.json.xz"


def tell_first() -> dict[str, Any]:
    """Say what is frozen of the first release alone; it takes minutes."""
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        told: dict[str, Any] = {"workings": tell_workings(stage)}
    with unpacked_banks() as banks:
        told["prompts"] = tell_prompts(banks, list_banks(banks))
    return told


def tell_last() -> dict[str, Any]:
    """Say once what is frozen of the last release."""
    told: dict[str, Any] = {"sessions": tell_sessions(), "replies": tell_replies(), "chat": tell_chat()}
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        told["help"] = tell_help(stage)
        told["about"] = json.loads(json.dumps(tell_about(stage)))
    return told


def main() -> int:
    """Print what is said otherwise now; or freeze it."""
    reader = argparse.ArgumentParser(prog="python -m tests.golden.transcripts")
    reader.add_argument("--write", action="store_true")
    reader.add_argument("--first", action="store_true", help="what 0.4.0 alone has: derivations and prompts")
    options = reader.parse_args()
    if options.write:
        packed = json.dumps(tell_last(), ensure_ascii=False, indent=0).encode()
        _name_kept(LAST).write_bytes(lzma.compress(packed, preset=9))
        return 0
    release, told = (FIRST, tell_first()) if options.first else (LAST, tell_last())
    kept = {name: read_kept(release)[name] for name in told}
    before, after = (json.dumps(each, ensure_ascii=False, indent=1).splitlines() for each in (kept, told))
    print("\n".join(difflib.unified_diff(before, after, release, "now", n=2, lineterm="")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
