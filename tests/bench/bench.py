"""The whole program, measured; see README.md beside this file.

usage: bench.py --build DIR [--output FILE] [--settle SECONDS] [--changes N] [--peer NAME=COMMAND]... [N...]
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import tempfile

import phases
from processes import write_manifests

HERE = pathlib.Path(__file__).parent
SMALL = 100  # What the peers can do in a reasonable time.


class Tools:
    def __init__(self, build):
        self.operator = build / "fireworks-operator"
        self.floor = build / "bench_floor"
        self.heap_count = (build / "libbench_heap_count.so").resolve()

    @staticmethod
    def json(command):
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    commit = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True)
    return {"cores": os.cpu_count(), "cpu": model, "kernel": platform.release(), "commit": commit.stdout.strip()}


def measure(tools, count, work, arguments):
    folder = write_manifests(work / f"manifests-{count}", count)
    best = lambda runs: min(runs, key=lambda run: run["wall_s"])
    floor = min((phases.floor(tools, folder) for _ in range(3)), key=lambda run: run["floor_s"])
    converge = best([phases.converge(tools, folder, work) for _ in range(3)])
    converge |= {"floor_s": floor["floor_s"], "ratio": converge["wall_s"] / floor["floor_s"], "floor": floor}
    figures = {"converge": converge,
               "converge_300ms": best([phases.converge(tools, folder, work, "300ms") for _ in range(2)]),
               "converge_default_poll": phases.converge(tools, folder, work, first_poll="1s")}
    idle = phases.settled(tools, folder, count, work, arguments.settle)
    figures["settled"] = idle | {"heap_bytes_per_cluster": (idle["heap_bytes"] - phases.empty_heap(tools, work)) / count}
    figures["change_to_call_ms"] = phases.change_to_call(tools, folder, count, work, arguments.changes)
    figures["restart"] = phases.restart(tools, folder, count, work)
    figures["start_ms"] = phases.start_ms(tools, work)
    if count <= SMALL:
        figures["peers"] = {name: phases.peer(tools, command, folder, count) for name, command in arguments.peers.items()}
    return figures


def pieces_of(build):
    """Nanoseconds of CPU for one round of each piece; the engine's are for its N, up to 100,000."""
    report = Tools.json([build / "bench_micro", "--benchmark_format=json", "--benchmark_min_time=0.1"])
    unit = {"ns": 1, "us": 1e3, "ms": 1e6}
    return {piece["name"]: piece["cpu_time"] * unit[piece["time_unit"]] for piece in report["benchmarks"]}


def row(label, values):
    print(f"{label:<44}" + "".join(f"{value:>14}" for value in values))


def show(figures):
    sizes = list(figures)
    column = lambda path: [pick(figures[size], path) for size in sizes]
    row("N", sizes)
    for label, path in [("converge, wall s", "converge.wall_s"), ("floor s", "converge.floor_s"),
                        ("ratio to the floor", "converge.ratio"), ("converge, CPU s", "converge.cpu_s"),
                        ("peak RSS MiB", "converge.rss_mib"), ("creates", "converge.requests.create"),
                        ("gets", "converge.requests.get"), ("lists", "converge.requests.list"),
                        ("bytes sent", "converge.bytes.sent"), ("bytes received", "converge.bytes.received"),
                        ("wall s, 300 ms provisioning", "converge_300ms.wall_s"),
                        ("wall s, first look after 1 s", "converge_default_poll.wall_s"),
                        ("settled: requests a sweep", "settled.requests_per_sweep"),
                        ("settled: CPU %", "settled.cpu_percent"), ("settled: wake-ups a second", "settled.wakeups_per_s"),
                        ("settled: heap bytes a cluster", "settled.heap_bytes_per_cluster"),
                        ("change to call, p50 ms", "change_to_call_ms.p50"),
                        ("change to call, p99 ms", "change_to_call_ms.p99"),
                        ("restart: lists", "restart.requests.list"),
                        ("restart to first action, s", "restart.first_action_s"), ("start ms", "start_ms")]:
        row(label, column(path))
    for size in sizes:
        for name, peer in figures[size].get("peers", {}).items():
            ours = figures[size]["converge_default_poll"]
            print(f"{name}, N = {size}: {peer['wall_s']:.2f} s wall, {peer['cpu_s']:.2f} s CPU, {peer['requests']} requests;"
                  f" ours with default polls {peer['wall_s'] / ours['wall_s']:.0f} x less wall,"
                  f" {peer['cpu_s'] / ours['cpu_s']:.0f} x less CPU")


def pick(value, path):
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, dict) else ""
    return f"{value:.3g}" if isinstance(value, float) else value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--settle", type=float, default=65, help="seconds to watch a settled daemon")
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND",
                        help="a shell command with {url}, {dir} and {n}; for N up to 100")
    parser.add_argument("sizes", type=int, nargs="*", metavar="N")
    arguments = parser.parse_args()
    arguments.peers = {"shell": f"{HERE}/peers/shell_loop.sh {{url}} {{dir}}",
                       "ansible": f"ansible-playbook -e url={{url}} -e manifests={{dir}} {HERE}/peers/ansible.yml"}
    arguments.peers |= dict(peer.split("=", 1) for peer in arguments.peer)

    figures = {}
    with tempfile.TemporaryDirectory(prefix="fireworks-bench-") as work:
        for count in arguments.sizes or [100, 1000, 10000]:
            figures[str(count)] = measure(Tools(arguments.build), count, pathlib.Path(work), arguments)
    pieces = pieces_of(arguments.build)
    arguments.output.write_text(json.dumps({"machine": machine(), **figures, "pieces_ns": pieces}, indent=2) + "\n")
    show(figures)
    print(f"written to {arguments.output}")


if __name__ == "__main__":
    main()
