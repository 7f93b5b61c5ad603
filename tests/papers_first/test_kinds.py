"""Exercises on formulas, symbols, steps and sentences: what is asked, and what is never asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from drill.papers_first.draft import KINDS, Draft, Kind, Skipped
from drill.papers_first.generate import MODULES, generate, texts_of
from drill.papers_first.kinds import altered, blank, explain, order, recall, referenced, symbol, which
from drill.papers_first.making import used_symbols
from drill.papers_first.paper import Paper, make_paper
from drill.papers_first.read import read_paper
from drill.papers_first.source.outline import plain_words
from drill.papers_first.wording import sentence
from tests.papers_first.averaging import PAPER


def paper_of(folder: Path, text: str) -> Paper:
    path = folder / "paper.tex"
    path.write_text(text)
    return make_paper("x", read_paper(path))


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    return paper_of(tmp_path_factory.mktemp("paper"), PAPER)


def made(found: Iterable[Draft | Skipped]) -> list[Draft]:
    return [one for one in found if isinstance(one, Draft)]


def whys(found: Iterable[Draft | Skipped]) -> list[str]:
    return [one.why for one in found if isinstance(one, Skipped)]


def answer(draft: Draft) -> dict[str, object]:
    found = draft.exercise["answer"]
    assert isinstance(found, dict)
    return found


def options(draft: Draft) -> list[dict[str, str]]:
    found = answer(draft)["choice"]
    assert isinstance(found, list)
    return found


def right(draft: Draft) -> str:
    (text,) = [option["right"] for option in options(draft) if "right" in option]
    return text


def test_every_kind_has_its_module() -> None:
    assert set(MODULES) == set(KINDS)


def test_recall_as_mathematics_and_as_signs(paper: Paper) -> None:
    by_number = {draft.formula.number: draft for draft in made(recall.drafts(paper)) if draft.formula}
    plain = by_number["1"]
    assert "formula" in answer(plain)
    assert "\\" not in str(answer(plain)["formula"])
    assert plain.exercise["names"]
    assert plain.exercise["witness"]
    signs = by_number["3"]
    assert str(answer(signs)["formula"]).startswith("L=")
    assert "names" not in signs.exercise


def test_an_assignment_is_recalled_as_an_equation_unless_it_uses_its_own_left_side(tmp_path: Path) -> None:
    text = (
        "\\documentclass{article}\\begin{document}\\section{A}The buffer is\n"
        "\\[ d_{t+1} \\leftarrow \\beta d_t + (1 - \\beta) g_t . \\]\n"
        "The weights shrink,\n\\[ w \\leftarrow w - \\eta \\lambda w . \\]\n\\end{document}"
    )
    buffer, shrunk = made(recall.drafts(paper_of(tmp_path, text)))
    assert str(answer(buffer)["formula"]).startswith("dnext = ")
    assert answer(shrunk) == {"formula": r"w\leftarrow w-\eta\lambda w"}


def test_a_letter_with_an_index_is_a_quantity_though_it_is_a_differential_without(tmp_path: Path) -> None:
    text = (
        "\\documentclass{article}\\begin{document}\\section{A}The buffer is\n"
        "\\[ b = \\beta d_t + (1 - \\beta) g_t . \\]\nThe mean is\n"
        "\\[ m = \\int x p \\, d x . \\]\n\\end{document}"
    )
    buffer, mean = paper_of(tmp_path, text).readings
    assert buffer.statement is not None
    assert "d" in {each.base for each in used_symbols(buffer.statement)}
    assert mean.statement is None or "d" not in {each.base for each in used_symbols(mean.statement)}


def test_recall_leaves_out_what_is_long_repeated_or_says_nothing(tmp_path: Path) -> None:
    long = " + ".join(f"x_{{{number}}} y_{{{number}}}" for number in range(30))
    text = rf"\[ a = {long} \] \[ s = t + u \] \[ s = t + u \] \[ b \] \[ f(x) g(y) h \]"
    found = list(recall.drafts(paper_of(tmp_path, text)))
    assert len(made(found)) == 1
    told = " ".join(whys(found))
    assert "longer than" in told
    assert "before" in told
    assert "too short" in told
    assert "no statement" in told


def test_a_repeated_left_side_is_told_apart(tmp_path: Path) -> None:
    text = r"\[ y = a x + b \] Then some. \[ y = c x + d \]"
    first, second = made(recall.drafts(paper_of(tmp_path, text)))
    assert "$a$" in str(first.exercise["prompt"])
    assert "$c$" in str(second.exercise["prompt"])


def test_a_blank_hides_what_stands_nowhere_else(paper: Paper) -> None:
    found = made(blank.drafts(paper))
    assert found
    for draft in found:
        prompt = str(draft.exercise["prompt"])
        assert prompt.count("\\boxed{?}") == 1
        hidden = str(answer(draft).get("latex", answer(draft)["formula"])).removesuffix("\\,")
        formula = prompt[prompt.index("$$") :].split("$$")[1]
        assert hidden not in formula.replace(" ", "") or len(hidden) == 1
    assert any("1 - " in str(answer(draft)["formula"]) for draft in found)


def test_no_list_of_names_tells_what_a_blank_hides(tmp_path: Path) -> None:
    found = made(blank.drafts(paper_of(tmp_path, r"\[ A(s) = Q(s) - V(s) + \beta_1 \]")))
    assert found
    for draft in found:
        assert "names" not in draft.exercise
        assert str(draft.exercise["answer"]).count("formula") == 1


def test_brackets_that_no_answer_repeats_stand_around_the_box(tmp_path: Path) -> None:
    found = made(
        blank.drafts(paper_of(tmp_path, r"\[ g(u)_i = \frac{\exp(u_i)}{\sum_{k=1}^{M} \exp(u_k)} \]"))
    )
    hidden = {str(answer(draft)["formula"]): str(draft.exercise["prompt"]) for draft in found}
    assert "(\\boxed{?})" in hidden["u_{k}\\,"]


@pytest.mark.parametrize(
    ("formula", "hidden"),
    [
        (r"D = \sup_h a \, g(h) + b \, h(x) / c", {r"h", r"g(h)"}),
        (r"w_{t+1} = w_t - \eta \nabla L(w)", {"w", "L(w)", r"\nabla L(w)"}),
        (r"y = f(x_{t-1}, \ldots, x_1) + b^{c + d}", {"x_{1}", "x_{t-1}"}),
        (r"y = \sqrt{x_1 + \ldots + x_n} + b^{c + d}", {"x_{1}", "x_{n}"}),
        (r"y = a (-1)^{k - 1} + b^{c + d}", {"k-1", "k"}),
        (r"y \geq h + \log q_r = \log q_r + \text{const.}", {r"\text{const.}", r"\operatorname{const}"}),
        (r"y \geq h + \log q_r = \log q_r + C", {"C"}),
        (r"y = W x + b, \quad W \in \mathbb{R}^{m \times n}", {r"m \times n", r"m\times n"}),
    ],
)
def test_what_could_be_written_otherwise_is_not_hidden(
    tmp_path: Path, formula: str, hidden: set[str]
) -> None:
    found = made(blank.drafts(paper_of(tmp_path, rf"\[ {formula} \]")))
    answers = {
        str(answer(draft).get("latex", answer(draft)["formula"])).removesuffix("\\,") for draft in found
    }
    assert not answers & hidden


def test_what_is_used_everywhere_is_no_blank_by_itself(tmp_path: Path) -> None:
    text = " ".join(rf"\[ y_{{{letter}}} = {letter} q + {letter}^{{2}} \]" for letter in "abcde")
    found = made(blank.drafts(paper_of(tmp_path, text)))
    assert found
    assert all("\\boxed{?}" in str(draft.exercise["prompt"]) for draft in found)
    assert "q" not in {str(answer(draft)["formula"]) for draft in found}


def test_one_option_is_the_papers_and_the_others_say_what_is_off(paper: Paper) -> None:
    found = made(altered.drafts(paper))
    assert len(found) >= 4
    for draft in found:
        assert len({option.get("right", option.get("wrong")) for option in options(draft)}) >= 3
        assert right(draft)
        assert all(option["say"] for option in options(draft) if "wrong" in option)
        assert draft.proved


def test_a_symbols_meaning_among_those_of_the_paper(paper: Paper) -> None:
    found = {draft.about: draft for draft in made(symbol.drafts(paper))}
    assert right(found[r"\alpha"]) == "step size"
    for draft in found.values():
        assert len(options(draft)) == 4
        assert not draft.proved


def test_other_meanings_are_of_the_same_sort_and_never_true_too(tmp_path: Path) -> None:
    text = r"""\title{Which way?}
