"""The view of a verdict: the verdict, both answers, worked steps; the question, and the effect of marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from drill import typeset
from drill.drawing.figure import Figure
from drill.gyr.state import CAP
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import TRY_AGAIN, Retype
from drill.session.drilling.verdict_question import (
    MANY_YELLOWS,
    SPLIT_IT,
    Choice,
    choose_verdict_question,
    describe_unmarked,
    is_unmarked,
    line_head,
    list_answer_choices,
    tries_left,
)
from drill.session.drilling.verdict_view import Consequence, VerdictView, describe_verdict
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.key_display import mark_up_names
from drill.session.today.today_page import wrap_words
from drill.text import count, describe_return_day
from drill.tui.formula_forms import FORMS, in_form
from drill.tui.looks import (
    EMPTY,
    READING_CELLS,
    Looks,
    Part,
    build_content,
    count_rows,
    of_block,
    prefix_first_line,
    stack_lines,
)
from drill.tui.widgets.answer_beside_key import (
    FEWEST_COLUMNS,
    MOST_COLUMNS,
    FigureText,
    Pair,
    of_figure,
    stands_beside,
)
from drill.tui.widgets.fields import signed_lines
from drill.tui.widgets.text_widgets import LabelledTexts, Text

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# The lines above and below a text and its question.
ROWS_AROUND_IT = 2
# With fewer rows than this the question takes two.
SHORT = 14
# Max rows of a step's figure, which is one among others.
STEP_ROWS = 10
# Remarks on an answer that is written differently from the key: on functions, and on anything else.
SAME_FUNCTION = "the same everywhere it is defined"
SAME_VALUE = "equal, written differently"
# The actions whose keys a question names.
_NAMES = {"y": "yes", "n": "no", "enter": "go-on"}
# What can be done after the third skip, by its name in the table of keys.
_AFTER_SKIPS = (
    ("reveal", "see the solution: yellow or red"),
    ("park", "park it"),
    ("skip", "keep it for the end of today"),
)


def verdict_line(view: ExerciseView, verdict: VerdictView, width: int, looks: Looks) -> Content:
    """Return the verdict by colour, sign and word, and its message."""
    match verdict.verdict:
        case "correct":
            word, style = " ✓ right ", looks.chip("green")
        case "wrong" if verdict.is_second_right:
            word, style = " ✓ right ", looks.chip("yellow")
        case "wrong":
            word, style = " ✗ wrong ", looks.chip("red")
        case "revealed":
            word, style = " done " if view.is_in_a_book else " solution ", looks.chip("parked")
    head = build_content("  ", (word, style), "  ")
    room = max(10, width - len(head.plain))
    return prefix_first_line(
        head, of_block(typeset.set_prose(_write_verdict_message(verdict), width=room, tier=looks.tier))
    )


def draw_first_answer_line(retype: Retype, width: int, looks: Looks) -> Content:
    """Return the feedback on a first answer before its key is shown."""
    head = build_content((" ✗ ", looks.chip("red")), "  ")
    room = max(10, min(READING_CELLS, width) - len(head.plain))
    said = f"**{retype.message}** {TRY_AGAIN}" if "*" not in retype.message else retype.told
    return prefix_first_line(head, of_block(typeset.set_prose(said, width=room, tier=looks.tier)))


def _write_verdict_message(verdict: VerdictView) -> str:
    """Return the words behind the verdict's sign: for a right answer the way in which it was found."""
    message = describe_verdict(verdict)
    exercise = verdict.exercise
    if verdict.is_second_right:
        return f"**on the second try** · {message[0].lower()}{message[1:]}"
    if verdict.verdict == "wrong":
        message = mark_up_names(verdict.stage.expect, message)
        return f"**{message}**" if message and "*" not in message else message
    if exercise.is_in_a_book:
        return message
    if verdict.verdict == "revealed":
        return f"{message} {_describe_revealed(verdict)}".lstrip()
    is_other_form = verdict.evidence in ("numeric", "proved") and exercise.stage.expect.vars
    same = SAME_FUNCTION if exercise.stage.kind == "expression" else SAME_VALUE
    facts = [message or (same if is_other_form else "")]
    if exercise.is_rep:
        return facts[0]
    minutes, seconds = divmod(round(verdict.seconds), 60)
    helped = [count(verdict.attempt.work.hints, "hint")] if verdict.attempt.work.hints else []
    helped += ["theory read"] if exercise.has_read_theory else []
    facts += [f"{minutes}:{seconds:02}", ", ".join(helped) or "no hints"]
    return " · ".join(filter(None, facts))


