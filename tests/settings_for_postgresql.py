"""The settings of the tests, over a server that `postgresql.server` has started."""

from __future__ import annotations

import os

from settings_for_tests import *  # noqa: F403

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "tie",
        "HOST": os.environ["POSTGRESQL_FOLDER"],
    }
}
