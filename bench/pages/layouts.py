"""Pages as they are met, one function a layout: a Page in, HTML out. Written for this bench after the habits of publishing systems,
not copied from any page. A layout's name decides which half it belongs to (`held_out`).
"""
import datetime as dt, html, json
from words import LANGUAGES

LAYOUTS = {}
ALL = list(LANGUAGES)
LATIN = ["en", "fr", "es", "de", "pt", "tr"]


def layout(langs=None, charset="utf-8"):
    def keep(f):
        LAYOUTS[f.__name__] = (f, langs or ALL, charset)
        return f
    return keep


# --- publishing systems


@layout()
def wordpress_classic(p):
    p.states(modified=True)
    head = p.head(og=True, metas=[("property", "article:published_time", p.iso()), ("property", "article:modified_time", p.iso(p.mod)), ("name", "generator", "WordPress 4.9")])
    return f"""{head}<body class="post-template-default single single-post postid-{p.key}"><div id="page" class="hfeed site"><div id="masthead" class="site-header"><div class="site-title"><a href="/">{p.e(p.outlet)}</a></div>{p.nav("ul", "nav-menu")}</div>
<div id="main"><div id="primary" class="content-area"><div id="content" class="site-content">
<div id="post-{p.key}" class="post-{p.key} post type-post status-publish hentry category-news"><h1 class="entry-title">{p.h()}</h1>
<div class="entry-meta"><span class="date"><a href="{p.url}"><abbr class="published" title="{p.iso()}">{p.seen(clock=False)}</abbr></a></span> <span class="author vcard"><a href="/author/x">{p.byline()}</a></span></div>
<div class="entry-content">{p.figure(form='<div id="attachment_9" class="wp-caption alignnone"><img src="/{i}.jpg"><p class="wp-caption-text">{c}</p></div>')}
{p.body(7)}
{p.share("sharedaddy sd-sharing-enabled")}
<div id="jp-relatedposts" class="jp-relatedposts"><h3>{p.w["related"]}</h3>{p.teasers(3, '<p><a href="{u}">{t}</a> {d}</p>')}</div></div>
<footer class="entry-meta">{p.tags("tag-links")}</footer></div>
{p.comments(3, cls="comments-area")}</div></div>
<div id="secondary" class="widget-area"><aside class="widget widget_recent_entries"><h3>{p.w["latest"]}</h3><ul>{p.teasers(5)}</ul></aside></div></div>{p.footer("div", "site-info")}</div></body></html>"""


@layout()
def wordpress_block(p):
    p.states(modified=True)
    p.gold["author"] = p.author
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": p.outlet, "url": f"https://{p.site}/"}, {"@type": "WebPage", "datePublished": p.iso(), "dateModified": p.iso(p.mod)},
             {"@type": "Article", "headline": p.title, "datePublished": p.iso(), "dateModified": p.iso(p.mod), "author": {"name": p.author}}]}
    return f"""{p.head(og=True, ld=graph)}<body class="wp-embed-responsive"><div class="wp-site-blocks"><header class="wp-block-template-part"><div class="wp-block-group"><p class="wp-block-site-title"><a href="/">{p.e(p.outlet)}</a></p><nav class="wp-block-navigation">{p.nav()}</nav></div></header>
<main class="wp-block-group is-layout-flow"><h1 class="wp-block-post-title">{p.h()}</h1><div class="wp-block-post-date"><time datetime="{p.iso()}">{p.seen()}</time></div><div class="wp-block-post-author-name">{p.byline()}</div>
<div class="entry-content wp-block-post-content is-layout-constrained"><p class="has-large-font-size">{p.lead()}</p>{p.body(3)}<h2 class="wp-block-heading">{p.subhead()}</h2>{p.body(2)}
<figure class="wp-block-image size-large"><img src="/1.jpg" alt=""><figcaption class="wp-element-caption">{p.e(p.may(p.w["captions"][0]))}</figcaption></figure>
<blockquote class="wp-block-quote"><p>{p.e(p.need(p.paragraphs(1)[0]))}</p></blockquote><h2 class="wp-block-heading">{p.subhead(1)}</h2>{p.body(2)}
<ul class="wp-block-list">{p.body(3, "<li>{}</li>", long=False)}</ul></div>
<div class="wp-block-comments"><h2>{p.w["comments_label"]}</h2>{p.comments(2, cls="wp-block-comment-template")}</div>
<div class="wp-block-query"><h2>{p.w["more"]}</h2><ul class="wp-block-post-template">{p.teasers(4, '<li class="wp-block-post"><h3><a href="{u}">{t}</a></h3><div class="wp-block-post-excerpt"><p>{b}</p></div><time datetime="2020-03-01">{d}</time></li>')}</ul></div></main>
<footer class="wp-block-template-part">{p.w["footer"]}</footer></div></body></html>"""


@layout()
def newspaper_theme(p):
    p.states(modified=True)
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod)))}<body class="td-standard-pack"><div class="td-header-wrap"><div class="td-header-sp-date">{p.e(p.day(p.today, "weekday"))}</div>{p.nav("div", "td-main-menu")}</div>
<div class="td-container"><div class="td-crumb-container">{p.crumbs("entry-crumbs")}</div><div class="td-pb-row"><div class="td-pb-span8 td-main-content"><article id="post-{p.key}">
<header class="td-post-title"><h1 class="entry-title">{p.h()}</h1><div class="td-module-meta-info"><div class="td-post-author-name">{p.byline()}</div><span class="td-post-date"><time class="entry-date" datetime="{p.iso()}">{p.seen(clock=False)}</time></span></div></header>
<div class="td-post-sharing">{p.share("td-post-sharing-visible")}</div><div class="td-post-content">{p.body(2)}{p.ad("td-a-rec td-a-rec-id-content_inline")}{p.body(2)}
<div class="td-related-inline"><strong>{p.w["related"]}:</strong> {p.teasers(1, '<a href="{u}">{t}</a>')}</div>{p.body(3)}</div>
<footer>{p.tags("td-post-source-tags")}<div class="td-block-row td-post-next-prev">{p.teasers(2, '<div class="td-post-next-post"><a href="{u}">{t}</a></div>')}</div>{p.bio("author-box-wrap")}</footer></article>
<div class="td_block_wrap td_block_related_posts"><h4>{p.w["more"]}</h4>{p.teasers(3, '<div class="td_module_related_posts"><h3><a href="{u}">{t}</a></h3></div>')}</div>{p.comments(2)}</div>
<div class="td-pb-span4 td-main-sidebar">{p.latest(6, "td_block_wrap")}</div></div></div>{p.footer("div", "td-footer-wrapper")}</body></html>"""


@layout(["en", "fr", "es", "ar", "pt", "uk"])
def drupal_seven(p):
    p.states("minute")
    return f"""{p.head(metas=[("name", "Generator", "Drupal 7 (http://drupal.org)")], extra='<link rel="shortlink" href="/node/7">')}<body class="html not-front node-type-article"><div id="skip-link"><a href="#main-content">Skip to main content</a></div>
<div id="page-wrapper"><div id="header"><div class="section"><a href="/" rel="home"><span>{p.e(p.outlet)}</span></a></div></div><div id="navigation">{p.nav("ul", "links main-menu")}</div>
<div id="main-wrapper"><div id="content" class="column"><a id="main-content"></a><h1 class="title" id="page-title">{p.h()}</h1><div class="region region-content"><div class="block block-system"><div class="content">
<div id="node-{p.key}" class="node node-article" about="/node/7" typeof="sioc:Item foaf:Document"><div class="submitted">{p.label("published")} <span property="dc:date dc:created" content="{p.iso()}" datatype="xsd:dateTime">{p.seen(style="slashes")}</span></div>
<div class="content clearfix"><div class="field field-name-body field-type-text-with-summary"><div class="field-items"><div class="field-item even" property="content:encoded">{p.body(6)}</div></div></div>
<div class="field field-name-field-tags">{p.tags("field-items")}</div></div><div class="link-wrapper"><ul class="links inline"><li><a href="/user/login">{p.w["comments_label"]}</a></li></ul></div></div></div></div></div></div>
<div id="sidebar-first" class="column sidebar"><div class="block block-views"><h2>{p.w["latest"]}</h2><div class="view-content">{p.teasers(6, '<div class="views-row"><a href="{u}">{t}</a><div>{b}</div></div>')}</div></div></div></div>
<div id="footer">{p.w["footer"]}</div></div></body></html>"""


@layout()
def drupal_ten(p):
    p.states("day")
    return f"""{p.head(og=True)}<body class="path-node page-node-type-article"><div class="dialog-off-canvas-main-canvas"><header role="banner">{p.nav("nav")}</header><main role="main"><a id="main-content" tabindex="-1"></a>
<div class="layout-content"><div class="region region-content"><div data-drupal-messages-fallback class="hidden"></div><article data-history-node-id="{p.key}" class="node node--type-article node--view-mode-full"><h1><span class="field field--name-title">{p.h()}</span></h1>
<footer class="node__meta"><div class="node__submitted">{p.byline(False)} <span class="field--name-created">{p.seen(clock=False)}</span></div></footer>
<div class="node__content"><div class="field field--name-field-summary">{p.lead()}</div><div class="clearfix text-formatted field field--name-body">{p.body(5)}</div></div></article></div></div>
<aside class="layout-sidebar" role="complementary">{p.latest(4, "region-sidebar")}</aside></main><footer role="contentinfo">{p.w["footer"]}</footer></div></body></html>"""


@layout()
def blogger(p):
    p.states("minute")
    p.url = f"https://valleynotes.blog.example/{p.pub.year}/{p.pub.month:02}/{p.slug()}.html"
    return f"""{p.head(extra="<meta content='blogger' name='generator'/>")}<body class='loading'><div class='content-outer'><header><div class='header-inner'><h1 class='title'><a href='/'>{p.e(p.outlet)}</a></h1></div></header><div class='main-outer'><div class='column-center-inner'><div class='main section' id='main'><div class='widget Blog' id='Blog1'>
