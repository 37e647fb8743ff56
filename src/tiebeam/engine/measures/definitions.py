"""The catalogue of measures: what each says, in words, how it is computed, and from what source.

The docs page of every measure, `tiebeam measures` and the figures themselves read this and nothing
else, so a measure can't be described in two ways.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from tiebeam.engine.records.fields import FieldClass


class UnknownMeasure(KeyError):
    """There is no measure of this name."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, kw_only=True)
class OfReleases:
    """What is said of a measure where it is made of releases; each as in Measure."""

    words: str
    formula: str
    caveats: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure.

    at             what its rows are located by, beside the group
    table          whose rows are counted: their columns, and the attributes of people, describe
                   the groups
    released       what is said of figures made of releases, where these count otherwise
    beside_market  whether people are set beside a labour market, which the question has to give
    command        the command that asks it: `tiebeam measure`, or one of its own
    """

    name: str
    version: int
    title: str
    words: str
    formula: str
    unit: str
    at: str
    field_class: FieldClass
    needs: tuple[str, ...]
    source: str
    caveats: tuple[str, ...]
    released: OfReleases | None = None
    table: Literal["workforce", "ratings", "applications"] = "workforce"
    beside_market: bool = False
    command: str = "measure"

    @property
    def in_releases(self) -> Measure:
        """The same, as it is described where it is made of releases."""
        return replace(self, **vars(self.released)) if self.released else self


_INTERVAL = "Intervals: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212."
_RATE_INTERVAL = (
    "Intervals: for one year Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; "
    "for other windows Garwood (1936), Biometrika 28, 437-442."
)
_INCIDENCE = (
    "Shares: Aalen & Johansen (1978), Scand. J. Stat. 5, 141-150; intervals: Kalbfleisch & "
    "Prentice (1980), The Statistical Analysis of Failure Time Data, 15; differences: Zou & Donner "
    "(2008), Stat. Med. 27, 1693-1702."
)

_AVAILABILITY = (
    f"{_INTERVAL} Standard deviations: Hazelwood School District v. United States, 433 U.S. 299 "
    "(1977), note 14; yardsticks: 41 CFR 60-2.15."
)
_OF_MARKET = (
    "The labour market is what you say it is: who could have come depends on the place, the "
    "qualification and the day.",
    "People of whom the labour market does not know the group, such as those who did not say, are "
    "left out of both numbers.",
)
_OF_RAISES = (
    "People whose hours or currency changed in between are left out, because an export does not "
    "say whether pay follows the hours.",
    "A raise with effect on the day after the window counts, as it is decided before.",
)

CATALOGUE: Final = {
    measure.name: measure
    for measure in (
        Measure(
            name="headcount_share",
            version=1,
            title="Who is at each level",
            words="Of everybody at a level on the window's last day, the share who belong to "
            "a group; and of everybody, at every level together.",
            formula="people of the group at the level ÷ all people at the level",
            unit="share",
            at="level (1 is the lowest; 'all' is everybody, on the ladder or off it)",
            field_class="directory",
            needs=(),
            source=_INTERVAL,
            caveats=(
                "A count of people on one day is exact; the interval says how far the share could "
                "lie from it if the same process filled these places again.",
            ),
        ),
        Measure(
            name="top_share",
            version=1,
            title="Who is at the top and at the bottom",
            words="Of a group's people on the ladder on the window's last day, the share who hold "
            "a level or a higher one; and the share at the lowest level.",
            formula="people of the group at the level or above ÷ people of the group on the ladder",
            unit="share",
            at="end (top or bottom) and level (top: this level or above; bottom: this level)",
            field_class="directory",
            needs=("grade",),
            source=_INTERVAL,
            caveats=(
                "People whose grade is off the ladder are left out of both numbers.",
                "Who is at the top now was hired long ago: read it beside who is promoted and "
                "who is hired.",
            ),
        ),
        Measure(
            name="pay_quarter_share",
            version=1,
            title="Who is in each quarter of the pay scale",
            words="Of a group's people with known pay on the window's last day, the share in each "
            "quarter of everybody's pay, the first quarter being the lowest paid.",
            formula="people of the group in the quarter ÷ people of the group with known pay",
            unit="share",
            at="quarter (1 to 4)",
            field_class="hr",
            needs=("pay",),
            source=_INTERVAL,
            caveats=(
                "People with the same pay share a quarter, so quarters need not be of equal size.",
                "Pay in several currencies is refused.",
            ),
        ),
        Measure(
            name="hire_share",
            version=1,
            title="Who is hired",
            words="Of everybody hired in the window into a level, the share who belong to a group.",
            formula="people of the group hired into the level ÷ all people hired into the level",
            unit="share",
            at="level hired into ('all' is every hire)",
            field_class="directory",
            needs=("hired",),
            source=_INTERVAL,
            caveats=(
                "It says who was hired, not who was left out: that needs applications.",
                "In snapshots, somebody who joined and left between two of them is never seen.",
            ),
        ),
        Measure(
            name="hiring_funnel",
            version=1,
            title="Who is hired of those who apply",
            words="Of a group's applications that came to a stage, the share that reached the "
            "next one; and of all its applications, the share that ended in a hire. The "
            "applications are those made in the window; what became of them counts whenever it "
            "did.",
            formula="applications of the group that reached the stage ÷ applications of the group "
            "that reached the stage before; from first to last: hires ÷ applications",
            unit="share",
            at="stage (the one that the step leads to; 'from first to last' is the whole way)",
            field_class="hr",
            needs=("stages",),
            source=f"{_INTERVAL} Comparisons of each step: Morris & Dunleavy (eds., 2017), Adverse "
            "Impact Analysis.",
            caveats=(
                "Applications are counted: who applied twice counts twice.",
                "An application that has the day of a later stage has passed the earlier ones, "
                "also where their days are missing.",
                "A group is described by what the applications say of it, because the staff list "
                "knows only those who were hired.",
                "Who withdrew is not told apart from who was turned down.",
            ),
            released=OfReleases(
                words="Of a group's people who came to a stage, the share that came to the next "
                "one; and of all of them who applied, the share that was hired. They are those "
                "who applied in the window; what was decided within half a year after it counts.",
                formula="people of the group who came to the stage ÷ people of the group who came "
                "to the stage before; from first to last: people hired ÷ people who applied",
                caveats=(
                    "An application that has the day of a later stage has passed the earlier ones, "
                    "also where their days are missing.",
                    "Who withdrew is not told apart from who was turned down.",
                ),
            ),
            table="applications",
        ),
        Measure(
            name="applicants_against_market",
            version=1,
            title="Who applies, beside the labour market",
            words="Of all applications made in the window for an occupation, the share of each "
            "group, beside its share of the people in the labour market who could have applied.",
            formula="applications of the group ÷ all applications for the occupation; standard "
            "deviations: (applications − expected) ÷ √(all · share · (1 − share)), share being "
            "the group's in the labour market",
            unit="share",
            at="occupation (as the labour market names it; 'all' is everybody)",
            field_class="hr",
            needs=("stages",),
            source=_AVAILABILITY,
            caveats=(
                *_OF_MARKET,
                "The occupation of an application is its job, or where there is none its posting.",
            ),
            table="applications",
            beside_market=True,
        ),
        Measure(
            name="hires_against_market",
            version=1,
            title="Who is hired, beside the labour market",
            words="Of all people hired in the window into an occupation, the share of each group, "
            "beside its share of the people in the labour market who could have been hired.",
            formula="people of the group hired ÷ all people hired into the occupation; standard "
            "deviations: (hired − expected) ÷ √(all · share · (1 − share)), share being the "
            "group's in the labour market",
            unit="share",
            at="occupation (as the labour market names it; 'all' is everybody)",
            field_class="directory",
            needs=("hired",),
            source=_AVAILABILITY,
            caveats=(*_OF_MARKET, "The occupation of a hire is the first job held."),
            beside_market=True,
        ),
        Measure(
            name="exit_rate",
            version=1,
            title="Who leaves, and why",
            words="Of a group's people on the window's first day, the share who left by its last "
            "day, by reason. For windows that are not one year: leavers per person-year.",
            formula="one year: leavers ÷ people there on the first day; "
            "else: leavers ÷ person-years worked in the window",
            unit="share",
            at="reason ('any' is every reason together)",
            field_class="hr",
            needs=(),
            source=_RATE_INTERVAL,
            caveats=(
                "Reasons compete: who retires can no longer resign.",
                "People whom the export stops showing without an exit are counted apart, as "
                "'no exit recorded', and are not part of 'any'.",
            ),
        ),
        Measure(
            name="promotion_rate",
            version=1,
            title="Who is promoted",
            words="Of a group's people at a level on the window's first day, the share who held a "
            "higher level by its last day; people who left stay in the denominator. For windows "
            "that are not one year: promotions per person-year at the level.",
            formula="one year: people promoted ÷ people at the level on the first day; "
            "else: promotions from the level ÷ person-years at it",
            unit="share",
            at="level promoted from",
            field_class="directory",
            needs=("grade",),
            source=_RATE_INTERVAL,
            caveats=(
                "A promotion counts on the last day at the old level.",
                "Snapshots show a promotion only if the person is still there in the next one.",
                "A few promotions a year swing widely: pool years and read the interval.",
            ),
        ),
        Measure(
            name="rating_share",
            version=1,
            title="Who is rated how",
            words="Of a group's people who were rated in the window, the share with each rating. "
            "Of several ratings of one person the last one counts.",
            formula="people of the group with the rating ÷ people of the group who were rated",
            unit="share",
            at="rating",
            field_class="hr",
            needs=("rating",),
            source=_INTERVAL,
            caveats=(
                "Who was not rated is in neither number: see whether all groups are rated alike.",
                "A rating says what somebody thought of the work, and not what the work was.",
                "Ratings on several scales are refused.",
            ),
            table="ratings",
        ),
        Measure(
            name="promotion_by_rating",
            version=1,
            title="What a rating does to promotion",
            words="Of a group's people with a rating in the window, the share who held a higher "
            "level one year after it: those count who were there, below the highest level, on "
            "the day after the window, and who left in that year stay in the denominator. And "
            "of all who were rated, which compares groups also at equal rating.",
            formula="people promoted in the year after the window ÷ people with the rating who "
            "were there on the day after it",
            unit="share",
            at="rating ('all' is every rating together)",
            field_class="hr",
            needs=("grade", "rating"),
            source=f"{_INTERVAL} At equal rating: Mantel & Haenszel (1959), J. Natl. Cancer Inst. "
            "22, 719-748.",
            caveats=(
                "A gap that is gone at equal rating has moved into the rating: read it beside who "
                "is rated how.",
                "A promotion counts on the last day at the old level.",
                "Of several ratings of one person in the window the last one counts.",
            ),
            table="ratings",
        ),
        Measure(
            name="pay_gap",
            version=1,
            title="What groups are paid",
            words="The median and the mean pay of each group on the window's last day, and by how "
            "much it lies below that of the group it is compared with.",
            formula="(pay of the reference − pay of the group) ÷ pay of the reference, in percent",
            unit="currency",
            at="statistic (median or mean)",
            field_class="hr",
            needs=("pay",),
            source="Median interval: Thompson (1936), Ann. Math. Stat. 7, 122-128; mean: Student "
            "(1908), Biometrika 6, 1-25; gap: Donner & Zou (2012), Stat. Methods Med. Res. 21, "
            "347-359.",
            caveats=(
                "An equal median can stand beside unequal ranks: read it beside who is at the top.",
                "Nothing is held constant: people in different jobs are compared.",
                "Pay in several currencies is refused.",
            ),
        ),
        Measure(
            name="raise_rate",
            version=1,
            title="Who gets a raise",
            words="Of a group's people who were there on the window's first day and on the day "
            "after its last, in one stay and with known pay, the share whose pay was higher then.",
            formula="people of the group whose pay rose ÷ people of the group there at both ends",
            unit="share",
            at="nothing: one number for each group",
            field_class="hr",
            needs=("pay",),
            source=_INTERVAL,
            caveats=(*_OF_RAISES, "A raise that came with a promotion is one."),
        ),
        Measure(
            name="raise_size",
            version=1,
            title="How large raises are",
            words="Of a group's people whose pay rose between the window's first day and the day "
            "after its last, the median raise, in percent of what they were paid before.",
            formula="median of 100 · (pay on the day after the last ÷ pay on the first day − 1), "
            "to a hundredth of a percent",
            unit="percent",
            at="statistic (median)",
            field_class="hr",
            needs=("pay",),
            source="Median interval: Thompson (1936), Ann. Math. Stat. 7, 122-128; difference: "
            "Zou & Donner (2008), Stat. Med. 27, 1693-1702.",
            caveats=(
                "Who got no raise is not in it: read it beside who gets a raise.",
                *_OF_RAISES,
            ),
        ),
        Measure(
            name="flow_ledger",
            version=1,
            title="How a share at a level changed",
            words="By how much each way to a level and away from it moved a group's share there "
            "between two days: who was hired, promoted in and out, moved, or left. The parts add "
            "up to the whole change.",
            formula="±(people of the group in the flow − mean of the group's two shares × all "
            "people in the flow) ÷ mean of the two headcounts; plus for a flow to the level",
            unit="share",
            at="flow (opening and closing: the share on the two days; else the way)",
            field_class="hr",
            needs=("grade",),
            source="Kitagawa (1955), J. Am. Stat. Assoc. 50, 1168-1194: the change of a product "
            "is the mean of one factor times the change of the other, both ways.",
            caveats=(
                "The parts say by which way a share changed, not why.",
                "Ways by which fewer than ten people went are told together in one.",
            ),
            command="flows",
        ),
        Measure(
            name="time_to_promotion",
            version=1,
            title="How long until people are promoted",
            words="Of a group's people who came to a level, the share who had been promoted from "
            "it by each month, while others had left first.",
            formula="sum, over the days until then, of the share still at the level the day "
            "before × people promoted on the day ÷ people at the level just before",
            unit="share",
            at="outcome (promoted, or what else ended the time at the level) and month",
            field_class="hr",
            needs=("grade",),
            source=_INCIDENCE,
            caveats=(
                "Whoever leaves can't be promoted any more: outcomes compete.",
                "A curve ends where fewer than ten people of a group are still followed.",
            ),
            command="time",
        ),
        Measure(
            name="time_to_leaving",
            version=1,
            title="How long until people leave",
            words="Of a group's people who joined, the share who had left by each month, by "
            "reason.",
            formula="sum, over the days until then, of the share still there the day before × "
            "people who left on the day for the reason ÷ people there just before",
            unit="share",
            at="outcome (left, by reason) and month",
            field_class="hr",
            needs=(),
            source=_INCIDENCE,
            caveats=(
                "Reasons compete: who retires can no longer resign.",
                "A curve ends where fewer than ten people of a group are still followed.",
            ),
            command="time",
        ),
        Measure(
            name="projection",
            version=1,
            title="What lies ahead",
            words="Of everybody who would be at a level on 1 January of a coming year, the share "
            "who would belong to a group, if people went on being hired, promoted and leaving at "
            "the rates observed; or if a lever changed one of these rates.",
            formula="people of the group at the level ÷ all people at the level, in each of 2,000 "
            "draws; the figure is their median",
            unit="share",
            at="level and year",
            field_class="hr",
            needs=("grade",),
            source="Rates: Jeffreys (1946), Proc. R. Soc. A 186, 453-461, and Gelman et al. "
            "(2013), Bayesian Data Analysis, 3rd ed., 3.4; the yearly steps: Bartholomew, Forbes & "
            "McClean (1991), Statistical Techniques for Manpower Planning.",
            caveats=(
                "This is no forecast: it says what follows if the rates stay, and nothing else "
                "changes.",
                "A band holds nine of ten draws: both that few people tell little about a rate, "
                "and that the same rate can turn out differently.",
                "As many people are hired each year as in the years observed, on average.",
            ),
            command="ahead",
        ),
        Measure(
            name="organisation",
            version=1,
            title="The organisation",
            words="How many people are in each unit on a day, and in each unit that it belongs to. "
            "Without units: at each site, in each grade, or in each job.",
            formula="people in the unit ÷ everybody",
            unit="share",
            at="unit, from the outermost in: 'Operations / Deck' (or site, grade, job)",
            field_class="directory",
            needs=(),
            source="A count: nothing is estimated.",
            caveats=("Each unit holds everybody in the units that belong to it.",),
            command="report",
        ),
    )
}  # fmt: skip

#: What `tiebeam measure` answers; the others have a command of their own.
ASKED_BY_NAME: Final = tuple(
    name for name, measure in CATALOGUE.items() if measure.command == "measure"
)


def definition(name: str) -> Measure:
    """The measure of a name.

    Raises  UnknownMeasure, which lists those there are
    """
    if name not in CATALOGUE:
        raise UnknownMeasure(f"There is no measure '{name}'. Measures: {', '.join(CATALOGUE)}.")
    return CATALOGUE[name]
