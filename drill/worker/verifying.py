"""Verify many exercises in worker processes, each within a limit of time and memory."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from drill.errors import DrillError
from drill.proving import ExerciseReport, Task
from drill.worker.client import Workers


def verify_tasks(
    workers: Workers, tasks: Sequence[Task], *, jobs: int
) -> Generator[tuple[int, ExerciseReport]]:
    """Yield the number of each task and its report, in the order in which they are done.

    An exercise that takes too long, or more memory than a worker has, gets a report with that error.
    """
    is_over = threading.Event()

    def verify(task: Task) -> ExerciseReport:
        try:
            return workers.verify(
                task.exercise, item=task.item, variants=task.variants, is_cancelled=is_over.is_set
            )
        except DrillError as error:
            return ExerciseReport.not_verified(task.exercise, error.message)

    with ThreadPoolExecutor(max(1, min(jobs, len(tasks)))) as pool:
        numbers: dict[Future[ExerciseReport], int] = {
            pool.submit(verify, task): number for number, task in enumerate(tasks)
        }
        try:
            for done in as_completed(numbers):
                yield numbers[done], done.result()
        finally:
            is_over.set()
            pool.shutdown(cancel_futures=True)
