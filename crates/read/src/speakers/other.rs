//! Attributions in the languages without a parse: reporting words, word order and phrase boundaries from `data/languages/*/speakers.toml`.
//!
//! Key decision: a source is the run of words between a clause boundary and the reporting word, cut at the language's stop words; that
//! keeps the finder the same for eight languages and leaves the knowledge in data.

use std::ops::Range;

use model::Span;
use text::Doc;

use super::english::{Raw, after_dateline};
use super::lexicon::{Language, Sources, among, language, lexicon, sources};
use super::quotes::{self, Quote};
use super::{arabic, romance};

pub(super) struct V<'a> {
    pub(super) doc: &'a Doc,
    pub(super) lang: &'a Language,
    pub(super) quotes: Vec<Quote>,
    pub(super) sources: Option<&'a Sources>,
}

impl V<'_> {
    pub(super) fn norm(&self, i: usize) -> &str {
        self.doc.tokens.get(i).map_or("", |t| t.norm.as_str())
    }
    pub(super) fn punct(&self, i: usize) -> bool {
        self.norm(i).chars().all(|c| !c.is_alphanumeric())
    }
    pub(super) fn quote(&self, i: usize) -> bool {
        matches!(self.norm(i), "\"" | "“" | "”" | "«" | "»" | "„" | "''")
    }
    pub(super) fn hard(&self, i: usize) -> bool {
        self.punct(i) && !matches!(self.norm(i), "(" | ")" | "-" | "'" | "’" | "." | "«" | "»" | "\"" | "“" | "”" | "/")
    }
    pub(super) fn stop(&self, i: usize) -> bool {
        self.lang.stop.contains(self.norm(i)) || self.lang.that.contains(self.norm(i))
    }
    pub(super) fn verb(&self, i: usize) -> Option<&str> {
        let w = self.norm(i);
        let one = self.lang.verbs.get(w).map(String::as_str);
        if one.is_some() {
            // "Berichten zufolge" is a noun; "gehen von ... aus" says, "gehen" does not
            let next = self.norm(i + 1);
            let noun = self.doc.lang == "de" && next == "zufolge";
            let needs = matches!(w, "gehen" | "geht" | "ging" | "gingen");
            return one.filter(|_| !noun && (!needs || matches!(next, "von" | "davon")));
        }
        // "iddia etti", "ileri sürdü": a noun and a verb that only helps
        if self.lang.syntax == "sov" && i > 0 {
            return self.lang.verbs.get(&format!("{}_{w}", self.norm(i - 1))).map(String::as_str);
        }
        None
    }
    /// A word that stands for what was said before: "das teilte ... mit", "об этом сообщил".
    fn stands_for_content(&self, r: &Range<usize>) -> bool {
        r.len() == 1
            && matches!(self.norm(r.start), "das" | "dies" | "es" | "этом" | "это" | "этому" | "це" | "цьому" | "так")
    }
    /// A word that opens a relative clause about the speaker.
    fn relative(&self, i: usize) -> bool {
        let w = self.norm(i);
        match self.doc.lang.as_str() {
            "de" => matches!(w, "der" | "die" | "das" | "welcher" | "welche"),
            "ru" => w.starts_with("котор") || ["вший", "вшая", "вшие", "щий", "щие"].iter().any(|e| w.ends_with(e)),
            "uk" => matches!(w, "який" | "яка" | "яке" | "які") || w.starts_with("котр"),
            _ => false,
        }
    }
    /// Words to the left of `e` (exclusive) that can be one source.
    fn left(&self, e: usize, lo: usize) -> Range<usize> {
        let mut s = e;
        while s > lo && e - s < 22 {
            let p = s - 1;
            if self.norm(p) == ")"
                && let Some(k) = (lo..p).rev().take(9).find(|&k| self.norm(k) == "(")
            {
                s = k;
                continue;
            }
            // "a source in the police": the place belongs to whoever has no name
            if matches!(self.norm(p), "в" | "во" | "у" | "in" | "im")
                && p > lo
                && s < e
                && self.sources.is_some_and(|x| among(&x.anonymous, self.norm(p - 1), &self.doc.lang))
            {
                s = p;
                continue;
            }
            if self.hard(p)
                || self.stop(p)
                || self.verb(p).is_some()
                || (self.norm(p) == "." && self.doc.tokens[s.min(self.doc.tokens.len() - 1)].spaced)
            {
                break;
            }
            s = p;
        }
        s..e
    }
    /// Words to the right of `b` that can be one source; an apposition after a comma belongs to it.
    fn right(&self, b: usize, hi: usize, appos: bool) -> Range<usize> {
        let mut b = b;
        // "dijo este jueves un portavoz": a time may stand before the speaker
        let mut skipped = 0;
        while b + 1 < hi
            && matches!(self.norm(b), "el" | "la" | "le" | "o" | "a" | "am" | "na" | "no")
            && self.lang.stop.contains(self.norm(b + 1))
        {
            b += 2;
        }
        while b < hi && skipped < 3 && self.lang.stop.contains(self.norm(b)) && !self.lang.that.contains(self.norm(b)) {
            b += 1;
            skipped += 1;
        }
        if skipped > 0 && self.norm(b) == "(" {
            return b..b;
        }
        let mut e = b;
        let mut comma = false;
        while e < hi && e - b < 22 {
            if self.norm(e) == "("
                && let Some(k) = (e..hi.min(e + 9)).find(|&k| self.norm(k) == ")")
            {
                e = k + 1;
                continue;
            }
            if self.norm(e) == "," && appos && !comma && e > b {
                // name, office: only where the whole runs to the end or another comma without a stop word
                let until = (e + 1..hi).find(|&k| self.hard(k) || self.norm(k) == ".").unwrap_or(hi);
                if until > e + 1
                    && until - e < 14
                    && !(e + 1..until).any(|k| self.verb(k).is_some() || self.lang.that.contains(self.norm(k)))
                    && until + 2 >= hi
                {
                    comma = true;
                    e = until;
                    continue;
                }
                break;
            }
            let last_dot = self.norm(e) == "." && e + 1 >= hi;
            if e > b && (self.norm(e).starts_with(|c: char| c.is_ascii_digit()) || self.german_end(b, e)) {
                break;
            }
            // "джерело в поліції"
            if matches!(self.norm(e), "в" | "во" | "у")
                && e > b
                && e + 1 < hi
                && self.sources.is_some_and(|x| among(&x.anonymous, self.norm(e - 1), &self.doc.lang))
            {
                e += 2;
                continue;
            }
            if self.hard(e)
                || last_dot
                || self.verb(e).is_some()
                || (self.stop(e) && e > b)
                || (self.lang.that.contains(self.norm(e)))
                || (self.arabic_listener(e))
            {
                break;
            }
            e += 1;
        }
        while e > b && matches!(self.norm(e - 1), "." | "\"" | "”" | "(") {
            e -= 1;
        }
        b..e
    }
    /// "لرويترز": the preposition grown together with an agency's name.
    fn arabic_listener(&self, i: usize) -> bool {
        self.doc.lang == "ar" && self.norm(i).strip_prefix('ل').is_some_and(|r| lexicon().agencies.contains(r))
    }
    /// In German a noun phrase ends before a small letter that opens no genitive, and before the agency that was told.
    fn german_end(&self, b: usize, e: usize) -> bool {
        if self.doc.lang != "de" {
            return false;
        }
        let noun = |i: usize| self.doc.word(i).starts_with(char::is_uppercase);
        if !noun(e - 1) {
            return false;
        }
        let next = self.norm(e + 1);
        let media = |w: &str| self.sources.is_some_and(|s| s.media.contains(w));
        if matches!(self.norm(e), "der" | "dem" | "den") && (media(next) || next.ends_with("agentur")) {
            // "ein Reporter der Zeitung" works there, "ein Zeuge" was heard by it
            return !(b..e).any(|i| media(self.norm(i)));
        }
        let small = self.doc.word(e).starts_with(char::is_lowercase);
        small && !matches!(self.norm(e), "der" | "des" | "von" | "vom" | "für" | "und" | "dem" | "den" | "zu" | "zur")
    }
    pub(super) fn nominal(&self, r: &Range<usize>) -> bool {
        !r.is_empty() && r.clone().any(|i| self.norm(i).chars().any(char::is_alphabetic))
    }
    pub(super) fn content(&self, r: Range<usize>) -> Option<(Span, bool)> {
        let (mut a, mut b) = (r.start, r.end);
        while b > a && matches!(self.norm(b - 1), "." | "," | "،" | ";" | ":" | "!" | "?" | "؛") {
            b -= 1;
        }
        while a < b && self.hard(a) {
            a += 1;
        }
        if a >= b {
            return None;
        }
        let mut span = self.doc.span_of(a..b);
        let q =
            quotes::at(&self.quotes, span.start).filter(|q| q.span.start + 3 >= span.start || q.span.end >= span.end);
        if let Some(q) = q {
            if q.span.start < span.start {
                span.start = q.span.start;
            }
            if q.span.end > span.end {
                span.end = q.span.end;
            }
        }
        Some((span, q.is_some()))
    }
}