<div class='blog-posts hfeed'><div class="date-outer"><h2 class='date-header'><span>{p.seen(style="weekday", clock=False)}</span></h2><div class="date-posts"><div class='post-outer'><div class='post hentry' itemprop='blogPost' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'>
<h3 class='post-title entry-title' itemprop='name'>{p.h()}</h3><div class='post-header'></div><div class='post-body entry-content' id='post-body-{p.key}' itemprop='description articleBody'>{p.body(6, "<div>{}</div><div><br /></div>")}<div style='clear: both;'></div></div>
<div class='post-footer'><span class='post-author vcard'>{p.byline()}</span> <span class='post-timestamp'>at <a class='timestamp-link' href='{p.url}'><abbr class='published' itemprop='datePublished' title='{p.iso()}'>{p.e(p.may(p.clock()))}</abbr></a></span></div></div>
<div class='comments' id='comments'>{p.comments(3)}</div></div></div></div></div></div></div></div><div class='column-right-outer'><div class='widget BlogArchive'><h2>Archive</h2><ul><li>{p.today.year} (12)</li><li>{p.today.year - 1} (40)</li></ul></div><div class='widget'>{p.latest(3)}</div></div></div></div></body></html>"""


@layout(["en", "es", "ru", "de", "tr", "fa"])
def joomla(p):
    p.states("minute", modified=True)
    return f"""{p.head()}<body class="site com_content view-article"><div class="container"><header class="header">{p.nav("ul", "nav menu mod-list")}</header><div class="row-fluid"><div id="aside" class="span3"><div class="well"><h3>{p.w["most"]}</h3><ul class="mostread">{p.teasers(5)}</ul></div></div>
<main id="content" class="span9"><div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">{p.h()}</h2></div>
<dl class="article-info"><dt>Details</dt><dd class="createdby" itemprop="author"><span itemprop="name">{p.byline()}</span></dd><dd class="modified"><time datetime="{p.iso(p.mod)}" itemprop="dateModified">{p.label("updated")}: {p.e(p.may(p.day(p.mod)))}</time></dd>
<dd class="published"><time datetime="{p.iso()}" itemprop="datePublished">{p.label("published")}: {p.seen(clock=False)}</time></dd><dd class="hits">{p.rng.randint(20, 9000)}</dd></dl>
<div itemprop="articleBody">{p.body(6)}</div><ul class="pager pagenav"><li class="previous"><a href="/a">&lt;</a></li><li class="next"><a href="/b">&gt;</a></li></ul></div></main></div></div><footer class="footer"><p>© {p.today.year} {p.e(p.outlet)}</p></footer></body></html>"""


@layout()
def ghost(p):
    p.states("minute", modified=True)
    head = p.head(og=True, ld=p.ld(p.iso(how="ms"), p.iso(p.mod, "ms"), type_="Article"), metas=[("property", "article:published_time", p.iso(how="ms")), ("property", "article:modified_time", p.iso(p.mod, "ms"))])
    return f"""{head}<body class="post-template"><div class="gh-viewport"><header id="gh-head" class="gh-head"><nav class="gh-head-menu">{p.nav()}</nav></header><main id="site-main" class="gh-main"><article class="gh-article post">
<header class="gh-article-header gh-canvas"><h1 class="gh-article-title">{p.h()}</h1><p class="gh-article-excerpt">{p.lead()}</p><div class="gh-article-meta"><h4 class="gh-author-name">{p.byline()}</h4><time class="gh-article-meta-date" datetime="{p.iso(how='day')}">{p.seen(clock=False)}</time><span>5 {p.w["read"]}</span></div></header>
<section class="gh-content gh-canvas">{p.body(4)}<div class="kg-card kg-callout-card"><div class="kg-callout-text">{p.inline(p.need(p.paragraphs(1)[0]))}</div></div>{p.body(3)}<div class="kg-card kg-signup-card">{p.newsletter("kg-signup-card-content")}</div></section></article>
<section class="gh-comments gh-canvas">{p.comments(1)}</section></main><aside class="read-more-wrap"><div class="read-more">{p.teasers(3, '<article class="gh-card post"><a href="{u}"><h3>{t}</h3><p class="gh-card-excerpt">{b}</p></a></article>')}</div></aside><footer class="gh-foot">{p.w["footer"]}</footer></div></body></html>"""


@layout()
def medium_like(p):
    p.states("minute", modified=True)
    h = [p.hashed() for _ in range(12)]
    para = f'<p id="{{}}" class="pw-post-body-paragraph {h[0]} {h[1]} {h[2]}">'
    body = "".join(para.format(p.hashed()[:4]) + p.inline(p.need(t)) + "</p>" for t in p.paragraphs(7))
    return f"""{p.head(og=True, ld=p.ld(p.iso(how="ms"), p.iso(p.mod, "ms")), metas=[("property", "article:published_time", p.iso(how="ms"))])}<body><div id="root"><div class="{h[3]} {h[4]}"><div class="{h[5]}"><a href="/">{p.e(p.outlet)}</a><a href="/m/signin">{p.w["subscribe"]}</a></div>
<article><div class="{h[6]}"><section><div><div class="{h[7]} bh"><h1 data-testid="storyTitle">{p.h()}</h1><div class="{h[8]}"><a href="/@x">{p.byline()}</a><button>Follow</button><span data-testid="storyReadTime">4 {p.w["read"]}</span><span>·</span><span data-testid="storyPublishDate">{p.seen(style="short", clock=False)}</span></div>
<div class="{h[9]}"><button>{p.w["listen"]}</button><button>{p.w["share"]}</button></div>{body}</div></div></section></div></article>
<div class="{h[10]}"><h2>{p.w["more"]}</h2>{p.teasers(4, '<div class="' + h[11] + '"><a href="{u}"><h3>{t}</h3><p>{b}</p></a><span>{d}</span></div>')}</div></div></div></body></html>"""


@layout()
def substack_like(p):
    p.states("minute")
    return f"""{p.head(og=True, ld=p.ld(p.iso(), type_="NewsArticle"))}<body class=""><div id="entry"><div class="main-menu"><a href="/">{p.e(p.outlet)}</a> <button>{p.w["subscribe"]}</button></div><div class="main"><div class="single-post-container"><div class="container"><div class="single-post"><article class="typography newsletter-post post">
<div class="post-header"><h1 class="post-title published">{p.h()}</h1><h3 class="subtitle">{p.lead()}</h3><div class="byline-wrapper"><a href="/x">{p.byline()}</a><div class="meta">{p.seen(style="short", clock=False)}</div></div></div>
<div class="available-content"><div dir="auto" class="body markup">{p.body(4)}<div class="subscription-widget-wrap"><div class="subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">{p.e(p.w["newsletter"])}</p></div><form><input type="email"></form></div></div>{p.body(3)}</div></div></article></div></div></div>
<div class="discussion">{p.comments(3, cls="comment-list")}</div></div></div></body></html>"""


@layout()
def amp(p):
    p.states("minute", modified=True)
    return f"""<!doctype html><html ⚡ lang="{p.lang}"{' dir="rtl"' if p.w["rtl"] else ""}>{p.head(ld=p.ld(p.iso(how="z"), p.iso(p.mod, "z"))).split(">", 2)[2]}<body><amp-sidebar id="s" layout="nodisplay">{p.nav()}</amp-sidebar><amp-consent layout="nodisplay" id="c"><script type="application/json">{{"consentInstanceId":"x"}}</script><div id="ui">{p.e(p.w["cookie"])}</div></amp-consent>
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{p.h()}</h1><div class="amp-wp-meta amp-wp-byline"><amp-img src="/a.jpg" width="24" height="24"></amp-img>{p.byline()}</div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{p.iso()}">{p.seen()}</time></div></header>
<figure class="amp-wp-article-featured-image"><amp-img src="/1.jpg" layout="responsive" width="3" height="2"></amp-img><p class="wp-caption-text">{p.e(p.may(p.w["captions"][0]))}</p></figure>
<div class="amp-wp-article-content">{p.body(3)}<amp-ad type="x"></amp-ad>{p.body(4)}</div><footer class="amp-wp-article-footer">{p.tags("amp-wp-meta amp-wp-tax-tag")}</footer></article><footer class="amp-wp-footer"><p>{p.w["footer"]}</p></footer></body></html>"""


@layout()
def elementor(p):
    p.states("minute", modified=True)
    head = p.head(og=True, metas=[("property", "article:published_time", p.iso()), ("property", "article:modified_time", p.iso(p.mod))])
    return f"""{head}<body class="elementor-default"><div data-elementor-type="header" class="elementor elementor-location-header"><div class="elementor-widget elementor-widget-nav-menu"><div class="elementor-widget-container">{p.nav()}</div></div></div>
<div data-elementor-type="single-post" class="elementor elementor-location-single post"><section class="elementor-section"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-wrap"><div class="elementor-widget widget elementor-widget-theme-post-title"><div class="elementor-widget-container"><h1>{p.h()}</h1></div></div>
<div class="elementor-widget widget elementor-widget-post-info"><ul><li><span>{p.byline()}</span></li><li><span>{p.seen(clock=False)}</span></li></ul></div><div class="elementor-element elementor-widget widget elementor-widget-theme-post-content" data-widget_type="theme-post-content.default"><div class="elementor-widget-container">{p.body(6)}</div></div>
<div class="elementor-widget widget elementor-widget-share-buttons">{p.share()}</div><div class="elementor-widget widget elementor-widget-posts"><h3>{p.w["more"]}</h3>{p.teasers(3, '<article class="elementor-post"><h3><a href="{u}">{t}</a></h3><p>{b}</p></article>')}</div></div></div></div></section></div>{p.footer("div", "elementor-location-footer")}</body></html>"""


@layout(LATIN + ["he", "ar"])
def wix_like(p):
    p.states("minute", modified=True)
    head = p.head(og=True, metas=[("property", "article:published_time", p.iso(how="ms")), ("property", "article:modified_time", p.iso(p.mod, "ms"))])
    block = '<div id="viewer-{}" class="RichContentViewer__block"><div class="_3qMdn"><p class="PyLVf" dir="auto"><span class="dojLS">{}</span></p></div></div>'
    body = "".join(block.format(p.hashed(), p.e(p.need(t))) for t in p.paragraphs(7))
    return f"""{head}<body><div id="SITE_CONTAINER"><div id="main_MF"><div id="comp-{p.hashed()}" class="HcOXKn"><div data-testid="richTextElement" class="comp-kq"><h4>{p.e(p.outlet)}</h4></div>{p.nav("nav")}</div>
