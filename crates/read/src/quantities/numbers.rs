//! From tokens to numbers: digits with separators, number words, multipliers, fractions, vague words.
//!
//! Key decision: one reader for digits and words ("4 thousand 3 hundred", "2,5 миллиона", "one and a half million"), each figure
//! read once from left to right, so that time is linear in the text whatever it holds.

use super::{
    lang::{Lang, NumberWord},
    lex::{Kind, Tok, fraction_sign},
};

/// How a figure was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Digits, perhaps with a multiplier word.
    Digits,
    /// Number words.
    Words,
    /// A part of one: "half", "two-thirds", "3/4".
    Fraction,
    /// A vague word.
    Vague,
}

/// A figure: tokens `from..to` and the value they stand for.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Value, or both ends of a vague word's interval; `None` where it has no bounds.
    pub(crate) value: Option<(f64, f64)>,
    pub(crate) form: Form,
    /// What a multiplier word at its end multiplies by (1 without): "3 to 5 million" shares it.
    pub(crate) scale: f64,
    /// The word itself means a round number ("une centaine").
    pub(crate) about: bool,
}

impl Figure {
    pub(crate) fn one(&self) -> Option<f64> {
        self.value.filter(|(a, b)| a == b).map(|v| v.0)
    }
}

/// Reads a numeral in digits that starts at token `i`. Gives its value and the token after it; `None` value where the chain of
/// digits is no number (a version, an address, a date).
pub(crate) fn numeral(toks: &[Tok], i: usize, lang: &Lang) -> (Option<f64>, usize) {
    // The chain: digits joined by single signs without a space.
    let sep = |j: usize| -> Option<char> {
        let s = toks.get(j)?;
        let d = toks.get(j + 1)?;
        if s.kind != Kind::Sign || s.spaced || !d.digits() || d.spaced {
            return None;
        }
        s.norm.chars().next().filter(|c| matches!(c, '.' | ',' | '\''))
    };
    let mut parts: Vec<(Option<char>, &str)> = vec![(None, toks[i].norm.as_str())];
    let mut j = i + 1;
    while let Some(c) = sep(j) {
        parts.push((Some(c), toks[j + 1].norm.as_str()));
        j += 2;
    }
    // Groups parted by a blank: "1 500", always where the blank is a no-break one.
    let groups_start = parts.len() == 1 && parts[0].1.len() <= 3 && !parts[0].1.starts_with('0');
    if groups_start {
        let mut k = j;
        let mut tight = true;
        while let Some(t) = toks.get(k) {
            let next_is_long = toks.get(k + 1).is_some_and(|n| n.digits() && !n.spaced);
            if !(t.digits() && t.norm.len() == 3 && t.spaced && t.breaks == 0) || next_is_long {
                break;
            }
            tight &= t.tight;
            k += 1;
        }
        // A plain blank parts groups where the language writes so, in a run of groups, or before the thing counted.
        let counted = toks.get(k).is_some_and(|n| n.word() && n.spaced && !n.cap && n.breaks == 0);
        if tight || lang.space_groups || k > j + 1 || counted {
            parts.extend(toks[j..k].iter().map(|t| (Some(' '), t.norm.as_str())));
            j = k;
        }
        if parts.len() > 1
            && let Some(c) = sep(j).filter(|c| lang.decimal.contains(c) || *c == '.')
        {
            parts.push((Some(c), toks[j + 1].norm.as_str()));
            j += 2;
        }
    }
    (value_of(&parts, lang), j)
}

fn value_of(parts: &[(Option<char>, &str)], lang: &Lang) -> Option<f64> {
    let digits: usize = parts.iter().map(|p| p.1.len()).sum();
    if digits > 40 {
        return None;
    }
    let whole = |ps: &[(Option<char>, &str)]| ps.iter().map(|p| p.1).collect::<String>();
    if parts.len() == 1 {
        return parts[0].1.parse().ok();
    }
    let seps: Vec<char> = parts.iter().filter_map(|p| p.0).collect();
    let last = *seps.last()?;
    let group_sep = seps[0];
    let grouped = |ps: &[(Option<char>, &str)]| {
        let first = ps[0].1.len();
        let western = (1..=3).contains(&first) && ps[1..].iter().all(|p| p.1.len() == 3);
        let indian = (1..=2).contains(&first)
            && ps.len() > 2
            && ps[1..ps.len() - 1].iter().all(|p| p.1.len() == 2)
            && ps[ps.len() - 1].1.len() == 3;
        western || indian
    };
    let all_same = seps.iter().all(|&c| c == group_sep);
    if all_same {
        let one_and_three = parts.len() == 2 && parts[1].1.len() == 3;
        let as_groups = grouped(parts) && !(parts[0].1.starts_with('0'));
        if group_sep == ' ' || group_sep == '\'' {
            return as_groups.then(|| whole(parts).parse().ok()).flatten();
        }
        if as_groups && (parts.len() > 2 || lang.group.contains(&group_sep) || (one_and_three && lang.group_either)) {
            return whole(parts).parse().ok();
        }
        if parts.len() == 2 {
            // A single sign that does not part thousands here is a decimal sign, whatever the language's own is.
            return format!("{}.{}", parts[0].1, parts[1].1).parse().ok();
        }
        return None;
    }
    // Groups, then one decimal sign of another kind.
    let (head, tail) = parts.split_at(parts.len() - 1);
    if seps[..seps.len() - 1].iter().all(|&c| c == group_sep) && last != group_sep && last != '\'' && grouped(head) {
        return format!("{}.{}", whole(head), tail[0].1).parse().ok();
    }
    None
}

