"""What adapters of programs that read articles out of web pages share: a folder of pages in, a line of JSON a page out, with the
seconds that the page took. Starting the program and reading the file are not counted."""
import json, os, sys, time


def run(read):
    folder = sys.argv[1]
    names = sorted(n for n in os.listdir(folder) if n.endswith(".html"))
    pages = []
    for name in names:
        with open(os.path.join(folder, name), "rb") as f:
            pages.append(f.read())
    for data in pages[:3]:      # what is loaded at first use is start-up too
        try:
            read(data)
        except Exception:
            pass
    for name, data in zip(names, pages):
        start = time.process_time()     # of the processor: other work on the machine doesn't count against anybody
        try:
            out = read(data)
        except Exception as error:      # a peer's own failure must not end the run
            out = {"failed": f"{type(error).__name__}: {error}"[:200]}
        out["seconds"] = time.process_time() - start
        print(json.dumps({"id": name[:-5], **out}, ensure_ascii=False))
