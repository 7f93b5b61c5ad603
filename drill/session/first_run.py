"""The very first run: whether this is it, what is said, and the exercise that it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.locations import Locations, is_on_server

# Easy, and in a bank that comes with the program.
FIRST_EXERCISE: Final = "calculus/product-power-sine"
WELCOME: Final = "Welcome to drill. There is nothing to set up: type the answer, then enter."


def is_first_run(environ: Mapping[str, str], places: Locations) -> bool:
    """Whether nothing was ever drilled here: there is no store yet."""
    return not is_on_server(environ, places) and not places.database.exists()
