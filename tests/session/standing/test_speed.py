"""The usual time and speed of a learner, and the skills that are confirmed after a placement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from drill.banks.catalogue import Bank, Catalogue, Skills
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import collect_skills
from drill.gyr.skills import ExerciseProgress
from drill.session.standing.queueing import CONFIRMED_A_DAY, find_speed, seconds_each, to_confirm
from drill.store import Learner
from tests.entries import entry

TODAY = date(2026, 11, 20)
RAPID = entry("my/rapid", pace=5, skill="s")
PLAIN = entry("my/plain", skill="s")
CHAIN = entry("my/chain", skill="s", stages=3)


def catalogue(*entries: Entry) -> Catalogue:
    banks = (Bank(BankId("my"), "My", "my.yaml", entries=entries),)
    return Catalogue(banks, Skills(), lambda _: None, lambda _: {})  # type: ignore[arg-type, return-value]


def learner(*times: tuple[str, float, int]) -> Learner:
    recent = [(ItemId(item), seconds, stages) for item, seconds, stages in times]
    return Learner(None, {}, {}, {}, (), (), recent, False, (), None)  # type: ignore[arg-type]


def test_the_usual_time_is_that_of_a_stage_of_what_is_not_rapid() -> None:
    loaded = catalogue(RAPID, PLAIN, CHAIN)
    for stages, each in ((1, 150.0), (3, 50.0)):
        slow = learner(*[("my/plain", 150.0, stages)] * 40)
        assert seconds_each(loaded, slow) == each
        beside = [("my/rapid", 1.0, 1), ("my/plain", 0.0, 1)] * 40
        assert seconds_each(loaded, learner(*[("my/plain", 150.0, stages)] * 40, *beside)) == each
    assert seconds_each(loaded, learner()) == seconds_each(loaded, learner(("my/rapid", 1.0, 1)))


def test_a_speed_is_that_of_loaded_exercises_under_their_present_names() -> None:
    loaded = catalogue(replace_was(PLAIN, "my/former"), CHAIN)
    usual = find_speed(loaded, learner())
    slow = find_speed(loaded, learner(*[("my/plain", 900.0, 1)] * 40))
    assert slow > usual
    assert find_speed(loaded, learner(*[("my/former", 900.0, 1)] * 40)) == slow
    for unknown in (("my/gone", 900.0, 1), ("my/plain", 0.0, 1)):
        assert find_speed(loaded, learner(*[unknown] * 40)) == usual


def replace_was(known: Entry, was: str) -> Entry:
    return known._replace(was=(ItemId(was),))


def confirmed(
    entries: Sequence[Entry], known: str, first: str = "", *, with_rapid: bool = False, begun: str = ""
) -> list[str]:
    parts = {ItemId(item): ExerciseProgress(state="red", met_on=TODAY) for item in begun.split()}
    skills = collect_skills(catalogue(*entries).entries, parts)
    asked = {SkillId(name) for name in known.split()}
    offers = to_confirm(skills, TODAY, asked, {SkillId(first)}, with_rapid=with_rapid)
    return [offer.item for offer in offers]


def test_a_known_skill_that_was_never_met_is_confirmed_by_its_easiest_exercise() -> None:
    hard, easy = entry("my/hard", skill="a", level=4), entry("my/easy", skill="a", level=1)
    other = entry("my/other", skill="b")
    assert confirmed([hard, easy, other], "a b") == ["my/easy", "my/other"]
    assert confirmed([hard, easy, other], "a b", first="b") == ["my/other", "my/easy"]
    assert confirmed([hard, easy, other], "b") == ["my/other"]
    assert confirmed([hard, easy, other], "a b gone", begun="my/hard") == ["my/other"]


def test_skills_with_rapid_ones_are_left_to_the_warm_up_and_a_few_come_a_day() -> None:
    both = [RAPID, PLAIN]
    assert confirmed(both, "s") == []
    assert confirmed(both, "s", with_rapid=True) == ["my/plain"]
    assert confirmed([RAPID], "s") == ["my/rapid"], "the warm-up has those of skills with others"
    many = [entry(f"my/e{number}", skill=f"s{number}") for number in range(CONFIRMED_A_DAY + 3)]
    names = " ".join(f"s{number}" for number in range(len(many)))
    assert len(confirmed(many, names)) == CONFIRMED_A_DAY
    begun = " ".join(each.item for each in many[:2])
    assert len(confirmed(many, names, begun=begun)) == max(0, CONFIRMED_A_DAY - 2)
    begun = " ".join(each.item for each in many[: CONFIRMED_A_DAY + 1])
    assert confirmed(many, names, begun=begun) == []