/// What a plain number word does, for readers outside the grammar of figures.
pub(crate) use super::lang::NumberWord as Word;

/// The number word at token `i`, if one stands there.
pub(crate) fn word(toks: &[Tok], i: usize, lang: &Lang) -> Option<(usize, Word)> {
    word_at(toks, i, lang).map(|(n, w, _)| (n, w))
}

/// A number word at token `i`: how many tokens it takes and what it does. Looks through clitics (Arabic "و") and compounds (German).
fn word_at(toks: &[Tok], i: usize, lang: &Lang) -> Option<(usize, NumberWord, bool)> {
    if let Some((n, w)) = lang.numbers.at(toks, i) {
        return Some((n, *w, false));
    }
    let t = toks.get(i).filter(|t| t.word())?;
    for c in &lang.clitics {
        if let Some(rest) = t.norm.strip_prefix(c.as_str())
            && rest.chars().count() >= 3
        {
            let probe = [Tok { norm: rest.to_owned(), ..t.clone() }];
            if let Some((1, w)) = lang.numbers.at(&probe, 0) {
                return Some((1, *w, true));
            }
        }
    }
    if let Some(joiner) = &lang.compound
        && let Some(v) = compound(&t.norm, joiner, lang)
    {
        return Some((1, NumberWord::Cardinal(v), false));
    }
    None
}

/// A word inside a number: there "un" is one ("quatre-vingt-un", "setenta y un"), although elsewhere it is an article.
fn word_inside(toks: &[Tok], i: usize, lang: &Lang) -> Option<(usize, NumberWord, bool)> {
    match word_at(toks, i, lang) {
        Some((n, NumberWord::Article, c)) if lang.article_is_one => Some((n, NumberWord::Cardinal(1.0), c)),
        w => w,
    }
}

/// Reads a number word written together ("dreihundertfünfundzwanzig").
fn compound(word: &str, joiner: &str, lang: &Lang) -> Option<f64> {
    if word.len() < 6 || word.len() > 80 {
        return None;
    }
    let (mut total, mut group, mut pending, mut parts) = (0.0, 0.0, 0.0, 0);
    let mut rest = word;
    while !rest.is_empty() {
        if parts > 0
            && let Some(r) = rest.strip_prefix(joiner)
        {
            rest = r;
        }
        // The longest known part that the rest begins with.
        let mut hit = None;
        for (end, _) in rest.char_indices().skip(2).chain([(rest.len(), ' ')]) {
            let piece = &rest[..end];
            let probe = [probe_token(piece)];
            if let Some((1, w)) = lang.numbers.at(&probe, 0) {
                hit = Some((end, *w));
            }
        }
        let (end, w) = hit?;
        rest = &rest[end..];
        parts += 1;
        match w {
            NumberWord::Cardinal(v) if v < 10.0 && pending == 0.0 => {
                pending = v;
                continue;
            }
            NumberWord::Cardinal(v) => group += v + pending,
            NumberWord::Scale(v) if v < 1000.0 => group += if pending > 0.0 { pending } else { 1.0 } * v,
            NumberWord::Scale(v) => {
                total += if group + pending > 0.0 { group + pending } else { 1.0 } * v;
                group = 0.0;
            }
            _ => return None,
        }
        pending = 0.0;
    }
    (parts > 1).then_some(total + group + pending)
}

fn probe_token(word: &str) -> Tok {
    Tok {
        span: model::Span::default(),
        kind: Kind::Word,
        norm: word.to_owned(),
        spaced: true,
        breaks: 0,
        cap: false,
        upper: false,
        tight: false,
    }
}

