"""Records of a check: a line for each exercise without an error, with its hashes and the number of draws.

A check since a record proves only what is new or changed: what was proved in this form once, when a release
was made or a bank was given away, need not be proved again to see that today's edits are right. The kept
proofs (`drill.proving.proofs`) promise more and are lost sooner: they hold on one machine, and only as long
as the code and the libraries that proved are the same. A record is a text that can lie beside the bank.

A check without a record says what a newer program finds in exercises that did not change. So it does of what
is in no exercise's hash: a topic's theory, and the ``seeds`` that a check always tries.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from drill.errors import UsageError
from drill.files import refuse_endless, save_text_file
from drill.text import one_line, quote_for_message

# All shipped exercises take a quarter of a megabyte.
MOST_BYTES = 50_000_000
_ROW = re.compile(r"(\S+) ([0-9a-f]{16}) ([0-9a-f]{16}) ([1-9]\d{0,8})", re.ASCII)
_HINT = "name a file that drill check --record FILE wrote"


class Recorded(NamedTuple):
    """An exercise as it was when no error was found in so many draws: its item and its content's hashes."""

    item: str
    maths: str
    wording: str
    variants: int

    @property
    def form(self) -> tuple[str, str]:
        """The content, whatever its name was."""
        return self.maths, self.wording


def read_check_record(path: Path) -> tuple[Recorded, ...]:
    """Read a record.

    Raises:
        UsageError: it cannot be read, or a line of it is none of a record.
    """
    try:
        if (size := refuse_endless(path).st_size) > MOST_BYTES:
            raise UsageError(f"{path}: {size:,} bytes are too many for a record", _HINT)
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: this is no record of a check: it is no text in UTF-8", _HINT) from None
    except OSError as error:
        raise UsageError(f"{path}: the record cannot be read: {error.strerror or error}", _HINT) from None
    return tuple(
        _read_row(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()
    )


def _read_row(path: Path, number: int, line: str) -> Recorded:
    match = _ROW.fullmatch(line.strip())
    if match is None:
        shown = quote_for_message(one_line(line))
        raise UsageError(f"{path}:{number}: this is no line of a record of a check: {shown}", _HINT)
    item, maths, wording, variants = match.groups()
    return Recorded(item, maths, wording, int(variants))


def update_check_record(path: Path, checked: Collection[str], proved: Iterable[Recorded]) -> None:
    """Write what was ``proved`` of the items that were ``checked``; what a record has of others stays.

    Raises:
        UsageError: there is a file that is no record; it is left as it is.
        FileError: it cannot be written.
    """
    others = [row for row in read_check_record(path) if row.item not in checked] if path.exists() else []
    rows = sorted({*others, *proved})
    save_text_file(path, "".join(f"{' '.join(map(str, row))}\n" for row in rows))