Here $\alpha$ is the learning rate, $\beta$ is the decay rate, $\gamma$ is the discount factor and $\eta$ is
the step size. Here $n$ is the number of nodes, $m$ is the number of edges, $k$ is the number of heads and
$h$ is the number of layers. Here $z$ is the hidden state. \[ a = \alpha + n + m + k + h \]"""
    drafts = {draft.about: draft for draft in made(symbol.drafts(paper_of(tmp_path, text)))}
    wrong = {
        about: [option["wrong"] for option in options(draft) if "wrong" in option]
        for about, draft in drafts.items()
    }
    assert all(said.startswith("number of") for said in wrong["n"])
    assert "step size" not in wrong[r"\alpha"]
    assert "decay rate" in wrong[r"\alpha"]
    assert "??" not in str(drafts["z"].exercise["prompt"])


@pytest.mark.parametrize(
    ("letter", "own", "other_letter", "other"),
    [
        ("N", "number of iterations", "M", "number of steps"),
        (r"\mu", "mean of the returns", r"\nu", "expected value of the returns"),
        (r"\mu", "means", r"\hat{\mu}_i", "averages of the returns"),
        ("n", "number of samples", "m", "sample size"),
        ("g", "gradient estimator", "h", "estimate of the gradient"),
        ("f", "first network", "f_0", "initial map"),
        ("f", "PDF", "h", "probability density function of the noise"),
        ("F", "cumulative distribution function", "H", "CDF of the noise"),
        ("D", "degree matrix", "L", r"graph Laplacian of $D$ and $A$"),
    ],
)
def test_what_may_be_said_of_it_too_is_no_wrong_answer(
    tmp_path: Path, letter: str, own: str, other_letter: str, other: str
) -> None:
    text = rf"""Here ${letter}$ is the {own}. Here ${other_letter}$ is the {other}.
