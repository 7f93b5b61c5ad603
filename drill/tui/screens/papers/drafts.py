"""The review of a second author's exercises, one at a time as a learner meets it: keep, edit, leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from drill.errors import DrillError
from drill.session.papers.draft_review import (
    DraftLine,
    DraftLook,
    keep_text,
    list_author_drafts,
    look_at_draft,
    save_draft_decision,
    save_safe_drafts,
    take_back_decision,
    write_draft_yaml,
)
from drill.session.papers.workbook_views import place_told
from drill.tui.declared_keys import key, pair
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, Looks, Part, build_content, stack_lines
from drill.tui.screens.papers.part import DETAIL_FROM, draw_labelled_markdown, place_in_short
from drill.tui.screens.papers.part import Part as View
from drill.tui.widgets.answer_beside_key import FigureText, Pair
from drill.tui.widgets.text_widgets import Prose, Text

if TYPE_CHECKING:
    from drill.banks.draws import Stage
    from drill.checking import Key
    from drill.papers import Decision
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

SCROLLBAR_CELLS = 1
TOLD: dict[Decision, str] = {"kept": "kept", "left": "left out", "waiting": ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """The state of the review: all drafts, the current one, and its view."""

    lines: tuple[DraftLine, ...]
    at: int
    look: DraftLook

    def number(self, decision: Decision) -> int:
        """Return how many drafts have this state."""
        return sum(draft_line.decision == decision for draft_line in self.lines)

    @property
    def safe(self) -> int:
        """Return how many undecided drafts have confirmed keys."""
        return sum(draft_line.decision == "waiting" and draft_line.is_safe for draft_line in self.lines)


class DraftsPart(View):
    """The view of drafts: every decision is saved at once."""

    called = "review"
    DEFAULT_CSS = """
    DraftsPart VerticalScroll {height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;}
    DraftsPart Text {height: auto; padding: 0 2;}
    DraftsPart .rule {text-wrap: nowrap;}
    DraftsPart #draft-key {margin-top: 1; text-wrap: nowrap;}
    DraftsPart #draft-foot {background: $surface;}
    """

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._desk: Desk | None = None
        self._is_asking = False
        self._head = Text(id="draft-head")
        self._rule = Text(classes="rule")
        self._card = VerticalScroll(can_focus=False)
        self._prompt = Prose(sets_formulas=True)
        self._picture = FigureText()
        self._key = Text(id="draft-key")
        self._rest = Text()
        self._foot = Text(id="draft-foot")

    def compose(self) -> ComposeResult:
        """Make the head, the draft, and the count."""
        yield self._head
        yield self._rule
        with self._card:
            yield self._prompt
            yield self._picture
            yield self._key
            yield self._rest
        yield self._foot

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something: only while drafts are under review."""
        return self._desk is not None and super().check_action(action, parameters)

    @property
    def words_of_turning(self) -> str:
        """Return that it has one part alone."""
        return ""

    # --- drawing -------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the draft that was shown last, or the first undecided one."""
        desk = self._desk
        id_ = "" if desk is None else desk.lines[desk.at].draft.id
        self._ask(lambda lines: _index_of(lines, id_))

    def on_resize(self) -> None:
        """Redraw the card at its new width."""
        if self.display and self._desk is not None:
            self._show(self._desk)

    def _show(self, desk: Desk) -> None:
        self._desk = desk
        width = max(20, self.app.size.width - 4)
        is_brief = self.app.size.height < DETAIL_FROM
        self._rule.display = not is_brief
        self._head.show(_draw_draft_head(desk))
        self._rule.show(build_content(("── as a learner meets it ".ljust(width, "─"), "$secondary")))
        self._card.scroll_home(animate=False)
        self._show_variant(desk.look, width - SCROLLBAR_CELLS)
        counts = (_how_far(desk, brief=is_brief), "$secondary")
        self._foot.show(build_content(("Keep this exercise?", "bold"), "   ", counts))
        self.paper.refresh_bindings()

    def _show_variant(self, look: DraftLook, width: int) -> None:

        variant = look.variant
        self._picture.set(None if variant is None else variant.only.figure or variant.figure)
        if variant is None:
            self._prompt.set(format_learner_words(f"It cannot be drilled as it is: {look.problem}"))
            self._key.display = False
            edits = self.app.key_for("edit")
            self._rest.show(build_content((f"{edits} edits it, n leaves it out", "$secondary")))
            return
        self._prompt.set("\n\n".join(filter(None, (variant.setting, _question_text(variant.only)))))
        key = Pair(variant.only, self.looks).key(variant.only.key, width)
        self._key.display = bool(key.plain)
        self._key.show(key)
        self._rest.show(stack_lines([EMPTY, *_list_draft_details(look, width, self.looks)]))

    # --- asking the session --------------------------------------------------------------------------------

    def _ask(
        self,
        choose: Callable[[Sequence[DraftLine]], int],
        act: Callable[[Workspace], object] = lambda _: None,
    ) -> None:
        """Do something, then show the draft that ``choose`` names; requests meanwhile are dropped."""
        if not self._is_asking:
            self._is_asking = True
            self.run_worker(self._asked(choose, act), exclusive=False)

    async def _asked(
        self, choose: Callable[[Sequence[DraftLine]], int], act: Callable[[Workspace], object]
    ) -> None:
        slug = self.paper.slug

        def work(workspace: Workspace) -> Desk | None:
            act(workspace)
            lines = list_author_drafts(workspace, slug)
            if not lines:
                return None
            index = min(len(lines) - 1, max(0, choose(lines)))
            return Desk(lines, index, look_at_draft(workspace, slug, lines[index].draft.id))

        try:
            desk = await self.paper.ask(work)
        except DrillError as error:
            self.paper.banner.say(str(error))
            return
        finally:
            self._is_asking = False
        if desk is not None:
            self._show(desk)

    @key("go-on")
    def action_enter(self) -> None:
        """Go on to the next undecided draft."""
        self._go(lambda desk: _first_waiting(desk.lines, desk.at + 1))

    @pair("right left", "others")
    def action_draft(self, by: int) -> None:
        """Show the next draft, or the one before."""
        self._go(lambda desk: desk.at + by)

    @property
    def scrolled(self) -> VerticalScroll:
        """Return the current draft."""
        return self._card

    def _go(self, where: Callable[[Desk], int]) -> None:
        desk = self._desk
        if desk is not None:
            index = where(desk)
            self._ask(lambda lines: index)

    # --- deciding ------------------------------------------------------------------------------------------

    @key("yes", "keep")
    def action_keep_draft(self) -> None:
        """Keep the current draft."""
        self._decide("kept")

    @key("no", "leave out")
    def action_leave_out_draft(self) -> None:
        """Leave the current draft out."""
        self._decide("left")

    def _decide(self, decision: Decision) -> None:
        desk = self._desk
        if desk is not None:
            self.paper.banner.say()
            id_, after = desk.lines[desk.at].draft.id, desk.at + 1
            decide = partial(save_draft_decision, slug=self.paper.slug, id_=id_, decision=decision)
            self._ask(lambda lines: _first_waiting(lines, after), decide)

    @key("all", "keep all that are confirmed")
    def action_keep_all(self) -> None:
        """Keep every undecided draft with a confirmed key."""
        if self._desk is not None:
            self._ask(lambda lines: _first_waiting(lines, 0), partial(save_safe_drafts, slug=self.paper.slug))

    @key("undo", "undo")
    def action_undo_draft(self) -> None:
        """Undo the newest decision, and show its draft."""
        desk = self._desk
        if desk is None:
            return

        def changed_line(lines: Sequence[DraftLine]) -> int:
            return next((n for n, line_now in enumerate(lines) if line_now not in desk.lines), desk.at)

        self._ask(changed_line, partial(take_back_decision, slug=self.paper.slug))

    @key("edit", "edit")
    def action_edit_draft(self) -> None:
        """Edit the draft as text in an editor; the result is kept if it is an exercise."""
        desk = self._desk
        if desk is None:
            return
        self.run_worker(self._edited(desk), exclusive=True, group="edit")

    async def _edited(self, desk: Desk) -> None:
        from drill.tui.desktop import edit_in_own_editor

        slug, id_ = self.paper.slug, desk.lines[desk.at].draft.id
        try:
            text = await self.paper.ask(lambda workspace: write_draft_yaml(workspace, slug, id_))
            changed = edit_in_own_editor(self.paper.app, text, suffix=".yaml")
        except DrillError as error:
            self.paper.banner.say(str(error))
            return
        if changed.strip() == text.strip():
            return
        save = partial(keep_text, slug=slug, id_=id_, text=changed)
        self._ask(lambda lines: desk.at, save)

    def leave(self) -> None:
        """Read the paper again, since another view may show the kept drafts."""
        if self.paper.is_current:
            self.paper.refill()


