"""Random clocks and their answers, worked out as plainly as possible.

    clocks.py cases SEED COUNT     COUNT cases on random calendars
    clocks.py nights SEED FIRST LAST ZONE...
                                   every change of the clocks in those years, minute by minute

Nothing here is clever, and nothing is shared with the program under test but the time zone data. One line is one
calendar or one question with its answers; instants are milliseconds since 1970 UTC, windows minutes since midnight.
"""

import random
import sys
from bisect import bisect_right
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = [
    "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham", "America/St_Johns", "America/Sao_Paulo",
    "Pacific/Apia", "Europe/Dublin", "America/New_York", "Europe/London", "Europe/Berlin", "Asia/Singapore",
    "Asia/Kathmandu", "Asia/Gaza", "America/Nuuk", "Antarctica/Troll", "Asia/Tehran", "America/Havana",
    "Africa/Cairo", "Asia/Pyongyang", "America/Caracas", "Pacific/Fakaofo", "America/Asuncion", "UTC",
]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
EPOCH_DAY = date(1970, 1, 1)
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
CASES_A_CALENDAR = 50


# Local time

def instant(local, zone):
    """Of a local time without zone: the first of two, and the offset before the gap (PEP 495, fold 0)."""
    return (local.replace(tzinfo=zone, fold=0) - EPOCH) // timedelta(milliseconds=1)


def local(instant, zone):
    return (EPOCH + timedelta(milliseconds=instant)).astimezone(zone).replace(tzinfo=None, fold=0)


def midnight(day):
    return datetime(1970, 1, 1) + timedelta(days=day)


def day_of(instant, zone):
    return (local(instant, zone).date() - EPOCH_DAY).days


def exists(day, zone):
    """Whether the zone's calendar has this day."""
    times = (midnight(day) + timedelta(minutes=30 * half) for half in range(48))
    return any(local(instant(time, zone), zone) == time for time in times)


# Calendars

class Calendar:
    def __init__(self, zone_name, hours, exceptions):
        self.zone_name, self.hours, self.exceptions = zone_name, hours, exceptions
        self.zone = ZoneInfo(zone_name)
        self.known = {}
        self.union, self.union_days = [], range(0)

    def windows(self, day):
        """The windows of a day as (open, close, minute it starts, minute it ends)."""
        if day not in self.known:
            weekday = (EPOCH_DAY + timedelta(days=day)).weekday()
            windows = self.exceptions.get(day, self.hours[weekday])
            found = []
            for start, end in windows if windows and exists(day, self.zone) else []:
                opens = instant(midnight(day) + timedelta(minutes=start), self.zone)
                closes = instant(midnight(day) + timedelta(minutes=end), self.zone)
                if opens < closes:
                    found.append((opens, closes, start, end))
            self.known[day] = found
        return self.known[day]

    def open_time(self, start, end):
        """Disjoint intervals of open time between two instants."""
        first, last = day_of(start, self.zone) - 2, day_of(end, self.zone) + 2
        known = self.union_days
        if first not in known or last not in known:
            starts, stops = ([known.start], [known.stop]) if known else ([], [])
            self.unite(range(min(starts + [first - 30]), max(stops + [last + 30])))
        found = []
        for index in range(bisect_right(self.union, start, key=lambda interval: interval[1]), len(self.union)):
            opens, closes = self.union[index]
            if opens >= end:
                break
            found.append((max(opens, start), min(closes, end)))
        return found

    def unite(self, days):
        """Merges the windows of these days, to be kept."""
        windows = [w[:2] for day in days if day not in self.union_days for w in self.windows(day)]
        merged = []
        for opens, closes in sorted(self.union + windows):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
            else:
                merged.append((opens, closes))
        self.union, self.union_days = merged, days

    def __str__(self):
        text = lambda windows: ",".join(f"{start}-{end}" for start, end in windows)
        hours = "|".join(text(day) for day in self.hours)
        exceptions = ";".join(f"{day}:{text(windows)}" for day, windows in sorted(self.exceptions.items()))
        return f"C\t{self.zone_name}\t{hours}\t{exceptions}"


