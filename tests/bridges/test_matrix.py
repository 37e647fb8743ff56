"""Matrix, as its specification says that a server answers."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from bridges.loopback import AT, Act, answers, breaks_off, hanging, message, tool
from bridges.oracles import TYPED
from bridges.secrets_kept import is_silent, listen
from hypothesis import given

from tiebeam.bridges import BadSettings, Later, Message, Reason, Refused
from tiebeam.bridges.matrix import Settings, block_invites, ignore, make_room, say
from tiebeam.bridges.matrix.saying import content

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

TOKEN = "syt_s3cr3t_of_the_bot"
ROOM = "!room:harbourline.example"


def settings(address: str, **more: str) -> Settings:
    return Settings(server=address, token=TOKEN, on_this_machine=True, **({"room": ROOM} | more))


def problem(act: Act) -> Refused | Later:
    with tool(act) as server, pytest.raises((Refused, Later)) as found:
        say(message(), settings=settings(server.address))
    return found.value


def test_a_message_is_a_notice_that_mentions_nobody_and_has_a_number_of_its_own():
    with tool(answers({"event_id": "$1"})) as server:
        say(message("Say **one** thing."), settings=settings(server.address))

    (asked,) = server.requests
    assert asked["method"] == "PUT"
    assert asked["path"].rpartition("/")[0] == (
        "/_matrix/client/v3/rooms/%21room%3Aharbourline.example/send/m.room.message"
    )
    assert asked["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert server.told == {
        "msgtype": "m.notice",
        "body": "A prompt\n\nSay one thing.\n\nhttps://tiebeam.example/spaces/allies/threads/a1",
        "format": "org.matrix.custom.html",
        "formatted_body": '<p><strong><a href="https://tiebeam.example/spaces/allies/threads/a1">'
        "A prompt</a></strong></p><p>Say <strong>one</strong> thing.</p>",
        "m.mentions": {},
    }


def test_the_same_message_has_the_same_number_and_another_one_another():
    with tool(answers({"event_id": "$1"})) as server:
        for each in (message(), message(), message(once="2"), message("Something else")):
            say(each, settings=settings(server.address))
        say(message(), settings=settings(server.address, room="!another:harbourline.example"))

    numbers = [each["path"].rpartition("/")[2] for each in server.requests]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4


@pytest.mark.parametrize(
    ("code", "word", "reason"),
    [
        (401, "M_UNKNOWN_TOKEN", Reason.NOT_KNOWN),
        (401, "M_MISSING_TOKEN", Reason.NOT_KNOWN),
        (403, "M_USER_DEACTIVATED", Reason.NOT_KNOWN),
        (403, "M_FORBIDDEN", Reason.NOT_IN_CHANNEL),
        (404, "M_NOT_FOUND", Reason.NO_CHANNEL),
        (413, "M_TOO_LARGE", Reason.TOO_LONG),
        (400, "M_BAD_JSON", Reason.NOT_TAKEN),
    ],
)
def test_what_a_server_refuses_is_refused_for_good(code, word, reason):
    found = problem(answers({"errcode": word, "error": TOKEN}, code=code))

    assert (type(found), found.reason) == (Refused, reason)


@pytest.mark.parametrize(
    ("act", "reason", "wait_seconds"),
    [
        (answers({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, code=429),
         Reason.TOO_MANY, 2.5),
        (answers({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1}, code=429, Retry_After="9"),
         Reason.TOO_MANY, 9),
        (answers({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": "soon"}, code=429),
         Reason.TOO_MANY, 0),
        (answers({"errcode": "M_UNKNOWN"}, code=500), Reason.OUT_OF_ORDER, 0),
        (answers("<html>Not found</html>", code=404), Reason.STRANGE_ANSWER, 0),
        (answers("<html>Sign in</html>"), Reason.STRANGE_ANSWER, 0),
        (breaks_off('{"event_id": "$1"}'), Reason.NO_ANSWER, 0),
    ],
)  # fmt: skip
def test_what_a_server_can_not_do_now_is_for_later(act, reason, wait_seconds):
    found = problem(act)

    assert isinstance(found, Later)
    assert (found.reason, found.wait_seconds) == (reason, wait_seconds)


def test_a_server_that_leads_elsewhere_does_not_get_the_token_there():
    with tool(answers({"event_id": "$1"})) as elsewhere:
        found = problem(answers("", code=307, Location=elsewhere.address))

    assert (type(found), found.reason) == (Refused, Reason.LEADS_ELSEWHERE)
    assert elsewhere.requests == []


def test_a_server_that_does_not_answer_is_given_up_for_now():
    with hanging() as server, pytest.raises(Later) as found:
        say(message(), settings=settings(server.address), timeout_seconds=0.05)

    assert found.value.reason is Reason.NO_ANSWER


# --- what is shown --------------------------------------------------------------------------------

ALLOWED = {"a": {"href"}, "ol": {"start"}, "br": set(), "em": set(), "li": set(), "p": set(),
           "strong": set(), "ul": set()}  # fmt: skip


class Marks(HTMLParser):
    """Goes through what is shown as a browser does, and stops where there is a mark too many."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        for name, value in attrs:
            if name == "href":
                assert value
                assert value.startswith(("https://", "http://"))
                assert "matrix.to" not in value.split("/")[2]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError

    handle_decl = handle_pi = unknown_decl = handle_comment


