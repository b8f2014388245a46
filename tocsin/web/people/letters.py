"""Mails about accounts and invitations: in the receiver's language, with our own words only.

Nothing that anybody typed stands in them: nobody can send words of theirs to an address of their choice (T-10).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.accounts.models import Person
from tocsin.correspondence.wording import paragraphs, plain


@dataclass(frozen=True)
class Letter:
    """What its subject says, and the words on its one link; the rest stands in `people/mail/<name>.txt`."""

    subject: Promise
    action: Promise


SEE = pgettext_lazy("mail", "See the invitation")
LETTERS: dict[str, Letter] = {
    "confirm_new": Letter(_("Confirm your e-mail address"), pgettext_lazy("mail", "Confirm the address")),
    "confirm": Letter(_("Confirm your e-mail address"), pgettext_lazy("mail", "Confirm the address")),
    "password": Letter(_("Choose a new password"), pgettext_lazy("mail", "Choose a new password")),
    "account_exists": Letter(_("You have an account already"), pgettext_lazy("mail", "Choose a new password")),
    "no_account": Letter(_("There is no account with this address"), pgettext_lazy("mail", "Create an account")),
    "invitation_publisher": Letter(
        _("You are invited to a publisher’s team"), pgettext_lazy("mail", "See the invitation")
    ),
    "invitation_desk": Letter(_("You are invited to the response desk"), SEE),
}


def post(name: str, *, to: str, link: str, language: str, **facts: object) -> None:
    """Send the letter as text and HTML; `facts` are what its template names beside the house's own."""
    with translation.override(language):
        values = {
            **facts,
            "link": link,
            "action": LETTERS[name].action,
            "subject": str(LETTERS[name].subject),
            "language": language,
            "house": settings.PUBLIC_URL,
            "marketplace": settings.MARKETPLACE,
            "sender": settings.DESK_ADDRESS,
        }
        values["words"] = paragraphs(plain(f"people/mail/{name}.txt", values))
        text = plain("people/mail/layout.txt", values)
        message = EmailMultiAlternatives(str(values["subject"]), text, settings.DESK_ADDRESS, [to])
        message.attach_alternative(get_template("people/mail/layout.html").render(values), "text/html")
        message.send()


def public(address: str) -> str:
    """The same page under the address that the administrator set, whatever host a request claimed to be for."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.PUBLIC_URL}{parts.path}{query}"


def receiver(email: str) -> Person | None:
    """Who has proved the address to be theirs."""
    known = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    person: Person | None = known.user if known else None
    return person
