"""Values in text: templates by a table for the eye, and by properties of any template."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.draws import restore_draw
from drill.banks.templates import (
    escape_template_marks,
    list_template_references,
    parse_template,
    render_template,
)
from drill.banks.variant_expansion import VariantMaker
from drill.errors import BankError, ParseError
from drill.maths.maths_tree import Logic, Node, Relation
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.notation import read_latex
from tests.asked import exercise_from
from tests.rows import each_row

PARAMS = {"a": "3", "b": "-2", "u": "1", "m": "-1", "z": "0", "p": "3/4", "q": "-1/2", "d": "0.25", "n": "2"}
LETS = {
    "s": "x + 1",
    "f": "x^n",
    "g": "a x",
    "h": "sin(x)",
    "k": "1 - x",
    "r": "x/y",
    "v": "[1, 2, 3]",
    "w": "[1, 2]",
    "A": "[[1, 2], [3, 4]]",
    "t": "pick(n, 1, 8, 0)",
}


def rendered(template: str) -> str:
    """A template in an exercise with the parameters and lets above."""
    exercise = {
        "id": "t",
        "params": PARAMS,
        "let": LETS,
        "vars": ["x", "y"],
        "names": {"m_hat": r"\hat m"},
        "answer": {"self": ""},
    }
    whole = exercise_from(exercise)
    return VariantMaker(restore_draw(whole, PARAMS)).texts.render(template, "prompt")


EXAMPLES = [
    # a value is an atom in braces
    ("$@a$", "${3}$"),
    ("$@b$", "${-2}$"),
    ("$@p$", r"${\frac{3}{4}}$"),
    ("$@q$", r"${-\frac{1}{2}}$"),
    ("$@d$", "${0.25}$"),
    ("$x^@n$", "$x^{2}$"),
    ("$x_@n$", "$x_{2}$"),
    (r"$\frac@a@n$", r"$\frac{3}{2}$"),
    (r"$\sqrt@a$", r"$\sqrt{3}$"),
    # before a power, a factorial, a prime
    ("$@a^2$", "${3}^2$"),
    ("$@b^2$", r"${\left(-2\right)}^2$"),
    ("$@p^2$", r"${\left(\frac{3}{4}\right)}^2$"),
    ("$@d^2$", "${0.25}^2$"),
    ("$@b!$", r"${\left(-2\right)}!$"),
    ("$@s'$", r"${\left(x + 1\right)}'$"),
    ("$@f^2$", r"${\left(x^{2}\right)}^2$"),
    ("$@h^2$", r"${\left(\sin x\right)}^2$"),
    ("$@A^{-1}$", r"${\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}}^{-1}$"),
    # a sum as a factor, after - and /
    ("$2 @s$", r"$2 {\left(x + 1\right)}$"),
    ("$@s x$", r"${\left(x + 1\right)} x$"),
    ("$@s @s$", r"${\left(x + 1\right)} {\left(x + 1\right)}$"),
    (r"$@s \cdot 2$", r"${\left(x + 1\right)} \cdot 2$"),
    ("$1/@s$", r"$1/{\left(x + 1\right)}$"),
    ("$3 - @s$", r"$3 - {\left(x + 1\right)}$"),
    ("$3 + @s$", "$3 + {x + 1}$"),
    ("$= @s$", "$= {x + 1}$"),
    (r"$\log @s$", r"$\log {\left(x + 1\right)}$"),
    # negatives after an operator or a factor
    ("$3 + @b$", r"$3 + {\left(-2\right)}$"),
    ("$3 - @b$", r"$3 - {\left(-2\right)}$"),
    ("$2 @b$", r"$2 {\left(-2\right)}$"),
    ("$x @b$", r"$x {\left(-2\right)}$"),
    (r"$@a \cdot @b$", r"${3} \cdot {\left(-2\right)}$"),
    ("$@b x$", "${-2} x$"),
    ("$x = @b$", "$x = {-2}$"),
    ("$f(@b)$", "$f({-2})$"),
    # a product or fraction after a slash
    ("$1/@g$", r"$1/{\left(3 x\right)}$"),
    ("$1/@p$", r"$1/{\left(\frac{3}{4}\right)}$"),
    ("$1/@a$", "$1/{3}$"),
    # \cdot between numbers
    ("$2@a$", r"$2 \cdot {3}$"),
    ("$x @a$", r"$x \cdot {3}$"),
    ("$@a x$", "${3} x$"),
    ("$@a 2$", r"${3} \cdot 2$"),
    ("$@a @n$", r"${3} \cdot {2}$"),
    ("$2 @p$", r"$2 \cdot {\frac{3}{4}}$"),
    ("$@p x$", r"${\frac{3}{4}} x$"),
    (r"$@a \frac{1}{2}$", r"${3} \cdot \frac{1}{2}$"),
    (r"$\frac{1}{2} @a$", r"$\frac{1}{2} \cdot {3}$"),
    (r"$@a\,x$", r"${3}\,x$"),
    (r"$@a\,2$", r"${3} \cdot\,2$"),
    (r"$\hat{x} @n$", r"$\hat{x} \cdot {2}$"),
    # behind a large operator and its limits stands no product
    (r"$\int_0^{x^2} @a t\,dt$", r"$\int_0^{x^2} {3} t\,dt$"),
    (r"$\int_0^\infty @a t$", r"$\int_0^\infty {3} t$"),
    (r"$\int_0^1 @a t$", r"$\int_0^1 {3} t$"),
    (r"$\int_{@z}^@n @a t$", r"$\int_{{0}}^{2} {3} t$"),
    (r"$\sum_{i=1}^n @a x_i$", r"$\sum_{i=1}^n {3} x_i$"),
    (r"$\sum\limits_i @a x_i$", r"$\sum\limits_i {3} x_i$"),
    (r"$\sum_i @u x_i$", r"$\sum_i x_i$"),
    (r"$\sum_i @b x_i$", r"$\sum_i {\left(-2\right)} x_i$"),
    (r"$\sum_i @s$", r"$\sum_i {\left(x + 1\right)}$"),
    (r"$\sum @s$", r"$\sum {\left(x + 1\right)}$"),
    (r"$\prod_{i} @p x_i$", r"$\prod_{i} {\frac{3}{4}} x_i$"),
    (r"$\lim_{x \to 0} @a x$", r"$\lim_{x \to 0} {3} x$"),
    (r"$\lim_{x \to 0} @u x$", r"$\lim_{x \to 0} x$"),
    (r"$\log_2 @a$", r"$\log_2 {3}$"),
    (r"$\sin^{2} @a$", r"$\sin^{2} {3}$"),
    (r"$\operatorname{tr}_i @a$", r"$\operatorname{tr}_i {3}$"),
    (r"$x^* @a$", r"$x^* \cdot {3}$"),
    (r"$x_i^2 @a$", r"$x_i^2 \cdot {3}$"),
    (r"$x^@n @a$", r"$x^{2} \cdot {3}$"),
    (r"$e^\pi @a$", r"$e^\pi \cdot {3}$"),
    # a coefficient 1
    ("$@u x$", "$x$"),
    ("$@m x$", "$- x$"),
    ("$2 + @u x$", "$2 + x$"),
    ("$@u (x+1)$", "$(x+1)$"),
    (r"$@u \sqrt{x}$", r"$\sqrt{x}$"),
    (r"$@u \frac{1}{2}$", r"$\frac{1}{2}$"),
    (r"$@u \log x$", r"$\log x$"),
    ("$@u @h$", r"${\sin x}$"),
    (r"$2 \cdot @u x$", r"$2 \cdot {1} x$"),
    ("$1/@u x$", "$1/{1} x$"),
    (r"$@u \text{ cm}$", r"${1} \text{ cm}$"),
    (r"$@u\,\mathrm{kg}$", r"${1}\,\mathrm{kg}$"),
    ("$@u = x$", "${1} = x$"),
    (r"$@u\%$", r"${1}\%$"),
    # an exponent 1, and a slash before 1
    ("$x^@u y$", "$x y$"),
    ("$x^{@u} y$", "$x y$"),
    (r"$\theta^@u (1 - \theta)^@n$", r"$\theta (1 - \theta)^{2}$"),
    ("$(1 + x)^@u$", "$(1 + x)$"),
    ("$x_i^@u$", "$x_i$"),
    ("$x^{@u + 1}$", "$x^{{1} + 1}$"),
    ("$e^@u = e$", "$e^{1} = e$"),
    ("$2^@u$", "$2^{1}$"),
    (r"$\int_0^@u x$", r"$\int_0^{1} x$"),
    ("$x^@m$", "$x^{-1}$"),
    ("$|w|/@u$", "$|w|$"),
    ("$1 + x/@u$", "$1 + x$"),
    ("$(x - y)^2/@u + 1$", "$(x - y)^2 + 1$"),
    ("$@a/@u$", "${3}$"),
    ("$@a/@u = 3$", "${3}/{1} = 3$"),
    ("$x/@u^2$", "$x/{1}^2$"),
    ("$@a/@u > 2$", "${3} > 2$"),
    ("$x/@m$", r"$x/{\left(-1\right)}$"),
    # a coefficient 1 before a spacing command or a dot
    (r"$@a\,x + @u\,y$", r"${3}\,x + y$"),
    (r"$x' = @m\,x + w$", r"$x' = -x + w$"),
    (r"$@u \cdot \theta$", r"$\theta$"),
    (r"$@u \cdot 2$", r"${1} \cdot 2$"),
    # a sign joins the one before it in a term with letters
    ("$A + @b I$", "$A - {2} I$"),
    ("$A - @b I$", "$A + {2} I$"),
    ("$x^2 + @b x + @q$", r"$x^2 - {2} x - {\frac{1}{2}}$"),
    ("$x + @b$", "$x - {2}$"),
    ("$x - @b$", "$x + {2}$"),
    ("$x + @m y$", "$x - y$"),
    ("$x - @m y$", "$x + y$"),
    ("$x + @b^2$", r"$x + {\left(-2\right)}^2$"),
    (r"$x + @b \cdot @b$", r"$x - {2} \cdot {\left(-2\right)}$"),
    ("$f(x) = 3 + @b$", r"$f(x) = 3 + {\left(-2\right)}$"),
    ("$3 + @b x$", "$3 - {2} x$"),
    ("$y = -@b x$", "$y = {2} x$"),
    ("$-@b = 2$", r"$-{\left(-2\right)} = 2$"),
    (r"$x \pm @b$", r"$x \pm {\left(-2\right)}$"),
    (r"$\frac{\mu - @b}{@a}$", r"$\frac{\mu + {2}}{{3}}$"),
    ("$x + @{b + y}$", r"$x + {\left(-2 + y\right)}$"),
    # small decimals in prompts
    ("$x = @{d*10^-6}$", r"$x = {2.5 \times 10^{-7}}$"),
    ("$2 @{d*10^-6}$", r"$2 \cdot {2.5 \times 10^{-7}}$"),
    ("$@{-d*10^-6} x$", r"${-2.5 \times 10^{-7}} x$"),
    ("$@{d*10^-6}^2$", r"${\left(2.5 \times 10^{-7}\right)}^2$"),
    ("a rate of @{d*10^-6}", "a rate of 2.5 × 10⁻⁷"),
    ("$@{0.0003}$", "${0.0003}$"),
    ("$@{0.00004}$", r"${4 \times 10^{-5}}$"),
    ("$@{raw(0.00004)}$", "${0.00004}$"),
    ("$2 @m x$", r"$2 {\left(-1\right)} x$"),
    # arithmetic is done, nothing else
    ("$@{x + b}$", "${x - 2}$"),
    ("$@{u x + z}$", "${x}$"),
    ("$@{6/8}$", r"${\frac{3}{4}}$"),
    ("$@{raw(6/8)}$", r"${\frac{6}{8}}$"),
    ("$@{raw(a t/(6 t))}$", r"${\frac{3 \cdot 8}{6 \cdot 8}}$"),
    ("$@{raw(pick(2, 1, 6/8))}$", r"${\frac{6}{8}}$"),
    ("$@{raw(dec(6/8) x)}$", "${0.75 x}$"),
    ("$@{raw(sum(i^2, i, 1, a))}$", r"${\sum_{i=1}^{3} i^{2}}$"),
    ("$@{d a}$", "${0.75}$"),
    ("$@{dec(3/8)}$", "${0.375}$"),
    ("$@{dec(1/3, 3)}$", "${0.333}$"),
    ("$@{diff(f, x)}$", "${2 x}$"),
    # what is rounded up, or chosen, is a number in a sum, too
    ("$@{ceil(50 exp(-3)) + 1}$", "${4}$"),
    ("$@{floor(-sqrt(2)) x}$", "${-2 x}$"),
    ("$@{max(sqrt(2), 1, p)}$", r"${\sqrt{2}}$"),
    ("$@{min(x, a)}$", r"${\min\left(x, 3\right)}$"),
    # a decimal that is exact has no zeros behind it, and equals
    ("$@{dec(1, 3)}$, @{dec(-1000, 1)}", "${1}$, -1000"),
    (r"$e^{@{dec(-4, 3)}}$", "$e^{{-4}}$"),
    (r"$@a/2 \approx @{dec(a/2, 3)}$", "${3}/2 = {1.5}$"),
    (r"$@a/7 \approx @{dec(a/7, 3)}$", r"${3}/7 \approx {0.429}$"),
    (r"$@{dec(a/7, 3)} \cdot 7 \approx @{dec(a, 3)}$", r"${0.429} \cdot 7 \approx {3}$"),
    (r"$0.33 \cdot @a \approx @{dec(1, 2)}$", r"$0.33 \cdot {3} \approx {1}$"),
    (r"$@{3 dec(1/3, 3)} \approx @{dec(1, 2)}$", r"${0.999} \approx {1}$"),
    (r"$3 \cdot @{1/3} \approx @{dec(3 dec(1/3, 3), 3)}$", r"$3 \cdot {\frac{1}{3}} \approx {0.999}$"),
    # a side of an equation that reads as the next one does is left out
    ("$y = @a/4 = @{a/4}$", r"$y = {\frac{3}{4}}$"),
    ("The mean: $@a/4 = @{a/4}$.", r"The mean: ${\frac{3}{4}}$."),
    ("$@a = @{a}$", "${3} = {3}$"),
    ("$y = @a/6 = @{a/6}$", r"$y = {3}/6 = {\frac{1}{2}}$"),
    # vectors and matrices
    ("$@v$", r"${\left(1, 2, 3\right)}$"),
    ("$@{col(v)}$", r"${\begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}}$"),
    ("$2 @w$", r"$2 {\begin{pmatrix} 1 \\ 2 \end{pmatrix}}$"),
    ("$@{A w}$", r"${\left(5, 11\right)}$"),
    # names, and text outside formulas
    ("$@{m_hat}$", r"${\hat m}$"),
    ("@a apples, @b, @p, @d, @{a/n}", "3 apples, -2, 3/4, 0.25, 3/2"),
    ("a@@b.c, @ alone, @, @1", "a@b.c, @ alone, @, @1"),
    (r"\$@a, then $@a$", r"\$3, then ${3}$"),
    ("`x[@a]` of `A @ x`", "`x[3]` of `A @ x`"),
    ("$$@p x$$", r"$${\frac{3}{4}} x$$"),
]


@each_row(("template", "expected"), EXAMPLES)
def test_example(template: str, expected: str) -> None:
    assert rendered(template) == expected


def test_only_numbers_stand_in_a_sentence() -> None:
    with pytest.raises(BankError, match=r"outside \$…\$ only numbers"):
        rendered("a vector @v")


def test_an_unknown_name_is_an_error_that_names_the_field() -> None:
    with pytest.raises(BankError, match="not known") as raised:
        rendered("$@c$")
    assert raised.value.field == "prompt"


def test_braces_that_never_close_are_an_error() -> None:
    with pytest.raises(BankError, match="never closed"):
        list_template_references("Compute $@{a + (1$.")


def test_references_are_found_in_order() -> None:
    found = list_template_references("@a, $@{f(x)}$ and @@no but @{ {1, 2} }")
    assert [each.source for each in found] == ["a", "f(x)", " {1, 2} "]


@given(st.text())
def test_escaped_text_comes_back(source: str) -> None:
    def never(name: str) -> object:
        raise AssertionError(name)

    assert render_template(escape_template_marks(source), never) == source  # type: ignore[arg-type]


@given(st.text(alphabet="ab1 @{}$\\`^_(){}'", max_size=30))
def test_scanning_keeps_every_letter_of_literal_text(source: str) -> None:
    try:
        stretches = parse_template(source)
    except BankError:
        return
    literal = "".join(
        stretch.opening
        + "".join(piece for piece in stretch.parts if isinstance(piece, str))
        + stretch.closing
        for stretch in stretches
    )
    taken = sum(reference.end - reference.start for reference in list_template_references(source))
    assert len(literal) + taken + source.count("@@") >= len(source)


PIECES = st.sampled_from(
    [
        *(
            "@a",
            "@b",
            "@u",
            "@m",
            "@p",
            "@q",
            "@s",
            "@g",
            "@h",
            "@v",
            "@A",
            "@{x^n}",
            "2",
            "x",
            "+",
            "-",
            "/",
        ),
        *("^2", r"\cdot", r"\,", " ", "(", ")", r"\frac{1}{2}", r"\sqrt{x}", r"\log", "=", "!", "'", ","),
    ]
)


@given(st.lists(PIECES, max_size=8))
def test_formulas_stay_balanced(pieces: list[str]) -> None:
    template = "$" + " ".join(pieces) + "$"
    text = rendered(template)
    assert _depths(text) == _depths(re.sub(r"@\{[^}]*\}", "", template))
    assert text.count(r"\left") == text.count(r"\right")


def _depths(text: str) -> tuple[int, bool]:
    """How far braces are from being balanced, and whether one closes too early."""
    depth, early = 0, False
    for char in text:
        depth += {"{": 1, "}": -1}.get(char, 0)
        early = early or depth < 0
    return depth, early


NUMBERS = sorted(set(PARAMS) - {"z"})
TERMS = st.tuples(
    st.sampled_from("+-"),
    st.sampled_from(["@", "y@", "y^@", "y/@", "(x + @)", r"\frac{y + @}{2}", "2 y^{@}", "3/@"]),
    st.sampled_from(NUMBERS),
    st.sampled_from(["", " y", "^2", r" \cdot y", r"\,y", " (y - 1)", " = 3"]),
)


@given(st.sampled_from(["", "x ", "3 ", "x = "]), st.lists(TERMS, min_size=1, max_size=3))
def test_what_is_left_out_or_joined_changes_no_value(
    beginning: str, terms: list[tuple[str, str, str, str]]
) -> None:
    def written(shown: str) -> str:
        parts = (
            f"{sign} {form.replace('@', shown.format(name))}{behind}" for sign, form, name, behind in terms
        )
        return f"{beginning}{' '.join(parts)}"

    template, plain = written("@{{{}}}"), written(r"\left({}\right)")
    for name in NUMBERS:
        plain = plain.replace(rf"\left({name}\right)", rf"\left({PARAMS[name]}\right)")
    point = {"x": 1.3, "y": 1.7}
    try:
        due = read_latex(plain, Names(frozenset("xy")), {}, "statement")
    except ParseError:
        return
    given_back = read_latex(rendered(f"${template}$").strip("$"), Names(frozenset("xy")), {}, "statement")
    values, shown_values = ([evaluate(side, point) for side in _sides(tree)] for tree in (due, given_back))
    # a side that reads as the next one does is left out
    assert _without_repeats(values) == pytest.approx(_without_repeats(shown_values)), template


def _without_repeats(values: list[float]) -> list[float]:
    followers = [*values[1:], None]
    return [value for value, after in zip(values, followers, strict=True) if value != pytest.approx(after)]


def _sides(node: Node) -> list[Node]:
    match node:
        case Logic(_, left, right) | Relation(_, left, right):
            return [*_sides(left), *_sides(right)]
        case _:
            return [node]


@given(st.sampled_from(sorted(PARAMS)), st.sampled_from(sorted(PARAMS)))
def test_two_numbers_never_run_together(first: str, second: str) -> None:
    text = rendered(f"$@{first} @{second}$")
    if first not in ("u", "m"):
        assert r"\cdot" in text or r"\left(" in text
