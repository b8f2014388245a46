"""The web server: granian, two workers of four threads, on loopback unless told otherwise."""

import os
import signal
import sys

from tocsin.lib import environ

from .family import end_with_supervisor, supervised_by_this

WORKERS, THREADS = 2, 4
LAST_REQUESTS_SECONDS = 8  # less than whoever asked us to stop waits before using force


def run() -> int:
    """Becomes the server's main process, so that whoever supervises us supervises it; does not return."""
    end_with_supervisor(signal.SIGTERM)
    os.execve(sys.executable, command("tocsin.wsgi:application"), supervised_by_this())  # noqa: S606 - ourselves


def command(application: str) -> list[str]:
    """Our own interpreter with fixed arguments and the settings' numbers."""
    port = environ.integer("PORT", 8000, least=1, most=65535)
    workers = environ.integer("WORKERS", WORKERS, least=1, most=64)
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", environ.text("HOST", "127.0.0.1"), "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(environ.integer("THREADS", THREADS, least=1, most=64)),
        "--respawn-failed-workers", "--workers-kill-timeout", str(LAST_REQUESTS_SECONDS),
        "--no-ws", "--log-level", "warning",
        application,
    ]  # fmt: skip
