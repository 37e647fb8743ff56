"""What an installation decides: where its things are, and what its environment says.

All of it comes from TIEBEAM_* variables and DATABASE_URL, each described in
docs/reference/settings.md, so that a server, a container and a laptop are set up the same way.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

#: What `home` holds, and who may look: the web and the worker are two users of one group, and only
#: the worker is let into the vault, the versions and what is sealed for it to open.
FOLDERS: Final[Mapping[str, int]] = {
    "db": 0o770,
    "media": 0o770,
    "ledger": 0o750,
    "sealed": 0o770,
    "versions": 0o700,
    "vault": 0o700,
    "withdrawals": 0o770,
    "logs": 0o770,
}
#: What the worker owns; the web owns the others.
OF_WORKER: Final = frozenset({"ledger", "versions", "vault"})
SHORTEST_SECRET: Final = 32
#: Signs sessions and links, in `home`; the web alone reads it.
SIGNS_WITH: Final = "db/secret"
#: Names people in the tables of spaces, in `home`: who has the database alone reads no name there.
NAMES_WITH: Final = "db/spaces-key"
#: In `home` while a restore has not yet withdrawn again what was withdrawn.
UNFINISHED: Final = "restore-is-not-finished"
#: Seconds for which a connection to the database serves one page after another.
KEPT_OPEN: Final = 60


class Misconfigured(ValueError):
    """A variable of the environment says something that can't be."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The server that takes our mail; without a host, mail is printed where the web was started.

    tls  whether it is spoken to in secret: from the first word at port 465, else by STARTTLS
    """

    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: bool

    @classmethod
    def of(cls, environment: Mapping[str, str], *, domain: str) -> Mail:
        """Read it from the environment; left out, mail comes from `tiebeam@` the domain.

        Raises  Misconfigured
        """
        port = environment.get("TIEBEAM_MAIL_PORT") or "587"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise Misconfigured("TIEBEAM_MAIL_PORT is a number, such as 587 or 465.")
        return cls(
            host=environment.get("TIEBEAM_MAIL_HOST") or "",
            port=int(port),
            user=environment.get("TIEBEAM_MAIL_USER") or "",
            password=environment.get("TIEBEAM_MAIL_PASSWORD") or "",
            sender=environment.get("TIEBEAM_MAIL_FROM") or f"tiebeam@{domain}",
            tls=_yes("TIEBEAM_MAIL_TLS", environment, otherwise="yes"),
        )


@dataclass(frozen=True, kw_only=True)
class SignInElsewhere:
    """The organisation's own sign-in, by OpenID Connect.

    issuer  its address, below which it describes itself
    name    what its people call it
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    name: str

    @classmethod
    def of(cls, environment: Mapping[str, str], *, https: bool) -> SignInElsewhere | None:
        """Read it from the environment; None where nothing is said of it.

        Raises  Misconfigured
        """
        issuer = environment.get("TIEBEAM_OIDC_ISSUER") or ""
        client = environment.get("TIEBEAM_OIDC_CLIENT_ID") or ""
        secret = environment.get("TIEBEAM_OIDC_CLIENT_SECRET") or ""
        if not issuer and not client and not secret:
            return None
        if not (issuer and client and secret):
            raise Misconfigured(
                "Say all three: TIEBEAM_OIDC_ISSUER, TIEBEAM_OIDC_CLIENT_ID and "
                "TIEBEAM_OIDC_CLIENT_SECRET."
            )
        if urlsplit(issuer).scheme not in ({"https"} if https else {"https", "http"}):
            raise Misconfigured("TIEBEAM_OIDC_ISSUER is an address that begins with https://.")
        name = environment.get("TIEBEAM_OIDC_NAME") or "your organisation"
        return cls(issuer=issuer.rstrip("/"), client=client, secret=secret, name=name)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One organisation's Tiebeam.

    home      the folder of everything that has to be kept
    name      of the organisation, as its people call it
    hosts     names under which browsers ask for it
    database  as Django's settings want it
    https     whether browsers reach it by https alone
    bridges_here  whether bridges may lead to this machine, where a tool runs beside it
    bridges_to    the hosts that bridges may lead to; where there are none, any
    secret    signs sessions and links
    mail      who takes what we write to people
    upload_max_mb  how large the files of one upload may be together
    elsewhere the organisation's own sign-in, where it has one
    address   what stands before a path in links that we write to people: https://host
    time_zone in which a day of the organisation begins
    """

    home: Path
    name: str
    hosts: tuple[str, ...]
    database: Mapping[str, Any]
    https: bool
    bridges_here: bool
    bridges_to: tuple[str, ...]
    secret: str
    mail: Mail
    upload_max_mb: int
    elsewhere: SignInElsewhere | None
    address: str
    time_zone: tzinfo

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Installation:
        """Read it from the environment; nothing is written.

        Raises  Misconfigured
        """
        home = Path(environment.get("TIEBEAM_HOME") or "tiebeam-home").absolute()
        hosts = _words(environment.get("TIEBEAM_HOSTS") or "localhost 127.0.0.1 [::1]")
        https = _yes("TIEBEAM_HTTPS", environment)
        return cls(
            home=home,
            name=environment.get("TIEBEAM_NAME") or "Our organisation",
            hosts=hosts,
            database=database(environment.get("DATABASE_URL") or "", folder=home / "db"),
            https=https,
            bridges_here=_yes("TIEBEAM_BRIDGES_HERE", environment),
            bridges_to=_words((environment.get("TIEBEAM_BRIDGES_TO") or "").lower()),
            secret=_secret(environment.get("TIEBEAM_SECRET") or "", home / SIGNS_WITH),
            mail=Mail.of(environment, domain=hosts[0].lstrip("*.")),
            upload_max_mb=_megabytes(environment.get("TIEBEAM_UPLOAD_MAX_MB") or "2000"),
            elsewhere=SignInElsewhere.of(environment, https=https),
            address=_address(
                environment.get("TIEBEAM_ADDRESS") or "", host=hosts[0].lstrip("*."), https=https
            ),
            time_zone=_time_zone(environment.get("TIEBEAM_TIME_ZONE") or "UTC"),
        )

    @property
    def sealing_key(self) -> Path:
        """Where the worker publishes the key to which the web seals what only the worker opens.

        The web may read the folder, and not write into it: who exchanged the key would read all.
        """
        return self.home / "ledger" / "sealing-key"

    @property
    def at_work(self) -> Path:
        """Held by each worker that runs, so that its keys are not rotated meanwhile."""
        return self.home / "versions" / ".at-work"

    @property
    def spaces_key(self) -> Path:
        """Where the key lies by which the tables of spaces name people."""
        return self.home / NAMES_WITH

    @property
    def withdrawals(self) -> Path:
        """The list of what was withdrawn, which outlives the database: see `web.withdrawals`."""
        return self.home / "withdrawals" / "withdrawals.chain"

    @property
    def backup_key(self) -> Path:
        """Where the public half of the key is kept to which backups are sealed."""
        return self.home / "backup-key.pub"

    @property
    def unfinished(self) -> Path:
        """There while a restore is under way, or was killed: nobody is served then."""
        return self.home / UNFINISHED

    def prepare(self) -> None:
        """Make the folders that are not there yet, the list of withdrawals, and SQLite's file."""
        for folder, mode in FOLDERS.items():
            try:
                (self.home / folder).mkdir(parents=True)
            except FileExistsError:
                continue
            # The mask of whoever starts it plays no part.
            (self.home / folder).chmod(mode)
            self._give_to_its_user(self.home / folder)
        self._make_for_both(self.withdrawals)
        self._make_for_both(self.spaces_key, secrets.token_hex(32))
        if self.database["ENGINE"].endswith("sqlite3"):
            # SQLite would let the worker read it alone. Its log takes the mode of the file.
            self._make_for_both(Path(self.database["NAME"]))

    def _make_for_both(self, file: Path, text: str = "") -> None:
        """A file that web and worker may write, and nobody else may read; left alone if there."""
        if file.exists():
            return
        # Made complete or not at all, by whichever process comes first.
        made = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(text, encoding="ascii")
        made.chmod(0o660)
        self._give_to_its_user(made)
        with suppress(FileExistsError):
            os.link(made, file)
        made.unlink()

    def _give_to_its_user(self, made: Path) -> None:
        """What an upgrade adds belongs to whom the others belong to, also if root makes it."""
        like = self.home / ("vault" if made.name in OF_WORKER else "db")
        if os.geteuid() == 0 and like.is_dir():
            found = like.stat()
            os.chown(made, found.st_uid, found.st_gid)

    def keep_secret(self) -> None:
        """Keep what sessions are signed with, for the next start: the web does, and nobody else."""
        file = self.home / SIGNS_WITH
        if not file.exists():
            # Made complete or not at all, by whichever process comes first.
            made = file.with_name(f".{file.name}-{os.getpid()}")
            made.touch(mode=0o600)
            made.write_text(self.secret, encoding="ascii")
            try:
                os.link(made, file)
            except FileExistsError:
                pass
            finally:
                made.unlink()


