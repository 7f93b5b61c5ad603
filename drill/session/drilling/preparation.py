"""How an exercise is prepared: fresh, resumed after a break, back after an undo, or again as practice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from drill.banks.catalogue import is_book
from drill.banks.draws import Stage, Variant, seed_for
from drill.banks.models import SISTER
from drill.checking import NO_SLIP, OptionsSpec, SelfSpec
from drill.errors import DrillError, TimedOutError
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, AttemptKind, ItemId, SkillId
from drill.gyr.state import ItemState
from drill.session.drilling.exercise_view import Example, ExerciseView, Theory
from drill.session.drilling.open_exercise import asked_whole, blank_card, list_shown, make_blanker
from drill.session.drilling.working_feedback import last_slip
from drill.session.key_display import shown_key, shown_result
from drill.session.library.exercise_library import card_of, own_lines
from drill.session.standing.attempts import facts_of, stage_of
from drill.session.standing.missing_parts import choose_part, note_seen, read_seen
from drill.session.standing.withheld_exercises import UNSOLVED, is_unsolved
from drill.session.titles import title_of
from drill.session.workspace import Workspace
from drill.store import OpenAttempt

if TYPE_CHECKING:
    pass

# Added to a seed for a worked example or practice, so that its numbers differ from the attempt's.
OTHER_NUMBERS = 0x1E3779B97F4A7C15
# Number of worked examples that are shown in turn.
_EXAMPLES_TRIED = 3
# Seeds are below this, because some readers of JSON hold whole numbers as doubles.
SEEDS = 1 << 53
# Max further seeds where a draw cannot be prepared in time.
FURTHER_DRAWS = 2
# Max parts of a formula that come one after the other although nobody judged the answers.
_PARTS_PRACTISED = 3
# Max variants that are prepared ahead; older ones are dropped.
_KEPT_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Order:
    """A variant to prepare: an item and a seed, other than earlier draws (as sorted pairs)."""

    item: str
    seed: int
    avoid: tuple[tuple[tuple[str, str], ...], ...] = ()


def order_of(item: str, seed: int, earlier: Sequence[Mapping[str, str]] = ()) -> Order:
    """Return an order as a value, so that one made ahead is recognised."""
    return Order(item, seed % SEEDS, tuple(tuple(sorted(params.items())) for params in earlier))


def content_of(entry: Entry) -> str:
    """Return the hashes of an exercise as one text, which changes with any edit."""
    return f"{entry.maths} {entry.wording}"


class VariantCache:
    """Prepares variants in the worker. Used from one thread at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._begun: dict[Order, Future[Variant]] = {}
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drill-prepare")

    def prepare_variant(self, order: Order) -> Variant:
        """Return the variant of an order, from the background or made now.

        If a draw takes too long, the next two seeds are tried.

        Raises:
            BankError, CheckError: the exercise cannot be prepared at all.
            TimedOutError: three draws took too long.
        """
        first = 0
        begun = self._begun.pop(order, None)
        if begun is not None:
            try:
                return begun.result()
            except TimedOutError:
                first = 1  # because the same seed would take as long again
            except DrillError:
                pass  # it is tried again below, because the worker may have ended meanwhile
        for further in range(first, FURTHER_DRAWS):
            try:
                return self._make(order, further)
            except TimedOutError:
                continue
        return self._make(order, FURTHER_DRAWS)

    def begin(self, orders: Sequence[Order]) -> None:
        """Begin to prepare variants; the oldest ones that were never asked for are dropped."""
        for order in orders:
            if order not in self._begun:
                self._begun[order] = self._threads.submit(self._make, order)
        for order in list(self._begun)[:-_KEPT_AHEAD]:
            self._begun.pop(order).cancel()

    def forget(self) -> None:
        """Drop the preparations begun, because the exercises may have changed."""
        for begun in self._begun.values():
            begun.cancel()
        self._begun.clear()

    def _make(self, order: Order, further: int = 0) -> Variant:
        avoid = [dict(pairs) for pairs in order.avoid]
        return self.prepare_now(order.item, (order.seed + further) % SEEDS, avoid=avoid)

    def prepare_now(
        self,
        item: str,
        seed: int,
        params: Mapping[str, str] | None = None,
        *,
        avoid: Sequence[Mapping[str, str]] = (),
    ) -> Variant:
        """Return the variant of a seed, or of drawn values (``params``), as stored with an attempt.

        ``avoid`` are the values of earlier draws.
        """
        exercise = self._workspace.exercise(item)
        entry = self._workspace.entry(ItemId(item))
        content = content_of(entry) if entry is not None else ""
        return self._workspace.prepare(
            exercise, item=item, seed=seed, avoid=avoid, params=params, content=content
        )

    def close(self) -> None:
        """Stop preparing."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Preparation:
    """Prepares exercises. ``session_seed`` fixes the draws of a whole session, if given."""

    def __init__(
        self,
        workspace: Workspace,
        session_seed: int | None = None,
        with_card: Collection[str] = (),
        *,
        is_aside: bool = False,
        asks_why: bool = False,
    ) -> None:
        """``with_card`` are the items whose practice begins with the card and worked steps.

        ``is_aside`` of practice: nothing counts, and other numbers are drawn than the app will draw.
        ``asks_why`` where practice, too, asks the learner after a verdict whether they know why.
        """
        self._workspace = workspace
        self._with_card = with_card
        self.is_aside = is_aside
        self._asks_why = asks_why
        self.session_seed = session_seed
        # By practised item, its draws in this session.
        self._practised: dict[str, list[Mapping[str, str]]] = {}
        self.variants = VariantCache(workspace)

    def prepare_fresh(self, entry: Entry, state: ItemState, becomes: AttemptKind) -> ExerciseView:
        """Return an exercise met anew, with numbers that this round has not seen; theory first for a yellow
        or red.

        ``becomes`` is the kind of its mark where it counts. Raises CheckError or BankError if it cannot be
        prepared.
        """
        variant = self.variants.prepare_variant(self._order(entry, state))
        if not self._counts(entry):
            becomes = "extra"
        return self._exercise(entry, state, variant, self._opened(entry, state, variant, becomes))

    def _counts(self, entry: Entry) -> bool:
        """Return whether an answer to an exercise may count.

        No answer counts in practice, nor before somebody has solved the exercise blind, because its key may
        be wrong.
        """
        return not (self.is_aside or is_unsolved(self._workspace.catalogue, entry))

    def begin(self, entry: Entry, state: ItemState) -> None:
        """Prepare in the background what `prepare_fresh` will need, and a yellow's or red's example."""
        order = self._order(entry, state)
        orders = [order]
        if self._begins_with_theory(state, entry, "verdict") and entry.renews == "numbers":
            orders.append(order_of(entry.item, order.seed + OTHER_NUMBERS))
        self.variants.begin(orders)

    def prepare_practice(self, exercise: ExerciseView) -> ExerciseView:
        """Return the same exercise as practice, with numbers that neither its round nor this session had."""
        entry = exercise.entry
        state = exercise.state
        shown = exercise.variant
        practised = self._practised.setdefault(entry.item, [])
        if shown.params not in practised:
            practised.append(shown.params)
        known_draws = [*self._draws_of_round(entry, state), *practised]
        known_draws += list_shown(self._workspace, entry.item)
        order = order_of(entry.item, shown.seed + OTHER_NUMBERS + 1, known_draws)
        variant = self.variants.prepare_variant(order)
        practised.append(variant.params)
        return self._exercise(entry, state, variant, self._opened(entry, state, variant, "extra"))

    def resume(self, attempt: OpenAttempt) -> ExerciseView | None:
        """Return the attempt that was left open, at the same point; ``None`` if it no longer fits.

        One that no longer fits is dropped; if its key was shown it is kept as practice.
        """
        catalogue = self._workspace.catalogue
        entry = self._workspace.entry(catalogue.renamed.get(attempt.item, attempt.item))
        if entry is None:
            return None
        if entry.item != attempt.item:
            self._workspace.store.drop_open(attempt.item)
            attempt = replace(attempt, item=entry.item)
        if not self._counts(entry):
            attempt = replace(attempt, becomes="extra")
        state = self._workspace.state(entry)
        if not _is_open_attempt_valid(attempt, entry, state):
            self._set_aside(attempt, entry, state)
            return None
        try:
            variant = self.variants.prepare_now(entry.item, attempt.seed, attempt.params)
        except DrillError as error:
            self._workspace.notices.append(f"{entry.item} is left out: {error.message}")
            self._workspace.store.drop_open(attempt.item)
            return None
        return self._exercise(entry, state, variant, attempt)

    def reopen_undone(self, entry: Entry, attempt: OpenAttempt, state: ItemState) -> ExerciseView:
        """Return the exercise of an attempt that is open again after an undo."""
        variant = self.variants.prepare_now(entry.item, attempt.seed, attempt.params)
        return self._exercise(entry, state, variant, attempt)

    def write_theory(self, exercise: ExerciseView, after: Example | None = None) -> Theory:
        """Return the theory of an exercise, and an example in other numbers than its own and ``after``'s.

        Until its key is shown, what would show it is blank.
        """
        from drill.session.standing.paper_names import find_formula  # loads paper records

        turn = after.turn + 1 if after is not None else 0
        example = self._example(exercise.entry, exercise.variant, turn) or after
        formula = find_formula(self._workspace, exercise.entry)
        name = exercise.variant.card or exercise.entry.skill
        if not name and formula is not None:
            name = "".join(formula.linked[:1])
        text = exercise.variant.theory
        card = card_of(self._workspace, exercise.entry, name)
        sentence = formula.sentences if formula is not None else ""
        if not exercise.attempt.given.key_shown:
            blank = make_blanker(exercise.entry, exercise.variant.stages)
            text = blank(text)
            sentence = blank(sentence)
            card = blank_card(card, blank) if card is not None else None
        if formula is not None and card is None and not text:
            return Theory(sentence, example, title=formula.title_with_move)
        skill = self._workspace.catalogue.skills.get(SkillId(name))  # a bank's own card has no title
        figure = self._workspace.workers.card_figure(card.figure) if card and card.figure else None
        return Theory(text, example, card, name, skill.title if skill else "", figure)

    def prepare_rep(self, entry: Entry, variant: Variant, number: int, left: int) -> ExerciseView:
        """Return an exercise as a rep of a warm-up: nothing of it is shown before its prompt."""
        state = self._workspace.state(entry)
        catalogue = self._workspace.catalogue
        return ExerciseView(
            entry=entry, variant=variant, attempt=self._opened(entry, state, variant, "extra"), state=state,
            title=title_of(self._workspace, entry.item) or entry.id, subject=catalogue.subject(entry),
            topic=catalogue.topic(entry).title, number=number, left=left, is_rep=True,
            asks_why=False,
        )  # fmt: skip

    def _exercise(
        self, entry: Entry, state: ItemState, variant: Variant, attempt: OpenAttempt
    ) -> ExerciseView:
        catalogue = self._workspace.catalogue
        counts = self._counts(entry)
        exercise = ExerciseView(
            entry=entry, variant=variant, attempt=attempt, state=state,
            title=title_of(self._workspace, entry.item), subject=catalogue.subject(entry),
            topic=catalogue.topic(entry).title, own_lines=own_lines(self._workspace, entry),
            last_slip=last_slip(self._workspace, entry, state.marks, attempt.params),
            why=UNSOLVED if is_unsolved(self._workspace.catalogue, entry) else "",
            is_practice=not counts, asks_why=counts or self._asks_why,
        )  # fmt: skip
        if attempt.becomes == "verdict" and (card := self._show_formula(entry, state, variant)):
            return replace(exercise, theory=card)
        if self._begins_with_theory(state, entry, attempt.becomes):
            return replace(exercise, theory=self.write_theory(exercise))
        return exercise

    def _show_formula(self, entry: Entry, state: ItemState, variant: Variant) -> Theory | None:
        """Return the card of a formula that was never seen, before its missing part is first asked for."""
        if not entry.has_gap or state.state != "unseen":
            return None
        from drill.session.standing.paper_names import find_formula  # loads paper records

        formula = find_formula(self._workspace, entry)
        if formula is None or formula.id in read_seen(self._workspace, entry.bank):
            return None
        note_seen(self._workspace, entry.bank, formula.id)
        text = "\n\n".join(filter(None, (*variant.only.steps, formula.sentences)))
        return Theory(text, None, title=formula.title_with_move)

    def _begins_with_theory(self, state: ItemState, entry: Entry, becomes: AttemptKind) -> bool:
        if becomes == "extra":
            return entry.item in self._with_card
        is_reopened = state.state == "unseen" and state.reopened_on is not None
        return becomes == "verdict" and (state.state in ("yellow", "red") or is_reopened)

    def _order(self, entry: Entry, state: ItemState) -> Order:
        learner = self._workspace.settings.learner
        seed = seed_for(entry.item, state.round_id, state.next_pass, learner, self.session_seed)
        if entry.has_gap:
            practised = list_shown(self._workspace, entry.item) if self.is_aside else ()
            if self._workspace.store.is_class:
                practised = self._draws_of_round(entry, state)
            met = min(len(practised), _PARTS_PRACTISED)
            return order_of(entry.item, seed, choose_part(self._workspace, entry, state, met))
        # A placement showed some before the first pass.
        known_draws = self._draws_of_round(entry, state) if entry.renews != "nothing" else []
        known_draws += [*self._practised.get(entry.item, ()), *list_shown(self._workspace, entry.item)]
        order = order_of(entry.item, seed, known_draws)
        if not self.is_aside or entry.renews == "nothing":
            return order
        known_draws += [*self._draws_of_round(entry, state), self.variants.prepare_variant(order).params]
        return order_of(entry.item, seed + OTHER_NUMBERS + 1, known_draws)

    def _draws_of_round(self, entry: Entry, state: ItemState | None = None) -> list[Mapping[str, str]]:
        """Return all draws in an item's round up to now, practice included."""
        state = state or self._workspace.state(entry)
        history = self._workspace.store.history(entry.item)
        attempts = [event.facts for event in history if isinstance(event.facts, Attempt)]
        return [facts.params for facts in attempts if facts.round == state.round_id and facts.params]

    def _opened(self, entry: Entry, state: ItemState, variant: Variant, becomes: AttemptKind) -> OpenAttempt:
        counts = becomes == "verdict"
        return OpenAttempt(
            item=entry.item, becomes=becomes, round=state.round_id,
            pass_=state.next_pass if counts else state.passes, maths=entry.maths, seed=variant.seed,
            params=variant.params, stages=len(variant.stages) if variant.is_chain else 0,
            started_at=self._workspace.clock(),
        )  # fmt: skip

    def _set_aside(self, attempt: OpenAttempt, entry: Entry, state: ItemState) -> None:
        """Drop an attempt that no longer fits; its answer is kept as practice."""
        if not attempt.given.key_shown and not attempt.done:
            self._workspace.store.drop_open(attempt.item)
            return
        if attempt.given.key_shown:
            last = stage_of(attempt, ok=bool(attempt.given.ok), decided_by="checker")
        else:
            attempt, last = replace(attempt, done=attempt.done[:-1]), attempt.done[-1]
        here = replace(attempt, round=state.round_id, pass_=state.passes)
        seconds = (attempt.seconds, attempt.seconds)
        facts = facts_of(here, "extra", last, why=False, seconds=seconds)
        self._workspace.append(entry, facts)

    def _example(self, entry: Entry, variant: Variant, turn: int) -> Example | None:
        """Return the next example: a sister, a similar exercise, or the same one with other numbers."""
        variants = chain(
            self._sisters_met(entry, variant),
            self._others_met(entry, variant),
            self._renumbered(entry, variant, turn),
        )
        example_variants = list(islice(variants, _EXAMPLES_TRIED))
        if not example_variants:
            return None
        example = _as_example(example_variants[turn % len(example_variants)], turn)
        return example if example.steps else None

    def _sisters_met(self, entry: Entry, variant: Variant) -> Iterator[Variant]:
        own_sister = variant.params.get(SISTER)
        params_by_sister = {
            params[SISTER]: params for params in self._draws_of_round(entry) if SISTER in params
        }
        for sister, params in params_by_sister.items():
            if sister != own_sister:
                with suppress(DrillError):
                    yield self.variants.prepare_now(entry.item, variant.seed, params)

    def _others_met(self, entry: Entry, variant: Variant) -> Iterator[Variant]:
        for similar_entry in self._met_like(entry):
            with suppress(DrillError):
                yield self.variants.prepare_variant(order_of(similar_entry.item, variant.seed))

    def _renumbered(self, entry: Entry, variant: Variant, turn: int) -> Iterator[Variant]:
        """Return the exercise with other numbers, only if it has another key."""
        if entry.renews in ("nothing", "sister") or isinstance(variant.only.expect, OptionsSpec):
            return
        for tried in range(_EXAMPLES_TRIED):
            with suppress(DrillError):
                seed = variant.seed + OTHER_NUMBERS + 2 * (turn * _EXAMPLES_TRIED + tried)
                renumbered = self.variants.prepare_variant(order_of(entry.item, seed))
                pairs = zip(renumbered.stages, variant.stages, strict=False)
                stages = tuple(stage for stage, due in pairs if stage.key != due.key)
                if stages and renumbered.params.get(SISTER) == variant.params.get(SISTER):
                    yield replace(renumbered, stages=stages)
                    return

    def _met_like(self, entry: Entry) -> list[Entry]:
        """Return exercises of the same skill that the learner has met, greens first."""
        same_skill = [
            candidate
            for candidate in self._workspace.catalogue.entries.values()
            if entry.skill
            and candidate.skill == entry.skill
            and candidate.item != entry.item
            and not is_book(candidate.bank)
        ]
        lineages = {candidate.item: candidate.lineage for candidate in same_skill}
        found = self._workspace.store.find_states(lineages)
        met_entries = [candidate for candidate in same_skill if found[candidate.item].state != "unseen"]
        return sorted(met_entries, key=lambda candidate: found[candidate.item].state != "green")


