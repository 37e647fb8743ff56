"""What a clause says, in values that machines can read: weeks, pay, who decides, and the rest.

Values are text of few forms: numbers joined by "|" (26|8), lengths with a unit's letter (12m, 5y),
percentages (100%), sums with a currency (5000USD), yes and no, and short names (manager).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tiebeam.engine.documents.quantities import NUMBER, Duration, durations, percents, plainly, sums


@dataclass(frozen=True)
class Seen:
    """A sentence that a rule has found, and what is around it.

    said       the sentence as plain text
    hit        the words that the rule's pattern found, as a span of the sentence
    following  the sentence after it in the same block, or nothing
    block      all of the block
    heading    the headings above it and the document's title
    """

    said: str
    hit: tuple[int, int]
    following: str = ""
    block: str = ""
    heading: str = ""
    lead: str = ""

    @cached_property
    def durations(self) -> list[Duration]:
        """Every length of time in the sentence."""
        return durations(self.said)


Extract = Callable[[Seen], str | None]
_EXTRACTORS: Final[dict[str, Extract]] = {}


def extractor(name: str) -> Callable[[Extract], Extract]:
    """Give a way of reading a parameter the name that packs call it by."""

    def keep(read: Extract) -> Extract:
        _EXTRACTORS[name] = read
        return read

    return keep


def names() -> frozenset[str]:
    """Every parameter that a rule may ask for."""
    return frozenset(_EXTRACTORS)


def parameters(seen: Seen, wanted: Sequence[str]) -> dict[str, str]:
    """What the sentence says of each parameter that is asked for; unsaid ones are left out."""
    found = ((name, _EXTRACTORS[name](seen)) for name in wanted)
    return {name: value for name, value in found if value is not None}


def _search(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(_blanks(pattern), re.IGNORECASE).search


def _blanks(pattern: str) -> str:
    """A plain blank as any blanks; and "can't" is one word, inside which "n't" begins."""
    pattern = re.sub(r"(?<=[|(:])n't", "[a-z]*n't", pattern)
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")


def _first(table: Sequence[tuple[str, str]]) -> Callable[[str], str | None]:
    """The value of the first pattern of a table that a text has."""
    compiled = [(re.compile(_blanks(pattern), re.IGNORECASE), value)
                for pattern, value in table]  # fmt: skip

    def found(text: str) -> str | None:
        return next((value for pattern, value in compiled if pattern.search(text)), None)

    return found


def _joined(values: Sequence[str]) -> str | None:
    return "|".join(dict.fromkeys(values)) or None


# --- how much -------------------------------------------------------------------------------------


@extractor("weeks")
def weeks(seen: Seen) -> str | None:
    """Weeks that somebody gets, in the order of the sentence."""
    amounts = [each.weeks for each in seen.durations if each.role == "amount"]
    return _joined([plainly(each) for each in amounts if each is not None and each <= 260])


@extractor("return_weeks")
def return_weeks(seen: Seen) -> str | None:
    """Weeks that one must stay or come back for; named weeks in the row."""
    lengths = [each for each in seen.durations if each.role not in ("age", "notice")]
    return _joined([plainly(each.weeks) for each in lengths if each.weeks is not None][:1])


@extractor("limit_weeks")
def limit_weeks(seen: Seen) -> str | None:
    """Weeks of absence from which on something is lost; named weeks in the row."""
    return _joined([plainly(each.weeks) for each in seen.durations if each.weeks is not None][:1])


@extractor("follow_up")
def follow_up(seen: Seen) -> str | None:
    """After how long somebody asks again."""
    shared = _THREE_AND_NINE(seen.said)
    if shared:
        whole = f"{shared[1]} {shared[3]} {shared[2]} {shared[3]}"
        return _joined([each.short for each in durations(whole)])
    return _joined([each.short for each in seen.durations])


_THREE_AND_NINE: Final = _search(rf"\b({NUMBER}) (?:and|or) ({NUMBER}) (days|weeks|months|years)\b")


@extractor("posts")
def posts(seen: Seen) -> str | None:
    """Which posts or grades are left out, in the clause's own words; named excluded in the row."""
    found = _POSTS(seen.said)
    return " ".join(found[0].split()).lower() if found else None


_POSTS: Final = _search(
    r"\b(?:grades? \w+(?: (?:and|or) \w+)?|levels? \w+|(?:team )?(?:managers?|leads?|leaders?|supervisors?|heads?(?: of \w+)?|"
    r"directors?|partners)|senior \w+|management|leadership|apprentices?|trainees?|front[- ]?line \w+)\b"
)


@extractor("days")
def days(seen: Seen) -> str | None:
    """Days that somebody gets, where they are counted in days."""
    amounts = [each for each in seen.durations if each.role in ("amount", "every")]
    return _joined([plainly(each.amount) for each in amounts if each.unit == "day"])


