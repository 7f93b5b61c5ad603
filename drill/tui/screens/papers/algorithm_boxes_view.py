"""The algorithm boxes of a paper: a remark on each line, and a box asked back in its order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from drill.session.papers.workbook_views import OwnLine
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, build_content
from drill.tui.screens.papers.labelled_text import (
    draw_labelled_markdown,
    draw_paragraph,
    exercises_told,
    on_one_line,
)
from drill.tui.screens.papers.part import ListPart, Row
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.papers.box_lines import BoxOrder
    from drill.session.papers.workbook_views import AlgorithmView, BoxLine
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

REMARK_HINT: Final = "in your own notation; where it is from, and what it is for"
TOO_EARLY: Final = "Not yet: in the box another line comes first."
# Columns from which a remark stands beside its line, and not below it.
BESIDE_FROM: Final = 100
# Cells before a line: its number.
NUMBER_CELLS: Final = 6


class BoxesPart(ListPart):
    """``enter`` writes a remark on a line; ``b`` asks a box back, whose lines are then chosen in order."""

    called = "boxes"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._lines: Mapping[str, tuple[AlgorithmView, BoxLine | None]] = {}
        self._order: BoxOrder | None = None
        """The box that is asked back."""
        self._says = ""

    @property
    def is_offered(self) -> bool:
        """Whether the paper has a box, or the learner wrote one."""
        return self.view is not None and bool(self.view.algorithms)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something: while a box is asked back only what is about that."""
        of_order = (
            "ask_back",
            "show_next",
            "show_all",
            "end_order",
            "enter" if self._is_being_ordered() else "",
        )
        return (self._order is None or action in of_order) and super().check_action(action, parameters)

    def _is_being_ordered(self) -> bool:
        return self._order is not None and not self._order.is_done

    def _may_ask_back(self) -> bool:
        box, _ = self._chosen
        if self._order is not None:
            return self._order.is_done
        return box is not None and len({each.text for each in box.lines}) > 1

    @property
    def _chosen(self) -> tuple[AlgorithmView | None, BoxLine | None]:
        return self._lines.get(self.chosen, (None, None))

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return what to do, while a box is asked back; else how many lines have a remark."""
        order = self._order
        if order is None:
            written = sum(
                bool(box_line.remark) for _, box_line in self._lines.values() if box_line is not None
            )
            remarks = f"{count(written, 'remark')} so far" if written else "No remarks yet"
            return build_content(
                (remarks, "bold"), ("   a line in your own notation, and what it is for", "$secondary")
            )
        if order.is_done:
            asides = [count(order.misses, "wrong try", "wrong tries")] if order.misses else []
            asides += [f"{count(len(order.shown), 'line')} shown"] if order.shown else []
            found = ", ".join(asides) or "every line was found at once"
            told = f"The box is whole: {found}."
            return build_content((told, "bold"))
        said = f"   {self._says}" if self._says else ""
        return build_content(("Which line comes next?", "bold"), (said, "$secondary"))

    def rows(self) -> Sequence[Row]:
        """Return the boxes with their lines; while one is asked back, what has its place and what has not."""
        if self.view is None:
            return ()
        if self._order is not None:
            return self._draw_order(self._order)
        rows: list[Row] = []
        lines: dict[str, tuple[AlgorithmView, BoxLine | None]] = {}
        for box in self.view.algorithms:
            lines[box.row.id] = (box, None)
            title = on_one_line(self._as_markdown(box, box.called), self.looks, self._cells)
            rows.append(Row(box.row.id, build_content((f" {title}", "bold"))))
            for number, box_line in enumerate(box.lines, 1):
                lines[box_line.key] = (box, box_line)
                rows.append(Row(box_line.key, self._draw_line(box, box_line, number)))
        self._lines = lines
        return rows

    def _draw_line(self, box: AlgorithmView, box_line: BoxLine, number: int) -> Content:
        remark = (
            on_one_line(format_learner_words(box_line.remark), self.looks, self._cells)
            if box_line.remark
            else ""
        )
        is_beside = self.app.size.width >= BESIDE_FROM
        text = self._write_line(
            box, box_line, self._cells // 2 if is_beside and remark else self._cells - NUMBER_CELLS
        )
        head = build_content((f"{number:>4}  ", "$secondary"), text)
        if not remark:
            return head
        if is_beside:
            gap = max(2, self._cells // 2 + NUMBER_CELLS - head.cell_length)
            return head + build_content(" " * gap, (remark, "$primary"))
        return head + build_content("\n" + " " * (NUMBER_CELLS + 2), (remark, "$primary"))

    def _draw_order(self, order: BoxOrder) -> Sequence[Row]:
        box, _ = self._lines.get(order.lines[0].key, (None, None))
        if box is None:
            return ()
        rows = [
            Row(
                "",
                build_content(
                    (f"{number:>4}  ", "$warning" if number - 1 in order.shown else "$success"),
                    self._write_line(box, box_line, self._cells - NUMBER_CELLS),
                    ("   shown" if number - 1 in order.shown else "", "$secondary"),
                ),
            )
            for number, box_line in enumerate(order.lines[: order.placed], 1)
        ]
        left = [
            Row(each.key, build_content("   ·  ", self._write_line(box, each, self._cells - 6, is_flat=True)))
            for each in order.left
        ]
        return [*rows, *left]

    def _write_line(self, box: AlgorithmView, box_line: BoxLine, cells: int, *, is_flat: bool = False) -> str:
        indent = "" if is_flat else "  " * box_line.depth
        return indent + on_one_line(self._as_markdown(box, box_line.text), self.looks, cells - len(indent))

    @staticmethod
    def _as_markdown(box: AlgorithmView, text: str) -> str:
        return format_learner_words(text) if box.is_own else text

    @property
    def _cells(self) -> int:
        return max(20, self.app.size.width - 5)

    def about(self, key: str) -> Content:
        """Return the exercises on a box; a line and its remark whole, where a row has no room for them."""
        del key
        box, box_line = self._chosen
        if box is None:
            return EMPTY
        width = max(20, self.app.size.width - 6)
        if self._order is not None:
            whole = self._as_markdown(box, box_line.text) if box_line is not None else ""
            is_cut = cell_width(on_one_line(whole, self.looks, 400)) > self._cells - NUMBER_CELLS
            return draw_paragraph(whole, width, self.looks) if is_cut else EMPTY
        if box_line is None:
            return exercises_told(box.exercises, width, self.looks) if box.exercises else EMPTY
        text, remark = self._as_markdown(box, box_line.text), format_learner_words(box_line.remark)
        is_cut = any(
            cell_width(on_one_line(each, self.looks, 400)) > self._cells // 2 - NUMBER_CELLS
            for each in (text, remark)
        )
        if not is_cut:
            return EMPTY
        whole = draw_labelled_markdown("line", text, width, self.looks)
        return (
            whole + build_content("\n") + draw_labelled_markdown("remark", remark, width, self.looks)
            if remark
            else whole
        )

    # --- acts ----------------------------------------------------------------------------------------------

    @property
    def enter_words(self) -> str:
        """Say what enter does with the chosen line or box."""
        box, box_line = self._chosen
        if self._order is not None:
            return "comes next"
        if box_line is not None:
            return "write"
        return "drill" if box is not None and box.exercises else ""

    def action_enter(self) -> None:
        """Write on the chosen line, drill the chosen box, or put the chosen line in its place."""
        box, box_line = self._chosen
        if self._order is not None:
            self._put_in_place()
        elif box_line is not None:
            self.action_write()
        elif box is not None:
            items = [exercise.item for exercise in box.exercises]
            self.paper.drill(items, f"{self.paper.app.key_for('drill')} asks the box back in its order.")

    @key("edit", "write", when=lambda self: self._chosen[1] is not None)
    def action_write(self) -> None:
        """Write a remark on the chosen line."""
        box, box_line = self._chosen
        if box is None or box_line is None or self._order is not None:
            return
        from drill.session.papers.box_lines import ORIGINS

        key, origin, words = box_line.key, box_line.origin, box_line.words
        title = self._write_line(box, box_line, self._cells - NUMBER_CELLS, is_flat=True)
        own_line = OwnLine("words", "remark", words, REMARK_HINT, kinds=ORIGINS, kind=origin)

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
            from drill.session.papers.box_lines import keep_remark

            keep_remark(
                workspace, self.paper.slug, key, changed.get("kind", origin), changed.get("words", words)
            )

        self.paper.write(title, [own_line], keep)

    @key("drill", "ask for its order", when=_may_ask_back)
    def action_ask_back(self) -> None:
        """Ask the chosen box back: its lines in another order, to be chosen one after the other."""
        from drill.session.papers.box_lines import BoxOrder

        box, _ = self._chosen if self._order is None else self._lines[self._order.lines[0].key]
        if box is None or (self._order is not None and not self._order.is_done):
            return
        self._order, self._says = BoxOrder.shuffle(box.lines, secrets.randbits(32)), ""
        self._show_again()

    def _put_in_place(self) -> None:
        order = self._order
        _, box_line = self._chosen
        if order is None or box_line is None or order.is_done:
            return
        is_next = order.place(box_line)
        self._says = "" if is_next else TOO_EARLY
        self._show_again()

    @key("reveal", "show it", when=_is_being_ordered)
    def action_show_next(self) -> None:
        """Give up on the next line: it is put in its place."""
        if self._order is not None:
            self._order.show_next()
            self._says = ""
            self._show_again()

    @key("all", "show all", when=_is_being_ordered)
    def action_show_all(self) -> None:
        """Give up on the box: all lines are put in their places."""
        if self._order is not None:
            self._order.show_all()
            self._says = ""
            self._show_again()

    @key("back leave", "boxes", when=lambda self: self._order is not None)
    def action_end_order(self) -> None:
        """Show the boxes again."""
        self._order = None
        self._show_again()

    def leave(self) -> None:
        """Ask nothing more."""
        self._order = None

    def _show_again(self) -> None:
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    @key("again", "inside", when=lambda self: self._chosen[0] is not None and not self._chosen[0].is_own)
    def action_look_inside(self) -> None:
        """Show what the lines of the chosen box compute at the first steps."""
        from drill.tui.screens.inside_window import open_box

        box, _ = self._chosen
        if box is not None and self._order is None:
            window = open_box(self.paper.slug, box.row.id)
            self.app.push_screen(window, lambda told: self.paper.banner.say(*filter(None, [told])))

    @key("more", "question")
    def action_question(self) -> None:
        """Write down a question."""
        self.paper.ask_on_map()

    @key("copy", "copy", when=lambda self: self._chosen[0] is not None)
    def action_copy(self) -> None:
        """Copy the chosen box."""
        box, _ = self._chosen
        if box is not None:
            lines = ("  " * box_line.depth + box_line.text for box_line in box.lines)
            self.app.copy_to_clipboard("\n".join((box.called, *lines)))
            self.app.notify("Copied.", markup=False)