/// A noun that means two of a thing, with a joined "and" or preposition: listed, or told by its ending where that is safe.
pub(crate) fn dual(toks: &[Tok], i: usize, lang: &Lang) -> Option<(usize, f64)> {
    if let Some((n, v)) = lang.duals.at(toks, i) {
        return Some((n, *v));
    }
    let t = toks.get(i).filter(|t| t.word())?;
    if lang.dual_endings.is_empty() {
        return None;
    }
    for c in &lang.clitics {
        if let Some(rest) = t.norm.strip_prefix(c.as_str()).filter(|r| r.chars().count() > 4) {
            let probe = [Tok { norm: rest.to_owned(), ..t.clone() }];
            if let Some((1, v)) = lang.duals.at(&probe, 0) {
                return Some((1, *v));
            }
        }
    }
    let long = t.norm.chars().count() > 4 && !t.norm.starts_with("ال");
    let looks = lang.dual_endings.iter().any(|e| t.norm.ends_with(e.as_str()));
    let other = lang.dual_not.iter().any(|e| t.norm.ends_with(e.as_str()));
    (long && looks && !other && word_at(toks, i, lang).is_none()).then_some((1, 2.0))
}

/// The figure that starts at token `i`, if one does.
pub(crate) fn figure(toks: &[Tok], i: usize, lang: &Lang, text: &str) -> Option<Figure> {
    let t = toks.get(i)?;
    if let Some((n, v)) = lang.vague.at(toks, i) {
        // "hundreds of thousands" is listed; "thousands of people" ends before "of".
        let words_win = figure_words(toks, i, lang, text).is_some_and(|f| f.to > i + n);
        if !words_win {
            return Some(Figure { from: i, to: i + n, value: *v, form: Form::Vague, scale: 1.0, about: false });
        }
    }
    if let Some((n, v)) = dual(toks, i, lang) {
        return Some(Figure { from: i, to: i + n, value: Some((v, v)), form: Form::Words, scale: 1.0, about: false });
    }
    match t.kind {
        Kind::Digits | Kind::Fraction | Kind::Word => figure_words(toks, i, lang, text),
        Kind::Sign if t.is(".") && t.spaced => {
            let d = toks.get(i + 1).filter(|d| d.digits() && !d.spaced)?;
            if d.norm.len() > 20 {
                return None;
            }
            let v: f64 = format!("0.{}", d.norm).parse().ok()?;
            Some(Figure { from: i, to: i + 2, value: Some((v, v)), form: Form::Digits, scale: 1.0, about: false })
        }
        Kind::Sign => None,
    }
}

/// A fraction in digits at token `i`: "3/4".
fn slash_fraction(toks: &[Tok], i: usize) -> Option<(f64, usize)> {
    let (a, s, b) = (toks.get(i)?, toks.get(i + 1)?, toks.get(i + 2)?);
    let adjacent = a.digits() && s.is("/") && b.digits() && !s.spaced && !b.spaced;
    let alone = !toks.get(i + 3).is_some_and(|n| !n.spaced && (n.is("/") || n.digits()));
    let before = i.checked_sub(1).and_then(|p| toks.get(p)).is_some_and(|p| p.is("/") && !a.spaced);
    if !adjacent || !alone || before || a.norm.len() > 3 || b.norm.len() > 3 {
        return None;
    }
    let (x, y): (f64, f64) = (a.norm.parse().ok()?, b.norm.parse().ok()?);
    (x < y && matches!(y as u32, 2..=10 | 12 | 16 | 20 | 32 | 64 | 100)).then_some((x / y, i + 3))
}

/// The place a value leaves open below it: 100 for tens, 1000 for hundreds.
fn room(v: f64) -> f64 {
    match v {
        v if v < 10.0 => 10.0,
        v if v < 100.0 => 100.0,
        v if v < 1000.0 => 1000.0,
        _ => f64::INFINITY,
    }
}

