"""Whether a request of API 3.0 is right, by the vendor's own signing code.

The vendor's Python client signs the headers `content-type` and `host`. Where a client signs `x-tc-action` too, as the vendor's page has it, the
text is put together here, and the vendor's code signs it.
"""

import datetime
import hashlib
import json
import re
import time

from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.sign import Sign

# Something that every Action can read as its result.
SUCCESS = {
    "Response": {
        "RequestId": "d1a9b6a7-2b39-4ab5-8a51-3b9e0b1f9c64",
        "TotalCount": 0,
        "CertificateSet": [],
        "Certificates": [],
        "Id": "9hyvgrkE",
        "CertificateId": "9hyvgrkE",
        "DeleteResult": True,
    }
}
REQUIRED = ("X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "Authorization", "Content-Type", "Host")
AUTHORIZATION = re.compile("TC3-HMAC-SHA256 Credential=([^/]+)/([^/]+)/([^/]+)/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})")
WINDOW = 300


class Checks:
    """What makes a request right."""

    def __init__(self, arguments):
        self.arguments = arguments

    def action(self, request):
        return request.headers.get("X-TC-Action")

    def problems(self, request):
        missing = [name for name in REQUIRED if not request.headers.get(name)]
        if missing:
            return [f"`{name}` is missing" for name in missing]
        return list(self.each(request))

    def each(self, request):
        found = AUTHORIZATION.fullmatch(request.headers["Authorization"])
        if not found:
            yield "the header `Authorization` has not the vendor's form"
            return
        id, day, service, names, signature = found.groups()
        if self.signature(request, day, service, names) != signature:
            yield f"the signature is not the one of the vendor's client for `{service}` and `{names}`"
        if id != self.arguments.secret_id:
            yield "the SecretId is another one"
        timestamp = request.headers["X-TC-Timestamp"]
        if not timestamp.isdecimal() or abs(int(timestamp) - time.time()) > WINDOW:
            yield "the timestamp is not in Unix seconds, or it is not of now"
        elif datetime.datetime.fromtimestamp(int(timestamp), datetime.timezone.utc).strftime("%Y-%m-%d") != day:
            yield "the day of the scope is not that of the timestamp"
        if request.path != "/":
            yield "the path is not `/`"
        if request.method == "POST":
            if request.query:
                yield "a POST has a query"
            if request.headers["Content-Type"] == "application/json":
                try:
                    is_object = isinstance(json.loads(request.body), dict)
                except ValueError:
                    is_object = False
                if not is_object:
                    yield "the body is not a JSON object"

    def signature(self, request, day, service, names):
        key = self.arguments.secret_key
        sent = RequestInternal(method=request.method, uri="/", data=request.body if request.method == "POST" else request.query)
        sent.header = {name: request.headers[name] for name in ("Content-Type", "Host", "X-TC-Timestamp")}
        sent.header["Host"] = self.arguments.host or sent.header["Host"]
        if names == "content-type;host":
            return AbstractClient(Credential(self.arguments.secret_id, key), "")._get_tc3_signature(None, sent, day, service, key)
        if names != "content-type;host;x-tc-action":
            return None
        lines = [request.method, "/", request.query if request.method == "GET" else ""]
        lines += [f"content-type:{sent.header['Content-Type']}", f"host:{sent.header['Host']}"]
        lines += [f"x-tc-action:{request.headers['X-TC-Action'].lower()}", "", names, hashlib.sha256(request.body).hexdigest()]
        hash = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        text = f"TC3-HMAC-SHA256\n{sent.header['X-TC-Timestamp']}\n{day}/{service}/tc3_request\n{hash}"
        return Sign.sign_tc3(key, day, service, text)

    def failure(self, problems):
        error = {"Code": "AuthFailure.SignatureFailure", "Message": "; ".join(problems)}
        return {"Response": {"Error": error, "RequestId": SUCCESS["Response"]["RequestId"]}}
