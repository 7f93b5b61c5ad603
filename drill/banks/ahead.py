"""Compile many banks at once, in processes of their own: at the first start, and after an update.

Reading YAML in the app's own process would keep its keys waiting; several processes are done sooner too.
Whatever goes wrong in them is as if they had not run: the files are compiled when they are loaded.

Run as ``python -I -m drill.banks.ahead``, with a `Batch` as JSON on its standard input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from drill.banks.cache import Cache
from drill.banks.content import ReadFile
from drill.banks.file_codec import manner

# So many files are worth a process: each takes a twentieth of a second, starting one three times that.
FEWEST = 8
# More would be done before the last of them has started.
_MOST_PROCESSES = 4
# Keys and the worker come first.
_NICENESS = 5
# So often is looked whether they are done: a fiftieth of what they take at least.
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Batch:
    """The files that one process compiles."""

    cache: str
    # Where the function lies that reads a file, and its name.
    module: str
    reader: str
    paths: list[str]


def compile_ahead(
    cache: Path, read: ReadFile, paths: Sequence[Path], is_stopped: Callable[[], bool] = lambda: False
) -> None:
    """Compile shipped files into a cache's folder and wait for the end, unless it is stopped."""
    count = min(_MOST_PROCESSES, os.cpu_count() or 1)
    by_size = sorted(map(str, paths), key=os.path.getsize, reverse=True)  # the largest are dealt out first
    where = (read.__module__, getattr(read, "__name__", ""))
    batches = [Batch(str(cache), *where, by_size[start::count]) for start in range(count)]
    running: list[subprocess.Popen[bytes]] = []
    try:
        for batch in batches:
            process = subprocess.Popen(
                [sys.executable, "-I", "-m", __name__],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            running.append(process)
            assert process.stdin is not None
            process.stdin.write(json.dumps(asdict(batch)).encode())
            process.stdin.close()
    except OSError:
        pass  # no process can be started, or one ended at once
    while any(process.poll() is None for process in running):
        if is_stopped():
            for process in running:
                process.kill()
        time.sleep(_LOOK_S)


def main() -> None:
    """Compile the batch on the standard input."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    batch = Batch(**json.load(sys.stdin))
    read: ReadFile = getattr(import_module(batch.module), batch.reader)
    cache = Cache(Path(batch.cache))
    for path in batch.paths:
        raw = Path(path).read_bytes()
        cache.put(raw, manner(read, expressions=False), read(raw, path, False))


if __name__ == "__main__":
    main()
