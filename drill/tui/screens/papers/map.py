"""The map of a paper: its formulas in order, each with its state and its next exercise; further actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.papers import LINK_TO_PAPER
from drill.session.papers.workbook_views import AlgorithmView, FormulaView, ReferencedView, place_told
from drill.session.standing.queueing import Request
from drill.session.standing.reading import name_formula, note_reading
from drill.session.standing.withheld_exercises import put_beside_goal
from drill.session.today.formula_map import MapRow
from drill.session.today.today_page import cut_words, wrap_words
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import FORMS, format_learner_words, next_form, print_formula_in_form
from drill.tui.looks import (
    AIR_FROM,
    EMPTY,
    GROUND_INDENT,
    WIDE,
    build_content,
    count_rows,
    draw_formula,
    stack_lines,
)
from drill.tui.screens.papers.part import (
    ListPart,
    Row,
    describe_moves,
    draw_labelled_words,
    draw_paragraph,
    in_line,
    on_one_line,
    place_in_short,
    typeset_title_on_line,
)
from drill.tui.screens.papers.unfolded_rows import (
    BoxRecall,
    list_box_rows,
    list_formula_rows,
    list_skill_rows,
)
from drill.tui.widgets.columns import Column, ListRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.widgets import OptionList

    from drill.gyr.state import State
    from drill.papers import FamilyRow
    from drill.session.papers.box_lines import BoxOrder
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

# Min rows of the terminal for a drawing of the chosen formula below the map, however high it is.
DRAWN_FROM = 30
# Min rows of the chosen formula: itself in a line, and its remaining skills.
_FEWEST_ROWS = 2
# The same where a formula in two dimensions takes rows of a list that scrolls.
_FORMULA_ROWS = 6
# Rows around the map and the text below it.
ROWS_AROUND = 9
# The row of the formulas that are not listed at first.
FOLD = "fold"


class MapPart(ListPart):
    """The view that opens first: ``enter`` drills the next exercise of a row, ``space`` unfolds it."""

    called = "map"
    columns = (
        Column("state", priority=3, stays=True),
        Column("formula", least=40, most=60),
        Column("next", least=15, priority=2),
        Column("minutes", priority=1, is_right=True, stays=True),
    )

    def __init__(self, paper: PaperScreen, first: str = "") -> None:
        """``first`` is the id of the formula that is chosen at first; the one that comes next without it."""
        super().__init__(paper)
        self.form = FORMS[0]
        """How unfolded formulas are shown."""
        self._first = first
        self._asked: MapRow | None = None
        """The formula of which the map asks whether it could be followed."""
        self._recall: BoxRecall | None = None
        """The box that is asked back, in place of the map."""

    # --- rows ----------------------------------------------------------------------------------------------

    @property
    def _map_rows(self) -> Sequence[MapRow]:
        return self.paper.map.rows if self.paper.map is not None else ()

    @property
    def _map_row(self) -> MapRow | None:
        """The row of the map that the chosen row is, or belongs to."""
        return self.row.of if self.row is not None and isinstance(self.row.of, MapRow) else None

    @property
    def formula(self) -> FormulaView | None:
        """The formula of the chosen row."""
        return self._map_row.formula if self._map_row is not None else None

    @property
    def is_at_author_row(self) -> bool:
        """Whether the row that leads to more exercises is chosen."""
        return self.chosen == "exercises"

    @property
    def words_of_turning(self) -> str:
        """The words for ``tab``: nothing while a box is asked back."""
        return "" if self._recall is not None else super().words_of_turning

    def lead(self) -> Content:
        """Return the question whether the learner could follow, while it is open; or that of a recall."""
        if self._recall is not None:
            return self._recall.lead()
        if self._asked is None:
            return EMPTY
        yes, no = ((self.paper.app.key_for(name), "$primary bold") for name in ("yes", "no"))
        question = f"Could you follow {self._name_in_sentence(self._asked)} in the paper?"
        return build_content((question, "bold"), "   ", yes, " yes   ", no, " not yet")

    def _name_in_sentence(self, row: MapRow) -> str:
        return typeset_title_on_line(name_formula(row.called), self.looks)

    def rows(self) -> Iterator[Row]:
        """Yield the remaining work first, then formulas and boxes, further actions, and the others."""
        if self.view is None or self.paper.map is None:
            return
        if self._recall is not None:
            yield from self._recall.rows()
            return
        named = self.paper.map.named
        others = [row for row in self._map_rows if row not in named]
        yield from self._list_first_rows()
        yield from self._list_formulas(named)
        yield from map(self._make_box_row, self.view.algorithms)
        for name, words, act in self._list_ways_on():
            yield Row(name, build_content((words, "$foreground")), act)
        if others or self.view.referenced:
            words = count(len(others), "more formula") if others else "formulas that it does not show"
            parts = partial(self._list_others, others)
            yield Row(FOLD, build_content((words, "$secondary")), parts=parts)

    def _list_first_rows(self) -> Iterator[Row]:
        """Yield the remaining skills, and the drafts that wait for a look."""
        assert self.view is not None
        if self.paper.author_row.is_first and self.paper.may_ask:
            line = build_content((self.paper.words_of_exercises, "bold"))
            yield Row("exercises", line, self.paper.copy_exercises_page)
        left = [skill.title for skill in self.view.skills if skill.is_left]
        if self.view.skills or self.paper.ways:
            names = " · ".join(typeset_title_on_line(title, self.looks) for title in left)
            text = (
                f"{count(len(left), 'skill')} left: {names}" if left else "no skill is left to learn for it"
            )
            line = build_content((cut_words(text, self.cells), "bold" if left else "$secondary"))
            act = self.paper.drill_prerequisites if left else None
            yield Row("skills", line, act, "drill them", lambda: list_skill_rows(self))
        if self.view.row.drafts_waiting and self.may_review:
            words = f"{count(self.view.row.drafts_waiting, 'exercise')} from a chat wait for your look"
            line = build_content((words, "$mark-yellow"))
            yield Row("drafts", line, partial(self.paper.show, "review"), "open")

    def _list_formulas(self, shown: Sequence[MapRow]) -> Iterator[Row]:
        """Yield formulas, below the headings of their sections if there are several, and room for them."""
        assert self.view is not None
        keys = {row.key for row in shown}
        sections = {
            formula.row.id: f"{block.label} {block.title}".strip()
            for block in self.view.blocks
            for formula in block.formulas
            if block.title and formula.row.id in keys
        }
        titles = set(sections.values())
        room = self.app.size.height - 2 * ROWS_AROUND - _FEWEST_ROWS
        has_room, before = len(titles) > 1 and room >= len(shown) + len(titles), ""
        for row in shown:
            title = sections.get(row.key, before)
            if has_room and title != before:
                yield Row("", build_content((on_one_line(title, self.looks, self.cells), "$secondary")))
            before = title
            yield self._make_row(row)

    def _list_others(self, others: Sequence[MapRow]) -> Iterator[Row]:
        """Yield the formulas that are not listed at first, and those that the paper does not show."""
        assert self.view is not None
        yield from map(self._make_row, others)
        for number, each in enumerate(self.view.referenced):
            title = build_content(typeset_title_on_line(each.called, self.looks))
            where = {"next": build_content(("referred, not shown", "$secondary"))}
            line = ListRow(title, where, build_content(self.looks.sign(each.state), " "))
            act, about = partial(self._go_to_referenced, each), partial(self._describe_referenced, each)
            yield Row(f"referenced {number}", line, act, about=about)

    def _make_row(self, row: MapRow) -> Row:
        """Return a formula's row; a step that is cut loses its first word before its last ones."""
        has_names = any(each.formula is not None and each.formula.row.has_name for each in self._map_rows)
        has_formula = has_names and self.app.size.width >= WIDE
        cells = {"state": self._draw_state(row), "next": build_content((self._write_next(row), "$secondary"))}
        formula = row.formula.row if row.formula is not None else None
        name = typeset_title_on_line(row.called, self.looks)
        if formula is not None and has_formula:
            cells["formula"] = build_content((in_line(formula.in_use, self.looks, self.cells), "$secondary"))
        elif formula is not None and not formula.has_name:  # it is its own name
            number = f"({formula.number}) " if formula.number else ""
            name = number + in_line(formula.in_use, self.looks, self.cells)
        minutes = find_next_minutes(row)
        if minutes and not row.is_to_read and not row.after:
            cells["minutes"] = build_content((f"{minutes} min", "$secondary"))
        words = f"drill it, {minutes} min" if minutes else self._words_of_unfolding(row.key)
        if row.is_to_read:
            words = "read it now"
        elif self._asks_for(row):
            words = "copy a page for it"
        line = ListRow(build_content((name, "" if formula is not None else "$secondary")), cells)
        return Row(
            row.key, line, partial(self._drill_row, row), words,
            partial(list_formula_rows, self, row), partial(self._describe_row, row), row,
        )  # fmt: skip

    def _asks_for(self, row: MapRow) -> bool:
        """Whether ``enter`` copies a page for a formula alone, because nothing can be drilled for it."""
        return row.formula is not None and row.is_bare and self.paper.may_ask

    def _words_of_unfolding(self, key: str) -> str:
        return "close" if self.is_unfolded(key) else "open"

    def _write_next(self, row: MapRow) -> str:
        return typeset_title_on_line(row.describe_next(), self.looks)

    def _draw_state(self, row: MapRow) -> Content:
        looks = self.looks
        match row.reached:
            case "read" | "drilled":
                return build_content(looks.sign("green"), f" {row.reached}")
            case "begun":
                states = {exercise.state for exercise in row.exercises}
                worst: State = "green"
                for state in ("yellow", "red"):
                    worst = state if state in states else worst
                return build_content(looks.sign(worst), f" {row.green} of {len(row.exercises)}")
            case "waiting":
                return build_content(f"{count(len(row.skills_left), 'skill')} left")
            case "ready":
                return build_content("ready")
            case _:
                return build_content(looks.sign("unseen"))

    def _make_box_row(self, box: AlgorithmView) -> Row:
        called = format_learner_words(box.called) if box.is_own else box.called
        lines = count(len(box.lines), "line")
        title = on_one_line(called, self.looks, self.cells - len(lines) - 4)
        line = build_content(title, "  ", self.looks.sign(box.state), (f" {lines}", "$secondary"))
        items = [exercise.item for exercise in box.exercises]
        act = partial(self.paper.drill, items, "") if items else None
        parts = partial(list_box_rows, self, box)
        return Row(f"box {box.row.id}", line, act, "drill it", parts, of=box)

    def _list_ways_on(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Yield the actions on the paper as a whole: their names, words and acts."""
        assert self.view is not None
        row, settings, paper = self.view.row, self.paper.app.settings, self.paper
        if paper.find_address(LINK_TO_PAPER):
            yield "read", "read it now", self._read_paper
        if counted := sum(row.states.values()):
            yield "drill", f"drill all of it: {count(counted, 'exercise')}", self.action_drill
            yield "practise", "practise it: each once, nothing counts", self._practise
        elif row.has_exercises and row.path.left:
            yield "drill", "drill what it needs", self.action_drill
        aims = "your goal (enter drops it)" if row.bank == settings.goal else "make it your goal"
        yield "goal", aims, paper.action_aim
        if settings.goal and row.bank != settings.goal and row.has_exercises and self.may_review:
            is_beside = row.is_beside or not {row.bank, row.slug}.isdisjoint(settings.papers)
            words = "leave it out of the day" if is_beside else "also two a day beside the goal"
            yield "beside", words, self._put_beside_goal
        yield "note", "write a note; a question ends with ?", paper.write_note
        if paper.may_ask and not paper.author_row.is_first:
            yield "exercises", paper.words_of_exercises, paper.copy_exercises_page

    def choose_first(self) -> str:
        """Return the row to choose at first: the requested one, else the next one."""
        following = self.paper.map.next if self.paper.map is not None else None
        return self._first or (following.key if following is not None else "")

    # --- the chosen row ------------------------------------------------------------------------------------

    def _describe_row(self, row: MapRow) -> Content:
        """Return the formula of a row, its next exercise if that is cut, and its skills, as room allows."""
        height, width = self.app.size.height, self.cells
        highest = height * 9 // 20 - 1  # of the text below a list, without its border
        banner = self.paper.banner
        free = height - ROWS_AROUND - self.list.option_count - banner.size.height * banner.display
        fewest = _FEWEST_ROWS if height < AIR_FROM else _FORMULA_ROWS
        rows = highest if height >= DRAWN_FROM else min(max(free, fewest), highest)
        left, whole = len(row.skills_left), list[Content]()
        if row.formula is not None and not self.is_unfolded(row.key):
            whole = self._draw_formula(row.formula, width, rows, 3 * bool(left))
        title = typeset_title_on_line(row.next.title, self.looks) if row.next is not None else ""
        above = typeset_title_on_line(row.next.leads_to, self.looks) if row.next is not None else ""
        if title and not row.after and (above or title not in self.find_option_text(row.key)):
            builds_on = f"; “{above}” builds on it" if above else ""
            sentence = wrap_words(f"Next: {title}, {find_next_minutes(row)} min{builds_on}", width)
            if count_rows(whole) + len(sentence) + bool(left) < rows:
                whole += [*([EMPTY] if whole else []), *map(build_content, sentence)]
        room = rows - count_rows(whole)
        if not left or room < 1:
            return stack_lines(whole)
        needs = (
            f"Needs {' · '.join(row.linked)}: {left} left" if row.linked else f"{count(left, 'skill')} left"
        )
        needs += ", in this order" * (left > 1)
        names = " · ".join(typeset_title_on_line(title, self.looks) for title in row.skills_left)
        lines = wrap_words(f"{needs}: {names}", width)
        between = [EMPTY] if whole and room > 1 else []
        room = max(1, room - len(between))
        if len(lines) > room:
            lines = [*lines[: room - 1], cut_words(" ".join(lines[room - 1 :]), width)]
        return stack_lines([*whole, *between, *(build_content((text, "$secondary")) for text in lines)])

    def _draw_formula(self, formula: FormulaView, width: int, rows: int, others: int) -> list[Content]:
        """Return a formula in at most ``rows``, on one line if it needs more, with its moves and words if
        they leave room for ``others``."""
        is_high = self.app.size.height >= DRAWN_FROM
        latex, room = formula.row.in_use, width - GROUND_INDENT - 1
        block = typeset.typeset_formula(latex, width=room, tier=self.looks.tier)
        drawn = draw_formula(block, width, is_airy=is_high)
        if count_rows([drawn]) > rows and not is_high:
            return [build_content((in_line(latex, self.looks, width), "$ink"))]
        own_words = format_learner_words(formula.notes.get("words", ""))
        texts = (
            *describe_moves(formula.row.families),
            own_words or formula.row.words or formula.row.sentences,
        )
        lines = [draw_paragraph(text, width, self.looks) for text in texts if text]
        whole = [drawn, *([EMPTY, *lines] if lines else [])]
        return whole if is_high or count_rows(whole) <= rows - others else [drawn]

    def _describe_referenced(self, each: ReferencedView) -> Content:
        """Return a result that the paper uses without showing it, and its place in drill."""
        width, looks = self.cells, self.looks
        told = "The paper uses it and does not show it"
        told += "." if each.skills or each.papers else ": look it up and note it."
        lines = [draw_paragraph(format_learner_words(each.row.what), width, looks, "bold")]
        lines.append(draw_paragraph(told, width, looks))
        place = place_in_short(place_told(each.row.file, each.row.line))
        facts = [("drill", skill.title) for skill in each.skills]
        facts += [("shown in", bank) for bank in each.papers] + [("source", place)] * bool(place)
        return stack_lines([*lines, *(draw_labelled_words(*fact, width, looks) for fact in facts)])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of another row, and ask no more about the one before."""
        super().on_option_list_option_highlighted(event)
        if self._asked is not None and self._asked is not self._map_row:
            self._ask_about(None)

    # --- acts ----------------------------------------------------------------------------------------------

    def unfold(self, key: str, *, is_open: bool = True) -> None:
        """Show what is known of a row; of a formula the missing part comes from the next day on."""
        super().unfold(key, is_open=is_open)
        if is_open and self.formula is not None:
            self.paper.note_formula_seen(key)

    def _drill_row(self, row: MapRow) -> None:
        if row.is_to_read:
            self.read(row)
        elif row.next is not None and row.next.is_check:
            self.paper.app.drill(Request(first=row.next.item, items=1))  # it counts in the day alone
        elif row.next is not None:
            self.paper.drill([row.next.item], "")
        elif self._asks_for(row):
            self.paper.copy_exercises_page(row.key)
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

    @key("again", "inside", when=lambda self: self.formula is not None and self.formula.may_look_inside)
    def action_look_inside(self) -> None:
        """Look inside the chosen formula."""
        if self.formula is not None:
            self.paper.look_inside(self.formula.row.id)

    def write_line(self, formula: FormulaView) -> None:
        """Write a formula as a line of NumPy."""
        from drill.tui.screens.papers.inside import OwnLineScreen

        window = OwnLineScreen(self.paper.slug, formula.row.id, formula.row.in_use, formula.own_line)
        self.app.push_screen(window, lambda _: self.paper.refill())

    @key("drill", "drill all", when=lambda self: self.view is not None and self.view.row.has_exercises)
    def action_drill(self) -> None:
        """Drill all exercises of the paper."""
        if self.view is not None and self.view.row.has_exercises:
            self.paper.drill([self.view.row.bank], "")

    def _practise(self) -> None:
        """Practise all exercises of the paper."""
        if self.view is not None:
            self.paper.app.drill(Request(scope=(self.view.row.bank,), practice=True))

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

    @key("edit", "write on it", when=lambda self: self.formula is not None)
    def action_write(self) -> None:
        """Write down the inputs, the operation, the result, and the reason."""
        if self.formula is not None:
            self.paper.write_on(f"formula/{self.formula.row.id}")

    @key("ask", "explain it", when=lambda self: self.formula is not None and self.paper.may_explain)
    def action_explain(self) -> None:
        """Have the assistant explain the formula."""
        from drill.session.papers.assistant import ask_about_formula

        formula, workspace = self.formula, self.paper.app.workspace
        if formula is not None and self.view is not None and workspace is not None:
            self.paper.explain(ask_about_formula(workspace, self.view, formula))

    @key("view", "view", when=lambda self: self.formula is not None and self._open_here)
    def action_view(self) -> None:
        """Show unfolded formulas in the next form."""
        self.form = next_form(self.form)
        self.draw()
        self.paper.top.flash(build_content((self.form, "$secondary")))

    @key(
        "copy",
        "copy",
        when=lambda self: self.row is not None and isinstance(self.row.of, MapRow | AlgorithmView),
    )
    def action_copy(self) -> None:
        """Copy the formula in the form that is shown, or the box."""
        if self.row is not None and isinstance(box := self.row.of, AlgorithmView):
            lines = ("  " * line.depth + line.text for line in box.lines)
            self.app.copy_to_clipboard("\n".join((box.called, *lines)))
            self.app.notify("Copied.", markup=False)
        elif self.formula is not None:
            row, form = self.formula.row, self.form if self._open_here else "LaTeX"
            form = "LaTeX" if form == FORMS[0] else form
            text = row.in_use if form == "LaTeX" else print_formula_in_form(row.in_use, form, self.looks.tier)
            self.app.copy_to_clipboard(row.spoken if form == "spoken" and row.spoken else text)
            self.app.notify(f"Copied: {form}.", markup=False)

    @key("dispute", "correct it", when=lambda self: self.formula is not None and self.paper.may_ask)
    def action_correct(self) -> None:
        """Correct a misprint: exercises use the correction, under the same ids."""
        if self.formula is not None and self.paper.may_ask:
            self.paper.correct_formula(self.formula)

    @key("all", "all formulas, or the named ones", when=lambda self: self._order is None)
    def action_others(self) -> None:
        """Show or hide the formulas that are not listed at first."""
        self.unfold(FOLD, is_open=not self.is_unfolded(FOLD))

    @key("theory", "card", when=lambda self: self.chosen.startswith("skill ") and self.row.parts)
    def action_card(self) -> None:
        """Show the card of the chosen skill, or hide it."""
        self.action_open_row()

    # --- moves that have no word near ----------------------------------------------------------------------

    def find_asked_move(self, formula: FormulaView | None) -> FamilyRow | None:
        """Return the move whose form a formula has, until the learner has confirmed or rejected it."""
        if formula is None or not (formula.is_central and self.paper.may_ask):
            return None
        return next(iter(formula.row.asked_moves), None)

    @property
    def _asked_move(self) -> FamilyRow | None:
        return self.find_asked_move(self.formula) if self._open_here else None

    @key("yes", "it is", when=lambda self: self._asked is None and self._asked_move is not None)
    def action_confirm_move(self) -> None:
        """Save that the formula is the move that it has the form of."""
        self._say_move(is_one=True)

    @key("no", "it is not", when=lambda self: self._asked is None and self._asked_move is not None)
    def action_refuse_move(self) -> None:
        """Save that it is not, so that nobody asks again."""
        self._say_move(is_one=False)

    def _say_move(self, *, is_one: bool) -> None:
        move, formula, slug = self._asked_move, self.formula, self.paper.slug
        if move is None or formula is None:
            return
        from drill.session.papers.assistant import say_move

        id_, family = formula.row.id, move.family
        self.paper.act(lambda workspace: say_move(workspace, slug, id_, family, is_one=is_one))

    # --- the central formulas ------------------------------------------------------------------------------

    def _may_put(self, *, is_central: bool) -> bool:
        """Whether the chosen formula may join the central ones of an import, or leave them again."""
        formula, view = self.formula, self.view
        if self._asked or self._asked_move or view is None or not view.row.is_imported or formula is None:
            return False
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
        formula, slug = self.formula, self.paper.slug
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
        if self._map_row is not None and self.formula is not None:
            self.read(self._map_row)
        else:
            self._read_paper()

    def read(self, row: MapRow) -> None:
        """Open the paper, or show where its source has a formula; then ask if the learner could follow."""
        self._read_paper()
        if row.formula is not None and row.formula.row.file and not self.paper.find_address(LINK_TO_PAPER):
            source = row.formula.row
            self.paper.banner.say(f"{source.file}, line {source.line}: {self._name_in_sentence(row)}.")
        self._ask_about(row)

    def _ask_about(self, row: MapRow | None) -> None:
        """Ask whether a formula could be followed; nothing more without one."""
        self._asked = row
        self.draw_head()
        self.paper.refresh_bindings()

    @key("yes", "I could follow", when=lambda self: self._asked is not None)
    def action_followed(self) -> None:
        """Save that the formula could be followed."""
        self._save_reading(followed=True)

    @key("no", "not yet", when=lambda self: self._asked is not None)
    def action_not_followed(self) -> None:
        """Save that it could not, so that its skills come first."""
        self._save_reading(followed=False)

    def _save_reading(self, *, followed: bool) -> None:
        row, view = self._asked, self.view
        if row is None or view is None:
            return
        bank, formulas, unclear = view.row.bank, {row.key: row.called}, "" if followed else row.key
        self._ask_about(None)
        self.paper.act(
            lambda workspace: note_reading(workspace, bank, formulas, followed=followed, unclear=unclear)
        )

    @key("back", "back", when=lambda self: self._asked is not None)
    def action_end_question(self) -> None:
        """Ask nothing more."""
        self._ask_about(None)

    def leave(self) -> None:
        """Ask nothing more."""
        self._asked = self._recall = None

    # --- a box in its order --------------------------------------------------------------------------------

    def ask_back(self, box: AlgorithmView) -> None:
        """Ask a box back: its lines in another order, to be chosen one after the other."""
        self._recall = BoxRecall(self, box)
        self.show_again()

    def _is_in_order(self) -> bool:
        """Whether a box is asked back, and lines are left."""
        return self._recall is not None and not self._recall.order.is_done

    @property
    def _order(self) -> BoxOrder | None:
        return self._recall.order if self._recall is not None else None

    @key("reveal", "show it", when=_is_in_order)
    def action_show_next(self) -> None:
        """Give up on the next line: it is put in its place."""
        if self._order is not None:
            self._order.show_next()
            self.show_again()

    @key("all", "show all", when=_is_in_order)
    def action_show_all(self) -> None:
        """Give up on the box: all lines are put in their places."""
        if self._order is not None:
            self._order.show_all()
            self.show_again()

    @key("back", "stop", when=lambda self: self._recall is not None)
    def action_end_order(self) -> None:
        """Show the map again."""
        box, self._recall = self._recall, None
        self.show_again()
        if box is not None:
            self.choose(f"box {box.id}")


def find_next_minutes(row: MapRow) -> int:
    """Return the minutes of the next exercise, at least one; 0 without a next exercise."""
    return row.next.whole_minutes if row.next is not None else 0
