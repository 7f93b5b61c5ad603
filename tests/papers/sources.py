"""Sources of our own writing for the tests."""

from __future__ import annotations

OPTIMISER = r"""
\documentclass{article}
\usepackage{amsmath,local}
\title{A Note on \emph{Damped} Descent}
\newcommand{\grad}{\nabla \hat{L}_t(\theta_t)}
\newcommand{\norm}[1]{\left\lVert #1 \right\rVert}
\newcommand{\avg}[2][1]{\frac{1}{#1}\sum_{i} #2_i}
\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}
\DeclareMathOperator*{\argmin}{arg\,min}
\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}
\begin{document}
\maketitle
\section{Descent}
Let $\theta_t$ denote the parameters at step $t$. % a comment with $x$ and \begin{equation}
The step is
\be\label{eq:step} \theta_{t+1} = \theta_t - \alpha \grad . \ee
Here $\alpha$ is the learning rate. By \eqref{eq:step} the loss falls.
\section{Averages}
The buffer and its norm obey
\begin{align}
m_{t+1} &= \beta m_t + (1-\beta) \grad, \label{eq:buffer} \\
\norm{m_{t+1}} &\leq \beta \norm{m_t} + (1-\beta) G \nonumber \\
 &\leq G \label{eq:bound}
\end{align}
\[ \avg[n]{x} = \bar x \]
\begin{verbatim}
\begin{equation} no = formula \end{equation}
\end{verbatim}
\verb|\begin{equation}| is how one begins; \iffalse \[ dead = text \] \fi and $$ w = \argmin_w L(w) $$
\begin{algorithm}
\caption{Damped descent}\label{alg:damped}
\begin{algorithmic}
\STATE $m \gets 0$
\FOR{$t = 1, \dots, T$}
\STATE $g \gets \grad$
\STATE $m \gets \beta m + (1-\beta) g$
\ENDFOR
\RETURN $\theta$
\end{algorithmic}
\end{algorithm}
As in \cite{old}, we use the update rule of \citet{polyak}. See Equation~\eqref{eq:missing}.
\end{document}
"""

STYLE = r"""
\ProvidesPackage{local}
\newcommand{\R}{\mathbb{R}}
\renewcommand{\small}{\@setfontsize\small}
"""

NOTES = """---
title: "Momentum in notes"
---
# Setting

The velocity is $v_t$.

$$
v_{t+1} = \\mu v_t - \\varepsilon g_t
$$

```math
a = b
```

```python
x = "$$ no = formula $$"
```

## Results

\\\\[ c = d \\\\]
"""

PAGE = """<!DOCTYPE html><html><head><title>x</title></head><body>
<h1 class="ltx_title ltx_title_document">A page</h1>
<section><h2>Losses</h2>
<p>Here <math alttext="x" display="inline"><mi>x</mi></math> is the input.</p>
<table class="ltx_equation ltx_eqn_table" id="S1.E1"><tbody>
<tr class="ltx_equation ltx_eqn_row ltx_align_baseline">
<td class="ltx_eqn_cell"><math alttext="\\displaystyle y=x+1" display="block"><mi>y</mi></math></td>
<td class="ltx_eqn_cell ltx_eqn_eqno"><span class="ltx_tag ltx_tag_equation">(1)</span></td>
</tr></tbody></table>
</section></body></html>
"""