<div id="PAGES_CONTAINER"><div id="comp-{p.hashed()}"><div class="blog-post-page"><article class="Q4qCB"><div><ul class="TkB-u"><li><span data-hook="user-name">{p.byline(False)}</span></li><li><span data-hook="time-ago">{p.e(p.may(p.day(style="short")))}</span></li><li><span>2 {p.w["read"]}</span></li></ul></div><h1 data-hook="post-title"><span>{p.h()}</span></h1>
<div data-hook="post-description"><div class="rich-content-wrapper"><div class="moLoE">{body}</div></div></div></article><div data-hook="recent-posts"><h2>{p.w["more"]}</h2>{p.teasers(3, '<div class="gpu"><a href="{u}">{t}</a></div>')}</div></div></div></div><div id="SITE_FOOTER"><p>{p.w["footer"]}</p></div></div></div></body></html>"""


@layout(LATIN)
def squarespace_like(p):
    p.states("minute")
    p.gold["author"] = p.author
    return f"""{p.head(og=True, metas=[("itemprop", "datePublished", p.iso(how="compact")), ("itemprop", "dateModified", p.iso(p.mod, "compact")), ("itemprop", "author", p.author)])}<body><div id="siteWrapper"><header>{p.nav()}</header><main id="page"><article class="sections"><section data-test="page-section"><div class="content-wrapper"><div class="blog-item-wrapper"><article class="h-entry entry hentry"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title">{p.h()}</h1></div><time class="dt-published blog-meta-item--date" datetime="{p.iso(how='day')}">{p.seen(style="slashes", clock=False)}</time></div>
<div class="blog-item-content e-content"><div class="sqs-layout"><div class="row sqs-row"><div class="col"><div class="sqs-block html-block"><div class="sqs-block-content"><div class="sqs-html-content">{p.body(3)}</div></div></div><div class="sqs-block image-block"><figure><img src="/1.jpg"><figcaption><p>{p.e(p.may(p.w["captions"][0]))}</p></figcaption></figure></div><div class="sqs-block html-block"><div class="sqs-block-content"><div class="sqs-html-content">{p.body(3)}</div></div></div><div class="sqs-block newsletter-block">{p.newsletter("newsletter-form-wrapper")}</div></div></div></div></div></article></div></div></section></article></main><footer>{p.w["footer"]}</footer></div></body></html>"""


@layout(["en", "de", "fr", "ru"])
def static_site(p):
    p.states("day")
    return f"""{p.head(og=True, metas=[("property", "article:published_time", p.iso(how="day"))])}<body><header><nav>{p.nav()}</nav></header><main><article><header><h1>{p.h()}</h1><p><time datetime="{p.iso(how='day')}">{p.seen(clock=False)}</time> · {p.byline(False)}</p></header>{p.body(4)}<h2 id="a">{p.subhead()}</h2>{p.body(3)}<pre><code>{p.e(p.need("sarn.level = 412 cm"))}</code></pre>{p.body(1)}</article></main><footer><p>© {p.today.year}</p></footer></body></html>"""


# --- newsrooms


@layout()
def broadcaster_blocks(p):
    """Every paragraph in a box of its own, all of them children of one article among other boxes."""
    p.states("minute", modified=True)
    block = '<div data-component="text-block" class="ssrcss-{0}-RichTextComponentWrapper"><div class="ssrcss-7uxr49"><p class="ssrcss-1q0x1qg-Paragraph">{1}</p></div></div>'
    text = lambda n: "".join(block.format(p.hashed(), p.inline(p.need(t))) for t in p.paragraphs(n))
    return f"""{p.head(og=True, ld=p.ld(p.iso(how="ms"), p.iso(p.mod, "ms")))}<body><div id="root"><header class="ssrcss-1"><div>{p.nav("ul", "ssrcss-nav")}</div></header><div id="main-wrapper"><main id="main-content"><article class="ssrcss-pv1rh6-ArticleWrapper"><header data-component="headline-block"><h1 id="main-heading">{p.h()}</h1></header>
<div data-component="byline-block"><div><span><time data-testid="timestamp" datetime="{p.iso(how='ms')}">{p.seen()}</time></span></div><div>{p.byline()}</div></div>{p.figure(form='<div data-component="image-block"><figure><img src="/1.jpg"><figcaption><span class="visually-hidden">Image</span> {c}</figcaption></figure></div>')}
{text(4)}<div data-component="links-block"><ul role="list"><li><a href="/1">{p.w["teasers"][0]}</a></li><li><a href="/2">{p.w["teasers"][1]}</a></li></ul></div>{text(2)}<div data-component="subheadline-block"><h2>{p.subhead()}</h2></div>{text(3)}
<section data-component="tag-list">{p.tags("ssrcss-tags")}</section></article><div data-component="related"><h2>{p.w["related"]}</h2>{p.teasers(4, '<div><a href="{u}"><p>{t}</p></a><p>{b}</p></div>')}</div></main></div><footer>{p.w["footer"]}</footer></div></body></html>"""


@layout()
def agency_modern(p):
    """Paragraphs are div elements with testing names; no article body element."""
    p.states("minute", modified=True)
    h = [p.hashed() for _ in range(6)]
    par = f'<div class="text__text__{h[0]} body__full_width__{h[1]} article-body__paragraph__{h[2]}" data-testid="paragraph-{{}}">{{}}</div>'
    body = "".join(par.format(i, p.inline(p.need(t))) for i, t in enumerate(p.paragraphs(8)))
    return f"""{p.head(og=True, ld=p.ld(p.iso(how="z"), p.iso(p.mod, "z")))}<body><div id="fusion-app"><header class="site-header__{h[3]}">{p.nav("div", "nav__" + h[4])}</header><div class="layout__{h[3]}"><main id="main-content"><div class="article__container__{h[4]}"><div class="article-header"><h1 data-testid="Heading">{p.h()}</h1><div>{p.byline()}</div><time datetime="{p.iso(how='z')}"><span>{p.seen(clock=False)}</span><span>{p.e(p.may(p.clock()))}</span></time></div>
<div class="article-body__wrapper__{h[5]}"><div class="article-body__content__{h[0]}">{body}<p data-testid="SignOff">{p.e(p.may(p.w["by"] + " Ana Birk"))}</p></div><div class="article-body__trust">{p.w["source"]}: {p.e(p.outlet)}</div></div></div>
<section aria-label="related"><h2>{p.w["related"]}</h2>{p.teasers(4, '<div class="card__' + h[1] + '"><a href="{u}">{t}</a><time>{d}</time></div>')}</section></main></div><footer class="footer__{h[2]}">{p.w["footer"]}</footer></div></body></html>"""


@layout()
def tabloid(p):
    """A box after every other paragraph."""
    p.states("minute", modified=True)
    boxes = [p.related(2, "div", "mol-factbox floatRHS news"), p.newsletter("mol-email-signup"), p.ad("adHolder"), f'<div class="vjs-video-container"><p>{p.w["listen"]}</p></div>', p.share("articleIconLinksContainer")]
    body = "".join(p.body(1, '<p class="mol-para-with-font">{}</p>') + (boxes.pop() if i % 2 and boxes else "") for i in range(9))
    return f"""{p.head(og=True, metas=[("property", "article:published_time", p.iso(how="compact")), ("property", "article:modified_time", p.iso(p.mod, "compact"))])}<body><div id="top"><ul class="nav-primary">{p.teasers(3)}</ul></div><div id="content" class="article"><div class="alpha"><div id="js-article-text" class="article-text wide"><h2>{p.h()}</h2>
<ul class="mol-bullets-with-font">{p.body(3, "<li><strong>{}</strong></li>", inline=False, long=False)}</ul><p class="author-section byline-plain">{p.byline(False)}</p><p class="byline-section"><span class="article-timestamp article-timestamp-published"><span>{p.label("published")}:</span> <time datetime="{p.iso(how='compact')}">{p.seen()}</time></span> | <span class="article-timestamp article-timestamp-updated"><span>{p.label("updated")}:</span> <time datetime="{p.iso(p.mod, 'compact')}">{p.seen(p.mod)}</time></span></p>
<div itemprop="articleBody">{body}</div></div><div id="reader-comments">{p.comments(4, cls="reader-comments-section")}</div></div><div class="beta">{p.latest(9, "puff")}</div></div></body></html>"""


@layout()
def live_blog(p):
    """Posts with times, the newest first; the text is all of them."""
    p.states("minute", modified=True)
    at, posts = p.mod, []
    for t in p.paragraphs(7):
        posts.append(f'<div class="live-post" id="p{p.rng.randint(1, 9999)}"><div class="live-post__time"><time datetime="{p.iso(at)}">{p.e(p.may(at.strftime("%H:%M")))}</time></div><div class="live-post__body"><p>{p.inline(p.need(t))}</p></div><div class="share">{p.share("post-share")}</div></div>')
        at -= dt.timedelta(minutes=p.rng.randint(3, 20))
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod), type_="LiveBlogPosting", coverageStartTime=p.iso()))}<body>{p.nav("nav")}<main><h1>{p.h()}</h1><p class="standfirst">{p.lead()}</p><div class="key-events"><h2>{p.subhead()}</h2><ul>{p.body(2, "<li>{}</li>", long=False)}</ul></div><div class="live-feed">{"".join(posts)}</div></main><footer>{p.w["footer"]}</footer></body></html>"""


@layout()
def live_list(p):
    """A live blog as a bare list, "13:49. Text"; no machine-readable time but the page's own line."""
    p.states("minute", offset=False)
    items = []
    at = p.pub
    for t in p.paragraphs(9, False):
        items.append(f"<li><b>{p.e(p.may(at.strftime('%H:%M')))}</b> {p.e(p.need(t))}</li>")
        at -= dt.timedelta(minutes=7)
    return f"""{p.head(canonical=False)}<body><div class="header"><span id="clock">{p.e(p.day(p.today))}</span>{p.nav()}</div><div class="col-left"><h1>{p.h()}</h1><div class="fecha">{p.label("published")} {p.seen()}</div><ul class="minuto">{"".join(items)}</ul></div><div class="col-right">{p.latest(5, "box")}</div><div class="bottom">{p.w["footer"]}</div></body></html>"""


