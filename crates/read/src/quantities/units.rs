//! Units after and before a figure, compound and smaller units, ages.

use model::Quantity;

use super::{
    Ctx, Head,
    lang::{self, UnitKind},
    lex::Tok,
    numbers::{Figure, Form, figure},
    phrase,
};

impl Ctx<'_> {
    /// The unit whose words start at token `i` (a hyphen may stand before it): its number and the token after it.
    pub(super) fn unit_after(&self, i: usize) -> Option<(usize, usize)> {
        let t = self.tok(i)?;
        if t.breaks > 0 {
            return None;
        }
        let opens = matches!(t.norm.as_str(), "(" | "[" | "{" | "<");
        let i = if (t.is("-") || opens)
            && self.tok(i + 1).is_some_and(|n| {
                t.is("-") && !n.spaced
                    || opens && self.tok(i + 2).is_some_and(|c| matches!(c.norm.as_str(), ")" | "]" | "}" | ">"))
            }) {
            i + 1
        } else {
            i
        };
        let words = self
            .units
            .after
            .at(self.toks, i)
            .map(|(n, u)| (*u, i + n))
            // "m 2" is a square metre only where the digit is joined to it.
            .filter(|(_, end)| *end < i + 2 || !self.toks[end - 1].digits() || !self.toks[end - 1].spaced);
        let raw = self.tok(i).map_or("", |t| t.raw(&self.doc.text));
        let mut best = words;
        // Symbols are matched as written; a lone letter must touch the figure or stand at the end of a clause.
        for n in [2, 1] {
            let Some(window) = self.toks.get(i..i + n) else { continue };
            if window.iter().skip(1).any(|t| t.spaced) {
                continue;
            }
            let joined: String = window.iter().map(|t| t.raw(&self.doc.text)).collect();
            if let Some(u) = self.units.symbols.get(joined.as_str()) {
                let lone = raw.chars().count() == 1 && n == 1 && raw.chars().all(char::is_alphanumeric);
                let next = self.tok(i + 1);
                let quote = raw == "'" || raw == "\"";
                let closed =
                    next.is_none_or(|x| !x.word() || x.breaks > 0 || x.is("x") || self.lang.stop.has(self.toks, i + 1));
                let attached = next.is_some_and(|x| !x.spaced && (x.word() || x.digits()));
                if quote && (window[0].spaced || attached || !self.feet(i)) {
                    continue;
                }
                // In "$30-$40" the second sign belongs to what follows.
                let sign = self.units.units[*u].kind == UnitKind::Money && !window[0].word();
                if sign && self.tok(i + n).is_some_and(|x| x.digits() && !x.spaced) {
                    continue;
                }
                // "a 5 W lamp", but "12 C students".
                let describes = raw.chars().all(char::is_uppercase)
                    && next.is_some_and(|x| x.word() && !x.cap || x.upper)
                    && !self.plural_ahead(i + 1);
                if lone && (attached || (window[0].spaced && !closed && !describes)) {
                    continue;
                }
                if best.is_none_or(|(_, e)| e < i + n) {
                    best = Some((*u, i + n));
                }
            }
        }
        best
    }

    /// The unit whose sign or words end right before token `at`: how many tokens and which.
    pub(super) fn unit_before(&self, at: usize) -> Option<(usize, usize)> {
        let prev = self.toks.get(at.checked_sub(1)?)?;
        if let Some((n, u)) = self.units.before.before(self.toks, at) {
            let first = at - n;
            let t = &self.toks[first];
            if n > 1 && t.word() && t.norm.len() == 1 && self.toks[first + 1].spaced {
                // "a $5 fine", "the town's $5": an article, a clitic, no Australian and no Singapore money.
                let clitic = t.is("s") && !t.cap || !t.spaced && first > 0 && self.toks[first - 1].is(".");
                if t.is("a") && (!t.cap || self.sentence_start(first)) || clitic {
                    return self.units.before.before(&self.toks[first + 1..], n - 1).map(|(n, u)| (n, *u));
                }
            }
            return Some((n, *u));
        }
        // "PS40" for a pound sign, but "PS5" is a name.
        let fig = self.toks.get(at).filter(|f| f.digits() && !f.spaced)?;
        let u = *self.units.glued.get(prev.raw(&self.doc.text))?;
        let larger = fig.norm.len() > 1 || self.toks.get(at + 1).is_some_and(|n| !n.spaced && !n.is("-"));
        (larger && prev.spaced || larger && self.sentence_start(at - 1)).then_some((1, u))
    }

    /// A quote mark that may mean feet or inches: no quotation is open in the line (odd marks so far).
    fn feet(&self, i: usize) -> bool {
        let mut k = i;
        let mut steps = 0;
        while k > 0 && self.toks[k].breaks == 0 && steps < 200 {
            k -= 1;
            steps += 1;
            if self.toks[k].is(self.norm(i)) && self.toks[k].spaced {
                return false;
            }
        }
        true
    }

    /// "per litre", "a day", "/h" after a unit; of money also "a share", "per person".
    pub(super) fn per(&self, i: usize, name: &str, money: bool) -> Option<(String, usize)> {
        let t = self.tok(i).filter(|t| t.breaks == 0)?;
        let article = matches!(t.norm.as_str(), "a" | "an" | "each" | "every") && t.spaced
            || t.is("-") && self.norm(i + 1) == "a" && !t.spaced;
        if !article && !t.is("per") && !t.is("/") {
            return None;
        }
        let mut k = i + 1;
        if t.is("-") {
            k += 1;
        }
        if self.norm(k) == "-" {
            k += 1;
        }
        let name = self.units.named(name).map_or(name, lang::Unit::compound);
        let Some((u, to)) = self.unit_after(k) else {
            let noun = self.tok(k).filter(|n| n.word() && n.breaks == 0 && !n.cap)?;
            let listed = self.lang.per.has(self.toks, k);
            let any = t.is("per") && self.tag(k) == Some(text::Tag::Noun) && !phrase::plural(&noun.norm);
            return (money && (listed || any)).then(|| (format!("{name} per {}", noun.norm), k + 1));
        };
        // "$3 million a year earlier" says when.
        if article && matches!(self.norm(to), "ago" | "earlier" | "before" | "later" | "previously" | "after") {
            return None;
        }
        let unit = &self.units.units[u];
        if unit.kind == UnitKind::Money || unit.kind == UnitKind::Share {
            return None;
        }
        let speed = matches!(name, "kilometre" | "mile" | "count");
        if article && unit.kind != UnitKind::Time && !speed && !money {
            return None;
        }
        Some((format!("{name} per {}", unit.name), to))
    }

    /// "an hour" right before "and a half": its first token and the unit.
    pub(super) fn unit_and_half(&self, half: &Figure) -> Option<(usize, usize)> {
        let joiner = half.from.checked_sub(1).filter(|j| self.lang.joiners.has(self.toks, *j))?;
        let (n, u) = self.units.after.before(self.toks, joiner)?;
        let article = joiner.checked_sub(n + 1)?;
        let whole = self.toks[article].is("a") || self.toks[article].is("an");
        let flat = self.toks[article + 1..half.to].iter().all(|t| t.breaks == 0);
        (half.one() == Some(0.5) && half.to == half.from + 2 && whole && flat).then_some((article, *u))
    }

    /// "50 previous years", "300 running metres": a unit behind one adjective.
    pub(super) fn modified_unit(&self, i: usize) -> Option<(usize, usize)> {
        let t = self.tok(i).filter(|t| t.word() && t.breaks == 0 && t.spaced && !t.cap)?;
        if self.lang.states.has(self.toks, i) || figure(self.toks, i, self.lang, &self.doc.text).is_some() {
            return None;
        }
        let describes = match self.tag(i)? {
            text::Tag::Adj => true,
            text::Tag::Verb | text::Tag::Noun => t.norm.ends_with("ing"),
            _ => false,
        };
        let noun = self.tok(i + 1).filter(|n| n.spaced && n.norm.len() > 3)?;
        if !describes || !phrase::plural(&noun.norm) && !noun.is("feet") {
            return None;
        }
        let (u, end) = self.unit_after(i + 1)?;
        let plain = matches!(self.units.units[u].kind, UnitKind::Time | UnitKind::Measure);
        let when = matches!(self.norm(end), "ago" | "earlier" | "before" | "later" | "after");
        (plain && !when).then_some((u, end))
    }

    /// "MUSD", "KEUR": a currency code with the letter of a multiplier before it.
    pub(super) fn money_code(&self, t: &Tok) -> Option<(usize, f64)> {
        let raw = t.raw(&self.doc.text);
        let factor = match raw.chars().next()? {
            'M' if t.upper && raw.len() == 4 => 1e6,
            'K' if t.upper && raw.len() == 4 => 1e3,
            _ => return None,
        };
        let u = *self.units.symbols.get(&raw[1..])?;
        (self.units.units[u].kind == UnitKind::Money).then_some((u, factor))
    }

    /// "five feet two inches", "three dollars and 50 cents", "three dollars fifty": the smaller unit joins the larger.
    pub(super) fn smaller_unit(&self, q: &mut Quantity, figures: &[Figure], k: usize) {
        let parts = |unit: &str| match unit {
            "foot" => Some(("inch", 12.0)),
            "US dollar" | "euro" | "Australian dollar" | "Canadian dollar" | "New Zealand dollar" => {
                Some(("cent", 100.0))
            }
            "pound sterling" => Some(("pence", 100.0)),
            _ => None,
        };
        let (Some((small, n)), Some(b)) = (q.unit.as_deref().and_then(parts), figures.get(k + 1)) else { return };
        let (Some(v), Some(lo), Some(hi)) = (b.one(), q.lo, q.hi) else { return };
        let after = self.toks.partition_point(|t| t.span.start < q.end);
        let joiner = b.from == after + 1 && self.lang.joiners.has(self.toks, after);
        if b.from != after && !joiner || self.toks[b.from].breaks > 0 || v >= n || lo != hi || lo.fract() != 0.0 {
            return;
        }
        // "in" is inches only here, right behind feet.
        let inches = small == "inch" && self.norm(b.to) == "in";
        let unit = self.unit_after(b.to).filter(|(u, _)| self.units.units[*u].name == small).map(|(_, to)| to);
        // Two digits that end the clause need no name: "three dollars fifty".
        let next = self.tok(b.to).filter(|t| t.breaks == 0);
        let ends = next.is_none_or(|t| t.is(".") || !joiner && (matches!(t.norm.as_str(), "," | ";" | "more" | ")")));
        let bare = small != "inch" && ends && (10.0..100.0).contains(&v) && v.fract() == 0.0 && b.scale == 1.0;
        let Some(to) = unit.or(inches.then_some(b.to + 1)).or(bare.then_some(b.to)) else { return };
        let Some(text) = self.doc.text.get(q.start..self.toks[to - 1].span.end) else { return };
        q.text = text.to_owned();
        q.end = self.toks[to - 1].span.end;
        (q.lo, q.hi) = (Some(lo + v / n), Some(lo + v / n));
    }

    /// Ages: "aged 35", "35-year-old", "under the age of 5", "Name, 65,".
    pub(super) fn age(&self, a: &Figure, head: &Head, unit: &mut Option<String>, to: &mut usize) {
        let old = self.lang.age_after.at(self.toks, *to);
        if let (Some("year" | "month" | "week" | "day"), Some((n, ()))) = (unit.as_deref(), old) {
            *unit = unit.as_ref().map(|u| format!("{u} of age"));
            *to += n;
            return;
        }
        if unit.as_deref() == Some("year") && (head.from..a.from).any(|k| self.lang.age_before.has(self.toks, k)) {
            *unit = Some("year of age".to_owned());
            return;
        }
        let small = a.one().is_some_and(|v| v <= 120.0 && v.fract() == 0.0);
        if !small {
            return;
        }
        if let (None, Some((n, ())), true) = (unit.as_deref(), old, self.lang.code != "en") {
            *unit = Some("year of age".to_owned());
            *to += n;
            return;
        }
        if (head.from..a.from).any(|k| self.lang.age_before.has(self.toks, k))
            || self.lang.age_before.before(self.toks, head.from).is_some()
            || self.lang.age_before.before(self.toks, a.from).is_some()
        {
            if unit.is_none() || unit.as_deref() == Some("year") {
                *unit = Some("year of age".to_owned());
            }
            return;
        }
        let p = self.prev(a.from);
        if unit.is_none()
            && a.form == Form::Digits
            && p.is_some_and(|p| p.is(","))
            && a.from >= 2
            && (self.toks[a.from - 2].cap || self.lang.age_named.has(self.toks, a.from - 2))
            && self.tok(*to).is_none_or(|n| n.is(",") || n.is(".") || n.is(")") || n.is(";"))
            && a.one().is_some_and(|v| v > 9.0)
        {
            *unit = Some("year of age".to_owned());
        }
    }
}
