"""What is certain, what can be guessed, and what is left to see: every table of the proof, anew.

    python3 dev.py prove                  all tables; writes docs/reference/proof.md
    python3 dev.py prove --employers 2    of fewer made-up employers
    python3 dev.py prove --quick          one employer and share, some seconds; writes nothing

Ends with 1 where anybody is certain in what the gate shows; of `--quick`, also where the gate's
attack ends beyond its bound.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "reference" / "proof.md"
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from engine.disclosure.lives import Told  # noqa: E402
from engine.disclosure.proof import Outcome, outcomes, quick  # noqa: E402
from engine.disclosure.weak import RELEASES, shares_of  # noqa: E402
from proof_page import Weak, as_page  # noqa: E402
from usefulness import useful  # noqa: E402

EMPLOYERS = 4
WORKERS = 2
WEAK_SIZES = (200, 500, 1000)
#: People, and how many secrets are made up of each employer: more take longer among many people.
SECRETS = {200: 3, 500: 3, 1000: 2, 2400: 1}
SHARES = (0.02, 0.05, 0.12, 0.3, 0.5)
AFTER = (1, 8)
CROSSED_SIZES = (1000, 2400)
CROSSED_AFTER = (1, 4)
CROSSED_TOLD = (Told("gender", {"women": 0.4}), Told("ethnicity", {"black": 0.12, "asian": 0.3}))
HARBOURLINE = (300, 2400)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--employers", type=int, default=EMPLOYERS)
    words.add_argument("--quick", action="store_true")
    chosen = words.parse_args()
    if chosen.quick:
        return _say_quickly()
    # Forked, workers would hold the threads of the libraries that are loaded here.
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        company = range(chosen.employers)
        large = [pool.submit(useful, people) for people in reversed(HARBOURLINE)]
        crossed = [
            pool.submit(outcomes, size, CROSSED_TOLD, CROSSED_AFTER, seed=seed, secret_seed=secret)
            for size in reversed(CROSSED_SIZES)
            for seed in company
            for secret in range(SECRETS[size])
        ]
        ours = {
            share: [
                pool.submit(outcomes, size, _yes(share), AFTER, seed=seed, secret_seed=secret)
                for size in reversed(SECRETS)
                for seed in company
                for secret in range(SECRETS[size])
            ]
            for share in SHARES
        }
        weak = {
            (name, size): [pool.submit(shares_of, name, size, seed) for seed in company]
            for name in RELEASES
            for size in WEAK_SIZES
        }
        of_share = {share: _all(found, f"a share of {share:.0%}") for share, found in ours.items()}
        of_crossed = _all(crossed, "two attributes crossed")
        page = as_page(
            employers=chosen.employers,
            secrets=SECRETS,
            weak=[
                Weak(name=name, size=size, found=tuple(one.result() for one in found))
                for (name, size), found in weak.items()
            ],
            ours=of_share,
            crossed=of_crossed,
            useful=[each.result() for each in reversed(large)],
        )
    PAGE.write_text(page, encoding="utf-8")
    print(f"Written: {PAGE}")
    return int(any(each.certain for found in (*of_share.values(), of_crossed) for each in found))


def _yes(share: float) -> tuple[Told, ...]:
    return (Told("reports", {"yes": share}),)


def _all(found: Sequence[Future[list[Outcome]]], words: str) -> list[Outcome]:
    every = [outcome for each in found for outcome in each.result()]
    print(f"Done: {words}.", flush=True)
    return every


def _say_quickly() -> int:
    bad = 0
    for each in quick():
        over = max(each.beyond.values())
        bad += bool(each.certain or each.broken) or over > 0
        print(
            f"{each.size} people, {each.half_years} half-years: {each.certain} things certain; "
            f"the gate's attack ends {abs(100 * over):.1f} points "
            f"{'beyond' if over > 0 else 'within'} its bound; {each.numbers} numbers shown."
        )
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
