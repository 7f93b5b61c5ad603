"""``drill warm-up``: run one set of quick reps, line by line or as a protocol."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from drill.cli import output, plain_words
from drill.cli.opened import open_reporting_workspace
from drill.cli.output import lines_from
from drill.cli.plain_words import Voice
from drill.cli.session_protocol import SET_REQUESTS, SetAnswer, SetRequest, emit_greeting, read_request
from drill.codec import pick_fields
from drill.errors import DrillError, UsageError
from drill.session.drilling.exercise_view import Retype, Unreadable
from drill.session.drilling.warm_up_set import RepVerdict, RepView, SetSummary, WarmUp
from drill.text import clean_text

# A set of the warm-up without the app: line by line, or as one JSON object per line.


class PlainSet:
    """Drives a set by lines of text."""

    def __init__(self, warm_up: WarmUp, voice: Voice, lines: Iterator[str]) -> None:
        self._warm_up = warm_up
        self._voice = voice
        self._lines = lines

    def run(self) -> int:
        """Ask until the set is over or the input ends, and print the result."""
        served = self._warm_up.next()
        if isinstance(served, RepView):
            self._voice.tell("Warm-up: quick ones, right before fast. ?q ends the set.")
        while isinstance(served, RepView) and self._ask(served):
            served = self._warm_up.next()
        summary = served if isinstance(served, SetSummary) else self._warm_up.summary()
        output.emit_text()
        self._voice.tell(summary.text)
        return 0

    def _ask(self, rep: RepView) -> bool:
        """Run one rep, until its answer can be read; return whether the set continues."""
        output.emit_text()
        self._voice.say(f"{rep.number}. {rep.stage.prompt}")
        self._warm_up.shown()
        while (line := self._line("answer> ")) is not None:
            try:
                outcome = self._warm_up.answer(line)
            except DrillError as error:
                self._voice.tell(f"{error}. Your answer is not lost: send it again.")
                continue
            match outcome:
                case Unreadable():
                    complaint, *pointer_lines = plain_words.explain_unreadable_answer(outcome, line)
                    self._voice.complain(complaint, pointer_lines)
                case Retype():
                    self._voice.tell(outcome.told)
                case RepVerdict(ok=True):
                    self._voice.tell("Right, at pace." if outcome.at_pace else "Right.")
                    return True
                case RepVerdict():
                    return self._look_at_key(outcome)
        return False

    def _look_at_key(self, verdict: RepVerdict) -> bool:
        word = "Wrong." if verdict.ok is False else "Undecided, so it does not count."
        self._voice.say(f"{word} Key: {verdict.key}")
        if verdict.message:
            self._voice.say(verdict.message)
        dispute = ", d it was right" if verdict.ok is False else ""
        line = self._line(f"enter goes on{dispute}> ")
        if line is not None and verdict.ok is False and line.strip().lower() == "d":
            self._warm_up.dispute()
        return line is not None

    def _line(self, prompt: str) -> str | None:
        """Return the next line; None where the input ends or the set is to end."""
        output.write_prompt(prompt)
        line = next(self._lines, None)
        return None if line is None or line.strip().lower() == "?q" else clean_text(line).rstrip("\n")


class ProtocolSet:
    """Drives a set by JSON objects, one per line; bad input gets an error, and it continues."""

    def __init__(self, warm_up: WarmUp, version: int) -> None:
        self._warm_up = warm_up
        self._version = version
        self._is_done = False

    def run(self, lines: Iterable[str]) -> int:
        """Serve the first rep, then answer line by line until the input ends or ``quit`` comes."""
        emit_greeting(self._version)
        self._serve()
        for line in lines:
            if not line.strip():
                continue
            try:
                request = read_request(line, SET_REQUESTS)
                if request.do == "quit":
                    break
                self._handle(request)
            except DrillError as error:
                output.emit_json({"type": "error", "message": str(error)})
        if not self._is_done:
            self._say_done(self._warm_up.summary())
        return 0

    def _handle(self, request: SetRequest | SetAnswer) -> None:
        if self._is_done:
            raise UsageError("the set is over")
        if isinstance(request, SetAnswer):
            self._answer(request.text)
            return
        if self._warm_up.verdict is None:
            raise UsageError("answer first")
        if request.do == "dispute":
            self._warm_up.dispute()
        self._serve()

    def _serve(self) -> None:
        served = self._warm_up.next()
        if isinstance(served, SetSummary):
            self._say_done(served)
            return
        output.emit_json({
            "type": "rep", **pick_fields(served.entry, "item"), **pick_fields(served, "title topic"),
            **pick_fields(served.stage, "kind prompt"), **pick_fields(served, "number of"),
            **pick_fields(served.stage, "names"),
        })  # fmt: skip
        self._warm_up.shown()

    def _answer(self, text: str) -> None:
        match outcome := self._warm_up.answer(text):
            case Unreadable():
                output.emit_json({"type": "unreadable", **pick_fields(outcome, "message at")})
            case Retype():
                output.emit_json({"type": "retype", **pick_fields(outcome, "code message")})
            case RepVerdict():
                verdict = {True: "correct", False: "wrong", None: "undecided"}[outcome.ok]
                reply: dict[str, Any] = {"type": "verdict", "verdict": verdict, "at_pace": outcome.at_pace}
                if outcome.ok is not True:
                    reply |= {"code": outcome.code, "message": outcome.message, "key": outcome.typed_key}
                output.emit_json(reply)
                if outcome.ok:
                    self._serve()

    def _say_done(self, summary: SetSummary) -> None:
        self._is_done = True
        counts = pick_fields(summary, "reps right at_pace at_pace_before")
        reply: dict[str, Any] = {"type": "done", **counts, "fluent": list(summary.fluent)}
        reply |= {"remarks": list(summary.new_again)} if summary.new_again else {}
        output.emit_json(reply | ({"message": summary.note} if not summary.reps else {}))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: what to practise."""
    parser.add_argument(
        "scope", nargs="*", metavar="SKILL|TOPIC", help="only these (default: what is in work, and fluent)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run one set, line by line."""
    return run_set(arguments.scope)


def run_set(words: Sequence[str], protocol: int = 0) -> int:
    """Run one set, as a protocol where its version is given. Raises UsageError for an unknown word."""
    with open_reporting_workspace(os.environ, processes=2, starts_worker=True) as workspace:
        warm_up = WarmUp(workspace, [clean_text(word) for word in words])
        try:
            if protocol:
                return ProtocolSet(warm_up, protocol).run(lines_from("-"))
            voice = Voice(output.terminal_width(), workspace.settings.glyphs)
            return PlainSet(warm_up, voice, lines_from("-")).run()
        finally:
            warm_up.close()
