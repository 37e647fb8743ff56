"""Slack, as its documentation says that it answers."""

from __future__ import annotations

import re

import pytest
from bridges.loopback import AT, SECRET, Act, answers, breaks_off, hanging, message, tool
from bridges.oracles import TYPED, called_by_slack
from bridges.secrets_kept import is_silent, listen
from hypothesis import given

from tiebeam.bridges import BadSettings, Later, Message, Reason, Refused
from tiebeam.bridges.slack import Settings, say
from tiebeam.bridges.slack.mrkdwn import MOST_CHARACTERS, as_mrkdwn

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

TOKEN = "xoxb-" + SECRET.replace("/", "-")


def webhook(address: str) -> Settings:
    return Settings(webhook=f"{address}/services/{SECRET}", on_this_machine=True)


def app(address: str) -> Settings:
    return Settings(
        token=TOKEN, channel="C0123456789", api=f"{address}/api/", on_this_machine=True
    )  # fmt: skip


def problem(act: Act, how=webhook) -> Refused | Later:
    with tool(act) as slack, pytest.raises((Refused, Later)) as found:
        say(message(), settings=how(slack.address))
    assert len(slack.requests) == 1
    return found.value


# --- by a webhook ---------------------------------------------------------------------------------


def test_a_message_goes_to_the_webhook_with_its_link_and_shows_nothing_of_other_pages():
    with tool(answers("ok")) as slack:
        say(message("Say **one** thing."), settings=webhook(slack.address))

    assert slack.requests[0]["method"] == "POST"
    assert slack.requests[0]["path"] == f"/services/{SECRET}"
    assert slack.told == {
        "text": "*<https://tiebeam.example/spaces/allies/threads/a1|A prompt>*\nSay *one* thing.",
        "link_names": 0, "unfurl_links": False, "unfurl_media": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "word", "reason"),
    [
        (400, "invalid_payload", Reason.NOT_TAKEN),
        (400, "no_text", Reason.NOT_TAKEN),
        (400, "too_many_attachments", Reason.NOT_TAKEN),
        (400, "user_not_found", Reason.NOT_KNOWN),
        (403, "action_prohibited", Reason.FORBIDDEN),
        (403, "posting_to_general_channel_denied", Reason.FORBIDDEN),
        (403, "invalid_token", Reason.NOT_KNOWN),
        (403, "team_disabled", Reason.NOT_KNOWN),
        (404, "no_service", Reason.NOT_KNOWN),
        (404, "no_active_hooks", Reason.NOT_KNOWN),
        (404, "no_team", Reason.NOT_KNOWN),
        (404, "channel_not_found", Reason.NO_CHANNEL),
        (410, "channel_is_archived", Reason.ARCHIVED),
        (404, "a page of somebody else", Reason.NOT_TAKEN),
    ],
)
def test_what_a_webhook_refuses_is_refused_for_good(code, word, reason):
    found = problem(answers(word, code=code))

    assert isinstance(found, Refused)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("act", "reason", "wait_seconds"),
    [
        (answers("rate_limited", code=429, Retry_After="30"), Reason.TOO_MANY, 30),
        (answers("rate_limited", code=429, retry_after="30"), Reason.TOO_MANY, 30),
        (answers("rate_limited", code=429), Reason.TOO_MANY, 0),
        (answers("rollup_error", code=500), Reason.OUT_OF_ORDER, 0),
        (answers("", code=503, Retry_After="7"), Reason.OUT_OF_ORDER, 7),
        (answers("<html>Sign in to this network</html>"), Reason.STRANGE_ANSWER, 0),
        (breaks_off("ok"), Reason.NO_ANSWER, 0),
        (answers("ok" * 100_000), Reason.NO_ANSWER, 0),
        (lambda request: None, Reason.NO_ANSWER, 0),
    ],
)
def test_what_a_webhook_can_not_do_now_is_for_later(act, reason, wait_seconds):
    found = problem(act)

    assert isinstance(found, Later)
    assert (found.reason, found.wait_seconds) == (reason, wait_seconds)


