"""The characters of the tier ``unicode``: a list written by ``tests/bench/fonts.py``."""

# Script characters and combining marks that at least four of the five fonts have.
COMMON = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c⁰¹²³⁴⁵⁶⁷⁸⁹⁺₀₁₂₃₄₅₆₇₈₉")