@layout(["en", "fr", "es", "ar"])
def wire_pre(p):
    """An agency's item as it came off the wire, in one preformatted block."""
    p.states("minute", offset=True)
    z = p.pub.astimezone(dt.timezone.utc)
    lines = []
    for t in p.paragraphs(6):
        words, line = p.need(t).split(" "), "  "
        for w in words:
            if len(line) + len(w) > 68:
                lines.append(line)
                line = ""
            line += w + " "
        lines.append(line)
    text = "\n".join(lines)
    return f"""<html><head><title>{p.h()}</title><meta name="dc.date" content="{p.iso(how='z')}"></head><body><pre>
{p.e(text)}
</pre><p>{p.e(p.may(f"RPT{p.key} {z.strftime('%d-%m-%y %H%M')} GMT"))}</p></body></html>"""


@layout()
def wire_flash(p):
    """One sentence, much around it."""
    p.states("minute", modified=False)
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><div class="topbar">{p.nav()}</div><div class="content"><div class="flash"><span class="label">{p.w["latest"]}</span><h1>{p.h()}</h1><div class="flash-date">{p.seen()}</div><div class="flash-text"><p>{p.e(p.need(p.paragraphs(1)[0]))}</p></div>{p.share("social-icons")}</div>
<div class="list-news"><h3>{p.w["more"]}</h3>{p.teasers(6, '<div class="news-row"><span>{d}</span> <a href="{u}">{t}</a></div>')}</div></div>{p.cookie("gdpr")}<div class="footer">{p.w["footer"]}</div></body></html>"""


@layout()
def inline_related(p):
    """Links to other stories and a sign-up box as paragraphs of the article itself."""
    p.states("minute", modified=True)
    line = lambda: p.teasers(1, f'<p><strong>{p.w["related"]}: <a href="{{u}}">{{t}}</a></strong></p>')
    box = f'<div class="inline-box"><a href="/s"><img src="/x.jpg"><span>{p.rng.choice(p.w["teasers"])}</span></a></div>'
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod)))}<body><header>{p.nav()}</header><div class="page"><article class="story"><h1>{p.h()}</h1><div class="story-info"><span>{p.byline()}</span><span>{p.seen(style="dots")}</span></div><div class="story-text">{p.body(2)}{line()}{p.body(2)}{box}{p.body(1)}{p.newsletter("newsletter-inline")}{p.body(2)}{line()}</div></article>{p.related(4, "section", "related-articles")}</div>{p.footer()}</body></html>"""


@layout()
def long_comments(p):
    """More comments than article, under names that a list of known names has."""
    p.states("minute", modified=False)
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><div id="head">{p.nav()}</div><div id="content"><h1>{p.h()}</h1><p class="info">{p.seen()}</p>{p.body(3)}</div><div id="comments">{p.comments(14, cls="comment-list")}</div>{p.footer("div")}</body></html>"""


@layout()
def long_responses(p):
    """More responses than article, under a name of the site's own."""
    p.states("minute", modified=False)
    form = '<li class="reaktion"><div class="vcard"><b>{who}</b> <span>{d}</span></div><div class="txt"><p>{c}</p></div><a href="#r">{r}</a></li>'
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><div id="head">{p.nav()}</div><div class="artikel"><h1>{p.h()}</h1><p class="info">{p.seen()}</p><div class="artikeltext">{p.body(4)}</div></div><div class="leser"><ol>{p.comments(12, form, "list")}</ol></div>{p.footer("div", "unten")}</body></html>"""


@layout()
def cookie_wall(p):
    """The banner stands before the article, in elements of no known name, and is long."""
    p.states("minute", modified=True)
    wall = "".join(f"<p>{p.e(p.w['cookie'])}</p>" for _ in range(3))
    return f"""{p.head(og=True, metas=[("property", "article:published_time", p.iso())])}<body><div id="sp_message_container_{p.key}" role="dialog" aria-modal="true"><div class="msg">{wall}<button>{p.w["accept"]}</button></div></div><div class="qc-cmp2-container" id="qc"><div class="qc-cmp2-main"><p>{p.e(p.w["cookie"])}</p></div></div>
<div class="wrap"><header>{p.nav()}</header><article><h1>{p.h()}</h1><p><time datetime="{p.iso()}">{p.seen()}</time></p>{p.body(6)}</article></div></body></html>"""


@layout()
def paywall_stub(p):
    p.states("minute", modified=True)
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod), isAccessibleForFree=False))}<body class="is-premium"><header>{p.nav()}</header><main><article><h1>{p.h()}</h1><p class="chapo">{p.lead()}</p><p class="meta">{p.byline()} · {p.seen()}</p><div class="article__content">{p.body(2)}<div class="fade"></div></div><div class="paywall" id="paywall"><h3>{p.e(p.w["paywall"])}</h3><p>{p.e(p.w["newsletter"])}</p><a href="/abo">{p.w["subscribe"]}</a></div></article><section class="teaser-list">{p.teasers(6, '<article><h2><a href="{u}">{t}</a></h2><p>{b}</p></article>')}</section></main>{p.footer()}</body></html>"""


@layout()
def photo_story(p):
    """As many captions as paragraphs."""
    p.states("minute", modified=False)
    fig = lambda i: p.figure(i, '<div class="media"><img src="/{i}.jpg" alt="{c}"><div class="media-caption"><span>{c}</span> <span class="credit">{k}</span></div></div>')
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><nav>{p.nav()}</nav><main><article><h1>{p.h()}</h1><div class="date">{p.seen()}</div>{"".join(fig(i) + p.body(1) for i in range(5))}</article></main>{p.footer()}</body></html>"""


@layout()
def pull_quotes(p):
    """Sentences of the article stand once more in large type."""
    p.states("minute", modified=False)
    paras = p.paragraphs(6)
    quote = lambda t: f'<aside class="pullquote"><q>{p.e(p.may(t[:90]))}</q></aside>'
    body = "".join(f"<p>{p.inline(p.need(t))}</p>" + (quote(t) if i in (1, 3) else "") for i, t in enumerate(paras))
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><header>{p.nav()}</header><article><h1>{p.h()}</h1><p class="dek">{p.lead()}</p><p>{p.seen()}</p>{body}{p.bio("about-the-author")}</article>{p.footer()}</body></html>"""


@layout()
def several_articles(p):
    """Endless scrolling: the next stories follow in the same shape; the first is the page's."""
    p.states("minute", modified=True)
    first = f'<article class="article" data-url="{p.url}"><h1>{p.h()}</h1><time datetime="{p.iso()}">{p.seen()}</time><div class="article-body">{p.body(6)}</div></article>'
    keep = list(p.required)
    more = ""
    for _ in range(2):
        t = p.rng.choice(p.w["teasers"])
        at = p.pub - dt.timedelta(days=p.rng.randint(1, 9))
        more += f'<article class="article" data-url="/x{p.rng.randint(1, 99)}"><h1>{p.e(t)}</h1><time datetime="{p.iso(at)}">{p.e(p.day(at))}</time><div class="article-body">{"".join(f"<p>{p.e(x)}</p>" for x in p.paragraphs(4))}</div></article>'
    p.required = keep
    return f"""{p.head(og=True, metas=[("property", "article:published_time", p.iso()), ("property", "article:modified_time", p.iso(p.mod))])}<body><header>{p.nav()}</header><div class="stream">{first}{more}</div></body></html>"""


@layout()
def interview(p):
    """Questions in bold, answers plain."""
    p.states("minute", modified=False)
    qa = "".join(f'<p><strong>{p.e(p.need(q))}</strong></p><p>{p.inline(p.need(a))}</p><p>{p.inline(p.need(b))}</p>' for q in p.w["question"] for a, b in [p.paragraphs(2)])
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><header>{p.nav()}</header><main role="main"><h1>{p.h()}</h1><p class="intro">{p.lead()}</p><p class="by">{p.byline()}, {p.seen(clock=False)}</p><div class="qa">{qa}</div>{p.share()}{p.related()}</main>{p.footer()}</body></html>"""


@layout()
def fact_box(p):
    """A table of facts inside the article."""
    p.states("minute", modified=True)
    rows = "".join(f"<tr><th>{p.e(p.need(q))}</th><td>{p.rng.randint(10, 900)}</td></tr>" for q in p.w["question"])
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod)))}<body><header>{p.nav()}</header><main><article><h1>{p.h()}</h1><p>{p.seen()}</p>{p.body(3)}<div class="info-box"><h3>{p.subhead()}</h3><table class="facts"><tbody>{rows}</tbody></table></div>{p.body(3)}</article></main>{p.footer()}</body></html>"""


@layout()
def read_more(p):
    """The rest of the article is folded up until one clicks."""
    p.states("minute", modified=True)
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod)))}<body><header>{p.nav()}</header><main><article class="detail"><h1>{p.h()}</h1><p class="date">{p.seen()}</p><div class="detail-text">{p.body(2)}<div class="rest collapse" id="rest">{p.body(4)}</div><button class="expand">+</button></div></article></main>{p.footer()}</body></html>"""


@layout()
def sections(p):
    """Each chapter in an element of its own."""
    p.states("minute", modified=False)
    part = lambda i: f'<section class="chapter"><h2>{p.subhead(i)}</h2>{p.body(3)}</section>'
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><header>{p.nav()}</header><div class="longread"><section class="opening"><h1>{p.h()}</h1><p class="dek">{p.lead()}</p><p>{p.byline()} {p.seen()}</p></section><section class="chapter">{p.body(3)}</section>{part(0)}<div class="full-bleed">{p.figure()}</div>{part(1)}<section class="more"><h2>{p.w["more"]}</h2>{p.teasers(4, '<div class="card"><a href="{u}"><h3>{t}</h3></a><p>{b}</p></div>')}</section></div>{p.footer()}</body></html>"""


@layout()
def multi_page(p):
    p.states("minute", modified=False)
    return f"""{p.head(og=True, metas=[("property", "article:published_time", p.iso())], extra='<link rel="next" href="?page=2">')}<body>{p.nav("nav")}<div id="article"><h1>{p.h()}</h1><div class="pubdate">{p.seen()}</div><div class="text">{p.body(5)}</div><div class="pages"><span>1</span> <a href="?page=2">2</a> <a href="?page=3">3</a> <a href="?page=2">&raquo;</a></div></div>{p.latest(3)}</body></html>"""


