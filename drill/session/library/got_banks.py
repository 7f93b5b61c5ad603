"""The effect of updating fetched banks on the learner's marks."""

from __future__ import annotations

from drill.banks.cache import Cache
from drill.banks.load import Loading
from drill.exchange import StagedShelf, read_file
from drill.session.workspace import Workspace


def marks_reset(workspace: Workspace, shelf: StagedShelf) -> int:
    """Count exercises that the learner has met whose answer is another in the new banks, or that are gone."""
    loading = Loading(Cache(workspace.places.cache / "banks"), read=read_file)
    new = loading.catalogue((), shelf.root, ())
    states = workspace.bare_states()
    reset = 0
    for entry in workspace.catalogue.entries.values():
        if entry.bank.startswith(f"{shelf.name}/") and entry.item in states:
            successor = new.entries.get(new.renamed.get(entry.item, entry.item))
            reset += successor is None or entry.maths not in successor.hashes
    return reset
