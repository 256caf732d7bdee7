#!/usr/bin/env python3
"""How quickly pages become stored, annotated, findable reports, and whether memory stays flat.

    bench/import.py --bin target/release/firsthand --xtask target/release/xtask [--pages 1000,10000] [--keep DIR]

Texts come from `xtask archive` (real lengths and reuse); each is put into a page with menus, related links, scripts and a footer, some
30 to 60 kB. For each size: pages a second from the start of the program to its end, processor seconds a page, peak memory, bytes of the
desk's file a page. The same pages once more: how quickly what is known is passed over.
"""
import argparse, html, json, os, random, resource, shutil, subprocess, sys, tempfile, time

STYLE = "".join(f".c{i}{{margin:{i % 9}px;padding:{i % 7}px;color:#{i:03x}}}\n" for i in range(400))
SCRIPT = "".join(f"window.q=window.q||[];q.push({{k:'k{i}',v:{i * 7919 % 1009}}});\n" for i in range(150))


def page(doc, rnd):
    menu = "".join(f'<li class="c{rnd.randrange(400)}"><a href="/s/{i}">Section {i}</a></li>' for i in range(40))
    side = "".join(
        f'<div class="c{rnd.randrange(400)} card"><a href="/r/{rnd.randrange(10**6)}"><img src="/i/{i}.jpg" alt=""><span>'
        f'More on story {rnd.randrange(10**4)}</span></a></div>'
        for i in range(60)
    )
    said = "".join(f"<p>{html.escape(p)}</p>\n" for p in doc["text"].split("\n") if p.strip())
    e = lambda k: html.escape(doc.get(k) or "", quote=True)
    return (
        f'<!DOCTYPE html><html lang="{e("lang") or "en"}"><head><meta charset="utf-8"><title>{e("title")}</title>'
        f'<link rel="canonical" href="https://pages.example/{doc["id"]}"><meta property="og:site_name" content="{e("outlet") or "The Post"}">'
        f'<meta property="article:published_time" content="{e("published")}"><style>{STYLE}</style><script>{SCRIPT}</script></head>'
        f'<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{e("title")}</h1>{said}</article>'
        f'<aside><h2>Related</h2>{side}</aside></main><footer><ul>{menu}</ul><p>All rights reserved.</p></footer></body></html>'
    )


def run(args):
    """Seconds, processor seconds, peak memory in bytes, output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    p = subprocess.Popen(args, stdout=subprocess.PIPE, text=True)
    peak = 0
    while p.poll() is None:
        try:
            with open(f"/proc/{p.pid}/status") as f:
                peak = max([peak] + [int(l.split()[1]) * 1024 for l in f if l.startswith("VmHWM")])
        except OSError:
            pass
        time.sleep(0.2)
    took = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if p.returncode:
        sys.exit(f"{args} ended with {p.returncode}")
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak, p.stdout.read()


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--bin", required=True)
    a.add_argument("--xtask", required=True)
    a.add_argument("--pages", default="1000,10000")
    a.add_argument("--keep", help="a folder for the pages, used again when it is there")
    a = a.parse_args()
    work = a.keep or tempfile.mkdtemp()
    os.makedirs(work, exist_ok=True)
    print(f"{'pages':>8} {'pages/s':>9} {'again/s':>9} {'cpu ms/page':>12} {'peak MB':>8} {'file kB/page':>13} {'page kB':>8}")
    for n in [int(x) for x in a.pages.split(",")]:
        folder = os.path.join(work, f"pages-{n}")
        if not os.path.isdir(folder):
            texts = os.path.join(work, "texts.jsonl")
            subprocess.run([a.xtask, "archive", str(n), "-o", texts], check=True, stdout=subprocess.DEVNULL)
            rnd = random.Random(1)
            with open(texts) as f:
                for i, line in enumerate(f):
                    sub = os.path.join(folder, f"{i // 1000:04}")
                    os.makedirs(sub, exist_ok=True)
                    doc = json.loads(line)
                    with open(os.path.join(sub, f"p{i:07}.html"), "w") as out:
                        out.write(page(doc, rnd))
            os.remove(texts)
        size = sum(os.path.getsize(os.path.join(d, x)) for d, _, xs in os.walk(folder) for x in xs)
        db = os.path.join(work, f"desk-{n}.sqlite")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(db + end):
                os.remove(db + end)
        args = [a.bin, "import", folder, "--db", db, "--format", "json", "-q"]
        took, cpu, peak, told = run(args)
        done = json.loads(told)
        assert done["read"] == n and done["new"] + len(done["revisions"]) + done["renamed"] == n, told[:500]
        again, _, _, told = run(args)
        assert json.loads(told)["known"] == n
        print(
            f"{n:>8} {n / took:>9.1f} {n / again:>9.1f} {cpu / n * 1000:>12.2f} {peak / 1e6:>8.0f} {os.path.getsize(db) / n / 1e3:>13.1f} {size / n / 1e3:>8.1f}",
            flush=True,
        )
    if not a.keep:
        shutil.rmtree(work)


main()
