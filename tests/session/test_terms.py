"""Terms find what trains them, however they are written."""

from __future__ import annotations

import pytest

from drill.gyr.events import SkillId
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


@pytest.mark.parametrize(
    ("question", "skill"),
    [
        ("How is the Hessian used in Optimal Brain Damage?", "Hessian matrix"),
        ("what is the reparameterization trick", "Reparameterised gradients"),
        ("why does the KL divergence appear here?", "KL divergence, asymmetry, non-negativity"),
        ("what is a Taylor expansion?", "Taylor polynomial at a point"),
        ("why is the gradient of the log-determinant the inverse?",
         "Derivatives of a log-determinant and of an inverse"),
        ("what is importance sampling and why unbiased", "Importance sampling and self-normalised weights"),
        ("why is there a temperature in the softmax", "Temperature and scaling inside softmax and sigmoid"),
        ("what is attention?", "One attention head by hand"),
        ("what is the derivative of sigmoid", "Sigmoid derivative and symmetry"),
    ],
)  # fmt: skip
def test_a_question_has_the_skill_that_answers_it_first(terms: Terms, question: str, skill: str) -> None:
    first = next(iter(terms.rank_answers(question, ())))
    assert shipped_catalogue().skills[SkillId(first)].title == skill


@pytest.mark.parametrize(
    "question",
    [
        "why is minimizing the expected KL the same as maximizing E log q", "what is ||theta||_0",
        "amortized inference, wake-sleep", "how does this relate to Optimal Brain Damage",
        "what does the U-Net do with the time step", "what is the optimal number of layers",
        "why do they use a prior here and not data", "how large is the step in time between two frames",
        "which data set do they train on?", "what does neuron removal mean for brain science",
        "why does the model work so well in practice", "what does the prior step optimise",
        "what is the limit of their approach?", "how many GPUs does the training take",
        "what does this mean?", "why predict the noise instead of the mean?",
    ],
)  # fmt: skip
def test_everyday_words_alone_answer_no_question(terms: Terms, question: str) -> None:
    assert terms.rank_answers(question, ()) == ()