fn figure_words(toks: &[Tok], i: usize, lang: &Lang, text: &str) -> Option<Figure> {
    if let Some((v, to)) = ordinal_fraction(toks, i, lang, text) {
        return Some(Figure { from: i, to, value: Some((v, v)), form: Form::Fraction, scale: 1.0, about: false });
    }
    let (mut total, mut group) = (0.0f64, 0.0f64);
    let mut seen = false; // `group` holds something
    let mut digits = false;
    let mut last_scale = f64::INFINITY;
    let mut scale_at_end = 1.0;
    let mut parts = 0usize;
    let mut about = false;
    let mut fraction: Option<f64> = None;
    let mut only_article = false;
    let mut j = i;
    let mut good = i;
    let mut hundred = false;
    let finish = |to: usize, v: f64, form: Form, scale: f64, about: bool| {
        Some(Figure { from: i, to, value: Some((v, v)), form, scale, about })
    };
    while let Some(t) = toks.get(j) {
        if j > i && t.breaks > 0 {
            break;
        }
        if j - i > 40 {
            break;
        }
        // Digits.
        if t.digits() {
            let goes_on = t.spaced
                && group == 0.0
                && last_scale.is_finite()
                && t.norm.len() <= 3
                && matches!(word_at(toks, j + 1, lang), Some((_, NumberWord::Scale(s), _)) if s < last_scale);
            if parts > 0 && !goes_on {
                // "2 1/4": a mixed number.
                if digits
                    && t.spaced
                    && t.breaks == 0
                    && group.fract() == 0.0
                    && let Some((f, to)) = slash_fraction(toks, j)
                {
                    group += f;
                    good = to;
                }
                break;
            }
            if parts == 0
                && let Some((f, to)) = slash_fraction(toks, j)
            {
                return finish(to, f, Form::Fraction, 1.0, false);
            }
            let (v, mut to) = numeral(toks, j, lang);
            let v = v?;
            if parts > 0 && (v.fract() != 0.0 || v >= 1000.0 || v == 0.0) {
                break;
            }
            // Scientific notation: "1.3x10^6", "1e10".
            let mut v = v;
            if let Some((s, end)) = scientific(toks, to) {
                v *= s;
                to = end;
            } else if let Some((p, end)) = power(v, toks, to) {
                v = p;
                to = end;
            }
            group += v;
            seen = true;
            digits = true;
            parts += 1;
            j = to;
            // A letter that multiplies, right after the digits.
            if let Some((s, end)) = suffix(toks, j, lang, text) {
                group *= s;
                scale_at_end = s;
                return finish(end, total + group, Form::Digits, scale_at_end, false);
            }
            if let Some(f) = toks.get(j).filter(|f| f.kind == Kind::Fraction && f.breaks == 0) {
                group += f.norm.chars().next().and_then(fraction_sign).unwrap_or(0.0);
                j += 1;
            }
            good = j;
            continue;
        }
        if t.kind == Kind::Fraction {
            if parts > 0 {
                break;
            }
            let f = t.norm.chars().next().and_then(fraction_sign)?;
            group += f;
            seen = true;
            parts += 1;
            fraction = Some(f);
            j += 1;
            good = j;
            continue;
        }
        // A hyphen inside a number ("twenty-one", "two-thirds").
        if t.is("-") && parts > 0 && j > i {
            let next = word_inside(toks, j + 1, lang);
            let near = toks.get(j + 1).is_some_and(|n| n.breaks == 0 && n.spaced == t.spaced);
            let ok = match next {
                Some((_, NumberWord::Cardinal(v), _)) => {
                    near && !digits && fits(group, v, lang) && (!t.spaced || v < 10.0)
                }
                Some((_, NumberWord::Fraction(_), _)) => near && !digits && !only_article,
                Some((_, NumberWord::Scale(_), _)) => near && !t.spaced,
                _ => false,
            };
            if ok {
                j += 1;
                continue;
            }
            break;
        }
        // "and", "und", "y": only between parts that fit together.
        if parts > 0 {
            if let Some((n, ())) = lang.joiners.at(toks, j) {
                match joined(toks, j + n, lang, group, total, hundred || last_scale.is_finite()) {
                    Joined::Go => {
                        j += n;
                        continue;
                    }
                    Joined::Fraction(f, to) => {
                        // "one and a half million"; "one billion and a half million".
                        if let Some((n, NumberWord::Scale(s), _)) = word_at(toks, to, lang)
                            && toks.get(to).is_some_and(|x| x.breaks == 0)
                            && s < last_scale
                        {
                            total += (group + f) * s;
                            let form = if digits { Form::Digits } else { Form::Words };
                            return finish(to + n, total, form, s, about);
                        }
                        // "one million and a half" is one and a half million.
                        if group == 0.0 && total > 0.0 {
                            total += f * last_scale.min(total);
                        } else {
                            group += f;
                        }
                        let form = if digits { Form::Digits } else { Form::Words };
                        let scale = if total > 0.0 { last_scale.min(total) } else { 1.0 };
                        return finish(to, total + group, form, scale, about);
                    }
                    Joined::Stop => break,
                }
            }
            if let Some((n, ())) = lang.point.at(toks, j)
                && let Some((v, to)) = point_digits(toks, j + n, lang)
                && !digits
            {
                return finish(to, total + group + v, Form::Words, 1.0, about);
            }
        }
        let inside = parts > 0 && !only_article && j > i;
        let word = if inside { word_inside(toks, j, lang) } else { word_at(toks, j, lang) };
        let Some((n, w, clitic)) = word else { break };
        // "quarante" then "un" without a joiner: the article of the next phrase
        if lang.article_is_one && inside && w == NumberWord::Cardinal(1.0) && !lang.joiners.has(toks, j - 1) {
            break;
        }
        if clitic && parts == 0 && matches!(w, NumberWord::Fraction(_) | NumberWord::Article) {
            break;
        }
        match w {
            NumberWord::Article => {
                if parts > 0 {
                    break;
                }
                only_article = true;
                j += n;
                // It counts only before a scale or a fraction.
                match word_at(toks, j, lang) {
                    Some((
                        _,
                        NumberWord::Scale(_)
                        | NumberWord::Dozen(_)
                        | NumberWord::Fraction(_)
                        | NumberWord::Approximate(_),
                        _,
                    )) if toks.get(j).is_some_and(|x| x.breaks == 0) => {}
                    _ => return None,
                }
                parts += 1;
                continue;
            }
            NumberWord::Cardinal(v) => {
                if fraction.is_some() || (digits && group > 0.0 && !(hundred && v < 100.0)) {
                    break;
                }
                if seen && group > 0.0 {
                    let units_first = lang.units_first
                        && (clitic || j > i)
                        && (20.0..100.0).contains(&v)
                        && group % 100.0 < 10.0
                        && group % 100.0 > 0.0;
                    let teen = lang.units_first && v == 10.0 && group % 100.0 < 10.0 && group % 100.0 > 0.0;
                    if !(fits(group, v, lang) || units_first || teen) {
                        break;
                    }
                }
                if v >= 1000.0 && seen {
                    break;
                }
                group += v;
                seen = true;
                only_article = false;
                scale_at_end = 1.0;
            }
            NumberWord::Scale(s) => {
                // Arabic "ألفا": two thousand by itself, the accusative of one behind a number
                let s = if group > 0.0 && matches!(s, 2e3 | 2e6) { s / 2.0 } else { s };
                if fraction.is_some() && !matches!(fraction, Some(f) if f < 1.0) {
                    break;
                }
                if !seen && !only_article && parts > 0 && total == 0.0 {
                    break;
                }
                if s < 1000.0 {
                    if group >= 100.0 && !digits {
                        break;
                    }
                    group = if seen && group > 0.0 { group * s } else { s };
                    seen = true;
                    hundred = true;
                } else if s < last_scale {
                    total += if group > 0.0 { group } else { 1.0 } * s;
                    group = 0.0;
                    seen = false;
                    last_scale = s;
                    hundred = false;
                } else {
                    // "hundred thousand million": multiplies all so far.
                    total = if total + group > 0.0 { total + group } else { 1.0 } * s;
                    group = 0.0;
                    last_scale = s;
                    hundred = false;
                }
                only_article = false;
                scale_at_end = if s < 1000.0 && total > 0.0 { 1.0 } else { s };
                fraction = None;
            }
            NumberWord::Dozen(s) => {
                if parts == 0 && !lang.vague.has(toks, j) {
                    return None;
                }
                let base = if only_article { 1.0 } else { total + group };
                return finish(
                    j + n,
                    if base > 0.0 { base * s } else { s },
                    if digits { Form::Digits } else { Form::Words },
                    s,
                    about,
                );
            }
            NumberWord::Approximate(s) => {
                if parts > 0 && !only_article {
                    break;
                }
                about = true;
                group = s;
                seen = true;
                only_article = false;
            }
            NumberWord::Fraction(f) => {
                if only_article || (parts == 0 && f >= 0.5) || (parts == 0 && total == 0.0) {
                    // "a third", "half", "half a million", "half a dozen".
                    if parts == 0 && f < 0.5 && !bare_fraction(toks, j + n) {
                        return None;
                    }
                    let mut to = j + n;
                    // "a quarter of a million".
                    if lang.code == "en"
                        && toks.get(to).is_some_and(|t| t.is("of") && t.breaks == 0)
                        && toks.get(to + 1).is_some_and(|t| t.is("a") && t.breaks == 0)
                        && matches!(word_at(toks, to + 2, lang), Some((_, NumberWord::Scale(s), _)) if s >= 1e5)
                    {
                        to += 1;
                    }
                    if let Some((m, NumberWord::Article, _)) = word_at(toks, to, lang)
                        && matches!(
                            word_at(toks, to + m, lang),
                            Some((_, NumberWord::Scale(_) | NumberWord::Dozen(_), _))
                        )
                    {
                        to += m;
                    }
                    if let Some((m, NumberWord::Scale(s) | NumberWord::Dozen(s), _)) = word_at(toks, to, lang)
                        && toks.get(to).is_some_and(|x| x.breaks == 0)
                    {
                        return finish(to + m, f * s, Form::Words, s, about);
                    }
                    return finish(j + n, f, Form::Fraction, 1.0, about);
                }
                if digits && parts > 1 {
                    break;
                }
                // "two thirds", "twenty-three fifths".
                let base = total + group;
                if base <= 0.0 || base.fract() != 0.0 {
                    break;
                }
                let singular_ok = base == 1.0 || f == 0.5 || plural(toks, j + n - 1);
                if !singular_ok && lang.code == "en" {
                    break;
                }
                if digits && f < 0.5 && !plural(toks, j + n - 1) {
                    break;
                }
                // "three quarters billion", "two thirds of a million".
                let mut k = j + n;
                if toks.get(k).is_some_and(|t| t.is("of"))
                    && let Some((m, NumberWord::Article, _)) = word_at(toks, k + 1, lang)
                {
                    k += 1 + m;
                }
                if let Some((m, NumberWord::Scale(s), _)) = word_at(toks, k, lang)
                    && s >= 1000.0
                    && toks[j + n..=k].iter().all(|t| t.breaks == 0)
                {
                    return finish(k + m, base * f * s, Form::Words, s, about);
                }
                return finish(j + n, base * f, Form::Fraction, 1.0, about);
            }
        }
        parts += 1;
        j += n;
        good = j;
    }
    // What was joined but led nowhere is given back.
    let j = good;
    if parts == 0 || only_article || j == i {
        return None;
    }
    let value = total + group;
    let form = if fraction.is_some() {
        Form::Fraction
    } else if digits {
        Form::Digits
    } else {
        Form::Words
    };
    finish(j, value, form, scale_at_end, about)
}

