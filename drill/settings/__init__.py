"""The settings: one frozen value, read from ``config.toml``, with a line number for every fault.

A faulty file does not stop the program: each wrong key or value is reported, and its default is used, except
for the learner's name, because marks must not get into another log. ``SCHEMA`` contains all settings
(``schema``), and ``ACTIONS`` the keys that may be changed. ``load_settings`` reads the file;
``write_setting`` changes one setting in it and keeps the rest as a person wrote it (``settings_file``).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
