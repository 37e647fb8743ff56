"""An installation in which everything has happened once, so that every page is there to be opened.

python in_use.py LEDGER     makes people in TIEBEAM_HOME and prints their sessions;
                            after a line on its input does all else, and prints what stands in
                            addresses

What the worker would do is done in this process, or written down as the worker would leave it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

#: Django's client asks for it, and a browser signs in there.
HOST = "localhost"
#: Whose windows are open: nobody's, of somebody who may open every page, of an analyst who signs in
#: with a second step, and one of hers in which that step is still to come.
NOBODY, OLU, ANA, HALF_IN = "", "olu", "ana", "half in"


def begun() -> dict[str, str]:
    """People, before anything was brought; the sessions of those who are signed in."""
    from web.people import PASSWORD, somebody

    from tiebeam.web.permissions import Role

    somebody("olu@harbourline.example", *(set(Role) - {Role.MEMBER}), name="Olu Adeyemi")
    somebody("stig@harbourline.example", Role.STEWARD, name="Stig Halvorsen")
    ana = somebody("ana@harbourline.example", Role.ANALYST, name="Ana Ruiz")
    olu = _client()
    olu.post("/sign-in/", {"login": "olu@harbourline.example", "password": PASSWORD})
    olu.post("/me/security/again/", {"password": PASSWORD})
    hers = _client()
    hers.post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    hers.post("/me/security/again/", {"password": PASSWORD})
    _second_steps(ana)
    half_in = _client()
    half_in.post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    return {OLU: _session(olu), ANA: _session(hers), HALF_IN: _session(half_in)}


def filled(ledger: Path) -> dict[str, str]:
    """Everything else; what stands in addresses of pages, by what it is."""
    from web.organisation.brought import key_published

    key_published()
    return dict([
        *_figures(ledger), *_ways_in(), *_written(), *_looked_at(), *_barred(), *_redesigned(),
        *_brought(), *_still_sealed(), *_let_out(), *_told(), *_met(),
    ])  # fmt: skip


def _second_steps(person: Any) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(person, "A" * 32)
    RecoveryCodes.activate(person)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN,
        data={"name": "The key on her desk", "credential": _passkey()},
    )  # fmt: skip


def _passkey() -> dict[str, Any]:
    """What a browser tells of a passkey that it has just made."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2 import cose, utils, webauthn

    name, flags = b"k" * 16, webauthn.AuthenticatorData.FLAG
    public = cose.ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    told = webauthn.AuthenticatorData.create(
        b"\0" * 32, flags.UP | flags.UV | flags.AT, 0,
        webauthn.AttestedCredentialData.create(webauthn.Aaguid.NONE, name, public),
    )  # fmt: skip
    client = webauthn.CollectedClientData.create(
        type="webauthn.create", challenge=b"c" * 16, origin=f"http://{HOST}"
    )
    attested = webauthn.AttestationObject.create("none", told, {})
    written = {"clientDataJSON": client, "attestationObject": attested}
    return {
        "id": utils.websafe_encode(name), "rawId": utils.websafe_encode(name), "type": "public-key",
        "response": {key: utils.websafe_encode(each) for key, each in written.items()},
        "clientExtensionResults": {},
    }  # fmt: skip


def _figures(ledger: Path) -> Iterator[tuple[str, str]]:
    from web.ledgers import made_by_hand, two_dates

    made_by_hand(ledger, *two_dates())
    olu = _client("olu@harbourline.example")
    olu.post("/see/ask/", {"measure": "exit_rate", "about": "gender", "within": "", "year": "2026"})
    yield "release", "1"


