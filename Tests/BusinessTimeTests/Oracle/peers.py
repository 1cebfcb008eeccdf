"""What well-known libraries say, where they are installed.

    peers.py recurrences SEED COUNT    python-dateutil: random recurrence rules and their days
    peers.py easter FIRST LAST         python-dateutil: Easter Sundays
    peers.py holidays FIRST LAST       holidays: bank holidays of England, federal ones of the USA, Germany's
    peers.py hours SEED COUNT          businesstimedelta: working time between two instants

A line is one question and its answer.
"""

import random
import sys
import types
from datetime import date, datetime, time, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def print_recurrences(seed, count):
    from dateutil import rrule
    from dateutil.rrule import rrulestr

    # It seeks the next day to the end of time, which is the year 9999.
    rrule.datetime = types.SimpleNamespace(**{**vars(rrule.datetime), "MAXYEAR": 2050})
    rng = random.Random(seed)
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    some = lambda values, most: ",".join(str(v) for v in rng.sample(values, rng.randrange(1, most + 1)))
    signed = lambda limit: [n for n in range(-limit, limit + 1) if n != 0]
    printed = 0
    while printed < count:
        frequency = rng.choice(["YEARLY", "YEARLY", "MONTHLY", "WEEKLY", "DAILY"])
        parts = [f"FREQ={frequency}"]
        if rng.random() < 0.3:
            parts.append(f"INTERVAL={rng.randrange(1, 5)}")
        if rng.random() < 0.4:
            parts.append("BYMONTH=" + some(range(1, 13), 3))
        if frequency != "WEEKLY" and rng.random() < 0.3:
            parts.append("BYMONTHDAY=" + some(signed(31), 4))
        if frequency == "YEARLY" and rng.random() < 0.15:
            parts.append("BYYEARDAY=" + some(signed(366), 4))
        by_week = frequency == "YEARLY" and rng.random() < 0.1
        if by_week:
            parts.append("BYWEEKNO=" + some([n for n in signed(51) if abs(n) > 1], 3))
        # Without a day dateutil takes all days of a week, where RFC 5545 takes that of the start.
        if by_week or rng.random() < 0.5:
            names = list(days)
            if frequency in ("YEARLY", "MONTHLY") and not by_week and rng.random() < 0.6:
                names = [f"{n}{day}" for n in (1, 2, 3, 4, 5, -1, -2) for day in days]
            parts.append("BYDAY=" + some(names, 3))
        # In the first week dateutil counts positions from the start, not from the beginning of the week.
        if frequency != "WEEKLY" and any(part.startswith("BY") for part in parts) and rng.random() < 0.2:
            parts.append("BYSETPOS=" + some(signed(4), 2))
        if rng.random() < 0.3:
            parts.append("WKST=" + rng.choice(days))
        start = datetime(rng.randrange(1995, 2030), rng.randrange(1, 13), rng.randrange(1, 29))
        # A start that fits its rule, as RFC 5545 asks for; some rules have none.
        first = next(iter(rrulestr(";".join(parts), dtstart=start).replace(until=start + timedelta(days=3000))), None)
        if first is None:
            continue
        limit = first + timedelta(days=rng.randrange(100, 5000))
        kind = rng.random()
        if kind < 0.4:
            parts.append(f"COUNT={rng.randrange(1, 40)}")
        elif kind < 0.7:
            parts.append(f"UNTIL={limit:%Y%m%d}")
        rule = ";".join(parts)
        low = first + timedelta(days=rng.choice([-10, rng.randrange(0, 3000)]))
        high = low + timedelta(days=rng.randrange(0, 1500))
        found = rrulestr(rule, dtstart=first).between(low, high, inc=True)
        print(f"{first:%Y%m%d}\t{rule}\t{low:%Y-%m-%d}\t{high:%Y-%m-%d}\t" + " ".join(f"{d:%Y-%m-%d}" for d in found))
        printed += 1


def print_easter(first, last):
    from dateutil.easter import easter

    for year in range(first, last + 1):
        print(f"{year}\t{easter(year)}")


def print_holidays(first, last):
    import holidays

    for year in range(first, last + 1):
        for name, calendar in (("england", holidays.country_holidays("GB", subdiv="ENG", years=year)),
                               ("states", holidays.country_holidays("US", years=year)),
                               ("germany", holidays.country_holidays("DE", years=year))):
            print(f"{name}\t{year}\t" + " ".join(str(day) for day in sorted(calendar) if day.year == year))


def print_hours(seed, count):
    import businesstimedelta
    import pytz

    rng = random.Random(seed)
    for number in range(count):
        zone_name = rng.choice(["Europe/London", "America/New_York", "Europe/Berlin", "Asia/Kathmandu"])
        zone = pytz.timezone(zone_name)
        opens, closes = rng.randrange(5, 11), rng.randrange(15, 22)
        working = sorted(rng.sample(range(7), rng.randrange(1, 8)))
        rules = businesstimedelta.Rules([businesstimedelta.WorkDayRule(
            start_time=time(opens), end_time=time(closes), working_days=working, tz=zone)])
        start = datetime(2026, rng.randrange(1, 12), rng.randrange(1, 29), tzinfo=timezone.utc) + timedelta(
            seconds=rng.randrange(86400))
        end = start + timedelta(seconds=rng.randrange(1, 20 * 86400))
        delta = rules.difference(start, end).timedelta
        instants = [(moment - EPOCH) // timedelta(milliseconds=1) for moment in (start, end)]
        print(f"{zone_name}\t{opens * 60}\t{closes * 60}\t{','.join(map(str, working))}\t{instants[0]}\t{instants[1]}\t"
              f"{delta // timedelta(milliseconds=1)}")


if __name__ == "__main__":
    command = {"recurrences": print_recurrences, "easter": print_easter, "holidays": print_holidays,
               "hours": print_hours}[sys.argv[1]]
    command(int(sys.argv[2]), int(sys.argv[3]))