fn plural(toks: &[Tok], i: usize) -> bool {
    toks.get(i).is_some_and(|t| t.norm.ends_with('s'))
}

/// "quarter million": a bare part below one half counts only before a scale.
fn bare_fraction(toks: &[Tok], i: usize) -> bool {
    toks.get(i).is_some_and(|t| t.is("million") || t.is("billion"))
        && toks.get(i.wrapping_sub(2)).is_none_or(|p| !p.is("the"))
}

/// Whether `v` may be added below what `group` already holds.
fn fits(group: f64, v: f64, lang: &Lang) -> bool {
    if group <= 0.0 {
        return true;
    }
    if v <= 0.0 {
        return false;
    }
    let low = group % 100.0;
    if lang.teens_after_tens && (low == 60.0 || low == 80.0) && (10.0..20.0).contains(&v) {
        return true;
    }
    if v < 10.0 && low == 10.0 {
        return lang.teens_after_tens && v >= 7.0;
    }
    group % room(v) == 0.0
}

enum Joined {
    Go,
    Fraction(f64, usize),
    Stop,
}

/// What follows a joiner: a part that goes on with the number, a fraction, or something else.
fn joined(toks: &[Tok], at: usize, lang: &Lang, group: f64, total: f64, scaled: bool) -> Joined {
    if toks.get(at).is_none_or(|t| t.breaks > 0) {
        return Joined::Stop;
    }
    let fraction_at = |k: usize| match word_at(toks, k, lang) {
        Some((n, NumberWord::Fraction(f), _)) => Some((f, k + n)),
        _ => None,
    };
    match word_at(toks, at, lang) {
        Some((n, NumberWord::Article, _)) if lang.article_is_one && fraction_at(at + n).is_none() => {
            let scaled = matches!(word_at(toks, at + n, lang), Some((_, NumberWord::Scale(_), _)));
            if fits(group, 1.0, lang) && group > 0.0 && !scaled { Joined::Go } else { Joined::Stop }
        }
        Some((n, NumberWord::Article, _)) => {
            fraction_at(at + n).map_or(Joined::Stop, |(f, to)| Joined::Fraction(f, to))
        }
        Some((_, NumberWord::Fraction(0.5), _)) => {
            fraction_at(at).map_or(Joined::Stop, |(f, to)| Joined::Fraction(f, to))
        }
        Some((n, NumberWord::Cardinal(v), _)) => {
            // "two and fifty-four hundredths": a mixed number needs a part below one.
            let (v, n) = match toks.get(at + n).filter(|t| t.is("-")).and_then(|_| word_at(toks, at + n + 1, lang)) {
                Some((m, NumberWord::Cardinal(u), _)) if fits(v, u, lang) && fraction_at(at + n + 1 + m).is_some() => {
                    (v + u, n + 1 + m)
                }
                _ => (v, n),
            };
            if let Some((f, to)) = fraction_at(at + n)
                && v * f < 1.0
                && (plural(toks, to - 1) || v == 1.0)
            {
                return Joined::Fraction(v * f, to);
            }
            // "three hundred and two dozen".
            if let Some((m, NumberWord::Dozen(s), _)) = word_at(toks, at + n, lang)
                && scaled
                && toks.get(at + n).is_some_and(|t| t.breaks == 0)
            {
                return Joined::Fraction(v * s, at + n + m);
            }
            // Two scaled numbers in a row are two numbers: "three hundred and two hundred".
            let next_scale =
                toks.get(at + n).filter(|t| t.breaks == 0).and_then(|_| match word_at(toks, at + n, lang) {
                    Some((_, NumberWord::Scale(s), _)) => Some(s),
                    _ => None,
                });
            if lang.code == "en" && !scaled {
                return Joined::Stop;
            }
            let inner = group == 0.0 && total > 0.0;
            match next_scale {
                Some(s) if s <= 100.0 && !inner => Joined::Stop,
                _ if fits(group, v, lang)
                    || (lang.units_first && (20.0..100.0).contains(&v) && group % 100.0 < 10.0) =>
                {
                    Joined::Go
                }
                _ => Joined::Stop,
            }
        }
        // "3 hundred and 21", but "3 hundred and 2 hundred" are two numbers.
        None => match toks.get(at).filter(|t| t.digits() && t.norm.len() <= 2 && lang.code == "en") {
            Some(t) if group >= 100.0 && scaled => {
                let v: f64 = t.norm.parse().unwrap_or(0.0);
                let alone = toks.get(at + 1).is_none_or(|n| n.spaced || !(n.is("-") || n.is("/") || n.is("%")))
                    && toks.get(at + 2).is_none_or(|d| d.spaced || !d.digits())
                    && !matches!(word_at(toks, at + 1, lang), Some((_, NumberWord::Scale(_), _)));
                if v >= 1.0 && alone && group % 100.0 == 0.0 { Joined::Fraction(v, at + 1) } else { Joined::Stop }
            }
            _ => Joined::Stop,
        },
        _ => Joined::Stop,
    }
}

