"""The one road from data to figures, for the command line, the worker and the notebook."""

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.courses import released_time_in_words, time_as_json, time_in_words
from tiebeam.workbench.figures import as_json_object
from tiebeam.workbench.intake import STEPS
from tiebeam.workbench.ledgers import ledger_as_json, ledger_in_words, released_ledger_in_words
from tiebeam.workbench.locate import locate
from tiebeam.workbench.notebook import Answer, Notebook, open_notebook
from tiebeam.workbench.outlooks import ahead_as_json, ahead_in_words, released_ahead_as_json
from tiebeam.workbench.page import page
from tiebeam.workbench.propose_mapping import as_toml, proposal_for
from tiebeam.workbench.proposing_cube import (
    cube_as_json,
    cube_in_words,
    propose_cube,
    read_cube,
    write_cube,
)
from tiebeam.workbench.rejects import rejects_path, write_rejects
from tiebeam.workbench.report import Report, report

__all__ = [
    "STEPS",
    "Answer",
    "Bench",
    "CannotMeasure",
    "Notebook",
    "Report",
    "ahead_as_json",
    "ahead_in_words",
    "as_json_object",
    "as_toml",
    "cube_as_json",
    "cube_in_words",
    "ledger_as_json",
    "ledger_in_words",
    "locate",
    "open_data",
    "open_notebook",
    "page",
    "proposal_for",
    "propose_cube",
    "read_cube",
    "rejects_path",
    "released_ahead_as_json",
    "released_ledger_in_words",
    "released_time_in_words",
    "report",
    "time_as_json",
    "time_in_words",
    "write_cube",
    "write_rejects",
]
