"""What a flow ledger says: whose share changed most, and which flow moved it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tiebeam.charts.arrange import ALONG, Line, panels, rows_along
from tiebeam.charts.names import event_people, heading, is_named, place_words
from tiebeam.charts.told import Told, common_base, plain_share
from tiebeam.charts.values import (
    day_words,
    decimals,
    effect_size,
    is_effect,
    people,
    people_behind,
    points,
    share_words,
)
from tiebeam.engine.disclosure import SMALLEST_GROUP, Figure, Row
from tiebeam.engine.kept import again
from tiebeam.engine.stats.normal import z_for
from tiebeam.engine.words import noop, number, tr

#: What is left of a change once the ways that releases show are taken off.
OTHER_WAYS = "other ways"
NOISE = noop("noise alone may explain the change in all")
BEYOND_NOISE = noop("noise alone would rarely bring about the change in all")
NOTHING = noop("No figure can be shown here: every group is hidden or empty")
SAME = 1e-9  # changes closer than this are mirror images of each other


@dataclass(frozen=True, kw_only=True)
class Account:
    """One group's ledger as its rows have it.

    opening, closing  the rows of the first and the last day
    flows             what lies between, in the ledger's order
    """

    line: Line
    opening: Row
    closing: Row
    flows: tuple[Row, ...]

    @property
    def change(self) -> float | None:
        """Of the share, from the first day to the last; None where a share is undefined."""
        if self.opening.value is None or self.closing.value is None:
            return None
        return self.closing.value - self.opening.value

    @property
    def band(self) -> float:
        """How far noise may have moved that change; 0 where nothing has noise."""
        return math.hypot(self.opening.band or 0.0, self.closing.band or 0.0)

    @property
    def people(self) -> int:
        """People of the group on both days together."""
        return (self.opening.count or 0) + (self.closing.count or 0)


def accounts(figure: Figure) -> tuple[Account, ...]:
    """The ledgers of all groups that are shown, in the figure's order."""
    along = ALONG["flow_ledger"]
    found = []
    for panel in panels(figure, along=along):
        for line in panel.lines:
            rows = rows_along(figure, panel, line, along=along)
            ends = {str(row.at.get(along)): row for row in rows if not is_effect(row, figure)}
            flows = tuple(row for row in rows if is_effect(row, figure))
            if len(ends) == len(("opening", "closing")):
                found.append(
                    Account(
                        line=line, opening=ends["opening"], closing=ends["closing"], flows=flows
                    )
                )
    return tuple(found)


def told_account(figure: Figure) -> Account | None:
    """The group whose share changed most; of two that mirror each other, the smaller."""
    some = accounts(figure)
    named = [each for each in some if is_named(each.line.row.group if each.line.row else {})]
    large = [each for each in named if each.opening.members >= SMALLEST_GROUP]
    few = large or named or list(some)
    widest = max((abs(each.change or 0.0) for each in few), default=0.0)
    moved = [each for each in few if abs(each.change or 0.0) >= widest - SAME]
    return min(moved, key=lambda each: each.people, default=None)


def told_of_ledger(figure: Figure) -> Told:
    """The shares of that group on both days, and what moved it most."""
    account = told_account(figure)
    if account is None:
        return Told(tr(NOTHING), unseen="")
    if account.change is None:
        return Told(f"{where_told(figure)}{_counted(account, figure)}", unseen="")
    first, last = (day_words(day) for day in figure.window)
    was, now = _shares(account)
    parts = {"group": account.line.people, "first": first, "last": last}
    place = place_told(figure)
    if account.opening.band is None:
        words = tr("%(was)s were %(group)s on %(first)s, and %(now)s on %(last)s",
                   was=was, now=now, **parts)  # fmt: skip
        if place:
            words = tr("%(place)s, %(was)s were %(group)s on %(first)s, and %(now)s on %(last)s",
                       place=place, was=was, now=now, **parts)  # fmt: skip
        return Told(f"{words}; {_moved_most(account, figure)}", unseen="")
    was, now = _exactly(was), _exactly(now)
    words = tr("about %(was)s were %(group)s on %(first)s, and about %(now)s on %(last)s",
               was=was, now=now, **parts)  # fmt: skip
    if place:
        words = tr("%(place)s, about %(was)s were %(group)s on %(first)s, and about %(now)s on "
                   "%(last)s", place=place, was=was, now=now, **parts)  # fmt: skip
    moved = tr("Noise can move this change by %(points)s, up or down.",
               points=_points(account.band))  # fmt: skip
    return Told(
        f"{words}; {_moved_beyond_noise(account, figure)}",
        BEYOND_NOISE if abs(account.change) > account.band else NOISE,
        unseen=f"{moved} {again(figure.data.get('rest', ''))}".rstrip(),
    )