Here $\beta$ is the decay rate. Here $z$ is the hidden state. Here $\Lambda$ is the penalty. Here $c$ is the
context vector. Here $E$ is the set of edges. \[ a = \beta + z \]"""
    drafts = {draft.about: draft for draft in made(symbol.drafts(paper_of(tmp_path, text)))}
    wrong = [str(option["wrong"]) for option in options(drafts[letter]) if "wrong" in option]
    assert not [one for one in wrong if one.startswith(other[:12])]


def test_no_option_prints_the_letter_that_is_asked_for(tmp_path: Path) -> None:
    text = r"""Here $D$ is the diagonal degree matrix with $D_{ii} = \sum_j A_{ij}$.
Here $V$ is the finite set of $|V| = n$ vertices. Here $\beta$ is the decay rate. Here $z$ is the state.
Here $c$ is the context vector. Here $\Lambda$ is the penalty. \[ a = \beta + z \]"""
    drafts = {draft.about: draft for draft in made(symbol.drafts(paper_of(tmp_path, text)))}
    assert right(drafts["D"]) == "diagonal degree matrix"
    assert "V" not in drafts
    assert not any("vertices" in str(draft.exercise["answer"]) for draft in drafts.values())


def test_a_letter_that_stands_in_bounds_is_asked_with_its_place(tmp_path: Path) -> None:
    text = r"""Here $N$ is the number of nodes. Here $\beta$ is the decay rate. Here $z$ is the hidden state.
