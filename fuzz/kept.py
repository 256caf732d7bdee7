#!/usr/bin/env python3
"""The inputs that fuzzing found worth keeping, as one file a target: kept.py pack FOLDER FILE | unpack FILE FOLDER

Why one file: thousands of inputs of a few hundred bytes pack to a tenth of what they take one by one. A file is gzip over
inputs in order of their SHA-1, each behind its length (four bytes, little-endian); the same inputs give the same bytes.
crates/fuzzing/tests/kept.rs reads it too.
"""

import gzip
import hashlib
import pathlib
import struct
import sys


def pack(folder, file):
    inputs = {hashlib.sha1(data).digest(): data for data in (f.read_bytes() for f in pathlib.Path(folder).iterdir())}
    plain = b"".join(struct.pack("<I", len(data)) + data for _, data in sorted(inputs.items()))
    pathlib.Path(file).write_bytes(gzip.compress(plain, mtime=0))
    print(f"{file}: {len(inputs)} inputs, {len(plain)} bytes, packed {pathlib.Path(file).stat().st_size}")


def unpack(file, folder):
    plain, at = gzip.decompress(pathlib.Path(file).read_bytes()), 0
    while at < len(plain):
        (length,) = struct.unpack_from("<I", plain, at)
        data = plain[at + 4 : at + 4 + length]
        # As the fuzzer names them, so that none is there twice.
        (pathlib.Path(folder) / hashlib.sha1(data).hexdigest()).write_bytes(data)
        at += 4 + length


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pack", folder, file]:
            pack(folder, file)
        case ["unpack", file, folder]:
            unpack(file, folder)
        case _:
            sys.exit(__doc__)
