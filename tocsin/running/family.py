"""No orphan goes on serving: killing granian's parent leaves its workers alive, so they watch it themselves."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1  # prctl(2); kept over execve
LOOK_EVERY_SECONDS = 0.2


def die_with_parent() -> None:
    """On Linux the kernel ends this process when a parent that asked for it (`TOCSIN_SUPERVISED`) dies."""
    if sys.platform == "linux" and os.environ.get("TOCSIN_SUPERVISED"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def leave_when_orphaned() -> None:
    """A thread that ends this process at once when its parent is no longer the one it was started by."""
    if os.environ.get("TOCSIN_SUPERVISED"):
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True, name="watch-parent").start()


def watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os._exit(1)
