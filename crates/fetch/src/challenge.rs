//! Pages that are served in place of what was asked for: riddles, logins, refusals.

use std::sync::LazyLock;

use crate::Failure;

const TABLE: &str = include_str!("../data/barriers.tsv");

/// A page with less text of its own than this, in bytes, may be what its marks say it is.
const SHORT: usize = 600;

/// Bytes of a page in which marks are looked for.
const HEAD: usize = 64 << 10;

/// What stands between us and the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// A riddle for people: a captcha, a script to be run.
    Challenge,
    /// A login.
    Login,
    /// A refusal, or an error that says it is none.
    Blocked,
}

impl Barrier {
    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Login => "login",
            Self::Blocked => "blocked",
        }
    }

    /// As a failure of a host.
    pub(crate) fn failure(self, host: &str) -> Failure {
        let (what, todo) = match self {
            Self::Challenge => (
                "serves a riddle for people (a captcha) in its place",
                "ask the publisher for access for robots, or read the page in a browser and save it for firsthand read",
            ),
            Self::Login => ("serves a login in its place", "look for an open feed; what needs a login is not fetched"),
            Self::Blocked => ("serves a refusal or an error in its place", "look at the address in a browser"),
        };
        Failure::new(self.code(), format!("{host} {what}")).todo(todo)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Where {
    Header,
    Title,
    Markup,
}

struct Mark {
    place: Where,
    what: String,
    barrier: Barrier,
    sure: bool,
}

fn parse(table: &str) -> Option<Vec<Mark>> {
    let lines = table.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines
        .map(|l| {
            let mut cells = l.split('\t');
            let place = match cells.next()? {
                "header" => Where::Header,
                "title" => Where::Title,
                "markup" => Where::Markup,
                _ => return None,
            };
            let what = cells.next()?.to_owned();
            let barrier = match cells.next()? {
                "challenge" => Barrier::Challenge,
                "login" => Barrier::Login,
                "blocked" => Barrier::Blocked,
                _ => return None,
            };
            let sure = match cells.next()? {
                "sure" => true,
                "short" => false,
                _ => return None,
            };
            Some(Mark { place, what, barrier, sure })
        })
        .collect()
}

/// True where a title says no more than this, but for the site's name behind a mark: "Blocked | Ledger", not "Blocked road is open".
fn ends_there(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(['|', '-', '–', '—', '·', '…', '.', '!', '?', '(', '«', '»'])
}

/// Tell whether a page is something else served in its place. `headers` have names in small letters.
pub fn barrier(headers: &[(String, String)], page: &[u8]) -> Option<Barrier> {
    static MARKS: LazyLock<Vec<Mark>> = LazyLock::new(|| parse(TABLE).expect("the table in the program is sound"));
    let head = String::from_utf8_lossy(page.get(..HEAD).unwrap_or(page)).to_lowercase();
    let title =
        head.split_once("<title").and_then(|(_, r)| r.split_once('>')).and_then(|(_, r)| r.split_once("</title"));
    let title = title.map_or("", |(t, _)| t).trim();
    let lower: Vec<String> = headers.iter().map(|(k, v)| format!("{k}: {}", v.to_lowercase())).collect();
    let found = MARKS.iter().filter(|m| match m.place {
        Where::Header => {
            let (name, value) = m.what.split_once(": ").unwrap_or((&m.what, ""));
            lower.iter().any(|h| h.split_once(": ").is_some_and(|(k, v)| k == name && v.contains(value)))
        }
        Where::Title => title.strip_prefix(m.what.as_str()).is_some_and(ends_there),
        Where::Markup => head.contains(&m.what),
    });
    let found: Vec<&Mark> = found.collect();
    if let Some(sure) = found.iter().find(|m| m.sure) {
        return Some(sure.barrier);
    }
    let first = found.first()?;
    // Only now, since it costs more than all the rest.
    let text = intake::html::extract(&String::from_utf8_lossy(page)).text;
    (text.trim().len() < SHORT).then_some(first.barrier)
}
