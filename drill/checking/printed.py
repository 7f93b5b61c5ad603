"""What NumPy and PyTorch print, ``array([1., 2.], dtype=float32)``, as the mathematics in it.

Only what wraps the numbers is taken off, and blanks take its place, so that columns stay. Light: nothing
numeric is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.errors import ParseError
from drill.maths.names import Names
from drill.notation import is_latex

_MODULE = r"(?:(?:np|numpy|torch|jnp|jax\.numpy)\s*\.\s*)"
# Scalars say their type: np.float64(0.5). The bracket stays, so that a sign in it is no second operator.
_SCALAR = re.compile(
    rf"(?<![\w.]){_MODULE}(?:float|double|half|single|longdouble|u?int|complex|[cf]double|[cf]longdouble)\w*\s*(?=\()"
)
_HEAD = re.compile(rf"(?<![\w.\\]){_MODULE}?(?:array|asarray|tensor|Tensor|Array|matrix|Size)\s*\(")
_PARAMETER = re.compile(r"\A\s*Parameter containing:\s*(?=tensor)")
# What follows the values: dtype=torch.float64, grad_fn=<MulBackward0>, device='cuda:0'.
_OPTION = re.compile(
    r"\s*,\s*(?:dtype|device|grad_fn|requires_grad|layout|size|shape|names|copy|ndmin|order|weak_type)\s*="
    r"\s*(?:<[^<>]*>|'[^']*'|\"[^\"]*\"|\([^()]*\)|[\w.:<>|]+)"
)
_SHORT_TYPE = re.compile(r"\bdtype\s*=\s*(?:torch\.|jnp\.|ml_dtypes\.)?bfloat16\b")
# Methods that change no value.
_METHOD = re.compile(r"(?<=[\])])\s*\.\s*(?:tolist|item|numpy|detach|cpu|copy|clone|squeeze)\(\s*\)")
_TRANSPOSE = re.compile(r"(?<=[\])])\.T(?![A-Za-z0-9_])")
# Rows of a matrix in brackets whose lines were put on one, with semicolons.
_MATRIX = re.compile(r"(?:\s*[A-Za-z]\w*\s*=)?\s*\[\s*\[.*\]\s*\]\s*", re.DOTALL)
_ROWS = re.compile(r"(?<=\])[ \t]*,?[ \t]*;(?=\s*\[)")
_IMAGINARY = re.compile(r"(?<![A-Za-z_])((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)j(?![A-Za-z0-9_])")


def without_wrapping(text: str, names: Names) -> str:
    """Return the mathematics of a text that a program printed; any other text as it is.

    ``2j`` is 2i unless j is one of the names. The text keeps its length.
    """
    if is_latex(text):
        return text
    if short := _SHORT_TYPE.search(text):
        hint = "print it with .float(), or type the value"
        raise ParseError("a bfloat16 has two or three digits", short.start() + 1, hint=hint)
    text = _TRANSPOSE.sub("^T", _PARAMETER.sub(_blank_printed_match, text))
    if "(" in text:
        text = _METHOD.sub(_blank_printed_match, _SCALAR.sub(_blank_printed_match, text))
        for start, opened, end in reversed(list(_find_array_calls(text))):
            inner = _without_options(text[opened:end])
            text = f"{text[:start]}{' ' * (opened - start)}{inner} {text[end + 1 :]}"
    if _MATRIX.fullmatch(text):
        text = _ROWS.sub(lambda match: ",".ljust(len(match[0])), text)
    if "j" in names.declared or names.undeclared == "allow":
        return text
    return _IMAGINARY.sub(r"\1i", text)


def _blank_printed_match(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _find_array_calls(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each array begins, where its values do, and where its bracket closes."""
    for head in _HEAD.finditer(text):
        depth = 1
        for index in range(head.end(), len(text)):
            depth += (text[index] in "([{") - (text[index] in ")]}")
            if depth == 0:
                yield head.start(), head.end(), index
                break


def _without_options(inner: str) -> str:
    """Return the values of an array without the options after them."""
    depth = 0
    for index, letter in enumerate(inner):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            options = _OPTION.sub(_blank_printed_match, inner[index:])
            return inner if options.strip(" ,\n\t") else f"{inner[:index]}{' ' * len(options)}"
    return inner
