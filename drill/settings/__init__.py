"""The settings: one frozen value, read from ``config.toml``, with every fault named by its line.

A faulty file does not stop the program: each wrong key or value is reported and its default used, save the
learner's name, without which nothing is begun. ``SCHEMA`` says what there is to choose (``schema``,
``kinds``), ``ACTIONS`` which keys may be changed (``actions``). ``load_settings`` reads the file
(``settings_reader``); ``write_setting`` writes one choice into it and leaves the rest as a person wrote it
(``settings_writer``).
"""

from __future__ import annotations

from drill.settings.actions import ACTIONS, MOVED, has_key, keys_in_use
from drill.settings.kinds import SUBJECTS
from drill.settings.schema import DEFAULTS, RETENTIONS, SCHEMA, Setting, Settings
from drill.settings.settings_reader import (
    LoadedSettings,
    find_setting_line,
    has_plain_locale,
    is_read_aloud,
    load_settings,
)
from drill.settings.settings_writer import write_setting

__all__ = [
    "ACTIONS",
    "DEFAULTS",
    "MOVED",
    "RETENTIONS",
    "SCHEMA",
    "SUBJECTS",
    "LoadedSettings",
    "Setting",
    "Settings",
    "find_setting_line",
    "has_key",
    "has_plain_locale",
    "is_read_aloud",
    "keys_in_use",
    "load_settings",
    "write_setting",
]  # fmt: skip
