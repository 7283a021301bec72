"""Subscribes to the server at BONAFIDE_URL, lets a process end in its sandbox, and checks what it is told: signatures by
the reference library of Standard Webhooks, bodies by docs/events.schema.json. Writes the messages into a file for the
library of another language."""

import base64
import json
import os
import pathlib
import queue
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import standardwebhooks

BASE = os.environ["BONAFIDE_URL"]
SCHEMA = json.loads((pathlib.Path(__file__).parent / "../../docs/events.schema.json").read_text())
MESSAGES: queue.Queue = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        MESSAGES.put(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def call(method, path, body=None, token=None):
    request = urllib.request.Request(BASE + path, method=method)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def token():
    pair = f"{os.environ['BONAFIDE_CLIENT_ID']}:{os.environ['BONAFIDE_CLIENT_SECRET']}".encode()
    request = urllib.request.Request(
        BASE + "/auth/open/connect/token",
        urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "signicat-api"}).encode(),
        {"Authorization": "Basic " + base64.b64encode(pair).decode()},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())["access_token"]


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/hook"
    bearer = token()

    made = call("POST", "/events/subscriptions", {"url": address, "signatureHeader": "X-Signature"}, bearer)
    path = f"/events/subscriptions/{made['id']}"
    call("POST", f"{path}/test", token=bearer)
    dossier = call("POST", "/assure/dossiers", {"externalReference": "cust-42"}, bearer)["dossierId"]
    process = {"provider": "signicatpictureid", "processType": "document", "eventTags": ["blue"]}
    process = call("POST", f"/assure/dossiers/{dossier}/processes", process, bearer)["processId"]
    call("POST", f"/assure/dossiers/{dossier}/processes/{process}/fail", token=bearer)
    call("DELETE", f"/assure/dossiers/{dossier}", token=bearer)

    wanted = {"test", "process.complete", "dossier.erased"}
    checker = standardwebhooks.Webhook(made["secret"])
    kept = []
    end = time.monotonic() + 30
    while wanted and time.monotonic() < end:
        headers, body = MESSAGES.get(timeout=30)
        checker.verify(body, headers)
        message = json.loads(body)
        jsonschema.validate(message, SCHEMA, format_checker=jsonschema.FormatChecker())
        assert message["id"] == headers["webhook-id"], message
        wanted.discard(message["eventName"])
        kept.append({"headers": headers, "body": body.decode()})
        try:
            checker.verify(body + b" ", headers)
        except standardwebhooks.WebhookVerificationError:
            pass
        else:
            sys.exit("a changed body passed the check")
    assert not wanted, f"not told: {wanted}"
    pathlib.Path(sys.argv[1]).write_text(
        json.dumps({"secret": made["secret"], "publicKey": made["publicKeys"][0], "messages": kept})
    )
    attempts = call("GET", f"{path}/attempts", token=bearer)
    assert all(attempt["status"] == 204 for attempt in attempts), attempts
    print(f"webhooks: {len(kept)} messages checked in Python")


main()
