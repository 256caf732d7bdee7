"""One page in the making: its article, the furniture around it, and what is known to be true of it.

A layout asks a Page for pieces of HTML. What belongs to the article is noted as it is given out (`body`, `need`), so the text that a
reader should get never differs from what the page shows. `may` notes what readers differ on (captions, bylines, the headline once
more): it counts neither for nor against.
"""
import datetime as dt, html, json, random, re
from words import DAYS, LANGUAGES, MONTHS

DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")}
OFFSETS = {"en": 0, "fr": 60, "es": 60, "de": 60, "pt": -180, "ru": 180, "uk": 120, "ar": 180, "tr": 180, "fa": 210, "zh": 480, "he": 120}


def jalali(day):
    """Year, month and day of the Persian calendar, by the 33-year rule."""
    base = dt.date(day.year, 3, 21 if (day.year % 4 != 0 or day.year < 1997) else 20)     # first day of spring, near enough for 1997-2028
    year = day.year - 621
    if day < base:
        base, year = dt.date(day.year - 1, 3, 21 if (day.year - 1) % 4 != 0 else 20), year - 1
    n = (day - base).days
    return (year, n // 31 + 1, n % 31 + 1) if n < 186 else (year, (n - 186) // 30 + 7, (n - 186) % 30 + 1)


class Page:
    def __init__(self, layout, lang, rng, pool):
        self.layout, self.lang, self.rng, self.w = layout, lang, rng, LANGUAGES[lang]
        self.dir = "rtl" if self.w["rtl"] else "ltr"
        offset = dt.timezone(dt.timedelta(minutes=OFFSETS[lang]))
        self.pub = dt.datetime(rng.randint(2014, 2026), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59), tzinfo=offset)
        self.mod = self.pub + dt.timedelta(hours=rng.randint(2, 90), minutes=rng.randint(1, 50))
        self.today = self.pub + dt.timedelta(days=rng.randint(5, 400), hours=3)
        self.outlet, self.author = rng.choice(self.w["outlets"]), rng.choice(self.w["authors"])
        self.numbers = dict(a=rng.randint(11, 97), b=rng.randint(12, 480), c=rng.randint(5, 49))
        self.title = rng.choice(self.w["headlines"]).format(**self.numbers)
        self.pool = pool                    # paragraphs of reports in this language
        self.site = rng.choice(["velmora-ledger", "northvalley", "sarn-news", "valleypost", "harbour-times"]) + ".example"
        self.key = rng.randint(10_000, 9_999_999)
        self.url = f"https://www.{self.site}/news/{self.slug()}-{self.key}"
        self.gold = dict(title=self.title, published=None, precision=None, offset=False, modified=None, author=None, outlet=None, url=None)
        self.required, self.either = [], [self.title]
        self.left = self.sentences()
        self.charset = "utf-8"
        self.stretch = 1                    # times as many paragraphs, teasers and comments

    # --- words

    def slug(self):
        words = {"a": "flood", "b": "valley", "c": "river", "d": "rescue", "e": "report"}
        return "-".join(self.rng.sample(list(words.values()), 3))

    def sentences(self):
        numbers = lambda: dict(a=self.rng.randint(11, 97), b=self.rng.randint(12, 480), c=self.rng.randint(5, 49))
        own = [s.format(**numbers()) for s in self.w["sentences"]]
        self.rng.shuffle(own)
        return own

    def paragraphs(self, n, long=True):
        """Texts of `n` paragraphs that were not used on this page yet: out of the shipped reports and of the invented sentences."""
        out = []
        for _ in range(n):
            if self.pool and self.rng.random() < 0.45:
                out.append(self.pool.pop())
                continue
            k = self.rng.randint(1, 3) if long else 1
            if len(self.left) < k:
                self.left += self.sentences()
            out.append(("" if self.lang == "zh" else " ").join(self.left.pop() for _ in range(k)))
        return out

    def need(self, text):
        self.required.append(text)
        return text

    def may(self, text):
        self.either.append(text)
        return text

    def e(self, text):
        return html.escape(text, quote=False)

    def inline(self, text):
        """Escaped, here and there with a link, bold or slanted words."""
        words = self.e(text).split(" ")
        if len(words) > 8 and self.rng.random() < 0.5:
            i = self.rng.randint(1, len(words) - 4)
            k = self.rng.randint(1, 3)
            tag = self.rng.choice(["a", "a", "b", "em", "strong", "span"])
            open_ = f'<a href="https://{self.rng.choice(["agency", "ministry", "wire", "archive"])}.example/{self.rng.randint(100, 999)}">' if tag == "a" else f"<{tag}>"
            words[i] = open_ + words[i]
            words[i + k] += f"</{tag}>"
        return " ".join(words)

    def body(self, n=6, form="<p>{}</p>", sep="\n", inline=True, long=True):
        """`n` paragraphs of the article."""
        return sep.join(form.format((self.inline if inline else self.e)(self.need(t))) for t in self.paragraphs(n * self.stretch, long))

    def lead(self):
        return self.e(self.need(self.w["lead"]))

    def subhead(self, i=0):
        return self.e(self.need(self.w["subhead"][i]))

    def h(self):
        return self.e(self.title)

    # --- times

    def states(self, precision="minute", offset=True, modified=False):
        """Note what the page states of its times."""
        at = self.pub.isoformat(timespec="minutes") if offset else self.pub.strftime("%Y-%m-%dT%H:%M")
        self.gold.update(published=self.pub.date().isoformat() if precision == "day" else at, precision=precision, offset=offset)
        if modified:
            self.gold["modified"] = self.mod.isoformat(timespec="minutes")

    def iso(self, at=None, how="minute"):
        at = at or self.pub
        return {"minute": at.isoformat(timespec="seconds"), "z": at.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "ms": at.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                "compact": at.strftime("%Y-%m-%dT%H:%M:%S%z"), "day": at.date().isoformat(), "space": at.strftime("%Y-%m-%d %H:%M"), "bare": at.strftime("%Y-%m-%dT%H:%M:%S")}[how]

    def day(self, at=None, style="long"):
        """The day as this language writes it."""
        at = at or self.pub
        d, y, m = at.day, at.year, MONTHS.get(self.lang, MONTHS["en"])[at.month - 1]
        if style == "dots":
            return f"{d:02}.{at.month:02}.{y}"
        if style == "slashes":
            return f"{d:02}/{at.month:02}/{y}"
        if style == "iso":
            return at.date().isoformat()
        if style == "levant":
            return f"{d} {MONTHS['levant'][at.month - 1]} {y}"
        if style == "both":
            return f"{d} {MONTHS['levant'][at.month - 1]} / {m} {y}"
        if style == "native" and self.lang in DIGITS:
            return f"{d} {m} {y}".translate(DIGITS[self.lang])
        if style == "jalali":
            jy, jm, jd = jalali(at.date())
            return f"{jd} {MONTHS['jalali'][jm - 1]} {jy}".translate(DIGITS["fa"])
        if style == "weekday" and self.lang in DAYS:
            name = DAYS[self.lang][at.weekday()]
            return f"{name}{'،' if self.lang == 'ar' else ','} {self.day(at)}" if self.lang != "tr" else f"{self.day(at)} {name}"
        if style == "short" and self.lang == "en":
            return f"{m[:3]} {d}, {y}"
        return {"en": f"{m} {d}, {y}" if style != "british" else f"{d} {m} {y}", "es": f"{d} de {m} de {y}", "pt": f"{d} de {m} de {y}", "de": f"{d}. {m} {y}",
                "ru": f"{d} {m} {y}", "zh": f"{y}年{at.month}月{d}日"}.get(self.lang, f"{d} {m} {y}")

    def clock(self, at=None):
        at = at or self.pub
        h, m = at.hour, at.minute
        if self.lang == "en" and self.layout.endswith("us"):
            return f"{(h - 1) % 12 + 1}:{m:02} {'a.m.' if h < 12 else 'p.m.'}"
        return {"fr": f"{h:02} h {m:02}", "pt": f"{h:02}h{m:02}", "de": f"{h:02}:{m:02} Uhr"}.get(self.lang, f"{h:02}:{m:02}")

    def seen(self, at=None, style="long", clock=True):
        """Day and time as a reader sees them; a line that counts neither way."""
        between = {"fr": " à ", "pt": " às ", "es": ", ", "de": ", ", "uk": ", ", "ru": ", "}.get(self.lang, " ")
        return self.e(self.may(self.day(at, style) + (between + self.clock(at) if clock else "")))

    def other_day(self):
        """A day that is not that of the article, as the language writes it: of another story, a comment, an event."""
        return self.day(self.pub + dt.timedelta(days=self.rng.choice([-900, -400, -40, -9, -3, -2, 1, 2, 5, 30])), self.rng.choice(["long", "dots"]))

    # --- the head of the page

    def head(self, title=None, og=False, ld=None, metas=(), canonical=True, css=True, lang=True, extra=""):
        w = self.e(title if title is not None else f"{self.title} - {self.outlet}")
        out = ["<!DOCTYPE html>", f'<html lang="{self.lang}"' + (' dir="rtl"' if self.w["rtl"] else "") + ">" if lang else "<html>", "<head>", f'<meta charset="{self.charset}">', f"<title>{w}</title>"]
        if css:
            out.append("<style>body{margin:0;font:16px/1.5 serif}.wrap{max-width:60em}.hidden{display:none}</style>")
        if canonical:
            self.gold["url"] = self.url
            out.append(f'<link rel="canonical" href="{self.url}">')
        if og:
            self.gold["outlet"] = self.outlet
            out += [f'<meta property="og:title" content="{html.escape(self.title)}">', f'<meta property="og:site_name" content="{html.escape(self.outlet)}">', f'<meta property="og:url" content="{self.url}">',
                    '<meta property="og:type" content="article">', f'<meta property="og:description" content="{html.escape(self.w["lead"])}">']
            self.gold["url"] = self.url
        out += [f'<meta {k}="{n}" content="{html.escape(v)}">' for k, n, v in metas]
        if ld is not None:
            out.append(f'<script type="application/ld+json">{json.dumps(ld, ensure_ascii=False)}</script>')
        out.append(extra + "</head>")
        return "\n".join(out)

    def ld(self, published=None, modified=None, body=None, type_="NewsArticle", **more):
        self.gold["outlet"], self.gold["author"] = self.outlet, self.author
        v = {"@context": "https://schema.org", "@type": type_, "headline": self.title, "author": {"@type": "Person", "name": self.author},
             "publisher": {"@type": "Organization", "name": self.outlet, "logo": {"@type": "ImageObject", "url": f"https://{self.site}/logo.png"}}}
        for k, x in (("datePublished", published), ("dateModified", modified), ("articleBody", body)):
            if x:
                v[k] = x
        v.update(more)
        return v

    # --- furniture

    def nav(self, kind="ul", cls="menu"):
        items = [f'<a href="/{i}">{x}</a>' for i, x in enumerate(self.w["nav"])]
        if kind == "ul":
            return f'<ul class="{cls}">' + "".join(f"<li>{a}</li>" for a in items) + "</ul>"
        if kind == "nav":
            return "<nav>" + "".join(f"<span>{a}</span>" for a in items) + "</nav>"
        if kind == "td":
            return "<tr>" + "".join(f"<td bgcolor=#003366><font color=white>{a}</font></td>" for a in items) + "</tr>"
        if kind == "bars":
            return " | ".join(items)
        return f'<div class="{cls}">' + "\n".join(f"<div>{a}</div>" for a in items) + "</div>"

    def teasers(self, n=4, form='<li><a href="{u}">{t}</a></li>', dated=False, blurb=False):
        """Links to other stories; `blurb`: with a sentence or two of each."""
        out = []
        for _ in range(n * self.stretch):
            t = self.rng.choice(self.w["teasers"])
            x = form.format(u=f"/{self.slug()}-{self.rng.randint(1000, 99999)}", t=self.e(t), d=self.other_day(), b=self.e(self.rng.choice(self.w["sentences"]).format(**self.numbers)))
            out.append(x)
        return "\n".join(out)

    def related(self, n=3, tag="div", cls="related-posts", label=None):
        return f'<{tag} class="{cls}"><h3>{label or self.w["related"]}</h3><ul>{self.teasers(n)}</ul></{tag}>'

    def latest(self, n=5, cls="sidebar"):
        form = '<div class="item"><a href="{u}">{t}</a><span class="date">{d}</span><p>{b}</p></div>'
        return f'<div class="{cls}"><h4>{self.w["latest"]}</h4>' + self.teasers(n, form) + "</div>"

    def comments(self, n=3, form=None, cls="comments"):
        form = form or '<div class="comment-body"><cite>{who}</cite> <span class="when">{d}</span><p>{c}</p><a href="#r">{r}</a></div>'
        out = "\n".join(form.format(who=self.rng.choice(["anna_k", "Rolf", "m.t.", "reader 12", "Old Oak", "Vel"]), d=self.other_day(), c=self.e(self.rng.choice(self.w["comments"])), r=self.w["reply"]) for _ in range(n * self.stretch))
        return f'<div class="{cls}"><h3>{self.w["comments_label"]} ({n})</h3>{out}</div>'

    def share(self, cls="share-buttons"):
        return f'<div class="{cls}"><span>{self.w["share"]}</span> <a href="https://f.example/share">Facebook</a> <a href="https://t.example/s">Telegram</a> <a href="https://w.example/s">WhatsApp</a> <a href="mailto:?">E-Mail</a></div>'

    def cookie(self, cls="cookie-banner", tag="div"):
        return f'<{tag} class="{cls}"><p>{self.e(self.w["cookie"])}</p><button>{self.w["accept"]}</button></{tag}>'

    def newsletter(self, cls="newsletter", tag="div"):
        return f'<{tag} class="{cls}"><h4>{self.w["subscribe"]}</h4><p>{self.e(self.w["newsletter"])}</p><form><input type="email" placeholder="you@mail.example"><button>{self.w["subscribe"]}</button></form></{tag}>'

    def bio(self, cls="author-box"):
        return f'<div class="{cls}"><img src="/a.jpg" alt=""><h4>{self.e(self.author)}</h4><p>{self.e(self.author + " " + self.w["bio"])}</p></div>'

    def tags(self, cls="tags"):
        return f'<div class="{cls}">{self.w["tags"]}: ' + ", ".join(f'<a href="/tag/{i}" rel="tag">{x}</a>' for i, x in enumerate(self.w["nav"][1:5])) + "</div>"

    def crumbs(self, cls="breadcrumb"):
        return f'<div class="{cls}"><a href="/">{self.w["nav"][0]}</a> &gt; <a href="/w">{self.w["nav"][1]}</a> &gt; <span>{self.h()}</span></div>'

    def figure(self, i=0, form='<figure><img src="/p{i}.jpg" alt="{c}"><figcaption>{c} {k}</figcaption></figure>'):
        c = self.w["captions"][i % len(self.w["captions"])]
        self.may(c)
        return form.format(i=i, c=self.e(c), k=self.e(self.may(self.w["credit"])))

    def footer(self, tag="footer", cls="site-footer"):
        return f'<{tag} class="{cls}"><p>© 2009-{self.today.year} {self.e(self.outlet)}. {self.e(self.w["footer"])}</p>{self.nav("ul", "foot")}</{tag}>'

    def byline(self, known=True):
        if known:
            self.gold["author"] = self.author
        return self.e(self.may(f'{self.w["by"]} {self.author}'))

    def label(self, which):
        return self.e(self.may(self.w[which]))

    def ad(self, cls="ad-slot"):
        return f'<div class="{cls}"><small>{self.w["advert"]}</small><script>window.ads=window.ads||[];ads.push({{slot:{self.rng.randint(1, 99)}}})</script></div>'

    def hashed(self):
        return "".join(self.rng.choice("abcdefghijklmnopqrstuvwxyzABCDEF0123456789") for _ in range(6))
