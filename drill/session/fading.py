"""Skills that fade: which of their exercises is checked, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from drill.gyr.checks import Offer, memory, retrievability
from drill.gyr.events import ItemId, SkillId
from drill.gyr.lines import Candidate
from drill.gyr.path import skills_of
from drill.gyr.skills import DAYS_APART, NOT_MET, Part, Parts, Skill
from drill.session.bank_shelves import trained
from drill.session.workspace import Workspace

# Of more greens that slip the others are not looked at.
_MOST = 5000


def fading(
    workspace: Workspace,
    parts: Parts,
    today: date,
    *,
    first: Collection[SkillId] = (),
    with_new: bool = False,
) -> tuple[Offer, ...]:
    """Return what to check today: an exercise of each skill that fades, or that only a check makes learned.

    A skill fades when all of its greens slip; an exercise that trains none is looked at alone. Those of the
    skills ``first`` come first, then the likeliest forgotten. The exercise is, ``with_new``, the next of the
    skill that was not met yet, else the green that is the likeliest forgotten.
    """
    slipping = {ItemId(each.item): each for each in workspace.store.slipping(today, at_most=_MOST)}
    skills = skills_of(workspace.candidates(), parts)
    offers = [
        (SkillId(""), offer)
        for item, offer in slipping.items()
        if (entry := workspace.catalogue.entries.get(item)) is not None and not trained(entry)
    ]
    for skill_id, skill in skills.items():
        offer = _faded(skill, slipping) or _awaited(workspace, skill, today)
        if offer is None or skill.is_held_up:
            continue
        if with_new and not skill.awaits_check and (item := _next_new(skill)) is not None:
            offer = offer._replace(item=item)
        if parts.get(ItemId(offer.item), NOT_MET).met_on != today:
            offers.append((skill_id, offer))
    offers.sort(key=lambda each: (each[0] not in first, each[1].retrievability, each[1].item))
    return tuple(offer for _, offer in offers)


def _faded(skill: Skill, slipping: Mapping[ItemId, Offer]) -> Offer | None:
    """What to check of a skill all of whose greens slip: as likely known as the best of them."""
    greens = [each.item for each, part in _with_parts(skill) if part.state == "green"]
    if not greens or any(item not in slipping for item in greens):
        return None
    offers = [slipping[item] for item in greens]
    faintest = min(offers, key=lambda offer: (offer.retrievability, offer.item))
    return faintest._replace(retrievability=max(offer.retrievability for offer in offers))


def _awaited(workspace: Workspace, skill: Skill, today: date) -> Offer | None:
    """What to check of a skill that has no second exercise, once that counts."""
    if not skill.awaits_check:
        return None
    for each, part in _with_parts(skill):
        if part.state == "green" and part.green_on is not None and today - part.green_on >= DAYS_APART:
            held = memory(workspace.state(workspace.catalogue.entries[each.item]).reviews, today)
            return None if held is None else Offer(each.item, retrievability(held, today))
    return None


def _next_new(skill: Skill) -> ItemId | None:
    """The next exercise of a skill that was never met, at most a level above its first."""
    waiting = [each for each, part in _with_parts(skill) if part.state == "unseen"]
    chosen = skill.second(waiting)
    return None if chosen is None else chosen.item


def _with_parts(skill: Skill) -> zip[tuple[Candidate, Part]]:
    return zip(skill.exercises, skill.parts, strict=True)
