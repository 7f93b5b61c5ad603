"""All possible goals, a line each with the cost and the required skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from drill.session.today.goal_choice import (
    MOST_CHOSEN,
    NOTHING_LINKED,
    GoalCost,
    GoalReached,
    GoalRow,
    ThenAndNow,
    WayOn,
    find_costs,
    list_goals,
    list_skills,
)
from drill.session.today.today_page import cut_words, wrap_words
from drill.text import NUMBERS, count
from drill.tui.bindings import AnswerRow, ListWindow, PageWindow, Window
from drill.tui.declared_keys import digits, key
from drill.tui.looks import (
    AIR_FROM,
    EMPTY,
    GROUND_INDENT,
    build_content,
    draw_formula,
    draw_on_ground,
    stack_lines,
)
from drill.tui.screens.places import write_date_in_words
from drill.tui.widgets.columns import Column, ListRow, draw_list
from drill.tui.widgets.screen_rows import KeyRow, QuietList, TopLine
from drill.tui.widgets.text_line import FindLine, NarrowedList
from drill.tui.widgets.text_widgets import Text
from drill.typeset import typeset_formula

# The question what to work towards, each goal with its cost; whether another is replaced; the placement.

QUESTION = "What would you like to be able to read?"
# Shipped papers, each with its name up to a colon, its year, and its subject.
PAPERS: tuple[tuple[str, str, str], ...] = (
    ("papers/attention", "Attention (2017)", "the transformer"),
    ("papers/ddpm-2020", "DDPM (2020)", "images from noise"),
    ("papers/vae-2013", "VAE (2013)", "variational autoencoders"),
    ("papers/lora-2021", "LoRA (2021)", "fine-tuning in low rank"),
    ("papers/grpo-2024", "GRPO (2024-2025)", "DeepSeekMath and R1"),
    ("papers/segment-anything", "Segment Anything (2023)", "masks from prompts"),
)
OWN, OTHER = "own", "other"
# Min rows of the terminal for an explanation above the answers.
_ROWS_WITH_WORDS = 15
_ANSWER_COLUMNS = (Column("cost", priority=1, stays=True), Column("about"))
_ROWS = (*PAPERS, (OWN, "a paper of my own", ""), (OTHER, "all papers, subjects and topics", ""))


class GoalQuestionScreen(ListWindow["str | None"]):
    """Closes with the name of a goal, with ``own`` or ``other``, or with nothing."""

    def __init__(self) -> None:
        self._costs: dict[str, str] = {}
        """What papers cost, once that is computed."""
        may_import = self.app.may("import_paper")
        self._rows = [(n, *row) for n, row in enumerate(_ROWS, 1) if row[0] != OWN or may_import]
        says = "What you choose is your goal: what it needs comes first. You can change it at any time."
        super().__init__(QUESTION, says)

    @property
    def enter_words(self) -> str:
        """Offer enter once a row is chosen."""
        return "" if self.listed.highlighted is None else "choose it"

    @property
    def back_words(self) -> str:
        """Return the words for leaving without an answer."""
        return "keep the goal" if self.app.settings.goal else "just drill"

    @digits(len(_ROWS), words="choose")
    def action_choose(self, number: int) -> None:
        """Close with the answer of a number."""
        self.dismiss(_ROWS[number - 1][0])

    def on_mount(self) -> None:
        """Show the answers, and read their costs."""
        self.run_worker(self._read_costs())

    def choose(self, number: int) -> None:
        """Close with the answer of a row."""
        self.dismiss(self._rows[number][1])

    def on_option_list_option_highlighted(self) -> None:
        """Offer what enter does."""
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Fit the rows; on a low terminal the answers need all of it."""
        self.query_one("#says").display = self.app.size.height >= _ROWS_WITH_WORDS
        self._draw()

    async def _read_costs(self) -> None:
        """Add what each paper costs to its row, once the session's thread has computed that."""

        workspace = await self.app.opened()
        costs = await self.app.background.run(find_costs, workspace, [bank for bank, _, _ in PAPERS])
        self._costs = {bank: str(cost) for bank, cost in costs.items()}
        self._draw()

    def _draw(self) -> None:
        chosen = self.listed.highlighted
        rows = [
            self._make_row(number, title, self._costs.get(answer, ""), about)
            for number, answer, title, about in self._rows
        ]
        drawn = draw_list(rows, _ANSWER_COLUMNS, self.app.size.width - CELLS_BESIDE)
        self.listed.set_options(map(Option, drawn))
        self.listed.highlighted = chosen

    def _make_row(self, number: int, title: str, cost: str, about: str) -> ListRow:
        """Return an answer: its key, its title, its cost, and its subject if that fits."""
        name = build_content((title, "bold" if about else ""))
        cells = {"cost": build_content(cost), "about": build_content((about, "$secondary"))}
        return ListRow(name, cells, build_content((f"{number}  ", "$primary bold")))