Here $c$ is the context vector. Here $\Lambda$ is the penalty. \[ a = \sum_{i=1}^{N} b_i z \]"""
    drafts = {draft.about: draft for draft in made(symbol.drafts(paper_of(tmp_path, text)))}
    assert r"\sum" in str(drafts["N"].exercise["prompt"])


def test_the_end_of_a_range_in_another_section_is_not_asked_for(tmp_path: Path) -> None:
    text = r"""\section{One} Here $n$ is the number of nodes. Here $\beta$ is the decay rate. Here $z$ is the
state. Here $c$ is the context vector. Here $\Lambda$ is the penalty.
\subsection{Two} \[ a = \sum_{i=1}^{n} b_i w \]"""
    assert "n" not in {draft.about for draft in made(symbol.drafts(paper_of(tmp_path, text)))}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"Here $\alpha$ is the learning rate and $\beta$ is the decay rate. \[ a = b \]", "fewer than 4"),
        (
            r"Here $a$ is the learning rate. Here $b$ is the learning speed. Here $c$ is the learning step. "
            r"Here $d$ is the learning gain. \[ a = b + c + d \]",
            "too near",
        ),
        (
            r"Here $a$ is the learning rate. Here $b$ is the input image. Here $c$ is the weight matrix. "
            r"Here $d$ is the decay factor. Here $a$ is the sound wave. \[ a = b + c + d \]",
            "two meanings",
        ),
        (
            r"\section{One} Here $k$ is the watering interval. Here $b$ is the input image. Here $c$ is the "
            r"weight matrix. Here $d$ is the decay factor. \section{Two} \[ a = b_k + c \]",
            "other sections number things with it",
        ),
    ],
)
def test_symbols_that_are_not_asked_for(tmp_path: Path, text: str, why: str) -> None:
    assert any(why in told for told in whys(symbol.drafts(paper_of(tmp_path, text))))


def test_steps_of_an_algorithm_in_the_one_order_that_works(paper: Paper) -> None:
    boxes = [draft for draft in made(order.drafts(paper)) if draft.formula is None]
    (draft,) = boxes
    steps = answer(draft)["order"]
    assert isinstance(steps, list)
    texts = [str(step["text"]) for step in steps]
    assert texts[0].startswith("$v")
    assert "for" in texts[1]
    assert "Averaged descent" in str(draft.exercise["prompt"])
    ids = [step["id"] for step in steps]
    assert sorted(ids) != ids or len(ids) < 3


def test_steps_that_may_change_places_stand_together(tmp_path: Path) -> None:
    text = r"""\[ a = b \]
\begin{algorithm}\begin{algorithmic}
\STATE $a \gets 1$
\STATE $b \gets 2$
\STATE $c \gets a + b$
\STATE $d \gets c^2$
\end{algorithmic}\end{algorithm}"""
    (draft,) = made(order.drafts(paper_of(tmp_path, text)))
    steps = answer(draft)["order"]
    assert isinstance(steps, list)
    assert len(steps) == 3
    assert ";" in str(steps[0]["text"])


def test_words_inside_of_a_formula_of_a_box_are_words(tmp_path: Path) -> None:
    text = r"""\[ a = b \]
\begin{algorithm}\begin{algorithmic}
\STATE $\textrm{initialize } \phi$
\STATE $\textrm{initialize } \mu$
\STATE $g \gets \phi \mu$
\STATE $h \gets g^2$
\STATE $k \gets h + g$
\end{algorithmic}\end{algorithm}"""
    (draft,) = made(order.drafts(paper_of(tmp_path, text)))
    steps = answer(draft)["order"]
    assert isinstance(steps, list)
    assert [str(step["text"])[:2] for step in steps] == ["$g", "$h", "$k"]


def test_a_shared_index_is_no_dependency(tmp_path: Path) -> None:
    text = r"""\[ a = b \]
