"""What is found hollow, empty or leaked: in exercises that were planted, and in a sample of shipped ones.

``python -m tests.golden.hollow`` judges all planted and one in ten shipped exercises, and prints what differs
from ``hollow.json``; with ``--write`` it writes that file. It has the findings by code and place, because
sentences may change; a shipped exercise without a finding has no row.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.papers import AnswerPart, prove_answer_part
from drill.proving import find_key_in_other_letters, verify_exercise
from tests.bench import blind_exercises
from tests.homes import shipped_catalogue
from tests.session.papers import test_planted_exercises as planted

ROWS = Path(__file__).with_name("hollow.json")
CODES = {"wrapped", "same-ground", "vacuous", "leak", "empty"}

Rows = dict[str, list[str]]


def judge_authored() -> Rows:
    """Return the findings of each exercise that an author may write, a row for each of them."""
    written = [(row.id, row.yaml) for row in (*planted.FALSE, *planted.EMPTY, *planted.SOUND)]
    written += [(row.id, row.first_yaml) for row in (*blind_exercises.FALSE, *blind_exercises.EMPTY)]
    return {id_: _judge_written(id_, text) for id_, text in written}


def _judge_written(id_: str, text: str) -> list[str]:
    proof = prove_answer_part(AnswerPart(id_, text, 1), id_, "tiny/x", 4)
    found = (f"{each.code} {each.message.partition(':')[0]}" for each in proof.findings if each.code in CODES)
    return sorted(found)


def judge_shipped(items: Iterable[str]) -> Rows:
    """Return the findings of those shipped exercises that have some."""
    catalogue = shipped_catalogue()
    rows = {item: sorted({*_list_findings(item, catalogue.exercise(item))}) for item in items}
    return {item: found for item, found in rows.items() if found}


def list_items(one_in: int) -> list[str]:
    """Return some shipped exercises, the same ones in every run."""
    return [str(item) for item in shipped_catalogue().entries][::one_in]


def _list_findings(item: str, exercise: Exercise) -> Iterator[str]:
    report = verify_exercise(exercise, item=item, variants=2)
    yield from (f"{each.code} {each.field}" for each in report.problems if each.code in CODES)
    for stage in _list_stages(exercise):
        place = ".".join(map(str, stage.question.at))
        if find_key_in_other_letters(stage, 0):
            yield f"other-letters {place}"


def _list_stages(exercise: Exercise) -> Iterator[StageMaker]:
    for form in exercise.forms:
        yield from VariantMaker(draw_variant(replace(exercise, forms=(form,)), 0)).questions


def read_rows() -> Rows:
    """Return the rows as they were written down."""
    return json.loads(ROWS.read_text("utf-8"))


def main(arguments: list[str]) -> int:
    """Judge all; return 1 where something differs from the rows."""
    rows = judge_authored() | judge_shipped(list_items(10))
    if arguments == ["--write"]:
        ROWS.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    known = read_rows()
    changed = [name for name in sorted({*rows, *known}) if rows.get(name) != known.get(name)]
    for name in changed:
        print(f"{name}: was {known.get(name, [])}, is {rows.get(name, [])}")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
