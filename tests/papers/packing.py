"""Archives for the tests, sound and hostile."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable

SHOWN = "\\begin{equation}\\label{eq:one} x = y + 1 \\end{equation}"


def paper(body: str = SHOWN, preamble: str = "") -> str:
    """A small paper."""
    return f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\nHere.\n{body}\n\\end{{document}}\n"


def tarred(members: Iterable[tuple[str, str | bytes, bytes]], mode: str = "w:gz") -> bytes:
    """A tar of ``(name, text or link's target, type)``."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # pyright: ignore[reportCallIssue, reportArgumentType]
        for name, content, kind in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind == tarfile.REGTYPE:
                data = content.encode() if isinstance(content, str) else content
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
            else:
                info.linkname = str(content)
                archive.addfile(info)
    return buffer.getvalue()


def zipped(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A zip of ``(name, content)``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def zip_of_link(name: str, target: str) -> bytes:
    """A zip with a paper and a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.tex", paper("\\input{link}" + SHOWN))
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, target)
    return buffer.getvalue()


def encrypted(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A zip whose members say that they are encrypted."""
    data = bytearray(zipped(members))
    for mark, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags_at] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)