@layout()
def portal_tag_cloud(p):
    """A portal: columns of boxes on both sides and below, a cloud of tags."""
    p.states("minute", offset=False)
    cloud = "".join(f'<a href="/t{i}" style="font-size:{10 + i}px">{x}</a> ' for i, x in enumerate(p.w["nav"] * 4))
    box = lambda: f'<div class="box"><div class="box-title">{p.w["most"]}</div><ul>{p.teasers(6)}</ul></div>'
    return f"""{p.head()}<body><div class="date-today">{p.e(p.day(p.today, "weekday"))} {p.today.strftime("%H:%M")}</div>{p.nav()}<div class="cols"><div class="left">{box()}{box()}</div><div class="middle"><div class="news-title"><h1>{p.h()}</h1></div><div class="news-date">{p.seen(style="dots")}</div><div class="news-text">{p.body(6)}</div><div class="cloud">{cloud}</div>{box()}</div><div class="right">{box()}{p.latest(4, "blk")}{box()}</div></div><div class="bottom">{p.w["footer"]}</div></body></html>"""


@layout()
def author_card(p):
    """Who wrote it, at length, before and after the text."""
    p.states("minute", modified=True)
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod)))}<body><header>{p.nav()}</header><article><h1>{p.h()}</h1>{p.bio("post-author")}<div class="dates">{p.label("published")} {p.seen()} · {p.label("updated")} {p.seen(p.mod)}</div><div class="post-content">{p.body(5)}</div>{p.bio("author-bio")}<div class="also-by"><h4>{p.w["more"]}</h4><ul>{p.teasers(4)}</ul></div></article>{p.footer()}</body></html>"""


@layout()
def mobile_version(p):
    p.states("minute", offset=False)
    return f"""{p.head(canonical=True, css=False)}<body><div class="m-top"><a href="#menu">≡</a> <a href="/">{p.e(p.outlet)}</a></div><div class="m-title">{p.h()}</div><div class="m-date">{p.seen(style="dots")}</div><div class="m-img"><img src="/1.jpg"></div><div class="m-text">{p.body(5, "{}<br><br>")}</div><div class="m-links">{p.teasers(4, '<a class="row" href="{u}">{t}</a>')}</div><div class="m-bottom"><a href="/full">{p.w["nav"][0]}</a></div></body></html>"""


@layout()
def print_version(p):
    p.states("minute", offset=False)
    return f"""<html><head><meta charset="utf-8"><title>{p.h()} - {p.w["print"]}</title><meta name="robots" content="noindex"></head><body onload="window.print()" {'dir="rtl"' if p.w["rtl"] else ""}><h2>{p.e(p.outlet)}</h2><hr><h1>{p.h()}</h1><p><i>{p.seen()}</i></p>{p.body(6)}<hr><small>{p.e(p.may(p.url))}<br>{p.w["footer"]}</small></body></html>"""


# --- the old web


@layout(["en", "fr", "de", "ru", "es", "pt"])
def tables_2003(p):
    """Everything in nested tables; paragraphs in a cell."""
    p.states("minute", offset=False)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{p.e(p.outlet)} :: {p.h()}</title></head><body bgcolor="#ffffff"><table width="780" align="center" cellpadding="0" cellspacing="0">{p.nav("td")}<tr><td colspan="8"><table width="100%"><tr><td width="160" valign="top"><table><tr><td><b>{p.w["latest"]}</b></td></tr>{p.teasers(6, '<tr><td><a href="{u}"><font size="1">{t}</font></a></td></tr>')}</table></td>
<td valign="top"><font face="Arial" size="4"><b>{p.h()}</b></font><br><font size="1" color="gray">{p.seen(style="dots")}</font><br>{p.body(5)}</td><td width="140" valign="top"><table bgcolor="#eeeeee"><tr><td>{p.w["advert"]}</td></tr></table></td></tr></table></td></tr><tr><td colspan="8" align="center"><font size="1">© 2001-{p.today.year} {p.w["footer"]}</font></td></tr></table></body></html>"""


@layout(["en", "de", "fr", "es"])
def plain_1996(p):
    """No tables, no classes, upper-case tags, no closing tags."""
    p.states("day")
    return f"""<HTML><HEAD><TITLE>{p.h()}</TITLE></HEAD><BODY BGCOLOR="#C0C0C0"><H1>{p.h()}</H1><I>{p.seen(clock=False)}</I><HR>{p.body(5, "<P>{}", inline=False)}<HR><A HREF="index.html">{p.w["nav"][0]}</A> | <A HREF="mailto:desk@{p.site}">{p.e(p.outlet)}</A></BODY></HTML>"""


@layout(["en", "ru", "es", "tr", "ar"])
def font_soup(p):
    """Text straight in the body, <br> between paragraphs, font tags around everything."""
    p.states("day")
    text = "<br>\n<br>\n".join(f'<font face="Verdana" size="2">{p.inline(p.need(t))}</font>' for t in p.paragraphs(6))
    return f"""<html><head><title>{p.h()}</title><meta charset=utf-8></head><body text=black link=blue><center>{p.nav("bars")}</center><br><b><font size=5>{p.h()}</font></b><br><font size=1>{p.seen(clock=False)}</font><br><br>{text}<br><br><center><font size=1>{p.w["footer"]}</font></center></body></html>"""


@layout(["en", "ru", "tr", "pt"])
def text_in_cells(p):
    """Each paragraph is a row of a table."""
    p.states("minute", offset=False)
    return f"""<html><head><title>{p.h()}</title><meta charset="utf-8"></head><body><table class="layout"><tr><td class="menu">{p.nav("bars")}</td></tr><tr><td class="title"><b>{p.h()}</b></td></tr><tr><td class="when">{p.seen(style="dots")}</td></tr>{p.body(6, "<tr><td>{}</td></tr>")}<tr><td class="copy">{p.w["footer"]}</td></tr></table></body></html>"""


@layout()
def br_paragraphs(p):
    """One div, paragraphs parted by two line breaks."""
    p.states("minute", offset=False)
    return f"""{p.head()}<body><div id="h">{p.nav()}</div><div id="c"><h1>{p.h()}</h1><div class="d">{p.seen()}</div><div class="t">{p.body(6, "{}", "<br><br>")}</div><div class="s">{p.share("sh")}</div></div><div id="r">{p.latest(5, "ls")}</div><div id="f">{p.w["footer"]}</div></body></html>"""


@layout(["ru", "uk"], "windows-1251")
def cyrillic_legacy(p):
    p.states("minute", offset=False)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>{p.h()} // {p.e(p.outlet)}</title></head><body><div class="top">{p.nav("div", "mainmenu")}</div><table><tr><td class="lenta">{p.teasers(7, '<div><span>{d}</span> <a href="{u}">{t}</a></div>')}</td><td class="text"><h1>{p.h()}</h1><span class="date">{p.seen()}</span><div class="txt">{p.body(6)}</div></td></tr></table><div class="copyright">© {p.today.year} {p.w["footer"]}</div></body></html>"""


@layout(["ar", "fa"], "windows-1256")
def arabic_legacy(p):
    p.states("day")
    return f"""<html dir=rtl><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>{p.h()}</title></head><body><table width=100%><tr><td>{p.nav("bars")}</td></tr><tr><td><h2>{p.h()}</h2><span class=date>{p.seen(clock=False)}</span>{p.body(5)}</td></tr><tr><td><small>{p.w["footer"]}</small></td></tr></table></body></html>"""


@layout(["tr"], "iso-8859-9")
def turkish_legacy(p):
    p.states("minute", offset=False)
    return f"""<html><head><meta http-equiv="content-type" content="text/html; charset=iso-8859-9"><title>{p.h()}</title></head><body><div id="ust">{p.nav()}</div><div id="haber"><h1>{p.h()}</h1><div class="tarih">{p.seen(style="weekday")}</div><div class="spot"><b>{p.lead()}</b></div><div class="metin">{p.body(5)}</div></div><div id="sag">{p.latest(5, "kutu")}</div><div id="alt">{p.w["footer"]}</div></body></html>"""


@layout(["fr", "es", "de", "pt"], "iso-8859-1")
def latin_unlabelled(p):
    """One byte a letter, and nothing on the page says so."""
    p.states("day")
    return f"""<html><head><title>{p.h()}</title></head><body><div class="menu">{p.nav()}</div><h1>{p.h()}</h1><p class="date">{p.seen(clock=False)}</p>{p.body(5)}<div class="pied">{p.w["footer"]}</div></body></html>"""


@layout()
def malformed(p):
    """Tags that cross, are never closed, or closed twice."""
    p.states("minute", modified=False)
    return f"""{p.head(metas=[("name", "date", p.iso())])}<body><div class="nav"><ul><li>{p.nav("bars")}</div></ul><div class=main><h1>{p.h()}<div class=text><p>{p.inline(p.need(p.paragraphs(1)[0]))}<b><p>{p.inline(p.need(p.paragraphs(1)[0]))}</b></p></p></i>{p.body(3, "<p><span>{}</p></span>")}</div></div></div><p>{p.inline(p.need(p.paragraphs(1)[0]))}<table><tr><td>{p.related(2)}</table><div class="footer">{p.w["footer"]}"""


@layout(["en", "fr", "de", "es", "pt"])
def entities(p):
    """Every letter beyond ASCII as a reference, quotes and dashes too; no closing </p>."""
    p.states("minute", modified=False)
    whole = f"""{p.head(og=True, ld=None, metas=[("property", "article:published_time", p.iso())])}<body><div id=menu>{p.nav()}</div><div id=story><h1>{p.h()}</h1><p class=d>{p.seen()}{p.body(6, "<p>{}")}</div><div id=foot>&copy; {p.today.year} {p.w["footer"]}</div></body></html>"""
    named = {"é": "&eacute;", "’": "&rsquo;", "“": "&ldquo;", "”": "&rdquo;", "ñ": "&ntilde;", "ü": "&uuml;", "–": "&ndash;", "«": "&laquo;", "»": "&raquo;", "\u00a0": "&nbsp;"}
    return "".join(named.get(c) or (c if ord(c) < 128 else f"&#{ord(c)};") for c in whole)


