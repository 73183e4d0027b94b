"""Tables as files to take along: CSV and XLSX, in which no cell is a formula."""

import csv
import io
from collections.abc import Sequence

from configurator.csv_rows import harmless

Rows = Sequence[Sequence[float | str]]

PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By it spreadsheets know UTF-8."""


def as_csv(title: str, columns: Sequence[str], rows: Rows) -> bytes:
    """The table as CSV, its message in the first row."""
    written = io.StringIO(newline="")
    output = csv.writer(written, lineterminator="\r\n")
    for row in ([title], columns, *rows):
        output.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return f"{BYTE_ORDER_MARK}{written.getvalue()}".encode()


def as_xlsx(title: str, columns: Sequence[str], rows: Rows) -> bytes:
    """The table as a workbook: words are words, whatever they begin with."""
    import xlsxwriter  # noqa: PLC0415 - a quarter of a second, which hardly anybody waits for

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, **PLAIN}) as book:
        bold, sheet = book.add_format({"bold": True}), book.add_worksheet()
        sheet.write_string(0, 0, title, bold)
        for place, name in enumerate(columns):
            sheet.write_string(1, place, name, bold)
        for line, row in enumerate(rows, start=2):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, place, cell)
                else:
                    sheet.write_number(line, place, cell)
        sheet.set_column(0, len(columns), 16)
    return written.getvalue()