def _index_of(lines: Sequence[DraftLine], id_: str) -> int:
    """Return the index of a draft; if it is gone, of the first undecided one."""
    ids = [draft_line.draft.id for draft_line in lines]
    return ids.index(id_) if id_ in ids else _first_waiting(lines, 0)


def _draw_draft_head(desk: Desk) -> Content:
    """Return the head: ``exercise 14 of 24   from (6), main.tex:131   key confirmed``."""
    draft, look = desk.lines[desk.at].draft, desk.look
    file_position = place_in_short(place_told(draft.file, draft.line))
    origin = ", ".join(part for part in (look.about, file_position) if part)
    decided = TOLD[look.line.decision]
    parts: list[Part] = [
        (f"exercise {desk.at + 1} of {len(desk.lines)}", "bold"),
        (f"   from {origin}" if origin else "", "$secondary"),
        f"   {_describe_key_evidence(look)}",
    ]
    return build_content(*parts, "   " if decided else "", (decided, "bold"))


def _describe_key_evidence(look: DraftLook) -> str:
    """Return what its key is based on."""
    if look.line.is_edited:
        return "edited by you"
    if look.variant is not None and all(stage.kind == "self" for stage in look.variant.stages):
        return "you judge it yourself"
    return "key confirmed" if look.line.draft.proved else "key not confirmed"


