"""How long the pages of a second author are, call by call.

    python -m tests.bench.author_pages [SOURCE …]

Tokens are approximate. Without SOURCE the papers of the tests are read; the second call and the blind round
are shown the exercises of a stored answer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from drill.banks.load import load_bytes
from drill.banks.variant_expansion import expand_variant
from drill.papers import (
    BlindTask,
    blind_page,
    made_of,
    paper_of,
    paper_page,
    parts_of_answer,
    prove_answer_part,
    read_sheet,
    second_page,
    write_exercise_segment,
)
from tests.papers.token_count import count_tokens

_PAPERS: Final = Path(__file__).parents[1] / "papers"
_HEAD: Final = "topic: my.answer\ntitle: An answer\nexercises:\n"


def main(arguments: Sequence[str]) -> int:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path)
    sources = parser.parse_args(arguments).sources or sorted((_PAPERS / "shipped").glob("*.tex"))
    print("page                             tokens   of these instructions   words   characters")
    for source in sources:
        record = made_of(paper_of(read_sheet(source)), lambda *_: None)
        page = paper_page(record)
        _report(f"call 1, {source.name}", page, page.partition("\n## The paper")[0])
    answer = (_PAPERS / "answers" / "planted.yaml").read_text(encoding="utf-8")
    exercises = {
        part.id: proof.exercise
        for part in parts_of_answer(answer)[:6]
        if not (proof := prove_answer_part(part, part.id, "my/x", 2)).is_faulty
    }
    page = second_page("x", exercises)
    _report(f"call 2, {len(exercises)} exercises", page, page.partition("\n## The")[0])
    tasks = [_task(write_exercise_segment(id_, fields)) for id_, fields in exercises.items()]
    page = blind_page("x", tasks)
    _report(f"blind round, {len(tasks)} exercises", page, page.partition("\n## The")[0])
    return 0


def _task(text: str) -> BlindTask:
    (loaded,) = load_bytes(f"{_HEAD}{text}\n".encode(), "answer").exercises
    stage = expand_variant(loaded.exercise, 1, item="x").stages[0]
    options = tuple(option.text for option in stage.options)
    return BlindTask(stage.prompt, dict(stage.names_to_explain), options)


def _report(name: str, page: str, instructions: str) -> None:
    print(
        f"{name:<32} {count_tokens(page):>6,} {count_tokens(instructions):>23,} {len(page.split()):>7,} "
        f"{len(page):>12,}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
