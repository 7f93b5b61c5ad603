"""What a placement finds known, rightly and wrongly: ``python -m tests.bench.placing [--seeds N]``.

Of learners who know a share of the shipped skills. "In order": skills drawn by chance, each with all that it
rests on. "With holes": the same, but one in eight of them is missing. "At random": each by chance. Experts
know everything, beginners nothing. What is known is answered right but for a slip, and for all else the
learner says "not yet". Nothing is learned meanwhile.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence, Set
from random import Random
from statistics import fmean
from tempfile import TemporaryDirectory

from drill.banks.catalogue import Catalogue
from drill.banks.load import load_catalogue
from drill.files import find
from drill.gyr.belief import MOST_PLACED, Belief, PlacedSkills, SkillMap, choose_question
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from drill.session.standing.prerequisites import GUESSABLE, UNASKED
from tests.bench.learner import Assumptions
from tests.bench.simulate import shipped

SLIP = Assumptions().slip
WAYS = (
    ("expert", 1.0), ("two thirds, in order", 2 / 3), ("two thirds, with holes", 2 / 3),
    ("two thirds, at random", 2 / 3), ("a third, in order", 1 / 3), ("a third, with holes", 1 / 3),
    ("a third, at random", 1 / 3), ("beginner", 0.0),
)  # fmt: skip


def known_in_order(catalogue: Catalogue, skills: Sequence[SkillId], seed: int, share: float) -> Set[SkillId]:
    """Skills drawn by chance, each with all that it rests on, until they are that share."""
    known: set[SkillId] = set()
    if not share:
        return known
    for drawn in Random(seed).sample(skills, len(skills)):
        front = [drawn]
        for skill in front:  # it grows while it is walked
            front += [need for need in catalogue.skills[skill].needs if need in skills and need not in front]
        if len(known := known | {*front}) >= share * len(skills):
            break
    return known


def known_by(
    catalogue: Catalogue, skills: Sequence[SkillId], seed: int, way: str, share: float
) -> Set[SkillId]:
    """The skills that a learner knows."""
    dice = Random(seed)
    if "random" in way:
        return {*dice.sample(skills, round(share * len(skills)))}
    known = known_in_order(catalogue, skills, seed, share)
    return {skill for skill in skills if skill in known and ("holes" not in way or dice.random() >= 1 / 8)}


def placed(
    catalogue: Catalogue, bank: Sequence[Entry], known: Set[SkillId], seed: int
) -> tuple[Set[SkillId], int]:
    """What is known after a placement, and after how many answers."""
    luck, unasked = Random(seed), UNASKED | GUESSABLE
    askable = [each for each in bank if each.skill and each.kind not in unasked]
    skills = SkillMap(bank, {skill.id: skill.needs for skill in catalogue.skills.values()})
    belief, answers = Belief(skills), list[PlacedSkills]()
    while len(answers) < MOST_PLACED:
        asked = {answer.entry.item for answer in answers}
        if (entry := choose_question(skills, belief, askable, asked)) is None:
            break
        answers.append(PlacedSkills(entry, entry.skill in known and luck.random() >= SLIP))
        belief.take(answers[-1])
    return belief.known(), len(answers)


def main() -> None:
    """Place each learner, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=16, help="how many learners")
    parser.add_argument("--first", type=int, default=100, help="the first learner's seed")
    chosen = parser.parse_args()
    bank = shipped()
    with TemporaryDirectory() as home:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
    skills = [*dict.fromkeys(each.skill for each in bank if each.skill)]
    print(f"{len(skills)} skills, {chosen.seeds} learners; means of a learner")
    for way, share in WAYS:
        counts: list[tuple[int, int, int, int]] = []
        for seed in range(chosen.first, chosen.first + chosen.seeds):
            known = known_by(catalogue, skills, seed, way, share)
            known_found, question_count = placed(catalogue, bank, known, seed)
            counts.append((len(known), len(known_found & known), len(known_found - known), question_count))
        known_, rightly, wrongly, asked_ = (fmean(each) for each in zip(*counts, strict=True))
        print(
            f"{way}: {known_:.0f} known, found {rightly:.1f} rightly ({rightly / (known_ or 1):.0%}), "
            f"{wrongly:.1f} wrongly ({wrongly / (rightly + wrongly or 1):.1%} of what is found), "
            f"{asked_:.1f} asked",
            flush=True,
        )


if __name__ == "__main__":
    main()
