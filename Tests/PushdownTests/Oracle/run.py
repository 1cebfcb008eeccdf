"""Run scripts of `leadpact sql` over folders of CSV files, and hold their verdicts against those of `leadpact check`.

    run.py --engine duckdb|postgres|spark [--postgres CONNINFO | --postgres start] [--master start [--kill-worker]] < jobs

A job is a line `script<TAB>data<TAB>verdicts.csv`, the last written by `leadpact check --list all --format csv`. For each one
a line is written: `same ROWS`, or `differs` with what does.

An empty field is null. Columns that are not canonical get their type from `TYPES`, else they are text.
"""

import argparse
import csv
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

TABLES = {
    "leads": "id email company country segment source origin campaign title stage owner_id disposition disposition_reason",
    "stage_changes": "lead_id from_stage to_stage user_id",
    "activities": "id lead_id user_id kind direction outcome",
    "owner_changes": "lead_id from_owner_id owner_id",
    "opportunities": "id lead_id owner_id stage",
    "users": "id name email team role manager_id calendar",
}
TYPES = {
    "created_at": "instant", "dispositioned_at": "instant", "at": "instant", "closed_at": "instant", "demo_held_at": "instant",
    "score": "number", "amount": "number", "employees": "number", "do_not_contact": "boolean", "active": "boolean",
    "won": "boolean", "expected_close": "date",
}
NAMES = {
    "duckdb": {"instant": "timestamptz", "number": "double", "boolean": "boolean", "date": "date", "text": "text"},
    "postgres": {"instant": "timestamptz", "number": "float8", "boolean": "boolean", "date": "date", "text": "text"},
    "spark": {"instant": "timestamp", "number": "double", "boolean": "boolean", "date": "date", "text": "string"},
}
COLUMNS = "rule party subject lead verdict kind start due satisfied_at elapsed_seconds target_seconds target owner team manager severity"


def tables(folder, engine):
    """Each table's columns with their types, and its file where there is one; with a manifest all files as they are, in text."""
    if os.path.exists(os.path.join(folder, "snapshot.yaml")):
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), "*.csv"))):
            with open(path, newline="", encoding="utf-8-sig") as file:
                header = next(csv.reader(file))
            name = os.path.splitext(os.path.basename(path))[0]
            yield name, [(c, NAMES[engine]["text"]) for c in header], header, path
        return
    for table, names in TABLES.items():
        path = os.path.join(folder, f"{table}.csv")
        columns = names.split() + [c for c in TYPES if c in OWN[table]]
        header = []
        if os.path.exists(path):
            with open(path, newline="", encoding="utf-8") as file:
                header = next(csv.reader(file), [])
        columns = header + [c for c in columns if c not in header]
        yield table, [(c, NAMES[engine][TYPES.get(c, "text")]) for c in columns], header, path if header else None


OWN = {
    "leads": {"created_at", "dispositioned_at", "score", "do_not_contact", "demo_held_at", "employees"},
    "stage_changes": {"at"}, "activities": {"at"}, "owner_changes": {"at"},
    "opportunities": {"created_at", "closed_at", "amount", "won", "expected_close"}, "users": {"active"},
}


def instant(value, engine):
    """Verdicts name instants as text: `2026-07-03T14:05:09Z`, with milliseconds where there are any."""
    if engine == "duckdb":
        return f"strftime({value}, '%Y-%m-%dT%H:%M:%S') || case when epoch_ms({value}) % 1000 = 0 then '' else '.' || lpad((epoch_ms({value}) % 1000)::text, 3, '0') end || 'Z'"
    if engine == "postgres":
        return f"regexp_replace(to_char({value}, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS'), '\\.000$', '') || 'Z'"
    return f"regexp_replace(date_format({value}, \"yyyy-MM-dd'T'HH:mm:ss.SSS\"), '[.]000$', '') || 'Z'"


def listing(engine):
    columns = []
    for name in COLUMNS.split():
        if name in ("start", "due", "satisfied_at"):
            columns.append(f"{instant(name, engine)} as {name}_text")
        elif name.endswith("_seconds"):
            columns.append(f"cast(round({name} * 1000) as bigint) as {name}_ms")
        else:
            columns.append(name)
    return f"select {', '.join(columns)} from verdicts"


def statements(text):
    """Statements end in a semicolon at the end of a line; no text within a script has one there."""
    return [part for part in (p.strip() for p in text.split(";\n")) if part]


