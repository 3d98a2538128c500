#!/usr/bin/env python3
"""Checks the signature of each request with the vendor's own code.

The other way round than the mock server: any client can be pointed at it, by the legacy API or API 3.0. Its first line on standard output is its
address; then comes one line of JSON for each request, the verdict:

    {"ok": true, "method": "GET", "action": "CertGetList", "problems": []}

A request that is right is answered with a success (`--body`, else an empty one), another with a failure of its API and what is wrong with it.
"""

import argparse
import collections
import http.server
import json
import sys
import urllib.parse

import check_api3
import check_legacy

Request = collections.namedtuple("Request", "method path query headers body")


def handler(legacy, api3, body):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            url = urllib.parse.urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.command, url.path, url.query, self.headers, content)
            module, checks = (check_api3, api3) if self.headers.get("X-TC-Action") else (check_legacy, legacy)
            problems = checks.problems(request)
            verdict = {"ok": not problems, "method": self.command, "action": checks.action(request), "problems": problems}
            print(json.dumps(verdict), flush=True)
            success = body or json.dumps(module.SUCCESS).encode()
            self.reply(json.dumps(checks.failure(problems)).encode() if problems else success)

        do_GET = answer
        do_POST = answer

        def reply(self, content):
            self.send_response(200)
            # To the letter: the vendor's client of API 3.0 looks for an error only in an answer of this type.
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

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
    body = arguments.body.read() if arguments.body else None
    handlers = handler(check_legacy.Checks(arguments), check_api3.Checks(arguments), body)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), handlers)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
