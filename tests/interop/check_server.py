#!/usr/bin/env python3
"""Checks the signature of each request with the vendor's own signing class.

The other way round than the mock server: any client can be pointed at it. Its first line on standard output is its address; then comes one line
of JSON for each request, the verdict:

    {"ok": true, "method": "GET", "action": "CertGetList", "problems": []}

A request that is right is answered with a success (`--body`, else an empty one), another with code 4100 and what is wrong with it.
"""

import argparse
import http.server
import json
import sys
import threading
import time
import urllib.parse

from QcloudApi.common.sign import Sign

# Something that every Action can read as its result.
SUCCESS = {"code": 0, "message": "", "codeDesc": "Success", "data": {"totalNum": 0, "list": [], "id": "9hyvgrkE"}}
REQUIRED = ("Action", "Nonce", "SecretId", "Signature", "Timestamp")
WINDOW = 300


class Checks:
    """What makes a request right."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.nonces = set()
        self.lock = threading.Lock()

    def problems(self, method, host, path, pairs):
        parameters = dict(pairs)
        if len(parameters) != len(pairs):
            return ["a parameter is given more than once"]
        missing = [name for name in REQUIRED if not parameters.get(name)]
        if missing:
            return [f"`{name}` is missing" for name in missing]
        return list(self.each(method, host, path, parameters))

    def each(self, method, host, path, parameters):
        signature = parameters.pop("Signature")
        algorithm = parameters.get("SignatureMethod", "HmacSHA1")
        sign = Sign(self.arguments.secret_id, self.arguments.secret_key)
        if sign.make(host, path, parameters, method, algorithm) != signature:
            yield f"the signature is not the one of the vendor's client for `{method}`, `{host}`, `{path}` and `{algorithm}`"
        if parameters["SecretId"] != self.arguments.secret_id:
            yield "the SecretId is another one"
        nonce, timestamp = parameters["Nonce"], parameters["Timestamp"]
        if not nonce.isdecimal() or int(nonce) == 0:
            yield "the nonce is not a positive integer"
        if not timestamp.isdecimal() or abs(int(timestamp) - time.time()) > WINDOW:
            yield "the timestamp is not in Unix seconds, or it is not of now"
        if method == "POST" and any(value.startswith("@") for value in parameters.values()):
            yield "a value begins with `@`, which the vendor's client does not sign in a POST"
        with self.lock:
            if nonce in self.nonces:
                yield "the nonce was used before"
            self.nonces.add(nonce)


def handler(checks, success):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            url = urllib.parse.urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            text = body.decode() if self.command == "POST" else url.query
            pairs = urllib.parse.parse_qsl(text, keep_blank_values=True)
            host = checks.arguments.host or self.headers["Host"]
            problems = checks.problems(self.command, host, url.path, pairs)
            if self.command == "POST" and url.query:
                problems.append("a POST has a query")
            verdict = {"ok": not problems, "method": self.command, "action": dict(pairs).get("Action"), "problems": problems}
            print(json.dumps(verdict), flush=True)
            failure = {"code": 4100, "message": "; ".join(problems), "codeDesc": "AuthenticationFailed"}
            self.reply(json.dumps(failure).encode() if problems else success)

        do_GET = answer
        do_POST = answer

        def reply(self, body):
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            """The verdict says it all."""

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="port of 127.0.0.1; a free one when left out")
    parser.add_argument("--secret-id", required=True)
    parser.add_argument("--secret-key", required=True)
    parser.add_argument("--host", help="the host that is signed for, when it is not the one in the header `Host`")
    parser.add_argument("--body", type=argparse.FileType("rb"), help="what a request that is right is answered with")
    arguments = parser.parse_args()
    success = arguments.body.read() if arguments.body else json.dumps(SUCCESS).encode()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), handler(Checks(arguments), success))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
