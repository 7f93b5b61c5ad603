"""The settings: one frozen value, read from ``config.toml``, with every fault named by its line.

A faulty file does not stop the program: each wrong key or value is reported and its default used, save the
learner's name, without which nothing is begun. `SCHEMA` says what there is to choose, `ACTIONS` which keys
may be changed; ``drill.settings.writing`` keeps one choice.
"""

from drill.settings.actions import ACTIONS, Action
from drill.settings.kinds import SUBJECTS
from drill.settings.reading import LoadedSettings, load
from drill.settings.schema import SCHEMA, Setting, Settings

__all__ = ["ACTIONS", "SCHEMA", "SUBJECTS", "Action", "LoadedSettings", "Setting", "Settings", "load"]
