"""Our client against the server that checks signatures with the vendor's code."""

import json
import os
import subprocess
import unittest

import vendor


class OurClient(unittest.TestCase):
    def test_every_request_is_signed_as_the_vendors_client_signs_it(self):
        server = vendor.check_server()
        try:
            command = [os.environ["OUR_CLIENT"], server.url, vendor.SECRET_ID, vendor.SECRET_KEY]
            status = subprocess.run(command, timeout=60).returncode
        finally:
            verdicts = [json.loads(line) for line in server.stop()]
        self.assertEqual([verdict["problems"] for verdict in verdicts], [[]] * 38)
        self.assertEqual(status, 0)
        methods = [verdict["method"] for verdict in verdicts[:5]]
        self.assertEqual(methods, ["GET", "POST", "POST", "POST", "POST"])
        actions = [verdict["action"] for verdict in verdicts]
        self.assertEqual([actions.count(action) for action in ("DescribeCertList", "DescribeCertificates", "DescribeInstances", "UploadLog", "UploadScan")], [2, 4, 2, 2, 2])
