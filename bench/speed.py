"""Documents a second, memory and start-up time of programs that annotate, one after the other on one core."""
import os, statistics, subprocess, sys, tempfile, tomllib, json

# Runs the command given as arguments, pinned to one core, output dropped; prints wall seconds, processor seconds, peak kilobytes.
# A process of its own, so that the memory of the one that measures is not counted.
HELPER = """
import os, sys, time
core = int(sys.argv[1])
if core >= 0:
    os.sched_setaffinity(0, {core})
source, sink = os.open(sys.argv[2], os.O_RDONLY), os.open(os.devnull, os.O_WRONLY)
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[3], sys.argv[3:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, sink, 1), (os.POSIX_SPAWN_DUP2, sink, 2)])
_, status, use = os.wait4(pid, 0)
print(time.monotonic() - start, use.ru_utime + use.ru_stime, use.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


def documents(corpus, words=400):
    """The English reports of the shipped crises, put together to documents of about `words` words, as input lines."""
    out, parts, count = [], [], 0
    for crisis in sorted(os.listdir(corpus)):
        folder = os.path.join(corpus, crisis, "reports")
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), encoding="utf8") as f:
                _, head, body = f.read().split("+++", 2)
            head = tomllib.loads(head)
            if head.get("lang") != "en":
                continue
            published = head.get("published") if not parts else published
            parts.append(body.strip())
            count += len(body.split())
            if count >= words:
                out.append({"id": f"s{len(out)}", "text": "\n\n".join(parts), "title": None, "published": str(published), "lang": "en"})
                parts, count = [], 0
    return out


def core_to_use():
    """The last core this process may run on; -1 where a process cannot be pinned."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else -1


def once(command, path, core):
    p = subprocess.run([sys.executable, "-c", HELPER, str(core), path, *command], capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    if p.returncode:
        return None
    wall, cpu, kilobytes = p.stdout.split()
    return float(wall), float(cpu), int(kilobytes) / 1024


def measure(command, docs, runs, core):
    """-> {"start": s, "rate": documents/s without start, "rate_all": with it, "cpu_ms": a document, "memory": MB}, medians of `runs`;
    None if it failed or there is only one document. Start-up is a run over the first document alone."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, n) for n in ("one.jsonl", "all.jsonl")]
        for path, ds in zip(paths, (docs[:1], docs)):
            with open(path, "w", encoding="utf8") as f:
                f.writelines(json.dumps(d, ensure_ascii=False) + "\n" for d in ds)
        one = [once(command, paths[0], core) for _ in range(runs)]
        every = [once(command, paths[1], core) for _ in range(runs)]
    if None in one or None in every or len(docs) < 2:
        return None
    m = lambda rows, k: statistics.median(r[k] for r in rows)
    more = len(docs) - 1
    return {"start": m(one, 0), "rate": more / max(1e-9, m(every, 0) - m(one, 0)), "rate_all": len(docs) / m(every, 0),
            "cpu_ms": max(1e-3, 1000 * (m(every, 1) - m(one, 1)) / more), "memory": m(every, 2)}


def machine():
    """What was measured on, in words that hold no name or path."""
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo", encoding="utf8") as f:
            model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), model)
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {os.uname().sysname}"
