"""`tiebeam`, in an organisation that has decided that people may be asked.

python decided.py web --port 8000
"""

from __future__ import annotations

import django

from tiebeam.cli import main

_set_up = django.setup


def set_up(**how: bool) -> None:
    """As Django is set up, and the answer of the organisation after that of any room."""
    _set_up(**how)
    from tiebeam.web.accounts import asking

    asking.may_ask = lambda: ("gb",)


django.setup = set_up

if __name__ == "__main__":
    main()
