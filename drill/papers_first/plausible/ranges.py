"""What numbers are drawn from: the ranges by role, and the words and names that tell a role."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

Role = Literal[
    "rate", "small", "tiny", "probability", "count", "positive", "square", "squared count", "exponent",
    "indicator", "cosine", "ratio", "known count", "sign", "negative", "above one", "value",
    "stated",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """What a parameter is drawn from, in the words of a bank; what may be said of its sign."""

    role: Role
    params: str | tuple[str, ...]
    least: float
    """It is never below this."""
    is_whole: bool = False
    wide: str | tuple[str, ...] = ""
    """What is drawn from where that repeats too soon; else what ``WIDE`` has for the role, as in ``fine``."""
    fine: str | tuple[str, ...] = ""


RANGES: Final[dict[Role, Range]] = {
    "rate": Range("rate", ("0.1", "0.2", "0.25", "0.3", "0.4", "0.6", "0.7", "0.75", "0.8", "0.9"), 0.1),
    "small": Range("small", ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5"), 0.01),
    "tiny": Range("tiny", ("0.01", "0.1", "0.5", "1"), 0.01),
    "probability": Range("probability", ("0.1", "0.2", "0.25", "0.3", "0.4", "0.5", "0.6", "0.8"), 0.1),
    "count": Range("count", "2..12", 2, True),
    "positive": Range("positive", "1..9", 1, True),
    "square": Range("square", ("0.25", "1", "4", "9", "16", "25"), 0.25),
    "squared count": Range("squared count", ("4", "9", "16", "25", "36", "49", "64"), 4, True),
    "indicator": Range("indicator", ("0", "1"), 0, True),
    "cosine": Range("cosine", "-0.9..0.9 step 0.1 !0", -0.9),
    "ratio": Range("ratio", "0.4..1.6 step 0.1", 0.4),
    "sign": Range("sign", ("-1", "1"), -1, True),
    "known count": Range("known count", ("3",), 2, True),
    "negative": Range("negative", "-9..-1", -9, True),
    "above one": Range("above one", "2..9", 2, True),
    "exponent": Range("exponent", "1..3", 1, True),
    "value": Range("value", "-4..6 !0", -4, True),
}

WIDE: Final[dict[Role, str]] = {
    "rate": "0.02..0.98 step 0.02",
    "small": "0.01..0.5 step 0.01",
    "tiny": "0.01..0.5 step 0.01",
    "probability": "0.02..0.98 step 0.02",
    "count": "2..60",
    "positive": "1..40",
    "square": "1..40",
    "squared count": "2..60",
    "value": "-20..20 !0",
}
"""Wider ranges, for a formula of so few quantities that the others would soon repeat."""

FINE: Final[dict[Role, str]] = {
    "rate": "0.02..0.98 step 0.02",
    "small": "0.01..0.5 step 0.01",
    "tiny": "0.01..0.5 step 0.01",
    "probability": "0.02..0.98 step 0.02",
    "positive": "0.2..4 step 0.1",
    "value": "-3..3 step 0.1 !0",
}
"""Smaller numbers with a decimal, for what grows fast."""

UNSIGNED: Final = replace(RANGES["value"], params="1..9", wide=WIDE["positive"], fine=FINE["positive"])
"""What may be of either sign for all that is said, drawn above 0, where hardly anything is impossible."""

TINY_WORDS: Final = re.compile(
    r"\bsmall (?:\w+ ){0,2}(?:constant|number|offset|floor)\b|\b(?:numerical|stability) (?:floor|constant)\b"
    r"|\bstabili[sz](?:ing|er|ation)\b(?: (?:constant|number|offset|term|parameter))?$",
    re.IGNORECASE,
)
STABLE_WORDS: Final = re.compile(r"\bconstant\b.*\bstability\b", re.IGNORECASE)
"""What is added so that nothing is divided by 0."""
BETWEEN_ONES_WORDS: Final = re.compile(
    r"\b(?:characteristic function|correlation coefficients?|correlations?|cosine similarit(?:y|ies))"
    r"(?=$|\s+between\b)"
    r"|\b(?:unit|(?<!batch )(?<!layer )normali[sz]ed) (?:feature )?"
    r"(?:vectors?|features?|embeddings?|directions?)$",
    re.IGNORECASE,
)
"""What lies between -1 and 1, as do entries of what has the length 1."""
BINARY_WORDS: Final = re.compile(
    r"\b(?:binary|0[-/]1|zero-one) (?:mask|label|indicator|variable|vector)\b|^indicator(?: variable)?$"
    r"|\b(?:event|censoring|status|failure|treatment|membership) indicators?\b",
    re.IGNORECASE,
)
LABEL_WORDS: Final = re.compile(
    r"\b(?:label|class|classes|target|truth|sign|indicator|mask|outcome|response|gate|spin|bit|treatment)s?\b",
    re.IGNORECASE,
)
SQUARE_WORDS: Final = re.compile(
    r"\b(?:second (?:raw )?moment|squared?|squares|singular values?|loss|losses|cost|(?:cross-)?entropy"
    r"|noise (?:levels?|scales?|strengths?|amplitudes?|powers?)|(?:background|read-?out) noise|regrets?|gaps?"
    r"|(?:signal-to-noise|noise-to-signal) ratios?"
    r"|(?:concentration|precision|dispersion|temperature|bandwidth|length-?scale) parameters?"
    r"|(?:expected|generali[sz]ation|test(?:ing)?|training|empirical|excess) (?:errors?|risks?)"
    r"|standard errors?|non-?negative|(?<!pointwise )(?<!local )mutual information|information gains?"
    r"|positive (?:constant|parameter|number|real|coefficient|scalar|weight)s?)\b",
    re.IGNORECASE,
)
CHANCE_WEIGHT_WORDS: Final = re.compile(
    r"\b(?:probability|mixing|mixture|prior|posterior) (?:weights?|proportions?)\b", re.IGNORECASE
)
CASE_WEIGHT_WORDS: Final = re.compile(
    r"\b(?:sampl(?:e|ing)|survey|case|observation|frequency|importance|quadrature|(?:standard|normal)i[sz]ed)"
    r" weights?\b",
    re.IGNORECASE,
)
"""Weights of cases and observations, unlike those of a network never negative."""
HIT_RATE_WORDS: Final = re.compile(
    r"\b(?:F-?1|F-?(?:score|measure)|recall|sensitivity|specificity|accurac(?:y|ies)|Jaccard|AUC|AUROC|Dice"
    r"|propensit(?:y|ies)(?: scores?)?"
    r"|(?:success|hit|win|error|acceptance|coverage) rates?)\b(?! (?:loss|rule|threshold))",
    re.IGNORECASE,
)
"""Scores that are shares of cases, and means of such shares."""
BALANCING_WORDS: Final = re.compile(
    r"\b(?:loss|penalty|regulari[sz]ation|balancing|weighting|trade-?off|balance|sparsity|entropy|auxiliary)"
    r" (?:weights?|coefficients?|strengths?|hyper-?parameters?|factors?|constants?)\b"
    r"|\b(?:penalty|regulari[sz]ation|trade-?off) parameters?\b"
    r"|\bexploration (?:parameter|rate|coefficient|constant|factor|weight|bonu)(?:s|es)?\b"
    r"|\b(?:trade-?off|balanc(?:es?|ing)|weigh(?:s|ting))\b(?! (?:vector|matrix|function|network|measure))",
    re.IGNORECASE,
)
"""How much something counts beside something else: never negative."""
TUNED_WORDS: Final = re.compile(
    r"^(?:the |an? )?(?:\w+ )?(?:hyper-?)?parameters?\b.{0,40}"
    r"\b(?:trade-?offs?|balanc\w+|weigh(?:t|s|ts|ting))\b",
    re.IGNORECASE,
)
"""What is tuned so that something counts more or less: ``a parameter that balances the two losses``."""
VALUE_WORDS: Final = re.compile(
    r"\b(?:buffer|vector|gradient|parameters|weights|estimate|average|mean|error|velocity|moment|output"
    r"|inputs?|states?|reward|value|residual|bias|noise|embedding|token|label|coordinate|logit|score|feature)"
    r"\b(?! (?:(?:size|length|dimension|rate)|(?:position|count)s?$))",
    re.IGNORECASE,
)
RATE_WORDS: Final = re.compile(
    r"\b(?:momentum|decay|discount|damping|smoothing|mixing|dropout|interpolation|forgetting|proportion"
    r"|share|weight)\b(?! (?:buffer|vector|matrix|variables?|term))",
    re.IGNORECASE,
)
SMALL_WORDS: Final = re.compile(
    r"\b(?:learning[- ]rates?|step[- ]?(?:size|length)s?|(?<!dilation )rate)\b", re.IGNORECASE
)
PROBABILITY_WORDS: Final = re.compile(
    r"\b(?:probabilit|likelihood|density|PDF\b|CDF\b|PMF\b|logistic|sigmoid|confidence"
    r"|intersection over union|overlap|accuracy|fraction|gates?\b"
    r"|(?<!log )(?<!log-)(?:beliefs?|priors?|posteriors?)$)",
    re.IGNORECASE,
)
LOG_CHANCE_WORDS: Final = re.compile(
    r"(?<!negative )\blog[ -]?(?:probabilit(?:y|ies)|likelihoods?)(?: functions?)?$",
    re.IGNORECASE,
)
NEGATED_LOG_WORDS: Final = re.compile(
    r"\bnegative log[ -]?(?:probabilit(?:y|ies)|likelihoods?)(?: (?:functions?|loss(?:es)?))?$", re.IGNORECASE
)
"""Of chances it is never negative, and no chance itself."""
COUNT_WORDS: Final = re.compile(
    r"\b(?:number|size|side|count|length|width|height|dimension|stride|horizon|amount|padding|rank"
    r"|dilation(?: rate| factor)?$)\b"
    r"|^(?:the )?(?:current |time |training |arbitrary |given |any )*(?:step|iteration|epoch|round)s?$"
    r"|\b(?:token|word|frame|query|key) positions?$",
    re.IGNORECASE,
)
LAW_WORDS: Final = re.compile(
    r"\b(?:distribution|density|mass function|occupancy(?: measure)?|visitation frequency)$", re.IGNORECASE
)
"""What a function is that gives chances, whatever they are of: ``the initial state distribution``."""
HEAD_ENDS: Final = re.compile(
    r"\s*(?:(?<!-)\b(?:of|at|in|for|to|from|on|with|that|which|or|and|by)\b(?!-)|[,;:(]).*", re.DOTALL
)
"""Where the head of a meaning ends: ``parameters at step t`` are parameters, an end-to-end cost is a cost."""
POSITIVE_WORDS: Final = re.compile(
    r"\b(?:variance|deviation|temperature|scale|precision|norm|distances?|dissimilarit(?:y|ies)|magnitudes?"
    r"|divergences?|discrepanc(?:y|ies)|metric|friction|viscosit(?:y|ies)|mass(?:es)?|stiffness"
    r"|radius|extents?|bandwidth|constant|period|length-?scale|frequency|frequencies|hazards?|intensit(?:y|ies)"
    r"|degrees? of freedom|periodograms?|power spectr(?:um|a)|histograms?"
    r"|(?<!log )(?<!log-)(?<!mel )(?<!mel-)(?<!complex )(?<!valued )spectrograms?"
    r"|incomes?|wages?|prices?|ages?|durations?|lifetimes?|abundances?|concentrations?|speeds?"
    r"|(?:look-?ahead|time|context) windows?"
    r"|(?:travel|waiting|run(?:ning)?|processing|service|response|computation|execution|passage|hitting|transit)"
    r" times?)\b",
    re.IGNORECASE,
)
SIZE_WORDS: Final = re.compile(
    r"(?<!log )(?<!log-)(?:variances?|standard deviations?|norms?|magnitudes?|distances?"
    r"|absolute (?:values?|differences?|deviations?|errors?)"
    r"|noise multipliers?|(?:noise|prior|posterior|weight|measurement|observation) precisions?)$",
    re.IGNORECASE,
)
"""What is never negative, whatever it is of: a ``gradient variance``, an ``output norm``."""
ESTIMATED_WORDS: Final = re.compile(
    r"(?:[\w-]+ )?estimat(?:e|or)s? (?:of|for) (?:the )?"
    r"((?:\w+ )?(?:variance|standard deviation|norm|distance|normali[sz]ing constant)\b.*)",
    re.IGNORECASE,
)
"""An estimate of what is never negative; the group says of what."""
ENTRY_WORDS: Final = re.compile(
    r"(?:\$[^$]*\$-?(?:th)? |[\w-]+ )?"
    r"(?:(?:entry|entries|elements?|components?) of (?:the )?"
    r"|(?:vector|sequence|tuple) of (?=(?:strictly )?(?:positive|non-?negative)\b))(?P<whole>.*)",
    re.IGNORECASE,
)
"""One of several numbers; the group says of which."""
RATE_NAMES: Final = frozenset(("\\beta", "\\gamma", "\\rho", "\\nu"))
SMALL_NAMES: Final = frozenset(("\\alpha", "\\eta", "\\varepsilon"))
POSITIVE_NAMES: Final = frozenset(
    ("\\sigma", "\\tau", "\\kappa", "temp", "temperature", "std", "sd", "var", "scale", "tol")
)
COUNT_NAMES: Final = frozenset(("n", "N", "K", "M", "T", "S", "k", "t", "B", "D", "d"))
PROBABILITY_HEADS: Final = frozenset(
    (
        *("p", "q", "P", "Q", "\\pi", "Pr", "\\Pr", "Normal", "N", "Bernoulli", "\\Phi"),
        *("Bern", "Cat", "Categorical"),
        *("pri", "prior", "posterior", "Prob", "prob"),
        *("sigmoid", "Sigmoid", "logistic", "expit", "softmax", "Softmax"),
    )
)
LEARNED: Final = frozenset(("Q", "V"))
"""Heads that are values of states as often as distributions and losses."""
POSITIVE_HEADS: Final = frozenset(
    (
        *("KL", "Var", "var", "std", "Std", "sd", "H", "I", "D", "V", "TV", "L", "\\ell", "Z", "\\Sigma"),
        "\\lambda",  # a rate, an intensity, a weight
        *("softplus", "Softplus", "relu", "ReLU", "MSE", "RMSE", "MAE", "CE", "BCE", "MAD", "IQR"),
    )
)
