"""``drill preview``: one variant as a learner meets it, with key, steps, hints and known mistakes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from drill.cli import output
from drill.errors import UsageError
from drill.session.answers import LETTERS, option_texts

if TYPE_CHECKING:
    from drill.banks.variant import Variant

HELP = "show one variant of an exercise with key, steps and known mistakes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The item and the seed."""
    parser.add_argument("item", metavar="ITEM", help="bank/exercise")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="which variant")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print one variant."""
    from drill import locations, settings
    from drill.banks.load import load_catalogue
    from drill.session.scope import entry_of
    from drill.worker.client import Workers

    if arguments.seed < 0:
        raise UsageError("--seed counts from 0")
    places = locations.find(os.environ)
    loaded = settings.load(places.config, os.environ)
    catalogue = load_catalogue(places, subjects=loaded.settings.subjects)
    entry = entry_of(catalogue, arguments.item)
    workers = Workers(1)
    try:
        variant = workers.prepare(catalogue.exercise(entry.item), item=entry.item, seed=arguments.seed)
    finally:
        workers.close()
    if arguments.json:
        output.emit_json(_shape(variant))
    else:
        _draw(variant, loaded.settings.glyphs)
    return 0


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
    output.emit()
    texts = option_texts(variant.options, variant.key)
    shown = ("; then " if is_order else "; ").join(texts) or f"`{_as_text(variant.key)}`"
    prose(f"key: {shown}", 0)
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
