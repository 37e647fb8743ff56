"""Everything a developer or a newcomer does, from bare Python 3.11 and pip.

    python3 dev.py demo        make the demo company, print the first findings, write the report
    python3 dev.py test        all checks: style, types, walls, docs, tests
    python3 dev.py test --all  the same, with every test at its full size
    python3 dev.py test --postgresql   all tests of web and worker on PostgreSQL, started by them
    python3 dev.py bench       the benchmarks, each beside its peers
    python3 dev.py prove       what the gate protects from, measured anew: docs/reference/proof.md
    python3 dev.py spark       the tests that need Spark (Java, and a download of 434 MB)
    python3 dev.py mutate      change the code a little, a thousand times: does a test see it?
    python3 dev.py translate   collect what pages say, for translators: src/tiebeam/web/locale
    python3 dev.py pictures    take the documents' pictures of the pages anew: docs/pictures
    python3 dev.py lock        work the pinned requirements out anew

Anything after the command is handed on, for example `dev.py test tests/engine -k wilson`.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
#: What Python made of each file that was imported: tests start hundreds of processes, and where
#: Python may not keep it, to make it anew is most of what they do.
COMPILED = TOOLS / "compiled"
VENV = ROOT / ".venv"
SPARK_VENV = ROOT / ".venv-spark"
MUTATE_VENV = ROOT / ".venv-mutate"
# Each worker goes through whole folders, and so makes what they share once.
PYTEST = ("pytest", "-n", "2", "--dist", "worksteal", "-q", "-rs")
#: What meets a database: the usual run tries all of it on SQLite, and a part on PostgreSQL.
ON_BOTH = ("tests/web", "tests/worker", "tests/keeping", "tests/cli/test_web.py",
           "tests/cli/test_demo_site.py", "tests/browser")  # fmt: skip


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 — whoever starts this may have any Python
        return complain("Tiebeam needs Python 3.11 or newer; this is " + sys.version.split()[0])
    commands = {
        "demo": demo, "test": test, "bench": bench, "prove": prove, "spark": spark,
        "mutate": mutate, "translate": translate, "pictures": pictures, "lock": lock,
    }  # fmt: skip
    if not words or words[0] not in commands:
        print(__doc__.strip())
        return 0 if not words or words[0] in {"-h", "--help", "help"} else 2
    try:
        return commands[words[0]](words[1:])
    except subprocess.CalledProcessError as failure:
        return failure.returncode


def demo(words: list[str]) -> int:
    """Made where you stand, so that a relative --dir means what you think."""
    return run(prepare("run"), "-m", "tiebeam", "demo", *words, cwd=None)


def test(words: list[str]) -> int:
    """Every check, cheapest first; the first that fails ends the run."""
    python = prepare("dev")
    if "--postgresql" in words:
        rest = [word for word in words if word != "--postgresql"]
        return run(python, "tests/postgresql.py", *PYTEST, *(rest or ON_BOTH))
    if set(words) - {"--all"}:
        return run(python, "-m", "pytest", *words)
    pytest = (*PYTEST, *words)
    checks = (
        ("ruff", "format", "--check"),
        ("ruff", "check"),
        ("mypy",),
        # Tests take half as long again where Python tells which lines they reach. The engine is
        # held to its share by its own tests, so the others need not tell.
        (*pytest, "--ignore=tests/engine"),
        (*pytest, "--cov", "--cov-report=", "tests/engine"),
        ("coverage", "report", "--include=src/tiebeam/engine/*", "--skip-covered",
         "--fail-under=95"),
    )  # fmt: skip
    for check in checks:
        print("\n·", *check, flush=True)
        if failed := run(python, "-m", *check):
            return failed
    return 0


def bench(words: list[str]) -> int:
    return run(prepare("dev"), ROOT / "benchmarks" / "run.py", *words)


def prove(words: list[str]) -> int:
    return run(prepare("dev"), ROOT / "benchmarks" / "prove.py", *words)


def spark(words: list[str]) -> int:
    return run(prepare("spark", SPARK_VENV), "-m", "pytest", "-m", "spark", "-rs", *words)


def mutate(words: list[str]) -> int:
    """Whether tests see small faults; `noise`, `protected` and the like name the modules."""
    return run(prepare("mutate", MUTATE_VENV), ROOT / "benchmarks" / "mutants.py", *words)


def translate(words: list[str]) -> int:
    """Bring the files of every language up to date; a new language is named by its code."""
    return run(prepare("dev"), ROOT / "tools" / "translations.py", *words)


def pictures(words: list[str]) -> int:
    return run(prepare("dev"), ROOT / "tools" / "pictures.py", *words)


def lock(words: list[str]) -> int:
    """Pin every requirement with its hashes, and without any address to fetch it from."""
    sets = {
        "run": (),
        "dev": ("--group", "dev"),
        "spark": ("--group", "dev", "--extra", "spark"),
        "mutate": ("--group", "dev", "--group", "mutate"),
    }
    for name, chosen in sets.items():
        must_run(
            uv(), "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--quiet",
            "--no-emit-index-url", "--python-version", "3.11", *chosen, *words,
            "pyproject.toml", "--output-file", f"requirements/{name}.txt",
        )  # fmt: skip
    return 0


def prepare(wanted: str, venv: Path = VENV) -> Path:
    """Make an environment hold what the lock says, and return its Python; quick when it does."""
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # "dev" holds all of "run", so a demo after a test leaves the larger set in place.
    installed = venv / "installed"
    have = installed.read_text() if installed.exists() else ""
    if have in {state("dev"), state(wanted)}:
        return python
    installed.unlink(missing_ok=True)
    if not python.exists():
        must_run(uv(), "venv", "--quiet", "--clear", "--python", sys.executable, venv)
    lockfile = ROOT / "requirements" / f"{wanted}.txt"
    must_run(uv(), "pip", "sync", "--quiet", "--require-hashes", "--python", python, lockfile)
    must_run(uv(), "pip", "install", "--quiet", "--python", python, "--no-deps", "--editable", ROOT)
    installed.write_text(state(wanted))
    return python


def state(wanted: str) -> str:
    """What .venv holds once it is made: the set's name and a fingerprint of what defines it."""
    content = (ROOT / "requirements" / f"{wanted}.txt").read_bytes()
    content += (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    return f"{wanted} {hashlib.sha256(content).hexdigest()}"


def uv() -> Path:
    """The installer, put into .tools on first use."""
    program = TOOLS / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        print("Preparing: the first run takes about half a minute.", flush=True)
        must_run(
            sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--root-user-action=ignore", "--require-hashes", "--target", TOOLS,
            "--requirement", ROOT / "requirements" / "tools.txt",
        )  # fmt: skip
    return program


def run(*command: str | Path, cwd: Path | None = ROOT) -> int:
    environment = os.environ | {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "hardlink"),
        "COVERAGE_FILE": str(ROOT / ".coverage"),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(COMPILED),
    }
    with subprocess.Popen([str(word) for word in command], env=environment, cwd=cwd) as child:
        # Whoever ends this means what it started; what the keyboard sends, both get.
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()


def must_run(*command: str | Path) -> None:
    if failed := run(*command):
        raise subprocess.CalledProcessError(failed, str(command[0]))


def complain(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
