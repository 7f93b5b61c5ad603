"""What a release checks before it is built, and what is in it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

import drill
from tests.installed.release import ReleaseError, link_to_tag, main, read_notes
from tests.installed.wheel import build_sdist

ROOT = Path(__file__).parents[2]

CHANGELOG = """\
# Changelog

## Unreleased

## 1.2.0 (2027-01-31)

What is new.

### Added

- A door, which
  opens.
- A window.

## 1.1.0

- A roof.
"""


def test_notes_are_the_section_of_the_version_a_line_for_each_paragraph() -> None:
    notes = read_notes("v1.2.0", "1.2.0", CHANGELOG)
    assert notes == "What is new.\n\n### Added\n\n- A door, which opens.\n- A window.\n"
    assert read_notes("v1.1.0", "1.1.0", CHANGELOG) == "- A roof.\n"


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "says"),
    [
        ("v1.3.0", "1.2.0", CHANGELOG, "The tag v1.3.0 is not the version: drill is 1.2.0"),
        ("1.2.0", "1.2.0", CHANGELOG, "its tag is v1.2.0"),
        ("v1.2", "1.2", CHANGELOG, "no section on 1.2: begin one"),
        ("v1.3.0", "1.3.0", CHANGELOG, "no section on 1.3.0: begin one with the heading ## 1.3.0"),
        ("v1.2.0", "1.2.0", "", "no section on 1.2.0"),
        ("v1.2.0", "1.2.0", "# Changelog\n\n## 1.2.0 (2027-01-31)\n\n## 1.1.0\n\n- A roof.\n", "is empty"),
        (
            "v1.2.0",
            "1.2.0",
            CHANGELOG.replace("d\n\n## 1.2.0", "d\n\n- A cellar.\n\n## 1.2.0", 1),
            "Unreleased",
        ),
    ],
)
def test_what_does_not_hold_is_said_in_a_sentence(tag: str, version: str, changelog: str, says: str) -> None:
    with pytest.raises(ReleaseError) as raised:
        read_notes(tag, version, changelog)
    assert says in str(raised.value)
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.installed.release", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_program_writes_notes_or_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "changes.md").write_text(CHANGELOG.replace("1.2.0", drill.__version__), encoding="utf-8")
    given, notes = ["--changelog", str(tmp_path / "changes.md")], tmp_path / "notes.md"
    assert check(f"v{drill.__version__}", *given, "--notes", str(notes)).returncode == 0
    assert notes.read_text(encoding="utf-8").startswith("What is new.")
    refused = check("v99.0", *given)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("The tag v99.0 is not the version")
    assert refused.stderr.count("\n") == 1
    assert main(["measure", str(ROOT / "README.md")]) == 1
    missing = check(f"v{drill.__version__}", "--changelog", str(tmp_path / "none.md"))
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


def test_links_lead_to_the_tag() -> None:
    text = "![A day](a/day.svg) [guide](b/guide.md) [top](#top) [site](https://example.org/a.svg)"
    assert link_to_tag(text, "them/drill", "v1.2.0") == (
        "![A day](https://github.com/them/drill/raw/v1.2.0/a/day.svg) "
        "[guide](https://github.com/them/drill/blob/v1.2.0/b/guide.md) "
        "[top](#top) [site](https://example.org/a.svg)"
    )


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    linked = link_to_tag((ROOT / "README.md").read_text(encoding="utf-8"), "them/drill", "tag")
    paths = [
        part.split(")")[0].partition("/tag/")[2]
        for part in linked.split("https://github.com/them/drill/")[1:]
    ]
    assert len(paths) >= 4
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_the_workflow_asks_the_program_for_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    steps = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    asked = [step.split()[3] for step in steps if step.startswith("python -m tests.installed.release ")]
    assert asked == ["check", "readme", "measure"]
    for command in asked:
        with pytest.raises(SystemExit) as raised:
            main([command, "--help"])
        assert raised.value.code == 0
    assert "--notes" in capsys.readouterr().out


def test_the_workflow_gives_no_tag_to_a_shell_and_no_job_more_than_it_needs() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    jobs = workflow["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []
    assert workflow["permissions"] == {"contents": "read"}
    granted = {name: job["permissions"] for name, job in jobs.items() if "permissions" in job}
    assert granted == {"publish": {"id-token": "write"}, "announce": {"contents": "write"}}
    # whoever may publish runs nothing of ours, and what is built with packages from elsewhere has no token
    assert not any("run" in step for step in jobs["publish"]["steps"])
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}]


def test_a_wheel_has_the_program_and_its_banks_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"drill", f"gyr_drill-{drill.__version__}.dist-info"}
    assert not [name for name in names if "/tests/" in name or "/bench/" in name]


def test_a_source_distribution_has_the_tests_and_no_benchmarks(tmp_path: Path) -> None:
    with tarfile.open(build_sdist(ROOT, tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "CHANGELOG.md", "hatch_build.py", "tests/installed/test_release.py"} <= names
    assert not [name for name in names if name.startswith("tests/bench")]
