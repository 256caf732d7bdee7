//! Rule packs: TOML files under `data/rules/` that say in words what each slot looks like, with examples that a test runs.

use std::collections::BTreeMap;

use model::Slot;
use serde::Deserialize;

use super::pattern::{Classes, Patterns};
use crate::Error;

/// The shipped packs, in the order in which their rules are tried.
const SHIPPED: &[(&str, &str)] = &[
    ("words", include_str!("../../../../data/rules/words.toml")),
    ("conflict", include_str!("../../../../data/rules/conflict.toml")),
    ("detention", include_str!("../../../../data/rules/detention.toml")),
    ("disaster", include_str!("../../../../data/rules/disaster.toml")),
    ("displacement", include_str!("../../../../data/rules/displacement.toml")),
    ("access", include_str!("../../../../data/rules/access.toml")),
    ("politics", include_str!("../../../../data/rules/politics.toml")),
];

/// Patterns by language (`en`, `ar`, ...).
type ByLang = BTreeMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pack: String,
    #[serde(default)]
    class: Vec<ClassFile>,
    #[serde(default)]
    figure: Vec<FigureFile>,
    #[serde(default)]
    statement: Vec<StatementFile>,
    #[serde(default)]
    act: Vec<ActFile>,
    #[serde(default)]
    event: Vec<EventFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    name: String,
    words: Vec<String>,
    /// More words by language, for those that would mean something else in another.
    #[serde(default)]
    more: ByLang,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureFile {
    name: String,
    slot: Slot,
    /// Name given to the thing counted when the text names only people in general.
    #[serde(default)]
    counted: Option<String>,
    /// What the rule's deed makes of those counted, whatever they are called ("hospitalised"); they are a count of their own.
    #[serde(default)]
    group: Option<String>,
    /// Only these things can be counted (a word class); absent = any.
    #[serde(default)]
    things: Option<String>,
    /// Never these things.
    #[serde(default)]
    never: Option<String>,
    /// The counted noun alone says it: "137 dead".
    #[serde(default, rename = "self")]
    own: ByLang,
    /// The counted things do it: "120 prisoners escaped".
    #[serde(default)]
    subject: ByLang,
    /// It is done to them: "killed 12 people", "12 people were killed".
    #[serde(default)]
    object: ByLang,
    /// A noun that announces a figure: "put the toll at 137".
    #[serde(default)]
    frame: ByLang,
    /// Anywhere near, in languages without a parse.
    #[serde(default)]
    near: ByLang,
    /// Patterns that forbid the rule in a sentence.
    #[serde(default)]
    unless: ByLang,
    /// Only in texts that speak of custody: elsewhere people who flee are no escapees.
    #[serde(default)]
    custody: bool,
    /// Only in texts that do not speak of custody.
    #[serde(default)]
    free: bool,
    /// The slot is that of the figure before: "put the number at 16".
    #[serde(default)]
    context: bool,
    /// Weaker than rules without it: tried only when no other rule fits.
    #[serde(default)]
    weak: bool,
    #[serde(default, rename = "match")]
    matches: Vec<String>,
    #[serde(default)]
    miss: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementFile {
    name: String,
    slot: Slot,
    /// What the claim is about ("curfew", "truce"); absent = the words of the hit.
    #[serde(default)]
    counted: Option<String>,
    /// The value's words; absent = the clause of the hit.
    #[serde(default)]
    value: Option<String>,
    /// Where the holder or doer stands relative to the hit.
    #[serde(default)]
    agent: Agent,
    #[serde(default)]
    any: ByLang,
    /// All of these must stand in the sentence too.
    #[serde(default)]
    with: ByLang,
    #[serde(default)]
    unless: ByLang,
    /// Stance when the sentence gives no other.
    #[serde(default)]
    stance: Option<model::Stance>,
    /// May hold in a headline.
    #[serde(default)]
    headline: bool,
    #[serde(default, rename = "match")]
    matches: Vec<String>,
    #[serde(default)]
    miss: Vec<String>,
}

/// Where the actor of a statement stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Agent {
    /// No actor is needed.
    #[default]
    None,
    /// Before the hit, in its clause.
    Subject,
    /// After it.
    Object,
    /// After it, else before it.
    Either,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActFile {
    /// Label: "attacked", "released the detainees".
    name: String,
    /// What it is when nobody is named: a cause; absent = no cause.
    #[serde(default)]
    cause: Option<String>,
    /// Verbs with the doer as subject.
    #[serde(default)]
    verb: ByLang,
    /// Nouns with the doer before ("Russian shelling") or after "by".
    #[serde(default)]
    noun: ByLang,
    /// What may be done it to: when given, one of these must stand in the clause of a verb.
    #[serde(default)]
    upon: Option<String>,
    /// False where the noun alone is the event itself and no cause ("the attack").
    #[serde(default = "yes", rename = "noun-cause")]
    noun_cause: bool,
    #[serde(default)]
    unless: ByLang,
    #[serde(default, rename = "match")]
    matches: Vec<String>,
    #[serde(default)]
    miss: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventFile {
    kind: String,
    any: ByLang,
}

fn yes() -> bool {
    true
}

/// What a figure trigger expects of the thing counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The noun itself.
    Own,
    /// Doer.
    Subject,
    /// Undergoer.
    Object,
    /// Announced.
    Frame,
    /// Anywhere near.
    Near,
}

/// A figure rule.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) slot: Slot,
    pub(crate) counted: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) things: Option<String>,
    pub(crate) never: Option<String>,
    pub(crate) weak: bool,
    pub(crate) context: bool,
    pub(crate) custody: bool,
    pub(crate) free: bool,
}

