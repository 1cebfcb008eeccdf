"""Random conditions over random rows, and what databases answer.

Writes JSON lines: two sets of rows, then one line a condition with the answers of SQLite and, where they can be had,
DuckDB and PostgreSQL: `1` true, `0` false, `?` unknown, a letter a row. The same seed gives the same conditions.

    oracle.py --seed 1 --count 500 [--postgres CONNINFO | --postgres start]

SQLite folds the case of ASCII letters alone, so it is asked about rows ("plain") whose other letters have no case.
"""

import argparse
import glob
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta

EPOCH = datetime(1970, 1, 1)
AS_OF = 1772366400000  # 2026-03-01T12:00:00Z
HOUR, DAY = 3_600_000, 86_400_000
BATCH = 400  # conditions a statement
DIALECTS = ("sqlite", "duckdb", "postgres")

TEXT_COLUMNS = ["t1", "t2", "t3", "team"]
COLUMNS = {
    "text": TEXT_COLUMNS, "number": ["n1", "n2", "quota"], "boolean": ["b1", "b2", "active"],
    "date": ["d1", "d2"], "instant": ["i1", "i2"],
}
OWNER = {"team", "quota", "active"}
PLAIN = ["", " ", "a", "A", "ab", "aB", "VP Sales", "  x ", "x", "X ", "it's", "50%", "x_y", "x\\y", "a\tb", "a\nb", "日本", "😀!",
         "e\u0301", "zz", "\"q\"", "%", "_", "!"]
CASED = PLAIN + ["Ünï", "ünÏ", "É", "é", "жУК", "ЖУК", "Ωμ", "ñ%", "İx", "Ǆ"]
NUMBERS = [0.0, 0.5, 1.0, 2.0, 3.0, 10.0, 80.0, 1e6]
UNITS = {"milliseconds": 1, "seconds": 1000, "minutes": 60_000, "hours": HOUR, "days": DAY, "weeks": 7 * DAY}
COMPARISONS = ["=", "<>", "!=", "<", "<=", ">", ">="]
OR, AND, NOT, PREDICATE, SUM, PRODUCT, UNARY, ATOM = range(8)


def rows(rng, texts, count):
    """Leads, each with its owner's columns or nulls, and a null in about every fourth place."""
    def maybe(value):
        return None if rng.random() < 0.25 else value

    def lead(number):
        row = {"id": number}
        for column in COLUMNS["text"]:
            row[column] = maybe(rng.choice(texts))
        for column in COLUMNS["number"]:
            row[column] = maybe(rng.choice(NUMBERS) * rng.choice([1, -1]))
        for column in COLUMNS["boolean"]:
            row[column] = maybe(rng.random() < 0.5)
        for column in COLUMNS["date"]:
            row[column] = maybe(20513 + rng.randint(-40, 5))
        for column in COLUMNS["instant"]:
            row[column] = maybe(AS_OF + rng.choice([0, 1, -1, -HOUR, HOUR, -DAY, rng.randint(-40, 5) * DAY, -12 * HOUR, 12 * HOUR]))
        if rng.random() < 0.2:
            row["team"] = row["quota"] = row["active"] = None
        return row

    return [lead(number) for number in range(count)]


