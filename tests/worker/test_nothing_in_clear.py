"""What somebody tells, and what stands in files: planted through the pages, looked for all over.

It goes the whole way: into a version, a proposal, a trial, a release, its copy for pages, and a
backup.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from web.organisation.brought import ANSWERS, as_csv, staff
from web.serving import free_port
from web.visiting import Visitor
from worker.decided_site import DATABASE, Site, wait_until

pytestmark = pytest.mark.enable_socket
PLANTED = ("Zyxxlandish", "EMPLOYEE-471147", "non_binary")
#: In rows of a file.
IN_ROWS = ("Zephyrine-Quill", "87654321", "Ostrogothian", "1931-07-19")
WHO = {"name": "Olu", "email": "olu@harbourline.example", "password": "four words for a test"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def ways_to_write(value: str) -> Iterator[bytes]:
    """As it is, in two bytes a letter, and in base64 wherever it begins."""
    said = value.encode()
    yield from (said, value.encode("utf-16-le"), value.encode("utf-16-be"))
    for shift in range(3):
        # The letters that what stands beside it has no part in.
        written = base64.b64encode(b"\0" * shift + said)
        yield written[4 if shift else 0 : len(written) // 4 * 4 - 4]


def in_clear(kept: dict[str, bytes]) -> list[tuple[str, str]]:
    """Where a planted value stands, and which."""
    return [
        (name, value) for name, content in kept.items() for value in PLANTED + IN_ROWS
        if any(each in content for each in ways_to_write(value))
    ]  # fmt: skip


@pytest.mark.slow
def test_what_somebody_told_is_nowhere_in_clear_and_they_alone_see_it(site: Site):
    port = free_port()
    web = site.running("web", "--port", str(port), "--workers", "1", until="Listening at")
    with web, site.running("worker", until="waits for jobs"):
        olu = Visitor(f"http://127.0.0.1:{port}")
        (first,) = re.findall(r"http://\S+?(/first/\S+)", site.said.read_text())
        olu.sends(first, WHO)
        olu.sends("/me/identity/number/", {"number": PLANTED[1]})
        answers = {"country": "gb", "gender": PLANTED[2], "gender_own": PLANTED[0]}
        olu.sends("/me/identity/questions/", answers)
        olu.sends("/me/identity/show/", {}, on="/me/identity/")
        waiting = dict(site.everything())
        pages: list[str] = []
        wait_until(lambda: is_shown(olu, pages))
        brings(olu)
        released = lets_out(olu, a_steward(site, olu))
        backed_up(site)
        after = dict(site.everything())
        # A request with answers breaks in the middle: what is said of that may hold none of them.
        with site.database() as does:
            does("DROP TABLE accounts_sealed")
            does("DROP TABLE organisation_importedfile")
        broken = [olu.sends("/me/identity/questions/", answers), sends_rows(olu)]
        everything = dict(site.everything())
        # Were one of them in what a job is given, that would be seen.
        with site.database() as does:
            does(f"UPDATE jobs_job SET given = '{json.dumps({'row': IN_ROWS[0]})}'")
        put_into_a_job = {value for _, value in in_clear(dict(site.everything()))}

    assert "Zyxxlandish" in pages[-1]
    assert "EMPLOYEE-471147" in pages[-1]
    assert "Non-binary" in pages[-1]
    assert [each.status_code for each in broken] == [500, 500]
    assert {"tiebeam.sqlite3", "tiebeam.sqlite3-wal"} <= set(waiting) or DATABASE in waiting
    assert "said" in waiting
    assert {"backup", "mapping.toml", "releases.chain"} <= set(after)
    assert released == 200
    assert put_into_a_job == {IN_ROWS[0]}
    for kept in (waiting, after, everything):
        assert in_clear(kept) == []


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_value_is_found_however_it_is_written(before: str):
    for value in PLANTED + IN_ROWS:
        text = f"{before}{value}, and more"
        for content in (text.encode(), text.encode("utf-16"), base64.b64encode(text.encode())):
            assert in_clear({"file": content}) == [("file", value)]


def is_shown(olu: Visitor, pages: list[str]) -> bool:
    pages.append(olu.opens("/me/identity/shown/"))
    return "This is what you said" in pages[-1]


def brings(olu: Visitor) -> None:
    """A file with planted values becomes a version."""
    (olu_s,) = set(re.findall(r"/people/([\w-]{12})/", olu.opens("/people/")))
    olu.sends(f"/people/{olu_s}/", {"role": "analyst"})
    for topic, said in ANSWERS.items():
        olu.sends(f"/data/legal-start/{topic}/", dict(said))
    upload = sends_rows(olu).url.partition("//")[2].partition("/")[2]
    wait_until(lambda: "were looked at" in olu.opens(f"/{upload}"))
    olu.sends_as_shown(f"/{upload}mapping/")
    wait_until(lambda: "people could be read" in olu.opens(f"/{upload}"))
    olu.sends(f"/{upload}accept/", {}, on=f"/{upload}")
    wait_until(lambda: "Kept as a version" in olu.opens(f"/{upload}"))


def a_steward(site: Site, olu: Visitor) -> Visitor:
    """Somebody else, who comes in by the link in a mail that this server only prints."""
    olu.sends("/people/", {"email": "stig@harbourline.example", "role": "steward"})
    (link,) = re.findall(r"http://\S+?(/join/\S+)", site.said.read_text())
    stig = olu.another()
    stig.sends(link, {"name": "Stig", "password": WHO["password"]})
    return stig


def lets_out(olu: Visitor, stig: Visitor) -> int:
    """A cube is proposed and declared, a release is tried and published; its page is there."""
    olu.sends("/cubes/", {})
    (cube,) = set(re.findall(r"/cubes/[\w-]{12}/", olu.opens("/cubes/")))
    wait_until(lambda: "A proposal. Take out" in olu.opens(cube))
    stig.sends(f"{cube}declare/", {}, on=cube)
    olu.sends_as_shown("/requests/new/")
    (request,) = set(re.findall(r"/requests/[\w-]{12}/", olu.opens("/requests/")))
    wait_until(lambda: "How the attack went" in stig.opens(request))
    stig.sends(f"{request}publish/", {}, on=request)
    wait_until(lambda: "Number of the release" in stig.opens(request))
    return olu.goes_to("/releases/1/").status_code


def sends_rows(olu: Visitor):
    rows = staff(200)
    rows[7] |= {"employee_id": IN_ROWS[0], "salary": IN_ROWS[1], "gender": IN_ROWS[2],
                "hire_date": IN_ROWS[3]}  # fmt: skip
    return olu.sends_as_shown("/data/uploads/new/", {"brought": ("staff.csv", as_csv(rows))})


def backed_up(site: Site) -> None:
    folder = site.home.parent
    for words in (["backup-key", "new", folder / "key"],
                  ["backup", folder / "backup", "--to", folder / "key.pub"]):  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "tiebeam", *words], env=site.environment, check=True,
            timeout=60, capture_output=True,
        )  # fmt: skip
