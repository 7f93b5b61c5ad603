"""What learners read in the app and in line mode: none of the words that only its makers use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from drill.settings import ACTIONS, SCHEMA
from tests.cli.command_tables import GROUPS, build_parser

ROOT = Path(__file__).parents[2] / "drill"
FORBIDDEN = re.compile(
    r"\b(presumed|slipping|lapsed|rounds?|banks?|slugs?|drafts?|items?|entry|entries|sheets?|guess(es)?|waiting"
    r"|briefs?|workbooks?)\b|\b\d of 5\b|\b(shape, then motion|once more|free of charge)\b",
    re.IGNORECASE,
)
SHOWN = ("tui", "cli/plain.py", "cli/plain_words.py", "cli/plain_words.py", "session")
# Of the modules of ``session`` those whose texts are no learner's: they are an author's, or a command's.
OTHERS = (
    "papers",
    "classroom",
    "scope.py",
    "queueing.py",
    "printing.py",
    "authoring.py",
    "paper_names.py",
    "paper_notes.py",
)
# What is said of reading papers and of what may be aimed for is a learner's all the same.
LEARNERS = ("formula_lookup.py", "formula_text.py", "paper_readiness.py", "reading.py")
ALLOWED = frozenset(
    {
        # a command and its argument
        "You disputed it at the verdict: drill override ITEM changes that mark."
    }
)


def shown_files() -> Iterator[Path]:
    for name in SHOWN:
        for path in sorted((ROOT / name).rglob("*.py")) if not name.endswith(".py") else [ROOT / name]:
            is_others = name == "session" and set(OTHERS) & set(path.relative_to(ROOT / name).parts)
            if (
                path.name in LEARNERS or not is_others
            ) and path.name != "served.py":  # names of actions alone
                yield path


def texts_of(tree: ast.Module) -> Iterator[str]:
    """The literals of a module that may be read: several words, no docstring, no styles, no fields."""
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("pick_fields", "to_json_value"):
            apart |= {id(argument) for argument in node.args}
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == "DEFAULT_CSS" for target in targets):
            apart |= {id(target) for target in ast.walk(node)}
        text = node.value if isinstance(node, ast.Constant) and id(node) not in apart else None
        if isinstance(text, str) and " " in text.strip() and "{" not in text:
            yield text


def faults() -> Iterator[str]:
    for path in shown_files():
        for text in texts_of(ast.parse(path.read_text(encoding="utf-8"))):
            if (match := FORBIDDEN.search(text)) and text not in ALLOWED:
                yield f"{path.relative_to(ROOT)}: {match[0]!r} in {text!r}"
    texts = [row.words for row in ACTIONS.values()]
    texts += [words for setting in SCHEMA.values() for words in (setting.title, setting.words)]
    yield from (f"settings: {text!r}" for text in texts if FORBIDDEN.search(text) and text not in ALLOWED)


def test_what_learners_read_has_no_words_of_the_makers() -> None:
    assert list(faults()) == []


# Words that a learner would have to learn first; what these screens say does without them.
UNTOLD = re.compile(
    r"\b(met|settled|in reach|in work|slipping|round|flowing|share|days? of drilling|done about)\b", re.I
)
LABELLED = (
    "cli/plain_words.py", "gyr/path.py", "session/drilling/verdict_question.py",
    "session/drilling/session_events.py", "session/drilling/session_summary.py",
    "session/drilling/remarks.py", "session/drilling/session_totals.py", "session/standing/prerequisites.py",
    "session/standing/reading.py", "session/progress/pass_chart.py", "session/progress/progress*.py",
    "session/drilling/verdict_view.py", "session/standing/goals.py", "session/today/today_page.py",
    "session/today/today_view.py", "tui/method.py", "tui/screens/today_dialogs.py",
    "tui/screens/progress*.py",
    "tui/screens/papers/*.py", "tui/screens/summary*.py", "tui/screens/today*.py", "tui/widgets/standing.py",
)  # fmt: skip


# Phrases that are gone: one thing has one name. They are in no text of the app, the commands and sessions.
GONE = re.compile(
    r"\b(near way|from the ground up|ready to read|its own exercises|on its path|known moves?|aim for|at pace"
    r"|scratch page|card first|put down as known|last try)\b",
    re.IGNORECASE,
)
# Words that are gone from labels: of keys, of commands, of --help.
GONE_FROM_LABELS = re.compile(r"\b(deeper|outside|fluent|a part|what holds|theory|unseen)\b", re.IGNORECASE)
# In the --help of what learners call.
MAKERS = re.compile(r"(?<!drill )\b(banks?|items?|entry|entries)\b", re.IGNORECASE)
LEARNERS_COMMANDS = (
    "start", "today", "banks", "progress", "goal", "warm-up", "about", "work", "ask", "history", "undo",
    "override", "park", "reopen", "import", "add", "brief", "take", "print", "notes", "export", "merge",
    "backup", "restore",
)  # fmt: skip


def list_key_words(tree: ast.Module) -> Iterator[str]:
    """The words of keys and of commands: what the last line and the palette show."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
            "key", "pair", "digits", "_make_palette_command",
        ):  # fmt: skip
            parts = [part for argument in node.args[1:] for part in ast.walk(argument)]
            yield from (
                part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def test_phrases_that_are_gone_are_in_no_text_of_any_screen_or_command() -> None:
    found: list[str] = []
    for package in ("tui", "cli", "session"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [f"{path.name}: {text!r}" for text in texts_of(tree) if GONE.search(text)]
            found += [
                f"{path.name}: {words!r}" for words in list_key_words(tree) if GONE_FROM_LABELS.search(words)
            ]
    found += [
        row.words for row in ACTIONS.values() if GONE.search(row.words) or GONE_FROM_LABELS.search(row.words)
    ]
    assert found == []


def test_help_of_commands_is_in_the_words_of_those_who_call_them() -> None:
    found: list[str] = []
    for name in (command.name for group in GROUPS.values() for command in group):
        parser = build_parser([name])
        (commands,) = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
        text = commands[name].format_help().partition("\nExample: ")[0]
        lines = [re.sub(r"--[a-z-]+", "", line) for line in text.splitlines()]
        found += [f"{name}: {line}" for line in lines if GONE.search(line) or GONE_FROM_LABELS.search(line)]
        if name in LEARNERS_COMMANDS:
            found += [f"{name}: {line}" for line in lines if MAKERS.search(line)]
    assert found == []


def test_the_screens_of_every_day_have_few_words_for_how_much_is_known() -> None:
    files = [path for pattern in LABELLED for path in sorted(ROOT.glob(pattern))]
    assert len(files) > len(LABELLED)
    texts = [(path.name, text) for path in files for text in texts_of(ast.parse(path.read_text("utf-8")))]
    assert [(name, text) for name, text in texts if UNTOLD.search(text)] == []
