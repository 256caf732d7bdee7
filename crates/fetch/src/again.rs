//! Asking again for pages that a list led to: what became of them.
//!
//! Key decision: an edit is another text of the article, and an end is what the server says of it or where it leads instead. All else
//! that may stand in the place of a page one day (a riddle, a fault, half of it) says nothing of the page, and changes nothing.

use std::collections::BTreeSet;

use model::Moment;

use crate::{
    Client, Failure, Fetched, Gone, Got, Outcome, Page, Source, State, Target, Word, barrier,
    guard::shown,
    poll::{Trail, ask_page, chance, count, join, later, named, refusal, words_of},
};

/// When a page is asked for again: pages that were read together come apart.
pub(crate) fn again_at(seconds: u64, url: &str, now: &Moment) -> Moment {
    let jitter = chance(&[url, &now.to_string()], seconds / 10 + 1);
    later(now, seconds.saturating_add(jitter)).unwrap_or_else(|| now.clone())
}

/// What came of asking for pages again.
#[derive(Default)]
pub(crate) struct Again {
    pub(crate) captures: Vec<Fetched>,
    asked: usize,
    changed: usize,
    /// Pages that are gone, and those that are there again.
    gone: Vec<String>,
    back: Vec<String>,
    failed: usize,
    last_failure: Option<Failure>,
}

impl Again {
    /// What a look gave, with this.
    pub(crate) fn told(&self, mut outcome: Outcome) -> Outcome {
        if self.asked == 0 {
            return outcome;
        }
        let mut note = format!("{} asked for again, {} changed", count(self.asked, "page"), self.changed);
        for (what, urls) in [("gone", &self.gone), ("there again", &self.back)] {
            if let Some(first) = urls.first() {
                let more = if urls.len() > 1 { format!(" and {} more", urls.len() - 1) } else { String::new() };
                note.push_str(&format!(", {what}: {}{more}", shown(first)));
            }
        }
        if let Some(f) = &self.last_failure {
            note.push_str(&format!(", {} not: {}", self.failed, f.note));
        }
        outcome.note = join(&outcome.note, &note);
        let news = self.changed + self.gone.len() + self.back.len() > 0;
        if news && outcome.word == Word::Unchanged {
            outcome.word = Word::Ok;
        }
        if !self.gone.is_empty() && outcome.code != "moved" {
            "pages-gone".clone_into(&mut outcome.code);
            "what it said is kept; ask the publisher why it was taken down".clone_into(&mut outcome.todo);
        } else if let Some(f) = self.last_failure.as_ref().filter(|_| outcome.code.is_empty()) {
            (outcome.code, outcome.todo) = ("pages-failed".to_owned(), f.todo.clone());
        }
        outcome
    }
}

/// What a page is, asked for again.
enum Now {
    Same,
    Changed(String),
    /// What came in its place.
    Gone(String),
}

