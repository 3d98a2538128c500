"""The vendor's client of API 3.0 against the mock server."""

import json
import re
import unittest

from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

import vendor
from vendor_api3 import call, call_json, common_client, every_way, ssl, wss

PEM = "-----BEGIN CERTIFICATE-----\r\nMIIB+zCCAaCgAwIBAgIU/w==\r\n-----END CERTIFICATE-----\r\n"
KEY = "-----BEGIN PRIVATE KEY-----\r\nMIG2AgEAMBAGByqGSM49AgEG+/A=\r\n-----END PRIVATE KEY-----\r\n"
REQUEST_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}")


class Api3(unittest.TestCase):
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

    def refused(self, code, message, *arguments, **settings):
        with self.assertRaises(TencentCloudSDKException) as caught:
            call(self.server, *arguments, **settings)
        error = caught.exception
        self.assertEqual((error.code, error.message), (code, message))
        self.assertRegex(error.requestId, REQUEST_ID)

    def test_lists_of_wss(self):
        for way in self.every_way():
            page = call(self.server, wss, "DescribeCertList", {"ModuleType": "ssl", "Limit": 2, "CertType": "SVR", "WithCert": "1"}, **way)
            self.assertEqual(len(page.CertificateSet), 2)
            self.assertGreater(page.TotalCount, 2)
            self.assertRegex(page.RequestId, REQUEST_ID)
            first = page.CertificateSet[0]
            self.assertEqual((first.Id, first.Domain, first.ProjectInfo.OwnerUin), ("GjTNRoK7", "cl.f-xj.cn", 0))
            self.assertIn("BEGIN CERTIFICATE", first.Cert)

    def test_a_role_is_assumed(self):
        role = {"RoleArn": "qcs::cam::uin/100000000001:roleName/reader", "RoleSessionName": "me"}
        pod = {**role, "ProviderId": "tke", "WebIdentityToken": "t0k3n"}
        for action, parameters, options in [("AssumeRole", role, None), ("AssumeRoleWithWebIdentity", pod, {"SkipSign": True})]:
            with self.subTest(action=action):
                answer = call_json(self.server, "sts", "2018-08-13", action, parameters, options=options)
                keys = [answer["Credentials"][name] for name in ("TmpSecretId", "TmpSecretKey", "Token")]
                caller = call_json(self.server, "sts", "2018-08-13", "GetCallerIdentity", {}, keys=keys)
                self.assertEqual((caller["Type"], caller["PrincipalId"]), ("CAMRole", "reader/me"))
                with self.assertRaises(TencentCloudSDKException) as caught:
                    call_json(self.server, "sts", "2018-08-13", "GetCallerIdentity", {}, keys=keys[:2])
                self.assertEqual(caught.exception.code, "AuthFailure.TokenFailure")

    def test_lists_of_ssl(self):
        for way in self.every_way():
            page = call(self.server, ssl, "DescribeCertificates", {"Offset": 0, "Limit": 3, "ExpirationSort": "DESC", "CertificateStatus": [1]}, **way)
            self.assertEqual([certificate.Status for certificate in page.Certificates], [1, 1, 1])
            ends = [certificate.CertEndTime for certificate in page.Certificates]
            self.assertEqual(ends, sorted(ends, reverse=True))
            self.assertEqual(page.Certificates[0].SubjectAltName, [page.Certificates[0].Domain])

    def test_awkward_values_are_signed_and_sent_alike(self):
        values = ["测试证书", "a b+c&d=e/f?g", "100%", "%2B", "~*'()", "x@y", "\r\n\t", "🔑", "a_b.c", '"\\']
        for way in self.every_way():
            for value in values:
                with self.subTest(value=value):
                    page = call(self.server, ssl, "DescribeCertificates", {"SearchKey": value, "CertIds": ["nothing"]}, **way)
                    self.assertEqual((page.TotalCount, page.Certificates), (0, []))

    def test_what_ssl_uploads_is_described_everywhere_until_it_is_deleted(self):
        for way in self.every_way():
            upload = {"CertificatePublicKey": PEM, "CertificatePrivateKey": KEY, "Alias": "my cert", "Tags": [{"TagKey": "a", "TagValue": "b"}]}
            id = call(self.server, ssl, "UploadCertificate", upload, **way).CertificateId
            page = call(self.server, ssl, "DescribeCertificates", {"CertIds": [id]}, **way)
            self.assertEqual([(page.TotalCount, each.Alias) for each in page.Certificates], [(1, "my cert")])
            described = call(self.server, ssl, "DescribeCertificate", {"CertificateId": id}, **way)
            self.assertEqual((described.CertificateId, described.From), (id, "upload"))
            detail = call(self.server, ssl, "DescribeCertificateDetail", {"CertificateId": id}, **way)
            self.assertEqual((detail.CertificatePublicKey, detail.CertificatePrivateKey), (PEM, None))
            listed = call(self.server, wss, "DescribeCertList", {"ModuleType": "ssl", "Id": id, "WithCert": "1"}, **way)
            self.assertEqual([each.Cert for each in listed.CertificateSet], [PEM])
            legacy = vendor.call(self.server, "CertGetList", {"id": id, "withCert": 1})
            self.assertEqual([each["cert"] for each in legacy["data"]["list"]], [PEM])
            deleted = call(self.server, ssl, "DeleteCertificate", {"CertificateId": id, "IsCheckResource": False}, **way)
            self.assertIs(deleted.DeleteResult, True)
            missing = f"`CertificateId`: no certificate has the id `{id}`"
            self.refused("FailedOperation.CertificateNotFound", missing, ssl, "DescribeCertificateDetail", {"CertificateId": id}, **way)
            self.refused("FailedOperation.CertificateNotFound", missing, ssl, "DeleteCertificate", {"CertificateId": id}, **way)

    def test_what_wss_uploads_is_listed_until_it_is_deleted(self):
        for way in self.every_way():
            upload = {"ModuleType": "ssl", "ProjectId": "0", "Cert": PEM, "CertType": "SVR", "Key": KEY, "Alias": "my cert"}
            id = call(self.server, wss, "UploadCert", upload, **way).Id
            page = call(self.server, wss, "DescribeCertList", {"ModuleType": "ssl", "Id": id}, **way)
            self.assertEqual([(each.Id, each.Alias, each.Cert) for each in page.CertificateSet], [(id, "my cert", None)])
            self.assertEqual(call(self.server, ssl, "DescribeCertificate", {"CertificateId": id}, **way).Alias, "my cert")
            self.assertRegex(call(self.server, wss, "DeleteCert", {"ModuleType": "ssl", "Id": id}, **way).RequestId, REQUEST_ID)
            missing = f"`Id`: no certificate has the id `{id}`"
            self.refused("ResourceNotFound", missing, wss, "DeleteCert", {"ModuleType": "ssl", "Id": id}, **way)

    def test_what_may_not_be_deleted_stays(self):
        for id, code, obstacle in [
            ("lC4rQj7U", "FailedOperation.DeleteResourceFailed", "cloud resources use it: clb, cdn, tke"),
            ("aT5mVe1S", "FailedOperation.CannotBeDeletedIssued", "a free one can be deleted only after its verification failed"),
        ]:
            message = f"the certificate `{id}` can't be deleted: {obstacle}"
            self.refused(code, message, ssl, "DeleteCertificate", {"CertificateId": id})
            self.refused("FailedOperation", message, wss, "DeleteCert", {"ModuleType": "ssl", "Id": id})

    def test_a_token_is_taken_and_a_real_host_is_as_good_as_the_address(self):
        for host in [None, "ssl.tencentcloudapi.com"]:
            for way in self.every_way():
                page = call(self.server, ssl, "DescribeCertificates", {"Limit": 1}, token="tmp/Token+with=signs", real_host=host, **way)
                self.assertEqual(len(page.Certificates), 1)

    def test_a_wrong_key_is_told_what_should_have_been_signed(self):
        for way in self.every_way():
            with self.assertRaises(TencentCloudSDKException) as caught:
                call(self.server, ssl, "DescribeCertificates", {"Limit": 1}, key="other", **way)
            self.assertEqual(caught.exception.code, "AuthFailure.SignatureFailure")
            method = way["method"]
            query = "Limit=1" if method == "GET" else ""
            start = f"the signature is wrong; the canonical request is `{method}\\n/\\n{query}\\ncontent-type:application/"
            if "sign" in way:
                start = f"the signature is wrong; the string to sign with {way['sign']} is `{method}{self.server.netloc}/?Action=DescribeCertificates&"
            self.assertTrue(caught.exception.message.startswith(start), caught.exception.message)

    def test_errors_have_the_codes_of_the_api(self):
        cases = [
            ("AuthFailure.SecretIdNotFound", "`SecretId`: there is no SecretId `AKIDother`", "DescribeCertificates", {}, {"id": "AKIDother"}),
            ("MissingParameter", "`CertificateId`: required, and missing", "DescribeCertificate", {}, {}),
            ("InvalidParameter", "`Limit`: expected an integer that is not negative, found {}", "DescribeCertificates", {"Limit": "one"}, {}),
        ]
        for way in self.every_way():
            for code, message, action, parameters, settings in cases:
                found = '`"one"`' if way["method"] == "POST" and "sign" not in way else "`one`"
                self.refused(code, message.format(found), ssl, action, parameters, **{**way, **settings})

    def test_what_the_spec_does_not_have_is_refused(self):
        cases = [
            ("InvalidAction", "`X-TC-Action`: there is no Action `DescribeCertificat`; did you mean `DescribeCertificate`?", "2019-12-05", "DescribeCertificat", {}),
            ("NoSuchVersion", "`X-TC-Version`: there is no version `2018-04-26`; there is `2019-12-05`", "2018-04-26", "DescribeCertificates", {}),
            ("UnknownParameter", "`Ofset`: there is no such parameter; did you mean `Offset`?", "2019-12-05", "DescribeCertificates", {"Ofset": 1}),
        ]
        for way in self.every_way():
            if "sign" in way:
                continue  # By an address, the older signatures do not say which service is meant.
            for code, message, version, action, parameters in cases:
                with self.assertRaises(TencentCloudSDKException) as caught:
                    call_json(self.server, "ssl", version, action, parameters, **way)
                self.assertEqual((caught.exception.code, caught.exception.message), (code, message))

    def test_an_action_without_a_model(self):
        for way in self.every_way():
            page = call_json(self.server, "wss", "2018-04-26", "DescribeCertList", {"ModuleType": "ssl", "Id": "GjTNRoK7"}, **way)
            self.assertEqual((page["TotalCount"], page["CertificateSet"][0]["Domain"]), (1, "cl.f-xj.cn"))


