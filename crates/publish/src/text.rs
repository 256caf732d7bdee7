//! The picture in a terminal: what a desk wants in its first minute, every line with the sentence it comes from.
//!
//! Key decision: origins come first and pages second in every line, because a count of pages is the mistake that this program exists
//! to prevent. A sentence is shortened only with "…" and then the claim id stands beside it, for `explain`.

use anstyle::{AnsiColor, Style};
use model::{Answer, AnswerStatus, Claim, Event, Picture, Question, QuestionState};

use crate::{
    brief::{Piece, bottom_line},
    clean::{clean_line, columns, shorten},
    desk::Desk,
    mask::unnamed,
    words::{self, Group},
};

/// Styles for a terminal; all empty for a pipe. The caller decides (NO_COLOR, not a terminal).
#[derive(Clone, Copy, Debug, Default)]
pub struct Styles {
    /// Titles.
    pub title: Style,
    /// Questions.
    pub heading: Style,
    /// Values that stand.
    pub value: Style,
    /// Values that no longer stand, ids, small print.
    pub muted: Style,
    /// Agreed.
    pub agreed: Style,
    /// Disputed.
    pub disputed: Style,
    /// Circled.
    pub circled: Style,
}

impl Styles {
    /// No styles at all.
    pub fn plain() -> Self {
        Self::default()
    }

    /// Styles that read on dark and on light backgrounds.
    pub fn colour() -> Self {
        let fg = |c: AnsiColor| Style::new().fg_color(Some(c.into()));
        Self {
            title: Style::new().bold().underline(),
            heading: Style::new().bold(),
            value: Style::new().bold(),
            muted: Style::new().dimmed(),
            agreed: fg(AnsiColor::Green),
            disputed: fg(AnsiColor::Yellow).bold(),
            circled: fg(AnsiColor::Red),
        }
    }
}

/// How the text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct TextOptions {
    /// Columns, at least 40.
    pub width: usize,
    /// Styles.
    pub styles: Styles,
    /// Every question in full, also those of little weight and of background events.
    pub all: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { width: 96, styles: Styles::plain(), all: false }
    }
}

/// The picture for a terminal.
pub fn text(picture: &Picture, options: &TextOptions) -> String {
    let picture = &*crate::mask::masked(picture);
    let desk = Desk::new(picture, &[]);
    let mut p = Printer {
        desk: &desk,
        out: String::new(),
        width: options.width.clamp(40, 160),
        st: options.styles,
        all: options.all,
    };
    p.picture();
    p.out
}

struct Printer<'a, 'b> {
    desk: &'b Desk<'a>,
    out: String,
    width: usize,
    st: Styles,
    all: bool,
}

fn paint(style: Style, s: &str) -> String {
    if style == Style::new() { s.to_owned() } else { format!("{style}{s}{style:#}") }
}

