"""trafilatura: the article of each page of a folder, with its time. Comments are left out, since none are asked for; all else is as it
comes. Its dates are days."""
import articles
import trafilatura
from trafilatura.settings import use_config

CONFIG = use_config()
CONFIG.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")


def read(data):
    d = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False, config=CONFIG)
    if d is None:
        return {}
    return {"text": d.text, "title": d.title, "published": d.date, "author": d.author, "outlet": d.sitename, "url": d.url}


if __name__ == "__main__":
    articles.run(read)
