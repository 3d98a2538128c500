"""The vendor's client lists what the mock server makes up for services of which it has nothing but the vendor's descriptions."""

import unittest

import vendor
from vendor_api3 import call, cdb, cvm, vpc

# The Action, how its offset and limit travel, and where its result has the items and their ids.
LISTS = [
    (cvm, "DescribeInstances", int, "InstanceSet", "InstanceId"),
    (vpc, "DescribeVpcs", str, "VpcSet", "VpcId"),
    (vpc, "DescribeSubnets", str, "SubnetSet", "SubnetId"),
    (cdb, "DescribeDBInstances", int, "Items", "InstanceId"),
]


class MadeUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = vendor.mock_server(spec="DESCRIBED_SPEC")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def pages(self, models, action, form, items):
        """Every page, as programs ask for them: until there are as many items as the total says."""
        found, total = [], None
        while total is None or len(found) < total:
            page = call(self.server, models, action, {"Offset": form(len(found)), "Limit": form(10)})
            self.assertTrue(getattr(page, items), "a page before the last one is empty")
            total = page.TotalCount
            found += getattr(page, items)
        return found

    def test_instances_networks_and_databases_are_listed_page_by_page(self):
        for models, action, form, items, id in LISTS:
            with self.subTest(action=action):
                ids = [getattr(item, id) for item in self.pages(models, action, form, items)]
                self.assertEqual((len(ids), len(set(ids))), (25, 25))

    def test_what_has_tokens_and_numbers_is_listed_by_tokens_too(self):
        found, token = [], ""
        while True:
            page = call(self.server, vpc, "DescribeSubnets", {"MaxResults": 10, "NextToken": token})
            found += [subnet.SubnetId for subnet in page.SubnetSet]
            token = page.NextToken
            if not token:
                break
        self.assertEqual((len(found), len(set(found))), (25, 25))

    def test_values_have_the_types_and_forms_of_their_fields(self):
        instance = call(self.server, cvm, "DescribeInstances", {"Limit": 1}).InstanceSet[0]
        self.assertRegex(instance.InstanceId, "^ins-[a-z0-9]{8}$")
        self.assertRegex(instance.CreatedTime, "^2026-01-01[T ]08:00:00")
        self.assertEqual(instance.Placement.Zone, "ap-guangzhou-1")
        self.assertTrue(all(address.startswith("10.0.0.") for address in instance.PrivateIpAddresses))
        self.assertIsInstance(instance.CPU, int)
        zones = call(self.server, cvm, "DescribeZones", {})
        self.assertEqual(zones.TotalCount, len(zones.ZoneSet))

    def test_what_is_created_has_the_ids_that_are_listed(self):
        ids = call(self.server, cvm, "RunInstances", {"InstanceCount": 2}).InstanceIdSet
        listed = call(self.server, cvm, "DescribeInstances", {"Limit": 2}).InstanceSet
        self.assertEqual(ids, [instance.InstanceId for instance in listed])


if __name__ == "__main__":
    unittest.main()
