"""The vocabulary: what each command of one glyph looks like, and how it behaves beside its neighbours.

The tables are pairs of a command's name and its glyph, in the reading order of a LaTeX reference card.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["ord", "bin", "rel", "open", "close", "punct", "op", "big", "int", "frac", "fence"]
"""TeX's classes of atoms, plus fractions and fences, which need room of their own in text."""

FontName = Literal[
    "", "mathbf", "boldsymbol", "mathbb", "mathcal", "mathscr", "mathfrak", "mathrm", "mathit", "mathsf",
    "mathtt",
]  # fmt: skip
"""The fonts of letters, by the command that is used most; empty where none is asked for."""


def pairs(text: str) -> dict[str, str]:
    """Give every second word of ``text`` by the word before it."""
    read = text.split()
    return dict(zip(read[::2], read[1::2], strict=True))


_LETTERS = pairs("""
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ
Phi Φ Psi Ψ Omega Ω varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ
varPhi Φ varPsi Ψ varOmega Ω aleph ℵ beth ℶ gimel ℷ daleth ℸ Bbbk 𝕜 i ı j ȷ Sha Ш ell ℓ hbar ℏ hslash ℏ
imath ı jmath ȷ wp ℘ Re ℜ Im ℑ partial ∂ nabla ∇ mho ℧ eth ð aa å AA Å o ø O Ø ae æ AE Æ oe œ OE Œ ss ß l ł
L Ł
""")

_ORDINARY = pairs("""
infty ∞ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ angle ∠ measuredangle ∡ triangle △ square □ Box
□ blacksquare ■ qed ∎ qedsymbol ∎ prime ′ dprime ″ backprime ‵ top ⊤ bot ⊥ flat ♭ sharp ♯ natural ♮ degree °
dag † ddag ‡ S § P ¶ pounds £ euro € copyright © circledR ® circledS Ⓢ maltese ✠ yen ¥ checkmark ✓ cmark ✓
xmark ✗ lightning ↯ neg ¬ lnot ¬ surd √ diamondsuit ♢ heartsuit ♡ clubsuit ♣ spadesuit ♠ bigstar ★
complement ∁ Diamond ◇ lozenge ◊ blacklozenge ⧫ triangledown ▽ vartriangle △ sphericalangle ∢ Finv Ⅎ Game ⅁
blacktriangle ▲ ldots … dots … dotsc … dotso … textellipsis … cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ vdots ⋮ ddots
⋱ hdots … mathellipsis … iddots ⋰ adots ⋰ Vert ‖ | ‖ vert | # # % % $ $ & & _ _ backslash \\ textbackslash
\\ textasciitilde ~ textasciicircum ^ textbar | lq ‘ rq ’ textdegree ° second ″ textless < textgreater >
textunderscore _ textbullet • textendash – textemdash — textregistered ® texttrademark ™
textasteriskcentered * slash / mathdollar $ mathsection § textquotesingle ' textquotedblleft “
textquotedblright ” textquoteleft ‘ textquoteright ’
""")

_BINARY = pairs("""
pm ± mp ∓ times × div ÷ cdot · centerdot · ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔
vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot
⊙ circledast ⊛ circledcirc ⊚ dagger † ddagger ‡ amalg ⨿ rtimes ⋊ ltimes ⋉ bigtriangleup △ bigtriangledown ▽
triangleleft ◁ triangleright ▷ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ veebar ⊻ barwedge ⊼ dotplus ∔
intercal ⊺ Cup ⋓ Cap ⋒ bigcirc ◯ divideontimes ⋇ curlyvee ⋎ curlywedge ⋏ doublecap ⋒ doublecup ⋓
leftthreetimes ⋋ rightthreetimes ⋌ circleddash ⊝ doublebarwedge ⩞ cupdot ⊍ dotcup ⊍
""")