@given(TYPED, TYPED)
def test_whatever_is_typed_has_harmless_marks_and_mentions_nobody(title, text):
    sent = content(Message(title="A" + title, text=text, link="https://a.example/", at=AT))
    marks = Marks()

    marks.feed(sent["formatted_body"])
    marks.close()

    assert marks.open == []
    assert sent["m.mentions"] == {}
    for room in ("@room", "@ada"):
        assert f" {room}" not in sent["body"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<b>x</b> & y", "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>"),
        ("[Ada](https://matrix.to/#/@ada:example.org)", "<p>Ada</p>"),
        ("[Ada](https://MATRIX.to./#/@ada:example.org)", "<p>Ada</p>"),
        ("a\nb\n\n3. c\n4. *d*", '<p>a<br>b</p><ol start="3"><li><p>c</p></li>'
         "<li><p><em>d</em></p></li></ol>"),
    ],
)  # fmt: skip
def test_what_is_typed_is_shown_as_it_was_meant_and_no_link_is_shown_as_a_person(typed, shown):
    html = content(message(typed))["formatted_body"]

    assert html.partition("</strong></p>")[2] == shown


def test_a_long_text_fits_into_an_event():
    sent = content(message("ü<&> " * 30_000))

    assert len(sent["body"].encode()) + len(sent["formatted_body"].encode()) < 60_000
    assert "https://tiebeam.example/" in sent["body"]
    assert sent["body"].endswith("threads/a1")


# --- rooms, as a server is asked for them ---------------------------------------------------------


def test_a_room_is_asked_for_that_nobody_finds():
    with tool(answers({"room_id": ROOM})) as server:
        room = make_room("Allies\n", owner="@olu:a.example", settings=settings(server.address))

    assert room == ROOM
    assert server.told["name"] == "Allies"
    assert server.told["visibility"] == "private"
    assert server.told["invite"] == ["@olu:a.example"]
    assert "room_alias_name" not in server.told


@pytest.mark.parametrize("person", ["olu", "@olu", "@o lu:a.example", "@olu:a.example\n", ""])
def test_only_a_person_is_invited_or_ignored(person):
    with pytest.raises(BadSettings, match="owner: "):
        make_room("Allies", owner=person, settings=settings("http://127.0.0.1:1"))
    with pytest.raises(BadSettings, match="person: "):
        ignore([person], settings=settings("http://127.0.0.1:1"))


def test_a_room_without_an_id_and_an_account_without_a_name_are_strange_answers():
    with tool(answers({})) as server:
        for ask in (
            lambda: make_room("Allies", owner="@olu:a.example", settings=settings(server.address)),
            lambda: block_invites(settings=settings(server.address)),
        ):
            with pytest.raises(Later) as found:
                ask()
            assert found.value.reason is Reason.STRANGE_ANSWER


# --- settings and secrets -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"server": "http://matrix.example.org"}, "server"),
        ({"server": f"https://ada:{TOKEN}@matrix.example.org"}, "server"),
        ({"server": f"https://matrix.example.org/?{TOKEN}"}, "server"),
        ({"server": "http://127.0.0.1:8008"}, "server"),
        ({"token": ""}, "token"),
        ({"token": f"{TOKEN}\r\nX: y"}, "token"),
        ({"room": "#allies:example.org"}, "room"),
        ({"room": "!a b:example.org"}, "room"),
    ],
)
def test_what_can_not_be_used_is_said_by_the_name_of_its_field_and_never_repeated(given, field):
    whole = {"server": "https://matrix.example.org/", "token": TOKEN, "room": ROOM}

    with pytest.raises(BadSettings) as found:
        Settings(**(whole | given))

    assert found.value.field == field
    assert "s3cr3t" not in str(found.value)
    assert Settings(**whole).server == "https://matrix.example.org"


def test_without_a_room_nothing_is_said():
    with pytest.raises(Refused) as found:
        say(message(), settings=settings("http://127.0.0.1:1", room=""))

    assert found.value.reason is Reason.NO_CHANNEL


@pytest.mark.parametrize(
    "act", [answers(TOKEN, code=404), answers({"errcode": TOKEN}, code=403), breaks_off(TOKEN)]
)
def test_neither_the_token_nor_a_word_of_the_message_is_in_an_error_or_a_log(act, caplog):
    listen(caplog)

    found = problem(act)

    is_silent(found, "s3cr3t", caplog=caplog, settings=settings("http://127.0.0.1:1"))
