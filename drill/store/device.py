"""The name of a device in events: random, and a new one for data copied to another machine or folder."""

from __future__ import annotations

import hashlib
import platform
import secrets
import uuid
from pathlib import Path

from sqlalchemy import bindparam
from sqlmodel import Session, select

from drill.gyr.events import DeviceId
from drill.store.engine import lock
from drill.store.tables import DeviceRow

# Built once, since every mark asks it: putting a statement together takes longer than running it.
_KNOWN = select(DeviceRow.id).where(DeviceRow.machine == bindparam("machine"))

_MACHINE_ID = Path("/etc/machine-id")
_RANDOM_NODE = 1 << 40  # uuid.getnode() sets this bit where it found no network card and drew a number


def machine_id() -> str:
    """Return an id that tells this machine from others and survives restarts."""
    try:
        identifier = _MACHINE_ID.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        identifier = ""
    if identifier:
        return identifier
    node = uuid.getnode()
    return platform.node() if node & _RANDOM_NODE else f"{node:012x}"


def machine_hash(machine: str, location: str) -> str:
    """Return a short hash of machine and folder; the folder may contain a name, so it is not kept itself."""
    return hashlib.sha256(f"{machine}\0{location}".encode("utf-8", "surrogateescape")).hexdigest()[:16]


def known_device(session: Session, machine: str) -> DeviceId | None:
    """Return the device of a machine hash, or ``None`` before its first event."""
    device = session.connection().execute(_KNOWN, {"machine": machine}).scalar()
    return None if device is None else DeviceId(device)


def device_of(session: Session, machine: str) -> DeviceId:
    """Return the device of a machine hash, created if necessary, inside a writing session."""
    known = known_device(session, machine)
    if known is None:
        lock(session, machine)  # another learner's window may be making it
        known = known_device(session, machine)
    if known is not None:
        return known
    device = DeviceId(secrets.token_hex(8))
    session.add(DeviceRow(id=device, machine=machine))
    return device