/// A statement rule.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) name: String,
    pub(crate) slot: Slot,
    pub(crate) counted: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) agent: Agent,
    pub(crate) stance: Option<model::Stance>,
    pub(crate) headline: bool,
}

/// A kind of deed.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) rule: String,
    pub(crate) name: String,
    pub(crate) cause: Option<String>,
    pub(crate) upon: Option<String>,
    pub(crate) noun_cause: bool,
}

/// The patterns of one language.
#[derive(Debug, Default)]
pub(crate) struct LangRules {
    /// Rule number = figure * 8 + role.
    pub(crate) figures: Patterns,
    pub(crate) figure_unless: BTreeMap<usize, Patterns>,
    pub(crate) statements: Patterns,
    pub(crate) statement_with: BTreeMap<usize, Patterns>,
    pub(crate) statement_unless: BTreeMap<usize, Patterns>,
    pub(crate) act_verbs: Patterns,
    pub(crate) act_nouns: Patterns,
    pub(crate) act_unless: BTreeMap<usize, Patterns>,
    pub(crate) events: Patterns,
    pub(crate) classes: BTreeMap<String, Patterns>,
}

impl LangRules {
    /// True where a text speaks of prisons, detainees or hostages at all.
    pub(crate) fn speaks_of_custody(&self, doc: &text::Doc) -> bool {
        self.classes.get("custody").is_some_and(|p| p.any(doc, 0..doc.tokens.len()))
    }
}

/// An example from a rule file: the rule must, or must not, fire on the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// `pack/rule`.
    pub rule: String,
    /// Language of the text.
    pub lang: String,
    /// The text; square brackets mark the figure that a figure rule must take.
    pub text: String,
    /// True for `match`, false for `miss`.
    pub must: bool,
}

/// The word classes of all packs, with what single languages add to them.
struct ClassesByLang {
    all: Classes,
    /// Of the languages that add something.
    own: BTreeMap<String, Classes>,
}

impl ClassesByLang {
    fn new(all: Classes, more: BTreeMap<String, Classes>) -> Self {
        let whole = |more: Classes| {
            let mut classes = all.clone();
            for (class, words) in more {
                classes.entry(class).or_default().extend(words);
            }
            classes
        };
        let own = more.into_iter().map(|(lang, more)| (lang, whole(more))).collect();
        Self { all, own }
    }

    fn of(&self, lang: &str) -> &Classes {
        self.own.get(lang).unwrap_or(&self.all)
    }
}

/// All packs, compiled.
#[derive(Debug, Default)]
pub struct Packs {
    pub(crate) figures: Vec<Figure>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) acts: Vec<Act>,
    pub(crate) event_kinds: Vec<String>,
    pub(crate) langs: BTreeMap<String, LangRules>,
    examples: Vec<Example>,
    digest: String,
}

impl Packs {
    /// The shipped packs.
    pub fn shipped() -> Result<Self, Error> {
        Self::from_sources(SHIPPED)
    }

    /// SHA-256 over the packs' sources: two readings with the same digest used the same rules.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every example of every rule, in file order.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Packs from `(file name, TOML)` pairs.
    pub fn from_sources(sources: &[(&str, &str)]) -> Result<Self, Error> {
        let mut files = Vec::new();
        let mut classes = Classes::new();
        let mut more: BTreeMap<String, Classes> = BTreeMap::new();
        let mut all = String::new();
        for (name, source) in sources {
            let file: File = toml::from_str(source).map_err(|e| bad(name, e.to_string()))?;
            for class in &file.class {
                classes.entry(class.name.clone()).or_default().extend(class.words.iter().cloned());
                for (langs, words) in &class.more {
                    for lang in langs.split(' ') {
                        let own = more.entry(lang.to_owned()).or_default();
                        own.entry(class.name.clone()).or_default().extend(words.iter().cloned());
                    }
                }
            }
            all.push_str(source);
            files.push((*name, file));
        }
        let mut packs = Packs { digest: model::sha256_hex(all.as_bytes()), ..Packs::default() };
        let all = ClassesByLang::new(classes, more);
        for (name, file) in files {
            packs.add(file, &all).map_err(|e| bad(name, e))?;
        }
        let langs: Vec<String> = packs.langs.keys().cloned().collect();
        for lang in langs {
            let classes = all.of(&lang);
            let rules = packs.langs.entry(lang).or_default();
            for (class, words) in classes {
                let patterns = rules.classes.entry(class.clone()).or_default();
                for w in words {
                    patterns.add(w, 0, classes).map_err(|e| bad(class, e))?;
                }
            }
        }
        Ok(packs)
    }

