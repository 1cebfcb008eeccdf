"""Stands in for DuckDB's command-line client, with the options that leadpact gives it: `… -f SCRIPT FILE`."""

import sys

import duckdb

import run

script, path = sys.argv[-2:]
assert sys.argv[1:-3] == ["-readonly", "-bail", "-batch", "-noheader", "-list"], sys.argv
db = duckdb.connect(path, read_only=True)
with open(script, encoding="utf-8") as file:
    for statement in run.statements(file.read()):
        try:
            result = db.execute(statement)
        except duckdb.Error as error:
            sys.exit(f"{type(error).__name__}: {error}")
        if statement.lstrip().startswith("select"):
            for row in result.fetchall():
                sys.stdout.write("|".join(str(cell) for cell in row) + "\n")