@extractor("deadline_days")
def deadline_days(seen: Seen) -> str | None:
    """Days within which something has to happen, whatever unit they are written in."""
    lengths = [each for each in seen.durations if each.role in ("deadline", "amount", "lookback")]
    short = [each for each in lengths if each.unit in ("hour", "day", "week", "month")]
    return _joined([plainly(round(each.days, 1)) for each in short])


@extractor("notice")
def notice(seen: Seen) -> str | None:
    """How long beforehand somebody is told, or has to tell; none where it is said that nobody is."""
    told = _joined([each.short for each in seen.durations if each.role == "notice"])
    if not told and _AHEAD(seen.said):
        told = _joined([each.short for each in seen.durations[:1]])
    return told or ("none" if _NO_NOTICE(seen.said) else None)


_AHEAD = _search(r"\b(?:warning|ahead|beforehand|consultation|in advance)\b")


_NO_NOTICE: Final = _search(
    r"\bwithout (?:\w+ ){0,3}?(?:notice|warning|telling|asking)|\bat any time\b|\bwith or without notice|"
    r"\b(?:n't|not) have to (?:tell|ask)|\bno notice\b|\bfrom one day to the next|\bwhenever (?:we|it)\b"
)


@extractor("tenure")
def tenure(seen: Seen) -> str | None:
    """How long one must have been here."""
    served = [each for each in seen.durations if each.role == "tenure"]
    return _joined([each.short for each in served])


@extractor("wait")
def wait(seen: Seen) -> str | None:
    """The same, where a rule has already seen that the sentence is about waiting."""
    found = tenure(seen)
    if found:
        return found
    first = [
        each
        for each in seen.durations
        if re.search(r"\b(?:first|initial)\s*$", seen.said[: each.start], re.IGNORECASE)
    ]
    if first:
        return first[0].short
    start, end = seen.hit
    inside = [each for each in seen.durations if each.start >= start - 1 and each.end <= end + 25]
    rest = [each for each in seen.durations if each.role in ("amount", "lookback")]
    chosen = inside or rest
    return chosen[0].short if chosen else None


@extractor("wait_or_none")
def wait_or_none(seen: Seen) -> str | None:
    """The same; none where it is said that nobody waits; named tenure in the row."""
    return "none" if _FROM_THE_FIRST(seen.said) else wait(seen)


_FROM_THE_FIRST = _search(
    r"\b(?:day one|(?:your|the|their) (?:very )?first (?:day|hour|shift|payslip|pay slip|pay ?packet)|no (?:waiting|qualifying|minimum)|"
    r"straight ?away|immediately|however (?:short|long|recently)|from the (?:start|beginning))\b"
)


@extractor("share_back")
def share_back(seen: Seen) -> str | None:
    """How much of it comes back; named percent in the row."""
    return percent(seen) or ("100%" if _ALL_OF_IT(seen.said) else None)


_ALL_OF_IT = _search(
    r"\b(?:all(?: of it)?|everything|whole|in full|full (?:amount|cost|fee|sum))\b"
)


@extractor("feast_days")
def feast_days(seen: Seen) -> str | None:
    """Days that one has for feasts of one's own, or that are kept; named days in the row."""
    found = days(seen)
    return found or _joined([plainly(each) for each in _COUNTED(seen.said)])


def _COUNTED(said: str) -> list[float]:
    found = _FEASTS(said)
    made = durations(f"{found[1]} days") if found else []
    return [each.amount for each in made]


_FEASTS = _search(
    rf"\b({NUMBER}) (?:floating|bank|public|free|paid|religious|optional)? ?(?:holidays?|feasts?|in number)\b"
)


@extractor("swap")
def swap(seen: Seen) -> str | None:
    """Whether a day off may be given for another."""
    return "yes" if _SWAPS(seen.said) else None


_SWAPS = _search(r"\b(?:swap\w*|trad(?:e|es|ed|ing)|exchang\w+|instead of|in lieu|floating)\b")


@extractor("tenure_or_unstated")
def tenure_or_unstated(seen: Seen) -> str:
    """The same, saying so where nobody says it."""
    return tenure(seen) or "unstated"


@extractor("amount")
def amount(seen: Seen) -> str | None:
    """A sum of money, with its currency."""
    return _joined([each.short for each in sums(seen.said)][:3])


@extractor("percent")
def percent(seen: Seen) -> str | None:
    """Percentages as they stand."""
    return _joined([f"{plainly(value)}%" for value, _, _ in percents(seen.said)])


_FULL = _search(r"\b(?:full(?:y)?(?:[- ](?:pay|paid|salary|wages?))|full regular pay|paid in full|normal pay|"
                r"usual (?:pay|salary)|regular (?:pay|salary)|at full (?:pay|salary)|on full (?:pay|salary))\b")  # fmt: skip
