"""NumPy: extremes over candidates, means over draws, and which of the candidates is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.code import drafts
from tests.asked import check
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (r"\theta^* = \arg\min_\theta J(\theta)", "np.argmin(J)", {"J": ["n"]}),
        (r"u^* \in \arg\max_u h(u; z)", "np.argmax(h)", {"h": ["n"]}),
        (
            r"\hat{w} = \arg\min_w C(w) + \lambda R(w)",
            "np.argmin(C1 + lam*R)",
            {"C1": ["n"], "lam": [], "R": ["n"]},
        ),
        (
            r"\hat{w} = \arg\max_w \sum_{i=1}^N \log p(x_i | w)",
            "np.argmax(np.sum(np.log(p), axis=1))",
            {"p": ["n", "m"]},
        ),
        (
            r"\min_w \frac{1}{N} \sum_{i=1}^N g(w; z_i)",
            "np.min(1/g.shape[1]*np.sum(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"\min_w \mathbb{E}_{z \sim p}[g(w, z)]",
            "np.min(np.mean(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"\min_u \max_{\|v\| \leq r} g(u, v)",
            "np.min(np.max(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"\hat{u} = \arg\min_u h(u) + \inf_{v \in A(u)} g(v)",
            "np.argmin(h + np.min(g, axis=1))",
            {"h": ["n"], "g": ["n", "m"]},
        ),
        (
            r"\hat{u} = \arg\max_u \max_{v \in A(u_0)} g(u, v)",
            "np.argmax(np.max(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"Q(s, a) = r(s, a) + \gamma \max_{a'} Q(s', a')",
            "r + gam*np.max(Q)",
            {"r": [], "gam": [], "Q": ["n"]},
        ),
        (r"d = \max_i |u_i - v_i|", "np.max(np.abs(u - v))", {"u": ["n"], "v": ["n"]}),
    ],
)
def test_choices_run_over_candidates(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert draft.proved
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"F = \sum_{i=1}^N (y_i - \max_{j \in S_i} x_j)^2",
        r"\hat{u} = \arg\min_u h(u) + \max_{j \in S(u)} x_j",
    ],
)
def test_entries_chosen_from_sets_that_differ_are_refused(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("formula", "is_clear"),
    [
        (r"J = \mathbb{E}_{\lambda \sim p}[(\lambda - \lambda^*)^2]", True),
        (r"J = \mathbb{E}_{\lambda \sim p}[(\lambda - \lambda^*)^2] + \mathbb{V}_{p}[\lambda]", False),
        (
            r"\mathbb{E}_{\lambda \sim p}[\lambda^2] = \mathbb{E}_{\lambda \sim p}[(\lambda - \lambda^*)^2]",
            False,
        ),
        (r"J = \mathbb{E}_{z \sim q}[\log p(u | z)] - D(q(z), p(z))", True),
    ],
)
def test_draws_that_are_given_decide_nothing_that_is_given_beside_them(
    tmp_path: Path, formula: str, is_clear: bool
) -> None:
    assert bool(made(drafts(paper_of(tmp_path, "", formula)))) == is_clear


def test_what_is_drawn_from_the_chosen_law_is_given_whole(tmp_path: Path) -> None:
    formula = r"\phi^* = \arg\max_\phi \mathbb{E}_{q(z; \phi)}[h(z)]"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert len(answer(draft)["arrays"]) == 1  # type: ignore[arg-type]
    assert "for all candidates $\\phi$ and has shape `(n,)`" in str(draft.exercise["prompt"])


def test_a_prompt_says_what_the_axes_are_and_which_place_is_meant(tmp_path: Path) -> None:
    formula = r"\hat{w} = \arg\min_w \mathbb{E}_{z \sim p}[g(w, z)]"
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert "Let $w$ run over finitely many candidates only, numbered from 0." in prompt
    assert "for all candidates $w$ and draws of $z$" in prompt
    assert "the number of the candidate that is $\\hat{w}$" in prompt


def test_a_map_that_stands_in_indices_alone_is_a_candidate(tmp_path: Path) -> None:
    formula = r"\hat{g} = \arg\max_{g : U \to [0, 1]} \sum_{n=1}^N \log D_g(u_n)"
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert "for all candidates $g$ and $n$" in prompt
    assert "the number of the candidate that is $\\hat{g}$" in prompt


def test_the_smallest_value_is_told_from_its_place(tmp_path: Path) -> None:
    (draft,) = made(drafts(paper_of(tmp_path, "", r"\theta^* = \arg\min_\theta J(\theta)")))
    wrong = draft.exercise["wrong"]
    assert isinstance(wrong, list)
    assert {one["answer"] for one in wrong} == {"np.min(J)", "np.argmax(J)"}


@pytest.mark.parametrize("listed", [r"i = 1, 2", r"i \in \{0, 1\}"])
def test_an_axis_whose_places_are_listed_is_not_of_any_length(tmp_path: Path, listed: str) -> None:
    assert why(drafts(paper_of(tmp_path, "", rf"u_l = \min_{{{listed}}} u_i")))
    assert made(drafts(paper_of(tmp_path, "", r"u_l = \min_{i = 1, \ldots, n} u_i")))


@pytest.mark.parametrize(
    "formula",
    [
        r"\theta^* = \arg\min_\theta J(\phi)",
        r"\theta^* = 2 \arg\min_\theta J(\theta)",
        r"\theta^* = \arg\min_\theta \nabla J(\theta)",
        r"\theta^* = \arg\min_\theta \min_\theta J(\theta)",
    ],
)
def test_what_does_not_depend_on_the_choice_is_refused(tmp_path: Path, formula: str) -> None:
    assert why(drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (
            r"L(\theta) = \mathbb{E}_{x \sim p}[\log p(x) - \log r(x)]",
            "np.mean(np.log(p) - np.log(r))",
            {"p": ["n"], "r": ["n"]},
        ),
        (
            r"\nabla_\theta J(\theta) = \mathbb{E}_{z \sim q_\theta}[f(z) \nabla_\theta \log q_\theta(z)]",
            "np.mean(f[:, None]*grad, axis=0)",
            {"f": ["n"], "grad": ["n", "m"]},
        ),
        (
            r"\nabla_\theta J = \mathbb{E}_{\tau \sim q}[\sum_{t=1}^T R(\tau) \nabla_\theta \log p(a_t)]",
            "np.mean(np.sum(R[:, None, None]*grad, axis=1), axis=0)",
            {"R": ["n"], "grad": ["n", "m", "k"]},
        ),
        (
            r"L(\theta) = \mathbb{E}_{x, \epsilon}[\|\epsilon - g_\theta(x, \epsilon)\|^2]",
            "np.mean(np.linalg.norm(epsilon - g, axis=1)**2)",
            {"epsilon": ["n", "m"], "g": ["n", "m"]},
        ),
        (
            r"L(D) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z \sim q}[\log (1 - D(G(z)))]",
            "np.mean(np.log(D)) + np.mean(np.log(1 - D1))",
            {"D": ["n"], "D1": ["m"]},
        ),
    ],
)
def test_expectations_are_means_over_draws(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert draft.proved
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"L(\theta) = \mathbb{E}_{x \sim p}[(y - g(x))^2]",  # y may be drawn with x
        r"L(\theta) = \mathbb{E}_{z \sim q}[\log p(x) - \log q(z)]",
        r"m = \mathbb{E}_{x \sim p}[g(x) + h(x)]",  # perhaps vectors
        r"L(\theta) = \mathbb{E}_p[\log h(x) - \log g(y)]",
        r"L(\theta) = \mathbb{E}_{x \sim p}[g(x)]",  # nothing to compute
        r"\nabla_\theta J = \mathbb{E}_{x \sim p}[\nabla_\theta g(x) \nabla_\phi h(x)]",
        r"J(\theta) = \mathbb{E}_{x \sim p}[f(x) \nabla_\theta g(x)]",
    ],
)
def test_means_that_leave_something_open_are_refused(tmp_path: Path, formula: str) -> None:
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


def test_a_game_on_the_left_is_the_value_on_the_right(tmp_path: Path) -> None:
    formula = (
        r"\min_G \max_D V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z \sim q}[\log D(G(z))]"
    )
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert "Write $V(D,G)$ in NumPy" in prompt


def test_a_letter_with_an_index_is_another_thing_than_the_letter(tmp_path: Path) -> None:
    formula = r"x_{t+1} = \arg\min_x g(x) + \frac{1}{2 \eta} \|x - x_t\|^2"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {
        "code": "np.argmin(g + 1/(2*eta)*np.linalg.norm(x - xt, axis=1)**2)",
        "arrays": {"g": ["n"], "eta": [], "x": ["n", "m"], "xt": ["m"]},
    }


def test_what_stands_outside_of_a_mean_is_not_drawn(tmp_path: Path) -> None:
    formula = r"L = \mathbb{E}_{q(z | x)}[\log p(x | z)] - \mathrm{KL}(q(z | x) \| p(z))"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": "np.mean(np.log(p)) - KL", "arrays": {"p": ["n"], "KL": []}}


@pytest.mark.parametrize(
    "formula",
    [
        r"w = \max_{\alpha \geq 0} f(w) + \alpha^\top g(w)",  # how far the maximum reaches
        r"s = \max_j \frac{a_j}{\sum_k a_k}",  # one array under two indices
        r"\theta^* = \arg\min_\theta \sum_{i=1}^N \sum_{j=1}^N g(\theta; x_i, x_j)",
        r"d = \max_{i, j} |A_{ij}|",
        r"v = \sup_f f(x) - \tilde{f}(y)",  # the second may be made of the first
    ],
)
def test_choices_that_may_be_meant_otherwise_are_refused(tmp_path: Path, formula: str) -> None:
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"\nabla_\theta J(\theta) = \nabla_\theta \mathbb{E}_{x \sim p}[f(x)]",
        r"w_i = P(u_i = \max_j u_j)",
    ],
)
def test_what_is_given_whole_holds_no_letters_of_axes(tmp_path: Path, formula: str) -> None:
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


def test_of_entries_the_place_is_asked_for(tmp_path: Path) -> None:
    prompt = str(only(drafts(paper_of(tmp_path, "", r"j^* = \arg\max_i u_i"))).exercise["prompt"])
    assert "Places are counted from 0." in prompt
    assert "Write the place that is $j^{*}$ in NumPy" in prompt


@pytest.mark.parametrize(
    ("formula", "given"),
    [
        (r"\hat{z} = \arg\max_z p(z \mid x) = \arg\max_z \log p(z \mid x)", "np.argmax(np.log(p))"),
        (r"q(z) = \prod_{i=1}^N q(z_i; v_i)", "np.exp(np.sum(np.log(q)))"),
    ],
)
def test_values_of_laws_have_logarithms(tmp_path: Path, formula: str, given: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    name = given[given.rindex("(") + 1 :].rstrip(")")
    assert draft.exercise["assume"] == [f"{name} > 0"]
    assert problems([draft]) == []
    assert check({**answer(draft), "assume": draft.exercise["assume"]}, given).verdict == "correct"


def test_a_place_is_searched_among_numbers_only(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\hat{u} = \arg\max_u \sum_{i=1}^n \log(1 + u (w_i - 1))")))
    product = "np.argmax(np.prod(1 + u[:, None]*(w - 1), axis=1))"
    stated = {"vars": draft.exercise["vars"], "assume": draft.exercise["assume"]}
    assert check({**answer(draft), **stated}, product).verdict == "correct"
    assert "has no value" in why(drafts(paper_of(tmp_path, "", r"\hat{u} = \arg\min_u \sqrt{g(u) - 2}")))


@pytest.mark.parametrize(
    ("words", "formula", "is_made"),
    [
        (r"Let $x \in \mathbb{C}^d$ and $y \in \mathbb{C}^d$.", r"s = \langle x, y \rangle", False),
        (
            r"Let $x, y \in F^d$ with $F \in \{\mathbb{R}, \mathbb{C}\}$.",
            r"s = \langle \mathbf{x}, \mathbf{y} \rangle",
            False,
        ),
        (r"Let $x \in \mathbb{R}^d$ and $y \in \mathbb{R}^d$.", r"s = \langle x, y \rangle", True),
        (r"Let $f \in \mathbb{C}^d$.", r"s = \sup_{f, g} \langle f, g \rangle_H", True),
    ],
)
def test_an_inner_product_of_complex_vectors_is_given_whole(
    tmp_path: Path, words: str, formula: str, is_made: bool
) -> None:
    assert bool(made(drafts(paper_of(tmp_path, words, formula)))) == is_made


def test_a_scale_may_stand_before_an_extremum_or_inside_of_it(tmp_path: Path) -> None:
    formula = r"u_i = \exp(-\min_j \|\mathbf{g}_i - \mathbf{b}_j\| / \sigma_u)"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    outside = "np.exp(-np.min(np.linalg.norm(g - b, axis=1))/sigmau)"
    assert check({**answer(draft), "assume": draft.exercise["assume"]}, outside).verdict == "correct"


def test_a_place_on_the_left_is_named_whole(tmp_path: Path) -> None:
    formula = r"\arg\min_w F(w) = \arg\min_w G(w)"
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert r"the number of the candidate that is $\argmin_{w}F(w)$" in prompt


def test_candidates_satisfy_what_the_problem_demands(tmp_path: Path) -> None:
    formula = r"\min_{u, v} \|u - b\|_2^2 + \|v\|_1 \quad \text{s.t.} \quad u = v"
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert "All of them satisfy $u=v$." in prompt


@pytest.mark.parametrize(
    ("below", "named"),
    [
        (r"u \in U, w \in W", "(u, w)"),
        (r"u \in [0, 1], w, z \in W, \|w\| = 1", "(u, w, z)"),
        (r"u \in U, u \geq b", "u"),
    ],
)
def test_everything_that_is_chosen_is_named(tmp_path: Path, below: str, named: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", rf"y = \sup_{{{below}}} f(u, w, z)")))
    assert f"Let ${named}$ run over" in str(draft.exercise["prompt"])


@pytest.mark.parametrize("law", [r"\pi_\theta", r"p_g"])
def test_a_mean_over_the_law_that_is_chosen_is_given_for_every_candidate(tmp_path: Path, law: str) -> None:
    formula = rf"J = \max_{{{law}}} \mathbb{{E}}_{{y \sim {law}(y | x)}}[r(x, y)] - c"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": "np.max(E1) - c", "arrays": {"E1": ["n"], "c": []}}


def test_a_pair_is_not_the_place_of_one_search(tmp_path: Path) -> None:
    assert made(drafts(paper_of(tmp_path, "", r"(a^*, b^*) = \arg\min_a \max_b E(a, b)"))) == []
    assert made(drafts(paper_of(tmp_path, "", r"(a^*, b^*) = \arg\min_{a, b} E(a, b)"))) != []
