"""The row that holds the day's list, beside the log.

It is no event: it is never merged, a restored copy comes without it, and losing it costs a new plan.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from drill.store.database_tables import MetaRow

NAME: Final = "day"


def read_day_row(session: Session, learner: str) -> str | None:
    """Return the text of the learner's row, ``None`` where there is none."""
    row = session.get(MetaRow, (learner, NAME))
    return None if row is None else str(row.value)


def write_day(session: Session, learner: str, text: str, before: str | None) -> str:
    """Write the row if it is still ``before``; return what it holds now: another window may have been first.

    Inside a writing session.
    """
    stands = read_day_row(session, learner)
    if stands is not None and stands != before:
        return stands
    session.merge(MetaRow(learner=learner, name=NAME, value=text))
    return text
