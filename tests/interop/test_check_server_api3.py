"""The server that checks signatures with the vendor's code, by API 3.0: the vendor's client must pass, and mistakes must not."""

import datetime
import http.client
import json
import time
import unittest

from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

import vendor
from vendor_api3 import call, ssl, wss


def post(server, body, signed, **changes):
    """A request whose signature is wrong by nature; returns its answer."""
    now = changes.pop("now", int(time.time()))
    day = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).strftime("%Y-%m-%d")
    scope = f"{vendor.SECRET_ID}/{day}/ssl/tc3_request"
    headers = {
        "Content-Type": "application/json",
        "X-TC-Action": "DescribeCertificates",
        "X-TC-Version": "2019-12-05",
        "X-TC-Timestamp": str(now),
        "Authorization": f"TC3-HMAC-SHA256 Credential={scope}, SignedHeaders={signed}, Signature={'0' * 64}",
        **changes,
    }
    connection = http.client.HTTPConnection(*server.address)
    connection.request("POST", "/", body, headers)
    answer = json.load(connection.getresponse())
    connection.close()
    return answer["Response"]["Error"]["Code"]


class CheckServer(unittest.TestCase):
    def verdicts(self, requests):
        server = vendor.check_server()
        try:
            outcomes = [request(server) for request in requests]
        finally:
            lines = [json.loads(line) for line in server.stop()]
        return outcomes, [line["problems"] for line in lines]

    def test_the_vendors_client_passes(self):
        requests = [
            lambda server: call(server, wss, "DescribeCertList", {"ModuleType": "ssl", "SearchKey": "测试 a+b&c=d"}).TotalCount,
            lambda server: call(server, ssl, "DescribeCertificates", {"SearchKey": "测试 a+b&c=d"}, method="GET").TotalCount,
            lambda server: call(server, ssl, "DeleteCertificate", {"CertificateId": "x"}, token="t").DeleteResult,
        ]
        self.assertEqual(self.verdicts(requests), ([0, 0, True], [[], [], []]))

    def test_a_wrong_key_and_a_wrong_id_do_not(self):
        def refused(server, **settings):
            with self.assertRaises(TencentCloudSDKException) as caught:
                call(server, ssl, "DescribeCertificates", {}, **settings)
            return caught.exception.code

        requests = [lambda server: refused(server, key="other"), lambda server: refused(server, id="other")]
        wrong = "the signature is not the one of the vendor's client for `ssl` and `content-type;host`"
        self.assertEqual(
            self.verdicts(requests), (["AuthFailure.SignatureFailure"] * 2, [[wrong], ["the SecretId is another one"]])
        )

    def test_mistakes_are_named(self):
        both = "content-type;host;x-tc-action"
        requests = [
            lambda server: post(server, "{}", both),
            lambda server: post(server, "[]", "content-type;host"),
            lambda server: post(server, "{}", both, now=1),
            lambda server: post(server, "{}", both, Authorization="SKIP"),
        ]
        wrong = "the signature is not the one of the vendor's client for `ssl` and `{}`"
        self.assertEqual(
            self.verdicts(requests)[1],
            [
                [wrong.format(both)],
                [wrong.format("content-type;host"), "the body is not a JSON object"],
                [wrong.format(both), "the timestamp is not in Unix seconds, or it is not of now"],
                ["the header `Authorization` has not the vendor's form"],
            ],
        )


if __name__ == "__main__":
    unittest.main()
