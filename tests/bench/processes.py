"""The programs that a bench runs, and what they cost."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url, timeout=30):
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return answer.read().decode()


def wait_until(condition, what, limit=120.0, pause=0.01):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"bench: {what} did not happen within {limit:.0f} s")
        time.sleep(pause)


def answers(url):
    try:
        get(url)
        return True
    except OSError:
        return False


class Usage:
    """CPU seconds, context switches and memory of a running process, from /proc."""

    def __init__(self, pid):
        tick = os.sysconf("SC_CLK_TCK")
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        self.cpu_s = (int(fields[11]) + int(fields[12])) / tick
        self.wakeups = 0
        for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
            for line in status.read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    self.wakeups += int(line.split()[1])


class Standin:
    """The stand-in, in a process of its own, with a fresh world."""

    def __init__(self, operator, provisioning="0s"):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [operator, "standin", f"--port={self.port}", f"--provisioning={provisioning}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: answers(f"{self.url}/_standin/stats"), "the stand-in's start")

    def stats(self):
        return json.loads(get(f"{self.url}/_standin/stats"))

    def requests(self):
        return self.stats()["requests"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Operator:
    """`run` on a folder against a stand-in, with the limits lifted."""

    LIFTED = ["--api-budget=0", "--max-in-flight=128", "--table=never", "--log-level=warning"]

    def __init__(self, binary, manifests, standin_url, state, *more, first_poll="20ms", preload=None, heap_file=None):
        self.port = free_port()
        self.status = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, "FIREWORKS_API_KEY": "k"}
        if preload:
            environment |= {"LD_PRELOAD": str(preload), "HEAP_COUNT_FILE": str(heap_file)}
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "run", str(manifests), f"--api-url={standin_url}", "--account-id=acme",
             f"--state-dir={state}", f"--status-address=127.0.0.1:{self.port}", f"--first-poll={first_poll}", *self.LIFTED, *more],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def until_exit(self):
        """Wall and CPU seconds and peak RSS (MiB) of a run that ends by itself, all READY."""
        _, status, usage = os.wait4(self.process.pid, 0)
        wall = time.monotonic() - self.started
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode != 0:
            raise SystemExit("bench: the operator failed: " + self.process.stderr.read())
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def metric(self, name):
        values = [float(line.rsplit(" ", 1)[1]) for line in get(f"{self.status}/metrics").splitlines()
                  if line.startswith(name)]
        return sum(values)

    def wait_until_settled(self, clusters):
        ready = 'fireworks_clusters{verdict="Ready"}'
        def settled():
            return answers(f"{self.status}/readyz") and self.metric(ready) >= clusters
        wait_until(settled, f"{clusters} READY clusters", limit=300, pause=0.2)

    def usage(self):
        return Usage(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()


def fresh(path):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def write_manifests(folder, count):
    """One document of some 600 bytes a file."""
    fresh(folder)
    for number in range(count):
        (folder / f"c{number:06}.yaml").write_text(manifest(number))
    return folder


def manifest(number, display_name=None):
    role = "arn:aws:iam::123456789012:role"
    return f"""apiVersion: fireworks.ai/v1alpha1
kind: FireworksCluster
metadata:
  name: bench-cluster-{number:06}
spec:
  displayName: {display_name or f"Bench cluster {number:06}"}
  eksCluster:
    awsAccountId: "123456789012"
    region: us-east-1
    fireworksManagerRole: {role}/FireworksManagerRole
    clusterName: eks-{number:06}
    storageBucketName: bucket-{number:06}
    metricWriterRole: {role}/MetricsWriterRole
    loadBalancerControllerRole: {role}/LoadBalancerControllerRole
    inferenceRole: {role}/InferenceRole
"""