def _describe_revealed(verdict: VerdictView) -> str:
    if verdict.exercise.is_rep:
        return "It is not counted."
    if verdict.exercise.decides:
        return "Compare the two, and decide."
    if verdict.exercise.is_practice:
        return "Asked for before you answered."
    return "Asked for before you answered: yellow or red."


class Steps(Text):
    """Worked steps, shown one by one."""

    DEFAULT_CSS = "Steps {height: auto; padding: 0 2; margin-top: 1; display: none;}"

    class Grown(Message):
        """Another step is shown: it should be in view."""

    def __init__(self) -> None:
        super().__init__()
        self._form = FORMS[0]
        self._steps: Sequence[str] = ()
        self._figures: Sequence[Figure | None] = ()
        self._more = "enter"
        self._drawn_for = 0
        self.shown = 0

    @property
    def left(self) -> int:
        """How many steps are not shown yet."""
        return len(self._steps) - self.shown

    def set(
        self,
        steps: Sequence[str],
        *,
        shown: int = 0,
        more: str = "enter",
        figures: Sequence[Figure | None] = (),
    ) -> None:
        """Show other steps with their figures, ``shown`` of them; ``more`` is the key for the next."""
        self._steps, self._more = tuple(steps), more
        self._figures = tuple(figures) or (None,) * len(self._steps)
        self.shown = min(shown, len(self._steps))
        self.display = bool(self._steps)
        self._draw()

    def set_form(self, form: str) -> None:
        """Show formulas in another form."""
        self._form = form
        self._draw()

    def reveal(self, steps: int, *, is_sought: bool = True) -> None:
        """Show this number of further steps, and scroll to them if they were requested."""
        self.shown = min(len(self._steps), self.shown + steps)
        self._draw()
        if is_sought:  # a step with the rows of its placeholder changes no size
            self.call_after_refresh(self.post_message, self.Grown())

    def on_resize(self) -> None:
        """Wrap again."""
        if self._drawn_for != self.content_size.width:
            self._draw()

    @property
    def rows_of_all(self) -> int:
        """Return how many rows it would take with all steps shown."""
        return count_rows(self._shown(len(self._steps))) + self.styles.margin.height

    def _shown(self, steps: int) -> list[Content]:
        room = (
            self.content_size.width or min(READING_CELLS, self.app.size.width - 1) - self.styles.padding.width
        )
        self._drawn_for, width = room, room - 3
        return [self._step(number, width) for number in range(steps)]

    def _draw(self) -> None:
        lines = self._shown(self.shown)
        if self.left and self.shown:
            lines.append(build_content((f"·  {count(self.left, 'more step')}: {self._more}", "$secondary")))
        elif self.left:
            sentence = f"·  {count(self.left, 'worked step')}: {self._more}"
            longer = f"{sentence} shows them one by one" if self.left > 1 else f"{sentence} shows it"
            lines.append(
                build_content((longer if len(longer) <= self._drawn_for else sentence, "$secondary"))
            )
        self.show(stack_lines(lines))

    def _step(self, number: int, width: int) -> Content:
        text = in_form(self._steps[number], self._form, self.app.looks.tier)
        content = of_block(typeset.set_prose(text, width=max(10, width), tier=self.app.looks.tier))
        figure = self._figures[number]
        if figure is not None and width >= FEWEST_COLUMNS:
            drawn = of_figure(figure, min(MOST_COLUMNS, width), STEP_ROWS, self.app.looks)
            content = stack_lines([content, drawn])
        return prefix_first_line(build_content((f"{number + 1}  ", "$primary bold")), content)


