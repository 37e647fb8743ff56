"""Two dates side by side: an arrow stands only beside a change that could be seen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from web.ledgers import made_by_hand, two_dates
from web.people import somebody

pytestmark = pytest.mark.django_db
ADDRESS = "/see/compare/headcount-share/?about=gender&by=&when=2025-12-31"


@pytest.fixture
def ada(client):
    client.force_login(somebody())
    return client


def rows(client, address: str = ADDRESS) -> dict[str, str]:
    """What is said of each place where women are counted."""
    text = unescape(client.get(address).content.decode())
    return {
        place: re.sub(r"<[^>]+>", "", said)
        for place, said in re.findall(
            r'<tr><th scope="row">([^<]*)</th><td>Women</td>(.*?)</tr>', text
        )
    }


def test_a_change_within_the_band_has_no_arrow_and_is_called_none(ada, tmp_path):
    made_by_hand(tmp_path, *two_dates(women_then=300, women_now=310))

    said = rows(ada)

    assert said["Level 1"].startswith("no change that could be seen")
    assert not any(arrow in "".join(said.values()) for arrow in "↑↓→")
    assert "No change that could be seen</h1>" in ada.get(ADDRESS).content.decode()


def test_a_change_beyond_the_band_has_one_and_words_beside_it(ada, tmp_path):
    made_by_hand(tmp_path, *two_dates(women_then=300, women_now=420))

    said = rows(ada)

    assert said["Level 1"].startswith("↑ more")
    assert said["Level 2"].startswith("no change that could be seen")


def test_the_earlier_date_can_be_chosen_and_one_that_there_is_not_is_not_heeded(ada, tmp_path):
    made_by_hand(tmp_path, *two_dates())

    for then in ("2025-06-30", "1999-01-01"):
        assert "on 30 June 2025" in ada.get(f"{ADDRESS}&then={then}").content.decode()


def test_where_there_is_one_date_alone_nothing_can_be_compared(ada, tmp_path):
    made_by_hand(tmp_path, two_dates()[0])

    assert "There is one date so far" in ada.get("/see/compare/").content.decode()
    assert ada.get("/see/compare/headcount-share/").status_code == 404
