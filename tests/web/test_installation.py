"""What an installation says about itself, in its environment."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tiebeam.web.installation import FOLDERS, Installation, Mail, Misconfigured, database


def test_without_a_word_it_is_a_folder_here_with_sqlite(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    found = Installation.of({})

    assert found.home == tmp_path / "tiebeam-home"
    assert found.database["NAME"] == str(found.home / "db" / "tiebeam.sqlite3")
    assert found.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found.database["OPTIONS"]["init_command"]
    assert "localhost" in found.hosts
    assert not found.https
    assert not found.home.exists()


def test_a_first_start_makes_its_folders_and_a_secret_that_stays(tmp_path):
    says = {"TIEBEAM_HOME": str(tmp_path / "home")}
    first = Installation.of(says)
    first.prepare()
    first.keep_secret()

    again = Installation.of(says)
    again.prepare()
    again.keep_secret()

    modes = {each: stat.S_IMODE((first.home / each).stat().st_mode) for each in FOLDERS}
    assert modes == FOLDERS
    assert modes["vault"] == modes["versions"] == 0o700
    assert again.secret == first.secret
    assert stat.S_IMODE((first.home / "db" / "secret").stat().st_mode) == 0o600
    assert sorted(each.name for each in (first.home / "db").iterdir()) == [
        "secret",
        "spaces-key",
        "tiebeam.sqlite3",
    ]


def test_many_may_start_at_once(tmp_path):
    """As `tiebeam serve` starts two: each makes what is missing, and minds nobody else doing so."""
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            home = Installation.of({"TIEBEAM_HOME": str(tmp_path / str(number))})
            for each in [pool.submit(home.prepare) for _ in range(8)]:
                each.result()


def test_two_that_start_at_once_have_the_same_secret(tmp_path):
    """Both have made one up before either has written it."""
    says = {"TIEBEAM_HOME": str(tmp_path)}
    one, other = Installation.of(says), Installation.of(says)

    one.prepare()
    one.keep_secret()
    other.keep_secret()

    assert one.secret != other.secret
    assert Installation.of(says).secret == one.secret


def test_a_worker_that_is_another_user_signs_nothing_and_starts_all_the_same(tmp_path, monkeypatch):
    says = {"TIEBEAM_HOME": str(tmp_path)}
    web = Installation.of(says)
    web.prepare()
    web.keep_secret()
    # Tests may run as root, who may read anything.
    monkeypatch.setattr("os.access", lambda *_: False)

    assert Installation.of(says).secret != web.secret


def test_postgresql_is_an_address():
    found = database("postgresql://tie:b%40am@db.example:5433/house", folder=None)

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "tie", "b@am", "db.example", "5433", "house"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"DATABASE_URL": "mysql://somewhere/else"}, "DATABASE_URL is postgresql://"),
        ({"DATABASE_URL": "postgresql://somewhere"}, "DATABASE_URL is postgresql://"),
        ({"TIEBEAM_HTTPS": "maybe"}, "TIEBEAM_HTTPS is yes or no."),
        ({"TIEBEAM_MAIL_PORT": "smtp"}, "TIEBEAM_MAIL_PORT is a number"),
        ({"TIEBEAM_MAIL_PORT": "99999"}, "TIEBEAM_MAIL_PORT is a number"),
        ({"TIEBEAM_MAIL_TLS": "maybe"}, "TIEBEAM_MAIL_TLS is yes or no."),
        ({"TIEBEAM_SECRET": "short"}, "32 characters"),
    ],
)
def test_what_can_t_be_is_refused_with_what_to_do(tmp_path, says, why):
    with pytest.raises(Misconfigured, match=why):
        Installation.of({"TIEBEAM_HOME": str(tmp_path), **says})


def test_hosts_are_words_with_or_without_commas():
    found = Installation.of({"TIEBEAM_HOSTS": "tiebeam.example, www.tiebeam.example"})

    assert found.hosts == ("tiebeam.example", "www.tiebeam.example")


def test_without_a_word_about_mail_it_is_printed_and_comes_from_the_first_host():
    mail = Installation.of({"TIEBEAM_HOSTS": "tiebeam.example other.example"}).mail

    assert (mail.host, mail.sender, mail.port, mail.tls) == (
        "",
        "tiebeam@tiebeam.example",
        587,
        True,
    )


def test_who_takes_mail_is_said_word_by_word():
    mail = Installation.of(
        {
            "TIEBEAM_MAIL_HOST": "mail.example", "TIEBEAM_MAIL_PORT": "465",
            "TIEBEAM_MAIL_USER": "tie", "TIEBEAM_MAIL_PASSWORD": "b@am:/",
            "TIEBEAM_MAIL_FROM": "hr@house.example", "TIEBEAM_MAIL_TLS": "no",
        }
    ).mail  # fmt: skip

    assert mail == Mail(host="mail.example", port=465, user="tie", password="b@am:/",
                        sender="hr@house.example", tls=False)  # fmt: skip


def test_links_in_mails_begin_with_the_first_host_unless_it_is_said(tmp_path):
    home = {"TIEBEAM_HOME": str(tmp_path)}
    named = home | {"TIEBEAM_HOSTS": "tie.harbourline.example"}

    found = [
        Installation.of(each).address
        for each in (
            home, named, named | {"TIEBEAM_HTTPS": "yes"},
            home | {"TIEBEAM_ADDRESS": "https://tie.example:8443/"},
        )
    ]  # fmt: skip

    assert found == [
        "http://localhost:8000", "http://tie.harbourline.example:8000",
        "https://tie.harbourline.example", "https://tie.example:8443",
    ]  # fmt: skip


def test_a_day_begins_by_the_clock_of_the_organisation(tmp_path):
    home = {"TIEBEAM_HOME": str(tmp_path)}
    summer = datetime(2026, 7, 1, tzinfo=UTC)

    said = ({}, {"TIEBEAM_TIME_ZONE": "Europe/Lisbon"})
    zones = [Installation.of(home | more).time_zone for more in said]

    assert [each.utcoffset(summer) for each in zones] == [timedelta(0), timedelta(hours=1)]


@pytest.mark.parametrize(
    "says",
    [
        {"TIEBEAM_TIME_ZONE": "Harbourline"}, {"TIEBEAM_TIME_ZONE": "../../etc/passwd"},
        {"TIEBEAM_ADDRESS": "tie.example"}, {"TIEBEAM_ADDRESS": "https://tie.example/inside"},
    ],
)  # fmt: skip
def test_an_address_and_a_time_zone_that_are_none_are_refused(tmp_path, says):
    with pytest.raises(Misconfigured, match=f"^{next(iter(says))} "):
        Installation.of({"TIEBEAM_HOME": str(tmp_path)} | says)


def test_a_password_is_hashed_with_argon2_in_full():
    """Other tests hash with less, in settings of their own."""
    from tiebeam.web import settings

    (hasher,) = settings.PASSWORD_HASHERS

    assert hasher == "django.contrib.auth.hashers.Argon2PasswordHasher"
