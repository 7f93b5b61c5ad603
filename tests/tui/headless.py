"""What an app needs not do where no terminal shows it: parse its style sheets again, and paint."""

from __future__ import annotations

from collections.abc import Hashable

from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse_rules, _render_update = Stylesheet._parse_rules, Compositor.render_update
_parsed: dict[Hashable, list[RuleSet]] = {}
_paintings = 0


def parsed_once(sheet: Stylesheet, *text: Hashable, **options: Hashable) -> list[RuleSet]:
    """Parse a style sheet that no app of this process has parsed."""
    asked = (text, tuple(options.items()), tuple(sheet._variables.items()))
    if asked not in _parsed:
        _parsed[asked] = _parse_rules(sheet, *text, **options)  # type: ignore[arg-type]
    return _parsed[asked]


def unpainted(compositor: Compositor, full: bool = False, **options: object) -> object:
    """Count what a terminal would be sent, and make it only where a picture is asked for."""
    global _paintings
    _paintings += 1
    if full:
        return _render_update(compositor, full, **options)  # type: ignore[arg-type]
    compositor._dirty_regions.clear()
    return None


def paintings() -> int:
    """How often something has changed on a screen."""
    return _paintings