_HALF = _search(r"\bhalf[- ](?:pay|salary)|\bat half (?:pay|salary)\b")
_UNPAID = _search(r"\bunpaid\b|\bwithout pay\b|\bnot (?:be )?paid\b")
_STATUTORY = _search(r"\b(?:statutory (?:\w+ )?pay|smp|ssp|elterngeld|at the statutory rate)\b")
_PAID = _search(r"\bpaid\b(?!\s+(?:by|within|on|out|to)\b)|\bwith pay\b")
_OF_PAY = _search(
    r"^\W*(?:of )?(?:\w+ ){0,4}?(?:pay|paid|salary|wages?|earnings|income|remuneration)\b"
)


@extractor("pay")
def pay(seen: Seen) -> str | None:
    """How much of one's pay goes on: 100%, 75%, statutory, 0%."""
    shares = [
        f"{plainly(value)}%"
        for value, _, end in percents(seen.said)
        if _OF_PAY(seen.said[end : end + 50])
    ]
    if shares:
        return _joined(shares)
    said = seen.said
    found = [value for search, value in ((_FULL, "100%"), (_HALF, "50%"),
             (_STATUTORY, "statutory"), (_UNPAID, "0%")) if search(said)]  # fmt: skip
    if not found and _PAID(said):
        found = ["100%"]
    return _joined(found)


# --- whom -----------------------------------------------------------------------------------------

_MOTHERS = _search(
    r"\b(?:mothers?|maternity|women|woman|female|birth(?:ing)? (?:parent|mother)s?|wife)\b"
)
_FATHERS = _search(r"\b(?:fathers?|paternity|men\b|man\b|male|dads?|husband)\b")
_ROLES = _search(
    r"\b(?:primary|secondary|main|non-primary|birth(?:ing)?|non-birth(?:ing)?|supporting|other) "
    r"(?:care(?:r|giver|taker)?s?|parents?|partner)\b"
)
_ALIKE = _search(
    r"\b(?:regardless of|irrespective of|whatever (?:your|their)) (?:\w+ ){0,3}?(?:gender|sex)\b|"
    r"\bgender[- ]neutral\b|\ball (?:new )?parents\b|\bboth parents\b|\beach parent\b|\bany (?:new )?parent\b"
)


@extractor("gendered")
def gendered(seen: Seen) -> str:
    """Whether weeks depend on gender (yes), on the part one plays in the birth (role), or not."""
    women, men = _MOTHERS(seen.said), _FATHERS(seen.said)
    if _ROLES(seen.said):
        return "role"
    # "Maternity/paternity leave" is one leave for both.
    if re.search(r"\b[mp]atern\w+\s*(?:/|and|or|&)\s*[mp]atern", seen.said, re.IGNORECASE):
        amounts = [each for each in seen.durations if each.role == "amount"]
        return "yes" if len(amounts) > 1 else "no"
    if women and men:
        return "yes"
    if _ALIKE(seen.said):
        return "no"
    return "yes" if women or men else "no"


_SCOPES = _first([
    (r"\b(?:including|and|or|as well as) (?:\w+ )?(?:contractors|freelancers|part[- ]time|temporary|agency workers|"
     r"interns|volunteers|casual)\b|\b(?:full[- ]time (?:and|or) part[- ]time|part[- ]time (?:and|or) full[- ]time)\b|"
     r"\bwhether full[- ]time or part[- ]time\b", "all"),
    (r"\bfull[- ]?time\b", "full-time"),
    (r"\b(?:permanent|indefinite|confirmed|regular) (?:\w+ )?(?:employees?|staff|team ?m(?:embers?|ates?)|members? of staff|workers?|contracts?)\b|"
     r"\bpermanently employed\b", "permanent"),
    (r"\bsalaried\b", "salaried"),
    (r"\bexempt (?:employees?|staff)\b", "exempt"),
    (r"\b[a-z]+[- ]based (?:\w+ )?(?:employees?|staff|team ?m(?:embers?|ates?)|workers?|colleagues?|people)\b", "one place"),
    (r"\b(?:grade|level|band) ?\d+\w*(?: ?\([^)]*\))? ?(?:and|or) (?:above|higher|up)\b", "grade"),
    (r"\b(?:all|every|any) (?:\w+ )?(?:employees?|staff|workers?|team members?|colleagues?|people)\b|"
     r"\beveryone\b", "all employees"),
    (r"\beligible (?:\w+ )?(?:employees?|staff|workers?|parents?)\b", "eligible"),
])  # fmt: skip


@extractor("scope")
def scope(seen: Seen) -> str | None:
    """Whom the clause covers, by kind of contract."""
    return _SCOPES(seen.said)


