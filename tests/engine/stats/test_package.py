"""Rules for the whole package: quick to import, leaning on nothing, and every formula traceable."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import tiebeam.engine.stats as package

FILES = sorted(Path(package.__file__).parent.glob("*.py"))
MODULES = [file.stem for file in FILES if file.stem != "__init__"]

FORMULAS = {
    "agreement": ["agreement"],
    "availability": ["against_availability"],
    "intervals": [
        "wilson",
        "newcombe_difference",
        "mover_difference",
        "ratio_interval",
        "poisson_exact",
        "median_interval",
    ],
    "many": ["benjamini_hochberg"],
    "person_time": ["rate", "compare_rates"],
    "power": ["smallest_gap", "smallest_rate_gap", "smallest_mean_gap", "smallest_median_gap"],
    "selection": ["compare", "pooled_z", "pooled_z_of_many"],
    "strata": ["mantel_haenszel"],
    "survival": ["kaplan_meier", "cumulative_incidence", "incidence_difference", "log_rank"],
    "funnels": ["funnel"],
    "exact": ["selected_by_lot", "drawn_from"],
}


def imported_at_the_top(file):
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def imported_anywhere(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_importing_everything_does_not_load_scipy():
    names = ", ".join(f"tiebeam.engine.stats.{module}" for module in MODULES)
    code = f"import sys, {names}; print('scipy' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_package_leans_on_nothing_else_of_ours(file):
    ours = [name for name in imported_anywhere(file) if name.startswith("tiebeam")]

    assert all(name.startswith("tiebeam.engine.stats") for name in ours)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_numpy_and_scipy_are_needed_to_run(file):
    outside = {name.split(".")[0] for name in imported_anywhere(file)} - sys.stdlib_module_names

    assert outside <= {"numpy", "scipy", "tiebeam"}
    assert "scipy" not in {name.split(".")[0] for name in imported_at_the_top(file)}


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in FORMULAS.items() for name in names]
)
def test_every_formula_names_its_source(module, name):
    words = inspect.getdoc(getattr(importlib.import_module(f"{package.__name__}.{module}"), name))

    assert "Source" in words


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_says_what_you_get(module):
    found = importlib.import_module(f"{package.__name__}.{module}")

    for name, function in inspect.getmembers(found, inspect.isfunction):
        if function.__module__ == found.__name__ and not name.startswith("_"):
            assert inspect.getdoc(function), name


@pytest.mark.parametrize("module", MODULES)
def test_every_error_is_a_value_error_and_says_what_happened(module):
    found = importlib.import_module(f"{package.__name__}.{module}")

    for name, error in inspect.getmembers(found, inspect.isclass):
        if error.__module__ == found.__name__ and issubclass(error, Exception):
            assert issubclass(error, ValueError), name
            assert inspect.getdoc(error), name