/// The most words of a fraction such as "one hundred and twenty fifths".
const FRACTION_WORDS: usize = 12;

/// A fraction whose lower part is a number of several words: "one twenty-fifth", "two one hundred and fifths". The upper part ends
/// where the longest lower part begins; "twenty fifths" has no upper part of its own and is read as twenty times one fifth.
fn ordinal_fraction(toks: &[Tok], i: usize, lang: &Lang, text: &str) -> Option<(f64, usize)> {
    let word = |k: usize| word_at(toks, k, lang).filter(|_| toks.get(k).is_some_and(|t| k == i || t.breaks == 0));
    if lang.ordinals.is_empty() || !matches!(word(i), Some((_, NumberWord::Cardinal(_) | NumberWord::Article, _))) {
        return None;
    }
    // The words up to the ordinal; a place where the lower part may begin is a cardinal that nothing joins to what stands before.
    let mut starts = Vec::new();
    let mut k = i;
    let mut free = false;
    let (ordinal, end) = loop {
        if k > i + FRACTION_WORDS {
            return None;
        }
        let t = toks.get(k)?;
        if k > i
            && !starts.is_empty()
            && t.breaks == 0
            && let Some((n, v)) = lang.ordinals.at(toks, k)
        {
            break (*v, k + n);
        }
        match word(k) {
            Some((n, NumberWord::Cardinal(_), _)) => {
                if free {
                    starts.push(k);
                }
                free = true;
                k += n;
            }
            Some((n, NumberWord::Scale(_) | NumberWord::Article, _)) => {
                free = true;
                k += n;
            }
            _ if t.is("-") && k > i || lang.joiners.has(toks, k) && k > i => {
                free = false;
                k += 1;
            }
            _ => return None,
        }
    };
    let many = plural(toks, end - 1);
    let number = |from: usize, to: usize| -> Option<f64> {
        let part = toks.get(..to)?;
        if lang.numbers.at(part, from).is_some_and(|(n, w)| *w == NumberWord::Article && from + n == to) {
            return Some(1.0);
        }
        figure_words(part, from, lang, text).filter(|f| f.to == to).and_then(|f| f.one())
    };
    for s in starts {
        let mut to = end - 1;
        while to > s && (toks[to - 1].is("-") || lang.joiners.has(toks, to - 1)) {
            to -= 1;
        }
        let (Some(x), Some(base)) = (number(i, s), number(s, to)) else { continue };
        let below = if ordinal >= 100.0 {
            (base < ordinal).then_some(base * ordinal)
        } else {
            fits(base, ordinal, lang).then_some(base + ordinal)
        };
        if let Some(y) = below
            && x.fract() == 0.0
            && x > 0.0
            && (x == 1.0) != many
        {
            return Some((x / y, end));
        }
    }
    None
}