@pytest.mark.parametrize("how", [webhook, app])
def test_slack_that_does_not_answer_is_given_up_for_now(how):
    with hanging() as slack, pytest.raises(Later) as found:
        say(message(), settings=how(slack.address), timeout_seconds=0.05)

    assert found.value.reason is Reason.NO_ANSWER


@pytest.mark.parametrize("how", [webhook, app])
def test_nothing_is_sent_on_to_where_an_answer_leads(how):
    with tool(answers("ok")) as elsewhere:
        lead = answers("", code=302, Location=f"{elsewhere.address}/services/x")
        found = problem(lead, how)

    assert (type(found), found.reason) == (Refused, Reason.LEADS_ELSEWHERE)
    assert elsewhere.requests == []


# --- by an app ------------------------------------------------------------------------------------


def test_a_message_goes_to_the_channel_of_an_app_with_its_token_in_the_header_alone():
    with tool(answers({"ok": True, "channel": "C0123456789", "ts": "1.2"})) as slack:
        say(message("_Yes_ & no"), settings=app(slack.address))

    assert slack.requests[0]["path"] == "/api/chat.postMessage"
    assert slack.requests[0]["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert slack.told == {
        "channel": "C0123456789",
        "text": "*<https://tiebeam.example/spaces/allies/threads/a1|A prompt>*\n_Yes_ &amp; no",
        "link_names": False, "unfurl_links": False, "unfurl_media": False, "parse": "none",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("channel_not_found", Reason.NO_CHANNEL),
        ("not_in_channel", Reason.NOT_IN_CHANNEL),
        ("is_archived", Reason.ARCHIVED),
        ("msg_too_long", Reason.TOO_LONG),
        ("no_text", Reason.NOT_TAKEN),
        ("invalid_auth", Reason.NOT_KNOWN),
        ("token_revoked", Reason.NOT_KNOWN),
        ("account_inactive", Reason.NOT_KNOWN),
        ("missing_scope", Reason.FORBIDDEN),
        ("a_word_of_next_year", Reason.NOT_TAKEN),
    ],
)
def test_what_an_app_is_refused_is_refused_for_good(word, reason):
    found = problem(answers({"ok": False, "error": word}), app)

    assert (type(found), found.reason) == (Refused, reason)


@pytest.mark.parametrize(
    ("act", "reason", "wait_seconds"),
    [
        (answers({"ok": False, "error": "ratelimited"}, code=429, Retry_After="30"),
         Reason.TOO_MANY, 30),
        (answers({"ok": False, "error": "ratelimited"}, code=429, retry_after="30"),
         Reason.TOO_MANY, 30),
        (answers({"ok": False, "error": "ratelimited"}), Reason.TOO_MANY, 0),
        (answers({"ok": False, "error": "internal_error"}), Reason.OUT_OF_ORDER, 0),
        (answers({"ok": False, "error": "fatal_error"}, code=500), Reason.OUT_OF_ORDER, 0),
        (answers("<html>Sign in to this network</html>"), Reason.STRANGE_ANSWER, 0),
        (answers("[]"), Reason.STRANGE_ANSWER, 0),
        (answers(""), Reason.STRANGE_ANSWER, 0),
        (answers({"ok": False, "error": {"deep": 1}}), Reason.STRANGE_ANSWER, 0),
        (breaks_off('{"ok": true}'), Reason.NO_ANSWER, 0),
        (lambda request: None, Reason.NO_ANSWER, 0),
    ],
)  # fmt: skip
def test_what_slack_can_not_do_for_an_app_now_is_for_later(act, reason, wait_seconds):
    found = problem(act, app)

    assert isinstance(found, Later)
    assert (found.reason, found.wait_seconds) == (reason, wait_seconds)


# --- what is shown --------------------------------------------------------------------------------


@given(TYPED, TYPED)
def test_whatever_is_typed_calls_nobody_and_ends_no_mark(title, text):
    sent = as_mrkdwn(Message(title="A" + title, text=text, link="https://a.example/", at=AT))

    assert called_by_slack(sent) == []
    assert re.sub(r"&(amp|lt|gt);", "", sent).count("&") == 0
    assert sent.count("<") == sent.count(">")
    assert not re.search(r"(?<![A-Za-z0-9])@(?!\u2060)", sent)
    assert "`" not in sent
    assert "\u202e" not in sent


