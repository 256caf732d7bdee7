//! WACZ: web archives with an index, a list of pages and hashes of all, in one zip file.

use std::io::{self, Seek, Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Capture, Placed, Writer as WarcWriter, digest};

/// The version of the format that is written.
pub const VERSION: &str = "1.1.1";
/// The name of the list of what is in a package, with hashes.
pub const PACKAGE: &str = "datapackage.json";
const ARCHIVE: &str = "archive/data.warc.gz";

/// A file of a package as its list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its name in the zip file.
    pub path: String,
    /// `sha256:` and hexadecimal letters.
    pub hash: String,
}

/// What `datapackage.json` lists; `None` where it makes no sense.
pub fn resources(package: &[u8]) -> Option<Vec<Resource>> {
    let v: Value = serde_json::from_slice(package).ok()?;
    let listed = v["resources"].as_array()?.iter();
    let one = |r: &Value| {
        Some(Resource { path: r["path"].as_str()?.to_owned(), hash: r["hash"].as_str().unwrap_or_default().to_owned() })
    };
    Some(listed.filter_map(one).collect())
}

/// Passes bytes on and keeps their hash and number.
struct Hashing<W> {
    out: W,
    sum: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.out.write(buf)?;
        self.sum.update(buf.get(..n).unwrap_or(&[]));
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a package, capture by capture.
pub struct Writer<W: Write + Seek> {
    warc: WarcWriter<Hashing<ZipWriter<W>>>,
    software: String,
    index: Vec<String>,
    /// The list of pages, line by line.
    pages: String,
    /// Address and time of the first of them.
    first: Option<(String, String)>,
    /// Time of the latest capture.
    latest: String,
}

impl<W: Write + Seek> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("records", &self.index.len()).finish_non_exhaustive()
    }
}

fn stored() -> SimpleFileOptions {
    // Programs that show a package read single records out of the middle of it: its archive must not be packed again.
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true)
}

impl<W: Write + Seek> Writer<W> {
    /// Begin a package.
    pub fn new(out: W, software: &str) -> io::Result<Self> {
        let mut zip = ZipWriter::new(out);
        zip.start_file(ARCHIVE, stored())?;
        let warc = WarcWriter::new(Hashing { out: zip, sum: Sha256::new(), bytes: 0 }, software)?;
        let mut pages = json!({"format": "json-pages-1.0", "id": "pages", "title": "All pages"}).to_string();
        pages.push('\n');
        let software = software.to_owned();
        Ok(Self { warc, software, index: Vec::new(), pages, first: None, latest: String::new() })
    }

    /// Write a capture.
    pub fn add(&mut self, c: &Capture) -> io::Result<Placed> {
        let placed = self.warc.add(c)?;
        let stamp: String = c.date.chars().filter(char::is_ascii_digit).take(14).collect();
        let about = json!({
            "url": c.url, "mime": c.media_type, "status": placed.status.to_string(), "digest": placed.digest,
            "length": placed.length.to_string(), "offset": placed.offset.to_string(), "filename": "data.warc.gz",
        });
        self.index.push(format!("{} {stamp:0<14} {about}", sort_key(&c.url)));
        if let Some(title) = &c.title {
            let id = digest::hex(format!("{} {}", c.url, c.date).as_bytes());
            let page = json!({"id": id.get(..16), "url": c.url, "ts": c.date, "title": title});
            self.pages.push_str(&page.to_string());
            self.pages.push('\n');
            self.first.get_or_insert_with(|| (c.url.clone(), c.date.clone()));
        }
        self.latest = std::mem::take(&mut self.latest).max(c.date.clone());
        Ok(placed)
    }

