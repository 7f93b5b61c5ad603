"""Mathematics one can compute with: typed text to trees, trees to text, numbers and SymPy.

Typed text goes through ``plain`` (with the ``names`` declared around it), LaTeX through ``latex_input``,
which returns its tokens with their places, and ``notation``, which lowers them; both yield nodes of
``maths_tree``. ``maths_vocabulary`` defines inner products and norms; ``characters``, ``names``,
``operators`` and ``domains`` define the text that may be written and the values of a symbol. A tree is then

- printed again by ``print``, set into a formula by ``formula_setting``;
- simplified and split into terms and factors by ``tidy``;
- evaluated by ``numeric`` in doubles (trees of numbers by ``numerical_calculus``), by ``mpmath_evaluation``
  to any number of digits and by ``exact`` as rationals, which share the dispatcher over nodes in
  ``tree_evaluation``; ``precise_functions`` leads from doubles to many digits and back, and ``typed_arrays``
  lifts an arithmetic to vectors and matrices;
- differentiated by ``derivatives`` by rules; ``numerical_calculus`` differentiates callables by differences
  instead;
- handed to SymPy by ``sympy_conversion``, which only the worker and commands load.

``normal_forms`` is the algebra of formulas without numbers, which are compared as they are written.

The modules listed here are for everybody; the others serve them.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "calls",
    "characters",
    "derivatives",
    "distribution_functions",
    "domains",
    "exact",
    "formula_setting",
    "latex_input",
    "maths_tokens",
    "maths_tree",
    "maths_vocabulary",
    "mpmath_evaluation",
    "names",
    "normal_forms",
    "numeric",
    "numerical_calculus",
    "operators",
    "plain",
    "precise_functions",
    "print",
    "scalars",
    "sympy_conversion",
    "tidy",
    "tree_evaluation",
    "typed_arrays",
]
