//! Feeds as they are met: whole, broken, hostile.

#![cfg(feature = "feeds")]
#![allow(clippy::unwrap_used)]

mod common;

use common::{codes, get, read_bytes};

const LONG: &str = "<p>The dam gave way before dawn on Tuesday, the governor said.</p><p>At least 20 people are missing, according to \
                    <a href=\"/rescue\">the rescue service</a>.</p>";

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><image><title>Logo</title></image><title>The Ledger &amp; Post</title>\
         <link>https://ledger.example/</link><language>en-gb</language><lastBuildDate>Wed, 21 Jan 2026 08:00:00 GMT</lastBuildDate>{items}</channel></rss>"
    )
}

#[test]
fn rss_2_gives_each_entry_with_its_whole_text() {
    let l = read_bytes(
        "feed.xml",
        rss(&format!(
            "<item><title>Dam &lt;b&gt;gives&lt;/b&gt; way &amp;amp; floods</title><link>https://www.ledger.example/dam/</link>\
             <guid isPermaLink=\"false\">77</guid><pubDate>Tue, 20 Jan 2026 07:40:00 +0300</pubDate><description>Short.</description>\
             <content:encoded><![CDATA[{LONG}]]></content:encoded><source url=\"https://agency.example/feed\">Agency</source></item>\
             <item><guid>https://ledger.example/second</guid><dc:date>2026-01-20T09:00:00+03:00</dc:date>\
             <description>Nine &lt;i&gt;people&lt;/i&gt; were hurt.</description></item>"
        ))
        .as_bytes(),
    );
    let r = get(&l, "ledger.example/dam");
    assert_eq!(r.title.as_deref(), Some("Dam gives way & floods"));
    assert_eq!(r.outlet.as_deref(), Some("The Ledger & Post"));
    assert_eq!(r.url.as_deref(), Some("https://www.ledger.example/dam/"));
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-20T07:40:00+03:00", "the offset is kept");
    assert_eq!(r.lang.as_deref(), Some("en-gb"));
    assert_eq!(
        r.text,
        "The dam gave way before dawn on Tuesday, the governor said.\n\nAt least 20 people are missing, according to the rescue service.\n"
    );
    assert_eq!(r.links, ["https://agency.example/feed", "https://www.ledger.example/rescue"]);
    let second = get(&l, "ledger.example/second");
    assert_eq!(second.text, "Nine people were hurt.\n");
    assert_eq!(second.published.as_ref().unwrap().to_string(), "2026-01-20T09:00:00+03:00");
    assert_eq!(codes(&l), ["ledger.example/second summary-only"]);
}

#[test]
fn older_rss_and_atom_are_read_alike() {
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
               xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"x\"><title>Old Wire</title><link>https://old.example</link></channel>\
               <item rdf:about=\"https://old.example/1\"><title>One</title><link>https://old.example/1</link>\
               <description>Nine people were hurt.</description><dc:date>2004-01-20T07:40:00Z</dc:date></item></rdf:RDF>";
    let l = read_bytes("rdf.xml", rdf.as_bytes());
    let r = get(&l, "old.example/1");
    assert_eq!((r.outlet.as_deref(), r.title.as_deref()), (Some("Old Wire"), Some("One")));
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2004-01-20T07:40:00Z");
    for version in [" version=\"0.91\"", " version=\"0.94\"", "", " version=\"2\""] {
        let old = format!(
            "<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" \"http://n.example/rss.dtd\">\n<rss{version}><channel><title>Old</title>\
             <item><title>One</title><link>https://old.example/1</link><description>Nine people were hurt.</description></item></channel></rss>"
        );
        let l = read_bytes("old.xml", old.as_bytes());
        assert_eq!(get(&l, "old.example/1").text, "Nine people were hurt.", "{version}");
    }
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\"><title type=\"html\">Le &amp;lt;b&gt; Fil</title>\
                <link href=\"https://fil.example/\"/><updated>2026-01-20T07:40:00Z</updated>\
                <entry><title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">Une <b>digue</b></div></title><id>urn:1</id>\
                <link rel=\"self\" href=\"https://fil.example/self\"/><link href=\"https://fil.example/digue\"/><link rel=\"via\" href=\"https://afp.example/1\"/>\
                <published>2026-01-19T07:40:00+01:00</published><updated>2026-01-20T07:40:00Z</updated>\
                <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Neuf morts.</p><p>Dix blessés.</p></div></content></entry>\
                <entry><title>Texte</title><id>urn:2</id><updated>2026-01-20T07:40:00Z</updated><content type=\"text\">1 &lt; 2 &amp; 3\n\nFin.</content></entry></feed>";
    let l = read_bytes("atom.xml", atom.as_bytes());
    let r = get(&l, "fil.example/digue");
    assert_eq!((r.title.as_deref(), r.lang.as_deref()), (Some("Une digue"), Some("fr")));
    assert_eq!(r.text, "Neuf morts.\n\nDix blessés.\n");
    assert_eq!(r.published.as_ref().unwrap().to_string(), "2026-01-19T07:40:00+01:00");
    assert_eq!(r.links, ["https://afp.example/1"]);
    assert_eq!(get(&l, "atom/urn:2").text.trim(), "1 < 2 & 3\n\nFin.");
}

