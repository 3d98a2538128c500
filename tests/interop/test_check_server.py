"""The server that checks signatures with the vendor's code: the vendor's client must pass, and mistakes must not."""

import json
import unittest

import vendor
from vendor import call, every_way


class CheckServer(unittest.TestCase):
    def verdicts(self, requests, *arguments):
        """The answers' codes, and the problems of each verdict."""
        server = vendor.check_server(*arguments)
        try:
            codes = [request(server)["code"] for request in requests]
        finally:
            lines = [json.loads(line) for line in server.stop()]
        self.assertEqual([line["ok"] for line in lines], [code == 0 for code in codes])
        return [line["problems"] for line in lines]

    def test_the_vendors_client_passes(self):
        parameters = {"searchKey": "测试 a+b&c=d", "filters": [{"name": "x", "values": ["1", "2"]}], "js_code": "a_b"}
        requests = [lambda server, way=way: call(server, "CertGetList", parameters, Token="t", Region="gz", **way) for way in every_way()]
        self.assertEqual(self.verdicts(requests), [[]] * 4)

    def test_mistakes_do_not(self):
        requests = [
            lambda server: call(server, "CertGetList", {}, secretKey="other"),
            lambda server: call(server, "CertGetList", {}, secretId="other"),
            lambda server: call(server, "CertGetList", {"Timestamp": 1}),
            lambda server: call(server, "CertGetList", {"Nonce": 0}),
            lambda server: call(server, "CertGetList", {"Nonce": 7}),
            lambda server: call(server, "CertGetList", {"Nonce": 7}),
            lambda server: call(server, "CertGetList", {"searchKey": "@home"}, method="POST"),
        ]
        self.assertEqual(
            self.verdicts(requests),
            [
                ["the signature is not the one of the vendor's client for `GET`, `wss.api.qcloud.com`, `/v2/index.php` and `HmacSHA1`"],
                ["the SecretId is another one"],
                ["the timestamp is not in Unix seconds, or it is not of now"],
                ["the nonce is not a positive integer"],
                [],
                ["the nonce was used before"],
                ["a value begins with `@`, which the vendor's client does not sign in a POST"],
            ],
        )

    def test_the_host_can_be_told(self):
        problems = self.verdicts([lambda server: call(server, "CertGetList", {})], "--host", "vpc.api.qcloud.com")
        self.assertEqual(len(problems[0]), 1)


if __name__ == "__main__":
    unittest.main()
