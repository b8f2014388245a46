"""No port is served without the process that looks after it, whichever is killed and however early."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.house import ROOT, House, build
from tests.processes import all_gone, family, is_port_dead, soon

from .strikes import GONE_SECONDS, assert_dead, kill_one_child

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are followed by /proc")


@pytest.fixture
def standing(template, tmp_path, sink):
    """A house that does not run yet."""
    made = build(template, tmp_path / "data", sink)
    yield made
    made.kill()


def start_unready(house: House, name: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tocsin", name],
        cwd=ROOT, env=house.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    house.children[name] = child
    return child


@pytest.mark.parametrize("after", [0, 0.1, 0.4])
def test_workers_whose_server_is_killed_while_they_start_never_serve(standing, after):
    server = start_unready(standing, "serve")
    assert soon(lambda: len(family(server.pid)) > 1, 30, every=0.001)
    time.sleep(after)
    members = family(server.pid)
    server.kill()
    server.wait()
    assert soon(lambda: all_gone(members), GONE_SECONDS), [one.command for one in members]
    assert is_port_dead(standing.port)


def test_one_of_its_children_killed_again_and_again_leaves_a_house_that_is_whole_or_has_ended(standing):
    standing.start("serve")
    for _time in range(3):
        kill_one_child(standing, random.Random(1))
    assert standing.is_ready()


def test_a_server_that_is_asked_to_end_ends_with_all_it_started(standing):
    standing.start("serve")
    members = standing.processes("serve")
    standing.children["serve"].send_signal(signal.SIGTERM)
    assert standing.children["serve"].wait(10) == 0
    assert_dead(standing, members)


def test_a_worker_that_is_asked_to_end_ends_by_itself(standing):
    worker = start_unready(standing, "work")
    assert soon(lambda: standing.sink.mails, 30)
    worker.terminate()
    assert worker.wait(10) == 0


def test_what_the_demo_started_ends_with_it_even_if_the_demo_is_killed(standing):
    demo = start_unready(standing, "demo")
    assert soon(standing.is_ready, 60)
    members = family(demo.pid)
    assert len(members) == 5, [one.command for one in members]  # itself, server, its two workers, the mail's worker
    demo.kill()
    demo.wait()
    assert soon(lambda: all_gone(members), 10), [one.command for one in members if one.is_alive]
    assert is_port_dead(standing.port)


def test_the_demo_ends_whole_when_one_of_its_two_is_killed(standing):
    demo = start_unready(standing, "demo")
    assert soon(standing.is_ready, 60)
    members = family(demo.pid)
    next(one for one in members if one.command.endswith(" work")).kill()
    assert demo.wait(20) == 1
    assert soon(lambda: all_gone(members), GONE_SECONDS)
    assert is_port_dead(standing.port)
