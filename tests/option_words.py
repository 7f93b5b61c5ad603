"""The words that an option of an answer may be, as its spec's annotations say."""

from __future__ import annotations

from typing import Literal, get_args, get_origin

from drill.checking import Spec
from drill.reading import plan_record


def list_option_words(model: type[Spec], attribute: str) -> tuple[str, ...]:
    """Return the words that an option may be; none if it may be anything."""
    hint = next((field.hint for field in plan_record(model) if field.attribute == attribute), None)
    return tuple(filter(None, get_args(hint))) if get_origin(hint) is Literal else ()