_LEFT_OUT: Final = (
    (r"part[- ]tim(?:e|ers)", "part-time"), (r"fixed[- ]term", "fixed-term"), (r"contractors?|consultants?|freelancers?", "contractors"),
    (r"temp(?:orary|s)\b|limited[- ]term", "temporary"),
    (r"agency\b", "agency"), (r"seasonals?\b", "seasonal"), (r"sessional\w*|supply|bank (?:staff|nurses)|locums?|relief", "sessional"), (r"interns?\b|trainees?|apprentices?|students?", "interns"),
    (r"casual|zero[- ]hours?", "casual"), (r"probation\w*", "probation"), (r"volunteers?", "volunteers"),
    (r"hourly", "hourly"), (r"non[- ]?exempt", "non-exempt"),
)  # fmt: skip
_LEFT_OUT_COMPILED = [(_search(rf"\b(?:{pattern})"), value) for pattern, value in _LEFT_OUT]


@extractor("excluded")
def excluded(seen: Seen) -> str | None:
    """Which kinds of contract are named where some are left out."""
    found = [value for search, value in _LEFT_OUT_COMPILED if search(seen.said)]
    return _joined(found)


@extractor("family")
def family(seen: Seen) -> str | None:
    """Which kin a definition of family names."""
    return _joined([value for search, value in _KIN if search(seen.said)])


_KIN = [(_search(pattern), value) for pattern, value in (
    (r"\bspouses?|\bhusband|\bwife", "spouse"),
    (r"\bpartners?\b|\bcohabit\w+", "partner"),
    (r"\bchild(?:ren)?\b|\bsons?\b|\bdaughters?\b", "child"),
    (r"\bstep-?(?:child\w*|son|daughter|parents?|mother|father|brother|sister)", "step"),
    (r"\bfoster|\badopt\w+", "foster or adopted"),
    (r"\bparents?\b|\bmother\b|\bfather\b", "parent"),
    (r"\bsiblings?|\bbrothers?|\bsisters?", "sibling"),
    (r"\bgrand", "grandparent or grandchild"),
    (r"-in-law", "in-law"),
    (r"\bchosen family|\bclose friend|\bloved one|\bequivalent of family|\bclose association|\bclose personal", "chosen"),
    (r"\baunts?|\buncles?|\bcousins?|\bnieces?|\bnephews?", "wider kin"),
)]  # fmt: skip


@extractor("unit")
def unit(seen: Seen) -> str | None:
    """For what a definition of family counts."""
    found = _UNITS(seen.said.replace("relative", "")) or _UNITS(seen.heading)
    return found or ("leave" if re.search(r"\bleave\b", seen.heading, re.IGNORECASE) else None)


_UNITS = _first([
    (r"\bbereave\w*|\bloss of an? \w+|\bcompassionate|\bfuneral|\bdeath of|\bmourning|\bpasses away", "bereavement"),
    (r"\bcarer'?s?'? leave|\bcare for|\bcaring|\bcaregiv\w+|\bdependa?nts?'? leave|\bcare of", "caring"),
    (r"\bsick\b", "sick"),
    (r"\binsur\w+|\bmedical (?:cover|plan)|\bhealth ?care|\bbenefits?\b|\bdependents?\b", "benefits"),
    (r"\bparental|\bmatern|\bpatern", "parental"),
    (r"\bnepotism|\bconflict of interest|\brelatives?\b", "conflict of interest"),
])  # fmt: skip


# --- who decides ----------------------------------------------------------------------------------