/// All attributions of a text in a language with data.
pub(crate) fn find(doc: &Doc) -> Vec<Raw> {
    let Some(lang) = language(&doc.lang) else { return Vec::new() };
    let v = V { doc, lang, quotes: quotes::find(&doc.text), sources: sources(&doc.lang) };
    let mut out = Vec::new();
    for si in 0..doc.sentences.len() {
        sentence(&v, si, &mut out);
    }
    out
}

fn sentence(v: &V<'_>, si: usize, out: &mut Vec<Raw>) {
    let s = &v.doc.sentences[si];
    let lo = after_dateline(v.doc, s);
    let hi = s.tokens.end;
    if lo >= hi || hi - lo > 400 {
        return;
    }
    let first = out.len();
    set_phrases(v, si, lo, hi, out);
    prepositions(v, si, lo, hi, out);
    let romance = !v.lang.det.is_empty();
    if romance {
        romance::verbs(v, si, lo, hi, out);
    } else if v.doc.lang == "ar" {
        arabic::verbs(v, si, lo, hi, out);
    }
    let verbs: Vec<usize> = (lo..hi)
        .filter(|_| !romance && v.doc.lang != "ar")
        .filter(|&i| v.verb(i).is_some() && !(i > lo && matches!(v.norm(i - 1), "عدم" | "دون")))
        .filter(|&i| {
            let b = v.doc.tokens[i].span.start;
            quotes::at(&v.quotes, b).is_none_or(|q| q.span.start >= b || q.span.len() + 4 >= s.span.len())
        })
        .collect();
    let mut last_source: Option<Range<usize>> = None;
    let mut done: Option<usize> = None;
    for (k, &at) in verbs.iter().enumerate() {
        if done.is_some_and(|d| at < d) {
            continue;
        }
        let next = verbs.get(k + 1).copied().unwrap_or(hi);
        let kind = v.verb(at).unwrap_or("say").to_owned();
        let mut raw = Raw {
            sentence: si,
            cue: at..at + 1,
            kind,
            lemma: v.norm(at).to_owned(),
            tail: at + 1..at + 1,
            ..Raw::default()
        };
        let before_comma = at > lo && (matches!(v.norm(at - 1), "," | "،" | "—" | "–" | "-") || v.quote(at - 1));
        let mut left = v.left(at, lo);
        let mut gap = 0;
        while left.is_empty() && left.end > lo && gap < 3 && v.stop(left.end - 1) {
            let e = left.end - 1;
            gap += 1;
            left = v.left(e, lo);
        }
        let stands = v.stands_for_content(&left).then(|| left.clone());
        if stands.is_some() {
            left = at..at;
        }
        // "a witness, who asked not to be named, told"
        let about = (at > lo && v.norm(at - 1) == ",")
            .then(|| (lo + 1..at - 1).rev().take(20).find(|&j| v.norm(j) == ","))
            .flatten()
            .filter(|&c| v.relative(c + 1))
            .map(|c| v.left(c, lo))
            .filter(|l| v.nominal(l));
        let mut source: Option<Range<usize>> = None;
        let mut inverted = false;
        // "X denies it and blames Y": the speaker of the verb before
        let joined = at > lo && matches!(v.norm(at - 1), "y" | "e" | "et" | "und" | "и" | "і" | "й" | "та" | "ve");
        let that = |from: usize| {
            (from..hi.min(from + 30)).take_while(|&j| !matches!(v.norm(j), ";" | "." | "؛")).find(|&j| {
                v.lang.that.contains(v.norm(j))
                    || v.norm(j) == ":"
                    || (v.doc.lang == "fr" && v.norm(j).starts_with("qu'"))
            })
        };
        match v.lang.syntax.as_str() {
            "vs" => {
                if at > lo && matches!(v.norm(at - 1), "قد") && v.nominal(&left) {
                    source = Some(left.clone());
                } else {
                    let r = v.right(at + 1, hi, true);
                    if v.nominal(&r) {
                        source = Some(r);
                        inverted = true;
                    } else if v.nominal(&left) && at + 1 < hi && !before_comma {
                        source = Some(left.clone());
                    }
                }
            }
            "sov" => {
                // the speaker opens the sentence, the verb closes it; "... belirten Bakanlık" stands in the middle
                if v.norm(at).ends_with("en") || v.norm(at).ends_with("an") {
                    let r = v.right(at + 1, hi, true);
                    if v.nominal(&r) {
                        source = Some(r);
                        inverted = true;
                    }
                } else {
                    let e = (lo..at).find(|&j| v.hard(j) || v.stop(j)).unwrap_or(at);
                    let e = subject_end(v, lo, e).unwrap_or(e);
                    let known = v.sources.is_some_and(|s| {
                        (lo..e).any(|j| {
                            [&s.institution, &s.media, &s.anonymous, &s.title]
                                .iter()
                                .any(|x| among(x, v.norm(j), &v.doc.lang))
                        })
                    });
                    if e > lo
                        && e < at
                        && e - lo < 9
                        && (known || v.hard(e) || v.stop(e))
                        && !v.doc.word(e - 1).starts_with(|c: char| c.is_ascii_digit())
                        && (known
                            || v.norm(lo)
                                .chars()
                                .next()
                                .is_some_and(|_| v.doc.word(lo).starts_with(char::is_uppercase))
                                && e - lo <= 3)
                    {
                        source = Some(lo..e);
                    }
                }
            }
            _ if about.is_some() => {
                source.clone_from(&about);
            }
            _ if joined && last_source.is_some() => {
                source.clone_from(&last_source);
            }
            _ => {
                let listener = before_comma && !v.quote(at - 1) && that(at + 1).is_some();
                let relative = (listener && v.norm(at - 1) == ",")
                    .then(|| (lo..at - 1).rev().find(|&j| v.norm(j) == ",").filter(|c| at - c < 20))
                    .flatten()
                    .map(|c1| (v.left(c1, lo), c1))
                    .filter(|(l, _)| v.nominal(l) && l.start < l.end);
                if let Some((l, _)) = relative {
                    // "health workers, who stayed, told the agency that": what follows the verb is the listener
                    let r = v.right(at + 1, hi, false);
                    if v.nominal(&r) {
                        raw.listener = Some(r);
                    }
                    source = Some(l.start..at - 1);
                } else if before_comma || left.is_empty() || at == lo {
                    let r = v.right(at + 1, hi, true);
                    if v.nominal(&r) {
                        // "dijo que": no speaker named; a comma before it may close an apposition
                        source = Some(r);
                        inverted = true;
                    }
                    if source.is_none() && at > lo && v.norm(at - 1) == "," {
                        let c1 = (lo..at - 1).rev().find(|&j| v.norm(j) == ",");
                        if let Some(c1) = c1.filter(|c| at - c < 20) {
                            let l = v.left(c1, lo);
                            if v.nominal(&l) {
                                source = Some(l.start..at - 1);
                            }
                        }
                    }
                } else if v.nominal(&left) {
                    source = Some(left.clone());
                }
                // a final participle: the speaker opens the clause ("Die SDF hatten ... gemeldet")
                if v.doc.lang == "de"
                    && !inverted
                    && (at + 2 >= hi || matches!(v.norm(at + 1), "." | ","))
                    && v.norm(at).starts_with("ge")
                    || (source
                        .as_ref()
                        .is_some_and(|s| s.clone().any(|i| v.norm(i).starts_with(|c: char| c.is_ascii_digit()))))
                {
                    let have = |j: &usize| matches!(v.norm(*j), "hat" | "haben" | "hatte" | "hatten" | "habe");
                    let e = (lo + 1..at).find(have);
                    let e = e.or_else(|| (lo + 1..at).find(|&j| v.hard(j) || v.stop(j))).unwrap_or(at);
                    if e > lo && e < at {
                        source = Some(lo..e);
                        inverted = false;
                    }
                }
            }
        }
        // "hieß es vonseiten der Leitung": the words that lead to the speaker are none of his name
        if let Some(r) = &mut source
            && let Some(((), after)) = v.lang.prep.at(v.doc, r.start)
            && after < r.end
        {
            r.start = after;
        }
        // "meanwhile he": the pronoun alone is the speaker
        if let (Some(r), Some(words)) = (&source, v.sources) {
            let last = v.norm(r.end.saturating_sub(1));
            if r.len() > 1 && r.len() < 4 && words.person_reference.contains(last) {
                source = Some(r.end - 1..r.end);
            }
        }
        // "сообщили ТАСС в экстренных службах": agency first, then the speaker in a phrase of place
        if let Some(r) = source.clone().filter(|_| inverted && matches!(v.doc.lang.as_str(), "ru" | "uk")) {
            let agency = lexicon().agencies.contains(v.doc.span_of(r.clone()).of(&v.doc.text));
            if agency && matches!(v.norm(r.end), "в" | "во" | "у") {
                let n = v.right(r.end + 1, hi, false);
                if v.nominal(&n) {
                    raw.listener = Some(r.clone());
                    source = Some(r.end..n.end);
                }
            }
        }
        // listener and relay beside the cue
        let after = if inverted { source.as_ref().map_or(at + 1, |s| s.end) } else { at + 1 };
        let t = that(after);
        let content = if inverted && v.lang.syntax == "sv" || (before_comma && t.is_none() && v.lang.syntax != "sov") {
            let start = if inverted { at } else { source.as_ref().map_or(at, |s| s.start) };
            if start > lo + 1 && before_comma {
                v.content(clause_start(v, lo, start)..start)
            } else {
                v.content(t.map_or(after, |t| t + 1)..end_of(v, after, hi, next))
            }
        } else if v.lang.syntax == "sov" {
            let begin = if inverted { lo } else { source.as_ref().map_or(lo, |s| s.end) };
            let x = v.content(begin..at);
            if inverted {
                if let Some(x) = x {
                    raw.contents.push(x.0);
                }
                v.content(source.as_ref().map_or(at, |s| s.end)..hi)
            } else {
                x
            }
        } else {
            match t.filter(|&t| t < next || next <= after) {
                Some(t) => v.content(t + usize::from(v.norm(t) == ":")..end_of(v, t, hi, next.max(t + 1))),
                None if source.as_ref().is_some_and(|s| s.end + 6 < at) => {
                    v.content(source.as_ref().map_or(lo, |s| s.end)..hi)
                }
                // "Die Wache hatte 30 Tote gemeldet": all stands between the two parts of the verb
                None if after >= hi || v.norm(after) == "." && source.as_ref().is_some_and(|s| s.end < at) => {
                    v.content(source.as_ref().map_or(lo, |s| s.end)..at)
                }
                None => v.content(after..end_of(v, after, hi, next)),
            }
        };
        if let Some((span, direct)) = content {
            raw.contents.insert(0, span);
            raw.direct = direct;
        }
        if raw.contents.is_empty() && raw.kind == "deny" && source.is_some() {
            // "Russia denies it": the verb stands for what was said before
            raw.contents.push(v.doc.span_of(at..at + 1));
        }
        if let (true, Some(r), true) = (raw.contents.is_empty(), stands, source.is_some()) {
            // "das teilte der Minister mit": the pronoun is all the content there is
            raw.contents.push(v.doc.span_of(r));
        }
        if raw.contents.is_empty() {
            last_source.clone_from(&source);
            continue;
        }
        raw.tail = after..t.unwrap_or(hi.min(after + 12)).max(after);
        if source.is_none() && last_source.is_some() && k > 0 {
            source = last_source.clone();
        }
        last_source.clone_from(&source);
        raw.source = source;
        if v.lang.syntax == "sov" && !inverted {
            done = None;
        }
        out.push(raw);
    }
    // "ministry: 12 dead" in a headline
    if let Some(c) = (lo..hi.min(lo + 7)).find(|&j| v.norm(j) == ":") {
        let known = v.sources.is_some_and(|s| {
            (lo..c).any(|j| {
                s.institution.contains(v.norm(j))
                    || s.media.contains(v.norm(j))
                    || s.anonymous.contains(v.norm(j))
                    || s.title.contains(v.norm(j))
            })
        });
        if c > lo
            && c + 2 < hi
            && out.len() == first
            && (known || (c == lo + 1 && v.doc.sentences.len() == 1))
            && !v.sources.is_some_and(|s| (lo..c).any(|j| s.not_a_source.contains(v.norm(j))))
            && !(lo..c).any(|j| v.punct(j))
            && let Some((span, direct)) = v.content(c + 1..hi)
        {
            out.push(Raw {
                sentence: si,
                source: Some(lo..c),
                cue: c..c + 1,
                contents: vec![span],
                kind: "say".into(),
                lemma: ":".into(),
                direct,
                ..Raw::default()
            });
        }
    }
}

