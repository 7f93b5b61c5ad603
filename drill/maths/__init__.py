"""Mathematics one can compute with: typed text to trees, trees to text, numbers and SymPy.

What is typed goes through ``plain`` (with the ``names`` declared around it), LaTeX through ``latex_source``,
which gives its tokens with their places, and ``notation``, which lowers them; both give the nodes of
``tree``. ``vector_notation`` says what an inner product and a norm are; ``characters``, ``functions`` and
``domains`` say what may be written and what a symbol may be.
A tree is then

- printed again by ``print``, set into a formula by ``formula_setting``;
- simplified by ``tidy``, taken apart by ``chains`` and ``lowest_terms``;
- evaluated by ``numeric`` in doubles (trees of numbers by ``scalar_compilation``), by ``precise`` to any
  number of digits and by ``exact`` as rationals, which share the dispatcher over nodes in ``evaluation``;
  ``double_conversion`` leads from doubles to many digits and back;
- differentiated by ``derivatives`` by rules; ``calculus`` differentiates callables by differences instead;
- handed to SymPy by ``symbolic``, which only the worker and commands load.

``normal_forms`` is the algebra of what has no numbers: formulas that are compared as they are written.

The modules listed here are for everybody; the others serve them.
"""

# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "binding", "calculus", "calls", "chains", "characters", "derivatives", "distributions", "domains",
    "double_conversion", "evaluation", "exact", "formula_setting", "functions", "latex_source",
    "lowest_terms", "names", "normal_forms", "numeric", "plain", "precise", "precise_functions", "print",
    "print_latex", "scalar_compilation", "scalars", "steps", "symbolic", "tidy", "tokens", "tree",
    "vector_notation", "vocabulary",
]  # fmt: skip
