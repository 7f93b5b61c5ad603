"""The learner's answer beside the key, if both fit, and figures as text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen

from drill import typeset
from drill.banks.draws import Stage
from drill.checking import FaultSpec, FormulaSpec, Key, OptionsSpec, SelfSpec, Spec
from drill.session.drilling.verdict_view import VerdictView
from drill.session.key_display import ComparedLines, compared_lines, key_latex, mark_up_typed_text, read_live
from drill.tui.bindings import Window
from drill.tui.declared_keys import key
from drill.tui.formula_forms import FORMS, in_form
from drill.tui.looks import (
    EDGE,
    EMPTY,
    FIGURE_COLOURS,
    READING_CELLS,
    Looks,
    build_content,
    in_columns,
    of_block,
    prefix_first_line,
    stack_lines,
)
from drill.tui.widgets.text_widgets import Text
from drill.typeset import Block, cell_width, code_spans

if TYPE_CHECKING:
    from drill.drawing.figure import Figure

_INDENT = 2
# The label of the first answer if there was a second try.
FIRST = "first  "
_LABEL_CELLS = 7
# Min cells of a solution next to an answer, because its formulas must fit.
HALF_CELLS = 48


class Pair:
    """Draws answers to one exercise, formulas in one ``form``."""

    def __init__(self, stage: Stage, looks: Looks, form: str = FORMS[0]) -> None:
        self._stage = stage
        self._looks = looks
        self._form = form

    def of(self, verdict: VerdictView, width: int) -> Content:
        """Return answer and key: formulas compared, solution, parts, or side by side, as the kind
        requires."""
        room = width - 2 * _INDENT
        if self._stage.options or self._stage.lines:
            return EMPTY  # they keep their places, signed
        pair = self._last(verdict, width)
        first = self._block(verdict.first, room - len(FIRST)) if verdict.first else None
        if first is None:
            return pair
        return stack_lines(
            [prefix_first_line(build_content((" " * _INDENT + FIRST, "$secondary")), of_block(first)), pair]
        )

    def _last(self, verdict: VerdictView, width: int) -> Content:
        """Return the last answer and the key."""
        room = width - 2 * _INDENT
        compared = compared_lines(verdict, self._looks.tier)
        if compared is not None:
            return stack_lines([self._answers(verdict, width), EMPTY, *_first_difference(compared, room)])
        if stands_beside(verdict):
            return self._with_solution(verdict, width)
        if verdict.parts and isinstance(verdict.answer, Mapping) and isinstance(verdict.stage.key, Mapping):
            return self._parts_told(verdict.answer, verdict.stage.key, verdict.parts, room)
        return self._answers(verdict, width)

    def _answers(self, verdict: VerdictView, width: int) -> Content:
        room = width - 2 * _INDENT
        yours, key = self._block(verdict.answer, room), self._block(verdict.stage.key, room, is_key=True)
        if yours is None or key is None:
            only_block = key or yours
            if only_block:
                return self._under("right" if key else "you", only_block)
            return Content("")
        if yours.lines == key.lines:
            return self._under("you", yours)
        widest = max(yours.width, key.width) + 2 * _INDENT
        half = (width if 2 * widest > READING_CELLS else min(width, READING_CELLS)) // 2
        if widest <= half and self._stage.kind != "code":
            is_right = verdict.verdict == "correct" or verdict.is_second_right
            return _draw_answer_beside_key(yours, key, half, "$mark-green" if is_right else "$mark-red")
        return stack_lines([self._under("you", yours), self._under("right", key)])

    def _with_solution(self, verdict: VerdictView, width: int) -> Content:
        """Return the answer with the solution next to it, or below if half the width is too little."""
        half = width // 2
        room = (half if half >= HALF_CELLS else width) - 2 * _INDENT
        steps = (f"{number}. {step}" for number, step in enumerate(verdict.stage.steps, 1))
        solution = self._prose("\n\n".join((str(verdict.stage.key), *steps)), room)
        yours = self._block(verdict.answer, room)
        if yours is None:
            return self._under("right", solution)
        if half >= HALF_CELLS:
            return _draw_answer_beside_key(yours, solution, half, "$rule")
        return stack_lines([self._under("you", yours), self._under("right", solution)])

    def key(self, key: Key, width: int) -> Content:
        """Return the key alone."""
        key_block = self._block(key, width - 2 * _INDENT, is_key=True)
        if key_block is not None:
            return self._under("right", key_block)
        return Content("")

    def _under(self, title: str, block: Block) -> Content:
        content = of_block(block, indent=_INDENT)
        if self._stage.kind == "code":
            spans = (span for row, code_line in enumerate(block.lines) for span in code_spans(code_line, row))
            content = of_block(Block(block.lines, spans=tuple(spans)), indent=_INDENT)
        return stack_lines([build_content((" " * _INDENT + title, "$secondary")), content])

    def _block(self, answer: Key, width: int, *, is_key: bool = False) -> Block | None:
        if isinstance(answer, Mapping):
            return self._parts(answer, width, is_key=is_key)
        if not answer.strip():
            return None
        if isinstance(self._stage.expect, OptionsSpec):
            return self._options(answer.split(), width)
        if isinstance(self._stage.expect, FaultSpec):
            return Block((f"line {answer}" if answer.strip().isdecimal() else "no line is wrong",))
        if isinstance(self._stage.expect, SelfSpec):
            return self._prose(answer, width)
        return self._typed(answer, self._stage.expect, width, is_key=is_key)

    def _prose(self, text: str, width: int) -> Block:
        tier = self._looks.tier
        return typeset.set_prose(in_form(text, self._form, tier), width=width, tier=tier)

    def _typed(self, answer: str, expect: Spec, width: int, *, is_key: bool) -> Block:
        """Return an answer as it reads, a key as its author writes it; anything else as typed."""
        live = read_live(expect, answer)
        if live.code:
            return Block(tuple(part for line in live.code for part in _fold_answer_code(line, width)))
        latex = key_latex(expect, answer) if is_key else live.latex
        if latex is None and isinstance(expect, FormulaSpec) and "\\" in answer:
            latex = answer
        if latex is None:
            return typeset.set_prose(mark_up_typed_text(answer), width=width, tier=self._looks.tier)
        return self._latex(latex, width)

    def _latex(self, latex: str, width: int) -> Block:
        if self._form == FORMS[0]:
            return typeset.typeset_formula(latex, width=width, tier=self._looks.tier)
        return self._prose(f"${latex}$", width)

    def _parts(self, answer: Mapping[str, str], width: int, *, is_key: bool) -> Block | None:
        if not any(text.strip() for text in answer.values()):
            return None
        return self._rows([(name, self._part(answer, name, width, is_key=is_key)) for name in answer])

    def _parts_told(
        self, answer: Mapping[str, str], key: Mapping[str, str], judged: Mapping[str, bool], width: int
    ) -> Content:
        """Return each part with its sign, and below a wrong one its key."""
        rows: list[tuple[str, Block]] = []
        for name in self._stage.fields:
            sign = "  " if name not in judged else "✓ " if judged[name] else "✗ "
            rows.append((sign + name, self._part(answer, name, width)))
            if not judged.get(name):
                rows.append(("  right", self._part(key, name, width, is_key=True)))
        return of_block(self._rows(rows), indent=_INDENT)

    def _part(self, answer: Mapping[str, str], name: str, width: int, *, is_key: bool = False) -> Block:
        room = width - max(map(len, self._stage.fields)) - 4
        return self._typed(answer.get(name, "") or " ", self._stage.expect.part(name), room, is_key=is_key)

    def _rows(self, blocks: Sequence[tuple[str, Block]]) -> Block:
        """Return blocks below each other, each with its name on its baseline."""
        widest = max(len(name) for name, _ in blocks)
        is_high = any(named_block.height > 1 for _, named_block in blocks)
        lines: list[str] = []
        for name, block in blocks:
            if lines and is_high:
                lines.append("")
            for row, text in enumerate(block.lines):
                lines.append(f"{name if row == block.baseline else '':{widest}}  {text}")
        return Block(tuple(lines))

    def _options(self, ids: Sequence[str], width: int) -> Block:
        """The texts of options, not their ids; numbered if their order is the answer."""
        texts = {option.id: option.text for option in self._stage.options}
        chosen = [texts.get(option_id, option_id) for option_id in ids]
        if len(chosen) > 1:
            numbers, is_order = range(1, len(chosen) + 1), self._stage.kind == "order"
            heads = (f"{number}." if is_order else "-" for number in numbers)
            chosen = [f"{head} {text}" for head, text in zip(heads, chosen, strict=True)]
        return self._prose("\n".join(chosen), width)


def _first_difference(compared: ComparedLines, room: int) -> list[Content]:
    """Return both formulas on one line each, their first difference underlined."""
    start = max(0, compared.differs_at - max(8, room - _LABEL_CELLS) * 2 // 3)
    rows = [build_content((" " * _INDENT + "They first differ here", "$secondary"))]
    for label, text in (("you", compared.answer), ("right", compared.key)):
        same = text[start : compared.differs_at]
        marked, after = text[compared.differs_at :][:1] or " ", text[compared.differs_at + 1 :]
        visible_after = after[: max(0, room - _LABEL_CELLS - cell_width(same) - 1)]
        rows.append(
            build_content(
                f"{'':{_INDENT}}{label:{_LABEL_CELLS}}{same}", (marked, "bold underline"), visible_after
            )
        )
    return rows


def stands_beside(verdict: VerdictView) -> bool:
    """Return whether the solution is shown next to the answer, for the learner to compare."""
    stage = verdict.stage
    is_text = isinstance(stage.key, str) and not isinstance(stage.expect, FormulaSpec)
    return verdict.exercise.decides and is_text and not any(stage.step_figures)


def _fold_answer_code(line: str, width: int) -> list[str]:
    """Return a line of code within ``width`` cells, continuation lines indented."""
    return textwrap.wrap(line, max(width, 8), subsequent_indent="    ", break_on_hyphens=False)


def _draw_answer_beside_key(yours: Block, key: Block, half: int, edge: str) -> Content:
    """Return both on one baseline, the key in the middle of the screen; ``edge`` is the answer's colour."""
    baseline = max(yours.baseline, key.baseline)
    left, right = (
        stack_lines([
            build_content((" " * _INDENT + title, "$secondary")),
            *[EMPTY] * (baseline - block.baseline),
            of_block(block, indent=_INDENT),
        ])
        for title, block in (("you", yours), ("right", key))
    )  # fmt: skip
    sides = [side.split("\n", allow_blank=True) for side in (left, right)]
    height = max(map(len, sides))
    boxes = [
        stack_lines([_draw_box_row(side, row, half - _INDENT, colour) for row in range(height)])
        for side, colour in zip(sides, (edge, "$mark-green"), strict=True)
    ]
    return in_columns(boxes[0], boxes[1], half)