class VerdictPane(Vertical):
    """The lower half of an exercise once its key is shown; below theory the steps of its example."""

    app: DrillApp
    DEFAULT_CSS = """
    VerdictPane {height: auto;}
    VerdictPane > * {max-width: 90; height: auto;}
    VerdictPane > #pair {max-width: 100%;}
    VerdictPane Steps {padding: 0 1 0 2;}
    VerdictPane #verdict, VerdictPane #pair, VerdictPane #working, VerdictPane #shapes {display: none;}
    VerdictPane .-on {display: block !important;}
    VerdictPane #pair, VerdictPane #shapes, VerdictPane #working {margin-top: 1; text-wrap: nowrap;}
    VerdictPane #working {padding: 0 2;}
    VerdictPane #shapes {padding: 0 3 0 2; max-width: 90;}
    """

    def __init__(self) -> None:
        super().__init__()
        self._form = FORMS[0]
        self._answers: tuple[ExerciseView, VerdictView] | None = None
        self._left: tuple[VerdictView | None, int] = (None, 0)
        """The verdict that was left for its card, and how many steps were shown."""
        self._verdict = Text(id="verdict")
        self._working = Text(id="working")
        self._pair = Text(id="pair")
        self.steps = Steps()
        self._shapes = LabelledTexts(id="shapes")
        self.picture = FigureText(id="drawn")

    def compose(self) -> ComposeResult:
        """Make the verdict first."""
        yield self._verdict
        yield self._working
        yield self._pair
        yield self.steps
        yield self._shapes
        yield self.picture

    def clear(self) -> None:
        """Show that nothing was answered."""
        if self._answers is not None:
            self._left = self._answers[1], self.steps.shown
        self._answers = None
        self.steps.set(())
        self._switch()

    def show_verdict(self, view: ExerciseView, verdict: VerdictView, form: str, rows: int) -> None:
        """Show the verdict, both answers, and the steps: all of a stage, and all that fit ``rows``."""
        self._answers, self._form = (view, verdict), form
        is_beside = stands_beside(verdict) or view.is_rep
        detail = verdict.working.detail if verdict.working is not None else ""
        steps = ((detail,) if detail else ()) + (() if is_beside else tuple(verdict.stage.steps))
        figures = ((None,) if detail else ()) + (() if is_beside else tuple(verdict.stage.step_figures))
        self.steps.set(steps, figures=figures if len(figures) == len(steps) else ())
        self._draw()
        parts = (self._verdict, self._working, self._pair, self._shapes)
        filled_parts = [part for part in parts if part.content_text]
        self._switch(*filled_parts)
        left = rows - sum(part.rows for part in filled_parts)
        # if a line of the working breaks, the learner looks for it first
        is_stage = "next" in verdict.exercise.ways or verdict.exercise.decides
        if not detail and (is_stage or self.steps.rows_of_all <= left):
            self.steps.reveal(self.steps.left, is_sought=False)
        left_verdict, shown = self._left
        if verdict is left_verdict and shown > self.steps.shown:
            self.steps.reveal(shown - self.steps.shown, is_sought=False)

    def show_example(self, view: ExerciseView, steps: Sequence[str]) -> None:
        """Show the steps of the theory's example below it, and the learner's own lines."""
        self.steps.set(steps, more="space")
        self._shapes.set(list_own_lines(replace(view, last_slip="")))
        if self._shapes.content_text:
            self._switch(self._shapes)

    def set_form(self, form: str) -> None:
        """Show formulas in another form."""
        self._form = form
        self.steps.set_form(form)
        self._draw()

    def on_resize(self) -> None:
        """Wrap again what no widget of its own wraps."""
        self._draw()

    @property
    def has_verdict(self) -> bool:
        """Whether the key is shown."""
        return self._answers is not None

    @property
    def overhang(self) -> int:
        """The last line of the verdict and both answers, counted from the top of what scrolls."""
        last = self._pair if self._pair.content_text else self._verdict
        return last.virtual_region.bottom + self.virtual_region.y

    def _switch(self, *visible_parts: Text) -> None:
        for part in (self._verdict, self._working, self._pair, self._shapes):
            part.set_class(part in visible_parts, "-on")

    def _draw(self) -> None:
        if self._answers is None:
            return
        view, verdict = self._answers
        room = self.size.width or self.app.size.width - 1
        width = min(READING_CELLS, room)
        self._verdict.show(verdict_line(view, verdict, width - 1, self.app.looks))
        worked = verdict.working
        self._working.show(working_lines(worked, self.app.looks) if worked is not None else EMPTY)
        self._pair.show(Pair(verdict.stage, self.app.looks, self._form).of(verdict, room))
        named_texts = [("you saw", verdict.own_line), ("shape", verdict.shape), ("motion", verdict.motion)]
        named_texts += [("source", verdict.source)] if verdict.source else []
        named_texts += [("now read", verdict.sentence)] if verdict.sentence else []
        self._shapes.set(named_texts)


