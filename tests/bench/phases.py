"""What is measured: each function runs one phase on N manifests and returns its figures."""

import datetime
import os
import random
import statistics
import subprocess
import time

from processes import Operator, Standin, Usage, answers, fresh, manifest, wait_until

PAGE = 200  # The API's largest page (contract, section 6).


def calls(requests):
    return {kind: requests[kind] for kind in ("create", "get", "list")}


def floor(tools, folder):
    """The bare parser, then bare creates; see floor.cpp."""
    with Standin(tools.operator) as standin:
        return tools.json([tools.floor, folder, str(standin.port)])


def converge(tools, folder, work, provisioning="0s", first_poll="20ms"):
    """From exec to the exit of `run --until-settled`, its last commit and its table included."""
    with Standin(tools.operator, provisioning) as standin:
        before = Usage(standin.process.pid).cpu_s
        operator = Operator(tools.operator, folder, standin.url, fresh(work / "state"), "--until-settled",
                            first_poll=first_poll)
        wall, cpu, rss = operator.until_exit()
        stats = standin.stats()
        return {"wall_s": wall, "cpu_s": cpu, "rss_mib": rss, "requests": calls(stats["requests"]),
                "bytes": {"sent": stats["bytes"]["received"], "received": stats["bytes"]["sent"]},
                "standin_cpu_s": Usage(standin.process.pid).cpu_s - before}


def settled(tools, folder, count, work, seconds):
    """A daemon with the default sweeps, left alone; and what it keeps on the heap for each cluster."""
    with Standin(tools.operator) as standin:
        heap_file = work / "heap"
        operator = Operator(tools.operator, folder, standin.url, fresh(work / "state"),
                            preload=tools.heap_count, heap_file=heap_file)
        operator.wait_until_settled(count)
        time.sleep(2)  # What the scrape above took on the heap, and the last commit, are over.
        heap = int.from_bytes(heap_file.read_bytes()[:8], "little")
        requests, usage, start = standin.requests(), operator.usage(), time.monotonic()
        time.sleep(seconds)
        after, now, took = standin.requests(), operator.usage(), time.monotonic() - start
        sweeps = operator.metric("fireworks_sweeps_total")
        operator.stop()
    made = {kind: after[kind] - requests[kind] for kind in after}
    pages = -(-count // PAGE)
    return {"heap_bytes": heap, "requests": made, "requests_per_sweep": made["list"] / max(1, made["list"] // pages),
            "requests_that_are_no_list": sum(made.values()) - made["list"], "sweeps_seen": sweeps,
            "cpu_percent": 100 * (now.cpu_s - usage.cpu_s) / took,
            "wakeups_per_s": (now.wakeups - usage.wakeups) / took}


def empty_heap(tools, work):
    """The heap of a daemon without manifests, to be taken off."""
    with Standin(tools.operator) as standin:
        heap_file = work / "heap-empty"
        operator = Operator(tools.operator, fresh(work / "none"), standin.url, fresh(work / "state"),
                            preload=tools.heap_count, heap_file=heap_file)
        wait_until(lambda: answers(f"{operator.status}/healthz"), "a start")
        time.sleep(1)
        operator.stop()
        return int.from_bytes(heap_file.read_bytes()[:8], "little")


def milliseconds(values):
    ordered = sorted(values)
    return {"p50": statistics.median(ordered), "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
            "samples": len(ordered)}


def change_to_call(tools, folder, count, work, changes):
    """From a rename over a manifest to the PATCH at the stand-in: its clock has milliseconds, so each figure is
    up to one too small."""
    renamed = {}
    with Standin(tools.operator) as standin:
        operator = Operator(tools.operator, folder, standin.url, fresh(work / "state"))
        operator.wait_until_settled(count)
        time.sleep(1)
        numbers = random.Random(1).sample(range(count), min(changes, count))
        for number in numbers:
            new = work / "new.yaml"
            new.write_text(manifest(number, f"Changed {number:06}"))
            renamed[f"accounts/acme/clusters/bench-cluster-{number:06}"] = time.time()
            os.rename(new, folder / f"c{number:06}.yaml")
            time.sleep(random.uniform(0.05, 0.15))
        time.sleep(2)
        updates = standin.stats()["updates"]
        operator.stop()
        for number in numbers:
            (folder / f"c{number:06}.yaml").write_text(manifest(number))
    first = {}
    for update in updates:
        at = datetime.datetime.fromisoformat(update["time"].replace("Z", "+00:00")).timestamp()
        first.setdefault(update["name"], at)
    if len(first) != len(renamed):
        raise SystemExit(f"bench: {len(renamed)} manifests changed, {len(first)} updates came")
    return milliseconds([1000 * (first[name] - at) for name, at in renamed.items()])


def restart(tools, folder, count, work):
    """A daemon that comes back to a settled fleet and one manifest changed meanwhile: its calls, and the time from
    exec until that change is at the API."""
    state = fresh(work / "state")
    with Standin(tools.operator) as standin:
        first = Operator(tools.operator, folder, standin.url, state, "--until-settled")
        first.until_exit()
        before = standin.requests()
        (folder / "c000000.yaml").write_text(manifest(0, "Changed while away"))
        started = time.time()
        second = Operator(tools.operator, folder, standin.url, state)
        wait_until(lambda: standin.requests()["update"] > 0, "the update", pause=0.05)
        time.sleep(1)
        after, updates = standin.requests(), standin.stats()["updates"]
        second.stop()
        (folder / "c000000.yaml").write_text(manifest(0))
    at = datetime.datetime.fromisoformat(updates[0]["time"].replace("Z", "+00:00")).timestamp()
    made = {kind: after[kind] - before[kind] for kind in after}
    return {"requests": made, "first_action_s": at - started}


def start_ms(tools, work, rounds=7):
    """From exec to the first /healthz, no manifests; the best of some, since it is the machine's noise that varies."""
    took = []
    with Standin(tools.operator) as standin:
        for _ in range(rounds):
            operator = Operator(tools.operator, fresh(work / "none"), standin.url, fresh(work / "state"))
            wait_until(lambda: answers(f"{operator.status}/healthz"), "a start", pause=0.0005)
            took.append(1000 * (time.monotonic() - operator.started))
            operator.stop()
    return min(took)


def peer(tools, command, folder, count):
    """Somebody else's way, as a command line with {url}, {dir} and {n}."""
    with Standin(tools.operator) as standin:
        text = command.format(url=standin.url, dir=folder, n=count)
        start = time.monotonic()
        process = subprocess.Popen(["bash", "-c", text], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"bench: this peer failed: {text}")
        return {"wall_s": time.monotonic() - start, "cpu_s": usage.ru_utime + usage.ru_stime,
                "requests": sum(standin.requests().values())}
