"""Mattermost, as its documentation says that it answers."""

from __future__ import annotations

import pytest
from bridges.loopback import AT, SECRET, Act, answers, breaks_off, hanging, message, tool
from bridges.oracles import TYPED, called_by_mattermost
from bridges.secrets_kept import is_silent, listen
from hypothesis import given

from tiebeam.bridges import BadSettings, Later, Message, Reason, Refused
from tiebeam.bridges.mattermost import Settings, say
from tiebeam.bridges.mattermost.markdown import MOST_CHARACTERS, as_markdown

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

HOOK = "s3cr3tofthehook"


def settings(address: str) -> Settings:
    return Settings(webhook=f"{address}/hooks/{HOOK}", on_this_machine=True)


def problem(act: Act) -> Refused | Later:
    with tool(act) as mattermost, pytest.raises((Refused, Later)) as found:
        say(message(), settings=settings(mattermost.address))
    assert len(mattermost.requests) == 1
    return found.value


def error(named: str, code: int) -> Act:
    """As Mattermost tells what went wrong."""
    return answers({"id": named, "message": SECRET, "status_code": code}, code=code)


def test_a_message_goes_to_the_webhook_as_text_alone():
    with tool(answers("ok")) as mattermost:
        say(message("Say **one** thing."), settings=settings(mattermost.address))

    assert mattermost.requests[0]["path"] == f"/hooks/{HOOK}"
    assert mattermost.requests[0]["headers"]["Content-Type"] == "application/json"
    assert mattermost.told == {
        "text": "**[A prompt](https://tiebeam.example/spaces/allies/threads/a1)**\n\n"
        "Say **one** thing."
    }


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (error("web.incoming_webhook.invalid.app_error", 400), Reason.NOT_KNOWN),
        (error("web.incoming_webhook.channel.app_error", 404), Reason.NO_CHANNEL),
        (error("app.channel.get.existing.app_error", 404), Reason.NO_CHANNEL),
        (error("api.post.create_post.can_not_post_to_deleted.error", 400), Reason.ARCHIVED),
        (error("web.incoming_webhook.permissions.app_error", 403), Reason.FORBIDDEN),
        (error("web.incoming_webhook.disabled.app_error", 501), Reason.FORBIDDEN),
        (error("model.post.is_valid.message_length.app_error", 400), Reason.TOO_LONG),
        (error("web.incoming_webhook.parse.app_error", 400), Reason.NOT_TAKEN),
        (answers("404 page not found", code=404), Reason.NOT_KNOWN),
        (answers("", code=413), Reason.TOO_LONG),
        (answers("", code=301, Location="https://evil.example/"), Reason.LEADS_ELSEWHERE),
    ],
)
def test_what_mattermost_refuses_is_refused_for_good(act, reason):
    found = problem(act)

    assert (type(found), found.reason) == (Refused, reason)


@pytest.mark.parametrize(
    ("act", "reason", "wait_seconds"),
    [
        (answers("limit exceeded", code=429, Retry_After="2"), Reason.TOO_MANY, 2),
        (answers("", code=500), Reason.OUT_OF_ORDER, 0),
        (answers("<html>Bad gateway</html>", code=502), Reason.OUT_OF_ORDER, 0),
        (answers("<html>Sign in</html>"), Reason.STRANGE_ANSWER, 0),
        (breaks_off("ok"), Reason.NO_ANSWER, 0),
        (lambda request: None, Reason.NO_ANSWER, 0),
    ],
)
def test_what_mattermost_can_not_do_now_is_for_later(act, reason, wait_seconds):
    found = problem(act)

    assert isinstance(found, Later)
    assert (found.reason, found.wait_seconds) == (reason, wait_seconds)


def test_mattermost_that_does_not_answer_is_given_up_for_now():
    with hanging() as mattermost, pytest.raises(Later) as found:
        say(message(), settings=settings(mattermost.address), timeout_seconds=0.05)

    assert found.value.reason is Reason.NO_ANSWER


@given(TYPED, TYPED)
def test_whatever_is_typed_calls_nobody(title, text):
    sent = as_markdown(Message(title="A" + title, text=text, link="https://a.example/", at=AT))

    assert called_by_mattermost(sent) == []
    assert "<" not in sent
    assert "~" not in sent.replace("~\u2060", "")


@pytest.mark.parametrize(
    "sent", ["@all", "hey <!channel>", "x.@here", "&lt;!x&gt;@ada", r"\_@ada", "-@ada-"]
)
def test_a_call_that_is_not_broken_up_is_found(sent):
    assert called_by_mattermost(sent)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# No heading", r"\# No heading"),
        ("`no code`", r"\`no code\`"),
        ("2\\. no list", "2\u2060. no list"),
        ("a | b\n--- | ---", "a \\| b\n\\--- \\| ---"),
        ("![no picture](https://a.example/p.png)", "![no picture](https://a.example/p.png)"),
        ("- one\n- two", "- one\n- two"),
        ("ada@example.org", "ada@example.org"),
        ("snake_case", r"snake\_case"),
    ],
)
def test_what_has_a_meaning_to_mattermost_alone_is_shown_as_it_was_typed(typed, shown):
    sent = as_markdown(message(typed)).split("\n\n", 1)[1]

    assert sent == shown.replace("![", "\\![") or sent == shown


def test_a_text_that_is_too_long_ends_with_dots_and_keeps_its_link():
    sent = as_markdown(message("word * " * 20_000))

    assert MOST_CHARACTERS * 0.8 < len(sent) <= MOST_CHARACTERS
    assert sent.startswith("**[A prompt](https://tiebeam.example/")
    assert sent.endswith(" …")


@pytest.mark.parametrize(
    "address",
    [f"http://chat.example.org/hooks/{HOOK}", f"https://chat.example.org/{HOOK}",
     f"https://ada:{HOOK}@chat.example.org/hooks/x", f"http://127.0.0.1/hooks/{HOOK}",
     f"http://127.1/hooks/{HOOK}", f"https://localhost/hooks/{HOOK}", f"ftp://a.example/hooks/{HOOK}",
     f"https://[::ffff:127.0.0.1]/hooks/{HOOK}", f"https:///hooks/{HOOK}", f"/hooks/{HOOK}",
     f"https://a.example:99999/hooks/{HOOK}", f"https://a.example/hooks/{HOOK}\r\nX: y",
     f"https://a.example/hooks/{HOOK}#x", f"https://[a/hooks/{HOOK}", ""],
)  # fmt: skip
def test_an_address_that_is_not_fit_for_a_secret_is_refused_and_not_repeated(address):
    with pytest.raises(BadSettings) as found:
        Settings(webhook=address)

    assert str(found.value).startswith("webhook: ")
    assert HOOK not in str(found.value)


@pytest.mark.parametrize(
    "act", [answers(HOOK, code=404), answers(HOOK), breaks_off(HOOK), lambda request: None]
)
def test_neither_the_hook_nor_a_word_of_the_message_is_in_an_error_or_a_log(act, caplog):
    listen(caplog)

    found = problem(act)

    is_silent(found, HOOK, caplog=caplog, settings=settings("http://127.0.0.1:1"))