class Generator:
    """Grows well-typed trees: (kind, precedence, …children)."""

    def __init__(self, rng):
        self.rng = rng
        self.terms = {}

    def pick(self, *weighted):
        return self.rng.choices([w[0] for w in weighted], [w[1] for w in weighted])[0]()

    def column(self, type):
        return ("column", ATOM, self.rng.choice(COLUMNS[type]))

    def of(self, type, depth):
        return getattr(self, type)(depth)

    def either(self, type, depth):
        """What any type can be made by."""
        d = depth - 1
        return self.pick(
            (lambda: ("coalesce", ATOM, [self.of(type, d) for _ in range(self.rng.randint(2, 3))], type), 2),
            (lambda: ("nullif", ATOM, self.of(type, d), self.of(type, d)), 2),
            (lambda: ("case", ATOM, None,
                      [(self.boolean(d), self.of(type, d)) for _ in range(self.rng.randint(1, 2))],
                      self.of(type, d) if self.rng.random() < 0.7 else None, type), 2),
            (lambda: self.simple_case(type, d), 1))

    def simple_case(self, type, d):
        of = self.rng.choice(["text", "number", "date", "instant", "boolean"])
        return ("case", ATOM, self.of(of, d), [(self.of(of, d), self.of(type, d)) for _ in range(self.rng.randint(1, 3))],
                self.of(type, d) if self.rng.random() < 0.7 else None, type)

    def number(self, depth):
        leaf = [(lambda: self.column("number"), 5), (lambda: ("number", ATOM, self.rng.choice(NUMBERS)), 3)]
        if depth <= 0:
            return self.pick(*leaf)
        d = depth - 1
        return self.pick(
            *leaf,
            (lambda: ("binary", SUM, self.rng.choice("+-"), self.number(d), self.number(d)), 2),
            (lambda: ("binary", PRODUCT, "*", self.number(d), self.number(d)), 1),
            (lambda: ("divide", PRODUCT, self.number(d), self.number(d)), 1),
            (lambda: ("minus", UNARY, self.number(d)), 1),
            (lambda: ("call", ATOM, "abs", self.number(d)), 1),
            (lambda: ("call", ATOM, "length", self.text(d)), 2),
            (lambda: self.either("number", depth), 1))

    def text(self, depth):
        leaf = [(lambda: self.column("text"), 5), (lambda: ("text", ATOM, self.rng.choice(CASED)), 2)]
        if depth <= 0:
            return self.pick(*leaf)
        return self.pick(
            *leaf,
            (lambda: ("call", ATOM, self.rng.choice(["lower", "upper", "trim", "ltrim", "rtrim"]), self.text(depth - 1)), 3),
            (lambda: self.either("text", depth), 1))

    def date(self, depth):
        leaf = [(lambda: self.column("date"), 5), (lambda: ("date", ATOM, 20513 + self.rng.randint(-30, 3)), 2)]
        if depth <= 0:
            return self.pick(*leaf)
        return self.pick(
            *leaf,
            (lambda: ("date-move", SUM, self.rng.choice("+-"), self.date(depth - 1), self.rng.randint(0, 30)), 2),
            (lambda: self.either("date", depth), 1))

    def instant(self, depth):
        leaf = [(lambda: self.column("instant"), 5), (lambda: ("as_of", ATOM), 2),
                (lambda: ("instant", ATOM, AS_OF + self.rng.randint(-30, 3) * DAY + self.rng.choice([0, HOUR, 1, -1])), 1)]
        if depth <= 0:
            return self.pick(*leaf)
        d = depth - 1
        return self.pick(
            *leaf,
            (lambda: ("move", SUM, self.rng.choice("+-"), self.instant(d), self.duration(d)), 3),
            (lambda: ("date-hours", SUM, self.rng.choice("+-"), self.date(d), ("duration", ATOM, self.rng.randint(1, 23), "hours")), 1),
            (lambda: self.either("instant", depth), 1))

    def duration(self, depth):
        unit = self.rng.choice(list(UNITS))
        leaf = [(lambda: ("duration", ATOM, self.rng.choice([0, 1, 2, 12, 30]), unit), 3)]
        if depth <= 0:
            return self.pick(*leaf)
        d = depth - 1
        return self.pick(
            *leaf,
            (lambda: ("since", SUM, self.instant(d), self.instant(d)), 4),
            (lambda: ("days-between", SUM, self.date(d), self.date(d)), 2),
            (lambda: ("binary", SUM, self.rng.choice("+-"), self.duration(d), self.duration(d)), 1),
            (lambda: ("minus", UNARY, self.duration(d)), 1),
            (lambda: ("scale", PRODUCT, self.duration(d), self.rng.choice([2.0, 3.0, 0.5])), 1))

    def boolean(self, depth):
        rng = self.rng
        leaf = [(lambda: self.column("boolean"), 4), (lambda: ("truth", ATOM, rng.choice([True, False, None])), 1)]
        if self.terms:
            leaf.append((lambda: ("term", ATOM, rng.choice(list(self.terms))), 1))
        if depth <= 0:
            return self.pick(*leaf)
        d = depth - 1
        some = lambda: rng.choice(["text", "text", "number", "number", "date", "instant", "duration", "boolean"])
        column = lambda: rng.choice(["text", "number", "date", "instant", "boolean"])

        def compare():
            type = some()
            other = {"date": "instant", "instant": "date"}.get(type, type) if rng.random() < 0.2 else type
            a, b = self.of(type, d), self.of(other, d)
            if ("truth", ATOM, None) in (a, b):  # `= null` is refused
                a, b = self.column("boolean"), self.column("boolean")
            return ("compare", PREDICATE, rng.choice(COMPARISONS), a, b)

        def among():
            type = column()
            items = [("null", ATOM, type) if rng.random() < 0.1 else self.of(type, rng.choice([0, 0, d])) for _ in range(rng.randint(1, 4))]
            return ("in", PREDICATE, self.of(type, d), items, rng.random() < 0.3)

        def between():
            type = some()
            return ("between", PREDICATE, self.of(type, d), self.of(type, d), self.of(type, d), rng.random() < 0.3)

        def like():
            pattern = "".join(rng.choice(["%", "_", "%", "a", "A", "x", "é", "É", "日", "!%", "!_", "!!", " ", "'"]) for _ in range(rng.randint(0, 5)))
            return ("like", PREDICATE, self.text(d), pattern, rng.random() < 0.6 or pattern.endswith("!"), rng.random() < 0.35, rng.random() < 0.2)

        def distinct():
            type = some()
            return ("distinct", PREDICATE, self.of(type, d), self.of(type, d), rng.random() < 0.5)

        return self.pick(
            *leaf, (compare, 6), (among, 3), (between, 2), (like, 3), (distinct, 2),
            (lambda: ("is-null", PREDICATE, self.of(column(), d), rng.random() < 0.5), 2),
            (lambda: ("is-truth", PREDICATE, self.boolean(d), rng.choice(["true", "false", "unknown"]), rng.random() < 0.5), 2),
            (lambda: ("not", NOT, self.boolean(d)), 3),
            (lambda: ("all", AND, [self.boolean(d) for _ in range(rng.randint(2, 3))]), 4),
            (lambda: ("all", OR, [self.boolean(d) for _ in range(rng.randint(2, 3))]), 4),
            (lambda: self.either("boolean", depth), 1))