/// Ask again for pages that were followed, those first that wait longest, and no more than so many.
pub(crate) fn revisit(
    client: &Client,
    source: &Source,
    state: &mut State,
    most: usize,
    now: &Moment,
    trail: &Trail,
) -> Again {
    let mut again = Again::default();
    let Some(every) = source.revisit else {
        state.pages.clear();
        return again;
    };
    let every = every.as_secs();
    let oldest = now.seconds().saturating_sub(i64::try_from(source.revisit_for.as_secs()).unwrap_or(i64::MAX));
    let mut pages = std::mem::take(&mut state.pages);
    pages.retain(|p| p.first.seconds() >= oldest);
    let mut due: Vec<usize> = (0..pages.len()).collect();
    due.sort_by_key(|i| pages.get(*i).map(|p| p.next.seconds()));
    for i in due {
        let Some(p) = pages.get_mut(i).filter(|p| p.next <= *now) else { continue };
        if again.asked >= most || client.is_stopped() {
            break;
        }
        let got = ask_page(client, source, &p.url, p.validators.as_ref(), trail);
        let judged = got.and_then(|got| Ok((judge_again(p, &got)?, got)));
        let (is, got) = match judged {
            Ok(x) => x,
            Err(f) if f.is_stop() => break,
            Err(f) => {
                // A place that wants to be left alone is, also by its other pages and after a new start.
                let wait = f.retry_after.unwrap_or(0);
                let away = (wait > 0).then(|| Target::parse(&p.url).map(|t| t.place()).unwrap_or_default());
                p.next = again_at(if f.code == "asked-to-wait" { wait } else { every.max(wait) }, &p.url, now);
                if let (Some(away), Some(until)) = (away, later(now, wait)) {
                    let there = |p: &&mut Page| Target::parse(&p.url).is_ok_and(|t| t.place() == away);
                    pages.iter_mut().filter(there).filter(|p| p.next < until).for_each(|p| p.next = until.clone());
                }
                if f.code != "asked-to-wait" {
                    (again.asked, again.failed) = (again.asked + 1, again.failed + 1);
                    again.last_failure = Some(f);
                }
                continue;
            }
        };
        again.asked += 1;
        p.next = again_at(every, &p.url, now);
        if let Now::Gone(why) = is {
            if !p.gone {
                let mut proof = Fetched::of(&got, got.truncated.is_some());
                proof.only = Some(BTreeSet::new());
                again.captures.push(proof);
                again.gone.push(p.url.clone());
                state.remember_gone(Gone { url: p.url.clone(), at: now.clone(), why });
                (p.gone, p.validators) = (true, None);
            }
            continue;
        }
        if std::mem::take(&mut p.gone) {
            again.back.push(p.url.clone());
        }
        if got.status != 304 {
            (p.url, p.validators) = (got.url.clone(), got.validators());
        }
        if let Now::Changed(content) = is {
            again.changed += 1;
            state.changed += 1;
            p.content = content;
            again.captures.push(Fetched::of(&got, false));
        }
    }
    state.pages = pages;
    if again.changed + again.gone.len() > 0 {
        state.last_new = Some(now.clone());
    }
    again
}

/// What came of a page that was read before. An answer that is not whole says nothing of what was changed.
fn judge_again(page: &Page, got: &Got) -> Result<Now, Failure> {
    let host = Target::parse(&got.url).map(|t| t.host).unwrap_or_default();
    match got.status {
        304 if page.validators.is_some() => return Ok(Now::Same),
        304 => {
            return Err(Failure::new("unasked-304", "the server says that nothing changed, and was not asked that"));
        }
        404 | 410 | 451 => return Ok(Now::Gone(format!("status {}", got.status))),
        _ => {}
    }
    if let Some(f) = refusal(got).or_else(|| got.truncated.clone()) {
        return Err(f);
    }
    let is = intake::format(&got.body);
    if matches!(is, "binary" | "feed" | "sitemap") {
        return Err(Failure::new("unreadable", format!("{host} serves {} where a page was", named(is))));
    }
    if is == "html"
        && let Some(b) = barrier(&got.headers, &got.body)
    {
        return Err(b.failure(&host));
    }
    let Some(content) = words_of(&got.body) else {
        return Err(Failure::new("no-text", format!("{host} serves a page without text where one with text was")));
    };
    if content == page.content {
        return Ok(Now::Same);
    }
    if leads_up(&page.url, &got.url) {
        return Ok(Now::Gone(format!("it leads to {}", shown(&got.url))));
    }
    Ok(Now::Changed(content))
}

/// True where an address leads to the front page, or to the section in which it stood: how many sites answer for what they took down.
fn leads_up(from: &str, to: &str) -> bool {
    let (Ok(from), Ok(to)) = (Target::parse(from), Target::parse(to)) else { return false };
    let (from, to) = (from.url, to.url);
    let above = to.path().trim_end_matches('/');
    let beneath = from.path().trim_end_matches('/').strip_prefix(above);
    from != to && (above.is_empty() || from.host_str() == to.host_str() && beneath.is_some_and(|b| b.starts_with('/')))
}
