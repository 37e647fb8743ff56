"""The planted barriers measured from the CSV files alone, as an outsider with pandas would."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Measured:
    """A gap, its standard error without pooling, and its strength with p̄ and q̄ pooled."""

    gap: float
    error: float
    strength: float
    group: int
    reference: int


def of_shares(group, reference):
    """Two columns of true and false."""
    n1, n2 = len(group), len(reference)
    p1, p2 = group.mean(), reference.mean()
    pooled = (group.sum() + reference.sum()) / (n1 + n2)
    error = np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    spread = np.sqrt((n1 + n2) * pooled * (1 - pooled) / (n1 * n2))
    return Measured(p1 - p2, error, abs(p1 - p2) / spread, n1, n2)


def of_means(group, reference):
    """Two columns of numbers."""
    n1, n2 = len(group), len(reference)
    gap = group.mean() - reference.mean()
    error = np.sqrt(group.var() / n1 + reference.var() / n2)
    spread = np.sqrt((group.var() * (n1 - 1) + reference.var() * (n2 - 1)) / (n1 + n2 - 2))
    return Measured(gap, error, abs(gap) / (spread * np.sqrt(1 / n1 + 1 / n2)), n1, n2)


def within(rows, strata, outcome):
    """The gap of `outcome` between members and others, within strata (Mantel-Haenszel weights)."""
    total = weights = 0.0
    for _, each in rows.groupby(strata):
        inside, outside = each[each.member], each[~each.member]
        if len(inside) and len(outside):
            weight = len(inside) * len(outside) / len(each)
            total += weight * (inside[outcome].mean() - outside[outcome].mean())
            weights += weight
    return total / weights


class Files:
    """One Harbourline, read without anything of the generator."""

    def __init__(self, folder):
        self.workforce = pd.read_csv(folder / "workforce.csv", low_memory=False)
        self.applications = pd.read_csv(folder / "applications.csv", low_memory=False)
        rows = self.workforce
        rows["level"] = rows.grade.map(LEVELS)
        rows["settled"] = rows.hired.str[:4].astype(int) < rows.year
        rows["resigned"] = rows.exit_reason.fillna("").str.startswith("Resigned")
        rows["gone"] = rows.left.notna()
        rows["section"] = rows.unit.str.split(" / ").str[:2].str.join(" / ")
        later = rows[["employee_id", "year", "level", "unit", "pay"]].assign(year=rows.year - 1)
        self.pairs = rows.merge(later, on=["employee_id", "year"], suffixes=("", "_next"))

    def nominated(self):
        rows = self.pairs[
            self.pairs.unit.str.startswith("Operations / Cabin Services")
            & self.pairs.level.between(1, 3)
            & (self.pairs.promotion_route == "Nomination by manager")
        ]
        rose = rows.level_next > rows.level
        return of_shares(rose[rows.gender == "Woman"], rose[rows.gender == "Man"])

    def returners(self):
        rows = self.pairs[
            (self.pairs.unit == self.pairs.unit_next) & (self.pairs.level == self.pairs.level_next)
        ]
        raised = rows.pay_next >= 1.02 * rows.pay
        away = rows.parental_leave == "yes"
        return of_shares(raised[away], raised[~away])

    def schools(self):
        rows = self.applications
        rows = rows[
            (rows.process == "Unstructured interview")
            & rows.grade.isin(["Grade 1", "Grade 2"])
            & rows.screened.notna()
        ]
        school, interviewed = rows.source == "School partnership", rows.interviewed.notna()
        return of_shares(interviewed[school], interviewed[~school])

    def permanent(self):
        rows = self.workforce
        return rows[
            rows.settled
            & (rows.contract == "Permanent")
            & rows.gender.isin(["Woman", "Man", "Non-binary"])
            & rows.ethnicity.notna()
            & (rows.ethnicity != "Prefer not to say")
        ]

    def black_women(self):
        rows = self.permanent()
        both = (rows.gender == "Woman") & (rows.ethnicity == "Black")
        return of_shares(rows.resigned[both], rows.resigned[~both])

    def margin(self, column, answer):
        rows = self.permanent()
        member = rows[column] == answer
        return of_shares(rows.resigned[member], rows.resigned[~member])

    def nights(self):
        rows = self.workforce
        rows = rows[
            rows.settled
            & (rows.site == "Riverside")
            & (rows.shift_pattern == "Rotating with nights")
            & rows.ethnicity.notna()
            & (rows.ethnicity != "Prefer not to say")
        ]
        member = rows.ethnicity == "South Asian"
        return of_shares(rows.resigned[member], rows.resigned[~member])

    def starting(self):
        rows = self.workforce
        rows = rows[rows.pay_setting == "Negotiated"]
        middle = rows.groupby(["section", "grade", "year"]).pay.transform("mean")
        new = ~rows.settled
        position = (rows.pay / middle)[new]
        return of_means(position[rows.gender[new] == "Woman"], position[rows.gender[new] == "Man"])

    def screening(self):
        """As it looks over both units together, and within them."""
        rows = self.applications
        units = ["Ports / Quay Operations", "Ports / Passenger Terminals"]
        section = rows.unit.str.split(" / ").str[:2].str.join(" / ")
        rows = rows.assign(section=section, passed=rows.screened.notna())
        rows = rows[section.isin(units) & rows.gender.isin(["Woman", "Man"])]
        rows = rows.assign(member=rows.gender == "Woman")
        together = of_shares(rows.passed[rows.member], rows.passed[~rows.member])
        return together, within(rows, ["section"], "passed")

    def terminals(self):
        """The gap in mean pay as it looks, and within grades, as shares of men's mean pay."""
        rows = self.workforce
        rows = rows[
            rows.unit.str.startswith("Ports / Passenger Terminals")
            & (rows.level <= 5)
            & rows.gender.isin(["Woman", "Man"])
        ]
        rows = rows.assign(member=rows.gender == "Woman")
        together = of_means(rows.pay[rows.member], rows.pay[~rows.member])
        men = rows.pay[~rows.member].mean()
        return together.gap / men, within(rows, ["grade", "year"], "pay") / men, together.strength

    def disabled(self):
        """One comparison per site, none of them planted."""
        rows = self.workforce[self.workforce.settled]
        found = []
        for _, here in rows.groupby("site"):
            yes, no = (here.gone[here.disability == answer] for answer in ("Yes", "No"))
            found.append(of_shares(yes, no))
        return found


LEVELS = {
    **{f"Grade {level}": level for level in range(1, 7)},
    "Executive": 7,
    "Chief executive": 8,
}
PLANTS = {
    "Nominated by a manager": Files.nominated,
    "No raise after parental leave": Files.returners,
    "School leavers at the interview": Files.schools,
    "Black women resign": Files.black_women,
    "Nights in rotation": Files.nights,
    "Starting pay by negotiation": Files.starting,
}
