"""How long banks take: to load cold (YAML read and checked) and warm (compiled), to refuse, to check again.

Run: python tests/bench/load.py
"""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drill.banks.load import load_catalogue, load_file
from drill.files import Locations, shipped_banks
from drill.proving import verify_exercise
from drill.worker import Workers

EXERCISE = """\
- id: product-{n}
  skill: calc.diff.product
  level: 2
  vars: [x]
  params: {{a: 2..9, n: 2..5}}
  where: [a != n]
  let: {{u: x^n, v: sin(a x), f: u v}}
  prompt: Differentiate $f(x) = @f$ with respect to $x$, number {n}.
  answer: {{expression: "diff(f, x)"}}
  shape: a product; the second factor is a composition
  motion: split at the product, differentiate one factor at a time, chain rule inside the sine
  hints: [Name the two factors., The sine has an inner function.]
  steps:
    - $u=@u,\\; v=@v$, so $u' = @{{diff(u,x)}}$ and $v' = @{{diff(v,x)}}$ by the chain rule
    - $f' = u'v + uv' = @{{diff(f,x)}}$
  wrong:
    - {{answer: "diff(u,x) diff(v,x)", say: You multiplied the derivatives. The product rule adds two terms.}}
    - {{answer: "diff(u,x) v", say: The second term is missing.}}
  witness: {{derivative: f, wrt: x}}
"""
FILES = 56

_TIMED = """
import sys, time
from pathlib import Path
from drill.banks.load import load_catalogue
from drill.files import Locations, shipped_banks
from drill.proving.verify import verify_exercise
from drill.worker.client import Workers
home, shipped = Path(sys.argv[1]), Path(sys.argv[2])
begun = time.perf_counter()
catalogue = load_catalogue(Locations(home / "c", home, home / "cache", home / "log"), shipped=shipped)
took = time.perf_counter() - begun
heavy = [name for name in ("yaml", "pydantic", "numpy", "sympy") if name in sys.modules]
print(f"{1000 * took:.1f} {len(catalogue.entries)} {len(catalogue.problems)} {','.join(heavy)}")
"""


HEAD = b"topic: a.b\nexercises:\n- id: a\n  prompt: "
HOSTILE = {
    "400 kB of brackets": HEAD + b"[" * 400_000,
    "400 kB of parentheses": HEAD + b"p\n  answer: {number: '" + b"(" * 400_000 + b"'}\n",
    "alias bomb": b"".join(
        b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9)) for name in b"bcdefgh"
    ),
    "5 MB": HEAD + b"x" * 5_000_000,
    "binary": bytes(range(256)) * 40,
    "UTF-16": HEAD.decode().encode("utf-16"),
    "20,000 names": HEAD + b"p\n" + b"".join(b"  k%d: 1\n" % i for i in range(20_000)),
    "16,000 faults": b"exercises:\n" + b"".join(b"- {id: e%d, hintz: q}\n" % i for i in range(16_000)),
}
"""Files that are refused."""


def plant(root: Path, count: int) -> None:
    """Write ``count`` exercises in ``FILES`` topics of one subject."""
    folder = root / "calculus"
    folder.mkdir(parents=True)
    share = -(-count // FILES)
    for topic in range(FILES):
        numbers = range(topic * share, min(count, (topic + 1) * share))
        text = f"topic: calc.t{topic}\ntitle: Topic {topic}\nexercises:\n"
        (folder / f"t{topic}.yaml").write_text(text + "".join(EXERCISE.format(n=n) for n in numbers))


def timed(home: Path, shipped: Path) -> tuple[float, str]:
    """Milliseconds of one load in a fresh process, and what it reports."""
    done = subprocess.run(
        [sys.executable, "-c", _TIMED, str(home), str(shipped)], capture_output=True, text=True, check=True
    )
    took, _, rest = done.stdout.partition(" ")
    return float(took), rest.strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, one, ten = Path(folder, "home"), Path(folder, "one"), Path(folder, "ten")
        plant(one, 1_000)
        plant(ten, 10_000)
        cold, said = timed(home, one)
        print(f"cold, 1,000 exercises: {cold:.0f} ms (aim 600), {cold / 600:.2f} of the aim [{said}]")
        warm, said = min(timed(home, one) for _ in range(5))
        print(f"warm, 1,000 exercises: {warm:.1f} ms (aim 50), {warm / 50:.2f} of the aim [{said}]")
        timed(home, ten)
        warm, said = min(timed(home, ten) for _ in range(3))
        print(f"warm, 10,000 exercises: {warm:.0f} ms [{said}]")
        catalogue = load_catalogue(Locations(home, home, home / "cache", home), shipped=one)
        items = list(catalogue.entries)[:200]
        begun = time.perf_counter()
        for item in items:
            catalogue.exercise(item)
        print(f"one body on demand: {1000 * (time.perf_counter() - begun) / len(items):.2f} ms")
        for name, content in HOSTILE.items():
            path = Path(folder, "hostile.yaml")
            path.write_bytes(content)
            begun = time.perf_counter()
            problems = load_file(path).problems
            took = 1000 * (time.perf_counter() - begun)
            print(f"{name}: told in {took:.1f} ms (aim 1,000): {problems[0].message}")
        author(Path(folder))
        shipped(Path(folder))


def shipped(folder: Path) -> None:
    """The banks that come with the program: loaded warm, and one variant of each exercise by the worker."""
    banks = shipped_banks()
    timed(folder / "own", banks)
    warm, said = min(timed(folder / "own", banks) for _ in range(5))
    print(f"warm, the shipped banks: {warm:.1f} ms (aim 50 for 1,000) [{said}]")
    catalogue = load_catalogue(Locations(folder, folder, folder / "cache", folder), shipped=banks)
    workers, took = Workers(1), []
    try:
        for seed, item in enumerate(catalogue.entries):
            exercise = catalogue.exercise(item)
            begun = time.perf_counter()
            workers.prepare(exercise, item=item, seed=seed)
            took.append(1000 * (time.perf_counter() - begun))
    finally:
        workers.close()
    took.sort()
    median, late = took[len(took) // 2], took[len(took) * 99 // 100]
    print(f"a variant in the worker: median {median:.0f} ms (aim 100), p99 {late:.0f} ms, {len(took)} items")


def author(folder: Path) -> None:
    """What an author waits for: a bank checked at first, unchanged, and after one exercise changed."""
    bank = folder / "bank.yaml"
    bank.write_text("topic: calc.t\ntitle: T\nexercises:\n" + "".join(map(numbered, range(20))))
    print(f"drill check, 20 exercises: {checked(folder, bank):.1f} s")
    print(f"drill check, unchanged: {checked(folder, bank):.2f} s")
    bank.write_text(bank.read_text().replace("number 7.", "number seven."))
    print(f"drill check, one changed: {checked(folder, bank):.2f} s (aim 2)")
    exercise = load_file(bank).exercises[0].exercise
    profile = cProfile.Profile()
    profile.runcall(verify_exercise, exercise, item="author/t")
    spent = {name: total for (_, _, name), (*_, total, _) in pstats.Stats(profile).stats.items()}
    share = spent["misread"] / spent["verify_exercise"]
    print(f"of proving an exercise, reading its formulas back: {share:.0%}")


def numbered(n: int) -> str:
    """One exercise of the author's bank."""
    return EXERCISE.format(n=n)


def checked(folder: Path, bank: Path) -> float:
    """Seconds of one ``drill check``."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "drill.cli.main", "check", str(bank)]
    subprocess.run(command, env={**os.environ, "DRILL_HOME": str(folder / "author")}, capture_output=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