def _draw_box_row(lines: Sequence[Content], row: int, cells: int, colour: str) -> Content:
    """Return a row of an answer on its ground, its edge in the colour of its verdict."""
    line = lines[row] if row < len(lines) else EMPTY
    filled = line.pad_right(max(0, cells - line.cell_length))
    edge = build_content(" " * (_INDENT - 1), (EDGE, colour))
    return edge + filled[_INDENT:].stylize("on $surface")


# Figures in the app: braille or ASCII in neutral colours, and one over the whole screen.

MOST_COLUMNS, MOST_ROWS = 72, 16
# Min columns and rows of a figure; in less room it is shown only by its key.
FEWEST_COLUMNS, FEWEST_ROWS = 36, 8
# Min factor by which a figure must grow to count as larger.
LARGER = 1.15
NOT_TOLD = "The figure in words comes with the verdict: it tells what you are to read off."


def of_figure(figure: Figure, columns: int, rows: int, looks: Looks) -> Content:
    """Return a figure in ``columns`` and ``rows``, its tones in colours that no mark has."""
    from drill.drawing.figure_output import figure_rows

    drawn: list[Content] = []
    for row in figure_rows(figure, columns, rows, looks.tier):
        content = Content(row.text)
        for start, end, tone in row.tones:
            content = content.stylize(FIGURE_COLOURS[tone][0 if looks.dark else 1], start, end)
        drawn.append(content)
    return stack_lines(drawn)


