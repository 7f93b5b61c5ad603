"""The CPU seconds of ``drill import``: ``python -m tests.bench.import_cpu FILE… [--beside CHECKOUT]``.

Each FILE is a paper's source, imported by the installed program in a home of its own. The command's and its
worker's seconds are counted, with bytecode caches; of several runs the best is printed. With ``--text`` it
prints the paper's page, for which it opens the database, too. ``--beside`` measures the program of another
checkout turn by turn, since a busy machine makes all seconds longer.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 300


def measure(program: Path, source: Path, *, cache: Path, has_page: bool) -> tuple[float, int]:
    """Return the CPU seconds of one import, those of its worker included, and its exit code.

    What a checkout compiles when banks are first read lies in ``cache``.
    """
    with tempfile.TemporaryDirectory() as home:
        places = {f"XDG_{name}_HOME": f"{home}/{name}" for name in ("DATA", "CONFIG", "STATE")}
        environment = {**os.environ, **places, "XDG_CACHE_HOME": str(cache)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        shape = [] if has_page else ["-o", f"{home}/paper.yaml", "--json"]
        command = [str(program), "import", str(source), *shape]
        before = _count_children_s()
        done = subprocess.run(
            command, capture_output=True, check=False, env=environment, timeout=LONGEST_SECONDS
        )
        return _count_children_s() - before, done.returncode


def _count_children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the seconds of each file, their median and the worst; 1 if a file was not imported."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="a checkout with its own .venv")
    parser.add_argument("--text", action="store_true", help="print the page, in place of --json")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args(arguments)
    programs = [Path(sys.executable).parent / "drill"]
    if options.beside is not None:
        programs.append(options.beside / ".venv" / "bin" / "drill")
    with tempfile.TemporaryDirectory() as cache:
        seconds, has_failed = _measure_all(programs, options, Path(cache))
    columns = [*zip(*seconds, strict=True)]
    print(f"{_show([median(column) for column in columns])}  median of {len(seconds)}")
    print(f"{_show([max(column) for column in columns])}  worst")
    return 1 if has_failed else 0


def _measure_all(
    programs: Sequence[Path], options: argparse.Namespace, cache: Path
) -> tuple[list[list[float]], bool]:
    """Return each file's seconds, a column for each program, and whether one was not imported."""
    measure_file = partial(measure, cache=cache, has_page=options.text)
    for program in programs:  # so that nothing has to be compiled
        measure_file(program, options.files[0])
    seconds: list[list[float]] = []
    has_failed = False
    for file in options.files:
        runs = [[measure_file(program, file) for program in programs] for _ in range(options.runs)]
        seconds.append([min(spent for spent, _ in column) for column in zip(*runs, strict=True)])
        code = runs[0][0][1]
        has_failed |= code != 0
        print(f"{_show(seconds[-1])}  {file}{f'  exit {code}' if code else ''}", flush=True)
    return seconds, has_failed


def _show(seconds: Sequence[float]) -> str:
    return "  beside ".join(f"{each:6.2f} s" for each in seconds)


if __name__ == "__main__":
    raise SystemExit(main())