/// Where the subject of a Turkish clause ends that no comma closes: behind the word for who speaks and the name after it.
fn subject_end(v: &V<'_>, lo: usize, end: usize) -> Option<usize> {
    let s = v.sources?;
    let who = |i: usize| {
        let w = v.norm(i);
        [&s.institution, &s.media, &s.anonymous, &s.title].iter().any(|x| among(x, w, &v.doc.lang))
    };
    let mut e = (lo..end.min(lo + 8)).find(|&i| who(i))? + 1;
    while e < end
        && (who(e)
            || v.doc.word(e).starts_with(char::is_uppercase) && s.title.contains(v.norm(e - 1))
            || e > lo + 1
                && v.doc.word(e).starts_with(char::is_uppercase)
                && v.doc.word(e - 1).starts_with(char::is_uppercase)
                && !s.institution.contains(v.norm(e - 1)))
    {
        e += 1;
    }
    Some(e)
}

/// "claimed responsibility", and "by his account", which goes on with the last speaker.
fn set_phrases(v: &V<'_>, si: usize, lo: usize, hi: usize, out: &mut Vec<Raw>) {
    for at in lo..hi {
        let (kind, after) = match (v.lang.responsible.at(v.doc, at), v.lang.again.at(v.doc, at)) {
            (Some(((), e)), _) => ("claim_responsibility", e),
            (None, Some(((), e))) => ("say", e),
            _ => continue,
        };
        let responsible = kind == "claim_responsibility";
        let mut source = v.left(at, lo);
        if source.is_empty() && responsible && v.lang.syntax == "vs" {
            source = if v.doc.lang == "ar" { arabic::np(v, after, hi) } else { v.right(after, hi, false) };
        }
        // "claimed the attack that killed 12": the dead are the writer's
        let that = |j: usize| v.lang.relative.contains(v.norm(j)) || v.lang.that.contains(v.norm(j));
        let until = if v.lang.relative.is_empty() { hi } else { (after..hi).find(|&j| that(j)).unwrap_or(hi) };
        let content =
            if responsible { v.content(at..until) } else { v.content(after..hi).or_else(|| v.content(lo..at)) };
        let Some((span, direct)) = content else { continue };
        if responsible && !v.nominal(&source) {
            continue;
        }
        out.push(Raw {
            sentence: si,
            source: responsible.then_some(source),
            cue: at..after,
            contents: vec![span],
            kind: kind.into(),
            lemma: v.doc.span_of(at..after).of(&v.doc.text).to_lowercase(),
            direct,
            tail: after..after,
            ..Raw::default()
        });
    }
}