class GoalSwapScreen(PageWindow[bool]):
    """The question whether a goal is to replace the one that is set; closes with the answer."""

    def __init__(self, former: str, title: str) -> None:
        """``former`` is the goal that is set, ``title`` the one that may replace it."""
        says = f"Your goal is {former}. Your marks stay, and what you learned counts for {title}, too."
        rows = (
            AnswerRow("choose(True)", "y", f"yes: {title} comes first"),
            AnswerRow("choose(False)", "n", f"no: {former} stays the goal"),
        )
        super().__init__(f"Make {title} your goal instead of {former}?", build_content(says), *rows)

    @key("yes", "yes", argument=True)
    @key("no back", "no", argument=False)
    def action_choose(self, is_swapped: bool) -> None:
        """Close with the answer."""
        self.dismiss(is_swapped)


class PlacementOfferScreen(PageWindow[bool]):
    """Offers a placement on the path to the goal that was chosen; closes with whether it begins."""

    def __init__(self, said: str, skills: int) -> None:
        """``said`` is the message that the goal is set; ``skills`` is the number of skills to go."""
        from drill.session.standing.placement import describe_length

        rows = (
            AnswerRow("choose(True)", "enter", describe_length(skills)),
            AnswerRow("choose(False)", "esc", "later: a row on Today and Progress"),
        )
        super().__init__("Find out what you know already?", build_content(said), *rows)

    @key("go-on", "begin", argument=True)
    @key("back", "later", argument=False)
    def action_choose(self, begins: bool) -> None:
        """Close with whether it begins."""
        self.dismiss(begins)


class UnlinkedPaperScreen(PageWindow[str]):
    """Shows that a paper leads to no skill yet; closes with the learner's way on: ``skills`` or ``ask``."""

    def __init__(self, title: str, skills: str, ask: str) -> None:
        """``skills`` and ``ask`` are the keys that choose skills, and ask for exercises if that may be."""

        asks = f", or ask an assistant or a chat for exercises ({ask})" if ask else ""
        super().__init__(title, build_content(f"{NOTHING_LINKED} Choose up to five skills ({skills}){asks}."))
        self._may_ask = bool(ask)

    @key("go-on", "choose skills", argument="skills")
    @key("more ask", "more exercises", when=lambda self: self._may_ask, argument="ask")
    @key("back", "back", argument="")
    def action_choose(self, answer: str) -> None:
        """Close with the chosen way."""
        self.dismiss(answer)


_COLUMNS = (Column("cost", priority=1), Column("weeks"))
# The orders of papers, each with the words of the key that leads to it.
ORDERS = ("name", "year", "skills left")
# Margins, the sign of the chosen row, and the scroll bar.
CELLS_BESIDE = 5
RESTS_ON = "rests on "
# More skills than any paper needs.
_MOST_SKILLS = 10**6
# Min rows of the terminal for details of the chosen goal below the list.
ROWS_WITH_ABOUT = 15


