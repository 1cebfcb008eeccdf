"""A model of the ladder that knows nothing of leadpact: simulates nights, and holds against it who was told what.

usage: ladder.py LEADPACT FOLDER NIGHTS LEADS
"""
import csv
import datetime as dt
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

leadpact, folder, nights, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
UTC, ZONE = dt.timezone.utc, ZoneInfo("Europe/Berlin")
HOLIDAYS = {dt.date(2026, 3, 27)}
TARGET = dt.timedelta(hours=8)
FIRST = dt.datetime(2026, 3, 20, 3, tzinfo=UTC)  # the clocks change on 29 March

(folder / "agreement.yaml").write_text("""\
leadpact: 1
agreement: simulated
parties: { sales: { name: Sally, email: sales@acme.example } }
calendars:
  office: { time_zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }, holidays: [2026-03-27] }
default_calendar: office
definitions: { events: { call: { at: called_at } } }
responsibilities:
  sales:
    called: { clock: { from: created, to: call, within: 8 business hours }, escalation: ladder }
escalation:
  ladder: [{ at: 75%, to: owner }, { at: due, to: manager }, { after: 1 business day, to: sales }]
""")


def hours(day):
    """The opening and the close of a local day; nothing where it is closed."""
    if day.weekday() > 4 or day in HOLIDAYS:
        return None
    return [dt.datetime.combine(day, dt.time(hour), ZONE).astimezone(UTC) for hour in (9, 17)]


def days(since):
    day = since.astimezone(ZONE).date()
    while True:
        yield day
        day += dt.timedelta(days=1)


def used(start, end):
    total = dt.timedelta()
    for day in days(start):
        if day > end.astimezone(ZONE).date():
            return total
        if window := hours(day):
            total += max(dt.timedelta(), min(end, window[1]) - max(start, window[0]))


def due(start, left=TARGET):
    for day in days(start):
        if window := hours(day):
            here = max(dt.timedelta(), window[1] - max(start, window[0]))
            if here >= left:
                return max(start, window[0]) + left
            left -= here


def next_day(instant):
    """The same local time on the next day that opens; what is outside of hours counts from the next opening."""
    for day in days(instant):
        if (window := hours(day)) and instant < window[1]:
            base = max(instant, window[0]).astimezone(ZONE)
            break
    for day in days(base):
        if day > base.date() and hours(day):
            return dt.datetime.combine(day, base.time(), ZONE).astimezone(UTC)


random.seed(9)
reps = [f"rep{n}@acme.example" for n in range(8)]
managers = [f"manager{n}@acme.example" for n in range(2)]
leads = []
for number in range(count):
    created = FIRST + dt.timedelta(seconds=random.randrange(-3 * 86400, nights * 86400))
    wait = random.choice([1, 5, 20, 30, 60, 100, 10_000]) * random.random()
    called = (created + dt.timedelta(hours=wait)).replace(microsecond=0)
    leads.append((f"L-{number}", created, called, random.randrange(8)))


def stamp(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


data = folder / "data"
data.mkdir(exist_ok=True)
with open(data / "users.csv", "w", newline="") as file:
    out = csv.writer(file)
    out.writerow(["id", "name", "email", "manager_id"])
    for n, address in enumerate(managers):
        out.writerow([f"m{n}", f"Manager {n}", address, ""])
    for n, address in enumerate(reps):
        out.writerow([f"r{n}", f"Rep {n}", address, f"m{n % 2}"])

said = set()  # lead, person and step
mail = 0
for night in range(nights):
    as_of = FIRST + dt.timedelta(days=night)
    (data / "snapshot.yaml").write_text(
        f"leadpact_snapshot: 1\nas_of: {stamp(as_of)}\n"
        "tables: { leads: { file: leads.csv }, users: { file: users.csv } }\n")
    with open(data / "leads.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "created_at", "called_at", "owner_id"])
        for lead, created, called, rep in leads:
            if created <= as_of:
                out.writerow([lead, stamp(created), stamp(called) if called <= as_of else "", f"r{rep}"])
    expected = set()
    for lead, created, called, rep in leads:
        if created > as_of:
            continue
        people = {}
        if called > as_of:
            time = used(created, as_of)
            if time >= TARGET * 0.75:
                people[reps[rep]] = "at 75% to owner"
            if time > TARGET:
                people[managers[rep % 2]] = "at due to manager"
                if next_day(due(created)) <= as_of:
                    people["sales@acme.example"] = "1 business day after due to sales"
        else:
            people = {person: "resolved" for other, person, _ in said if other == lead}
        expected |= {(lead, person, step) for person, step in people.items()} - said
    # At noon. On a day off nobody is told anything: it stays owed until the next, if it is true then.
    now = as_of.replace(hour=11)
    if hours(now.astimezone(ZONE).date()) is None:
        expected = set()
    said |= expected
    run = subprocess.run(
        [leadpact, "notify", "agreement.yaml", "data", "--ledger", "sla.db", "--now", stamp(now), "--yes"],
        cwd=folder, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"night {night}: exit {run.returncode}\n{run.stdout}{run.stderr}")
    database = sqlite3.connect(folder / "sla.db")
    at = [int(now.timestamp() * 1000)]
    rows = set(database.execute(
        "SELECT subject, recipient, step FROM notice WHERE state = 'planned' AND planned_at = ?", at))
    if rows != expected:
        sys.exit(
            f"night {night} ({stamp(as_of)}): missing {sorted(expected - rows)[:5]}, too many {sorted(rows - expected)[:5]}")
    messages = database.execute("SELECT recipient, count(*) FROM message WHERE planned_at = ? GROUP BY 1", at).fetchall()
    if any(number > 1 for _, number in messages):
        sys.exit(f"night {night}: more than one digest to a person: {messages}")
    mail += len(messages)
    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        sys.exit("the ledger is damaged")
files = len(list((folder / "notices").glob("*.eml")))
if files != mail:
    sys.exit(f"{mail} messages, {files} files")
print(f"{nights} nights, {count} leads, {len(said)} notices in {mail} messages as the model has them")
