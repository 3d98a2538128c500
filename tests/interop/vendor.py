"""The vendor's client over plain HTTP to a server on loopback, and the programs that it is tested with."""

import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading

from QcloudApi.common import request
from QcloudApi.qcloudapi import QcloudApi

HERE = pathlib.Path(__file__).resolve().parent
SECRET_ID = "AKIDinterop"
SECRET_KEY = "interop-secret-key"


class PlainConnection(http.client.HTTPConnection):
    """Stands in for the client's HTTPS connection: the same `Host`, but another place to connect to."""

    address = None

    def __init__(self, host, port=None):
        super().__init__(host, port)
        self.request_length = 0

    def connect(self):
        self.sock = socket.create_connection(PlainConnection.address, timeout=30)


request.MyHTTPSConnection = PlainConnection


class Program:
    """A server program; its first line says where it listens."""

    def __init__(self, command):
        self.lines = []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.netloc = self.url.removeprefix("http://")
        host, port = self.netloc.rsplit(":", 1)
        self.address = (host, int(port))
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout))
        self.reader.start()

    def stop(self):
        """Ends it; returns what else it printed."""
        self.process.terminate()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        return self.lines


def mock_server(*arguments, spec="MOCK_SPEC"):
    credentials = ["--secret-id", SECRET_ID, "--secret-key", SECRET_KEY]
    return Program([os.environ["MOCK_SERVER"], "--spec", os.environ[spec], "--quiet", *credentials, *arguments])


def check_server(*arguments):
    credentials = ["--secret-id", SECRET_ID, "--secret-key", SECRET_KEY]
    return Program([sys.executable, "-u", str(HERE / "check_server.py"), *credentials, *arguments])


def client(server, module="wss", **config):
    """The vendor's client; it calls the server, and takes it for the real host."""
    PlainConnection.address = server.address
    return QcloudApi(module, {"secretId": SECRET_ID, "secretKey": SECRET_KEY, **config})


def call(server, action, parameters, module="wss", **config):
    return json.loads(client(server, module, **config).call(action, dict(parameters)))


def every_way():
    """Both methods and both algorithms, as the client's configuration."""
    return [{"method": method, "SignatureMethod": algorithm} for method in ("GET", "POST") for algorithm in ("HmacSHA1", "HmacSHA256")]
