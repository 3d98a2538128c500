"""The vendor's client of API 3.0, over plain HTTP to a server on loopback."""

from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cdb.v20170320 import models as cdb
from tencentcloud.cdb.v20170320.cdb_client import CdbClient
from tencentcloud.cvm.v20170312 import models as cvm
from tencentcloud.cvm.v20170312.cvm_client import CvmClient
from tencentcloud.ssl.v20191205 import models as ssl
from tencentcloud.ssl.v20191205.ssl_client import SslClient
from tencentcloud.vpc.v20170312 import models as vpc
from tencentcloud.vpc.v20170312.vpc_client import VpcClient
from tencentcloud.wss.v20180426 import models as wss
from tencentcloud.wss.v20180426.wss_client import WssClient

from vendor import SECRET_ID, SECRET_KEY

CLIENTS = {cdb: CdbClient, cvm: CvmClient, ssl: SslClient, vpc: VpcClient, wss: WssClient}


def profile(server, method="POST", unsigned=False, real_host=None, sign=None):
    """Settings that lead to the server: signed for its address, or for a real host, with the server as the gateway to it."""
    http = HttpProfile(protocol="http", endpoint=real_host or server.netloc, reqMethod=method, reqTimeout=30)
    if real_host:
        http.apigw_endpoint = server.netloc
    settings = ClientProfile(signMethod=sign, httpProfile=http, language="en-US")
    settings.unsignedPayload = unsigned
    return settings


def client(server, models, id=SECRET_ID, key=SECRET_KEY, token=None, region="ap-guangzhou", **settings):
    return CLIENTS[models](Credential(id, key, token), region, profile(server, **settings))


def call(server, models, action, parameters, **settings):
    """Calls an Action with parameters by name; returns the model of its result."""
    request = getattr(models, action + "Request")()
    request._deserialize(parameters)
    return getattr(client(server, models, **settings), action)(request)


def common_client(server, service, version, region="ap-guangzhou", keys=(SECRET_ID, SECRET_KEY), **settings):
    """A client of a service that it has no models of."""
    return CommonClient(service, version, Credential(*keys) if keys else None, region, profile(server, **settings))


def call_json(server, service, version, action, parameters, options=None, **settings):
    """Calls an Action that the client has no model of."""
    return common_client(server, service, version, **settings).call_json(action, parameters, options=options)["Response"]


def every_way():
    """How the client sends and signs: both methods, a body that is not signed, and the older signatures."""
    older = [{"method": method, "sign": sign} for method in ("POST", "GET") for sign in ("HmacSHA1", "HmacSHA256")]
    return [{"method": "POST"}, {"method": "GET"}, {"method": "POST", "unsigned": True}, *older]
