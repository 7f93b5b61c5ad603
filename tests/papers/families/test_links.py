"""Families' files, their faults, and the links from a paper's formulas to skills."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drill.papers import (
    AlgorithmRow,
    CaptionRow,
    Family,
    FamilyMatch,
    FamilyRow,
    FormulaRow,
    Paper,
    check_told_moves,
    index_words,
    list_words,
    match_families,
    paper_of,
    parse_paper,
    parse_sheet,
    print_paper,
    read_family,
    read_sheet,
    shipped_families,
    stands_in,
)

AVERAGE = """family: average
title: Moving average
match:
- m_t = w m_{t-1} + (1 - w) x
- latex: x + w (m - x)
  commute: yes
guards:
  words: [average, momentum]
  differ: [[m, x]]
  free: [[w, x]]
  letters: w
roles:
  w: {name: the weight}
  m: {name: the average}
  x: {name: the new value}
drills: [calc.ser.ema]
"""


def read(text: str) -> Family:
    family, faults = read_family(text.encode(), "average.yaml")
    assert family is not None, faults
    return family


def links_of(formula: str, before: str = "", family: str = AVERAGE) -> list[FamilyMatch]:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    return list(match_families(paper_of(sheet).lines, sheet, [read(family)], with_refused=True))


def test_a_form_with_a_word_beside_it_is_a_link() -> None:
    [match] = links_of(r"m_t = \beta m_{t-1} + (1-\beta) g_t", "We keep moving averages of the gradient.")
    assert (match.family, match.word, match.refused) == ("average", "average", "")
    assert match.drills == ("calc.ser.ema",)
    assert match.roles == {"w": r"\beta", "m": "m_{t}", "x": "g_{t}"}


@pytest.mark.parametrize(
    ("formula", "before", "refused"),
    [
        (r"m_t = \beta m_{t-1} + (1-\beta) g_t", "We update it.", "none of these words is near"),
        (r"m_t = \beta m_{t-1} + (1-\beta) f(\beta)", "An average.", "w and x share a name"),
        (r"m_t = f(x) m_{t-1} + (1-f(x)) g", "An average.", "w is more than one name"),
    ],
)
def test_a_guard_refuses_and_says_why(formula: str, before: str, refused: str) -> None:
    [match] = links_of(formula, before)
    assert refused in match.refused


@pytest.mark.parametrize(
    ("before", "is_found"),
    [
        ("We use an EMA of the gradient.", True),
        ("We keep two EMAs.", True),
        ("The ema of it.", False),
        ("In cinEMAs.", False),
    ],
)
def test_a_word_in_capitals_is_found_in_capitals(before: str, is_found: bool) -> None:
    family = AVERAGE.replace("words: [average, momentum]", "words: [EMA]")
    formula = r"m_t = \beta m_{t-1} + (1-\beta) g_t"
    assert bool(links_of(formula, before, family=family)[0].refused) is not is_found


_MODE = r"\hat x = \argmax_x \{\ln P(y|x) + \ln P(x|w)\}"


@pytest.mark.parametrize(
    ("formula", "before", "family"),
    [
        (r"\hat x = \argmax_x \ln P(y|x)", "By maximum likelihood,", "maximum-likelihood"),
        (
            r"\hat x = \argmax_x \ln P(y|x)",
            "The mapping is fitted by maximum likelihood:",
            "maximum-likelihood",
        ),
        (r"\hat x = \argmax_x \ln P(y; x)", "With maximum likelihood in the MAP framework,", ""),
        (r"\hat x = \argmax_x \ln P(y|x)", "The likelihood estimate under a flat prior:", ""),
        (r"\hat x = \argmax_x \ln P(x|y)", "Maximum likelihood and the posterior:", ""),
        (r"\hat x = \argmax_x \ln P(f(x))", "By maximum likelihood,", ""),
        (_MODE, "With maximum likelihood in the MAP framework,", "posterior-mode"),
    ],
)
def test_a_likelihood_beside_a_prior_is_a_posterior(formula: str, before: str, family: str) -> None:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    found = {match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())}
    assert found & {"maximum-likelihood", "posterior-mode"} == ({family} if family else set())


@pytest.mark.parametrize(
    ("formula", "before", "family"),
    [
        (
            r"\log p(x) = \log p(z) - \sum_i \log \det | J_i |",
            "The flow is invertible:",
            "change-of-variables",
        ),
        (r"L = E_q[\log p(t, x)] - E_q[\log q(t)]", "The lower bound is:", "evidence-lower-bound"),
        (r"T = \mathbb{E}[r^\top H r]", "The trace of the Hessian can be estimated:", "trace-estimate"),
        (r"T = \mathbb{E}[r^\top H r]", "The expected cost is:", ""),
        (r"s = \max(x - w/2, 0)", "This is soft-thresholding:", "soft-threshold"),
        (r"e = a + \sqrt{\frac{L^2 \log(1/g)}{2 n}}", "With probability at least g:", "hoeffding-bound"),
        (r"g = \frac{1}{n} \sum_i x_i + \frac{1}{n} \sum_i y_i", "We add exploration:", ""),
    ],
)
def test_a_move_is_found_as_papers_spell_it(formula: str, before: str, family: str) -> None:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    found = {match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())}
    looked_for = {"change-of-variables", "evidence-lower-bound", "trace-estimate", "soft-threshold"}
    looked_for |= {"hoeffding-bound", "upper-confidence-bound"}
    assert found & looked_for == ({family} if family else set())


@pytest.mark.parametrize(
    ("formula", "before", "family"),
    [
        # a word that means something else, and a root of a number
        (r"M = \mathbb{E}[(f - y)^2]", "The implicit bias of gradient descent:", ""),
        (r"M = \mathbb{E}[(\hat{w} - w)^2]", "The error of an estimator:", "bias-variance"),
        (r"g < \epsilon^{-1/2} \epsilon c", "We take the square root:", ""),
        (r"z = S^{-1/2} (x - m)", "We use whitening:", "whitening"),
        (r"\operatorname{LN}(x) = g \odot \frac{x - m}{\sqrt{s^2 + e}} + b", "Features are normalised:",
         "standardisation"),
        (r"A_i = \frac{r_i - m}{s + e}", "With a normalised advantage:", "normalised-advantage"),
        (r"J = \mathbb{E}[r] - b \mathbb{E}[D_{KL}(p \| q)]", "The objective has a penalty:",
         "kl-regularised-objective"),
    ],
)  # fmt: skip
def test_a_link_needs_a_word_that_says_what_it_is(formula: str, before: str, family: str) -> None:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    found = {match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())}
    looked_for = {"bias-variance", "whitening", "standardisation", "normalised-advantage"}
    assert found & {*looked_for, "kl-regularised-objective"} == ({family} if family else set())


@pytest.mark.parametrize(
    ("steps", "caption", "is_linked"),
    [
        (["Parameters: momentum $\\beta$", r"$m_t = \beta m_{t-1} + (1 - \beta) g_t$"], "A method", True),
        ([r"$m_t = \beta m_{t-1} + (1 - \beta) g_t$"], "SGD with momentum", True),
        (["Parameters: momentum $\\beta$", "Update $m_t$ by equation (7)"], "A method", True),
        (["Parameters: momentum $\\beta$", "Update $m_t$ by equation (8)"], "A method", False),
        (["Sample $x$"], "SGD with momentum", False),
    ],
)
def test_words_of_the_box_that_holds_a_formula_count(
    steps: list[str], caption: str, *, is_linked: bool
) -> None:
    sheet = parse_sheet(
        "title: T\nformulas:\n- {latex: 'm_t = \\beta m_{t-1} + (1 - \\beta) g_t', number: '7'}\n", "t"
    )
    paper = replace(sheet, algorithms=(AlgorithmRow("a1", tuple(steps), caption=caption),))
    assert bool([*match_families(paper_of(paper).lines, paper, [read(AVERAGE)])]) is is_linked


@pytest.mark.parametrize("number", ["7", "8"])
def test_words_of_a_caption_that_names_a_formula_count(number: str) -> None:
    sheet = parse_sheet(
        "title: T\nformulas:\n- {latex: 'm_t = \\beta m_{t-1} + (1 - \\beta) g_t', number: '7'}\n", "t"
    )
    caption = CaptionRow("c1", "figure", f"The average of equation ({number}) over time.")
    paper = replace(sheet, captions=(caption,))
    assert bool([*match_families(paper_of(paper).lines, paper, [read(AVERAGE)])]) is (number == "7")


@pytest.mark.parametrize(
    ("formula", "before", "family"),
    [
        (r"Q(s, a) = c(s, a) + \mathbb{E}_{u \sim P}[Q(u, b)]", "In the MDP,", "bellman-equation"),
        (r"l = \sum_t \frac{p(a|s; t)}{p(a|s; u)} Q(s, a)", "By importance weights:", "importance-ratio"),
        (r"l = \sum_t \frac{p(a|s; t)}{p(a|s; u)} Q(s, a)", "It is:", ""),
        (r"l = \frac{\nabla p(a|s; t)}{p(a|s; u)} Q(s, a)", "The policy gradient:", "policy-loss"),
        (
            r"p = \frac{q[i] \exp(-e g[i])}{\sum_j q[j] \exp(-e g[j])}",
            "Exponential gradient descent:",
            "exponentiated-gradient",
        ),
        (r"L = -\sum_v p(v | q, a) \log r(v | q, a)", "The next-token distribution:", "cross-entropy"),
        (
            r"L = \mathbb{E}[\log p(x|b) + \log p(b) - \log q(b|x)]",
            "The evidence lower bound:",
            "evidence-lower-bound",
        ),
        (
            r"g = \frac{\partial f}{\partial T} \frac{\partial T}{\partial a}",
            "By reparameterization:",
            "reparameterisation",
        ),
        (r"m \leftarrow d m + (1 - d) c", "The old policy is updated:", "moving-average"),
        (r"v_{t+1} = m v_t + g", "With momentum:", "heavy-ball"),
        (
            r"\begin{pmatrix} u_{t+1} \\ v_{t+1}\end{pmatrix} = B \begin{pmatrix}u_t \\ v_t\end{pmatrix} + g",
            "With momentum:",
            "",
        ),
    ],
)
def test_a_move_of_reinforcement_and_inference_is_found(formula: str, before: str, family: str) -> None:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    found = {match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())}
    looked_for = {
        "bellman-equation",
        "importance-ratio",
        "policy-loss",
        "exponentiated-gradient",
        "heavy-ball",
    }
    looked_for |= {"cross-entropy", "evidence-lower-bound", "reparameterisation", "moving-average"}
    assert found & looked_for == ({family} if family else set())


@pytest.mark.parametrize(
    ("formula", "family", "is_linked"),
    [
        (r"\mathcal{L}(\theta) = \|f(x) - y\|^2", "squared-loss", True),
        (r"\mathrm{loss}(x) = \|f(x) - y\|^2", "squared-loss", True),
        (r"d(x, y) = \|f(x) - y\|^2", "squared-loss", False),
        (r"v^+ = \gamma v + (1 - \gamma) u", "moving-average", True),
        (r"v^+ = \gamma w + (1 - \gamma) u", "moving-average", False),
    ],
)
def test_a_left_side_says_what_is_set(formula: str, family: str, *, is_linked: bool) -> None:
    before = "A moving average." if family == "moving-average" else ""
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    found = match_families(paper_of(sheet).lines, sheet, shipped_families())
    assert (family in {match.family for match in found}) is is_linked


@pytest.mark.parametrize(
    ("formula", "refused"),
    [
        (r"m_t = \beta m_{t-1} + (1-\beta) g_t", ""),
        (r"m_t = \beta m_{t-1} + (1-\beta) \min_i g_i", r"x has \min"),
        (r"m_t = \beta m_{t-1} + (1-\beta) (g - \min_i g_i)", r"x has \min"),
        (r"m_t = \beta m_{t-1} + (1-\beta) g_{\min}", r"x has \min"),
        (r"m_t = \beta m_{t-1} + (1-\beta) g_{\text{min}}", r"x has \min"),
        (r"m_t = \bar\beta m_{t-1} + (1-\bar\beta) g_t", r"w has \bar"),
        (r"m_t = \beta m_{t-1} + (1-\beta) \bar g_t", ""),
        (r"m_t = \beta m_{t-1} + (1-\beta) \max_i g_i", ""),
    ],
)
def test_a_role_is_without_what_its_guard_names(formula: str, refused: str) -> None:
    family = read(AVERAGE.replace("letters: w", "without: {x: [\\min], w: [\\bar]}"))
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: An average.\n", "t")
    [match] = match_families(paper_of(sheet).lines, sheet, [family], with_refused=True)
    assert match.refused == refused


def find_shipped(formula: str, before: str) -> dict[str, FamilyMatch]:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: {before}\n", "t")
    matches = match_families(paper_of(sheet).lines, sheet, shipped_families())
    return {match.family: match for match in matches}


def test_shipped_families_leave_out_what_only_looks_like_their_move() -> None:
    scaled = r"z = \frac{Q - \min_a Q}{\max_a Q - \min_a Q}"
    assert "standardisation" not in find_shipped(scaled, "We normalise the values.")
    assert "standardisation" in find_shipped(
        r"z = \frac{x - \mu}{\sigma}", "Layer normalisation of the activations."
    )
    improvement = r"a = \lambda \Phi(\lambda) + \phi(\lambda)"
    assert "upper-confidence-bound" not in find_shipped(improvement, "The acquisition function.")
    state = r"h_t = \bar A \odot h_{t-1} + \bar B \odot u_t"
    assert [*find_shipped(state, "A recurrent state space model with gates.")] == ["linear-recurrence"]
    cell = r"c_t = f_t \odot c_{t-1} + i_t \odot \bar c_t"
    assert "gated-memory" in find_shipped(cell, "The gates of an LSTM.")


def test_an_estimate_of_the_advantage_and_a_return_have_their_own_skills() -> None:
    plain = find_shipped(r"G = \sum_{t=0}^T \gamma^t r_t", "The discounted return.")
    assert plain["discounted-return"].drills == ("prob.proc.returns", "calc.ser.geom")
    assert "generalised-advantage" not in plain
    advantage = r"A_t = \sum_{l=0}^\infty (\gamma \lambda)^l \delta_{t+l}"
    estimate = find_shipped(advantage, "The generalised advantage estimate (GAE).")
    assert estimate["generalised-advantage"].drills == ("prob.proc.gae",)
    assert "discounted-return" not in estimate


def test_a_row_keeps_which_exercise_comes_first() -> None:
    [family] = [family for family in shipped_families() if family.family == "entropy"]
    match = find_shipped(r"H = -\sum_i p_i \log p_i", "The entropy.")["entropy"]
    row = match.describe(family)
    assert row.first == {"prob.info.entropy": "surprise-of-three-tokens"}
    formula = FormulaRow("f", "H", families=(row,))
    assert parse_paper(print_paper(Paper("x", "X", formulas=(formula,)))).formulas[0].families == (row,)


@pytest.mark.parametrize(
    ("text", "word", "is_there"),
    [
        ("Momentum averages gradients", "average", True),
        ("the averaging of gradients", "average", True),
        ("a decaying buffer", "decay", True),
        ("policies", "policy", True),
        ("off-policy samples", "off-policy", True),
        ("the old and the new policy", "old policy", False),
        ("overage", "average", False),
        ("averageness", "average", False),
        ("the gainful", "gain", False),
        ("", "gain", False),
        ("so it is", "Itô", False),
        ("by Itô's lemma", "Itô", True),
        ("gradients of a policy", "policy gradient", False),
        ("a policy gradients' bound", "policy gradient", True),
    ],
)
def test_words_are_whole_and_in_any_form(text: str, word: str, *, is_there: bool) -> None:
    assert stands_in(index_words(list_words(text)), word) is is_there


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("m_t = w m_{t-1} + (1 - w) x", r"m_t = \frac{w", (4, 3), "a } is missing"),
        ("roles:", "roles:\n  y: {name: another}", (13, 6), "y occurs in no spelling"),
        (
            "m_t = w m_{t-1} + (1 - w) x",
            "m_t = w m_{t-1} + (1 - w) x + y",
            (4, 3),
            "y is not one of the roles",
        ),
        ("m_t = w m_{t-1} + (1 - w) x", r"\max_{x_{m} \leq \log w} x", (4, 3), "would never be found"),
        ("m_t = w m_{t-1} + (1 - w) x", "'a = b, c = d'", (4, 3), "one statement is expected"),
        ("words: [average, momentum]", "words: [average, '']", (8, 20), "empty"),
        ("words: [average, momentum]", "words: []", (8, 10), "words"),
        ("words: [average, momentum]", "words: [average, '--']", (8, 20), "-- has no letter"),
        ("differ: [[m, x]]", "differ: [[m, y]]", (9, 12), "y is not one of the roles"),
        ("name: the weight}", "name: the weight, is: scalar}", (13, 29), "scalar"),
        ("family: average", "family: other", (1, 9), "the file is average.yaml"),
        ("drills: [calc.ser.ema]", "drills: [EMA]", (16, 10), "the id of a skill"),
        ("drills: [calc.ser.ema]", "", (1, 1), "drills"),
        (
            "drills:",
            "first: {calc.ser.geom: a-sum}\ndrills:",
            (16, 24),
            "calc.ser.geom is not one of the drills",
        ),
        ("drills:", "first: {calc.ser.ema: A sum}\ndrills:", (16, 23), "the id of an exercise"),
        ("letters: w", "without: {y: [mean]}", (11, 16), "y is not one of the roles"),
        ("title: Moving average", "titel: Moving average", (2, 1), "titel"),
    ],
)
def test_a_fault_says_where_it_stands(old: str, new: str, place: tuple[int, int], message: str) -> None:
    family, faults = read_family(AVERAGE.replace(old, new).encode(), "average.yaml")
    assert family is None
    told = [
        (fault.path, fault.line, fault.column, f"{fault.field} {fault.message} {fault.hint}")
        for fault in faults
    ]
    assert any(
        message in text and (path, line, column) == ("average.yaml", *place)
        for path, line, column, text in told
    ), told


def test_the_families_that_come_with_the_program_are_sound() -> None:
    folder = Path(__file__).parents[3] / "drill" / "papers" / "families"
    for path in sorted(folder.glob("*.yaml")):
        family, faults = read_family(path.read_bytes(), path.name)
        assert family is not None, [str(fault) for fault in faults]
    assert [family.family for family in shipped_families()] == sorted(
        path.stem for path in folder.glob("*.yaml")
    )


def test_a_record_that_keeps_families_is_read_again() -> None:
    found = FamilyRow("softmax", "Softmax", ("calc.act.temper",), "s", {"the logits": "z"}, "softmax")
    record = Paper("small", formulas=(FormulaRow("f1", "y = a + b", families=(found,)),))
    assert [line.formula.families for line in paper_of(record).lines] == [(found,)]


def test_a_word_two_sentences_away_is_near_and_one_beyond_is_not(tmp_path: Path) -> None:
    path = tmp_path / "main.tex"
    shown = r"\[ m_t = \beta m_{t-1} + (1 - \beta) g_t \]"
    for before, is_near in (
        ("We keep an average. Then we step:", True),
        ("We keep an average. It is cheap. Then we step:", False),
        (f"We keep an average {'of it ' * 80}. Then we step:", False),
    ):
        path.write_text(rf"\documentclass{{article}}\begin{{document}} {before} {shown} \end{{document}}")
        sheet = read_sheet(path)
        assert sheet.formulas[0].before == "Then we step:"
        assert bool([*match_families(paper_of(sheet).lines, sheet, [read(AVERAGE)])]) is is_near


_EMA = r"m_t = \beta m_{t-1} + (1-\beta) g_t"
_PLAIN = r"y = a + b (c - a)"
_READ_AS_AVERAGE = AVERAGE.replace("  letters: w\n", "")


def find_average(formula: str, **texts: str) -> bool:
    """Return whether the average is found in a formula of a paper with these texts."""
    lines = [f"{name}: '{text}'" for name, text in texts.items()]
    sheet = parse_sheet("\n".join([*lines, f"formulas:\n- latex: '{formula}'"]), "t")
    matches = match_families(paper_of(sheet).lines, sheet, [read(_READ_AS_AVERAGE)])
    return any(True for _ in matches)


@pytest.mark.parametrize("field", ["title", "abstract"])
def test_a_word_of_the_title_or_abstract_is_enough_for_a_form_that_says_much(field: str) -> None:
    assert not find_average(_EMA, **{field: "On weights"})
    assert find_average(_EMA, **{field: "On momentum"})
    assert not find_average(_PLAIN, **{field: "On momentum"}), "any sum looks like this"


def test_a_word_of_a_section_above_or_of_a_symbols_meaning_is_near() -> None:
    def find(more: str) -> bool:
        sheet = parse_sheet(f"title: T\nformulas:\n- {{latex: '{_PLAIN}', block: 2}}\n{more}", "t")
        return any(True for _ in match_families(paper_of(sheet).lines, sheet, [read(_READ_AS_AVERAGE)]))

    assert not find("")
    assert find("blocks:\n- {number: 2, title: Updates, within: Momentum methods}\n")
    assert find("symbols:\n- {symbol: a, means: the moving average}\n")
    assert not find("symbols:\n- {symbol: z, means: the moving average}\n"), "z does not stand in it"


@pytest.mark.parametrize(
    ("formula", "abstract", "before", "family"),
    [
        (r"D = \|u - v\|^2", "Low-rank approximation.", "its low-rank approximation has", "low-rank-factors"),
        (r"B = \frac{q^2}{k}", "Better initialisation.", "the initialisation has variance",
         "variance-across-layers"),
        (r"r = \frac{z}{\sqrt{h}}", "A confidence interval.", "the confidence interval has",
         "interval-of-a-mean"),
    ],
)  # fmt: skip
def test_a_plain_form_needs_a_word_beside_it(formula: str, abstract: str, before: str, family: str) -> None:
    def find(abstract: str, before: str) -> list[str]:
        text = f"title: T\nabstract: '{abstract}'\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n"
        sheet = parse_sheet(text, "t")
        return [match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())]

    assert family in find("", before)
    assert find(abstract, "the distance is") == []


@pytest.mark.parametrize(
    ("formula", "before", "family", "is_found"),
    [
        # wrong links that readers found: a loss of two squares, a critic that is no policy's, a score
        (
            r"L = \rho \|(1-\beta) b + \beta a - U\|^2 + (1-\rho) \|(1+\beta) b - \beta a - U\|^2",
            "The guidance strength, against the unconditional field:",
            "guidance",
            False,
        ),
        (r"\nabla f(x) = \frac{y - x_t}{\|y - x_t\|}", "The gradient of a best critic:", "advantage", False),
        (r"s = \frac{\nabla p}{\beta v}", "The score of the noised law:", "entropic-transport", False),
        (r"I = H(p) - H(p \mid q)", "The mutual information:", "bayes-rule", False),
        (r"g = \operatorname{clip}(x)", "Pixels are clipped to the range:", "clipped-objective", False),
        (r"z = \lambda \mathcal{L} + (1-\lambda) u", "With classifier-free guidance:", "guidance", False),
        # right ones beside them
        (r"z = (1+w) a - w b", "With classifier-free guidance:", "guidance", True),
        (r"A = Q(s,a) - V(s)", "The critic gives an advantage estimate:", "advantage", True),
        (r"v_t = \beta v_{t-1} + (1-\beta) \|g_t\|^2", "A moving average:", "moving-average", True),
        (
            r"J = \mathbb{E}[\min(r_t A_t, \operatorname{clip}(r_t) A_t)]",
            "The clipped surrogate:",
            "clipped-objective",
            True,
        ),
    ],
)
def test_no_role_is_filled_by_a_whole_norm_or_loss_and_a_word_has_one_sense(
    formula: str, before: str, family: str, is_found: bool
) -> None:
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: '{before}'\n", "t")
    found = {match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())}
    assert (family in found) is is_found


def test_the_title_is_a_witness_of_a_form_that_is_telling() -> None:
    formula = r"k = \frac{\pi(y \mid x)}{\mu(y \mid x)}"
    for title, is_found in (("Calibrated Importance Sampling", True), ("Calibration", False)):
        sheet = parse_sheet(f"title: {title}\nformulas:\n- latex: '{formula}'\n", "t")
        found = [match.family for match in match_families(paper_of(sheet).lines, sheet, shipped_families())]
        assert found == ["importance-ratio"] * is_found


def test_an_equation_in_the_sentences_around_is_a_move_of_the_first_formula_that_it_defines() -> None:
    average = r"the average $m_t = \beta m_{t-1} + (1-\beta) g_t$ is kept"
    formulas = "".join(f"- latex: '{letter} = m_t'\n  before: 'Here {average}.'\n" for letter in "xy")
    sheet = parse_sheet(f"title: T\nformulas:\n{formulas}", "t")
    [match] = match_families(paper_of(sheet).lines, sheet, [read(AVERAGE)])
    assert (match.formula, match.word) == (sheet.formulas[0].id, "average")
    without = parse_sheet(f"title: T\nformulas:\n{formulas.replace('average', 'value')}", "t")
    assert not [*match_families(paper_of(without).lines, without, [read(AVERAGE)])], "its form alone is none"


def test_a_chats_choice_of_a_move_needs_its_form_and_no_word() -> None:
    average = "m_t = b m_{t-1} + (1 - b) g_t"
    sheet = parse_sheet(f"title: T\nformulas:\n- latex: '{average}'\n- latex: 'y = x^2'\n", "t")
    first, second = sheet.formulas
    families = [read(AVERAGE)]
    told = {first.id: ["average", "no-such-family"], second.id: ["average"], "gone": ["average"]}
    found, refused = check_told_moves(sheet, told, families)
    [match] = found
    assert (match.formula, match.family, match.roles["w"]) == (first.id, "average", "b")
    assert refused == {
        (first.id, "no-such-family"): "there is no such family",
        (second.id, "average"): "no part of the formula has its form",
        ("gone", "average"): "there is no such formula",
    }
