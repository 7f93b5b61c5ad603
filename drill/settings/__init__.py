"""The settings: one frozen value, read from ``config.toml``, with a line number for every fault.

A faulty file does not stop the program: each wrong key or value is reported, and its default is used, except
for the learner's name, because marks must not get into another log. ``SCHEMA`` contains all settings
(``schema``), and ``ACTIONS`` the keys that may be changed. ``load_settings`` reads the file;
``write_setting`` changes one setting in it and keeps the rest as a person wrote it (``settings_file``).
"""

from __future__ import annotations

from drill.settings.schema import DEFAULTS, RETENTIONS, SCHEMA, SUBJECTS, Setting, Settings
from drill.settings.settings_file import (
    ACTIONS,
    ALIASES,
    COMMAND_NAMES,
    MOVED,
    LoadedSettings,
    find_setting_line,
    has_key,
    has_plain_locale,
    is_read_aloud,
    keys_in_use,
    load_settings,
    write_setting,
)

__all__ = [
    "ACTIONS",
    "ALIASES",
    "COMMAND_NAMES",
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
