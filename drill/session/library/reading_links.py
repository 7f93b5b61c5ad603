"""Further reading: the links of an exercise, those of its skill's card, and books that train the skill."""

from __future__ import annotations

from collections.abc import Container

from drill.banks.bank_names import is_book
from drill.banks.models import Card, Link
from drill.gyr.entry import Entry
from drill.gyr.events import BankId
from drill.session.workspace import Workspace

# More than that is a reading list, and no way on.
MOST_BOOKS = 2


def card_of(workspace: Workspace, entry: Entry, name: str = "") -> Card | None:
    """Return the card that an exercise names, else that of its skill; None where there is none."""
    catalogue = workspace.catalogue
    named = catalogue.card(name, entry.bank) if name else None
    return named or catalogue.card(entry.skill, entry.bank)


def links_of(workspace: Workspace, entry: Entry, aside: Container[BankId] | None = None) -> tuple[Link, ...]:
    """Return all links of an exercise: its own, those of its card, then sections of books on its skill."""
    form = workspace.exercise(entry.item).forms[0]
    card = card_of(workspace, entry, form.card)
    books = () if aside is None or not entry.trains else _find_book_sections(workspace, entry.skill, aside)
    return tuple(dict.fromkeys((*form.links, *(card.links if card else ()), *books)))


def _find_book_sections(workspace: Workspace, skill: str, aside: Container[BankId]) -> tuple[Link, ...]:
    """Return the first section of each book that trains a skill."""
    books = [bank for bank in workspace.catalogue.banks if is_book(bank.id)]
    links: list[Link] = []
    for book in sorted(books, key=lambda book: book.id in aside):
        section = next((entry for entry in book.entries if entry.skill == skill), None)
        if section is not None:
            links.append(Link(title=book.title, at=workspace.catalogue.topic(section).title))
    return tuple(links[:MOST_BOOKS])


def format_link(link: Link) -> str:
    """Return a link on one line, with its address."""
    address = link.url
    if link.arxiv:
        address = f"https://arxiv.org/abs/{link.arxiv}"
    elif link.doi:
        address = f"https://doi.org/{link.doi}"
    return ", ".join(filter(None, (link.title, link.at, address)))
