"""The command line: a wrong setting ends it with a sentence, and help names every command."""

import os
import subprocess
import sys

import pytest

from ..commands import parser


def run(*arguments: str, folder: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    env = own | {"TOCSIN_DATA_DIR": str(folder)} | environment
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *arguments], env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("command", "wrong", "sentence"),
    [
        ("check", {"TOCSIN_PORT": "http"}, "TOCSIN_PORT must be a whole number from 1 to 65535."),
        ("serve", {"TOCSIN_WORKERS": "0"}, "TOCSIN_WORKERS must be a whole number from 1 to 64."),
        ("work", {"TOCSIN_MAIL_URL": "ftp://mail.example"}, "TOCSIN_MAIL_URL must be an address that starts with"),
        ("work", {"TOCSIN_SECRET_KEY": "short"}, "TOCSIN_SECRET_KEY must have at least 32 characters."),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(tmp_path, command, wrong, sentence):
    ended = run(command, folder=tmp_path, **wrong)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Tocsin does not start: {sentence}")
    assert ended.stderr.count("\n") == 1
    assert "short" not in ended.stderr


def test_two_that_start_at_once_for_the_first_time_share_one_key(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    program = "import tocsin.settings as s; print(s.SECRET_KEY)"
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env=env | {"TOCSIN_DATA_DIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True,
        )
        for _process in range(4)
    ]  # fmt: skip
    keys = {process.communicate(timeout=60)[0].strip() for process in starting}
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert len(keys.pop()) >= 48
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_help_names_every_command():
    text = parser(lambda line: None).format_help()
    assert all(name in text for name in ("serve", "work", "check", "prepare", "demo", "invite", "import", "ledger"))
