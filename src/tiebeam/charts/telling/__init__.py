"""What the measures say that have a form of picture of their own, each in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tiebeam.charts.telling.ahead import told_of_ahead
from tiebeam.charts.telling.hiring import told_of_funnel
from tiebeam.charts.telling.ledger import told_of_ledger
from tiebeam.charts.telling.market import BESIDE_MARKET, told_of_market
from tiebeam.charts.telling.organisation import told_of_organisation
from tiebeam.charts.telling.time import told_of_time
from tiebeam.charts.told import Told
from tiebeam.engine.disclosure import Figure

TELLERS: Mapping[str, Callable[[Figure], Told]] = MappingProxyType(
    {
        "flow_ledger": told_of_ledger,
        "time_to_promotion": told_of_time,
        "time_to_leaving": told_of_time,
        "projection": told_of_ahead,
        "hiring_funnel": told_of_funnel,
        **dict.fromkeys(BESIDE_MARKET, told_of_market),
        "organisation": told_of_organisation,
    }
)
