//! What is read out of web pages: the article and nothing around it, and when it was published.

#![allow(clippy::unwrap_used)] // Tests.

use intake::html::{Page, extract};

const A: &str = "The ferry ran aground at dawn near the lighthouse, the coast guard said on Monday.";
const B: &str = "Forty passengers were brought ashore in two boats, and nobody was hurt, the harbour office said.";
const C: &str = "Divers will look at the hull in the afternoon, and the line stays closed until they are done.";

fn page(body: &str) -> Page {
    extract(&format!("<html><head><title>Ferry runs aground - The Buoy</title></head><body>{body}</body></html>"))
}

/// The lines of a page's text.
fn lines(body: &str) -> Vec<String> {
    page(body).text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

fn published(body: &str) -> Option<String> {
    page(body).published.map(|m| m.to_string())
}

fn article() -> String {
    format!("<h1>Ferry runs aground</h1><p>{A}</p><p>{B}</p>")
}

#[test]
fn names_that_mark_furniture_drop_it_unless_the_article_stands_in_it() {
    let menu = format!("<div class=widget><p>{C}</p></div>");
    assert_eq!(lines(&format!("<div class='widget Blog'>{}</div>{menu}", article())), [A, B]);
    let parts = format!("<div class=widget><p>{A}</p></div><div class=widget><p>{B}</p></div>");
    assert_eq!(lines(&parts), [A, B], "where all stands in it, the name says nothing");
    for class in
        ["relatedPosts", "td_block_related", "comments-area", "site-cookie-notice", "author-box", "newsletter_signup"]
    {
        assert_eq!(lines(&format!("{}<div class='{class}'><p>{C}</p></div>", article())), [A, B], "{class}");
    }
    for class in
        ["has-sidebar", "read-more-text", "comments-open", "post tag-newsletter", "xAds-kQ", "hidden-xs", "commentary"]
    {
        assert_eq!(lines(&format!("<div class='{class}'>{}<p>{C}</p></div>", article())), [A, B, C], "{class}");
    }
}

#[test]
fn the_folded_rest_of_an_article_is_read() {
    let rest = format!("<div class='read-more collapse'><p>{C}</p></div>");
    assert_eq!(lines(&format!("<article>{}{rest}</article>", article())), [A, B, C]);
}

#[test]
fn cards_of_other_stories_are_no_part_of_the_article() {
    let card = |t: &str| format!("<div class=c><a href=/x>{t} and what came of it</a><p>{C}</p></div>");
    let cards = format!("{}{}{}", card("One story"), card("Another story"), card("A third story"));
    assert_eq!(lines(&format!("<div>{}<div>{cards}</div></div>", article())), [A, B]);
    assert_eq!(
        lines(&format!("<div><h1>All our stories</h1>{cards}</div>")).len(),
        3,
        "where they are all there is, they are the text"
    );
}

#[test]
fn answers_of_readers_are_dropped_under_any_name_but_a_thread_is_read() {
    let answer = |c: &str| format!("<li class=x><b>Rolf</b> <span>3 May</span><p>{c}</p><a href=#>Reply</a></li>");
    let answers: String =
        (0..4).map(|n| answer(&format!("I was on board {n} times and it was always late, believe me."))).collect();
    assert_eq!(lines(&format!("{}<ol>{answers}</ol>", article())), [A, B]);
    assert_eq!(lines(&format!("<ol>{answers}</ol>")).iter().filter(|l| l.starts_with("I was on board")).count(), 4);
}

#[test]
fn of_several_articles_that_with_the_headline_is_read() {
    let other = format!("<article><h1>Bridge closed for repairs</h1><p>{C}</p><p>{C}</p></article>");
    let og = "<meta property=og:title content='Ferry runs aground'>";
    assert_eq!(lines(&format!("{og}<article>{}</article>{other}{other}", article())), [A, B]);
}

#[test]
fn sentences_between_the_headline_and_the_rest_are_kept_and_those_above_are_not() {
    let html = format!(
        "<div><p>{C}</p></div><div class=a><h1>Ferry runs aground</h1><div class=spot>{A}</div><div class=t><p>{B}</p><p>{B} No more.</p><p>{B} The end.</p></div></div>"
    );
    assert_eq!(lines(&html), [A, B, &format!("{B} No more."), &format!("{B} The end.")]);
}

#[test]
fn an_article_that_is_only_stated_for_machines_is_read_from_there() {
    let ld = |body: &str| {
        format!("<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script>")
    };
    let body = format!("{}<div id=root></div>", ld(&format!("{A}\\n{B} &amp; more")));
    assert_eq!(lines(&body), [A, &format!("{B} & more")]);
    assert_eq!(lines(&format!("{}<p>{A}", ld(&format!("<p>{A}</p><p>{B}</p><p>{C}</p>")))), [A, B, C]);
    assert_eq!(lines(&format!("{}<p>{A}<p>{B}", ld(A))), [A, B], "what the page shows is the text where it is more");
}

#[test]
fn breaks_and_set_in_lines_part_paragraphs() {
    let text = |body: &str| page(body).text;
    assert_eq!(text(&format!("<div>{A}<br><br>{B}<br>{C}</div>")), format!("{A}\n\n{B}\n{C}\n"));
    assert_eq!(
        text(&format!("<pre>\n  {A}\nand so on.\n  {B}\n\n{C}\n</pre>")),
        format!("{A} and so on.\n\n{B}\n\n{C}\n")
    );
}

#[test]
fn headings_with_nothing_below_and_lines_again_and_again_are_left_out() {
    let html = format!(
        "{}<h3>Read also</h3><ul><li><a href=/1>Ten ideas for a rainy day</a></ul><h3>Comments</h3>",
        article()
    );
    assert_eq!(lines(&html), [A, B]);
    let gallery = "<div>hide caption</div>".repeat(5);
    assert_eq!(lines(&format!("{}{gallery}<p>{C}</p>", article())), [A, B, C]);
    assert_eq!(lines(&format!("{}<div>© 2001-2026 The Buoy. All rights reserved.</div>", article())), [A, B]);
}

#[test]
fn a_time_of_change_is_never_taken_for_that_of_publication() {
    let times = "<time itemprop=dateModified datetime=2026-01-21T09:00Z>x</time> <time itemprop=datePublished datetime=2026-01-20T07:40+03:00>y</time>";
    assert_eq!(published(&format!("{}{times}", article())).as_deref(), Some("2026-01-20T07:40:00+03:00"));
    let said =
        "<p>Updated <time datetime=2026-01-21T09:00Z>x</time>. Posted <time datetime=2026-01-20T07:40Z>y</time></p>";
    assert_eq!(published(&format!("{said}{}", article())).as_deref(), Some("2026-01-20T07:40:00Z"));
    let meta = "<meta property=article:modified_time content=2026-01-21T09:00:00Z>";
    assert_eq!(published(&format!("{meta}{}", article())), None);
    let shown = format!(
        "{meta}<h1>Ferry runs aground</h1><p>Veröffentlicht: 20.01.2026, 07:40 Uhr | Aktualisiert: 21.01.2026</p><p>{A}</p><p>{B}</p>"
    );
    assert_eq!(published(&shown).as_deref(), Some("2026-01-20T07:40:00Z"));
}

#[test]
fn what_readers_see_is_searched_near_the_headline_alone() {
    let of = |before: &str, below: &str, after: &str| {
        published(&format!(
            "<div>{before}</div><main><h1>Ferry runs aground</h1>{below}<p>{A}</p><p>{B}</p>{after}</main>"
        ))
    };
    assert_eq!(of("Tuesday, 3 March 2026", "<div>20 January 2026</div>", "").as_deref(), Some("2026-01-20T00:00:00Z"));
    assert_eq!(of("Tuesday, 3 March 2026", "", ""), None, "today is no time of publication");
    assert_eq!(of("", "", "<p>Anna Beck, 20 January 2026</p>").as_deref(), Some("2026-01-20T00:00:00Z"));
    assert_eq!(of("", "", "<p>The line was opened on 3 May 1998.</p>"), None, "a sentence tells of something else");
    let related = "<div class=related><time datetime=2019-05-05>x</time></div><ul><li><a href=/x>An older story of the sea</a> 5 May 2019</ul>";
    assert_eq!(of("", "", related), None);
    assert_eq!(of("", "<footer>By A. Beck on 20 January 2026</footer>", "").as_deref(), Some("2026-01-20T00:00:00Z"));
    assert_eq!(of("", "<span data-published=1768894800000></span>", "").as_deref(), Some("2026-01-20T07:40:00Z"));
}

#[test]
fn a_day_is_made_whole_by_its_time_elsewhere_and_the_address_is_the_last_resort() {
    let day = "<meta name=date content=2026-01-20>";
    let shown = |at: &str| format!("{day}<h1>Ferry runs aground</h1><p>{at}</p><p>{A}</p><p>{B}</p>");
    assert_eq!(published(&shown("20 January 2026, 07:40")).as_deref(), Some("2026-01-20T07:40:00Z"));
    assert_eq!(published(&shown("21 January 2026, 07:40")).as_deref(), Some("2026-01-20T00:00:00Z"));
    let link = "<link rel=canonical href=https://buoy.example/2026/01/20/ferry>";
    assert_eq!(published(&format!("{link}{}", article())).as_deref(), Some("2026-01-20T00:00:00Z"));
}

#[test]
fn the_heading_that_the_page_is_named_after_is_its_title() {
    let title = |body: &str| page(body).title.unwrap();
    assert_eq!(title(&format!("<h1>The Buoy</h1><h3>Ferry runs aground</h3><p>{A}</p>")), "Ferry runs aground");
    assert_eq!(title(&format!("<div><b>Ferry runs aground</b></div><p>{A}</p>")), "Ferry runs aground");
    assert_eq!(title(&format!("<p>{A}</p>")), "Ferry runs aground - The Buoy");
}

#[test]
fn an_archived_page_without_a_date_has_that_of_its_address() {
    let body = format!("<html><body>{}</body></html>", article());
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://buoy.example/2026/01/20/ferry\r\nWARC-Date: 2026-01-21T10:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let items = intake::bytes("a.warc", warc.as_bytes(), &intake::Options::default());
    let report = items.into_iter().find_map(|i| if let intake::Item::Report(r) = i { Some(r) } else { None }).unwrap();
    assert_eq!(report.published.unwrap().to_string(), "2026-01-20T00:00:00Z");
}
