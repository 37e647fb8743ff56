"""The demo's way from a clause to a barrier, to a redesign, and to the same clause again.

Everything is done by the actions and forms by which pages do it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

#: Carers' leave, between the two editions: found in the one of 2024, in force with that of 2025.
CARERS: Final = "Carers' leave"
CARERS_OLD: Final = (
    "After one year with us, carers may take up to five days of unpaid leave a year."
)
CARERS_NEW: Final = "Carers may take up to ten days of paid leave a year, from the first day."
#: Promotion: proposed, and waiting for a leader.
PROMOTION: Final = "Promotion"
NOMINATED: Final = (
    "In Cabin Services, Freight Sales and parts of Deck Operations, people are promoted when "
    "their manager nominates them."
)
BY_PANEL: Final = (
    "In Cabin Services, Freight Sales and Deck Operations too, anyone in the grade below may apply "
    "for the post. A panel of three decides by published criteria within 30 days."
)
#: What shows it beside the text, and by what the redesign will be judged.
PROMOTED: Final = "promotion-rate?about=gender&by=&when=2024"
#: A question so far: nobody has confirmed what the text says.
PAY: Final = "How pay is set"
NEGOTIATED: Final = "starting pay is negotiated between the candidate and the hiring manager"


@dataclass(frozen=True, kw_only=True)
class People:
    """Who does it.

    reviewers  who confirm what a text says
    leader     who decides; after two missed dates the decision passes to `deputy`
    """

    reviewers: tuple[Any, Any]
    leader: Any
    deputy: Any


def answer_the_first_edition(people: People) -> None:
    """What the handbook of 2024 does to carers is confirmed, named, answered and decided: then the
    worker finds the new text in the edition of 2025."""
    barrier = _barrier_of(
        CARERS, CARERS_OLD, people, on=("2024-03-11", "2024-03-18"), figure="",
    )  # fmt: skip
    redesign = _proposed(
        barrier, people, on="2024-04-08",
        title="Ten paid days for carers, from the first day",
        text={"old": CARERS_OLD, "new": CARERS_NEW,
              "stops": "Waiting a year before one may care for somebody."},
        deciding={"decided_before": "The manager, for shorter hours",
                  "decides_now": "The manager, for shorter hours"},
        dates={"decide_by": "2024-05-31", "in_force_by": "2025-01-31",
               "cost": "About 40,000 pounds a year."},
        judged={"metric": "clause:caring.days"},
    )  # fmt: skip
    _argue(
        redesign, "In August nobody can be spared on the quays.",
        "The pool that stands in for sick leave takes these days too. It had room in each of the "
        "last three Augusts.",
        on="2024-04-22",
    )  # fmt: skip
    _decide(redesign, by=people.leader, on="2024-05-14")


def ask_of_the_second_edition(people: People, *, at: datetime) -> None:
    """What waits: a redesign of promotion for its decision, and a question about pay.

    at  now: the decision is due three weeks later
    """
    today, is_shown = str(at.date()), _is_shown(PROMOTED)
    barrier = _barrier_of(
        PROMOTION, NOMINATED, people, on=(today, today), figure=PROMOTED if is_shown else ""
    )
    of_people = {"metric": f"figure:{PROMOTED}", "direction": "up", "size": "8",
                 "judged_on": _later(at, 90 + 365)}  # fmt: skip
    _proposed(
        barrier, people, on=today,
        title="Anybody may apply for a higher post",
        text={"old": NOMINATED, "new": BY_PANEL, "stops": "Managers naming people for promotion."},
        deciding={"decided_before": "The manager and the head of the unit",
                  "decides_now": "A panel of three from different units",
                  "gets_there": "By lot among those who took the course."},
        dates={"decide_by": _later(at, 21), "in_force_by": _later(at, 90), "cost": ""},
        judged=of_people if is_shown else {"metric": "clause:promotion_gate.route"},
    )  # fmt: skip
    _barrier_of(PAY, NEGOTIATED, people, on=("", today), figure="")


def _is_shown(address: str) -> bool:
    """Whether a release shows a figure: of few people, none does."""
    from tiebeam.web.insight.barriers.figures import offer_at
    from tiebeam.web.insight.queries import shown

    released = shown()
    return released is not None and offer_at(released, address) is not None


# --- a barrier ------------------------------------------------------------------------------------


def _barrier_of(
    structure: str, words: str, people: People, *, on: tuple[str, str], figure: str
) -> Any:
    """A barrier of what a sentence says, opened as its page does.

    on      when two people confirm it, or nobody; and when it is opened
    figure  the address of a released figure that shows it too
    """
    from tiebeam.web.insight.barriers import actions, known
    from tiebeam.web.insight.reading.actions import Saying, say
    from tiebeam.web.insight.reading.queries import newest_for
    from tiebeam.web.organisation.inventory.queries import policies_for

    one, _other = people.reviewers
    found = newest_for(one).filter(effect="hinders", version__document__policy__title=structure)
    finding = next(each for each in found if words in " ".join(each.quote.split()))
    confirmed, opened = on
    for reviewer in people.reviewers if confirmed else ():
        say([finding], Saying(says="confirmed"), by=reviewer, at=_at(confirmed))
    query = {"finding": finding.public_id} | ({"figure": figure} if figure else {})
    start = known.start(query, policies_for(one), one)
    clause = start.finding
    return actions.open_barrier(
        {"title": start.title, "whom": start.whom, "policy": start.policy, **start.where,
         "clause": clause.clause if clause else "", "version": clause.version if clause else ""},
        start.shown_by, once=_once(structure), by=one, at=_at(opened),
    )  # fmt: skip


# --- a redesign -----------------------------------------------------------------------------------


def _proposed(
    barrier: Any, people: People, *, on: str, title: str, text: Mapping[str, str],
    deciding: Mapping[str, str], dates: Mapping[str, str], judged: Mapping[str, str],
) -> Any:  # fmt: skip
    """All four steps of a redesign, by their forms, and then for everybody to read."""
    from tiebeam.web.change import actions, forms, metrics, queries
    from tiebeam.web.insight.barriers import queries as barriers

    by, policy = people.reviewers[0], barrier.policy
    found = actions.begin({"title": title, "policy": policy}, [barrier], once=_once(title),
                          by=by, at=_at(on))  # fmt: skip
    steps: tuple[Any, ...] = (
        forms.TextForm(_sent(text), documents=queries.documents_of(policy)),
        forms.DecidingForm(_sent(deciding)),
        forms.DatesForm(
            _sent({**dates, "owner": people.leader.public_id,
                   "passes_to": people.deputy.public_id}),
            deciding=[people.leader], people=[people.leader, people.deputy],
            today=_at(on).date(),
        ),
    )  # fmt: skip
    for form in steps:
        actions.say(found, _accepted(form), edition=_now(found).edition, by=by, at=_at(on))
    held = _now(found)
    standing = barriers.barrier(barrier.public_id, by)
    choices = metrics.choices(held, [standing] if standing else [])
    measure = forms.MeasureForm(_sent(judged), redesign=held, choices=choices)
    actions.write_down(held, _accepted(measure), edition=held.edition, by=by, at=_at(on))
    held = _now(found)
    actions.propose(held, edition=held.edition, by=by, at=_at(on))
    return _now(found)


def _sent(said: Mapping[str, str]) -> dict[str, str]:
    """As a page sends it. Nobody else is here who could have been faster: any edition will do."""
    return {"edition": "1", **said}


def _once(words: str) -> str:
    """The same for the same words, and short: a database may have a place for so many letters."""
    return f"demo {hashlib.blake2b(words.encode(), digest_size=12).hexdigest()}"


def _accepted(form: Any) -> Any:
    if not form.is_valid():
        raise ValueError(f"The demo's own redesign is refused: {form.errors.as_data()}")
    return form.said


def _argue(redesign: Any, argument: str, answer: str, *, on: str) -> None:
    from tiebeam.web.change import actions

    objection = actions.object_to(redesign, says=argument, once=_once(argument), at=_at(on))
    actions.reply(objection, says=answer, once=_once(answer), at=_at(on))


def _decide(redesign: Any, *, by: Any, on: str) -> None:
    from tiebeam.web.change import actions

    actions.decide(redesign, edition=redesign.edition, by=by, at=_at(on))


def _now(redesign: Any) -> Any:
    """As it stands in the database."""
    redesign.refresh_from_db()
    return redesign


# --- days -----------------------------------------------------------------------------------------


def _at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)


def _later(at: datetime, days: int) -> str:
    return str(at.date() + timedelta(days=days))
