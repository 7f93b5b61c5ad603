"""A paper as an import with families leaves it, and the subject of the skills that drill its moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drill.papers import ExerciseRecord, FamilyRow, FormulaRow, Paper, SourceRow
from drill.session.standing.paper_names import save_record
from tests.homes import plant

BANK = "papers/moves"


def move(title: str, *skills: str) -> FamilyRow:
    """A move of a formula."""
    return FamilyRow(title.lower().replace(" ", "-"), title, tuple(f"way.{skill}" for skill in skills))


RECORD = Paper(
    "moves",
    title="Moves: a paper",
    source=SourceRow("moves.tex", "abc"),
    formulas=(
        FormulaRow("f-sum", "s = a + b", number="1", rank=2, skills=("way.count",),
            before="We add:", families=(move("Sum", "carry", "add"),)),
        FormulaRow("f-far", "y = f(x)", number="2", rank=5, families=(move("Far", "far"),)),
        FormulaRow("f-shown", "y = c x", number="3", rank=1, skills=("way.far",), families=(
            move("Count", "count"),)),
        FormulaRow("f-bare", "y = x", number="4", rank=3),
        FormulaRow("f-twice", "t = a + b + c", number="5", rank=4, called="twice", before="The third sum:",
            families=(move("Sum", "carry"), move("Long", "long"))),
    ),
    exercises=(
        ExerciseRecord("explain-00000000aa", "explain", "f-sum"),
        ExerciseRecord("work-00000000dd", "work", "f-sum"),
        ExerciseRecord("derivative-00000000cc", "derivative", "f-shown"),
        ExerciseRecord("work-00000000ee", "work", "f-shown"),
        ExerciseRecord("explain-00000000bb", "explain", "f-bare"),
    ),
    drilled=4,
    is_linked=True,
)  # fmt: skip
# Its formulas' letters are said: nothing else is asked of them.
RECORD = replace(RECORD, formulas=tuple(replace(row, has_letters=True) for row in RECORD.formulas))

# Without any link: what is shown alone.
UNLINKED = replace(RECORD, formulas=tuple(replace(row, families=()) for row in RECORD.formulas))
# As earlier versions left it.
EARLIER = replace(UNLINKED, is_linked=False)

# Own exercises name skills that their formulas do not need.
_OWN = (
    ("explain-00000000aa", "way.far"), ("work-00000000dd", "way.far"), ("derivative-00000000cc", "way.count"),
    ("work-00000000ee", "way.far"), ("explain-00000000bb", "way.far"),
)  # fmt: skip
SKILLS = (("count", ""), ("add", "way.count"), ("carry", "way.add"), ("long", "way.carry"), ("far", ""))
_SUMS = (
    ("count-1", "count", 1, "Count"), ("count-2", "count", 1, "Count on"),
    ("add-1", "add", 1, "Add"), ("add-2", "add", 1, "Add again"),
    ("carry-1", "carry", 1, "Carry"), ("carry-2", "carry", 1, "Carry the third"),
    ("long-1", "long", 1, "Long"), ("long-2", "long", 1, "Longer"), ("far-1", "far", 1, "Far"),
)  # fmt: skip


def plant_linked_paper(home: Path, record: Paper = RECORD, *, own: str = "") -> None:
    """Bank ``papers/moves`` and subject ``way``; ``own`` are further exercises of the paper, as YAML.

    Without any link nothing is worked.
    """
    subject = "title: Sums\nprefix: way\ntopics:\n  - {id: way.sums, title: Sums}\nskills:\n"
    for skill, needs in SKILLS:
        subject += f"  - {{id: way.{skill}, title: {skill.title()}, needs: [{needs}]}}\n"
    sums = "".join(
        f"- {{id: {id_}, title: {title}, skill: way.{skill}, level: {level}, prompt: Compute $10 + 3$., "
        "answer: {number: '13'}}\n"
        for id_, skill, level, title in _SUMS
    )
    plant(home, "way/sums", f"topic: way.sums\ntitle: Sums\nexercises:\n{sums}")
    plant(home, "way/_subject", subject)
    is_worked = any(row.families for row in record.formulas) or not record.is_linked
    exercises = "".join(
        f"- {{id: {id_}, skill: {skill}, level: 1, prompt: Compute $10 + 3$., answer: {{number: '13'}}}}\n"
        for id_, skill in _OWN
        if is_worked or not id_.startswith("work-")
    )
    plant(home, BANK, f"topic: papers.moves\ntitle: 'Moves: a paper'\nexercises:\n{exercises}{own}")
    (home / "papers").mkdir(exist_ok=True)
    save_record(home / "papers" / "moves.paper.json", record)