_RELATIONS = pairs("""
leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ varpropto ∝ in ∈ notin ∉ ni
∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ Subset ⋐ sqsubset ⊏
sqsubseteq ⊑ sqsupseteq ⊒ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ ll ≪ gg ≫ lll ⋘ ggg ⋙
leqslant ⩽ geqslant ⩾ lesssim ≲ gtrsim ≳ leqq ≦ geqq ≧ to → rightarrow → gets ← leftarrow ← leftrightarrow ↔
Rightarrow ⇒ implies ⟹ Leftarrow ⇐ impliedby ⟸ Leftrightarrow ⇔ iff ⟺ Longrightarrow ⟹ Longleftarrow ⟸
Longleftrightarrow ⟺ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ mapsto ↦ longmapsto ⟼
hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow
↘ swarrow ↙ nwarrow ↖ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽
rightleftharpoons ⇌ leadsto ⇝ rightsquigarrow ⇝ twoheadrightarrow ↠ upharpoonright ↾ restriction ↾ mid ∣
nmid ∤ parallel ∥ nparallel ∦ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ asymp ≍ doteq ≐ coloneqq ≔
coloneq ≔ eqqcolon ≕ triangleq ≜ defeq ≝ eqdef ≝ bowtie ⋈ Join ⋈ smile ⌣ frown ⌢ therefore ∴ because ∵
nrightarrow ↛ nRightarrow ⇏ nleq ≰ ngeq ≱ nless ≮ ngtr ≯ ncong ≇ nsim ≁ trianglelefteq ⊴ trianglerighteq ⊵
between ≬ backsim ∽ approxeq ≊ lessgtr ≶ gtrless ≷ rightrightarrows ⇉ rightleftarrows ⇄ upuparrows ⇈ eqsim ≂
thicksim ∼ thickapprox ≈ circlearrowleft ↺ circlearrowright ↻ ngeq ≱ nsubset ⊄ lneq ⪇ gneq ⪈ precsim ≾
succsim ≿ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ blacktriangleright ▶ blacktriangleleft ◀ curvearrowright ↷
curvearrowleft ↶ dashrightarrow ⇢ dashleftarrow ⇠ mapsfrom ↤ longmapsfrom ⟻ Mapsto ⤇ Longmapsto ⟾
longhookrightarrow ↪ supseteqq ⫆ subseteqq ⫅ sqsupset ⊐ nsupseteq ⊉ vartriangleleft ⊲ vartriangleright ⊳
blacktriangledown ▼ leftrightarrows ⇆ leftleftarrows ⇇ downdownarrows ⇊ rightarrowtail ↣ risingdotseq ≓
fallingdotseq ≒ Coloneqq ⩴ subsetneqq ⫋ supsetneqq ⫌ varsubsetneq ⊊ varsupsetneq ⊋ sqsubsetneq ⋤ Supset ⋑
nsupset ⊅ nsubseteqq ⊈ nsqsubseteq ⋢ nsqsupseteq ⋣ doteqdot ≑ Doteq ≑ circeq ≗ eqcirc ≖ bumpeq ≏ Bumpeq ≎
backsimeq ⋍ lneqq ≨ gneqq ≩ nleqslant ≰ ngeqslant ≱ nleqq ≰ ngeqq ≱ lnsim ⋦ gnsim ⋧ lessapprox ⪅ gtrapprox ⪆
lnapprox ⪉ gnapprox ⪊ lessdot ⋖ gtrdot ⋗ lesseqgtr ⋚ gtreqless ⋛ lesseqqgtr ⪋ gtreqqless ⪌ eqslantless ⪕
eqslantgtr ⪖ curlyeqprec ⋞ curlyeqsucc ⋟ precapprox ⪷ succapprox ⪸ precnsim ⋨ succnsim ⋩ precneqq ⪵ succneqq
⪶ nprec ⊀ nsucc ⊁ npreceq ⋠ nsucceq ⋡ ntriangleleft ⋪ ntriangleright ⋫ ntrianglelefteq ⋬ ntrianglerighteq ⋭
nvdash ⊬ nvDash ⊭ nVdash ⊮ nVDash ⊯ Vvdash ⊪ VDash ⊫ pitchfork ⋔ backepsilon ∍ notni ∌ nequiv ≢ shortmid ∣
nshortmid ∤ shortparallel ∥ nshortparallel ∦ smallsmile ⌣ smallfrown ⌢ multimap ⊸ leftrightharpoons ⇋
looparrowleft ↫ looparrowright ↬ Lleftarrow ⇚ Rrightarrow ⇛ twoheadleftarrow ↞ leftarrowtail ↢ nleftarrow ↚
nLeftarrow ⇍ nleftrightarrow ↮ nLeftrightarrow ⇎ leftrightsquigarrow ↭ Lsh ↰ Rsh ↱ upharpoonleft ↿
downharpoonleft ⇃ downharpoonright ⇂ Updownarrow ⇕ Perp ⫫ indep ⫫ independent ⫫ upmodels ⫫ Bot ⫫ dblcolon ∷
Colon ∷ colonequals ≔ equalscolon ≕ vcentcolon : ratio : lt < gt > And & bmod mod mod mod
""")

