"""One SMTP dialogue at a time (RFC 5321), step by step, so that it is known what a broken one means.

`smtplib.sendmail` would hide the one thing that matters: whether the final dot had gone out when the line broke.
"""

import logging
import re
import smtplib
import socket
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, unquote

from .transport import Answer, HandOver, Unreachable, Verdict

log = logging.getLogger("tocsin.mail")

TIMEOUT = 20.0  # seconds, for connecting and for each answer but the last
LAST_TIMEOUT = 300.0  # for the answer to the whole mail: giving up early makes mails uncertain (section 4.5.3.2.6)
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LEADING_DOT = re.compile(rb"(?m)^\.")


class SmtpCarrier:
    """A connection to the server of `smtp://`, `smtps://` or `smtp+starttls://[user:password@]host[:port]`.

    With the latter two the server's certificate must be valid, for that very name; else Unreachable (T-47).
    """

    def __init__(
        self, url: SplitResult, sender: str, *, timeout: float = TIMEOUT, patience: float = LAST_TIMEOUT
    ) -> None:
        self.url, self.sender, self.timeout, self.patience = url, sender, timeout, patience
        self.smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.smtp.quit()
        self.hang_up()

    def ready(self) -> None:
        """As `Carrier.ready`; an open line is asked first whether it still is one."""
        if self.smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self.smtp.noop()[0] == 250:
                    return
            self.hang_up()
        try:
            self.smtp = self.connected()
            self.greet(self.smtp)
        except smtplib.SMTPAuthenticationError as error:
            self.hang_up()
            raise Unreachable(f"The mail server refused the user name or password: {told(error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            raise Unreachable(f"The mail server cannot be used: {told(error)}") from error

    def connected(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "", self.url.port or PORTS[self.url.scheme]
        name = local_name()
        if self.url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=self.timeout, context=context)
        return smtplib.SMTP(host, port, local_hostname=name, timeout=self.timeout)

    def greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.url.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())  # raises where the server does not offer it
            smtp.ehlo()
        if self.url.username:
            smtp.login(unquote(self.url.username), unquote(self.url.password or ""))

    def carry(self, address: str, message_id: str, data: bytes, hand_over: HandOver) -> Answer:
        """As `Carrier.carry`, on a line that `ready` has opened."""
        smtp = self.smtp
        if smtp is None:
            return Answer(Verdict.PUT_OFF, "There was no connection.")
        try:
            trouble = self.before_the_mail(smtp, address)
            if trouble is not None:
                self.start_over(smtp)
                return trouble
            if not hand_over():
                self.hang_up()  # the one way out of DATA that sends nothing
                return Answer(Verdict.PUT_OFF, "Somebody else sends it.")
            smtp.send(LEADING_DOT.sub(b"..", data) + b".\r\n")
        except (smtplib.SMTPException, OSError) as error:
            # The final dot comes last: a server that did not get it may not deliver (section 4.1.1.4).
            self.hang_up()
            return Answer(Verdict.PUT_OFF, told(error))
        return self.after_the_dot(smtp)

    def before_the_mail(self, smtp: smtplib.SMTP, address: str) -> Answer | None:
        """From MAIL to DATA; None if the server waits for the mail now."""
        code, text = smtp.mail(self.sender)
        if code != 250:
            return Answer(Verdict.PUT_OFF, said(code, text))  # about us, not about this receiver
        code, text = smtp.rcpt(address)
        if code not in {250, 251}:
            return judged(code, text)
        code, text = smtp.docmd("DATA")
        return None if code == 354 else judged(code, text)

    def after_the_dot(self, smtp: smtplib.SMTP) -> Answer:
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self.patience)
            code, text = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            return Answer(Verdict.UNCLEAR, told(error))
        if smtp.sock is not None:
            smtp.sock.settimeout(self.timeout)
        if code == 250:
            return Answer(Verdict.ACCEPTED, said(code, text))
        if not 400 <= code < 600:
            self.hang_up()
            return Answer(Verdict.UNCLEAR, said(code, text))
        return judged(code, text)

    def start_over(self, smtp: smtplib.SMTP) -> None:
        """One receiver's refusal is nothing to the next mail."""
        try:
            if smtp.rset()[0] != 250:
                self.hang_up()
        except (smtplib.SMTPException, OSError):
            self.hang_up()

    def hang_up(self) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is not None:
            smtp.close()


def judged(code: int, text: bytes) -> Answer:
    """5yz is for good, anything else may change (section 4.2.1)."""
    return Answer(Verdict.REFUSED if 500 <= code < 600 else Verdict.PUT_OFF, said(code, text))


def said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:1000]


def told(error: Exception) -> str:
    """What went wrong, for people; what we sent (passwords among it) is in none of these."""
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:1000]


def local_name() -> str:
    """Our name for EHLO without asking the DNS, which smtplib would do for every connection."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"