def working_lines(working: CheckedWorking, looks: Looks) -> Content:
    """Return the lines of a working with their signs, and the message on the whole."""
    question_lines = [build_content((working.question, "bold"))] if working.question else []
    return stack_lines([signed_lines(working, looks), *question_lines])


def list_own_lines(view: ExerciseView) -> list[tuple[str, str]]:
    """Return the learner's own lines, each with its pass, and the mistake of the last time."""
    named_lines = [(f"{line_head(view, own_line)} ", own_line.text) for own_line in view.own_lines]
    return [*named_lines, ("last time ", view.slip_here)]


class AskedBelow(Vertical):
    """A text that scrolls, and the question: right below, or at the lower edge if both do not fit."""

    app: DrillApp
    DEFAULT_CSS = "AskedBelow {width: 1fr; height: 1fr;}"

    def __init__(self, body: Widget, between: Widget, panel: MarkPanel) -> None:
        super().__init__(body, between, panel)
        self._body, self._panel = body, panel

    def fit(self) -> int:
        """Give the text the rows that the question leaves; return how many."""
        is_asked = self._panel.display
        height = self.size.height or self.app.size.height - ROWS_AROUND_IT
        rows = height - (self._panel.rows if is_asked else 0)
        self._body.styles.height = "auto" if is_asked else "1fr"
        self._body.styles.max_height = max(1, rows) if is_asked else None
        return rows

    def on_resize(self) -> None:
        """Fit again after the size changed."""
        self.fit()


class MarkPanel(Text):
    """The question, below everything that scrolls: it never leaves the screen."""

    DEFAULT_CSS = "MarkPanel {height: auto; background: $surface; padding: 0 2; display: none;}"

    def ask(self, verdict: VerdictView, ok: bool | None, *, today: date, cells: int) -> None:
        """Show the question of a verdict with its keys and their effects, in rows of ``cells``.

        ``ok`` is the learner's own word on the answer.
        """
        question_text = choose_verdict_question(verdict, ok=ok)
        if ok is not None and not verdict.exercise.decides:
            overruled_name = "this stage" if verdict.exercise.stage_number else "it"
            counts = f"{overruled_name} counts as {'right' if ok else 'wrong'}"
            question_text = f"Overruled: {counts}. {question_text}"
        offered = list_answer_choices(verdict, ok=ok)
        named = [(self._shown(key), words, consequence) for key, words, consequence in offered]
        room = cells - 4
        indent = "   " if room >= 56 else ""
        enter = _way_on(verdict)
        is_short = self.app.size.height < SHORT
        rows = _list_choice_rows(named, today, self.app.looks, indent, room, is_short=is_short)
        if is_unmarked(verdict, ok=ok) and not enter:
            question_text, enter, rows = describe_unmarked(verdict), "next question", []
        on = [build_content(indent, (self._shown("enter"), "$primary bold"), f"  {enter}")] if enter else []
        # its rows are counted, once the width is known
        asked = [question_text] if room <= 0 else wrap_words(question_text, max(room, 16))
        self._say(stack_lines([build_content(("\n".join(asked), "bold")), *on, *rows]))

    def ask_after_skips(self) -> None:
        """Ask what to do after the third skip."""
        ways = [(self.app.key_for(name), words) for name, words in _AFTER_SKIPS]
        lines = [build_content("   ", (key, "$primary bold"), f"  {words}") for key, words in ways]
        self._say(stack_lines([build_content(("Skipped three times. What now?", "bold")), *lines]))

    def ask_of_note(self) -> None:
        """Ask whether the answer replaces the note in question."""
        self._say(build_content(("Keep these words in place of your note?", "bold")))

    def _say(self, text: Content) -> None:
        self.show(text)
        self.display = True
        if isinstance(self.parent, AskedBelow):
            self.parent.fit()

    def _shown(self, key: str) -> str:
        return self.app.key_for(_NAMES[key])