class Unsaid(Exception):
    """The dialect cannot say this."""


class Writer:
    """Trees → text, with no more parentheses than the order of the operators needs."""

    def __init__(self, dialect, terms):
        self.dialect = dialect
        self.terms = terms

    def to(self, node, least):
        text = self.write(node)
        return f"({text})" if node[1] < least else text

    def write(self, node):
        return getattr(self, node[0].replace("-", "_"))(*node[1:])

    def quote(self, text):
        return "'" + text.replace("'", "''") + "'"

    # Leaves

    def column(self, _, name):
        if self.dialect == "leadpact":
            return f"owner.{name}" if name in OWNER else name
        return name

    def number(self, _, value):
        if self.dialect == "leadpact":
            return str(int(value)) if value == int(value) else str(value)
        return {"sqlite": repr(value), "duckdb": f"{value!r}::double", "postgres": f"{value!r}::float8"}[self.dialect]

    def text(self, _, value):
        return self.quote(value) + ("::text" if self.dialect == "postgres" else "")

    def date(self, _, day):
        text = (date(1970, 1, 1) + timedelta(days=day)).isoformat()
        return f"'{text}'" if self.dialect == "sqlite" else f"date '{text}'"

    def instant(self, _, ms):
        text = (EPOCH + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds")
        return {"sqlite": str(ms), "leadpact": f"timestamp '{text}Z'"}.get(self.dialect, f"timestamp '{text}'")

    def as_of(self, _):
        return "as_of" if self.dialect == "leadpact" else self.instant(ATOM, AS_OF)

    def duration(self, _, count, unit):
        return {"leadpact": f"{count} {unit}", "sqlite": str(count * UNITS[unit])}.get(self.dialect, f"interval '{count} {unit}'")

    def truth(self, _, value):
        word = {True: "true", False: "false", None: "null"}[value]
        return "null::boolean" if value is None and self.dialect in ("duckdb", "postgres") else word

    def null(self, _, type):
        if self.dialect in ("leadpact", "sqlite"):
            return "null"
        names = {"number": "float8", "text": "text", "boolean": "boolean", "date": "date", "instant": "timestamp"}
        return f"null::{names[type]}"

    def term(self, _, name):
        return name if self.dialect == "leadpact" else f"({self.write(self.terms[name])})"

    # Arithmetic

    def binary(self, level, op, a, b):
        return f"{self.to(a, level)} {op} {self.to(b, level + 1)}"

    def divide(self, level, a, b):
        divisor = self.to(b, level + 1)
        if self.dialect in ("duckdb", "postgres"):  # SQLite's answer to a division by zero is null
            divisor = f"nullif({self.write(b)}, 0)"
        return f"{self.to(a, level)} / {divisor}"

    def minus(self, _, a):
        return f"-{self.to(a, ATOM)}" if a[0] != "minus" else f"-({self.write(a)})"

    def call(self, _, name, a):
        text = f"{name}({self.write(a)})"
        if name == "length":  # a whole number in SQL; between two of those / would cut off the rest
            text = {"sqlite": f"cast({text} as real)", "postgres": f"{text}::float8"}.get(self.dialect, text)
        return text

    def scale(self, level, a, factor):
        if self.dialect not in ("leadpact", "sqlite"):
            raise Unsaid  # intervals times fractions are spilled over months and days
        text = f"{self.to(a, level)} * {self.number(ATOM, factor)}"
        return f"cast(round({text}) as integer)" if self.dialect == "sqlite" else text  # whole milliseconds

    def date_move(self, level, op, a, days):
        if self.dialect == "sqlite":
            return f"date({self.write(a)}, '{op}{days} days')"
        return f"{self.to(a, level)} {op} {days}" + (" days" if self.dialect == "leadpact" else "")

    def start(self, a, least):
        """A date as an instant."""
        if self.dialect == "sqlite":
            return f"(unixepoch({self.write(a)}) * 1000)"
        return self.to(a, least)

    def date_hours(self, level, op, a, duration):
        return f"{self.start(a, level)} {op} {self.write(duration)}"

    def move(self, level, op, a, b):
        return f"{self.to(a, level)} {op} {self.to(b, level + 1)}"

    def since(self, level, a, b):
        return f"{self.to(a, level)} - {self.to(b, level + 1)}"

    def days_between(self, level, a, b):
        if self.dialect == "sqlite":
            return f"{self.start(a, level)} - {self.start(b, level)}"
        text = f"{self.to(a, level)} - {self.to(b, level + 1)}"
        return {"leadpact": text, "duckdb": f"to_days(cast({text} as integer))"}.get(self.dialect, f"({text}) * interval '1 day'")

    # Choices

    def coalesce(self, _, list, type):
        return f"coalesce({', '.join(map(self.write, list))})"

    def nullif(self, _, a, b):
        return f"nullif({self.write(a)}, {self.write(b)})"

    def case(self, _, operand, arms, otherwise, type):
        text = "case" + (f" {self.write(operand)}" if operand else "")
        for when, then in arms:
            text += f" when {self.write(when)} then {self.write(then)}"
        return text + (f" else {self.write(otherwise)}" if otherwise else "") + " end"

    # Predicates

    def pair(self, a, b):
        """Two operands; a date that meets an instant becomes one."""
        types = {self.type(a), self.type(b)}
        if types == {"date", "instant"} and self.dialect == "sqlite":
            return tuple(self.start(x, SUM) if self.type(x) == "date" else self.to(x, SUM) for x in (a, b))
        return self.to(a, SUM), self.to(b, SUM)

    def type(self, node):
        kind = node[0]
        if kind == "column":
            return next(type for type, names in COLUMNS.items() if node[2] in names)
        if kind in ("date", "date-move"):
            return "date"
        if kind in ("instant", "as_of", "move", "date-hours"):
            return "instant"
        if kind == "coalesce" or kind == "case":
            return node[-1]
        return self.type(node[2]) if kind == "nullif" else kind

    def compare(self, _, op, a, b):
        a, b = self.pair(a, b)
        return f"{a} {op} {b}"

    def distinct(self, _, a, b, negated):
        return f"{self.to(a, SUM)} is {'not ' * negated}distinct from {self.to(b, SUM)}"

    def is_null(self, _, a, negated):
        return f"{self.to(a, SUM)} is {'not ' * negated}null"

    def is_truth(self, _, a, word, negated):
        operand = self.to(a, ATOM)
        if self.dialect == "sqlite" and word == "unknown":
            word = "null"
        return f"{operand} is {'not ' * negated}{word}"

    def in_(self, _, a, list, negated):
        return f"{self.to(a, SUM)} {'not ' * negated}in ({', '.join(map(self.write, list))})"

    def between(self, _, a, low, high, negated):
        return f"{self.to(a, SUM)} {'not ' * negated}between {self.to(low, SUM)} and {self.to(high, SUM)}"

    def like(self, _, a, pattern, escapes, ignores_case, negated):
        if escapes and pattern.replace("!!", "").endswith("!"):
            pattern += "!"
        left, right = self.to(a, SUM), self.quote(pattern)
        word = "ilike" if ignores_case else "like"
        if ignores_case and self.dialect == "sqlite":
            left, right, word = f"lower({self.write(a)})", f"lower({right})", "like"
        text = f"{left} {'not ' * negated}{word} {right}"
        if escapes:
            return text + " escape '!'"
        return text + (" escape ''" if self.dialect == "postgres" else "")

    # Logic

    def not_(self, level, a):
        return f"not {self.to(a, level)}"

    def all(self, level, list):
        return (" and " if level == AND else " or ").join(self.to(a, level + 1) for a in list)


setattr(Writer, "in", Writer.in_)
setattr(Writer, "not", Writer.not_)


def folds(node):
    """Whether letter case is folded somewhere, and a text or pattern with letters beyond ASCII that have case is there."""
    text = repr(node)
    return any(word in text for word in ("'lower'", "'upper'", "'like'")) and any(
        ord(c) > 127 and c.lower() != c.upper() for c in text)


# Engines


class SQLite:
    def __init__(self, sets):
        self.db = sqlite3.connect(":memory:")
        self.db.execute("pragma case_sensitive_like = on")
        names = [name for list in COLUMNS.values() for name in list]
        self.db.execute(f"create table leads (id integer, {', '.join(names)})")
        dates = set(COLUMNS["date"])
        for row in sets["plain"]:
            values = [row[n] if row[n] is None or n not in dates else (date(1970, 1, 1) + timedelta(days=row[n])).isoformat() for n in names]
            self.db.execute(f"insert into leads values ({', '.join('?' * (len(names) + 1))})", [row["id"], *values])

    set = "plain"

    def answers(self, texts):
        for text in texts:
            yield "".join("?" if v is None else str(int(v != 0)) for v, in self.db.execute(f"select {text} from leads order by id"))


def as_query(texts):
    """Many conditions, a column each."""
    return f"select {', '.join(texts)} from leads order by id"


def answers(rows, symbols):
    """A text of answers for each column."""
    return ["".join(symbols[value] for value in column) for column in zip(*rows)]


def creation(rows, number, quote):
    """The statements that make the table of leads."""
    types = {"text": "text", "number": number, "boolean": "boolean", "date": "date", "instant": "timestamp"}
    names = [(name, type) for type, list in COLUMNS.items() for name in list]
    yield f"create table leads (id integer, {', '.join(f'{n} {types[t]}' for n, t in names)})"

    def literal(value, type):
        if value is None:
            return "null"
        if type == "text":
            return quote(value)
        if type == "date":
            return f"'{date(1970, 1, 1) + timedelta(days=value)}'"
        if type == "instant":
            return f"'{(EPOCH + timedelta(milliseconds=value)).isoformat(timespec='milliseconds')}'"
        return repr(value).lower()

    for row in rows:
        yield f"insert into leads values ({row['id']}, {', '.join(literal(row[n], t) for n, t in names)})"


class DuckDB:
    set = "cased"

    def __init__(self, sets):
        import duckdb
        self.db = duckdb.connect(config={"threads": 1})
        for statement in creation(sets["cased"], "double", lambda t: "'" + t.replace("'", "''") + "'"):
            self.db.execute(statement)

    def answers(self, texts):
        return answers(self.db.execute(as_query(texts)).fetchall(), {True: "1", False: "0", None: "?"})


class PostgreSQL:
    set = "cased"

    def __init__(self, sets, connection):
        self.connection = connection
        self.prelude = "set timezone = 'UTC'; set standard_conforming_strings = on;\ncreate temporary table dummy (x int);\n"
        statements = creation(sets["cased"], "float8", lambda t: "'" + t.replace("'", "''") + "'")
        self.prelude += "".join(s.replace("create table", "create temporary table") + ";\n" for s in statements)

    def answers(self, texts):
        done = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.connection],
            input=self.prelude + as_query(texts) + ";\n", capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PGCLIENTENCODING": "UTF8"})
        if done.returncode:
            raise RuntimeError(done.stderr)
        return answers((line.split("|") for line in done.stdout.splitlines()), {"t": "1", "f": "0", "": "?"})


