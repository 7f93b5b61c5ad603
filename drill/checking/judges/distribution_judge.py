"""Distributions: the family and its parameters, in one parameterisation."""

from __future__ import annotations

from drill.checking.answer_verdict import Verdict, make_wrong_verdict
from drill.checking.family_words import family_words
from drill.checking.judges.context import Context, scalar_key
from drill.checking.kind_check import require_scalar
from drill.checking.spec import KeySpec
from drill.errors import KeyFaultError
from drill.explanation import record_step
from drill.maths.functions import DISTRIBUTIONS
from drill.maths.maths_tree import Binary, Call, Node, Num

_ONE = Num("1")
_TWO = Num("2")
_RATES = {"gamma": 1, "exponential": 0}
_VARIANCES = {"normal": 1, "lognormal": 1}


def judge_distribution(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Judge it right if family and parameters agree, or if both are the same law under two names."""
    key, answered = _require_distribution_call(spec.key), _require_distribution_call(answer)
    key = Call(key.name, tuple(scalar_key("number", parameter) for parameter in key.args))
    for parameter in answered.args:
        require_scalar("number", parameter)
    if key.name != answered.name:
        key, answered = _generalise_distribution(key, context), _generalise_distribution(answered, context)
    record_step("compare parameters", key=key, answer=answered)
    if key.name != answered.name:
        message = (
            f"Another family is expected: this is {family_words(_require_distribution_call(answer).name)}."
        )
        return make_wrong_verdict("family", message, "structure")
    if len(key.args) != len(answered.args):
        message = f"{len(answered.args)} parameters were given; {len(key.args)} are expected."
        return make_wrong_verdict("size", message, "structure")
    verdict = context.compare_all(key.args, answered.args)
    return make_wrong_verdict("wrong", "") if verdict.verdict == "wrong" else verdict


def _require_distribution_call(node: Node) -> Call:
    if isinstance(node, Call) and node.name in DISTRIBUTIONS:
        return node
    raise KeyFaultError("the key is no distribution")


def _generalise_distribution(law: Call, context: Context) -> Call:
    """Return the same distribution as a member of a more general family."""
    match law:
        case Call("exponential", (rate,)):
            return Call("gamma", (_ONE, rate))
        case Call("chisquare", (df,)):
            return Call("gamma", (Binary("/", df, _TWO), Binary("/", _ONE, _TWO)))
        case Call("bernoulli", (p,)):
            return Call("binomial", (_ONE, p))
        case Call("student", (df, *rest)) if context.equal(_ONE, df):
            return Call("cauchy", tuple(rest))
        case Call("uniform", (low, high)) if context.equal(Num("0"), low) and context.equal(_ONE, high):
            return Call("beta", (_ONE, _ONE))
        case _:
            return law


def diagnose_distribution(spec: KeySpec, answer: Node, context: Context) -> Verdict | None:
    """Say which parameter is off, or was meant otherwise: rate or scale, variance or deviation."""
    key, answered = _require_distribution_call(spec.key), _require_distribution_call(answer)
    if key.name != answered.name or len(key.args) != len(answered.args):
        return None
    off = [i for i, pair in enumerate(zip(key.args, answered.args, strict=True)) if not context.equal(*pair)]
    if len(off) == 1:
        return _one_off(key, answered, off[0], context)
    if len(off) == 2 and all(context.equal(key.args[i], answered.args[j]) for i, j in (off, off[::-1])):
        return make_wrong_verdict(
            "order", f"Two parameters are exchanged: the order is {family_words(key.name)}."
        )
    return None


def _one_off(key: Call, answer: Call, index: int, context: Context) -> Verdict:
    due, typed = key.args[index], answer.args[index]
    if _RATES.get(key.name) == index and context.equal(due, Binary("/", _ONE, typed)):
        return make_wrong_verdict(
            "rate", f"Rate and scale are exchanged: here it is {family_words(key.name)}."
        )
    if _VARIANCES.get(key.name) == index:
        if context.equal(due, Binary("^", typed, _TWO)):
            message = "This is the standard deviation; the variance is expected: N(mean, variance)."
            return make_wrong_verdict("variance", message)
        if context.equal(Binary("^", due, _TWO), typed):
            return make_wrong_verdict("variance", "The variance was squared: N(mean, variance).")
        if context.equal(due, Binary("/", _ONE, typed)):
            return make_wrong_verdict("reciprocal", "This is the precision; the variance is expected.")
    names = DISTRIBUTIONS[key.name]
    parameter = names[index] if names else f"{index + 1}"
    return make_wrong_verdict("parameter", f"The parameter {parameter} is off; the rest is right.")
