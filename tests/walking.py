"""A person with a browser that knows no JavaScript: pages, forms, cookies, by HTTP alone."""

import http.client
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

Values = dict[str, list[str]]
TIMEOUT = 30.0


@dataclass
class Form:
    action: str
    method: str
    values: Values = field(default_factory=dict)
    offered: Values = field(default_factory=dict)  # what may be chosen by radio buttons and checkboxes
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Every form with what it would send as it stands (HTML, "successful controls")."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.open: Form | None = None
        self.text: tuple[Form, str] | None = None
        self.choice: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(known.get("action", ""), known.get("method", "get").lower())
            self.forms.append(self.open)
            self.by_id[known.get("id", "")] = self.open
            return
        form = self.by_id.get(known["form"]) if "form" in known else self.open
        name = known.get("name", "")
        if form is None or "disabled" in known:
            return
        if tag == "textarea" and name:
            form.values.setdefault(name, []).append("")
            self.text = form, name
        elif tag == "select" and name:
            self.choice = form, name
        elif tag == "option" and self.choice and "selected" in known:
            self.choice[0].values.setdefault(self.choice[1], []).append(known.get("value", ""))
        elif tag == "button" and known.get("type", "submit") == "submit":
            form.buttons.append((name, known.get("value", "")))
        elif tag == "input" and name:
            self.add_input(form, name, known)

    def add_input(self, form: Form, name: str, known: Mapping[str, str]) -> None:
        kind = known.get("type", "text")
        if kind in {"submit", "button", "reset", "file", "image"}:
            return
        value = known.get("value", "on" if kind in {"radio", "checkbox"} else "")
        if kind in {"radio", "checkbox"}:
            form.offered.setdefault(name, []).append(value)
        if kind not in {"radio", "checkbox"} or "checked" in known:
            form.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.text:
            form, name = self.text
            form.values[name][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.text:
            form, name = self.text
            form.values[name][-1] = form.values[name][-1].removeprefix("\n")
            self.text = None
        elif tag == "select":
            self.choice = None


@dataclass(frozen=True)
class Page:
    status: int
    path: str
    body: bytes
    headers: http.client.HTTPMessage

    @property
    def html(self) -> str:
        return self.body.decode("utf-8")

    @property
    def words(self) -> str:
        """The page's text without its tags."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.html))

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path of this house."""
        return urljoin(self.path, self.headers["Location"] or "")

    def forms(self, action: str = "", *, having: str = "") -> list[Form]:
        """The forms that go to this address (a pattern for the end of its path), or have this field."""
        read = Forms()
        read.feed(self.html)
        for form in read.forms:
            form.action = urljoin(self.path, form.action)
        to_it = [form for form in read.forms if re.search(f"{action}$", urlsplit(form.action).path)]
        return [form for form in to_it if form.method == "post" and (not having or having in form.values)]

    def form(self, action: str = "", *, having: str = "") -> Form:
        """As `forms`, the only one."""
        found = self.forms(action, having=having)
        assert len(found) == 1, f"{len(found)} forms to {action!r} with {having!r} on {self.path} ({self.status})"
        return found[0]


class Walker:
    """One browser window: keeps cookies, follows nothing unless told to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def twin(self) -> "Walker":
        """Another window of the same browser."""
        other = Walker(self.port)
        other.cookies = {**self.cookies}
        return other

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Page:
        """One request on a connection of its own. A lost connection is raised as it comes (OSError, HTTPException)."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers |= {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.port}"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            page = Page(answer.status, path, answer.read(), answer.headers)
        finally:
            line.close()
        self.keep(page.headers.get_all("Set-Cookie") or [])
        return page

    def keep(self, lines: Iterable[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    def get(self, path: str) -> Page:
        return self.ask("GET", path)

    def post(self, path: str, values: Values) -> Page:
        return self.ask("POST", path, urlencode(values, doseq=True).encode(), "application/x-www-form-urlencoded")

    def post_files(self, path: str, values: Values, files: Iterable[tuple[str, str, bytes]]) -> Page:
        """As multipart/form-data (RFC 7578); a file is its field, its name and its content."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, some in values.items()
            for value in some
        ]
        for name, file, content in files:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={mark}")

    def follow(self, page: Page, hops: int = 5) -> Page:
        while page.status in {301, 302, 303} and hops:
            page, hops = self.get(page.location), hops - 1
        return page

    def open(self, path: str) -> Page:
        """The page that an address leads to in the end."""
        return self.follow(self.get(path))

    def send(self, form: Form, **values: str | list[str]) -> Page:
        """The form as it stands but for these values; a list of none leaves a field out."""
        given = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
        return self.post(form.action, form.values | given)

    def sign_in(self, person: Mapping[str, str]) -> Page:
        page = self.get("/accounts/login/")
        page = self.send(page.form(having="login"), login=person["email"], password=person["password"])
        assert page.status in {302, 303}, f"{person['email']} cannot sign in: {page.status} {page.words[:600]}"
        return page
