"""Harbourline's units: a tree of divisions, sections and ports, cut to size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tiebeam.examples.harbourline import work
from tiebeam.examples.harbourline.draws import Whole, dealt

# Made-up towns, largest first.
PORTS = (
    "Riverside",
    "Saltmarsh Quay",
    "Norrhaven",
    "Kestrel Point",
    "Osterby",
    "Gullhaven",
    "Tidewell",
    "Amberholm",
    "Lantern Bay",
    "Southmole",
    "Wrackness",
    "Pilgrim Sound",
    "Elverstrand",
    "Copperwick",
    "Thornmouth",
    "Marram Sands",
    "Brinehead",
    "Foxglove Pier",
    "Halyard",
    "Sandvarde",
    "Cormorant Reach",
    "Millstrand",
    "Ropewalk",
    "Driftholm",
    "Oyster Gate",
    "Quillhaven",
    "Stormness",
    "Whitebeacon",
    "Larkhythe",
    "Eelmouth",
    "Kelpstrand",
    "Anchor Row",
    "Seabright",
    "Mistral Cove",
    "Ternholm",
    "Barnacle Wharf",
    "Fairlead",
    "Ebbstone",
    "Windlass",
    "Capstan Hill",
)
COASTS = ("Home Coast", "North Coast", "East Coast", "South Coast", "West Coast", "Outer Isles")
MOST_PORTS_WITHOUT_COASTS = 10
SPAN = 8  # people who report to one manager, where the manager has enough of them

# A unit that leads this many people, its own included, is led by at least this grade.
LEADING_GRADE = ((300, 7), (60, 6), (12, 5), (0, 4))


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit; it comes after the unit above it.

    above       number of the unit above, -1 for the chief executive's office
    section     number of the section whose work it does
    people      how many it should have
    leads       whether it is the office of units below it
    led_by      grade of its head, which nobody in it exceeds
    head_title  job title of its head; empty where that follows from the grade
    """

    path: tuple[str, ...]
    above: int
    section: int
    port: int
    people: int
    leads: bool
    led_by: int
    head_title: str

    @property
    def kind(self) -> str:
        """Which of the grade mixes it has."""
        return "lead" if self.leads else work.SECTIONS[self.section].kind


class Organisation:
    """All units, and the same as columns for arithmetic on many people at once."""

    def __init__(self, people: int) -> None:
        self.ports = PORTS[: number_of_ports(people)]
        self.units = units(people)
        self.above = np.array([unit.above for unit in self.units])
        self.section = np.array([unit.section for unit in self.units])
        self.port = np.array([unit.port for unit in self.units])
        self.leads = np.array([unit.leads for unit in self.units])
        self.led_by = np.array([unit.led_by for unit in self.units])
        self.people = np.array([unit.people for unit in self.units])
        self.pay_centre_eur = np.array((0, *work.PAY_CENTRE_EUR, _chief_pay(people)))
        self.seats = np.array([_seats(unit) for unit in self.units])
        below = np.bincount(self.above[1:], minlength=len(self.units))
        self.direct_reports = np.clip(SPAN - below, 2, SPAN)


def _chief_pay(people: int) -> int:
    return max(pay for least, pay in work.CHIEF_PAY_EUR if people >= least)


