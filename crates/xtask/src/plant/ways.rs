//! What is done to a page when it is taken over.

use std::collections::BTreeSet;

use super::{
    Chance,
    pages::{Page, Piece},
    words,
};

/// One thing done to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// One passage put into a page on something else. Always first.
    Lift,
    /// Cut at the end.
    Truncate,
    /// The beginning written anew.
    Lead,
    /// Paragraphs in another order.
    Shuffle,
    /// Words replaced by others of the same meaning.
    Reword,
    /// A figure changed.
    Number,
    /// "about", "at least" gone or another.
    Operator,
    /// "reportedly", "may have" gone.
    Hedge,
    /// Who said it gone.
    Attribution,
    /// One place for another.
    Place,
    /// Says where it is from.
    Credit,
    /// Lines of a page's frame around it.
    Wrap,
}

impl Way {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lift => "lift",
            Self::Truncate => "truncate",
            Self::Lead => "lead",
            Self::Shuffle => "shuffle",
            Self::Reword => "reword",
            Self::Number => "number",
            Self::Operator => "operator",
            Self::Hedge => "hedge",
            Self::Attribution => "attribution",
            Self::Place => "place",
            Self::Credit => "credit",
            Self::Wrap => "wrap",
        }
    }
}

/// What one copy goes through.
pub(crate) fn draw(chance: &mut Chance) -> Vec<Way> {
    let mut out = Vec::new();
    if chance.percent(16) {
        out.push(Way::Lift);
    } else {
        for (way, percent) in [(Way::Truncate, 40), (Way::Lead, 25), (Way::Shuffle, 10), (Way::Reword, 25)] {
            if chance.percent(percent) {
                out.push(way);
            }
        }
    }
    let changes = [
        (Way::Number, 25),
        (Way::Operator, 20),
        (Way::Hedge, 15),
        (Way::Attribution, 15),
        (Way::Place, 12),
        (Way::Credit, 35),
        (Way::Wrap, 50),
    ];
    for (way, percent) in changes {
        if chance.percent(percent) {
            out.push(way);
        }
    }
    out
}

