//! Names of people who are quoted without an office are withheld from what is published.
//!
//! Rule: a speaker of kind `anonymous` is a resident, a relative, a source, an official whom nobody names; so is whoever is named beside
//! such a role ("resident Olena Petrenko"), whatever kind of speaker that was read as. Of the words that stand for
//! such a speaker only the description is shown ("a resident of the town"); a personal name beside it is withheld, there and in the
//! quoted sentences of the same report. Named holders of an office, institutions and media keep their names. Where a description
//! cannot be told from a name (a script without capitals, no word for a role), the speaker is shown as "an unnamed source".
//!
//! Key decision: in doubt, withhold. A lost description costs a reader a second; a printed name can cost a resident more.

use model::{Reading, Report, Speaker, SpeakerKind};

/// What may be shown of an anonymous speaker, and which names are to be withheld wherever that report is quoted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The description.
    pub shown: String,
    /// Personal names found beside it.
    pub withheld: Vec<String>,
}

const UNNAMED: &str = "an unnamed source";

const ROLES: &[&str] = &[
    "activist",
    "adviser",
    "aide",
    "analyst",
    "aid worker",
    "campaigner",
    "civilian",
    "commander",
    "detainee",
    "diplomat",
    "doctor",
    "driver",
    "eyewitness",
    "expert",
    "farmer",
    "father",
    "fighter",
    "guard",
    "husband",
    "inhabitant",
    "insider",
    "inmate",
    "journalist",
    "lawmaker",
    "lawyer",
    "leader",
    "local",
    "medic",
    "member",
    "minister",
    "monitor",
    "mother",
    "neighbour",
    "neighbor",
    "nurse",
    "observer",
    "officer",
    "official",
    "people",
    "person",
    "physician",
    "prisoner",
    "refugee",
    "relative",
    "reporter",
    "representative",
    "rescuer",
    "researcher",
    "resident",
    "responder",
    "shopkeeper",
    "soldier",
    "source",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "staff",
    "student",
    "survivor",
    "teacher",
    "villager",
    "volunteer",
    "voice",
    "wife",
    "witness",
    "woman",
    "man",
    "worker",
    "authority",
    "authorities",
    "report",
    "media",
];