def _as_example(variant: Variant, turn: int) -> Example:
    """Return a variant as a worked example; of a chain all stages."""
    if not variant.is_chain:
        only = variant.only
        conclusion = "no line is wrong" if only.key == NO_SLIP else f"the first wrong line is {only.key}"
        steps = _list_worked_steps(only)
        if only.lines:
            steps = (*only.steps, f"So {conclusion}. {only.reason}".rstrip())
        return Example(asked_whole(only), steps, only.key, turn, only.figure)
    steps = tuple(
        step
        for stage in variant.stages
        for step in (f"**Asked:** {stage.prompt}", *_list_worked_steps(stage))
    )
    asked = "\n\n".join(filter(None, (variant.setting, variant.stages[0].prompt)))
    return Example(asked, steps, shown_result(variant.stages[-1]), turn, variant.figure)


def _list_worked_steps(stage: Stage) -> tuple[str, ...]:
    """Return the steps of a stage; without any its answer, because a question alone explains nothing."""
    if stage.steps or isinstance(stage.expect, SelfSpec):
        return stage.steps
    return (f"The answer is {shown_key(stage, stage.key)}.",)


def _is_open_attempt_valid(attempt: OpenAttempt, entry: Entry, state: ItemState) -> bool:
    """Return whether an open attempt is still valid for its exercise and state."""
    if attempt.maths != entry.maths or attempt.round != state.round_id:
        return False
    match attempt.becomes:
        case "verdict":
            return state.is_open and attempt.pass_ == state.next_pass
        case "check":
            return state.state == "green"
        case "extra":
            return True