class OtherBodies(unittest.TestCase):
    """What is not JSON: streams of events, bytes, forms; and what is not signed."""

    @classmethod
    def setUpClass(cls):
        cls.server = vendor.mock_server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_a_stream_is_read_event_by_event(self):
        client = common_client(self.server, "ai", "2025-01-01")
        # A comment is an event without data to the vendor's client.
        events = [event for event in client.call_sse("Chat", {"Question": "Hello?", "Stream": True}) if "data" in event]
        self.assertEqual([event.get("id") for event in events], ["1", None, None])
        self.assertEqual([json.loads(event["data"])["Text"] for event in events[:2]], ["Hello", ", world"])
        self.assertEqual(events[2]["data"], "[DONE]")

    def test_bytes_are_uploaded_with_the_parameters_in_headers(self):
        client = common_client(self.server, "logs", "2020-10-16")
        log = bytes(range(256)) * 100
        answer = client.call_octet_stream("UploadLog", {"X-LOGS-TopicId": "t-1", "X-LOGS-CompressType": "lz4"}, log)
        self.assertEqual(answer, {"Response": {"RequestId": "r-1"}})
        with self.assertRaises(TencentCloudSDKException) as caught:
            client.call_octet_stream("UploadLog", {"X-LOGS-CompressType": "gzip"}, log)
        self.assertEqual(caught.exception.code, "InvalidParameterValue")

    def test_a_form_has_files(self):
        options = {"IsMultipart": True, "BinaryParams": ["File"]}
        scan = {"File": bytes(range(256)), "Name": "a \"scan\"", "Page": "3", "Areas": [{"Top": 4}]}
        answer = call_json(self.server, "logs", "2020-10-16", "UploadScan", scan, options=options)
        self.assertEqual(answer["FileKey"], "scans/1.png")

    def test_what_is_not_signed_needs_no_keys(self):
        options = {"SkipSign": True}
        answer = call_json(self.server, "logs", "2020-10-16", "Login", {"Ticket": "t"}, options=options, keys=None)
        self.assertEqual(answer["Keys"], "k3ys")
        saml = {"RoleArn": "qcs::cam::uin/1:roleName/reader", "PrincipalArn": "p", "SAMLAssertion": "c2FtbA==", "RoleSessionName": "me"}
        answer = call_json(self.server, "sts", "2018-08-13", "AssumeRoleWithSAML", saml, options=options, keys=None)
        self.assertTrue(answer["Credentials"]["Token"])


class Faults(unittest.TestCase):
    def test_the_vendors_client_sees_the_faults(self):
        faults = ["1=status:503", "2=cut-before", "3=code:RequestLimitExceeded.UinLimitExceeded", "4=skewed:600"]
        server = vendor.mock_server(*(part for fault in faults for part in ("--fault", fault)))
        self.addCleanup(server.stop)
        codes = ["ServerNetworkError", "ClientNetworkError", "RequestLimitExceeded.UinLimitExceeded", "AuthFailure.SignatureExpire"]
        for code in codes:
            with self.assertRaises(TencentCloudSDKException) as caught:
                call(server, ssl, "DescribeCertificates", {})
            self.assertEqual(caught.exception.code, code)


if __name__ == "__main__":
    unittest.main()
