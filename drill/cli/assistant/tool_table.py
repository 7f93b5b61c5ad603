"""The tools: their words, their arguments, and an example of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import Field

from drill.cli import output
from drill.cli.assistant.tool_arguments import (
    Arguments,
    Data,
    Flag,
    Name,
    Names,
    NamesOrNone,
    OptionalFlag,
    OptionalName,
    Place,
    ReplyText,
    Shape,
    Text,
    make_schema,
    print_reply,
    read_arguments,
    shorten_refusal,
    shorten_reply,
)
from drill.cli.opened import open_reporting_workspace
from drill.codec import tell_plain
from drill.errors import DrillError, UsageError
from drill.text import clean_text, did_you_mean, one_line, quote_for_message

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; ``example`` are arguments that it takes."""

    name: str
    says: str
    arguments: type[Arguments] = Arguments
    example: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_reading: bool = False
    """Whether it changes nothing."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        return make_schema(self.arguments)


class ScopeArguments(Arguments):
    """What may be named, and need not be."""

    scope: OptionalName = Field(
        "", description="a bank, topic, skill or exercise, such as calculus or calc.chain"
    )


class JudgementArguments(Arguments):
    """The learner's own judgement of an answer, where one is asked for."""

    right: OptionalFlag = Field(
        None, description="whether the answer was right, only where the reply asks the learner to judge it"
    )


class NextExerciseArguments(ScopeArguments, JudgementArguments):
    """Of ``next_exercise``."""


class AnswerArguments(Arguments):
    """Of ``answer``."""

    text: ReplyText = Field(
        description="the learner's own answer as typed; for parts an object with a text for each, for "
        "options their letters"
    )


class MarkArguments(JudgementArguments):
    """Of ``mark``."""

    understood: Flag = Field(description="what the learner says")


class PaperArguments(Arguments):
    """Of ``paper``."""

    name: Name = Field(description="its bank or slug")
    page: Place = Field(1, description="which page of its formulas")


class SourceArguments(Arguments):
    """Of ``import_paper``."""

    source: Name = Field(
        description="an arXiv id, or a path below the folders that mcp_folders in config.toml names"
    )


class PageArguments(Arguments):
    """Of ``page``."""

    about: Name = Field(description="a bank, topic or skill; with text, what that is to be called")
    text: Text = Field("", description="a text in this conversation, of which no file is read")


class ProveArguments(Arguments):
    """Of ``prove``."""

    text: Text = Field(description="the whole answer, with the first line of the page")
    about: OptionalName = Field("", description="what the page was about, if its first line is missing")


class BlindArguments(Arguments):
    """Of ``blind``."""

    batch: Name = Field(description="what prove returned")


class BlindAnswersArguments(Arguments):
    """Of ``blind_answers``."""

    batch: Name = Field(description="the same batch")
    answers: Data = Field(description="answers by the numbers of the tasks")


class KeepArguments(Arguments):
    """Of ``keep``."""

    ids: Names = Field(description="the exercises' names as prove returned them (item)")


class JudgeArguments(Arguments):
    """Of ``judge``."""

    expect: Data = Field(description="what is expected, such as {expression: 2x, vars: [x]} or {number: 3/4}")
    answer: ReplyText = Field(description="what was answered")


class CheckLinesArguments(Arguments):
    """Of ``check_lines``."""

    text: Text = Field(description="LaTeX or Markdown, with sentences between the lines if you like")


class AboutArguments(Arguments):
    """Of ``about``."""

    formula: Text = Field(description="LaTeX, or as it is typed")
    letters: NamesOrNone = Field(
        [],
        description="what its letters are and what holds between them, a text each, such as W: m, n or "
        "x in R^n, q: law d, t <= T: the formula is worked with them",
    )


class ItemArguments(Arguments):
    """Of ``tutor_page``."""

    item: Name = Field(description="the exercise's name")


