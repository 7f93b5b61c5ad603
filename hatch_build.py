"""The build hook that compiles the banks for the wheel, so that no learner's machine needs to.

Their sources are in the wheel, too: faults name lines in them; `drill check` and `drill preview` read them.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from drill.banks.cache import Cache
    from drill.banks.loaded_files import LoadedFile
    from drill.banks.models import Exercise

PLACE = "drill/_compiled_banks"
# A folder of compiled files by this name in the environment is used and filled: tests build many wheels.
KEPT_IN = "DRILL_BUILD_CACHE"


class BuildError(Exception):
    """The banks cannot be compiled."""


class CompiledBanks(BuildHookInterface[Any]):
    """Adds the compiled banks to a wheel; an editable install compiles them when they are first read."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, or end the build with a sentence that says why not.

        Installers ask which Python is needed only once there is a wheel, so it is asked here first.
        """
        core, here = self.metadata.core, platform.python_version()
        if not core.python_constraint.contains(here):
            needed = core.requires_python.removeprefix(">=")
            sys.exit(f"drill needs Python {needed} or newer, and this is Python {here}.")
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        self._temporary = tempfile.TemporaryDirectory()
        try:
            files = compile_banks(Path(self.root), Path(os.environ.get(KEPT_IN) or self._temporary.name))
        except (BuildError, ImportError) as error:
            self._temporary.cleanup()
            sys.exit(f"The banks cannot be compiled for the wheel: {error}")
        build_data["force_include"] |= {str(file): f"{PLACE}/{file.name}" for file in files}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, once it is in the wheel."""
        if version != "editable":
            self._temporary.cleanup()


def compile_banks(root: Path, folder: Path) -> list[Path]:
    """Compile the banks of a checkout into a folder and return the files.

    They are those that the installed program asks for. Raises BuildError: a bank has a fault, the folder
    cannot be written, or what it holds is not what is compiled now.
    """
    import drill
    from drill.banks.cache import Cache
    from drill.banks.load import Loading, find_banks
    from drill.exchange import read_file
    from drill.settings import SUBJECTS

    if not Path(drill.__file__).is_relative_to(root):
        raise BuildError(f"{drill.__file__} was imported, which is not in {root}; build without it")
    cache, banks = Cache(folder, knows_wheel=False), find_banks(root / "exercises")
    catalogue = Loading(cache, read=read_file).catalogue(banks, folder / "own", SUBJECTS)
    if catalogue.problems:
        raise BuildError("\n".join(map(str, catalogue.problems)))
    if cache.fault:
        raise BuildError(f"{folder} cannot be written: {cache.fault}")
    require_same(cache, banks[0].files[0])
    return sorted(folder / name for name in cache.used)


def require_same(cache: Cache, source: Path) -> None:
    """Compile one file of a bank once more. Raises BuildError where that gives something else."""
    from drill.banks.cache import Cache, manner
    from drill.exchange import read_file

    raw, how = source.read_bytes(), manner(read_file, expressions=False)
    file = read_file(raw, str(source), False)
    with tempfile.TemporaryDirectory() as folder:
        again = Cache(Path(folder), knows_wheel=False)
        again.put(raw, how, file)
        (name,) = again.used
        is_same = (again.folder / name).read_bytes() == (cache.folder / name).read_bytes()
    compiled = cache.get(raw, how, str(source))
    if not is_same or compiled is None or _exercises(compiled) != _exercises(file):
        raise BuildError(f"{source} does not match what was compiled from it")


def _exercises(file: LoadedFile) -> list[Exercise]:
    return [loaded.exercise for loaded in file.exercises]
