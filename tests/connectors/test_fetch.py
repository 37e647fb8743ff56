"""Data at a web address: fetched whole, within bounds, and gone afterwards."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tiebeam.connectors import NoTable
from tiebeam.connectors.fetch import fetch
from tiebeam.workbench.bench import open_data

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
]

CSV = b"employee_id,hire_date\n1,2015-04-01\n2,2016-04-01\n"
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A web server on this machine alone that answers every request in one way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None: ...

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{web.server_port}"
    finally:
        web.shutdown()
        web.server_close()


def sends(body: bytes, *, length: int | None = None, code: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        if length != 0:
            request.send_header("Content-Length", str(length or len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def refused(answer: Answer, path: str = "/staff.csv", **how: float) -> str:
    with server(answer) as address, pytest.raises(NoTable) as refusal:
        fetch(address + path, **how)
    return str(refusal.value)


def test_a_web_address_is_read_like_a_file():
    with server(sends(CSV)) as address, open_data(f"{address}/staff.csv?year=2024") as bench:
        assert bench.dataset.people_count == 2


def test_only_this_user_can_open_what_was_fetched():
    with server(sends(CSV)) as address:
        path = fetch(f"{address}/staff.csv")

    assert path.read_bytes() == CSV
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "table.csv"), ("", "table.csv"), ("/a/..", "table.csv"), ("/a/b.csv.gz", "b.csv.gz"),
     ("/%2e%2e%2fetc", "%2e%2e%2fetc")],
)  # fmt: skip
def test_the_name_comes_from_the_address_and_leads_nowhere_else(path, name):
    with server(sends(CSV)) as address:
        found = fetch(address + path)

    assert found.name == name
    assert list(found.parent.iterdir()) == [found]


def test_an_answer_without_a_length_is_taken_as_it_is():
    with server(sends(CSV, length=0)) as address:
        assert fetch(f"{address}/staff.csv").read_bytes() == CSV


def test_half_a_file_does_not_pass_for_a_whole_one():
    assert refused(sends(CSV, length=10_000)) == "staff.csv came only in part. Try again."


def test_a_missing_page_is_said():
    assert refused(sends(b"", code=404)) == "staff.csv could not be fetched: Not Found."


def test_more_than_the_bound_is_refused():
    assert refused(sends(CSV), most_bytes=10) == (
        "staff.csv is larger than 10 bytes. Download it by hand."
    )


def test_a_server_that_does_not_answer_is_given_up():
    done = threading.Event()

    said = refused(lambda _: done.wait(5), timeout_seconds=0.05)
    done.set()

    assert said == "staff.csv could not be fetched: timed out."


def test_an_answer_that_is_none_is_refused():
    said = refused(lambda request: request.wfile.write(b"\x00\x01 nonsense\r\n\r\n"))

    assert said.startswith("staff.csv could not be fetched: ")


def test_a_server_that_hangs_up_is_refused():
    assert refused(lambda request: None).startswith("staff.csv could not be fetched: ")


@pytest.mark.parametrize("scheme", ["file", "ftp", "data"])
def test_an_answer_that_leads_elsewhere_than_the_web_is_not_followed(scheme):
    said = refused(sends(b"", code=302, Location=f"{scheme}:///etc/passwd"))

    assert said.startswith("staff.csv could not be fetched: ")


def test_an_answer_that_leads_on_within_the_web_is_followed():
    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.path == "/old.csv":
            sends(b"", code=302, Location="/new.csv")(request)
        else:
            sends(CSV)(request)

    with server(answer) as address:
        assert fetch(f"{address}/old.csv").read_bytes() == CSV


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x.csv", "s3://b/x"])
def test_only_the_web_is_fetched_from(address):
    scheme = address.split(":")[0]

    with pytest.raises(NoTable, match=f"Data can't be fetched by {scheme}://, only by https://"):
        open_data(address)


@pytest.mark.parametrize("address", ["http://[", "http://127.0.0.1:nine/x.csv", "https://"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(NoTable):
        fetch(address)


def test_nothing_stays_of_what_could_not_be_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    refused(sends(CSV, length=10_000))

    assert list(Path(tmp_path).iterdir()) == []
