"""Seven people, and a ledger whose exact small counts give four of them away.

On 1 January, unit B has three people, all of them women, and A and C, told together, three people,
one of them a woman. Shown are everybody and "A; C": so B follows. By 1 July one more woman has
joined A, and everybody is shown anew: so she follows. Who joins in August is in no count, and shows
that the data go on until then.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tiebeam.engine.disclosure.published import Line
from tiebeam.workbench import releases

JANUARY, JULY = date(2024, 1, 1), date(2024, 7, 1)
JOINER = "id-7007,2024-03-01,,A,F"
STAFF = """\
id,joined,left,unit,gender
id-7001,2020-01-01,,A,F
id-7002,2020-01-01,,A,M
id-7003,2020-01-01,,C,M
id-7004,2020-01-01,,B,F
id-7005,2020-01-01,,B,F
id-7006,2020-01-01,,B,F
id-7008,2024-08-01,,B,M
"""
MAPPING = """\
schema = "tiebeam.mapping/1"

[workforce]
shape = "people"

[workforce.fields]
person = "id"
hired = "joined"
left = "left"
unit = "unit"

[workforce.attributes.gender]
column = "gender"
source = "recorded"
values = { F = "Women", M = "Men" }
"""


def staff(folder: Path, *, rows: str = f"{STAFF}{JOINER}\n") -> Path:
    """The data, with what its columns mean beside it."""
    path = folder / "staff.csv"
    path.write_text(rows, encoding="utf-8")
    path.with_name("staff.csv.map.toml").write_text(MAPPING, encoding="utf-8")
    return path


def women(shown: float, n: int, *, at: date = JANUARY, **more: Any) -> Line:
    """An exact count of women."""
    given: dict[str, Any] = {"release": 1 if at == JANUARY else 2, "at": at, "band": 0.0}
    return Line(
        kind="stock", attribute="gender", value="Women", shown=shown, n=n, **(given | more)
    )  # fmt: skip


def content(number: int, at: date, **units: str) -> dict[str, Any]:
    """What else a ledger says of a release."""
    gender = {"name": "gender", "values": ["Women", "Men"], "factors": [], "several": False}
    return {
        "release": number,
        "at": at.isoformat(),
        "cube": {"first": "2024-01-01", "fields": {"unit": 1}, "attributes": [gender]},
        "categories": {"unit": units},
        "attacks": [],
    }


def ledger(folder: Path) -> Path:
    """The ledger; its second release holds the first one's count of A and C, in other units."""
    together = women(1, 3, cell={"unit": "A; C"})
    held = women(1, 3, cell={"unit": "A; C"}, release=2, why="hold")
    first = content(1, JANUARY, A="A; C", B="B", C="A; C")
    releases.append(folder, first, [women(4, 6), together])
    second = content(2, JULY, A="A", B="B", C="C")
    releases.append(folder, second, [women(5, 7, at=JULY), held])
    return folder
