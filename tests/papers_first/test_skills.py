"""The skills that a formula rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from drill.locations import shipped_banks
from drill.papers_first import skills
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.skills import MOST, skills_of


def of(latex: str) -> tuple[str, ...]:
    return skills_of(parse_tokens(canonical(latex)))


@pytest.mark.parametrize(
    ("latex", "skill"),
    [
        (r"m_{t+1} = \beta m_t + (1-\beta) g_t", "calc.ser.ema"),
        (r"\theta_{t+1} = \theta_t - \alpha \nabla L(\theta_t)", "calc.opt.gd"),
        (r"\theta_{t+1} = \theta_t - \alpha \frac{m_t}{\sqrt{v_t} + \epsilon}", "calc.optim.adam"),
        (r"y = \mathrm{softmax}(W x)", "calc.pre.lse"),
        (r"H = -\sum_i p_i \log p_i", "calc.pre.logrules"),
        (r"L = \mathbb{E}_{x}[f(x)]", "prob.rv.expect"),
        (r"C = A^\top B", "linalg.mat.mul"),
        (r"d = \|x - y\|_2", "linalg.vec.norm"),
        (r"p(x) = \int p(x \mid z) p(z) dz", "prob.cond.cond"),
        (r"g = \frac{\partial L}{\partial w}", "calc.grad.partial"),
        (r"L = \log \det A", "linalg.det.logdet"),
    ],
)
def test_signs_tell_skills(latex: str, skill: str) -> None:
    assert skill in of(latex)


def test_a_neighbourhood_is_no_normal_law() -> None:
    assert "prob.dist.normal" in of(r"p(x) = \mathcal{N}(u, v)")
    assert "prob.dist.normal" not in of(r"y_i = \sum_{j \in \mathcal{N}(i)} |\mathcal{N}(i)| x_j")


def test_at_most_a_handful() -> None:
    long = r"L = \mathbb{E}_x[\log \|A^\top B\|_2 + \sum_i \nabla f(x_i) + \int p(x \mid z) dz + \tanh(y)]"
    assert len(of(long)) == MOST


def test_a_formula_that_was_not_read_has_skills_too() -> None:
    assert skills_of(None, (r"\sum", "_", "{", "i", "}", r"\log", "x")) == (
        "calc.pre.logrules",
        "calc.pre.sums",
    )


def test_every_skill_is_in_the_syllabus() -> None:
    known: set[str] = set()
    for path in sorted(shipped_banks().glob("*/_subject.yaml")):
        known |= {skill["id"] for skill in yaml.safe_load(path.read_text(encoding="utf-8"))["skills"]}
    source = Path(skills.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'"((?:calc|linalg|prob|bayes)\.[a-z0-9]+\.[a-z0-9]+)"', source))
    assert len(named) > 40
    assert named <= known


def test_an_energy_is_no_expectation() -> None:
    assert "prob.rv.expect" not in of(r"p(x) = \exp(-E_\theta(x)) / Z")
    assert "prob.rv.expect" in of(r"p = E_{x}[f(x)]")