_BIG = pairs("""
sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigsqcap ⨅
bigsqcup ⨆ biguplus ⨄ bigcupdot ⨃ bigtimes ⨉ bigast ∗
""")

_INTEGRALS = pairs("""
int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ idotsint ∫⋯∫ smallint ∫ intop ∫ fint ⨍ dashint ⨍ sqint ⨖
""")

_OPENING = pairs("""
langle ⟨ lfloor ⌊ lceil ⌈ lbrace { lbrack [ lparen ( lvert | lVert ‖ llbracket ⟦ lBrack ⟦ lgroup ( lAngle ⟪
llangle ⟪ llcorner ⌞ ulcorner ⌜ { {
""")

_CLOSING = pairs("""
rangle ⟩ rfloor ⌋ rceil ⌉ rbrace } rbrack ] rparen ) rvert | rVert ‖ rrbracket ⟧ rBrack ⟧ rgroup ) rAngle ⟫
rrangle ⟫ lrcorner ⌟ urcorner ⌝ } }
""")

_PUNCTUATION = pairs("colon : ldotp . cdotp ·")


def words(text: str) -> frozenset[str]:
    """Give the names in ``text``, which are parted by blanks."""
    return frozenset(text.split())


_KINDS: dict[Kind, dict[str, str]] = {
    "ord": _LETTERS | _ORDINARY, "bin": _BINARY, "rel": _RELATIONS, "big": _BIG, "int": _INTEGRALS,
    "open": _OPENING, "close": _CLOSING, "punct": _PUNCTUATION,
}  # fmt: skip
COMMANDS: dict[str, tuple[str, Kind]] = {
    name: (glyph, kind) for kind, table in _KINDS.items() for name, glyph in table.items()
}
"""Commands of one glyph, without the backslash."""

_PLAIN_KINDS: dict[str, Kind] = {
    **dict.fromkeys("=<>:", "rel"), **dict.fromkeys("+*−", "bin"), **dict.fromkeys("([", "open"),
    **dict.fromkeys(")]!.", "close"), **dict.fromkeys(",;", "punct"),
}  # fmt: skip

CHARACTERS: dict[str, tuple[str, Kind]] = {
    **{glyph: (name, kind) for name, (glyph, kind) in reversed(COMMANDS.items()) if not glyph.isascii()},
    **{character: (character, kind) for character, kind in _PLAIN_KINDS.items()},
}
"""What a character means when it is typed as itself: its name and kind."""

FUNCTIONS = words(
    "sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh coth log ln lg exp deg dim ker"
    " hom arg sgn tr Tr rank sign diag erf erfc sinc lcm supp Var Cov Corr Hom End Aut softmax sigmoid sech"
    " csch cosec arcsec arccsc arcsinh arccosh arctanh"
)
LIMIT_FUNCTIONS = {name: name for name in words("lim max min sup inf det gcd Pr")} | {
    "limsup": "lim sup", "liminf": "lim inf", "argmax": "arg max", "argmin": "arg min", "injlim": "inj lim",
    "projlim": "proj lim", "varlimsup": "lim sup", "varliminf": "lim inf", "varinjlim": "inj lim",
    "varprojlim": "proj lim",
}  # fmt: skip

