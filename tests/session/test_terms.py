"""Terms find what trains them, however they are written."""

from __future__ import annotations

import pytest

from drill.session.titles import Terms
from tests.homes import shipped_catalogue


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms(shipped_catalogue())


@pytest.mark.parametrize(
    ("term", "skill"),
    [
        ("KL divergence", "prob.info.kl"), ("Kullback–Leibler divergence", "prob.info.kl"),
        ("why is the KL divergence not symmetric?", "prob.info.kl"), ("Jensen", "calc.ext.jensen"),
        ("what does Jensen’s inequality say", "calc.ext.jensen"), ("cross-entropy", "prob.reg.ce"),
        ("Jacobian", "calc.jac.jacobian"), ("Jacobians", "calc.jac.jacobian"),
        ("Fisher information", "prob.est.fisher"), ("Bayes' theorem", "prob.cond.bayes"),
        ("eigenvalues", "linalg.eig.compute"), ("chain rule", "calc.chain.basic"),
        ("momentum", "calc.optim.momentum"), ("Adam", "calc.optim.adam"),
        ("the Adam update", "calc.optim.adam"), ("layer normalization", "calc.jac.normlayer"),
        ("layer normalisation", "calc.jac.normlayer"), ("dropout", "prob.net.dropnoise"),
        ("softmax", "calc.pre.lse"), ("SVD", "linalg.svd.compute"), ("gradient descent", "calc.opt.gd"),
        ("evidence lower bound", "bayes.var.elbo"), ("reparameterization trick", "bayes.var.reparam"),
    ],
)  # fmt: skip
def test_the_usual_terms_find_their_skills(terms: Terms, term: str, skill: str) -> None:
    assert skill in terms.skills(term)


@pytest.mark.parametrize("term", ["quantum chromodynamics", "", "what is it?", "\x1b[31m"])
def test_what_no_bank_has_finds_nothing(terms: Terms, term: str) -> None:
    assert terms.skills(term) == ()


def test_names_in_a_sentence_are_the_longest(terms: Terms) -> None:
    found = dict(terms.named_in("We follow the evidence lower bound, and Adam, of others"))
    assert set(found) == {"evidence lower bound", "adam"}