def database(url: str, *, folder: Path) -> dict[str, Any]:
    """What Django wants to know of a database.

    url      as postgresql://user:password@host:port/name; empty for a file in the folder
    Raises   Misconfigured
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "tiebeam.sqlite3"),
            "OPTIONS": {
                # A transaction that will write says so at once, and so waits for its turn instead
                # of failing half way. FULL keeps what was promised through a loss of power. What is
                # deleted is written over, also where SQLite was built to leave it.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA secure_delete=ON;",
            },
            # To open it is to read hundreds of tables' names, which takes longer than most pages.
            "CONN_MAX_AGE": KEPT_OPEN,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Misconfigured(
            "DATABASE_URL is postgresql://user:password@host:port/name, or left out for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _yes(name: str, environment: Mapping[str, str], *, otherwise: str = "no") -> bool:
    said = (environment.get(name) or otherwise).lower()
    if said not in {"yes", "no"}:
        raise Misconfigured(f"{name} is yes or no.")
    return said == "yes"


def _megabytes(said: str) -> int:
    if not said.isascii() or not said.isdigit() or not 0 < int(said) <= 1_000_000:
        raise Misconfigured("TIEBEAM_UPLOAD_MAX_MB is a number of megabytes, such as 2000.")
    return int(said)


def _address(given: str, *, host: str, https: bool) -> str:
    """What was given, or the first host as its own server is reached."""
    if not given:
        return f"https://{host}" if https else f"http://{host}:8000"
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise Misconfigured("TIEBEAM_ADDRESS is like https://tiebeam.harbourline.example")
    return f"{parts.scheme}://{parts.netloc}"


def _time_zone(name: str) -> tzinfo:
    if name == "UTC":
        # Known to Python itself, where the system has no list of time zones.
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Misconfigured("TIEBEAM_TIME_ZONE is a name such as Europe/Lisbon, or UTC.") from None


def _secret(given: str, file: Path) -> str:
    """The secret that was given, or the one that was kept.

    Before the first start it is a new one. So it is for the worker where that is another user of
    the system: it signs nothing, and may not read what the web signs with.
    """
    if not given:
        given = file.read_text("ascii") if os.access(file, os.R_OK) else secrets.token_urlsafe(48)
    if len(given) < SHORTEST_SECRET:
        raise Misconfigured(f"TIEBEAM_SECRET has {SHORTEST_SECRET} characters or more.")
    return given
