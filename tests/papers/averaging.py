"""A small paper of our own writing, with an algorithm, references and symbols that are explained."""

from __future__ import annotations

PAPER = r"""
\documentclass{article}
\usepackage{amsmath}
\title{Averaged Descent: a Study}
\begin{document}
\maketitle
\section{The method}
Let $\theta_t$ denote the weights of the network. Here $\alpha$ is the step size, and $\beta$ is the decay
rate. The symbol $\epsilon$ denotes the damping term. We write $v_t$ for the running average of squares, and
$g_t$ is the gradient of the batch. The running average follows
\begin{equation}\label{eq:square}
v_{t+1} = \beta v_t + (1 - \beta) g_t^2 ,
\end{equation}
and the weights are moved by
\begin{equation}\label{eq:move}
\theta_{t+1} = \theta_t - \alpha \frac{g_t}{\sqrt{v_{t+1}} + \epsilon} .
\end{equation}
When squares are large everywhere, the fraction in \eqref{eq:move} shrinks and the whole run slows down.
\section{Analysis}
The loss of one example is
\begin{equation}\label{eq:loss}
L = -\sum_{i=1}^{n} y_i \log p_i ,
\end{equation}
its temperature scaled sibling is
\begin{equation}\label{eq:warm}
p_i = \frac{\exp(z_i / T)}{Z} ,
\end{equation}
and the distance that is covered obeys
\begin{align}
D &= \|\theta_{t+1} - \theta_t\|_2 \leq \alpha G , \label{eq:distance} \\
S &= a + b = c + d = 2 e - f = 3 h . \label{eq:chain}
\end{align}
\[ \theta_{t+1} = \theta_t - \alpha \frac{g_t}{\sqrt{v_{t+1}} + \epsilon} \]
Our proof follows the update rule of \cite{polyak}, which needs no averages.
\begin{algorithm}
\caption{Averaged descent}\label{alg:averaged}
\begin{algorithmic}
\STATE $v \gets 0$
\FOR{$t = 1, \dots, n$}
\STATE $g \gets \nabla L(\theta)$
\STATE $v \gets \beta v + (1-\beta) g^2$
\STATE $\theta \gets \theta - \alpha g / (\sqrt{v} + \epsilon)$
\ENDFOR
\RETURN $\theta$
\end{algorithmic}
\end{algorithm}
\end{document}
"""
SHORT = (
    PAPER.partition("The loss of one example is")[0]
    + r"The distance that is covered obeys \[ D = \|\theta_{t+1} - \theta_t\|_2 \leq \alpha G . \]"
    + PAPER[PAPER.index(r"\begin{algorithm}") :]
)
"""Its first formulas alone, for tests that import it many times over."""
