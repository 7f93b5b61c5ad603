"""What the paper leans on and does not show: looked up once, then written from memory; the learner judges."""

from __future__ import annotations

from collections.abc import Iterator

from drill.checking import SelfSpec
from drill.papers.draft import Draft, Paper, Skipped
from drill.papers.draft_building import contained, exercise
from drill.papers.sheet.model import AbsentRow
from drill.papers.wording import capital, pick, plain, short_title


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each formula of another work that the text leans on."""
    for absent in {row.what: row for row in paper.sheet.absent}.values():
        yield from contained("referenced", absent.what, lambda absent=absent: [_made(paper, absent)])


def _made(paper: Paper, absent: AbsentRow) -> Draft | Skipped:
    name = absent.what.removeprefix("equation ")
    if name != absent.what and " " not in name:
        return Skipped("referenced", absent.what, "The source refers to a label that is defined nowhere.")
    what = plain(absent.what)
    where = f"line {absent.line} of {plain(absent.file)}" if absent.file else "the place where it is cited"
    ask = pick(
        absent.what,
        f"Look it up once. Then write “{what}” from memory: the formula, and what each symbol in it means.",
        f"Write down “{what}” from memory, with a word on every symbol. Look it up first if it is new.",
    )
    body = exercise(
        title=capital(absent.what)[:60],
        prompt=f"{capital(short_title(paper.sheet))} relies on “{what}” without showing it.\n\n{ask}",
        answer=SelfSpec(kind="self", text="compare with the work that the paper cites there"),
        level=3,
        shape="a gap: what the paper takes for granted",
        motion="find it in the cited work, and carry it over into this paper's symbols",
        hints=[f"The paper speaks of it at {where}."],
        steps=[f"The citation at {where} names the work."],
        links=[f"{capital(short_title(paper.sheet))}, {where}"],
    )
    return Draft("referenced", absent.what, absent.what, "", body, is_proved=False)
