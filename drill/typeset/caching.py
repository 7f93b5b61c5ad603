"""A cache of results by their arguments, except for long texts, which come once and would fill the memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

# Characters of a text whose result is kept.
_LONGEST = 5000

_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
_Making = Callable[Concatenate[str, _Rest], _Result]
_forgetters: list[Callable[[], None]] = []


def cache_short_texts(most: int) -> Callable[[_Making[_Rest, _Result]], _Making[_Rest, _Result]]:
    """Cache the results for the ``most`` recent texts with their other arguments, all of them hashable."""

    def decorate(make: _Making[_Rest, _Result]) -> _Making[_Rest, _Result]:
        cached = lru_cache(most)(make)
        _forgetters.append(cached.cache_clear)

        @wraps(make)
        def answer(text: str, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Result:
            if len(text) > _LONGEST:
                return make(text, *args, **kwargs)
            return cached(text, *args, **kwargs)  # pyright: ignore[reportArgumentType]  all are hashable

        return answer

    return decorate


def clear_caches() -> None:
    """Empty all caches, for measuring."""
    for clear in _forgetters:
        clear()
