"""Line mode asks what a formula's letters are, one prompt a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from drill.cli.plain_voice import Voice
from drill.session.papers.formula_letters import (
    LettersReply,
    LettersView,
    SaidLetters,
    leave_letters,
    mark_formulas,
    open_letters,
    say_letters,
)
from drill.session.papers.type_words import choose_type, list_choices
from drill.session.standing.worked_formulas import AskedLetters
from drill.session.workspace import Workspace

# What leaves the table.
LEAVES = "?s"


class LeavesTable(Exception):
    """The learner leaves the table."""


class LettersPrompts:
    """The prompts of one table."""

    def __init__(
        self, voice: Voice, workspace: Workspace, asked: AskedLetters, prompt: Callable[[str], str]
    ) -> None:
        self._voice, self._workspace, self._asked = voice, workspace, asked
        self._prompt_line = prompt
        self._said = SaidLetters()

    def ask(self) -> str:
        """Return the exercise that is made of the letters; empty where none is, or the table is left."""
        view = open_letters(self._workspace, self._asked.slug, self._asked.row.id)
        if view.is_empty:
            self._voice.say(f"{view.title} is left out: {view.unfollowed}")
            return ""
        self._said = SaidLetters(view.begun, view.parts, view.holds)
        self._voice.tell(f"{view.title}: what are its letters?")
        self._voice.say(f"$${view.latex}$$")
        self._voice.tell(f"{list_choices()}; or type it: > 0, (0, 1), d, d -> number. {LEAVES} leaves it.")
        try:
            self._ask_rows(view, [letter.latex for letter in view.shown])
            self._ask_relations(view)
            while not (reply := self._say()).is_kept:
                for fault in reply.faults.values():
                    self._voice.say(f"{fault}.")
                bare = [letter.latex for letter in reply.view.shown if letter.latex not in self._said.types]
                named = [row for row in reply.faults if row] or bare
                self._ask_rows(reply.view, named or [letter.latex for letter in reply.view.letters])
        except LeavesTable:
            leave_letters(self._workspace, view.slug, view.formula, self._said, is_in_day=True)
            return ""
        self._voice.say(reply.told)
        return reply.item

    def _prompt(self, words: str) -> str:
        typed = self._prompt_line(words).strip()
        if typed == LEAVES:
            raise LeavesTable
        return typed

    def _ask_rows(self, view: LettersView, names: Iterable[str]) -> None:
        """Ask what these letters are; a part or a relation that is named is asked about anew."""
        letters = {letter.latex: letter for letter in view.letters}
        for name in names:
            if (letter := letters.get(name)) is None:
                self._said = replace(
                    self._said,
                    parts=tuple(row for row in self._said.parts if row != name),
                    holds=tuple(row for row in self._said.holds if row != name),
                )
                self._ask_relations(replace(view, offers=()))
                continue
            default = self._said.types.get(name) or letter.said or letter.proposed
            self._voice.say(": ".join(filter(None, (f"${name}$", view.meanings.get(name, "")))))
            if letter.choices:
                self._voice.tell(f"{list_choices(letter)}.")
            typed = self._prompt(f"enter is {default}> " if default else "> ")
            chosen = choose_type(typed, letter) or typed or default
            self._said = replace(self._said, types={**self._said.types, name: chosen})

    def _ask_relations(self, view: LettersView) -> None:
        for offer in view.offers:
            self._voice.say(f"{offer.name} says ${offer.latex}$.")
            if self._prompt("Take it? y n> ") == "y":
                self._said = replace(self._said, holds=(*self._said.holds, offer.latex))
        while typed := self._prompt("What else holds? enter for nothing> "):
            if ":=" in typed:
                self._said = replace(self._said, parts=(*self._said.parts, typed))
            else:
                self._said = replace(self._said, holds=(*self._said.holds, typed))

    def _say(self) -> LettersReply:
        """Return what becomes of it; what is asked is answered, and asked no more."""
        while True:
            reply = say_letters(self._workspace, self._asked.slug, self._asked.row.id, self._said)
            asked = next(iter(reply.asks), "")
            if reply.faults or reply.is_kept or not (asked or reply.unfollowed):
                return reply
            unfollowed = f"This cannot be followed: {reply.unfollowed}. Keep the letters as they are?"
            self._voice.say(mark_formulas(asked or unfollowed))
            if self._prompt("y n> ") != "y":
                return reply
            meant = (*self._said.meant, asked) if asked else self._said.meant
            self._said = replace(self._said, meant=meant, is_enough=not asked)