def _exactly(share: str) -> str:
    """A share without the word that says that it is about so: the sentence says so."""
    return share.removeprefix(tr("about %(share)s", share=""))


def where_told(figure: Figure) -> str:
    """The level of a figure as the beginning of a sentence: "at level 3 (Officer), "."""
    place = place_told(figure)
    return tr("%(place)s, ", place=place) if place else ""


def place_told(figure: Figure) -> str:
    """The level of a figure inside a sentence: "at level 3 (Officer)"."""
    level = figure.data.get("level")
    if not isinstance(level, int):
        return ""
    name = str(figure.data.get("level_name") or "")
    levels = figure.levels or (*([""] * (level - 1)), name)
    at = {"level": level}
    return place_words(at, heading(at, levels))[0]


def _shares(account: Account) -> tuple[str, str]:
    rows = (account.opening, account.closing)
    # Shares of everybody at the level, so the base may be as large as all of them.
    base = common_base(replace(row, members=int(row.n or 0)) for row in rows)
    if base is None:
        return plain_share(rows[0]), plain_share(rows[1])
    was, now = (share_words(round((row.value or 0) * base), base) for row in rows)
    return was, now


def _moved_most(account: Account, figure: Figure) -> str:
    """The flow that moved the share most, its people, and which way it went."""
    row = max(account.flows, key=lambda row: abs(row.value or 0.0), default=None)
    if row is None or not row.value:
        return tr("no flow moved the share")
    up = noop("%(who)s moved the share most, up by %(size)s")
    down = noop("%(who)s moved the share most, down by %(size)s")
    size = effect_size(row.value, people_behind(row, figure), decimals(figure))
    return tr(up if row.value > 0 else down, who=_who(row, account), size=size)


def _moved_beyond_noise(account: Account, figure: Figure) -> str:
    """What moved the share by more than noise may have done: the way with the largest part.

    Of several ways one is chosen, so each has to stand out more: by Bonferroni, all of them
    together are taken for more than noise in 5 of 100 cases at most.
    """
    ways = [row for row in account.flows if row.at["flow"] != OTHER_WAYS]
    wider = z_for(1 - 0.05 / max(len(ways), 1)) / z_for(0.95)
    clear = [row for row in ways if abs(row.value or 0.0) > wider * (row.band or 0.0)]
    row = max(clear, key=lambda row: abs(row.value or 0.0), default=None)
    if row is None:
        return tr("no way that is shown moved the share by more than noise may do")
    up = noop("%(who)s moved the share up by %(size)s, give or take %(band)s")
    down = noop("%(who)s moved the share down by %(size)s, give or take %(band)s")
    return tr(
        up if (row.value or 0.0) > 0 else down,
        who=_who(row, account), band=number(100 * (row.band or 0.0), 1),
        size=effect_size(row.value or 0.0, people_behind(row, figure), decimals(figure)),
    )  # fmt: skip


def _points(share: float) -> str:
    return points(share, 1).lstrip("+")


def _who(row: Row, account: Account) -> str:
    """The people of a flow: "the 40 people promoted out of it, 9 of them women,"."""
    whom = event_people(str(row.at["flow"]))
    if row.n is None or row.count is None:
        return whom
    parts = {"n": people(row.n), "whom": whom}
    parts["ours"] = people(row.count) if row.count else tr("none")
    name = account.line.people
    of_them = noop("the %(n)s %(whom)s, %(ours)s of them %(group)s,")
    of_group = noop("the %(n)s %(whom)s, %(ours)s of this group,")
    if row.band is not None:
        of_them = noop("the %(n)s %(whom)s, about %(ours)s of them %(group)s,")
        of_group = noop("the %(n)s %(whom)s, about %(ours)s of this group,")
    whose = of_group if " " in name else of_them
    return tr(whose, group=name, **parts)


def _counted(account: Account, figure: Figure) -> str:
    """Where nobody was there on one of the days, only people can be told."""
    said = []
    for row, day in zip((account.opening, account.closing), figure.window, strict=True):
        on = day_words(day)
        there = {"share": plain_share(row), "group": account.line.people, "day": on}
        said.append(
            tr("%(share)s were %(group)s on %(day)s", **there)
            if row.n
            else tr("nobody was there on %(day)s", day=on)
        )
    return tr(
        "%(first)s, and %(last)s: a share of nobody, and its change, cannot be said",
        first=said[0], last=said[1],
    )  # fmt: skip
