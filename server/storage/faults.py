"""What can go wrong with storage. Each message is a plain sentence for the person who runs it."""

from __future__ import annotations


class StorageFault(Exception):
    """Something could not be stored or read.

    LogFailed        entries were not added to a log; nobody may be told they are saved
    WrongMasterKey   the database was made with another master key
    DatabaseUnusable the database cannot be opened: address, folder, disk, or not migrated
    Unreadable       a stored row was changed or moved by someone without the key
    KeyDestroyed     the meeting was disposed of: nothing of it can be read or written again
    """


class LogFailed(StorageFault):
    """Entries were not added to a log. Read the log again before going on."""


class WrongMasterKey(StorageFault):
    """The database was made with another master key."""


class DatabaseUnusable(StorageFault):
    """The database cannot be opened."""


class Unreadable(StorageFault):
    """A stored row was changed or moved by someone without the key."""


class KeyDestroyed(Unreadable):
    """The meeting was disposed of: nothing of it can be read or written again."""
