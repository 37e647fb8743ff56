"""What a template or another country left behind: blanks to fill in, and laws that hold elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.wording import collections

BLANK_QUESTION: Final = say("What was meant to stand here, and who relies on it meanwhile?")
LAW_QUESTION: Final = say("Does this law hold for the people here, and which one does?")
WHO: Final = say("whoever relies on what is written")
_BLANK: Final = re.compile(
    r"\[(?:insert|company|organi[sz]ation|employer|name|your|client|firm|address|xx+|tbd|number|amount|country|city|state)\b[^\]]{0,40}\](?!\()|"
    r"<(?:insert|company|organi[sz]ation|employer|name|your)[^>]{0,40}>|\{\{?\s*(?:company|organi[sz]ation|employer|name)[^}]{0,30}\}\}?|"
    r"(?<![$#@])\bX{3,}\b(?![-.,])|\b(?:TBC|TBD)\b|\blorem ipsum\b|\b(?:COMPANY|EMPLOYER|ORGANI[SZ]ATION) NAME\b|\bINSERT [A-Z]+",
)
#: How each country's law and money are named.
_COUNTRIES: Final = {
    country: re.compile(pattern)
    for country, pattern in {
        "United States": r"\b(?:FMLA|EEOC|Title VII|ADA\b|ERISA|COBRA|401\(?k\)?|at[- ]will employ\w+|W-2|IRS|FLSA|OSHA|Social Security|"
        r"Family and Medical Leave Act|Thanksgiving|(?:federal|state) law|State of (?:California|New York|Texas|Delaware|Oregon|Illinois)|"
        r"California|Delaware|HIPAA|NLRB|Fourth of July|Veterans Day|U\.S\.)|US\$|\$\s?\d",
        "United Kingdom": r"\b(?:ACAS|Acas|Equality Act 2010|Employment Rights Act|HMRC|statutory sick pay|SSP|SMP|"
        r"employment tribunal|Boxing Day|bank holidays?|PAYE|Working Time Regulations|National Insurance|Companies House)\b|£\s?\d",
        "Australia": r"\b(?:Fair Work|superannuation|Long Service Leave Act|Anzac Day|NES\b|Modern Award)\b",
        "Germany": r"\b(?:Betriebsrat\w*|Elternzeit|Mutterschutz\w*|BGB|Arbeitsgericht|works council|AGG\b|Kündigungsschutz\w*)\b",
        "India": r"\b(?:PoSH|POSH|Shops and Establishments|Provident Fund|EPF|gratuity|Payment of Gratuity|Aadhaar|Diwali)\b|₹\s?\d|\bRs\.?\s?\d",
        "Canada": r"\b(?:Employment Standards Act|RRSP|WSIB|Canada Pension Plan|Victoria Day)\b",
        "Ireland": r"\b(?:Workplace Relations Commission|WRC|Revenue Commissioners|PRSI)\b",
        "France": r"\b(?:Code du travail|comité d'entreprise|CSE\b|prud'hommes|URSSAF)\b",
    }.items()
}
_A_LAW: Final = re.compile(
    r"\b(?:Act|Code|law|laws|Regulations?|Title VII|FMLA|ADA|EEOC|tribunal|Commission|statut\w+|court|"
    r"State of \w+|at[- ]will)\b"
)
#: So many sentences have to be about one country before another one's law is strange.
AT_HOME: Final = 3


def left_behind(documents: Sequence[Document]) -> Iterator[Finding]:
    """Blanks that nobody filled in, and laws of a country that the handbook is not about.

    documents  whole handbooks: the country that most sentences speak of is theirs
    """
    for name in collections(documents):
        pages = [each for each in documents if each.collection == name]
        home = _home(pages)
        for page in pages:
            yield from _on_page(page, home)


def _home(pages: Sequence[Document]) -> str | None:
    """The country of which most sentences speak, where no other comes near."""
    counted = Counter(country for page in pages for _, _, said in _sentences(page)
                      for country in _countries(said)).most_common(2)  # fmt: skip
    if not counted or counted[0][1] < AT_HOME:
        return None
    return counted[0][0] if len(counted) == 1 or counted[1][1] * 3 <= counted[0][1] else None


def _countries(said: str) -> list[str]:
    return [country for country, pattern in _COUNTRIES.items() if pattern.search(said)]


def _sentences(page: Document) -> Iterator[tuple[int, int, str]]:
    for each in page.text.sentences:
        yield each.start, each.end, page.text.plain[each.start : each.end]


def _on_page(page: Document, home: str | None) -> Iterator[Finding]:
    blanks = 0
    for start, end, said in _sentences(page):
        found = _BLANK.search(page.text.quote(start, end))
        if found and not blanks:
            blanks += 1
            yield _finding(
                page, start, end, {"placeholder": found[0]}, BLANK_QUESTION, "placeholder"
            )
        elif home and _A_LAW.search(said):
            named = _countries(said)
            if named and home not in named:
                yield _finding(
                    page, start, end, {"inherited_from": named[0]}, LAW_QUESTION, "foreign-law"
                )


def _finding(
    page: Document, start: int, end: int, parameters: dict[str, str], question: str, rule: str
) -> Finding:
    start, end = page.text.with_marks(start, end)
    return Finding(
        file=page.file, line=page.text.line_of(start), start=start, end=end,
        quote=page.text.quote(start, end), check="inherited_text", parameters=parameters,
        effect="cannot tell", who=WHO, question=question, rule=f"across.{rule}", version=1,
        severity="medium",
    )  # fmt: skip
