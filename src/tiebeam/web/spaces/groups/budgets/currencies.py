"""The currencies in which people pay today (ISO 4217), with their smallest parts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from babel.core import Locale, get_global
from babel.numbers import format_currency, get_currency_name, get_currency_precision
from django.utils.translation import get_language, to_locale


@cache
def currencies() -> frozenset[str]:
    """Those that are tender somewhere now; no historic ones, and no metals or tests."""
    rows = get_global("territory_currencies").values()
    return frozenset(
        code for used in rows for code, _, until, is_tender in used if until is None and is_tender
    )


def named() -> list[tuple[str, str]]:
    """Code, and code with its name in the language of the page, in the order of codes."""
    return list(_named(_locale()).items())


@cache
def _named(locale: str) -> Mapping[str, str]:
    return {each: f"{each} – {get_currency_name(each, locale=locale)}" for each in
            sorted(currencies())}  # fmt: skip


def decimals(currency: str) -> int:
    """How many decimals it has: 2 for most, 0 for some, 3 for a few."""
    return get_currency_precision(currency)


def fits(amount: Decimal, currency: str) -> bool:
    """Whether an amount has no parts that are smaller than the currency has."""
    return amount == round(amount, decimals(currency))


def in_words(amount: Decimal, currency: str) -> str:
    """As people of the page's language write it."""
    return format_currency(amount, currency, locale=_locale(), format="#,##0.00\xa0¤¤")


def _locale() -> str:
    return str(Locale.parse(to_locale(get_language() or "en")))
