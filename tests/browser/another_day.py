"""`tiebeam` on the day that a file says; written anew, it is another day there.

python another_day.py FILE web --port 8000
"""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import time_machine

from tiebeam.cli import main

#: Seconds between two looks at the file.
LOOK = 0.02


def write(file: Path, at: datetime) -> None:
    """Another day, written whole at once: it is read all the time."""
    new = file.with_suffix(".new")
    new.write_text(at.isoformat(), "ascii")
    os.replace(new, file)


def live_by(file: Path) -> None:
    """From here on, this process and those that it begins have the day of the file."""
    said = file.read_text("ascii")
    traveller = time_machine.travel(datetime.fromisoformat(said)).start()

    def follow(said: str = said) -> None:
        while True:
            now = file.read_text("ascii")
            if now and now != said:
                said = now
                traveller.move_to(datetime.fromisoformat(now))
            time.sleep(LOOK)

    def begin() -> None:
        threading.Thread(target=follow, daemon=True).start()

    begin()
    # What answers pages is a child of what listens; no thread follows it there.
    os.register_at_fork(after_in_child=begin)


if __name__ == "__main__":
    live_by(Path(sys.argv.pop(1)))
    main()
