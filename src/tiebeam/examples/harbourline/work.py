"""What people do at Harbourline: divisions, sections, job titles, shifts, grades and pay.

Shares of women follow what European employers of each kind report: one or two in ten on deck and
in engine rooms, more than half in cabin service, ticketing and offices. They are a matter of who
works where. What happens to a person there depends on it only where `truth` plants a barrier.
"""

from __future__ import annotations

from dataclasses import dataclass

GRADES = (
    "Grade 1",
    "Grade 2",
    "Grade 3",
    "Grade 4",
    "Grade 5",
    "Grade 6",
    "Executive",
    "Chief executive",
)
TOP = 7  # the highest grade that people are promoted to; a chief executive is appointed
CHIEF = 8

# Share of grades 1 to 7 in a unit of each kind, and what a year's pay in them centres on
# (euro, full time, last year of the calendar).
GRADE_MIX = {
    "crew": (0.38, 0.30, 0.18, 0.090, 0.036, 0.011, 0.003),
    "technical": (0.25, 0.28, 0.23, 0.145, 0.065, 0.022, 0.008),
    "office": (0.27, 0.27, 0.21, 0.145, 0.070, 0.025, 0.010),
    "lead": (0.08, 0.16, 0.24, 0.23, 0.16, 0.09, 0.04),
}
PAY_CENTRE_EUR = (27_400, 31_600, 37_200, 45_500, 58_500, 79_000, 118_000)
CHIEF_PAY_EUR = ((0, 115_000), (150, 165_000), (1_000, 265_000), (20_000, 420_000))  # by people

SHIFT_PATTERNS = ("Days", "Early and late", "Rotating with nights", "Nights", "14 days on / 14 off")
ROUTES = ("Nomination by manager", "Open panel", "Time in grade")
PAY_SETTINGS = ("Band", "Negotiated")
HOURS = (37.5, 30.0, 22.5, 18.75)


@dataclass(frozen=True)
class Section:
    """One kind of work, and the rules that hold for it.

    share        of all people
    ports        on how many of the ports it is present; 0 is the head office alone
    part_time    share of people
    shifts       weights of SHIFT_PATTERNS
    routes       how one leaves grades 1 to 6: N(omination), O(pen panel), T(ime in grade)
    negotiated   lowest grade whose pay is negotiated
    pay          its scale, times PAY_CENTRE_EUR
    structured   share of postings filled by a structured panel
    titles       job titles of grades 1 to 7
    """

    name: str
    division: str
    share: float
    kind: str
    ports: int
    women: float
    part_time: float
    shifts: tuple[float, ...]
    routes: str
    negotiated: int
    pay: float
    structured: float
    titles: tuple[str, ...]


# section | division | share | kind | ports | women | part-time | percent in each shift pattern
_STAFFING = """
Deck Operations             | Operations    | 0.17  | crew      | all | 0.17 | 0.04 | 5 10 25 5 55
Marine Engineering          | Operations    | 0.12  | technical | all | 0.10 | 0.04 | 10 10 30 5 45
Cabin Services              | Operations    | 0.2   | crew      | all | 0.58 | 0.24 | 5 35 25 5 30
Quay Operations             | Ports         | 0.13  | crew      | all | 0.13 | 0.07 | 10 35 40 15 0
Passenger Terminals         | Ports         | 0.09  | crew      | all | 0.56 | 0.28 | 20 60 15 5 0
Dockyard                    | Ports         | 0.06  | technical | 2   | 0.09 | 0.05 | 55 35 10 0 0
Ticketing and Customer Care | Commercial    | 0.055 | office    | 0   | 0.64 | 0.30 | 35 60 5 0 0
Freight Sales               | Commercial    | 0.025 | office    | 0   | 0.34 | 0.10 | 95 5 0 0 0
Marketing                   | Commercial    | 0.015 | office    | 0   | 0.61 | 0.16 | 100 0 0 0 0
Finance                     | Shore Offices | 0.025 | office    | 0   | 0.57 | 0.18 | 100 0 0 0 0
People                      | Shore Offices | 0.02  | office    | 0   | 0.73 | 0.24 | 100 0 0 0 0
Digital                     | Shore Offices | 0.035 | technical | 0   | 0.27 | 0.10 | 90 5 5 0 0
Safety and Compliance       | Shore Offices | 0.02  | office    | 0   | 0.39 | 0.12 | 85 15 0 0 0
"""

