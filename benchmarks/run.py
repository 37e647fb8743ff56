"""All benchmarks, each beside its peers in one run; prints ratios and writes results.md.

    python3 dev.py bench                    ten million person-years, about twenty-five minutes
    python3 dev.py bench --people 20000     a smaller Harbourline, to see that all of it runs
    python3 dev.py bench --only reading     one part

Times depend on the machine; the ratios beside them are what we hold ourselves to.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from peers import Result, as_markdown  # noqa: E402

PARTS = (
    "reading", "measuring", "estimating", "see", "releasing", "pages", "spaces", "uploading",
    "wording",
)  # fmt: skip
#: What these need, they make up where it is needed.
ALONE = {"releasing", "pages", "spaces", "wording"}
#: People in what is brought in a browser: with ten years, a million rows.
MOST = {"uploading": 100_000}


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--years", type=int, default=10)
    words.add_argument("--only", choices=PARTS)
    chosen = words.parse_args()
    results: list[Result] = []
    for part in PARTS:
        if chosen.only in (None, part):
            data = HERE
            if part not in ALONE:
                data = harbourline(min(chosen.people, MOST.get(part, chosen.people)), chosen.years)
            results += importlib.import_module(part).run(data)
    text = as_markdown(results, size=f"{chosen.people:,} people over {chosen.years} years")
    print(text)
    if chosen.only is None and chosen.people == 1_000_000:
        (HERE / "results.md").write_text(text, encoding="utf-8")
    missed = [result.name for result in results if result.missed]
    print("Missed: " + ", ".join(missed) if missed else "All ratios hold.")
    return 1 if missed else 0


def harbourline(people: int, years: int) -> Path:
    """The demo employer at this size; made once and kept."""
    from tiebeam.examples.harbourline import generate

    folder = HERE / "data" / f"{people}x{years}"
    if not (folder / "harbourline.map.toml").exists():
        print(f"Making Harbourline with {people:,} people …", file=sys.stderr)
        generate(people=people, years=years, seed=7, out=folder)
    return folder


if __name__ == "__main__":
    print(f"Python {platform.python_version()} on {platform.system()}", file=sys.stderr)
    sys.exit(main())
