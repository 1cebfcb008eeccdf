"""Hold every number of a review against SQL over the same tables.

    python review.py DATA_FOLDER REVIEW_JSON VERDICTS_CSV PREVIOUS_CSV AS_OF

REVIEW_JSON is what `leadpact review --format json` wrote, VERDICTS_CSV and PREVIOUS_CSV all verdicts of the period and of the
one before, as `leadpact check --list all --format csv` lists them (which other tests hold against independent judges). AS_OF is
an instant in UTC. Prints one line for each number that differs, then how many were compared.
"""

import csv
import json
import sqlite3
import sys
from pathlib import Path

TOUCH = "direction = 'outbound' and kind in ('call', 'email', 'meeting', 'linkedin', 'sms')"
JUDGED = "verdict in ('met', 'breached')"


def load(db, name, path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        db.execute(f"create table {name} ({', '.join(header)})")
        marks = ", ".join("nullif(?, '')" for _ in header)
        db.executemany(f"insert into {name} values ({marks})", rows)


class Comparison:
    def __init__(self, db):
        self.db, self.compared, self.differing = db, 0, []

    def rows(self, sql, *parameters):
        return self.db.execute(sql, parameters).fetchall()

    def one(self, sql, *parameters):
        return self.rows(sql, *parameters)[0][0]

    def equal(self, name, reported, expected):
        self.compared += 1
        same = reported == expected
        if isinstance(reported, float) and expected is not None:
            same = abs(reported - expected) <= 1e-6 * max(1, abs(expected))
        if not same:
            self.differing.append(f"{name}: reported {reported!r}, SQL says {expected!r}")

    def nearest_rank(self, sql, share, *parameters):
        """The smallest of the values that so large a share of them does not exceed."""
        values = self.rows(f"select value from ({sql}) where value is not null order by value", *parameters)
        if not values:
            return None
        rank = max(1, -(-round(share * 1000) * len(values) // 1000))
        return values[rank - 1][0]


def rules(c, review):
    for rule in review["rules"]:
        name = rule["id"]
        if rule["kind"] in ("volume", "rate"):
            continue
        for kind, count in rule["verdicts"].items():
            where = "kind = ?" if kind in ("late", "missed") else "verdict = ? and kind is null"
            c.equal(f"{name} {kind}", count, c.one(f"select count(*) from verdicts where rule = ? and {where}", name, kind))
        for table, key in (("verdicts", "kept"), ("previous", "previous")):
            c.equal(f"{name} {key}", [rule[key]["met"], rule[key]["judged"]], list(c.rows(
                f"select coalesce(sum(verdict = 'met'), 0), count(*) from {table} where rule = ? and {JUDGED}", name)[0]))
        weeks = c.rows(
            "select date(coalesce(due, start, (select as_of from span)), 'weekday 0', '-6 days') as week, sum(verdict = 'met'), count(*)"
            f" from verdicts where rule = ? and {JUDGED} group by week order by week", name)
        c.equal(f"{name} weeks", [[w["week_of"], w["met"], w["judged"]] for w in rule["weeks"]], [list(w) for w in weeks])
        for row in rule["times"]:
            values = (f"select elapsed_seconds + 0 as value from verdicts where rule = ? and target = ? and {JUDGED}", name, row["target"])
            for quantile, share in (("median", 0.5), ("p90", 0.9), ("p95", 0.95)):
                c.equal(f"{name} {row['target']} {quantile}", row[quantile], c.nearest_rank(values[0], share, *values[1:]))
            # What was never done keeps no target: it counts as later than all.
            done = (f"select case when kind = 'missed' then 1e300 else elapsed_seconds + 0 end as value from verdicts"
                    f" where rule = ? and target = ? and {JUDGED}", name, row["target"])
            enough = c.nearest_rank(done[0], 0.95, *done[1:])
            c.equal(f"{name} {row['target']} 95 %", row["enough_for_95_percent"], None if enough == 1e300 else enough)
        for column in ("team", "manager", "rep", "source", "segment", "origin"):
            value = {"team": "v.team", "manager": "v.manager", "rep": "v.owner"}.get(column, f"l.{column}")
            # The owner of a lead that no user row knows has an id, and no name.
            known = {"rep": "case when u.id is null then null else v.owner end"}.get(column, value)
            expected = c.rows(
                f"select coalesce({known}, ?) as value, sum(verdict = 'met'), count(*) from verdicts v"
                f" join leads l on l.id = v.lead left join (select distinct name as id from users) u on u.id = v.owner"
                f" where rule = ? and {JUDGED} group by value",
                "no known owner" if column == "rep" else f"no {column}", name)
            reported = rule["breakdowns"].get(column, [])
            c.equal(f"{name} by {column}", sorted([r["name"], r["met"], r["judged"]] for r in reported), sorted(list(r) for r in expected))


def funnel(c, review):
    c.db.execute("create table handed as select lead_id as id, min(at) as at from stage_changes where to_stage = 'mql' group by lead_id")
    c.db.execute(f"""create table touched as select h.id, h.at, count(a.at) as touches, min(a.at) as first from handed h
        left join (select * from activities where {TOUCH}) a on a.lead_id = h.id and a.at >= h.at group by h.id""")
    c.db.execute("""create table changes as select lead_id, to_stage, at, row_number() over by_time as number,
        lead(at) over by_time as next_at, lead(to_stage) over by_time as next_stage from stage_changes
        window by_time as (partition by lead_id order by at, rowid)""")
    # Every stage a lead was in: from its creation, then from each change.
    c.db.execute("""create table stays as
        select lead_id, to_stage as stage, at, next_at, next_stage from changes
        union all select l.id, coalesce(c.from_stage, l.stage), l.created_at, c.at, c.to_stage from leads l left join
        (select lead_id, from_stage, to_stage, at from (select *, row_number() over (partition by lead_id order by at, rowid) as n
         from stage_changes) where n = 1) c on c.lead_id = l.id where c.lead_id is null or c.from_stage is not null""")
    c.db.execute("""create table onward as select distinct h.id from handed h join stage_changes s on s.lead_id = h.id and s.at > h.at
        and s.to_stage in ('sal', 'sql', 'opportunity', 'customer')""")
    for group in review["funnel"]:
        name = group["group"]
        mine = "1" if name == "all" else f"coalesce((select origin from leads l where l.id = X), 'no origin') = '{name}'"
        leads = mine.replace("X", "leads.id")
        c.equal(f"{name} leads", group["leads"], c.one(f"select count(*) from leads where {leads}"))
        c.equal(f"{name} handed over", group["handed_over"], c.one(f"select count(*) from handed where {mine.replace('X', 'handed.id')}"))
        touches = dict(c.rows(
            f"select min(touches, 20), count(*) from touched where {mine.replace('X', 'touched.id')} group by 1"))
        c.equal(f"{name} by touches", group["by_touches"], [touches.get(n, 0) for n in range(21)])
        onward = dict(c.rows(
            f"select min(touches, 20), count(*) from touched where id in (select id from onward) and {mine.replace('X', 'touched.id')} group by 1"))
        c.equal(f"{name} went on by touches", group["went_on_by_touches"], [onward.get(n, 0) for n in range(21)])
        names = [s["stage"] for s in group["stages"]]
        for place, stage in enumerate(group["stages"]):
            of = f"stage = ? and {mine.replace('X', 'stays.lead_id')}"
            c.equal(f"{name} {stage['stage']} entered", stage["entered"], c.one(f"select count(distinct lead_id) from stays where {of}", stage["stage"]))
            c.equal(f"{name} {stage['stage']} present", stage["present"], c.one(f"select count(*) from stays where next_at is null and {of}", stage["stage"]))
            if place + 1 < len(names):
                c.equal(f"{name} {stage['stage']} went on", stage["went_on"], c.one(
                    f"select count(distinct lead_id) from stays where {of} and lead_id in (select lead_id from stays where stage = ?)",
                    stage["stage"], names[place + 1]))
            c.equal(f"{name} {stage['stage']} median stay", stage["median_stay"], c.nearest_rank(
                f"select unixepoch(next_at) - unixepoch(at) as value from stays where next_at is not null and {of}", 0.5, stage["stage"]))


def questions(c, review, as_of):
    asked = {q["id"]: q for q in review["questions"]}

    def numbers(name, group="all"):
        return next(a["numbers"] for a in asked[name]["answers"] if a["group"] == group)

    for group in ("all", "marketing", "sales"):
        mine = "1" if group == "all" else f"(select origin from leads l where l.id = touched.id) = '{group}'"
        times = f"select unixepoch(first) - unixepoch(at) as value from touched where {mine}"
        reported = numbers("follow-up-time", group)
        c.equal(f"{group} follow-up mean", float(int(reported["mean"])), float(int(c.one(f"select avg(value) from ({times})"))))
        c.equal(f"{group} follow-up median", reported["median"], c.nearest_rank(times, 0.5))
        c.equal(f"{group} touches", numbers("attempts", group)["touches"], c.one(f"select sum(touches) from touched where {mine}"))
    c.equal("given up", numbers("discontinued-at-once")["discontinued"], c.one(
        "select count(*) from touched t join changes n on n.lead_id = t.id and n.at = (select min(at) from stage_changes s"
        " where s.lead_id = t.id and s.at > t.at) where n.to_stage in ('inquiry', 'recycled', 'disqualified')"
        " and (t.first is null or t.first > n.at)"))
    c.equal("nurtured", numbers("to-nurture")["nurtured"], c.one("select count(distinct lead_id) from stays where stage = 'recycled'"))
    for column, name in (("disposition", "dispositions"), ("disposition_reason", "disposition-reasons")):
        c.equal(name, numbers(name), dict(c.rows(f"select {column}, count(*) from leads where {column} is not null group by 1")))
    c.equal("opportunities", numbers("opportunity-volume"), dict(zip(("count", "won", "lost"), c.rows(
        "select count(*), sum(won = 'true'), sum(won = 'false' and closed_at is not null) from opportunities")[0])))
    c.equal("opportunity sum", float(numbers("opportunity-size")["sum"]), c.one("select total(amount) from opportunities"))
    c.equal("opportunity mean", numbers("opportunity-size")["mean"], c.one("select avg(amount + 0) from opportunities"))
    c.equal("open opportunities", numbers("open-opportunities"), dict(c.rows(
        "select stage, count(*) from opportunities where closed_at is null and won is null group by 1")))
    c.equal("without value", numbers("without-value")["count"], c.one(
        "select count(*) from opportunities where closed_at is null and won is null and amount is null"))
    won = "won = 'true' and closed_at is not null and expected_close is not null"
    c.equal("forecast", numbers("forecast")["forecast"], c.one(f"select count(*) from opportunities where {won}"))
    c.equal("as forecast", numbers("forecast")["as_forecast"], c.one(
        f"select count(*) from opportunities where {won} and date(closed_at) <= date(expected_close)"))
    c.equal("median slip", numbers("forecast")["median_slip_days"], c.nearest_rank(
        f"select julianday(date(closed_at)) - julianday(date(expected_close)) as value from opportunities where {won}", 0.5))
    waiting = "from touched t where not exists (select 1 from stage_changes s where s.lead_id = t.id and s.at > t.at)"
    c.equal("worked, not moved", numbers("worked-not-moved")["count"], c.one(f"select count(*) {in_mql()} and touches > 0"))
    c.equal("waiting", numbers("hot-waiting")["waiting"], c.one(f"select count(*) {in_mql()} and touches = 0"))
    c.equal("hot waiting", numbers("hot-waiting")["hot"], c.one(
        f"select count(*) {in_mql()} and touches = 0 and (select coalesce(score, 0) + 0 from leads l where l.id = t.id) >= 80"))
    undisposed = f"{waiting} and (select disposition is null and dispositioned_at is null from leads l where l.id = t.id)"
    days = f"(julianday('{as_of}') - julianday(t.at))"
    bounds = [(0, 1), (1, 7), (7, 30), (30, 90), (90, 10_000)]
    c.equal("black hole", list(numbers("black-hole").values()), [
        c.one(f"select count(*) {undisposed} and {days} >= {low} and {days} < {high}") for low, high in bounds])
    ends = "('customer', 'disqualified')"
    c.equal("owners who left", numbers("owners-who-left")["left"], c.one(
        f"select count(*) from leads join users on users.id = owner_id where active = 'false' and coalesce(stage, '') not in {ends}"))
    c.equal("without owner", numbers("owners-who-left")["nobody"], c.one(
        f"select count(*) from leads left join users on users.id = owner_id where users.id is null and coalesce(stage, '') not in {ends}"))
    c.equal("duplicates", numbers("duplicates")["count"], c.one(
        "select sum(n - 1) from (select count(*) as n from leads where email is not null group by lower(trim(email)))"))


def in_mql():
    return ("from touched t where (select to_stage from stage_changes s where s.lead_id = t.id order by at desc, rowid desc limit 1)"
            " = 'mql'")


def main():
    data, report, verdicts, previous, as_of = sys.argv[1:]
    db = sqlite3.connect(":memory:")
    for table in ("leads", "stage_changes", "activities", "users", "opportunities"):
        load(db, table, Path(data) / f"{table}.csv")
    # What happened after as-of does not exist, and what happened to leads that are not there is left out.
    for table in ("stage_changes", "activities"):
        db.execute(f"delete from {table} where unixepoch(at) > unixepoch(?) or lead_id not in (select id from leads)", (as_of,))
    load(db, "verdicts", verdicts)
    load(db, "previous", previous)
    db.execute("create table span as select ? as as_of", (as_of,))
    for table, column in (("stage_changes", "lead_id"), ("activities", "lead_id"), ("verdicts", "lead"), ("leads", "id")):
        db.execute(f"create index {table}_by_{column} on {table} ({column})")
    review = json.loads(Path(report).read_text(encoding="utf-8"))
    c = Comparison(db)
    c.equal("leads", review["leads"], c.one("select count(*) from leads"))
    rules(c, review)
    funnel(c, review)
    questions(c, review, as_of)
    for line in c.differing:
        print(line)
    print(f"{c.compared} numbers compared, {len(c.differing)} differ")


if __name__ == "__main__":
    main()
