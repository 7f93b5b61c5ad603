"""The steps of reading a paper, on two ways: what is finished, and what drill can do at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content

from drill.session.papers.reading_steps import WAY_TITLES, choose_way
from drill.tui.bindings import bind_named_key
from drill.tui.screens.papers.labelled_text import draw_paragraph, fit_to_cells
from drill.tui.screens.papers.part import ListPart, Row
from drill.tui.styled_content import EMPTY, Part, build_content, stack_lines

if TYPE_CHECKING:
    from drill.session.papers.reading_steps import ReadingPlan, Step, Way
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
    BINDINGS: ClassVar = [
        bind_named_key("go-on", "enter"), bind_named_key("open", "read"),
        bind_named_key("yes", "done", "done"),
        bind_named_key("no", "not_done", "not yet"), bind_named_key("more", "question", "question"),
        bind_named_key("look", "leave_steps", "map"), bind_named_key("back", "leave_steps", "map"),
        bind_named_key("leave", "leave_steps"),
    ]  # fmt: skip

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

    def offer(self, action: str) -> str | bool:
        """Name what acts on the chosen step."""
        step, plan = self._step, self._plan
        match action:
            case "enter":
                if step is not None:
                    return ACT_WORDS[step.kind.act]
                return "follow it" if plan is not None and self._way not in (None, plan.way) else ""
            case "read":
                return step is not None and step.kind.act in ("open", "code")
            case "done":
                return step is not None and not step.is_finished
            case "not_done":
                return step is not None and (step.is_said or step.is_opened)
            case _:
                return super().offer(action)

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

    def action_read(self) -> None:
        """Open the paper or its code for the chosen step."""
        if (step := self._step) is not None and self.offer("read"):
            self.paper.read_for(step)

    def action_done(self) -> None:
        """Save that the chosen step is done."""
        if (step := self._step) is not None:
            self._done = step.id
            self.paper.note_step(step, "done")

    def action_not_done(self) -> None:
        """Save that it is not."""
        if (step := self._step) is not None:
            self.paper.note_step(step, "")

    def action_question(self) -> None:
        """Write down a question."""
        self.paper.ask_on_map()

    def action_leave_steps(self) -> None:
        """Show the map again."""
        self.paper.show("map")
