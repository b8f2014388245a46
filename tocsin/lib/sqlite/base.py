"""Django's SQLite backend, in which writers take turns (docs/architecture.md).

SQLite's own busy handler sleeps and tries again, so that a writer may lose to later ones for seconds. Here one lock
across threads and processes is taken just before `BEGIN IMMEDIATE` of an outermost `atomic` and given back when the
transaction has ended. In-memory databases have no file to lock and keep Django's ways.
"""

import sqlite3
from io import FileIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.backends.sqlite3 import base

from .turns import end_turn, take_turn

_SQLITE_DEFAULT_TIMEOUT = 5.0  # seconds, of Python's sqlite3.connect


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: FileIO | None = None

    def _start_transaction_under_autocommit(self) -> None:
        mode: str | None = self.transaction_mode  # type: ignore[attr-defined]  # as below: the stubs lack it
        if mode in {"IMMEDIATE", "EXCLUSIVE"} and not self.is_in_memory_db():
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        # A failed commit leaves the transaction open; Django then rolls back or closes, which ends the turn.
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        # A failed rollback makes Django close the connection.
        super()._rollback()  # type: ignore[misc]
        self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        timeout = self.settings_dict["OPTIONS"].get("timeout", _SQLITE_DEFAULT_TIMEOUT)
        with self.wrap_database_errors:
            try:
                self._turn = take_turn(lock_path(self.settings_dict["NAME"]), timeout)
            except TimeoutError as error:
                raise sqlite3.OperationalError("database is locked") from error
            except OSError as error:
                raise sqlite3.OperationalError(f"unable to open lock file: {error.strerror}") from error

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            end_turn(turn)


def lock_path(name: str | Path) -> Path:
    """The lock file beside the database that Django's NAME names, as a path or as a `file:` address."""
    text = str(name)
    if text.startswith("file:"):
        text = unquote(urlsplit(text).path)
    return Path(f"{text}.lock")
