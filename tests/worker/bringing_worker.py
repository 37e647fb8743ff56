"""`tiebeam worker` over a given database, with a lease so short that a test can wait for it.

python bringing_worker.py DATABASE
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta


def main(database: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tiebeam.web.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from tiebeam.web.jobs.actions import Limits
    from tiebeam.worker import handlers  # noqa: F401 — registers them
    from tiebeam.worker.loop import Pace, work

    limits = Limits(lease=timedelta(seconds=0.6), tries=50, wait=timedelta(seconds=0.01))
    work(limits=limits, pace=Pace(look=0.05, reap=0.1))


if __name__ == "__main__":
    main(sys.argv[1])
