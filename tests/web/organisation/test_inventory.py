"""Structures: what there is, who decides, what is missing, and who may read and write it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from web.organisation.brought import key_published
from web.organisation.written import AT, PROMOTION, a_structure, structure_owner, with_text
from web.pages import Inline, without_token
from web.people import an_owner, somebody

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry
from tiebeam.web.home import queries as home
from tiebeam.web.organisation.inventory import actions, known, panels, queries
from tiebeam.web.organisation.models import AboutUs, Policy
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db

NEW = {
    "once": "once", "title": "Promotion", "kind": "procedure", "state": "draft", "owner": "",
    "decides": "The head of the unit", "gets_there": "Named by the board", "covers": "All staff",
    "review_on": "2027-03-01", "usual": "promotion",
}  # fmt: skip


@pytest.fixture
def eda(client: Client) -> User:
    """Signed in; she looks after structures."""
    found = structure_owner()
    key_published()
    client.force_login(found)
    return found


@pytest.fixture
def member(client: Client) -> Client:
    """Somebody who may read what is in force."""
    other = Client()
    other.force_login(somebody("mo@harbourline.example", name="Mo"))
    return other


# --- what there is --------------------------------------------------------------------------------


def test_an_empty_inventory_teaches_the_first_step(client: Client, eda: User):
    page = client.get("/structures/").content.decode()

    assert "Bring your documents" in page
    assert "Twelve documents take about two minutes" in page
    assert "Equal treatment" in page
    assert Inline(page).found == []


def test_whoever_only_reads_is_led_to_no_page_they_can_not_open(member: Client):
    page = member.get("/structures/").content.decode()

    assert "/structures/bring/" not in page
    assert "/structures/new/" not in page


def test_without_an_account_there_is_only_the_way_to_sign_in(client: Client):
    answer = client.get("/structures/")

    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=%2Fstructures%2F")


def test_structures_stand_by_kind_with_who_decides_and_what_is_overdue(client: Client, eda: User):
    a_structure(eda, decides="The panel", review_on=date(2026, 1, 1))
    a_structure(eda, "Sabbatical", kind="benefit")

    page = client.get("/structures/").content.decode()

    assert page.index("Sabbatical") < page.index("Procedures") < page.index("Decides: The panel.")
    assert "Review overdue" in page
    assert "Eda looks after it." in page


def test_a_structure_shows_who_decides_and_how_one_gets_there(client: Client, eda: User):
    policy = a_structure(eda, decides="The panel", gets_there="Chosen by lot", covers="All crew")

    page = client.get(policy.get_absolute_url()).content.decode()

    for words in ("Decides: The panel.", "Chosen by lot", "All crew", "Everywhere"):
        assert words in page


@pytest.mark.parametrize("ending", ["", "change/what/", "end/", "version/", "text/abc/"])
def test_a_structure_that_does_not_exist_is_a_page_that_does_not_exist(
    client: Client, eda: User, ending: str
):
    answer = client.get(f"/structures/nosuchpolicy/{ending}")

    assert answer.status_code == 404


# --- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_hidden_as_if_it_did_not_exist(client: Client, eda: User, member: Client):
    draft = a_structure(eda, "Secret plan", state="draft")
    text = with_text(client, draft).versions.get()

    for address in (draft.get_absolute_url(), f"{draft.get_absolute_url()}text/{text}/",
                    f"{draft.get_absolute_url()}text/{text}/file/"):  # fmt: skip
        hidden, unknown = member.get(address), member.get("/structures/nosuchpolicy/")
        assert hidden.status_code == unknown.status_code == 404
        assert without_token(hidden) == without_token(unknown)
    assert "Secret plan" not in member.get("/structures/").content.decode()
    assert "Secret plan" not in member.get("/structures/usual/").content.decode()
    assert "Secret plan" not in member.get("/search/?q=secret").content.decode()


@pytest.mark.parametrize("role", [Role.STRUCTURE_OWNER, Role.STEWARD, Role.OWNER])
def test_those_who_work_on_structures_read_drafts(role: Role, eda: User):
    draft = a_structure(eda, state="draft")
    reader = Client()
    reader.force_login(somebody("ro@harbourline.example", role, name="Ro"))

    assert reader.get(draft.get_absolute_url()).status_code == 200


def test_what_was_in_force_can_be_read_after_its_end(client: Client, eda: User, member: Client):
    policy, draft = a_structure(eda), a_structure(eda, "Draft", state="draft")
    for each in (policy, draft):
        client.post(f"{each.get_absolute_url()}end/")

    assert member.get(policy.get_absolute_url()).status_code == 200
    assert member.get(draft.get_absolute_url()).status_code == 404


def test_what_is_a_draft_again_is_hidden_again(eda: User):
    policy = a_structure(eda)
    actions.change(policy, {"state": "draft"}, edition=1, by=eda, at=AT)

    assert queries.policy_for(somebody(), policy.public_id) is None


# --- who may write --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.STEWARD, Role.LEADER, Role.ANALYST, Role.MEMBER])
@pytest.mark.parametrize(
    "ending",
    ["new/", "bring/", "sort/", "about-us/", "bring/abc/", "bring/abc/progress/",
     "{policy}/change/what/", "{policy}/end/", "{policy}/version/"],
)  # fmt: skip
def test_others_can_not_write(role: Role, ending: str):
    policy = a_structure(somebody("eda@harbourline.example", name="Eda"))
    reader = Client()
    reader.force_login(somebody("ro@harbourline.example", role, name="Ro"))
    address = f"/structures/{ending.format(policy=policy)}"

    assert reader.get(address).status_code == 404
    assert reader.post(address).status_code == 404
    for each in ("again", "give-up"):
        assert reader.post(f"/structures/bring/abc/{each}/").status_code == 404


def test_an_owner_may_do_all_of_it_alone(client: Client):
    client.force_login(an_owner())
    key_published()

    made = client.post("/structures/new/", NEW)

    assert made.status_code == 302
    assert client.get("/structures/bring/").status_code == 200


# --- adding ---------------------------------------------------------------------------------------


def test_a_structure_is_added_by_hand(client: Client, eda: User):
    answer = client.post("/structures/new/", NEW)

    policy = Policy.objects.get()
    assert answer.url == policy.get_absolute_url()
    assert (policy.title, policy.kind, policy.state) == ("Promotion", "procedure", "draft")
    assert (policy.decides, policy.usual) == ("The head of the unit", ["promotion"])
    assert policy.review_on == date(2027, 3, 1)
    assert Entry.objects.get().act == "organisation.started-structure"


def test_a_structure_sent_twice_is_one(client: Client, eda: User):
    first, second = client.post("/structures/new/", NEW), client.post("/structures/new/", NEW)

    assert first.url == second.url
    assert Policy.objects.count() == 1


def test_nothing_typed_is_lost_when_something_is_wrong(client: Client, eda: User):
    page = client.post("/structures/new/", {**NEW, "title": ""}).content.decode()

    assert "The head of the unit" in page
    assert "Named by the board" in page
    assert Policy.objects.count() == 0


def test_what_is_missing_leads_to_a_form_that_says_why(client: Client, eda: User):
    page = client.get("/structures/new/?covers=grievance").content.decode()

    assert 'value="Grievances"' in page
    assert "It says who listens, by which day" in page


def test_an_unknown_thing_to_cover_is_not_heeded(client: Client, eda: User):
    assert client.get("/structures/new/?covers=<script>").status_code == 200
    client.post("/structures/new/", {**NEW, "usual": "no-such"})

    assert Policy.objects.get().usual == []


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7 }}"])
def test_a_hostile_name_is_shown_as_it_is(client: Client, eda: User, title: str):
    policy = a_structure(eda, title)

    for address in ("/structures/", policy.get_absolute_url(), f"{policy.get_absolute_url()}end/"):
        page = client.get(address).content.decode()
        assert escape(title) in page
        assert "<script>alert" not in page


def test_only_those_who_can_change_it_may_look_after_it(client: Client, eda: User):
    mo = somebody("mo@harbourline.example", name="Mo")
    policy = a_structure(eda, owner=mo)

    new = client.get("/structures/new/").content.decode()
    change = client.get(f"{policy.get_absolute_url()}change/what/").content.decode()
    refused = client.post("/structures/new/", {**NEW, "owner": mo.public_id})

    assert (">Eda<" in new, ">Mo<" in new) == (True, False)
    assert ">Mo<" in change
    assert refused.status_code == 200


# --- changing -------------------------------------------------------------------------------------


def test_who_decides_is_changed(client: Client, eda: User):
    policy = a_structure(eda)
    said = {"edition": "1", "decides": "The panel", "gets_there": "By lot", "covers": "All"}

    client.post(f"{policy.get_absolute_url()}change/decides/", said)

    policy.refresh_from_db()
    assert (policy.decides, policy.gets_there, policy.edition) == ("The panel", "By lot", 2)


def test_what_it_is_is_changed_and_put_in_force(client: Client, eda: User, member: Client):
    policy = a_structure(eda, state="draft")
    said = {"edition": "1", "title": "Rising", "kind": "policy", "state": "in force",
            "owner": eda.public_id, "review_on": ""}  # fmt: skip

    client.post(f"{policy.get_absolute_url()}change/what/", said)

    assert "Rising" in member.get(policy.get_absolute_url()).content.decode()
    assert Entry.objects.last().act == "organisation.put-in-force"


def test_what_of_the_usual_it_covers_is_proposed_from_its_title(client: Client, eda: User):
    policy = a_structure(eda, "Grievance procedure")

    page = client.get(f"{policy.get_absolute_url()}change/usual/").content.decode()

    assert page.count(" checked") == 1
    assert " checked" in page.partition('value="grievance"')[2].partition(">")[0]


def test_where_it_holds_takes_processes_and_refuses_too_many(client: Client, eda: User):
    policy = a_structure(eda)
    address = f"{policy.get_absolute_url()}change/where/"
    lines = "\n".join(f"way {n}" for n in range(41))

    refused = client.post(address, {"edition": "1", "processes": lines}).content.decode()
    client.post(address, {"edition": "1", "processes": "For  the ships\n\nFor the ships\nAshore"})

    assert "way 40" in refused
    policy.refresh_from_db()
    assert policy.processes == ["For the ships", "Ashore"]
    assert "For the ships, Ashore" in client.get(policy.get_absolute_url()).content.decode()


def test_a_part_that_does_not_exist_is_a_page_that_does_not_exist(client: Client, eda: User):
    assert client.get(f"{a_structure(eda).get_absolute_url()}change/all/").status_code == 404


def test_of_two_tabs_the_second_writes_over_nothing(client: Client, eda: User):
    policy = a_structure(eda)
    address = f"{policy.get_absolute_url()}change/decides/"
    client.post(address, {"edition": "1", "decides": "The panel"})

    late = client.post(address, {"edition": "1", "decides": "The boss"}).content.decode()
    policy.refresh_from_db()

    assert policy.decides == "The panel"
    assert "Eda changed this structure meanwhile" in late
    assert "The boss" in late
    assert 'name="edition" value="2"' in late


def test_of_two_tabs_what_was_ticked_in_the_second_is_still_ticked(client: Client, eda: User):
    policy = a_structure(eda)
    address = f"{policy.get_absolute_url()}change/usual/"
    client.post(address, {"edition": "1", "usual": ["conduct"]})

    late = client.post(address, {"edition": "1", "usual": ["promotion", "review"]})

    assert late.content.decode().count(" checked") == 2
    assert Policy.objects.get().usual == ["conduct"]


def test_the_same_said_twice_is_once(client: Client, eda: User):
    policy = a_structure(eda)
    for _ in range(2):
        address = f"{policy.get_absolute_url()}change/decides/"
        assert client.post(address, {"edition": "1", "decides": "The panel"}).status_code == 302

    policy.refresh_from_db()
    assert policy.edition == 2


def test_a_structure_is_ended_once_and_comes_back(client: Client, eda: User):
    policy = a_structure(eda)
    assert "End this structure" in client.get(f"{policy.get_absolute_url()}end/").content.decode()
    for _ in range(2):
        client.post(f"{policy.get_absolute_url()}end/")

    policy.refresh_from_db()
    assert (policy.state, policy.edition) == ("ended", 2)
    assert client.get(f"{policy.get_absolute_url()}end/").status_code == 302
    actions.change(policy, {"state": "in force"}, edition=2, by=eda, at=AT)
    assert Policy.objects.get().state == "in force"


def test_the_database_keeps_a_draft_from_being_in_force(eda: User):
    policy = a_structure(eda, state="draft")

    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(pk=policy.pk).update(in_force_at=AT)


# --- what is missing ------------------------------------------------------------------------------


def test_what_a_structure_covers_is_not_missing(eda: User):
    policy = a_structure(eda, usual=["grievance"])

    assert "grievance" not in {each.code for each in queries.missing([policy], ["gb"], 30)}
    policy.state = "ended"
    assert "grievance" in {each.code for each in queries.missing([policy], ["gb"], 30)}


def test_what_a_law_speaks_of_comes_first_and_only_from_its_size_on():
    small = {each.code for each in queries.missing([], ["de"], 30)}
    large = {each.code for each in queries.missing([], ["de"], 50)}

    assert "whistleblowing" not in small
    assert "whistleblowing" in large
    first = queries.missing([], ["de"], 50)[0]
    assert first.laws_in(["de"], 50) == [
        "Directives 2000/43/EC and 2000/78/EC", "AGG",
    ]  # fmt: skip


def test_the_law_of_a_country_is_not_that_of_another():
    pay = known.usual_called("pay-setting")

    assert pay is not None
    assert pay.laws_in(["gb"], 30) == ["Equality Act 2010, equality of terms"]
    assert pay.laws_in(["fr"], 30) == ["Directive (EU) 2023/970"]
    assert pay.laws_in([], 30) == []


def test_how_many_and_where_is_said_and_shown(client: Client, eda: User, member: Client):
    client.post("/structures/about-us/", {"size": "30", "countries": ["gb"]})

    page = member.get("/structures/usual/").content.decode()

    assert "For about 30 people. Countries: Great Britain." in page
    assert "Equality Act 2010" in page
    assert "Menopause" not in page
    assert AboutUs.objects.get().by == eda


def test_a_number_that_is_none_is_refused(client: Client, eda: User):
    page = client.post("/structures/about-us/", {"size": "many"}).content.decode()

    assert AboutUs.objects.count() == 0
    assert 'href="#id_size"' in page


@pytest.mark.parametrize(
    ("title", "kind", "covers"),
    [
        ("Parental Leave Policy", "benefit", ["parental-leave"]),
        ("Grievance procedure", "escalation-plan", ["grievance"]),
        ("Homeoffice-Regelung", "remote-work-rule", ["remote-work"]),
        ("Beschwerdeordnung", "escalation-plan", ["grievance"]),
        ("Gehaltsordnung", "policy", ["pay-setting"]),
        ("Interviews", "recruitment-step", ["hiring"]),
        ("Paying attention", "policy", []),
        ("Recipes", "policy", []),
        ("", "policy", []),
    ],
)
def test_a_title_proposes_kind_and_what_it_covers(title: str, kind: str, covers: list[str]):
    assert known.proposed_kind(title) == kind
    assert known.proposed_usual(title) == covers


def test_parts_of_a_text_propose_what_it_covers_as_its_title_does():
    parts = ("Handbook", "handbook.md", "A new child", "If you are harassed", "Coffee")

    assert known.proposed_usual(*parts) == ["harassment", "parental-leave"]


def test_every_kind_and_every_usual_thing_has_a_code_of_its_own():
    for every in (known.kinds(), known.usual()):
        codes = [each.code for each in every]
        assert len(set(codes)) == len(codes) > 5


# --- for whom it is -------------------------------------------------------------------------------


def test_what_is_overdue_is_on_the_home_of_whoever_looks_after_it(eda: User):
    today = timezone.now()
    a_structure(eda, "Due", review_on=today.date() - timedelta(days=1))
    a_structure(eda, "Not due", review_on=today.date() + timedelta(days=9))

    said = [each.text for each in home.needs_of(eda, at=today)]

    assert "Due" in said
    assert "Not due" not in said
    assert [each.text for each in home.needs_of(an_owner(), at=today) if each.text == "Due"] == []


def test_structures_are_found_by_title_and_text(client: Client, eda: User, member: Client):
    policy = a_structure(eda)
    with_text(client, policy)

    for words in ("promotion", "panel looks"):
        assert policy.get_absolute_url() in member.get(f"/search/?q={words}").content.decode()
    assert PROMOTION[40:60] not in member.get("/search/?q=panel").content.decode()


def test_what_somebody_did_is_in_the_file_about_them(eda: User):
    policy = a_structure(eda)

    told = queries.kept_about(eda)

    assert {"looks after": policy.public_id, "title": "Promotion"} in told
    assert queries.kept_about(somebody()) == []


def test_a_structure_stays_when_its_owner_goes(client: Client, eda: User):
    policy = a_structure(eda)
    with_text(client, policy)

    accounts.delete_account(eda, at=AT)
    policy.refresh_from_db()

    assert (policy.owner, policy.made_by, policy.documents.count()) == (None, None, 1)
    client.force_login(an_owner())
    page = client.get(policy.get_absolute_url()).content.decode()
    assert "somebody who left" in page


def test_rooms_above_add_to_the_page_of_a_structure(client: Client, eda: User, monkeypatch):
    policy = a_structure(eda)
    monkeypatch.setattr(panels, "_panels", {})
    shown = {"what": "organisation/policy_version_about.html"}
    panels.add_panel(
        panels.Panel(name="one", template="organisation/policies_empty.html",
                     shown=lambda reader, found: shown if found == policy else None)
    )  # fmt: skip
    with pytest.raises(panels.NamedTwice):
        panels.add_panel(panels.Panel(name="one", template="x", shown=lambda *_: None))

    assert "Nothing is here yet" in client.get(policy.get_absolute_url()).content.decode()
