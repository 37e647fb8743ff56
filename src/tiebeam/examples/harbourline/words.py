"""The two files that are text: the mapping for Tiebeam and a page for people."""

from __future__ import annotations

from collections.abc import Sequence

from tiebeam.examples.harbourline import people, work
from tiebeam.examples.harbourline.careers import REASON_CLASSES
from tiebeam.examples.harbourline.dates import LAST_YEAR
from tiebeam.examples.harbourline.tables import CURRENCY, SEPARATOR

# What answers are called in sentences and pictures; the files keep the words of the form.
CALLED = {
    "gender": {"Woman": "Women", "Man": "Men", "Non-binary": "Non-binary people"},
    "gender_on_file": {"F": "Women", "M": "Men"},
    "disability": {"Yes": "Disabled people", "No": "People without a disability"},
    "caring": {
        "No": "People without caring duties",
        "Children": "Carers of children",
        "Adult relative": "Carers of adults",
        "Children and adult relative": "Carers of children and adults",
    },
}


def mapping() -> str:
    """The mapping file (TOML): which column is what."""
    return f"""\
# Harbourline is made up; this file tells Tiebeam which column is what.
schema = "tiebeam.mapping/1"
organisation = "Harbourline"
currency = "{CURRENCY}"

[workforce]
shape = "snapshots"
file = "workforce.csv"
every = "year"
missing = ["", "n/a"]

[workforce.fields]
person = "employee_id"
period = "year"
unit = {{ column = "unit", separator = "{SEPARATOR}" }}
job = "job"
grade = {{ column = "grade", ladder = {_ladder()} }}
site = "site"
manager = "manager_id"
contract = "contract"
hours = "hours"
pay = "pay"
currency = "currency"
hired = "hired"
left = "left"
exit_reason = {{ column = "exit_reason", values = {{ {_reasons()} }} }}
born = {{ column = "birth_year" }}

[workforce.tags]
shift_pattern = "shift_pattern"
promotion_route = "promotion_route"
pay_setting = "pay_setting"
parental_leave = {{ column = "parental_leave", class = "hr" }}

{_self_described("workforce", "gender")}
[workforce.attributes.gender_on_file]
column = "gender_on_file"
class = "secret"
source = "recorded"
{_called("gender_on_file")}

{_self_described("workforce", "ethnicity", several=True)}
{_self_described("workforce", "disability")}
{_self_described("workforce", "caring")}
[applications]
file = "applications.csv"

[applications.fields]
application = "application_id"
person = "employee_id"
posting = "posting"
source = "source"
process = "process"
unit = {{ column = "unit", separator = "{SEPARATOR}" }}
site = "site"
grade = "grade"
stages = ["applied", "screened", "interviewed", "offered", "hired"]

{_self_described("applications", "gender")}
{_self_described("applications", "ethnicity", several=True)}
[ratings]
file = "ratings.csv"

[ratings.fields]
person = "employee_id"
on = "date"
rating = "rating"
scale = "scale"
"""


def _self_described(table: str, attribute: str, *, several: bool = False) -> str:
    lines = [
        f"[{table}.attributes.{attribute}]",
        f'column = "{attribute}"',
        'class = "secret"',
        'source = "self-described"',
        *(['several = ";"'] if several else []),
        *([_called(attribute)] if attribute in CALLED else []),
        f'not_stated = ["{people.NOT_SAID}"]',
    ]
    return "\n".join(lines) + "\n"


def _called(attribute: str) -> str:
    pairs = [f'"{said}" = "{called}"' for said, called in CALLED[attribute].items()]
    return f"values = {{ {', '.join(pairs)} }}"


def _ladder() -> str:
    """Lowest first; whoever is at the top shares the last step with the chief executive."""
    steps = [[grade] for grade in work.GRADES[: work.TOP]]
    steps[-1].append(work.GRADES[-1])
    return "[" + ", ".join(_list(step) for step in steps) + "]"


def _reasons() -> str:
    return ", ".join(f'"{text}" = "{kind}"' for text, kind in REASON_CLASSES.items())


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def about(*, people: int, years: int, seed: int) -> str:
    """A page that says what this folder is."""
    first = LAST_YEAR - years + 1
    span = f"{first} to {LAST_YEAR}" if years > 1 else f"{LAST_YEAR}"
    return f"""\
# Harbourline

Harbourline is a made-up ferry and port operator. Nobody in it exists, and neither do its ports.
Use it to try Tiebeam before you bring data about real people.

About {people:,} people work there at any one time; the files cover {span} (seed {seed}).
The same number of people and years and the same seed always give the same files.

| file | a row is |
| --- | --- |
| workforce.csv | one person in one calendar year in which they worked |
| applications.csv | one application for a post |
| ratings.csv | one yearly rating of one person |
| harbourline.map.toml | (not a table) which column means what; Tiebeam reads it |
| truth.json, truth.md | (not tables) which barriers were planted: the answers, to look at last |

## How to read them

- A row of the workforce says where somebody stood on 1 January, or on the day they joined. A rise,
  a move or a raise takes effect on 1 January, so it shows in the next year's row.
- `left` is the last day employed, in the row of that year. Nobody comes back.
- Grades run from Grade 1 to Grade 6, then Executive. There is one chief executive.
- `promotion_route` says how one rises from the present grade: by a manager's nomination, through a
  panel that is open to all, or by time in the grade. `pay_setting` says whether pay is negotiated.
- `pay` is a year's pay at full time (37.5 hours a week), in euro.
- Gender, ethnicity, disability and caring are what people said about themselves. A blank is no
  answer; some preferred not to say; some gave more than one ethnicity ("A; B"). `gender_on_file` is
  what an older HR system holds, for most people.
- Every person hired in these years has exactly one application. The others who applied are there
  too, with the date of each stage that they reached.

## What to expect

About one in eight people leaves in a year, newcomers most. Between one in sixteen and one in five
rises, fewer in the higher grades. Women are few on deck and in the engine rooms, and many in cabin
services and offices. Some of the rules hinder some people: barriers were planted, beside
differences that only look like them. Everywhere else, within the same unit and grade, gender,
ethnicity and the other answers have no part in who is hired, rated, promoted, paid more or leaves.
`truth.md` says which is which; look there after you have looked at the data.
"""
