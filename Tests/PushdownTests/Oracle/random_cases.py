"""Random agreements over random snapshots: a folder a case, with `agreement.yaml` and `data/*.csv`.

    random_cases.py --seed N --count N --out FOLDER

Every kind of rule, condition, calendar, pause and target that scripts can say. Instants keep to whole minutes and to the edges of
windows more often than chance would, and events of one lead fall on one instant more often.
"""

import argparse
import csv
import os
import random
from datetime import datetime, timedelta, timezone

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
AS_OF = datetime(2026, 5, 20, 15, 30, tzinfo=timezone.utc)
STAGES = ["inquiry", "mql", "sal", "on-hold", "recycled", "customer"]
ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Singapore"]
HOURS = [
    "{ mon-fri: 09:00-17:30 }", "{ mon-fri: [09:00-12:30, 13:30-18:00] }", "{ mon-thu: 08:30-17:00, fri: 08:30-15:00 }",
    "{ sun-thu: 22:00-06:00 }", "{ mon-sun: 00:00-24:00 }", "{ mon-fri: 10:00-16:00, sat: [09:00-11:00, 12:00-13:00] }",
    "{ tue: 09:00-10:00 }",
]


class Case:
    def __init__(self, rng):
        self.rng = rng
        self.calendars = {f"cal-{i}": (rng.choice(ZONES), rng.choice(HOURS)) for i in range(rng.randint(1, 3))}
        self.rules = {}
        self.waivers = []

    def some(self, *choices):
        return self.rng.choice(choices)

    # The agreement

    def condition(self, depth=2):
        rng = self.rng
        if depth == 0 or rng.random() < 0.4:
            return self.some(
                "score >= 80", "score < 40", "segment = 'enterprise'", "coalesce(segment, '') <> 'smb'", "hot", "email is not null",
                "company like 'A%'", "company ilike '%b_%'", "do_not_contact", "owner.active", "owner.team = 'north'",
                "stage in ('mql', 'sal')", "source is distinct from 'partner'", "created_at > as_of - 60 days",
                "created_at < timestamp '2026-03-01T12:00:00Z'", "owner.manager.active", "score between 20 and 60",
                "case when score > 50 then segment = 'smb' else do_not_contact end", "length(company) > 5", "score / 7 > 5",
                "score * 2 - 10 >= 90", "lower(company) = 'acme'", "dispositioned_at - created_at > 3 days", "nullif(segment, 'smb') is null",
                "(score > 10) is true", "segment not in ('smb', 'enterprise')", "not do_not_contact", "company > 'B'")
        a, b = self.condition(depth - 1), self.condition(depth - 1)
        return self.some(f"({a}) and ({b})", f"({a}) or ({b})", f"not ({a})")

    def event(self):
        return self.some(
            "touch", "reply", "decided", "created", "enters mql", "enters sal", "leaves mql", "enters recycled", "leaves on-hold", "demo",
            "call", "assigned", "won")

    def target(self, calendar=True):
        elapsed = self.some("4 hours", "90 minutes", "3 days", "10 days", "2 weeks", "1 hour", "1 month", "2 months")
        if not calendar:
            return elapsed
        return self.some(
            elapsed, "1 business hour", "4 business hours", "8 business hours", "30 business minutes", "42.5 business hours",
            "1 business day", "2 business days", "5 business days", "close of business", "close of next business day",
            "close of 2nd business day")

    def calendar(self):
        return self.some(*self.calendars, "owner", "lead.segment", "team", "owner")

    def clock(self):
        rng = self.rng
        start = self.event()
        to = start
        while to == start:
            to = self.event()
        if rng.random() < 0.2:
            to = self.some("3 touch", "2 reply", "3 touch across 2 kind", "2 touch across 2 user_id")
            if start in to:
                start = "enters mql"
        which = self.some("first", "first", "last", "each", "each")
        # Of two rows neither takes what the other would: the reader refuses rows that never hold.
        conditions = self.some([], [self.condition(1)], ["score >= 80", "do_not_contact"], ["owner.active", "segment = 'enterprise'"])
        rows = [f"{{ when: \"{condition}\", target: {self.target()} }}" for condition in conditions]
        if rng.random() < 0.9:
            rows.append(f"{{ target: {self.target()} }}")
        if not rows:
            rows = [f"{{ target: {self.target()} }}"]
        text = f"from: {which} {start}, to: {to}, within: [{', '.join(rows)}], calendar: {self.calendar()}"
        if rng.random() < 0.4:
            text += f", warn_at: {self.some('50%', '75%', '33%', '100%')}"
        if rng.random() < 0.45:
            spans = [s for s in ("{ in: [on-hold] }", "{ in: [on-hold, recycled] }", "{ from: call, until: reply }",
                                 "{ from: enters sal, until: leaves sal }", "{ from: reply, until: touch }")]
            chosen = rng.sample(spans, rng.randint(1, 2))
            text += f", pause: [{', '.join(chosen)}]" if len(chosen) > 1 else f", pause: {chosen[0]}"
        if rng.random() < 0.3:
            cancel = self.some("enters customer", "enters recycled", "reply")
            if cancel not in (start, to):
                text += f", cancel: {cancel}"
        return f"clock: {{ {text} }}"

    def cadence(self):
        rhythm = self.some(
            f"every: {self.target()}", f"every: {self.some('10 days', '30 days', '8 business hours')}",
            "schedule: [2 days, 10 days, 30 days]", "schedule: [1 business day, 5 business days]", "schedule: [4 business hours, 9 business hours]")
        if "close of" in rhythm:
            rhythm = "every: 5 days"
        stay = self.some("recycled", "first mql", "last sal", "on-hold")
        return f"cadence: {{ while: {stay}, event: {self.some('touch', 'reply', 'call', 'decided')}, {rhythm}, calendar: {self.calendar()} }}"

    def rule(self, kind):
        if kind == "clock":
            return self.clock()
        if kind == "cadence":
            return self.cadence()
        if kind == "require":
            at = f"\n      at: {self.some('first', 'last')} {self.event()}" if self.rng.random() < 0.5 else ""
            return f"require: \"{self.condition()}\"{at}"
        if kind == "unique":
            return f"unique: \"{self.some('lower(trim(email))', 'email', 'company', 'lower(company)')}\""
        per = self.some("week", "month", "quarter", "half", "year")
        if kind == "volume":
            sums = self.some("", "", ", sum: score")
            of = self.event()
            if of not in ("created", "enters mql", "enters sal", "demo"):
                sums = ""
            if of == "won":
                sums = self.some("", ", sum: amount")
            limit = self.some("at_least: 5", "at_most: 9", "at_least: 3, at_most: 12", "at_least: 9% of leads") if not sums else "at_least: 120"
            return f"volume: {{ of: {self.some('first', 'each', 'last')} {of}{sums}, per: {per}, {limit} }}"
        of, among = "enters sal", "enters mql"
        if self.rng.random() < 0.5:
            of, among = self.some(("touch", "created"), ("reply", "touch"), ("enters customer", "enters sal"), ("demo", "enters mql"))
        return f"rate: {{ of: {of}, among: {self.some('first', 'each', 'last')} {among}, per: {per}, {self.some('at_least: 60%', 'at_most: 30%')} }}"

    def agreement(self):
        rng = self.rng
        names = list(self.calendars)
        lines = ["leadpact: 1", "agreement: random", f"time_zone: {rng.choice(ZONES)}"]
        lines.append(self.some("term: { from: 2026-01-01, until: 2026-12-31 }", "term: { from: 2026-01-15, until: 2026-04-30 }", "term: { from: 2026-02-01 }"))
        lines += [f"review: {{ every: {self.some('month', 'quarter', 'half', 'year')}, year_starts: {self.some('january', 'april')} }}"]
        lines += ["parties: { marketing: { name: Ana }, sales: { name: Tom } }", "calendars:"]
        for name, (zone, hours) in self.calendars.items():
            holidays = ", ".join(rng.sample(["2026-02-16", "2026-03-06", "{ date: 2026-03-09, hours: 10:00-12:00 }", "2026-05-01"], rng.randint(0, 3)))
            lines.append(f"  {name}: {{ time_zone: {zone}, hours: {hours}, holidays: [{holidays}] }}")
        lines.append(f"default_calendar: {names[0]}")
        lines.append(f"calendars_by: {{ segment: {{ enterprise: {rng.choice(names)}, smb: {names[0]} }}, team: {{ north: {rng.choice(names)} }} }}")
        lines += ["definitions:", "  stages:"]
        lines += [f"    {stage}: {{ with: {'marketing' if stage in ('inquiry', 'recycled') else 'sales'} }}" for stage in STAGES]
        lines += ["  events:", "    touch: { in: activities, where: \"direction = 'outbound' and kind in ('call', 'email')\" }",
                  "    call: { in: activities, where: \"kind = 'call' and lead.score is distinct from 7\" }",
                  "    reply: { in: activities, where: direction = 'inbound' or user.team = 'south' }",
                  "    won: { in: opportunities, where: won, at: closed_at }",
                  "    demo: { at: demo_held_at }",
                  "    decided: { any: [{ at: dispositioned_at }, enters sal, enters recycled] }",
                  "  terms:", "    hot: score >= 75", "responsibilities:", "  sales:"]
        kinds = ["clock"] * 4 + rng.sample(["cadence", "require", "unique", "volume", "rate", "cadence"], 3)
        for number, kind in enumerate(kinds):
            lines.append(f"    rule-{number}:")
            if rng.random() < 0.3:
                lines.append(f"      applies: \"{self.condition(1)}\"")
            lines.append(f"      {self.rule(kind)}")
            if rng.random() < 0.3:
                lines.append("      goal: { met: 90% }")
        lines.append("waivers:")
        where = f"where: \"{self.condition(1)}\", " if rng.random() < 0.6 else ""
        lines.append(f"  - {{ rule: rule-{rng.randint(0, 3)}, {where}from: 2026-02-01, until: 2026-03-15, reason: Fair, approved_by: Ana }}")
        return "\n".join(lines) + "\n"

    # The snapshot

    def instant(self, least=START, most=AS_OF + timedelta(days=3)):
        rng = self.rng
        at = least + timedelta(seconds=rng.randint(0, int((most - least).total_seconds())))
        if rng.random() < 0.5:
            at = at.replace(minute=rng.choice([0, 30]), second=0)
        return at

    def maybe(self, value, chance=0.2):
        return "" if self.rng.random() < chance else value

    def data(self, folder):
        rng = self.rng
        os.makedirs(folder)

        def write(name, header, rows):
            with open(os.path.join(folder, f"{name}.csv"), "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header)
                writer.writerows(rows)

        def text(at):
            return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""

        def boolean():
            return self.maybe(rng.choice(["true", "false"]))

        users = [f"u-{i}" for i in range(5)]
        write("users", ["id", "name", "email", "team", "role", "manager_id", "active", "calendar"], [
            [u, f"User {u}", f"{u}@a.example", self.maybe(rng.choice(["north", "south"])), "rep", self.maybe(rng.choice(users)), boolean(),
             self.maybe(rng.choice(list(self.calendars)))] for u in users])
        leads = [f"L-{i:03}" for i in range(rng.choice([12, 25, 40]))]
        created = {lead: self.instant(START - timedelta(days=10)) for lead in leads}
        seconds = {lead: self.instant(created[lead]) for lead in leads}
        changes, activities, owners, deals = [], [], [], []
        stage_of = {}
        for lead in leads:
            at, stage, used = created[lead], "inquiry", set()
            for _ in range(rng.randint(0, 6)):
                at = self.instant(at, at + timedelta(days=rng.choice([1, 5, 40])))
                while at in used:
                    at += timedelta(seconds=1)
                used.add(at)
                following = rng.choice(STAGES)
                changes.append([lead, self.maybe(stage, 0.1), following, text(at), rng.choice(users)])
                stage = following
            stage_of[lead] = stage if rng.random() < 0.85 else rng.choice(STAGES)
            for number in range(rng.choice([0, 1, 3, 8])):
                when = self.instant(created[lead] - timedelta(days=2), created[lead] + timedelta(days=rng.choice([2, 20, 90])))
                if changes and rng.random() < 0.15 and changes[-1][0] == lead:
                    when = datetime.strptime(changes[-1][3], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
                activities.append([f"{lead}-{number}", lead, self.maybe(rng.choice(users)), rng.choice(["call", "email", "note"]),
                                   rng.choice(["outbound", "outbound", "inbound"]), text(when)])
            at = created[lead]
            for _ in range(rng.choice([0, 0, 1, 2])):
                at = self.instant(at + timedelta(seconds=1), at + timedelta(days=30))
                owners.append([lead, self.maybe(rng.choice(users + ["gone"])), rng.choice(users + ["gone"]), text(at)])
            if rng.random() < 0.4:
                deals.append([f"O-{lead}", lead, rng.choice(users), "proposal", self.maybe(f"{rng.randint(1, 99)}.5"), text(created[lead]),
                              self.maybe(text(self.instant(created[lead]))), boolean()])
        activities.append(["none", "L-999", "u-1", "call", "outbound", text(START)])
        rng.shuffle(activities)
        rng.shuffle(changes)
        write("stage_changes", ["lead_id", "from_stage", "to_stage", "at", "user_id"], changes)
        write("activities", ["id", "lead_id", "user_id", "kind", "direction", "at"], activities)
        if rng.random() < 0.7 or any(word in self.text for word in ("assigned",)):
            write("owner_changes", ["lead_id", "from_owner_id", "owner_id", "at"], owners)
        write("opportunities", ["id", "lead_id", "owner_id", "stage", "amount", "created_at", "closed_at", "won"], deals)
        write("leads", ["id", "created_at", "email", "company", "segment", "source", "score", "stage", "owner_id", "disposition", "dispositioned_at",
                        "do_not_contact", "demo_held_at"], [
            [lead, self.maybe(text(created[lead]), 0.05), self.maybe(rng.choice(["a@x.example", " A@x.example ", f"{lead}@x.example"])),
             self.maybe(rng.choice(["Acme", "ACME", "Bolt & Co", "Ab_c", "Zebra"])), self.maybe(rng.choice(["enterprise", "smb"])),
             self.maybe(rng.choice(["partner", "content"])), self.maybe(rng.randint(0, 100)), self.maybe(stage_of[lead], 0.05),
             self.maybe(rng.choice(users + ["gone"]), 0.1), self.maybe("unresponsive", 0.5), self.maybe(text(seconds[lead]), 0.5), boolean(),
             self.maybe(text(self.instant(created[lead] - timedelta(days=5))), 0.4)] for lead in leads])

    def write(self, folder):
        self.text = self.agreement()
        os.makedirs(folder)
        with open(os.path.join(folder, "agreement.yaml"), "w", encoding="utf-8") as file:
            file.write(self.text)
        self.data(os.path.join(folder, "data"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    for number in range(options.count):
        seed = options.seed * 100_000 + number
        Case(random.Random(seed)).write(os.path.join(options.out, f"case-{seed}"))


if __name__ == "__main__":
    main()
