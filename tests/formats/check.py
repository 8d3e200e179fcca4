"""Every format of a report, opened by the programs it is for: they read what the CSV tables say, cell by cell.

openpyxl and LibreOffice open the workbook, pyarrow and DuckDB the Parquet files, jsonschema holds report.json against the
schema that restday prints, and LibreOffice opens the spreadsheet dialects of CSV in a German and in a US locale.

Usage: check.py RESTDAY FOLDER, the program and the folder of an athlete. Ends with 1 where something differs.
"""

import copy
import csv
import datetime
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import jsonschema
import openpyxl
import pyarrow.parquet
from PIL import Image

FORMATS = "csv,json,ndjson,xlsx,parquet,html,svg"
# The language of a locale as LibreOffice numbers it, and the separator between cells.
LOCALES = {"excel-us": (1033, 44), "excel-eu": (1031, 59)}
TABLES = ["activities", "daily", "weeks", "months", "readiness", "mornings", "import", "duplicates"]


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


def rows_of(text, delimiter=","):
    """The header and the rows of a CSV text."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return header, rows


def schema(restday):
    """The type of each column by table, as restday prints it."""
    header, rows = rows_of(run(restday, "schema", "csv").stdout)
    assert header == ["table", "column", "type", "unit", "meaning", "empty_when"], header
    types = {}
    for table, column, kind, unit, *_ in rows:
        types.setdefault(table, {})[column] = (kind, unit)
    return types


def value(text, kind):
    """A cell of a CSV file as the value it stands for."""
    if text == "":
        return None
    if kind == "number":
        return float(text)
    if kind == "integer":
        return int(text)
    if kind == "boolean":
        return text == "true"
    if kind == "date":
        return datetime.date.fromisoformat(text)
    return text


def same(found, expected):
    """Whether a program read a value, to the 15 digits that a spreadsheet keeps."""
    if isinstance(expected, float) and isinstance(found, (int, float)) and not isinstance(found, bool):
        return abs(found - expected) <= 1e-14 * max(1.0, abs(expected))
    if isinstance(found, datetime.datetime):
        found = found.date()
    # An empty text and nothing are one cell of a CSV file.
    return found == expected or {found, expected} <= {None, ""}


def compare(what, found, expected):
    """Fails with the first cell that differs."""
    assert len(found) == len(expected), f"{what}: {len(found)} rows, {len(expected)} expected"
    for nth, (one, other) in enumerate(zip(found, expected)):
        assert len(one) == len(other), f"{what} row {nth + 1}: {len(one)} cells, {len(other)} expected"
        for place, (cell, wanted) in enumerate(zip(one, other)):
            assert same(cell, wanted), f"{what} row {nth + 1} cell {place + 1}: {cell!r}, {wanted!r} expected"


def values_of(out, types):
    """All tables as values, from the CSV files."""
    tables = {}
    for table in TABLES:
        header, rows = rows_of((out / f"{table}.csv").read_bytes().decode())
        assert header == list(types[table]), f"{table}.csv has other columns than the schema"
        kinds = [kind for kind, _ in types[table].values()]
        tables[table] = [[value(cell, kind) for cell, kind in zip(row, kinds)] for row in rows]
    return tables


def check_parquet(out, types, tables):
    for table in ["activities", "daily", "readiness", "mornings"]:
        path = out / f"{table}.parquet"
        read = pyarrow.parquet.read_table(path)
        assert read.column_names == list(types[table])
        for name, (kind, unit) in types[table].items():
            told = read.schema.field(name).metadata or {}
            assert told.get(b"unit", b"").decode() == unit and told[b"meaning"], name
            expected = {"number": "double", "integer": "int64", "boolean": "bool", "date": "date32[day]"}
            assert str(read.schema.field(name).type) == expected.get(kind, "large_string"), name
        compare(f"{path.name} by pyarrow", list(zip(*(column.to_pylist() for column in read.columns))), tables[table])
        rows = duckdb.sql(f"select * from read_parquet('{path}')").fetchall()
        compare(f"{path.name} by DuckDB", rows, tables[table])
    total = duckdb.sql(f"select sum(load) from read_parquet('{out}/daily.parquet')").fetchall()[0][0]
    assert abs(total - sum(row[3] or 0.0 for row in tables["daily"])) < 1e-6


def check_json(restday, out, types, tables):
    report = json.loads((out / "report.json").read_text())
    contract = json.loads(run(restday, "schema", "json").stdout)
    validator = jsonschema.Draft202012Validator(contract, format_checker=jsonschema.FormatChecker())
    validator.check_schema(contract)
    validator.validate(report)
    verdict = report["readiness"]
    for key in ["headline", "model", "band", "score", "half_width", "confidence", "trend", "factors", "missing", "caps", "reasons", "but", "facts", "pushing_hard"]:
        assert key in verdict, key
    for factor in verdict["factors"]:
        assert {"signal", "value", "normal", "z", "q", "price", "points", "witness", "status"} <= factor.keys()
    # What breaks the contract is seen.
    breaks = {
        "a band that is none": lambda broken: broken["readiness"].update(band="splendid"),
        "a missing key": lambda broken: broken["daily"][0].pop("load"),
        "a text for a number": lambda broken: broken["snapshot"].update(acute="17"),
        "a day that is none": lambda broken: broken["daily"][0].update(day="2026-02-30"),
    }
    for what, damage in breaks.items():
        broken = copy.deepcopy(report)
        damage(broken)
        assert not validator.is_valid(broken), f"the schema allows {what}"
    # Nothing is in the report that the schema does not name.
    assert set(report) == set(contract["properties"]) and set(report) == set(contract["required"])
    lines = [json.loads(line) for line in (out / "report.ndjson").read_text().splitlines()]
    assert lines[0]["table"] == "report" and lines[0]["inputs_digest"] == report["inputs_digest"]
    for table in TABLES:
        columns = list(types[table])
        objects = report["readiness_history" if table == "readiness" else table]
        for source, what in [(objects, "report.json"), ([line for line in lines if line["table"] == table], "report.ndjson")]:
            found = [[item[column] for column in columns] for item in source]
            dated = [
                [datetime.date.fromisoformat(cell) if kind == "date" and cell else cell for cell, (kind, _) in zip(row, types[table].values())]
                for row in found
            ]
            expected = [[unguarded(cell) for cell in row] for row in tables[table]]
            compare(f"{table} in {what}", dated, expected)


def check_xlsx(out, types, tables):
    book = openpyxl.load_workbook(out / "report.xlsx")
    assert book.sheetnames == ["Today", "Daily", "Activities", "Mornings", "Import"], book.sheetnames
    assert len(book["Today"]._charts) == 3
    text = " ".join(str(cell.value) for row in book["Today"].iter_rows() for cell in row if cell.value is not None)
    assert "Recovery Readiness" in text and "Training Load Snapshot" in text
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"a formula in {sheet.title} {cell.coordinate}"
    for table, name in [("daily", "Daily"), ("activities", "Activities"), ("import", "Import")]:
        sheet = book[name]
        header, *rows = sheet.iter_rows(values_only=True)
        assert list(header) == list(types[table])
        assert sheet.freeze_panes and sheet.auto_filter.ref, name
        kinds = [kind for kind, _ in types[table].values()]
        expected = []
        for row in tables[table]:
            # A spreadsheet knows no offsets, and needs no guard before a text that is a text.
            expected.append([
                datetime.date.fromisoformat(cell[:10]) if kind == "time" and cell
                else unguarded(cell)
                for cell, kind in zip(row, kinds)
            ])
        compare(f"sheet {name}", rows, expected)
    assert book["Daily"].conditional_formatting and book["Daily"]["B2"].is_date
    header, *rows = book["Mornings"].iter_rows(values_only=True)
    assert list(header) == list(types["readiness"]) + list(types["mornings"])[2:]
    judged = {row[1].date(): row for row in rows}
    width = len(types["readiness"])
    compare("sheet Mornings", [judged[row[1]][:width] for row in tables["readiness"]], tables["readiness"])
    compare("sheet Mornings", [judged[row[1]][width:] for row in tables["mornings"]], [row[2:] for row in tables["mornings"]])


def check_dialects(restday, folder, types, tables, scratch):
    for dialect, (language, separator) in LOCALES.items():
        out = scratch / dialect
        run(restday, "report", folder, "--as-of", "latest", "--out", out, "--format", "csv", "--csv-dialect", dialect)
        for table in TABLES:
            raw = (out / f"{table}.csv").read_bytes()
            assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
        # Separator, quote, UTF-8, first line, column formats, language, quoted is text, special numbers are detected.
        settings = f"CSV:{separator},34,76,1,,{language},true,true"
        files = [out / f"{table}.csv" for table in TABLES]
        office(scratch, "--infilter=" + settings, "--convert-to", "xlsx", "--outdir", out / "read", *files)
        for table in TABLES:
            sheet = openpyxl.load_workbook(out / "read" / f"{table}.xlsx").active
            header, *rows = sheet.iter_rows(values_only=True)
            assert list(header) == list(types[table]), f"{table} in {dialect}"
            kinds = [kind for kind, _ in types[table].values()]
            rows = [[plain(cell, kind) for cell, kind in zip(row, kinds)] for row in rows]
            expected = [[unguarded(cell) for cell in row] for row in tables[table]]
            compare(f"{table} in {dialect}", rows, expected)


def unguarded(cell):
    """A text without the apostrophe that keeps a spreadsheet from taking it for something else."""
    return cell[1:] if isinstance(cell, str) and cell.startswith("'") else cell


def plain(cell, kind):
    """What LibreOffice made of a cell of words, as the word it was."""
    cell = unguarded(cell)
    # A German sheet has its own words for true and false, and leaves ours as words.
    if kind == "boolean" and isinstance(cell, str):
        return cell == "true"
    if kind in ("text", "word", "time") and cell is not None and not isinstance(cell, str):
        if isinstance(cell, datetime.time):
            return cell.strftime("%H:%M")
        return str(cell)
    return cell


def office(scratch, *arguments):
    """LibreOffice without a window and with a profile of its own."""
    run("soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", *arguments)


def check_print(out, scratch):
    """The workbook on paper: its first page has words and the charts in their colours."""
    office(scratch, "--convert-to", "pdf", "--outdir", scratch, out / "report.xlsx")
    run("pdftoppm", "-r", "50", "-png", "-f", "1", "-l", "1", "-singlefile", scratch / "report.pdf", scratch / "today")
    picture = Image.open(scratch / "today.png").convert("RGB")
    near = lambda pixel, color: all(abs(a - b) < 40 for a, b in zip(pixel, color))
    pixels = list(picture.get_flattened_data())
    for what, color in [("bars of load", (0x56, 0xB4, 0xE9)), ("the area of form", (0x00, 0x9E, 0x73)), ("words", (0, 0, 0))]:
        count = sum(near(pixel, color) for pixel in pixels)
        assert 40 < count, f"{what}: {count} pixels on the first page"


def check_ledger(restday, folder, types, tables, scratch):
    """A dataframe tool opens the ledger: a row an activity, those given twice too, with the seconds at each heart rate."""
    ledger = scratch / "ledger.parquet"
    run(restday, "report", folder, "--as-of", "latest", "--out", scratch / "kept", "--format", "csv", "--ledger", ledger, "-q")
    rows = {row["activity_id"]: row for row in pyarrow.parquet.read_table(ledger).to_pylist()}
    columns = list(types["activities"])
    for cells in tables["activities"]:
        expected = dict(zip(columns, cells))
        row = rows[expected["activity_id"]]
        for column in ["sport", "tz_source", "duration_s", "elapsed_s", "hr_coverage", "heart_rate_max_bpm", "rpe"]:
            if column != "rpe" or row[column] is not None:  # A check-in may have told how hard it felt.
                compare(f"ledger {column}", [[row[column]]], [[expected[column]]])
        assert row["day"] == expected["day"].isoformat() and row["athlete"] == expected["athlete"]
        covered = sum(row["heart_rate_s"] or [])
        # Too little of it is no heart rate, and the share has three decimals.
        share = covered / row["duration_s"]
        assert abs(min(share, 1) - row["hr_coverage"]) < 1e-3 or row["heart_rate_s"] is None, row["activity_id"]
    count = duckdb.sql(f"select count(distinct activity_id) from read_parquet('{ledger}')").fetchall()[0][0]
    assert count == len(rows) >= len(tables["activities"])


def check_team(restday, folder, types, scratch):
    team = scratch / "team"
    for name in ["ana", "bo"]:
        shutil.copytree(folder, team / name)
    out = scratch / "reports"
    run(restday, "report", "--team", team, "--as-of", "latest", "--out", out, "--format", "csv,xlsx", "-q")
    kinds = [kind for kind, _ in types["team"].values()]
    expected_header, expected = rows_of((out / "team.csv").read_text())
    header, *rows = openpyxl.load_workbook(out / "team.xlsx")["Team"].iter_rows(values_only=True)
    assert list(header) == expected_header
    compare("team.xlsx", rows, [[unguarded(value(cell, kind)) for cell, kind in zip(row, kinds)] for row in expected])


def main(restday, folder):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        out = scratch / "report"
        run(restday, "report", folder, "--as-of", "latest", "--out", out, "--format", FORMATS)
        types = schema(restday)
        tables = values_of(out, types)
        checks = [
            ("Parquet, by pyarrow and DuckDB", lambda: check_parquet(out, types, tables)),
            ("JSON and NDJSON, against the schema and the tables", lambda: check_json(restday, out, types, tables)),
            ("the workbook, by openpyxl", lambda: check_xlsx(out, types, tables)),
            ("the spreadsheet dialects, by LibreOffice", lambda: check_dialects(restday, folder, types, tables, scratch)),
            ("the workbook on paper, by LibreOffice", lambda: check_print(out, scratch)),
            ("the ledger, by pyarrow and DuckDB", lambda: check_ledger(restday, folder, types, tables, scratch)),
            ("the workbook of a team, by openpyxl", lambda: check_team(restday, folder, types, scratch)),
        ]
        for name, check in checks:
            check()
            print(f"formats: {name}: as the tables say")


if __name__ == "__main__":
    main(*sys.argv[1:])
