"""Distributions: the family and its parameters, in one parameterisation."""

from __future__ import annotations

from drill.checking.family_words import family_words
from drill.checking.judges.context import Context, scalar_key
from drill.checking.kind_check import require_scalar
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, wrong
from drill.errors import KeyFaultError
from drill.explanation import record_step
from drill.maths.functions import DISTRIBUTIONS
from drill.maths.tree import Binary, Call, Node, Num

_ONE = Num("1")
_TWO = Num("2")
_RATES = {"gamma": 1, "exponential": 0}
_VARIANCES = {"normal": 1, "lognormal": 1}


def judge_distribution(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Judge it right if family and parameters agree, or if both are the same law under two names."""
    key, answered = _law(spec.key), _law(answer)
    key = Call(key.name, tuple(scalar_key("number", parameter) for parameter in key.args))
    for parameter in answered.args:
        require_scalar("number", parameter)
    if key.name != answered.name:
        key, answered = _general(key, context), _general(answered, context)
    record_step("compare parameters", key=key, answer=answered)
    if key.name != answered.name:
        message = f"Another family is expected: this is {family_words(_law(answer).name)}."
        return wrong("family", message, "structure")
    if len(key.args) != len(answered.args):
        message = f"{len(answered.args)} parameters were given; {len(key.args)} are expected."
        return wrong("size", message, "structure")
    verdict = context.compare_all(key.args, answered.args)
    return wrong("wrong", "") if verdict.verdict == "wrong" else verdict


def _law(node: Node) -> Call:
    if isinstance(node, Call) and node.name in DISTRIBUTIONS:
        return node
    raise KeyFaultError("the key is no distribution")


def _general(law: Call, context: Context) -> Call:
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
    key, answered = _law(spec.key), _law(answer)
    if key.name != answered.name or len(key.args) != len(answered.args):
        return None
    off = [i for i, pair in enumerate(zip(key.args, answered.args, strict=True)) if not context.equal(*pair)]
    if len(off) == 1:
        return _one_off(key, answered, off[0], context)
    if len(off) == 2 and all(context.equal(key.args[i], answered.args[j]) for i, j in (off, off[::-1])):
        return wrong("order", f"Two parameters are exchanged: the order is {family_words(key.name)}.")
    return None


def _one_off(key: Call, answer: Call, index: int, context: Context) -> Verdict:
    due, typed = key.args[index], answer.args[index]
    if _RATES.get(key.name) == index and context.equal(due, Binary("/", _ONE, typed)):
        return wrong("rate", f"Rate and scale are exchanged: here it is {family_words(key.name)}.")
    if _VARIANCES.get(key.name) == index:
        if context.equal(due, Binary("^", typed, _TWO)):
            message = "This is the standard deviation; the variance is expected: N(mean, variance)."
            return wrong("variance", message)
        if context.equal(Binary("^", due, _TWO), typed):
            return wrong("variance", "The variance was squared: N(mean, variance).")
        if context.equal(due, Binary("/", _ONE, typed)):
            return wrong("reciprocal", "This is the precision; the variance is expected.")
    names = DISTRIBUTIONS[key.name]
    parameter = names[index] if names else f"{index + 1}"
    return wrong("parameter", f"The parameter {parameter} is off; the rest is right.")
