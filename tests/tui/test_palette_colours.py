"""Colours of the themes: legible, apart for all eyes, and defined by the theme alone."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

import drill.tui
from drill.tui.looks import DARK_PALETTE, LIGHT_PALETTE, SIGNS, Palette

PALETTES = {"dark": DARK_PALETTE, "light": LIGHT_PALETTE}
# How eyes without one kind of cones see linear light: Machado, Oliveira and Fernandes (2009), severity 1.
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.15229, 1.05258, -0.20487), (0.11450, 0.78628, 0.09922), (-0.00388, -0.04812, 1.05200)),
    "deutan": ((0.36732, 0.86065, -0.22797), (0.28009, 0.67250, 0.04741), (-0.01182, 0.04294, 0.96888)),
    "tritan": ((1.25553, -0.07675, -0.17878), (-0.07841, 0.93081, 0.14760), (0.00473, 0.69137, 0.30390)),
}  # fmt: skip
# The least distance of two of green, yellow and red: about half of it is still told apart at a glance.
LEAST = {"dark": 25.0, "light": 20.0}

Light = tuple[float, float, float]


def read_light(colour: str) -> Light:
    """Return the linear light of ``#RRGGBB``."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG defines it."""
    weights = (0.2126, 0.7152, 0.0722)
    shades = [sum(map(math.prod, zip(weights, read_light(colour), strict=True))) for colour in (one, other)]
    return (max(shades) + 0.05) / (min(shades) + 0.05)


def as_lab(light: Light) -> Light:
    """Return linear light in CIELAB, D65."""
    rows = (
        (0.41246, 0.35758, 0.18044), (0.21267, 0.71515, 0.07218), (0.01933, 0.11919, 0.95030),
    )  # fmt: skip
    white = (0.95047, 1.0, 1.08883)
    xyz = (
        sum(map(math.prod, zip(row, light, strict=True))) / whole
        for row, whole in zip(rows, white, strict=True)
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def measure_distance(one: str, other: str, eye: str) -> float:
    """Return the distance of two colours in CIELAB, as an eye sees them."""

    def see(colour: str) -> Light:
        light = read_light(colour)
        seen = (sum(map(math.prod, zip(row, light, strict=True))) for row in EYES[eye])
        red, green, blue = (min(1.0, max(0.0, value)) for value in seen)
        return as_lab((red, green, blue))

    return math.dist(see(one), see(other))


def list_marks(theme: str) -> dict[str, str]:
    """Return the colours of marks on a theme's ground."""
    signs = {name: sign for name, sign in SIGNS.items() if sign.ansi}
    return {name: sign.on_dark if theme == "dark" else sign.on_light for name, sign in signs.items()}


@pytest.mark.parametrize("theme", PALETTES)
def test_words_are_legible_on_every_ground(theme: str) -> None:
    colours: Palette = PALETTES[theme]
    words = (
        colours.text,
        colours.muted,
        colours.accent,
        colours.ink,
        colours.code,
        colours.number,
        colours.call,
    )
    for ground in (colours.background, colours.surface, colours.chosen):
        for word in words:
            assert measure_contrast(word, ground) >= 4.5, (word, ground)
    for mark in list_marks(theme).values():
        for ground in (colours.background, colours.surface):
            assert measure_contrast(mark, ground) >= 4.2, (mark, ground)
        assert measure_contrast(mark, colours.background) >= 4.5, mark


@pytest.mark.parametrize("theme", PALETTES)
def test_frames_and_rules_are_seen(theme: str) -> None:
    colours = PALETTES[theme]
    assert measure_contrast(colours.field, colours.background) >= 3
    assert measure_contrast(colours.rule, colours.background) >= 1.5


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", PALETTES)
def test_marks_are_apart_for_every_eye(theme: str, eye: str) -> None:
    marks = list_marks(theme)
    for one, other in itertools.combinations(("green", "yellow", "red"), 2):
        assert measure_distance(marks[one], marks[other], eye) >= LEAST[theme], (one, other)
    accent = PALETTES[theme].accent
    assert all(
        measure_distance(accent, marks[name], eye) >= LEAST[theme] for name in ("green", "yellow", "red")
    )


def test_no_text_has_a_colour_that_another_theme_may_not_make_legible() -> None:
    for path in Path(drill.tui.__file__).parent.rglob("*.py"):
        assert not re.search(r"\$(?:success|warning|error)\b", path.read_text("utf-8")), path
