"""Commands of LaTeX packages that papers use in formulas, as macros in plain LaTeX."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from drill.papers.source.macros import Macros, read_macros

_USED: Final = re.compile(r"\\(?:usepackage|RequirePackage|documentclass)\s*(?:\[[^\[\]]*\])?\s*\{([^{}]*)\}")
_DERIVATIVE: Final = (
    r"\NewDocumentCommand\%(name)s{s o m g}{\IfNoValueTF{#4}"
    r"{\frac{%(d)s\IfValueT{#2}{^{#2}}}{%(d)s #3\IfValueT{#2}{^{#2}}}}"
    r"{\frac{%(d)s\IfValueT{#2}{^{#2}} #3}{%(d)s #4\IfValueT{#2}{^{#2}}}}}"
)
_SIZED: Final = r"\NewDocumentCommand\%(name)s{s m}{\left%(opening)s #2 \right%(closing)s}"


def _derivative(name: str, sign: str) -> str:
    return _DERIVATIVE % {"name": name, "d": sign}


def _sized(name: str, opening: str, closing: str) -> str:
    return _SIZED % {"name": name, "opening": opening, "closing": closing}


_PHYSICS: Final = "\n".join(
    (
        *(_derivative(name, r"\mathrm{d}") for name in ("dv", "derivative")),
        r"\NewDocumentCommand\pdv{s o m g g}{\IfNoValueTF{#4}"
        r"{\frac{\partial\IfValueT{#2}{^{#2}}}{\partial #3\IfValueT{#2}{^{#2}}}}"
        r"{\IfNoValueTF{#5}"
        r"{\frac{\partial\IfValueT{#2}{^{#2}} #3}{\partial #4\IfValueT{#2}{^{#2}}}}"
        r"{\frac{\partial^2 #3}{\partial #4 \partial #5}}}}",
        r"\let\partialderivative\pdv \let\pderivative\pdv",
        *(_sized(name, "|", "|") for name in ("abs", "absolutevalue")),
        _sized("norm", r"\|", r"\|"),
        r"\NewDocumentCommand\order{s m}{\mathcal{O}\left( #2 \right)}",
        r"\NewDocumentCommand\eval{s m}{\left. #2 \right|}",
        r"\NewDocumentCommand\expval{s m}{\left\langle #2 \right\rangle}\let\ev\expval",
        r"\NewDocumentCommand\comm{s m m}{\left[ #2, #3 \right]}\let\commutator\comm",
        r"\NewDocumentCommand\qty{d() d[] g}{\IfValueT{#1}{\left( #1 \right)}\IfValueT{#2}{\left[ #2 \right]}"
        r"\IfValueT{#3}{\left\{ #3 \right\}}}",
        r"\newcommand{\dd}[1]{\,\mathrm{d} #1}",
        r"\NewDocumentCommand\vb{s m}{\mathbf{#2}}\NewDocumentCommand\va{s m}{\vec{\mathbf{#2}}}",
        r"\NewDocumentCommand\vu{s m}{\hat{\mathbf{#2}}}",
        r"\newcommand{\vdot}{\cdot}\newcommand{\cross}{\times}\newcommand{\grad}{\nabla}\newcommand{\laplacian}{\nabla^2}",
        r"\newcommand{\curl}{\nabla\times}",
        r"\newcommand{\trace}{\operatorname{Tr}}\newcommand{\tr}{\operatorname{tr}}\newcommand{\rank}{\operatorname{rank}}",
        r"\newcommand{\mqty}[1]{\begin{matrix}#1\end{matrix}}\newcommand{\pmqty}[1]{\begin{pmatrix}#1\end{pmatrix}}",
        r"\newcommand{\bmqty}[1]{\begin{bmatrix}#1\end{bmatrix}}",
        r"\newcommand{\qq}[1]{\quad\text{#1}\quad}",
    )
)
_SLIDES: Final = "\n".join(
    (
        *(
            rf"\NewDocumentCommand\{name}{{d<> m}}{{#2}}"
            for name in ("only", "uncover", "visible", "invisible", "onslide", "alert", "structure")
        ),
        r"\NewDocumentCommand\alt{d<> m m}{#2}",
        r"\NewDocumentCommand\pause{o}{}",
    )
)
_USUAL: Final = "\n".join(
    (
        *(_sized(name, "|", "|") for name in ("abs", "card")),
        _sized("norm", r"\|", r"\|"),
        _sized("ceil", r"\lceil", r"\rceil"),
        _sized("floor", r"\lfloor", r"\rfloor"),
        *(rf"\newcommand{{\{name}}}{{\mathbb{{{letter}}}}}" for name, letter in (("R", "R"), ("E", "E"))),
        r"\newcommand{\dd}{\mathrm{d}}\newcommand{\dif}{\mathrm{d}}",
        *(rf"\newcommand{{\{name}}}{{\operatorname{{{name}}}}}" for name in ("Var", "Cov", "diag", "sign")),
        r"\newcommand{\VAR}{\operatorname{Var}}\newcommand{\COV}{\operatorname{Cov}}\newcommand{\Prob}{\operatorname{P}}",
    )
)
"""Names that nobody gives another meaning, for sources whose own style file is missing."""
_KNOWN: Final = {"": _USUAL, "physics": _PHYSICS, "beamer": _SLIDES}


def of_packages(text: str) -> Macros:
    """What the packages that ``text`` loads define, over what is usually meant by some names."""
    macros = _defined("")
    for match in _USED.finditer(text):
        for name in match[1].split(","):
            if name.strip() in _KNOWN:
                macros = macros.under(_defined(name.strip()))
    return macros


@cache
def _defined(name: str) -> Macros:
    macros = read_macros(_KNOWN[name])
    return Macros(macros.commands, macros.environments, macros.theorems)
