"""Resolve the names on the command line: banks, topics, skills, items; distinguished by what exists."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drill.banks.catalogue import Catalogue, is_book
from drill.banks.load import Found, find_banks, load_catalogue, load_file, read_bytes
from drill.errors import BankError, UsageError
from drill.exchange import read_file
from drill.files import Locations, shipped_banks
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.session.standing.paper_names import find_called_paper, is_paper, list_paper_names, paper_banks
from drill.text import one_line

# How a shipped file spells its topic, an exercise and its skill; a subject's, its topics and skills.
_SPELT = re.compile(rb"(?m)^(- id|topic| *skill): *['\"]?([\w.-]+)")
_TITLE = re.compile(rb"(?m)^title: *['\"]?([^'\":\n]+)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The exercises in question, in bank order, and those that were named one by one."""

    entries: tuple[Entry, ...]
    # Items named by themselves, in the order given: they are served due or not.
    named: tuple[ItemId, ...] = ()


def resolve(catalogue: Catalogue, words: Sequence[str]) -> Scope:
    """Return the scope of ``words``; none means everything.

    Raises:
        UsageError: a word names nothing; the message has the nearest names.
    """
    if not words:
        return Scope(tuple(catalogue.entries.values()))
    chosen: dict[str, Entry] = {}
    named: list[ItemId] = []
    for word in words:
        matching_entries = list(find_named_exercises(catalogue, word))
        if not matching_entries:
            raise unknown(catalogue, word)
        if word in catalogue.entries:
            named.append(ItemId(word))
        chosen.update((entry.item, entry) for entry in matching_entries)
    return Scope(tuple(chosen.values()), tuple(named))


def find_named_exercises(catalogue: Catalogue, word: str) -> Iterable[Entry]:
    """Return the exercises that a word names, if any: one, or those of a bank, a topic or a skill.

    A paper is named by its short name, too, unless something else has that name.
    """
    item = ItemId(word)
    if item in catalogue.entries:
        return [catalogue.entries[item]]
    named = [entry for entry in catalogue.entries.values() if word in _list_group_names(entry)]
    paper = None if named else find_called_paper(catalogue, word)
    return named if paper is None else paper.entries


def name_in_full(catalogue: Catalogue, word: str) -> str:
    """Return the bank of a word that is the short name of a paper; any other word as it is."""
    named = next(iter(find_named_exercises(catalogue, word)), None)
    paper = None if named is None else find_called_paper(catalogue, word)
    return paper.id if paper is not None and named in paper.entries else word


def _list_group_names(entry: Entry) -> tuple[str, ...]:
    """Return the group names of an exercise; a book's section only together with its book."""
    names = (entry.bank, f"{entry.bank}/{entry.topic}")
    if is_book(entry.bank):
        return names
    return (*names, entry.topic, entry.skill)


def refuse_unknown_words(places: Locations, words: Sequence[str]) -> None:
    """Refuse at once a word that names nothing. No shipped file is parsed: it is searched for its names.

    A skill may have a name and no exercise, which is reported once the banks are loaded.

    Raises:
        UsageError: a word names nothing; the message has the nearest names.
    """
    shipped = find_banks(shipped_banks())
    banks = {bank.id for bank in (*shipped, *find_banks(places.banks))}
    words = [word for word in words if word not in banks]
    if not words:
        return
    spelt = _spelt_names(shipped, words)
    if not (words := [word for word in words if word not in spelt and word.casefold() not in spelt]):
        return
    own = load_catalogue(places, shipped=Path(os.devnull), read=read_file)
    for word in words:
        if not any(find_named_exercises(own, word)) and SkillId(word) not in own.skills:
            raise unknown(own, word, [name for name, is_told in spelt.items() if is_told])


def _spelt_names(banks: Sequence[Found], words: Sequence[str]) -> Mapping[str, bool]:
    """Return the names that shipped files spell, and whether they are offered to somebody who mistyped one.

    A book's list has ranges of numbers: it is read where ``words`` are about it.
    """
    names: dict[str, bool] = {}
    for bank in banks:
        names[bank.id] = True
        if is_book(bank.id):
            if any(word.startswith(f"{bank.id}/") for word in words):
                book = load_file(bank.path, read_file)
                names |= {f"{bank.id}/{name}": True for name, _ in book.topics}
                names |= {f"{bank.id}/{exercise.entry.id}": True for exercise in book.exercises}
            continue
        for file in filter(None, (*bank.files, bank.subject)):
            raw = read_bytes(file)
            if is_paper(bank.id) and isinstance(raw, bytes) and (title := _TITLE.search(raw)):
                names |= dict.fromkeys(list_paper_names(bank.id, title[1].decode()), True)
            for key, name in _SPELT.findall(raw) if isinstance(raw, bytes) else ():
                spelt = name.decode()
                is_exercise = key == b"- id" and file != bank.subject
                names |= {f"{bank.id}/{spelt}": is_exercise} | ({} if is_exercise else {spelt: True})
    return names


def unknown(catalogue: Catalogue, word: str, names: Iterable[str] = ()) -> UsageError:
    """Return the error for a word that names nothing to drill here: a fault of its file, or a typo.

    ``names`` are others that exist.
    """
    if faults := _faults_of(catalogue, word):
        more = f" ({len(faults) - 1} more)" if faults[1:] else ""
        return UsageError(f"nothing of {one_line(word)} can be drilled: {faults[0]}{more}")
    loaded = {name for entry in catalogue.entries.values() for name in (entry.bank, entry.topic, entry.item)}
    papers = (list_paper_names(bank.id, bank.title) for bank in paper_banks(catalogue))
    names = loaded.union(names, *papers)
    near = difflib.get_close_matches(word, names, n=4, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "drill banks lists what there is"
    return UsageError(f"no paper, topic or exercise is called {one_line(word)!r}", hint)


def unknown_item(catalogue: Catalogue, word: str) -> UsageError:
    """Return the error for a word that names no exercise, though it may name a bank, a topic or a skill."""
    matching_entries = list(find_named_exercises(catalogue, word))
    if not matching_entries:
        return unknown(catalogue, word)
    holds = "1 exercise" if len(matching_entries) == 1 else f"{len(matching_entries)} exercises"
    return UsageError(
        f"{one_line(word)} holds {holds}: name one of them", f"such as {matching_entries[0].item}"
    )


def entry_of(catalogue: Catalogue, item: str) -> Entry:
    """Return the one exercise called ``item``. Raises UsageError with the nearest names."""
    entry = catalogue.entries.get(ItemId(item))
    if entry is None:
        raise unknown_item(catalogue, item)
    return entry


def _faults_of(catalogue: Catalogue, word: str) -> Sequence[BankError]:
    """Return why an existing bank, or one of its exercises, is left out."""
    if (bank := catalogue.bank(word)) is not None:
        return bank.problems
    name, _, exercise = word.rpartition("/")
    bank = catalogue.bank(name)
    if not bank:
        return []
    return [problem for problem in bank.problems if problem.exercise == exercise]
