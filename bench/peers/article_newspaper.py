"""newspaper4k: the article of each page of a folder, with its time. It takes text, so bytes are decoded first by the means it brings
along for pages that it fetches itself."""
import articles
import newspaper
from newspaper import Article, Config
from newspaper.parsers import get_unicode_html

CONFIG = Config()
CONFIG.fetch_images = False
CONFIG.request_timeout = 0
CONFIG.disable_category_cache = True


def read(data):
    a = Article("https://page.example/article", config=CONFIG)
    a.download(input_html=get_unicode_html(data))
    a.parse()
    at = a.publish_date
    return {"text": a.text, "title": a.title, "published": at.isoformat() if at else None, "author": ", ".join(a.authors) or None, "outlet": a.meta_site_name or None, "url": a.canonical_link or None}


if __name__ == "__main__":
    articles.run(read)
