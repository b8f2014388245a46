"""What tests of the whole house share: its prepared data, and where its mail goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import House, build, prepare
from .sink import Sink


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the demo's story has been told, made once and copied for each house."""
    folder = tmp_path_factory.mktemp("template") / "data"
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    keeping = Sink()
    keeping.controller.start()
    yield keeping
    keeping.controller.stop()


@pytest.fixture(scope="module")
def house(template: Path, tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[House]:
    """A running house of the module's own."""
    made = build(template, tmp_path_factory.mktemp("house") / "data", sink)
    made.start()
    try:
        yield made
        made.stop()
    finally:
        made.kill()
