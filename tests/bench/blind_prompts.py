"""Exercises without their keys, for somebody who solves them blind, and the verdicts on their answers.

    python -m tests.bench.blind_prompts FOLDER BANK… [--count 50] [--seed 1] [--rapid]
    python -m tests.bench.blind_prompts FOLDER --grade ANSWERS

The first draws exercises of banks (a name or a path) and writes ``prompts.md`` into the folder: what a
learner sees before the key, with the names of parts, and each figure as SVG beside it. The second judges a
file of lines ``ITEM | SEED | STAGE | ANSWER``: options by letter or id, a line break as ``\\n``.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import drill
from drill.answers import Answer
from drill.banks.draws import Stage, Variant
from drill.checking import OptionsSpec, as_mapping
from drill.drawing.figure import Figure
from drill.drawing.figure_output import svg_of
from drill.errors import DrillError

# Fields of an answer that the learner reads in the prompt or beside the field, but not the key.
_GIVEN: Final = ("arrays", "assume", "library", "shapes", "up_to", "vars", "without")

# Banks that are loaded once, because most lines of answers are of few banks.
_load = cache(drill.load)


def main(arguments: Sequence[str]) -> int:
    """Write prompts, or print verdicts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("banks", nargs="*")
    parser.add_argument("--count", type=int, default=50, help="how many exercises of each bank")
    parser.add_argument("--seed", type=int, default=1, help="of the choice; each exercise gets its own")
    parser.add_argument("--rapid", action="store_true", help="rapid exercises alone, not all others")
    parser.add_argument("--grade", type=Path, help="judge the answers of this file")
    options = parser.parse_args(arguments)
    with drill.Grader(1) as grader:
        if options.grade:
            for line in options.grade.read_text("utf-8").splitlines():
                if line.strip() and not line.startswith("#"):
                    print(grade_line(line, grader), flush=True)
            return 0
        options.folder.mkdir(parents=True, exist_ok=True)
        chance = random.Random(options.seed)
        pages = [page for bank in options.banks for page in write_bank(bank, options, chance, grader)]
    (options.folder / "prompts.md").write_text("\n".join(pages), "utf-8")
    return 0


def write_bank(
    bank: str, options: argparse.Namespace, chance: random.Random, grader: drill.Grader
) -> Iterator[str]:
    """Yield the prompts of exercises that are drawn from a bank."""
    known = [each for each in _load(bank) if not each.retired and bool(each.pace) == options.rapid]
    for exercise in chance.sample(known, min(options.count, len(known))):
        seed = chance.randrange(1, 100)
        variant = grader.variant(exercise, seed)
        item = f"{bank}/{exercise.id}"
        yield f"\n## {item} | {seed}\n{exercise.title}\n"
        yield from _describe_variant(variant, options.folder, f"{exercise.id}-{seed}")


def _describe_variant(variant: Variant, folder: Path, name: str) -> Iterator[str]:
    yield variant.setting
    yield from _describe_figure(variant.figure, folder, name)
    for number, stage in enumerate(variant.stages, 1):
        yield f"\n### stage {number}: {stage.kind}\n{stage.prompt}"
        yield from _describe_figure(stage.figure, folder, f"{name}-{number}")
        yield from (f"- line {place}: {line}" for place, line in enumerate(stage.lines, 1))
        for place, option in enumerate(stage.options):
            yield f"- {chr(ord('A') + place)} ({option.id}): {option.text}"
            yield from _describe_figure(
                stage.option_figures.get(option.id), folder, f"{name}-{number}-{option.id}"
            )
        if stage.fields:
            yield "parts: " + ", ".join(f"{field}: …" for field in stage.fields)
        if typed := [f"{latex} is typed {typed}" for typed, latex in stage.names_to_explain]:
            yield "; ".join(typed)
        written = as_mapping(stage.expect)
        if given := {field: written[field] for field in _GIVEN if field in written}:
            yield f"given: {given}"


def _describe_figure(figure: Figure | None, folder: Path, name: str) -> Iterator[str]:
    if figure is not None:
        (folder / f"{name}.svg").write_text(svg_of(figure), "utf-8")
        yield f"figure {name}.svg: {figure.says}"


def grade_line(line: str, grader: drill.Grader) -> str:
    """Return the verdict on a line of answers, in one line."""
    item, seed, number, typed = (field.strip() for field in line.split("|", 3))
    bank, _, exercise = item.rpartition("/")
    try:
        variant = grader.variant(_load(bank)[exercise], int(seed))
        stage = variant.stages[int(number) - 1]
        verdict = grader(stage, _read_answer(typed.replace("\\n", "\n"), stage))
    except DrillError as error:
        return f"{item} {number} {typed!r} -> {error}"
    message = verdict.message.replace("\n", " ")
    return f"{item} {number} {typed!r} -> {verdict.verdict} {verdict.code} {message}".rstrip()


def _read_answer(typed: str, stage: Stage) -> Answer:
    """Return an answer as the checker takes it: letters of options as their ids."""
    if not isinstance(stage.expect, OptionsSpec):
        return typed
    by_letter = {chr(ord("A") + place): option.id for place, option in enumerate(stage.options)}
    return [by_letter.get(word, word) for word in typed.replace(",", " ").split()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
