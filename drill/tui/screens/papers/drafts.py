"""Drafts."""

from drill.tui.screens.papers.part import Part


class DraftsPart(Part):
    """Drafts."""

    called = "drafts"
