"""Where to read on: the links of an exercise, those of its skill's card, and books that train the skill."""

from __future__ import annotations

from drill.banks.catalogue import Entry, is_book
from drill.banks.models import Card, Link
from drill.session.workspace import Workspace

MOST_BOOKS = 2
"""More than that is a reading list, and no way on."""


def card_of(workspace: Workspace, entry: Entry, name: str = "") -> Card | None:
    """The card that an exercise names, else that of its skill; None where there is none."""
    catalogue = workspace.catalogue
    named = catalogue.card(name, entry.bank) if name else None
    return named or catalogue.card(entry.skill, entry.bank)


def links_of(workspace: Workspace, entry: Entry, *, with_books: bool = False) -> tuple[Link, ...]:
    """All links of an exercise: its own, those of its card, and ``with_books`` the sections of books."""
    form = workspace.catalogue.exercise(entry.item).forms[0]
    card = card_of(workspace, entry, form.card)
    books = _sections_for(workspace, entry) if with_books else ()
    return tuple(dict.fromkeys((*form.links, *(card.links if card else ()), *books)))


def _sections_for(workspace: Workspace, entry: Entry) -> tuple[Link, ...]:
    """Of each book the first section that trains a subject's exercise's skill, the learner's books first."""
    if not entry.trains:
        return ()
    aside = workspace.banks_aside()
    found: list[Link] = []
    for bank in sorted(workspace.catalogue.banks, key=lambda bank: bank.id in aside):
        section = next((each for each in bank.entries if each.skill == entry.skill), None)
        if section is not None and is_book(bank.id):
            found.append(Link(title=bank.title, at=workspace.catalogue.topic(section).title))
    return tuple(found[:MOST_BOOKS])


def link_text(link: Link) -> str:
    """A link on one line, with its address."""
    address = link.url
    if link.arxiv:
        address = f"https://arxiv.org/abs/{link.arxiv}"
    elif link.doi:
        address = f"https://doi.org/{link.doi}"
    return ", ".join(filter(None, (link.title, link.at, address)))