@layout(["en", "de", "uk"])
def xhtml_strict(p):
    p.states("minute", modified=True)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{p.lang}" lang="{p.lang}"><head><title>{p.h()}</title><meta name="DC.date.issued" content="{p.iso()}" /><meta name="DCTERMS.modified" content="{p.iso(p.mod)}" /><meta name="DC.publisher" content="{html.escape(p.outlet)}" /></head><body><div id="navi">{p.nav()}</div><div id="inhalt"><h1>{p.h()}</h1><p class="stand">{p.seen()}</p>{p.body(5)}<p class="mehr"><a href="/a">{p.w["more"]}</a></p></div><div id="fuss"><p>{p.w["footer"]}</p></div></body></html>"""


# --- authorities and organisations


@layout(["en", "fr", "es", "ar", "ru"])
def press_release_table(p):
    """A ministry's release: text, a table of figures, the address of the press office."""
    p.states("day")
    rows = "".join(f"<tr><td>{p.need(x)}</td><td>{p.need(str(p.rng.randint(10, 9000)))}</td><td>{p.need(str(p.rng.randint(10, 900)))}</td></tr>" for x in ("Velmora", "Sarn", "Idun", "Tal"))
    return f"""{p.head(metas=[("name", "dcterms.created", p.iso(how="day"))], canonical=False)}<body><div class="gov-bar">{p.nav("bars")}</div><div id="content"><div class="pr-date">{p.seen(clock=False)}</div><h1>{p.h()}</h1>{p.body(3)}<table class="table table-bordered"><thead><tr><th>{p.e(p.need(p.w["question"][0]))}</th><th>A</th><th>B</th></tr></thead><tbody>{rows}</tbody></table>{p.body(2)}</div><div class="gov-footer"><p>{p.w["footer"]}</p></div></body></html>"""


@layout(["en"])
def government_modern(p):
    p.states("minute", modified=True)
    return f"""{p.head(og=False, metas=[("name", "govuk:public-updated-at", p.iso(p.mod)), ("name", "govuk:first-published-at", p.iso())], ld=p.ld(p.iso(), p.iso(p.mod)))}<body class="govuk-template__body"><a href="#content" class="gem-c-skip-link">Skip to main content</a><div class="gem-c-cookie-banner"><p>{p.e(p.w["cookie"])}</p></div><header role="banner">{p.nav()}</header><div id="wrapper" class="govuk-width-container"><div class="gem-c-contextual-breadcrumbs">{p.crumbs("govuk-breadcrumbs")}</div><main role="main" id="content"><span class="govuk-caption-xl">Press release</span><h1 class="gem-c-heading">{p.h()}</h1><p class="gem-c-lead-paragraph">{p.lead()}</p>
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/org">{p.e(p.outlet)}</a></dd><dt>Published</dt><dd>{p.seen(style="british", clock=False)}</dd><dt>Last updated</dt><dd>{p.seen(p.mod, "british", False)}</dd></dl></div><div class="gem-c-govspeak govuk-govspeak"><div class="govspeak">{p.body(6)}</div></div><div class="app-c-published-dates"><h2>Updates to this page</h2>Published {p.day(style="british")}</div></main><div class="gem-c-contextual-footer">{p.related(3, "nav", "gem-c-related-navigation")}</div></div><footer role="contentinfo">{p.w["footer"]}</footer></body></html>"""


@layout(["en", "fr", "es"])
def situation_report(p):
    """Bullets under headings, figures at the top."""
    p.states("day")
    big = "".join(f'<div class="figure"><span class="number">{p.need(str(p.rng.randint(100, 90000)))}</span> <span class="label">{p.e(p.need(q))}</span></div>' for q in p.w["question"])
    return f"""{p.head(og=True, metas=[("name", "dcterms.date", p.iso(how="day"))])}<body><header>{p.nav()}</header><main><article><h1>{p.h()}</h1><div class="sr-date">{p.seen(clock=False)}</div><section class="key-figures">{big}</section><section><h2>{p.e(p.need("HIGHLIGHTS"))}</h2><ul>{p.body(5, "<li>{}</li>", long=False)}</ul></section><section><h2>{p.subhead()}</h2><ul>{p.body(4, "<li><p>{}</p></li>", long=False)}</ul>{p.body(2)}</section></article></main>{p.footer()}</body></html>"""


@layout(["en", "fr", "es"])
def relief_portal(p):
    p.states("minute", modified=False)
    return f"""{p.head(og=True, ld=p.ld(p.iso(), type_="Report"))}<body><header class="rw-site-header">{p.nav()}</header><main id="main-content"><article class="rw-report rw-report--full"><header class="rw-report__header"><div class="rw-entity-country-slug"><a href="/c">Velmora</a></div><h1 class="rw-article__title">{p.h()}</h1><dl class="rw-entity-meta rw-report__meta"><dt>Format</dt><dd>News</dd><dt>{p.w["source"]}</dt><dd>{p.e(p.outlet)}</dd><dt>Posted</dt><dd class="rw-entity-meta__tag-value--posted"><time datetime="{p.iso()}">{p.seen(p.pub, "british", False)}</time></dd><dt>Originally published</dt><dd><time datetime="{p.iso(how='day')}">{p.day(style="british")}</time></dd></dl></header>
<div class="rw-report__content">{p.body(6)}</div></article><section class="rw-related"><h2>{p.w["related"]}</h2>{p.teasers(4, '<article class="rw-river-article"><h3><a href="{u}">{t}</a></h3><p>{b}</p></article>')}</section></main><footer class="rw-footer">{p.w["footer"]}</footer></body></html>"""


@layout(["ar"])
def ministry_arabic(p):
    """A ministry's site: the whole page is a form, numbers of the other kind, both names of the month."""
    p.states("day")
    style = p.rng.choice(["both", "native", "levant", "long"])
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar-SY"><head><meta charset="utf-8"><title>{p.e(p.outlet)} | {p.h()}</title></head><body><form method="post" action="./news" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="{p.hashed() * 30}"><div id="s4-workspace"><div class="ms-core-navigation">{p.nav()}</div><div class="today">{p.e(p.day(p.today, "weekday"))}</div><div id="contentBox"><div class="news-details"><div class="news-title">{p.h()}</div><div class="news-date">{p.seen(style=style, clock=False)}</div><div class="ms-rtestate-field" style="display:inline">{p.body(5, "<div>{}</div><div>&#160;</div>")}</div></div></div><div class="news-more">{p.teasers(4, '<div><a href="{u}">{t}</a> <span>{d}</span></div>')}</div><div id="s4-footer"><p>{p.w["footer"]}</p></div></div></form></body></html>"""


@layout(["fa"])
def agency_persian(p):
    """The day in the Persian calendar, in Persian digits."""
    p.states("minute", offset=False)
    clock = p.pub.strftime("%H:%M").translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    return f"""{p.head(og=True)}<body class="rtl"><div class="header">{p.nav()}<span>{p.e(p.day(p.today, "jalali"))}</span></div><div class="row"><div class="col-md-8"><div class="item-header"><div class="item-nav"><span>{p.e(p.may(p.day(style="jalali") + " - " + clock))}</span></div><h1 class="title">{p.h()}</h1><p class="summary introtext">{p.lead()}</p></div><div class="item-body"><div class="item-text" itemprop="articleBody">{p.body(5)}</div></div><div class="item-code">کد خبر {p.key}</div></div><div class="col-md-4">{p.latest(5, "box")}</div></div><footer>{p.w["footer"]}</footer></body></html>"""


@layout(["he"])
def hebrew_mixed(p):
    """Right to left, with Latin names and figures in between."""
    p.states("minute", modified=True)
    body = "".join(f"<p>{p.e(p.need(t + ' Velmora (Sarn Valley), ' + str(p.rng.randint(10, 99)) + ' km.'))}</p>" for t in p.paragraphs(5))
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod)))}<body><header>{p.nav()}</header><main><h1>{p.h()}</h1><div class="date">{p.seen(style="dots")}</div><div class="text" dir="auto">{body}</div></main>{p.footer()}</body></html>"""


@layout(["zh"])
def portal_chinese(p):
    p.states("minute", offset=False)
    return f"""{p.head()}<body><div class="top">{p.nav()}</div><div class="main-content"><h1 class="main-title">{p.h()}</h1><div class="date-source"><span class="date">{p.seen()}</span> <span class="source">{p.e(p.may(p.outlet))}</span></div><div class="article" id="artibody">{p.body(7, "<p>　　{}</p>", inline=False)}<p class="show_author">{p.e(p.may("责任编辑：李明"))}</p></div><div class="keywords">{p.tags("kw")}</div></div><div class="page-right">{p.latest(6, "side")}</div><div class="foot">{p.w["footer"]}</div></body></html>"""


@layout()
def bulletins(p):
    """Several short items, each with a heading: a morning's overview."""
    p.states("minute", modified=False)
    items = "".join(f'<div class="item"><h3>{p.e(p.need(t))}</h3><p>{p.inline(p.need(x))}</p></div>' for t, x in zip(p.w["subhead"] + p.w["question"] + [p.w["event"]], p.paragraphs(5)))
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><header>{p.nav()}</header><main><h1>{p.h()}</h1><p class="date">{p.seen()}</p><div class="items">{items}</div></main>{p.footer()}</body></html>"""


@layout()
def event_decoy(p):
    """The text itself is full of dates; the page's own stands in a line of its own."""
    p.states("minute", offset=False)
    d = [p.day(p.pub - dt.timedelta(days=p.rng.randint(100, 4000))) for _ in range(3)]
    return f"""{p.head(canonical=False)}<body><div class="menu">{p.nav()}</div><div class="agenda"><h4>{p.w["latest"]}</h4>{p.teasers(3, '<div class="ev"><span class="date">{d}</span> <a href="{u}">{t}</a></div>')}</div><div class="post"><h1>{p.h()}</h1><div class="post-info">{p.label("published")}: {p.seen()} | {p.label("updated")}: {p.seen(p.mod)}</div><p>{p.e(p.need(p.w["event"]))} {p.e(p.need(d[0]))}.</p>{p.body(3)}<p>{p.e(p.need(d[1]))}: {p.e(p.need(p.w["lead"]))}</p><p>{p.e(p.need(d[2]))}: {p.e(p.need(p.paragraphs(1)[0]))}</p></div><div class="foot">© 2011-{p.today.year} {p.w["footer"]}</div></body></html>"""


