"""Shared by the adapters: contract-1 lines in and out, and byte offsets."""
import json, sys


class Bytes:
    """Byte offsets of the characters of one text."""

    def __init__(self, text):
        self.at = None
        if not text.isascii():
            self.at, n = [0], 0
            for c in text:
                n += len(c.encode("utf8"))
                self.at.append(n)

    def __call__(self, character):
        return character if self.at is None else self.at[character]


def span(of, text, start, end):
    """A piece of output: characters [start, end) of `text` as byte offsets, with the text itself."""
    return {"start": of(start), "end": of(end), "text": text[start:end]}


def run(annotate):
    """Read input lines, write what `annotate(document, text, byte offset of)` gives for each.

    A document that the peer fails on gives a line with an issue and no output: it is scored as empty, and said on standard error.
    """
    failed = 0
    for line in sys.stdin:
        if not line.strip():
            continue
        document = json.loads(line)
        text = document.get("text") or ""
        out = {"id": document["id"]}
        try:
            out.update(annotate(document, text, Bytes(text)))
        except Exception as error:  # a peer's own failure must not end the run
            failed += 1
            out["issues"] = [{"code": "peer_failed", "note": f"{type(error).__name__}: {error}"[:200]}]
        print(json.dumps(out, ensure_ascii=False), flush=False)
    sys.stdout.flush()
    if failed:
        print(f"{failed} documents failed", file=sys.stderr)
