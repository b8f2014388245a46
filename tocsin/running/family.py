"""No process outlives the one that looks after it: an orphan would go on serving a port that nobody watches.

Killing granian's parent leaves its workers alive and serving, so every process of ours is told in its environment
(`TOCSIN_SUPERVISED`) the id of the process that it must not outlive. On Linux the kernel keeps that promise at once,
elsewhere a thread that looks keeps it soon.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from types import FrameType

SUPERVISED = "TOCSIN_SUPERVISED"
PR_SET_PDEATHSIG = 1  # prctl(2); kept over execve, not over fork
LOOK_EVERY_SECONDS = 0.2


def supervised_by_this() -> dict[str, str]:
    """The environment for a process that must end with this one."""
    return os.environ | {SUPERVISED: str(os.getpid())}


def end_with_supervisor(how: signal.Signals) -> None:
    """From here on the supervisor's end sends `how` to this process; nothing where nobody supervises.

    A supervisor that ended before this call counts as well: it is known by its id, not by who the parent is now.
    """
    named = os.environ.get(SUPERVISED, "")
    if not named.isdecimal():
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() != int(named):
        os.kill(os.getpid(), how)
    threading.Thread(target=watch, args=(int(named), how), daemon=True, name="watch-supervisor").start()


def watch(supervisor: int, how: signal.Signals) -> None:
    while os.getppid() == supervisor:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), how)


class StopSign:
    """Whether this process was asked to stop. A plain flag: `Event.set` in a signal handler may wait for itself."""

    def __init__(self) -> None:
        self.is_up = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.raise_it)

    def raise_it(self, number: int, frame: FrameType | None) -> None:
        self.is_up = True
