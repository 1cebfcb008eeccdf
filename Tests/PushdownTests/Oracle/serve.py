"""Load folders of CSV files into databases that `leadpact check --on` is pointed at.

    serve.py postgres < folders      a server of our own; each line `folder<TAB>name` becomes a database of that name
    serve.py duckdb < folders        each line `folder<TAB>path` becomes a file

Writes a line for each that is there, `PGHOST` first; the server lives as long as its standard input is open.
"""

import os
import subprocess
import sys

import run


def load_duckdb(folder, path):
    import duckdb
    db = duckdb.connect()
    # A client of another version is to read it.
    db.execute(f"attach '{path}' as file (storage_version 'v1.0.0')")
    db.execute("use file")
    db.execute("set timezone = 'UTC'")
    for table, columns, header, file in run.tables(folder, "duckdb"):
        name = run.quoted(table)
        db.execute(f"create table {name} ({', '.join(f'{run.quoted(n)} {t}' for n, t in columns)})")
        if file:
            names = ", ".join(map(run.quoted, header))
            db.execute(f"copy {name} ({names}) from '{file}' (format csv, header, nullstr '', delimiter ',', quote '\"', escape '\"')")
    db.close()


def load_postgres(server, folder, name):
    lines = [f'create database "{name}";', f'\\connect "{name}"', "set timezone = 'UTC';"]
    for table, columns, header, file in run.tables(folder, "postgres"):
        lines.append(f"create table {run.quoted(table)} ({', '.join(f'{run.quoted(n)} {t}' for n, t in columns)});")
        if file:
            lines.append(f"\\copy {run.quoted(table)} ({', '.join(map(run.quoted, header))}) from '{file}' with (format csv, header)")
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", server.connection], input="\n".join(lines) + "\n", check=True,
                   text=True, encoding="utf-8", env={**os.environ, "PGCLIENTENCODING": "UTF8"})


def main():
    server = None
    if sys.argv[1] == "postgres":
        server = run.Postgres(type("Options", (), {"postgres": "start"}))
        print(server.folder, flush=True)
    try:
        for line in sys.stdin:
            folder, name = line.rstrip("\n").split("\t")
            if server:
                load_postgres(server, folder, name)
            else:
                load_duckdb(folder, name)
            print(name, flush=True)
    finally:
        if server:
            server.close()


if __name__ == "__main__":
    main()
