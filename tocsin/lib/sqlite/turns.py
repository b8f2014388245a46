"""Turns among all threads and processes that write to one file: a `flock` on a lock file beside it.

The kernel wakes who waits in the order of their coming, and frees the lock of whoever dies, `kill -9` included.
"""

import fcntl
import os
import threading
from concurrent.futures import Future
from io import FileIO
from pathlib import Path


def take_turn(path: Path, timeout: float) -> FileIO:
    """Waits for the turn, at most `timeout` seconds, else raises TimeoutError; give what it returns to `end_turn`.

    Each turn has a descriptor of its own, because flock excludes open files, not threads.
    """
    lock = FileIO(path, opener=_open)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _wait(lock, timeout)
    return lock


def end_turn(lock: FileIO) -> None:
    # Unlocked by name as well: a process forked meanwhile has a copy of the descriptor, and closing ours would not do.
    fcntl.flock(lock, fcntl.LOCK_UN)
    lock.close()


def _open(path: str, flags: int) -> int:
    # Readable by all who may enter the folder: the administrator's commands may be the first to make it.
    return os.open(path, flags | os.O_CREAT, 0o644)


def _wait(lock: FileIO, timeout: float) -> None:
    """Blocks in a thread, because flock knows no time limit; asking again and again was 4 times slower at the 95th
    percentile and let some writers wait 10 times as long as others."""
    turn: Future[None] = Future()

    def block() -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError as error:
            if turn.set_running_or_notify_cancel():
                turn.set_exception(error)
            return
        if turn.set_running_or_notify_cancel():
            turn.set_result(None)
        else:
            end_turn(lock)

    threading.Thread(target=block, name="waits for its turn to write", daemon=True).start()
    try:
        turn.result(timeout)
    except TimeoutError:
        if turn.cancel():
            raise  # from now on it is the thread that ends a turn which nobody wants any more
        turn.result()  # it came in the very moment when we gave up
    except BaseException:
        if not turn.cancel():
            end_turn(lock)
        raise