fn bare(w: &str) -> &str {
    w.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_role(w: &str) -> bool {
    let w = bare(w).to_lowercase();
    ROLES.iter().any(|r| {
        w == *r
            || w.strip_suffix('s') == Some(r)
            || w.strip_suffix("es") == Some(r)
            || matches!((w.as_str(), *r), ("men", "man") | ("women", "woman"))
    })
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
        || matches!(
            w,
            "Senior"
                | "Local"
                | "Several"
                | "Two"
                | "Three"
                | "Four"
                | "Some"
                | "Many"
                | "One"
                | "An"
                | "A"
                | "The"
                | "Security"
                | "Military"
                | "Government"
                | "Former"
                | "Top"
                | "Medical"
                | "Prison"
                | "Army"
                | "Police"
                | "Intelligence"
                | "State"
                | "Another"
                | "Other"
                | "Unnamed"
                | "Arab"
                | "Anonymous"
                | "Defence"
                | "Defense"
                | "Opposition"
                | "Rebel"
        )
}

/// Masks the words that stand for an anonymous speaker.
pub fn mask(words: &str) -> Masked {
    let line = crate::clean_line(words);
    let mut out = Masked::default();
    for piece in line.split([',', '(', ')', ';', '–', '—']) {
        let toks: Vec<&str> = piece.split_whitespace().collect();
        let role = toks.iter().position(|t| is_role(t));
        let mut keep: Vec<&str> = Vec::new();
        let mut name: Vec<&str> = Vec::new();
        // After the role, capitals are fine once a small word stands between ("a resident of Shaddadi"), a name otherwise.
        let mut small_word = false;
        // A single capital is a name only where something says so; "Independent analysts" begins a sentence.
        let mut names_follow = false;
        for (i, t) in toks.iter().enumerate() {
            let after = role.is_some_and(|r| i > r);
            let before_role =
                role == Some(i + 1) && name.is_empty() && !toks.get(i.wrapping_sub(1)).is_some_and(|p| capitalised(p));
            let ok = role.is_some()
                && (!capitalised(t)
                    || acronym(t)
                    || is_role(t)
                    || (after && small_word)
                    || (!after && (adjective(t) || before_role)));
            if ok || !capitalised(t) || acronym(t) {
                end_of_name(&mut name, names_follow, &mut out);
                names_follow = is_role(t) || introduces(t);
                if ok {
                    keep.push(t);
                }
            } else {
                name.push(t);
            }
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
        if is_role(first) && out.shown.split(' ').count() == 1 && !plural {
            let article = if first.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            out.shown = format!("{article} {first}");
        }
    }
    out.withheld.sort();
    out.withheld.dedup();
    out
}

fn introduces(w: &str) -> bool {
    matches!(w, "named" | "called" | "identified" | "as" | "and")
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

/// Roles that nobody holds for the public: whoever has a name beside one of these did not mean to be a public figure.
const PRIVATE: &[&str] = &[
    "bystander",
    "brother",
    "civilian",
    "daughter",
    "detainee",
    "driver",
    "eyewitness",
    "farmer",
    "father",
    "husband",
    "inhabitant",
    "inmate",
    "local",
    "man",
    "mother",
    "neighbor",
    "neighbour",
    "nurse",
    "patient",
    "prisoner",
    "refugee",
    "relative",
    "resident",
    "shopkeeper",
    "sister",
    "son",
    "student",
    "survivor",
    "teacher",
    "villager",
    "volunteer",
    "widow",
    "wife",
    "witness",
    "woman",
    "worker",
];

/// Is a speaker's name to be withheld? Nobody's who holds an office; in doubt yes.
pub(crate) fn unnamed(s: &Speaker) -> bool {
    s.kind == SpeakerKind::Anonymous
        || s.text.as_deref().is_some_and(|said| {
            let words = || said.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
            let is = |list: &[&str], w: &str| {
                let w = w.to_lowercase();
                list.contains(&w.as_str()) || w.strip_suffix('s').is_some_and(|one| list.contains(&one))
            };
            // A capital in the middle is that of a body's name: "Veterans and Volunteer Corps".
            let private = words().enumerate().any(|(i, w)| (i == 0 || !capitalised(w)) && is(PRIVATE, w));
            // "a local official", "the workers' union": the office or the body is what speaks.
            private && !words().any(|w| is(PUBLIC, w))
        })
}

/// What makes a body or an office of words that hold a private role too.
const PUBLIC: &[&str] = &[
    "agency",
    "association",
    "authority",
    "authorities",
    "commander",
    "committee",
    "centre",
    "center",
    "council",
    "director",
    "doctor",
    "federation",
    "fund",
    "governor",
    "group",
    "head",
    "leader",
    "mayor",
    "minister",
    "ministry",
    "network",
    "office",
    "officer",
    "official",
    "organisation",
    "organization",
    "party",
    "police",
    "president",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "syndicate",
    "union",
];

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
    fn descriptions_stay_and_names_go() {
        let cases = [
            ("a US official", "a US official", ""),
            ("Russian officials", "Russian officials", ""),
            ("two Syrian security sources", "two Syrian security sources", ""),
            ("residents", "residents", ""),
            ("Umm Karim, a resident of Shaddadi", "a resident of Shaddadi", "Umm Karim"),
            ("resident Olena Petrenko", "a resident", "Olena Petrenko"),
            ("a shopkeeper named Karim", "a shopkeeper", "Karim"),
            ("Karim Haddad", "an unnamed source", "Karim Haddad"),
            ("مسؤول أمريكي", "an unnamed source", ""),
            ("sources close to the ministry", "sources close to the ministry", ""),
            ("Independent analysts", "Independent analysts", ""),
            ("Schätzungen", "an unnamed source", ""),
        ];
        for (said, shown, withheld) in cases {
            let m = mask(said);
            assert_eq!((m.shown.as_str(), m.withheld.join("|").as_str()), (shown, withheld), "{said}");
        }
    }

    #[test]
    fn a_name_beside_a_private_role_is_withheld_and_an_office_holder_keeps_his() {
        let of = |text: &str| {
            unnamed(&Speaker { text: Some(text.to_owned()), kind: SpeakerKind::NamedOfficial, name: None })
        };
        for said in [
            "resident Olena Petrenko",
            "Umm Karim, a resident of the town,",
            "Karim Haddad, a shopkeeper",
            "his mother, Olena",
        ] {
            assert!(of(said), "{said}");
        }
        for said in [
            "Olena Petrenko, the mayor",
            "a local official",
            "Karim Haddad, head of the workers' union",
            "the Ministry of Women",
            "Human Rights Watch",
            "Local Coordination Committees",
        ] {
            assert!(!of(said), "{said}");
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
