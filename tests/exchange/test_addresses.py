"""Banks by their address: from a server and a repository of the test's own."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drill.banks.load import find_banks, origin_of
from drill.errors import UsageError
from drill.exchange import StagedShelf, addresses, download, remove, staged
from drill.exchange.addresses import fetch
from drill.locations import Locations, find

BANK = "topic: t\nexercises:\n- id: one\n  prompt: One?\n  answer: {number: 1}\n"
SCHEMES = ("http", "file")
POLL_S = 0.01
"""So often the server looks whether it is to end; half a second would pass in every test."""
Serve = Callable[[str, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve("/banks.zip", data)`` gives its address; data that begins with ``to `` redirects."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = pages.get(self.path)
            if data is not None and data.startswith(b"to "):
                self.send_response(302)
                self.send_header("Location", data[3:].decode())
                self.end_headers()
                return
            self.send_response(404 if data is None else 200)
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,), daemon=True)
    thread.start()

    def add(path: str, data: bytes) -> str:
        pages[path] = data
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield add
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def places(tmp_path: Path, no_shipped_banks: None) -> Locations:
    return find({"DRILL_HOME": str(tmp_path / "home")})


def zipped(*members: tuple[str | zipfile.ZipInfo, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members:
            archive.writestr(name, text)
    return out.getvalue()


def tarred(*members: tuple[tarfile.TarInfo | str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for member, text in members:
            about = tarfile.TarInfo(member) if isinstance(member, str) else member
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text.encode()))
    return out.getvalue()


def link(kind: bytes) -> tarfile.TarInfo:
    about = tarfile.TarInfo("a/link.yaml")
    about.type, about.linkname = kind, "/etc/passwd"
    return about


def repository(folder: Path, files: Mapping[str, str]) -> str:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    return commit(folder)


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x")
    return f"file://{folder}/.git"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    )


def placed(address: str, places: Locations, name: str = "", at: str = "") -> StagedShelf:
    with staged(address, places, at=at, name=name, schemes=SCHEMES) as shelf:
        shelf.place()
        return shelf


def test_an_archive_becomes_a_shelf_and_goes_again(serve: Serve, places: Locations) -> None:
    files = (
        ("top/a.yaml", BANK),
        ("top/sub/b.yaml", BANK),
        ("top/.ci/c.yaml", BANK),
        ("top/mkdocs.yaml", "nav: []\n"),
    )
    for address in (serve("/Some%20banks.zip", zipped(*files)), serve("/x.tar.gz", tarred(*files))):
        shelf = placed(serve("/again.zip", b"to " + address.encode()), places, "some")
        assert shelf.left_out == ("mkdocs.yaml",)
        found = find_banks(places.banks)
        assert [bank.id for bank in found] == ["some/a", "some/sub"]
        assert found[0].source == origin_of(places.banks / "some")
        remove("some", places)
        assert (find_banks(places.banks), sorted(places.banks.iterdir())) == ((), [places.banks / ".lock"])
    with pytest.raises(UsageError, match="no banks were got as some"):
        remove("some", places)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_repository_and_its_next_state(tmp_path: Path, places: Locations) -> None:
    folder = tmp_path / "repo"
    address = repository(folder, {"banks/a/t.yaml": BANK, "banks/a/_subject.yaml": "title: A\n"})
    (folder / ".gitattributes").write_text("*.yaml filter=evil\n")
    commit(folder)
    assert placed(address, places, "mine", at="banks").origin["at"] == "banks"
    assert [bank.id for bank in find_banks(places.banks)] == ["mine/a"]
    (folder / "banks" / "b.yaml").write_text(BANK)
    commit(folder)
    (places.banks / "mine" / "a" / "t.yaml").write_text(BANK.replace("One", "Edited"))
    with staged("mine", places, schemes=SCHEMES) as shelf:
        assert shelf.is_update
        kept = shelf.place()
    assert kept is not None
    assert "Edited" in (kept / "a" / "t.yaml").read_text()
    assert [bank.id for bank in find_banks(places.banks)] == ["mine/a", "mine/b"]
    os.symlink("/etc/passwd", folder / "link.yaml")
    commit(folder)
    with pytest.raises(UsageError, match="contains a link"):
        fetch(address, schemes=SCHEMES)
    with pytest.raises(UsageError, match="cannot be fetched"):
        fetch(f"file://{tmp_path}/none.git", schemes=SCHEMES)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (zipped(("../a.yaml", BANK)), "points elsewhere"),
        (zipped(("/a.yaml", BANK)), "points elsewhere"),
        (zipped(("a\\..\\b.yaml", BANK)), "points elsewhere"),
        (zipped(("x/a.yaml", BANK), ("X/b.yaml", BANK)), "one name on many systems"),
        (zipped(("x/ä.yaml", BANK), ("x/a\u0308.yaml", BANK)), "one name on many systems"),
        (tarred((link(tarfile.SYMTYPE), "")), "a link or a device"),
        (tarred((link(tarfile.LNKTYPE), "")), "a link or a device"),
        (tarred((link(tarfile.CHRTYPE), "")), "a link or a device"),
        (tarred(("a.yaml", BANK))[:60], "damaged"),
        (b"PK nothing", "damaged"),
        (b"no archive", "damaged"),
        (tarred(("a.yaml", BANK))[:30] + b"x" * 90, "damaged"),
        (zipped(("a.txt", "x")), "no .yaml file in it"),
        (zipped(("a.yaml", "nav: []\n")), "it has no bank"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,  # an archive holds the time of its making
)
def test_what_is_refused(serve: Serve, places: Locations, data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        placed(serve("/x.zip", data), places, "x")
    assert find_banks(places.banks) == ()


def test_names_that_a_shell_could_expand_are_left_out(serve: Serve, places: Locations) -> None:
    names = ("<(touch PWNED)", "$(touch PWNED)", "`touch PWNED`", "{a,b}", "two words", "-x", "a;b")
    files = [(f"top/{name}.yaml", BANK) for name in (*names, "Größe_2.b-c")]
    files += [("top/two words/b.yaml", BANK), ("top/pictures/my picture (1).png", "")]
    shelf = placed(serve("/x.zip", zipped(*files)), places, "x")
    assert [bank.id for bank in find_banks(places.banks)] == ["x/Größe_2.b-c"]
    assert shelf.misnamed == tuple(sorted((*(f"{name}.yaml" for name in names), "two words/b.yaml")))
    with pytest.raises(UsageError, match="has only letters, digits"):
        placed(serve("/y.zip", zipped(("<(touch PWNED).yaml", BANK))), places, "y")


def test_a_link_in_a_zip_is_refused(serve: Serve) -> None:
    about = zipfile.ZipInfo("link.yaml")
    about.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(UsageError, match="a link or a device"):
        fetch(serve("/x.zip", zipped((about, "/etc/passwd"))), schemes=SCHEMES)


def test_a_transfer_and_what_it_unpacks_to_have_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tarred(("a.txt", "x" * 3_000_000))
    monkeypatch.setattr(addresses, "_MOST_UNPACKED", 1_000_000)
    with pytest.raises(UsageError, match="unpacks to more than"):
        fetch(serve("/x.tgz", bomb), schemes=SCHEMES)
    monkeypatch.setattr(addresses, "MOST_KEPT", 100)
    with pytest.raises(UsageError, match="files of YAML"):
        fetch(serve("/x.zip", zipped(("a.yaml", BANK * 9))), schemes=SCHEMES)
    monkeypatch.setattr(addresses, "MOST_BYTES", 1_000)
    with pytest.raises(UsageError, match="was stopped: it has more than"):
        fetch(serve("/x.zip", b"x" * 2_000), schemes=SCHEMES)
    monkeypatch.setattr(download, "LIMIT_S", -1.0)
    with pytest.raises(UsageError, match="it took longer than"):
        fetch(serve("/y.zip", b"x"), schemes=SCHEMES)


@pytest.mark.parametrize(
    "address",
    ["http://a/b.zip", "git@host:a/b.git", "ssh://a/b.git", "ext::sh -c x.git", "file:///a/b.git", "-x.git",
     "https://me:secret@a/b.git", "https://a/b", "https://a/ b.zip", "https://a/b.zip\n", "https://[a/b.zip"],
)  # fmt: skip
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(UsageError) as raised:
        fetch(address)
    assert raised.value.hint or "none of" in raised.value.message


def test_redirects_stay_where_it_is_safe(serve: Serve) -> None:
    for to in ("ftp://127.0.0.1/x.zip", "file:///etc/passwd", "https://127.0.0.1:1/x.zip"):
        with pytest.raises(UsageError, match="cannot be fetched"):
            fetch(serve("/x.zip", b"to " + to.encode()), schemes=("http",))
    with pytest.raises(UsageError, match="Not Found"):
        fetch(serve("/x.zip", b"").replace("x.zip", "y.zip"), schemes=SCHEMES)


@pytest.mark.parametrize("name", ["my", "papers", "calc", "Bad Name", "a"])
def test_names_that_are_taken(
    serve: Serve, places: Locations, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shipped = places.data / "shipped"
    for path in (shipped / "calc" / "t.yaml", places.banks / "a.yaml"):
        path.parent.mkdir(parents=True)
        path.write_text(BANK)
    monkeypatch.setattr("drill.exchange.got_shelves.shipped_banks", lambda: shipped)
    with pytest.raises(UsageError) as raised:
        placed(serve("/x.zip", zipped(("b.yaml", BANK))), places, name)
    assert "--as NAME" in raised.value.hint


def test_another_address_does_not_take_the_place(serve: Serve, places: Locations) -> None:
    first = serve("/x.zip", zipped(("b.yaml", BANK)))
    placed(first, places)
    assert placed(first, places).is_update
    with pytest.raises(UsageError, match="taken by the banks of"):
        placed(serve("/other/x.zip", zipped(("b.yaml", BANK))), places)


def packed(kind: int, data: bytes, base: bytes = b"") -> bytes:
    """An object of a pack of git's: a blob is of kind 3, what is made of the object ``base`` of kind 7."""
    size, header = len(data), bytearray()
    first, size = (kind << 4) | (size & 15), size >> 4
    while size:
        header.append(first | 128)
        first, size = size & 127, size >> 7
    header.append(first)
    return bytes(header) + base + zlib.compress(data)


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes((*out, number))


