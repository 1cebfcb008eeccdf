"""Kills `notify` while it plans and delivers to a real receiver, and counts what arrived.

    python crashes.py LEADPACT FOLDER CHANNEL POINTS SEED LEDGER     CHANNEL: smtp (needs aiosmtpd), webhook

LEDGER is `sla.db`, a file in each folder, or `postgres:DATABASE`, with a schema for each folder.

Kills come at random instants of the whole run, or at a random message: as it arrives, when it is taken and not yet answered,
right after the answer. The receiver takes everything, or takes some and drops the connection without an answer, or refuses
some for now. After each kill the ledger has to be whole, and to call nothing sent that did not arrive. In the end everything
has arrived, whatever came twice has the same key and the same words, and the ledger calls everything sent. Then two runs at
once: nothing arrives twice.
"""

import collections
import email
import email.policy
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

leadpact, folder, channel, points, seed = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
place = sys.argv[6]
chance = random.Random(seed)
PEOPLE = 30
MODES = ["takes", "drops", "refuses"]
MOMENTS = ["arrived", "taken", "answered"]


def fail(text):
    sys.exit(f"seed {seed}: {text}")


class World:
    """What the receiver does, and what it got."""

    def __init__(self):
        self.lock = threading.Lock()
        self.begin("takes")

    def begin(self, mode):
        self.mode = mode
        self.number = 0
        self.kill_at = None  # a message's number and a moment
        self.process = None
        self.got = []  # key, recipient, text
        self.pause = 0
        self.dropped = 0

    def take(self, key, recipient, text):
        """What becomes of a message: `ok`, `drop` or `refuse`."""
        with self.lock:
            self.number += 1
            number = self.number
            self.at(number, "arrived")
            time.sleep(self.pause)
            fate = "ok"
            if self.mode != "takes" and chance.random() < 0.15:
                fate = self.mode.removesuffix("s")
            self.dropped += fate == "drop"
            if fate != "refuse":
                self.got.append((key, recipient, text))
            self.at(number, "taken")
            return number, fate

    def at(self, number, moment):
        if self.kill_at == (number, moment) and self.process:
            self.process.kill()


world = World()