/// A power in digits behind a numeral: "1.1^23", "2^-3".
fn power(base: f64, toks: &[Tok], i: usize) -> Option<(f64, usize)> {
    toks.get(i).filter(|t| t.is("^") && !t.spaced)?;
    let mut k = i + 1;
    let mut minus = false;
    while let Some(t) = toks.get(k).filter(|t| !t.spaced && (t.is("-") || t.is("+")) && k < i + 4) {
        minus ^= t.is("-");
        k += 1;
    }
    let d = toks.get(k).filter(|d| d.digits() && !d.spaced && d.norm.len() <= 3)?;
    let e: i32 = d.norm.parse().ok()?;
    let v = base.powi(if minus { -e } else { e });
    (v.is_finite() && base != 0.0).then_some((v, k + 1))
}

/// Digits after "point": "two hundred point zero three".
fn point_digits(toks: &[Tok], at: usize, lang: &Lang) -> Option<(f64, usize)> {
    let mut digits = String::new();
    let mut j = at;
    let mut tens = 0.0;
    while let Some((n, NumberWord::Cardinal(v), _)) = word_at(toks, j, lang) {
        if digits.len() > 12 || toks.get(j).is_none_or(|t| t.breaks > 0) || v >= 100.0 {
            break;
        }
        if tens > 0.0 && v < 10.0 {
            digits.truncate(digits.len() - 2);
            digits.push_str(&format!("{}", tens + v));
            tens = 0.0;
        } else {
            digits.push_str(&format!("{v}"));
            tens = if v >= 20.0 { v } else { 0.0 };
        }
        j += n;
        if toks.get(j).is_some_and(|t| t.is("-")) && tens > 0.0 {
            j += 1;
        }
    }
    let v: f64 = format!("0.{digits}").parse().ok()?;
    (!digits.is_empty()).then_some((v, j))
}

