"""How django-allauth behaves in this house: its mails, its sentences, and where it may lead people."""

from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person

from .letters import post, public, receiver

NEXT = "after_confirming"  # in the session: where somebody was going when they had to confirm their address first

ACCOUNT_EXISTS = "account/email/account_already_exists"
# allauth's mail to our letter, and the name under which it hands over the link.
MAILS: dict[str, tuple[str, str]] = {
    "account/email/email_confirmation_signup": ("confirm_new", "activate_url"),
    "account/email/email_confirmation": ("confirm", "activate_url"),
    "account/email/password_reset_key": ("password", "password_reset_url"),
    ACCOUNT_EXISTS: ("account_exists", "password_reset_url"),
    "account/email/unknown_account": ("no_account", "signup_url"),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("The main address cannot be removed. Make another one the main one first."),
        "duplicate_email": _("This address belongs to your account already."),
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both."),
        "enter_current_password": _("This is not your current password. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "max_email_addresses": _("An account has at most %d e-mail addresses. Remove one first."),
        "rate_limited": _("That was too often. Wait a minute, then try again."),
        "too_many_login_attempts": _("That was wrong too often. Wait some minutes, then try again."),
        "unverified_primary_email": _("Only a confirmed address can be the main address."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this very site (T-48): no other host, not even one of our own names."""
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix == ACCOUNT_EXISTS:
            make_password(token_urlsafe())  # takes the time that a new account takes, so that time tells nothing
        name, link = MAILS[template_prefix]
        person: Person | None = context.get("user") or receiver(email)
        language = (person.language if person else "") or translation.get_language()
        post(name, to=email, link=public(context[link]), language=language)

    def respond_email_verification_sent(self, request: HttpRequest, user: Person | None) -> HttpResponseBase:
        """Remember the way for after the confirmation, alike for addresses known and unknown."""
        way = get_next_redirect_url(request)
        if way:
            request.session[NEXT] = way
        response: HttpResponseBase = super().respond_email_verification_sent(request, user)
        return response

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        way: str = self.request.session.pop(NEXT, "")
        if self.request.user.is_authenticated:
            return way or reverse("account_email")
        sign_in = reverse(settings.LOGIN_URL)
        return f"{sign_in}?{urlencode({'next': way})}" if way else sign_in

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("preferences")
