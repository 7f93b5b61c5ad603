"""Banks by their address: from a server and folders of the test's own."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drill import archives
from drill.banks.load import ORIGIN_FILE, find_banks, origin_of
from drill.errors import UsageError
from drill.exchange import StagedShelf, addresses, download, remove_shelf, stage_shelf
from drill.exchange.addresses import fetch_banks
from drill.locations import Locations, find

BANK = "topic: t\nexercises:\n- id: one\n  prompt: One?\n  answer: {number: 1}\n"
SCHEMES = ("http",)
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


def repository(folder: Path, files: Mapping[str, str], url: str = "") -> Path:
    """A folder with files, as a clone of an address has them."""
    for name, text in {**files, ".git/config": f'[remote "origin"]\n\turl = {url}\n'}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def linked() -> bytes:
    about = tarfile.TarInfo("a/link.yaml")
    about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return tarred((about, ""))


def placed(address: str, places: Locations, name: str = "", at: str = "") -> StagedShelf:
    with stage_shelf(address, places, at=at, name=name, schemes=SCHEMES) as shelf:
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
        remove_shelf("some", places)
        assert (find_banks(places.banks), sorted(places.banks.iterdir())) == ((), [places.banks / ".lock"])
    with pytest.raises(UsageError, match="no banks were got as some"):
        remove_shelf("some", places)


def test_a_folder_and_its_next_state(tmp_path: Path, places: Locations) -> None:
    folder = repository(
        tmp_path / "repo",
        {
            "banks/a/t.yaml": BANK,
            "banks/a/_subject.yaml": "title: A\n",
            "top.yaml": BANK,
            ".ci/c.yaml": BANK,
            "banks/.hidden.yaml": BANK,
        },
    )
    assert placed(f"{folder}/", places, "mine", at="banks").origin["at"] == "banks"
    assert [bank.id for bank in find_banks(places.banks)] == ["mine/a"]
    (folder / "banks" / "b.yaml").write_text(BANK)
    (places.banks / "mine" / "a" / "t.yaml").write_text(BANK.replace("One", "Edited"))
    with stage_shelf("mine", places) as shelf:
        assert (shelf.is_update, shelf.origin["address"]) == (True, str(folder))
        kept = shelf.place()
    assert kept is not None
    assert "Edited" in (kept / "a" / "t.yaml").read_text()
    assert [bank.id for bank in find_banks(places.banks)] == ["mine/a", "mine/b"]
    assert fetch_banks(str(folder)).revision != fetch_banks(str(folder), "banks").revision
    folder.rename(tmp_path / "moved")
    with pytest.raises(UsageError, match="there is no folder") as raised, stage_shelf("mine", places):
        pass
    assert raised.value.hint == "was it moved?"


def test_a_folder_is_called_as_it_is_and_named_from_anywhere(
    tmp_path: Path, places: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path / "Some banks", {"t.yaml": BANK})
    monkeypatch.chdir(folder)
    for address in (".", "../Some banks", str(folder)):
        assert placed(address, places).name == "some-banks"
    assert origin_of(places.banks / "some-banks")["address"] == str(folder)


def test_of_a_folder_nothing_is_read_that_lies_outside(tmp_path: Path, places: Locations) -> None:
    secret = tmp_path / "secret" / "s.yaml"
    secret.parent.mkdir()
    secret.write_text(BANK)
    folder = repository(tmp_path / "repo", {"t.yaml": BANK, "docs/readme.md": "x"})
    (folder / "linked").symlink_to(secret.parent)
    (folder / "page.html").symlink_to(secret)
    assert list(fetch_banks(str(folder)).files) == ["t.yaml"]
    for at in ("../secret", "linked", "docs", "none"):
        with pytest.raises(UsageError, match=r"no \.yaml file in"):
            fetch_banks(str(folder), at if at != "linked" else "linked/..//../secret")
    (folder / "link.yaml").symlink_to(secret)
    with pytest.raises(UsageError, match="contains a link"):
        fetch_banks(str(folder))
    (folder / "link.yaml").unlink()
    os.mkfifo(folder / "pipe.yaml")
    with pytest.raises(UsageError, match="a link or a device"):
        fetch_banks(str(folder))


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_folders_that_only_names_have_count_too(
    serve: Serve, pack: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 20)
    members = [(f"{number}/" * 10 + f"{number}.yaml", BANK) for number in range(3)]
    name = "/x.zip" if pack is zipped else "/x.tar.gz"
    assert len(fetch_banks(serve(name, pack(members[0])), schemes=SCHEMES).files) == 1
    with pytest.raises(UsageError, match="more than 20 files and folders"):
        fetch_banks(serve(name, pack(*members)), schemes=SCHEMES)


def test_a_folder_with_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "repo", {"t.yaml": BANK, **{f"{number}.txt": "" for number in range(30)}})
    monkeypatch.setattr(addresses, "MOST_KEPT", 10)
    with pytest.raises(UsageError, match="files of YAML"):
        fetch_banks(str(folder))
    monkeypatch.setattr(archives, "MOST_MEMBERS", 20)
    with pytest.raises(UsageError, match="more than 20 files") as raised:
        fetch_banks(str(folder))
    assert "--at PATH" in raised.value.hint


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("https://a.org/b/banks.git", "git clone https://a.org/b/banks.git\n  drill get ./banks"),
        ("https://a.org/banks.git/", "git clone https://a.org/banks.git/\n  drill get ./banks"),
        ("git+https://a.org/banks", "git clone https://a.org/banks\n  drill get ./banks"),
        ("git+https://a.org/b.git", "git clone https://a.org/b.git\n  drill get ./b"),
        ("git@a.org:me/banks.git", "git clone git@a.org:me/banks.git\n  drill get ./banks"),
        ("git@a.org:banks", "git clone git@a.org:banks\n  drill get ./banks"),
        ("ssh://git@a.org/banks", "git clone ssh://git@a.org/banks\n  drill get ./banks"),
        ("git://a.org/x;ls.git", "git clone 'git://a.org/x;ls.git'\n  drill get './x;ls'"),
    ],
)
def test_a_repository_is_told_the_two_lines_to_type(places: Locations, address: str, lines: str) -> None:
    with pytest.raises(UsageError) as raised, stage_shelf(address, places):
        pass
    told = "drill get no longer runs git. Clone the repository, then name its folder:\n  "
    assert str(raised.value) == told + lines
    with pytest.raises(UsageError) as raised, stage_shelf(address, places, at="a b", name="mine"):
        pass
    assert str(raised.value).endswith(" --at 'a b' --as mine")


def test_banks_that_git_fetched_before_stay_and_are_updated_from_a_clone(
    tmp_path: Path, places: Locations
) -> None:
    url = "https://a.org/banks.git"
    shelf = repository(places.banks / "mine", {"t.yaml": BANK})
    origin = {"address": url, "at": "sub", "revision": "1", "sum": "2"}
    (shelf / ORIGIN_FILE).write_text(json.dumps(origin))
    for source in ("mine", url):
        with pytest.raises(UsageError) as raised, stage_shelf(source, places, name="mine", at="sub"):
            pass
        lines = f"git clone {url}\n  drill get ./banks --at sub --as mine"
        assert str(raised.value).endswith(f" Clone the repository, then name its folder:\n  {lines}")
        assert (" The banks of mine stay as they are. " in str(raised.value)) == (source == "mine")
    assert [bank.id for bank in find_banks(places.banks)] == ["mine/t"]
    other = repository(tmp_path / "other", {"sub/t.yaml": BANK}, "https://a.org/other.git")
    with pytest.raises(UsageError, match="mine is taken by the banks of https://a"):
        placed(str(other), places, "mine", "sub")
    clone = repository(tmp_path / "banks", {"sub/t.yaml": BANK, "sub/u.yaml": BANK}, url)
    assert placed(str(clone), places, "mine", "sub").is_update
    assert [bank.id for bank in find_banks(places.banks)] == ["mine/t", "mine/u"]
    assert placed("mine", places).origin["address"] == str(clone)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (zipped(("../a.yaml", BANK)), "points elsewhere"),
        (zipped(("x/a.yaml", BANK), ("X/b.yaml", BANK)), "the same name on many systems"),
        (zipped(("a.yaml", BANK), ("a.yaml/b.yaml", BANK)), "two things in it are called a.yaml"),
        (tarred(("a/b.yaml/c.yaml", BANK), ("a/b.yaml", BANK)), "two things in it are called a/b.yaml"),
        (zipped(("x/ä.yaml", BANK), ("x/a\u0308.yaml", BANK)), "the same name on many systems"),
        (linked(), "a link or a device"),
        (tarred(("a.yaml", BANK))[:60], "damaged"),
        (b"no archive", "damaged"),
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


def test_a_transfer_and_what_it_unpacks_to_have_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tarred(("a.txt", "x" * 3_000_000))
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(UsageError, match="unpacks to more than"):
        fetch_banks(serve("/x.tgz", bomb), schemes=SCHEMES)
    monkeypatch.setattr(addresses, "MOST_KEPT", 100)
    with pytest.raises(UsageError, match="files of YAML"):
        fetch_banks(serve("/x.zip", zipped(("a.yaml", BANK * 9))), schemes=SCHEMES)
    monkeypatch.setattr(download, "MOST_BYTES", 1_000)
    with pytest.raises(UsageError, match="was stopped: it has more than"):
        fetch_banks(serve("/x.zip", b"x" * 2_000), schemes=SCHEMES)
    monkeypatch.setattr(download, "LIMIT_S", -1.0)
    with pytest.raises(UsageError, match="it took longer than"):
        fetch_banks(serve("/y.zip", b"x"), schemes=SCHEMES)


@pytest.mark.parametrize(
    "address",
    ["http://a/b.zip", "git@host:a/b.git", "ssh://a/b.git", "ext::sh -c x.git", "file:///a/b.git", "-x.git",
     "",      "https://me:secret@a/b.git", "https://a/b", "https://a/ b.zip", "https://a/b.zip\n", "https://[a/b.zip"],
)  # fmt: skip
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(UsageError) as raised:
        fetch_banks(address)
    assert raised.value.hint or "none of" in raised.value.message


def test_redirects_stay_where_it_is_safe(serve: Serve) -> None:
    for to in ("ftp://127.0.0.1/x.zip", "file:///etc/passwd", "https://127.0.0.1:1/x.zip"):
        with pytest.raises(UsageError, match="cannot be fetched"):
            fetch_banks(serve("/x.zip", b"to " + to.encode()), schemes=("http",))
    with pytest.raises(UsageError, match="Not Found"):
        fetch_banks(serve("/x.zip", b"").replace("x.zip", "y.zip"), schemes=SCHEMES)


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
