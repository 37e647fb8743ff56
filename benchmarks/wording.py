"""Our wording beside `alex` on the same handbooks, in one run: how long, and what each reports.

    .venv/bin/python benchmarks/wording.py     writes wording.md beside this file

Needs the handbooks of the shared data, and node with npm. alex is put into a folder that git
ignores and is no part of the project; where npm reaches no registry, this says so and times ours.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from peers import Result, Run, alone

HERE = Path(__file__).resolve().parent
HANDBOOKS = HERE.parents[1] / "shared" / "data" / "handbooks"
PEER = HERE / "data" / "alex"
ALEX = PEER / "node_modules" / "alex" / "cli.js"
MESSAGE = re.compile(r"^\s*\d+:\d+\S*\s+warning\s+.*\s(\S+)\s+(retext-\w+)\s*$", re.M)
MOST_SHOWN = 12


def run(data: Path) -> list[Result]:
    """Wording over all handbooks, and the whole audit once there is one."""
    if not HANDBOOKS.is_dir():
        print(
            "The shared handbooks are not on this machine, so wording was not timed.",
            file=sys.stderr,
        )
        return []
    folder = str(HANDBOOKS)
    peers = {}
    if installed():
        seconds, said = alex(folder)
        peers["alex, its process included"] = Run(seconds=seconds, megabytes=0)
        (HERE / "wording.md").write_text(table(folder, said), encoding="utf-8")
    results = [
        Result(
            name=f"wording of {words(folder):,} words of handbooks",
            ours=alone(ours, folder),
            peers=peers,
            most_seconds=5,
        )
    ]
    if has_audit():
        whole = Run(
            seconds=timed(sys.executable, "-m", "tiebeam", "audit", folder, "--json"), megabytes=0
        )
        results.append(
            Result(
                name="`tiebeam audit` of the same files", ours=whole, peers=peers, most_seconds=10
            )
        )
    return results


def installed() -> bool:
    """Whether alex is there; it is fetched where it is not and a registry can be reached."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("node or npm is not installed, so alex was not timed.", file=sys.stderr)
        return False
    if not ALEX.exists():
        PEER.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["npm", "install", "--prefix", str(PEER), "--no-audit", "--no-fund",
             "--ignore-scripts", "alex@11"],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if done.returncode:
            print("npm reaches no registry, so alex was not timed.", file=sys.stderr)
    return ALEX.exists()


def alex(folder: str) -> tuple[float, str]:
    """How long alex takes for a folder, and all that it says."""
    begun = time.perf_counter()
    done = subprocess.run(
        ["node", str(ALEX), "**/*.md"], cwd=folder,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    return time.perf_counter() - begun, done.stdout + done.stderr


def timed(*command: str) -> float:
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, timeout=600, check=True)
    return time.perf_counter() - begun


def has_audit() -> bool:
    from tiebeam.cli import main

    return "audit" in main.commands


def texts(folder: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(Path(folder).rglob("*.md"))]


def words(folder: str) -> int:
    return sum(len(text.split()) for text in texts(folder))


def ours(folder: str) -> None:
    from tiebeam.engine.language import wording

    for text in texts(folder):
        wording(text)


def found_by_us(folder: str) -> Counter[str]:
    from tiebeam.engine.language import wording

    return Counter(each.rule for text in texts(folder) for each in wording(text))


def table(folder: str, said: str) -> str:
    """What each reports on the same files, most frequent first."""
    mine, theirs = found_by_us(folder), Counter(rule for rule, _ in MESSAGE.findall(said))
    files = len(list(Path(folder).rglob("*.md")))
    return "\n".join(
        [
            "# What wording checkers report",
            "",
            f"The same {files} files ({words(folder):,} words) of public handbooks, in one run. "
            f"Ours: {mine.total()} suggestions. alex: {theirs.total()} warnings.",
            "",
            "| ours | times | alex | times |",
            "|---|---|---|---|",
            *rows(mine.most_common(), theirs.most_common()),
            "",
        ]
    )


def rows(mine: list[tuple[str, int]], theirs: list[tuple[str, int]]) -> Iterable[str]:
    shown = [*theirs[:MOST_SHOWN], *rest(theirs[MOST_SHOWN:])]
    for n in range(max(len(mine), len(shown))):
        cells = [list(map(str, side[n])) if n < len(side) else ["", ""] for side in (mine, shown)]
        yield "| " + " | ".join(cells[0] + cells[1]) + " |"


def rest(others: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(f"{len(others)} other words", sum(n for _, n in others))] if others else []


def main() -> int:
    """Time both, and print who took how long and what each reports."""
    for result in run(HERE):
        peers = "; ".join(f"{name} {each.seconds:.1f} s" for name, each in result.peers.items())
        print(f"{result.name}: {result.ours.seconds:.2f} s; {peers}")
    page = HERE / "wording.md"
    print(page.read_text(encoding="utf-8") if page.exists() else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
