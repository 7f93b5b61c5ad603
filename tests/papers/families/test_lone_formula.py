r"""A formula without a paper: read as people paste it, and told which moves it has the form of."""

from __future__ import annotations

import pytest

from drill.papers import match_pasted_formula, shipped_families
from tests.rows import each_row

# As it is pasted; the families whose form it has, the most telling first.
PASTED = (
    ("softmax(q k^T / sqrt(d)) v", "attention"),
    (r"\displaystyle\mathrm{Attention}(Q,K,V)=\mathrm{softmax}(\frac{QK^{T}}{\sqrt{d_{k}}})V", "attention"),
    ("Attention(Q,K,V) = softmax(QKᵀ/√dₖ)V", "attention"),
    (r"$$p_i = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}$$", "softmax"),
    (r"p\_i = \frac{e^{z\_i}}{\sum\_j e^{z\_j}}", "softmax"),
    (r"\( \theta_{t+1} = \theta_t - \eta \nabla L(\theta_t) \)", "gradient-step"),
    ("w = w - lr * grad L(w)", "gradient-step"),
    ("> \\[ \\mathcal{L} = -\\sum_i y_i \\log \\hat{y}_i \\]", "cross-entropy"),
    (
        r"\begin{align} m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t \\"
        r" v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \end{align}",
        "moving-average",
    ),
    (
        r"\begin{equation}\label{eq:elbo} \log p(x) \geq \mathbb{E}_{q(z|x)}[\log p(x|z)] -"
        r" D_{KL}(q(z|x) \| p(z)), \end{equation}",
        "evidence-lower-bound",
    ),
    ("```math\n\\frac{1}{1+e^{-x}}\n```", "sigmoid"),
    ("sigma(x) = 1/(1+exp(-x)).", "sigmoid"),
    (r"We minimise the loss \(L = \|y - f(x)\|^2\), where f is a network.", "squared-loss"),
    (r"(X^T X + lambda I)^(-1) X^T y", "ridge-regression"),
    (r"K = P H^T (H P H^T + R)^{-1}", "kalman-gain"),
    (
        r"\nabla_\theta J = \mathbb{E}_\tau[\sum_t \nabla_\theta \log \pi_\theta(a_t|s_t) A_t]",
        "score-function",
    ),
    (r"G_t = \sum_{k=0}^\infty \gamma^k R_{t+k+1}", "discounted-return"),
    (r"Q(s,a) \leftarrow Q(s,a) + \alpha [r + \gamma \max_{a'} Q(s',a') - Q(s,a)]", "temporal-difference"),
    (r"p(\theta|D) = \frac{p(D|\theta)p(\theta)}{p(D)}", "bayes-rule"),
    (r"-E[log sigma(a - b)]", "pairwise-logistic"),
    (r"h_t = f_t ⊙ h_{t-1} + i_t ⊙ g_t", "gated-memory"),
    ("E[(x-mu)^2] &lt; eps \\max(0, x)", "rectifier"),
)
# Too little is fixed in their spellings; with the letters of textbooks it is enough.
BY_LETTERS = (
    ("W_0 + BA", "low-rank-adapter", "c + d f"),
    (r"z = \mu + \sigma \odot \epsilon", "reparameterisation", r"z = a + b \odot c"),
    (r"U \Sigma V^\top", "singular-value-decomposition", r"A B C^\top"),
    (r"\frac{x - \mu}{\sigma}", "standardisation", r"\frac{a - b}{c}"),
)


@each_row("text, family", PASTED)
def test_what_people_paste_is_read_and_has_the_form_of_its_move(text: str, family: str) -> None:
    forms = match_pasted_formula(text, shipped_families())
    assert forms.unread == ()
    assert next(move.family for move in forms.moves) == family


@each_row("text, family, other", BY_LETTERS)
def test_a_plain_form_counts_with_the_usual_letters_only(text: str, family: str, other: str) -> None:
    assert next(move.family for move in match_pasted_formula(text, shipped_families()).moves) == family
    assert match_pasted_formula(other, shipped_families()).moves == ()


@pytest.mark.parametrize(
    "text",
    [
        "a + b", "E = mc^2", "y = a x + b", "x", r"\frac{a}{b}", "3 + 4",
        # a squared distance, a ratio with a root or a power: too many moves are written so
        r"D = \|x - W y\|^2", r"\|u - v\|^2 + c d^2", r"\frac{D^2}{2 \eta}", r"\alpha \frac{c}{\sqrt{c^2}}",
        r"N^2 d^2 M^{-1}",
    ],
)  # fmt: skip
def test_what_says_nothing_is_read_and_no_more(text: str) -> None:
    forms = match_pasted_formula(text, shipped_families())
    assert (len(forms.read), forms.unread, forms.moves) == (1, (), ())


