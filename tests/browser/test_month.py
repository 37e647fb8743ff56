"""A month at Harbourline: what several people do with each other, each at a browser of their own.

Days pass as they pass for the organisation: web and worker have the day of a file, and what the
worker does on Mondays and at night, it does then. It is gone without scripts, and where everything
is tried, with scripts as well; there a picture of each page is taken in each width and theme, and
axe looks at it. Coming in, writing and answering are done by keys alone.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from browser import another_day
from browser.walking import look, until, widths
from PIL import Image, ImageDraw
from web.serving import free_port
from worker.decided_site import Site, wait_until

pytestmark = pytest.mark.enable_socket

FIRST, WRITTEN, PLANNED = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
#: The Monday on which what was raised before is let out; a meeting, and the morning after it.
LET_OUT, MET, AFTER = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)
AGAIN, ASKED_BACK, LAST = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 31)

ALLIES, GROUP = "Quayside allies", "Night workers of the quay"
RULE = "How shifts are planned"
#: Words that stand in what members wrote and nowhere else; one of each kind.
THREAD, POST, PICTURE, BAD = "periwinkle", "bladderwrack", "limpet", "barnacle"
BRIEF, MEETING, NEEDS, DECIDED = "samphire", "cormorant", "turnstone", "oystercatcher"
HIDDEN = (THREAD, POST, PICTURE, BAD, BRIEF, MEETING, NEEDS, DECIDED)
#: How what was raised is called once it stands there.
RAISED = f"“{RULE}”: Some hear of it too late, or never"
QUESTION = "Who hears first when a shift is moved?"
WANTED = "Print the plan ten days before"
MESSAGE = "What women told us about the yard"

#: Makes the people of the demo on a day.
PEOPLE = """
import sys
from datetime import datetime
from pathlib import Path
import time_machine
from tiebeam.cli.demo_site import set_up_people
at = datetime.fromisoformat(sys.argv[2])
with time_machine.travel(at):
    set_up_people(Path(sys.argv[1]), name="Harbourline", at=at)
