"""The vendor's client against the mock server."""

import json
import time
import unittest
import urllib.request

from QcloudApi.common.api_exception import ApiClientNetworkException, ApiServerNetworkException

import vendor
from vendor import call, client, every_way

SUCCESS = {"code": 0, "message": "", "codeDesc": "Success"}
PEM = "-----BEGIN CERTIFICATE-----\r\nMIIB+zCCAaCgAwIBAgIU/w==\r\n-----END CERTIFICATE-----\r\n"
KEY = "-----BEGIN PRIVATE KEY-----\r\nMIG2AgEAMBAGByqGSM49AgEG+/A=\r\n-----END PRIVATE KEY-----\r\n"


class MockServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = vendor.mock_server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def every_way(self):
        for way in every_way():
            with self.subTest(**way):
                yield way

    def test_lists(self):
        for way in self.every_way():
            page = call(self.server, "CertGetList", {"page": 1, "count": 2, "certType": "SVR", "withCert": 1}, **way)
            self.assertEqual(page["code"], 0, page)
            self.assertEqual(len(page["data"]["list"]), 2)
            self.assertIn("BEGIN CERTIFICATE", page["data"]["list"][0]["cert"])

    def test_awkward_values_are_signed_and_sent_alike(self):
        values = ["测试证书", "a b+c&d=e/f?g", "", "100%", "%2B", "~*'()", "x@y", "\r\n\t", "🔑", "a_b.c"]
        for way in self.every_way():
            for value in values:
                with self.subTest(value=value):
                    page = call(self.server, "CertGetList", {"searchKey": value, "id": "nothing"}, **way)
                    self.assertEqual(page, {**SUCCESS, "data": []})

    def test_what_is_uploaded_is_listed_until_it_is_deleted(self):
        for way in self.every_way():
            stored = call(self.server, "CertUpload", {"cert": PEM, "certType": "SVR", "key": KEY, "alias": "my cert"}, **way)
            self.assertEqual(stored["code"], 0, stored)
            id = stored["data"]["id"]
            page = call(self.server, "CertGetList", {"id": id, "withCert": 1}, **way)
            self.assertEqual(page["data"]["totalNum"], 1)
            self.assertEqual([page["data"]["list"][0][name] for name in ("id", "alias", "cert")], [id, "my cert", PEM])
            self.assertEqual(call(self.server, "CertDelete", {"id": id}, **way), {**SUCCESS, "data": []})
            self.assertEqual(call(self.server, "CertGetList", {"id": id}, **way), {**SUCCESS, "data": []})

    def test_nested_parameters(self):
        parameters = {"vpcId": "vpc-1", "filters": [{"name": "state", "values": ["up", "new"]}], "zones": list(range(12)), "limit": 1}
        for way in self.every_way():
            answer = call(self.server, "ListSubnets", parameters, module="vpc", Region="gz", **way)
            self.assertEqual((answer["code"], answer["totalCount"]), (0, 7), answer)
            wrong = {**parameters, "filters": [{"values": ["up"]}]}
            answer = call(self.server, "ListSubnets", wrong, module="vpc", **way)
            self.assertEqual((answer["code"], answer["message"]), (4000, "`filters.0.name`: required, and missing"))

    def test_region_token_and_version_are_signed(self):
        for way in self.every_way():
            answer = call(self.server, "CertGetList", {}, Region="ap-guangzhou", Token="tmp/Token+with=signs", Version="2017-03-12", **way)
            self.assertEqual(answer["code"], 0, answer)

    def test_the_address_may_be_the_endpoint(self):
        for way in self.every_way():
            answer = call(self.server, "CertGetList", {}, endpoint=self.server.netloc, **way)
            self.assertEqual(answer["code"], 0, answer)

    def test_a_post_leaves_values_that_begin_with_an_at_sign_unsigned(self):
        for algorithm in ("HmacSHA1", "HmacSHA256"):
            answer = call(self.server, "CertGetList", {"searchKey": "@home"}, method="POST", SignatureMethod=algorithm)
            self.assertEqual(answer, {**SUCCESS, "data": []})

    def test_a_wrong_key_is_told_what_should_have_been_signed(self):
        for way in self.every_way():
            answer = call(self.server, "CertGetList", {"Nonce": 7, "Timestamp": 8}, secretKey="other", **way)
            self.assertEqual((answer["code"], answer["codeDesc"]), (4100, "AuthenticationFailed"))
            expected = (
                f"{way['method']}wss.api.qcloud.com/v2/index.php?Action=CertGetList&Nonce=7&RequestClient=SDK_PYTHON_2.0.15"
                f"&SecretId={vendor.SECRET_ID}&SignatureMethod={way['SignatureMethod']}&Timestamp=8"
            )
            self.assertEqual(answer["message"], f"the signature is wrong; the string to sign with {way['SignatureMethod']} is `{expected}`")

    def test_errors_have_the_codes_of_the_api(self):
        old = int(time.time()) - 7200
        cases = [
            (4104, "`SecretId`", "CertGetList", {}, {"secretId": "AKIDother"}),
            (4500, "`Timestamp`", "CertGetList", {"Timestamp": old}, {}),
            (4000, "`Action`: there is no Action `CertGetLists`; did you mean `CertGetList`?", "CertGetLists", {}, {}),
            (4000, "`ID`: there is no such parameter; did you mean `id`?", "CertDelete", {"ID": "x"}, {}),
            (4000, "`page`: expected an integer that is not negative, found `one`", "CertGetList", {"page": "one"}, {}),
            (4000, "`count`: 0 is below the lower bound 1", "CertGetList", {"count": 0}, {}),
            (5000, "`id`: no certificate has the id `x`", "CertDelete", {"id": "x"}, {}),
        ]
        for way in self.every_way():
            for code, message, action, parameters, config in cases:
                answer = call(self.server, action, parameters, **{**way, **config})
                self.assertEqual(answer["code"], code, answer)
                self.assertTrue(answer["message"].startswith(message), answer)

    def test_a_url_counts_once(self):
        url = client(self.server, method="GET", endpoint=self.server.netloc).generateUrl("CertGetList", {})
        codes = []
        for _ in range(2):
            with urllib.request.urlopen(url.replace("https://", "http://")) as response:
                codes.append(json.load(response)["code"])
        self.assertEqual(codes, [0, 4500])


class Faults(unittest.TestCase):
    def test_the_vendors_client_sees_the_faults(self):
        server = vendor.mock_server("--fault", "1=status:503", "--fault", "2=cut-after", "--fault", "3=code:4400", "--fault", "4=cut-before")
        self.addCleanup(server.stop)
        with self.assertRaises(ApiServerNetworkException) as caught:
            call(server, "CertGetList", {})
        self.assertEqual(caught.exception.status, 503)
        with self.assertRaises(ApiClientNetworkException):
            call(server, "CertGetList", {})
        self.assertEqual(call(server, "CertGetList", {})["codeDesc"], "QuotaExceeded")
        # The client sends the same form once more when a connection ends without an answer, so the nonce comes twice.
        self.assertEqual(call(server, "CertGetList", {}, method="POST")["message"], "`Nonce`: it was used before")
        self.assertEqual(call(server, "CertGetList", {})["code"], 0)


if __name__ == "__main__":
    unittest.main()