def _way_on(verdict: VerdictView) -> str:
    """Return the target of enter between two stages, or an empty text."""
    exercise = verdict.exercise
    if "next" not in exercise.ways or exercise.decides or exercise.stage_number is None:
        return ""
    result = "" if verdict.ok else " with what is right"
    return f"on to stage {exercise.stage_number[0] + 1}{result}"


def _list_choice_rows(
    choices: Sequence[Choice], today: date, looks: Looks, indent: str, room: int, *, is_short: bool
) -> list[Content]:
    """Return a row per key, cut to ``room`` cells; if rows are short, one row for all."""
    if not choices:
        return []
    together = build_content("  ").join(
        build_content((key, "$primary bold"), f" {words} ", *describe_mark_effect(effect, today, looks)[-1])
        for key, words, effect in choices
    )
    if is_short and together.cell_length <= room:
        return [together]
    width = max(len(words) for _, words, _ in choices)
    heads = [
        build_content(indent, (key, "$primary bold"), f"  {words:{width}}  → ") for key, words, _ in choices
    ]
    tails = [
        [build_content(*parts) for parts in describe_mark_effect(consequence, today, looks)]
        for _, _, consequence in choices
    ]
    levels = [
        [head + tail for head, tail in zip(heads, level, strict=True)] for level in zip(*tails, strict=True)
    ]
    return next((rows for rows in levels if max(map(len, rows)) <= room), levels[-1])


def describe_mark_effect(consequence: Consequence, today: date, looks: Looks) -> list[list[Part]]:
    """Return the effect of a mark, in fewer and fewer words: its colour, and when the exercise comes back."""
    if consequence.after.state == "parked" and consequence.counts:
        parked: list[Part] = [looks.sign("parked"), " parked"]
        return [[*parked, "   resources, a note, what to drill first"], parked, parked, parked]
    short: list[Part] = [looks.sign(consequence.colour), f" {consequence.colour}"]
    colour: list[Part] = [looks.sign(consequence.colour), f" {consequence.colour:8}"]
    if not consequence.counts:
        return [[*colour, "practice, not counted"], [*colour, "not counted"], short, short]
    if consequence.colour == "green":
        return [[*colour, "done: left out of later passes"], [*colour, "done"], short, short]
    when = describe_return_day(consequence.due, today)
    left, follows = "", ", with its card"
    if consequence.colour == "red":
        left = f", {tries_left(tries := CAP - consequence.after.red_pass)}"
        follows = f"{left}, then parked" if tries > 1 else f", with its card{left}"
    return [
        [*colour, f"again {when}{follows}"],
        [*colour, f"again {when}{left}"],
        [*short, f" {when}"],
        short,
    ]


def write_yellow_advice(view: ExerciseView) -> str:
    """Return the advice for a question that might be the fifth yellow of its round."""
    is_fifth = view.trail.count("yellow") >= MANY_YELLOWS - 1
    return SPLIT_IT if is_fifth else ""
