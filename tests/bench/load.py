"""How long banks take to load: cold (YAML read and checked), warm (compiled), and listing many.

Run: python tests/bench/load.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drill.banks.load import load_catalogue, load_file
from drill.locations import Locations

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
from drill.locations import Locations
home, shipped = Path(sys.argv[1]), Path(sys.argv[2])
begun = time.perf_counter()
catalogue = load_catalogue(Locations(home / "c", home, home / "cache", home / "log"), shipped=shipped)
took = time.perf_counter() - begun
heavy = [name for name in ("yaml", "pydantic", "numpy", "sympy") if name in sys.modules]
print(f"{1000 * took:.1f} {len(catalogue.entries)} {len(catalogue.problems)} {','.join(heavy)}")
"""


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
        brackets = Path(folder, "brackets.yaml")
        brackets.write_text("exercises:\n- id: a\n  prompt: " + "[" * 400_000)
        begun = time.perf_counter()
        problems = load_file(brackets).problems
        took = 1000 * (time.perf_counter() - begun)
        print(f"400 kB of brackets refused in {took:.1f} ms: {problems[0].message}")


if __name__ == "__main__":
    main()
