"""``drill preview``: one variant as a learner meets it, with key, steps, hints and known mistakes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from drill.cli import output
from drill.errors import UsageError
from drill.session.answers import LETTERS

if TYPE_CHECKING:
    from drill.banks.variant import Variant

HELP = "show variants of an exercise with key, steps and known mistakes"
_MOST_SEEDS = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which exercises, and which of their variants."""
    parser.add_argument(
        "item", metavar="ITEM", help="bank/exercise; or FILE#exercise, or FILE for all of its exercises"
    )
    parser.add_argument("--seed", default="0", metavar="N", help="which variant, or which: 1-3, 4,7")
    parser.add_argument("--json", action="store_true", help="one JSON object a variant")


def run(arguments: argparse.Namespace) -> int:
    """Print the variants."""
    from drill import locations, settings
    from drill.banks.hashes import content_hashes
    from drill.session.authoring import exercises_at
    from drill.worker.client import Workers

    seeds = _seeds(arguments.seed)
    places = locations.find(os.environ)
    loaded = settings.load(places.config, os.environ)
    chosen = exercises_at(arguments.item, places, loaded.settings.subjects)
    for problem in chosen.problems:
        output.narrate(str(problem))
    workers = Workers(1)
    try:
        for number, (item, body) in enumerate(chosen.exercises):
            for place, seed in enumerate(seeds):
                variant = workers.prepare(body, item=item, seed=seed)
                maths, _ = content_hashes(body)
                if arguments.json:
                    output.emit_json({**_shape(variant), "maths": maths})
                    continue
                if number or place:
                    output.emit("\n" + "─" * 40)
                _draw(variant, loaded.settings.glyphs)
                output.emit(f"content hash (for `corrects`, once the key is another): {maths}")
    finally:
        workers.close()
    return 1 if chosen.problems else 0


def _seeds(text: str) -> list[int]:
    """The seeds of ``7``, ``1-3`` or ``1-3,7``."""
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        ends = (first, last if dash else first)
        if not all(end.isascii() and end.isdigit() and len(end) < 20 for end in ends):
            raise UsageError(f"--seed {text}: numbers from 0 are due", "such as 4, 1-3 or 1-3,7")
        low, high = map(int, ends)
        if not 0 <= high - low < _MOST_SEEDS:
            raise UsageError(f"--seed {text}: from 1 to {_MOST_SEEDS} variants at a time")
        found += range(low, high + 1)
    return found


def _shape(variant: Variant) -> dict[str, object]:
    return {
        "item": variant.item,
        "seed": variant.seed,
        "kind": variant.kind,
        "prompt": variant.prompt,
        "key": variant.key,
        "steps": list(variant.steps),
        "hints": list(variant.hints),
        "wrong": [{"answer": mistake.answer, "say": mistake.say} for mistake in variant.wrong],
        "shape": variant.shape,
        "motion": variant.motion,
        "theory": variant.theory,
        "options": [
            {"id": option.id, "text": option.text, "right": option.right} for option in variant.options
        ],
        "params": dict(variant.params),
        "expect": dict(variant.expect),
    }


def _draw(variant: Variant, tier: str) -> None:
    from drill import typeset
    from drill.session.shown_keys import shown_key

    def prose(text: str, indent: int = 2) -> None:
        block = typeset.prose(text, width=output.terminal_width() - indent, tier=tier)  # pyright: ignore
        output.emit("\n".join(" " * indent + line if line else "" for line in block.lines))

    drawn = ", ".join(f"{name} = {value}" for name, value in variant.params.items())
    output.emit(f"{variant.item}, seed {variant.seed}, {variant.kind}" + (f" ({drawn})" if drawn else ""))
    output.emit()
    prose(variant.prompt)
    is_order = variant.kind == "order"
    for letter, option in zip(LETTERS, variant.options, strict=False):
        prose(f"{letter}) {option.text}" + ("   ← right" if option.right and not is_order else ""))
        if option.say:
            prose(option.say, 5)
    output.emit()
    prose(f"key: {shown_key(variant, variant.key)}", 0)
    for name, text in (("shape", variant.shape), ("motion", variant.motion)):
        if text:
            prose(f"{name}: {text}", 0)
    for number, hint in enumerate(variant.hints, 1):
        prose(f"hint {number}: {hint}", 0)
    for number, step in enumerate(variant.steps, 1):
        prose(f"step {number}: {step}", 0)
    for mistake in variant.wrong:
        prose(f"wrong: `{_as_text(mistake.answer)}`: {mistake.say}", 0)


def _as_text(key: str | Mapping[str, str]) -> str:
    return key if isinstance(key, str) else "; ".join(f"{name} = {part}" for name, part in key.items())
