"""The addresses of every page, as the demo's house has them, by who opens it."""

import re

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch, Resolver404

from tests.house import House
from tests.processes import soon
from tests.reporting import begin, write_report
from tests.walking import Walker
from tocsin.lib.confirmation import shown

STEPS = ["offers", "situation", "problem", "score", "remediation", "customers", "files", "sharing"]
CVE = "CVE-2021-44228"
NO_PAGE_OF_OURS = {"account_reset_password_from_key_done", "account_set_password"}  # shown only on the way


def signed_out(house: House) -> list[str]:
    return [
        "/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
        "/accounts/confirm-email/", "/legal/", invitation(house),
    ]  # fmt: skip


def of_publisher(house: House, carla: Walker) -> list[str]:
    draft = re.match(r"/report/[^/]+/", begin(carla, "both").path)[0]
    form = carla.get(f"{draft}files/").form("/files/")
    carla.post_files(form.action, form.values, [("files", "evidence.log", b"GET /export")])
    numbers = numbers_of(house, "contoso")
    written = write_report(carla, "For the page that checks it")
    member = links(carla, "/team/", r"/team/members/\d+/")[0]
    return [
        "/tickets/", "/report/", "/report/helper/", "/team/", "/team/contacts", member, f"{member}removal",
        "/preferences/", "/help/", "/legal/", "/search/?q=Contoso", "/search/?q=nothing-like-it",
        *(f"/accounts/{page}/" for page in ("inactive", "email", "password/change", "logout", "reauthenticate")),
        f"{draft}calculator/", f"{draft}calculator/?version=4.0", f"{draft}check/", written,
        f"{draft}category/", f"{draft}deletion", *(f"{draft}{step}/" for step in STEPS),
        *(f"/tickets/{number}/" for number in numbers), f"/tickets/{numbers[0]}/confirmation/",
        *links(carla, "/tickets/", r"/tickets/\?[^\"]+"),
    ]  # fmt: skip


def of_step(carla: Walker, step: str) -> str:
    """The step of a new draft in which nothing has been answered."""
    return re.match(r"/report/[^/]+/", begin(carla, "both").path)[0] + f"{step}/"


def of_desk(house: House, lena: Walker) -> list[str]:
    numbers = numbers_of(house)
    responder = links(lena, "/desk/team/", r"/desk/team/members/\d+/")[0]
    return [
        "/desk/", "/desk/?view=mine", "/desk/closed/", "/desk/cves/", f"/desk/cves/{CVE}/", "/desk/tickets/new",
        "/desk/deliveries/", "/desk/deliveries/?view=all", "/desk/on-call/", "/desk/team/", "/desk/publishers/",
        "/search/?q=Contoso", f"/search/?q={CVE}", "/demo/mailbox/", "/preferences/",
        *links(lena, "/desk/publishers/", r"/desk/publishers/\d+/")[:1],
        responder, f"{responder}deactivation",
        *links(lena, "/desk/tickets/new", r"/desk/tickets/new\?[^\"]+")[:1],
        *(f"/tickets/{number}/" for number in numbers), f"/tickets/{numbers[0]}/?write=note",
        f"/tickets/{numbers[0]}/as-publisher/",
    ]  # fmt: skip


def numbers_of(house: House, publisher: str = "") -> list[str]:
    """One ticket in each state, of this publisher or of any; the one that waits for the publisher among them."""
    rows = house.rows(
        "SELECT t.number FROM tickets_ticket t JOIN accounts_publisher p ON p.id = t.publisher_id"
        " WHERE ? IN (p.key, '') GROUP BY t.state, t.waiting_for, t.urgent ORDER BY min(t.id)",
        publisher,
    )
    return [shown(number) for (number,) in rows]


def links(walker: Walker, page: str, pattern: str) -> list[str]:
    found = re.findall(f'href="({pattern})"', walker.open(page).html)
    return list(dict.fromkeys(link.replace("&amp;", "&") for link in found))


def invitation(house: House) -> str:
    """The address in the mail that invites somebody to the desk."""
    lena = Walker(house.port)
    lena.sign_in(house.people["lena"])
    form = lena.open("/desk/team/").form("/desk/team/invitations/")
    role = form.offered["role"][0] if "role" in form.offered else form.values["role"]
    lena.send(form, email="new@market.example", role=role)
    assert soon(lambda: any(mail.to == "new@market.example" for mail in house.sink.mails), 20)
    mail = next(mail for mail in house.sink.mails if mail.to == "new@market.example")
    return re.search(r"/invitations/[^/\s]+/", mail.text)[0]


# -- completeness -----------------------------------------------------------------------------------------------------
def route_names(under: URLResolver | None = None) -> set[str]:
    names: set[str] = set()
    for one in (under or get_resolver()).url_patterns:
        names |= {one.name} if isinstance(one, URLPattern) and one.name else set()
        names |= route_names(one) if isinstance(one, URLResolver) else set()
    return names


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


def unseen_pages(seen: list[str], house: House, walkers: list[Walker]) -> set[str]:
    """Routes that answer a GET with a whole page, though none of the addresses leads to them."""
    sample = {
        "number": numbers_of(house, "contoso")[0],
        "pk": 1,
        "file_id": 1,
        "cve_id": CVE,
        "token": "none",
        "name": "x",
    }
    left = route_names() - {name_of(address) for address in seen} - NO_PAGE_OF_OURS
    return {name for name in left if any(is_page(name, sample, walker) for walker in walkers)}


def is_page(name: str, sample: dict[str, object], walker: Walker) -> bool:
    patterns = get_resolver().reverse_dict.getlist(name)
    for possibilities, *_rest in patterns:
        for _text, parameters in possibilities:
            try:
                address = reverse(name, kwargs={one: sample[one] for one in parameters})
            except (KeyError, NoReverseMatch):
                continue
            page = walker.get(address)
            if page.status == 200 and b"<html" in page.body:
                return True
    return False
