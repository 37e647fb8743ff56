"""What speaks for and against a pronoun meaning anybody in a role: names in the table of points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiebeam.engine.language.roles import Antecedent, each_role, head, is_role, pack
from tiebeam.engine.language.sentences import Word


def marks(sentence: Sequence[Word], role: Antecedent, n: int) -> frozenset[str]:
    """All that is to be said of word number `n`, a pronoun, and a role before it."""
    return frozenset({"role", *_of_the_role(sentence, role), *_of_the_rest(sentence, role, n)})


def _of_the_role(sentence: Sequence[Word], role: Antecedent) -> Iterator[str]:
    who = pack().who
    if role.kind != "any":
        yield role.kind
    if not role.is_known:
        yield "unknown"
    inside = {word.small.removesuffix("'s") for word in sentence[role.first : role.last + 1]}
    if inside & (who["gendered_adjectives"] | who["gendered"]):
        yield "gendered_role"
    yield from _what_it_says(sentence, role)
    if _is_present(_after(sentence, role)):
        yield "present"
    if role.first and sentence[role.first - 1].small in pack().cues["open"]:
        yield "supposed"


def _after(sentence: Sequence[Word], role: Antecedent) -> str:
    """The word after the role, or after the "who" that follows it."""
    following = [word.small for word in sentence[role.last + 1 : role.last + 3]]
    following = following[following[:1] == ["who"] :]
    return following[0] if following else ""


def _is_present(word: str) -> bool:
    """Whether it looks like what somebody does: "asks", "owns"."""
    ends = word.endswith("s") and not word.endswith(("ss", "us", "'s"))
    return ends and len(word) > 2 and word not in pack().cues["no_verbs"]


def _what_it_says(sentence: Sequence[Word], role: Antecedent) -> Iterator[str]:
    """Whether the role is what somebody is, was, became, works as or would like to be."""
    cues = pack().cues
    back = role.first - 1
    while back >= 0 and sentence[back].small in cues["between"]:
        back -= 1
    if back < 0:
        return
    word = sentence[back].small
    if word in cues["as"] and _is_of_others(sentence, role):
        yield "what_somebody_is"
        return
    # "As an employee, he …" is anybody's; "she works as an engineer" is hers.
    if word in cues["as"] and back > 0 and not _is_present(_after(sentence, role)):
        yield "what_somebody_is"
    elif word in cues["is"] and not _is_asked(sentence, back):
        wished = word in {"be", "become"} and sentence[back - 1].small == "to"
        yield "would_be" if wished else "what_somebody_is"
    elif _is_short_for_is(word) or _stands_beside(sentence, role):
        yield "what_somebody_is"


def _is_of_others(sentence: Sequence[Word], role: Antecedent) -> bool:
    """Whether the role is said to be ours or yours: "as a nurse, you …"."""
    following = [word.small for word in sentence[role.last + 1 : role.last + 3]]
    return any(word in pack().cues["others"] for word in following[: 1 + (following[:1] == [","])])


def _is_short_for_is(word: str) -> bool:
    return word.endswith("'s") and word[:-2] not in pack().cues["asks"]


def _is_asked(sentence: Sequence[Word], back: int) -> bool:
    return back > 0 and sentence[back - 1].small in pack().cues["asks"]


def _stands_beside(sentence: Sequence[Word], role: Antecedent) -> bool:
    """Whether it only says more of the one just named: "Ada Byron, an engineer, …"."""
    if role.first < 2 or sentence[role.first - 1].said != ",":
        return False
    following = sentence[role.last + 1].small if role.last + 1 < len(sentence) else ""
    named = sentence[role.first - 2].said[:1].isupper() and role.first > 2
    named = named or _is_a_bare_name(sentence[: role.first - 1], closed=following == ",")
    named = named or _goes_on(sentence, role)
    return named or following in pack().cues["says_more"]


def _goes_on(sentence: Sequence[Word], role: Antecedent) -> bool:
    """Whether it is the next in a row of what somebody is: "was an artist, a painter"."""
    return any(
        each.last == role.first - 2 and "what_somebody_is" in _what_it_says(sentence, each)
        for each in each_role(sentence[: role.first])
    )


def _is_a_bare_name(opening: Sequence[Word], *, closed: bool) -> bool:
    """Whether a sentence opens with two words that are no beginning such as "in general".

    closed  whether a comma ends what is said of it; then one word is enough: "Tom, a nurse, told"
    """
    small = [word.small for word in opening if word.small.isalpha()]
    who, cues = pack().who, pack().cues
    plain = who["breaks"] | who["any"] | who["the"] | who["one"] | cues["open"] | cues["opening"]
    enough = len(small) == 2 or (closed and len(small) == 1)
    return enough and not any(each in plain or each.endswith("ly") for each in small)


def _of_the_rest(sentence: Sequence[Word], role: Antecedent, n: int) -> Iterator[str]:
    known = pack()
    before, between = sentence[: role.first], sentence[role.last + 1 : n]
    gender = gender_of(sentence[n])
    small = {word.small for word in [*before, *between]}
    if any(gender_of(word) == gender for word in before):
        yield "said_before"
    if _has_gendered(before):
        yield "gendered_before"
    if _has_gendered(between):
        yield "gendered_between"
    if any(_is_name(sentence, m) for m in [*range(role.first), *range(role.last + 1, n)]):
        yield "name"
    if _knows_somebody(before) or _knows_somebody(between) or _is_mine(before):
        yield "known"
    if small & known.cues["open"]:
        yield "open"
    if _in_its_clause(between) and not _tells(between):
        yield "who"
    if _tells(sentence[n + 1 :]):
        yield "past_after"
    if role.kind == "the" and _tells(sentence[role.last + 1 :]):
        yield "the_past"
    if _have_met(before):
        yield "met"
    after = {word.small for word in sentence[n + 1 : n + 4]}
    if _is_acted_on(sentence, role, n):
        yield "acted_on"
    if _is_the_speaker(sentence, n):
        yield "speaker"
    if after & known.cues["ages"]:
        yield "age"


def _is_acted_on(sentence: Sequence[Word], role: Antecedent, n: int) -> bool:
    """Whether the one in the role does something to "him" or "her", who then is somebody else.

    What is true of one pronoun is true of the next: "a surgeon put her on it, so she …".
    """
    gender = gender_of(sentence[n])
    return any(
        gender_of(sentence[m]) == gender and _is_object_of(sentence, role, m)
        for m in range(role.last + 1, n + 1)
    )


def _is_object_of(sentence: Sequence[Word], role: Antecedent, n: int) -> bool:
    said, between = sentence[n].small, sentence[role.last + 1 : n]
    if [word.small for word in between[:2]] == [",", "who"]:
        between = between[2:]
    following = sentence[n + 1].small if n + 1 < len(sentence) else "."
    # "A nurse likes her work" is no such case: there "her" goes with a noun.
    is_object = said == "him" or (said == "her" and following in pack().cues["after_object"])
    within = bool(between) and not any(word.small in pack().cues["next_clause"] for word in between)
    return is_object and within


def _is_the_speaker(sentence: Sequence[Word], n: int) -> bool:
    """Whether somebody is quoted: "…," she says."""
    following = sentence[n + 1].small if n + 1 < len(sentence) else ""
    quoted = n > 0 and sentence[n - 1].said in '"”’,'
    return quoted and following in pack().cues["says"]


def gender_of(word: Word) -> str | None:
    """Of which gender a pronoun is, also in "she's" and "he'll"."""
    return pack().gender.get(word.small.split("'")[0])


def _in_its_clause(between: Sequence[Word]) -> bool:
    """Whether the role is followed by "who …" and nothing has ended that."""
    relative = bool(between) and between[0].small in {"who", "that", "whose"}
    return relative and all(word.small[0].isalnum() for word in between)


def _has_gendered(part: Sequence[Word]) -> bool:
    return any(word.small.removesuffix("'s") in pack().who["gendered"] for word in part)


def _tells(part: Sequence[Word]) -> bool:
    return any(word.small in pack().cues["past"] or _is_past(word.small) for word in part)


def _is_past(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed")


def _knows_somebody(part: Sequence[Word]) -> bool:
    """Whether a role of mine, ours or theirs stands there: "my manager", "their doctor"."""
    return any(
        word.small in pack().who["one"] and head(part, n + 1) is not None
        for n, word in enumerate(part)
    )


def _is_mine(before: Sequence[Word]) -> bool:
    """Whether somebody has the one in the role: "I have a friend who …"."""
    two = [word.small for word in before[-2:]]
    return len(two) == 2 and two[0] in pack().cues["me"] and two[1] == "have"


def _have_met(before: Sequence[Word]) -> bool:
    cues = pack().cues
    small = {word.small for word in before}
    return _tells(before) and bool(small & cues["me"]) and not small & cues["open"]


def _is_name(sentence: Sequence[Word], n: int) -> bool:
    """Whether a word looks like a person's name: in capitals, and no firm, place, month or title.

    At the beginning of a sentence everything has a capital, so there it takes two in a row.
    """
    if not _is_capital(sentence, n):
        return False
    first, last = n, n
    while _is_capital(sentence, first - 1):
        first -= 1
    while _is_capital(sentence, last + 1):
        last += 1
    cues = pack().cues
    if any(word.small in cues["no_names"] for word in sentence[first : last + 1]):
        return False
    if first == 0 or sentence[first - 1].said in '.?!:*#"“-|(':
        return last > first
    # "The Company", "of Harbourline", "at Gullhaven": not somebody.
    return sentence[first - 1].small not in cues["before_no_name"]


def _is_capital(sentence: Sequence[Word], n: int) -> bool:
    if not 0 <= n < len(sentence):
        return False
    word = sentence[n].said
    named = word[0].isupper() and word[1:].islower()
    return named and not is_role(word.lower()) and word.lower() not in pack().cues["dates"]
