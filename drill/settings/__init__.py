"""The settings: one frozen value, read from ``config.toml``, with every fault named by its line.

A faulty file does not stop the program: each wrong key or value is reported and its default used, save the
learner's name, without which nothing is begun. ``SCHEMA`` says what there is to choose (``schema``,
``kinds``), ``ACTIONS`` which keys may be changed (``actions``). ``load`` reads the file (``reading``);
``keep`` writes one choice into it and leaves the rest as a person wrote it (``writing``).
"""

from __future__ import annotations

from drill.settings.actions import ACTIONS, MOVED, has_key, keys_in_use
from drill.settings.kinds import SUBJECTS
from drill.settings.reading import LoadedSettings, has_plain_locale, line_of, load, not_toml, text_of_settings
from drill.settings.schema import DEFAULTS, SCHEMA, Setting, Settings
from drill.settings.writing import keep

__all__ = [
    "ACTIONS", "DEFAULTS", "MOVED", "SCHEMA", "SUBJECTS", "LoadedSettings", "Setting", "Settings",
    "has_key", "has_plain_locale", "keep", "keys_in_use", "line_of", "load", "not_toml",
    "text_of_settings",
]  # fmt: skip
