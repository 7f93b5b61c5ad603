"""What is seen of an exercise: prompt, field, verdict, theory. It draws, and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from drill.checking.answer import Key
from drill.session.first_run import WELCOME
from drill.session.views import ExerciseView, Theory, VerdictView, card_text
from drill.settings import Settings
from drill.tui.content import line
from drill.tui.looks import Looks
from drill.tui.screens.drilling.passage import Passage
from drill.tui.screens.drilling.words import (
    FENCES,
    STEP,
    TIPS,
    asked,
    labelled,
    names_told,
    own_lines,
    told_of,
)
from drill.tui.widgets.answers import Pair
from drill.tui.widgets.choices import ChoiceField
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.inset import Inset
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.verdict import Steps, verdict_line
from drill.typeset import prose

FENCE_SIGNS = frozenset("⎡⎛⎧")
READING_CELLS = 100
"""Lines of words are no longer than that, however wide the terminal (as in the styles below)."""
INVITED = 10
"""After so many exercises the invitation to see shape and motion shows only on what comes back."""


class Stage(VerticalScroll, can_focus=False):
    """The scrolling middle of the drilling screen."""

    DEFAULT_CSS = """
    Stage {height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;}
    Stage > * {max-width: 100;}
    Stage > #pair {max-width: 100%;}
    Stage Text {height: auto;}
    Stage #prompt, Stage Steps {padding: 0 1 0 2;}
    Stage #example {padding: 0; border-top: solid $panel; border-title-color: $secondary;}
    Stage #welcome, Stage #aside, Stage #step, Stage #hints, Stage #invitation, Stage #tips,
    Stage #theory-head {padding: 0 1 0 2; display: none;}
    Stage #verdict, Stage #pair, Stage #shapes, Stage #answer {display: none; height: auto;}
    Stage .-on {display: block !important;}
    Stage #prompt {margin: 1 0;}
    Stage #welcome, Stage #theory-head, Stage #pair, Stage #shapes, Stage #tips {margin-top: 1;}
    Stage #pair, Stage #shapes {text-wrap: nowrap;}
    Stage #own-line {border: round $primary; background: $background; height: 3; padding: 0 1; display: none;}
    """

    def __init__(self, settings: Settings, looks: Looks, *, is_first_run: bool) -> None:
        super().__init__()
        self._settings = settings
        self._looks = looks
        self._is_first_run = is_first_run
        self._fences_item = ""
        self._hints_told: Sequence[tuple[str, str]] = ()
        self._answers: tuple[ExerciseView, VerdictView] | None = None
        self.field: TypedField | ChoiceField | None = None
        self._fields: dict[int, TypedField | ChoiceField] = {}
        self._welcome = Text(line((WELCOME, "bold")), id="welcome")
        self._theory_head = Text(id="theory-head")
        self.passage = Passage(looks.tier)
        self._aside = Text(id="aside")
        self._hints = Text(id="hints")
        self._invitation = Text(
            line(("shape, then motion: see both before you type", "$secondary")), id="invitation"
        )
        self.own_line = TextLine(
            placeholder="how is it built? what moves first?", id="own-line", select_on_focus=False
        )
        self.own_line.border_title = "your line on shape and motion"
        self._step = Text(id="step")
        self._answer = Vertical(id="answer")
        self._verdict = Text(id="verdict")
        self._pair = Text(id="pair")
        self.steps = Steps(looks)
        self._shapes = Text(id="shapes")
        self._tips = Text(line(("\n".join(TIPS), "$secondary")), id="tips")

    def compose(self) -> ComposeResult:
        """Everything at once; what is not due is hidden."""
        yield self._welcome
        yield self._theory_head
        yield self.passage.text
        yield Inset(self.passage.example)
        yield self._aside
        yield self._step
        yield self._hints
        yield self._invitation
        yield Inset(self.own_line)
        yield self._answer
        yield self._verdict
        yield self._pair
        yield self.steps
        yield self._shapes
        yield self._tips

    def clear(self) -> None:
        """An empty stage."""
        self._show_only()
        self.passage.set("")
        self._hints_told = ()
        self._answers = None
        self.steps.set(())
        self.scroll_home(animate=False)

    def _show_only(self, *shown: Text | Vertical) -> None:
        for part in (
            self._welcome,
            self._theory_head,
            self._aside,
            self._step,
            self._hints,
            self._invitation,
            self._answer,
            self._verdict,
            self._pair,
            self._shapes,
            self._tips,
        ):
            part.set_class(part in shown, "-on")
        self.own_line.display = False

    async def set_field(self, view: ExerciseView) -> None:
        """A field for a new exercise: empty, or with the draft.

        Fields stay for later exercises with as many lines: Textual keeps a little of every widget that was.
        """
        self.clear()
        self.own_line.value = ""
        lines = 0 if view.options else max(1, len(view.fields))
        self.field = self._fields.get(lines)
        if self.field is None:
            self.field = TypedField(lines, self._looks) if lines else ChoiceField(self._looks)
            self._fields[lines] = self.field
            await self._answer.mount(self.field)
        for field in self._fields.values():
            field.display = field is self.field
        self.field.begin(view)

    def show_step(self, view: ExerciseView) -> None:
        """The prompt without a field: first its shape, then the motion."""
        self.clear()
        self.passage.set(asked(view) + names_told(view))
        if view.own_lines:
            self._aside.show(own_lines(view))
        self._step.show(STEP)
        self._show_only(self._step, *([self._aside] if view.own_lines else []))

    def show_field(self, view: ExerciseView) -> None:
        """Prompt and field; the cursor is in the field."""
        self.clear()
        self.passage.set(asked(view) + names_told(view))
        is_welcome = self._is_first_run and view.number == 1
        shown: list[Text | Vertical] = [self._answer]
        if is_welcome:
            shown += [self._welcome, self._tips]
        elif self._offers_glyphs(view):
            self._tips.show(line((FENCES, "$secondary")))
            shown.append(self._tips)
        elif self._is_invited(view):
            shown.append(self._invitation)
        if view.own_lines:
            self._aside.show(own_lines(view))
            shown.append(self._aside)
        self._show_only(*shown)
        self.show_hints(view.hints_shown)
        if self.field is not None:
            self.field.take_focus()
        self.call_after_refresh(self.see_field)

    def see_field(self) -> None:
        """On low terminals the line that is typed into stays in sight; what is above it scrolls away."""
        if isinstance(self.field, TypedField) and self._answer.has_class("-on"):
            for part in reversed(self.field.at_hand):
                self.scroll_to_widget(part, animate=False, immediate=True)

    def on_field_grown(self) -> None:
        """The preview became higher or lower."""
        self.see_field()

    def on_prose_settled(self) -> None:
        """The prompt above became higher or lower."""
        self.see_field()

    def _offers_glyphs(self, view: ExerciseView) -> bool:
        """Once more, in the first session, with the first formula that has tall brackets."""
        if not self._is_first_run or self._fences_item not in ("", view.item):
            return False
        block = prose(asked(view), width=max(10, self._width - 4), tier=self._looks.tier)
        if FENCE_SIGNS.isdisjoint("".join(block.lines)):
            return False
        self._fences_item = view.item
        return True

    def _is_invited(self, view: ExerciseView) -> bool:
        if (
            self._settings.step == "off"
            or self._settings.fewer_words
            or not isinstance(self.field, TypedField)
        ):
            return False
        return view.number <= INVITED or view.state != "unseen"

    def show_hints(self, hints: Sequence[str], *, shape: str = "", motion: str = "") -> None:
        """Help that was asked for, above the field."""
        told = [("shape", shape), ("motion", motion)] if shape or motion else []
        told += [(f"hint {number}", hint) for number, hint in enumerate(hints, 1)]
        self._hints_told = told
        self._draw_hints()
        self._hints.set_class(any(text for _, text in told), "-on")

    def _draw_hints(self) -> None:
        self._hints.show(labelled(self._hints_told, 0, self._width - 5, self._looks.tier))

    @property
    def _width(self) -> int:
        """Cells for lines of words."""
        return min(READING_CELLS, self.size.width or self.app.size.width - 1)

    def on_resize(self) -> None:
        """Wrap anew what no widget of its own wraps."""
        self._draw_hints()
        self._draw_verdict()

    def write_line(self) -> None:
        """The line of one's own opens above the field."""
        self._invitation.remove_class("-on")
        self.own_line.display = True
        self.screen.set_focus(self.own_line)

    def show_verdict(self, view: ExerciseView, verdict: VerdictView) -> None:
        """The verdict, both answers, and the steps one by one."""
        self.clear()
        self.passage.set(asked(view), *told_of(verdict))
        self._answers = view, verdict
        self._draw_verdict()
        self.steps.set(verdict.steps, more="space" if "next" in verdict.then else "enter")
        parts = (self._pair, self._shapes)
        self._show_only(self._verdict, *(part for part in parts if part.content_text))
        self.call_after_refresh(self._see_verdict)

    def _draw_verdict(self) -> None:
        if self._answers is None:
            return
        view, verdict = self._answers
        self._verdict.show(verdict_line(view, verdict, self._width - 2, self._looks))
        self._show_pair()
        told = (("you saw", verdict.own_line), ("shape", verdict.shape), ("motion", verdict.motion))
        self._shapes.show(labelled(told, 2, self._width - 3, self._looks.tier))

    def _show_pair(self) -> None:
        """One's own answer and the key, in the form that was chosen."""
        if self._answers is not None:
            view, verdict = self._answers
            room = self.size.width or self.app.size.width - 1
            self._pair.show(Pair(view, self._looks, self.passage.form).of(verdict, room))

    def _see_verdict(self) -> None:
        """Where both answers do not fit below the prompt, the prompt makes room."""
        if self._pair.virtual_region.bottom > self.size.height:
            self.scroll_to(y=self._verdict.virtual_region.y, animate=False)

    def show_theory(
        self, view: ExerciseView, theory: Theory, *, is_first: bool, sees_example: bool = False
    ) -> None:
        """What the exercise rests on, and an example; ``is_first`` where it comes before the exercise."""
        self.clear()
        head = "Before you try again" if is_first else "Theory"
        rest = "   why it is so, then a worked example" if theory.example and is_first else ""
        self._theory_head.show(line((head, "bold"), (rest, "$secondary")))
        read = card_text(theory.card, theory.title) if theory.card is not None else theory.text.strip()
        self.passage.set(read, example=theory.example.prompt if theory.example else "")
        self.steps.set(theory.example.steps if theory.example else (), more="space")
        shown: list[Text | Vertical] = [self._theory_head]
        if view.own_lines:
            self._shapes.show(own_lines(view, indent="  "))
            shown.append(self._shapes)
        self._show_only(*shown)
        if sees_example:
            self.call_after_refresh(self.scroll_to_widget, self.passage.example, animate=False, top=True)

    # --- other forms of formulas ---------------------------------------------------------------------------

    def next_form(self) -> str:
        """Show formulas in the next form; which that is."""
        form = self.passage.next_form()
        self.steps.set_form(form)
        self._show_pair()
        return form

    def on_steps_grown(self) -> None:
        """The newest step is in sight."""
        bottom = self.steps.virtual_region.bottom
        if bottom > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=bottom - self.size.height, animate=False)

    @property
    def draft(self) -> Key:
        """What stands in the field."""
        return self.field.answer if self.field is not None else ""
