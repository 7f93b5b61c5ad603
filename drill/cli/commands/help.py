"""``drill help``: how to type answers."""

from __future__ import annotations

import argparse

from drill.cli import output

HELP = "show how to type answers"

ANSWERS = """\
How to type answers. What you type is shown typeset as you type it.

  a number        3/4   0.75   75%   2pi/3   sqrt(2)/2   e^2   C(5,2)   inf   -inf   dne
  an expression   2x cos(x^2)   e^(-x)/2   ln|x|   sin^2 x   x_1 + x_2   a choose b
  a vector        [1, t, 0]   (1, t, 0)   <1, t, 0>   [1 2 3]
  a matrix        [[1, 2], [3, 4]]   [1, 2; 3, 4]   or rows:  1 2; 3 4
  a distribution  Beta(3, 7)   N(0, 4)  (mean, variance)   N(mean=0, sd=2)   Gamma(shape, rate)
  a choice        the letter or the digit shown
  an order        the letters in order:  b a c
  several parts   one field each; on one line:  mean = 2; variance = 3

  A product may be written side by side (2x), with a blank (2 x) or with * (2*x).
  A power is ^ with brackets around more than one thing:  x^2   e^(2x)   2^(n+1)
  A fraction is /, from left to right:  1/2x  is (1/2)x, so write  1/(2x)  for the other.
  log is the natural logarithm, like ln; another base:  log(x, 2)  or  log_2(x).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The subject of help."""
    parser.add_argument("topic", nargs="?", choices=["answers"], default="answers", help="what to explain")


def run(arguments: argparse.Namespace) -> int:
    """Print the page."""
    output.emit(ANSWERS.rstrip())
    return 0