#: Whoever may decide, most telling first.
DECIDERS: Final = (
    (r"(?:first|second|1st|2nd)?[- ]?(?:line )?supervisors?|supervisory", "supervisor"),
    (r"line[- ]?managers?|line management|reporting managers?|hiring managers?|(?:\w+ )?managers?|vorgesetzt\w+", "manager"),
    (r"team ?leads?|leads?\b|team leaders?|practice leads?|supervisors", "team lead"),
    (r"founders?", "founder"),
    (r"ceo|chief executive(?: officer)?|managing director|president\b|geschäftsführ\w+", "ceo"),
    (r"hr\b|human resources?|people (?:team|ops|operations|partner|department)|peopleops|personnel", "hr"),
    (r"head of (?:department|hr|people|school|\w+)|department(?:al)? heads?|heads? of", "head of department"),
    (r"board(?: of (?:directors|trustees))?", "board"),
    (r"directors?", "director"),
    (r"committee|panel", "committee"),
    (r"owners?", "owner"), (r"skipper|captain", "skipper"), (r"headteacher|head teacher|principal", "headteacher"),
    (r"planners?|schedulers?", "planner"), (r"foreman|forewoman|forepersons?", "foreman"), (r"matron", "matron"),
    (r"(?:managing |senior |founding )?partners(?= (?:decide|may|can|choose|will|pick|ask|meet|agree))", "partners"),
    (r"coordinators?", "coordinator"), (r"editor|dean|president|rector|chef|warden|steward|bursar", "head"),
    (r"superintendents?", "superintendent"), (r"competent authority|authorit(?:y|ies)", "authority"), (r"superiors?", "manager"),
    (r"ambassador|consul|minister", "head of mission"), (r"headmaster|headmistress", "headteacher"), (r"overman|overseers?|chargehands?", "foreman"),
    (r"boss(?:es)?", "manager"), (r"shift leaders?|crew leaders?|leaders?", "team lead"),
    (r"executives?|leadership(?: team)?|senior leaders?(?:hip)?|senior management|c-suite", "leadership"),
    (r"management|the (?:company|employer|firm|organi[sz]ation|agency|university|council|trust|authority)|"
     r"we\b|our\b|[A-Z]\w+'s", "company"),
)  # fmt: skip
DECIDER: Final = (
    r"(?:(?:the|your|their|his or her|his/her|a|an|our|relevant|respective|appropriate|direct|immediate|"
    r"first|second|first[- ]line|second[- ]line|approving|senior|local|authori[sz]ing) ){0,4}"
    r"(?:line[- ]?managers?|line management|reporting managers?|supervisors?|managers?|team[- ]?leads?|"
    r"team leaders?|leads?|leaders?|founders?|ceo|chief executive(?: officer)?|managing directors?|president|"
    r"hr(?: department| team| manager| director)?|human resources|people (?:team|ops|operations|partner)s?|"
    r"head of (?:department|hr|people|\w+)|department heads?|board(?: of (?:directors|trustees))?|"
    r"(?:\w+ )?directors?|committee|executives?|partners|leadership(?: team)?|senior management|management|"
    r"employer|principal|dean|boss|authori[sz]ing officials?|deciding officials?)(?:'s|s'|')?"
)
_DECIDERS = [(re.compile(rf"\b(?:{p.replace(' ', chr(92) + 's+')})", 0 if "[A-Z]" in p else re.I), v)
             for p, v in DECIDERS]  # fmt: skip


@extractor("approver")
def approver(seen: Seen) -> str | None:
    """Who says yes or no."""
    start, end = seen.hit
    near = seen.said[start:end]
    return decider(near) or decider(seen.said)


def decider(words: str) -> str | None:
    """The kind of person that some words name as deciding: the one who is named first."""
    found = [(m.start(), value) for pattern, value in _DECIDERS if (m := pattern.search(words))]
    people = [each for each in found if each[1] != "company"]
    # A person who is named decides rather than the company that is named beside them.
    return min(people or found)[1] if found else None


_CRITERIA = _search(
    r"\b(?:criteri(?:a|on)|based on (?!a case)|according to|rubric|provided (?:that|it)|as long as|so long as|"
    r"depending on|taking (?:\w+ )?into account|in line with|only (?:be )?(?:refused|declined|denied) (?:if|for|where|on)|"
    r"business (?:reason|need|ground|requirement)s?|if (?:the|your|their|it|there) |unless |mission (?:need|requirement)s?|"
    r"will consider|considers? (?:the|whether|how)|operational|workload|weighing|factors)\b"
)
_NO_CRITERIA = _search(
    r"\bcase[- ]by[- ]case\b|\b(?:sole|absolute|full|entire|complete|own) discretion\b|\bdiscretion(?:ary)?\b|"
    r"\bfor any reason\b|\bsees? fit\b|\bas (?:they|it|we) (?:see|deem)s?\b"
)


@extractor("criteria")
def criteria(seen: Seen) -> str:
    """Whether it is said by what they decide: none, or stated."""
    if _NO_CRITERIA(seen.said) or re.match(r"\s*(?:this|these|it|such|each)\b.*case[- ]by[- ]case",
                                           seen.following, re.IGNORECASE | re.DOTALL):  # fmt: skip
        return "none"
    return "stated" if _CRITERIA(seen.said) else "none"


_APPEAL = _search(
    r"\bappeal\w*|\bchallenge (?:the|a|this) decision|\bask for (?:a )?review|\breconsider\w*|\breview of the decision"
)


@extractor("appeal")
def appeal(seen: Seen) -> str:
    """Whether the block says that one can appeal."""
    return "yes" if _APPEAL(seen.block or seen.said) else "no"


@extractor("no_appeal")
def no_appeal(seen: Seen) -> str | None:
    """Whether one can object, where the sentence says so; named appeal in the row."""
    if _FINAL(seen.said):
        return "no"
    return "yes" if _APPEAL(seen.said) else None


_FINAL = _search(
    r"\b(?:no|without|not|never|n't|neither|nor)\b[^.;]{0,40}\b(?:appeal\w*|challeng\w*|contest\w*|question\w*|object\w*|disput\w*|recourse|review)|"
    r"\b(?:is|are|be) final\b|\blast word\b"
)


@extractor("judged_by")
def judged_by(seen: Seen) -> str:
    """By what somebody is judged: ranking, attitude, goals, or nothing that is said; named criteria."""
    return _JUDGED_BY(seen.said) or "none"


