"""Who is supervised ends with the supervisor, even one that was gone before it looked; others are left alone."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ..family import SUPERVISED, StopSign, supervised_by_this

SUPERVISED_CHILD = """
import signal, sys, time
from tocsin.running.family import end_with_supervisor
end_with_supervisor(signal.{how})
print("supervised", flush=True)
time.sleep(30)
"""
SUPERVISOR = """
import subprocess, sys, time
from tocsin.running.family import supervised_by_this
child = subprocess.Popen([sys.executable, "-c", {child!r}], env=supervised_by_this(), stdout=subprocess.PIPE, text=True)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(30)
"""


def start(program: str, **environment: str) -> "subprocess.Popen[str]":
    env = {name: value for name, value in os.environ.items() if name != SUPERVISED} | environment
    return subprocess.Popen([sys.executable, "-c", program], env=env, stdout=subprocess.PIPE, text=True)


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_what_is_started_from_here_knows_whose_it_is():
    assert supervised_by_this()[SUPERVISED] == str(os.getpid())


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks into /proc")
@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_a_child_ends_when_its_supervisor_is_killed(how):
    supervisor = start(SUPERVISOR.format(child=SUPERVISED_CHILD.format(how=how)))
    with supervisor:
        child = int(supervisor.stdout.readline())
        assert is_running(child)
        supervisor.kill()
    until = time.monotonic() + 5
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(child)


def test_a_supervisor_that_was_gone_before_the_child_looked_counts_as_well():
    gone = start("")
    with gone:
        gone.wait()
    with start(SUPERVISED_CHILD.format(how="SIGKILL"), **{SUPERVISED: str(gone.pid)}) as child:
        assert child.stdout.read() == ""
        assert child.wait(10) == -signal.SIGKILL


@pytest.mark.parametrize("named", ["", "yes"])
def test_without_the_id_of_a_supervisor_nobody_is_watched(named):
    with start(SUPERVISED_CHILD.format(how="SIGKILL"), **{SUPERVISED: named}) as child:
        assert child.stdout.readline() == "supervised\n"
        assert child.poll() is None
        child.kill()


def test_a_stop_sign_goes_up_at_sigterm():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        sign = StopSign()
        assert not sign.is_up
        os.kill(os.getpid(), signal.SIGTERM)
        assert sign.is_up
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
