"""When a skill is learned, and that every skill can be, over random banks and logs."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Event, EventId, ItemId, Park, Reopen, SkillId, Undo, uuid7
from drill.gyr.fold import fold
from drill.gyr.queue import Goal, Method, Queue
from drill.gyr.skills import Skill, part_of
from drill.gyr.state import NEVER_MET, ItemState
from tests.gyr.gyr_log import DAY0, Log
from tests.gyr.test_gyr_today import exercise, in_file_order


def skill_of(*logs: Log, levels: tuple[int, ...] = (), rapid: int = 0) -> Skill:
    """A skill with an exercise for each log; the first ones are rapid."""
    exercises = [
        exercise(f"a/{n}", skill="s")._replace(level=(levels or (1,) * len(logs))[n], pace=5 * (n < rapid))
        for n in range(len(logs))
    ]
    return Skill.of(
        exercises, {each.item: part_of(log.state) for each, log in zip(exercises, logs, strict=True)}
    )


def log_from(day: int, *answers: str, **fields: object) -> Log:
    log = Log()
    log.later(day)
    for answer in answers:
        log.verdict(answer, **fields)
        log.later()
    return log


def test_two_greens_that_were_met_two_days_apart_are_enough() -> None:
    third = Log()
    assert skill_of(log_from(0, "green"), log_from(2, "green"), third).is_learned
    assert skill_of(log_from(2, "green"), log_from(0, "red", "red", "green"), third).is_learned
    assert not skill_of(log_from(0, "green"), log_from(1, "green"), third).is_learned
    assert not skill_of(log_from(0, "green"), log_from(2, "unsure"), third).is_learned
    assert not skill_of(log_from(0, "green"), third, third).is_learned


def test_one_of_the_two_was_without_hints() -> None:
    helped = log_from(0, "green", hints=1)
    assert skill_of(helped, log_from(2, "green"), Log()).is_learned
    assert not skill_of(helped, log_from(2, "green", hints=2), Log()).is_learned
    assert skill_of(helped, log_from(2, "green", hints=2), log_from(4, "green", hints=1)).is_learned


def test_all_that_are_not_parked_are_enough_whatever_their_days() -> None:
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert skill_of(log_from(0, "green"), log_from(0, "green")).is_learned
    assert skill_of(log_from(0, "green"), log_from(0, "green"), parked).is_learned
    assert not skill_of(log_from(0, "green"), log_from(0, "green"), Log()).is_learned


def checked(days: int, answer: str = "green") -> Log:
    log = log_from(0, "green")
    log.later(days - 1)
    log.attempt("check", answer)
    return log


def test_where_no_second_can_be_met_a_check_that_held_counts_as_the_second() -> None:
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert skill_of(checked(2)).is_learned
    assert skill_of(checked(2), parked).is_learned
    assert skill_of(checked(2), Log(), levels=(1, 3)).is_learned
    assert skill_of(checked(2), Log(), levels=(4, 5)).is_learned
    assert not skill_of(log_from(0, "green")).is_learned
    assert not skill_of(checked(1)).is_learned
    assert not skill_of(checked(2, "unsure")).is_learned
    assert not skill_of(checked(2), Log(), levels=(1, 2)).is_learned
    assert skill_of(log_from(0, "green"), Log(), levels=(1, 3)).awaits_check
    assert not skill_of(log_from(0, "green"), Log(), levels=(1, 2)).awaits_check


def test_rapid_exercises_count_only_where_there_are_no_others() -> None:
    rapid = log_from(0, "green")
    assert not skill_of(rapid, log_from(2, "green"), Log(), rapid=1).is_learned
    assert skill_of(rapid, log_from(0, "green"), log_from(2, "green"), rapid=1).is_learned
    assert skill_of(rapid, log_from(2, "green"), rapid=2).is_learned


def test_a_failed_check_lowers_the_exercise_and_not_the_skill() -> None:
    first = log_from(0, "green")
    first.attempt("check", "red")
    skill = skill_of(first, log_from(2, "green"), Log())
    assert [part.state for part in skill.parts] == ["red", "green", "unseen"]
    assert skill.is_learned
    assert skill.is_held_up


# --- over random logs and banks --------------------------------------------------------------------------

ACTS = st.sampled_from(["green", "unsure", "sees", "red", "check", "lapse", "park", "reopen", "helped"])
STEPS = st.lists(st.tuples(st.integers(0, 3), ACTS, st.integers(0, 3)), max_size=40)
LEVELS = st.lists(st.integers(1, 5), min_size=1, max_size=4)


def act(log: Log, what: str) -> None:
    if what in ("park", "reopen"):
        log.write(Park() if what == "park" else Reopen())
    elif what in ("check", "lapse"):
        log.attempt("check", "green" if what == "check" else "red")
    else:
        log.verdict("green" if what == "helped" else what, hints=int(what == "helped"))


@settings(max_examples=150)
@given(STEPS, LEVELS)
def test_what_happens_later_never_takes_learned_back(
    steps: list[tuple[int, str, int]], levels: list[int]
) -> None:
    logs, was_learned, day = [Log() for _ in levels], False, DAY0
    for number, what, days in steps:
        day += timedelta(days)
        log = logs[number % len(logs)]
        log.day = day
        act(log, what)
        is_learned = skill_of(*logs, levels=tuple(levels)).is_learned
        assert is_learned or not was_learned
        was_learned = is_learned


@settings(max_examples=100)
@given(STEPS)
def test_undo_gives_back_what_was_and_merging_in_any_order_gives_the_same(
    steps: list[tuple[int, str, int]],
) -> None:
    log, days = Log(), 0
    for _, what, later in steps:
        days += later
        act(log, what)
        log.later(later)
    before = part_of(log.state)
    assert part_of(fold(reversed(log.events))) == before
    act(log, "green")
    log.write(Undo(target=log.events[-1].id))
    assert part_of(log.state) == before


class World:
    """A bank that is drilled day by day through the queue."""

    def __init__(self, bank: list[Entry], method: Method = Method(), goal: Goal = Goal()) -> None:
        self.bank, self.method, self.goal = bank, method, goal
        self.states: dict[ItemId, ItemState] = {}
        self.events: dict[ItemId, list[Event]] = {}
        self.today = DAY0
        self.number = 0
        self.answered = 0

    def drill(self, choose: list[str], per_day: int, checks: list[ItemId]) -> list[ItemId]:
        """Serve a day; return the new exercises that came, in their order."""
        queue = Queue(
            self.bank, self.states, today=self.today, method=self.method, goal=self.goal, checks=checks
        )
        new: list[ItemId] = []
        for _ in range(per_day):
            choice = queue.next()
            if choice is None:
                break
            before = self.states.get(choice.item, NEVER_MET)
            if before == NEVER_MET:
                new.append(choice.item)
            self._mark(choice.item, before, choice.serves_as == "check", choose[self.answered % len(choose)])
            self.answered += 1
            queue.mark(choice.item, self.states[choice.item])
        self.today += timedelta(1)
        return new

    def _mark(self, item: ItemId, before: ItemState, is_check: bool, answer: str) -> None:
        log = Log()
        log.day = self.today
        self.number += 1
        ok, why = answer in ("green", "unsure"), answer in ("green", "sees")
        pass_ = before.passes if is_check else before.next_pass
        kind = "check" if is_check else "verdict"
        facts = Attempt(kind=kind, round=before.round_id, pass_=pass_, ok=ok, why=why)
        log.write(facts, id=EventId(uuid7(self.number, 0)), lamport=self.number)
        self.events.setdefault(item, []).extend(log.events)
        self.states[item] = fold(self.events[item])

    def skill(self, skill: str) -> Skill:
        parts = {item: part_of(state) for item, state in self.states.items()}
        return Skill.of([each for each in self.bank if each.skill == skill], parts)

    def to_check(self) -> list[ItemId]:
        """Greens whose skill waits for a check."""
        skills = [self.skill(skill) for skill in dict.fromkeys(each.skill for each in self.bank)]
        return [
            each.item
            for skill in skills
            for each, part in zip(skill.exercises, skill.parts, strict=True)
            if skill.awaits_check and part.state == "green"
        ]


@st.composite
def banks(draw: st.DrawFn) -> list[Entry]:
    """Some skills with one to five exercises each, a skill resting on earlier ones."""
    bank: list[Entry] = []
    for number in range(draw(st.integers(1, 5))):
        needs = draw(st.lists(st.integers(0, number - 1), max_size=2)) if number else []
        rapid = draw(st.integers(0, 2))
        for place in range(draw(st.integers(1, 4))):
            made = exercise(f"a/{len(bank)}", f"t{number % 2}", f"s{number}", tuple(f"s{n}" for n in needs))
            bank.append(made._replace(level=draw(st.integers(1, 5)), pace=5 * (place < rapid)))
    return bank


@settings(max_examples=100, deadline=None)
@given(
    banks(),
    st.lists(st.sampled_from(["green", "green", "unsure"]), min_size=1, max_size=5),
    st.integers(1, 6),
)
def test_every_skill_can_be_learned(bank: list[Entry], answers: list[str], per_day: int) -> None:
    world = World(bank)
    for day in range(150):
        if all(world.skill(each.skill).is_learned for each in bank):
            break
        world.drill(answers if day < 20 else ["green"], per_day, world.to_check())
    assert all(world.skill(each.skill).is_learned for each in bank)


@settings(max_examples=100, deadline=None)
@given(
    banks(), st.lists(st.sampled_from(["green", "green", "sees"]), min_size=1, max_size=5), st.integers(1, 6)
)
def test_a_second_exercise_never_comes_on_the_day_of_the_first_unless_nothing_else_is_new(
    bank: list[Entry], answers: list[str], per_day: int
) -> None:
    world, skill_of_item = World(bank), {each.item: each.skill for each in bank}
    for _ in range(30):
        before = dict(world.states)
        new = world.drill(answers, per_day, [])
        begun_before = {skill_of_item[item] for item in before}
        met = set(before)
        begun_today: set[SkillId] = set()
        for item in new:
            skill = skill_of_item[item]
            if skill in begun_today:
                never_begun = {e.skill for e in bank} - {skill_of_item[each] for each in met}
                assert not never_begun
            met.add(item)
            if skill not in begun_before:
                begun_today.add(skill)


@settings(max_examples=100, deadline=None)
@given(
    banks(), st.lists(st.sampled_from(["green", "sees", "red"]), min_size=1, max_size=5), st.integers(1, 6)
)
def test_greens_and_parked_ones_are_never_new_again_and_strict_passes_ignore_the_path(
    bank: list[Entry], answers: list[str], per_day: int
) -> None:
    world = World(bank, goal=Goal((SkillId("s0"),)))
    strict, plain = (World(bank, Method(passes="strict"), goal) for goal in (world.goal, Goal()))
    for _ in range(25):
        settled = {item for item, state in world.states.items() if not state.is_open}
        world.drill(answers, per_day, [])
        assert all(world.states[item].state in ("green", "parked") for item in settled)
        assert strict.drill(answers, per_day, []) == plain.drill(answers, per_day, [])


def test_strict_passes_follow_the_file() -> None:
    world = World([exercise(f"a/{n}", skill="s") for n in range(4)], Method(passes="strict"))
    assert world.drill(["green"], 9, []) == ["a/0", "a/1", "a/2", "a/3"]


def test_a_bank_in_file_order_trains_its_skill_and_keeps_its_order() -> None:
    world = World(in_file_order(*(exercise(f"p/{n}", skill="s") for n in range(3))))
    assert world.drill(["green"], 9, []) == ["p/0", "p/1", "p/2"]
    assert world.skill("s").is_learned
