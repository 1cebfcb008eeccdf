"""Cut a series of snapshots from a history, and hold the verdicts on it against those on the history.

    python series.py cut DATA OUT --nights 30 --every 1
    python series.py compare HISTORY.csv SERIES.csv

A snapshot holds the leads as they were that night, with --modified also when each was last changed, as CRMs keep it; the
last also holds the other tables, except the history. Of each rule
are counted: verdicts that are equal; unknown by the series; unseen, without a verdict and without a breach by the history;
wrong; and those unknown by the series where the history has no verdict.
"""

import argparse
import csv
import shutil
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

AS_OF = datetime(2026, 10, 1)
# Rules of the benchmark's agreement whose clocks have a day and more.
LONG = ["attempts", "disposition", "nurture-cadence", "sal-dwell"]
FORM = "%Y-%m-%dT%H:%M:%SZ"


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cut(data, out, nights, every, modified):
    leads = rows(data / "leads.csv")
    history = defaultdict(list)
    for change in rows(data / "stage_changes.csv"):
        history[change["lead_id"]].append((change["at"], change["to_stage"]))
    for changes in history.values():
        changes.sort()
    for night in range(nights + 1):
        taken = AS_OF - timedelta(days=every * (nights - night))
        folder = out / taken.strftime("%Y-%m-%d")
        folder.mkdir(parents=True)
        now = taken.strftime(FORM)
        with open(folder / "leads.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*leads[0].keys(), *(["modified_at"] if modified else [])])
            writer.writeheader()
            for lead in leads:
                if lead["created_at"] > now:
                    continue
                state = dict(lead, stage="inquiry")
                for at, stage in history[lead["id"]]:
                    if at <= now:
                        state["stage"] = stage
                if lead["dispositioned_at"] > now:
                    state.update(disposition="", disposition_reason="", dispositioned_at="")
                if modified:
                    changes = [at for at, _ in history[lead["id"]] if at <= now]
                    state["modified_at"] = max([lead["created_at"], state["dispositioned_at"], *changes])
                writer.writerow(state)
    for name in ("activities", "users", "opportunities"):
        shutil.copy(data / f"{name}.csv", folder / f"{name}.csv")
    (out / "snapshot.yaml").write_text("leadpact_snapshot: 1\ntime_zone: UTC\nseries: { at: 00:00 }\n")


def verdicts(path):
    """By rule and lead, or period: the verdicts in order of their starts."""
    found = defaultdict(list)
    for row in rows(path):
        found[row["rule"], row["lead"] or row["subject"]].append(row["verdict"])
    return found


def compare(first, second, show):
    full, series = verdicts(first), verdicts(second)
    counts = defaultdict(Counter)
    wrong = []
    for key in sorted(full.keys() | series.keys()):
        rule, subject = key
        here, there = full.get(key, []), series.get(key, [])
        open_verdicts = ("open", "at-risk")
        if len(here) == len(there):
            for a, b in zip(here, there):
                same = a == b or a in open_verdicts and b in open_verdicts
                counts[rule]["unknown" if b == "unknown" and a != "unknown" else "equal" if same else "wrong"] += 1
                if not same and b != "unknown":
                    wrong.append(f"{rule} {subject}: {a} by the history, {b} by the series")
        elif not there and set(here) <= {"met", "open"}:
            counts[rule]["unseen"] += len(here)
        elif not here and set(there) == {"unknown"}:
            counts[rule]["none"] += len(there)
        elif there and set(there) == {"unknown"}:
            counts[rule]["unknown"] += max(len(here), len(there))
        else:
            left = Counter(there)
            left["unknown"] = 0
            seen = Counter(here) - left
            if left - Counter(here) or "unknown" not in there and not set(seen) <= {"met", "open"}:
                counts[rule]["wrong"] += 1
                wrong.append(f"{rule} {subject}: {here} by the history, {there} by the series")
            else:
                counts[rule]["unseen"] += 1
    print(*wrong[:show], sep="\n")
    counts["targets of a day and more"] = sum((counts[rule] for rule in LONG), Counter())
    for rule, count in counts.items():
        total = sum(count.values()) - count["none"]
        parts = ", ".join(f"{count[kind]} {kind}" for kind in ("equal", "unknown", "unseen", "wrong"))
        share = 100 * count["unknown"] / max(total, 1)
        print(f"{rule}: {total} verdicts, {parts}, {share:.1f} % unknown; {count['none']} unknown of none")


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("mode", choices=["cut", "compare"])
parser.add_argument("first", type=Path)
parser.add_argument("second", type=Path)
parser.add_argument("--nights", type=int, default=30)
parser.add_argument("--every", type=int, default=1)
parser.add_argument("--modified", action="store_true")
parser.add_argument("--show", type=int, default=20)
options = parser.parse_args()
if options.mode == "cut":
    cut(options.first, options.second, options.nights, options.every, options.modified)
else:
    compare(options.first, options.second, options.show)
