"""Mail, by a real mail server that runs beside the test."""

from __future__ import annotations

import email
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from bridges.loopback import AT, message
from bridges.oracles import TYPED
from bridges.secrets_kept import is_silent, listen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from web.serving import free_port

from tiebeam.bridges import BadSettings, Later, Message, Reason, Refused
from tiebeam.bridges.mail import Settings, say
from tiebeam.bridges.mail.letter import letter

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

PASSWORD = "s3cr3t-of-the-sender"
LIST = "allies@lists.example.org"


@dataclass
class Postbox:
    """What a mail server took, and what it says instead where a test wants it to."""

    says: dict[str, str] = field(default_factory=dict)
    taken: list[Any] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        envelope.mail_from = address
        return self.says.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if "RCPT" not in self.says:
            envelope.rcpt_tos.append(address)
        return self.says.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope) -> str:
        if "DATA" in self.says:
            return self.says["DATA"]
        self.taken.append((envelope, session.ssl is not None, session.auth_data))
        return "250 OK"

    def letter(self) -> EmailMessage:
        ((envelope, _, _),) = self.taken
        return email.message_from_bytes(envelope.content, policy=policy.default)


@contextmanager
def server(says: dict[str, str] | None = None, **how: Any) -> Iterator[Postbox]:
    postbox = Postbox(says or {}, port=free_port())
    how = {"server_hostname": "mail.harbourline.example"} | how
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port, **how)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def settings(postbox: Postbox, **more: Any) -> Settings:
    return Settings(
        host="127.0.0.1", port=postbox.port, sender="tiebeam@harbourline.example", to=LIST,
        on_this_machine=True, **more,
    )  # fmt: skip


