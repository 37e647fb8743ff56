"""From files to a version: looked at, confirmed, checked, kept, withdrawn."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from web.organisation.brought import (
    analyst,
    answered,
    as_csv,
    brought,
    checked,
    file,
    kept,
    key_published,
    staff,
    work_off,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.organisation import queries
from tiebeam.worker.versions import NoSuchVersion, open_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client: Client) -> User:
    """Signed in as somebody who brings data, with nothing in the way."""
    found = analyst()
    answered(found)
    key_published()
    client.force_login(found)
    return found


def test_files_become_a_version_that_the_worker_can_open(client: Client, ana: User):
    run = brought(client, file(as_csv(staff())))
    run = checked(client, run)
    run = kept(client, run)

    (version,) = queries.versions()
    page = client.get(f"/data/versions/{version.public_id}/").content.decode()
    with open_version(settings.HERE.home, version.public_id) as bench:
        people = bench.dataset.people_count
        hashes = bench.dataset.fingerprint

    assert (run.state, version.number, people) == ("kept", 1, 40)
    assert hashes == {"sha256": version.sha256, "mapping_sha256": version.mapping_sha256}
    assert version.sha256 in page
    assert "Ana" in page
    assert list((settings.HERE.home / "sealed").iterdir()) == []


def test_a_withdrawn_version_keeps_its_row_and_loses_its_files(client: Client, ana: User):
    kept(client, checked(client, brought(client, file(as_csv(staff())))))
    (version,) = queries.versions()
    address = f"/data/versions/{version.public_id}/"

    asked = client.get(f"{address}withdraw/").content.decode()
    client.post(f"{address}withdraw/")
    client.post(f"{address}withdraw/")
    work_off()

    (after,) = queries.versions()
    assert "Withdraw version 1?" in asked
    assert (after.withdrawn_by, after.sha256) == (ana, version.sha256)
    assert queries.current_version() is None
    assert not (settings.HERE.home / "versions" / version.public_id).exists()
    with pytest.raises(NoSuchVersion), open_version(settings.HERE.home, version.public_id):
        pass
    assert "Withdrawn" in client.get("/data/").content.decode()
