"""`tocsin demo`: prepares, tells the story once, then runs web server and worker in the foreground."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tocsin.accounts.models import Person
from tocsin.running import prepare
from tocsin.running.family import StopSign, end_with_supervisor, supervised_by_this

from . import marketplace, people, story

START_SECONDS = 60
STOP_SECONDS = 10
Write = Callable[[str], None]


def run(write: Write) -> int:
    """In the demo's own settings: it starts itself again with `TOCSIN_DEMO` where that was not set."""
    if not settings.DEMO:
        os.environ["TOCSIN_DEMO"] = "yes"
        os.execv(sys.executable, [sys.executable, "-m", "tocsin", "demo"])  # noqa: S606 - ourselves
    prepare.run(lambda line: None)
    if not Person.objects.exists():
        write("Preparing the demo marketplace: three publishers, a dozen offers, three thousand customers …")
        tell()
    return supervise(write)


def tell() -> None:
    """The whole demo in one transaction: a start that is interrupted leaves nothing half made."""
    now = timezone.now()
    with transaction.atomic():
        publishers = marketplace.create(now.date())
        cast, sign_ins = people.create(publishers)
        story.tell(cast, publishers, now)
        write_sign_ins(sign_ins)


def sign_in_file() -> Path:
    path: Path = settings.DATA_DIR / "demo.json"
    return path


def write_sign_ins(sign_ins: list[dict[str, str]]) -> None:
    text = json.dumps({"url": address(), "people": sign_ins}, indent=2, ensure_ascii=False)
    temporary = sign_in_file().with_suffix(f".{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(sign_in_file())


def address() -> str:
    return f"http://127.0.0.1:{settings.PORT}/"


def supervise(write: Write) -> int:
    """Starts both, says when the pages can be used, and ends both when asked to or when one of them ends."""
    stop = StopSign()
    end_with_supervisor(signal.SIGTERM)
    environment = supervised_by_this() | {"TOCSIN_DEMO": "yes"}
    children = [
        subprocess.Popen([sys.executable, "-m", "tocsin", name], env=environment)  # noqa: S603 - ourselves
        for name in ("serve", "work")
    ]
    try:
        if ready(children, stop):
            announce(write)
            while not stop.is_up and all(child.poll() is None for child in children):
                time.sleep(0.3)
        return 0 if stop.is_up else failed(children, write)
    finally:
        end(children)


def ready(children: list[subprocess.Popen[bytes]], stop: StopSign) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not stop.is_up and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"{address()}health/ready", timeout=2):  # noqa: S310 - our own loopback
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def announce(write: Write) -> None:
    known = json.loads(sign_in_file().read_text(encoding="utf-8"))
    if known["url"] != address():
        write_sign_ins(known["people"])
    write(f"Tocsin is ready: {address()}")
    write(f"Mails it sends: {address()}demo/mailbox/")
    write("Sign in as:")
    for person in known["people"]:
        whose = person["publisher"] or "response desk"
        write(f"  {person['email']:<26} {person['password']:<24} {person['role']}, {whose}")
    write("Ctrl+C stops it; the data stays.")


def failed(children: list[subprocess.Popen[bytes]], write: Write) -> int:
    ended = [child.args[-1] for child in children if child.poll() is not None]  # type: ignore[index]
    write(f"Tocsin stopped: {', '.join(map(str, ended)) or 'the web server'} did not stay up. Its reasons stand above.")
    return 1


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
