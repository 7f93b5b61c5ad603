"""The map of a paper: its formulas in order, each with its state, what is left, and what comes next."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.session.standing.paper_names import is_letters_item
from drill.session.standing.reading import name_formula, note_reading
from drill.session.today.today_page import cut_words, wrap_words
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, WIDE, Part, build_content, of_block, stack_lines
from drill.tui.screens.papers.labelled_text import (
    MORE,
    QuestionRows,
    draw_paragraph,
    fit_to_cells,
    in_line,
    typeset_title_on_line,
)
from drill.tui.screens.papers.part import Row, TheoryPart
from drill.typeset import cell_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widgets import OptionList

    from drill.gyr.state import State
    from drill.papers import FamilyRow, FormulaRow
    from drill.session.papers.open_questions import OpenQuestion, PossibleAnswer
    from drill.session.papers.reading_steps import Step
    from drill.session.papers.workbook_views import FormulaView, PathSkill
    from drill.session.today.formula_map import FormulaMap, MapRow
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

# Cells of how far a formula is, in words where a row has so many cells, and of its next exercise's minutes.
STATE_CELLS, WORDY_STATE_CELLS, WORDY_FROM, MINUTE_CELLS = 11, 16, 70, 7
# Cells of a row from which these minutes stand in it.
MINUTES_FROM = 48
# Of the longest name, and between two columns.
NAME_CELLS, GAP = 32, 2
# The next exercise stands in a row where so many cells are left for it.
LEAST_NEXT_CELLS = 15
# A formula stands beside its name where so many cells are left for it.
LEAST_FORMULA_CELLS = 40
# Rows that may hide what is left for a formula below the map.
MOST_SKILLS_LISTED = 12
# Rows of the terminal from which the chosen formula is drawn below the map, however long that is.
DRAWN_FROM = 30
# Rows that it always has there: itself in a line, and what is left for it.
_FEWEST_ROWS = 2
# Rows around the map and what is below it.
ROWS_AROUND = 7
# Rows of the terminal from which the columns are named.
HEADED_FROM = 18


class MapPart(TheoryPart):
    """The view that opens first: ``enter`` drills what comes next for the chosen formula, ``o`` reads it.

    Where it is opened to be read, the map asks whether one could follow.
    """

    called = "map"

    def __init__(self, paper: PaperScreen, first: str = "") -> None:
        """``first`` is the id of the formula that is chosen at first; the one that comes next without it."""
        super().__init__(paper)
        self._rows: dict[str, MapRow] = {}
        self._has_others = self._has_formula = False
        self._longest = self._longest_next = 0
        """Cells of the longest name that is listed, and of the longest text on what comes next."""
        self._first = first
        self._asked = ""
        """The formula of which the map asks whether it could be followed."""
        self._questions = QuestionRows(paper)
        self._links: dict[str, tuple[FormulaRow, FamilyRow]] = {}
        self._wanted = ""
        """The row of a question that is chosen when the map is drawn next."""

    @property
    def map(self) -> FormulaMap | None:
        """The map, once the paper was read."""
        return self.paper.map

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something: below a card only what is about the card."""
        is_of_card = action in ("end_theory", "explain", "theory")
        return (is_of_card or not self.is_theory) and super().check_action(action, parameters)

    def _formula(self) -> FormulaView | None:
        return None if self._row is None else self._row.formula

    def _is_formula_or_question(self) -> bool:
        return self._found is not None or self._formula() is not None

    def _may_explain(self) -> bool:
        is_formula = self._formula() is not None and not self.paper.may_ask
        is_chosen = self.is_theory or self._found is not None or is_formula
        return is_chosen and self.paper.may_explain

    def _words_of_steps(self) -> str:
        if self.chosen == MORE:
            return "all questions"
        if self._found is not None:
            return "answers" if self._found[0].answers else "steps"
        return "steps" if self.paper.plan is not None else ""

    @property
    def words_of_theory(self) -> str:
        """What the card's key does."""
        return "map" if self.is_theory else "card"

    def _words_of_reading(self) -> str:
        """What is opened: the paper, its code, or the paper that may answer a question."""
        has_address = self.map is not None and bool(self.map.address)
        is_to_read = self._row is not None and self._row.is_to_read
        if self._found is not None:
            return "its paper" if self._found[1] is not None and self._found[1].is_paper else ""
        if self._step_to_read is not None and not is_to_read:
            is_code = self._step_to_read.kind.act == "code"
            return "code" if is_code else "paper" if has_address else "read it"
        if self._formula() is not None and (is_to_read or not has_address):
            return "read it"
        return "paper" if has_address else ""

    def _is_link(self) -> bool:
        return self.chosen in self._links and not self._asked

    def _is_step_asked(self) -> bool:
        return not self._asked and self._step_asked is not None

    def _waits_for_answer(self) -> bool:
        return self._is_link() or self._is_step_asked() or bool(self._asked)

    def _words_of_answers(self) -> tuple[str, str]:
        if self._is_link():
            return "yes, it is", "no, it is not"
        return ("done", "not yet") if self._is_step_asked() else ("I could follow", "not yet")

    @property
    def _asks_letters(self) -> bool:
        """Whether what comes next for the chosen formula is to define its letters."""
        row = self._row
        return row is not None and row.next is not None and is_letters_item(row.next.item)

    @property
    def _may_say_letters(self) -> bool:
        """Whether the chosen row is a formula of an import, whose letters may be said here."""
        row, workspace = self._row, self.paper.app.workspace
        is_asked = workspace is not None and workspace.asks_letters
        return is_asked and row is not None and row.formula is not None and row.formula.is_of_import

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def _row(self) -> MapRow | None:
        return self._rows.get(self.chosen)

    @property
    def _found(self) -> tuple[OpenQuestion, PossibleAnswer | None] | None:
        """The question of the chosen row, with what may answer it if the row is that."""
        return self._questions.find(self.chosen)

    @property
    def _step_to_read(self) -> Step | None:
        """The step that comes next, if the paper or its code is read for it."""
        step = self.paper.step
        return step if step is not None and step.kind.act != "answer" else None

    @property
    def _step_asked(self) -> Step | None:
        """The step of which the map asks whether it is done: the paper was opened for it."""
        step = self.paper.step
        return step if step is not None and step.is_opened else None

    @property
    def _other_rows(self) -> Sequence[MapRow]:
        paper_map = self.map
        return [] if paper_map is None else [row for row in paper_map.rows if row not in paper_map.named]

    @property
    def _words_for_listed(self) -> str:
        """Return what the formulas are called that are listed at first."""
        is_of_import = any(
            row.formula is not None and row.formula.is_of_import for row in self._rows.values()
        )
        return "central ones" if is_of_import else "named ones"

    @property
    def _cells(self) -> int:
        """Cells of a row, without the margins and the scroll bar."""
        return max(20, self.app.size.width - 4)

    def lead(self) -> Content:
        """Return what to do next, or a question that is asked."""
        if self.map is None or self.is_theory:
            return EMPTY
        question = "" if (step := self._step_asked) is None else f"{step.kind.title}: is it done?"
        if (asked := self._rows.get(self._asked)) is not None:
            question = f"Could you follow {self._name_in_sentence(asked)}?"
        if question:
            yes, no = ((self.paper.app.key_for(name), "$primary bold") for name in ("yes", "no"))
            return build_content((question, "bold"), "   ", yes, " yes   ", no, " not yet")
        width = self.app.size.width - 4
        is_taken = self._row is not None and self._row.is_to_read
        words = self.paper.describe_next(is_key_taken=is_taken)
        is_long = cell_width(words) > width
        told = wrap_words(words, width) if is_long and self._free_rows > 1 else [cut_words(words, width)]
        following = stack_lines([build_content((text, "bold")) for text in told])
        has_head = self.app.size.height >= HEADED_FROM and not self.paper.questions
        return stack_lines([following, self._draw_head()]) if has_head else following

    def _name_in_sentence(self, row: MapRow) -> str:
        return typeset_title_on_line(name_formula(row.called), self.looks)

    @property
    def _free_rows(self) -> int:
        """The rows that the list and what stands around it leave."""
        banner = self.paper.banner
        used = ROWS_AROUND + len(self._rows) + (banner.size.height if banner.display else 0)
        return self.app.size.height - used

    def _draw_head(self) -> Content:
        """Return the names of the columns."""
        name_cells, formula_cells, next_cells = self._columns
        last = f"{'next':{next_cells}}" if next_cells else f"{'next':>{self._minute_cells}}"
        words = f" {'formula':{name_cells + GAP}}{'so far':{self._state_cells}}{' ' * formula_cells}{last}"
        return build_content((words.rstrip(), "$secondary"))

    def rows(self) -> Sequence[Row]:
        """Return the formulas, those without a name where they are asked for, and what else there is."""
        if self.map is None:
            return ()
        shown = self.map.rows if self._has_others else self.map.named
        self._rows = {row.key: row for row in shown}
        self._longest_next = max((cell_width(self._write_next(row)) for row in shown), default=0)
        has_names = any(row.formula is not None and row.formula.row.has_name for row in shown)
        self._has_formula = has_names and self.app.size.width >= WIDE
        self._measure_names(shown, NAME_CELLS)
        if not self._has_formula or not self._columns[1]:
            self._has_formula = False
            self._measure_names(shown, max(NAME_CELLS, self._cells * 2 // 5))
        self._links.clear()
        rows = [
            drawn for row in shown for drawn in (Row(row.key, self._draw_row(row)), *self._ask_links(row))
        ]
        self._wanted = self._questions.take_in() or self._wanted
        asked = [*self._questions.draw(self._cells)]
        if asked and self.app.size.height >= HEADED_FROM:  # else they stand above the list
            asked.append(Row("", build_content(" ") + self._draw_head()))
        return [*asked, *rows, Row("", self._draw_ways_on())]

    def _ask_links(self, row: MapRow) -> Iterator[Row]:
        """Yield a row for the first move whose form a formula has without a word beside it."""
        if row.formula is None or not row.formula.is_central or not self.paper.may_ask:
            return
        formula = row.formula.row
        for move in formula.asked_moves:
            self._links[key := f"link {row.key} {move.family}"] = (formula, move)
            yes, no = ((self.paper.app.key_for(name), "$primary bold") for name in ("yes", "no"))
            asked = typeset_title_on_line(f"{move.title}?", self.looks, self._cells - 14)
            yield Row(key, build_content(("    ? ", "$warning"), f"{asked}   ", yes, " ", no))

    def _describe_link(self, formula: FormulaRow, move: FamilyRow, width: int) -> Content:
        """Return what would make a formula the move whose form it has, and what an answer does."""
        yes, no = (self.paper.app.key_for(name) for name in ("yes", "no"))
        told = (
            f"{formula.title} has this form, but nothing in the paper says what it is. {yes} makes the "
            f"skills of this move lead to it, {no} stops asking."
        )
        lines = [*_describe_moves([move]), "", told]
        return stack_lines([draw_paragraph(line, width, self.looks) for line in lines])

    def _measure_names(self, shown: Sequence[MapRow], widest: int) -> None:
        names = [self._write_name(row, widest) for row in shown]
        self._longest = max(map(cell_width, names), default=0)

    @property
    def _minute_cells(self) -> int:
        """Cells of the minutes of what comes next; 0 where names need them."""
        return MINUTE_CELLS if self._cells >= MINUTES_FROM else 0

    @property
    def _state_cells(self) -> int:
        return WORDY_STATE_CELLS if self._cells >= WORDY_FROM else STATE_CELLS

    @property
    def _columns(self) -> tuple[int, int, int]:
        """Cells of a name, of a formula, and of what comes next; 0 of what has no room."""
        room = self._cells - self._state_cells - self._minute_cells - 2 - GAP
        names = min(self._longest, room)
        room -= names
        if room < LEAST_NEXT_CELLS:
            return names, 0, 0
        following = min(room, max(LEAST_NEXT_CELLS, self._longest_next + GAP))
        has_room = self._has_formula and room - following >= LEAST_FORMULA_CELLS
        return (names, room - following, following) if has_room else (names, 0, following)

    @property
    def chosen(self) -> str:
        """The key of the chosen row; of a question that is to be chosen, its row's."""
        return self._wanted or super().chosen

    def draw(self) -> None:
        """Show the map again, with the same row chosen, or the question that was just asked."""
        super().draw()
        self._wanted = ""

    def _draw_ways_on(self) -> Content:
        """Return the last row: how many formulas are hidden, and what is a ``tab`` apart."""
        keys, parts = self.paper.app.key_for, list[Part]()
        if self._other_rows and not self._has_others:
            others = count(len(self._other_rows), "other formula")
            parts += ["  ", (keys("all"), "$primary bold"), (f" {others}   ", "$secondary")]
        if self.paper.untried:
            parts += ["  ", (f"looking at {count(self.paper.untried, 'more formula')}   ", "$secondary")]
        names = " · ".join(name for name in self.paper.part_names if name != self.called)
        ahead = build_content(*(parts or ["  "]), (keys("next"), "$primary bold"), " ")
        return ahead + build_content((cut_words(names, self._cells - ahead.cell_length), "$secondary"))

    def _draw_row(self, row: MapRow) -> Content:
        """Return a formula's row, in as many columns as there is room for."""
        looks, (name_cells, formula_cells, next_cells) = self.looks, self._columns
        name = fit_to_cells(self._write_name(row, name_cells), name_cells)
        parts: list[Part] = [(f"  {name}{' ' * GAP}", "" if row.formula is not None else "$secondary")]
        parts += self._state(row)
        if formula_cells:
            latex = row.formula.row.in_use if row.formula is not None else ""
            parts.append(
                (fit_to_cells(in_line(latex, looks, formula_cells - GAP), formula_cells), "$secondary")
            )
        following = self._write_minutes(row) if self._minute_cells else ""
        minute_cells = self._minute_cells if following else 0
        if next_cells:  # what has no minutes takes their cells, too
            cells = next_cells + self._minute_cells - minute_cells
            words = self._write_next(row)
            words = words if cell_width(words) <= cells else words.removeprefix("define ")
            parts.append((fit_to_cells(cut_words(words, cells), cells), "$secondary"))
        return build_content(*parts, (f"{following:>{minute_cells}}", "$secondary"))

    def _write_next(self, row: MapRow) -> str:
        """Return what comes next for a formula, in the terminal's glyphs."""
        return typeset_title_on_line(self._describe_next(row), self.looks)

    def _write_minutes(self, row: MapRow) -> str:
        """Return the minutes of what comes next for a formula, or the key that reads it."""
        if row.is_to_read:
            return self.paper.app.key_for("open")
        return f"{_find_next_minutes(row)} min" if _find_next_minutes(row) and not row.after else ""

    def _write_name(self, row: MapRow, cells: int) -> str:
        """Return what a formula is called; one without a name is written itself, if it does not follow."""
        formula = row.formula.row if row.formula is not None else None
        if formula is None or self._has_formula or formula.has_name:
            return typeset_title_on_line(row.called, self.looks, cells)
        number = f"({formula.number}) " if formula.number else ""
        return number + in_line(formula.in_use, self.looks, cells - len(number))

    def _state(self, row: MapRow) -> list[Part]:
        """Return how far a formula is, in the cells of its column."""
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
                words = f"{count(left, 'skill')} left" if cells == WORDY_STATE_CELLS else f"{left} left"
                return [f"{words:{cells}}"]
            case "ready":
                return [f"{'ready':{cells}}"]
            case _:
                return [looks.sign("unseen"), " " * (cells - 1)]

    def _describe_next(self, row: MapRow) -> str:
        """Return what comes next for a formula, with the key that asks for exercises where there are none."""
        may_ask = row.lacks_exercises and self.paper.may_ask
        return row.describe_next() + (f"; {self.paper.app.key_for('ask')} asks" if may_ask else "")

    def about(self, key: str) -> Content:
        """Return what is left for the chosen formula, and itself, as far as there is room; or its card."""
        row = self._rows.get(key)
        width, height = max(20, self.app.size.width - 5), self.app.size.height
        if key in self._links:
            return self._describe_link(*self._links[key], width)
        if row is None:
            title, card = self._questions.find_card(key) if self.is_theory else ("", "")
            if card:
                return stack_lines(
                    [build_content((title, "bold")), EMPTY, draw_paragraph(card, width, self.looks)]
                )
            return self._questions.about(key, width)
        if self.is_theory and (card := self._find_card(row)) is not None:
            return stack_lines(
                [build_content((card.title, "bold")), EMPTY, draw_paragraph(card.theory, width, self.looks)]
            )
        highest = height * 9 // 20 - 1  # of what is below a list, without its border
        rows = highest if height >= DRAWN_FROM else min(max(self._free_rows, _FEWEST_ROWS), highest)
        whole = self._draw_formula(row.formula, width, rows, 3 * bool(row.skills_left))
        is_next = self.map is not None and row is self.map.next  # that stands above the list
        is_cut = row.next is not None and cell_width(self._write_next(row)) > self._columns[2]
        if row.next is not None and not row.after and is_cut and not is_next:
            title = typeset_title_on_line(row.next.title, self.looks)
            told = [
                build_content(text)
                for text in wrap_words(f"Next: {title}, {_find_next_minutes(row)} min", width)
            ]
            if _count_rows(whole) + len(told) + bool(row.skills_left) < rows:
                whole = [*whole, *([EMPTY] if whole else []), *told]
        left = rows - _count_rows(whole)
        between = [EMPTY] if whole and left > 1 else []
        lines = self._list_skills(row, width, left - len(between))
        return stack_lines([*whole, *(between if lines else []), *lines])

    def _draw_formula(self, formula: FormulaView | None, width: int, rows: int, others: int) -> list[Content]:
        """Return a formula in so many ``rows``, on one line where it needs more, with its moves and words on
        it where they leave room for ``others``.
        """
        if formula is None or rows < 1:
            return []
        drawn = of_block(typeset.typeset_formula(formula.row.in_use, width=width, tier=self.looks.tier))
        if _count_rows([drawn]) > rows and self.app.size.height < DRAWN_FROM:
            return [build_content(in_line(formula.row.in_use, self.looks, width))]
        own_words = format_learner_words(formula.notes.get("words", ""))
        texts = (*_describe_moves(formula.row.families), own_words or formula.row.words or formula.row.before)
        told = [draw_paragraph(text, width, self.looks) for text in texts if text]
        whole = [drawn, *([EMPTY, *told] if told else [])]
        is_whole = _count_rows(whole) <= rows - others or self.app.size.height >= DRAWN_FROM
        return whole if is_whole else [drawn]

    def _list_skills(self, row: MapRow, width: int, most: int) -> list[Content]:
        """Return what is left for a formula in at most so many lines: a skill in each, or two."""
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
            names.append(f"  {len(left) - len(shown)} more: {self.paper.app.key_for('next')}")
        height = -(-len(names) // columns)
        beside = [names[start : start + height] for start in range(0, len(names), height)]
        texts = (
            "".join(fit_to_cells(name, cells + 2 + GAP) for name in each)
            for each in zip_longest(*beside, fillvalue="")
        )
        return [build_content((words, "$secondary")), *(build_content(text.rstrip()) for text in texts)]

    def _find_card(self, row: MapRow) -> PathSkill | None:
        """Return the skill that comes next for a formula, else one that it needs, of those with a card."""
        skills = self.view.skills if self.view is not None else ()
        needed = [skill for skill in skills if skill.skill in row.skills and skill.theory]
        wanted = row.next.skill if row.next is not None else ""
        return min(needed, key=lambda skill: (skill.title != wanted, not skill.is_left), default=None)

    def theory(self, key: str) -> str:
        """Return the card of the skill that comes next for a formula, else of one that it needs."""
        row = self._rows.get(key)
        card = self._find_card(row) if row is not None else None
        return card.theory if card is not None else self._questions.find_card(key)[1]

    def choose_first(self) -> str:
        """Return the row that is chosen at first: the one that was asked for, else that which comes next."""
        row = self.map.next if self.map is not None else None
        wanted = self._first or (row.key if row is not None else "")
        return wanted if wanted in self._rows else ""

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of another row, and ask no more about the one before."""
        super().on_option_list_option_highlighted(event)
        if self._asked and self._asked != self.chosen:
            self._ask_about("")
        else:
            self.draw_head()

    # --- acts ----------------------------------------------------------------------------------------------

    @property
    def enter_words(self) -> str:
        """Say what enter does with the chosen row."""
        if self.chosen == MORE:
            return "all questions"
        if self._asks_letters:
            return "define its letters"
        if self._found is not None:
            return self._questions.offer_enter(self.chosen)
        minutes = _find_next_minutes(self._row) if self._row is not None else 0
        return f"drill it, {minutes} min" if minutes else ""

    def action_enter(self) -> None:
        """Drill what comes next for the chosen formula."""
        row = self._row
        if self._asks_letters:
            self.action_say_letters()
            return
        if self.chosen == MORE:
            self.action_steps()
        elif self._found is not None and not self.is_theory:
            self._questions.drill(self.chosen)
        if row is None or self.map is None or self.is_theory:
            return
        none = "Nothing of it can be drilled today: what is left comes on another day."
        none = none if row.exercises or row.skills else "There is no exercise on this one."
        none = "All of its exercises are green." if row.reached in ("drilled", "read") else none
        if row.next is not None and row.next.is_check:
            from drill.session.standing.queueing import Request

            self.paper.app.drill(Request(first=row.next.item, items=1))  # it counts in the day alone
            return
        self.paper.drill([row.next.item] if row.next is not None else [], none)

    @key("letters", "letters", when=lambda self: self._may_say_letters)
    def action_say_letters(self) -> None:
        """Say what the chosen formula's letters are."""
        if self._may_say_letters and (row := self._row) is not None:
            self.paper.say_letters(row.key)

    @key("again", "inside", when=lambda self: self._formula() is not None and self._formula().may_look_inside)
    def action_look_inside(self) -> None:
        """Look inside the chosen formula."""
        if (row := self._row) is not None and row.formula is not None:
            self.paper.look_inside(row.key)

    @key("ask", "explain it", when=_may_explain)
    def action_explain(self) -> None:
        """Have the assistant explain the card that is shown, the chosen question, or the chosen formula."""
        from drill.session.papers.assistant import ask_about_card, ask_about_formula, ask_about_question

        row, found, view, workspace = self._row, self._found, self.view, self.paper.app.workspace
        if view is None or workspace is None:
            return
        if self.is_theory:
            self.paper.explain(ask_about_card(self.theory(self.chosen)))
        elif found is not None:
            self.paper.explain(ask_about_question(workspace, view, found[0]))
        elif row is not None and row.formula is not None:
            self.paper.explain(ask_about_formula(workspace, view, row.formula))

    @key("drill", "drill all", when=lambda self: self.view is not None and self.view.row.has_exercises)
    def action_drill(self) -> None:
        """Drill all exercises of the paper."""
        if self.view is not None and self.view.row.has_exercises:
            self.paper.drill([self.view.row.bank], "")

    @key("view", "formula", when=lambda self: self._formula() is not None)
    def action_look(self) -> None:
        """Look closer: the formula with all that is known of it."""
        row = self._row
        if row is not None and row.formula is not None:
            self.paper.look_at(row.key)

    @key("look", _words_of_steps)
    def action_steps(self) -> None:
        """Show the steps of reading, or what may answer the chosen question."""
        if self.chosen == MORE:
            self._questions.show_all()
            self.choose_question()
        elif (found := self._found) is not None and found[0].answers:
            self._questions.toggle(self.chosen)
            self._wanted = f"question {found[0].key}"
            self.draw()
            self.paper.refresh_bindings()
        else:
            self.paper.show("steps")

    def choose_question(self) -> None:
        """Choose the first open question."""
        if self.paper.questions:
            self._wanted = f"question {self.paper.questions[0].key}"
            self.draw()

    @key("edit", "write a note, or an answer", when=_is_formula_or_question)
    def action_write(self) -> None:
        """Write notes on the chosen formula, or the answer to the chosen question."""
        if (found := self._found) is not None:
            self.paper.write_on(f"unknown/{found[0].key}")
        if (row := self._row) is not None and row.formula is not None:
            self.paper.write_on(f"formula/{row.key}")

    @key("more", "question", when=lambda self: self.view is not None)
    def action_question(self) -> None:
        """Write down a question, asked at the chosen formula."""
        row = self._row
        self.paper.ask_question(row.key if row is not None and row.formula is not None else "")

    @key("ask", "ask for exercises", when=lambda self: self.paper.may_ask)
    def action_ask(self) -> None:
        """Ask for exercises."""
        self.paper.ask_for_exercises()

    @key("open", _words_of_reading)
    def action_read(self) -> None:
        """Open the paper in a browser, once its address was shown, and ask whether one could follow.

        Where the step that comes next is to read, it is opened for that; a paper that may answer a question
        is opened here.
        """
        row, found, step = self._row, self._found, self._step_to_read
        if found is not None:
            if found[1] is not None and found[1].is_paper:
                self.paper.go_to_paper(found[1].name)
            return
        if step is not None and not (row is not None and row.is_to_read):
            self.paper.read_for(step)
            return
        if self.map is not None and self.map.address and self.paper.app.allowed is None:
            self.paper.open_address(self.map.address, is_shown=False)
        if (row := self._row) is not None and row.formula is not None:
            if self.map is not None and not self.map.address and (file := row.formula.row.file):
                self.paper.banner.say(f"{file}, line {row.formula.row.line}: {self._name_in_sentence(row)}.")
            self._ask_about(row.key)

    def _ask_about(self, formula: str) -> None:
        """Ask whether a formula could be followed; nothing more without one."""
        self._asked = formula
        self.draw_head()
        self.paper.refresh_bindings()

    @key("yes", lambda self: self._words_of_answers()[0], when=_waits_for_answer)
    def action_followed(self) -> None:
        """Save that the formula could be followed, that it is a move, or that the step is done."""
        if not self._asked and self._say_move(is_one=True):
            return
        if not self._asked and (step := self._step_asked) is not None:
            self.paper.note_step(step, "done")
        self._save_reading(followed=True)

    @key("no", lambda self: self._words_of_answers()[1], when=_waits_for_answer)
    def action_not_followed(self) -> None:
        """Save that it could not, so that its skills come first; that it is no such move; or not done."""
        if not self._asked and self._say_move(is_one=False):
            return
        if not self._asked and (step := self._step_asked) is not None:
            self.paper.note_step(step, "")
        self._save_reading(followed=False)

    def _say_move(self, *, is_one: bool) -> bool:
        """Say whether a formula is the move that its row asks about; return whether the row asks."""
        formula, move = self._links.get(self.chosen, (None, None))
        if formula is None or move is None:
            return False
        slug, id_, family = self.paper.slug, formula.id, move.family

        def keep(workspace: Workspace) -> str:
            from drill.session.papers.assistant import say_move

            return say_move(workspace, slug, id_, family, is_one=is_one)

        self.paper.act(keep)
        return True

    def _save_reading(self, *, followed: bool) -> None:
        row, view = self._rows.get(self._asked), self.view
        if row is None or view is None:
            return
        bank, formulas, unclear = view.row.bank, {row.key: row.called}, "" if followed else row.key
        self._ask_about("")

        def keep(workspace: Workspace) -> str:
            return note_reading(workspace, bank, formulas, followed=followed, unclear=unclear)

        self.paper.act(keep)

    @key("back leave", "back", when=lambda self: self.is_theory or self._asked)
    def action_end_theory(self) -> None:
        """Show the map again instead of a card, or ask nothing more."""
        if self.is_theory:
            super().action_end_theory()
        else:
            self._ask_about("")

    def leave(self) -> None:
        """Ask nothing more."""
        self._asked = ""

    @key("copy", when=_is_formula_or_question)
    def action_copy(self) -> None:
        """Copy the chosen formula, or a page for somebody else on the chosen question."""
        self._questions.copy_page(self.chosen)
        row = self._row
        if row is not None and row.formula is not None:
            self.app.copy_to_clipboard(row.formula.row.in_use)
            self.app.notify("LaTeX copied.", markup=False)

    @key("all", "all formulas, or the named ones", when=lambda self: self._other_rows)
    def action_others(self) -> None:
        """Show or hide the formulas without a name."""
        self._has_others = not self._has_others
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()


def _describe_moves(moves: Sequence[FamilyRow]) -> Sequence[str]:
    """Return moves, each with what stands for its roles: Markdown with ``$…$``."""
    return [
        f"{move.title}: " + ", ".join(f"{role} ${latex}$" for role, latex in move.roles.items())
        if move.roles
        else move.title
        for move in moves
    ]


def _count_rows(blocks: Sequence[Content]) -> int:
    return sum(block.plain.count("\n") + 1 for block in blocks)


def _find_next_minutes(row: MapRow) -> int:
    """Return the minutes of the next exercise, at least one; 0 where there is none."""
    return row.next.whole_minutes if row.next is not None else 0
