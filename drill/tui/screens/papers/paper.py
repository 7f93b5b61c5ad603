"""One paper: its map, symbols and notes, a ``tab`` apart, and the review of its drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from drill.errors import DrillError
from drill.session.papers.note_page import KIND_LINE, to_markdown, write_heading
from drill.session.papers.workbook_views import TO_CHECK, AuthorRow, OwnLine
from drill.session.standing.missing_parts import note_seen
from drill.session.standing.paper_names import find_paper_slug, last_opened, note_opened
from drill.session.standing.paper_notes import ASKS_KIND
from drill.session.standing.queueing import Request
from drill.text import count
from drill.tui import desktop
from drill.tui.declared_keys import key
from drill.tui.looks import build_content
from drill.tui.screens.papers.part import NEW_NOTE, Part, ViewRow, states_told, typeset_title_on_line
from drill.tui.screens.places import PlaceScreen
from drill.tui.widgets.note_fields import NoteFields
from drill.tui.widgets.screen_rows import KeyRow
from drill.typeset import cell_width

if TYPE_CHECKING:
    from textual.widget import Widget

    from drill.session.papers.assistant import AskedSubject
    from drill.session.papers.paper_import import Imported
    from drill.session.papers.reading_steps import Step
    from drill.session.papers.workbook_views import FormulaView, NoteHeading, PaperView
    from drill.session.today.formula_map import FormulaMap
    from drill.session.workspace import Workspace

    Keep = Callable[[Workspace, Mapping[str, str]], str | None]

# Max problems of its bank that are shown when a paper is opened.
MOST_PROBLEMS = 2
# Min rows of the terminal for a row with the names of the views.
NAMED_FROM = 12
MAP = "map"


class PaperScreen(PlaceScreen):
    """The screen of a paper: three views, and instead of them the review of a second author's drafts."""

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
    ) -> None:
        """``begin`` names the view that is shown first, ``messages`` appear above it.

        ``formula`` is chosen on the map, ``back`` is the place after ``esc``.
        """
        from drill.tui.screens.papers.drafts import DraftsPart
        from drill.tui.screens.papers.map import MapPart
        from drill.tui.screens.papers.notes_view import NotesPart
        from drill.tui.screens.papers.symbols_view import SymbolsPart

        super().__init__()
        self.slug = slug
        self._back = back
        self.view: PaperView | None = None
        self.map: FormulaMap | None = None
        """How far the learner is with its formulas."""
        self.steps: Sequence[Step] = ()
        """The steps of reading it."""
        self.ways: Mapping[str, str] = {}
        """What else may lead to it, by action."""
        self.author_row = AuthorRow()
        """The row that leads to more exercises."""
        self._told = tuple(messages)
        self._offered: Imported | None = None
        """The paper with new exercises that are offered."""
        self._announced = ""
        """The address that a press of the key has shown, where no other place shows it."""
        self.map_part = MapPart(self, formula)
        self._views: Sequence[Part] = (self.map_part, SymbolsPart(self), NotesPart(self))
        self._all_parts: Sequence[Part] = (*self._views, DraftsPart(self))
        self.part = next((part for part in self._all_parts if part.called == begin), self._views[0])
        """The view or the review that is shown."""
        self._view = self.part if self.part in self._views else self._views[0]
        """The view to which the review leads back."""
        self._begins_with_review = self._is_review
        """Whether the screen began with the review: then leaving that leaves the paper."""
        self._names = ViewRow(self._show_number)
        self._notes = NoteFields(self._end_writing)

    def compose(self) -> ComposeResult:
        """Make the head, the names of the views, one of them, the fields, the key row."""
        yield self.top
        yield self._names
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
        """Read pasted text as a second author's answer."""
        event.stop()
        if self.view is not None and self.may_ask and "\n" in event.text.strip():
            self.app.ask_for_exercises(self.view.row.bank, self.slug, pasted=event.text)
        elif self.may_ask:
            self.banner.say("To take exercises from a chat, paste its whole answer here.")

    @key("working", "working")
    def action_scratch(self) -> None:
        """Open the scratch page, which this paper's notes may keep."""
        self.app.show_scratch_page(self.slug)

    @property
    def scrolled(self) -> Widget:
        """The part that the view scrolls."""
        return self.part.scrolled

    def commands(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the views by name."""
        return [(f"view: {part.called}", partial(self.show, part.called)) for part in self._views]

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the paper, in the session's thread."""
        from drill.session.papers.lesson import describe_other_ways
        from drill.session.papers.more_exercises import find_author_row
        from drill.session.papers.reading_steps import list_steps
        from drill.session.papers.workbook import open_paper
        from drill.session.today.formula_map import make_map

        view = open_paper(workspace, self.slug)
        paper_map = make_map(workspace, view)
        steps = list_steps(workspace, view, paper_map)
        bank = workspace.catalogue.bank(view.row.bank)
        ways = dict[str, str]() if bank is None else describe_other_ways(workspace, bank)
        author_row = find_author_row(workspace, view.row.bank, is_import=view.row.is_imported)
        is_new = view.row.is_imported and self.slug not in last_opened(workspace.places)
        note_opened(workspace.places, self.slug)
        is_first = self.view is None

        def show() -> None:
            if is_first and view.row.is_imported:
                self.run_worker(self._offer_parts(), exclusive=False)
            messages = (*self._told, *view.row.problems[:MOST_PROBLEMS]) if self.view is None else ()
            self.view, self.map, self.steps, self.ways = view, paper_map, steps, ways
            self.author_row = author_row
            if is_new and self.may_ask:
                self.run_worker(self._offer_assistant(view.row.bank), exclusive=False)
            if messages:
                self.banner.say(*messages)
            self._show_part()

        return show

    async def _offer_assistant(self, bank: str) -> None:
        """Let the learner's assistant read a paper that was just imported, where they agree."""
        from drill.tui.screens.papers.assistant_consent import may_assistant_read

        if await may_assistant_read(self.app):
            self.app.ask_for_exercises(bank, self.slug, asks=True)

    async def _offer_parts(self) -> None:
        """Offer an import of an earlier version the exercises that are made of its formulas now."""
        from drill.session.papers.draft_review import find_offered_parts

        try:
            self._offered = await self.ask(lambda workspace: find_offered_parts(workspace, self.slug))
        except DrillError:
            return  # the paper's own faults are shown with it
        if self._offered is not None:
            new = count(self._offered.added, "new exercise")
            self.banner.say(f"{new} from its formulas: {self.app.key_for('yes')} adds them.")
            self.refresh_bindings()

    @key("yes", "add the new exercises", when=lambda self: self._offered is not None and not self._is_review)
    def action_take_parts(self) -> None:
        """Add the exercises that were offered to the paper's bank."""
        offered, self._offered = self._offered, None
        if offered is None:
            return

        def save(_: Workspace) -> str:
            from drill.session.papers.paper_import import save_merged_paper

            save_merged_paper(offered)
            return f"{count(offered.added, 'exercise')} added."

        self.act(save)

    def on_mount(self) -> None:
        """Show the frame first."""
        self._name_views()

    def on_resize(self) -> None:
        """Redraw the head at its new length."""
        self._name_views()

    def _draw_top(self) -> None:
        if self.view is None:
            return
        row = self.view.row
        looks = self.app.looks
        corner = states_told(row.states, looks)
        if self.part.called == MAP and row.path.skills:
            is_goal = row.bank == self.app.settings.goal
            corner = build_content(
                ("goal · " if is_goal else "", "bold"), (row.path.describe(), "$secondary")
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

    @property
    def _is_review(self) -> bool:
        """Whether drafts are reviewed."""
        return self.part not in self._views

    def _name_views(self) -> None:
        """Show the names of the views, or that of the review."""
        if self._is_review:
            self._names.put([self.part.called], 0)
        else:
            self._names.put([view.called for view in self._views], self._views.index(self.part))
        self._names.display = self.app.size.height >= NAMED_FROM
        self._draw_top()

    def show(self, called: str) -> None:
        """Show the view of a name, or the review."""
        self.part.leave()
        self.banner.say()
        self.part = next(part for part in self._all_parts if part.called == called)
        if self.part in self._views:
            self._view = self.part
        self._show_part()

    def note_formula_seen(self, formula: str) -> None:
        """Remember that a formula was opened, so that its missing part comes from the next day on."""
        if self.view is not None:
            self.run_worker(self._note_seen(self.view.row.bank, formula), exclusive=False)

    async def _note_seen(self, bank: str, formula: str) -> None:
        with suppress(DrillError):
            await self.ask(lambda workspace: note_seen(workspace, bank, formula))

    def _show_number(self, number: int) -> None:
        if not self._is_review:
            self.show(self._views[number].called)

    def _show_part(self) -> None:
        self._name_views()
        for part in self._all_parts:
            part.display = part is self.part
        self.part.draw()
        if not self._notes.is_open:
            self.part.take_focus()
        self.refresh_bindings()

    def on_unmount(self) -> None:
        """Write the drafts under review into the bank."""
        self.part.leave()

    # --- writing -------------------------------------------------------------------------------------------

    def write(
        self,
        title: str,
        lines: Sequence[OwnLine],
        keep: Keep,
        *,
        changed: Mapping[str, str] | None = None,
        at_first: bool = False,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Open fields for the learner's own lines below; ``keep`` saves those that changed, by name.

        ``changed`` are lines that differ already from the saved ones. A refused text stays, to be corrected.
        ``after`` is called once they are saved.
        """

        def then(typed: Mapping[str, str]) -> None:
            if new_texts := {**(changed or {}), **typed}:
                self.run_worker(self._keep_lines(title, lines, keep, new_texts, after), exclusive=False)

        shown = [
            replace(own_line, text=(changed or {}).get(own_line.name, own_line.text)) for own_line in lines
        ]
        self._notes.open(title, shown, then, at_first=at_first)

    async def _keep_lines(
        self,
        title: str,
        lines: Sequence[OwnLine],
        keep: Keep,
        changed: Mapping[str, str],
        after: Callable[[], None],
    ) -> None:
        try:
            notice = await asyncio.shield(self.ask(lambda workspace: keep(workspace, changed)))
        except DrillError as error:
            self.banner.say(str(error))
            self.write(title, lines, keep, changed=changed, at_first=True, after=after)
            return
        self.banner.say(notice)
        self.refill()
        after()

    def _end_writing(self) -> None:
        self.part.take_focus()
        self.refresh_bindings()

    @property
    def headings(self) -> Sequence[NoteHeading]:
        """The headings of the notes."""
        return [heading for part in (self.view.notes if self.view else ()) for heading in part.headings]

    def write_heading(
        self, heading: NoteHeading, offered: Mapping[str, str] | None = None, *, about: str = ""
    ) -> None:
        """Open the fields below a heading of the notes, and save them; ``offered`` fills empty ones.

        ``about`` is the id of the formula that a new note is about. A new question is asked for its kind.
        """
        asked = list[str]()

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
            key = write_heading(
                workspace, self.slug, heading.id, {**changed, **({"about": about} if about else {})}
            )
            if heading.id == NEW_NOTE and changed.get("question", "").rstrip().endswith("?"):
                asked.append(key)

        def keep_kind(workspace: Workspace, changed: Mapping[str, str]) -> None:
            write_heading(workspace, self.slug, f"{NEW_NOTE}{asked[0]}", changed)

        def ask_kind() -> None:
            if asked:
                self.write(ASKS_KIND, (KIND_LINE,), keep_kind)

        self.write(heading.title, heading.lines, keep, changed=offered, after=ask_kind)

    def write_on(self, heading_id: str, *, about: str = "") -> None:
        """Open the fields below the heading of an id."""
        heading = next((each for each in self.headings if each.id == heading_id), None)
        if heading is not None:
            self.write_heading(heading, about=about)

    def write_note(self, formula: str = "") -> None:
        """Open a field for a note, on the formula of an id if there is one; a question ends with ``?``."""
        self.write_on(NEW_NOTE, about=formula)

    # --- what rows do --------------------------------------------------------------------------------------

    @property
    def may_ask(self) -> bool:
        """Whether exercises on it can be requested: only for a paper that the learner imported."""
        return self.view is not None and self.view.row.is_imported

    @property
    def may_explain(self) -> bool:
        """Whether the assistant may be used; in a class nobody may."""
        workspace = self.app.workspace
        is_class = workspace is None or workspace.store.is_class
        return not is_class and self.app.allowed is None and bool(self.app.settings.assistant)

    def explain(self, subject: AskedSubject) -> None:
        """Let the assistant explain a text; a saved explanation is shown."""
        from drill.tui.screens.assistant_explanation import ExplanationScreen

        self.app.push_screen(ExplanationScreen(subject), lambda _: self.refill())

    def find_address(self, what: str) -> str:
        """Return the address of the link that is marked as ``what``, or an empty text."""
        return next((heading.address for heading in self.headings if heading.what == what), "")

    def open_address(self, address: str, *, is_shown: bool) -> None:
        """Open an address in a browser; one that is not shown is shown first, and opened when asked again."""
        if self.app.allowed is not None:
            self.banner.say(address)
            return
        if not is_shown and self._announced != address:
            self._announced = address
            self.banner.say(f"The same key again opens {address}")
            return
        is_asked = desktop.open_page(address)
        self.banner.say(f"{'Your browser is asked to open' if is_asked else 'No browser opens'} {address}")

    def go_to_paper(self, bank: str) -> None:
        """Show another paper."""
        self.app.replace_screen(PaperScreen(find_paper_slug(bank), back=self._back))

    def drill(self, scope: Sequence[str], none: str) -> None:
        """Drill these exercises or skills, or give the reason if there is nothing to drill."""
        if not scope:
            self.banner.say(none)
            return
        self.app.drill(Request(scope=tuple(scope)))

    def drill_prerequisites(self) -> None:
        """Drill the skills that are left on the way to the paper, deepest first."""
        if self.view is not None and self.view.row.path.left:
            self.app.drill(Request(prerequisites_of=self.view.row.bank))
        else:
            self.banner.say("No skill is left to learn for this paper.")

    def change_way(self, *, is_near: bool) -> None:
        """Extend the paper's path by the prerequisites of its skills, or restore the first path."""

        def change(workspace: Workspace) -> str:
            from drill.session.papers.lesson import change_way

            bank = workspace.catalogue.bank(self.view.row.bank) if self.view is not None else None
            return "" if bank is None else change_way(workspace, bank, is_near=is_near)

        self.act(change)

    def correct_formula(self, formula: FormulaView) -> None:
        """Let a misprint be corrected: exercises use the correction, under the same ids."""

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> str:
            from drill.session.papers.draft_review import remake_exercises, save_formula_correction

            save_formula_correction(workspace, self.slug, formula.row.id, changed["latex"])
            return remake_exercises(workspace, self.slug)

        latex_line = OwnLine("latex", "LaTeX", formula.row.in_use, "as printed, if this is left empty")
        self.write(f"{formula.called}, corrected", [latex_line], keep)

    def look_inside(self, formula: str) -> None:
        """Show the parts of a formula's line with values, or give the reason if there are none."""
        from drill.tui.screens.papers.inside import InsideScreen

        self.app.push_screen(InsideScreen(self.slug, formula), self.banner.say)

    # --- keys ----------------------------------------------------------------------------------------------

    @key("next", lambda self: self.part.words_of_turning, argument=1)
    @key("shift+tab", when=lambda self: self.part.words_of_turning, argument=-1)
    def action_turn(self, by: int) -> None:
        """Show the next view, or the one before."""
        self.show(self._views[(self._views.index(self.part) + by) % len(self._views)].called)

    @key("aim", "make it your goal, or drop it", when=lambda self: self.view is not None)
    def action_aim(self) -> None:
        """Make the paper the goal, or remove the goal if it is."""
        if self.view is not None:
            self.app.aim_for(self.view.row.bank, self.view.row.title)

    @key("more ask", "more exercises", when=lambda self: self.may_ask and not self._is_review)
    def action_ask_for_exercises(self) -> None:
        """Ask an assistant or a chat for exercises."""
        if self.view is not None and self.may_ask:
            self.app.ask_for_exercises(self.view.row.bank, self.slug)

    @property
    def words_of_exercises(self) -> str:
        """The words of the row that leads to more exercises."""
        has_assistant = bool(self.app.settings.assistant) and self.app.allowed is None
        return self.author_row.describe(has_assistant=has_assistant)

    def copy_exercises_page(self, formula: str = "") -> None:
        """Go to the exercises that a chat writes, and copy the page that comes next; of a formula its own.

        A page that waits for its answer is not copied again, because the clipboard may hold that.
        """
        if self.view is not None and self.may_ask:
            copies = bool(formula) or self.author_row.sentence in ("", TO_CHECK)
            self.app.ask_for_exercises(self.view.row.bank, self.slug, copies=copies, formula=formula)

    @key("no", "not now", when=lambda self: self.author_row.is_first and self.map_part.is_at_author_row)
    def action_not_now(self) -> None:
        """Let the row of more exercises be the last one from now on."""
        from drill.session.papers.more_exercises import dismiss_author_row

        if self.view is not None:
            bank = self.view.row.bank
            self.act(lambda workspace: dismiss_author_row(workspace, bank) or "")

    @key("export", "write the notes into a file")
    def action_export(self) -> None:
        """Write the notes as Markdown into a file."""

        def write(workspace: Workspace) -> str:
            from drill.session.papers.workbook import open_paper

            text = to_markdown(open_paper(workspace, self.slug))
            return desktop.save_export(workspace.places, f"{self.slug}.md", text)

        self.act(write)

    def look_again(self) -> None:
        """Redraw the same view of the same paper."""
        self.app.replace_screen(PaperScreen(self.slug, self._view.called, back=self._back))

    def way_back(self) -> Callable[[], PlaceScreen]:
        """Return what opens the same view again, the same formula chosen."""
        chosen = self.map_part.chosen if self._view is self.map_part else ""
        return partial(PaperScreen, self.slug, self._view.called, formula=chosen, back=self._back)

    @key("back", lambda self: "back" if self._is_review else self._back.lower())
    def action_leave(self) -> None:
        """Go back to the view that opened the review, else to the place that opened the paper."""
        if self._is_review and not self._begins_with_review:
            self.show(self._view.called)
        else:
            self.app.go_to(self._back)