def problem(
    postbox: Postbox, *, trusted: ssl.SSLContext | None = None, **more: Any
) -> Refused | Later:
    with pytest.raises((Refused, Later)) as found:
        say(message(), settings=settings(postbox, **more), trusted=trusted)
    return found.value


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """For a server at 127.0.0.1, signed by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a mail server of a test")])
    now, here = datetime.now(UTC), x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "certificate").write_bytes(made.public_bytes(pem))
    (folder / "key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "certificate", folder / "key"


@pytest.fixture
def enciphering(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trusted(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


# --- what is sent ---------------------------------------------------------------------------------


def test_one_letter_goes_to_the_one_address_and_holds_nothing_to_fetch():
    with server() as postbox:
        say(message("Say **one** thing – to ünyone."), settings=settings(postbox))

    ((envelope, _, _),) = postbox.taken
    assert envelope.mail_from == "tiebeam@harbourline.example"
    assert envelope.rcpt_tos == [LIST]
    made = postbox.letter()
    assert made["To"] == LIST
    assert made["Subject"] == "A prompt"
    assert made["Date"] == "Fri, 27 Nov 2026 09:00:00 +0000"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made.get_content_type() == "text/plain"
    assert made.get_content().replace("\r\n", "\n") == (
        "Say one thing – to ünyone.\n\nhttps://tiebeam.example/spaces/allies/threads/a1\n"
    )


def test_the_same_message_to_the_same_address_has_the_same_number():
    numbers = [
        letter(each, sender="a@b.example", to=to)["Message-ID"]
        for each, to in [
            (message(), LIST), (message(), LIST), (message(once="2"), LIST),
            (message(), "x@y.example"),
        ]
    ]  # fmt: skip

    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    assert numbers[0].endswith("@b.example>")


@given(TYPED, TYPED)
def test_whatever_is_typed_adds_no_line_to_the_head_and_no_address(title, text):
    said = Message(title="A" + title, text=text, link="https://a.example/", at=AT)

    raw = letter(said, sender="a@b.example", to=LIST).as_bytes()
    made = email.message_from_bytes(raw, policy=policy.default)

    assert raw.isascii()
    assert made.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert made["To"] == LIST
    assert made["From"] == "a@b.example"
    assert not made.is_multipart()


def test_a_title_with_lines_of_a_head_in_it_is_a_title():
    with server() as postbox:
        say(
            message(
                "x\r\n.\r\nMAIL FROM:<b@c.example>\r\n", title="Hi\r\nBcc: eve@evil.example\r\n\r\n"
            ),
            settings=settings(postbox),
        )

    assert len(postbox.taken) == 1
    assert postbox.letter()["Subject"] == "Hi Bcc: eve@evil.example"
    assert postbox.letter()["Bcc"] is None


# --- enciphered -----------------------------------------------------------------------------------


def signed_in(server, session, envelope, mechanism, auth_data) -> AuthResult:
    return AuthResult(
        success=auth_data.password == PASSWORD.encode(), handled=False, auth_data=auth_data.login
    )


def test_letter_and_password_go_enciphered_where_the_server_offers_it(enciphering, trusted):
    how = {"tls_context": enciphering, "require_starttls": True, "authenticator": signed_in}
    with server(**how) as postbox:
        say(
            message(), settings=settings(postbox, user="tiebeam", password=PASSWORD),
            trusted=trusted,
        )  # fmt: skip

    ((_, enciphered, user),) = postbox.taken
    assert enciphered
    assert user == b"tiebeam"


def test_a_wrong_password_is_refused_for_good(enciphering, trusted):
    with server(tls_context=enciphering, authenticator=signed_in) as postbox:
        found = problem(postbox, user="tiebeam", password="another", trusted=trusted)

    assert (type(found), found.reason) == (Refused, Reason.NOT_KNOWN)
    assert postbox.taken == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(enciphering):
    with server(tls_context=enciphering) as postbox:
        found = problem(postbox, user="tiebeam", password=PASSWORD)

    assert (type(found), found.reason) == (Later, Reason.NOT_TRUSTED)
    assert postbox.taken == []


def test_nothing_is_sent_to_another_machine_that_does_not_encipher(monkeypatch):
    # The server beside the test stands in for one elsewhere.
    monkeypatch.setattr("tiebeam.bridges.mail.saying.is_this_machine", lambda host: False)
    with server() as postbox:
        found = problem(postbox)

    assert (type(found), found.reason) == (Refused, Reason.NOT_SECURED)
    assert postbox.taken == []


# --- what a server says instead -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({"RCPT": "450 4.2.0 Greylisted"}, Reason.TOO_MANY),
        ({"RCPT": "451 4.3.0 Try again"}, Reason.OUT_OF_ORDER),
        ({"RCPT": "452 4.5.3 Too many"}, Reason.TOO_MANY),
        ({"MAIL": "421 4.3.2 Shutting down"}, Reason.OUT_OF_ORDER),
        ({"DATA": "451 4.7.1 Later"}, Reason.OUT_OF_ORDER),
    ],
)
def test_a_number_that_begins_with_4_is_for_later(says, reason):
    with server(says) as postbox:
        found = problem(postbox)

    assert (type(found), found.reason) == (Later, reason)


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({"RCPT": f"550 5.1.1 No such user {PASSWORD}"}, Reason.NO_CHANNEL),
        ({"RCPT": "554 5.7.1 Denied"}, Reason.NOT_TAKEN),
        ({"MAIL": "530 5.7.0 Sign in first"}, Reason.NOT_KNOWN),
        ({"DATA": "552 5.3.4 Too large"}, Reason.TOO_LONG),
        ({"DATA": "554 5.6.0 No"}, Reason.NOT_TAKEN),
    ],
)
def test_a_number_that_begins_with_5_is_refused_for_good(says, reason):
    with server(says) as postbox:
        found = problem(postbox)

    assert (type(found), found.reason) == (Refused, reason)


@contextmanager
def raw(first: bytes, *, hang: bool = False) -> Iterator[Postbox]:
    """A server that says one thing and then drops the connection, or hangs."""
    done = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(first)
            if hang:
                done.wait(5)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield Postbox(port=listening.getsockname()[1])
    finally:
        done.set()
        listening.close()


@pytest.mark.parametrize("first", [b"", b"220 hello\r\n", b"220-half", b"HTTP/1.1 400 No\r\n\r\n"])
def test_a_connection_that_is_dropped_is_for_later(first):
    with raw(first) as postbox:
        found = problem(postbox)

    assert (type(found), found.reason) == (Later, Reason.NO_ANSWER)


@pytest.mark.parametrize("first", [b"", b"220 hello\r\n"])
def test_a_server_that_hangs_is_given_up_for_now(first):
    with raw(first, hang=True) as postbox, pytest.raises(Later) as found:
        say(message(), settings=settings(postbox), timeout_seconds=0.05)

    assert found.value.reason is Reason.NO_ANSWER


def test_where_nobody_listens_it_is_for_later():
    found = problem(Postbox(port=free_port()))

    assert (type(found), found.reason) == (Later, Reason.NO_ANSWER)


# --- settings and secrets -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"host": "mail.example.org:25"}, "host"),
        ({"host": "mail example.org"}, "host"),
        ({"host": "127.0.0.1"}, "host"),
        ({"host": ""}, "host"),
        ({"port": 0}, "port"),
        ({"to": "a@b.example, c@d.example"}, "to"),
        ({"to": "a@b.example\r\nRCPT TO:<c@d.example>"}, "to"),
        ({"to": "Allies <a@b.example>"}, "to"),
        ({"to": "allies"}, "to"),
        ({"sender": "a@b.example>"}, "sender"),
        ({"user": "tiebeam"}, "password"),
        ({"password": PASSWORD}, "user"),
        ({"user": "tiebeam", "password": f"{PASSWORD}\r\nRSET"}, "password"),
    ],
)
def test_what_can_not_be_used_is_said_by_the_name_of_its_field_and_never_repeated(given, field):
    whole = {"host": "mail.example.org", "sender": "tiebeam@harbourline.example", "to": LIST}

    with pytest.raises(BadSettings) as found:
        Settings(**(whole | given))

    assert found.value.field == field
    assert "s3cr3t" not in str(found.value)


def test_neither_the_password_nor_a_word_of_the_message_is_in_an_error_or_a_log(caplog):
    listen(caplog)
    with server({"RCPT": f"550 {PASSWORD}"}) as postbox:
        found = problem(postbox)
        given = settings(postbox, user="tiebeam", password=PASSWORD)

    mine = [each for each in caplog.records if not each.name.startswith("mail.")]
    caplog.records[:] = mine
    is_silent(found, "s3cr3t", caplog=_Only(mine), settings=given)


class _Only:
    """What was logged, without what the server of the test logs."""

    def __init__(self, records: list[Any]) -> None:
        self.records = records
        self.text = "\n".join(each.getMessage() for each in records)
