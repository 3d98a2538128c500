#!/usr/bin/env python3
"""Runs the vendor's own clients against the mock server, and our client against the server that checks signatures with the vendor's code.

`cargo xtask interop` builds the programs and calls this. The virtual environment is kept, so only the first run needs the network.
With `--prepare` alone it makes the environment and says by its exit status whether that worked: 0 or 3.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WORKSPACE = HERE.parent.parent
REQUIREMENTS = HERE / "requirements.txt"
NOT_POSSIBLE_HERE = 3
# Services of the vendor's descriptions, and some of their Actions.
DESCRIBED = {
    "cvm/v20170312": "DescribeInstances,RunInstances,DescribeZones",
    "vpc/v20170312": "DescribeVpcs,DescribeSubnets",
    "cdb/v20170320": "DescribeDBInstances",
}


def prepare(directory):
    """Makes the environment unless it is there; returns its Python."""
    python = directory / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = directory / "requirements.txt"
    if done.exists() and done.read_bytes() == REQUIREMENTS.read_bytes():
        return python
    shutil.rmtree(directory, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(directory)], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run(pip + ["--requirement", str(REQUIREMENTS)], check=True)
    # Last, as the sign that all went well.
    shutil.copy(REQUIREMENTS, done)
    return python


def import_descriptions(python, importer, directory):
    """Makes a spec of the vendor's descriptions of some services, without their examples: what answers is made up."""
    find = "import importlib.util; print(importlib.util.find_spec('tccli').submodule_search_locations[0])"
    found = subprocess.run([str(python), "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    descriptions, spec = directory / "descriptions", directory / "described"
    command = [str(importer), "import", "api3", str(descriptions), "--out", str(spec)]
    for service, actions in DESCRIBED.items():
        target = descriptions / service
        target.mkdir(parents=True)
        shutil.copy(pathlib.Path(found) / "services" / service / "api.json", target)
        command += ["--actions", actions]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return spec


def run_tests(python, server, client, importer):
    with tempfile.TemporaryDirectory() as directory:
        # The repository's services, one more whose parameters nest, and those with streams, bytes, forms and unsigned requests.
        spec = pathlib.Path(directory) / "spec"
        shutil.copytree(WORKSPACE / "spec", spec, ignore=shutil.ignore_patterns("schema"))
        shutil.copytree(WORKSPACE / "tests/new_service/spec/vpc", spec / "vpc")
        for name in ("streams/ai_v20250101", "bodies/logs_v20201016"):
            service = WORKSPACE / "codegen/tests/specs" / name
            shutil.copytree(service, spec / service.name)
        described = import_descriptions(python, importer, pathlib.Path(directory))
        programs = {"MOCK_SERVER": str(server), "OUR_CLIENT": str(client)}
        specs = {"MOCK_SPEC": str(spec), "DESCRIBED_SPEC": str(described)}
        environment = {**os.environ, **programs, **specs, "PYTHONDONTWRITEBYTECODE": "1"}
        # A proxy would lead the client away from loopback.
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            environment.pop(name, None)
        tests = [str(python), "-m", "unittest", "discover", "--start-directory", str(HERE)]
        return subprocess.run(tests, env=environment).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=pathlib.Path, help="the program qcloud-mock-server")
    parser.add_argument("--client", type=pathlib.Path, help="the program interop_client")
    parser.add_argument("--importer", type=pathlib.Path, help="the program that has the command `import api3`")
    parser.add_argument("--venv", type=pathlib.Path, default=WORKSPACE / "target/interop-venv", help="where the virtual environment is kept")
    parser.add_argument("--prepare", action="store_true", help="make the virtual environment, and nothing else")
    arguments = parser.parse_args()
    if not arguments.prepare and None in (arguments.server, arguments.client, arguments.importer):
        parser.error("--server, --client or --importer is missing")
    try:
        python = prepare(arguments.venv)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"error: the vendor's client can't be installed: {error}", file=sys.stderr)
        return NOT_POSSIBLE_HERE
    return 0 if arguments.prepare else run_tests(python, *(program.resolve() for program in (arguments.server, arguments.client, arguments.importer)))


if __name__ == "__main__":
    sys.exit(main())