#[test]
fn a_json_feed_is_read_in_one_line_or_many() {
    let feed = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Desk", "home_page_url": "https://desk.example", "language": "en",
        "items": [{"id": 1, "url": "https://desk.example/1", "title": "One &amp; two", "content_html": LONG, "date_published": "2026-01-20T07:40:00+03:00", "date_modified": "2026-01-20T09:00:00+03:00", "authors": [{"name": "Jane Roe"}]},
                  {"id": "2", "summary": "Nine were hurt."}, {"id": "3", "content_text": "1 < 2"}, {"id": "4"}]});
    for text in [feed.to_string(), serde_json::to_string_pretty(&feed).unwrap()] {
        let l = read_bytes("feed.json", text.as_bytes());
        let r = get(&l, "desk.example/1");
        assert_eq!((r.title.as_deref(), r.outlet.as_deref()), (Some("One & two"), Some("Desk")));
        assert_eq!(r.author.as_deref(), Some("Jane Roe"));
        assert_eq!(r.modified.as_ref().map(ToString::to_string).as_deref(), Some("2026-01-20T09:00:00+03:00"));
        assert!(r.text.starts_with("The dam gave way"));
        assert_eq!(r.links, ["https://desk.example/rescue"]);
        assert_eq!(get(&l, "feed/3").text, "1 < 2");
        assert_eq!(codes(&l), ["feed.json bad-entry", "feed/2 summary-only"]);
    }
}

#[test]
fn nothing_is_lost_from_a_broken_feed_without_a_word() {
    let body = rss(
        "<item><title>Whole</title><link>https://l.example/1</link><description>Nine people were hurt.</description></item>\
         <item><title>Ampersand & bracket < in it</title><link>https://l.example/2</link><description><p>Ten were hurt.<br>Two died.</description></item>\
         <item><title>Nameless &nbsp; entity</title><link>https://l.example/3</link><description>Four &eacute;tudiants.</description></item>\
         <item><link>https://l.example/4</link></item>\
         <item><title>Cut off</title><link>https://l.example/5</link><description>Five people were",
    );
    let cut = body.strip_suffix("</channel></rss>").unwrap();
    let l = read_bytes("torn.xml", cut.as_bytes());
    assert_eq!(l.reports.len(), 4);
    assert_eq!(get(&l, "l.example/2").title.as_deref(), Some("Ampersand & bracket < in it"));
    assert_eq!(get(&l, "l.example/2").text, "Ten were hurt.\nTwo died.\n");
    assert!(get(&l, "l.example/3").text.starts_with("Four étudiants."));
    assert!(get(&l, "l.example/5").text.starts_with("Five people were"));
    let told = codes(&l);
    for want in ["torn.xml bad-entry", "l.example/2 mended-entry", "l.example/5 mended-entry"] {
        assert!(told.iter().any(|c| c == want), "{want} in {told:?}");
    }
    assert!(!told.iter().any(|c| c == "l.example/1 mended-entry"));
}