impl<'a> Printer<'a, '_> {
    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Text in lines of the width: `first` before the first line, as many spaces before the others.
    fn wrap(&mut self, first: &str, body: &str, style: Style) {
        self.wrap_hang(first, columns(first), body, style);
    }

    fn wrap_hang(&mut self, first: &str, hang: usize, body: &str, style: Style) {
        let mut line = String::new();
        let mut used = columns(first);
        let mut lead = first.to_owned();
        let room = self.width.saturating_sub(hang.max(used)).max(8);
        for w in body.split(' ').filter(|w| !w.is_empty()).flat_map(|w| pieces(w, room)) {
            let need = columns(w) + usize::from(!line.is_empty());
            if !line.is_empty() && used + need > self.width {
                self.out.push_str(&lead);
                self.out.push_str(&paint(style, &line));
                self.out.push('\n');
                line.clear();
                lead = " ".repeat(hang);
                used = hang;
            }
            if !line.is_empty() {
                line.push(' ');
                used += 1;
            }
            line.push_str(w);
            used += columns(w);
        }
        self.out.push_str(&lead);
        self.out.push_str(&paint(style, &line));
        self.out.push('\n');
    }

    /// A left and a right part on one line, or on two where they do not fit.
    fn sides(&mut self, indent: usize, left: &str, lstyle: Style, right: &str, rstyle: Style) {
        let pad = " ".repeat(indent);
        let room = self.width.saturating_sub(indent + columns(right) + 2);
        if columns(left) <= room {
            let gap = self.width - indent - columns(left) - columns(right);
            self.out.push_str(&format!("{pad}{}{}{}\n", paint(lstyle, left), " ".repeat(gap), paint(rstyle, right)));
        } else {
            self.wrap_hang(&pad, indent + 2, left, lstyle);
            self.wrap_hang(&" ".repeat(indent + 4), indent + 4, right, rstyle);
        }
    }

    fn picture(&mut self) {
        let pic = self.desk.pic;
        let st = self.st;
        let mut head = words::count(pic.reports.len(), "report", "reports");
        let langs = self.desk.languages();
        if langs.len() > 1 {
            head.push_str(&format!(" in {} languages", langs.len()));
        }
        if let Some((a, b)) = self.desk.period() {
            head.push_str(&format!(", {} to {}", words::full_time(a), words::full_time(b)));
        }
        self.wrap("", &head, Style::new());
        let mut second = format!(
            "{}, {}, {}",
            words::count(pic.origins.len(), "origin", "origins"),
            words::count(pic.claims.len(), "claim", "claims"),
            words::count(pic.copies.len(), "copied report", "copied reports")
        );
        if let Some(m) = &pic.as_of {
            second.push_str(&format!("; as of {}", words::full_time(m)));
        }
        self.wrap("", &second, Style::new());
        self.wrap("", "Times are UTC. Origins are counted, never pages. Nothing here says what is true: it says who stands behind what.", st.muted);
        if pic.questions.is_empty() {
            self.blank();
            self.wrap(
                "",
                &format!(
                    "No claim about a crisis was found in {}.",
                    words::count(pic.reports.len(), "report", "reports")
                ),
                Style::new(),
            );
        }
        self.bottom_line();
        let (main, back) = self.desk.events();
        for (n, e) in main.iter().enumerate() {
            self.event(n + 1, main.len() + back.len(), e);
        }
        for id in self.desk.unlisted_events() {
            self.blank();
            self.wrap("", &clean_line(id), st.title);
            self.questions(id, true);
        }
        if !back.is_empty() {
            self.blank();
            self.wrap("", "Other events named in these reports, kept apart", st.title);
            for e in back {
                let title = self.desk.event_title(e);
                self.blank();
                self.sides(2, &title, st.heading, &words::count(e.reports.len(), "report", "reports"), st.muted);
                self.questions(&e.id, self.all);
            }
        }
        self.copies();
        self.findings();
        self.warnings();
        self.restrictions();
        self.sectors();
        self.precedents();
        self.issues();
    }

    fn bottom_line(&mut self) {
        let lines = bottom_line(self.desk);
        if lines.is_empty() {
            return;
        }
        self.blank();
        self.out.push_str(&paint(self.st.title, "In short"));
        self.out.push('\n');
        for pieces in lines {
            let mut s = String::new();
            for p in pieces {
                match p {
                    Piece::Words(w) | Piece::Name(w) => s.push_str(&w),
                    Piece::Value(v, c) => s.push_str(&format!("{v} [{}]", clean_line(&c.report))),
                }
            }
            self.wrap("- ", &s, Style::new());
        }
    }

    fn event(&mut self, n: usize, of: usize, e: &Event) {
        let st = self.st;
        self.blank();
        let title = self.desk.event_title(e);
        let title = if of > 1 { format!("{n}. {title}") } else { title };
        self.wrap("", &title, st.title);
        let mut facts = Vec::new();
        if let Some(p) = &e.place {
            let mut s = clean_line(&p.name);
            if let Some(a) = &p.admin1 {
                s.push_str(&format!(", {}", clean_line(a)));
            }
            let m = crate::page::map::precision(p);
            s.push_str(&format!(" (within about {} km)", words::figure((f64::from(m) / 1000.0).ceil())));
            facts.push(s);
        }
        if let Some(d) = &e.date {
            facts.push(words::day(d));
        }
        facts.push(words::count(e.reports.len(), "report", "reports"));
        self.wrap("", &facts.join("; "), st.muted);
        self.questions(&e.id, true);
    }

    fn questions(&mut self, event: &str, full: bool) {
        let mut rest: Vec<&Question> = Vec::new();
        let questions = self.desk.questions(event);
        let few = questions.len() <= 12;
        for q in questions {
            if full && (self.all || self.desk.is_key(q) || (few && Group::of(q.slot) != Group::Other)) {
                self.question(q);
            } else {
                rest.push(q);
            }
        }
        if rest.is_empty() {
            return;
        }
        if full {
            self.blank();
            self.out.push_str("  ");
            self.out.push_str(&paint(self.st.heading, "Also asked and answered"));
            self.out.push('\n');
        }
        for q in rest {
            self.brief(q);
        }
    }

    fn scope(q: &Question) -> String {
        q.scope.as_deref().map(|s| shorten(&clean_line(s), 60)).unwrap_or_default()
    }

    fn question(&mut self, q: &'a Question) {
        let st = self.st;
        self.blank();
        let mut ask = words::ask(q);
        let scope = Self::scope(q);
        if !scope.is_empty() {
            ask.push_str(&format!("  {scope}"));
        }
        let style = match q.state {
            QuestionState::Agreed => st.agreed,
            QuestionState::Disputed => st.disputed,
            _ => st.muted,
        };
        self.sides(2, &ask, st.heading, &words::state(q.state).to_uppercase(), style);
        if !q.why.is_empty() {
            self.wrap("    ", &clean_line(&q.why), st.muted);
        }
        if let Some(s) = words::range(q) {
            self.wrap("    ", &s, st.muted);
        }
        let (standing, gone) = self.desk.standing(q);
        for a in standing {
            self.answer(a, true);
        }
        for a in gone {
            self.answer(a, false);
        }
    }

    fn answer(&mut self, a: &'a Answer, stands: bool) {
        let st = self.st;
        let mark = if stands { "•" } else { "◦" };
        let mut left = format!("{mark} {}", self.desk.value(a));
        if a.status != AnswerStatus::Current {
            left.push_str(&format!("  [{}]", words::status(a.status)));
        }
        let mut right = self.desk.weight(a);
        if let Some(b) = a.basis {
            right.push_str(&format!(", {}", words::basis(b)));
        }
        if let Some(m) = &a.first_seen {
            right.push_str(&format!(", since {}", words::short_time(m)));
        }
        self.sides(4, &left, if stands { st.value } else { st.muted }, &right, st.muted);
        let (voices, loose) = self.desk.voices_split(a);
        let most = if stands { 3 } else { 1 };
        for v in voices.iter().take(most) {
            let mut who = v.who.clone();
            if let Some(c) = v.lead {
                let relays = self.desk.relays(c);
                if !relays.is_empty() {
                    who.push_str(&format!(", {relays}"));
                }
            }
            if v.reports.len() > 1 {
                who.push_str(&format!(" ({})", reports(&v.reports)));
            }
            self.wrap("      ", &who, Style::new());
            if let Some(c) = v.lead {
                self.evidence(8, c, if stands { 240 } else { 140 });
            }
        }
        if voices.len() > most {
            self.wrap(
                "      ",
                &format!("and {}", words::count(voices.len() - most, "more voice", "more voices")),
                st.muted,
            );
        }
        if let Some(l) = loose {
            self.wrap_hang(
                "      ",
                8,
                &format!("also in {}, where no origin could be told", reports(&l.reports)),
                st.muted,
            );
        }
        if !stands && !a.why.is_empty() {
            self.wrap("        ", &clean_line(&a.why), st.muted);
        }
    }

    fn evidence(&mut self, indent: usize, c: &Claim, max: usize) {
        let st = self.st;
        let line = self.desk.show(&c.report, &c.evidence.text);
        let short = shorten(&line, max);
        let tail = if short == line { String::new() } else { format!("  ({})", clean_line(&c.id)) };
        let first = format!("{}{}  ", " ".repeat(indent), clean_line(&c.report));
        self.wrap(&first, &format!("“{short}”{tail}"), st.muted);
    }

    /// One question in a line or two.
    fn brief(&mut self, q: &'a Question) {
        let st = self.st;
        let (standing, gone) = self.desk.standing(q);
        let shown: Vec<String> = standing
            .iter()
            .chain(&gone)
            .take(4)
            .map(|a| {
                let at = self.desk.lead(a).map(|c| format!(" {}", clean_line(&c.report))).unwrap_or_default();
                let mut s = shorten(&self.desk.value(a), 70);
                if a.status != AnswerStatus::Current {
                    s.push_str(&format!(" [{}]", words::status(a.status)));
                }
                format!(
                    "{s} ({}{at})",
                    if a.origins.is_empty() {
                        "?,".to_owned()
                    } else {
                        format!("{},", words::count(a.origins.len(), "origin", "origins"))
                    }
                )
            })
            .collect();
        let more = q.answers.len().saturating_sub(shown.len());
        let mut s = shown.join("; ");
        if more > 0 {
            s.push_str(&format!("; {more} more"));
        }
        let scope = Self::scope(q);
        let head = if scope.is_empty() { words::ask(q) } else { format!("{} {scope}:", words::ask(q)) };
        self.wrap_hang(
            "    ",
            6,
            &format!("{head} {s}"),
            if Group::of(q.slot) == Group::Other { st.muted } else { Style::new() },
        );
    }

    fn section(&mut self, title: &str, n: usize) {
        self.blank();
        self.out.push_str(&paint(self.st.title, &format!("{title} ({n})")));
        self.out.push('\n');
    }

    fn copies(&mut self) {
        let fams = self.desk.families();
        let st = self.st;
        self.section("Copies: one voice on several pages", self.desk.pic.copies.len());
        if fams.is_empty() {
            self.wrap(
                "  ",
                &format!(
                    "No report was found to be a copy of another among {}.",
                    words::count(self.desk.pic.reports.len(), "report", "reports")
                ),
                Style::new(),
            );
        }
        for (of, copies) in fams {
            self.wrap("  ", &format!("{} {}", clean_line(of), self.desk.outlet(of)), st.heading);
            for c in copies {
                self.wrap_hang(
                    "    ",
                    6,
                    &format!(
                        "{} {}: {}, {:.0} %",
                        clean_line(&c.report),
                        self.desk.outlet(&c.report),
                        words::copy_kind(c.kind),
                        c.score.clamp(0.0, 1.0) * 100.0
                    ),
                    Style::new(),
                );
                for ch in c.changed.iter().take(4) {
                    self.wrap_hang("      ", 8, &change(ch), st.circled);
                }
                if c.changed.len() > 4 {
                    self.wrap_hang("      ", 8, &format!("and {} more changes", c.changed.len() - 4), st.muted);
                }
            }
        }
    }

    fn findings(&mut self) {
        let st = self.st;
        let pic = self.desk.pic;
        self.section("What a careful reader would circle", pic.findings.len());
        if pic.findings.is_empty() {
            self.wrap(
                "  ",
                &format!("Nothing found in {}.", words::count(pic.reports.len(), "report", "reports")),
                Style::new(),
            );
        }
        for f in &pic.findings {
            self.wrap_hang(
                "  ",
                4,
                &format!(
                    "{} {}: “{}”",
                    clean_line(&f.report),
                    words::finding(f.kind).to_lowercase(),
                    shorten(&self.desk.show(&f.report, &f.said), 120)
                ),
                st.circled,
            );
            self.wrap("    ", &clean_line(&f.why), Style::new());
            if let Some(e) = &f.evidence {
                let line = self.desk.show(&f.report, &e.text);
                let short = shorten(&line, 200);
                let tail = match (&f.claim, short == line) {
                    (Some(c), false) => format!("  ({})", clean_line(c)),
                    _ => String::new(),
                };
                self.wrap("    ", &format!("“{short}”{tail}"), st.muted);
            }
        }
    }

    fn warnings(&mut self) {
        let pic = self.desk.pic;
        self.section("Warnings and what became of them", pic.warnings.len());
        if pic.warnings.is_empty() {
            self.wrap(
                "  ",
                &format!("No warning found in {}.", words::count(pic.reports.len(), "report", "reports")),
                Style::new(),
            );
        }
        for w in &pic.warnings {
            let c = self.desk.claim(&w.claim);
            let masked = c.filter(|c| unnamed(&c.speaker)).map(|c| self.desk.who(c));
            let named = w.by.as_deref().map(clean_line);
            let by =
                masked.or(named).or_else(|| c.map(|c| self.desk.who(c))).unwrap_or_else(|| "nobody named".to_owned());
            let at = c.map(|c| format!(" {}", clean_line(&c.report))).unwrap_or_default();
            self.wrap_hang(
                "  ",
                4,
                &format!(
                    "{}: {} - {by}{at}",
                    outcome(&w.outcome),
                    shorten(&c.map_or_else(|| clean_line(&w.text), |c| self.desk.show(&c.report, &w.text)), 160)
                ),
                Style::new(),
            );
            if let Some(c) = c {
                let mut why = self.desk.show(&c.report, &w.why);
                if let Some(h) = &w.horizon {
                    why = format!("Until {}. {why}", words::until(h));
                }
                let by: Vec<String> = w
                    .shown_by
                    .iter()
                    .take(3)
                    .filter_map(|s| self.desk.claim(s))
                    .map(|c| clean_line(&c.report))
                    .collect();
                if !by.is_empty() {
                    why.push_str(&format!(" Shown by {}.", by.join(", ")));
                }
                if !why.is_empty() {
                    self.wrap("    ", &why, self.st.muted);
                }
                self.evidence(4, c, 160);
            }
        }
    }

    fn sectors(&mut self) {
        let pic = self.desk.pic;
        self.section("Services and ways", pic.sectors.len());
        if pic.sectors.is_empty() {
            self.wrap(
                "  ",
                &format!(
                    "Nothing on power, water, roads, telephones, schools, hospitals, aid or displacement found in {}.",
                    words::count(pic.reports.len(), "report", "reports")
                ),
                Style::new(),
            );
        }
        let most = if self.all { usize::MAX } else { 24 };
        for s in pic.sectors.iter().take(most) {
            let head = s.claims.iter().find_map(|c| self.desk.claim(c));
            let show = |t: &str| head.map_or_else(|| clean_line(t), |c| self.desk.show(&c.report, t));
            let place = s.place.as_deref().map(|p| format!(", {}", show(p))).unwrap_or_default();
            let age = s.age_hours.map_or_else(|| "age not known".to_owned(), |h| format!("{} old", words::age(h)));
            let at = head.map(|c| format!(" {}", clean_line(&c.report))).unwrap_or_default();
            let more = match s.claims.len() {
                0 | 1 => String::new(),
                n => format!(" and {} more", n - 1),
            };
            let line = format!(
                "{}{}: {} - {} ({age};{at}{more})",
                words::capital(&clean_line(&s.sector)),
                shorten(&place, 60),
                words::sector_state(&s.state),
                shorten(&show(&s.text), 120)
            );
            self.wrap_hang("  ", 4, &line, Style::new());
        }
        if pic.sectors.len() > most {
            self.wrap("  ", &format!("and {} more", pic.sectors.len() - most), self.st.muted);
        }
    }

    fn precedents(&mut self) {
        let pic = self.desk.pic;
        self.section("Precedents", pic.precedents.len());
        if pic.precedents.is_empty() {
            self.wrap(
                "  ",
                &format!(
                    "No past event that resembles this one is told in {}.",
                    words::count(pic.reports.len(), "report", "reports")
                ),
                Style::new(),
            );
        }
        let title = |id: &str, else_: &str| {
            let known = pic.events.iter().find(|e| e.id == id).map(|e| self.desk.event_title(e));
            known.unwrap_or_else(|| words::with_day(&clean_line(else_)))
        };
        for p in pic.precedents.iter().take(if self.all { usize::MAX } else { 8 }) {
            self.wrap_hang(
                "  ",
                4,
                &format!("{}, for {}", title(&p.precedent, &p.title), title(&p.event, &p.event)),
                self.st.heading,
            );
            for (head, list) in [("Similar:", &p.similar), ("Different:", &p.differs)] {
                let said: Vec<String> = list.iter().map(|s| clean_line(s)).collect();
                self.wrap_hang("    ", 6, &format!("{head} {}", shorten(&said.join(" "), 400)), Style::new());
            }
            if let Some(c) = p.claims.iter().find_map(|c| self.desk.claim(c)) {
                self.evidence(4, c, 160);
            }
        }
    }

    fn restrictions(&mut self) {
        let pic = self.desk.pic;
        self.section("Closed, restricted, out of reach", pic.restrictions.len());
        if pic.restrictions.is_empty() {
            self.wrap(
                "  ",
                &format!(
                    "No curfew, closure or ban found in {}.",
                    words::count(pic.reports.len(), "report", "reports")
                ),
                Style::new(),
            );
        }
        for r in &pic.restrictions {
            let mut s = clean_line(&r.what);
            if let Some(p) = &r.place {
                s.push_str(&format!(", {}", clean_line(p)));
            }
            if let Some(f) = &r.from {
                s.push_str(&format!(", from {}", words::day(f)));
            }
            s.push_str(
                &r.to.as_deref().map_or_else(|| ", no end reported".to_owned(), |t| format!(", to {}", words::day(t))),
            );
            if let Some(b) = &r.by {
                s.push_str(&format!(" - {}", clean_line(b)));
            }
            self.wrap_hang("  ", 4, &s, Style::new());
            if let Some(c) = r.claims.iter().find_map(|c| self.desk.claim(c)) {
                self.evidence(4, c, 200);
            }
        }
    }

    fn issues(&mut self) {
        let pic = self.desk.pic;
        let st = self.st;
        self.section("What could not be read", pic.issues.len());
        if pic.issues.is_empty() {
            self.wrap("  ", "Every report was read without trouble.", Style::new());
        }
        for i in pic.issues.iter().take(if self.all { usize::MAX } else { 12 }) {
            let at = i.report.as_deref().map(|r| format!("{} ", clean_line(r))).unwrap_or_default();
            self.wrap_hang("  ", 4, &format!("{at}{}: {}", clean_line(&i.code), clean_line(&i.note)), st.muted);
        }
        if !self.all && pic.issues.len() > 12 {
            self.wrap("  ", &format!("and {} more", pic.issues.len() - 12), st.muted);
        }
        self.blank();
        let m = &pic.method;
        let rules: String = clean_line(&m.rules).chars().take(12).collect();
        self.wrap(
            "",
            &format!(
                "firsthand {}, rules {rules}. To see how a claim came about: firsthand explain CLAIM.",
                clean_line(&m.version)
            ),
            st.muted,
        );
    }
}