# --- where people write


@layout()
def telegram_post(p):
    """The web preview of one post of a channel."""
    p.states("minute", modified=False)
    p.gold["author"] = None
    text = "<br/><br/>".join(p.inline(p.need(t)) for t in p.paragraphs(3))
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Telegram: View @valley</title><meta property="og:title" content="{html.escape(p.outlet)}"><meta property="og:site_name" content="Telegram"></head><body class="widget_frame_base"><div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="valley/{p.key}"><div class="tgme_widget_message_user"><a href="https://t.example/valley"><i class="tgme_widget_message_user_photo"><img src="/u.jpg"></i></a></div><div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.example/valley"><span dir="auto">{p.e(p.may(p.outlet))}</span></a></div><div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div><div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short js-message_info"><span class="tgme_widget_message_views">12.4K</span><span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.example/valley/{p.key}"><time datetime="{p.iso()}" class="time">{p.e(p.may(p.pub.strftime("%H:%M")))}</time></a></span></div></div></div></div></div></body></html>"""


@layout(["en", "ru", "uk", "ar", "fa", "es"])
def telegram_channel(p):
    """The web preview of a channel: many posts, each with its time; the page itself has none of its own."""
    p.gold.update(outlet=None)
    posts, at = "", p.pub
    for t in p.paragraphs(6):
        at += dt.timedelta(minutes=p.rng.randint(5, 300))
        posts += f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="valley/{p.rng.randint(1, 9999)}"><div class="tgme_widget_message_bubble"><div class="tgme_widget_message_text" dir="auto">{p.inline(p.need(t))}</div><div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">3.1K</span><a class="tgme_widget_message_date"><time datetime="{p.iso(at)}">{p.e(p.may(at.strftime("%H:%M")))}</time></a></div></div></div></div>'
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{p.e(p.outlet)} – Telegram</title><meta property="og:title" content="{html.escape(p.title)}"></head><body class="widget_frame_base tgme_page"><header class="tgme_header"><div class="tgme_header_title">{p.e(p.outlet)}</div></header><main class="tgme_main"><section class="tgme_channel_history js-message_history">{posts}</section></main></body></html>"""


@layout(["en", "de", "ru", "fr", "tr"])
def forum_thread(p):
    """A thread: every post counts, names and signatures don't."""
    p.states("minute", offset=False)
    posts, at = "", p.pub
    for i, t in enumerate(p.paragraphs(5)):
        shown = p.seen(at, "dots")
        posts += f'<div id="p{i}" class="post bg{i % 2}"><div class="inner"><dl class="postprofile"><dt><a href="/u{i}">user{p.rng.randint(1, 99)}</a></dt><dd>Posts: {p.rng.randint(1, 999)}</dd></dl><div class="postbody"><p class="author">{shown}</p><div class="content">{p.inline(p.need(t))}</div><div class="signature">-- {p.rng.choice(p.w["teasers"])}</div></div></div></div>'
        at += dt.timedelta(minutes=p.rng.randint(1, 300))
    return f"""{p.head(title=p.title + " - Forum")}<body id="phpbb" class="section-viewtopic"><div id="wrap"><div id="page-header">{p.nav()}</div><div id="page-body"><h2 class="topic-title">{p.h()}</h2>{posts}</div><div id="page-footer"><div class="copyright">Powered by forum software</div></div></div></body></html>"""


@layout(["en", "es", "tr", "ar"])
def social_post(p):
    """A post on a social network, saved: no headline, names of classes mean nothing."""
    p.states("minute", modified=False)
    h = [p.hashed() for _ in range(8)]
    text = "".join(f'<div dir="auto" class="{h[0]}">{p.e(p.need(t))}</div>' for t in p.paragraphs(3))
    form = f'<div class="{h[1]}"><span class="{h[2]}">{{who}}</span><div dir="auto" class="{h[3]}">{{c}}</div><ul><li>{{r}}</li><li>{{d}}</li></ul></div>'
    return f"""<html lang="{p.lang}"><head><meta charset="utf-8"><title>{p.h()}</title></head><body><div class="{h[4]}" role="banner">{p.nav("nav")}</div><div role="main"><div role="article" class="{h[5]}"><div><h2><span>{p.e(p.may(p.outlet))}</span></h2><span><time datetime="{p.iso()}">{p.seen()}</time></span></div><div data-ad-preview="message" class="{h[6]}">{text}</div><div class="{h[7]}">{p.w["share"]} · 214</div>{p.comments(3, form, h[1])}</div></div></body></html>"""


@layout(["en", "de", "fr"])
def wiki_news(p):
    p.states("minute", modified=False)
    return f"""{p.head(title=p.title + " - Wikinews", ld={"@context": "https://schema.org", "@type": "Article", "name": p.title, "datePublished": p.iso(how="z"), "dateModified": p.iso(p.mod, "z"), "headline": p.title})}<body class="mediawiki ltr ns-0"><div id="mw-page-base"></div><div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading">{p.h()}</h1><div id="bodyContent"><div id="siteSub">From the free source</div><div id="mw-content-text" class="mw-body-content"><div class="mw-parser-output"><p><strong class="published"><span id="publishDate" class="value-title" title="{p.iso(how='day')}">{p.seen(style="weekday", clock=False)}</span></strong></p>{p.body(5)}<h2><span class="mw-headline">{p.subhead()}</span><span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>{p.body(2)}<div class="navbox">{p.teasers(4)}</div></div></div></div></div><div id="mw-navigation">{p.nav("ul", "vector-menu")}</div><div id="footer" role="contentinfo"><ul><li>This page was last edited on {p.day(p.mod)}.</li></ul></div></body></html>"""


# --- text in odd places


@layout()
def ld_only(p):
    """An application's shell: the article is only in the structured data."""
    p.states("minute", modified=True)
    paras = p.paragraphs(6)
    for t in paras:
        p.need(t)
    ld = p.ld(p.iso(), p.iso(p.mod), "\n\n".join(paras))
    return f"""{p.head(og=True, ld=ld)}<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/app.js"></script></body></html>"""


@layout()
def ld_beside_teasers(p):
    """As above, but the page shows links and blurbs of other stories and the beginning of this one."""
    p.states("minute", modified=True)
    paras = p.paragraphs(7)
    for t in paras:
        p.need(t)
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod), " ".join(paras)))}<body><div id="app"><header>{p.nav()}</header><div class="view"><h1>{p.h()}</h1><p>{p.e(paras[0])}</p><div class="spinner"></div></div><div class="grid">{p.teasers(3, '<div class="c"><a href="{u}">{t}</a><p>{b}</p></div>')}</div></div></body></html>"""


@layout()
def hashed_divs(p):
    """Class names of a build tool, paragraphs as divs, no landmark but the headline."""
    p.states("minute", modified=True)
    h = [p.hashed() for _ in range(9)]
    text = "".join(f'<div class="{h[0]}">{p.inline(p.need(t))}</div>' for t in p.paragraphs(7))
    return f"""{p.head(og=True, metas=[("property", "article:published_time", p.iso(how="ms")), ("property", "article:modified_time", p.iso(p.mod, "ms"))])}<body><div id="__next"><div class="{h[1]}">{p.nav("div", h[2])}</div><div class="{h[3]}"><div class="{h[4]}"><h1 class="{h[5]}">{p.h()}</h1><div class="{h[6]}">{p.seen()}</div>{text}</div><div class="{h[7]}">{p.teasers(5, '<div class="' + h[8] + '"><a href="{u}">{t}</a><div>{b}</div></div>')}</div></div></div><script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": {"id": p.key, "title": p.title}}}, ensure_ascii=False)}</script></body></html>"""


@layout()
def hashed_spans(p):
    """Text in spans with line breaks; nothing is a block but the outermost."""
    p.states("minute", modified=False)
    h = [p.hashed() for _ in range(6)]
    text = "<br/><br/>".join(f'<span class="{h[0]}"><span class="{h[1]}">{p.inline(p.need(t))}</span></span>' for t in p.paragraphs(6))
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><div class="{h[2]}">{p.nav("nav")}</div><div class="{h[3]}"><h1>{p.h()}</h1><span class="{h[4]}">{p.seen()}</span>{text}</div><div class="{h[5]}">{p.teasers(5, '<span><a href="{u}">{t}</a></span>')}</div></body></html>"""


@layout(["en", "de", "es", "uk"])
def custom_elements(p):
    p.states("minute", modified=False)
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><site-header>{p.nav()}</site-header><news-article><news-headline><h1>{p.h()}</h1></news-headline><news-meta><relative-time datetime="{p.iso()}">{p.seen()}</relative-time></news-meta><news-body>{p.body(6, "<news-paragraph>{}</news-paragraph>")}</news-body></news-article><news-recommendations>{p.teasers(4, '<news-card><a href="{u}">{t}</a></news-card>')}</news-recommendations><site-footer>{p.w["footer"]}</site-footer></body></html>"""


@layout(["en", "fr", "de", "pt"])
def word_export(p):
    p.states("day")
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15 (filtered)"><title>{p.h()}</title><style>p.MsoNormal {{margin:0cm}}</style></head><body lang=EN-GB link=blue><div class=WordSection1><p class=MsoNormal><b><span style='font-size:16.0pt'>{p.h()}</span></b></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal align=right><span>{p.seen(clock=False)}</span></p>{p.body(5, "<p class=MsoNormal style='text-align:justify'><span lang=EN-GB style='mso-fareast-language:DE'>{}</span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>")}</div></body></html>"""


@layout(["en", "fr", "ru"])
def documents_export(p):
    """Published out of an office program on the web."""
    p.states(None)
    p.gold.update(published=None, precision=None)
    return f"""<html><head><title>{p.h()}</title><meta charset="utf-8"></head><body><div id="header">Published using documents <a href="/abuse">Report abuse</a></div><div id="banners"></div><div id="contents"><div class="c9 doc-content"><p class="c4 title"><span class="c7">{p.h()}</span></p>{p.body(6, '<p class="c0"><span class="c1">{}</span></p>', inline=False)}</div></div></body></html>"""


