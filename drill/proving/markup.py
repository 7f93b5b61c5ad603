"""Left-over markup in rendered texts: what a reader would see as code instead of mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from drill.typeset import prose_left_over

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_DOLLAR = re.compile(r"(?<!\\)\$")


def markup_faults(texts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield faults in rendered texts, each with its field: dollars without a partner, unknown commands."""
    for place, text in texts:
        plain = _CODE.sub("", text)
        if len(_DOLLAR.findall(plain.replace("$$", ""))) % 2:
            yield place, r"a dollar has no partner; write \$ for one that is money"
            continue
        for left in prose_left_over(text, width=76):
            yield place, f"{left} is not typeset"
