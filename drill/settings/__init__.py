"""The settings: one frozen value, read from ``config.toml``, with every fault named by its line.

A faulty file does not stop the program: each wrong key or value is reported and its default used, save the
learner's name, without which nothing is begun. ``SCHEMA`` says what there is to choose (``schema``),
``ACTIONS`` which keys may be changed. ``load_settings`` reads the file; ``write_setting`` writes one choice
into it and leaves the rest as a person wrote it (``settings_file``).
"""

from __future__ import annotations

from drill.settings.schema import DEFAULTS, RETENTIONS, SCHEMA, SUBJECTS, Setting, Settings
from drill.settings.settings_file import (
    ACTIONS,
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