_ROWS = (
    Tool(
        "today", "What is due today, the goal and how far it is, and what a day's session would bring.",
        is_reading=True,
    ),
    Tool(
        "next_exercise",
        "Serve the next exercise of the day, or of a scope: its prompt in Markdown with LaTeX, the kind of "
        "its answer, a figure in words; never its key. All of this is practice: no colour in drill changes. "
        "Where one is open already, it comes again; after the verdict on a stage the next stage comes.",
        NextExerciseArguments, {"scope": "calc.chain"},
    ),
    Tool("hint", "The next hint of the exercise that is open. Offer one before you explain anything."),
    Tool(
        "answer",
        "Check what the learner answered, word for word. The verdict comes with what is wrong; the key and "
        "the steps come with it where no further try and no further stage follows.",
        AnswerArguments,
        {"text": "2x sin(3x) + 3x^2 cos(3x)"},
    ),
    Tool(
        "mark",
        "After the verdict: whether the learner says that they understand why. Ask them; do not decide it.",
        MarkArguments, {"understood": True},
    ),
    Tool("undo", "Take back the newest mark given here. The exercise stands at its question again."),
    Tool("skip", "Put the exercise that is open away without an answer."),
    Tool(
        "progress", "How far the learner is: exercises pass by pass, skills, and what went wrong how often.",
        ScopeArguments, {"scope": "calculus"}, is_reading=True,
    ),
    Tool(
        "papers", "The papers, shipped and imported, with how many skills are left for each.", is_reading=True
    ),
    Tool(
        "paper",
        "A paper's formulas with the sentences around them, the known moves in them, and how ready the "
        "learner is for each, page by page.",
        PaperArguments, {"name": "papers/ddpm-2020"}, is_reading=True,
    ),
    Tool(
        "import_paper",
        "Import a paper and make exercises of its formulas; it may take minutes.",
        SourceArguments,
        {"source": "2006.11239"},
    ),
    Tool(
        "page",
        "The page that asks a second author for exercises; then, once they are proved, for their hints and "
        "steps. Write the answer yourself, exactly in the form it asks for, and send it to prove.",
        PageArguments, {"about": "papers/adam"}, is_reading=True,
    ),
    Tool(
        "prove",
        "Prove the exercises in an answer to a page: each key is computed a second time. It returns a batch "
        "for the blind round, and of each exercise what was found; what is refused may come again, mended.",
        ProveArguments,
        {"text": "# drill call 1: papers/adam (1 exercise)\n```yaml\nexercises:\n- id: …\n```"},
    ),
    Tool(
        "blind",
        "The prompts of a batch without their keys. Who wrote the keys is not blind: have a fresh "
        "conversation call this.",
        BlindArguments, {"batch": "papers/adam#3f2a1c"},
        is_reading=True,
    ),
    Tool(
        "blind_answers",
        "Grade the answers to the prompts of blind. What differs from its key is refused, both shown.",
        BlindAnswersArguments,
        {"batch": "papers/adam#3f2a1c", "answers": {"1": "3*a/2", "2": "c"}},
    ),
    Tool(
        "keep",
        "Keep exercises that are proved, so that they are drilled. Nothing else is kept; what nobody solved "
        "blind is marked not-blind.",
        KeepArguments,
        {"ids": ["papers/adam/bias-at-step-one"]},
    ),
    Tool(
        "judge",
        "Is this answer right, and if not, what is wrong? For a question that you made up: say what is "
        "expected as drill grade takes it.",
        JudgeArguments,
        {"expect": {"expression": "2x cos(x^2)", "vars": ["x"]}, "answer": "cos(x^2) 2x"}, is_reading=True,
    ),
    Tool(
        "check_lines",
        "Which lines of a derivation follow from the line before, with a counterexample where one does not. "
        "What is not certain is not judged, so nothing here says that a derivation is correct.",
        CheckLinesArguments,
        {"text": "$$(x + 1)^2 = x^2 + 2x + 1$$\n$$= x^2 + 1$$"}, is_reading=True,
    ),
    Tool(
        "about",
        "Which known moves a formula has the form of, the skills that drill them, with cards and exercises; "
        "with what its letters are also whether they fit, what comes out, and its parts in a small world.",
        AboutArguments,
        {"formula": "\\frac{1}{1 + e^{-z}}"}, is_reading=True,
    ),
    Tool(
        "tutor_page",
        "What you need to explain an exercise that the learner answered: prompt, answer, verdict, steps and "
        "card.",
        ItemArguments, {"item": "calculus/chain-rule-at-sight"},
        is_reading=True,
    ),
)  # fmt: skip

# Every tool by its name.
TOOLS: Mapping[str, Tool] = {row.name: row for row in _ROWS}


def describe_tools() -> list[dict[str, Any]]:
    """Return all tools as JSON has them."""
    return tell_plain([*TOOLS.values()], "name description=says inputSchema=schema example")


# The calls of a client, one after the other, on a workspace that is opened at the first of them.

# What its events say they came through.
FRONT = "mcp"


class Door:
    """All tools; used from one thread at a time. It must be closed, and may then be opened again."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._opened = ExitStack()
        self._calls: Mapping[str, Callable[..., Shape]] = {}

    def call(self, name: str, sent: object = None) -> str:
        """Return the reply of a tool as JSON text of at most 64 kB.

        Raises DrillError: a tool that nothing is called, arguments that it cannot take, or what it refuses.
        """
        if (tool := TOOLS.get(name)) is None:
            called = quote_for_message(one_line(clean_text(name)))
            raise UsageError(
                f"no tool is called {called}", did_you_mean(one_line(clean_text(name)), list(TOOLS))
            )
        try:
            arguments = read_arguments(tool.arguments, sent)
            if not self._calls:
                self._open()
            return print_reply(shorten_reply(self._calls[name](**arguments)))
        except DrillError as error:
            raise shorten_refusal(error) from error

    def close(self) -> None:
        """Leave what is at hand open for another window, and close the workspace."""
        self._calls = {}
        self._opened.close()

    def _open(self) -> None:
        with ExitStack() as stack:
            workspace = stack.enter_context(
                open_reporting_workspace(self._environ, processes=2, starts_worker=True)
            )
            workspace.store.front = FRONT
            workspace.asks_letters = False
            calls = _list_calls(workspace, stack)
            self._opened = stack.pop_all()
        self._calls = calls
        output.narrate_notices(workspace.take_notices())


def _list_calls(workspace: Workspace, stack: ExitStack) -> Mapping[str, Callable[..., Shape]]:
    """Return what answers each tool; ``stack`` closes what they leave open."""
    from drill.cli.assistant.authoring import Authoring
    from drill.cli.assistant.lookup import Lookup
    from drill.cli.assistant.practice import Practice

    practice = Practice(workspace)
    stack.callback(practice.close)
    parts = (practice, Lookup(workspace), Authoring(workspace))
    return {name: next(getattr(part, name) for part in parts if hasattr(part, name)) for name in TOOLS}
