"""What has the value of what it is of and no slope: ``\\mathrm{sg}[z]``, ``\\mathrm{stopgrad}(z)``."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.tree import Applied, Call, Node, Symbol

_HELD_FIXED: Final = frozenset(("sg", "stopgrad", "stopgradient", "detach"))


def is_held_fixed(part: Node) -> bool:
    """Whether a part is another one without its slopes."""
    match part:
        case Call(Symbol(base)) | Applied(Symbol(base)):
            return re.sub("[^a-z]", "", base.lower()) in _HELD_FIXED
        case _:
            return False