# section | routes from grades 1 to 6 | pay negotiated from grade | pay | structured panels
_RULES = """
Deck Operations             | TTNNON | 6 | 1.03 | 0.55
Marine Engineering          | TOOOON | 5 | 1.08 | 0.60
Cabin Services              | NNNNON | 6 | 0.95 | 0.40
Quay Operations             | TTNNON | 6 | 0.98 | 0.45
Passenger Terminals         | TONOON | 6 | 0.95 | 0.50
Dockyard                    | TONOON | 5 | 1.04 | 0.50
Ticketing and Customer Care | TNOOON | 6 | 0.93 | 0.55
Freight Sales               | NNNNNN | 2 | 1.05 | 0.30
Marketing                   | NNOONN | 3 | 1.00 | 0.35
Finance                     | TOOOON | 5 | 1.03 | 0.60
People                      | TOOOON | 5 | 0.99 | 0.80
Digital                     | OOOOON | 3 | 1.14 | 0.60
Safety and Compliance       | TOOOON | 5 | 1.04 | 0.70
"""

# Titles of grades 1 to 7, a paragraph for each section above.
_TITLES = """
Deckhand, Able seafarer, Bosun, Deck officer, Chief mate, Ship's master, Fleet captain

Engine rating, Motor mechanic, Leading mechanic, Third engineer, Second engineer, Chief engineer,
Fleet engineer

Steward, Senior steward, Leading steward, Restaurant supervisor, Purser, Hotel manager, Fleet
hotel manager

Quay hand, Linkspan operator, Lashing foreperson, Berth supervisor, Quay manager, Port duty
manager, Harbour manager

Terminal assistant, Check-in agent, Senior check-in agent, Terminal supervisor, Terminal manager,
Passenger services manager, Terminals lead

Yard trainee, Fitter, Senior fitter, Yard foreperson, Repair manager, Docking manager, Yard
superintendent

Customer adviser, Senior customer adviser, Case specialist, Team leader, Contact centre manager,
Customer care manager, Customer lead

Sales assistant, Freight agent, Account executive, Account manager, Key account manager, Regional
sales manager, Freight lead

Marketing assistant, Content editor, Campaign planner, Campaign manager, Brand manager, Market
manager, Marketing lead

Accounts assistant, Bookkeeper, Accountant, Senior accountant, Finance manager, Financial
controller, Finance lead

People assistant, People administrator, People adviser, Senior people adviser, People partner,
Senior people partner, People lead

Service desk analyst, Systems analyst, Developer, Senior developer, Product manager, Engineering
manager, Digital lead

Compliance assistant, Safety inspector, Senior safety inspector, Safety adviser, Safety manager,
Compliance manager, Safety lead
"""

EVERYWHERE = 1_000


def _sections() -> tuple[Section, ...]:
    rows = zip(
        _STAFFING.strip().splitlines(),
        _RULES.strip().splitlines(),
        _TITLES.strip().split("\n\n"),
        strict=True,
    )
    return tuple(_section(staffing, rules, titles) for staffing, rules, titles in rows)


def _section(staffing: str, rules: str, titles: str) -> Section:
    name, division, share, kind, ports, women, part_time, shifts = _cells(staffing)
    _, routes, negotiated, pay, structured = _cells(rules)
    return Section(
        name=name,
        division=division,
        share=float(share),
        kind=kind,
        ports=EVERYWHERE if ports == "all" else int(ports),
        women=float(women),
        part_time=float(part_time),
        shifts=tuple(float(weight) for weight in shifts.split()),
        routes=routes,
        negotiated=int(negotiated),
        pay=float(pay),
        structured=float(structured),
        titles=tuple(titles.replace("\n", " ").split(", ")),
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


SECTIONS = _sections()

# Offices that lead several units have jobs of their own.
OFFICE_TITLES = (
    "Administrator",
    "Scheduling assistant",
    "Planner",
    "Senior planner",
    "Planning manager",
    "Programme manager",
    "Associate director",
)
CHIEF_OFFICE = "Chief Executive's Office"
DIVISIONS = tuple(dict.fromkeys(section.division for section in SECTIONS))
