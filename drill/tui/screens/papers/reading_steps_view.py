"""The steps of reading a paper, on two ways: what is finished, and what drill can do at each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from drill.session.papers.reading_steps import WAY_TITLES, choose_way
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, WIDE, Part, build_content, stack_lines
from drill.tui.screens.papers.labelled_text import (
    draw_labelled_markdown,
    draw_paragraph,
    fit_to_cells,
    typeset_title_on_line,
)
from drill.tui.screens.papers.part import ListPart, Row, TheoryPart

if TYPE_CHECKING:
    from drill.session.papers.reading_steps import ReadingPlan, Step, Way
    from drill.session.papers.workbook_views import PathSkill
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

WAY_HELP: Final[Mapping[Way, str]] = {
    "use": "Half an hour: enough to know what it does, and whether you need it.",
    "rebuild": "Its mathematics, its code and its results: until you could write it again.",
}
# What ``enter`` does on a step.
ACT_WORDS: Final = {
    "open": "read it", "code": "the code", "drill": "drill", "ask": "a question", "answer": "the questions",
    "write": "notes",
}  # fmt: skip
TITLE_CELLS: Final = 40


class StepsPart(ListPart):
    """``enter`` does what drill can do for the chosen step, or follows the chosen way."""

    called = "steps"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._steps: Mapping[str, Step] = {}
        self._done = ""
        """The step that was just said to be done: the one after it is chosen once that is saved."""

    @property
    def _plan(self) -> ReadingPlan | None:
        return self.paper.plan

    @property
    def _step(self) -> Step | None:
        return self._steps.get(self.chosen)

    @property
    def _way(self) -> Way | None:
        return next((way for way in WAY_TITLES if self.chosen == f"way {way}"), None)

    @property
    def enter_words(self) -> str:
        """Say what enter does with the chosen step, or with the chosen way."""
        step, plan = self._step, self._plan
        if step is not None:
            return ACT_WORDS[step.kind.act]
        return "follow it" if plan is not None and self._way not in (None, plan.way) else ""

    def _may_undo_step(self) -> bool:
        return self._step is not None and (self._step.is_said or self._step.is_opened)

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return what comes next."""
        text = self.paper.describe_next()
        return build_content((text, "bold")) if text else EMPTY

    def rows(self) -> Sequence[Row]:
        """Return both ways with their steps."""
        plan = self._plan
        if plan is None:
            return ()
        self._steps = {step.id: step for step in plan.steps}
        rows: list[Row] = []
        for way, title in WAY_TITLES.items():
            is_done = all(step.is_finished for step in plan.steps if step.kind.way == way)
            followed = "   done" if is_done else "   chosen" if way == plan.way else ""
            rows.append(Row(f"way {way}", build_content((f" {title}", "bold"), (followed, "$secondary"))))
            rows += [Row(step.id, self._draw_step(step)) for step in plan.steps if step.kind.way == way]
        return rows

    def _draw_step(self, step: Step) -> Content:
        sign: Part = self.looks.sign("green" if step.is_finished else "unseen")
        state = "done" if step.is_finished and not step.is_empty else step.progress
        cells = min(TITLE_CELLS, self.app.size.width - 20)
        return build_content("   ", sign, f" {fit_to_cells(step.kind.title, cells)}  ", (state, "$secondary"))

    def about(self, key: str) -> Content:
        """Return what drill can do at a step, and ask whether it is done."""
        width = max(20, self.app.size.width - 6)
        if (way := self._way) is not None:
            return draw_paragraph(WAY_HELP[way], width, self.looks)
        step = self._steps.get(key)
        if step is None:
            return EMPTY
        yes, no = ((self.paper.app.key_for(name), "$primary bold") for name in ("yes", "no"))
        asks: Content = EMPTY
        if not step.is_finished:
            asks = build_content(
                ("Is it done?", "bold"),
                "   ",
                yes,
                " yes",
                *(("   ", no, " not yet") if step.is_opened else ()),
            )
        elif step.is_said:
            asks = build_content("You said that it is done.   ", no, " not yet")
        else:
            why = "This paper has nothing for it." if step.is_empty else "It is done, by what you did."
            asks = build_content((why, "$secondary"))
        texts = [step.kind.help, self._find_abstract(step)]
        return stack_lines([*(draw_paragraph(text, width, self.looks) for text in texts if text), asks])

    def _find_abstract(self, step: Step) -> str:
        """Return the paper's abstract for the step at which it is read; empty where it is not known."""
        return self.view.abstract if self.view is not None and step.id == "abstract" else ""

    def draw(self) -> None:
        """Show the steps again; behind one that is done, the next one is chosen."""
        super().draw()
        done = self._steps.get(self._done)
        if done is None or not done.is_finished:
            return
        self._done = ""
        if (following := self.choose_first()) in self._keys:
            self.list.highlighted = self._keys.index(following)

    def choose_first(self) -> str:
        """Return the first step that is not finished."""
        plan = self._plan
        return next((step.id for step in plan.ahead), "") if plan is not None else ""

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Follow the chosen way, or do what drill can do for the chosen step."""
        if (way := self._way) is not None:

            def follow(workspace: Workspace) -> None:
                choose_way(workspace, self.paper.slug, way)

            self.paper.act(follow)
        elif (step := self._step) is not None:
            self.paper.begin_step(step)

    @key("open", when=lambda self: self._step is not None and self._step.kind.act in ("open", "code"))
    def action_read(self) -> None:
        """Open the paper or its code for the chosen step."""
        if (step := self._step) is not None and step.kind.act in ("open", "code"):
            self.paper.read_for(step)

    @key("yes", "done", when=lambda self: self._step is not None and not self._step.is_finished)
    def action_done(self) -> None:
        """Save that the chosen step is done."""
        if (step := self._step) is not None:
            self._done = step.id
            self.paper.note_step(step, "done")

    @key("no", "not yet", when=_may_undo_step)
    def action_not_done(self) -> None:
        """Save that it is not."""
        if (step := self._step) is not None:
            self.paper.note_step(step, "")

    @key("more", "question")
    def action_question(self) -> None:
        """Write down a question."""
        self.paper.ask_on_map()

    @key("look back leave", "map")
    def action_leave_steps(self) -> None:
        """Show the map again."""
        self.paper.show("map")


# The skills that are left on the way to a paper, which of its formulas need them, and drilling them.

# Cells for "begun", and around a row: its margins, its sign and the scroll bar.
BEGUN_CELLS, CELLS_AROUND = 6, 9


class PrerequisitesPart(TheoryPart):
    """The view of the skills that are left, deepest first; ``a`` adds what is known, ``t`` shows a card."""

    called = "skills left"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._shows_known = False

    @property
    def _skills(self) -> Sequence[PathSkill]:
        return self.view.skills if self.view is not None else ()

    @property
    def _chosen_skill(self) -> PathSkill | None:
        return next((skill for skill in self._skills if skill.skill == self.chosen), None)

    @property
    def enter_words(self) -> str:
        """Offer to drill what is left."""
        is_open = any(skill.is_left for skill in self._skills)
        return "drill all of these" if is_open and not self.is_theory else ""

    @property
    def words_of_theory(self) -> str:
        """What the card's key does."""
        return "all skills" if self.is_theory else "card"

    def _may_show_known(self) -> bool:
        return not self.is_theory and any(not skill.is_left for skill in self._skills)

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return how many skills are left."""
        if self.view is None or self.is_theory:
            return EMPTY
        if not self.view.row.has_exercises:
            return build_content("Keep some of its exercises first (review): what they rest on appears here.")
        if not self._skills:
            key = (self.paper.app.key_for("aim"), "$primary bold")
            leads_on = ("   ", key, " makes it your goal: you choose up to five skills for it")
            none = ("No exercise of this paper leads to a skill.", "bold")
            return build_content(none, *(leads_on if self.view.row.is_imported else ()))
        path, keys = self.view.row.path, {"deeper": "more", "near": "less"}
        left = "" if path.left else "No skill is left to learn for this paper.   "
        lines = [build_content((left, "bold"), (path.told(), "$secondary" if left else "bold"))]
        for action, words in self.paper.ways.items():
            key = self.paper.app.key_for(keys[action])
            lines.append(build_content((key, "$primary bold"), (f" {words}", "$secondary")))
        return stack_lines(lines)

    def rows(self) -> Sequence[Row]:
        """Return a row per skill that is left, and one line for all others."""
        shown = [skill for skill in self._skills if skill.is_left or self._shows_known]
        rows = [Row(skill.skill, self._row(skill)) for skill in shown]
        if hidden := len(self._skills) - len(shown):
            more = f" {hidden} {'is' if hidden == 1 else 'are'} learned, known or parked"
            rows.append(Row("", build_content("  ", self.looks.sign("green"), (more, "$secondary"))))
        return rows

    def _row(self, skill: PathSkill) -> Content:
        """Return the row of a skill: whether it is begun, its title, and what it is for."""
        looks, room = self.looks, self.app.size.width - CELLS_AROUND - BEGUN_CELLS
        title_cells = room if self.app.size.width < WIDE else room * 3 // 5
        needed = f"for {skill.needed_by[0]}" if skill.needed_by and title_cells < room else ""
        sign = looks.sign("unseen" if skill.is_left else "green")
        begun = "begun" if skill.is_left and skill.is_begun else ""
        name, *more = textwrap.wrap(typeset_title_on_line(skill.title, looks), title_cells) or [""]
        words = f"{begun:{BEGUN_CELLS}}{typeset_title_on_line(needed, looks, max(8, room - title_cells))}"
        first = build_content(
            "  ", sign, f" {fit_to_cells(name, title_cells)} ", (words.rstrip(), "$secondary")
        )
        return stack_lines([first, *(build_content(f"    {further}") for further in more)])

    def about(self, key: str) -> Content:
        """Return the whole title and what needs it, or the theory."""
        skill = next((skill for skill in self._skills if skill.skill == key), None)
        if skill is None:
            return EMPTY
        width = max(20, self.app.size.width - 5)
        title = build_content((skill.title, "bold"))
        if self.is_theory:
            return stack_lines([title, EMPTY, draw_paragraph(skill.theory, width, self.looks)])
        return stack_lines(
            [
                title,
                draw_labelled_markdown(
                    "for", format_learner_words(" · ".join(skill.needed_by)), width, self.looks
                ),
            ]
        )

    def theory(self, key: str) -> str:
        """Return the theory of a skill."""
        return next((skill.theory for skill in self._skills if skill.skill == key), "")

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill everything that is left, deepest first."""
        if self.view is not None and any(skill.is_left for skill in self._skills):
            from drill.session.standing.queueing import Request

            self.paper.app.drill(Request(prerequisites_of=self.view.row.bank))

    @key("drill", "drill this one", when=lambda self: self._chosen_skill is not None)
    def action_drill(self) -> None:
        """Drill the chosen skill."""
        if (skill := self._chosen_skill) is not None:
            self.paper.drill([skill.skill], "")

    @key("more", "deeper", when=lambda self: "deeper" in self.paper.ways and not self.is_theory)
    def action_deeper(self) -> None:
        """Let what these rest on lead to the paper, too."""
        self.paper.change_way(is_near=False)

    @key("less", "the near way", when=lambda self: "near" in self.paper.ways and not self.is_theory)
    def action_near(self) -> None:
        """Let nothing lead there that the way did not have at first."""
        self.paper.change_way(is_near=True)

    @key("all", "known ones, too, or those left", when=_may_show_known)
    def action_known(self) -> None:
        """Show or hide the skills that are not left."""
        self._shows_known = not self._shows_known
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()
