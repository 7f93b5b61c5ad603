"""The view of an exercise: prompt, field and help; verdict; theory. It draws, and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from drill.checking import Key
from drill.drawing.figure import Figure
from drill.session.drilling.exercise_view import (
    WHICH_LINE,
    ExerciseView,
    Theory,
    card_parts,
    list_prompt,
    tell_names,
)
from drill.session.drilling.first_run import WELCOME
from drill.session.drilling.session_events import Unreadable
from drill.session.drilling.verdict_view import VerdictView, list_answers
from drill.tui.formula_forms import FORMS, in_form, next_form, plain_form
from drill.tui.looks import WIDE, build_content
from drill.tui.widgets.answer_beside_key import FigureText
from drill.tui.widgets.choice_field import ChoiceField
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Inset, LabelledTexts, Prose, Text
from drill.tui.widgets.verdict_pane import VerdictPane, list_own_lines

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# Rows of a screen that prompt, field and keys need next to a figure.
ROWS_AROUND = 15
# Headings of the parts of a card, and of the example below it.
HEADS = ("why", "when", "watch out", "a worked example")

_TIPS = """\
Shape is how it is built, motion the first move: picture both, then type.
Answers look like  3 cos 2x - e^(-x)/2  and are typeset below as you type."""


class ExercisePane(VerticalScroll, can_focus=False):
    """The scrolling middle of the drilling screen."""

    app: DrillApp
    DEFAULT_CSS = """
    ExercisePane {height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;}
    ExercisePane > * {max-width: 90;}
    ExercisePane > VerdictPane {max-width: 100%;}
    ExercisePane Text {height: auto;}
    ExercisePane #prompt {padding: 0 1 0 2;}
    ExercisePane .headed {padding: 0; border-top: solid $rule; border-title-color: $primary;}
    ExercisePane #welcome, ExercisePane #aside, ExercisePane #hints,
    ExercisePane #invitation, ExercisePane #tips, ExercisePane #theory-head {padding: 0 1 0 2; display: none;}
    ExercisePane #answer {display: none; height: auto;}
    ExercisePane .-on {display: block !important;}
    ExercisePane #prompt {margin: 1 0;}
    ExercisePane #welcome, ExercisePane #theory-head, ExercisePane #tips {margin-top: 1;}
    ExercisePane #own-line {border: round $primary; background: $background; height: 3; padding: 0 1;
        display: none;}
    """

    def __init__(self, *, is_first_run: bool) -> None:
        super().__init__()
        self._is_first_run = is_first_run
        self._form = FORMS[0]
        self._shown_in_form = ("", 0)
        """The exercise that the form was chosen for; the next begins in two dimensions again."""
        self._texts: Sequence[str] = ()
        self._copied: tuple[str, ...] = ()
        self.field: TypedField | ChoiceField | None = None
        self._fields: dict[tuple[int, bool], TypedField | ChoiceField] = {}
        self._welcome = Text(build_content((WELCOME, "bold")), id="welcome")
        self._theory_head = LabelledTexts(id="theory-head")
        self._picture = FigureText(id="picture")
        self.figure: Figure | None = None
        """What is drawn here, or beside."""
        self._is_figure_above = True
        self._second_figure: Figure | None = None
        """A worked example's, below that of the card."""
        self._prompt = Prose(id="prompt", sets_formulas=True)
        self.is_card_short = False
        """Whether the card before an exercise shows how it begins alone."""
        self._headed = [Prose(classes="headed") for _ in HEADS]
        for part, head in zip(self._headed, HEADS, strict=True):
            part.border_title = build_content(f" {head} ")  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content
        self._aside = LabelledTexts(id="aside")
        self._hints = LabelledTexts(id="hints")
        self._invitation = Text(
            build_content(("Picture the shape and the first move before you type.", "$secondary")),
            id="invitation",
        )
        self.own_line = TextLine(
            placeholder="how is it built? what moves first?", id="own-line", select_on_focus=False
        )
        self.own_line.border_title = "your line on shape and motion"
        self._answer = Vertical(id="answer")
        self._verdict = VerdictPane()
        self._tips = Text(build_content((_TIPS, "$secondary")), id="tips")

    def compose(self) -> ComposeResult:
        """Make all widgets; those that are not needed are hidden."""
        yield self._welcome
        yield self._theory_head
        yield self._picture
        yield self._prompt
        yield Inset(*self._headed)
        yield self._aside
        yield self._hints
        yield self._invitation
        yield Inset(self.own_line)
        yield self._answer
        yield self._verdict
        yield self._tips

    def _clear(self, text: str, *copied_texts: str, headed: Sequence[str] = ("",) * len(HEADS)) -> None:
        """Show another text, and parts with their heads below it; ``copied_texts`` are only copied."""
        self._show_only()
        self._texts = text, *headed
        named = (f"**{head.capitalize()}.** {part}" for head, part in zip(HEADS, headed, strict=True) if part)
        self._copied = tuple(part for part in (text, *named, *copied_texts) if part)
        self._draw_texts()
        self._second_figure = None
        self._verdict.clear()
        self.show_figure(None)
        self.scroll_home(animate=False)

    def _show_only(self, *visible_parts: Text | Vertical) -> None:
        for part in self.children:
            if part is not self._picture:
                part.set_class(part in visible_parts, "-on")
        self.own_line.display = False

    def on_resize(self) -> None:
        """Draw the figure where it fits now; the question or its verdict stays in view below a message."""
        self._place_figure()
        self.call_after_refresh(self.on_field_grown)

    def show_figure(self, figure: Figure | None, *, is_above: bool = True) -> None:
        """Show a figure next to the exercise if it fits, else above it, or below the verdict."""
        self.figure, self._is_figure_above = figure, is_above
        self._place_figure()

    def _place_figure(self) -> None:
        screen = self.app.size
        here = None if screen.width >= WIDE else self.figure
        above, below = (here, None) if self._is_figure_above else (None, here)
        typed = isinstance(self.field, TypedField) and self._answer.has_class("-on")
        self._picture.set(above, screen.height - ROWS_AROUND, "esc f" if typed else "f")
        self._verdict.picture.set(below or self._second_figure, screen.height - ROWS_AROUND)

    # --- prompt and field ----------------------------------------------------------------------------------

    async def set_field(self, view: ExerciseView) -> None:
        """Make a field for a new exercise: empty, or with the draft.

        Fields stay for later exercises with as many lines: Textual keeps a little of every widget that was.
        """
        if self._shown_in_form != (item_and_number := (view.item, view.number)):
            self._form, self._shown_in_form = FORMS[0], item_and_number
        self._clear("")
        self.own_line.value = ""
        lines, is_code = 0 if view.is_chosen else max(1, len(view.stage.fields)), view.stage.kind == "code"
        self.field = self._fields.get((lines, is_code))
        if self.field is None:
            new_field = TypedField(lines, is_code=is_code) if lines else ChoiceField()
            self._fields[lines, is_code] = self.field = new_field
            await self._answer.mount(self.field)
        for field in self._fields.values():
            field.display = field is self.field
        self.field.begin(view)

    def show_field(self, view: ExerciseView) -> None:
        """Show prompt and field, with the cursor in the field."""
        self._clear(f"{_write_asked_text(view)}\n\n{tell_names(view)}".rstrip())
        self._aside.set(list_own_lines(view))
        visible_parts: list[Text | Vertical] = [self._answer]
        visible_parts += [self._aside] if self._aside.content_text else []
        if self._is_first_run and view.number == 1:
            visible_parts += [self._welcome, self._tips]
        elif isinstance(self.field, TypedField) and view.invites_shape and not view.results:
            visible_parts.append(self._invitation)
        self._show_only(*visible_parts)
        self.show_figure(view.figure)
        self.take_focus()
        self.call_after_refresh(self.see_field)

    @property
    def draft(self) -> Key:
        """The typed text of the field."""
        return self.field.answer if self.field is not None else ""

    def take_focus(self) -> None:
        """Move the cursor into the field, unless a key has led elsewhere meanwhile."""
        if self.field is not None and self.field.is_attached:
            self.field.take_focus()

    def select_answer(self) -> None:
        """Select a first answer that was wrong, so that typing replaces it; a cursor key keeps it."""
        if isinstance(self.field, TypedField):
            self.field.select_lines()

    def see_field(self) -> None:
        """Keep the line that is typed into in view, or all options, and as many of the other parts as fit."""
        if not self._answer.has_class("-on"):
            return
        if isinstance(self.field, TypedField):
            for part in reversed(self.field.at_hand):
                self.scroll_to_widget(part, animate=False, immediate=True)
        elif self.field is not None and (cursor := self.field.at_hand) is not None:
            self.scroll_to_region(cursor.translate(self.scroll_offset - self.region.offset), animate=False)
        elif self.field is not None:  # the last option first, then the first: the question is right above it
            top, below = self._answer.virtual_region.y, self._answer.virtual_region.bottom
            self.scroll_to(y=min(top, below - self.size.height), animate=False)

    def on_field_grown(self) -> None:
        """Scroll after the preview, the prompt above or signed options changed their height."""
        if self._verdict.has_verdict:
            self.see_verdict()
        else:
            self.see_field()

    on_wrapped_settled = on_field_grown

    def show_unreadable(self, outcome: Unreadable) -> None:
        """Show why the answer cannot be read; the cursor jumps to the place."""
        if self.field is not None:
            self.field.take_focus()
            self.field.mark_place(outcome.message, outcome.at, outcome.part)

    # --- help ----------------------------------------------------------------------------------------------

    def show_hints(self, hints: Sequence[str], *, shape: str = "", motion: str = "") -> None:
        """Show above the field the shape and the motion of an exercise, if given, and the requested hints."""
        named_texts = [("shape", shape), ("motion", motion)] if shape or motion else []
        named_texts += [(f"hint {number}", hint) for number, hint in enumerate(hints, 1)]
        self._hints.set(named_texts)
        self._hints.set_class(any(text for _, text in named_texts), "-on")
        self.call_after_refresh(self._see_end, self._hints)

    def write_line(self) -> None:
        """Open the learner's own line above the field."""
        self._invitation.remove_class("-on")
        self.own_line.display = True
        self.screen.set_focus(self.own_line)

    # --- verdict and theory --------------------------------------------------------------------------------

    def show_verdict(self, view: ExerciseView, verdict: VerdictView, rows: int) -> None:
        """Show the verdict below the prompt; the prompt shrinks if both answers do not fit.

        The worked steps open by themselves if everything fits into ``rows``.
        """
        steps = (f"{number}. {step}" for number, step in enumerate(verdict.stage.steps, 1))
        self._clear(_write_asked_text(view), *list_answers(verdict), *steps)
        self.show_figure(verdict.figure, is_above=view.figure is not None)
        rows -= self._prompt.rows
        if isinstance(self.field, ChoiceField):
            self.field.show_key(view, verdict)
            self._show_only(self._answer)
            rows -= self.field.rows
        self._verdict.show_verdict(view, verdict, self._form, rows)
        self.call_after_refresh(self.see_verdict)

    def see_verdict(self) -> None:
        """Scroll to both answers, and to open steps if these fit; the verdict stays in view."""
        pane, rows = self._verdict, self.size.height
        top, answers = pane.virtual_region.y, pane.overhang
        steps = top + pane.steps.virtual_region.bottom if pane.steps.shown else 0
        steps = steps if pane.steps.left else pane.virtual_region.bottom
        end = answers if answers > rows else steps
        if end > rows:
            self.scroll_to(y=min(top, end - rows), animate=False)

    def show_theory(
        self, view: ExerciseView, theory: Theory, *, is_first: bool, sees_example: bool = False
    ) -> None:
        """Show the requirements of the exercise, and an example; ``is_first``: before the exercise."""
        before = "Before you begin" if view.state.state == "unseen" else "Before you try again"
        head = build_content((before if is_first else theory.title or view.topic, "bold"))
        title = f"**{theory.title}**" if theory.title and is_first else ""
        card = dict(card_parts(theory.card)) if theory.card is not None else {}
        headed = (
            *(card.get(part, "") for part in HEADS[:-1]),
            theory.example.prompt if theory.example else "",
        )
        text = title if card else "\n\n".join(filter(None, (title, theory.read)))
        self._clear(text, headed=headed)
        self._theory_head.set([("last time", view.slip_here)] if is_first else (), head)
        first, self._second_figure = (*theory.figures, None, None)[:2]
        self.show_figure(first, is_above=theory.figure is not None)
        self._verdict.show_example(view, theory.example.steps if theory.example else ())
        self._show_only(self._theory_head)
        self.is_card_short = False
        if sees_example:
            self.call_after_refresh(self.scroll_to_widget, self._headed[-1], animate=False, top=True)
        elif is_first and card:
            self.call_after_refresh(self._shorten_card)

    def _shorten_card(self) -> None:
        """Show how the card begins, and the example, if all of it takes more than a screen: `t` shows all."""
        self.is_card_short = self.max_scroll_y > 0
        if not self.is_card_short:
            return
        self.screen.refresh_bindings()
        for part in self._headed[1:-1]:
            part.set_class(False, "-shown")
        why = self._texts[1].split("\n\n")
        begins = why[: 2 if why[1:] and why[1].startswith("$$") else 1]
        self._headed[0].set(in_form("\n\n".join(begins), self._form, self.app.looks.tier))

    @property
    def steps_left(self) -> int:
        """How many worked steps are not shown yet."""
        return self._verdict.steps.left

    def reveal_steps(self, *, all_of_them: bool) -> None:
        """Show worked steps, one or all."""
        if left := self.steps_left:
            self._verdict.steps.reveal(left if all_of_them else 1)

    def on_steps_grown(self) -> None:
        """Scroll to the newest step, or after the last one to the end, if that leaves it in sight."""
        verdict, steps = self._verdict.virtual_region, self._verdict.steps
        below = verdict.height - steps.virtual_region.bottom
        if steps.left or below >= self.size.height:
            self._see_end(steps, verdict.y)
        else:
            self._see_end(self._verdict)

    def _see_end(self, part: Widget, top: int = 0) -> None:
        """Scroll to the end of a part, unless it is in view."""
        bottom = top + part.virtual_region.bottom
        if bottom > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=bottom - self.size.height, animate=False)

    # --- forms of formulas, and copies ---------------------------------------------------------------------

    def next_form(self) -> str:
        """Show formulas in the next form; return which."""
        self._form = next_form(self._form)
        self._draw_texts()
        self._verdict.set_form(self._form)
        return self._form

    def _draw_texts(self) -> None:
        for widget, text in zip((self._prompt, *self._headed), self._texts, strict=True):
            widget.set(in_form(text, self._form, self.app.looks.tier))

    @property
    def copied(self) -> str:
        """Return the shown content as text."""
        return "\n\n".join(plain_form(text, self._form, self.app.looks.tier) for text in self._copied)

    @property
    def copied_form(self) -> str:
        """How formulas are copied."""
        return "LaTeX" if self._form == FORMS[0] else self._form


def _write_asked_text(view: ExerciseView) -> str:
    """Return the whole question: of a chain its setting and the results so far above the stage."""
    which = [f"**{WHICH_LINE}**"] if view.stage.lines else []
    return "\n\n".join([*map(str, list_prompt(view)), *which])