def test_lists_links_and_stress_are_written_as_slack_writes_them():
    text = "*Softly* and **loudly**:\n\n- one\n- [two](https://a.example/?b=1&c=2)\n\n1. https://b.example/x."

    assert as_mrkdwn(message(text)).split("\n", 1)[1] == (
        "_Softly_ and *loudly*:\n\n• one\n• <https://a.example/?b=1&amp;c=2|two>\n\n"
        "1. <https://b.example/x|https://b.example/x>."
    )


def test_a_text_that_is_too_long_ends_with_dots_and_keeps_its_link():
    sent = as_mrkdwn(message("word & " * 5_000))

    assert MOST_CHARACTERS * 0.8 < len(sent) <= MOST_CHARACTERS
    assert sent.startswith("*<https://tiebeam.example/spaces/allies/threads/a1|")
    assert sent.endswith(" …")


# --- settings and secrets -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"webhook": f"http://hooks.slack.com/services/{SECRET}"}, "webhook"),
        ({"webhook": f"https://hooks.slack.com.evil.example/services/{SECRET}"}, "webhook"),
        ({"webhook": f"https://u:{SECRET}@hooks.slack.com/services/"}, "webhook"),
        ({"webhook": f"https://hooks.slack.com@evil.example/services/{SECRET}"}, "webhook"),
        ({"webhook": f"https://hooks.slack.com\\@evil.example/{SECRET}"}, "webhook"),
        ({"webhook": f"http://127.0.0.1/services/{SECRET}"}, "webhook"),
        ({"webhook": f"file:///etc/{SECRET}"}, "webhook"),
        ({"webhook": SECRET}, "webhook"),
        ({"webhook": f"https://hooks.slack.com/{SECRET}", "token": TOKEN}, "webhook"),
        ({"token": TOKEN}, "channel"),
        ({"token": TOKEN, "channel": f"#{SECRET}"}, "channel"),
        ({"token": f"{TOKEN}\nX-Header: 1", "channel": "C0123456789"}, "token"),
        ({"channel": "C0123456789"}, "token"),
        ({"token": TOKEN, "channel": "C0123456789", "api": "https://evil.example/"}, "api"),
        ({"token": TOKEN, "channel": "C0123456789", "api": "http://slack.com/api/"}, "api"),
        ({}, "token"),
    ],
)
def test_what_can_not_be_used_is_said_by_the_name_of_its_field_and_never_repeated(given, field):
    with pytest.raises(BadSettings) as found:
        Settings(**given)

    assert found.value.field == field
    assert str(found.value).startswith(f"{field}: ")
    assert "s3cr3t" not in str(found.value)


def test_what_slack_shows_can_be_used_as_it_is_pasted():
    settings = Settings(webhook=f"  https://hooks.slack.com/services/{SECRET}\n")

    assert settings.webhook == f"https://hooks.slack.com/services/{SECRET}"
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("how", [webhook, app])
@pytest.mark.parametrize(
    "act",
    [answers(f"no {SECRET}", code=404), answers(f"<html>{SECRET}</html>"), breaks_off(SECRET),
     answers({"ok": False, "error": SECRET}), answers(SECRET, code=500), lambda request: None,
     answers("", code=302, Location=f"https://evil.example/{SECRET}")],
)  # fmt: skip
def test_neither_a_secret_nor_a_word_of_the_message_is_in_an_error_or_a_log(act, how, caplog):
    listen(caplog)

    found = problem(act, how)

    is_silent(found, "s3cr3t", caplog=caplog, settings=how("http://127.0.0.1:1"))


def test_a_secret_is_not_told_where_nobody_listens(caplog):
    listen(caplog)

    with pytest.raises(Later) as found:
        say(message(), settings=webhook("http://127.0.0.1:1"))

    is_silent(found.value, "s3cr3t", caplog=caplog, settings=webhook("http://127.0.0.1:1"))
