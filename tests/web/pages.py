"""Every page that there is, and what tests look for in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

#: Pages that whoever comes may open.
OPEN = (
    "/",
    "/gallery/",
    "/speak-up/",
    "/speak-up/?country=de",
    "/sign-in/",
    "/password/",
)
#: ... and those that an owner may open, who has just said their password again.
OF_AN_OWNER = (
    "/me/", "/me/email/", "/me/password/", "/me/sessions/", "/me/security/", "/me/security/app/",
    "/me/security/again/", "/me/security/passkeys/", "/me/security/passkeys/add/", "/people/",
    "/sign-out/", "/audit-trail/", "/me/data/", "/me/data/delete/", "/me/identity/",
    "/me/identity/shown/", "/data/legal-start/", "/data/legal-start/purpose/",
    "/data/legal-start/countries/", "/data/why/",
    # Figures, with a ledger made by hand; what other figures look like, they look like as well.
    "/see/", "/see/headcount-share/", "/see/compare/headcount-share/?by=&when=2025-12-31",
    "/see/ask/", "/releases/1/", "/releases/promises/",
    "/sign-out/", "/audit-trail/", "/me/notices/", "/me/told/", "/search/", "/search/?q=olu",
    "/search/?q=bakery", "/?home", "/structures/", "/structures/new/", "/structures/bring/",
    "/structures/usual/", "/structures/about-us/", "/redesigns/", "/redesigns/sheet/",
    "/what-changed/", "/spaces/", "/spaces/new/", "/spaces/new/ally-space/", "/asks/",
    "/chances/",
)  # fmt: skip
#: ... and those of a steward, before anything was brought.
OF_A_STEWARD = (
    "/data/",
    "/data/uploads/",
    "/data/uploads/new/",
    "/data/structure/",
    "/cubes/",
    "/requests/",
    "/answers/",
)
#: ... and those that are empty before anything was brought, which teach what will be there.
BEFORE = (
    *OF_A_STEWARD, "/structures/", "/findings/", "/findings/rules/", "/person-walk/",
    "/barriers/", "/barriers/new/", "/see/", "/see/report/", "/see/compare/", "/see/ask/",
    "/releases/", "/releases/promises/", "/me/notices/", "/me/identity/", "/requests/new/",
    "/redesigns/", "/redesigns/new/", "/what-changed/", "/?home", "/spaces/",
)  # fmt: skip
#: ... and those of an installation in which everything has happened once, by who opens them; what
#: stands in braces is named by `web.in_use`.
IN_USE = {
    "": (
        "/sign-in/closed/", "/sign-up/", "/password/sent/", "/password/changed/", "/confirm/",
        "/password/{whose}-{reset}/", "/password/x-y/", "/confirm/{confirmation}/",
        "/join/{invitation}/", "/join/no-such-link/", "/first/no-such-link/", "/stop/no-such-link/",
    ),
    "half in": ("/sign-in/code/",),
    "ana": (
        "/me/security/", "/me/security/again/code/", "/me/security/again/passkey/",
        "/me/security/app/off/",
        "/me/security/passkeys/", "/me/security/passkeys/{passkey}/",
        "/me/security/passkeys/{passkey}/remove/", "/me/security/recovery/",
        "/me/security/recovery/new/", "/requests/{tried}/", "/",
    ),
    "olu": (
        "/documents/{document}/", "/documents/{document}/versions/", "/findings/",
        "/findings/?by=text", "/findings/{finding}/", "/findings/rules/", "/person-walk/",
        "/people/{person}/", "/me/identity/questions/", "/me/identity/number/",
        "/data/uploads/{waits}/", "/data/uploads/{looked-at}/",
        "/data/uploads/{looked-at}/mapping/", "/data/uploads/{checked}/",
        "/data/uploads/{checked}/mapping/", "/data/uploads/{kept}/", "/data/uploads/{unusable}/",
        "/data/versions/{version}/", "/data/versions/{version}/withdraw/",
        "/data/structure/", "/data/structure/levels/", "/data/structure/levels/names/",
        "/data/structure/units/", "/data/structure/units/{unit}/",
        "/data/legal-start/impact-assessment/", "/data/legal-start/representatives/",
        "/data/legal-start/privilege/", "/data/legal-start/retention/",
        "/cubes/{worked-out}/", "/cubes/{proposed}/", "/cubes/{declared}/", "/jobs/{job}/",
        "/requests/new/", "/requests/{asked}/", "/requests/{tried}/", "/requests/{published}/",
        "/structures/", "/structures/usual/", "/structures/about-us/",
        "/structures/new/?covers=grievance", "/structures/bring/", "/structures/bring/{read}/",
        "/structures/bring/{to-read}/", "/structures/sort/", "/structures/{policy}/",
        "/structures/{policy}/change/what/", "/structures/{policy}/change/decides/",
        "/structures/{policy}/change/where/", "/structures/{policy}/change/usual/",
        "/structures/{policy}/end/", "/structures/{policy}/version/",
        "/structures/{policy}/text/{old-text}/",
        "/requests/{refused}/", "/see/report/", "/see/compare/", "/releases/", "/releases/2/",
        "/redesigns/", "/redesigns/sheet/", "/what-changed/", "/redesigns/new/?barrier={barrier}",
        "/redesigns/{draft}/", "/redesigns/{draft}/say/text/", "/redesigns/{draft}/say/deciding/",
        "/redesigns/{draft}/say/dates/", "/redesigns/{draft}/say/measure/",
        "/redesigns/{draft}/drop/", "/redesigns/{redesign}/", "/redesigns/{redesign}/say/text/",
        "/redesigns/{redesign}/say/measure/", "/redesigns/{redesign}/barriers/",
        "/redesigns/{redesign}/object/", "/redesigns/{redesign}/object/{objection}/",
        "/redesigns/{redesign}/locked/1/", "/redesigns/{to-decide}/decide/",
        "/redesigns/{judged}/",
        "/barriers/", "/barriers/new/?figure={figure}", "/barriers/{barrier}/",
        "/barriers/{barrier}/evidence/", "/barriers/{barrier}/evidence/?figure={figure}",
        "/barriers/{barrier}/correct/", "/barriers/{barrier}/close/",
        "/barriers/{barrier}/join/", "/barriers/{closed}/reopen/",
        "/spaces/", "/spaces/{space}/", "/spaces/{space}/guidelines/",
        "/spaces/{space}/guidelines/change/", "/spaces/{space}/leave/", "/spaces/{space}/members/",
        "/spaces/{space}/members/{asks}/", "/spaces/{space}/change/", "/spaces/{space}/link/",
        "/spaces/{space}/close/",
        "/spaces/{space}/write/", "/spaces/{space}/{thread}/",
        "/spaces/{space}/{thread}/?to={post}", "/spaces/{space}/{thread}/{post}/change/",
        "/spaces/{space}/{thread}/{post}/before/", "/spaces/{space}/{thread}/{theirs}/report/",
        "/spaces/{space}/raise/", "/spaces/{space}/raised/", "/ask/", "/spaces/{space}/ask/",
        "/desk/", "/desk/?aside", "/desk/{question}/", "/briefs/{brief}/", "/briefs/{brief}/pass/",
        "/spaces/{space}/briefs/", "/spaces/{group}/briefs/", "/spaces/{group}/briefs/new/",
        "/spaces/{group}/questions/", "/spaces/{group}/questions/{handed}/",
        "/emergency/", "/emergency/{emergency}/",
        "/emergency/{emergency}/{thread}/",
        "/emergency/{to-agree}/", "/spaces/{space}/was-read/",
        "/spaces/{space}/sign/", "/spaces/{group}/office-hours/", "/spaces/{group}/bridges/",
        "/spaces/{group}/bridges/new/slack/", "/me/hours/", "/hours/", "/me/quiet/",
        "/me/followed/",
        "/me/told/times/", "/messages/", "/messages/?every", "/messages/new/",
        "/messages/{message}/",
        "/spaces/{space}/to-describe/", "/spaces/{space}/{thread}/{post}/files/",
        "/spaces/{space}/{thread}/{post}/files/{described}/describe/",
        "/spaces/{space}/{thread}/{post}/files/{described}/before/",
        "/spaces/{space}/{thread}/{theirs}/files/{to-describe}/describe/",
        "/spaces/{group}/office-hours/", "/me/hours/", "/hours/",
        "/spaces/{space}/meetings/", "/spaces/{group}/meetings/", "/spaces/{space}/meetings/new/",
        "/spaces/{space}/meetings/changed/", "/spaces/{group}/meetings/changed/",
        "/spaces/{space}/meetings/{meeting}/", "/spaces/{space}/meetings/{meeting}/change/",
        "/spaces/{space}/meetings/{meeting}/call-off/",
        "/spaces/{space}/meetings/{meeting}/coming/",
        "/spaces/{space}/meetings/{meeting}/decided/", "/spaces/{space}/meetings/{meeting}/to-do/",
        "/spaces/{space}/meetings/{met}/", "/spaces/{space}/meetings/{met}/to-do/{mine}/",
        "/spaces/{space}/meetings/{met}/to-do/{mine}/close/",
        "/spaces/{space}/meetings/{met}/to-do/{changed}/",
        "/spaces/{space}/meetings/{met}/to-do/{nobodys}/",
        "/chances/", "/chances/new/", "/chances/{chance}/", "/chances/{chance}/change/",
        "/chances/{chance}/take-back/", "/chances/{past-chance}/",
        "/chances/{past-chance}/became/", "/chances/{told-chance}/", "/spaces/{group}/chances/",
        "/asks/{waiting-ask}/take-back/", "/asks/{asked-of-lena}/take-back/",
        "/asks/", "/asks/{waiting-ask}/", "/asks/{waiting-ask}/change/", "/asks/{asked-of-olu}/",
        "/asks/{asked-of-olu}/answer/", "/spaces/{group}/asks/", "/spaces/{group}/asks/new/",
        "/spaces/{group}/sponsor/", "/spaces/{group}/sponsor/new/",
        "/spaces/{group}/sponsor/{duty}/", "/spaces/{group}/sponsor/{duty}/change/",
        "/spaces/{group}/charter/", "/spaces/{group}/charter/?version=1",
        "/spaces/{group}/charter/change/", "/spaces/{group}/offices/",
        "/spaces/{group}/offices/new/", "/spaces/{group}/offices/{open-office}/",
        "/spaces/{group}/offices/{own-office}/", "/spaces/{group}/offices/{stigs-office}/",
        "/spaces/{group}/offices/{open-office}/change/", "/spaces/{group}/group/",
        "/spaces/{space-of-allies}/group/", "/spaces/{group}/chapters/", "/spaces/{chapter}/",
        "/spaces/{chapter}/chapter/", "/spaces/{group}/reviews/", "/spaces/{group}/reviews/2026/",
        "/spaces/{group}/reviews/{drafted}/", "/spaces/{group}/reviews/{drafted}/write/",
        "/spaces/{group}/budget/",
        "/spaces/{group}/budget/granted/", "/spaces/{group}/budget/spent/",
        "/spaces/{group}/budget/{money}/correct/", "/spaces/{group}/budget/{money}/receipt/",
        "/spaces/{group}/budget/{with-receipt}/receipt/",
        "/spaces/{space}/start/", "/spaces/{space}/start/rhythm/", "/spaces/{space}/start/group/",
        "/spaces/{space}/start/plans-known-late/", "/spaces/{space}/start/written-nowhere/",
        "/spaces/{space}/start/who-hears-of-it/", "/spaces/{space}/start/taken-for-granted/",
        "/spaces/{space}/start/taken-for-granted/post/", "/spaces/{space}/start/develop/",
        "/spaces/{space}/start/develop/plan/", "/spaces/{group}/start/", "/spaces/{group}/kits/",
        "/spaces/{group}/kits/{kit}/", "/spaces/{group}/kits/{kit}/plans-known-late/",
        "/spaces/{group}/kits/{kit}/develop/", "/spaces/{group}/kits/{other-kit}/",
        "/spaces/{space}/rota/", "/spaces/{group}/rota/", "/spaces/{space}/waiting/",
        "/spaces/{group}/waiting/", "/spaces/{space}/pace/", "/me/looking-after/",
        "/spaces/{space}/reports/", "/spaces/{space}/reports/{reported}/",
        "/spaces/{space}/reports/spare/", "/spaces/{space}/decided/",
        "/spaces/{space}/decided/{ruled}/appeal/",
        "/spaces/{space}/decided/{appealed}/again/", "/spaces/harbour-lights/",
        "/spaces/harbour-lights.{listed}/guidelines/", "/spaces/come/{way-in}/",
    ),
}  # fmt: skip
NO_SUCH_PAGE = "/no/such/page"
EVERY = (
    *OPEN, NO_SUCH_PAGE, *OF_AN_OWNER, *OF_A_STEWARD, *BEFORE,
    *(each for pages in IN_USE.values() for each in pages),
)  # fmt: skip
#: Addresses, by name, that are no page of their own: they take a form, give a file or a part of a
#: page, or lead on.
NO_PAGE = {
    "account_set_password", "cube-declare", "cube-drop", "cube-file", "end-session",
    "brief-take-back", "bridge-anew", "bridge-prompts", "bridge-take-down",
    "finding-confirm", "finding-send",
    "hours-file", "hours-strike-out", "kit-begin",
    "question-take-back", "space-follow", "thread-follow", "attachment", "file-away",
    "meeting-coming-take-back", "meeting-file", "meeting-roles", "meetings-turns",
    "identity-progress", "identity-show", "identity-take-back", "job-progress", "job-stop",
    "mfa_download_recovery_codes", "mfa_login_webauthn", "my-data-file", "notice",
    "openid_connect_callback", "policy-give-up", "policy-progress", "policy-read-again",
    "policy-text-file", "redesign-in-force", "redesign-propose", "release-csv",
    "request-publish", "request-refuse",
    "post", "request-withdraw", "see-csv", "see-png", "see-svg", "sign-in-elsewhere",
    "space-budget-file", "space-receipt-file", "space-hand-over", "space-hand-over-at-once",
    "space-offer-no-more", "space-needs-no-answer",
    "space-rota-turns", "space-week", "space-offer", "space-step-back", "structure-read",
    "structure-take-back", "take-back-wish", "take-role", "upload-newest",
    "upload-accept", "upload-again", "upload-give-up", "upload-problems",
    "upload-progress", "withdraw",
}  # fmt: skip


def patterns(within: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address and what answers it."""
    for each in (within or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


def without_token(answer: Any) -> str:
    """What an answer says, but for the token of its forms, which is another one each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())


class Inline(HTMLParser):
    """What in a page a strict browser would refuse: style and scripts that stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or "style" in given:
            self.found.append(f"style in <{tag}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("a script in the page")
        self.found += [f"{name} in <{tag}>" for name in given if name.startswith("on")]
        # A link leads elsewhere only when somebody follows it; these would be fetched at once.
        fetched = given.get("href") if tag == "link" else given.get("src")
        if fetched and not fetched.startswith("/"):
            self.found.append(f"<{tag}> from elsewhere")
