"""The same source gives the same exercises, whatever order a process keeps its sets in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = r"""
\documentclass{article}\begin{document}
The momentum buffer is $v_t$, the step size is $\alpha$ and the parameters are $\theta_t$.
\begin{align}
\theta_1 &= \theta_0 + s_0 \\
\theta_2 &= \theta_1 + s_1 + \mu v_1 \\
\theta_3 &= \theta_2 + s_2 + \mu v_2 \\
\theta_4 &= \theta_3 + s_3 + \mu v_3
\end{align}
\begin{equation} v_{t+1} = \mu v_t + s_t, \qquad \theta_{t+1} = \theta_t - \alpha v_{t+1} \end{equation}
\begin{equation} p(x \mid y) = \frac{p(y \mid x) p(x)}{\sum_z p(y \mid z) p(z)} \end{equation}
\begin{equation} a_1 = b_1 + c_2 d_1 + b_2 c_1 \end{equation}
\end{document}
"""
PROBE = """
import json, sys
from pathlib import Path
from drill.papers_first.generate import generate
from drill.papers_first.paper import make_paper
from drill.papers_first.read import read_paper
for draft in generate(make_paper("steps", read_paper(Path(sys.argv[1])))).drafts:
    print(draft.id, json.dumps(draft.exercise, default=str))
"""


def drafts_with(seed: str, source: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(source)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return done.stdout


def test_the_order_of_sets_is_in_no_exercise(tmp_path: Path) -> None:
    source = tmp_path / "paper.tex"
    source.write_text(SOURCE, encoding="utf-8")
    first, *others = (drafts_with(seed, source) for seed in ("1", "2", "3", "4"))
    assert first.count("spot-the-error") >= 3
    assert all(other == first for other in others)
