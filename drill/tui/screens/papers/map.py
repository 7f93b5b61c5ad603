"""The map of a paper: its formulas in order, each with its state, what is left, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from drill import typeset
from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, Part, join, line, of_block
from drill.tui.forms import as_typed
from drill.tui.looks import BROAD
from drill.tui.screens.papers.labelled_text import cut, filled, in_line, paragraph, plain
from drill.tui.screens.papers.part import Row, TheoryPart
from drill.typeset import cell_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drill.session.papers.formula_map import FormulaMap, MapRow
    from drill.tui.screens.papers.paper import PaperScreen

# Cells of how far a formula is, and of the minutes of its next exercise.
STATE_CELLS, MINUTE_CELLS = 10, 7
# Of a name: where all columns stand, and where a formula stands beside them.
NAME_CELLS, BROAD_NAME_CELLS, FORMULA_CELLS = 32, 34, 40
# Cells of a row from which the next exercise stands in it.
NEXT_FROM = 52
# Rows of the terminal from which the chosen formula is drawn below the map.
DRAWN_FROM = 30


class MapPart(TheoryPart):
    """The view that opens first: ``enter`` drills what comes next for the chosen formula."""

    called = "map"
    BINDINGS: ClassVar = [
        bind("go-on", "enter"), bind("theory", words="card"), bind("edit", "write", "notes"),
        bind("more", "question", "question"), bind("open", "open_link", "paper"), bind("ask"),
        bind("copy", words="copy"), bind("look", words="closer"), bind("all", "others"),
        bind("drill", words="drill all"),
        bind("back", "end_theory"), bind("leave", "end_theory"),
    ]  # fmt: skip

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._rows: dict[str, MapRow] = {}
        self._has_others = False

    @property
    def map(self) -> FormulaMap | None:
        """The map, once the paper was read."""
        return self.paper.map

    def offer(self, action: str) -> str | bool:
        """Name what acts on the chosen formula."""
        row, paper_map = self._row, self.map
        if self.is_theory and action != "end_theory":
            return "map" if action == "theory" else False
        match action:
            case "enter":
                return f"drill it, {_minutes(row)} min" if row is not None and _minutes(row) else ""
            case "look" | "write" | "copy":
                return row is not None and row.formula is not None
            case "drill":
                return self.view is not None and any(self.view.row.states.values())
            case "theory":
                return row is not None and bool(self.theory(row.key))
            case "open_link":
                return paper_map is not None and bool(paper_map.address)
            case "question":
                return self.view is not None
            case "ask":
                return "ask for exercises" if self.paper.may_ask else False
            case "others":
                return bool(self._other_rows) and ("named ones" if self._has_others else "all formulas")
            case _:
                return super().offer(action)

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def _row(self) -> MapRow | None:
        return self._rows.get(self.chosen)

    @property
    def _other_rows(self) -> Sequence[MapRow]:
        paper_map = self.map
        return [] if paper_map is None else [row for row in paper_map.rows if row not in paper_map.named]

    @property
    def _cells(self) -> int:
        """Cells of a row, without the margins and the scroll bar."""
        return max(20, self.app.size.width - 4)

    def lead(self) -> Content:
        """Return what to do next, and an open question."""
        if self.map is None or self.is_theory:
            return EMPTY
        width = self.app.size.width - 4
        following = plain(self.map.describe_next(), self.looks)
        question = f"Open question: {plain(self.map.question, self.looks)}" if self.map.question else ""
        if following and question and cell_width(following) + cell_width(question) + 3 <= width:
            return line((following, "bold"), f"   {question}")
        lines = [(text, style) for text, style in ((following, "bold"), (question, "")) if text]
        return join([line((cut(text, width), style)) for text, style in lines])

    def rows(self) -> Sequence[Row]:
        """Return the formulas, those without a name where they are asked for, and what else there is."""
        if self.map is None:
            return ()
        shown = self.map.rows if self._has_others else self.map.named
        self._rows = {row.key: row for row in shown}
        rows = [Row(row.key, self._draw_row(row)) for row in shown]
        return [*rows, Row("", self._draw_ways_on())]

    def _draw_ways_on(self) -> Content:
        """Return the last row: how many formulas are hidden, and what is a ``tab`` apart."""
        keys, parts = self.paper.app.key_for, list[Part]()
        if self._other_rows and not self._has_others:
            others = count(len(self._other_rows), "other formula")
            parts += ["  ", (keys("all"), "$primary bold"), (f" {others}   ", "$secondary")]
        names = " · ".join(name for name in self.paper.part_names if name != self.called)
        return line(*(parts or ["  "]), (keys("next"), "$primary bold"), (f" {names}", "$secondary"))

    def _draw_row(self, row: MapRow) -> Content:
        """Return a formula's row, in as many columns as there is room for."""
        cells, looks = self._cells, self.looks
        has_formula, has_next = self.app.size.width >= BROAD, cells >= NEXT_FROM
        name_cells = BROAD_NAME_CELLS if has_formula else min(NAME_CELLS, cells * 2 // 5)
        name_cells = name_cells if has_next else cells - STATE_CELLS - 2
        name = filled(plain(row.called, looks, name_cells), name_cells)
        parts: list[Part] = [f"  {name} ", *self._state(row)]
        if has_formula:
            latex = row.formula.row.in_use if row.formula is not None else ""
            room = max(FORMULA_CELLS, cells - name_cells - STATE_CELLS - FORMULA_CELLS - MINUTE_CELLS - 5)
            parts.append((f"{filled(in_line(latex, looks, room), room)}  ", "$secondary"))
            name_cells += room + 2
        if has_next:
            minutes = f"{_minutes(row)} min" if _minutes(row) else ""
            key = self.paper.app.key_for("open") if self.map is not None and self.map.address else ""
            minutes = key if row.next is None and row.is_to_read else minutes
            room = cells - name_cells - STATE_CELLS - MINUTE_CELLS - 3
            parts.append((f"{filled(plain(self._describe_next(row), looks, room), room)}", "$secondary"))
            parts.append((f"{minutes:>{MINUTE_CELLS}}", "$secondary"))
        return line(*parts)

    def _state(self, row: MapRow) -> list[Part]:
        """Return how far a formula is, in ten cells."""
        looks = self.looks
        match row.reached:
            case "read" | "drilled":
                return [looks.sign("green"), f" {row.reached:{STATE_CELLS - 2}}"]
            case "begun":
                is_red = any(exercise.state == "red" for exercise in row.exercises)
                done = f"{row.green} of {len(row.exercises)}"
                return [looks.sign("red" if is_red else "yellow"), f" {done:{STATE_CELLS - 2}}"]
            case "waiting":
                return [(f"{count(len(row.skills_left), 'skill'):{STATE_CELLS}}", "$secondary")]
            case "ready":
                return [f"{'ready':{STATE_CELLS}}"]
            case _:
                return [looks.sign("unseen"), " " * (STATE_CELLS - 1)]

    def _describe_next(self, row: MapRow) -> str:
        """Return what comes next for a formula."""
        if row.next is not None:
            return row.next.title
        if row.after:
            return f"after {row.after}"
        match row.reached:
            case "read":
                return ""
            case "drilled":
                return "read it now"
            case "bare":
                asks = f"; {self.paper.app.key_for('ask')} asks" if self.paper.may_ask else ""
                return f"nothing to drill{asks}"
            case _:
                return "waits for another day"

    def about(self, key: str) -> Content:
        """Return the chosen formula where there is room for it, and what is left for it; or its card."""
        row = self._rows.get(key)
        if row is None:
            return EMPTY
        width = max(20, self.app.size.width - 5)
        if self.is_theory:
            return paragraph(self.theory(key), width, self.looks)
        if self.app.size.height < DRAWN_FROM:
            return EMPTY
        lines: list[Content] = []
        if row.formula is not None:
            lines.append(of_block(typeset.typeset(row.formula.row.in_use, width=width, tier=self.looks.tier)))
            if words := row.formula.row.words or row.formula.row.before:
                lines += [EMPTY, paragraph(words, width, self.looks)]
        if row.skills_left:
            left = f"{count(len(row.skills_left), 'skill')} left: {', '.join(row.skills_left)}"
            lines += [EMPTY, paragraph(as_typed(left), width, self.looks, "$secondary")]
        return join(lines)

    def theory(self, key: str) -> str:
        """Return the card of the skill that comes next for a formula, else of one that it needs."""
        row = self._rows.get(key)
        if row is None or self.map is None:
            return ""
        wanted = row.next.skill if row.next is not None else ""
        needed = [skill for skill in self.map.skills if row.called in skill.needed_by]
        needed.sort(key=lambda skill: (skill.title != wanted, not skill.is_left))
        return next((skill.theory for skill in needed if skill.theory), "")

    def choose_first(self) -> str:
        """Return the row that is chosen at first: the one that comes next."""
        row = self.map.next if self.map is not None else None
        return row.key if row is not None and row.key in self._rows else ""

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill what comes next for the chosen formula."""
        row = self._row
        if row is None or self.map is None or self.is_theory:
            return
        following = row.next
        if following is None and row.after:
            following = next((r.next for r in self.map.rows if r.called == row.after), None)
        none = "Nothing of it can be drilled today: what is left comes on another day."
        none = none if row.exercises else "There is no exercise on this one."
        none = "All of its exercises are green." if row.reached in ("drilled", "read") else none
        self.paper.drill([following.item] if following is not None else [], none)

    def action_drill(self) -> None:
        """Drill all exercises of the paper."""
        if self.view is not None and any(self.view.row.states.values()):
            self.paper.drill([self.view.row.bank], "")

    def action_look(self) -> None:
        """Look closer: the formula with all that is known of it."""
        row = self._row
        if row is not None and row.formula is not None:
            self.paper.look_at(row.key)

    def action_write(self) -> None:
        """Write notes on the chosen formula."""
        if (row := self._row) is not None and row.formula is not None:
            self.paper.write_on(f"formula/{row.key}")

    def action_question(self) -> None:
        """Write down a question."""
        self.paper.write_on("unknown/")

    def action_ask(self) -> None:
        """Ask for exercises."""
        self.paper.ask_for_exercises()

    def action_open_link(self) -> None:
        """Open the paper in a browser, once its address was shown."""
        if self.map is not None and self.map.address:
            self.paper.open_address(self.map.address, is_shown=False)

    def action_copy(self) -> None:
        """Copy the chosen formula."""
        row = self._row
        if row is not None and row.formula is not None:
            self.app.copy_to_clipboard(row.formula.row.in_use)
            self.app.notify("LaTeX copied.", markup=False)

    def action_others(self) -> None:
        """Show or hide the formulas without a name."""
        self._has_others = not self._has_others
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()


def _minutes(row: MapRow) -> int:
    """Return the minutes of the next exercise, at least one; 0 where there is none."""
    return max(1, round(row.next.minutes)) if row.next is not None else 0