def test_a_word_around_a_formula_is_a_witness_of_a_plain_form() -> None:
    moves = match_pasted_formula(
        r"The low-rank approximation minimises $\|A - U\|^2$.", shipped_families()
    ).moves
    assert [(move.family, move.word) for move in moves] == [("low-rank-factors", "low-rank approximation")]


@pytest.mark.parametrize(
    "text",
    [
        r"\log p(z) = \log q(z) - \sum_i \log \det | \frac{\partial f}{\partial z} |",
        r"E_q[\log p(x, z)] - E_q[\log q(z)]",
    ],
)
def test_no_role_is_played_by_a_logarithm_or_an_exponential(text: str) -> None:
    moves = match_pasted_formula(text, shipped_families()).moves
    assert all(latex and latex not in (r"\log", r"\det") for move in moves for latex in move.roles.values())
    assert not {move.family for move in moves} & {"cross-entropy", "optimal-transport"}


def test_a_known_function_plays_a_role_by_its_name() -> None:
    (match, *_) = match_pasted_formula(r"h = \tanh(W x + b)", shipped_families()).moves
    assert "" not in match.roles.values()


@pytest.mark.parametrize("latex", [r"\mathbb{E}\|x - y - z\|^2", r"\mathbb{E}\|(x - y) - z\|_1"])
def test_terms_of_a_longer_sum_play_no_role(latex: str) -> None:
    moves = match_pasted_formula(latex, shipped_families()).moves
    assert {move.family for move in moves} & {"squared-loss", "absolute-loss"}
    assert not any(move.roles for move in moves)


def test_no_side_of_a_squared_difference_is_called_the_prediction() -> None:
    moves = match_pasted_formula(r"\mathbb{E}\|h(x) - y\|^2", shipped_families()).moves
    roles = next(move.roles for move in moves if move.family == "squared-loss")
    assert {*roles} == {"one side of the difference", "the other side"}


def test_the_letters_are_told_by_the_words_of_the_roles() -> None:
    (move,) = match_pasted_formula(r"\frac{e^{z_i/T}}{\sum_j e^{z_j/T}}", shipped_families()).moves
    assert (move.title, dict(move.roles)) == ("Softmax", {"the logits": "z_{i}", "the temperature": "T"})
    assert move.word == ""


@each_row(
    "text, shown, said",
    (
        (r"\frac{x", "{x", "a brace is open here: a } is missing, at column 6"),
        (r"\frac{1}{2} + )", "+)", "this ) closes nothing"),
        ("(" * 50 + "x" + ")" * 50, "(((", "brackets are nested too deeply"),
        ("{" * 60 + "x" + "}" * 60 + r"\alpha", "{{{", "nesting too deep"),
        ("x " * 1_600, "x x x", "formula too long"),
    ),
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, shown: str, said: str) -> None:
    forms = match_pasted_formula(text, shipped_families())
    (unread,) = forms.unread
    assert forms.read == forms.moves == ()
    assert shown in unread.latex, unread
    assert said in unread.message, unread


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "$$",
        "$ $",
        "\\[",
        "\x1b[31m\x07",
        "\\",
        "^",
        "&",
        "%" * 40,
        "\\begin{align}",
        "$x$ $y",
        "≠" * 99,
    ],
)
def test_any_text_is_answered(text: str) -> None:
    forms = match_pasted_formula(text, shipped_families())
    told = " ".join((*forms.read, *(part.latex + part.message for part in forms.unread)))
    assert "\x1b" not in told
    assert "\x07" not in told


@pytest.mark.parametrize(
    ("text", "family", "is_found"),
    [
        (r"\min(a, b)", "optimal-transport", False),
        (r"\min_P \langle C, P \rangle", "optimal-transport", True),
        (r"c(x, y) = (f(x), f(y))", "feature-kernel", False),
        (r"c(x, y) = \langle f(x), f(y) \rangle", "feature-kernel", True),
        (r"\min(r A, \text{clip}(r, 1 \pm \epsilon) A)", "clipped-objective", True),
        (r"\min(r A, \text{clip}(r, 1 \pm \epsilon) A)", "optimal-transport", False),
    ],
)
def test_a_pair_is_no_inner_product_and_either_sign_is_both_ends(
    text: str, family: str, is_found: bool
) -> None:
    moves = match_pasted_formula(text, shipped_families()).moves
    assert (family in {move.family for move in moves}) is is_found
