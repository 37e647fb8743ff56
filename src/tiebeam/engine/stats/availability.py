"""Whether a group is as present among hires or staff as in the labour market they come from.

Three yardsticks are used side by side in federal practice in the United States, because the rule
(41 CFR 60-2.15) only asks whether there are fewer "than would reasonably be expected". Naming them
all, together with the chance of so few, keeps anyone from picking the one that suits.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction

from tiebeam.engine.stats.counts import selected_of_pool
from tiebeam.engine.stats.exact import drawn_from
from tiebeam.engine.stats.intervals import wilson
from tiebeam.engine.stats.normal import inner_share


@dataclass(frozen=True)
class Availability:
    """A group's people beside what its share of the labour market would lead you to expect.

    in_group, people   people of the group, out of all who were hired or employed
    available          the group's share of the labour market, 0 to 1
    share              in_group / people, with its range low to high
    expected           people * available, in people
    shortfall          expected - in_group, in people; negative when there are more than expected
    whole_people_short the shortfall in whole people, rounded down; 0 when there is none
    standard_deviations (in_group - expected) / sqrt(people * available * (1 - available))
    p                  exact two-sided p: chance of any number no more likely than this one
    p_so_few           chance of this number or fewer
    any_difference     True when in_group is below expected at all
    eighty_percent     True when in_group is below 80 % of expected; exactly 80 % is not below
    whole_person       True when in_group is at least one whole person below expected
    """

    in_group: int
    people: int
    available: float
    share: float
    low: float
    high: float
    expected: float
    shortfall: float
    whole_people_short: int
    standard_deviations: float
    p: float
    p_so_few: float
    any_difference: bool
    eighty_percent: bool
    whole_person: bool
    confidence: float

    def as_dict(self) -> dict[str, float]:
        """Plain numbers and truth values, ready for JSON."""
        return asdict(self)


def against_availability(
    *,
    in_group: int,
    people: int,
    available: float | Decimal | Fraction,
    confidence: float = 0.95,
) -> Availability:
    """Whether a group is as present as its share of the labour market would lead you to expect.

    in_group    people of the group among those hired or employed, 0 to people
    people      all who were hired or employed, at least 1
    available   the group's share of those who could have been, strictly between 0 and 1; a float
                counts as the decimal number it prints, so .3 is exactly three tenths
    confidence  share of such ranges that hold the truth
    Raises      EmptyGroup, ImpossibleCount, MoreSelectedThanPool, ImpossibleShare
    Source      41 CFR 60-2.14 and 60-2.15; yardsticks as named by the OFCCP for placement goals
                (any difference, 80 %, one whole person); binomial standard deviations as in
                Hazelwood School District v. United States, 433 U.S. 299 (1977), note 14
    """
    count, of = selected_of_pool(in_group, people)
    market = _as_printed(available)
    chance = float(market)
    outcomes = drawn_from(people=of, share=chance)
    span = wilson(selected=count, pool=of, confidence=confidence)
    short = of * market - count
    return Availability(
        in_group=count,
        people=of,
        available=chance,
        share=count / of,
        low=span.low,
        high=span.high,
        expected=float(of * market),
        shortfall=float(short),
        whole_people_short=max(0, math.floor(short)),
        standard_deviations=-float(short) / math.sqrt(of * chance * (1 - chance)),
        p=outcomes.as_unlikely(count),
        p_so_few=outcomes.at_most(count),
        any_difference=short > 0,
        eighty_percent=5 * count < 4 * of * market,
        whole_person=short >= 1,
        confidence=confidence,
    )


def _as_printed(share: float | Decimal | Fraction) -> Fraction:
    # Exact arithmetic, because floats put some tables at 80 % on the wrong side of the line.
    inner_share(float(share), name="available")
    return share if isinstance(share, Fraction) else Fraction(str(share))
