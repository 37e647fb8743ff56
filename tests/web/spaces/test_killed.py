"""A worker is killed while it tells people of what is new where they follow: really, as a process,
by the mail server that it speaks to. Nobody is told twice, and nobody is left out.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from browser import another_day
from web.serving import free_port
from worker.decided_site import Site, wait_until

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
BEFORE, DUE = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 7, tzinfo=UTC)
#: After that, a worker that says nothing is taken for dead.
LEASE = timedelta(minutes=2)

#: Makes a space that everybody follows but whoever has just written there.
FOLLOWED = """
import sys
from datetime import datetime
from pathlib import Path
import time_machine
from tiebeam.cli.demo_site import set_up_people
at = datetime.fromisoformat(sys.argv[2])
with time_machine.travel(at):
    set_up_people(Path(sys.argv[1]), name="Harbourline", at=at)
    from web.spaces.made import a_space, a_thread, joined
    from tiebeam.web.accounts.models import User
    from tiebeam.web.delivery import actions as delivery
    from tiebeam.web.delivery.topics import How
    from tiebeam.web.spaces.following.actions import follow
    from tiebeam.web.spaces.following.telling import FOLLOWED
    femi = User.objects.get(name="Femi Okafor")
    space = a_space(femi)
    for each in User.objects.exclude(pk=femi.pk):
        joined(space, each)
        delivery.choose(each, {FOLLOWED.name: How.DAILY})
        follow(how="follow", by=each, space=space)
    a_thread(space, femi, at=at)
    print(*User.objects.exclude(pk=femi.pk).values_list("email", flat=True))
"""


class Postbox:
    """A mail server that kills whoever speaks to it, once at each of some moments.

    kills  the moments that are still to come: "reached", or "DATA", with so many mails taken
    """

    def __init__(self, kills: list[tuple[str, int]]) -> None:
        self.kills = kills
        self.worker: subprocess.Popen[bytes] | None = None
        self.taken: Counter[str] = Counter()

    def is_reached(self) -> None:
        """Before a mail is begun: the way to the server is opened first."""
        self._kill_at("reached")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        # What came whole is taken, whether or not somebody still hears that it was.
        self.taken.update(envelope.rcpt_tos)
        self._kill_at("DATA")
        return "250 OK"

    def _kill_at(self, moment: str) -> None:
        # Controllers come by once themselves before there is a worker.
        if self.worker and self.kills[:1] == [(moment, self.taken.total())]:
            self.kills.pop(0)
            self.worker.kill()


class Server(Controller):
    def factory(self) -> Any:
        self.handler.is_reached()
        return super().factory()


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box, port = Postbox([("reached", 0), ("DATA", 1), ("DATA", 4)]), free_port()
    server = Server(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.mark.slow
def test_killed_again_and_again_during_a_digest_it_tells_everybody_once(tmp_path: Path, postbox):
    box, port = postbox
    clock = tmp_path / "clock"
    site = Site(tmp_path, program=(another_day.__file__, str(clock)))
    site.environment |= {
        "TIEBEAM_MAIL_HOST": "127.0.0.1", "TIEBEAM_MAIL_PORT": str(port), "TIEBEAM_MAIL_TLS": "no",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", FOLLOWED, tmp_path, BEFORE.isoformat()], env=site.environment,
        check=True, timeout=120, capture_output=True, text=True,
    )  # fmt: skip
    everybody = made.stdout.split()

    at, ended = DUE, []
    while box.taken.total() < len(everybody):
        another_day.write(clock, at)
        site.said.write_text("")
        with site.running("worker", until="waits for jobs") as box.worker:
            wait_until(partial(is_over, box, len(everybody)))
        ended.append(box.worker.returncode)
        at += LEASE
    # What would be told twice would be told now.
    another_day.write(clock, at + timedelta(hours=2))
    with site.running("worker", until="waits for jobs"):
        wait_until(lambda: site.said.read_text().count("taken") >= 1)

    assert ended == [-signal.SIGKILL] * 3 + [0]
    assert len(everybody) > 8
    assert box.taken == Counter(everybody)


def is_over(box: Postbox, everybody: int) -> bool:
    """Whether the worker was killed, or has nothing left to tell."""
    assert box.worker is not None
    return box.worker.poll() is not None or box.taken.total() >= everybody