/// A word in pieces that fit: addresses and hostile strings can be longer than a line.
fn pieces(w: &str, room: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut used) = (0, 0);
    for (i, c) in w.char_indices() {
        let n = columns(w.get(i..i + c.len_utf8()).unwrap_or(""));
        if used + n > room {
            out.push(w.get(from..i).unwrap_or(""));
            (from, used) = (i, 0);
        }
        used += n;
    }
    out.push(w.get(from..).unwrap_or(""));
    out
}

/// "A01, A04, A12 and 3 more".
fn reports(ids: &[&str]) -> String {
    let mut s = ids.iter().take(6).map(|r| clean_line(r)).collect::<Vec<_>>().join(", ");
    if ids.len() > 6 {
        s.push_str(&format!(" and {} more", ids.len() - 6));
    }
    s
}

/// A change on the way from original to copy, in words.
pub(crate) fn change(c: &model::Change) -> String {
    let (from, to) = (shorten(&clean_line(&c.from), 80), shorten(&clean_line(&c.to), 80));
    match (from.is_empty(), to.is_empty()) {
        (true, _) => format!("{} added: “{to}”", clean_line(&c.what)),
        (_, true) => format!("{} dropped: “{from}”", clean_line(&c.what)),
        _ => format!("{} changed: “{from}” became “{to}”", clean_line(&c.what)),
    }
}

/// What became of a warning, in words.
pub(crate) fn outcome(o: &str) -> &'static str {
    match o {
        "came_true" => "came about",
        "did_not" => "did not come about",
        "unknown" => "nothing later is known",
        _ => "still open",
    }
}