    fn add(&mut self, file: File, all: &ClassesByLang) -> Result<(), String> {
        let pack = file.pack;
        for f in file.figure {
            let n = self.figures.len();
            let name = format!("{pack}/{}", f.name);
            self.add_examples(&name, &f.matches, &f.miss);
            let roles = [
                (Role::Own, f.own),
                (Role::Subject, f.subject),
                (Role::Object, f.object),
                (Role::Frame, f.frame),
                (Role::Near, f.near),
            ];
            for (role, by_lang) in roles {
                self.each(all, &by_lang, |rules, p, classes| rules.figures.add(p, n * 8 + role as usize, classes))?;
            }
            self.each(all, &f.unless, |rules, p, classes| {
                rules.figure_unless.entry(n).or_default().add(p, n, classes)
            })?;
            self.figures.push(Figure {
                name,
                slot: f.slot,
                counted: f.counted,
                group: f.group,
                things: f.things,
                never: f.never,
                weak: f.weak,
                context: f.context,
                custody: f.custody,
                free: f.free,
            });
        }
        for s in file.statement {
            let n = self.statements.len();
            let name = format!("{pack}/{}", s.name);
            self.add_examples(&name, &s.matches, &s.miss);
            self.each(all, &s.any, |rules, p, classes| rules.statements.add(p, n, classes))?;
            self.each(all, &s.with, |rules, p, classes| rules.statement_with.entry(n).or_default().add(p, n, classes))?;
            self.each(all, &s.unless, |rules, p, classes| {
                rules.statement_unless.entry(n).or_default().add(p, n, classes)
            })?;
            self.statements.push(Statement {
                name,
                slot: s.slot,
                counted: s.counted,
                value: s.value,
                agent: s.agent,
                stance: s.stance,
                headline: s.headline,
            });
        }
        for a in file.act {
            let n = self.acts.len();
            let rule = format!("{pack}/{}", a.name.replace(' ', "-"));
            self.add_examples(&rule, &a.matches, &a.miss);
            self.each(all, &a.verb, |rules, p, classes| rules.act_verbs.add(p, n, classes))?;
            self.each(all, &a.noun, |rules, p, classes| rules.act_nouns.add(p, n, classes))?;
            self.each(all, &a.unless, |rules, p, classes| rules.act_unless.entry(n).or_default().add(p, n, classes))?;
            self.acts.push(Act { rule, name: a.name, cause: a.cause, upon: a.upon, noun_cause: a.noun_cause });
        }
        for e in file.event {
            let n = self.event_kinds.len();
            self.each(all, &e.any, |rules, p, classes| rules.events.add(p, n, classes))?;
            self.event_kinds.push(e.kind);
        }
        Ok(())
    }

    fn each(
        &mut self,
        all: &ClassesByLang,
        by_lang: &ByLang,
        mut f: impl FnMut(&mut LangRules, &str, &Classes) -> Result<(), String>,
    ) -> Result<(), String> {
        for (lang, patterns) in by_lang {
            let classes = all.of(lang);
            let rules = self.langs.entry(lang.clone()).or_default();
            for p in patterns {
                f(rules, p, classes).map_err(|e| format!("{lang}: {p:?}: {e}"))?;
            }
        }
        Ok(())
    }

    fn add_examples(&mut self, rule: &str, matches: &[String], misses: &[String]) {
        for (list, must) in [(matches, true), (misses, false)] {
            for e in list {
                let (lang, text) = match e.split_once(": ") {
                    Some((l, t)) if l.len() == 2 && l.chars().all(|c| c.is_ascii_lowercase()) => (l, t),
                    _ => ("en", e.as_str()),
                };
                self.examples.push(Example {
                    rule: rule.to_owned(),
                    lang: lang.to_owned(),
                    text: text.to_owned(),
                    must,
                });
            }
        }
    }
}

fn bad(file: &str, note: String) -> Error {
    Error { code: "bad-rule-pack", note: format!("rule pack {file}: {note}; mend the file or leave it out") }
}