    /// Write the index, the pages and the list of hashes, and end the package.
    pub fn finish(self, title: &str) -> io::Result<W> {
        let Self { warc, software, mut index, pages, first, latest } = self;
        let Hashing { out: mut zip, sum, bytes } = warc.finish()?;
        let sum: String = sum.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let resource = |path: &str, hash: &str, bytes: u64| {
            let name = path.rsplit('/').next().unwrap_or(path);
            json!({"name": name, "path": path, "hash": format!("sha256:{hash}"), "bytes": bytes})
        };
        let mut resources = vec![resource(ARCHIVE, &sum, bytes)];
        index.sort();
        if index.is_empty() {
            index.push(String::new());
        }
        zip.start_file("indexes/index.cdx", stored())?;
        let mut to = Hashing { out: &mut zip, sum: Sha256::new(), bytes: 0 };
        for line in index {
            to.write_all(line.as_bytes())?;
            to.write_all(b"\n")?;
        }
        let (sum, bytes) = (to.sum.finalize(), to.bytes);
        let sum: String = sum.iter().map(|b| format!("{b:02x}")).collect();
        resources.push(resource("indexes/index.cdx", &sum, bytes));
        resources.push(resource("pages/pages.jsonl", &digest::hex(pages.as_bytes()), pages.len() as u64));
        zip.start_file("pages/pages.jsonl", stored())?;
        zip.write_all(pages.as_bytes())?;
        let package = json!({
            "profile": "data-package", "wacz_version": VERSION, "title": title, "software": software, "created": latest,
            "mainPageUrl": first.as_ref().map(|(url, _)| url), "mainPageDate": first.as_ref().map(|(_, ts)| ts),
            "resources": resources,
        });
        let package = format!("{package:#}\n");
        zip.start_file(PACKAGE, stored())?;
        zip.write_all(package.as_bytes())?;
        let digest = json!({"path": PACKAGE, "hash": format!("sha256:{}", digest::hex(package.as_bytes()))});
        zip.start_file("datapackage-digest.json", stored())?;
        zip.write_all(format!("{digest:#}\n").as_bytes())?;
        Ok(zip.finish()?)
    }
}

/// The address as indexes sort it: host backwards, small letters, no scheme, no `www.`.
fn sort_key(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let (host, path) = match rest.find(['/', '?', '#']) {
        Some(i) => rest.split_at(i),
        None => (rest, "/"),
    };
    let host = host.rsplit_once('@').map_or(host, |(_, h)| h).to_ascii_lowercase();
    let (host, port) = host.split_once(':').unwrap_or((&host, ""));
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut parts: Vec<&str> = host.split('.').collect();
    parts.reverse();
    let port = if matches!(port, "" | "80" | "443") { String::new() } else { format!(":{port}") };
    let path = path.split('#').next().unwrap_or("").to_lowercase();
    let path = if path.starts_with('?') { format!("/{path}") } else { path };
    // Parameters are sorted.
    let path = match path.split_once('?') {
        Some((p, q)) => {
            let mut q: Vec<&str> = q.split('&').collect();
            q.sort_unstable();
            format!("{p}?{}", q.join("&"))
        }
        None => path,
    };
    let path = if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path };
    format!("{}{port}){path}", parts.join(",")).replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Writer, resources, sort_key};
    use crate::Capture;

    #[test]
    fn addresses_sort_by_host_from_the_right() {
        for (url, key) in [
            ("https://www.Ledger.example/A/b/?z=1&a=2#x", "example,ledger)/a/b/?a=2&z=1"),
            ("http://a.b.example:8080", "example,b,a:8080)/"),
            ("https://u:p@a.example:443/x/", "example,a)/x"),
        ] {
            assert_eq!(sort_key(url), key);
        }
    }

    #[test]
    fn the_same_captures_give_the_same_bytes() {
        let write = || {
            let mut w = Writer::new(Cursor::new(Vec::new()), "firsthand").unwrap();
            let c = Capture {
                url: "https://a.example/1".to_owned(),
                date: "2026-01-20T07:40:00Z".to_owned(),
                status: Some(200),
                media_type: "text/html".to_owned(),
                body: b"<p>Nine people were hurt.".to_vec(),
                title: Some("Nine hurt".to_owned()),
                ..Capture::default()
            };
            w.add(&c).unwrap();
            w.finish("One page").unwrap().into_inner()
        };
        assert_eq!(write(), write());
        assert!(resources(b"{}").is_none());
        assert_eq!(resources(b"{\"resources\":[{\"path\":\"a\",\"hash\":\"h\"},{}]}").unwrap().len(), 1);
    }
}
