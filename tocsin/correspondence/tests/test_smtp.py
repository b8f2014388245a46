"""The dialogue itself, against a real listener: what each answer and each broken line means."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tocsin.correspondence.demo import DemoCarrier
from tocsin.correspondence.smtp import SmtpCarrier
from tocsin.correspondence.transport import Answer, Unreachable, Verdict, carrier

from .conftest import free_port

MAIL = b"Subject: x\r\n\r\n.dot\r\n..two\r\nend\r\n"
TO = "dmitri@contoso.example"


def smtp(port, scheme="smtp", credentials="", host="127.0.0.1", timeout=5.0, patience=5.0):
    return SmtpCarrier(
        urlsplit(f"{scheme}://{credentials}{host}:{port}"), "desk@market.example", timeout=timeout, patience=patience
    )


def carry_one(post, address=TO):
    post.ready()
    return post.carry(address, "<1@market.example>", MAIL, lambda: True)


@pytest.fixture
def server(serve):
    return serve()


def test_an_accepted_mail_arrives_as_it_was(server):
    sink, port = server
    with smtp(port) as post:
        assert carry_one(post) == Answer(Verdict.ACCEPTED, "250 OK")
    assert sink.taken == [(TO, MAIL)]


def test_a_batch_takes_one_connection(server):
    sink, port = server
    with smtp(port) as post:
        assert [carry_one(post).verdict for _ in range(3)] == [Verdict.ACCEPTED] * 3
    assert (sink.connections, len(sink.taken)) == (1, 3)


@pytest.mark.parametrize(
    ("rcpt", "expected"),
    [
        ("550 5.1.1 no such mailbox", Answer(Verdict.REFUSED, "550 5.1.1 no such mailbox")),
        ("452 4.2.2 mailbox full", Answer(Verdict.PUT_OFF, "452 4.2.2 mailbox full")),
        ("251 will forward", Answer(Verdict.ACCEPTED, "250 OK")),
    ],
)
def test_what_the_server_says_of_the_receiver(rcpt, expected, server):
    sink, port = server
    sink.rcpt[TO] = rcpt
    with smtp(port) as post:
        assert carry_one(post) == expected
        assert carry_one(post, "other@contoso.example").verdict == Verdict.ACCEPTED
    assert sink.connections == 1


@pytest.mark.parametrize(
    ("data", "verdict"), [("554 5.7.1 spam", Verdict.REFUSED), ("451 4.3.0 try again", Verdict.PUT_OFF)]
)
def test_what_the_server_says_of_the_mail(data, verdict, server):
    sink, port = server
    sink.data = data
    with smtp(port) as post:
        assert carry_one(post) == Answer(verdict, data)
    assert sink.taken == []


def test_a_refused_sender_is_our_fault_and_no_receivers(server):
    sink, port = server
    sink.mail = "550 5.7.1 not from you"
    with smtp(port) as post:
        assert carry_one(post) == Answer(Verdict.PUT_OFF, "550 5.7.1 not from you")


def test_a_line_that_breaks_after_the_final_dot_leaves_it_unclear(server):
    sink, port = server
    sink.drop = "data"
    with smtp(port) as post:
        assert carry_one(post).verdict == Verdict.UNCLEAR
        sink.drop = ""
        assert carry_one(post).verdict == Verdict.ACCEPTED
    assert sink.connections == 2


def test_a_server_that_takes_its_time_with_the_whole_mail_is_waited_for(server):
    sink, port = server
    sink.pause = 0.6
    with smtp(port, timeout=0.3) as post:
        assert carry_one(post).verdict == Verdict.ACCEPTED
        assert post.smtp.sock.gettimeout() == 0.3
    with smtp(port, timeout=0.3, patience=0.2) as post:
        assert carry_one(post).verdict == Verdict.UNCLEAR


def test_the_last_word_before_the_mail_leaves_is_ours(server):
    sink, port = server
    asked = []

    def stop():
        asked.append(len(sink.seen))
        return False

    with smtp(port) as post:
        post.ready()
        assert post.carry(TO, "", MAIL, stop).verdict == Verdict.PUT_OFF
        assert carry_one(post).verdict == Verdict.ACCEPTED
    assert asked == [0]
    assert sink.seen == [(TO, MAIL)]


@pytest.mark.parametrize("refusing", ["rcpt", "data"])
def test_nothing_is_handed_over_to_a_server_that_refuses_before(refusing, server):
    sink, port = server
    sink.mail = "450 later" if refusing == "data" else sink.mail
    sink.rcpt[TO] = "550 no"
    with smtp(port) as post:
        post.ready()
        post.carry(TO, "", MAIL, lambda: pytest.fail("nobody waits for the mail"))


def test_a_line_that_breaks_before_it_does_not(server):
    sink, port = server
    sink.drop = "rcpt"
    with smtp(port) as post:
        assert carry_one(post).verdict == Verdict.PUT_OFF
    assert sink.seen == []


def test_a_server_that_went_away_between_two_mails_is_called_again(server):
    sink, port = server
    with smtp(port) as post:
        assert carry_one(post).verdict == Verdict.ACCEPTED
        post.smtp.sock.shutdown(2)
        assert carry_one(post).verdict == Verdict.ACCEPTED
    assert (sink.connections, len(sink.taken)) == (2, 2)


def test_nobody_there_is_unreachable():
    with smtp(free_port()) as post, pytest.raises(Unreachable, match="The mail server cannot be used: Connection"):
        post.ready()


def test_without_a_connection_nothing_is_carried(server):
    assert smtp(server[1]).carry(TO, "", MAIL, lambda: True).verdict == Verdict.PUT_OFF


def test_a_wrong_password_is_unreachable_and_not_told(serve):
    def refuse(*_):
        return AuthResult(success=False, handled=False)

    _sink, port = serve(authenticator=refuse, auth_require_tls=False)
    with smtp(port, credentials="desk:hush-hush@") as post, pytest.raises(Unreachable) as caught:
        post.ready()
    assert "refused the user name or password" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_the_right_one_signs_in(serve):
    seen = []

    def accept(_server, _session, _envelope, _mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    sink, port = serve(authenticator=accept, auth_require_tls=False)
    with smtp(port, credentials="desk:p%40ss@") as post:
        assert carry_one(post).verdict == Verdict.ACCEPTED
    assert seen == [(b"desk", b"p@ss")]
    assert len(sink.taken) == 1


# -- whom to trust (T-47) -------------------------------------------------------------------------------------------
def certificate(folder: Path, name: str, *, ip: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate that only who trusts the given file believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address(ip))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file, key_file = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    return context, file


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize(
    ("ip", "trusted", "taken"), [("127.0.0.1", True, True), ("127.0.0.1", False, False), ("127.0.0.9", True, False)]
)
def test_only_a_certificate_that_is_trusted_and_for_that_name_will_do(
    scheme, ip, trusted, taken, serve, tmp_path, monkeypatch
):
    context, file = certificate(tmp_path, "mail.market.example", ip=ip)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    sink, port = serve(**options)
    with smtp(port, scheme) as post:
        if taken:
            assert carry_one(post).verdict == Verdict.ACCEPTED
        else:
            with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
                post.ready()
    assert len(sink.taken) == int(taken)


def test_a_server_that_offers_no_tls_gets_no_mail(server):
    sink, port = server
    with smtp(port, "smtp+starttls") as post, pytest.raises(Unreachable, match="STARTTLS"):
        post.ready()
    assert sink.seen == []


@pytest.mark.parametrize(("url", "kind"), [("demo:", DemoCarrier), ("smtp://127.0.0.1:25", SmtpCarrier)])
def test_the_settings_choose_the_carrier(url, kind, settings):
    settings.MAIL_URL = urlsplit(url)
    assert isinstance(carrier(), kind)