_JUDGED_BY = _first([
    (r"\b(?:rank\w*|one in (?:ten|five|twenty)|forced|curve|quota|lowest|bottom|top (?:ten|fifth))\b", "ranking"),
    (r"\b(?:attitude|loyal\w*|cheerful\w*|zeal|obedien\w+|deportment|temperament|commitment|passion\w*|visib\w+|presence|"
     r"enthusias\w+|personality|smil\w+|demeanou?r|character|spirit|appearance|availab\w+|flexib\w+|willing\w*)\b", "attitude"),
    (r"\b(?:goals?|targets?|objectives?|criteria|standards?|job description|framework|level guide|written)\b", "stated"),
])  # fmt: skip


@extractor("investigator")
def investigator(seen: Seen) -> str | None:
    """Who looks into a complaint."""
    return _INVESTIGATORS(seen.said)


_INVESTIGATORS = _first([
    (r"\b(?:hold (?:one another|each other|themselves)|remaining (?:founders?|partners?|directors?|executives?|owners?)|"
     r"(?:other|fellow) (?:founders?|partners?|directors?|executives?|owners?) (?:will|shall|may) (?:\w+ )?(?:determine|decide|"
     r"investigate|handle))", "peers of accused"),
    (r"\b(?:your|their|the) own (?:crew|team|shift|people)|\bamong themselves|\bthe other (?:one|founder|partner|owner|brother|sister)\b|"
     r"\b(?:he|she|they) (?:himself|herself|themselves)\b", "peers of accused"),
    (r"\b(?:from|by|at) (?:outside|another)\b|\banother (?:institute|branch|ward|site|school|ship|depot|faculty|house|parish|region|office)\b|"
     r"\blawyers?\b|\bsolicitors?\b|\bretired\b|\blaw firm\b|\bjudge\b|\bby lot\b|\bombud\w*", "external"),
    (r"\b(?:outside|external|independent|third[- ]party|impartial outside|neutral third) (?:\w+ )?(?:investigat\w+|part(?:y|ies)|"
     r"counsel|consultant|person|firm|lawyer|member|body)|\bthird[- ]party\b|\bindependent(?:ly)? investigat\w+", "external"),
    (r"\binternal (?:complaints? )?committee|\bcommittee\b|\bpanel\b", "committee"),
    (r"\b(?:no|not|never) (?:\w+ ){0,4}(?:involved|connected|implicated|party)|\bnot (?:been )?(?:previously )?involved|"
     r"\bunconnected|\bno (?:prior )?involvement|\bimpartial\b|\bunbiased\b|\bindependent\b", "not involved"),
    (r"\bhuman resources|\bhr\b|\bpeople (?:team|ops|operations)", "hr"),
    (r"\bline manager|\bmanagers?\b|\bsupervisors?\b|\bmanagement\b", "management"),
    (r"\bfounders?\b|\bceo\b|\bexecutive", "leadership"),
])  # fmt: skip


@extractor("channels")
def channels(seen: Seen) -> str | None:
    """By which ways one can report."""
    found = [value for search, value in _CHANNELS if search(seen.said)]
    return _joined(found)


_CHANNELS = [(_search(pattern), value) for pattern, value in (
    (r"[\w.+-]+@[\w-]+\.\w+", "e-mail"),
    (r"\bwithout (?:giving |leaving |saying )?(?:your|a|their) name|\bno name\b", "anonymous"),
    (r"\bletter ?box|\bcomplaints? box|\bsuggestion box", "box"), (r"\btrustees?\b", "board"),
    (r"\bhot ?line\b|\bhelp ?line|\bphone\b|\btelephone|\bspeak[- ]?up line|blowing line|\bethics line", "hotline"),
    (r"\banonym\w+", "anonymous"),
    (r"\bombuds\w*", "ombudsperson"),
    (r"\bcommittee\b", "committee"),
    (r"\bexternal|\bthird[- ]party|\bindependent", "external"),
    (r"\bportal|\bonline form|\bweb ?form|\bform\b", "form"),
    (r"\bhr\b|\bhuman resources|\bpeople (?:team|ops|operations)|\bpeopleops", "hr"),
    (r"\bboard\b", "board"),
    (r"\bunion\b|\bworks council|\bbetriebsrat", "union"),
    (r"\bceo\b|\bfounders?\b|\bexecutive", "leadership"),
    (r"\bguardian", "guardian"), (r"\bchaplain|\bpadre|\brabbi|\bimam", "chaplain"),
    (r"\bunsigned\b|\bno names?\b|\bunidentified\b", "anonymous"),
    (r"\bmanager|\bsuperiors?\b|\bskipper|\bleads?\b|\bsupervisor|\b(?:team|shift|crew|section) lead|\bforeman|\bboss\b|\bhead of (?:the |your )?\w+", "line"),
)]  # fmt: skip


