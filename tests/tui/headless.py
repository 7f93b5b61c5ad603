"""What an app needs not do where no terminal shows it: parse and match its style sheets again, and paint."""

from __future__ import annotations

from collections.abc import Hashable

from textual._compositor import Compositor
from textual.css import stylesheet
from textual.css.model import RuleSet, Selector
from textual.dom import DOMNode

_parse_rules, _render_update = stylesheet.Stylesheet._parse_rules, Compositor.render_update
_check_selectors = stylesheet._check_selectors
_parsed: dict[Hashable, list[RuleSet]] = {}
_paintings = 0


def parsed_once(sheet: stylesheet.Stylesheet, *text: Hashable, **options: Hashable) -> list[RuleSet]:
    """Parse a style sheet that no app of this process has parsed."""
    asked = (text, tuple(options.items()), tuple(sheet._variables.items()))
    if asked not in _parsed:
        _parsed[asked] = _parse_rules(sheet, *text, **options)  # type: ignore[arg-type]
    return _parsed[asked]


def matched(selectors: list[Selector], path: list[DOMNode]) -> bool:
    """Walk down to a node only where the last selector is of that node."""
    return selectors[-1].check(path[-1]) and _check_selectors(selectors, path)


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