def without(intervals, pauses):
    left = []
    for start, end in intervals:
        for pause_start, pause_end in pauses:
            if pause_end <= start or pause_start >= end:
                continue
            if start < pause_start:
                left.append((start, pause_start))
            start = max(start, pause_end)
            if start >= end:
                break
        if start < end:
            left.append((start, end))
    return left


def length(intervals):
    return sum(end - start for start, end in intervals)


# Targets

class Clock:
    """A target on a calendar from a start, with pauses."""

    def __init__(self, calendar, target, start, pauses):
        self.calendar, self.start, self.pauses = calendar, start, pauses
        self.kind, self.amount = target

    def ticking(self, start, end, pauses=None):
        """The intervals in which the target's kind of time passes."""
        if self.kind in ("elapsed", "months"):
            intervals = [(start, end)] if start < end else []
        else:
            intervals = self.calendar.open_time(start, end) if start < end else []
        return without(intervals, self.pauses if pauses is None else pauses)

    def used(self, end):
        return length(self.ticking(self.start, end))

    def after(self, amount, start):
        """The earliest instant until which so much time has passed since `start`, or None in twenty years."""
        if amount <= 0:
            return start
        days = 30
        while True:
            end = start + days * DAY
            rest = amount
            for tick_start, tick_end in self.ticking(start, end):
                if rest <= tick_end - tick_start:
                    return tick_start + rest
                rest -= tick_end - tick_start
            if days > 2_000:
                return None
            days *= 4

    def back(self, amount, end):
        """The latest instant after which so much time passes until `end`, or None in twenty years."""
        if amount <= 0:
            return end
        days = 30
        while True:
            rest = amount
            for tick_start, tick_end in reversed(self.ticking(end - days * DAY, end)):
                if rest <= tick_end - tick_start:
                    return tick_end - rest
                rest -= tick_end - tick_start
            if days > 2_000:
                return None
            days *= 4

    def due(self):
        if self.kind in ("elapsed", "business"):
            return self.after(self.amount, self.start)
        due = self.plain_due()
        if due is None:
            return None
        # What the pauses took has to be made up for.
        lost = length(self.ticking(self.start, due, [])) - length(self.ticking(self.start, due))
        return self.after(lost, due)

    def plain_due(self):
        zone = self.calendar.zone
        if self.kind == "months":
            now = local(self.start, zone)
            month = now.year * 12 + now.month - 1 + self.amount
            year, month = month // 12, month % 12 + 1
            day = min(now.day, monthrange(year, month)[1])
            return max(self.start, instant(now.replace(year=year, month=month, day=day), zone))
        today = day_of(self.start, zone)
        if self.kind == "days":
            for day in (today - 2, today - 1, today):
                if any(opens <= self.start < closes for opens, closes, _, _ in self.calendar.windows(day)):
                    time = (local(self.start, zone) - midnight(day)) // timedelta(milliseconds=1)
                    break
            else:
                opening = next((
                    (day, start) for day in range(today - 1, today + 800)
                    for opens, _, start, _ in self.calendar.windows(day) if opens >= self.start), None)
                if opening is None:
                    return None
                day, time = opening[0], opening[1] * MINUTE
            return self.at(time, self.open_day(day, self.amount))
        if self.kind == "close":
            day = next((day for day in (today - 2, today - 1)
                        if any(closes > self.start for _, closes, _, _ in self.calendar.windows(day))), today)
            if self.amount == 0:
                while not any(closes > self.start for _, closes, _, _ in self.calendar.windows(day)):
                    day += 1
                    if day > today + 800:
                        return None
            else:
                day = self.open_day(day, self.amount)
            return None if day is None else max(self.start, self.calendar.windows(day)[-1][1])

    def open_day(self, day, count):
        limit = day + 3000
        while count > 0:
            day += 1
            if day > limit:
                return None
            if self.calendar.windows(day):
                count -= 1
        return day

    def at(self, time, day):
        if day is None:
            return None
        windows = self.calendar.windows(day)
        for opens, closes, start, end in windows:
            if time < start * MINUTE:
                return max(self.start, opens)
            if time <= end * MINUTE:
                due = instant(midnight(day) + timedelta(milliseconds=time), self.calendar.zone)
                return max(self.start, opens, min(closes, due))
        return max(self.start, windows[-1][1])

    def is_in_time(self, end, due):
        if self.kind == "business":
            return self.used(end) <= self.amount
        return due is None or end <= due

    def share(self, percent):
        amount = self.amount
        if self.kind not in ("elapsed", "business"):
            due = self.plain_due()
            if due is None:
                return None
            amount = length(self.ticking(self.start, due, []))
        return self.after(-(-amount * percent // 100), self.start)

    def words(self):
        if self.kind == "elapsed":
            return f"{self.amount} milliseconds"
        if self.kind == "business":
            return f"{self.amount} business milliseconds"
        if self.kind == "months":
            return f"{self.amount} months"
        if self.kind == "days":
            return f"{self.amount} business days"
        ordinals = ["close of business", "close of next business day", "close of 2nd business day",
                    "close of 3rd business day", "close of 4th business day"]
        return ordinals[self.amount]


# Random cases

def changes(zone_name, first, last):
    """The instants at which the zone's offset changes, found by bisection."""
    zone = ZoneInfo(zone_name)
    offset = lambda time: (EPOCH + timedelta(milliseconds=time)).astimezone(zone).utcoffset()
    found = []
    time = instant(datetime(first, 1, 1), zone)
    end = instant(datetime(last + 1, 1, 1), zone)
    before = offset(time)
    while time < end:
        after = offset(time + DAY)
        if before != after:
            low, high = time, time + DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            found.append(high)
        time, before = time + DAY, after
    return found


def random_windows(rng):
    style = rng.randrange(7)
    if style == 0:
        return [(0, 1440)]
    if style == 1:
        start = rng.randrange(18, 24) * 60 + rng.choice([0, 30])
        return [(start, start + rng.randrange(60, 721, 15))]
    if style == 2:
        return [(rng.randrange(0, 4) * 30, rng.randrange(4, 10) * 30)]
    if style == 3:
        return [(540, 750), (810, 1080)]
    if style == 4:
        cuts = sorted(rng.sample(range(0, 1441), 2 * rng.randrange(1, 5)))
        return list(zip(cuts[::2], cuts[1::2]))
    return [(rng.choice([480, 510, 540]), rng.choice([1020, 1050, 1080]))]


def random_calendar(rng, near):
    zone_name, moment = near
    kind = rng.randrange(12)
    if kind == 11:
        hours = [[]] * 7
    elif kind == 0:
        hours = [random_windows(rng) if rng.random() < 0.5 else [] for _ in range(7)]
    elif kind == 1:
        hours = [[] for _ in range(7)]
        hours[rng.randrange(7)] = random_windows(rng)
    elif kind == 2:
        hours = [random_windows(rng)] * 7
    else:
        hours = [random_windows(rng)] * 5 + [[], []]
    today = day_of(moment, ZoneInfo(zone_name))
    exceptions = {}
    for _ in range(12 if kind == 11 else rng.choice([0, 0, 3, 12])):
        is_closed = kind != 11 and rng.random() < 0.7
        exceptions[today + rng.randrange(-20, 40)] = [] if is_closed else random_windows(rng)
    return Calendar(zone_name, hours, exceptions)


def random_start(rng, calendar, moment):
    start = moment + rng.choice([
        rng.randrange(-3 * DAY, 3 * DAY), rng.randrange(-180, 180) * MINUTE, rng.randrange(-20 * DAY, 20 * DAY)])
    edges = [edge for day in range(day_of(start, calendar.zone) - 1, day_of(start, calendar.zone) + 2)
             for window in calendar.windows(day) for edge in window[:2]]
    if edges and rng.random() < 0.3:
        return rng.choice(edges) + rng.choice([-1, 0, 0, 1])
    return start


def random_target(rng, calendar):
    kind = rng.choice(["elapsed", "business", "business", "business", "days", "days", "close", "months"])
    if kind == "months":
        return kind, rng.randrange(1, 15)
    if kind == "days":
        return kind, rng.choice([1, 1, 2, 2, 3, 5, 10])
    if kind == "close":
        return kind, rng.randrange(0, 5)
    amount = rng.choice([
        1, rng.randrange(1, 10 * MINUTE), rng.randrange(1, 40) * 15 * MINUTE, rng.randrange(1, 60) * HOUR,
        rng.randrange(1, 200 * HOUR)])
    # No longer than some weeks, so that what is not due in twenty years never is.
    week = sum(end - start for windows in calendar.hours for start, end in windows) * MINUTE
    return kind, min(amount, 30 * week) if week and kind == "business" else amount


def random_pauses(rng, start):
    cuts = set()
    for _ in range(2 * rng.choice([0, 0, 1, 2, 4])):
        cuts.add(start + rng.choice([rng.randrange(-2 * HOUR, 12 * HOUR), rng.randrange(-DAY, 10 * DAY)]))
    cuts = sorted(cuts)
    return [pause for pause in zip(cuts[::2], cuts[1::2])]


def random_end(rng, calendar, start, due):
    if due is None:
        return start + rng.randrange(-DAY, 30 * DAY)
    return rng.choice([
        due, due + 1, due - 1, due + rng.randrange(0, 2 * DAY), start + rng.randrange(-HOUR, 5 * DAY),
        rng.randrange(min(start, due), max(start, due) + 1)])


def print_cases(seed, count):
    rng = random.Random(seed)
    moments = []
    for zone_name in ZONES:
        zone = ZoneInfo(zone_name)
        moments += [(zone_name, change) for change in changes(zone_name, 2000, 2036)]
        moments += [(zone_name, instant(datetime(year, month, 15), zone))
                    for year in list(range(2000, 2037)) + [1985, 2060, 2099, 2100, 2101, 2150] for month in (2, 7)]
    by_zone = {zone_name: [m for m in moments if m[0] == zone_name] for zone_name in ZONES}
    write = lambda value: "-" if value is None else str(value)
    for number in range(count):
        if number % CASES_A_CALENDAR == 0:
            near = rng.choice(by_zone[ZONES[number // CASES_A_CALENDAR % len(ZONES)]])
            calendar = random_calendar(rng, near)
            print(calendar)
        start = random_start(rng, calendar, near[1])
        clock = Clock(calendar, random_target(rng, calendar), start, random_pauses(rng, start))
        due = clock.due()
        end = random_end(rng, calendar, start, due)
        percent = rng.choice([1, 33, 50, 75, 90])
        pauses = ",".join(f"{a}:{b}" for a, b in clock.pauses)
        back = clock.back(clock.amount, start) if clock.kind in ("elapsed", "business") else None
        print("\t".join([
            "Q", str(start), clock.words(), pauses, write(due), str(end), str(clock.used(end)),
            "1" if clock.is_in_time(end, due) else "0", str(percent), write(clock.share(percent)),
            str(length(calendar.open_time(min(start, end), max(start, end)))), write(back)]))


# Nights on which the clocks change

def print_nights(seed, first, last, zone_names):
    rng = random.Random(seed)
    for zone_name in zone_names:
        zone = ZoneInfo(zone_name)
        calendars = [
            Calendar(zone_name, [[(0, 1440)]] * 7, {}), Calendar(zone_name, [[(1320, 1800)]] * 7, {}),
            Calendar(zone_name, [[(90, 150), (165, 180), (195, 600)]] * 7, {})]
        for change in changes(zone_name, first, last):
            wall = local(change, zone).replace(second=0, microsecond=0)
            calendar = rng.choice(calendars)
            print(calendar)
            start = change - 6 * HOUR
            intervals = calendar.open_time(start, change + 7 * HOUR)
            answers = []
            for minute in range(-360, 361):
                time = change + minute * MINUTE
                shown = (local(time, zone) - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
                meant = instant(wall + timedelta(minutes=minute), zone)
                passed = sum(min(b, time) - a for a, b in intervals if a < time)
                answers.append(f"{shown - time},{meant - time},{passed}")
            clock = (wall - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
            print(f"N\t{change}\t{clock}\t{start}\t" + " ".join(answers))


if __name__ == "__main__":
    if sys.argv[1] == "cases":
        print_cases(int(sys.argv[2]), int(sys.argv[3]))
    else:
        print_nights(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
