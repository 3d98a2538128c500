"""Whether a request of the legacy API is right, by the vendor's own signing class."""

import threading
import time
import urllib.parse

from QcloudApi.common.sign import Sign

# Something that every Action can read as its result.
SUCCESS = {"code": 0, "message": "", "codeDesc": "Success", "data": {"totalNum": 0, "list": [], "id": "9hyvgrkE"}}
REQUIRED = ("Action", "Nonce", "SecretId", "Signature", "Timestamp")
WINDOW = 300


class Checks:
    """What makes a request right. A nonce counts once."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.nonces = set()
        self.lock = threading.Lock()

    def action(self, request):
        return dict(self.pairs(request)).get("Action")

    def pairs(self, request):
        text = request.body.decode() if request.method == "POST" else request.query
        return urllib.parse.parse_qsl(text, keep_blank_values=True)

    def problems(self, request):
        pairs = self.pairs(request)
        parameters = dict(pairs)
        if len(parameters) != len(pairs):
            return ["a parameter is given more than once"]
        missing = [name for name in REQUIRED if not parameters.get(name)]
        if missing:
            return [f"`{name}` is missing" for name in missing]
        problems = list(self.each(request.method, self.arguments.host or request.headers["Host"], request.path, parameters))
        if request.method == "POST" and request.query:
            problems.append("a POST has a query")
        return problems

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

    def failure(self, problems):
        return {"code": 4100, "message": "; ".join(problems), "codeDesc": "AuthenticationFailed"}
