"""A report as it is filled in by somebody: what to post at each step, and the way through them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tocsin.accounts.models import Person
from tocsin.tickets.models import Draft

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
FIRST = "https://www.first.org/cvss/calculator/3.0#CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"

STEPS = ("offers", "situation", "problem", "score", "remediation", "customers", "files", "sharing")
ANSWERS: dict[str, dict[str, Any]] = {
    "situation": {
        "exploited": "no",
        "aware_date": "2026-01-15",
        "aware_time": "09:30",
        "aware_zone": "Europe/Stockholm",
        "accounts_compromised": "no",
    },
    "problem": {
        "title": "Path traversal in the export",
        "problem": "# What the weakness is\n\nAn export reads files outside its folder.",
        "data_exposed": "customer",
        "attackers_control": "no",
        "contained": "yes",
    },
    "score": {"cves": "CVE-2024-3094", "vector": VECTOR},
    "remediation": {"mitigation": "no"},
    "customers": {"message": "no"},
    "files": {},
    "sharing": {"tlp": "amber", "who": "all"},
}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def begin(person: Person, category: str = "vulnerability", **more: str) -> tuple[Client, Draft]:
    """Start request, pressed by this person; the draft that came of it."""
    client = signed_in(person)
    answer = client.post("/report/", {"category": category, **more})
    assert answer.status_code == 303, answer.content.decode()
    return client, Draft.objects.get(pk=answer["Location"].split("/")[2])


def url(draft: Draft, step: str) -> str:
    return f"/report/{draft.pk}/{step}/"


def typed(draft: Draft, step: str, **changed: Any) -> dict[str, Any]:
    """What is posted at this step, with some answers changed; None leaves one out."""
    answers = ANSWERS.get(step, {})
    if step == "offers":
        offer = draft.publisher.offers.get(key="contoso-export")
        answers = {"offers": str(offer.pk), "versions": str(offer.versions.get(label="2.1").pk)}
    return {name: value for name, value in (answers | changed).items() if value is not None}


def answer(client: Client, draft: Draft, step: str, *, query: str = "", **changed: Any) -> HttpResponse:
    response: Any = client.post(url(draft, step) + query, typed(draft, step, **changed))
    return response


def fill(client: Client, draft: Draft, **changed: dict[str, Any]) -> None:
    """Every step answered, `changed` by step; asserts that each was taken."""
    for step in STEPS:
        if step == "score" and draft.category == "incident":
            continue
        response = answer(client, draft, step, **changed.get(step, {}))
        assert response.status_code == 303, f"{step}: {response.content.decode()}"


def send(client: Client, draft: Draft) -> HttpResponse:
    response: Any = client.post(f"/report/{draft.pk}/submission")
    return response


def page(response: Any) -> str:
    """The page's text, with the apostrophes that Django escapes put back."""
    text: str = response.content.decode()
    return text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def says(response: Any, sentence: str) -> bool:
    """Whether an error is said in the summary and at the field."""
    return page(response).count(sentence) >= 2 and "<title>Error:" in " ".join(page(response).split())
