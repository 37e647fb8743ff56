"""Terms in use are found where they stand; named, quoted, in code or in names they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.language import wording
from tiebeam.engine.language.spared import no_prose


def quotes(text: str, *, advert: bool = False) -> list[str]:
    return [each.quote for each in wording(text, advert=advert)]


def test_a_finding_says_where_what_and_why():
    text = "Ask the chairman. Then wait."

    (found,) = wording(text)

    assert text[found.start : found.end] == found.quote == "chairman"
    assert found.check == "excluding_term"
    assert found.suggest == ("chair", "chairperson")
    assert found.evidence.startswith("The seat is open to everybody")
    assert "United Nations" in found.source
    assert (found.rule, found.version, found.strength) == ("term/chairman", 1, "suggestion")


def test_places_are_counted_in_code_points():
    text = "🚢 İstanbul – die Größe: ask the chairman."

    (found,) = wording(text)

    assert text[found.start : found.end] == "chairman"


@pytest.mark.parametrize(
    "text",
    [
        "The waiting period for sick leave is three months.",
        "Mental health days, maternity leave and paternity leave are paid.",
        "Sexual harassment, discrimination and bullying are misconduct.",
        "A disabled colleague may ask for an accommodation.",
        "Disciplinary action may follow. Whistleblowing is protected.",
        "Sexual orientation and gender identity are no grounds.",
        "Alcoholic drinks are not served before six.",
        "You may execute the plan, kill the engine and disable the alarm.",
        "A fellow of the college wrote it; the black box is sealed.",
        "Race, colour, religion, sex, pregnancy and age are protected.",
    ],
)
def test_words_that_people_work_in_hr_need_are_left_alone(text: str):
    assert quotes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "We do not say “chairman”; we say chair.",
        "We don't use the word chairman.",
        "Say chair instead of chairman.",
        "Say chair, not chairman.",
        "Avoid terms such as manpower and guys.",
        "The term grandfathered is outdated.",
        "'Guys' is heard as men by many.",
        "Chairman is now seen as outdated.",
        "The post was formerly called chairman.",
        "Words to avoid:\n\n- chairman\n- guys\n* blacklist\n",
        "## Do not say\n\n1. chairman\n2. foreman\n",
        "| Avoid | Say |\n|---|---|\n| chairman | chair |\n",
        "“manpower” → “workforce”",
        "Please replace chairman by chair.",
    ],
)
def test_a_term_that_is_named_and_not_used_is_left_alone(text: str):
    assert quotes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The chairman said: “we are late”.", ["chairman"]),
        ("“The chairman of the board will hear every appeal in person,” it says.", ["chairman"]),
        ("It isn't fair. The chairman decides.", ["chairman"]),
        ("Who decides:\n\n- the chairman\n", ["chairman"]),
        ("We don't tolerate jokes about the disabled.", ["the disabled"]),
        ("The *chairman* and the **foreman** agree.", ["chairman", "foreman"]),
    ],
)
def test_a_term_in_use_is_found_beside_quotes_lists_and_negation(text: str, found: list[str]):
    assert quotes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Master Kilian signed the Master Agreement.",
        "Justice Blackmun dissented.",
        "Chairman Okafor opened the meeting.",
        "We met at Gypsy Street.",
        "Ask Priya Manning.",
    ],
)
def test_a_name_is_left_alone(text: str):
    assert quotes(text) == []


def test_a_title_without_a_name_and_a_heading_are_no_names():
    assert quotes("The Chairman opens the meeting.") == ["Chairman"]
    assert quotes("# Grandfathered Benefits\n") == ["Grandfathered"]
    assert quotes("Chairman and Board\n") == ["Chairman"]
    assert quotes("## Apprentices\n\nManpower is planned.") == ["Manpower"]


SPARED = [
    "`{}`",
    "``a {} b``",
    "```\nx = {}\n```",
    "~~~\n{}\n~~~",
    "https://example.org/{}/x",
    "[here](../{}.md)",
    "<!-- {} -->",
    '<a name="{}">',
    "{}@example.org",
    "config/{}.yml",
    "/etc/{}",
    "my_{}_x",
    "www.{}.com",
    "#{}",
    "@{}",
]


@pytest.mark.parametrize("place", SPARED)
def test_code_addresses_and_paths_are_left_alone(place: str):
    text = f"See\n{place.format('whitelist')}\nfor this."

    assert quotes(text) == []


def test_prose_after_code_is_read_again():
    assert quotes("```\nslaves\n```\nAsk the chairman, `not slaves`.") == ["chairman"]


def test_the_text_of_a_link_is_prose():
    assert quotes("[Ask the chairman](chairman.md)") == ["chairman"]


@pytest.mark.parametrize(
    "text",
    [
        "We are not looking for a ninja.",
        "You do not need to be assertive.",
        "No university degree needed.",
        "We do not look for culture fit.",
        "A master's degree or equivalent experience.",
    ],
)
def test_what_an_advert_does_not_ask_for_is_left_alone(text: str):
    assert quotes(text, advert=True) == []


@pytest.mark.parametrize(
    "text",
    ["at least 5 years of experience", "3-5 years of relevant work experience",
     "10+ years' experience", "a minimum of two years of experience"],
)  # fmt: skip
def test_years_are_found_however_they_are_said(text: str):
    assert quotes(f"You bring {text} with cranes.", advert=True) == [text.removeprefix("a ")] or (
        quotes(f"You bring {text} with cranes.", advert=True) == [text]
    )


PIECES = st.sampled_from(
    ["chairman", "Whitelist", "the disabled", "he or she", "A nurse who likes her work", "guys",
     "`", "```\n", "“", "”", "\n\n", "- ", "# ", ". ", " ", "é", "🚢", "İ", "ß", "not ", "avoid ",
     "Okafor", "https://x.org/", "<", ">", "(", "](", "a", "his", "someone"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=80)


@given(TEXTS)
def test_every_quote_is_exactly_what_stands_there_and_none_overlap_of_one_kind(text: str):
    found = wording(text, advert=True)

    assert [text[each.start : each.end] for each in found] == [each.quote for each in found]
    assert all(each.quote.strip() for each in found)
    assert found == sorted(found, key=lambda each: (each.start, each.end, each.rule))


@given(TEXTS)
def test_the_same_text_gives_the_same_findings(text: str):
    assert wording(text, advert=True) == wording(text, advert=True)


@given(TEXTS)
def test_nothing_is_found_in_code_or_addresses(text: str):
    spared = no_prose(text)

    for each in wording(text, advert=True):
        assert not any(each.start < end and start < each.end for start, end in spared)


@given(st.lists(st.sampled_from(["chairman", "guys", "slaves", "foreman"]), min_size=1, max_size=5))
def test_what_stands_before_in_a_paragraph_of_its_own_only_moves_the_places(terms: list[str]):
    text = f"Here are the {' and the '.join(terms)} of today."
    before = "Nothing here.\n\n"

    moved = [(each.start - len(before), each.rule) for each in wording(before + text)]

    assert moved == [(each.start, each.rule) for each in wording(text)]