/// Changes the text of a page in one way; what was changed is told where it is more than wording.
pub(crate) fn alter(way: Way, page: &mut Page, edits: &mut Vec<(&'static str, String, String)>, chance: &mut Chance) {
    match way {
        Way::Truncate => {
            let n = page.paragraphs.len();
            let keep = (n * (30 + chance.below(50))).div_ceil(100).clamp(2.min(n), n);
            page.paragraphs.truncate(keep);
        }
        Way::Shuffle => chance.shuffle(&mut page.paragraphs),
        Way::Reword => {
            let percent = 40 + chance.below(50);
            for piece in page.paragraphs.iter_mut().flatten().filter(|p| p.taken) {
                piece.text = reworded(&piece.text, percent, chance);
            }
        }
        Way::Number => change(page, "number", edits, chance, number),
        Way::Operator => change(page, "operator", edits, chance, operator),
        Way::Hedge => change(page, "hedge", edits, chance, hedge),
        Way::Attribution => change(page, "attribution", edits, chance, attribution),
        Way::Place => change(page, "place", edits, chance, place),
        Way::Lift | Way::Lead | Way::Credit | Way::Wrap => {}
    }
}

/// Another beginning, of sentences that no page of the family has.
pub(crate) fn lead(page: &mut Page, used: &mut BTreeSet<usize>, chance: &mut Chance) {
    if page.paragraphs.len() > 2 {
        page.paragraphs.remove(0);
    }
    let mut lead: Vec<Piece> = Vec::new();
    for _ in 0..2 {
        let from = chance.below(words::LEADS.len());
        let free = (0..words::LEADS.len()).map(|i| (from + i) % words::LEADS.len()).find(|i| !used.contains(i));
        if let Some(i) = free {
            used.insert(i);
            lead.extend(words::LEADS.get(i).map(|l| Piece::own(*l)));
        }
    }
    page.title = chance.pick(words::TITLES).map_or_else(String::new, |t| format!("{t}: {}", page.title));
    page.paragraphs.insert(0, lead);
}

/// A changed text, and what stood there before and stands there now.
type Changed = (String, String, String);

/// Makes one change in the first sentence, from a place drawn, that allows it.
fn change(
    page: &mut Page,
    what: &'static str,
    edits: &mut Vec<(&'static str, String, String)>,
    chance: &mut Chance,
    how: fn(&str, &mut Chance) -> Option<Changed>,
) {
    let mut pieces: Vec<&mut Piece> = page.paragraphs.iter_mut().flatten().filter(|p| p.taken).collect();
    let n = pieces.len();
    let from = chance.below(n);
    for i in 0..n {
        if let Some(piece) = pieces.get_mut((from + i) % n)
            && let Some((text, before, after)) = how(&piece.text, chance)
        {
            piece.text = text;
            edits.push((what, before, after));
            return;
        }
    }
}

/// Bytes of the figures of a sentence that count something.
fn figures(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(i) = text.get(at..).and_then(|t| t.find(|c: char| c.is_ascii_digit())) {
        let from = at + i;
        let rest = text.get(from..).unwrap_or("");
        let len = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
        let figure = rest.get(..len).unwrap_or("").trim_end_matches(',');
        let to = from + figure.len();
        let before = text.get(..from).unwrap_or("");
        let after = text.get(to..).unwrap_or("");
        let alone =
            before.ends_with([' ', '(']) && after.chars().next().is_none_or(|c| c == ' ' || c == '.' || c == ',');
        let calendar =
            words::MONTHS.iter().any(|m| before.trim_end().ends_with(m) || after.trim_start().starts_with(m));
        let counts = figure.replace(',', "").parse::<u64>().is_ok_and(|n| n > 3 && !(1700..2100).contains(&n));
        let decimal = after.starts_with('.') && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        if alone && counts && !calendar && !decimal && after.starts_with(' ') {
            out.push((from, to));
        }
        at = from + len.max(1);
    }
    out
}

fn replaced(text: &str, from: usize, to: usize, with: &str) -> String {
    format!("{}{with}{}", text.get(..from).unwrap_or(""), text.get(to..).unwrap_or(""))
}

fn number(text: &str, chance: &mut Chance) -> Option<Changed> {
    let found = figures(text);
    let (from, to) = *chance.pick(&found)?;
    let old = text.get(from..to)?;
    let n: u64 = old.replace(',', "").parse().ok()?;
    let new = (n + 1 + n * (5 + chance.below(60) as u64) / 100).to_string();
    let new = if old.contains(',') { grouped(&new) } else { new };
    Some((replaced(text, from, to, &new), old.to_owned(), new))
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn operator(text: &str, chance: &mut Chance) -> Option<Changed> {
    for (from, to) in figures(text) {
        let before = text.get(..from)?;
        let Some(op) = words::OPERATORS.iter().find(|o| before.ends_with(&format!(" {o} "))) else { continue };
        let figure = text.get(from..to)?;
        let start = from - op.len() - 1;
        let new =
            if chance.percent(60) { figure.to_owned() } else { format!("{} {figure}", words::other_operator(op)) };
        return Some((replaced(text, start, to, &new), format!("{op} {figure}"), new));
    }
    None
}

fn hedge(text: &str, _: &mut Chance) -> Option<Changed> {
    words::HEDGES.iter().find_map(|(from, to)| {
        let at = text.find(from)?;
        Some((replaced(text, at, at + from.len(), to), from.trim().to_owned(), to.trim().to_owned()))
    })
}

/// "..., the ministry said." becomes "...".
fn attribution(text: &str, _: &mut Chance) -> Option<Changed> {
    let body = text.strip_suffix('.')?;
    let at = body.rfind(", ")?;
    let tail = body.get(at + 2..)?;
    let n = tail.split_whitespace().count();
    let said = words::SAID.iter().any(|s| tail.ends_with(&format!(" {s}")));
    if !said || !(2..=7).contains(&n) || body.contains('"') || at < 25 {
        return None;
    }
    let who = tail.rsplit_once(' ').map_or(tail, |w| w.0);
    Some((format!("{}.", body.get(..at)?), who.to_owned(), String::new()))
}

fn place(text: &str, chance: &mut Chance) -> Option<Changed> {
    let (from, old) = words::PLACES.iter().find_map(|p| {
        let at = text.find(p)?;
        let bounded = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-');
        (bounded(text.get(..at)?.chars().next_back()) && bounded(text.get(at + p.len()..)?.chars().next()))
            .then_some((at, *p))
    })?;
    let others: Vec<&&str> = words::PLACES.iter().filter(|p| **p != old && !text.contains(**p)).collect();
    let new = **chance.pick(&others)?;
    Some((replaced(text, from, from + old.len(), new), old.to_owned(), new.to_owned()))
}

fn reworded(text: &str, percent: usize, chance: &mut Chance) -> String {
    let words: Vec<String> = text
        .split(' ')
        .map(|raw| {
            let bare = raw.trim_matches(|c: char| !c.is_alphanumeric());
            match words::synonym(bare) {
                Some(other) if chance.percent(percent) => raw.replacen(bare, other, 1),
                _ => raw.to_owned(),
            }
        })
        .collect();
    words.join(" ")
}

/// A passage of a page in a page on something else: some sentences that follow each other, sometimes as a quotation.
pub(crate) fn lift(page: &Page, host: &Page, chance: &mut Chance) -> Page {
    let mut out = host.clone();
    let all: Vec<&Piece> = page.pieces().collect();
    let from = chance.below(all.len());
    let mut passage: Vec<Piece> = Vec::new();
    let least = 35 + chance.below(60);
    for piece in all.iter().skip(from).chain(all.iter().take(from)) {
        passage.push((*piece).clone());
        if passage.iter().map(|p| p.text.split_whitespace().count()).sum::<usize>() >= least {
            break;
        }
    }
    let at = 1 + chance.below(out.paragraphs.len());
    out.paragraphs.insert(at.min(out.paragraphs.len()), passage);
    out
}

/// Says where the page is from; gives a link where it says so by one.
pub(crate) fn credit(page: &mut Page, outlet: usize, index: usize, chance: &mut Chance) -> Option<String> {
    let name = words::outlet(outlet);
    match chance.below(5) {
        0 => page.foot.push(format!("Source: {name}")),
        1 => page.foot.push(format!("This article was first published by {name}.")),
        2 => page.head.push(format!("By our staff, with reporting by {name}")),
        3 => {
            if let Some(first) = page.paragraphs.first_mut() {
                first.push(Piece::own(format!("The account was reported by {name}.")));
            }
        }
        _ => {
            page.foot.push("Read the original report.".to_owned());
            return Some(words::address(outlet, index));
        }
    }
    None
}

/// An agency's name before the text, or under it.
pub(crate) fn dateline(page: &mut Page, agency: usize, chance: &mut Chance) {
    let name = words::AGENCIES.get(agency).copied().unwrap_or("Reuters");
    match chance.below(3) {
        0 => page.foot.push(format!("Source: {name}")),
        1 => page.head.push(name.to_owned()),
        _ => {
            let city = chance.pick(words::PLACES).copied().unwrap_or("Geneva");
            if let Some(first) = page.paragraphs.first_mut() {
                first.insert(0, Piece::own(format!("{} ({name}) -", city.to_uppercase())));
            }
        }
    }
}

/// The frame that one outlet puts around its pages.
pub(crate) fn wrap(page: &mut Page, outlet: usize, chance: &mut Chance) {
    for _ in 0..1 + chance.below(2) {
        page.head
            .extend(words::HEADS.get((outlet * 5 + chance.below(3)) % words::HEADS.len()).map(|s| (*s).to_owned()));
    }
    for _ in 0..1 + chance.below(3) {
        page.foot.extend(words::FEET.get((outlet * 7 + chance.below(4)) % words::FEET.len()).map(|s| (*s).to_owned()));
    }
    page.head.dedup();
    page.foot.dedup();
}

#[cfg(test)]
mod tests {
    use super::{Chance, attribution, figures, number, operator};

    #[test]
    fn changes_are_told_as_they_were_made() {
        let mut chance = Chance::new(1);
        let text = "On 6 June 2023 about 1,500 people left, the mayor said.";
        assert_eq!(figures(text).len(), 1);
        let (now, from, to) = number(text, &mut chance).expect("a figure that counts");
        assert_eq!((from.as_str(), now), ("1,500", text.replace("1,500", &to)));
        assert!(operator(text, &mut chance).is_some_and(|c| c.1 == "about 1,500"));
        let (now, who, _) = attribution(text, &mut chance).expect("someone who said it");
        assert_eq!((now.as_str(), who.as_str()), ("On 6 June 2023 about 1,500 people left.", "the mayor"));
    }
}
