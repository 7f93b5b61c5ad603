"""Which skills the learner has: learned by their marks, or found known by a placement."""

from __future__ import annotations

from drill.gyr.path import Mastered, mastered
from drill.gyr.skills import Parts
from drill.session.placement import known_skills
from drill.session.workspace import Workspace


def mastery(workspace: Workspace, parts: Parts | None = None) -> Mastered:
    """Return the skills learned and known; ``parts`` are read where they are not given."""
    return mastered(
        workspace.candidates(), workspace.parts() if parts is None else parts, known_skills(workspace)
    )
