//! Who passed the words on.

use std::ops::Range;

use super::Resolver;
use crate::speakers::english::Raw;

impl<'a> Resolver<'a> {
    /// Who passed the words on, from the listener and the words beside the cue.
    pub(super) fn relays(&self, raw: &Raw) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut push = |x: Option<String>| {
            if let Some(x) = x
                && !out.contains(&x)
            {
                out.push(x);
            }
        };
        if let Some(q) = &raw.quoted_by {
            let d = self.describe(q.clone(), raw.sentence);
            push(d.name.clone());
        }
        if let Some(l) = &raw.listener {
            push(self.media_listener(l.clone()));
        }
        if !raw.tail.is_empty() && raw.tail.end <= self.doc.tokens.len() {
            let t = raw.tail.clone();
            for i in t.clone() {
                let carries = matches!(
                    self.norm(i),
                    "carried"
                        | "published"
                        | "quoted"
                        | "cited"
                        | "reported"
                        | "broadcast"
                        | "aired"
                        | "released"
                        | "run"
                        | "distributed"
                        | "via"
                        | "to"
                        | "with"
                        | "by"
                        | "on"
                        | "a"
                        | "à"
                        | "für"
                        | "gegenüber"
                        | "агентству"
                        | "агентства"
                        | "ile"
                        | "au"
                        | "ao"
                );
                if carries && i + 1 < t.end {
                    let e = t.end.min(i + 8);
                    let stop =
                        (i + 1..e).find(|&j| matches!(self.norm(j), "," | "that" | "." | "and" | ":")).unwrap_or(e);
                    push(self.media_listener(i + 1..stop));
                } else if self.doc.lang == "ar" && self.norm(i).starts_with('ل') {
                    push(self.media_name(i..i + 1));
                }
            }
        }
        out
    }

    fn media_listener(&self, r: Range<usize>) -> Option<String> {
        if r.is_empty() {
            return None;
        }
        let name = self.media_name(r.clone());
        if name.is_some() {
            return name;
        }
        let lower = self.text(r.clone()).to_lowercase();
        let capital = r.clone().any(|i| self.upper(i));
        let phrase = self.en.media_phrases.iter().any(|p| lower.contains(p.as_str()));
        let word = r.clone().any(|i| {
            matches!(
                self.norm(i),
                "agency"
                    | "newspaper"
                    | "website"
                    | "broadcaster"
                    | "television"
                    | "tv"
                    | "radio"
                    | "channel"
                    | "daily"
                    | "magazine"
                    | "agencia"
                    | "agence"
                    | "agência"
            )
        });
        (phrase || (word && capital)).then(|| self.plain_name(r))
    }
}
