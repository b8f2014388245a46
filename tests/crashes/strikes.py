"""SIGKILL, in four ways; each ends with the house whole again, and fails where something outlives its supervisor."""

import random
import time

from tests.house import House
from tests.processes import Process, all_gone, is_port_dead, soon
from tocsin.running.serve import WORKERS

GONE_SECONDS = 3  # for what the kernel, or a look every 0.2 s, has to end
RESPAWN_SECONDS = 30


def kill_worker(house: House, chance: random.Random) -> None:
    """`tocsin work`: the pages go on."""
    for one in house.processes("work"):
        one.kill()
    assert soon(lambda: house.has_ended("work"), GONE_SECONDS)
    house.start("work")


def kill_web_server(house: House, chance: random.Random) -> None:
    """granian's main process, alone: nothing of it may go on serving."""
    members = house.processes("serve")
    house.main("serve").kill()
    assert_dead(house, members)
    house.start("serve")


def kill_one_child(house: House, chance: random.Random) -> None:
    """One of granian's workers: another takes its place, or the whole web server ends."""
    assert soon(lambda: len(house.processes("serve")) == 1 + WORKERS, RESPAWN_SECONDS)
    children = house.processes("serve")[1:]
    chance.choice(children).kill()
    assert soon(lambda: house.has_ended("serve") or is_whole(house, children), RESPAWN_SECONDS), (
        f"neither whole nor ended: {house.processes('serve')} after {children}\n{house.log('serve')[-2000:]}"
    )
    if house.has_ended("serve"):
        assert_dead(house, children)
        house.start("serve")


def kill_everything(house: House, chance: random.Random) -> None:
    """Web server and worker, each process by itself, in any order and not quite at once."""
    members = house.processes("serve") + house.processes("work")
    for one in chance.sample(members, len(members)):
        one.kill()
        time.sleep(chance.choice([0, 0, 0.005]))
    assert_dead(house, members)
    assert soon(lambda: house.has_ended("work"), GONE_SECONDS)
    house.start()


STRIKES = [kill_worker, kill_web_server, kill_one_child, kill_everything]


def is_whole(house: House, before: list[Process]) -> bool:
    """As many workers as there were, one of them new, and the pages answer."""
    now = house.processes("serve")[1:]
    return len(now) == WORKERS and now != before and house.is_ready()


def assert_dead(house: House, members: list[Process]) -> None:
    assert soon(lambda: all_gone(members), GONE_SECONDS), (
        f"outlived its supervisor: {[(one.pid, one.command) for one in members if one.is_alive]}"
    )
    assert soon(lambda: is_port_dead(house.port), 0.5), f"port {house.port} is still served"
    assert soon(lambda: house.has_ended("serve"), GONE_SECONDS)
