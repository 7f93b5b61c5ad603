"""A wheel of a checkout, installed into an environment that borrows the dependencies of this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

from tests.homes import compiled_folder


def build_wheel(checkout: Path, folder: Path, **environ: str) -> Path:
    """Build the wheel of a checkout with the compiled files of this run; raises CalledProcessError."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    environ = {**os.environ, "DRILL_BUILD_CACHE": str(compiled_folder() / "banks"), **environ}
    subprocess.run(build, cwd=checkout, check=True, capture_output=True, text=True, env=environ)
    (wheel,) = folder.glob("gyr_drill-*.whl")
    return wheel


def install_wheel(wheel: Path, checkout: Path, folder: Path) -> Path:
    """Install a wheel into a new environment in ``folder``; return its ``drill``."""
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    site = site_of(folder / "venv")
    with ZipFile(wheel) as archive:
        archive.extractall(site)
    for path in site.glob("drill/**/*.py"):  # as old as in the tree: what was compiled there is not again
        shutil.copystat(checkout / path.relative_to(site), path)
    for path in checkout.glob("drill/**/__pycache__/*.pyc"):
        (there := site / path.relative_to(checkout)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, there)
    (site / "borrowed.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    program = folder / "venv" / "bin" / "drill"
    program.write_text(
        f"#!{python}\nfrom drill.cli.main import main\nif __name__ == '__main__':\n    main()\n"
    )
    program.chmod(0o755)
    return program


def site_of(environment: Path) -> Path:
    """Return the folder of packages of an environment."""
    (site,) = environment.glob("lib/python*/site-packages")
    return site
