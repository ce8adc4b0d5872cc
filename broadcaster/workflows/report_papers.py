"""The report as a file: what its name ends in says what it becomes."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_, say
from broadcaster.model.contents import Contents
from broadcaster.reporting.accounts import Report
from broadcaster.reporting.words import Words
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.reporting import report_json

OFFICIAL = "vi"  # of the state's papers, whatever language the operator reads


def write_paper(report: Report, contents: Contents, file: Path, language: str) -> None:
    """Write `report` to `file`. Raises UsageError for an ending that says nothing."""
    if file.suffix.lower() not in PAPERS:
        template = N_("{file}: a name that ends in {endings} is needed")
        raise UsageError(template, file=file.name, endings=", ".join(PAPERS))
    write_beside(file.resolve(), paper(report, contents, file.suffix.lower(), language))


def paper(report: Report, contents: Contents, ending: str, language: str) -> bytes:
    """Return `report` as a file whose name ends in `ending`, one of PAPERS."""
    names = column_names(contents, (column.column for column in report.columns))
    language = OFFICIAL if ending == ".docx" else language
    return PAPERS[ending](report, Words(partial(_said, language), names, language))


def _said(language: str, template: str, /, **values: object) -> str:
    return say(template, values, language)


def _letter(report: Report, words: Words) -> bytes:
    from broadcaster.reporting.office_letter import office_letter

    return office_letter(report, words)


def _workbook(report: Report, words: Words) -> bytes:
    from broadcaster.reporting.workbook import workbook

    return workbook(report, words)


def _page(report: Report, words: Words) -> bytes:
    from broadcaster.reporting.page import page

    return page(report, words).encode()


def _table(report: Report, _: Words) -> bytes:
    from broadcaster.reporting.flat_table import flat_table

    return flat_table(report)


def _shape(report: Report, _: Words) -> bytes:
    return (json.dumps(report_json(report), ensure_ascii=False, indent=1) + "\n").encode()


PAPERS: dict[str, Callable[[Report, Words], bytes]] = {
    ".docx": _letter,
    ".xlsx": _workbook,
    ".csv": _table,
    ".html": _page,
    ".json": _shape,
}
