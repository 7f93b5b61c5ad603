"""The map of a paper: its formulas in order, each with its state and its next exercise; further actions."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.papers import LINK_TO_PAPER
from drill.session.papers.workbook_views import AlgorithmView, FormulaView, ReferencedView, place_told
from drill.session.standing.reading import name_formula, note_reading
from drill.session.standing.withheld_exercises import put_beside_goal
from drill.session.today.today_page import cut_words, wrap_words
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, WIDE, Part, build_content, count_rows, of_block, stack_lines
from drill.tui.screens.papers.part import (
    ListPart,
    Row,
    describe_moves,
    draw_labelled_words,
    draw_paragraph,
    fit_to_cells,
    in_line,
    on_one_line,
    place_in_short,
    typeset_title_on_line,
)
from drill.typeset import cell_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.widgets import OptionList

    from drill.gyr.state import State
    from drill.session.today.formula_map import FormulaMap, MapRow
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

# Cells of the state, cells of the state in words, min cells of a row with words, cells of the minutes.
STATE_CELLS, WORDY_STATE_CELLS, WORDY_FROM, MINUTE_CELLS = 11, 16, 70, 7
# Min cells of a row that shows these minutes.
MINUTES_FROM = 48
# Max cells of a name, and the cells between two columns.
NAME_CELLS, GAP = 32, 2
# Min cells left for the next exercise, and for a formula next to its name.
LEAST_NEXT_CELLS, LEAST_FORMULA_CELLS = 15, 40
# Max lines for the remaining skills of a formula below the map.
MOST_SKILLS_LISTED = 12
# Min rows of the terminal for a drawing of the chosen formula below the map, however high it is.
DRAWN_FROM = 30
# Min rows of the chosen formula: itself in a line, and its remaining skills.
_FEWEST_ROWS = 2
# Rows around the map and the text below it.
ROWS_AROUND = 7
# Rows that are neither formulas nor boxes, by their keys.
SKILLS, DRAFTS, FOLD = "skills", "drafts", "fold"


class MapPart(ListPart):
    """The view that opens first: ``enter`` drills the next exercise of the chosen row, ``space`` opens it."""

    called = "map"

    def __init__(self, paper: PaperScreen, first: str = "") -> None:
        """``first`` is the id of the formula that is chosen at first; the one that comes next without it."""
        super().__init__(paper)
        self._rows: dict[str, MapRow] = {}
        self._boxes: Mapping[str, AlgorithmView] = {}
        self._referenced: Mapping[str, ReferencedView] = {}
        self._has_others = self._has_formula = False
        self._longest = self._longest_next = 0
        """Cells of the longest name that is listed, and of the longest text on what comes next."""
        self._first = first
        self._asked = ""
        """The formula of which the map asks whether it could be followed."""

    @property
    def map(self) -> FormulaMap | None:
        """The map, once the paper was read."""
        return self.paper.map

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen row."""
        row, chosen = self._row, self.chosen
        if not chosen:
            return ""
        if chosen == SKILLS:
            return "drill them"
        if row is None:
            if chosen in self._boxes and self._boxes[chosen].exercises:
                return "drill it"
            return "choose"
        minutes = _find_next_minutes(row)
        if row.is_to_read:
            return "read it now"
        return f"drill it, {minutes} min" if minutes else "open"

    @property
    def _words_of_opening(self) -> str:
        """The effect of ``space`` on the chosen row; empty if it opens nothing."""
        if self.chosen == FOLD and self._has_others:
            return "fold"
        may_open = self._formula is not None or self.chosen in {SKILLS, DRAFTS, FOLD, *self._boxes}
        return "open" if may_open else ""

    @property
    def is_at_author_row(self) -> bool:
        """Whether the row that leads to more exercises is chosen."""
        return self.chosen == "exercises"

    @property
    def _formula(self) -> FormulaView | None:
        """The formula of the chosen row."""
        return self._row.formula if self._row is not None else None

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def _row(self) -> MapRow | None:
        return self._rows.get(self.chosen)

    @property
    def _other_rows(self) -> Sequence[MapRow]:
        paper_map = self.map
        if paper_map is None:
            return []
        return [row for row in paper_map.rows if row not in paper_map.named]

    @property
    def _cells(self) -> int:
        """Cells of a row, without the margins and the scroll bar."""
        return max(20, self.app.size.width - 4)

    def lead(self) -> Content:
        """Return the question whether the learner could follow, while it is open."""
        asked = self._rows.get(self._asked)
        if asked is None:
            return EMPTY
        yes, no = ((self.paper.app.key_for(name), "$primary bold") for name in ("yes", "no"))
        question = f"Could you follow {self._name_in_sentence(asked)} in the paper?"
        return build_content((question, "bold"), "   ", yes, " yes   ", no, " not yet")

    def _name_in_sentence(self, row: MapRow) -> str:
        return typeset_title_on_line(name_formula(row.called), self.looks)

    @property
    def _free_rows(self) -> int:
        """The rows that the list and its surroundings leave."""
        banner = self.paper.banner
        used = ROWS_AROUND + self.list.option_count + (banner.size.height if banner.display else 0)
        return self.app.size.height - used

    def rows(self) -> Sequence[Row]:
        """Return the remaining work first, then formulas and boxes, further actions, and the others."""
        if self.map is None or self.view is None:
            return ()
        shown = [*self.map.named, *(self._other_rows if self._has_others else ())]
        self._rows = {row.key: row for row in shown}
        self._boxes = {f"box {box.row.id}": box for box in self.view.algorithms}
        self._measure_columns(shown)
        formulas = [*self._draw_formulas(self.map.named), *self._draw_boxes()]
        return [*self._draw_first_rows(), *formulas, *self._draw_ways_on(), *self._draw_others()]

    def _draw_first_rows(self) -> Iterator[Row]:
        """Yield the remaining skills, and the drafts that wait for a look."""
        assert self.view is not None
        if self.paper.author_row.is_first and self.paper.may_ask:
            yield Row("exercises", build_content((f"  {self.paper.words_of_exercises}", "bold")))
        left = [skill.title for skill in self.view.skills if skill.is_left]
        if left:
            names = " · ".join(typeset_title_on_line(title, self.looks) for title in left)
            text = f"  {count(len(left), 'skill')} left: {names}"
            yield Row(SKILLS, build_content((cut_words(text, self._cells), "bold")))
        waiting = self.view.row.drafts_waiting
        if waiting and self.may_review:
            words = f"  {count(waiting, 'exercise')} of a second author wait for your look"
            yield Row(DRAFTS, build_content((words, "$mark-yellow")))

    def _draw_formulas(self, shown: Sequence[MapRow]) -> Iterator[Row]:
        """Yield the formulas, below the headings of their sections if there is room for these."""
        sections = self._find_sections(shown)
        titles = {title for title in sections.values() if title}
        has_room = self.app.size.height - ROWS_AROUND - _FEWEST_ROWS >= len(shown) + len(titles) + ROWS_AROUND
        before = ""
        for row in shown:
            title = sections.get(row.key, "")
            if has_room and title and title != before:
                heading = on_one_line(title, self.looks, self._cells)
                yield Row("", build_content((f" {heading}", "$secondary")))
            before = title or before
            yield Row(row.key, self._draw_row(row))

    def _find_sections(self, shown: Sequence[MapRow]) -> Mapping[str, str]:
        """Return the headings of the formulas' sections, if there are several."""
        assert self.view is not None
        keys = {row.key for row in shown}
        blocks = [block for block in self.view.blocks if block.title]
        sections = {
            formula.row.id: f"{block.label} {block.title}".strip()
            for block in blocks
            for formula in block.formulas
            if formula.row.id in keys
        }
        return sections if len(set(sections.values())) > 1 else {}

    def _draw_boxes(self) -> Iterator[Row]:
        for name, box in self._boxes.items():
            called = format_learner_words(box.called) if box.is_own else box.called
            lines = count(len(box.lines), "line")
            title = on_one_line(called, self.looks, self._cells - len(lines) - 4)
            sign = self.looks.sign(box.state)
            yield Row(name, build_content("  ", title, "  ", sign, (f" {lines}", "$secondary")))

    def _draw_ways_on(self) -> Iterator[Row]:
        """Yield the actions on the paper as a whole."""
        for name, words in self._list_ways_on():
            yield Row(name, build_content((f"  {words}", "$foreground")))

    def _list_ways_on(self) -> Iterator[tuple[str, str]]:
        assert self.view is not None
        row, settings = self.view.row, self.paper.app.settings
        if self.paper.find_address(LINK_TO_PAPER):
            yield "read", "read it now"
        if counted := sum(row.states.values()):
            yield "drill", f"drill all of it: {count(counted, 'exercise')}"
        elif row.has_exercises and row.path.left:
            yield "drill", "drill what it needs"
        yield "goal", "your goal (enter drops it)" if row.bank == settings.goal else "make it your goal"
        if settings.goal and row.bank != settings.goal and row.has_exercises and self.may_review:
            is_beside = row.is_beside or not {row.bank, row.slug}.isdisjoint(settings.papers)
            yield "beside", "leave it out of the day" if is_beside else "also two a day beside the goal"
        yield "note", "write a note; a question ends with ?"
        if self.paper.may_ask and not self.paper.author_row.is_first:
            yield "exercises", self.paper.words_of_exercises

    def _draw_others(self) -> Iterator[Row]:
        """Yield the row that shows the formulas that are not listed at first, then these."""
        assert self.view is not None
        others, referenced = self._other_rows, self.view.referenced
        self._referenced = {f"referenced {number}": each for number, each in enumerate(referenced)}
        if not (others or referenced):
            return
        words = count(len(others), "more formula") if others else "formulas that it does not show"
        yield Row(FOLD, build_content((f"  {words}", "$secondary")))
        if not self._has_others:
            return
        for row in others:
            yield Row(row.key, self._draw_row(row))
        for name, each in self._referenced.items():
            called = typeset_title_on_line(each.called, self.looks, self._cells - 24)
            sign, where = self.looks.sign(each.state), ("   referred, not shown", "$secondary")
            yield Row(name, build_content("  ", sign, f" {called}", where))

    # --- columns -------------------------------------------------------------------------------------------

    def _measure_columns(self, shown: Sequence[MapRow]) -> None:
        self._longest_next = max((cell_width(self._write_next(row)) for row in shown), default=0)
        has_names = any(row.formula is not None and row.formula.row.has_name for row in shown)
        self._has_formula = has_names and self.app.size.width >= WIDE
        self._measure_names(shown, NAME_CELLS)
        if not self._has_formula or not self._columns[1]:
            self._has_formula = False
            self._measure_names(shown, max(NAME_CELLS, self._cells * 2 // 5))

    def _measure_names(self, shown: Sequence[MapRow], widest: int) -> None:
        names = [self._write_name(row, widest) for row in shown]
        self._longest = max(map(cell_width, names), default=0)

    @property
    def _minute_cells(self) -> int:
        """Cells of the minutes of the next exercise; 0 if names need them."""
        return MINUTE_CELLS if self._cells >= MINUTES_FROM else 0

    @property
    def _state_cells(self) -> int:
        return WORDY_STATE_CELLS if self._cells >= WORDY_FROM else STATE_CELLS

    @property
    def _columns(self) -> tuple[int, int, int]:
        """Cells of a name, of a formula, and of the next step; 0 for a column without room."""
        room = self._cells - self._state_cells - self._minute_cells - 2 - GAP
        names = min(self._longest, room)
        room -= names
        if room < LEAST_NEXT_CELLS:
            return names, 0, 0
        following = min(room, max(LEAST_NEXT_CELLS, self._longest_next + GAP))
        has_room = self._has_formula and room - following >= LEAST_FORMULA_CELLS
        if has_room:
            return (names, room - following, following)
        return (names, 0, following)

    def _draw_row(self, row: MapRow) -> Content:
        """Return a formula's row, in as many columns as there is room for."""
        looks, (name_cells, formula_cells, next_cells) = self.looks, self._columns
        name = fit_to_cells(self._write_name(row, name_cells), name_cells)
        parts: list[Part] = [(f"  {name}{' ' * GAP}", "" if row.formula is not None else "$secondary")]
        parts += self._draw_state(row)
        if formula_cells:
            latex = row.formula.row.in_use if row.formula is not None else ""
            formula = fit_to_cells(in_line(latex, looks, formula_cells - GAP), formula_cells)
            parts.append((formula, "$secondary"))
        following = self._write_minutes(row) if self._minute_cells else ""
        minute_cells = self._minute_cells if following else 0
        if next_cells:  # a step without minutes takes their cells, too
            cells = next_cells + self._minute_cells - minute_cells
            words = self._write_next(row)
            words = words if cell_width(words) <= cells else words.removeprefix("define ")
            parts.append((fit_to_cells(cut_words(words, cells), cells), "$secondary"))
        return build_content(*parts, (f"{following:>{minute_cells}}", "$secondary"))

    def _write_next(self, row: MapRow) -> str:
        """Return the next step of a formula, in the terminal's glyphs."""
        return typeset_title_on_line(row.describe_next(), self.looks)

    @staticmethod
    def _write_minutes(row: MapRow) -> str:
        """Return the minutes of the next step of a formula; empty if it is read, or comes later."""
        minutes = _find_next_minutes(row)
        if minutes and not (row.after or row.is_to_read):
            return f"{minutes} min"
        return ""

    def _write_name(self, row: MapRow, cells: int) -> str:
        """Return the name of a formula; a nameless one is its own name, unless its column follows."""
        formula = row.formula.row if row.formula is not None else None
        if formula is None or self._has_formula or formula.has_name:
            return typeset_title_on_line(row.called, self.looks, cells)
        number = f"({formula.number}) " if formula.number else ""
        return number + in_line(formula.in_use, self.looks, cells - len(number))

    def _draw_state(self, row: MapRow) -> list[Part]:
        """Return the state of a formula, in the cells of its column."""
        looks, cells = self.looks, self._state_cells
        match row.reached:
            case "read" | "drilled":
                return [looks.sign("green"), f" {row.reached:{cells - 2}}"]
            case "begun":
                states = {exercise.state for exercise in row.exercises}
                worst: State = "red" if "red" in states else "yellow" if "yellow" in states else "green"
                done = f"{row.green} of {len(row.exercises)}"
                return [looks.sign(worst), f" {done:{cells - 2}}"]
            case "waiting":
                left = len(row.skills_left)
                words = count(left, "skill") + " left" * (cells == WORDY_STATE_CELLS)
                return [f"{words:{cells}}"]
            case "ready":
                return [f"{'ready':{cells}}"]
            case _:
                return [looks.sign("unseen"), " " * (cells - 1)]

    # --- the chosen row ------------------------------------------------------------------------------------

    def about(self, key: str) -> Content:
        """Return the chosen formula, and its remaining skills, as room allows; or its card."""
        row = self._rows.get(key)
        width, height = max(20, self.app.size.width - 5), self.app.size.height
        if key in self._referenced:
            return self._describe_referenced(self._referenced[key], width)
        if row is None:
            return EMPTY
        highest = height * 9 // 20 - 1  # of the text below a list, without its border
        rows = highest if height >= DRAWN_FROM else min(max(self._free_rows, _FEWEST_ROWS), highest)
        whole = self._draw_formula(row.formula, width, rows, 3 * bool(row.skills_left))
        is_cut = row.next is not None and cell_width(self._write_next(row)) > self._columns[2]
        if row.next is not None and not row.after and (is_cut or row.next.leads_to):
            title = typeset_title_on_line(row.next.title, self.looks)
            above = typeset_title_on_line(row.next.leads_to, self.looks)
            sentence = f"Next: {title}, {_find_next_minutes(row)} min"
            sentence += f"; “{above}” builds on it" if above else ""
            sentences = [build_content(text) for text in wrap_words(sentence, width)]
            if count_rows(whole) + len(sentences) + bool(row.skills_left) < rows:
                whole = [*whole, *([EMPTY] if whole else []), *sentences]
        left = rows - count_rows(whole)
        between = [EMPTY] if whole and left > 1 else []
        lines = self._list_skills(row, width, left - len(between))
        return stack_lines([*whole, *(between if lines else []), *lines])

    def _describe_referenced(self, each: ReferencedView, width: int) -> Content:
        """Return a result that the paper uses without showing it, and its place in drill."""
        is_here = each.skills or each.papers
        told = "The paper uses it and does not show it" + ("." if is_here else ": look it up and note it.")
        lines = [draw_paragraph(format_learner_words(each.row.what), width, self.looks, "bold")]
        lines.append(draw_paragraph(told, width, self.looks))
        lines += [draw_labelled_words("drill", skill.title, width, self.looks) for skill in each.skills]
        lines += [draw_labelled_words("shown in", bank, width, self.looks) for bank in each.papers]
        place = place_told(each.row.file, each.row.line)
        lines += [draw_labelled_words("source", place_in_short(place), width, self.looks)] if place else []
        return stack_lines(lines)

    def _draw_formula(self, formula: FormulaView | None, width: int, rows: int, others: int) -> list[Content]:
        """Return a formula in at most ``rows``, on one line if it needs more, with its moves and words
        if they leave room for ``others``.
        """
        if formula is None or rows < 1:
            return []
        drawn = of_block(typeset.typeset_formula(formula.row.in_use, width=width, tier=self.looks.tier))
        if count_rows([drawn]) > rows and self.app.size.height < DRAWN_FROM:
            return [build_content(in_line(formula.row.in_use, self.looks, width))]
        own_words = format_learner_words(formula.notes.get("words", ""))
        texts = (
            *describe_moves(formula.row.families),
            own_words or formula.row.words or formula.row.sentences,
        )
        lines = [draw_paragraph(text, width, self.looks) for text in texts if text]
        whole = [drawn, *([EMPTY, *lines] if lines else [])]
        is_whole = count_rows(whole) <= rows - others or self.app.size.height >= DRAWN_FROM
        return whole if is_whole else [drawn]

    def _list_skills(self, row: MapRow, width: int, most: int) -> list[Content]:
        """Return the remaining skills of a formula in at most ``most`` lines: a skill in each, or two."""
        left = row.skills_left
        if not left or most < 1:
            return []
        words = f"{count(len(left), 'skill')} left"
        if most < min(3, 1 + len(left)):
            names = " · ".join(typeset_title_on_line(title, self.looks) for title in left)
            return [build_content((cut_words(f"{words}: {names}", width), "$secondary"))]
        words += ", in this order" if left[1:] else ""
        if row.linked:
            words = f"Needs {' · '.join(row.linked)}: {len(left)} left"
        cells = max(map(cell_width, left))
        columns = max(1, min(2, (width + GAP) // (cells + 2 + GAP)))
        rooms = (min(most, MOST_SKILLS_LISTED) - 1) * columns
        shown = left if len(left) <= rooms else left[: rooms - 1]
        names = [f"  {typeset_title_on_line(title, self.looks, width - 2)}" for title in shown]
        if len(shown) < len(left):
            names.append(f"  {len(left) - len(shown)} more")
        height = -(-len(names) // columns)
        beside = [names[start : start + height] for start in range(0, len(names), height)]
        texts = (
            "".join(fit_to_cells(name, cells + 2 + GAP) for name in each)
            for each in zip_longest(*beside, fillvalue="")
        )
        return [build_content((words, "$secondary")), *(build_content(text.rstrip()) for text in texts)]

    def choose_first(self) -> str:
        """Return the row to choose at first: the requested one, else the next one."""
        row = self.map.next if self.map is not None else None
        wanted = self._first or (row.key if row is not None else "")
        return wanted if wanted in self._rows else ""

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of another row, and ask no more about the one before."""
        super().on_option_list_option_highlighted(event)
        if self._asked and self._asked != self.chosen:
            self._ask_about("")

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill the next exercise of the chosen row, or do the row's action."""
        chosen, paper = self.chosen, self.paper
        ways = {
            SKILLS: paper.drill_prerequisites, DRAFTS: self.action_open_row, FOLD: self.action_others,
            "read": self._read_paper, "drill": self.action_drill, "goal": paper.action_aim,
            "beside": self._put_beside_goal, "note": paper.write_note,
            "exercises": paper.copy_exercises_page,
        }  # fmt: skip
        if self._row is not None:
            self._drill_row(self._row)
        elif chosen in ways:
            ways[chosen]()
        elif chosen in self._referenced:
            self._go_to_referenced(self._referenced[chosen])
        elif (box := self._boxes.get(chosen)) is not None and box.exercises:
            paper.drill([exercise.item for exercise in box.exercises], "")
        else:
            self.action_open_row()

    def _drill_row(self, row: MapRow) -> None:
        if row.is_to_read:
            self.read(row.key)
        elif row.next is not None and row.next.is_check:
            from drill.session.standing.queueing import Request

            self.paper.app.drill(Request(first=row.next.item, items=1))  # it counts in the day alone
        elif row.next is not None:
            self.paper.drill([row.next.item], "")
        elif row.formula is not None:
            self.action_open_row()
        else:
            self.paper.banner.say("What is left of it comes on another day.")

    def _go_to_referenced(self, each: ReferencedView) -> None:
        """Drill a result that the paper uses without showing it, or show its paper here."""
        if each.papers and not each.exercises:
            self.paper.go_to_paper(each.papers[0])
            return
        scope = [exercise.item for exercise in each.exercises] or [skill.skill for skill in each.skills]
        self.paper.drill(scope, "drill has no exercise on it.")

    @key("look view", lambda self: self._words_of_opening)
    def action_open_row(self) -> None:
        """Open the chosen row: a formula, a box, the skills that are left, the drafts, the other formulas."""
        row, chosen = self._row, self.chosen
        if chosen == FOLD:
            self.action_others()
        elif chosen == SKILLS:
            self.paper.show("skills left")
        elif chosen == DRAFTS:
            self.paper.show("review")
        elif chosen in self._boxes:
            self.paper.open_row(self.paper.box_part, self._boxes[chosen].row.id)
        elif row is not None and row.formula is not None:
            self.paper.open_row(self.paper.formula_part, row.key)

    @key("again", "inside", when=lambda self: self._formula is not None and self._formula.may_look_inside)
    def action_look_inside(self) -> None:
        """Look inside the chosen formula."""
        row = self._row
        if row is not None and row.formula is not None:
            self.paper.look_inside(row.key)

    @key("drill", "drill all", when=lambda self: self.view is not None and self.view.row.has_exercises)
    def action_drill(self) -> None:
        """Drill all exercises of the paper."""
        if self.view is not None and self.view.row.has_exercises:
            self.paper.drill([self.view.row.bank], "")

    def _put_beside_goal(self) -> None:
        """Let the paper appear in the day in addition to the goal, or no longer."""
        assert self.view is not None
        app, row = self.paper.app, self.view.row
        others = [name for name in app.settings.papers if name not in (row.bank, row.slug)]
        if len(others) == len(app.settings.papers):
            self.paper.act(lambda workspace: put_beside_goal(workspace, row.bank))
        elif refused := app.keep_setting("papers", others):
            self.paper.banner.say(refused)
        else:
            self.draw()

    @key("edit", "write on it", when=lambda self: self._formula is not None)
    def action_write(self) -> None:
        """Write notes on the chosen formula."""
        row = self._row
        if row is not None and row.formula is not None:
            self.paper.write_on(f"formula/{row.key}")

    @key("copy", "copy", when=lambda self: self._formula is not None)
    def action_copy(self) -> None:
        """Copy the chosen formula."""
        row = self._row
        if row is not None and row.formula is not None:
            self.app.copy_to_clipboard(row.formula.row.in_use)
            self.app.notify("LaTeX copied.", markup=False)

    @key("all", "all formulas, or the named ones", when=lambda self: self._other_rows)
    def action_others(self) -> None:
        """Show or hide the formulas that are not listed at first."""
        self._has_others = not self._has_others
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    def _may_put(self, *, is_central: bool) -> bool:
        """Whether the chosen formula may join the central ones of an import, or leave them again."""
        if self._asked or self.view is None or not self.view.row.is_imported or self._formula is None:
            return False
        formula = self._formula
        return formula.is_of_import and (formula.row.central if is_central else not formula.is_central)

    @key("yes", "put it among the central ones", when=lambda self: self._may_put(is_central=False))
    def action_put_among_central(self) -> None:
        """Put the chosen formula among the central ones."""
        self._change_central(is_central=True)

    @key("no", "drill computes its place", when=lambda self: self._may_put(is_central=True))
    def action_leave_central(self) -> None:
        """Take back that the chosen formula is central."""
        self._change_central(is_central=False)

    def _change_central(self, *, is_central: bool) -> None:
        formula, slug = self._formula, self.paper.slug
        if formula is None:
            return

        def change(workspace: Workspace) -> str:
            from drill.session.papers.central_formulas import put_among_central

            return put_among_central(workspace, slug, [formula.row.id], is_central=is_central)

        self.paper.act(change)

    # --- reading -------------------------------------------------------------------------------------------

    def _read_paper(self) -> None:
        if address := self.paper.find_address(LINK_TO_PAPER):
            self.paper.open_address(address, is_shown=False)

    @key("open", "read it")
    def action_read(self) -> None:
        """Read the chosen formula in the paper, or the paper."""
        row = self._row
        if row is not None and row.formula is not None:
            self.read(row.key)
        else:
            self._read_paper()

    def read(self, formula: str) -> None:
        """Open the paper, or show where its source has a formula; then ask if the learner could follow."""
        if formula not in self._rows:
            self._has_others = True
            self.draw()
        if formula not in self._rows:
            return
        self.list.highlighted = self._keys.index(formula)
        row = self._rows[formula]
        self._read_paper()
        if not self.paper.find_address(LINK_TO_PAPER) and row.formula is not None and row.formula.row.file:
            source = row.formula.row
            self.paper.banner.say(f"{source.file}, line {source.line}: {self._name_in_sentence(row)}.")
        self._ask_about(formula)

    def _ask_about(self, formula: str) -> None:
        """Ask whether a formula could be followed; nothing more without one."""
        self._asked = formula
        self.draw_head()
        self.paper.refresh_bindings()

    @key("yes", "I could follow", when=lambda self: self._asked)
    def action_followed(self) -> None:
        """Save that the formula could be followed."""
        self._save_reading(followed=True)

    @key("no", "not yet", when=lambda self: self._asked)
    def action_not_followed(self) -> None:
        """Save that it could not, so that its skills come first."""
        self._save_reading(followed=False)

    def _save_reading(self, *, followed: bool) -> None:
        row, view = self._rows.get(self._asked), self.view
        if row is None or view is None:
            return
        bank, formulas, unclear = view.row.bank, {row.key: row.called}, "" if followed else row.key
        self._ask_about("")
        self.paper.act(
            lambda workspace: note_reading(workspace, bank, formulas, followed=followed, unclear=unclear)
        )

    @key("back leave", "back", when=lambda self: self._asked)
    def action_end_question(self) -> None:
        """Ask nothing more."""
        self._ask_about("")

    def leave(self) -> None:
        """Ask nothing more."""
        self._asked = ""


def _find_next_minutes(row: MapRow) -> int:
    """Return the minutes of the next exercise, at least one; 0 without a next exercise."""
    return row.next.whole_minutes if row.next is not None else 0
