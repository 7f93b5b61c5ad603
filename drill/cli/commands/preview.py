"""``drill preview``: show one variant as a learner meets it, with key, steps, hints and known mistakes."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from drill import files, settings, typeset
from drill.checking import Option, as_mapping
from drill.cli import output
from drill.cli.opened import count_files
from drill.cli.plain_words import emit_figure
from drill.codec import leave_out_empty, pick_fields
from drill.drawing.figure import Figure
from drill.drawing.figure_output import svg_of
from drill.errors import DrillError, UsageError
from drill.files import save_text_file
from drill.reading import write_plain
from drill.session.drilling.exercise_view import card_text
from drill.session.drilling.session_events import figure_shape
from drill.session.key_display import LETTERS, key_text, shown_key
from drill.session.library.authoring import Draft, exercises_at
from drill.session.library.exercise_library import format_link
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.banks.draws import Stage, Variant
    from drill.banks.models import Card
    from drill.typeset import Tier

# Max variants: more than anybody reads.
_MOST_SEEDS = 100
# Seconds between two looks at a watched file, so that a change shows at once.
_LOOK_S = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: which exercises, and which of their variants."""
    parser.add_argument(
        "item", metavar="EXERCISE", help="bank/exercise; or FILE#exercise, or FILE for all of its exercises"
    )
    parser.add_argument("--seed", default="0", metavar="N", help="which variants, such as 2, 1-3 or 4,7")
    parser.add_argument(
        "--with",
        dest="wanted",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a draw: a=3, sister=left, slip=none, options='one two three'",
    )
    parser.add_argument("--svg", metavar="FOLDER", help="write each figure there as SVG")
    parser.add_argument("--json", action="store_true", help="one JSON object per variant")
    parser.add_argument(
        "--watch", action="store_true", help="show FILE again whenever it is saved, until ctrl+c"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the variants, with ``--watch`` whenever their file changes."""
    workers = Workers(1)
    try:
        if arguments.watch:
            return _preview_at_changes(arguments, workers)
        return _print_previews(arguments, workers)
    finally:
        workers.close()


def _preview_at_changes(arguments: argparse.Namespace, workers: Workers) -> NoReturn:
    """Print at every change, including the file's faults. Raises UsageError if the path is not a file."""
    path = Path(arguments.item.partition("#")[0])
    if not path.is_file():
        raise UsageError(f"--watch {arguments.item}: no such file", "such as drill preview --watch mine.yaml")
    shown_stamp = None
    while True:
        stamp = (status.st_mtime_ns, status.st_size) if (status := _find_file_status(path)) else None
        if stamp not in (None, shown_stamp):
            shown_stamp = stamp
            output.clear_screen()
            try:
                _print_previews(arguments, workers)
            except DrillError as error:  # of a file that is being written: the next change mends it
                output.narrate_line(str(error))
            sys.stdout.flush()
        time.sleep(_LOOK_S)


def _find_file_status(path: Path) -> os.stat_result | None:
    """Return the system's status of a file; an editor may just be replacing it."""
    try:
        return path.stat()
    except OSError:
        return None


def _print_previews(arguments: argparse.Namespace, workers: Workers) -> int:

    seeds = _read_seed_list(arguments.seed)
    wanted = _read_wanted_values(arguments.wanted)
    places = files.find(os.environ)
    loaded = settings.load_settings(places.config, os.environ)
    with count_files() as on_progress:
        chosen = exercises_at(arguments.item, places, loaded.settings.subjects, on_progress)
    for problem in chosen.problems:
        output.narrate_line(str(problem))
    for number, draft in enumerate(chosen.exercises):
        for index, seed in enumerate(seeds):
            variant = workers.prepare(draft.exercise, item=draft.item, seed=seed, wanted=wanted)
            if arguments.svg:
                _write_svg(Path(arguments.svg), draft.exercise.id, variant)
            drawn = draft.card.figure if draft.card else None
            card_figure = workers.card_figure(drawn) if drawn else None
            if arguments.json:
                output.emit_json(_shape_previewed_variant(draft, variant, card_figure))
                continue
            if number or index:
                output.emit_text("\n" + "─" * 40)
            _Page(loaded.settings.glyphs).draw(draft, variant, card_figure)
    return 1 if chosen.problems else 0


def _list_variant_figures(variant: Variant) -> Iterator[tuple[str, Figure]]:
    """Yield the figures of a variant, each with its name."""
    if variant.figure is not None:
        yield "setting", variant.figure
    for number, stage in enumerate(variant.stages, 1):
        of = f"stage-{number}" if variant.is_chain else ""
        if stage.figure is not None:
            yield of, stage.figure
        for step, figure in enumerate(stage.step_figures, 1):
            if figure is not None:
                yield f"{of}-step-{step}".strip("-"), figure
        for option, figure in stage.option_figures.items():
            yield f"{of}-{option}".strip("-"), figure


def _write_svg(folder: Path, name: str, variant: Variant) -> None:
    """Write every figure of a variant to a file."""
    for of, figure in _list_variant_figures(variant):
        path = folder / f"{name}-{variant.seed}{'-' if of else ''}{of}.svg"
        folder.mkdir(parents=True, exist_ok=True)
        save_text_file(path, svg_of(figure))
        output.narrate_line(str(path))


def _read_wanted_values(assignments: list[str]) -> dict[str, str]:
    """Return the drawn values of ``--with``. Raises UsageError for words that are not NAME=VALUE."""
    result: dict[str, str] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--with {text}: this is not a name and its value", "such as --with a=3")
        result[name.strip()] = value.strip()
    return result


def _read_seed_list(text: str) -> list[int]:
    """Return the seeds in ``7``, ``1-3`` or ``1-3,7``."""
    result: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        ends = (first, last if dash else first)
        if not all(end.isascii() and end.isdigit() and len(end) < 20 for end in ends):
            raise UsageError(f"--seed {text}: seeds are numbers from 0", "such as 4, 1-3 or 1-3,7")
        low, high = map(int, ends)
        if not 0 <= high - low < _MOST_SEEDS:
            raise UsageError(f"--seed {text}: from 1 to {_MOST_SEEDS} variants at a time")
        result += range(low, high + 1)
    return result


def _shape_previewed_variant(draft: Draft, variant: Variant, card_figure: Figure | None) -> dict[str, object]:
    """Return the JSON of ``--json``; of a chain each stage in the same form under ``stages``."""
    shape: dict[str, object] = {
        **pick_fields(variant, "item seed params shape motion theory"),
        **pick_fields(draft.exercise, "title renews"),
        "pace": draft.exercise.pace or None,
        "setting": variant.setting or None,
        "card": {**write_plain(draft.card), "figure": figure_shape(card_figure)} if draft.card else None,
        "links": [format_link(link) for link in variant.links],
        "maths": draft.maths,
    }
    if not variant.is_chain:
        return {**shape, **_stage_shape(variant.only)}
    shape["figure"] = figure_shape(variant.figure)
    keys = {str(number): stage.key for number, stage in enumerate(variant.stages, 1)}
    empty = {**dict.fromkeys(("steps", "step_figures", "hints", "wrong"), ()), "options": None, "lines": None}
    whole = {"kind": "stages", "prompt": variant.setting, "key": keys, "expect": None}
    return {**shape, **empty, **whole, "stages": [_stage_shape(stage) for stage in variant.stages]}


def _stage_shape(stage: Stage) -> dict[str, object]:
    return {
        **pick_fields(stage, "kind prompt key result steps hints names wrong(answer say)"),
        "expect": as_mapping(stage.expect),
        "figure": figure_shape(stage.figure),
        "step_figures": [*map(figure_shape, stage.step_figures)],
        "options": [_option_shape(stage, option) for option in stage.options] or None,
        "lines": list(stage.lines) or None,
    }


def _option_shape(stage: Stage, option: Option) -> dict[str, object]:
    figure = figure_shape(stage.option_figures.get(option.id))
    return pick_fields(option, "id text right") | leave_out_empty({"figure": figure})


class _Page:
    """Prints a variant as a learner meets it, with everything that belongs to it."""

    def __init__(self, tier: Tier) -> None:
        self._tier: Tier = tier

    def draw(self, draft: Draft, variant: Variant, card_figure: Figure | None) -> None:
        """Print one variant."""
        text = f"{variant.item}, seed {variant.seed}, {variant.kind}"
        if draft.exercise.title:
            text = f"{draft.exercise.title} · {text}"
        if draft.exercise.pace:
            text += f", pace {draft.exercise.pace} s"
        if variant.params:
            values = ", ".join(f"{name} = {value}" for name, value in variant.params.items())
            text += f" ({values})"
        output.emit_text(text)
        output.emit_text()
        if variant.is_chain:
            self._prose(variant.setting)
            self._figure(variant.figure)
        for name, text in (("shape", variant.shape), ("motion", variant.motion)):
            if text:
                self._prose(f"{name}: {text}", 0)
        for number, stage in enumerate(variant.stages, 1):
            if variant.is_chain:
                output.emit_text(f"\nstage {number} of {len(variant.stages)}")
            self._stage(stage)
        for link in variant.links:
            self._prose(f"link: {format_link(link)}", 0)
        if draft.card is not None:
            self._card(draft.card)
            self._figure(card_figure)
        output.emit_text(f"content hash (for `corrects`, once the key has changed): {draft.maths}")

    def _card(self, card: Card) -> None:
        output.emit_text("\ncard, shown before it comes back")
        self._prose(card_text(card, ""))
        for link in card.links:
            self._prose(f"link: {format_link(link)}")
        output.emit_text()

    def _stage(self, stage: Stage) -> None:
        self._prose(stage.prompt)
        self._figure(stage.figure)
        is_order = stage.kind == "order"
        for number, line in enumerate(stage.lines, 1):
            self._prose(f"{number}) {line}")
        for letter, option in zip(LETTERS, stage.options, strict=False):
            self._prose(f"{letter}) {option.text}" + ("   ← right" if option.right and not is_order else ""))
            self._figure(stage.option_figures.get(option.id))
            if option.say:
                self._prose(option.say, 5)
        output.emit_text()
        self._prose(f"key: {shown_key(stage, stage.key)}", 0)
        if stage.result:
            self._prose(f"result: {stage.result}", 0)
        for number, hint in enumerate(stage.hints, 1):
            self._prose(f"hint {number}: {hint}", 0)
        for number, step in enumerate(stage.steps, 1):
            self._prose(f"step {number}: {step}", 0)
            self._figure(stage.step_figures[number - 1] if stage.step_figures else None)
        for mistake in stage.wrong:
            self._prose(f"wrong: `{key_text(mistake.answer)}`: {mistake.say}", 0)

    def _figure(self, figure: Figure | None) -> None:
        if figure is not None:
            emit_figure(figure, output.terminal_width(), self._tier)

    def _prose(self, text: str, indent: int = 2) -> None:
        block = typeset.set_prose(text, width=output.terminal_width() - indent, tier=self._tier)
        output.emit_text("\n".join(" " * indent + line if line else "" for line in block.lines))