class Posts(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        notice = json.loads(body)
        number, fate = world.take(self.headers["Idempotency-Key"], notice["to"]["address"], body)
        self.close_connection = True
        if fate == "drop":
            return
        try:
            self.send_response(503 if fate == "refuse" else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            return  # whoever asked is dead
        world.at(number, "answered")

    def log_message(self, *words):
        pass


def http():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Posts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def smtp():
    import asyncio
    import socket

    from aiosmtpd.controller import Controller

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            text = envelope.content.decode()
            message = email.message_from_string(text, policy=email.policy.strict)
            number, fate = world.take(message["Message-ID"], *envelope.rcpt_tos, text)
            if fate == "drop":
                server.transport.abort()
                return "421 4.3.0 gone"
            if fate == "refuse":
                return "451 4.3.2 come again"
            asyncio.get_running_loop().call_later(0.001, world.at, number, "answered")
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    return port


def prepare():
    """A folder with a snapshot of which each of some people is told one thing."""
    made = folder / "template"
    (made / "data").mkdir(parents=True)
    (made / "agreement.yaml").write_text("""\
leadpact: 1
agreement: small
parties: { sales: {} }
definitions: { events: { call: { at: called_at } } }
responsibilities:
  sales:
    called: { clock: { from: created, to: call, within: 4 hours }, escalation: ladder }
escalation: { ladder: [{ at: due, to: owner }] }
""")
    people = range(PEOPLE)
    (made / "data/users.csv").write_text("id,name,email\n" + "".join(f"u{n},U {n},u{n}@acme.example\n" for n in people))
    (made / "data/leads.csv").write_text(
        "id,created_at,called_at,owner_id\n" + "".join(f"L-{n},2026-03-02T08:00:00Z,,u{n}\n" for n in people))
    (made / "data/snapshot.yaml").write_text(
        "leadpact_snapshot: 1\nas_of: 2026-03-02T13:00:00Z\n"
        "tables: { leads: { file: leads.csv }, users: { file: users.csv } }\n")
    return made


template = prepare()
port = {"smtp": smtp, "webhook": http}[channel]()
via = f"smtp=127.0.0.1:{port}" if channel == "smtp" else channel
environment = {**os.environ, "LEADPACT_WEBHOOK_URL": f"http://127.0.0.1:{port}/", "LEADPACT_TIMEOUT": "5",
               "SWIFT_BACKTRACE": "enable=no"}


def schema(home):
    return home.name.replace("-", "_")


def start(home, hour):
    return subprocess.Popen(
        [leadpact, "notify", "agreement.yaml", "data", "--ledger", place, "--disturb", "--via", via, "--now",
         f"2026-03-{2 + hour // 24:02}T{hour % 24:02}:00:00Z"],
        cwd=home, env={**environment, "LEADPACT_LEDGER_SCHEMA": schema(home)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process):
    said = process.communicate(timeout=60)[0]
    return process.returncode, said


def postgres(query):
    said = subprocess.run(["psql", "-X", "-A", "-t", "-d", place.removeprefix("postgres:"), "-c", query],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    return [line.split("|") for line in said.splitlines()]


def states(home):
    """How many messages are in which state, with the keys that are sent; the ledger is looked through first."""
    if place.startswith("postgres:"):
        made = f"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema(home)}' AND tablename = 'message'"
        if postgres(made) != [["1"]]:
            return collections.Counter(), set()
        rows = postgres(f"SELECT key, state FROM {schema(home)}.message")
        return collections.Counter(state for _, state in rows), {key for key, state in rows if state == "sent"}
    path = home / "sla.db"
    if not path.exists() or path.stat().st_size == 0:
        return collections.Counter(), set()
    ledger = sqlite3.connect(path)
    try:
        whole = ledger.execute("PRAGMA integrity_check").fetchall()
        if whole != [("ok",)]:
            fail(f"the ledger is damaged: {whole[:3]}")
        if not ledger.execute("SELECT count(*) FROM sqlite_master WHERE name = 'message'").fetchone()[0]:
            return collections.Counter(), set()
        rows = ledger.execute("SELECT key, state FROM message").fetchall()
        return collections.Counter(state for _, state in rows), {key for key, state in rows if state == "sent"}
    finally:
        ledger.close()


def plain(key):
    """A Message-ID without what stands around the ledger's key."""
    return key.strip("<>").split("@")[0]


def fresh(name):
    home = folder / name
    shutil.copytree(template, home)
    return home


# One run that nobody kills says how long it takes.
home = fresh("whole")
began = time.perf_counter()
world.process = start(home, 13)
code, said = finish(world.process)
length = time.perf_counter() - began
if code != 0 or len(world.got) != PEOPLE:
    fail(f"a run that nobody kills: exit {code}, {len(world.got)} messages\n{said}")

where, repeats, kills = collections.Counter(), 0, 0
number = 0
while kills < points:
    number += 1
    home = fresh(f"round-{number}")
    world.begin(chance.choice(MODES))
    killed_here = 0
    hour = 13
    # Once or twice.
    for _ in range(chance.choice([1, 1, 2])):
        aim = chance.random() < 0.5
        world.kill_at = (world.number + chance.randint(1, PEOPLE), chance.choice(MOMENTS)) if aim else None
        world.process = process = start(home, hour)
        try:
            process.wait(60 if aim else chance.random() * length)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        hour += 5
        if process.returncode != -9:
            continue  # it had ended, or the message never came
        killed_here += 1
        count, sent = states(home)
        unsaid = sent - {plain(key) for key, *_ in world.got}
        if unsaid:
            fail(f"round {number}: the ledger calls {len(unsaid)} messages sent that never arrived")
        where["before the plan" if not count else "with all delivered" if not count["pending"] else
              "with some delivered" if count["sent"] else "planned, none noted"] += 1
    kills += killed_here
    world.process, world.kill_at = None, None
    # Whoever drops or refuses does so for a while; in the end everything is taken.
    for attempt in range(8):
        if attempt == 2:
            world.mode = "takes"
        code, said = finish(start(home, hour))
        hour += 5
        if code == 0:
            break
    if code != 0:
        fail(f"round {number}: does not come to an end, exit {code}\n{said}")
    keys, words = collections.defaultdict(set), collections.defaultdict(set)
    for key, recipient, text in world.got:
        keys[recipient].add(key)
        words[recipient].add(text)
    if len(keys) != PEOPLE:
        fail(f"round {number}: {PEOPLE - len(keys)} people were told nothing")
    if any(len(found) > 1 for found in [*keys.values(), *words.values()]):
        fail(f"round {number}: a repeat has another key or other words")
    count, sent = states(home)
    if count != {"sent": PEOPLE} or sent != {plain(key) for key, *_ in world.got}:
        fail(f"round {number}: the ledger has {dict(count)}, and other keys than those that arrived")
    # A message comes again only where a kill or a dropped connection kept its answer from being noted.
    twice = len(world.got) - PEOPLE
    if twice > killed_here + world.dropped:
        fail(f"round {number}: {twice} messages came again after {killed_here} kills and {world.dropped} drops")
    repeats += twice
    shutil.rmtree(home)

for number in range(max(2, points // 20)):
    home = fresh(f"pair-{number}")
    world.begin("takes")
    world.pause = 0.005
    runs = [start(home, 13), start(home, 13)]
    ends = [finish(process) for process in runs]
    if [code for code, _ in ends] != [0, 0]:
        fail(f"two at once ended with {ends}")
    if len(world.got) != PEOPLE or len({key for key, *_ in world.got}) != PEOPLE:
        fail(f"two at once: {len(world.got)} messages for {PEOPLE} people")
    if sorted(f"{PEOPLE} notices to {PEOPLE} people" in said for _, said in ends) != [False, True]:
        fail(f"two at once: both planned, or none\n{ends}")
    states(home)
    shutil.rmtree(home)

print(f"seed {seed}: killed {kills} times by {channel} ({', '.join(f'{n} {w}' for w, n in sorted(where.items()))}), "
      f"{repeats} messages came again with the same key, none was lost")