"""


#: Why nobody sees where the focus is; empty where it has an outline and is in sight.
FOCUS = """e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const in_sight = box.bottom > 0 && box.top < innerHeight;
  return outlined && in_sight ? '' : `${style.outline}, from ${box.top} to ${box.bottom}`;
}"""


class Month:
    """Whoever is at Harbourline, each with a browser, and the day that it is."""

    def __init__(self, browser: Any, address: str, *, place: Path, has_scripts: bool) -> None:
        self._browser, self._address = browser, address
        self._place, self._has_scripts = place, has_scripts
        (self._password,) = re.findall(r"password (\S+)", (place / "sign-ins.txt").read_text())
        self._tabs: dict[str, Any] = {}
        self._at_work: set[str] = set()

    def comes(self, day: date, hour: int = 9) -> None:
        """Another day, on which everybody signs in anew."""
        at = datetime.combine(day, time(hour), UTC)
        another_day.write(self._place / "clock", at)
        wait_until(lambda: abs((self._now() - at).total_seconds()) < 3600)
        self._at_work.clear()

    def _now(self) -> datetime:
        with urllib.request.urlopen(self._address, timeout=30) as answer:
            return parsedate_to_datetime(answer.headers["Date"])

    def __call__(self, who: str) -> Any:
        """The tab of somebody."""
        if who not in self._tabs:
            # axe is put into the page from outside, which a strict page forbids.
            # A page that glides to what has the focus is there only after a while.
            context = self._browser.new_context(
                base_url=self._address, bypass_csp=bool(widths()),
                java_script_enabled=self._has_scripts, reduced_motion="reduce",
            )  # fmt: skip
            context.set_default_timeout(60_000)
            self._tabs[who] = context.new_page()
        tab = self._tabs[who]
        if who not in self._at_work:
            tab.goto("/sign-in/")
            tab.get_by_label("E-mail address").fill(f"{who}@harbourline.example")
            tab.get_by_label("Password").fill(self._password)
            press(tab, "Sign in")
            tab.get_by_role("button", name="Sign out").wait_for()
            self._at_work.add(who)
        return tab

    def looks(self, who: str, name: str) -> None:
        look(self(who), self._place, name)

    def end(self) -> None:
        for tab in self._tabs.values():
            tab.context.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, has_scripts: bool) -> Path:
    folder = tmp_path_factory.mktemp("month")
    if has_scripts:
        (folder / "pictures").mkdir()
    another_day.write(folder / "clock", datetime.combine(FIRST, time(9), UTC))
    return folder


@pytest.fixture(scope="module")
def installation(place: Path) -> Iterator[tuple[Site, str]]:
    """Web and worker on the day of the clock, and where the web is."""
    site = Site(place, program=(another_day.__file__, str(place / "clock")))
    site.environment["TIEBEAM_NAME"] = "Harbourline"
    first = (place / "clock").read_text("ascii")
    subprocess.run([sys.executable, "-c", PEOPLE, place, first], check=True, timeout=120,
                   env=site.environment)  # fmt: skip
    port = free_port()
    web = site.running("web", "--port", str(port), "--workers", "1", until="Listening at")
    with web, site.running("worker", until="waits for jobs"):
        yield site, f"http://localhost:{port}"


@pytest.fixture(scope="module")
def month(
    browser: Any, installation: tuple[Site, str], place: Path, has_scripts: bool
) -> Iterator[Month]:
    found = Month(browser, installation[1], place=place, has_scripts=has_scripts)
    yield found
    found.end()


# --- what people do on pages ----------------------------------------------------------------------


def press(tab: Any, name: str) -> None:
    tab.get_by_role("button", name=name, exact=True).first.click()


def follow(tab: Any, name: str) -> None:
    tab.locator("main").get_by_role("link", name=name, exact=True).first.click()


def fill(tab: Any, said: dict[str, str]) -> None:
    for label, words in said.items():
        tab.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(words)


def choose(tab: Any, *labels: str) -> None:
    for label in labels:
        tab.get_by_label(label).first.check()


def main(tab: Any) -> str:
    return str(tab.locator("main").inner_text())


def enter(tab: Any, space: str) -> None:
    tab.goto("/spaces/")
    follow(tab, space)


def keys_to(tab: Any, there: Any) -> None:
    """Go by keys to where something is, and see that it can be seen that one is there."""
    wanted = there.first.element_handle()
    for _ in range(200):
        tab.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            break
    else:
        raise AssertionError(f"no key leads to {there}")
    for _ in range(200):
        # A browser moves the page to it a moment later.
        if not (unseen := wanted.evaluate(FOCUS)):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"nobody sees that the focus is on {there}: {unseen}")


def keys_press(tab: Any, there: Any, key: str = "Enter") -> None:
    keys_to(tab, there)
    tab.keyboard.press(key)


def keys_type(tab: Any, label: str, words: str) -> None:
    keys_to(tab, tab.get_by_label(re.compile(f"^{re.escape(label)}")))
    tab.keyboard.type(words)


def a_plan() -> bytes:
    """A picture of a plan of shifts, with nothing to be read in it."""
    picture, made = Image.new("RGB", (640, 360), "#f4efe4"), io.BytesIO()
    pen = ImageDraw.Draw(picture)
    for n in range(28):
        left, top = 20 + n % 7 * 88, 20 + n // 7 * 84
        pen.rectangle((left, top, left + 72, top + 64), fill="#0b6158" if n % 3 else "#a4442a")
    picture.save(made, "PNG")
    return made.getvalue()


def rows(site: Site, table: str) -> int:
    """How many rows a table has, in either database."""
    with site.database() as told:
        ((found,),) = told(f"SELECT count(*) FROM {table}")  # type: ignore[misc]
    return int(found)


# --- the month ------------------------------------------------------------------------------------


def a_structure_is_known(month: Month) -> None:
    suki = month("suki")
    suki.goto("/structures/new/")
    fill(suki, {"What it is called": RULE, "Who decides": "The yard office"})
    suki.get_by_label("What kind it is").select_option(index=1)
    choose(suki, "In force")
    suki.get_by_label("Who looks after it").select_option(label="Suki Tan")
    press(suki, "Add this structure")


def somebody_wants_quiet(month: Month) -> None:
    ana = month("ana")
    ana.goto("/me/quiet/")
    choose(ana, "Women and men")
    press(ana, "Seal this")


def a_space_opens(month: Month) -> None:
    femi = month("femi")
    femi.goto("/spaces/")
    month.looks("femi", "spaces-empty")
    follow(femi, "Open a space")
    month.looks("femi", "space-kinds")
    follow(femi, "Ally space")
    fill(femi, {"What it is called": ALLIES,
                "What it is for": "For whoever wants shifts to be planned so that people can live "
                "by them."})  # fmt: skip
    month.looks("femi", "space-new")
    press(femi, "Open this space")
    follow(femi, "Guidelines")
    follow(femi, "Change the guidelines")
    text = femi.get_by_label("The guidelines")
    text.fill(text.input_value() + "\n\nBring no plan of a colleague\nOf one's own, leave out "
              "names.")  # fmt: skip
    month.looks("femi", "guidelines-change")
    press(femi, "Save the new version")
    month.looks("femi", "guidelines")


def others_come_in(month: Month) -> None:
    """The first of them by keys alone, after reading the guidelines."""
    pia = month("pia")
    enter(pia, ALLIES)
    month.looks("pia", "space-outside")
    keys_press(pia, pia.get_by_role("link", name="Read the guidelines, and come in"))
    month.looks("pia", "come-in")
    assert "Bring no plan of a colleague" in main(pia)
    keys_press(pia, pia.get_by_role("button", name="Come in"))
    agree = pia.get_by_label("I have read the guidelines")
    # A browser holds back a form in which something is missing.
    keys_press(pia, agree, "Space")
    keys_press(pia, pia.get_by_role("button", name="Come in"))
    pia.get_by_role("link", name="Begin a thread").wait_for()
    month.looks("pia", "space-new-member")
    for who in ("stig", "cleo", "lena"):
        comes_in(month(who), ALLIES)


def comes_in(tab: Any, space: str) -> None:
    enter(tab, space)
    follow(tab, "Read the guidelines, and come in")
    choose(tab, "I have read the guidelines")
    press(tab, "Come in")


def a_leader_signs(month: Month) -> None:
    lena, pia = month("lena"), month("pia")
    enter(lena, ALLIES)
    follow(lena, "Begin anywhere, on working time")
    fill(lena, {"In your own words": "An hour a week is as much work as any other hour."})
    month.looks("lena", "sign")
    press(lena, "Sign it")
    enter(pia, ALLIES)
    follow(pia, "Begin anywhere, on working time")
    assert "Signed by Lena Brandt on 2 March 2026" in main(pia)


def a_second_one_looks_after_it(month: Month) -> None:
    cleo, femi = month("cleo"), month("femi")
    enter(cleo, ALLIES)
    follow(cleo, "Who is in it")
    press(cleo, "Offer to look after it")
    enter(femi, ALLIES)
    follow(femi, "Who is in it")
    femi.get_by_label("Who", exact=True).select_option(label="Cleo Marsh")
    month.looks("femi", "members")
    press(femi, "Let them look after it")
    assert "Cleo Marsh" in main(femi)


def a_group_opens(month: Month) -> None:
    gia = month("gia")
    gia.goto("/spaces/new/resource-group/")
    fill(
        gia,
        {
            "What it is called": GROUP,
            "What it is for": "For those who work nights, and those who belong with them.",
        },
    )
    press(gia, "Open this space")
    follow(gia, "What it stands on")
    month.looks("gia", "group-empty")
    gia.goto(gia.url.replace("/group/", "/charter/change/"))
    fill(gia, {"What the group is for": "A plan that people can live by.",
               "What it does": "It asks, and it writes down what is answered.",
               "What it does not do": "It does not speak for everybody.",
               "How it decides": "Three of us, in a meeting."})  # fmt: skip
    month.looks("gia", "charter-change")
    press(gia, "Save the charter")
    month.looks("gia", "charter")
    enter(gia, GROUP)
    gia.goto(gia.url + "questions/")
    press(gia, "Take questions")


def somebody_writes_with_a_picture(month: Month) -> None:
    """By keys alone, but for the window in which a browser lets one choose a file."""
    pia, stig = month("pia"), month("stig")
    enter(pia, ALLIES)
    keys_press(pia, pia.get_by_role("link", name="Begin a thread"))
    keys_type(pia, "What it is about", f"Who hears of the {THREAD} plan?")
    keys_type(pia, "What you want to say", f"It is out on Friday, near the {POST} store.")
    keys_press(pia, pia.get_by_text("Add a file", exact=True))
    pia.get_by_label("A file").set_input_files(
        {"name": "pia-novak.png", "mimeType": "image/png", "buffer": a_plan()}
    )
    month.looks("pia", "thread-new")
    keys_press(pia, pia.get_by_label("I can't describe this picture, please help"), "Space")
    keys_press(pia, pia.get_by_role("button", name="Write it in the space"))
    pia.get_by_role("heading", name="Say something").wait_for()
    month.looks("pia", "thread-asks-for-words")

    enter(stig, ALLIES)
    follow(stig, "1 picture waits for words")
    month.looks("stig", "to-describe")
    stig.locator("main a").last.click()
    fill(stig, {"What the picture shows": f"Four weeks of shifts, none marked {PICTURE}."
                })  # fmt: skip
    month.looks("stig", "describe")
    press(stig, "Save these words")
    open_thread(pia)
    assert PICTURE in pia.locator("main").inner_html()


def open_thread(tab: Any) -> None:
    enter(tab, ALLIES)
    tab.locator("main").get_by_role("link", name=re.compile(THREAD)).first.click()


def somebody_answers_by_keys(month: Month) -> None:
    stig = month("stig")
    open_thread(stig)
    keys_press(stig, stig.get_by_role("link", name="Answer this"))
    keys_type(stig, "Your post", f"Marla of the night shift is a {BAD}, ask her.")
    keys_press(stig, stig.get_by_role("button", name="Write it in the space"))
    stig.get_by_text(BAD).wait_for()
    month.looks("stig", "thread")


def an_ally_follows(month: Month) -> None:
    pia = month("pia")
    pia.goto("/me/told/")
    group = pia.get_by_role("group", name="There is something new in what you follow")
    group.get_by_label("By mail, once a day").check()
    press(pia, "Save")
    enter(pia, ALLIES)
    press(pia, "Follow this space")


def a_meeting_is_planned(month: Month) -> None:
    femi, pia = month("femi"), month("pia")
    enter(femi, ALLIES)
    follow(femi, "Meetings")
    month.looks("femi", "meetings-empty")
    follow(femi, "Plan a meeting")
    fill(femi, {"What it is called": f"The {MEETING} hour", "The day": f"{MET}",
                "Begins at": "12:00", "Ends at": "13:00",
                "Where": "Room 2, step-free by the north door",
                "What is talked about": "10 min: Arrive\n\n30 min: Who hears first\nRead the rule "
                "before, if you can."})  # fmt: skip
    month.looks("femi", "meeting-new")
    press(femi, "Plan it")
    press(femi, "Take it: Host")

    open_meeting(pia)
    follow(pia, "Say whether you come, and what you need")
    choose(pia, "Yes, I will come")
    fill(pia, {"What you need to be there": f"Captions, for {NEEDS}"})
    month.looks("pia", "coming")
    press(pia, "Send my answer")
    open_meeting(pia)
    press(pia, "Take it: Notes")
    month.looks("pia", "meeting")

    open_meeting(femi)
    follow(femi, "Who comes, and what people need")
    month.looks("femi", "who-comes")
    told = main(femi)
    assert "Pia Novak" in told
    assert NEEDS in told
    # Whose it is, is not said: names come first, needs below, in no order of theirs.
    assert "Pia Novak" not in told[told.index("What people need") :]


def open_meeting(tab: Any) -> None:
    enter(tab, ALLIES)
    follow(tab, "Meetings")
    follow(tab, f"The {MEETING} hour")


def an_ally_asks(month: Month) -> None:
    pia = month("pia")
    enter(pia, ALLIES)
    follow(pia, "Ask a question")
    fill(pia, {"Your question, in one line": QUESTION})
    month.looks("pia", "ask")
    press(pia, "Ask it")
    month.looks("pia", "asked")
    assert "Not answered yet" in main(pia)


def a_broker_hands_it_on(month: Month) -> None:
    bo = month("bo")
    bo.goto("/desk/")
    month.looks("bo", "desk")
    follow(bo, QUESTION)
    month.looks("bo", "desk-question")
    told = main(bo)
    assert not any(each in told for each in ("Pia", "Novak", ALLIES))
    bo.get_by_label(re.compile(GROUP)).check()
    press(bo, "Ask this group")


def a_finding_is_raised(month: Month) -> None:
    """In two clicks from the thread that it is about, but for saying what it is."""
    pia = month("pia")
    open_thread(pia)
    follow(pia, "Is it a structure that does this? Raise it")
    choose(pia, "Some hear of it too late, or never")
    pia.get_by_label(re.compile("^Which structure does it")).select_option(label=RULE)
    month.looks("pia", "raise")
    press(pia, "Raise it")
    month.looks("pia", "raised-waits")
    assert "Nothing is here yet" in main(pia)
    suki = month("suki")
    suki.goto("/barriers/")
    assert RULE not in main(suki)


def it_is_evidence_on_monday(month: Month) -> None:
    pia, suki = month("pia"), month("suki")
    enter(pia, ALLIES)
    follow(pia, "See what became of what was raised")
    until(pia, RAISED)
    month.looks("pia", "raised")
    suki.goto("/barriers/")
    follow(suki, RAISED)
    month.looks("suki", "barrier-of-a-space")
    told = main(suki)
    assert "It stays a question for now" in told
    assert not any(each in told for each in (ALLIES, "Pia", "Novak", "3 March", "5 March"))
    follow(pia, RAISED)
    assert "How we know" in main(pia)


def a_group_answers(month: Month) -> None:
    gia = month("gia")
    enter(gia, GROUP)
    gia.goto(gia.url + "questions/")
    month.looks("gia", "questions")
    follow(gia, QUESTION)
    told = main(gia)
    assert not any(each in told for each in ("Pia", "Novak", ALLIES))
    fill(
        gia,
        {
            "What it is about": f"The {BRIEF} list",
            "What others may know": f"The foreman calls those on the {BRIEF} list first.",
        },
    )
    choose(gia, "With the name of the group")
    month.looks("gia", "brief-new")
    press(gia, "Give it to a broker")

    bo = month("bo")
    bo.goto("/desk/")
    follow(bo, QUESTION)
    press(bo, "Let this answer it")

    pia = month("pia")
    pia.goto("/ask/")
    follow(pia, f"Answered: The {BRIEF} list")
    month.looks("pia", "brief")
    assert GROUP in main(pia)
    assert "Gia" not in main(pia)
    assert f"The {BRIEF} list" in found(pia, BRIEF)


def found(tab: Any, words: str) -> str:
    tab.goto(f"/search/?q={words}")
    return main(tab)


def the_meeting_is_over(month: Month, site: Site) -> None:
    """What somebody needed is gone by then, in the database as well."""
    femi, pia = month("femi"), month("pia")
    wait_until(lambda: rows(site, "spaces_rsvp") == 0)
    open_meeting(femi)
    assert NEEDS not in main(femi)
    open_meeting(pia)
    follow(pia, "Write down what was decided")
    fill(pia, {"What was decided": f"The plan is out before the {DECIDED} week."})
    month.looks("pia", "decided")
    press(pia, "Save what was decided")
    follow(pia, "Add something to do")
    fill(pia, {"What is to be done": "Ask the yard office how early it could know."})
    choose(pia, "I take it on myself")
    fill(pia, {"By which day, if you take it on": f"{LAST}"})
    month.looks("pia", "to-do-new")
    press(pia, "Add it")
    open_meeting(pia)
    month.looks("pia", "meeting-over")
    assert DECIDED in main(pia)


def a_post_is_moderated(month: Month) -> None:
    pia, femi, stig = month("pia"), month("femi"), month("stig")
    open_thread(pia)
    follow(pia, "Report this")
    choose(pia, "No attack on anybody")
    month.looks("pia", "report-new")
    press(pia, "Report it")

    enter(femi, ALLIES)
    follow(femi, "1 report or appeal waits for you")
    month.looks("femi", "reports")
    follow(femi, f"Who hears of the {THREAD} plan?")
    assert "Pia" not in main(femi)
    choose(
        femi, "It is hidden; its author still reads it, and can change it", "No attack on anybody"
    )
    fill(femi, {"Why, in a sentence or two": "It mocks somebody who is not here."})
    month.looks("femi", "report")
    press(femi, "Decide this")

    for who, tab in (("pia", pia), ("stig", stig)):
        enter(tab, ALLIES)
        follow(tab, "Decided on your posts and reports")
        month.looks(who, f"decided-for-{who}")
        told = main(tab)
        assert "No attack on anybody" in told
        assert "It mocks somebody who is not here." in told
        assert "Femi" not in told
    assert "Pia" not in main(stig)
    open_thread(pia)
    assert BAD not in main(pia)
    month.looks("pia", "thread-moderated")


def it_is_appealed(month: Month) -> None:
    stig, femi, cleo = month("stig"), month("femi"), month("cleo")
    enter(stig, ALLIES)
    follow(stig, "Decided on your posts and reports")
    follow(stig, "Ask that somebody else decides again")
    fill(stig, {"Why it should be decided again": "It was meant kindly."})
    month.looks("stig", "appeal")
    press(stig, "Ask for a second decision")
    # Whoever decided does not decide again.
    enter(femi, ALLIES)
    assert "waits for you" not in main(femi)
    enter(cleo, ALLIES)
    follow(cleo, "1 report or appeal waits for you")
    follow(cleo, f"Who hears of the {THREAD} plan?")
    choose(cleo, "What was decided stays")
    fill(cleo, {"Why, in a sentence or two": "Kindly meant, it still names somebody."})
    month.looks("cleo", "decide-again")
    press(cleo, "Decide this")
    enter(stig, ALLIES)
    follow(stig, "Decided on your posts and reports")
    month.looks("stig", "decided-again")
    assert "What was decided stays. Kindly meant, it still names somebody." in main(stig)


def the_brief_is_taken_back(month: Month) -> None:
    """It is gone for whoever asked, in the space, and in what anybody finds."""
    gia, pia, bo = month("gia"), month("pia"), month("bo")
    pia.goto("/ask/")
    follow(pia, f"Answered: The {BRIEF} list")
    there = pia.url
    enter(gia, GROUP)
    follow(gia, "Read briefs")
    follow(gia, f"The {BRIEF} list")
    month.looks("gia", "brief-of-own")
    press(gia, "Take it back everywhere")
    for tab in (pia, bo, gia):
        assert tab.goto(there).status == 404
        assert f"The {BRIEF} list" not in found(tab, BRIEF)
    pia.goto("/ask/")
    assert "Not answered yet" in main(pia)
    enter(pia, ALLIES)
    follow(pia, "Read briefs")
    month.looks("pia", "briefs-empty")
    assert BRIEF not in main(pia)


def a_leader_is_asked(month: Month) -> None:
    gia, lena = month("gia"), month("lena")
    enter(gia, GROUP)
    gia.goto(gia.url + "asks/new/")
    fill(gia, {"What you ask, in a line": WANTED,
               "Why, and what would change": "It is out on *Friday*. Nobody can plan a week by it.",
               "The day by which you ask for an answer": f"{LAST}"})  # fmt: skip
    gia.get_by_label(re.compile("^Which structure it is about")).select_option(label=RULE)
    gia.get_by_label(re.compile("^Which leader you ask")).select_option(label="Lena Brandt")
    month.looks("gia", "ask-of-leader-new")
    press(gia, "Ask this")
    lena.goto("/")
    until(lena, "A group asks something of you")
    month.looks("lena", "leader-home")
    follow(lena, "A group asks something of you")
    month.looks("lena", "ask-of-leader")
    assert "An answer is due on 31 March 2026." in main(lena)


def the_leader_answers(month: Month) -> None:
    lena, mo = month("lena"), month("mo")
    lena.goto("/asks/")
    month.looks("lena", "asks")
    follow(lena, WANTED)
    follow(lena, "Answer it")
    choose(lena, "Yes")
    fill(lena, {"In your own words": "It can be done from May on.",
                "What follows": "The yard office prints it on Mondays.",
                "By which day": "2026-05-04"})  # fmt: skip
    month.looks("lena", "answer")
    press(lena, "Answer it in public")
    month.looks("lena", "answered")
    # Whoever looks for it reads it, also whoever is in no space.
    mo.goto("/asks/")
    follow(mo, WANTED)
    assert "The yard office prints it on Mondays." in main(mo)


def the_leader_speaks_to_everybody(month: Month) -> None:
    lena = month("lena")
    lena.goto("/messages/new/")
    fill(lena, {"What it is about": MESSAGE, "Your message": "We read all of it."})
    choose(lena, "Women and men")
    month.looks("lena", "message-new")
    press(lena, "Say it to everybody")


def nothing_of_it_reached(tab: Any) -> None:
    """On no page that somebody has open without looking for it, and in nothing that they find."""
    for page in ("/", "/me/notices/", "/messages/", "/me/told/", "/me/followed/"):
        tab.goto(page)
        told = main(tab)
        assert [each for each in (*HIDDEN, ALLIES, GROUP, QUESTION) if each in told] == [], page
    for each in HIDDEN:
        assert "Nothing was found" in found(tab, each)


def test_a_month_at_harbourline(month: Month, installation: tuple[Site, str]):
    site, _ = installation

    a_structure_is_known(month)
    somebody_wants_quiet(month)
    a_space_opens(month)
    others_come_in(month)
    a_leader_signs(month)
    a_second_one_looks_after_it(month)
    a_group_opens(month)
    month.comes(WRITTEN)
    an_ally_follows(month)
    somebody_writes_with_a_picture(month)
    somebody_answers_by_keys(month)
    month.comes(PLANNED)
    a_meeting_is_planned(month)
    an_ally_asks(month)
    a_broker_hands_it_on(month)
    a_finding_is_raised(month)
    month.comes(LET_OUT)
    it_is_evidence_on_monday(month)
    a_group_answers(month)
    nothing_of_it_reached(month("mo"))
    month.comes(AFTER)
    the_meeting_is_over(month, site)
    a_post_is_moderated(month)
    month.comes(AGAIN)
    it_is_appealed(month)
    month.comes(ASKED_BACK)
    the_brief_is_taken_back(month)
    a_leader_is_asked(month)
    month.comes(LAST)
    the_leader_answers(month)
    the_leader_speaks_to_everybody(month)

    mo, ana = month("mo"), month("ana")
    mo.goto("/me/notices/")
    until(mo, "There is a message to everybody here")
    follow(mo, "There is a message to everybody here")
    assert MESSAGE in main(mo)
    ana.goto("/me/notices/")
    assert "Nothing was told to you" in main(ana)
    ana.goto("/messages/")
    assert MESSAGE not in main(ana)
    nothing_of_it_reached(mo)
    nothing_of_it_reached(ana)
    mails = site.said.read_text()
    # Mails are printed where no mail server is named: one who follows has them, and nobody else.
    assert "There is something new in what you follow" in mails
    told = set(re.findall(r"^To: (\S+)", mails, re.M))
    assert told == {"pia@harbourline.example"}
    assert [each for each in (*HIDDEN, ALLIES, GROUP, QUESTION) if each in mails] == []
