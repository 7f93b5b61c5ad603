"""What a release needs: its tag is the version, the changelog describes it, and it says how large it is.

    python -m tests.installed.release check TAG [--notes FILE]
    python -m tests.installed.release readme OWNER/NAME TAG
    python -m tests.installed.release measure WHEEL

``check`` writes the changelog's section on the version into FILE. ``readme`` has the links of README.md lead
to that tag of a repository on GitHub, since a page of an index has no folder for them to start from.
``measure`` installs a wheel without extras. What does not hold is said in one sentence, with exit code 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import drill

ROOT = Path(__file__).parents[2]
_HEADING = re.compile(r"^## +(\S+).*$", re.MULTILINE)
_NEXT = "Unreleased"
# A line that does not continue the one before it.
_BEGINS = re.compile(r"\s*([-*+|#>]|\d+[.)] |```|$)")
_RELATIVE_LINK = re.compile(r"(!?)(\[[^\]]*\])\((?![a-z]+:|#)([^)\s]+)\)")
_PICTURES = (".svg", ".png")


class ReleaseError(Exception):
    """Something about a release does not hold; the message is a sentence."""


def read_notes(tag: str, version: str, changelog: str) -> str:
    """Return what the changelog says of a version, as Markdown with a line for each paragraph.

    Raises ReleaseError: the tag is not the version, the changelog has no section on it, or an empty one, or
    entries that belong to no version.
    """
    if tag != f"v{version}":
        raise ReleaseError(f"The tag {tag} is not the version: drill is {version}, so its tag is v{version}.")
    sections = _split_sections(changelog)
    if version not in sections:
        raise ReleaseError(
            f"CHANGELOG.md has no section on {version}: begin one with the heading ## {version}."
        )
    if sections.get(_NEXT):
        raise ReleaseError(
            f'CHANGELOG.md has entries under "{_NEXT}": move them to the section on {version}.'
        )
    if not sections[version]:
        raise ReleaseError(f"The section on {version} in CHANGELOG.md is empty: say in it what has changed.")
    return _join_lines(sections[version]) + "\n"


def _split_sections(changelog: str) -> dict[str, str]:
    """Return the sections of a changelog by the first word of their headings."""
    _, *parts = _HEADING.split(changelog)
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _join_lines(markdown: str) -> str:
    """Return Markdown without line ends inside paragraphs, which the page of a release would show."""
    lines = [""]
    for line in markdown.splitlines():
        if _BEGINS.match(line) or not lines[-1] or lines[-1].startswith("#"):
            lines.append(line)
        else:
            lines[-1] += f" {line.strip()}"
    return "\n".join(lines[1:])


def link_to_tag(markdown: str, repository: str, tag: str) -> str:
    """Return Markdown whose relative links lead to files of a repository on GitHub at a tag."""

    def lead(link: re.Match[str]) -> str:
        sign, words, path = link.groups()
        view = "raw" if path.endswith(_PICTURES) else "blob"
        return f"{sign}{words}(https://github.com/{repository}/{view}/{tag}/{path})"

    return _RELATIVE_LINK.sub(lead, markdown)


def measure_wheel(wheel: Path) -> str:
    """Return how large a wheel is, and what it takes once it is installed without extras.

    Raises ReleaseError where it is none or cannot be installed, OSError where it cannot be read.
    """
    from tests.installed.wheel import install_from_index, site_of

    if wheel.suffix != ".whl":
        raise ReleaseError(f"{wheel} is no wheel: name a file in dist/ that ends in .whl.")
    size = wheel.stat().st_size
    with tempfile.TemporaryDirectory() as folder:
        try:
            environment = install_from_index(wheel, Path(folder)).parents[1]
        except subprocess.CalledProcessError:
            raise ReleaseError(f"{wheel.name} cannot be installed; pip says why above.") from None
        site = site_of(environment)
        own = sum(map(_count_bytes, [site / "drill", *site.glob("gyr_drill-*.dist-info")]))
        pip = sum(map(_count_bytes, site.glob("pip*")))
        packages = len([*site.glob("*.dist-info")]) - 1 - len([*site.glob("pip-*.dist-info")])
        others = _count_bytes(site) - own - pip
    return (
        f"{wheel.name} has {_show_size(size)}. Installed, it takes {_show_size(own)}, "
        f"and the {packages} packages that it needs take {_show_size(others)}."
    )


def _count_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _show_size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="the tag against the version and the changelog")
    check.add_argument("tag")
    check.add_argument("--notes", type=Path, metavar="FILE", help="write the release's notes there")
    check.add_argument("--changelog", type=Path, default=ROOT / "CHANGELOG.md", metavar="FILE")
    readme = commands.add_parser("readme", help="absolute links in README.md")
    readme.add_argument("repository", metavar="OWNER/NAME")
    readme.add_argument("tag")
    measure = commands.add_parser("measure", help="the size of a wheel, installed and not")
    measure.add_argument("wheel", type=Path)
    asked = parser.parse_args(arguments)
    try:
        match asked.command:
            case "check":
                notes = read_notes(asked.tag, drill.__version__, asked.changelog.read_text(encoding="utf-8"))
                if asked.notes:
                    asked.notes.write_text(notes, encoding="utf-8")
                print(f"{asked.tag} is the version, and CHANGELOG.md describes it.")
            case "readme":
                path = ROOT / "README.md"
                text = path.read_text(encoding="utf-8")
                path.write_text(link_to_tag(text, asked.repository, asked.tag), encoding="utf-8")
            case _:
                print(measure_wheel(asked.wheel))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
