"""What a placement presumes, rightly and wrongly: ``python -m tests.bench.placing [--seeds N] [--first N]``.

Of three learners who know a share of the shipped skills. "In order": skills drawn by chance, each with all
that it rests on; exercises are right on what is known but for a slip, and wrong on all else. "By topic": the
model of ``learner.py``, whose mean ability is moved until the share is known, a skill being known where its
exercises would be right more often than not in a cold attempt, on average; they are right and wrong as in
the first. "In part": the same, answering by these very chances, which lie near a half for most skills.
Exercises with options are also right by a guess. Nothing is learned while one is placed.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import product
from random import Random
from statistics import fmean
from tempfile import TemporaryDirectory

from drill.banks.catalogue import Catalogue
from drill.banks.load import load_catalogue
from drill.gyr.belief import MOST_PLACED, Askable, Belief, Placed, SkillMap, asked_next
from drill.gyr.events import ItemId, SkillId
from drill.gyr.lines import Candidate
from drill.locations import find
from drill.session.placement import GUESSABLE, UNASKED, USUAL_OPTIONS
from tests.bench.learner import Assumptions, Learner
from tests.bench.simulate import shipped, tasks

SHARES = (1 / 3, 2 / 3)
SLIP = Assumptions().slip
# Halvings of an interval of sixteen logits: the share of known skills is met to one skill.
HALVINGS = 12


def chances(bank: Sequence[Candidate], seed: int, mean: float) -> Sequence[float]:
    """How likely each exercise is right in a cold attempt, without a guess."""
    learner = Learner(tasks([*bank]), seed, replace(Assumptions(), theta_mean=mean))
    return learner.chances()


def known_skills(bank: Sequence[Candidate], right: Sequence[float]) -> frozenset[SkillId]:
    """The skills whose exercises are right more often than not."""
    of_skill: dict[SkillId, list[float]] = {}
    for candidate, chance in zip(bank, right, strict=True):
        of_skill.setdefault(candidate.skill, []).append(chance)
    return frozenset(skill for skill, likely in of_skill.items() if fmean(likely) >= 0.5)


def one_who_knows(bank: Sequence[Candidate], seed: int, share: float) -> Sequence[float]:
    """The chances of a learner who knows that share of the skills."""
    wanted, low, high = share * len({each.skill for each in bank}), -8.0, 8.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_enough = len(known_skills(bank, chances(bank, seed, middle))) >= wanted
        low, high = (low, middle) if is_enough else (middle, high)
    return chances(bank, seed, high)


def known_in_order(catalogue: Catalogue, skills: Sequence[SkillId], seed: int, share: float) -> Set[SkillId]:
    """Skills drawn by chance, each with all that it rests on, until they are that share."""
    known: set[SkillId] = set()
    for drawn in Random(seed).sample(skills, len(skills)):
        front = [drawn]
        for skill in front:  # it grows while it is walked
            front += [need for need in catalogue.skills[skill].needs if need in skills and need not in front]
        if len(known := known | {*front}) >= share * len(skills):
            break
    return known


def placed(
    catalogue: Catalogue, bank: Sequence[Candidate], chance_of: Mapping[ItemId, float], seed: int
) -> Belief:
    """What is believed after a placement."""
    luck, kinds = Random(seed), {each.item: catalogue.entries[each.item].kind for each in bank}
    options = {item: USUAL_OPTIONS if kind in GUESSABLE else 0 for item, kind in kinds.items()}
    askable = [Askable(each, options[each.item]) for each in bank if kinds[each.item] not in UNASKED]
    belief = Belief(SkillMap(bank, {skill.id: skill.needs for skill in catalogue.skills.values()}))
    asked: list[Candidate] = []
    while len(asked) < MOST_PLACED and (best := asked_next(belief, askable, asked)) is not None:
        asked.append(best)
        shown, chance = options[best.item], chance_of[best.item]
        chance += (1 - chance) / shown if shown else 0
        belief.take(Placed(best.skill, luck.random() < chance, shown))
    return belief


def main() -> None:
    """Place each learner, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=16, help="how many learners")
    parser.add_argument("--first", type=int, default=100, help="the first learner's seed")
    chosen = parser.parse_args()
    bank = shipped()
    with TemporaryDirectory() as home:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
    skills = [*dict.fromkeys(each.skill for each in bank)]
    print(f"{len(skills)} skills, {chosen.seeds} learners; means of a learner")
    for share, way in product(SHARES, ("in order", "by topic", "in part")):
        counts: list[tuple[int, int, int]] = []
        for seed in range(chosen.first, chosen.first + chosen.seeds):
            if way == "in order":
                known, right = known_in_order(catalogue, skills, seed, share), [0.0] * len(bank)
            else:
                right = one_who_knows(bank, seed, share)
                known = known_skills(bank, right)
            answers = {
                each.item: chance if way == "in part" else (1 - SLIP) * (each.skill in known)
                for each, chance in zip(bank, right, strict=True)
            }
            presumed = placed(catalogue, bank, answers, seed).presumed()
            counts.append((len(known), len(presumed & known), len(presumed - known)))
        known_, rightly, wrongly = (fmean(each) for each in zip(*counts, strict=True))
        print(
            f"{known_:.0f} known {way}: presumed {rightly:.1f} rightly, {wrongly:.1f} wrongly, "
            f"{wrongly / (rightly + wrongly or 1):.1%} of what is presumed",
            flush=True,
        )


if __name__ == "__main__":
    main()
