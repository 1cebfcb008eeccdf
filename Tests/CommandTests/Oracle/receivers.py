"""Receivers of messages: a server of mail, of posts, and one that never answers.

    python receivers.py smtp MODE LOG CERTIFICATE KEY     MODE: ok, plain, reject, busy
    python receivers.py http LOG [CERTIFICATE KEY]        answers with the code that the path names: /503
    python receivers.py silent

Prints the port, and runs until its standard input ends. LOG gets one JSON object a line.
"""

import email
import email.policy
import json
import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def note(log, entry):
    with open(log, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def context(certificate, key):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    return made


def smtp(mode, log, certificate, key):
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if mode == "reject":
                return "550 5.1.1 no such user"
            if mode == "busy":
                return "451 4.3.2 come again"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            raw = envelope.original_content
            mail = email.message_from_bytes(raw, policy=email.policy.strict)
            assert not mail.defects and not any(header.defects for header in mail.values())
            assert all(len(line) <= 998 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
            note(log, {
                "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                "user": getattr(session.auth_data, "login", b"").decode(), "id": mail["Message-ID"],
                "subject": mail["Subject"], "text": mail.get_body(("plain",)).get_content(),
                "types": [part.get_content_type() for part in mail.walk()],
            })
            return "250 OK"

    def authenticator(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"leadpact" and data.password == b"se cret", auth_data=data)

    tls = {} if mode == "plain" else {
        "tls_context": context(certificate, key), "require_starttls": True, "authenticator": authenticator,
        "auth_required": mode == "ok",
    }
    controller = Controller(Handler(), hostname="127.0.0.1", port=free(), **tls)
    controller.start()
    return controller.port


def http(log, certificate=None, key=None):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            note(log, {"path": self.path, "headers": dict(self.headers), "body": body})
            code = int(self.path.split("/")[1])
            self.send_response(code)
            if code == 429:
                self.send_header("Retry-After", "7200")
            if code == 302:
                self.send_header("Location", "/200")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        server.socket = context(certificate, key).wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def silent():
    server = socket.create_server(("127.0.0.1", 0))
    return server.getsockname()[1], server


def free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


kind, words = sys.argv[1], sys.argv[2:]
held = {"smtp": smtp, "http": http, "silent": silent}[kind](*words)
print(held[0] if isinstance(held, tuple) else held, flush=True)
sys.stdin.read()
