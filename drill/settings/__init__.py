"""The settings: one frozen value, read from ``config.toml``, with every fault named by its line.

A faulty file never stops the program: each wrong key or value is reported and its default used. `SCHEMA` says
what there is to choose, `ACTIONS` which keys may be changed; `keep` writes one choice into the file.
"""

from drill.settings.actions import ACTIONS, Action
from drill.settings.kinds import SUBJECTS
from drill.settings.reading import LoadedSettings, load
from drill.settings.schema import SCHEMA, Setting, Settings
from drill.settings.writing import keep

__all__ = ["ACTIONS", "SCHEMA", "SUBJECTS", "Action", "LoadedSettings", "Setting", "Settings", "keep", "load"]
