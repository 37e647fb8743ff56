"""How the documentation is built: Sphinx, furo and MyST, on this machine, from the code beside it.

    python -m sphinx -W -n -b html docs docs/_build/html

Pages that list what the code knows (fields, problems, commands, measures) are written from the code
while building, by `_pages.py`, so they can't fall behind it.
"""

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _pages  # noqa: E402

project = "Tiebeam"
author = "The Tiebeam contributors"
copyright = "The Tiebeam contributors"
version = release = _pages.version()
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
# The stamp of when a page was built would make every build differ.
html_last_updated_fmt = None

html_theme = "furo"
html_title = "Tiebeam"
html_static_path = ["_static"]
html_css_files = ["tiebeam.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options: dict[str, Any] = {
    "light_css_variables": {
        "color-brand-primary": "#0b5f66",
        "color-brand-content": "#0b5f66",
        "color-brand-visited": "#4c4a78",
        "color-background-primary": "#fdfbf6",
        "color-background-secondary": "#f6f2e9",
        "color-code-background": "#f3efe5",
        "color-foreground-primary": "#1c1b19",
        "color-foreground-muted": "#5e594f",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7cc6cb",
        "color-brand-content": "#7cc6cb",
        "color-brand-visited": "#b9b6e6",
        "color-background-primary": "#191816",
        "color-background-secondary": "#211f1c",
        "color-code-background": "#24221f",
        "color-foreground-primary": "#ece8df",
        "color-foreground-muted": "#b3ada0",
    },
}


def setup(app: Any) -> None:
    app.connect("builder-inited", lambda app: _pages.write_measures(HERE / "measures"))
    app.connect("source-read", _fill_in)


def _fill_in(app: Any, page: str, source: list[str]) -> None:
    source[0] = _pages.filled_in(source[0])
