"""Reports answered to their end, ready for the last step: 1 kB problem, CVE and vector, remediation steps."""

from datetime import UTC, datetime, timedelta

from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft

from .people import Cast
from .texts import Texts
from .tickets import VECTOR


def create(cast: Cast, how_many: int) -> list[list[object]]:
    """Pairs of the reporter's place in the cast and the draft's key."""
    now = datetime.now(UTC)
    problems, steps = Texts(1000, 3), Texts(300, 4)
    made = []
    for n in range(how_many):
        who = n % len(cast.publishers)
        made.append(
            Draft(
                person=cast.reporters[who], publisher=cast.publishers[who], category=Category.VULNERABILITY,
                answers=answers(cast, who, problems[n].body, steps[n].body, now), started_at=now, saved_at=now,
            )
        )  # fmt: skip
    Draft.objects.bulk_create(made, batch_size=200)
    return [[n % len(cast.publishers), str(draft.pk)] for n, draft in enumerate(made)]


def answers(cast: Cast, who: int, problem: str, steps: str, now: datetime) -> dict[str, dict[str, list[str]]]:
    """As the forms of `web/report/forms` keep them."""
    offer = cast.offers[who][0]
    version = cast.versions[offer.pk][3]
    aware = now - timedelta(hours=5)
    return {
        "offers": {"offers": [str(offer.pk)], "versions": [str(version.pk)], "unknown": [], "pasted": [""]},
        "situation": {
            "exploited": ["no"], "accounts_compromised": ["no"],
            "aware_date": [f"{aware:%Y-%m-%d}"], "aware_time": [f"{aware:%H:%M}"], "aware_zone": ["UTC"],
        },
        "problem": {"title": ["Remote code execution in the import"], "problem": [problem]},
        "score": {"cves": ["CVE-2026-12345"], "vector": [VECTOR], "not_known": [], "unscored_reason": [""]},
        "remediation": {"mitigation": ["yes"], "remediation": [steps]},
        "customers": {"message": ["no"], "customer_message": [""], "customer_message_language": ["en"]},
        "files": {},
        "sharing": {"tlp": ["amber"], "who": ["all"], "restricted_to": [], "reference": [""], "private_remark": [""]},
    }  # fmt: skip