def has_larger(figure: Figure, columns: int, rows: int, screen: Size, looks: Looks) -> bool:
    """Return whether a figure is larger over the whole screen than in these cells, if it is drawn there."""
    from drill.drawing.figure_output import figure_rows

    if rows < FEWEST_ROWS or columns < FEWEST_COLUMNS - 1:
        return True
    beside = min(MOST_COLUMNS, columns), min(MOST_ROWS, rows)
    whole = screen.width - 4, max(FEWEST_ROWS, screen.height - 5)
    drawn = [figure_rows(figure, *cells, looks.tier) for cells in (beside, whole)]
    small, large = (len(lines) * max(len(row.text.rstrip()) for row in lines) for lines in drawn)
    return large > LARGER * small


class FigureText(Text):
    """A figure as wide as its place, or how to see it if it does not fit; hidden without one."""

    DEFAULT_CSS = """
    FigureText {display: none; height: auto; padding: 0 1 0 2; margin-top: 1; text-wrap: nowrap;}
    FigureText.-shown {display: block;}
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figure: Figure | None = None
        self._rows = MOST_ROWS
        self._how = "f"

    def set(self, figure: Figure | None, rows: int = MOST_ROWS, how: str = "f") -> None:
        """Show a figure in at most ``rows``; ``how`` is the key that shows it larger."""
        self._figure, self._rows, self._how = figure, rows, how
        self.set_class(figure is not None, "-shown")
        self._draw()

    def on_resize(self) -> None:
        """Redraw at the new size."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or (self.app.size.width - 4 if self.is_attached else 0)
        if self._figure is None or not width:
            return
        if self._rows < FEWEST_ROWS or width < FEWEST_COLUMNS - 1:
            self.show(build_content((self._how, "$primary bold"), ("  shows the figure", "$secondary")))
        else:
            columns, rows = min(MOST_COLUMNS, width), min(MOST_ROWS, self._rows)
            self.show(of_figure(self._figure, columns, rows, self.app.looks))


