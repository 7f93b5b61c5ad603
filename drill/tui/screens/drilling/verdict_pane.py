"""What is said of an answer below the prompt: the verdict, both answers, worked steps, shape and motion."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from drill.session.views import ExerciseView, VerdictView
from drill.tui.forms import FORMS
from drill.tui.looks import READING_CELLS, Looks
from drill.tui.screens.drilling.words import from_before, labelled
from drill.tui.widgets.answers import Pair
from drill.tui.widgets.text import Text
from drill.tui.widgets.verdict import Steps, verdict_line


class VerdictPane(Vertical):
    """The lower half of an exercise once its key is shown; below theory the steps of its example."""

    DEFAULT_CSS = """
    VerdictPane {height: auto;}
    VerdictPane > * {max-width: 90; height: auto;}
    VerdictPane > #pair {max-width: 100%;}
    VerdictPane Steps {padding: 0 1 0 2;}
    VerdictPane #verdict, VerdictPane #pair, VerdictPane #shapes {display: none;}
    VerdictPane #verdict.-on, VerdictPane #pair.-on, VerdictPane #shapes.-on {display: block;}
    VerdictPane #pair, VerdictPane #shapes {margin-top: 1; text-wrap: nowrap;}
    """

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks
        self._form = FORMS[0]
        self._answers: tuple[ExerciseView, VerdictView] | None = None
        self._verdict = Text(id="verdict")
        self._pair = Text(id="pair")
        self.steps = Steps(looks)
        self._shapes = Text(id="shapes")

    def compose(self) -> ComposeResult:
        """The verdict first."""
        yield self._verdict
        yield self._pair
        yield self.steps
        yield self._shapes

    def clear(self) -> None:
        """Nothing was answered."""
        self._answers = None
        self.steps.set(())
        self._switch()

    def show_verdict(self, view: ExerciseView, verdict: VerdictView, form: str, rows: int) -> None:
        """The verdict, both answers, and the steps: all of a stage, and where ``rows`` are enough for all."""
        self._answers, self._form = (view, verdict), form
        self.steps.set(verdict.steps)
        self._draw()
        told = [part for part in (self._verdict, self._pair, self._shapes) if part.content_text]
        self._switch(*told)
        left = rows - sum(part.rows for part in told)
        if "next" in verdict.then or self.steps.rows_of_all <= left:
            self.steps.reveal(self.steps.left)

    def show_example(self, view: ExerciseView, steps: Sequence[str]) -> None:
        """Below theory: the steps of its example, and what one wrote oneself."""
        self.steps.set(steps, more="space")
        self._shapes.show(from_before(view, indent="  "))
        if self._shapes.content_text:
            self._switch(self._shapes)

    def set_form(self, form: str) -> None:
        """Formulas in another form."""
        self._form = form
        self.steps.set_form(form)
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew what no widget of its own wraps."""
        self._draw()

    @property
    def overhang(self) -> int:
        """The last line of both answers, counted from the top of what scrolls."""
        return self._pair.virtual_region.bottom + self.virtual_region.y

    def _switch(self, *shown: Text) -> None:
        for part in (self._verdict, self._pair, self._shapes):
            part.set_class(part in shown, "-on")

    def _draw(self) -> None:
        if self._answers is None:
            return
        view, verdict = self._answers
        room = self.size.width or self.app.size.width - 1
        width = min(READING_CELLS, room)
        self._verdict.show(verdict_line(view, verdict, width - 1, self._looks))
        self._pair.show(Pair(view, self._looks, self._form).of(verdict, room))
        told = (("you saw", verdict.own_line), ("shape", verdict.shape), ("motion", verdict.motion))
        self._shapes.show(labelled(told, 2, width - 3, self._looks.tier))
