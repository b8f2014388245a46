"""A PostgreSQL of the tests' own: in a temporary folder, on a socket there, ended with them."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The newest server's programs as Debian lays them, or the PATH's; None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def as_postgres() -> dict[str, object]:
    """`initdb` refuses root: then the server runs as Debian's user for it."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Yields the address for `TOCSIN_DATABASE_URL`; durability is off, for tests of behaviour, unless asked for."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="tocsin-postgres-"))
    identity = as_postgres()
    if identity:
        os.chown(folder, int(str(identity["user"])), int(str(identity["group"])))
    options = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **identity}
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-A", "trust", "-U", "tocsin", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        **options,
    )
    fsync = "on" if durable else "off"
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={fsync} -c max_connections=200"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", settings, "start"], **options)
    try:
        yield f"postgres://tocsin@{str(folder).replace('/', '%2F')}/tocsin"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **options)
        shutil.rmtree(folder, ignore_errors=True)