class GoalListScreen(NarrowedList, Window["str | None"], ModalScreen["str | None"]):
    """A list that words narrow; closes with the name of a goal, or with nothing."""

    AUTO_FOCUS = "OptionList"
    DEFAULT_CSS = """
    GoalListScreen {background: $background;}
    GoalListScreen #nothing {padding: 0 2; height: auto; display: none;}
    GoalListScreen #about {padding: 0 3; height: auto; max-height: 3; display: none;}
    GoalListScreen > TopLine {padding: 0 0 0 1;}
    GoalListScreen OptionList, GoalListScreen OptionList:focus {height: 1fr; border: none;
        background: $background; padding: 0 1; scrollbar-size-vertical: 1; text-wrap: nowrap;
        text-overflow: ellipsis;}
    GoalListScreen OptionList > .option-list--option-disabled {color: $foreground;}
    """

    title_text = QUESTION
    chooses_from_line = True
    """Whether enter chooses while words are typed, too."""

    def __init__(self) -> None:
        super().__init__()
        self._former: GoalRow | None = None
        """What was chosen before words were typed."""
        self._goals: Sequence[GoalRow] | None = None
        self._costs: Mapping[str, GoalCost] = {}
        self._order = ORDERS[0]
        """What papers are sorted by."""
        self._goes_to_list = False
        """Whether words were finished with ``enter`` before the goals were there."""
        self._shown: list[GoalRow | None] = []
        """The goals in their rows; None is a heading."""
        self.find_line = FindLine("find: words of titles and subjects")
        self._about = Text(id="about")
        self._nothing = Text(build_content("Nothing matches these words. esc shows all."), id="nothing")
        self.rows_list = QuietList(markup=False)

    def compose(self) -> ComposeResult:
        """Make a title, a line to find goals, the list, and its keys."""
        yield TopLine(build_content((self.title_text, "bold")))
        yield self.find_line
        yield self._nothing
        yield self.rows_list
        yield self._about
        yield KeyRow()

    @property
    def enter_words(self) -> str:
        """Return the effect of enter: in the line, or in the list."""
        if self.find_line.has_focus and not self.chooses_from_line:
            return "to the list"
        return self.words_of_choosing if self._shown else ""

    @property
    def words_of_choosing(self) -> str:
        """What enter does with the chosen row."""
        return "make it your goal"

    def on_mount(self) -> None:
        """Read the goals, then their costs."""
        self.run_worker(self._read())

    async def _read(self) -> None:
        workspace, run = await self.app.opened(), self.app.background.run
        self._goals = await run(list_goals, workspace)
        self._show_first()
        self._costs = await run(find_costs, workspace, [goal.id for goal in self._goals])
        self.draw_rows()

    def _show_first(self) -> None:
        """Show the goals, filtered by the words that were typed meanwhile."""
        self.draw_rows()
        if self._goes_to_list:
            self._finish_words()

    def on_resize(self) -> None:
        """Fit the rows."""
        self.draw_rows()

    # --- drawing -------------------------------------------------------------------------------------------

    def draw_rows(self) -> None:
        """Show the goals that contain the typed words; the chosen row stays if it is still there."""
        if self._goals is None:
            return
        chosen, matches = self._chosen, self.find_line.matches
        goals = sorted(self._goals, key=self._find_place)
        found = [goal for goal in goals if matches(*goal.words)]
        wholes = {goal.within for goal in found if goal.kind == "topic"}
        shown: list[GoalRow | None] = []
        heads: list[str] = []
        head = ""
        for goal in goals:
            is_whole = goal.kind == "subject" and goal.title in wholes  # above those of its topics
            if goal not in found and not is_whole:
                continue
            here = self.name_group(goal)
            if here != head:
                head = here
                shown.append(None)
                heads.append(here)
            shown.append(goal)
            heads.append(here)
        self._shown = shown
        rows = [self._make_row(goal) for goal in shown if goal is not None]
        drawn = iter(draw_list(rows, _COLUMNS, self.app.size.width - CELLS_BESIDE))
        options = [
            Option(next(drawn)) if goal is not None else Option(build_content((head, "bold")), disabled=True)
            for goal, head in zip(shown, heads, strict=True)
        ]
        self.rows_list.clear_options()
        self.rows_list.add_options(options)
        self._nothing.display = not found
        at = chosen if chosen in found else next(iter(found), None)
        self.rows_list.highlighted = None if at is None else shown.index(at)
        self._tell_chosen()
        self.refresh_bindings()

    def _find_place(self, goal: GoalRow) -> tuple[bool, int]:
        """Return the place of a goal: papers first, in the chosen order; unknown costs come last."""
        cost = self._costs.get(goal.id)
        if goal.kind != "paper" or self._order == "name":
            return goal.kind != "paper", 0
        if self._order == "year":
            return False, -int(goal.year[:4]) if goal.year[:4].isdecimal() else 0
        return False, _MOST_SKILLS if cost is None else cost.skills

    @key(
        "next",
        lambda self: f"by {self._next_order}",
        when=lambda self: bool(self._costs) and not self.find_line.has_focus,
    )
    def action_sort(self) -> None:
        """Sort papers by name, by year with the newest first, or by the skills that are left."""
        self._order = self._next_order
        self.draw_rows()

    @property
    def _next_order(self) -> str:
        return ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]

    def name_group(self, goal: GoalRow) -> str:
        """Return the heading above a goal."""
        if goal.kind == "paper":
            return "Papers" if self._order == "name" else f"Papers by {self._order}"
        return "Subjects with their topics, and others"

    def _make_row(self, goal: GoalRow) -> ListRow:
        """Return a goal: its title, what it costs, and about how long that takes."""
        cost, is_goal = self._costs.get(goal.id), goal.id == self.app.settings.goal
        told = {"cost": cost.without_weeks, "weeks": cost.weeks} if cost is not None else {}
        cells = {name: build_content(words) for name, words in told.items()}
        year = f" ({goal.year})" if goal.year else ""
        head = build_content(("▸ " if is_goal else "  ", "bold"), "  " * (goal.kind == "topic"))
        return ListRow(build_content(goal.title, (year, "$secondary")), cells, head)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the required skills of the chosen goal."""
        event.stop()
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        room = self.app.size.width - CELLS_BESIDE
        cost = self._costs.get(self._chosen.id) if self._chosen is not None else None
        rests = cost.tell_rests_on(room - len(RESTS_ON)) if cost is not None else ""
        authors = self._chosen.citation if self._chosen is not None else ""
        self._about.display = bool(self._costs) and self.app.size.height >= ROWS_WITH_ABOUT
        lines = [f"{RESTS_ON}{rests}"] if rests else []
        lines += [cut_words(authors, 2 * room - CELLS_BESIDE)] if authors else []  # at most two lines
        self._about.show(build_content(("\n".join(lines), "$secondary")))
        self.call_after_refresh(self.rows_list.scroll_to_highlight)  # the list may have fewer rows now

    @property
    def _chosen(self) -> GoalRow | None:
        index = self.rows_list.highlighted
        if index is not None and index < len(self._shown):
            return self._shown[index]
        return None

    # --- acts ----------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Go to the line, and remember what was chosen before."""
        if not self.find_line.display:
            self._former = self._chosen
        super().action_find()

    def action_end_typing(self) -> None:
        """Show all rows again, the former one chosen."""
        super().action_end_typing()
        if self._former is not None and self._former in self._shown:
            self.rows_list.highlighted = self._shown.index(self._former)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Finish the words."""
        event.stop()
        self._finish_words()

    def _finish_words(self) -> None:
        """Choose the first goal that is found, or go to the list."""
        if self.chooses_from_line and self._chosen is not None:
            self.rows_list.action_select()
        else:
            self.action_to_list()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the chosen goal."""
        event.stop()
        goal = self._chosen
        if goal is not None:
            self.dismiss(goal.id)

    def action_to_list(self) -> None:
        """Go to the list, at once or when it is there."""
        self._goes_to_list = self._goals is None
        super().action_to_list()