def _ways_in() -> Iterator[tuple[str, str]]:
    """Links that stand in mails, and what an owner sees of people."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.models import Authenticator

    from tiebeam.web.accounts import actions
    from tiebeam.web.accounts.models import User
    from tiebeam.web.permissions import Role

    olu, ana = (User.objects.get(email=f"{each}@harbourline.example") for each in (OLU, ANA))
    now = datetime.now(UTC)
    _, key = actions.invite(email="bo@harbourline.example", role=Role.LEADER, by=olu, at=now)
    yield "invitation", key
    yield "whose", user_pk_to_url_str(ana)
    yield "reset", default_token_generator.make_token(ana)
    new = EmailAddress.objects.create(user=ana, email="ana@new.example", verified=False)
    yield "confirmation", EmailConfirmationHMAC(new).key
    yield "person", ana.public_id
    yield "passkey", str(Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk)


def _brought() -> Iterator[tuple[str, str]]:
    from web.organisation.brought import (
        answered,
        as_csv,
        brought,
        checked,
        file,
        kept,
        now_of,
        sent,
        staff,
    )

    from tiebeam.web.accounts.models import User
    from tiebeam.web.organisation.structure import key_of

    answered(User.objects.get(email="ana@harbourline.example"))
    ana = _client("ana@harbourline.example")
    rows, wrong = staff(), staff()
    # The data end where cubes of the tests begin.
    rows[0]["hire_date"] = "2028-03-01"
    wrong[3] |= {"hire_date": "soon", "salary": "much"}

    run = kept(ana, checked(ana, brought(ana, file(as_csv(rows)), once="kept")))
    yield "kept", run.public_id
    yield "version", run.version
    yield "unit", key_of("Deck")
    run = checked(ana, brought(ana, file(as_csv(wrong)), once="checked"))
    yield "checked", run.public_id
    yield "looked-at", brought(ana, file(as_csv(wrong), "more.csv"), once="looked").public_id
    yield "unusable", brought(ana, file(b"PK\x03\x04", "broken.xlsx"), once="broken").public_id
    waiting = sent(ana, file(as_csv(staff(20)), "waits.csv"), once="waits")
    yield "waits", now_of(waiting.url.split("/")[-2]).public_id


def _written() -> Iterator[tuple[str, str]]:
    """Structures and documents in each state."""
    from web.organisation.written import (
        LEAVE,
        PROMOTION,
        a_structure,
        as_sorted,
        brought,
        doc,
        with_text,
    )

    from tiebeam.web.accounts.models import User
    from tiebeam.web.organisation.inventory.actions import end, say_about_us

    olu, now = User.objects.get(email="olu@harbourline.example"), datetime.now(UTC)
    client = _client(olu.email)
    say_about_us(30, ["gb", "de"], by=olu, at=now)
    rising = a_structure(
        olu, decides="The panel of three", gets_there="Named by the head of the unit",
        covers="All crew, but for those on temporary contracts", review_on=date(2026, 1, 1),
        units=["Deck"], usual=["promotion"],
    )  # fmt: skip
    text = with_text(client, rising, PROMOTION)
    yield "policy", rising.public_id
    yield "old-text", text.versions.get().public_id
    with_text(client, rising, f"{PROMOTION}\nOne may name oneself.", document=text.public_id,
              in_force_on="2026-09-01")  # fmt: skip
    brought(client, doc(LEAVE, "leave.md"), once="leave")
    client.post("/structures/sort/", as_sorted())
    a_structure(olu, "Referral reward", kind="recruitment-step", state="draft")
    end(a_structure(olu, "Shift bonus", kind="benefit"), by=olu, at=now)
    read = brought(
        client, doc("# Grievances\n\nTell your manager.", "handbook/grievance.md"),
        doc("# Time at home\n\nAsk your lead.", "remote.txt"), doc(b"%PDF-1.4", "scan.pdf"),
        once="to sort",
    )  # fmt: skip
    yield "read", read.public_id


def _barred() -> Iterator[tuple[str, str]]:
    """Barriers: one that a figure shows, a question, and one that is closed."""
    from web.insight.barred import a_barrier, figure

    from tiebeam.web.accounts.models import User
    from tiebeam.web.insight import queries
    from tiebeam.web.insight.barriers import actions, figures
    from tiebeam.web.organisation.models import Policy

    olu, shown = User.objects.get(email="olu@harbourline.example"), queries.shown()
    assert shown is not None
    address = next(figures.address_of(each) for each in shown.ledger.offers
                   if each.measure == "headcount_share" and not each.fields)  # fmt: skip
    rising = Policy.objects.get(title="Promotion")
    made = a_barrier("Few women rise from level 1", figure(address), by=olu, policy=rising,
                     whom="women at level 1", units=["Deck"])  # fmt: skip
    yield "barrier", made.public_id
    a_barrier("Does the rota hinder whoever brings up children?", by=olu, policy=rising)
    closed = a_barrier("Were the forms in one language alone?", by=olu)
    actions.close(closed, reason="They come in four languages now.", by=olu, at=datetime.now(UTC))
    yield "closed", closed.public_id
    yield "figure", quote(address)


def _redesigned() -> Iterator[tuple[str, str]]:
    """Redesigns in each state: one that stalls, and one with an objection and another metric."""
    from web.change import redesigned as made

    from tiebeam.web.accounts.models import User
    from tiebeam.web.change import actions
    from tiebeam.web.insight.models import Barrier

    olu, stig = (User.objects.get(email=f"{each}@harbourline.example") for each in (OLU, "stig"))
    rule = made.a_rule(olu)
    barrier = made.a_barrier(rule, olu)
    rising = Barrier.objects.get(title="Few women rise from level 1")
    yield "draft", made.written(rule, olu, stig, barrier, title="A panel decides").public_id
    made.a_draft(rule, olu, title="Nobody has said anything of this yet")
    there = made.proposed(rule, olu, stig, rising, title="Everybody puts themselves forward",
                          metric=made.OF_PEOPLE)  # fmt: skip
    yield "redesign", there.public_id
    objection = actions.object_to(there, says="A panel is slow.", once="a", at=made.AT)
    actions.reply(objection, says="It meets every week.", once="b", at=made.AT)
    yield "objection", objection.public_id
    other = {**made.OF_CLAUSE, "reason": "Days are what people wait for."}
    actions.write_down(there, other, edition=there.edition, by=olu, at=made.AT)
    made.a_day_later(date(2026, 3, 17))
    made.a_day_later(date(2026, 4, 1))
    dropped = made.proposed(rule, olu, stig, title="No more core hours")
    actions.drop(dropped, reason="Nobody asked for it.", by=olu, at=made.AT)
    judged = made.decided(rule, olu, stig, barrier, title="Two weeks until an answer")
    made.kept(rule, made.RULE.replace(made.OLD, made.NEW), document=rule.documents.get())
    made.looked()
    yield "judged", judged.public_id
    ends = made.proposed(None, olu, stig, barrier, title="Nobody asks twice", metric=made.OF_PEOPLE)
    yield "to-decide", ends.public_id


def _looked_at() -> Iterator[tuple[str, str]]:
    """Findings, of which people said different things."""
    from web.insight.reading.handbook import (
        LEAVE,
        WORK,
        a_document,
        a_policy,
        a_version,
        confirmed,
        dismissed,
        found,
        read,
        sent,
    )

    from tiebeam.web.accounts.models import User

    olu, ana = (User.objects.get(email=f"{each}@harbourline.example") for each in (OLU, ANA))
    before = a_document(a_policy(olu, title="Parental leave"), LEAVE)
    version = a_version(before.document, LEAVE.replace("26 weeks", "20 weeks"))
    a_document(a_policy(olu, title="Working from home"), WORK, name="work.md")
    read()
    first, second, third, *_ = found(version=version)
    confirmed(first, olu)
    dismissed(first, ana)
    dismissed(second, olu, until=date(2026, 1, 1))
    sent(third, ana)
    yield "document", version.document.public_id
    yield "finding", found("discretion", version)[0].public_id


def _still_sealed() -> Iterator[tuple[str, str]]:
    """Documents that nobody has read yet."""
    from web.organisation.written import doc, send

    olu = _client("olu@harbourline.example")
    waits = send(olu, doc("# Travel\n\nFirst class for some.", "travel.md"), once="to read")
    yield "to-read", waits.url.split("/")[-2]


def _let_out() -> Iterator[tuple[str, str]]:
    """Cubes and releases in each state."""
    from web.releasing import made

    from tiebeam.web.accounts.models import User
    from tiebeam.web.organisation.queries import current_version
    from tiebeam.web.releasing import actions
    from tiebeam.web.releasing.models import Cube, Request

    olu, stig, ana = (
        User.objects.get(email=f"{each}@harbourline.example") for each in (OLU, "stig", ANA)
    )
    version = current_version()
    assert version is not None
    declared = made.a_declared_cube(stig, date(2026, 1, 1))
    yield "declared", declared.public_id

    def asked(day: date, by: Any) -> Request:
        request, _ = actions.ask(declared, version.public_id, day, by=by, at=made.AT)
        return request

    def tried(day: date, by: Any) -> Request:
        request = asked(day, by)
        actions.keep_trial(request.public_id, would_show=made.FOUND, rests_on="f" * 64)
        return Request.objects.get(pk=request.pk)

    request = tried(date(2026, 1, 1), ana)
    actions.let_out(request, by=stig, at=made.AT)
    actions.published(request.public_id, number=2, at=made.AT)
    yield "published", request.public_id
    request = tried(date(2026, 3, 1), ana)
    actions.refuse(request, by=stig, at=made.AT)
    yield "refused", request.public_id
    yield "tried", tried(date(2026, 6, 30), ana).public_id
    later = made.a_declared_cube(stig, date(2027, 1, 1))
    declared = later
    yield "asked", asked(date(2027, 1, 1), olu).public_id
    yield "proposed", made.a_proposal(olu, date(2028, 1, 1)).public_id
    yield "job", actions.ask_for_cube(version.public_id, by=olu, at=made.AT).public_id
    yield "worked-out", Cube.objects.latest("pk").public_id


def _told() -> Iterator[tuple[str, str]]:
    """A notice, and a mail with a link that ends such mails."""
    from tiebeam.web.accounts.models import User
    from tiebeam.web.accounts.telling import TRUSTED, only
    from tiebeam.web.delivery import actions
    from tiebeam.web.delivery.models import Notice, Telling
    from tiebeam.web.delivery.topics import How

    olu = User.objects.get(email="olu@harbourline.example")
    now = datetime.now(UTC)
    actions.choose(olu, {TRUSTED.name: How.HERE})
    actions.tell(TRUSTED, about="puddle", to=only(olu), at=now)
    actions.decide(Telling.objects.latest("pk").public_id, opens=lambda *_: frozenset(), at=now)
    said = actions.say_to_everybody(title="The year ahead", text="Dear all", subjects=["thanks"],
                                    once="said", by=olu, at=now)  # fmt: skip
    yield "message", said.public_id
    actions.say_times(olu, zone="Europe/Oslo", first=8, last=18)
    yield "notice", Notice.objects.filter(person=olu).latest("pk").public_id


def _met() -> Iterator[tuple[str, str]]:
    """Spaces: one that is looked after and talked in, two of one name, and a link to one."""
    from web.spaces import made

    from tiebeam.web.accounts.models import User
    from tiebeam.web.spaces import actions
    from tiebeam.web.spaces.following.actions import follow
    from tiebeam.web.spaces.models import Standing
    from tiebeam.web.spaces.raising import actions as raising
    from tiebeam.web.spaces.signing.actions import sign

    olu, ana, stig = (
        User.objects.get(email=f"{each}@harbourline.example") for each in (OLU, ANA, "stig")
    )
    space = made.a_space(olu, "Council of the ports", kind="council")
    made.joined(space, stig)
    yield "space", space.slug
    yield "asks", made.standing(space, ana, Standing.ASKED).public_id
    thread = made.a_thread(space, olu)
    post = made.a_post(thread, olu, "The yard *ofice* does:\n\n- by hand\n- each month")
    made.a_post(thread, stig, "> by hand\n\nSince when?", answers=post)
    actions.reword(post, "The yard *office* does:\n\n- by hand\n- each month", number=1, by=olu,
                   at=made.AT)  # fmt: skip
    yield "thread", thread.public_id
    yield "post", post.public_id
    follow(how="follow", by=olu, space=space, thread=thread)
    sign(space, "The hour on Thursday counts as work.", by=olu, at=made.AT)
    yield from _read_in_an_emergency(space, olu, stig)
    yield from _attached(post, olu)
    yield from _moderated(space, thread, olu, stig)
    raising.raise_finding(space, structure="", place="", what="unwritten", by=olu, at=made.AT)
    raising.let_out(at=made.AT + timedelta(days=7))
    yield from _brokered(space, olu, stig)
    yield from _planned(space, olu, stig)
    yield from _stood_up_for(olu, stig)
    yield from _begun_with(space, olu)
    _looked_after(space, olu)
    yield "listed", made.a_space(stig, "Harbour lights").public_id
    hidden = made.a_hidden_space(stig, "Harbour lights")
    made.joined(hidden, olu)
    cohort = made.a_hidden_space(ana, "Spring cohort", kind="cohort-room")
    yield "way-in", actions.new_link(cohort, by=ana, at=made.AT)


def _read_in_an_emergency(space: Any, olu: Any, stig: Any) -> Iterator[tuple[str, str]]:
    from django.utils import timezone

    from tiebeam.web.spaces.emergency import actions

    at, why = timezone.now(), "Somebody was threatened there, and can't say by whom."
    stig.places.update(since=at - timedelta(days=30))
    read = actions.ask(space.public_id, why, once="read", by=olu, at=at)
    yield "emergency", actions.agree(read, by=stig, at=at).public_id
    to_agree = actions.ask(space.public_id, why, once="to agree", by=stig, at=at)
    yield "to-agree", to_agree.public_id


def _begun_with(space: Any, olu: Any) -> Iterator[tuple[str, str]]:
    """A kit of which a prompt was posted and one skipped; a group changed one and left one out."""
    from web.spaces import made

    from tiebeam.web.spaces.models import Space
    from tiebeam.web.spaces.starting import actions

    group = Space.objects.get(name="Night workers")
    made.a_kit(space, olu)
    made.posted(space, olu)
    actions.skip(space, "fits-the-team", is_skipped=True, by=olu, at=made.AT)
    read = made.handed(space, group, olu)
    made.worded(read, olu, "plans-known-late", why="Ten days are enough.")
    made.worded(read, olu, "who-hears-of-it", "left-out", why="It asks for single cases.")
    made.ratified(read, olu)
    yield "kit", read.public_id
    other = made.a_space(olu, "Quay allies")
    yield "other-kit", made.handed(other, group, olu).public_id


def _looked_after(space: Any, olu: Any) -> None:
    """Two look after it: weeks of each, one that may go, and a thread that waits."""
    from django.utils import timezone
    from web.people import somebody
    from web.spaces import made

    from tiebeam.web.spaces import actions as spaces
    from tiebeam.web.spaces.actions import day_of
    from tiebeam.web.spaces.caring import actions
    from tiebeam.web.spaces.caring.rota import weeks_from

    una, pia = (somebody(f"{name.lower()}@harbourline.example", name=f"{name} Kjær")
                for name in ("Una", "Pia"))  # fmt: skip
    now = timezone.now()
    made.joined(space, una, pia)
    made.looks_after(space, una, by=olu)
    first, second, third, fourth, *_ = weeks_from(day_of(now))
    for week, person in ((first, olu), (second, una), (fourth, una)):
        actions.take_week(space, week, by=person, at=now)
    actions.let_week_go(space, fourth, may_go=True, by=una, at=now)
    actions.give_week_back(space, third, by=una, at=now)
    made.a_thread(space, pia, "Who prints the rota at Northmole?")
    made.a_thread(space, pia, "Gloves that fit, and where they are kept at night")
    of_una = made.a_space(una, "Ropes and rotas")
    made.joined(of_una, olu)
    spaces.offer(of_una, offers=True, by=olu)


def _attached(post: Any, olu: Any) -> Iterator[tuple[str, str]]:
    """Files of each kind; of the picture, its words were changed."""
    from web.spaces import made

    from tiebeam.web.spaces.attaching import actions
    from tiebeam.web.spaces.attaching.clean import Clean

    picture = made.a_picture(post, olu, "A sheet of paper.", content=made.a_png(600, 400))
    actions.describe(picture, "A rota, written by hand.", number=1, by=olu, at=made.AT)
    yield "described", picture.public_id
    for kind, type_ in (("sound", "audio/wav"), ("document", "application/pdf")):
        clean = Clean(kind=kind, content_type=type_, content=b"x" * 2000)
        brought = actions.Brought(clean=clean, words="Who decides?", called="The yard office")
        actions.attach(post, brought, once=kind, by=olu, at=made.AT)


def _moderated(space: Any, thread: Any, olu: Any, stig: Any) -> Iterator[tuple[str, str]]:
    """Posts that were reported: one that waits, one that was decided, and one appealed."""
    from web.people import somebody
    from web.spaces import made

    from tiebeam.web.spaces.models import Clause, Post
    from tiebeam.web.spaces.moderating import actions

    mo, kim = (somebody(f"{each}@harbourline.example", name=each.title()) for each in ("mo", "kim"))
    made.joined(space, mo, kim)
    made.looks_after(space, stig, olu)
    line = Clause.objects.filter(guidelines__space=space).first()
    assert line is not None

    def reported(post: Post) -> Any:
        return actions.report(post, clause=line, says="The tone.", by=kim, at=made.AT)

    def hidden(post: Post) -> Any:
        return actions.rule(reported(post), "hide", clause=line, says="No insult.", until=None,
                            by=stig, at=made.AT)  # fmt: skip

    theirs = made.a_post(thread, mo, "On paper, since the fax.")
    yield "theirs", theirs.public_id
    yield "to-describe", made.a_picture(theirs, mo).public_id
    yield "reported", reported(made.a_post(thread, mo, "Who reads that?")).public_id
    yield "ruled", hidden(made.a_post(thread, olu, "Nobody who can count.")).public_id
    appealed = hidden(made.a_post(thread, mo, "Nobody at all."))
    actions.appeal(appealed, says="It was meant for the list.", by=mo, at=made.AT)
    yield "appealed", appealed.public_id


def _brokered(space: Any, olu: Any, stig: Any) -> Iterator[tuple[str, str]]:
    """Questions: one that waits, one with a group, one that was answered; and hours."""
    from web.spaces import made

    from tiebeam.web.spaces.brokering import actions
    from tiebeam.web.spaces.hours import actions as hours

    group = made.a_space(stig, "Night workers", kind="resource-group")
    made.joined(group, olu)
    made.looks_after(group, olu, stig)
    actions.take_questions(group, takes=True, by=olu)
    _bridged(group, olu)
    yield "group", group.slug

    def asked(text: str) -> Any:
        return actions.ask(text, once=made.once(), by=stig, at=made.AT, space=space)

    brief = actions.write_brief(
        group, title="What a rota does to whoever works nights", text="It comes *late*.",
        attribution="group", once=made.once(), by=olu, at=made.AT,
    )  # fmt: skip
    yield "brief", brief.public_id
    yield "question", asked("What does a rota do to whoever works nights?").public_id
    handed = asked("Which meetings do you miss?")
    actions.hand_to(handed, group, by=olu, at=made.AT)
    yield "handed", handed.public_id
    actions.set_aside(asked("Who invented the rota?"), aside=True, by=olu, at=made.AT)
    mine = actions.ask("When is the rota out?", once=made.once(), by=olu, at=made.AT, space=space)
    actions.answer_with(mine, brief, by=olu, at=made.AT)
    actions.ask("Who prints it?", once=made.once(), by=olu, at=made.AT)
    actions.say_office_hours(group, "Thursdays at 12, in the canteen",
                             until=date(2099, 1, 1), by=olu)  # fmt: skip
    for paid in (True, False):
        hours.write_down(date(2026, 2, 1), Decimal("1.5"), paid=paid, once=made.once(), by=olu)
    hours.hand_over(once=made.once(), by=olu, at=made.AT)
    hours.write_down(date(2026, 3, 1), Decimal("2.25"), paid=True, once=made.once(), by=olu)


def _bridged(group: Any, olu: Any) -> None:
    """A bridge whose webhook is dead."""
    from nacl.public import PrivateKey
    from web.spaces import made

    from tiebeam.vault.seal import SealingKey
    from tiebeam.web.spaces.bridging import actions

    nobody = SealingKey(bytes(PrivateKey.generate().public_key))
    actions.build(group, "mattermost", {"webhook": "x"}, to=nobody, once="b", by=olu, at=made.AT)
    actions.was_refused(group.bridges.get().to_say.get(), "not-known", at=made.AT)


def _planned(space: Any, olu: Any, stig: Any) -> Iterator[tuple[str, str]]:
    """A meeting that is to come, in which much is said, and one that was, with what came of it."""
    from web.spaces import made

    from tiebeam.web.organisation.inventory.queries import policies_for
    from tiebeam.web.spaces.meeting import actions

    soon, past = datetime(2099, 5, 4, 10, tzinfo=UTC), made.AT
    found = made.a_meeting(space, olu, "The rota, once more", at=soon)
    yield "meeting", found.public_id
    for each in (olu, stig):
        actions.offer_turns(space, offers=True, by=each, at=past)
        actions.answer(found, "yes", "A seat by the door.", by=each, at=past)
    actions.take_role(found, "notes", by=stig, at=past)
    made.a_meeting(space, olu, "Called off", at=soon + timedelta(days=1))
    actions.call_off(space.meetings.latest("pk"), by=olu, at=past)
    met = made.a_meeting(space, olu, "The rota", at=past)
    yield "met", met.public_id
    actions.write_decisions(met, ["Ten days before.", "On paper too."], edition=1, by=olu, at=past)
    yield "mine", made.an_undertaking(met, olu, "Ask the yard office").public_id
    yield "nobodys", made.an_undertaking(met, olu, "Count the gloves", takes_it=False).public_id
    changed = made.an_undertaking(met, olu, "Write the redesign")
    actions.close(changed, "changed", structure=f"structure:{policies_for(olu)[0].public_id}",
                  changed="The rota is out ten days before.", by=olu, at=past)  # fmt: skip
    yield "changed", changed.public_id


def _stood_up_for(olu: Any, stig: Any) -> Iterator[tuple[str, str]]:
    """What a group asks of leaders: answered, overdue, and reworded."""
    from web.spaces import made

    from tiebeam.web.spaces.groups.asks import actions as asks
    from tiebeam.web.spaces.models import Space

    group = Space.objects.get(name="Night workers", kind="resource-group")
    lena = made.a_leader()
    waits = made.an_ask(group, olu, lena)
    said = {"title": "The rota ten days before it holds", "says": "*Ten* days.", "structure": "",
            "due_on": waits.due_on}  # fmt: skip
    asks.change(waits, said, leader=lena, edition=1, by=olu, at=made.AT)
    yield "waiting-ask", waits.public_id
    answered = made.an_ask(group, stig, olu, "A number that somebody answers at night")
    made.an_answer(answered, olu, "partly")
    yield "asked-of-olu", answered.public_id
    told = made.an_ask(group, olu, lena, "A bus at five")
    made.an_answer(told, lena)
    yield "asked-of-lena", told.public_id
    made.an_ask(made.a_hidden_space(stig, "Wharf lights", kind="resource-group"), stig, lena)
    yield from _held(group, olu, stig, lena)


def _held(group: Any, olu: Any, stig: Any, lena: Any) -> Iterator[tuple[str, str]]:
    """A charter in two versions, offices in each state, and a sponsor with duties."""
    from web.spaces import made

    from tiebeam.web.spaces.groups.offices import actions as offices
    from tiebeam.web.spaces.groups.reviews import actions as reviews
    from tiebeam.web.spaces.groups.sponsors import actions as sponsors

    made.a_charter(group, olu)
    made.a_charter(group, olu, purpose="A rota that people can *plan* by.", number=1)
    sponsor = made.a_sponsor(group, olu, lena)
    kept, missed, *_ = sponsor.duties.order_by("pk")
    made.said(kept, olu, "kept", "Twice, in the canteen.")
    made.said(missed, olu, "not kept")
    yield "duty", kept.public_id
    yield "open-office", made.an_office(group, olu, "Treasurer").public_id
    mine, other = (made.an_office(group, olu, each) for each in ("Speaker", "Deputy"))
    offices.take(mine, term_until=date(2099, 1, 1), by=olu, at=made.AT)
    offices.offer(mine, term_until=date(2099, 6, 1), by=stig, at=made.AT)
    offices.take(other, term_until=date(2099, 1, 1), by=stig, at=made.AT)
    offices.offer(other, term_until=date(2099, 6, 1), by=olu, at=made.AT)
    sponsors.add_line(kept.said.get(), "And once on board.", by=lena, at=made.AT)
    yield "space-of-allies", made.a_space(olu, "Pier friends").slug
    made.money(group, olu, "granted", "2000")
    wrong = made.money(group, olu, amount="120.50")
    yield "money", made.corrected(wrong, olu, amount="12.05").public_id
    esbjerg = made.money(group, olu, amount="900", currency="DKK", words="Print in Esbjerg")
    made.a_receipt(esbjerg, olu)
    yield "with-receipt", esbjerg.public_id
    yield "own-office", mine.public_id
    yield from _chances(group, olu)
    reviews.correct(made.put_out(group, olu, readers="all"), "Seven meetings.", number=0, by=olu,
                    at=made.AT)  # fmt: skip
    year = made.AT + timedelta(days=365)
    yield "drafted", str(made.a_review(group, olu, 2027, at=year).year)
    chapter = made.a_chapter(olu)
    made.a_tie(chapter, group, olu)
    yield "chapter", chapter.slug
    made.a_tie(made.a_chapter(stig, "Night workers, Aarhus", "Aarhus"), group, stig)
    yield "stigs-office", other.public_id


def _chances(group: Any, olu: Any) -> Iterator[tuple[str, str]]:
    """One that is open and was changed, one that nobody said more of, and one that was filled."""
    from web.spaces import made

    from tiebeam.web.spaces.groups.chances import actions

    chance = made.a_chance(olu, until=date(2099, 1, 1))
    told = made.CHANCE | {"until": date(2099, 2, 1)}
    actions.change(chance, told, edition=1, by=olu, at=made.AT)
    actions.pass_on(chance, group, passes=True, by=olu, at=made.AT)
    yield "chance", chance.public_id
    past, filled = (made.a_chance(olu, title=each) for each in ("The night rota", "A slot"))
    at = made.AT + timedelta(days=60)
    actions.say_what_became(filled, "open", "Six people asked.", number=0, by=olu, at=at)
    yield "past-chance", past.public_id
    yield "told-chance", filled.public_id


def _client(email: str = "") -> Any:
    from django.test import Client

    from tiebeam.web.accounts.models import User

    client = Client(SERVER_NAME=HOST)
    if email:
        client.force_login(User.objects.get(email=email))
    return client


def _session(client: Any) -> str:
    """Whoever said their password just said it, however long a test takes."""
    session = client.session
    for each in session.get("account_authentication_methods", ()):
        each["at"] += 3600
    session.save()
    return str(session.session_key)


def main(ledger: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tiebeam.web.settings"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django
    from django.conf import settings

    django.setup()
    settings.PASSWORD_HASHERS = ["hashing.Quick"]
    print(json.dumps(begun()), flush=True)
    sys.stdin.readline()
    from tiebeam.worker import handlers  # noqa: F401 — names what the worker can do

    print(json.dumps(filled(Path(ledger))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
