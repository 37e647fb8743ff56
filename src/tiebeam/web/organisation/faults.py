"""Why files can't be used, in words: what is wrong, and what helps. No word comes from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fault:
    what: Promise
    remedy: Promise


OURS: Final = Fault(
    _("Something went wrong here."),
    _("It is our fault, not yours. Tell whoever looks after this Tiebeam."),
)

#: By the code that the worker notes.
FAULTS: Final[dict[str, Fault]] = {
    "no-table": Fault(
        _("It is no table that we can read."),
        _("Save it as CSV, XLSX or Parquet, with one row of headers at the top."),
    ),
    "empty": Fault(_("It is empty."), _("Export it again.")),
    "no-rows": Fault(
        _("It has headers, and no row below them."),
        _("Export it again, with the rows. Look whether a filter was set."),
    ),
    "same-header": Fault(
        _("Two of its columns have the same header."),
        _("Give each column a header of its own, in the first row."),
    ),
    "encoding": Fault(
        _("Some of its letters can't be read."), _("Export it as UTF-8, and send it again.")
    ),
    "workbook": Fault(
        _("It can't be opened as a workbook."),
        _("Save it as XLSX without a password, or as CSV."),
    ),
    "cut-off": Fault(_("Its end is missing."), _("Export it again, and send it again.")),
    "too-much-inside": Fault(
        _("Far more is packed in it than its size lets expect."),
        _("Save the sheet alone as CSV. If that is right and large, send fewer years at a time."),
    ),
    "not-recognised": Fault(
        _("No column says who a row is about, or from when it is."),
        _("The first row has to hold headers. Call the id of a person employee_id, and the date "
          "hire_date, year or start_date. Or send a mapping file along."),
    ),
    "withdrawn": Fault(
        _("The version that they came from was withdrawn, so its files are deleted."),
        _("Give this upload up. If you have the files, send them anew."),
    ),
    "several-mappings": Fault(
        _("There are several mapping files."), _("Send one: it may tell of several tables.")
    ),
    "mapping-alone": Fault(
        _("There is a mapping file, and no table."), _("Send the tables with it.")
    ),
    "mapping-file": Fault(
        _("The mapping file can't be read."),
        _("Try it with `tiebeam check`, which says what is wrong and where."),
    ),
    "mapping-names": Fault(
        _("The mapping names a file that did not come with it."),
        _("Send all files that it names, under the same names."),
    ),
    "mapping": Fault(
        _("Something is missing in what the columns mean."),
        _("Go back, and look at each column. Is there a person, and a date for each row?"),
    ),
    "other-columns": Fault(
        _("A column is missing that another file of the same table has."),
        _("Export all files of one table with the same columns."),
    ),
    "nothing-left": Fault(
        _("Not one row can be used."),
        _("Mostly the dates are written in another way than was said. Go back, and look how."),
    ),
    "damaged": Fault(
        _("What was kept of it is not as it was sent."),
        _("Give this upload up, and send the files again. If it happens twice, tell whoever looks "
          "after this Tiebeam."),
    ),
}  # fmt: skip


def fault(code: str) -> Fault:
    return FAULTS.get(code, OURS)
