"""Memory of the app's process over one long session, with the real worker.

    python tests/bench/memory.py [EXERCISES]

Drives the whole app (screens, sitting, store, worker) without a terminal on a bank of sums with other numbers
each: right and wrong answers by turns, theory, worked steps, a line of one's own now and then. Prints the
resident memory at the start and after every 100 exercises; exits 1 above 120 MiB at the end, or where it
grows by more than 4 MiB after the first 100. With KINDS=1 it names the kinds of objects that became more.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from drill.session.drilling.starting import Request
from drill.tui.app import DrillApp
from drill.tui.screens.drilling.controller import GUARD_S
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.drilling.screen import DrillingScreen
from tests.homes import bank, plant, sums

# Python with Textual and SQLModel takes 77 MiB, the catalogue of all shipped exercises 20.
MOST_MIB, MOST_GROWTH_MIB = 120.0, 4.0
WARM = 100
PATIENCE_S = 60.0


def resident_mib() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Drill:
    """Presses the keys of one session."""

    def __init__(self, app: DrillApp) -> None:
        self._app = app

    async def answer(self, number: int) -> None:
        """One exercise, to its mark."""
        await self._until(Mode.FIELD)
        screen = self._app.screen
        assert isinstance(screen, DrillingScreen)
        assert screen.controller is not None
        desk, view = screen.controller, screen.controller.sitting.exercise
        assert view is not None
        if number % 10 == 3:
            await self._keys("tab")
            await self._until(Mode.LINE)
            await self._keys(*"tens", "enter")
            await self._until(Mode.FIELD)
        if number % 5 == 4:
            await self._keys("alt+t")
            await self._until(Mode.THEORY)
            await self._keys("enter")
            await self._until(Mode.FIELD)
        key = sum(map(int, re.findall(r"\d+", view.stage.prompt)))
        await self._keys(*str(key if number % 3 else key + 1), "enter")
        await self._until(Mode.VERDICT)
        await self._keys("a")
        await asyncio.sleep(GUARD_S + 0.02)
        before = desk.sitting.exercise
        end = time.monotonic() + PATIENCE_S
        while desk.sitting.exercise is before and self._app.screen is screen:
            assert time.monotonic() < end, "the next exercise did not come"
            await self._keys("y")  # dropped until the question was seen for a moment
            await asyncio.sleep(0.05)
        await self._until(Mode.FIELD)

    async def _keys(self, *keys: str) -> None:
        for key in keys:
            self._app.simulate_key(key)
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)

    async def _until(self, mode: Mode) -> None:
        end = time.monotonic() + PATIENCE_S
        while True:
            screen = self._app.screen
            if (
                isinstance(screen, DrillingScreen)
                and screen.controller is not None
                and screen.controller.mode is mode
            ):
                return
            assert time.monotonic() < end, f"{mode} did not come"
            await asyncio.sleep(0.005)


async def measure(home: Path, exercises: int) -> list[tuple[int, float]]:
    """Resident memory after so many exercises."""
    app = DrillApp({"DRILL_HOME": str(home)}, Request(scope=("tiny",), items=exercises + 1))
    samples: list[tuple[int, float]] = []
    try:
        async with app.run_test(size=(120, 40)):
            drill = Drill(app)
            await drill._until(Mode.FIELD)
            samples.append((0, resident_mib()))
            kinds: Counter[str] = Counter()
            for number in range(1, exercises + 1):
                await drill.answer(number)
                if number % WARM == 0:
                    gc.collect()
                    samples.append((number, resident_mib()))
                    now = Counter(type(made_object).__name__ for made_object in gc.get_objects())
                    if os.environ.get("KINDS") and kinds:
                        print("   more objects:", (now - kinds).most_common(6))
                    kinds = now
    finally:
        app.close()
    return samples


def _compile_banks(home: str) -> None:
    """A first start compiles the banks; what that takes is no part of a usual session."""
    environ = {**os.environ, "DRILL_HOME": home, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(
        [sys.executable, "-m", "drill.cli.main", "banks"], env=environ, check=True, stdout=subprocess.DEVNULL
    )


def main() -> int:
    exercises = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        plant(Path(folder), "tiny", bank(sums(exercises + 10, parametrised=True)))
        _compile_banks(folder)
        samples = asyncio.run(measure(Path(folder), exercises))
    for number, mib in samples:
        print(f"after {number:5} exercises  {mib:6.1f} MiB")
    warm = next((mib for number, mib in samples if number >= WARM), samples[-1][1])
    last = samples[-1][1]
    print(f"most {max(mib for _, mib in samples):.1f} MiB, growth after {WARM}: {last - warm:.1f} MiB")
    return 0 if last <= MOST_MIB and last - warm <= MOST_GROWTH_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