\begin{algorithm}\begin{algorithmic}
\STATE $g_t \gets \nabla f(x_{t-1})$
\STATE $m_t \gets \beta m_{t-1} + g_t$
\STATE $v_t \gets \gamma v_{t-1} + g_t^2$
\STATE $\hat m_t \gets m_t / (1 - \beta^t)$
\STATE $x_t \gets x_{t-1} - \hat m_t / \sqrt{v_t}$
\end{algorithmic}\end{algorithm}"""
    (draft,) = made(order.drafts(paper_of(tmp_path, text)))
    steps = answer(draft)["order"]
    assert isinstance(steps, list)
    texts = [str(step["text"]) for step in steps]
    assert len(texts) == 4
    assert texts[1].count("leftarrow") + texts[1].count("gets") == 2


def test_a_long_chain_is_a_derivation(paper: Paper) -> None:
    chains = [draft for draft in made(order.drafts(paper)) if draft.formula is not None]
    assert [draft.formula.label for draft in chains if draft.formula] == ["eq:chain"]


def test_a_sentence_that_uses_an_equation(paper: Paper) -> None:
    (draft,) = made(which.drafts(paper))
    assert "**equation (?)**" in str(draft.exercise["prompt"])
    assert "frac" in right(draft)
    assert "eqref" not in str(draft.exercise)


def test_a_sentence_that_names_its_equation_is_no_exercise(tmp_path: Path) -> None:
    shown = " ".join(
        rf"\begin{{equation}}\label{{eq:{name}}} {name[0]} = x^{number} \end{{equation}}"
        for number, name in enumerate(("momentum", "bias", "cost", "drift"), 2)
    )
    text = (
        rf"{shown} As the momentum grows in every single step of the run, \eqref{{eq:momentum}} holds still."
    )
    assert any("names it" in why for why in whys(which.drafts(paper_of(tmp_path, text))))


@pytest.mark.parametrize(
    ("formula", "is_shown"),
    [
        (r"q_s(x) = \sum_i x_i", False),
        (r"y \sim q_s", False),
        (r"q_s(x) = \frac{\partial}{\partial x} \dots \frac{\partial}{\partial y} \int_{g x} w", False),
        (r"q_r(x) = \sum_i x_i", True),
        (r"\text{placeholder of a model}", False),
        (r"{\color{red} \text{placeholder}} \quad \text{here}", False),
        (r"\textcolor{red}{\textbf{To do:} the model of all}", False),
    ],
)
def test_no_option_is_about_the_same_or_mere_words(tmp_path: Path, formula: str, is_shown: bool) -> None:
    shown = " ".join(
        rf"\begin{{equation}}\label{{eq:{letter}}} {row} \end{{equation}}"
        for letter, row in zip(
            "abcdef", ("q_s(x, y) = x y", formula, "u = a^2", "v = a^3", "w = a^4"), strict=False
        )
    )
    text = rf"{shown} The long run of the whole thing is then ruled by \eqref{{eq:a}} and by nothing else."
    (draft,) = made(which.drafts(paper_of(tmp_path, text)))
    assert (formula in str(answer(draft)["choice"]).replace("\\\\", "\\")) == is_shown


def test_no_option_holds_more_of_what_the_sentence_speaks_of(tmp_path: Path) -> None:
    rows = (r"a = u + h", r"b = h v w", r"c = g^2", r"d = k + 1", r"e = z M", r"f = m^3")
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{row[0]}}} {row} \end{{equation}}" for row in rows)
    words = r"For every one of the $v$ and $w$ of the run, \eqref{eq:a} tells what comes out in the end."
    (draft,) = made(which.drafts(paper_of(tmp_path, f"{shown} {words}")))
    assert "h v w" not in str(draft.exercise["answer"])


def test_what_a_sentence_leads_to_is_no_option(tmp_path: Path) -> None:
    rows = (r"a = \sum_k^M u_k", r"c = M v", r"d = M w + 1", r"b = h / M")
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{row[0]}}} {row} \end{{equation}}" for row in rows)
    words = r"To come near to what \eqref{eq:b} asks for, we follow the two steps that are given by"
    led_to = r"\begin{align} p &= q + 7, \nonumber \\ r &= s + 8. \end{align} Then it ends."
    (draft,) = made(which.drafts(paper_of(tmp_path, f"{shown} {words} {led_to}")))
    assert not any(number in str(draft.exercise["answer"]) for number in ("q + 7", "s + 8"))


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        (r"As the run grows longer and longer with $M$, in the end \eqref{eq:b} is all that holds.", False),
        (r"As the run grows longer and longer with $h$, in the end \eqref{eq:b} is all that holds.", True),
        (r"Now we can put the rest in as well and substitute it into \eqref{eq:b} for the whole run.", False),
        (r"The run that follows is then ruled by \eqref{eq:a}, \eqref{eq:c} and \eqref{eq:b}.", False),
        (
            r"The bound of the whole run is shown there and holds, see \eqref{eq:a} - \eqref{eq:b}.",
            False,
        ),
        (r"The whole run is proportional to \verb|1 / h| if all that was said in \eqref{eq:b} holds.", False),
    ],
)
def test_a_sentence_tells_which_equation_it_uses(tmp_path: Path, words: str, is_asked: bool) -> None:
    rows = (r"a = \sum_k^M u_k", r"b = h / M", r"c = M v", r"d = M w + 1", r"e = z M")
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{row[0]}}} {row} \end{{equation}}" for row in rows)
    assert bool(made(which.drafts(paper_of(tmp_path, f"{shown} {words}")))) == is_asked


def test_no_half_of_a_display_stands_in_a_sentence(tmp_path: Path) -> None:
    rows = (r"a = \sum_k^M u_k", r"b = h / M", r"c = M v", r"d = M w + 1.")
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{row[0]}}} {row} \end{{equation}}" for row in rows)
    words = r"Under what \eqref{eq:b} says of $h$ for the whole run, all of the others hold in the end."
    (draft,) = made(which.drafts(paper_of(tmp_path, f"{shown} {words}")))
    assert "“Under what" in str(draft.exercise["prompt"])


@pytest.mark.parametrize(("again", "is_asked"), [("c", True), ("b", False)])
def test_a_label_of_two_equations_asks_for_neither(tmp_path: Path, again: str, is_asked: bool) -> None:
    rows = (("a", r"a = \sum_k^M u_k"), ("b", r"b = h / M"), (again, r"c = M v"), ("d", r"d = M w + 1"))
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{label}}} {row} \end{{equation}}" for label, row in rows)
    words = r"As the run grows longer and longer with $h$, in the end \eqref{eq:b} is all that holds."
    text = rf"{shown} \begin{{equation}} e = z M \end{{equation}} {words}"
    assert bool(made(which.drafts(paper_of(tmp_path, text)))) == is_asked


def test_marks_of_lists_and_of_emphasis_are_no_words() -> None:
    assert (
        sentence("- the **whole** of $a * b * c$ is _said_ here") == "the whole of $a * b * c$ is said here"
    )


def test_words_in_a_display_are_no_formula(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, r"\[ \text{model of the whole} \] \[ \mbox{loss} = a + b \]")
    assert [draft.formula.latex for draft in made(explain.drafts(paper)) if draft.formula] == [
        r"\mbox{loss} = a + b"
    ]
    assert not [reading for reading in paper.readings if "whole" in str(reading.tokens)]


def test_what_something_lies_in_does_not_go_into_it(tmp_path: Path) -> None:
    (draft,) = made(explain.drafts(paper_of(tmp_path, r"\[ y_i = a_i + b x_i \in \mathbb{R}^n \]")))
    assert "In: $a_{i}$, $b$ and $x_{i}$. Out: $y_{i}$." in str(draft.exercise["hints"])


def test_a_sign_that_is_no_letter_has_no_name_to_type(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, r"\[ s = \mathbb{1} a + \frac{b}{c - 1} \] \[ \mathbb{1} = \frac{u}{v - 2} \]")
    for draft in made([*blank.drafts(paper), *recall.drafts(paper)]):
        names = draft.exercise.get("names", {})
        assert isinstance(names, dict)
        assert all(name[0].isalpha() for name in names)


def test_a_box_is_no_sentence(tmp_path: Path) -> None:
    shown = " ".join(
        rf"\begin{{equation}}\label{{eq:{letter}}} {letter} = x^{number} \end{{equation}}"
        for number, letter in enumerate("abcd", 2)
    )
    box = r"""\begin{algorithm}\begin{algorithmic}[1]
