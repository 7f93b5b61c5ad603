"""Left-over markup in rendered texts: what a reader would see as code instead of mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.typeset import prose_left_over

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_DOLLAR = re.compile(r"(?<!\\)\$")


def markup_faults(text: str) -> Iterator[str]:
    """Yield faults in a rendered text: dollars without a partner, unknown commands."""
    plain = _CODE.sub("", text)
    if len(_DOLLAR.findall(plain.replace("$$", ""))) % 2:
        yield r"a dollar has no partner; write \$ for one that is money"
        return
    for left in prose_left_over(text, width=76):
        yield f"{left} is not typeset"