class DuckDB:
    def __init__(self, options):
        import duckdb
        self.duckdb = duckdb

    def run(self, script, folder):
        db = self.duckdb.connect(config={"threads": 2})
        db.execute("set timezone = 'UTC'")
        for table, columns, header, path in tables(folder, "duckdb"):
            db.execute(f"create table {quoted(table)} ({', '.join(f'{quoted(n)} {t}' for n, t in columns)})")
            if path:
                names = ", ".join(map(quoted, header))
                db.execute(f"copy {quoted(table)} ({names}) from '{path}' (format csv, header, nullstr '', delimiter ',', quote '\"', escape '\"')")
        for statement in statements(script):
            try:
                db.execute(statement)
            except Exception as error:
                raise SystemExit(f"{error}\n--- in\n{statement[:6000]}")
        return db.execute(listing("duckdb")).fetchall()

    def close(self):
        pass


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Postgres:
    """The server named, or one of our own on a socket in a temporary folder, which root hands to the user postgres."""

    def __init__(self, options):
        self.folder = None
        self.connection = options.postgres
        if options.postgres != "start":
            return
        found = shutil.which("initdb") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))), None)
        self.bin = os.path.dirname(os.path.realpath(found))
        self.folder = tempfile.mkdtemp(prefix="pushdown")
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        data = os.path.join(self.folder, "data")
        self.tool("initdb", "-D", data, "-A", "trust", "-U", "oracle", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        self.tool("pg_ctl", "-D", data, "-w", "-l", os.path.join(self.folder, "log"), "-o",
                  f"-c listen_addresses='' -c fsync=off -c unix_socket_directories='{self.folder}'", "start")
        self.connection = f"host={self.folder} user=oracle dbname=postgres"

    def tool(self, tool, *arguments):
        subprocess.run([*self.user, os.path.join(self.bin, tool), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def run(self, script, folder):
        lines = ["set client_min_messages = warning;", "set timezone = 'UTC';"]
        for table, columns, header, path in tables(folder, "postgres"):
            lines.append(f"create temporary table {quoted(table)} ({', '.join(f'{quoted(n)} {t}' for n, t in columns)});")
            if path:
                lines.append(f"\\copy {quoted(table)} ({', '.join(map(quoted, header))}) from '{path}' with (format csv, header)")
        lines += [script, f"copy ({listing('postgres')}) to stdout with (format csv);"]
        done = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.connection], input="\n".join(lines) + "\n",
            capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PGCLIENTENCODING": "UTF8"})
        if done.returncode:
            raise SystemExit(done.stderr[:6000])
        return [[None if v == "" else v for v in row] for row in csv.reader(done.stdout.splitlines())]

    def close(self):
        if self.folder:
            self.tool("pg_ctl", "-D", os.path.join(self.folder, "data"), "-m", "immediate", "stop")
            shutil.rmtree(self.folder, ignore_errors=True)


# Forty small tables a script: what a virtual machine and a query compile for, they are done before it pays.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"


class Cluster:
    """A standalone master with two workers on loopback, of the scripts that come with pyspark."""

    def __init__(self, folder):
        import pyspark
        home = os.path.dirname(pyspark.__file__)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"spark://127.0.0.1:{port}"
        self.folder = folder
        self.java = os.path.join(home, "bin", "spark-class")
        self.processes = []
        self.start("master", "org.apache.spark.deploy.master.Master", "--port", str(port), "--webui-port", "0")
        self.await_word("master", "started at")
        for name in ("worker-1", "worker-2"):
            self.start(name, "org.apache.spark.deploy.worker.Worker", "--cores", "2", "--memory", "1500m", "--webui-port", "0",
                       "--work-dir", os.path.join(folder, name), self.address)
        for name in ("worker-1", "worker-2"):
            self.await_word(name, "Successfully registered")

    def start(self, name, kind, *arguments):
        with open(os.path.join(self.folder, f"{name}.log"), "wb") as log:
            # In a group of its own, so that a killed worker takes its executor along.
            self.processes.append(subprocess.Popen(
                [self.java, kind, "--host", "127.0.0.1", *arguments], stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": JAVA}))

    def await_word(self, name, word):
        for _ in range(600):
            with open(os.path.join(self.folder, f"{name}.log"), encoding="utf-8", errors="replace") as log:
                if word in log.read():
                    return
            time.sleep(0.1)
        raise SystemExit(f"Spark's {name} does not start")

    def kill(self, number):
        os.killpg(self.processes[number].pid, signal.SIGKILL)

    def is_alive(self, number):
        return self.processes[number].poll() is None

    def stop(self):
        for number in range(len(self.processes)):
            try:
                self.kill(number)
            except ProcessLookupError:
                pass


class Spark:
    """A cluster of our own, or threads of one process; with `--kill-worker` a worker dies in the middle of the last script."""

    def __init__(self, options):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        from pyspark.sql import SparkSession
        self.folder = tempfile.mkdtemp(prefix="pushdown")
        self.cluster = Cluster(self.folder) if options.master == "start" else None
        # How many scripts go before the one in which a worker dies; with a single one left, all go at half the speed.
        self.spared = options.jobs - 1 if options.kill_worker else None
        self.spark = (
            SparkSession.builder.master(self.cluster.address if self.cluster else options.master)
            .config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1").config("spark.driver.memory", "2g").config("spark.executor.memory", "1g")
            .config("spark.driver.extraJavaOptions", JAVA).config("spark.executor.extraJavaOptions", JAVA)
            .config("spark.sql.codegen.wholeStage", "false").config("spark.shuffle.compress", "false")
            .config("spark.sql.parquet.compression.codec", "uncompressed")
            .config("spark.sql.warehouse.dir", os.path.join(self.folder, "warehouse")).getOrCreate())
        self.spark.sparkContext.setLogLevel("ERROR")

    def run(self, script, folder):
        self.spark.sql("set spark.sql.session.timeZone = UTC")
        for view in self.spark.catalog.listTables():
            self.spark.catalog.dropTempView(view.name)
        for table, columns, header, path in tables(folder, "spark"):
            types = dict(columns)
            if path:
                schema = ", ".join(f"`{n}` {types[n]}" for n in header)
                rows = self.spark.read.csv(path, schema=schema, header=True, multiLine=True, escape='"', nullValue="")
            else:
                rows = self.spark.createDataFrame([], ", ".join(f"`{n}` {t}" for n, t in columns[:1]))
            for name, type in columns:
                if name not in rows.columns:
                    from pyspark.sql.functions import lit
                    rows = rows.withColumn(name, lit(None).cast(type))
            rows.createOrReplaceTempView(table)
        kills_worker = self.spared == 0
        if self.spared is not None:
            self.spared -= 1
        parts = statements(script)
        for number, statement in enumerate(parts):
            if kills_worker and number == len(parts) // 2:
                # While the statement runs.
                threading.Timer(0.3, self.cluster.kill, [1]).start()
            try:
                self.spark.sql(statement)
            except Exception as error:
                raise SystemExit(f"{str(error)[:3000]}\n--- in\n{statement[:6000]}")
        rows = [tuple(row) for row in self.spark.sql(listing("spark")).collect()]
        if kills_worker and (self.cluster.is_alive(1) or not self.cluster.is_alive(2)):
            raise SystemExit("one worker of two should have died")
        return rows

    def close(self):
        self.spark.stop()
        if self.cluster:
            self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def text(value):
    return "" if value is None else str(value)


def native(path):
    """The verdicts of `leadpact check`, a line each, with times in milliseconds."""
    lines = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = [str(round(float(row[c]) * 1000)) if c.endswith("_seconds") and row[c] else row[c] for c in COLUMNS.split()]
            lines.append("|".join(cells))
    return sorted(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=NAMES, required=True)
    parser.add_argument("--postgres", default="start")
    parser.add_argument("--master", default="local[2]", help="of Spark; 'start' starts one with two workers")
    parser.add_argument("--kill-worker", action="store_true")
    options = parser.parse_args()
    jobs = [line.rstrip("\n").split("\t") for line in sys.stdin if line.strip()]
    options.jobs = len(jobs)
    engine = {"duckdb": DuckDB, "postgres": Postgres, "spark": Spark}[options.engine](options)
    try:
        for script, data, verdicts in jobs:
            try:
                with open(script, encoding="utf-8") as file:
                    found = sorted("|".join(map(text, row)) for row in engine.run(file.read(), data))
            except SystemExit as failure:
                print(f"differs in {data}: {options.engine} fails: {failure}".replace("\n", " // "), flush=True)
                continue
            wanted = native(verdicts)
            if found == wanted:
                print(f"same {len(found)}", flush=True)
                continue
            only = [f"native {line}" for line in sorted(set(wanted) - set(found))[:4]]
            only += [f"{options.engine} {line}" for line in sorted(set(found) - set(wanted))[:4]]
            print(f"differs in {data}: {len(wanted)} and {len(found)} rows // " + " // ".join(only), flush=True)
    finally:
        engine.close()


if __name__ == "__main__":
    sys.exit(main())
