"""One paper: its views, a ``tab`` apart, and the fields for one's own lines below them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from textual import events
from textual.app import ComposeResult

from drill.errors import DrillError, UsageError
from drill.papers import LINK_TO_CODE, LINK_TO_PAPER
from drill.session.standing import paper_names
from drill.tui import desktop
from drill.tui.aiming import ask_for_exercises
from drill.tui.declared_keys import key
from drill.tui.desktop import save_export
from drill.tui.looks import build_content
from drill.tui.screens.papers.import_line import second_author_commands
from drill.tui.screens.papers.labelled_text import states_told, typeset_title_on_line
from drill.tui.screens.papers.part import ViewRow
from drill.tui.screens.places import PlaceScreen
from drill.tui.widgets.note_fields import NoteFields
from drill.tui.widgets.screen_rows import KeyRow
from drill.typeset import cell_width

if TYPE_CHECKING:
    from textual.widget import Widget

    from drill.papers import Fact
    from drill.session.papers.assistant import AskedSubject
    from drill.session.papers.formula_letters import LettersReply
    from drill.session.papers.open_questions import OpenQuestion
    from drill.session.papers.reading_steps import ReadingPlan, Step
    from drill.session.papers.workbook_views import NoteHeading, OwnLine, PaperView
    from drill.session.today.formula_map import FormulaMap
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.part import Part


# So many faults of its bank are told when it is opened.
MOST_PROBLEMS = 2


# Said once a question has an answer, since it leaves the map then.
ANSWERED: Final = "Answered. The question stays in your notes."
# The view with which a paper opens.
MAP = "map"
# The key of what a step of reading is done with.
KEYS_OF_ACTS: Final = {"open": "open", "code": "open", "ask": "more", "write": "open"}


class PaperScreen(PlaceScreen):
    """The screen of a paper; ``tab`` goes through the views, which keep their state."""

    DEFAULT_CSS = """
    PaperScreen #body {overflow: hidden;}
    """

    def __init__(
        self,
        slug: str,
        begin: str = MAP,
        messages: Sequence[str] = (),
        *,
        formula: str = "",
        back: str = "Papers",
        presents: bool = False,
    ) -> None:
        """``begin`` names the view that is shown first, ``messages`` are said above it.

        ``formula`` is chosen on the map, ``back`` is the place to which ``esc`` leads; ``presents`` asks by
        which day it has to be presented.
        """
        from drill.tui.screens.papers.algorithm_boxes_view import BoxesPart
        from drill.tui.screens.papers.drafts import DraftsPart
        from drill.tui.screens.papers.formulas_view import FormulasPart
        from drill.tui.screens.papers.map import MapPart
        from drill.tui.screens.papers.notes_view import NotesPart
        from drill.tui.screens.papers.reading_steps_view import PrerequisitesPart, StepsPart
        from drill.tui.screens.papers.symbols_view import SymbolsPart

        super().__init__()
        self.slug = slug
        self._back, self._presents = back, presents
        self.view: PaperView | None = None
        self.map: FormulaMap | None = None
        """How far the learner is with its formulas."""
        self.plan: ReadingPlan | None = None
        """The steps of reading it."""
        self.questions: Sequence[OpenQuestion] = ()
        self.ways: Mapping[str, str] = {}
        """What else may lead to it, by action."""
        self.first_draft = ""
        """Where the review begins; empty: at the first draft that waits."""
        self.untried = 0
        """Of how many formulas it is still looked whether a question waits for their letters."""
        self.facts: Sequence[Fact] = ()
        """What an answer that was taken just now quoted of the paper as a whole; kept only as notes."""
        self._told = tuple(messages)
        # The address that a press of the key has shown, where no other place shows it.
        self._announced = ""
        self._map, self._formulas, self._note_page = (
            MapPart(self, formula),
            FormulasPart(self),
            NotesPart(self),
        )
        self._all_parts: Sequence[Part] = (
            self._map, PrerequisitesPart(self), SymbolsPart(self), self._note_page, self._formulas,
            DraftsPart(self), BoxesPart(self), StepsPart(self),
        )  # fmt: skip
        self.part = next((part for part in self._all_parts if part.called == begin), self._all_parts[0])
        """The view that is shown."""
        self._views = ViewRow(self._show_view)
        self._notes = NoteFields(self._end_writing)

    def compose(self) -> ComposeResult:
        """Make the head, the names of the views, one of them, the fields, the key row."""
        yield self.top
        yield self._views
        yield self.banner
        with self.body:
            yield from self._all_parts
        yield self._notes
        yield KeyRow()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something: while lines are typed below, nothing else does.

        The key of the place that the paper is in keeps the paper; ``esc`` leads to its list.
        """
        is_here = action == "go" and parameters == ("Papers",) and self._back == "Papers"
        return not (is_here or self._notes.is_open) and super().check_action(action, parameters)

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted for a second author's answer, as a chat gives it."""
        event.stop()
        if self.app.allowed is not None:
            self.banner.say("Exercises from a chat are taken in drill's own window, not in a browser.")
        elif "\n" in event.text.strip():
            about = paper_names.name_paper_bank(self.slug)
            self.app.take_in("answer", about, back=self.slug, pasted=event.text)
        else:
            self.banner.say("To take exercises from a chat, paste its whole answer here.")

    def _has_exercises(self) -> bool:
        return self.view is not None and any(formula.exercises for formula in self.view.formulas)

    @key("working", "scratch page")
    def action_scratch(self) -> None:
        """Open the scratch page, which this paper's notes may keep."""
        self.app.show_scratch_page(self.slug)

    @property
    def _parts(self) -> Sequence[Part]:
        """The views that have something to show."""
        return [part for part in self._all_parts if part.is_offered]

    @property
    def scrolled(self) -> Widget:
        """What the view scrolls."""
        return self.part.scrolled

    def commands(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the views by name, and the commands for a second author."""
        views = [
            (f"view: {part.called}", partial(self._show_view, number))
            for number, part in enumerate(self._parts)
        ]
        return [*views, *second_author_commands(self, self.slug)]

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the paper, in the session's thread."""
        from drill.session.papers.lesson import describe_other_ways
        from drill.session.papers.open_questions import list_open_questions
        from drill.session.papers.reading_steps import make_plan
        from drill.session.papers.workbook import open_paper
        from drill.session.standing.paper_names import note_opened
        from drill.session.today.formula_map import make_map

        view = open_paper(workspace, self.slug)
        paper_map = make_map(workspace, view)
        plan, questions = make_plan(workspace, view, paper_map), list_open_questions(workspace, view)
        bank = workspace.catalogue.bank(view.row.bank)
        ways = dict[str, str]() if bank is None else describe_other_ways(workspace, bank)
        note_opened(workspace.places, self.slug)

        def show() -> None:
            messages = (*self._told, *view.row.problems[:MOST_PROBLEMS]) if self.view is None else ()
            if self.plan is not None and (end := plan.describe_end(self.plan)):
                messages = (end,)
            self.view, self.map, self.plan = view, paper_map, plan
            self.questions, self.ways = questions, ways
            self.untried = view.untried
            if messages:
                self.banner.say(*messages)
            self._show_part()
            self.run_worker(self._try_formulas, group="trying", exclusive=True)
            if self._presents:
                self._presents = False
                self.action_present()

        return show

    async def _try_formulas(self) -> None:
        """Look for which formulas a question waits, beside what is shown; then their letters are asked."""
        from drill.session.papers.paper_import import try_formula

        workspace = self.app.workspace
        if workspace is None or not self.may_ask or not workspace.asks_letters:
            return
        left = self.untried
        while left and not self.app.is_leaving:
            try:
                left, is_found = await asyncio.to_thread(
                    try_formula, workspace.workers, workspace.places, self.slug
                )
            except DrillError:  # its record cannot be read or written: who opens it is told
                return
            if is_found:
                self.refill()  # which goes on with the others
                return
            self.untried = left
            self._map.draw()

    def on_mount(self) -> None:
        """Show the frame first."""
        self._put_views()

    def on_resize(self) -> None:
        """Redraw the title at its new length."""
        self._draw_top()

    def _draw_top(self) -> None:
        if self.view is None:
            return
        row = self.view.row
        looks = self.app.looks
        corner = states_told(row.states, looks)
        if self.part.called == MAP and row.path.skills:
            is_goal = row.bank == self.app.settings.goal
            corner = build_content(
                ("goal · " if is_goal else "", "$success"), (row.path.told(), "$secondary")
            )
        self.top.set_corner(corner)
        room = max(self.app.size.width * 2 // 5, self.app.size.width - corner.cell_length) - 4
        title, short, authors = (
            typeset_title_on_line(text, looks)
            for text in (row.title, row.title.partition(": ")[0], row.authors)
        )
        title = title if cell_width(title) <= room else short
        whole = build_content((title, "bold"), (f"  {authors}", "$secondary"))
        self.top.show(whole if whole.cell_length <= room else build_content((title, "bold")))

    # --- views ---------------------------------------------------------------------------------------------

    def _put_views(self) -> None:
        parts = self._parts
        if self.part not in parts:
            self.part = parts[0]
        self._views.put([part.called for part in parts], parts.index(self.part))
        self._views.display = self.part.called != MAP
        self._draw_top()

    @property
    def part_names(self) -> Sequence[str]:
        """The names of the views that have something to show."""
        return [part.called for part in self._parts]

    def show(self, called: str) -> None:
        """Show the view of a name."""
        self._show_view(self.part_names.index(called))

    def look_at(self, formula: str) -> None:
        """Show a formula with all that is known of it; leaving it leads back to the map."""
        self.show(self._formulas.called)
        self._formulas.look_at(formula)

    def offer_headings(self) -> None:
        """Show the headings of the notes below which nothing stands, to be written."""
        self.show(self._note_page.called)
        self._note_page.offer_headings()

    def _show_part(self) -> None:
        self._put_views()
        for part in self._all_parts:
            part.display = part is self.part
        self.part.draw()
        if not self._notes.is_open:
            self.part.take_focus()
        self.refresh_bindings()

    def _show_view(self, number: int) -> None:
        self.part.leave()
        self.banner.say()
        self.part = self._parts[number]
        self._show_part()

    def on_unmount(self) -> None:
        """Write what is under review into the bank."""
        self.part.leave()

    # --- writing -------------------------------------------------------------------------------------------

    def write(
        self,
        title: str,
        lines: Sequence[OwnLine],
        keep: Callable[[Workspace, Mapping[str, str]], str | None],
        *,
        changed: Mapping[str, str] | None = None,
        at_first: bool = False,
    ) -> None:
        """Open fields for one's own lines below; ``keep`` saves those that changed, by name.

        ``changed`` are lines that differ already from what is kept. What is refused stays, to be corrected.
        """

        def then(typed: Mapping[str, str]) -> None:
            if new_texts := {**(changed or {}), **typed}:
                self.run_worker(self._keep_lines(title, lines, keep, new_texts), exclusive=False)

        shown = [
            replace(own_line, text=(changed or {}).get(own_line.name, own_line.text)) for own_line in lines
        ]
        self._notes.open(title, shown, then, at_first=at_first)

    async def _keep_lines(
        self,
        title: str,
        lines: Sequence[OwnLine],
        keep: Callable[[Workspace, Mapping[str, str]], str | None],
        changed: Mapping[str, str],
    ) -> None:
        try:
            notice = await asyncio.shield(self.ask(lambda workspace: keep(workspace, changed)))
        except DrillError as error:
            self.banner.say(str(error))
            self.write(title, lines, keep, changed=changed, at_first=True)
            return
        self.banner.say(*filter(None, [notice]))
        self.refill()

    def _end_writing(self) -> None:
        self.part.take_focus()
        self.refresh_bindings()

    def write_heading(self, heading: NoteHeading, offered: Mapping[str, str] | None = None) -> None:
        """Open the fields below a heading of the notes, and save them; ``offered`` fills empty ones."""

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> str:
            from drill.session.papers.note_page import write_heading

            write_heading(workspace, self.slug, heading.id, changed)
            return ANSWERED if heading.kind == "unknown" and changed.get("answer") else ""

        self.write(heading.title, heading.lines, keep, changed=offered)

    def write_on(self, heading_id: str) -> None:
        """Open the fields below the heading of an id."""
        headings = (heading for part in (self.view.notes if self.view else ()) for heading in part.headings)
        if (heading := next((heading for heading in headings if heading.id == heading_id), None)) is not None:
            self.write_heading(heading)

    def ask_question(self, formula: str) -> None:
        """Open a line for a question, asked at the formula of an id if there is one."""
        headings = (heading for part in (self.view.notes if self.view else ()) for heading in part.headings)
        heading = next((heading for heading in headings if heading.id == "unknown/"), None)
        if heading is None:
            return

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
            from drill.session.papers.note_page import write_heading

            write_heading(workspace, self.slug, "unknown/", {**changed, "about": formula})

        rows = self.map.rows if self.map is not None else ()
        called = next((row.called for row in rows if row.key == formula), "")
        at = f" at {typeset_title_on_line(called, self.app.looks)}" if called else ""
        self.write(f"a question{at}", heading.lines, keep)

    def ask_on_map(self) -> None:
        """Open a line for a question on the map, where what may answer it is shown."""
        self.show(MAP)
        self.ask_question("")

    def copy_question(self, key: str) -> None:
        """Copy a page with all that somebody else needs to answer a question."""
        from drill.session.papers.open_questions import write_question_page

        asked = next((each for each in self.questions if each.key == key), None)
        if asked is not None and self.view is not None:
            self.app.copy_to_clipboard(write_question_page(self.view, asked))
            self.app.notify("Copied: a page for somebody else.", markup=False)

    # --- steps ---------------------------------------------------------------------------------------------

    def describe_next(self, *, is_key_taken: bool = False) -> str:
        """Return what comes next, in one sentence, without the key that opens the paper if it does more."""
        if self.map is None or self.plan is None:
            return ""
        keys = {
            act: self.app.key_for(action)
            for act, action in KEYS_OF_ACTS.items()
            if not (is_key_taken and action == "open")
        }
        cells = self.app.size.width - 4
        return typeset_title_on_line(
            self.plan.describe_next(self.map.describe_next(cells), keys, cells), self.app.looks
        )

    @property
    def step(self) -> Step | None:
        """The step that comes next, if it is not to drill."""
        if self.map is None or self.plan is None:
            return None
        step = self.plan.find_next(self.map.describe_next())
        return step if step is not None and step.kind.act != "drill" else None

    def begin_step(self, step: Step) -> None:
        """Do what drill can do for a step."""
        match step.kind.act:
            case "open" | "code":
                self.read_for(step)
            case "drill" if step.id == "context":
                self._drill_prerequisites()
            case "drill":
                row = self.map.next if self.map is not None else None
                asks = f" {self.app.key_for('ask')} asks for exercises." if self.may_ask else ""
                none = "What is left of it waits for another day."
                none = f"Nothing in this paper can be drilled yet.{asks}" if step.is_empty else none
                self.drill([row.next.item] if row is not None and row.next is not None else [], none)
            case "ask":
                self.ask_on_map()
            case "answer":
                self.show(MAP)
                self._map.choose_question()
                if not self.questions:
                    self.banner.say(f"No question is open. {self.app.key_for('more')} writes one down.")
            case "write":
                self.offer_headings()

    def _drill_prerequisites(self) -> None:
        """Drill the skills that are left on the way to the paper; without any, show what there is of them."""
        if self.view is None or not self.view.row.path.left:
            self.show("skills left")
            return
        from drill.session.standing.queueing import Request

        self.app.drill(Request(prerequisites_of=self.view.row.bank))

    def read_for(self, step: Step) -> None:
        """Open the paper or its code, once its address was shown; then the step asks whether it is done.

        Without an address it says what to do.
        """
        is_code = step.kind.act == "code"
        headings = (heading for part in (self.view.notes if self.view else ()) for heading in part.headings)
        address = next(
            (h.address for h in headings if h.what == (LINK_TO_CODE if is_code else LINK_TO_PAPER)), ""
        )
        if address and self.app.allowed is None:
            self.open_address(address, is_shown=False)
        elif not step.is_finished:
            place = f"at {address}" if address else "where you have it" if is_code else "in your copy"
            self.banner.say(f"{step.kind.title} {place}, and press {self.app.key_for('yes')} when done.")
        self.note_step(step, "opened")

    def note_step(self, step: Step, text: Literal["opened", "done", ""]) -> None:
        """Save what was done of a step."""
        if step.is_finished and text == "opened":
            return

        def keep(workspace: Workspace) -> str:
            from drill.session.papers.reading_steps import note_step

            return note_step(workspace, self.slug, step.id, text)

        self.act(keep)

    def change_way(self, *, is_near: bool) -> None:
        """Let what the skills on the way rest on lead to the paper, too, or the near way alone."""

        def change(workspace: Workspace) -> str:
            from drill.session.papers.lesson import change_way

            bank = workspace.catalogue.bank(self.view.row.bank) if self.view is not None else None
            return "" if bank is None else change_way(workspace, bank, is_near=is_near)

        self.act(change)

    @property
    def may_ask(self) -> bool:
        """Whether exercises on it can be asked for: of a paper that the learner imported."""
        return self.view is not None and self.view.row.is_imported and self.app.allowed is None

    @property
    def may_explain(self) -> bool:
        """Whether an assistant may be asked: in a class nobody is."""
        return self.app.workspace is not None and not self.app.workspace.store.is_class

    def explain(self, subject: AskedSubject) -> None:
        """Have the assistant explain something; what was kept of it is shown."""
        from drill.tui.screens.explanation import ExplanationScreen

        self.app.push_screen(ExplanationScreen(subject), lambda _: self.refill())

    def ask_for_exercises(self) -> None:
        """Ask the assistant for six exercises; without one, go to the page for another author."""
        if self.view is not None and self.may_ask:
            ask_for_exercises(self.app, self.view.row.bank)

    def open_address(self, address: str, *, is_shown: bool) -> None:
        """Open an address in a browser; one that is not shown is shown first, and opened when asked again."""
        if not is_shown and self._announced != address:
            self._announced = address
            self.banner.say(f"Press {self.app.key_for('open')} again to open {address}")
            return
        is_asked = desktop.open_page(address)
        self.banner.say(f"{'Your browser is asked to open' if is_asked else 'No browser opens'} {address}")

    def go_to_paper(self, bank: str) -> None:
        """Show another paper."""
        self.app.replace_screen(PaperScreen(paper_names.find_paper_slug(bank), back=self._back))

    def export(self) -> None:
        """Write the notes as Markdown into a file."""

        def write(workspace: Workspace) -> str:
            from drill.session.papers.note_page import to_markdown
            from drill.session.papers.workbook import open_paper

            text = to_markdown(open_paper(workspace, self.slug))
            return save_export(workspace.places, f"{self.slug}.md", text)

        self.act(write)

    def drill(self, scope: Sequence[str], none: str) -> None:
        """Drill these exercises or skills, or say why there is nothing to drill."""
        if not scope:
            self.banner.say(none)
            return
        from drill.session.standing.queueing import Request

        self.app.drill(Request(scope=tuple(scope)))

    def say_letters(self, formula: str) -> None:
        """Ask what a formula's letters are, then drill what is made of them."""
        from drill.tui.screens.formula_letters import LettersScreen

        def go_on(reply: LettersReply | None) -> None:
            if reply is not None and reply.item:
                self.drill([reply.item], "")
                self.app.notify(reply.told, markup=False)
            elif reply is not None:
                self.banner.say(reply.told)
                self.refill()

        self.app.push_screen(LettersScreen(self.slug, formula), go_on)

    def look_inside(self, formula: str) -> None:
        """Show a formula's parts with their values, or say why there is nothing to be seen."""
        from drill.tui.screens.inside_window import WRITE, open_formula

        def go_on(told: str | None) -> None:
            if told == WRITE:
                self.write_on(f"formula/{formula}")
            else:
                self.banner.say(*filter(None, [told]))

        self.app.push_screen(open_formula(self.slug, formula), go_on)

    # --- keys ----------------------------------------------------------------------------------------------

    @key("next", "next view", argument=1)
    @key("shift+tab", argument=-1)
    def action_turn(self, by: int) -> None:
        """Show the next view, or the one before."""
        parts = self._parts
        self._show_view((parts.index(self.part) + by) % len(parts))

    @key("aim", "make it your goal, or drop it", when=lambda self: self.view is not None)
    def action_aim(self) -> None:
        """Make the paper the goal, or remove the goal if it is."""
        if self.view is not None:
            self.app.aim_for(self.view.row.bank, self.view.row.title)

    @key("present", "present it by a day", when=_has_exercises)
    def action_present(self) -> None:
        """Ask by which day the paper has to be presented; then drill what it takes."""
        from drill.session.papers.presentation import minutes_a_day

        self._ask_for_day("", str(minutes_a_day(self.app.settings)))

    def _ask_for_day(self, day: str, minutes: str) -> None:
        """Open two fields below; what cannot be read stays, to be corrected."""
        from drill.session.papers.workbook_views import OwnLine

        def then(typed: Mapping[str, str]) -> None:
            chosen = {"day": day, "minutes": minutes, **typed}
            self.run_worker(self._present(chosen["day"], chosen["minutes"]))

        lines = (
            OwnLine("day", "by which day", day, "fri, tomorrow or a date"),
            OwnLine("minutes", "minutes a day", minutes),
        )
        self._notes.open("Drill what you need to present it", lines, then, at_first=bool(day), words="drill")

    async def _present(self, day: str, minutes: str) -> None:
        from drill.session.papers.presentation import read_deadline
        from drill.session.standing.paper_notes import are_minutes
        from drill.session.standing.queueing import Request

        if self.view is None:
            return
        try:
            if not are_minutes(minutes) or not int(minutes):
                raise UsageError(f"{minutes or 'nothing'} is not a length", "write it as digits: 40")
            request = Request((self.view.row.bank,), by=day, minutes=int(minutes))
            await self.ask(lambda workspace: read_deadline(workspace, request))
        except DrillError as error:
            self.banner.say(str(error))
            self._ask_for_day(day, minutes)
            return
        self.app.drill(request)

    def look_again(self) -> None:
        """Redraw the same view of the same paper."""
        paper = PaperScreen(self.slug, self.part.called, back=self._back)
        paper.facts = self.facts
        self.app.replace_screen(paper)

    def way_back(self) -> Callable[[], PlaceScreen]:
        """Return what opens the same view again, the same formula chosen."""
        chosen = self.part.chosen if self.part.called == MAP else ""
        return partial(PaperScreen, self.slug, self.part.called, formula=chosen, back=self._back)

    @key("back", lambda self: self._back.lower())
    def action_leave(self) -> None:
        """Go back to where it was opened; what is under review keeps its place."""
        self.app.go_to(self._back)
