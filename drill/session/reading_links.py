"""Where to read on: the links of an exercise, then those of its skill's card."""

from __future__ import annotations

from drill.banks import Card, Entry, Link
from drill.session.workspace import Workspace


def card_of(workspace: Workspace, entry: Entry, name: str = "") -> Card | None:
    """The card that an exercise names, else that of its skill; None where there is none."""
    catalogue = workspace.catalogue
    named = catalogue.card(name, entry.bank) if name else None
    return named or catalogue.card(entry.skill, entry.bank)


def links_of(workspace: Workspace, entry: Entry) -> tuple[Link, ...]:
    """All links of an exercise, its own before those of its card."""
    form = workspace.catalogue.exercise(entry.item).forms[0]
    card = card_of(workspace, entry, form.card)
    return tuple(dict.fromkeys((*form.links, *(card.links if card else ()))))


def link_text(link: Link) -> str:
    """A link on one line, with its address."""
    address = link.url
    if link.arxiv:
        address = f"https://arxiv.org/abs/{link.arxiv}"
    elif link.doi:
        address = f"https://doi.org/{link.doi}"
    return ", ".join(filter(None, (link.title, link.at, address)))
