//! Names of people who are quoted without an office are withheld from what is published.
//!
//! Rule: a speaker of kind `anonymous` is a resident, a relative, a source, an official whom nobody names; so is whoever is named beside
//! such a role ("resident Olena Petrenko"), whatever kind of speaker that was read as. Of the words that stand for
//! such a speaker only the description is shown ("a resident of the town"); a personal name beside it is withheld, there and in the
//! quoted sentences of the same report. Named holders of an office, institutions and media keep their names. Where a description
//! cannot be told from a name (no word for a role), the speaker is shown as "an unnamed source". The words are data, `people.toml` in the
//! folder of each language, with examples that run; all languages hold at once, since quotations cross languages.
//!
//! Key decision: in doubt, withhold. A lost description costs a reader a second; a printed name can cost a resident more.

mod picture;
mod words;

use model::{Reading, Report, Speaker, SpeakerKind};

pub(crate) use picture::names;
pub use picture::{masked, quoted};
use words::words;

/// What may be shown of an anonymous speaker, and which names are to be withheld wherever that report is quoted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The description.
    pub shown: String,
    /// Personal names found beside it.
    pub withheld: Vec<String>,
}

const UNNAMED: &str = "an unnamed source";

fn bare(w: &str) -> &str {
    w.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_role(w: &str) -> bool {
    words().private.find(bare(w)).is_some() || words().role.find(bare(w)).is_some()
}

fn capitalised(w: &str) -> bool {
    bare(w).chars().next().is_some_and(char::is_uppercase)
}

/// "US", "SDF", "UN's": letters of an organisation, not a name.
fn acronym(w: &str) -> bool {
    let w = bare(w).trim_end_matches("'s").trim_end_matches("’s");
    w.chars().filter(|c| c.is_alphabetic()).count() >= 2 && w.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
}

/// "Syrian", "Kurdish", "Iraqi", "Western": adjectives that say where a source belongs.
fn adjective(w: &str) -> bool {
    let w = bare(w);
    ["an", "ish", "ese", "ern", "ench", "eek", "ch", "aqi", "emeni", "udi", "raeli", "stani", "shi", "wait", "wiss"]
        .iter()
        .any(|e| w.ends_with(e))
        && w.len() > 3
        || words().before.find(w).is_some()
}

/// Masks the words that stand for an anonymous speaker.
pub fn mask(said: &str) -> Masked {
    let line = crate::clean_line(said);
    let mut out = Masked::default();
    let pieces = || line.split([',', '(', ')', ';', '–', '—', '،', '؛']);
    let private = pieces().flat_map(str::split_whitespace).any(|t| words().private.find(bare(t)).is_some());
    for piece in pieces() {
        let toks: Vec<&str> = piece.split_whitespace().collect();
        if !piece.contains(|c: char| c.is_lowercase() || c.is_uppercase()) {
            plain(&toks, private, &mut out);
            continue;
        }
        let role = toks.iter().position(|t| is_role(t));
        let mut keep: Vec<&str> = Vec::new();
        let mut name: Vec<&str> = Vec::new();
        // After the role, capitals are fine once a small word stands between ("a resident of Shaddadi"), a name otherwise.
        let mut small_word = false;
        // A single capital is a name only where something says so; "Independent analysts" begins a sentence.
        // So does a role in the piece before: "his mother, Olena".
        let mut names_follow = private && role.is_none() && toks.iter().all(|t| capitalised(t));
        let mut body = false;
        let behind_place = behind_place(&toks);
        for (i, t) in toks.iter().enumerate() {
            let after = role.is_some_and(|r| i > r);
            // "жительница села Анна Белова": behind the kind of a place stand its name, a person's, or both.
            if after && behind_place.contains(&i) {
                small_word = false;
            }
            let before_role =
                role == Some(i + 1) && name.is_empty() && !toks.get(i.wrapping_sub(1)).is_some_and(|p| capitalised(p));
            let ok = role.is_some()
                && (!capitalised(t)
                    || acronym(t)
                    || is_role(t)
                    || (after && small_word)
                    || (!after && (adjective(t) || before_role)));
            if ok || !capitalised(t) || acronym(t) {
                end_of_name(&mut name, names_follow || words().named_after.find(bare(t)).is_some(), &mut out);
                names_follow = is_role(t) || introduces(t);
                if ok {
                    keep.push(t);
                }
            } else if !name.is_empty() || words().before.find(bare(t)).is_none() {
                // People have no article: "the Syrian Democratic Forces".
                let article = i.checked_sub(1).and_then(|p| toks.get(p)).is_some_and(|p| p.eq_ignore_ascii_case("the"));
                if name.is_empty() && article {
                    body = true;
                }
                if !body {
                    name.push(t);
                }
            }
            body &= capitalised(t);
            if after && !capitalised(t) {
                small_word = !introduces(t);
            }
        }
        end_of_name(&mut name, names_follow, &mut out);
        if out.shown.is_empty() && role.is_some() {
            while keep.last().is_some_and(|w| introduces(w) || *w == "of") {
                keep.pop();
            }
            out.shown = keep.join(" ");
        }
    }
    if out.shown.is_empty() {
        out.shown = UNNAMED.to_owned();
    } else {
        let first = out.shown.split(' ').next().unwrap_or("");
        let plural = first.ends_with('s')
            || matches!(first.to_lowercase().as_str(), "people" | "media" | "staff" | "men" | "women");
        let english = words().english.iter().any(|l| l.find(first).is_some());
        if english && out.shown.split(' ').count() == 1 && !plural {
            let article = if first.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            out.shown = format!("{article} {first}");
        }
    }
    out.withheld.sort();
    out.withheld.dedup();
    out
}

/// Which words right behind the kind of a place are a person's name: all of two, as nobody can tell them from a place's; of more, all but
/// the first, which is the place's; a single word is the place's name.
fn behind_place(toks: &[&str]) -> std::ops::Range<usize> {
    let Some(kind) = toks.iter().rposition(|t| words().places.find(bare(t)).is_some()) else { return 0..0 };
    let names = toks.iter().skip(kind + 1).take_while(|t| capitalised(t) && !acronym(t)).count();
    match names {
        0 | 1 => 0..0,
        2 => kind + 1..kind + 3,
        n => kind + 2..kind + 1 + n,
    }
}

fn introduces(w: &str) -> bool {
    words().named.find(bare(w)).is_some()
}

/// The same of words in a script without capitals: what follows a private role up to the next small word is a name, unless it is one
/// adjective; so is what stands alone beside such a role.
fn plain(toks: &[&str], private: bool, out: &mut Masked) {
    let Some(role) = toks.iter().position(|t| is_role(t)) else {
        if private && (1..=4).contains(&toks.len()) && toks.concat().chars().any(char::is_alphabetic) {
            out.withheld.push(toks.join(" "));
        }
        return;
    };
    let mut shown: Vec<&str> = toks.get(..=role).unwrap_or(&[]).to_vec();
    let mut rest = toks.get(role + 1..).unwrap_or(&[]);
    // "Syrian", "American": relations end so.
    while let [first, more @ ..] = rest
        && (bare(first).ends_with('ي') || bare(first).ends_with("ية") || bare(first).ends_with("يون"))
    {
        shown.push(first);
        rest = more;
    }
    let introduced = rest.first().is_some_and(|t| introduces(t));
    rest = rest.get(usize::from(introduced)..).unwrap_or(&[]);
    let name = rest.iter().take(4).take_while(|t| words().after.find(bare(t)).is_none() && !is_role(t)).count();
    let of_private = toks.iter().any(|t| words().private.find(bare(t)).is_some());
    let (named, more) = rest.split_at(name);
    if introduced || (of_private && name >= 2) {
        if !named.is_empty() {
            out.withheld.push(named.iter().map(|t| bare(t)).collect::<Vec<_>>().join(" "));
        }
    } else {
        shown.extend(named);
    }
    shown.extend(more);
    if out.shown.is_empty() {
        out.shown = shown.join(" ");
    }
}

fn end_of_name(name: &mut Vec<&str>, single_counts: bool, out: &mut Masked) {
    if name.len() > 1 || (name.len() == 1 && single_counts) {
        let n = name.iter().map(|w| bare(w)).collect::<Vec<_>>().join(" ");
        if n.chars().count() > 2 {
            out.withheld.push(n);
        }
    }
    name.clear();
}

/// Is a speaker's name to be withheld? Nobody's who holds an office; in doubt yes.
pub fn unnamed(s: &Speaker) -> bool {
    s.kind == SpeakerKind::Anonymous
        || s.text.as_deref().is_some_and(|said| {
            // "l'association": what is elided is no part of the word.
            let each = || {
                said.split_whitespace().map(|w| {
                    let w = bare(w);
                    w.rsplit_once(['\'', '’'])
                        .map_or(w, |(head, tail)| if tail.chars().count() > 2 { tail } else { head })
                })
            };
            // A capital in the middle is that of a body's name: "Veterans and Volunteer Corps"; but for German nouns.
            let private = each()
                .enumerate()
                .any(|(i, w)| words().private.find(w).is_some_and(|capital| i == 0 || capital || !capitalised(w)));
            // "a local official", "the workers' union": the office or the body is what speaks.
            private && !each().any(|w| words().public.find(w).is_some())
        })
}

/// A sentence of a report, with the names of those who are quoted in the report without an office withheld.
pub fn withhold(sentence: &str, report: &Report, reading: &Reading) -> String {
    let quoted = reading.attributions.iter().map(|a| Speaker {
        text: a.source.and_then(|s| report.text.get(s.start..s.end)).map(str::to_owned),
        kind: a.speaker_kind,
        name: None,
    });
    let speakers = reading.claims.iter().map(|c| c.speaker.clone()).chain(quoted);
    let withheld: Vec<String> =
        speakers.filter(unnamed).filter_map(|s| s.text).flat_map(|said| mask(&said).withheld).collect();
    blot(sentence, &withheld)
}

/// A sentence with the withheld names blotted out.
pub(crate) fn blot(text: &str, withheld: &[String]) -> String {
    let mut t = text.to_owned();
    for n in withheld {
        t = t.replace(n.as_str(), "[name withheld]");
        if let Some((_, last)) = n.rsplit_once(' ')
            && last.chars().count() > 3
        {
            t = t.replace(last, "[name withheld]");
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use model::{Speaker, SpeakerKind};

    use super::{blot, mask, unnamed};

    #[test]
    fn the_examples_of_every_language_hold() {
        let mut wrong = Vec::new();
        for (lang, file) in super::words::files() {
            assert!(!file.hides.is_empty() && !file.keeps.is_empty() && !file.examples.is_empty(), "{lang}");
            for e in &file.examples {
                let m = mask(&e.said);
                if (&m.shown, &m.withheld.join("|")) != (&e.shown, &e.withheld) {
                    wrong.push(format!("{lang}: {}: shown {:?}, withheld {:?}", e.said, m.shown, m.withheld));
                }
            }
            let of = |text: &str| {
                unnamed(&Speaker { text: Some(text.to_owned()), kind: SpeakerKind::NamedOfficial, name: None })
            };
            for said in &file.hides {
                if !of(said) || mask(said).withheld.is_empty() {
                    wrong.push(format!("{lang}: {said}: not withheld"));
                }
            }
            wrong.extend(file.keeps.iter().filter(|said| of(said)).map(|said| format!("{lang}: {said}: withheld")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_no_list_knows_is_withheld() {
        for said in ["Schätzungen", "مصدق", "Karim"] {
            assert_eq!(mask(said).shown, super::UNNAMED, "{said}");
        }
    }

    #[test]
    fn sentences_lose_the_name_too() {
        let m = mask("resident Olena Petrenko");
        assert_eq!(
            blot("Olena Petrenko waited. Ms Petrenko said so.", &m.withheld),
            "[name withheld] waited. Ms [name withheld] said so."
        );
    }
}
