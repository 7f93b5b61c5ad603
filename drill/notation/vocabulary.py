"""Which canonical tokens are letters, functions, operators, relations and signs."""

from __future__ import annotations

from typing import Final


def _commands(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


def _words(names: str) -> frozenset[str]:
    return frozenset(f"\\operatorname{{{name}}}" for name in names.split())


QUAD: Final = "\\quad"
GREEK: Final = _commands("""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu
    xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda
    Xi Pi Sigma Upsilon Phi Psi Omega varGamma varDelta varTheta varLambda varSigma varPhi varPsi
    varOmega digamma
""")
LETTERLIKE: Final = _commands("""
    ell hbar imath jmath Re Im aleph wp infty emptyset top bot square Box flat sharp natural
""")
FONTS: Final = _commands("mathbf mathcal mathbb mathsf mathfrak mathrm mathtt mathit")
ACCENTS: Final = _commands("""
    hat tilde bar dot ddot vec check breve acute grave underline overleftarrow
""")
INCREMENT: Final = "\\Delta"
DOTS: Final = _commands("ldots cdots vdots ddots")
FUNCTIONS: Final = _commands("""
        exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim deg ker
        gcd Pr
    """) | _words("""
        softmax Softmax sigmoid relu ReLU erf sign sgn diag tr Tr trace rank vec vech softplus logit
        logsumexp LSE GELU gelu SiLU stopgrad sg round
    """)
"""Functions that need no brackets."""
EXPECTATIONS: Final = _words("E Var var Cov cov Std std Corr corr") | frozenset(
    ("\\mathbb{E}", "\\mathbb{V}")
)
AIMS: Final = _commands("max min argmax argmin sup inf") | _words(
    "minimize minimise maximize maximise argmin argmax esssup"
)
"""What is sought: its body is a whole sum where that goes on about what runs."""
REDUCERS: Final = AIMS | _commands("""
    sum prod coprod bigcup bigcap bigoplus bigotimes bigvee bigwedge bigsqcup lim limsup liminf
""")
INTEGRALS: Final = _commands("int iint iiint oint")
QUANTIFIERS: Final = _commands("forall exists nexists neg")
RELATIONS: Final = frozenset(("=", "<", ">", ":=", "=:")) | _commands("""
    leq geq neq approx propto equiv sim simeq cong leftarrow rightarrow leftrightarrow Rightarrow
    Leftrightarrow Leftarrow mapsto in notin ni subset subseteq supset supseteq ll gg lesssim gtrsim
    prec succ preceq succeq asymp models vdash doteq hookrightarrow perp nsim notsubset nleq ngeq
    uparrow downarrow searrow nearrow nrightarrow subsetneq
""")
PRODUCTS: Final = frozenset("*") | _commands("""
    cdot times odot oslash circ otimes oplus ast div star bullet circledast wedge vee cap cup setminus
    ominus bmod boxtimes boxplus rtimes ltimes
""")
SIGNS: Final = frozenset(("+", "-", "\\pm", "\\mp"))
TRANSPOSES: Final = {
    ("\\top",): "\\top",
    ("T",): "T",
    **{
        (font, "{", letter, "}"): f"{font}{{{letter}}}" for font in sorted(FONTS) for letter in ("T", "\\top")
    },
}
MARKS: Final = frozenset(
    ("*", "\\ast", "\\star", "+", "-", "\\pm", "\\dagger", "\\circ", "\\perp", "\\bullet")
)
GROWING: Final = frozenset(("\\gamma", "\\lambda"))
"""Letters that are raised to a number of steps ``T`` and never transposed."""
BRACKETS: Final = {
    "(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil",
}  # fmt: skip
OPENING: Final = frozenset((*BRACKETS, "{"))
CLOSING: Final = frozenset((*BRACKETS.values(), "}"))
BARS: Final = frozenset(("|", "\\|"))
FUNCTION_LETTERS: Final = frozenset("fghpqFGHPLJ") | _commands(
    "phi psi varphi Phi Psi varPhi sigma Gamma ell"
)
"""Letters that are functions before a bracket, whatever stands in it."""


def is_product(token: str) -> bool:
    """Whether a token is a product's sign; one with an index, ``\\ast_{G}``, is an operation of its own."""
    return token in PRODUCTS or token.partition("_{")[0] in PRODUCTS


def is_word(token: str) -> bool:
    """Whether a token is an upright word: a name, or words inside a formula."""
    return token.startswith(("\\operatorname{", "\\text{"))


def is_letter(token: str) -> bool:
    """Whether a token is one letter: a name by itself, and what may run below another."""
    return (len(token) == 1 and token.isalpha()) or token in GREEK or token == "\\ell"


def is_number(token: str) -> bool:
    """Whether a token is a number."""
    return token[:1].isdecimal() or (token[:1] == "." and token[1:2].isdecimal())
