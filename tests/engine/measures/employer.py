"""Twenty people of one small employer, whose every measure can be counted on paper."""

from __future__ import annotations

from functools import cache

from engine.kit import dataset

from tiebeam.engine.records.dataset import Dataset

CAREERS = """
    person  begins      ends        level  site   unit           pay  exit_reason  ended
    ann     2018-01-01  2022-01-01  1      Leeds  Sales_/_North  20   -            -
    bea     2018-01-01  2020-07-01  1      Leeds  Sales_/_North  30   -            -
    bea     2020-07-01  2022-01-01  2      Leeds  Sales_/_North  40   -            -
    cat     2018-01-01  2020-04-01  1      Leeds  Sales_/_South  20   voluntary    -
    dee     2018-01-01  2022-01-01  2      Leeds  Sales_/_South  42   -            -
    eve     2018-01-01  2022-01-01  2      Porto  Salesforce     44   -            -
    fay     2018-01-01  2022-01-01  3      Porto  Salesforce     60   -            -
    gia     2018-01-01  2022-01-01  -      Porto  Sales          -    -            -
    hel     2020-03-01  2022-01-01  1      Porto  Sales_/_North  22   -            -
    ian     2018-01-01  2022-01-01  1      Leeds  Sales_/_North  24   -            -
    jon     2018-01-01  2021-01-01  1      Leeds  Sales_/_North  26   -            -
    jon     2021-01-01  2022-01-01  2      Leeds  Sales_/_North  36   -            -
    ken     2018-01-01  2020-02-01  1      Leeds  Salesforce     36   -            -
    ken     2020-02-01  2022-01-01  2      Leeds  Salesforce     46   -            -
    leo     2018-01-01  2021-01-01  2      Leeds  Salesforce     48   retirement   -
    max     2018-01-01  2020-05-01  2      Porto  Salesforce     60   -            -
    max     2020-05-01  2022-01-01  3      Porto  Salesforce     70   -            -
    ned     2018-01-01  2020-06-01  1      Porto  Sales          20   -            vanished
    oli     2020-01-01  2022-01-01  1      Porto  Sales          28   -            -
    pat     2018-01-01  2022-01-01  3      Porto  Sales          80   -            -
    quo     2020-09-01  2022-01-01  2      Porto  Sales          50   -            -
    rob     2018-01-01  2022-01-01  1      -      -              30   -            -
    sam     2018-01-01  2020-10-01  1      Leeds  Sales          20   -            -
    tom     2020-12-31  2022-01-01  1      Leeds  Sales          32   -            -
"""

PEOPLE = """
    person  gender      race
    ann     Women       White
    bea     Women       Black
    cat     Women       White
    dee     Women       Black
    eve     Women       White
    fay     Women       White
    gia     Women       White
    hel     Women       Black
    ian     Men         White
    jon     Men         White
    ken     Men         Black
    leo     Men         White
    max     Men         White
    ned     Men         Black
    oli     Men         White
    pat     Men         White
    quo     Men         White
    rob     -           White
    sam     not_stated  White
    tom     not_stated  Black
"""


@cache
def employer() -> Dataset:
    return dataset(
        spells=CAREERS,
        people=PEOPLE,
        classes={"race": "directory", "exit_reason": "hr"},
        has=("hired",),
        notes=("1 person stops being shown without an exit.",),
    )