class Server:
    """A PostgreSQL of our own, on a socket in a temporary folder; root hands it to the user postgres."""

    def __enter__(self):
        found = shutil.which("initdb") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))), None)
        if not found:
            return None
        self.bin = os.path.dirname(os.path.realpath(found))
        self.folder = tempfile.mkdtemp(prefix="oracle")
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        data = os.path.join(self.folder, "data")
        self.run("initdb", "-D", data, "-A", "trust", "-U", "oracle", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        self.run("pg_ctl", "-D", data, "-w", "-l", os.path.join(self.folder, "log"), "-o",
                 f"-c listen_addresses='' -c fsync=off -c unix_socket_directories='{self.folder}'", "start")
        return f"host={self.folder} user=oracle dbname=postgres"

    def run(self, tool, *arguments):
        subprocess.run([*self.user, os.path.join(self.bin, tool), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def __exit__(self, *_):
        if hasattr(self, "folder"):
            self.run("pg_ctl", "-D", os.path.join(self.folder, "data"), "-m", "immediate", "stop")
            shutil.rmtree(self.folder, ignore_errors=True)


def conditions(rng, count):
    for number in range(count):
        generator = Generator(rng)
        terms = {f"term-{i}": generator.boolean(2) for i in range(2)} if rng.random() < 0.2 else {}
        generator.terms = terms
        yield generator.boolean(rng.choice([1, 2, 2, 3, 3, 4])), terms


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    sets = {"plain": rows(rng, PLAIN, 48), "cased": rows(rng, CASED, 48)}
    if options.postgres == "start":
        with Server() as connection:
            judge(rng, options.count, sets, connection)
    else:
        judge(rng, options.count, sets, options.postgres)


def judge(rng, count, sets, connection):
    engines = {"sqlite": SQLite(sets)}
    try:
        engines["duckdb"] = DuckDB(sets)
    except ImportError:
        pass
    if connection:
        engines["postgres"] = PostgreSQL(sets, connection)
    print(json.dumps({"columns": COLUMNS, "owner": sorted(OWNER), "asOf": AS_OF, "engines": list(engines), "sets": sets}))
    batch = []
    for item in conditions(rng, count):
        batch.append(item)
        if len(batch) == BATCH:
            answer(batch, engines)
            batch = []
    if batch:
        answer(batch, engines)


def answer(batch, engines):
    lines = []
    for node, terms in batch:
        writer = Writer("leadpact", terms)
        lines.append({"text": writer.write(node), "terms": {n: writer.write(t) for n, t in terms.items()}, "answers": {}})
    for name, engine in engines.items():
        texts = {}
        for index, (node, terms) in enumerate(batch):
            if name == "sqlite" and folds((node, terms)):
                continue
            try:
                texts[index] = "(" + Writer(name, terms).write(node) + ")"
            except Unsaid:
                continue
        if texts:
            for index, answers in zip(texts, engine.answers(list(texts.values())), strict=True):
                lines[index]["answers"][name] = answers
    for line in lines:
        print(json.dumps(line))


if __name__ == "__main__":
    sys.exit(main())
