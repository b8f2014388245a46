"""The demo's people: every role, every language, three publishers."""

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.correspondence.models import OnCallAddress


@dataclass(frozen=True)
class Role:
    name: str
    email: str
    role: str
    language: str
    publisher: str = ""
    zone: str = "Europe/Stockholm"


CAST = [
    Role("Ada Lindqvist", "ada@market.example", DeskRole.TRIAGER, "en"),
    Role("Bo Andersson", "bo@market.example", DeskRole.ASSESSOR, "sv"),
    Role("April de Vries", "april@market.example", DeskRole.APPROVER, "nl", zone="Europe/Amsterdam"),
    Role("Lena Fischer", "lena@market.example", DeskRole.LEAD, "de", zone="Europe/Berlin"),
    Role("Otto Moreau", "otto@market.example", DeskRole.AUDITOR, "fr", zone="Europe/Paris"),
    Role("Carla Olsson", "carla@contoso.example", PublisherRole.OWNER, "sv", "contoso"),
    Role("Dmitri Volkov", "dmitri@contoso.example", PublisherRole.CONTRIBUTOR, "ru", "contoso", "Asia/Vladivostok"),
    Role("Rita Berg", "rita@contoso.example", PublisherRole.READER, "en", "contoso"),
    Role("Nina Weber", "nina@northwind.example", PublisherRole.OWNER, "de", "northwind", "Europe/Berlin"),
    Role("Eve Laurent", "eve@northwind.example", PublisherRole.CONTRIBUTOR, "fr", "northwind", "Europe/Paris"),
    Role("Floor Jansen", "floor@fabrikam.example", PublisherRole.OWNER, "nl", "fabrikam", "Europe/Amsterdam"),
    Role("Sam Patel", "sam@fabrikam.example", PublisherRole.CONTRIBUTOR, "en", "fabrikam", "Europe/Amsterdam"),
]


ON_CALL = ("oncall@market.example", "en")


def create(publishers: dict[str, Publisher]) -> tuple[dict[str, Person], list[dict[str, str]]]:
    """Makes everybody; returns them by first name in small letters, and the sign-ins for `demo.json`."""
    people, sign_ins = {}, []
    OnCallAddress.objects.create(address=ON_CALL[0], language=ON_CALL[1])
    for one in CAST:
        password = f"{one.name.split()[0].lower()}-{secrets.token_urlsafe(9)}"
        person = Person.objects.create_user(
            one.email,
            password,
            name=one.name,
            language=one.language,
            time_zone=one.zone,
            desk_role="" if one.publisher else one.role,
        )
        EmailAddress.objects.create(user=person, email=one.email, verified=True, primary=True)
        if one.publisher:
            Membership.objects.create(person=person, publisher=publishers[one.publisher], role=one.role)
        people[one.name.split()[0].lower()] = person
        sign_ins.append(
            {
                "email": one.email,
                "password": password,
                "role": one.role,
                "publisher": publishers[one.publisher].name if one.publisher else "",
            }
        )
    return people, sign_ins