def object_id(kind: str, data: bytes) -> bytes:
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).digest()


def repository_with_a_delta(folder: Path, megabytes: int) -> str:
    """A repository with a file of so many megabytes, which a pack of a few kilobytes describes."""
    base, tree_of = bytes(1 << 20), b"100644 a.yaml\0"
    copy = b"\xc0\x10"  # a megabyte from the beginning
    delta = varint(len(base)) + varint(megabytes << 20) + copy * megabytes
    whole = hashlib.sha1(f"blob {megabytes << 20}\0".encode())
    for _ in range(megabytes):
        whole.update(base)
    tree = tree_of + whole.digest()
    named = b"a <a> 0 +0000\n"
    commit_ = b"tree %s\nauthor %scommitter %s\nx" % (object_id("tree", tree).hex().encode(), named, named)
    objects = [
        packed(1, commit_), packed(2, tree), packed(3, base), packed(7, delta, object_id("blob", base)),
    ]  # fmt: skip
    pack = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(objects)
    pack += hashlib.sha1(pack).digest()
    git(folder, "init", "-q", "-b", "main", "--bare")
    subprocess.run(["git", "index-pack", "--stdin"], cwd=folder, input=pack, check=True, capture_output=True)
    (folder / "refs" / "heads" / "main").write_text(object_id("commit", commit_).hex() + "\n")
    return f"file://{folder}"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a program has a limit on Linux")
