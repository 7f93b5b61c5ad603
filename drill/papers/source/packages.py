"""Commands of LaTeX packages that ``drill.latex`` does not read by itself, as macros in plain LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from drill.papers.source.macros import Macros, read_macros

_USED: Final = re.compile(r"\\(?:usepackage|RequirePackage|documentclass)\s*(?:\[[^\[\]]*\])?\s*\{([^{}]*)\}")
_PHYSICS: Final = r"""
\NewDocumentCommand\dv{s o m g}{\IfNoValueTF{#4}
{\frac{\mathrm{d}\IfValueT{#2}{^{#2}}}{\mathrm{d} #3\IfValueT{#2}{^{#2}}}}
{\frac{\mathrm{d}\IfValueT{#2}{^{#2}} #3}{\mathrm{d} #4\IfValueT{#2}{^{#2}}}}}\let\derivative\dv
\newcommand{\trace}{\operatorname{Tr}}\newcommand{\tr}{\operatorname{tr}}\newcommand{\rank}{\operatorname{rank}}
\newcommand{\vdot}{\cdot}\newcommand{\cross}{\times}\newcommand{\qq}[1]{\quad\text{#1}\quad}
\newcommand{\mqty}[1]{\begin{matrix}#1\end{matrix}}\newcommand{\pmqty}[1]{\begin{pmatrix}#1\end{pmatrix}}
\newcommand{\bmqty}[1]{\begin{bmatrix}#1\end{bmatrix}}
"""
_SHOWN_ON: Final = ("only", "uncover", "visible", "invisible", "onslide", "alert", "structure")
_SLIDES: Final = (
    "".join(rf"\NewDocumentCommand\{name}{{d<> m}}{{#2}}" for name in _SHOWN_ON)
    + r"\NewDocumentCommand\alt{d<> m m}{#2}\NewDocumentCommand\pause{o}{}"
)
# Names that nobody gives another meaning, for sources whose own style file is missing.
_USUAL: Final = r"""
\newcommand{\R}{\mathbb{R}}\newcommand{\E}{\mathbb{E}}\newcommand{\Prob}{\operatorname{P}}\newcommand{\dif}{\mathrm{d}}
\newcommand{\card}[1]{|#1|}\newcommand{\VAR}{\operatorname{Var}}\newcommand{\COV}{\operatorname{Cov}}
"""
_KNOWN: Final = {"": _USUAL, "physics": _PHYSICS, "beamer": _SLIDES}


def packages_in(text: str) -> Iterator[str]:
    """The names of the class and the packages that ``text`` loads."""
    return (name.strip() for match in _USED.finditer(text) for name in match[1].split(","))


def of_packages(text: str) -> Macros:
    """What the packages that ``text`` loads define, over what is usually meant by some names."""
    macros = _defined("")
    for name in packages_in(text):
        if name in _KNOWN:
            macros = macros.under(_defined(name))
    return macros


@cache
def _defined(name: str) -> Macros:
    return Macros(read_macros(_KNOWN[name]).commands)