#[test]
fn encodings_marks_and_lies_about_them() {
    let ru = rss(
        "<item><title>Взрыв на рынке</title><link>https://l.example/ru</link><description>Погибли девять человек, сообщили в министерстве.</description></item>",
    );
    let cyrillic = ru.replace("utf-8", "windows-1251");
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(ru.replace("utf-8", "utf-16").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let marked = [b"\xEF\xBB\xBF\r\n \n".as_slice(), ru.as_bytes()].concat();
    let cases: [(&str, Vec<u8>, bool); 5] = [
        ("declared", encoding_rs::WINDOWS_1251.encode(&cyrillic).0.into_owned(), false),
        ("declared wrongly", cyrillic.clone().into_bytes(), false),
        ("said to be utf-8 and is not", encoding_rs::WINDOWS_1251.encode(&ru).0.into_owned(), true),
        ("utf-16", utf16, false),
        ("mark and blank lines", marked, false),
    ];
    for (what, bytes, told) in cases {
        let l = read_bytes("ru.xml", &bytes);
        assert_eq!(get(&l, "l.example/ru").text, "Погибли девять человек, сообщили в министерстве.", "{what}");
        assert_eq!(codes(&l).iter().any(|c| c == "ru.xml charset-guessed"), told, "{what}");
    }
}

#[test]
fn times_that_are_missing_odd_or_to_come() {
    let l = read_bytes(
        "feed.xml",
        rss("<item><link>https://l.example/none</link><description>Nine.</description></item>\
             <item><link>https://l.example/odd</link><pubDate>soon</pubDate><description>Nine.</description></item>\
             <item><link>https://l.example/two</link><pubDate>Fri, 20 Jan 2026 7:40 EST</pubDate><description>Nine.</description></item>\
             <item><link>https://l.example/far</link><pubDate>Tue, 20 Jan 2062 07:40:00 GMT</pubDate><description>Nine.</description></item>")
        .as_bytes(),
    );
    let published = |id: &str| get(&l, &format!("l.example/{id}")).published.as_ref().map(ToString::to_string);
    assert_eq!((published("none"), published("odd"), published("far")), (None, None, None));
    assert_eq!(
        published("two").as_deref(),
        Some("2026-01-20T12:40:00Z"),
        "a wrong weekday and a short hour do no harm"
    );
    let told = codes(&l);
    assert!(
        told.contains(&"l.example/odd bad-date".to_owned()) && told.contains(&"l.example/far bad-date".to_owned()),
        "{told:?}"
    );
}

#[test]
fn a_bomb_of_entities_is_never_lit() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"ha\">");
    for i in 1..30 {
        bomb.push_str(&format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10)));
    }
    bomb.push_str("<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss version=\"2.0\"><channel><title>&a29;</title>");
    bomb.push_str("<item><title>T &a29; &x;</title><link>https://l.example/b</link><description>Nine people were hurt. &a29;</description></item></channel></rss>");
    let l = read_bytes("bomb.xml", bomb.as_bytes());
    let r = get(&l, "l.example/b");
    assert!(r.text.starts_with("Nine people were hurt.") && r.text.len() < 100, "{}", r.text);
    assert!(!r.title.as_deref().unwrap().contains("root"));
}

#[test]
fn a_feed_of_fifty_megabytes_is_read_to_its_end() {
    let filler = "People waited for boats on the roofs of the lower town. ".repeat(90);
    let items: String = (0..10_000)
        .map(|i| format!("<item><title>Item {i}</title><link>https://l.example/{i}</link><description>{i} people were hurt. {filler}</description></item>"))
        .collect();
    let feed = rss(&items);
    assert!(feed.len() > 50_000_000);
    let l = read_bytes("big.xml", feed.as_bytes());
    assert_eq!((l.reports.len(), codes(&l).len()), (10_000, 0));
}

#[test]
fn what_is_no_feed_is_not_taken_for_one() {
    let captcha = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><p>Please prove that you are human before you go on to the feed.</p></body></html>";
    let l = read_bytes("feed.xml", captcha.as_bytes());
    assert_eq!(l.reports[0].title.as_deref(), Some("Just a moment..."));
    assert_eq!(intake::format(captcha.as_bytes()), "html");
    assert_eq!(intake::format(rss("").as_bytes()), "feed");
    assert_eq!(codes(&read_bytes("none.xml", rss("").as_bytes())), ["none.xml no-entries"]);
    let map = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://a.example/1</loc></url></urlset>";
    let l = read_bytes("sitemap.xml", map.as_bytes());
    assert_eq!(codes(&l), ["sitemap.xml address-list"]);
    assert!(
        l.issues[0].note.contains("1 pages") && l.issues[0].note.contains("https://a.example/1"),
        "{}",
        l.issues[0].note
    );
}