def test_git_has_a_limit_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bomb.git"
    folder.mkdir()
    address = repository_with_a_delta(folder, 200)
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 1_000_000
    monkeypatch.setattr("drill.limits.MEMORY_BYTES", 150_000_000)
    with pytest.raises(UsageError, match=r"was stopped|cannot be fetched"):
        fetch(address, schemes=SCHEMES)


def folder_header(number: int) -> tuple[tarfile.TarInfo, str]:
    about = tarfile.TarInfo(f"folder-{number}")
    about.type = tarfile.DIRTYPE
    return about, ""


def header(kind: bytes, size: int) -> tuple[tarfile.TarInfo, str]:
    about = tarfile.TarInfo("a.yaml")
    about.type = kind
    return about, "11 path=aa\n" * (size // 11)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (tarred(header(tarfile.XHDTYPE, 100_000), ("a.yaml", BANK)), "a header in it is too long"),
        (tarred(header(tarfile.XGLTYPE, 100_000), ("a.yaml", BANK)), "a header in it is too long"),
        (tarred(header(tarfile.GNUTYPE_LONGNAME, 100_000), ("a.yaml", BANK)), "a header in it is too long"),
        (zipped(("a.yaml", BANK), *((f"{n}.txt", "") for n in range(30))), "more than 20 files and folders"),
        (zipped(("a.yaml", BANK), *((f"{n}/", "") for n in range(30))), "more than 20 files and folders"),
        (tarred(("a.yaml", BANK), *(folder_header(n) for n in range(30))), "more than 20 files and folders"),
        (zipped(("x/" * 2000 + "a.yaml", BANK)), "more than 20 folders in one another"),
        (tarred(("x/" * 40 + "a.yaml", BANK)), "more than 20 folders in one another"),
        (zipped(("x" * 500 + ".yaml", BANK)), "or 400 characters"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_numbers_and_headers_have_bounds(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, data: bytes, told: str
) -> None:
    monkeypatch.setattr(addresses, "_MOST_MEMBERS", 20)
    with pytest.raises(UsageError, match=told):
        fetch(serve("/x.zip", data), schemes=SCHEMES)
