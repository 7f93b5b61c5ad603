"""Which commands mean what in a paper's formula."""

from __future__ import annotations

from typing import Final


def _commands(names: str) -> frozenset[str]:
    """The commands of these names, backslash and all."""
    return frozenset(f"\\{name}" for name in names.split())


def _pairs(table: str) -> dict[str, str]:
    """Pairs of words: another spelling and the one that is used here; ``{}`` is nothing."""
    words = table.split()
    return {old: "" if new == "{}" else new for old, new in zip(words[::2], words[1::2], strict=True)}


def words_token(text: str) -> str:
    """The token of running text in a formula."""
    return f"\\text{{{text}}}"


QUAD: Final = "\\quad"
DIFFERENCE: Final = "\\Delta"
INCREMENT: Final = "\\delta"
INCREMENTS: Final = frozenset((DIFFERENCE, INCREMENT))
"""What makes one name with the name that follows: how much that changes."""
SCRIPT: Final = "\\mathcal"
GREEK: Final = _commands("""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu
    xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda
    Xi Pi Sigma Upsilon Phi Psi Omega varGamma varDelta varTheta varLambda varSigma varPhi varPsi
    varOmega digamma
""")
LETTERS: Final = GREEK | {"\\ell"}
"""Commands that are set as one letter, which may run."""
GIVEN_BARS: Final = frozenset(("|", "\\mid", "\\vert"))
"""What stands before a condition, ``p(x \\mid y)``."""
SCALARS: Final = _commands(
    "alpha beta gamma lambda rho eta kappa epsilon varepsilon tau nu delta varrho zeta xi"
)
COUNTING: Final = frozenset("NTKLHMD")
"""Capitals that count, above a number."""
VALUES: Final = frozenset("VQAJdURPTvqr") | _commands("rho eta")
LETTERLIKE: Final = _commands("""
    ell hbar imath jmath Re Im aleph wp infty emptyset varnothing top bot perp partial dots ldots cdots
    vdots ddots square Box star ast dagger bullet circ
""")
FONTS: Final = {
    **{
        f"\\{name}": f"\\{name}"
        for name in ("mathbf", "mathcal", "mathbb", "mathsf", "mathfrak", "mathrm", "mathtt", "mathit")
    },
    "\\bm": "\\mathbf",
    "\\boldsymbol": "\\mathbf",
    "\\pmb": "\\mathbf",
    "\\textbf": "\\mathbf",
    "\\bold": "\\mathbf",
    "\\mathbfit": "\\mathbf",
    "\\mathbold": "\\mathbf",
    "\\symbf": "\\mathbf",
    "\\symbfit": "\\mathbf",
    "\\symbfup": "\\mathbf",
    "\\symcal": "\\mathcal",
    "\\symup": "\\mathrm",
    "\\symrm": "\\mathrm",
    "\\mathbfcal": "\\mathcal",
    "\\EuScript": "\\mathcal",
    "\\mathsfit": "\\mathsf",
    "\\mathscr": "\\mathcal",
    "\\mathds": "\\mathbb",
    "\\mathbbm": "\\mathbb",
    "\\mathbbold": "\\mathbb",
    "\\textsf": "\\mathsf",
    "\\texttt": "\\mathtt",
    "\\textit": "\\mathit",
    "\\mathnormal": "\\mathit",
    "\\mathup": "\\mathrm",
    "\\textup": "\\mathrm",
    "\\textrm": "\\mathrm",
}
SWITCHES: Final = {
    "\\bf": "\\mathbf",
    "\\bfseries": "\\mathbf",
    "\\boldmath": "\\mathbf",
    "\\rm": "\\mathrm",
    "\\it": "\\mathit",
    "\\cal": "\\mathcal",
    "\\sf": "\\mathsf",
    "\\tt": "\\mathtt",
    "\\em": "\\mathit",
}
TEXTS: Final = frozenset(("\\text", "\\mbox", "\\textnormal", "\\hbox", "\\textsc", "\\emph"))
ACCENTS: Final = {
    **{
        f"\\{name}": f"\\{name}"
        for name in (
            "hat",
            "tilde",
            "bar",
            "dot",
            "ddot",
            "vec",
            "check",
            "breve",
            "acute",
            "grave",
            "underline",
            "overleftarrow",
        )
    },
    "\\widehat": "\\hat",
    "\\widetilde": "\\tilde",
    "\\overline": "\\bar",
    "\\overrightarrow": "\\vec",
    "\\underbar": "\\underline",
    "\\mathring": "\\dot",
}
ACCENTED: Final = frozenset(ACCENTS.values())
"""What tokens call accents."""
FONTED: Final = frozenset(FONTS.values())
"""What tokens call fonts."""
DRESSES: Final = ACCENTED | FONTED
"""What tokens call fonts and accents."""
EXPECTATIONS: Final = frozenset(("E", "\\mathbb{E}"))
"""Letters of the mean of what is random."""
PLACES: Final = ("i", "j", "k", "l", "n", "c")
"""Letters that number members."""
FRACTIONS: Final = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\nicefrac", "\\sfrac", "\\cfrac"))
FUNCTIONS: Final = _commands("""
    exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim deg ker gcd
""")
WORD_FUNCTIONS: Final = frozenset(
    name.removeprefix("\\")
    for name in _commands("""
        softmax sigmoid relu ReLU tanh erf sign sgn diag tr Tr trace rank vec vech cov Cov Var var
        std softplus logit logsumexp LSE GELU gelu SiLU Concat concat LayerNorm RMSNorm BatchNorm
        round clip stopgrad sg span supp
    """)
)
BIG: Final = _commands("""
    sum prod coprod int iint iiint oint bigcup bigcap bigoplus bigotimes bigvee bigwedge bigsqcup max
    min sup inf lim limsup liminf argmax argmin Pr
""")
BIG_WORDS: Final = {
    "argmax": "\\argmax",
    "argmin": "\\argmin",
    "max": "\\max",
    "min": "\\min",
    "esssup": "\\sup",
    "sup": "\\sup",
    "inf": "\\inf",
    "lim": "\\lim",
}
RELATIONS: Final = frozenset(("=", "<", ">", ":=", "=:")) | _commands("""
    leq geq neq approx propto equiv sim simeq cong leftarrow rightarrow leftrightarrow Rightarrow
    Leftrightarrow Leftarrow mapsto in notin ni subset subseteq supset supseteq ll gg lesssim gtrsim
    prec succ preceq succeq asymp models vdash doteq longrightarrow Longrightarrow hookrightarrow
    perp
""")
RENAMED: Final = (
    _pairs(r"""
    \lt <  \gt >  \leqq \leq  \geqq \geq  \varpropto \propto  \thicksim \sim
    \le \leq  \ge \geq  \ne \neq  \leqslant \leq  \geqslant \geq  \gets \leftarrow  \to \rightarrow
    \longleftarrow \leftarrow  \longrightarrow \rightarrow  \longmapsto \mapsto  \implies \Rightarrow
    \Longrightarrow \Rightarrow  \iff \Leftrightarrow  \Longleftrightarrow \Leftrightarrow
    \impliedby \Leftarrow  \triangleq :=  \coloneqq :=  \coloneq :=  \defeq :=  \eqdef :=  \lvert |
    \rvert |  \vert |  \lVert \|  \rVert \|  \Vert \|  \eqqcolon =:  \* \cdot  \intercal \top
    \dotsc \ldots  \dots \ldots  \dotsb \cdots  \dotsm \cdots
    \hdots \ldots  … \ldots  \land \wedge  \lor \vee  \thickapprox \approx
    \vcentcolon :  \ratio :  \Coloneqq :=  \triangle \Delta  \vartriangle \Delta
    \bigtriangleup \Delta  \parallel \|  \succcurlyeq \succeq  \preccurlyeq \preceq
    \mod \bmod  \given \mid  − -  × \times  · \cdot  \prime '  \centerdot \cdot  \cdotp \cdot  \lnot \neg
    \varnothing \emptyset  \colon :
    || \|  \thinspace {}  \mathellipsis \ldots  \sqcdot \cdot
    \boldmath {}  \Tr Tr  \bigodot \odot
""")
    | {f"\\up{letter[1:]}": letter for letter in GREEK}
    | _pairs(r"""
    \Hat \hat  \Tilde \tilde  \Bar \bar  \Vec \vec  \Dot \dot  \Ddot \ddot  \Check \check  \Breve \breve
""")
)
DROPPED: Final = _commands("""
    left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl Biggr
    Biggm displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits , ; ! : > / thinspace
    space nobreakspace
    medspace thickspace negthinspace negmedspace enspace nonumber notag mathstrut strut nolinebreak
    allowbreak relax noindent hfill tiny small footnotesize scriptsize normalsize large Large LARGE huge
    Huge hline
    ignorespaces unskip protect xspace
""") | {"\\ ", "~"}
SIZES: Final = _commands(
    "tiny scriptsize footnotesize small normalsize large Large displaystyle textstyle scriptstyle"
)
WRAPPERS: Final = _commands("""
    mathop mathrel mathbin mathord mathopen mathclose mathpunct mathinner ensuremath smash boxed fbox
    mathclap mathllap mathrlap text@ math cancel
""")
LABELLED: Final = frozenset(("\\underbrace", "\\overbrace", "\\underbracket", "\\overbracket"))
WITH_ONE_IGNORED: Final = _commands("""
    color hspace hspace* vspace vspace* phantom hphantom vphantom label tag tag* mspace raisetag
""")
COLOURED: Final = frozenset(("\\textcolor", "\\colorbox"))
SKIPS: Final = _commands("hskip kern mkern mskip")
"""Gaps of a length that is no argument."""
QUADS: Final = frozenset(("\\quad", "\\qquad"))
WIDE_GAPS: Final = frozenset(("\\;", "\\:", "\\ ", "~"))
"""What parts upright words as a blank would in text."""
DEFINES: Final = frozenset(("\\overset", "\\stackrel", "\\underset"))
AIMS: Final = {
    f"\\operatorname{{{name}}}": command
    for command, names in (
        ("\\min", ("minimize", "minimise", "Minimize", "minimum")),
        ("\\max", ("maximize", "maximise", "Maximize", "maximum")),
        ("\\argmin", ("argminimize", "Argmin")),
        ("\\argmax", ("argmaximize", "Argmax")),
    )
    for name in names
}
"""What is sought, with what it is sought over below."""
MATRICES: Final = frozenset(
    name + star
    for name in (
        "matrix",
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "vmatrix",
        "Vmatrix",
        "smallmatrix",
        "cases",
        "dcases",
        "rcases",
        "array",
    )
    for star in ("", "*")
)
TRANSPOSES: Final = frozenset(
    (
        ("\\top",),
        ("T",),
        ("\\mathsf", "{", "T", "}"),
        ("\\mathrm", "{", "T", "}"),
        ("\\mathsf", "{", "\\top", "}"),
        ("\\mathtt", "{", "T", "}"),
        ("\\mathbf", "{", "T", "}"),
        ("\\intercal",),
    )
)
INVERSES: Final = frozenset((("-", "1"), ("-", "1", "/", "2"), ("-", "\\frac", "{", "1", "}", "{", "2", "}")))
"""Exponents of inverses and of their roots."""
MARKS: Final = frozenset(
    (
        ("*",),
        ("\\ast",),
        ("\\star",),
        ("+",),
        ("-",),
        ("\\pm",),
        ("<",),
        (">",),
        ("\\dagger",),
        ("\\circ",),
        ("\\perp",),
        ("\\min",),
        ("\\max",),
        ("\\prime",),
        ("\\bullet",),
        ("**",),
    )
)
PRODUCTS: Final = frozenset(("*", "/")) | _commands("""
    cdot times odot oslash circ otimes oplus ast div star bullet circledast wedge vee cap cup setminus ominus
    bmod
""")


def is_product(token: str | None) -> bool:
    """Whether a token is a product's sign; one with an index, ``\\ast_{G}``, is an operation of its own."""
    return token in PRODUCTS or (token is not None and token.partition("_{")[0] in PRODUCTS)


SIGNS: Final = frozenset(("+", "-", "\\pm", "\\mp"))
CLOSING: Final = {
    "(": ")",
    "[": "]",
    "\\{": "\\}",
    "\\langle": "\\rangle",
    "\\lfloor": "\\rfloor",
    "\\lceil": "\\rceil",
}
OPENS: Final = frozenset((*CLOSING, "{"))
CLOSES: Final = frozenset((*CLOSING.values(), "}"))
"""Brackets and groups of any kind."""
DECAYS: Final = frozenset(("\\lambda", "\\gamma", "\\beta", "\\rho"))
"""What is raised to the number of steps."""
PARAMETERS: Final = frozenset(("\\theta", "\\phi", "\\psi", "\\omega", "\\Theta", "\\vartheta", "\\varphi"))
"""Letters of what is learnt."""
