"""Give the benchmark's data what `Agreements/full.yaml` asks of it: its stages, calendars, dispositions, owners and demos.

    full_data.py --data FOLDER --seed N --out FOLDER
"""

import argparse
import csv
import os
import random
import shutil
from datetime import datetime, timedelta, timezone

END = datetime(2026, 10, 1, tzinfo=timezone.utc)
CALENDARS = ["oslo", "boston", "boston-inside-sales", "night-desk", ""]


def read(folder, name):
    with open(os.path.join(folder, f"{name}.csv"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(folder, name, rows):
    with open(os.path.join(folder, f"{name}.csv"), "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def text(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def worked(rng, change):
    """Stays in `working` and `on-hold` between the hand-over and what comes next: rows of a lead that was handed over."""
    at, stage = instant(change["at"]), "mql"
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        at += timedelta(seconds=rng.choice([rng.randrange(3600), rng.randrange(20 * 86400)]))
        if at >= END:
            return
        following = "on-hold" if stage == "working" else "working"
        yield {**change, "from_stage": stage, "to_stage": following, "at": text(at)}
        stage = following


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    os.makedirs(options.out, exist_ok=True)
    for name in ("activities", "opportunities"):
        shutil.copy(os.path.join(options.data, f"{name}.csv"), options.out)

    users = read(options.data, "users")
    for user in users:
        user["calendar"] = rng.choice(CALENDARS)
    write(options.out, "users", users)

    leads = read(options.data, "leads")
    owners = [user["id"] for user in users]
    changes = []
    for lead in leads:
        created = instant(lead["created_at"])
        lead["region"] = rng.choice(["EMEA", "AMER", "AMER", ""])
        lead["employees"] = rng.choice(["", "12", "999", "1000", "25000"])
        lead["title"] = rng.choice(["", "VP Sales", "Director of Works", "Buyer"])
        held = created + timedelta(seconds=rng.randrange(30 * 86400))
        lead["demo_held_at"] = text(held) if held < END and rng.random() < 0.2 else ""
        if lead["disposition"]:
            lead["disposition"] = rng.choice(["accepted", "unresponsive", "not-a-fit", "bad-timing"])
        owner, at = "", created
        for _ in range(rng.choice([0, 1, 1, 2, 4])):
            following = rng.choice(owners)
            changes.append({"lead_id": lead["id"], "from_owner_id": owner, "owner_id": following, "at": text(at)})
            owner, at = following, at + timedelta(seconds=rng.randrange(15 * 86400))
            if at >= END:
                break
        if owner:
            lead["owner_id"] = owner
    write(options.out, "leads", leads)
    write(options.out, "owner_changes", changes)

    stages = []
    for change in read(options.data, "stage_changes"):
        stages.append(change)
        if change["to_stage"] == "mql":
            stages += worked(rng, change)
    write(options.out, "stage_changes", stages)


if __name__ == "__main__":
    main()
