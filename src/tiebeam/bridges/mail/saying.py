"""Handing a letter to a mail server.

Source  RFC 5321 (SMTP), RFC 3207 (STARTTLS)
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Final

from tiebeam.bridges.addresses import BadSettings, is_host, is_this_machine, secret
from tiebeam.bridges.mail.letter import letter
from tiebeam.bridges.over_http import TIMEOUT_SECONDS
from tiebeam.bridges.said import Later, Message, Reason, Refused

SUBMISSION: Final = 587
#: The kind of connection that is enciphered from its first byte on.
ENCIPHERED_FROM_THE_START: Final = 465
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]+\.)*[A-Za-z0-9-]+"
)

#: What a server's numbers for good mean; all others are "not taken".
_FOR_GOOD: Final = {
    530: Reason.NOT_KNOWN,
    534: Reason.NOT_KNOWN,
    535: Reason.NOT_KNOWN,
    550: Reason.NO_CHANNEL,
    551: Reason.NO_CHANNEL,
    553: Reason.NO_CHANNEL,
    552: Reason.TOO_LONG,
}
_TOO_MANY: Final = (450, 452)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A mail server, and the one address that letters go to.

    host             of the mail server
    sender           the address that letters come from
    to               the address they go to
    user, password   where the server asks who sends: both, or none
    on_this_machine  the server runs beside this program, so it need not encipher
    """

    host: str
    sender: str
    to: str
    port: int = SUBMISSION
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    on_this_machine: bool = False

    def __post_init__(self) -> None:
        here = is_this_machine(self.host)
        if not is_host(self.host) or (here and not self.on_this_machine):
            raise BadSettings("host", "Give the name of the mail server, such as mail.example.org.")
        if not 0 < self.port < 65536:
            raise BadSettings("port", "A port is a number from 1 to 65535.")
        for name, address in (("sender", self.sender), ("to", self.to)):
            if not _ADDRESS.fullmatch(address):
                raise BadSettings(name, "Give one address of mail, such as list@example.org.")
        if self.user or self.password:
            secret(self.user.replace(" ", "_"), field="user")
            secret(self.password.replace(" ", "_"), field="password")


def say(
    message: Message, *, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS,
    trusted: ssl.SSLContext | None = None,
) -> None:  # fmt: skip
    """Hand one letter to the mail server, once.

    trusted  whom to believe that they are the server; None for those that this machine believes
    Raises   Refused, Later
    """
    problem = _handed_over(message, settings, timeout_seconds, trusted)
    if problem is not None:
        raise problem


def _handed_over(
    message: Message, settings: Settings, timeout_seconds: float, trusted: ssl.SSLContext | None
) -> Refused | Later | None:
    made = letter(message, sender=settings.sender, to=settings.to)
    try:
        server = _server(settings, timeout_seconds, trusted or ssl.create_default_context())
        try:
            _introduce(server, settings, trusted or ssl.create_default_context())
            server.sendmail(settings.sender, [settings.to], made.as_bytes())
        finally:
            # Whatever it would say to a farewell, the letter is with it or it isn't.
            server.close()
    except Refused as refused:
        return refused
    except ssl.SSLCertVerificationError:
        return Later(Reason.NOT_TRUSTED)
    except smtplib.SMTPRecipientsRefused as error:
        return _by_number(error.recipients[settings.to][0])
    except smtplib.SMTPResponseException as error:
        return _by_number(error.smtp_code)
    except smtplib.SMTPNotSupportedError:
        return Refused(Reason.NOT_TAKEN)
    except (OSError, ValueError):
        # What smtplib calls an exception of its own is an OSError as well.
        return Later(Reason.NO_ANSWER)
    return None


def _server(settings: Settings, timeout_seconds: float, trusted: ssl.SSLContext) -> smtplib.SMTP:
    # What this machine is called is nobody's business.
    called = settings.sender.rpartition("@")[2]
    if settings.port == ENCIPHERED_FROM_THE_START:
        return smtplib.SMTP_SSL(
            settings.host, settings.port, local_hostname=called, timeout=timeout_seconds,
            context=trusted,
        )  # fmt: skip
    return smtplib.SMTP(
        settings.host, settings.port, local_hostname=called, timeout=timeout_seconds
    )


def _introduce(server: smtplib.SMTP, settings: Settings, trusted: ssl.SSLContext) -> None:
    """Encipher, and then say who sends; in clear only to a server on this machine."""
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        server.starttls(context=trusted)
        server.ehlo()
    elif settings.port != ENCIPHERED_FROM_THE_START and not is_this_machine(settings.host):
        raise Refused(Reason.NOT_SECURED)
    if settings.user:
        server.login(settings.user, settings.password)


def _by_number(number: int) -> Refused | Later:
    if 500 <= number < 600:
        return Refused(_FOR_GOOD.get(number, Reason.NOT_TAKEN))
    if number in _TOO_MANY:
        return Later(Reason.TOO_MANY)
    # 421 and the like; smtplib has -1 for a server that hung up, or speaks something else.
    return Later(Reason.OUT_OF_ORDER if 400 <= number < 500 else Reason.NO_ANSWER)
