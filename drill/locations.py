"""The places of files: settings, the learner's data, caches.

``DRILL_HOME`` puts everything below one folder; otherwise each platform's own places are used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from drill.errors import UsageError

APPLICATION = "drill"


@dataclass(frozen=True, slots=True)
class Locations:
    """Absolute paths; nothing is created by naming them."""

    # The settings file.
    config: Path
    # The folder of everything that must not be lost.
    data: Path
    # The folder of what can be made again.
    cache: Path
    # The folder of crash reports.
    log: Path

    @property
    def database(self) -> Path:
        """The learner's events."""
        return self.data / "drill.db"

    @property
    def class_token(self) -> Path:
        """The token of the class that the learner joined; only they can read it."""
        return self.data / "class-token"

    @property
    def banks(self) -> Path:
        """The learner's own and imported banks."""
        return self.data / "banks"

    @property
    def backups(self) -> Path:
        """Consistent copies of the database."""
        return self.data / "backups"


def find(environ: Mapping[str, str]) -> Locations:
    """Return the places for this environment.

    Raises:
        UsageError: ``DRILL_HOME`` names a file, or somebody who has no home; it is unset and nobody has one.
    """
    home = environ.get("DRILL_HOME", "")
    if home:
        try:
            root = Path(home).expanduser().absolute()
        except RuntimeError as error:
            raise UsageError(f"DRILL_HOME is not a folder: {home}", "name a folder, or unset it") from error
        if os.path.lexists(root) and not os.path.isdir(root):
            raise UsageError(f"DRILL_HOME is not a folder: {root}", "name a folder, or unset it")
        return Locations(root / "config.toml", root, root / "cache", root / "log")
    # Imported here, since a fixed home needs none of it.
    from platformdirs import PlatformDirs

    places = PlatformDirs(APPLICATION, appauthor=False)
    try:
        config, data = places.user_config_dir, places.user_data_dir
        cache, log = places.user_cache_dir, places.user_log_dir
    except RuntimeError as error:
        raise UsageError(
            "you have no home folder here", "let DRILL_HOME name a folder for your marks"
        ) from error
    return Locations(Path(config) / "config.toml", Path(data), Path(cache), Path(log))


def is_on_server(environ: Mapping[str, str], places: Locations) -> bool:
    """Return whether the marks are in another database than the file that `Locations` names."""
    return "DRILL_DATABASE_URL" in environ or places.class_token.exists()


def shipped_banks() -> Path:
    """Return the folder of the banks that come with the program.

    A wheel carries it inside the package as ``_exercises``; a checkout has it beside the package.
    """
    package = Path(str(files("drill")))
    installed = package / "_exercises"
    return installed if installed.is_dir() else package.parent / "exercises"


def compiled_banks() -> Path:
    """Return the folder of what a wheel's build compiled of its banks; it may not exist.

    A checkout has none of its own. Where Python runs in one, as the current folder of somebody who installed
    it from there, it is that of the installed wheel.
    """
    own = Path(str(files("drill"))) / "_compiled_banks"
    others = (Path(folder, "drill", "_compiled_banks") for folder in sys.path)
    return next((folder for folder in (own, *others) if folder.is_dir()), own)