NEGATED = pairs("= ≠ ∈ ∉ < ≮ > ≯ ≤ ≰ ≥ ≱ ⊂ ⊄ ⊃ ⊅ ⊆ ⊈ ⊇ ⊉ ≡ ≢ ∼ ≁ ≈ ≉ ∃ ∄ ∣ ∤ → ↛ ⇒ ⇏ ∋ ∌ ∥ ∦ ≅ ≇")

NEGATION = "\u0338"
"""The stroke through a relation that has no negated form of its own."""

SPACES = {
    ",": 1, ";": 1, ":": 1, ">": 1, " ": 1, "~": 1, "\n": 1, "\t": 1, "!": 0, "quad": 2, "qquad": 4,
    "enspace": 1, "enskip": 1, "thinspace": 1, "medspace": 1, "thickspace": 1, "space": 1, "nobreakspace": 1,
    "negthinspace": 0, "negmedspace": 0, "negthickspace": 0,
}  # fmt: skip
"""Spacing commands, in cells."""

ACCENTS = {
    "hat": "^", "widehat": "^", "check": "ˇ", "widecheck": "ˇ", "tilde": "~", "widetilde": "~", "bar": "_",
    "overline": "_", "dot": ".", "ddot": "..", "dddot": "...", "vec": "→", "overrightarrow": "→",
    "breve": "˘", "acute": "´", "grave": "`", "mathring": "°", "overleftarrow": "←",
    "overleftrightarrow": "↔", "underline": "‾", "underbar": "‾",
}  # fmt: skip
"""Accents, and the glyph that shows each on a row of its own."""

FONTS: dict[str, FontName] = {
    **dict.fromkeys(("mathbf", "bold", "symbf", "symbfup", "mathbold"), "mathbf"),
    **dict.fromkeys(("boldsymbol", "bm", "pmb", "mathbfit", "symbfit"), "boldsymbol"),
    **dict.fromkeys(("mathbb", "Bbb", "mathds", "mathbbm", "mathbbold", "symbb"), "mathbb"),
    **dict.fromkeys(("mathcal", "mathbfcal", "symcal"), "mathcal"),
    **dict.fromkeys(("mathscr", "EuScript", "symscr"), "mathscr"),
    **dict.fromkeys(("mathfrak", "frak"), "mathfrak"),
    **dict.fromkeys(("mathrm", "symrm", "symup", "mathup"), "mathrm"),
    **dict.fromkeys(("mathit", "mathnormal"), "mathit"),
    **dict.fromkeys(("mathsf", "mathsfit"), "mathsf"),
    "mathtt": "mathtt",
}
"""Commands that set their argument in a font."""

FONT_SWITCHES: dict[str, FontName] = {
    **dict.fromkeys(("bf", "bfseries", "boldmath"), "mathbf"), **dict.fromkeys(("rm", "rmfamily"), "mathrm"),
    **dict.fromkeys(("it", "itshape", "em"), "mathit"), **dict.fromkeys(("sf", "sffamily"), "mathsf"),
    **dict.fromkeys(("tt", "ttfamily"), "mathtt"),
    **dict.fromkeys(("mit", "normalfont", "upshape", "mdseries"), ""), **{"cal": "mathcal", "scr": "mathscr"},
}  # fmt: skip
"""Commands that set the rest of their group in a font."""

TEXT_FONTS: dict[str, FontName] = {
    **{"textbf": "mathbf", "textrm": "mathrm", "textup": "mathrm", "textsf": "mathsf", "texttt": "mathtt"},
    **dict.fromkeys(("textit", "emph", "textsl"), "mathit"),
}
"""Commands that set text in a font."""