/// "x10^6" or "e10" after a numeral: the factor and where it ends.
fn scientific(toks: &[Tok], i: usize) -> Option<(f64, usize)> {
    let t = toks.get(i)?;
    let signed = |k: usize| -> Option<(i32, usize)> {
        let minus = toks.get(k).is_some_and(|t| t.is("-") && !t.spaced);
        let plus = toks.get(k).is_some_and(|t| t.is("+") && !t.spaced);
        let k = k + usize::from(minus || plus);
        let d = toks.get(k).filter(|d| d.digits() && !d.spaced && d.norm.len() <= 3)?;
        let v: i32 = d.norm.parse().ok()?;
        Some((if minus { -v } else { v }, k + 1))
    };
    if t.is("e") && !t.spaced {
        let (e, to) = signed(i + 1)?;
        return (e.abs() < 300).then(|| (10f64.powi(e), to));
    }
    if (t.is("x") || t.is("×"))
        && toks.get(i + 1).is_some_and(|d| d.is("10"))
        && toks.get(i + 2).is_some_and(|c| c.is("^"))
    {
        let (e, to) = signed(i + 3)?;
        return (e.abs() < 300).then(|| (10f64.powi(e), to));
    }
    None
}

/// One digit alone before token `i`.
fn name_like(toks: &[Tok], i: usize) -> bool {
    let one = toks.get(i.wrapping_sub(1)).is_some_and(|d| d.norm.len() == 1);
    let goes_on = i > 2 && matches!(toks[i - 2].norm.as_str(), "." | ",") && !toks[i - 1].spaced && !toks[i - 2].spaced;
    one && !goes_on
}

/// A letter that multiplies, right after digits: "20k", "1.2b". An "m" that measures metres is left alone.
fn suffix(toks: &[Tok], i: usize, lang: &Lang, text: &str) -> Option<(f64, usize)> {
    let t = toks.get(i).filter(|t| t.word() && t.breaks == 0)?;
    let raw = t.raw(text);
    let v = *lang.suffixes.get(raw)?;
    if toks.get(i + 1).is_some_and(|n| !n.spaced && (n.word() || n.digits())) {
        return None;
    }
    if raw.chars().count() > 1 {
        return Some((v, i + 1));
    }
    if t.spaced && !(raw == "k" || raw == "K" || raw == "M" || raw == "G") {
        return None;
    }
    if raw == "m" {
        // Metres unless money stands before or a counted thing behind.
        let mut k = i;
        while k > 0 && (toks[k - 1].digits() || ((toks[k - 1].is(".") || toks[k - 1].is(",")) && !toks[k - 1].spaced)) {
            k -= 1;
        }
        let money = k > 0
            && (matches!(
                toks[k - 1].norm.as_str(),
                "$" | "€" | "£" | "¥" | "ps" | "rm" | "usd" | "eur" | "gbp" | "aud"
            ));
        let noun = toks.get(i + 1).is_some_and(|n| {
            n.word()
                && n.spaced
                && n.breaks == 0
                && (n.norm.ends_with('s') && n.norm.len() > 3 && !n.is("across")
                    || n.is("people")
                    || n.is("children")
                    || n.is("in"))
        });
        return (money || noun && toks.get(i + 1).is_some_and(|n| !n.is("in"))).then_some((v, i + 1));
    }
    if raw == "T" || raw == "b" {
        return (!t.spaced).then_some((v, i + 1));
    }
    // "5G" is a name, "10G" and "4.5 G" figures.
    if raw == "G" && name_like(toks, i) {
        return None;
    }
    Some((v, i + 1))
}