\STATE Draw a new point at random from all of the points, see \eqref{eq:a}, and move it along
\end{algorithmic}\end{algorithm}"""
    assert not made(which.drafts(paper_of(tmp_path, f"{shown}\n\n{box}")))


def test_an_invisible_bracket_is_no_full_stop(tmp_path: Path) -> None:
    cases = r"\[ f = \left\{ \begin{array}{ll} 1 & x \\ 0 & y \end{array} \right. \] \[ a = b + c . \]"
    first, second = made(explain.drafts(paper_of(tmp_path, cases)))
    assert r"\right.$$" in str(first.exercise["prompt"]).replace(" ", "")
    assert "$$a = b + c$$" in str(second.exercise["prompt"])


def test_a_files_name_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "a@{1+1}_*b*.tex"
    text = r"We use the update rule of Nesterov \cite{n}, which looks ahead." "\n\nThen a step is\n"
    path.write_text(r"\begin{document}" + text + r"\begin{equation} a = b + c d \end{equation}\end{document}")
    (draft,) = made(referenced.drafts(make_paper("x", read_paper(path))))
    assert any(r"a@@{1+1}\_\*b\*.tex" in text for text in texts_of(draft.exercise))
    assert not any(re.search(r"(?<!@)@{", text) for text in texts_of(draft.exercise))


def test_what_is_leaned_on_is_to_be_looked_up(paper: Paper) -> None:
    found = made(referenced.drafts(paper))
    assert found
    assert all("self" in answer(draft) and not draft.proved for draft in found)
    assert all("\\cite" not in " ".join(texts_of(draft.exercise)) for draft in found)


def test_a_proof_that_is_leaned_on_is_no_formula(tmp_path: Path) -> None:
    text = r"\documentclass{article}\begin{document}It follows by the full proof in \cite{h}. \[ y = a + b \]"
    assert not made(referenced.drafts(paper_of(tmp_path, text + r"\end{document}")))


@pytest.mark.parametrize(("lead", "count"), [("The Hartley estimate is", 0), ("The estimate is", 1)])
def test_what_a_formula_bears_the_name_of_is_not_to_be_looked_up(
    tmp_path: Path, lead: str, count: int
) -> None:
    text = (
        r"\documentclass{article}\begin{document}We lean on the Hartley estimator \cite{h}. "
        rf"{lead} \begin{{equation}} y = a + b \end{{equation}} \end{{document}}"
    )
    assert len(made(referenced.drafts(paper_of(tmp_path, text)))) == count


def test_every_display_is_to_be_explained_once(paper: Paper) -> None:
    found = made(explain.drafts(paper))
    labels = [draft.formula.label for draft in found if draft.formula]
    assert sorted(labels) == ["eq:chain", "eq:distance", "eq:loss", "eq:move", "eq:square", "eq:warm"]


def test_ids_hold_while_the_formula_does(tmp_path: Path, paper: Paper) -> None:
    again = paper_of(tmp_path, PAPER.replace(r"v_{t+1} = \beta v_t", r"v_{t+1}=\beta\,v_{t}"))
    assert {draft.id for draft in made(recall.drafts(paper))} == {
        draft.id for draft in made(recall.drafts(again))
    }
    other = paper_of(tmp_path, PAPER.replace(r"v_{t+1} = \beta v_t", r"v_{t+1} = \gamma v_t"))
    assert {draft.id for draft in made(recall.drafts(paper))} != {
        draft.id for draft in made(recall.drafts(other))
    }


STRUCTURAL: tuple[Kind, ...] = (
    "recall", "blank", "spot-the-error", "symbol", "order", "which", "referenced", "explain",
)  # fmt: skip


def test_nothing_of_the_source_is_left_over(paper: Paper) -> None:
    for draft in generate(paper, kinds=STRUCTURAL).drafts:
        for text in texts_of(draft.exercise):
            assert not any(
                junk in text for junk in ("\\label", "\\cite", "\\eqref", "eq:", "alg:", "\\STATE")
            )


def test_when_time_is_up_the_rest_is_left_out_and_said(paper: Paper) -> None:
    found = generate(paper, limit_s=0)
    assert not found.drafts
    assert all("time was up" in one.why for one in found.skipped)


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        (r"y = a + b", ["a + b"]),
        (r"y &= a + b \\ z &= c^2 + h a", ["c^2 + h*a"]),
        (r"y &= a + b \\ z &= c + d", ["a + b"]),
    ],
)
def test_one_step_is_asked_for_where_the_display_has_nothing_more(
    tmp_path: Path, rows: str, keys: list[str]
) -> None:
    made_of = generate(paper_of(tmp_path, rf"\begin{{align}} {rows} \end{{align}}"), kinds=("evaluate",))
    assert [answer(draft)["number"] for draft in made_of.drafts] == keys


def test_a_kind_that_fails_does_not_lose_the_others(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_paper: Paper) -> Iterable[Draft | Skipped]:
        raise ValueError("no")

    monkeypatch.setattr(recall, "drafts", fail)
    found = generate(paper, kinds=("recall", "explain"))
    assert {draft.kind for draft in found.drafts} == {"explain"}
    assert any("gave up" in one.why for one in found.skipped)


def test_no_option_sets_a_thing_equal_to_itself(tmp_path: Path) -> None:
    text = r"For a number $c$, \begin{equation} H(V z) = H((c V) z) + \mu - \nu \end{equation} holds."
    for draft in made(altered.drafts(paper_of(tmp_path, text))):
        for option in options(draft):
            left, _, right = (option.get("right") or option["wrong"]).strip("$").partition("=")
            assert left != right


def test_an_equation_that_begins_with_nothing_is_called_by_its_next_side(tmp_path: Path) -> None:
    text = (
        r"At the lowest place \begin{equation} 0 = \frac{\partial F}{\partial a} = 2 b a - c d + u "
        r"\end{equation} holds."
    )
    found = made(altered.drafts(paper_of(tmp_path, text)))
    assert found
    assert "$0$" not in str(found[0].exercise["prompt"])


def test_what_an_equation_is_called_by_is_not_the_side_that_is_changed(tmp_path: Path) -> None:
    slope = r"\begin{equation} \frac{\partial F}{\partial a} = 2 b a - c d + u \end{equation}"
    (asked,) = made(altered.drafts(paper_of(tmp_path, f"Its slope is {slope} everywhere.")))
    assert r"$\frac{\partial F}{\partial a}$" in str(asked.exercise["prompt"])
    nothing = r"\begin{equation} 0 = 2 b a - c d + u \end{equation}"
    assert not made(altered.drafts(paper_of(tmp_path, f"There {nothing} holds.")))


def test_words_do_not_touch_what_they_speak_of(tmp_path: Path) -> None:
    text = (
        r"It is \begin{equation} h(u) = \begin{cases} a u + b & \text{if } u > 1 \\ "
        r"c - u & \text{otherwise} \end{cases} \end{equation}"
    )
    found = made(altered.drafts(paper_of(tmp_path, text)))
    assert all(r"\text{if }u>1" in right(draft) for draft in found)
    assert found


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"A Na\"ive Note", "A Naïve Note"),
        (r"na\"{\i}ve, Th{\o}rv{\"a}ld, \v{C}ech", "naïve, Thørväld, Čech"),
        (r"it\'s $\hat{\'o}$ \emph{caf\'e}", r"it s $\hat{\'o}$ café"),
    ],
)
def test_accents_stand_on_their_letters(latex: str, words: str) -> None:
    assert plain_words(latex) == words


def test_an_abbreviation_that_is_written_out_nowhere_leaves_a_mark() -> None:
    latex = r"\noindent{}Of deep \abc{}s, a deep \abc{} is one: Stra\ss{}e"
    assert plain_words(latex) == "Of deep …s, a deep … is one: Straße"


def test_a_title_that_is_centred_is_no_other_title() -> None:
    assert plain_words(r"\begin{center} A Note \end{center}") == "A Note"
