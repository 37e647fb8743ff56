"""Work on every core gives what work on one gives."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

import pytest

from tiebeam.workbench.side_by_side import FEWEST, on_every_core

# A process of its own: where tests run side by side, threads run too, and nothing is copied.
IN_A_PROCESS = """
from tiebeam.workbench.side_by_side import FEWEST, on_every_core
import os
def work(number):
    return number * number, os.getpid()
done = on_every_core(work, range(FEWEST * 3))
assert [each for each, _ in done] == [each * each for each in range(FEWEST * 3)]
print(len({who for _, who in done} - {os.getpid()}))
"""


@pytest.mark.parametrize("count", [0, 1, FEWEST - 1, FEWEST, FEWEST * 3])
def test_every_answer_comes_in_order(count: int):
    assert on_every_core(partial(pow, 3), range(count)) == [3**each for each in range(count)]


def test_other_processes_do_the_work_where_there_is_much_of_it():
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS], capture_output=True, text=True, check=True, timeout=60
    )

    several = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
    assert (int(done.stdout) >= 1) == several


def test_what_goes_wrong_is_raised_as_it_is():
    with pytest.raises(ZeroDivisionError):
        on_every_core(partial(divmod, 1), [0] * FEWEST)
