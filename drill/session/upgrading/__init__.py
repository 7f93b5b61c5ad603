"""The converter of what versions before 0.3 kept: read here once, and nowhere else.

``upgrade_home`` converts a home: the store's schema, ``config.toml``, papers (``former_sheets``), own banks
(``former_banks``) and notes (``former_notes``). What is to change is found first, without writing; then it is
copied into the folder of backups; then each file is written whole, and only then are those that it replaces
removed (``file_changes``). So a run that is broken off is gone on with by the next one. ``upgrade_files``
does the same for banks and sheets that lie elsewhere.

Events of every version stay readable for ever (`drill.gyr.wire`): they are no matter of this package. The
store's schemas are brought up to date by `drill.store.migrate`.
"""

from drill.session.upgrading.home_upgrade import (
    Change,
    HomeUpgrade,
    upgrade_files,
    upgrade_home,
    upgrade_notes,
)

__all__ = ["Change", "HomeUpgrade", "upgrade_files", "upgrade_home", "upgrade_notes"]
