"""The two themes, and the colours and signs of marks.

Colour means a mark and nothing else, but in programs. Each mark comes with its sign and letter, and the three
stay apart for red-green-blind eyes (Okabe and Ito's green, yellow and vermilion).
"""

from __future__ import annotations

from typing import NamedTuple

from textual.theme import Theme

GREEN, YELLOW, RED, PARKED = "#009E73", "#F0E442", "#D55E00", "#7FA7C9"


class Sign(NamedTuple):
    """The sign of a mark: its chip colour, and the colour of its sign on dark and light ground.

    ``ansi`` is the name of the colour where a terminal has but sixteen.
    """

    sign: str
    chip: str
    on_dark: str
    on_light: str
    ansi: str = ""


SIGNS = {
    "green": Sign("●", GREEN, "#2FC79A", "#00735A", "green"),
    "yellow": Sign("▲", YELLOW, "#F0E442", "#6E5F00", "yellow"),
    "red": Sign("■", RED, "#F08A4B", "#AA4300", "red"),
    "parked": Sign("◆", PARKED, "#7FA7C9", "#3E6A91", "blue"),
    "unseen": Sign("·", "", "$secondary", "$secondary"),
}

# Of a figure's parts, on dark and on light ground; none is that of a mark.
FIGURE_COLOURS = {
    "axis": ("$secondary", "$secondary"),
    "first": ("$primary", "$primary"),
    "second": ("#8CCBE0", "#1F6A80"),
    "third": ("#C9A7E0", "#7B3FA0"),
}

ASCII_SIGNS = {"green": "G", "yellow": "Y", "red": "R", "parked": "P", "unseen": "."}


def _make_theme_variables(ground: str, ink: str, number: str, call: str) -> dict[str, str]:
    """Return a theme's variables: colours of the chosen row with contrast of at least 4.5, and of code."""
    names = ("block-cursor", "block-cursor-blurred")
    colours = {f"{name}-background": ground for name in names} | {f"{name}-foreground": ink for name in names}
    return {**colours, "block-cursor-text-style": "bold", "code-number": number, "code-call": call}


DARK = Theme(
    name="drill-dark", primary="#FFFFFF", secondary="#A3A9B3", accent="#C9CED6", foreground="#E6E6E6",
    background="#141619", surface="#1B1E22", panel="#24282E", success=GREEN, warning=YELLOW, error=RED,
    variables=_make_theme_variables("#333941", "#FFFFFF", "#C9A7E0", "#8CCBE0"), dark=True,
)  # fmt: skip
LIGHT = Theme(
    name="drill-light", primary="#000000", secondary="#565E69", accent="#3A3F47", foreground="#1C1E21",
    background="#FAFAFA", surface="#EEEEEE", panel="#E2E2E2", success=GREEN, warning=YELLOW, error=RED,
    variables=_make_theme_variables("#E3E6EA", "#000000", "#7B3FA0", "#1F6A80"), dark=False,
)  # fmt: skip
THEMES = (DARK, LIGHT)