class SkillListScreen(GoalListScreen):
    """A list of skills to choose up to five from; closes with their names, blanks between them."""

    chooses_from_line = False
    title_text = f"Up to {NUMBERS[MOST_CHOSEN].lower()} skills for this paper"

    def __init__(self) -> None:
        super().__init__()
        self._taken: list[str] = []

    @property
    def words_of_choosing(self) -> str:
        """The effect of enter: with the marked skills, else with the chosen one."""
        if not self._taken:
            return "choose this one"
        return f"go on with {count(len(self._taken), 'skill')}"

    async def _read(self) -> None:
        self._goals = await self.app.background.run(list_skills, await self.app.opened())
        self._show_first()

    def name_group(self, goal: GoalRow) -> str:
        """Return the topic of a skill."""
        return goal.within

    def _make_row(self, goal: GoalRow) -> ListRow:
        sign = self.app.looks.sign("green") if goal.id in self._taken else " "
        return ListRow(build_content(goal.title), head=build_content(sign, " "))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the marked skills, else with the chosen one."""
        event.stop()
        goal = self._chosen
        if goal is not None:
            self.dismiss(" ".join(self._taken or [goal.id]))

    def _may_take(self) -> bool:
        if self._chosen is None or self.find_line.has_focus:
            return False
        return self._chosen.id in self._taken or len(self._taken) < MOST_CHOSEN

    @key("look", lambda self: "leave it" if self._chosen.id in self._taken else "take it", when=_may_take)
    def action_take(self) -> None:
        """Take the chosen skill, or leave it again."""
        goal = self._chosen
        if goal is None:
            return
        if goal.id in self._taken:
            self._taken.remove(goal.id)
        elif len(self._taken) < MOST_CHOSEN:
            self._taken.append(goal.id)
        self.draw_rows()


# The end of a goal: the path, the reds, then and now, and the next goals.

# Columns next to the text: margins and the scroll bar.
_GOAL_END_CELLS_BESIDE = 5
MOST_WAYS = 5


class GoalEndScreen(PageWindow["WayOn | None"]):
    """Closes with the next goal, or with nothing."""

    def __init__(self, reached: GoalReached) -> None:
        self._reached = reached
        self._text = Text()
        self._ways: tuple[WayOn, ...] = reached.list_ways()
        rows = [
            AnswerRow(f"choose({number})", f"{number}", way.words) for number, way in enumerate(self._ways, 1)
        ]
        next_ones = Text(build_content(("What next?", "bold")))
        corner = write_date_in_words(reached.on)
        super().__init__(reached.head, EMPTY, self._text, next_ones, *rows, corner=corner)

    def on_mount(self) -> None:
        """Show the page in its width."""
        self.query_one("#says").display = False
        self._draw()

    def on_resize(self) -> None:
        """Redraw the page in its new width."""
        self._draw()

    @key("go-on", "leave it open")
    def action_leave(self) -> None:
        """Close with nothing chosen."""
        self.dismiss(None)

    @digits(MOST_WAYS, words="choose")
    def action_choose(self, number: int) -> None:
        """Close with a way on."""
        if number <= len(self._ways):
            self.dismiss(self._ways[number - 1])

    def _draw(self) -> None:
        width = max(10, self.app.size.width - _GOAL_END_CELLS_BESIDE)
        sentences = [part for sentence in self._reached.tell() for part in wrap_words(sentence, width)]
        lines = [*map(build_content, sentences), EMPTY]
        if self._reached.then_and_now is not None:
            lines += self._draw_then_and_now(self._reached.then_and_now, width)
        self._text.show(stack_lines(lines))

    def _draw_then_and_now(self, pair: ThenAndNow, width: int) -> list[Content]:
        """Return a formula, the first wrong answer to its exercise, and the right one, with their dates."""
        lines = [build_content((part, "bold")) for part in wrap_words(f"Then and now: {pair.formula}", width)]
        if pair.latex:
            formula = typeset_formula(pair.latex, width=width - GROUND_INDENT - 1, tier=self.app.looks.tier)
            is_airy = self.app.size.height >= AIR_FROM
            lines += [*draw_formula(formula, width, is_airy=is_airy).split("\n", allow_blank=True)]
        lines += [build_content((f"  {part}", "$secondary")) for part in wrap_words(pair.title, width - 2)]
        answers = (
            ("then", pair.wrong_on, pair.wrong, "$mark-red"),
            ("now", pair.right_on, pair.right, "$mark-green"),
        )
        for when, day, answer, style in answers:
            edge = build_content(("▎ ", style))
            head = build_content((f"{when}  {day.day} {day:%B}", "$secondary"))
            written = [build_content((part, "bold")) for part in wrap_words(answer, max(8, width - 4))]
            box = [edge + part for part in (head, *(written or [EMPTY]))]
            lines += [EMPTY, *(draw_on_ground(part, width) for part in box)]
        return [*lines, EMPTY]