def _list_draft_details(look: DraftLook, width: int, looks: Looks) -> list[Content]:
    """Return the requirements, the replies to mistakes, the steps and hints."""
    lines: list[Content] = []
    if look.rests_on:
        parts: list[Part] = [(f"{'rests on':10}", "$secondary")]
        for skill in look.rests_on:
            parts += [looks.sign(skill.state), f" {skill.title}  "]
        lines.append(build_content(*parts))
    if look.line.draft.remark:
        lines.append(
            draw_labelled_markdown("note", format_learner_words(look.line.draft.remark), width, looks)
        )
    for number, stage in enumerate(look.variant.stages if look.variant is not None else (), 1):
        if number > 1:
            lines.append(draw_labelled_markdown(f"stage {number}", _question_text(stage), width, looks))
            lines.append(
                draw_labelled_markdown("key", format_learner_words(_print_draft_key(stage.key)), width, looks)
            )
        for wrong in stage.wrong:
            mistake = f"{format_learner_words(_print_draft_key(wrong.answer))}   {wrong.say}"
            lines.append(draw_labelled_markdown("wrong", mistake, width, looks))
        lines += [
            draw_labelled_markdown(f"step {n}", step, width, looks) for n, step in enumerate(stage.steps, 1)
        ]
        lines += [draw_labelled_markdown("hint", hint, width, looks) for hint in stage.hints]
    return lines


def _print_draft_key(answer: Key) -> str:
    if isinstance(answer, str):
        return answer
    return ", ".join(f"{name} = {answer[name]}" for name in answer)


def _question_text(stage: Stage) -> str:
    """Return a question with its options, or with the lines of its argument."""
    numbered_texts = [option.text for option in stage.options] or stage.lines
    rows = "\n".join(f"{number}. {text}" for number, text in enumerate(numbered_texts, 1))
    return f"{stage.prompt}\n\n{rows}" if rows else stage.prompt


def _how_far(desk: Desk, *, brief: bool) -> str:
    """Return the count: ``9 kept · 4 left out · 48 to go, 31 confirmed``."""
    waiting = desk.number("waiting")
    counts = f"{desk.number('kept')} kept · {desk.number('left')} left out · "
    if brief:
        return f"{counts}{waiting} to go"
    if not waiting:
        return counts + "none to go: esc leads to the map"
    return f"{counts}{waiting} to go, {desk.safe or 'none'} of them confirmed"


def _first_waiting(lines: Sequence[DraftLine], start: int) -> int:
    """Return the first undecided draft from ``start`` on, else from the beginning, else the one before."""
    order = [*range(start, len(lines)), *range(min(start, len(lines)))]
    return next((n for n in order if lines[n].decision == "waiting"), min(start, len(lines)) - 1)
