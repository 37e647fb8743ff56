"""Changes the code a little, again and again, and counts which changes no test sees.

    python3 dev.py mutate               every module that pyproject.toml names
    python3 dev.py mutate noise         one of them

Prints a table, and the changes that survived, by name; `mutmut show NAME` shows one of them.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUTMUT = (sys.executable, "-m", "mutmut")
#: The endings in which a test, or the time it took, told the change from the code.
SEEN = {"killed", "timeout", "segfault", "caught by type check"}


def main(modules: list[str]) -> int:
    named = [f"tiebeam.*.{module}.*" for module in modules]
    subprocess.run([*MUTMUT, "run", "--max-children", "1", *named], cwd=ROOT, check=True)
    told = subprocess.run(
        [*MUTMUT, "results", "--all", "true"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    endings = dict(line.strip().rsplit(": ", 1) for line in told.stdout.splitlines() if line)
    asked = {name: end for name, end in endings.items() if end != "not checked"}
    print("\n", *table(asked), sep="\n")
    print("", *(f"{name}: {end}" for name, end in asked.items() if end not in SEEN), sep="\n")
    return 0


def table(endings: dict[str, str]) -> list[str]:
    """A line for each module: how many changes, and how many of them a test saw."""
    every = Counter(module_of(name) for name in endings)
    seen = Counter(module_of(name) for name, end in endings.items() if end in SEEN)
    lines = [f"| `{m}` | {n} | {seen[m]} | {n - seen[m]} |" for m, n in sorted(every.items())]
    return ["| module | mutants | killed | survived |", "| --- | --: | --: | --: |", *lines]


def module_of(mutant: str) -> str:
    return mutant.split(".x")[0].rpartition(".")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
