"""`make test`: everything on SQLite, then rooms, races and permissions on PostgreSQL as well."""

import os
import subprocess
import sys
import tempfile

from tests import postgres

ROOMS = ["tocsin", "tests/races", "tests/permissions"]


def pytest(*arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


def clean_environment() -> None:
    """The tests bring settings of their own: none of the house's may come from outside."""
    for name in list(os.environ):
        if name.startswith("TOCSIN_") and name != "TOCSIN_INSTALL":
            del os.environ[name]


def main() -> int:
    clean_environment()
    with tempfile.TemporaryDirectory(prefix="tocsin-tests-") as folder:
        os.environ["TOCSIN_DATA_DIR"] = folder
        return run()


def run() -> int:
    long = "--long" in sys.argv
    marks = ["-m", "not long"] if not long else []
    failed = pytest(*marks)
    if postgres.binaries() is None:
        sys.stdout.write("SKIPPED: rooms, races and permissions on PostgreSQL: no PostgreSQL server is installed\n")
        return failed
    with postgres.server() as address:
        # What drives a browser alone asks nothing of the database, so once is enough.
        without_browser = ["-m", "not browser" if long else "not long and not browser"]
        return pytest(*without_browser, *ROOMS, TOCSIN_DATABASE_URL=address) or failed


if __name__ == "__main__":
    raise SystemExit(main())
