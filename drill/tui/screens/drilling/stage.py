"""What is seen of an exercise: prompt, field, verdict, theory. It draws, and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from drill.banks.variant import Key
from drill.session.views import ExerciseView, Theory, VerdictView
from drill.settings import Settings
from drill.tui.content import EMPTY, line
from drill.tui.forms import FORMS, in_form, next_form, plain_form
from drill.tui.looks import Looks
from drill.tui.screens.drilling.words import (
    FENCES,
    STEP,
    TIPS,
    WELCOME,
    labelled,
    names_told,
    own_lines,
    told_of,
)
from drill.tui.widgets.answers import Pair
from drill.tui.widgets.choices import ChoiceField
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.text import Prose, Text
from drill.tui.widgets.verdict import Steps, verdict_line
from drill.typeset import prose

FENCE_SIGNS = frozenset("⎡⎛⎧")
INVITED = 10
"""After so many exercises the invitation to see shape and motion shows only on what comes back."""


class Stage(VerticalScroll, can_focus=False):
    """The scrolling middle of the drilling screen."""

    DEFAULT_CSS = """
    Stage {height: 1fr; scrollbar-size-vertical: 1;}
    Stage Text {height: auto;}
    Stage #welcome, Stage #aside, Stage #step, Stage #hints, Stage #invitation, Stage #tips,
    Stage #theory-head {padding: 0 2; display: none;}
    Stage #verdict, Stage #pair, Stage #shapes, Stage #answer {display: none; height: auto;}
    Stage .-on {display: block !important;}
    Stage #prompt {margin: 1 0;}
    Stage #welcome, Stage #theory-head, Stage #pair, Stage #shapes, Stage #tips {margin-top: 1;}
    Stage #pair, Stage #shapes {text-wrap: nowrap;}
    Stage #own-line {border: round $primary; background: $background; height: 3; margin: 0 2; padding: 0 1;
        display: none;}
    """

    def __init__(self, settings: Settings, looks: Looks, *, is_first_run: bool) -> None:
        super().__init__()
        self._settings = settings
        self._looks = looks
        self._is_first_run = is_first_run
        self._form = FORMS[0]
        self._fences_item = ""
        self._written: list[str] = []
        self._answers: tuple[ExerciseView, VerdictView] | None = None
        self.field: TypedField | ChoiceField | None = None
        self._fields: dict[int, TypedField | ChoiceField] = {}
        tier = looks.tier
        self._welcome = Text(line((WELCOME, "bold")), id="welcome")
        self._theory_head = Text(id="theory-head")
        self._prompt = Prose(tier=tier, id="prompt")
        self._aside = Text(id="aside")
        self._hints = Text(id="hints")
        self._invitation = Text(
            line(("shape, then motion: see both before you type", "$secondary")), id="invitation"
        )
        self.own_line = Input(
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
        yield self._prompt
        yield self._aside
        yield self._step
        yield self._hints
        yield self._invitation
        yield self.own_line
        yield self._answer
        yield self._verdict
        yield self._pair
        yield self.steps
        yield self._shapes
        yield self._tips

    def clear(self) -> None:
        """An empty stage."""
        self._show_only()
        self._prompt.set("")
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
        self._set_prompt(view.prompt + names_told(view))
        if view.own_lines:
            self._aside.show(own_lines(view))
        self._step.show(STEP)
        self._show_only(self._step, *([self._aside] if view.own_lines else []))

    def show_field(self, view: ExerciseView) -> None:
        """Prompt and field; the cursor is in the field."""
        self.clear()
        self._set_prompt(view.prompt + names_told(view))
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

    def _offers_glyphs(self, view: ExerciseView) -> bool:
        """Once more, in the first session, with the first formula that has tall brackets."""
        if not self._is_first_run or self._fences_item not in ("", view.item):
            return False
        block = prose(view.prompt, width=max(10, self._width - 4), tier=self._looks.tier)
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
        self._hints.show(labelled(told, 0, self._width - 8, self._looks.tier))
        self._hints.set_class(any(text for _, text in told), "-on")

    @property
    def _width(self) -> int:
        return self.size.width or self.app.size.width

    def write_line(self) -> None:
        """The line of one's own opens above the field."""
        self._invitation.remove_class("-on")
        self.own_line.display = True
        self.own_line.focus()

    def show_verdict(self, view: ExerciseView, verdict: VerdictView) -> None:
        """The verdict, both answers, and the steps one by one."""
        self.clear()
        self._set_prompt(view.prompt, *told_of(verdict))
        self._verdict.show(verdict_line(verdict, self._width - 3, self._looks))
        self._answers = view, verdict
        both = self._show_pair()
        told = (("you saw", verdict.own_line), ("shape", verdict.shape), ("motion", verdict.motion))
        shapes = labelled(told, 2, self._width - 8, self._looks.tier)
        self._shapes.show(shapes)
        self.steps.set(verdict.steps)
        shown: list[Text | Vertical] = [self._verdict]
        shown += [part for part, content in ((self._pair, both), (self._shapes, shapes)) if content.plain]
        self._show_only(*shown)
        self.call_after_refresh(self._see_verdict)

    def _show_pair(self) -> Content:
        """One's own answer and the key, in the form that was chosen."""
        if self._answers is None:
            return EMPTY
        view, verdict = self._answers
        both = Pair(view, self._looks, self._form).of(verdict, self._width - 1)
        self._pair.show(both)
        return both

    def _see_verdict(self) -> None:
        """Where both answers do not fit below the prompt, the prompt makes room."""
        if self._pair.virtual_region.bottom > self.size.height:
            self.scroll_to(y=self._verdict.virtual_region.y, animate=False)

    def show_theory(self, view: ExerciseView, theory: Theory, *, is_first: bool) -> None:
        """What the exercise rests on, and an example; ``is_first`` where it comes before the exercise."""
        self.clear()
        head = "Before you try again" if is_first else "Theory"
        rest = "   theory, then an example with other numbers" if theory.example and is_first else ""
        self._theory_head.show(line((head, "bold"), (rest, "$secondary")))
        parts = [theory.text.strip()] if theory.text.strip() else []
        if theory.example is not None:
            parts += ["**Example with other numbers**", theory.example.prompt]
        self._set_prompt("\n\n".join(parts))
        self.steps.set(theory.example.steps if theory.example else (), more="space")
        shown: list[Text | Vertical] = [self._theory_head]
        if view.own_lines:
            self._shapes.show(own_lines(view, indent="  "))
            shown.append(self._shapes)
        self._show_only(*shown)

    # --- other forms of formulas ---------------------------------------------------------------------------

    def _set_prompt(self, text: str, *rest: str) -> None:
        """The text at the top, in the form that was chosen; ``rest`` is copied with it."""
        self._written = [text, *rest]
        self._prompt.set(in_form(text, self._form, self._looks.tier))

    def next_form(self) -> str:
        """Show formulas in the next form; which that is."""
        self._form = next_form(self._form)
        self._prompt.set(in_form(self._written[0], self._form, self._looks.tier))
        self.steps.set_form(self._form)
        self._show_pair()
        return self._form

    def copied(self) -> str:
        """What is shown, as text."""
        return "\n\n".join(plain_form(text, self._form, self._looks.tier) for text in self._written)

    @property
    def copied_form(self) -> str:
        """How formulas are copied."""
        return "LaTeX" if self._form == FORMS[0] else self._form

    def on_steps_grown(self) -> None:
        """The newest step is in sight."""
        bottom = self.steps.virtual_region.bottom
        if bottom > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=bottom - self.size.height, animate=False)

    @property
    def draft(self) -> Key:
        """What stands in the field."""
        return self.field.answer if self.field is not None else ""
