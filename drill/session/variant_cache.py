"""Variants from the worker: on demand, or begun before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from drill.banks.models import Exercise
from drill.banks.variant import Variant
from drill.errors import DrillError, TimedOutError
from drill.worker import Workers

SEEDS = 1 << 53
"""Seeds are below this, so that JSON's readers of doubles keep them."""
FURTHER_DRAWS = 2
"""So many seeds more are tried where a draw cannot be prepared in time."""
# Variants that wait: older ones are dropped.
_KEPT_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be prepared: an item's variant of a seed, other than earlier draws (as sorted pairs)."""

    item: str
    seed: int
    avoid: tuple[tuple[tuple[str, str], ...], ...] = ()


def order_of(item: str, seed: int, earlier: Sequence[Mapping[str, str]] = ()) -> Order:
    """Return an order by value, so that one made ahead is recognised."""
    return Order(item, seed % SEEDS, tuple(tuple(sorted(params.items())) for params in earlier))


class VariantCache:
    """Prepares variants in the worker, of ``exercises`` by item. Used from one thread at a time."""

    def __init__(self, exercises: Callable[[str], Exercise], workers: Workers) -> None:
        self._exercise = exercises
        self._workers = workers
        self._begun: dict[Order, Future[Variant]] = {}
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drill-prepare")

    def variant(self, order: Order) -> Variant:
        """Return the variant of an order, begun before or now; of one of the next two seeds where it takes
        too long.

        Raises:
            BankError, CheckError: the exercise cannot be prepared at all.
            TimedOutError: three draws took too long.
        """
        begun = self._begun.pop(order, None)
        if begun is not None:
            try:
                return begun.result()
            except DrillError:
                pass  # it is tried again below, where the failure can be told
        for further in range(FURTHER_DRAWS):
            try:
                return self._make(order, further)
            except TimedOutError:
                continue
        return self._make(order, FURTHER_DRAWS)

    def of_values(self, item: str, seed: int, params: Mapping[str, str]) -> Variant:
        """Return the variant of drawn values, as they were kept with an attempt."""
        return self._workers.prepare(self._exercise(item), item=item, seed=seed, params=params)

    def begin(self, orders: Sequence[Order]) -> None:
        """Begin to prepare; the oldest that were begun and never asked for are forgotten."""
        for order in orders:
            if order not in self._begun:
                self._begun[order] = self._threads.submit(self._make, order)
        for order in list(self._begun)[:-_KEPT_AHEAD]:
            self._begun.pop(order).cancel()

    def forget(self) -> None:
        """Drop what was begun: the exercises may be others now."""
        for begun in self._begun.values():
            begun.cancel()
        self._begun.clear()

    def _make(self, order: Order, further: int = 0) -> Variant:
        return self._workers.prepare(
            self._exercise(order.item),
            item=order.item,
            seed=(order.seed + further) % SEEDS,
            avoid=[dict(pairs) for pairs in order.avoid],
        )

    def close(self) -> None:
        """Stop preparing."""
        self._threads.shutdown(wait=False, cancel_futures=True)