@extractor("above")
def above(seen: Seen) -> str | None:
    """Who stands above the top where a complaint is passed up."""
    return _ABOVE(seen.said)


_ABOVE = _first([
    (r"\bboard\b|\btrustees\b|\bgovernors\b", "board"),
    (r"\binspector general|\bregulator|\btribunal|\beeoc\b|\bacas\b|\bombuds\w*|\blabou?r (?:court|office)", "outside body"),
    (r"\bceo\b|\bchief executive|\bmanaging director", "ceo"),
    (r"\bsenior (?:manager|management|leader\w*)|\bhead of|\bdirector|\bexecutive|\bsecond[- ]line|\bnext level", "senior management"),
    (r"\bhr\b|\bhuman resources|\bpeople (?:team|ops|operations)", "hr"),
])  # fmt: skip


@extractor("method")
def method(seen: Seen) -> str | None:
    """How pay is set."""
    return _METHODS(seen.said + " ") or _METHODS(seen.block)


_METHODS = _first([
    (r"\bnegotiations? (?:are|is) (?:\w+ ){0,3}?(?:biased|unfair|discriminat\w+)|\b(?:not|n't|no|never|without) (?:\w+ ){0,4}negotiat|"
     r"\brubric|\bpay (?:bands?|scales?|grades?|ranges?|spine)|\bsalary (?:bands?|scales?|grades?|ranges?|levels?|formula)|"
     r"\bsame (?:pay|salary|compensation|level)|\bstandard (?:salary|pay)|\bformula|\bcalculator|\bgeneral schedule|\blevels?\b", "rubric"),
    (r"\bnegotia\w+|\bhaggl\w+|\bbargain\w*|\bwhat you ask|\bhow (?:well|hard) you|\bfreely debated|\bname your|\bcounter-?offer", "negotiation"),
    (r"\bcollective|\b(?:labou?r |trade |branch |union )agreement|\btariff", "collective agreement"),
    (r"\bpoints scheme|\bscale|\bspine|\btable|\bbanded|\bgrades?\b|\bsteps?\b|\bgrid\b", "rubric"),
    (r"\bsame (?:per|for|wage|hour)|\ball get the same|\bequal", "equal"),
    (r"\bmedian\b|\bcomparable\b|\bgoing rate", "market"),
    (r"\bwhat you (?:earned|were paid|made|earn|make)|\b(?:salary|pay) history|\b(?:previous|prior|current|last) (?:salary|pay|compensation|payslip)", "pay history"),
    (r"\bmarket\b|\bbenchmark", "market"),
    (r"\bdiscretion|\bmerit\b|\bindividual performance|\bthinks?\b|\bsees? fit|\bworth\b|\bas (?:he|she|they) ", "discretion"),
])  # fmt: skip


@extractor("published")
def published(seen: Seen) -> str:
    """Whether people can see pay or its ranges."""
    is_shown = _PUBLISHED(seen.said) and not _KEPT_BACK(seen.said)
    return "yes" if is_shown else "no"


_KEPT_BACK = _search(
    r"\bconfidential|\bsecret|\b(?:not|never|n't|nor|without being)\b[^.;,]{0,30}?\b(?:publi\w+|shared?|shown|"
    r"visible|open|posted?|available|transparen\w+|state)"
)


_PUBLISHED = _search(
    r"\bpublic\w*|\bpublish\w*|\btransparen\w+|\bshared? (?:with|internally)|\bvisible|\bopen\b|\bposted?\b|"
    r"\bavailable to|\bstates? the|\badvertis\w+|\bincludes? the|"
    r"\b(?:include|list|name|give|put|show)s?\b[^.]{0,20}?\b(?:salary|pay) (?:bands?|ranges?|scales?)"
)


@extractor("open_or_not")
def open_or_not(seen: Seen) -> str:
    """The same, where a rule has already seen that the sentence is about showing or hiding pay."""
    return "no" if _HIDDEN(seen.said) else "yes"


_HIDDEN = _search(
    r"\bconfidential|\bsecret|\bto yourself|\bnot\b|\bn't\b|\bnever\b|\bnobody\b|\bprivate|\bcompar(?:e|ing) notes"
)


@extractor("route")
def route(seen: Seen) -> str | None:
    """How one comes to be promoted."""
    return _ROUTES(seen.said)


_ROUTES = _first([
    (r"\bself[- ]nominat\w+|\bnominate (?:yourself|themselves|oneself)|\bput (?:yourself|themselves) forward|\bapply for (?:a )?promotion|"
     r"\b(?:you|employees?|anyone|staff) (?:can|may) apply", "self-nomination"),
    (r"\bnominat\w+|\brecommend\w*|\bsponsor\w*|\bput forward|\bendors\w+|\bproposed by|\binitiated? by|\bsupport (?:of|from)|\bidentified by", "nomination"),
    (r"\bdiscretion|\bdecided by|\bdetermined by|\bapprov\w+", "decision of a leader"),
    (r"\bcompet\w+|\bapplication|\bapply|\bvacan\w+|\bposting|\bopen (?:role|position)", "application"),
    (r"\bpanel|\bcommittee", "panel"),
])  # fmt: skip


