"""The tools: their words, their parameters, and an example of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drill.cli.assistant.tool_arguments import Parameter, make_schema


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; ``example`` are arguments that it takes."""

    name: str
    says: str
    parameters: tuple[Parameter, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_reading: bool = False
    """Whether it changes nothing."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        return make_schema(self.parameters)


_SCOPE = Parameter(
    "scope", "name", "a bank, topic, skill or exercise, such as calculus or calc.chain", is_needed=False
)
_RIGHT = Parameter(
    "right", "flag", "whether the answer was right, only where the reply asks the learner to judge it",
    is_needed=False,
)  # fmt: skip

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
        (_SCOPE, _RIGHT), {"scope": "calc.chain"},
    ),
    Tool("hint", "The next hint of the exercise that is open. Offer one before you explain anything."),
    Tool(
        "answer",
        "Check what the learner answered, word for word. The verdict comes with what is wrong; the key and "
        "the steps come with it where no further try and no further stage follows.",
        (
            Parameter(
                "text", "reply",
                "the learner's own answer as typed; for parts an object with a text for each, for options "
                "their letters",
            ),
        ),
        {"text": "2x sin(3x) + 3x^2 cos(3x)"},
    ),
    Tool(
        "mark",
        "After the verdict: whether the learner says that they understand why. Ask them; do not decide it.",
        (Parameter("understood", "flag", "what the learner says"), _RIGHT), {"understood": True},
    ),
    Tool("undo", "Take back the newest mark given here. The exercise stands at its question again."),
    Tool("skip", "Put the exercise that is open away without an answer."),
)  # fmt: skip

# Every tool by its name.
TOOLS: Mapping[str, Tool] = {row.name: row for row in _ROWS}


def describe_tools() -> list[dict[str, Any]]:
    """Return all tools as JSON has them."""
    return [
        {
            "name": tool.name, "description": tool.says, "inputSchema": tool.schema,
            "example": dict(tool.example),
        }
        for tool in TOOLS.values()
    ]  # fmt: skip