@layout(["en", "de", "fr"])
def page_from_pdf(p):
    """Lines set one by one at fixed places."""
    p.states(None)
    p.gold.update(published=None, precision=None)
    out, y = "", 90
    for t in p.paragraphs(5):
        words, line = p.need(t).split(" "), ""
        for w in words + [None]:
            if w is None or len(line) + len(w) > 70:
                out += f'<div style="position:absolute;top:{y}px;left:80px"><nobr><span class="ft1">{p.e(line.strip())}</span></nobr></div>\n'
                y, line = y + 18, ""
            line += (w or "") + " "
        y += 12
    return f"""<html><head><title>{p.h()}</title><meta charset="utf-8"></head><body bgcolor="#A0A0A0"><div style="position:relative;width:892px;height:1262px"><div style="position:absolute;top:50px;left:80px"><nobr><b>{p.h()}</b></nobr></div>{out}</div></body></html>"""


@layout()
def mailing_archive(p):
    """A newsletter as it was sent: tables in tables, an invisible preview."""
    p.states(None)
    p.gold.update(published=None, precision=None)
    cell = '<table border="0" width="100%" class="mcnTextBlock"><tbody><tr><td class="mcnTextContent" style="padding:0 18px">{}</td></tr></tbody></table>'
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{p.h()}</title></head><body><span class="mcnPreviewText" style="display:none; font-size:0px; max-height:0px;">{p.e(p.w["lead"])}</span><center><table width="100%" id="bodyTable"><tr><td align="center"><table width="600" class="templateContainer"><tr><td id="templatePreheader"><a href="/v">View this email in your browser</a></td></tr><tr><td id="templateBody"><h1>{p.h()}</h1>{p.body(5, cell)}</td></tr><tr><td id="templateFooter"><em>{p.w["footer"]}</em><br><a href="/u">unsubscribe from this list</a></td></tr></table></td></tr></table></center></body></html>"""


@layout()
def archived_copy(p):
    """A page as a web archive shows it: its own bar on top, its own dates."""
    p.states("minute", modified=False)
    bar = f'<div id="wm-ipp-base" lang="en"><div id="wm-ipp"><div id="wm-toolbar"><a href="/web/">12 captures</a><div class="r">{p.day(p.today)} - {p.day(p.today + dt.timedelta(days=300))}</div><table id="displayYearEl"><tr><td>{p.today.year}</td></tr></table><p>{p.rng.choice(p.w["teasers"])}</p></div></div></div>'
    return f"""{p.head(og=True, ld=p.ld(p.iso()))}<body><!-- BEGIN TOOLBAR INSERT -->{bar}<!-- END TOOLBAR INSERT --><header>{p.nav()}</header><main><h1>{p.h()}</h1><p class="date">{p.seen()}</p><div class="body-text">{p.body(6)}</div></main>{p.footer()}</body></html>"""


@layout()
def saved_page(p):
    """Saved with a browser's extension: pictures inlined, hidden things kept, a comment on where it came from."""
    p.states("minute", modified=True)
    pix = "data:image/png;base64," + "iVBORw0KGgo" * 300
    return f"""{p.head(og=True, ld=p.ld(p.iso(), p.iso(p.mod))).replace("<html", f"<!-- Page saved from url: {p.url} saved date: {p.today.strftime('%a %b %d %Y %H:%M:%S')} GMT+0300 --><html", 1)}<body><header>{p.nav()}</header><div class="menu-overlay sf-hidden">{p.latest(4)}</div><main><article><h1>{p.h()}</h1><time datetime="{p.iso()}">{p.seen()}</time><img src="{pix}">{p.body(6)}</article></main><div class="sf-hidden"></div>{p.footer()}</body></html>"""


# --- where the date is


@layout()
def date_in_address(p):
    """Only the address tells the day."""
    p.url = f"https://www.{p.site}/{p.rng.choice(['world', 'news'])}/{p.pub.year}/{p.pub.month:02}/{p.pub.day:02}/{p.slug()}/"
    p.states("day")
    return f"""{p.head(og=True)}<body><header>{p.nav()}</header><main><article><h1>{p.h()}</h1>{p.body(6)}</article>{p.related()}</main>{p.footer()}</body></html>"""


@layout()
def date_in_dashed_address(p):
    p.url = f"https://{p.site}/{p.slug()}-{p.pub.date().isoformat()}-{p.key}.html"
    p.states("day")
    return f"""{p.head()}<body><div class="m">{p.nav()}</div><div class="content"><h1>{p.h()}</h1><div class="text">{p.body(6)}</div>{p.comments(2)}</div>{p.footer("div")}</body></html>"""


@layout()
def date_in_words(p):
    """Only readers are told the day and time, under the headline; above it stands today's date."""
    p.states("minute", offset=False)
    return f"""{p.head()}<body><div class="topline"><span>{p.e(p.day(p.today, "weekday"))}</span></div><header>{p.nav()}</header><main><h1>{p.h()}</h1><div class="article-date">{p.seen()}</div>{p.body(6)}{p.related(4)}</main>{p.footer()}</body></html>"""


@layout()
def date_in_words_weekday(p):
    p.states("day")
    return f"""{p.head()}<body><header>{p.nav()}</header><div class="art"><div class="art-meta">{p.seen(style="weekday", clock=False)}</div><h1>{p.h()}</h1><div class="art-text">{p.body(6)}</div></div><div class="others">{p.teasers(4, '<p><a href="{u}">{t}</a> <small>{d}</small></p>')}</div>{p.footer()}</body></html>"""


@layout()
def date_after_text(p):
    """At the end, after an author's name."""
    p.states("day")
    return f"""{p.head(canonical=False)}<body><div class="hd">{p.nav()}</div><div class="bd"><h1>{p.h()}</h1>{p.body(5)}<p class="sign">{p.e(p.may(p.author))}, {p.seen(clock=False)}</p></div><div class="ft">{p.w["footer"]}</div></body></html>"""


@layout()
def date_in_microdata(p):
    p.states("minute", modified=True)
    return f"""{p.head(canonical=False)}<body><header>{p.nav()}</header><div itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="dateModified" content="{p.iso(p.mod)}"><meta itemprop="datePublished" content="{p.iso()}"><h1 itemprop="headline">{p.h()}</h1><span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{p.byline()}</span></span><div itemprop="articleBody">{p.body(6)}</div></div>{p.footer()}</body></html>"""


@layout()
def date_in_time_elements(p):
    """Several <time> elements: a ticker's first, then the article's own and its change."""
    p.states("minute", modified=True)
    other = p.pub + dt.timedelta(days=4)
    ticker = "".join(f'<li><time datetime="{p.iso(other + dt.timedelta(hours=i))}">{(other + dt.timedelta(hours=i)).strftime("%H:%M")}</time> <a href="/t{i}">{p.e(t)}</a></li>' for i, t in enumerate(p.w["teasers"][:3]))
    return f"""{p.head()}<body><header>{p.nav()}</header><div class="ticker"><ul>{ticker}</ul></div><main><article><h1>{p.h()}</h1><div class="stamp">{p.label("updated")} <time class="updated" datetime="{p.iso(p.mod)}">{p.seen(p.mod)}</time> {p.label("published")} <time class="published" datetime="{p.iso()}">{p.seen()}</time></div>{p.body(6)}</article></main>{p.footer()}</body></html>"""


@layout()
def date_modified_only_meta(p):
    """The machine-readable time is that of the change; the day of publication is said in words."""
    p.states("minute", offset=False, modified=True)
    return f"""{p.head(og=True, metas=[("property", "article:modified_time", p.iso(p.mod)), ("property", "og:updated_time", p.iso(p.mod))])}<body><header>{p.nav()}</header><article><h1>{p.h()}</h1><p class="meta">{p.label("published")} {p.seen(style="dots")} · {p.label("updated")} {p.seen(p.mod, "dots")}</p>{p.body(5)}</article>{p.footer()}</body></html>"""


@layout()
def date_epoch(p):
    """Milliseconds since 1970 in an attribute."""
    p.states("minute", modified=False)
    return f"""{p.head(og=True)}<body><header>{p.nav()}</header><article><h1>{p.h()}</h1><span class="timestamp" data-published="{int(p.pub.timestamp() * 1000)}" data-timestamp="{int(p.pub.timestamp() * 1000)}"></span>{p.body(5)}</article>{p.footer()}</body></html>"""


@layout()
def date_missing(p):
    """No date of its own; only those of other stories, of today and of the rights."""
    p.gold.update(published=None)
    return f"""{p.head(og=True)}<body><div class="today">{p.e(p.day(p.today))}</div><header>{p.nav()}</header><article><h1>{p.h()}</h1>{p.body(5)}</article><section class="related"><h3>{p.w["related"]}</h3>{p.teasers(4, '<div><a href="{u}">{t}</a> <time datetime="2019-05-05">{d}</time></div>')}</section>{p.footer()}</body></html>"""


@layout()
def standing_page(p):
    """No article at all in time: a page about the paper. It has text and no date, whatever year the text names."""
    p.gold.update(published=None)
    return f"""{p.head(og=False)}<body><header>{p.nav()}</header><main><h1>{p.h()}</h1>{p.body(4)}<p>{p.e(p.need(p.w["event"]))}</p></main>{p.footer()}</body></html>"""


@layout(["en"])
def american_dates_us(p):
    """Month before day, twelve hours."""
    p.states("minute", offset=False)
    return f"""{p.head()}<body><header>{p.nav()}</header><div class="story"><h1>{p.h()}</h1><div class="pub">{p.label("published")} {p.seen(style="short")}</div>{p.body(6)}</div>{p.footer()}</body></html>"""


@layout()
def hnews(p):
    """Microformats: what is published and what updated, by class."""
    p.states("minute", modified=True)
    return f"""{p.head(canonical=False)}<body><div id="nav">{p.nav()}</div><div class="hentry hnews item"><h1 class="entry-title">{p.h()}</h1><p><abbr class="updated" title="{p.iso(p.mod)}">{p.seen(p.mod)}</abbr> <abbr class="published" title="{p.iso()}">{p.seen()}</abbr> <span class="author vcard"><span class="fn">{p.byline()}</span></span> <span class="source-org vcard"><span class="org fn">{p.e(p.may(p.outlet))}</span></span></p><div class="entry-content">{p.body(6)}</div></div><div id="foot">{p.w["footer"]}</div></body></html>"""
