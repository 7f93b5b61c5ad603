"""The last day of the former rule by which skills were learned: what it made learned stays so."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Note the day for each learner; days far ahead come from a clock that was wrong once."""
    tomorrow = date.today() + timedelta(1)  # somewhere it is that day already
    op.get_bind().execute(
        sa.text(
            "INSERT INTO meta (learner, name, value) SELECT learner, 'former rule until', max(study_day)"
            " FROM event WHERE study_day <= :tomorrow GROUP BY learner"
        ),
        {"tomorrow": tomorrow.isoformat()},
    )