pub(super) fn clause_start(v: &V<'_>, lo: usize, start: usize) -> usize {
    (lo..start.saturating_sub(1)).rev().find(|&j| matches!(v.norm(j), ";" | "؛")).map_or(lo, |j| j + 1)
}

/// A content ends where another speaker's clause begins: at the last comma or conjunction before the next reporting word.
fn end_of(v: &V<'_>, from: usize, hi: usize, next: usize) -> usize {
    if next >= hi || next <= from {
        return hi;
    }
    let cut = (from + 1..next).rev().take(14).find(|&j| {
        matches!(
            v.norm(j),
            "," | "،"
                | ";"
                | "؛"
                | "y"
                | "et"
                | "e"
                | "und"
                | "и"
                | "і"
                | "та"
                | "while"
                | "بينما"
                | "а"
                | "mientras"
                | "tandis"
        )
    });
    match cut {
        Some(c) if !(c..next).any(|j| v.lang.that.contains(v.norm(j))) => c,
        _ => hi,
    }
}

fn prepositions(v: &V<'_>, si: usize, lo: usize, hi: usize, out: &mut Vec<Raw>) {
    let mut i = lo;
    while i < hi {
        let at = i;
        i += 1;
        let (source, cue) = if let Some(((), after)) = v.lang.prep.at(v.doc, at) {
            if !v.lang.det.is_empty() {
                // "según se supo": nobody's words
                if matches!(v.norm(after), "se" | "s'" | "s’") {
                    continue;
                }
                // "según informó X" is the verb's; "de source policière" names the source in the cue's last word
                if (after..hi.min(after + 4))
                    .take_while(|&j| !v.lang.det.contains(v.norm(j)) || v.lang.clitic.contains(v.norm(j)))
                    .any(|j| v.verb(j).is_some())
                {
                    continue;
                }
                let own = v.sources.is_some_and(|s| s.anonymous.contains(v.norm(after - 1)));
                let from = if own { after - 1 } else { after };
                (romance::np(v, from, hi), at..from)
            } else if v.doc.lang == "ar" {
                // "بحسب ما أفاد X" is the verb's
                if matches!(v.norm(after), "ما" | "لما") {
                    continue;
                }
                (arabic::np(v, after, hi), at..after)
            } else {
                (v.right(after, hi, at > lo + 1), at..after)
            }
        } else if let Some(((), after)) = arabic_prefixed(v, at) {
            (v.right(after, hi, at > lo + 1), at..after)
        } else if let Some(((), after)) = v.lang.postp.at(v.doc, at) {
            (v.left(at, lo), at..after)
        } else {
            continue;
        };
        // "как передаёт X со ссылкой на Y": Y said it, X passed it on
        let mut listener = None;
        let (mut source, mut cue) = (source, cue);
        let cites = |i: usize| matches!(v.norm(i), "со" | "із" | "з" | "зі" | "unter");
        if cites(source.end)
            && let Some(((), after)) = v.lang.prep.at(v.doc, source.end)
        {
            let next = v.right(after, hi, at > lo + 1);
            if v.nominal(&next) {
                listener = Some(source.clone());
                cue = source.end..after;
                source = next;
            }
        }
        let unnamed = v.sources.is_some_and(|s| source.clone().any(|j| s.not_a_source.contains(v.norm(j))));
        if unnamed || !v.nominal(&source) || source.clone().all(|j| v.norm(j).starts_with(|c: char| c.is_ascii_digit()))
        {
            continue;
        }
        let (b, e) = (source.start.min(cue.start), source.end.max(cue.end));
        i = e.max(at + 1);
        let mut contents = Vec::new();
        let before = v.content(clause_start(v, lo, b)..b);
        let after = v.content(e..hi);
        let len = |x: &Option<(Span, bool)>| x.map_or(0, |s| s.0.len());
        let direct = before.is_some_and(|x| x.1) || after.is_some_and(|x| x.1);
        if b == lo || len(&before) < 12 {
            contents.extend(after.map(|x| x.0));
        } else {
            contents.extend(before.map(|x| x.0));
            if len(&after) > 20 {
                contents.extend(after.map(|x| x.0));
            }
        }
        if contents.is_empty() {
            continue;
        }
        out.push(Raw {
            sentence: si,
            source: Some(source),
            cue: cue.clone(),
            contents,
            kind: "say".into(),
            lemma: v.doc.span_of(cue).of(&v.doc.text).to_lowercase(),
            direct,
            listener,
            tail: e..e,
            ..Raw::default()
        });
    }
}

/// "وفقا لوزارة": a preposition phrase whose last letter is grown into the next word.
fn arabic_prefixed(v: &V<'_>, at: usize) -> Option<((), usize)> {
    if v.doc.lang != "ar" {
        return None;
    }
    let w = v.norm(at);
    let joined =
        matches!(w, "وفقا" | "وفقاً" | "طبقا" | "طبقاً" | "استنادا" | "استناداً") && v.norm(at + 1).starts_with('ل');
    joined.then_some(((), at + 1))
}