@extractor("structured")
def structured(seen: Seen) -> str | None:
    """Whether a step of hiring is the same for everybody."""
    return _STRUCTURED(seen.said)


@extractor("structured_or_not")
def structured_or_not(seen: Seen) -> str:
    """The same, where a rule has already seen that it is one or the other."""
    return structured(seen) or ("yes" if _SAME_FOR_ALL(seen.said) else "no")


_SAME_FOR_ALL = _search(
    r"\b(?:same|all (?:candidates|applicants)|each (?:candidate|applicant)|every (?:candidate|applicant)|tests?|scor\w+|marks?|points|key|grade|"
    r"panel|screen|names? (?:is|are)|criteria|task|exercise|written|paid|independently|separately|skills?)\b"
)


_STRUCTURED = _first([
    (r"\bstructured|\bsame (?:set of )?questions|\bstandardi[sz]ed|\bscorecards?|\brubric|\banonymi[sz]ed|\bblind\b|\bdiverse panel|"
     r"\bwork sample|\bsample task|\bscor(?:e|ing) (?:sheet|guide|each)", "yes"),
    (r"\bfit\b|\bgut|\bchemistry|\bbeer test|\bunstructured|\binformal (?:chat|interview)|\bvibe|\bpersonality", "no"),
])  # fmt: skip


@extractor("cross_ref")
def cross_ref(seen: Seen) -> str | None:
    """Which other benefit a clause names."""
    here = seen.said[: seen.hit[0]] + seen.said[seen.hit[0] :]
    return _BENEFITS(here)


_BENEFITS = _first([
    (r"\bnew parent leave", "New Parent Leave"), (r"\bparental leave|\bppl\b", "parental leave"),
    (r"\bmaternity", "maternity leave"), (r"\bfmla\b|\bfamily and medical", "FMLA"),
    (r"\bsabbatical", "sabbatical"), (r"\bsick (?:leave|pay|days?)|\bsickness", "sick leave"),
    (r"\b(?:annual leave|vacation|holiday|pto)\b", "annual leave"), (r"\bbonus", "bonus"),
    (r"\bfrom home|\bremote|\btelework", "remote work"), (r"\bfour[- ]day|\bfour days|\bpart[- ]time|\breduced hours", "flexible work"),
    (r"\bcourse|\btraining|\bstudy", "training"), (r"\bbereavement", "bereavement leave"), (r"\bcottage|\bhousing|\blodging", "housing"),
    (r"\bpension|\bretirement|\b401", "pension"), (r"\bseniority|\bservice\b", "length of service"),
])  # fmt: skip


@extractor("place")
def place(seen: Seen) -> str | None:
    """Days a week in an office, where a rule says so."""
    found = re.search(r"\b(\w+)\s+days?\s+(?:a|per|each|every)\s+week\b", seen.said, re.IGNORECASE)
    if found:
        numbers = durations(f"{found[1]} days")
        return f"{plainly(numbers[0].amount)} days a week" if numbers else None
    return _PLACES(seen.said)


_PLACES = _first([
    (r"\bwherever|\banywhere|\bany place", "anywhere"), (r"\bremote work|\bremotely|\bfrom home|\btelework|\bat home", "remote"),
    (r"\bcampus", "campus"), (r"\bschool|\bteachers remain", "school"), (r"\boffice|\bdesks?\b|\bin the building|\bpremises", "office"),
])  # fmt: skip


@extractor("hours")
def hours(seen: Seen) -> str | None:
    """Core hours as they stand: "10 am to 3 pm"."""
    found = re.search(
        r"\d{1,2}(?:[:.]\d{2})?\s*(?:a\.?m\.?|p\.?m\.?)?\s*(?:-|\u2013|to|and|until)\s*"
        r"\d{1,2}(?:[:.]\d{2})?\s*(?:a\.?m\.?|p\.?m\.?)?(?=\W|$)",
        seen.said,
        re.IGNORECASE,
    )
    return (
        " ".join(found[0].split()).rstrip(".")
        if found and re.search(r"[ap]\.?m|[:.]\d\d", found[0], re.I)
        else None
    )


@extractor("companion")
def companion(seen: Seen) -> str | None:
    """Who may come along to a hearing."""
    return _COMPANIONS(seen.said)


_COMPANIONS = _first([
    (r"\bunion\b", "union"), (r"\bcolleague|\bco-?worker|\bfellow (?:worker|employee)", "colleague"),
    (r"\bfriend|\bfamily|\bsupport person|\brepresentative|\bcompanion", "anyone"),
    (r"\bworks council|\bbetriebsrat", "works council"),
])  # fmt: skip