def number_of_ports(people: int) -> int:
    """More people, more ports, ever more slowly: 1 at 30, 5 at 2,400, 40 at a million."""
    steps = (150, 400, 900, 1_800, 4_000, 7_000, 11_000, 16_000, 22_000, 30_000, 40_000)
    small = 1 + sum(people >= step for step in steps[:4])
    if people < steps[4]:
        return small
    large = 5 + sum(people >= step for step in steps[4:])
    return min(len(PORTS), large + max(0, people - 40_000) // 20_000)


def units(people: int) -> tuple[Unit, ...]:
    """The whole tree for so many people; sizes add up to them exactly."""
    plan = _plan(people)
    sizes = dealt(people, [branch.weight for branch in plan])
    led = _led(plan, sizes)
    return tuple(
        Unit(
            path=branch.path,
            above=branch.above,
            section=branch.section,
            port=branch.port,
            people=int(size),
            leads=branch.leads,
            led_by=led_by,
            head_title=branch.head_title,
        )
        for branch, size, led_by in zip(plan, sizes, led, strict=True)
    )


@dataclass
class _Branch:
    """A unit being planned; `weight` is how many people it should have, not yet whole."""

    path: tuple[str, ...]
    above: int
    section: int
    weight: float
    port: int = 0
    leads: bool = False
    head_title: str = ""


def _plan(people: int) -> list[_Branch]:
    smallest = min(12, max(4, people // 60))
    office = max(smallest, min(300.0, people * 0.005))
    finance = next(n for n, each in enumerate(work.SECTIONS) if each.name == "Finance")
    chief = _Branch(
        path=(work.CHIEF_OFFICE,),
        above=-1,
        section=finance,
        weight=min(office, max(2.0, people * 0.005)),
        leads=True,
        head_title="Chief executive",
    )
    plan = [chief]
    for division in work.DIVISIONS:
        _add_division(plan, division, people=people, smallest=smallest, office=office)
    return plan


def _add_division(
    plan: list[_Branch], division: str, *, people: int, smallest: int, office: float
) -> None:
    members = [n for n, each in enumerate(work.SECTIONS) if each.division == division]
    total = people * sum(work.SECTIONS[n].share for n in members)
    main = max(members, key=lambda n: work.SECTIONS[n].share)
    title = f"Director of {division}"
    top = _Branch(path=(division,), above=0, section=main, weight=total, head_title=title)
    plan.append(top)
    if total < 5 * smallest:
        return  # too small to be divided: one unit does all of its work
    top.leads, top.weight = True, office
    here = len(plan) - 1
    for n in members:
        _add_section(plan, n, division=here, people=people, smallest=smallest)


def _add_section(plan: list[_Branch], n: int, *, division: int, people: int, smallest: int) -> None:
    section = work.SECTIONS[n]
    total = people * section.share
    if total < smallest:
        plan[division].weight += total
        return
    here = len(plan)
    path = (section.division, section.name)
    title = f"Head of {section.name}"
    plan.append(_Branch(path=path, above=division, section=n, weight=total, head_title=title))
    ports = min(section.ports, number_of_ports(people))
    if ports < 2 or total < 5 * smallest:
        return
    plan[here].leads, plan[here].weight = True, max(float(smallest), min(300.0, total * 0.03))
    _add_ports(plan, here, ports=ports, total=total - plan[here].weight, smallest=smallest)


def _add_ports(
    plan: list[_Branch], section: int, *, ports: int, total: float, smallest: int
) -> None:
    """One unit per port; with many ports, each coast has an office between section and ports."""
    share = [1 / (port + 2) for port in range(ports)]
    parents = [section] * ports
    if ports > MOST_PORTS_WITHOUT_COASTS:
        coasts = [_add_coast(plan, section, coast) for coast in COASTS]
        parents = [coasts[port % len(COASTS)] for port in range(ports)]
    for port in range(ports):
        parent = plan[parents[port]]
        weight = total * share[port] / sum(share)
        if weight < smallest:
            parent.weight += weight
            continue
        plan.append(
            _Branch(
                path=(*parent.path, PORTS[port]),
                above=parents[port],
                section=parent.section,
                weight=weight,
                port=port,
            )
        )


def _add_coast(plan: list[_Branch], section: int, coast: str) -> int:
    parent = plan[section]
    path = (*parent.path, coast)
    plan.append(_Branch(path=path, above=section, section=parent.section, weight=24, leads=True))
    return len(plan) - 1


def _led(plan: list[_Branch], sizes: Whole) -> list[int]:
    """Grade of each head: by the people led, and above the heads below, up to the top grade."""
    led_people = [int(size) for size in sizes]
    lowest = [5 if len(branch.path) == 1 else 4 for branch in plan]
    for n in range(len(plan) - 1, 0, -1):
        by_size = next(grade for people, grade in LEADING_GRADE if led_people[n] >= people)
        lowest[n] = max(lowest[n], by_size)
        above = plan[n].above
        led_people[above] += led_people[n]
        lowest[above] = max(lowest[above], min(lowest[n] + 1, work.TOP))
    lowest[0] = work.CHIEF
    return lowest


def _seats(unit: Unit) -> Whole:
    """How many people of each grade a unit should have: positions 1 to 8, 0 unused."""
    seats = np.zeros(work.CHIEF + 1, dtype=np.int64)
    highest = min(unit.led_by, work.TOP)
    if highest < work.TOP:
        highest -= 1  # the head alone has the head's grade, but for those who rise to it
    seats[1 : highest + 1] = dealt(unit.people - 1, work.GRADE_MIX[unit.kind][:highest])
    seats[unit.led_by] += 1
    return seats