class FigureScreen(Window[None], ModalScreen[None]):
    """One figure over the whole screen, and its description.

    ``is_told`` is whether the description is shown: not before the key if the answer is read off the figure.
    """

    DEFAULT_CSS = """
    FigureScreen {background: $background;}
    FigureScreen VerticalScroll {padding: 0 1;}
    FigureScreen Text {height: auto; text-wrap: nowrap;}
    FigureScreen #says {text-wrap: wrap; margin-top: 1;}
    """

    def __init__(self, figure: Figure, *, is_told: bool) -> None:
        super().__init__()
        self._figure = figure
        self._words = figure.says if is_told else NOT_TOLD
        self._drawn, self._says = Text(), Text(id="says")

    def compose(self) -> ComposeResult:
        """Make the figure, then its description."""
        with VerticalScroll(can_focus=False):
            yield self._drawn
            yield self._says

    @key("figure go-on look")
    def action_close(self) -> None:
        """Go back to the screen below."""
        super().action_close()

    def on_resize(self, event: events.Resize) -> None:
        """Draw it as large as the screen allows, with its description and keys in view."""
        width, height = event.size.width - 4, event.size.height
        says = self._words
        rows = height - 4 - len(says) // max(1, width)
        self._drawn.show(of_figure(self._figure, max(24, width), max(FEWEST_ROWS, rows), self.app.looks))
        self._says.show(
            stack_lines(
                [Content(says), EMPTY, build_content(("f", "$primary bold"), ("  back", "$secondary"))]
            )
        )
