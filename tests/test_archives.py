"""Archives of strangers: what is read of them, what is not, and where reading ends."""

from __future__ import annotations

import gzip
import io
import random
import stat
import struct
import tarfile
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill import archives
from drill.archives import Member, is_archive, plain_member, read_archive
from drill.errors import UsageError
from tests.papers.packing import encrypted, tarred, zip_of_link, zipped

NOISE = random.Random(5).randbytes(3_000)
SOUND = (("src/main.tex", "one"), ("src/part.tex", "two"))


def read(data: bytes, most: int = 1_000, lone_name: str = "") -> tuple[dict[str, bytes], dict[str, str]]:
    """The members of an archive, and the faults of what was left out."""
    faults: dict[str, str] = {}

    def choose(member: Member) -> int:
        if member.fault:
            faults[member.name] = member.fault
        return most

    return dict(read_archive(data, choose, lone_name=lone_name)), faults


def files(*members: tuple[str, str | bytes], mode: str = "w:gz") -> bytes:
    return tarred([(name, content, tarfile.REGTYPE) for name, content in members], mode)


def headed(kind: bytes, size: int) -> bytes:
    """A .tar that says so much of one member."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        about = tarfile.TarInfo("a.yaml")
        about.type, about.size = kind, size
        archive.addfile(about, io.BytesIO(b"11 path=aa\n" * (size // 11 + 1)))
        archive.addfile(tarfile.TarInfo("b.yaml"))
    return out.getvalue()


@pytest.mark.parametrize("data", [zipped(SOUND), files(*SOUND), files(*SOUND, mode="w")], ids="zgt")
def test_sound_archives_are_read_in_order_whatever_they_are_called(data: bytes) -> None:
    assert is_archive(data)
    found, faults = read(data)
    assert (list(found.items()), faults) == ([("src/main.tex", b"one"), ("src/part.tex", b"two")], {})
    assert read(data, lone_name="x")[0] == found


def test_what_is_no_archive_within_gzip_is_one_member_if_it_is_named() -> None:
    packed = gzip.compress(b"text" * 200)
    assert read(packed, lone_name="a.tex")[0] == {"a.tex": b"text" * 200}
    with pytest.raises(UsageError, match="no archive, or is damaged"):
        read(packed)


def test_archives_within_archives_stay_closed() -> None:
    inner = zipped(SOUND)
    assert read(files(("in.zip", inner)))[0] == {"in.zip": inner}
    assert read(gzip.compress(gzip.compress(b"x")), lone_name="a")[0]["a"].startswith(b"\x1f\x8b")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a/b.tex", "a/b.tex"), ("./a//b.tex", "a/b.tex"), ("a\\b.tex", "a/b.tex"), ("a/./b", "a/b"),
        ("Größe", "Größe"), ("..a/b..c", "..a/b..c"), ("a b$(c)", "a b$(c)"),
    ],
)  # fmt: skip
def test_names_are_made_plain(name: str, plain: str) -> None:
    assert plain_member(name, 3) == Member(plain, 3)
    assert list(read(files((name, "x")))[0]) == [plain]
    assert list(read(zipped([(name, "x")]))[0]) == [plain]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../a", "points elsewhere"), ("a/../../b", "points elsewhere"), ("a/../b", "points elsewhere"),
        ("/etc/passwd", "points elsewhere"), ("\\\\host\\a", "points elsewhere"),
        ("C:\\a", "points elsewhere"),
        ("c:a", "points elsewhere"), ("a\\..\\b", "points elsewhere"), ("./", "points elsewhere"),
        ("a\x1b[2Jb", "is not text"), ("a\nb", "is not text"), ("a\u202eb", "is not text"),
        ("x/" * 40 + "a", "more than 20 folders"), ("x" * 500, "400 characters"),
    ],
)  # fmt: skip
def test_names_of_no_honest_archive_are_faults_and_nothing_is_read(name: str, fault: str) -> None:
    assert fault in plain_member(name, 1).fault
    for data in (files((name, "x"), ("b", "y")), zipped([(name, "x"), ("b", "y")])):
        found, faults = read(data)
        is_folder = name.endswith("/")
        assert (found, len(faults)) == ({"b": b"y"}, 0 if is_folder and data[:2] == b"PK" else 1)
        assert all(fault in each and each and "\x1b" not in shown for shown, each in faults.items())


def test_a_name_that_ends_early_in_a_zip_is_read_whole() -> None:
    data = zipped([("a.yamlQ.png", "x")]).replace(b"Q.png", b"\0.png")
    assert read(data) == ({}, {"a.yaml.png": "a name that is not text"})


def test_names_in_other_encodings_are_text() -> None:
    about = tarfile.TarInfo("caf\udce9.tex")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", errors="surrogateescape", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(about)
    assert read(out.getvalue()) == ({"caf\ufffd.tex": b""}, {})


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE],
)
def test_links_and_devices_are_faults(kind: bytes) -> None:
    found, faults = read(tarred([("a.tex", "x", tarfile.REGTYPE), ("link", "/etc/passwd", kind)]))
    is_file = kind == tarfile.CONTTYPE
    assert list(found) == ["a.tex", "link"] if is_file else ["a.tex"]
    assert faults == ({} if is_file else {"link": "a link or a device"})


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_in_a_zip_are_faults(kind: int) -> None:
    about = zipfile.ZipInfo("link.yaml")
    about.external_attr = (kind | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(about, "/etc/passwd")
    assert read(out.getvalue()) == ({}, {"link.yaml": "a link or a device"})
    assert "link.tex" in read(zip_of_link("link.tex", "/etc/passwd"))[1]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no archive", b"PK", b"PK\x03\x04 and no more", b"\x1f\x8b", files(*SOUND)[:60],
        files(*SOUND)[:30] + b"x" * 90, zipped(SOUND)[:80], zipped(SOUND)[:-8], gzip.compress(NOISE)[:900],
        b"7z\xbc\xaf\x27\x1c" + NOISE, b"Rar!\x1a\x07" + NOISE,
    ],
    ids=list("abcdefghijkl"),
)  # fmt: skip
def test_what_is_torn_or_no_archive_is_told(data: bytes) -> None:
    with pytest.raises(UsageError, match="no archive, or is damaged or incomplete"):
        read(data)


def test_an_encrypted_member_is_told_where_it_is_wanted() -> None:
    data = encrypted([("main.tex", "x")])
    with pytest.raises(UsageError, match=r"encrypted file: 'main.tex' .*its password"):
        read(data)
    assert read(data, most=0) == ({}, {})


def test_no_more_is_unpacked_than_is_asked_for() -> None:
    zeros = bytes(5_000_000)
    for data in (files(("a", zeros)), zipped([("a", zeros)])):
        assert len(data) < 10_000
        assert len(read(data, most=1_000)[0]["a"]) == 1_001
    assert len(read(gzip.compress(zeros), most=1_000, lone_name="a")[0]["a"]) == 1_001


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(3_000_000)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    for data, most in ((files(("a", zeros)), 0), (zipped([("a", zeros), ("b", zeros)]), 700_000)):
        with pytest.raises(UsageError, match="unpacks to more than 1 MB"):
            read(data, most=most)
    assert read(zipped([("a", zeros)]), most=0) == ({}, {})
    monkeypatch.setattr(archives, "MOST_PACKED", 1_000)
    with pytest.raises(UsageError, match="has more than 0 MB"):
        read(zipped([("a", NOISE)]))


def test_a_zip_that_says_too_little_of_a_member_is_damaged() -> None:
    data = bytearray(zipped([("a", bytes(100_000))]))
    for mark, size_at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.find(mark) + size_at, 10)
    with pytest.raises(UsageError, match="damaged"):
        read(bytes(data))


@pytest.mark.parametrize("ending", ["", "/"])
def test_members_have_a_number(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 20)
    many = [(f"{number}{ending}", "") for number in range(30)]
    kind = tarfile.DIRTYPE if ending else tarfile.REGTYPE
    for data in (zipped(many), tarred([(name, "", kind) for name, _ in many])):
        with pytest.raises(UsageError, match="more than 20 files and folders"):
            read(data)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_what_is_said_of_a_member_has_bounds(kind: bytes) -> None:
    with pytest.raises(UsageError, match="a header in it is too long"):
        read(headed(kind, 100_000))


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=8), st.integers(0, 2))
def test_no_spoilt_archive_is_a_traceback_or_a_name_elsewhere(
    spoils: list[tuple[int, int]], which: int
) -> None:
    data = bytearray((SPOILT_ZIP, SPOILT_TAR, SPOILT_GZ)[which])
    for place, byte in spoils:
        data[place % len(data)] = byte
    with suppress(UsageError):
        for name in read(bytes(data), lone_name="lone")[0]:
            assert plain_member(name, 0) == Member(name, 0)


SPOILT_ZIP = zipped([*SOUND, ("a.png", NOISE)])
SPOILT_TAR = files(*SOUND, ("x" * 150, "long"), mode="w")
SPOILT_GZ = files(*SOUND)
