//! Tags, dictionary forms and parse of English: what reading leans on.

use text::{Doc, Rel, Tag, analyse};

fn parse(text: &str) -> Doc {
    let (doc, issues) = analyse(text, Some("en"));
    assert!(issues.is_empty() && doc.parsed);
    doc
}

/// `word relation head` of every token, the root's head being `-`.
fn arcs(doc: &Doc) -> Vec<String> {
    (0..doc.tokens.len())
        .map(|i| {
            let t = &doc.tokens[i];
            format!("{} {} {}", doc.word(i), t.rel.as_str(), t.head.map_or("-", |h| doc.word(h)))
        })
        .collect()
}

#[test]
fn dictionary_forms() {
    let doc = parse(
        "The detainees fled and were killed, he said; three children had broken their legs. \
         The bodies were taken to bigger hospitals, which denied having received any. They're leaving and didn't stop.",
    );
    for (form, lemma) in [
        ("detainees", "detainee"),
        ("fled", "flee"),
        ("were", "be"),
        ("killed", "kill"),
        ("said", "say"),
        ("children", "child"),
        ("had", "have"),
        ("broken", "break"),
        ("bodies", "body"),
        ("taken", "take"),
        ("bigger", "big"),
        ("hospitals", "hospital"),
        ("denied", "deny"),
        ("received", "receive"),
        ("'re", "be"),
        ("leaving", "leave"),
        ("n't", "not"),
    ] {
        let t = doc.tokens.iter().find(|t| t.norm == form).unwrap();
        assert_eq!(t.lemma, lemma, "{form} {:?} {}", t.tag, t.fine);
    }
}

#[test]
fn regular_forms_that_no_table_lists() {
    for (form, fine, lemma) in [
        ("quarantined", "VBN", "quarantine"),
        ("barricaded", "VBD", "barricade"),
        ("shelled", "VBN", "shell"),
        ("strafed", "VBD", "strafe"),
        ("rigged", "VBN", "rig"),
        ("carjacked", "VBD", "carjack"),
        ("deserting", "VBG", "desert"),
        ("evacuating", "VBG", "evacuate"),
        ("ferries", "VBZ", "ferry"),
        ("launches", "VBZ", "launch"),
        ("escapees", "NNS", "escapee"),
        ("batteries", "NNS", "battery"),
        ("deadliest", "JJS", "deadly"),
    ] {
        let tag = if fine.starts_with('V') { Tag::Verb } else { Tag::Noun };
        let dictionary = text::english::dictionary().unwrap();
        assert_eq!(text::english::lemma::shipped().lemma(form, tag, fine, dictionary), lemma);
    }
}

#[test]
fn tags_of_a_news_sentence() {
    let doc = parse("About 120 prisoners escaped from the jail in the eastern town on Monday, the ministry said.");
    let tags: Vec<_> = doc.tokens.iter().map(|t| t.tag).collect();
    use Tag::*;
    assert_eq!(
        tags,
        [Adv, Num, Noun, Verb, Adp, Det, Noun, Adp, Det, Adj, Noun, Adp, Propn, Punct, Det, Noun, Verb, Punct]
    );
}

#[test]
fn the_frames_that_reading_leans_on() {
    for (text, want) in [
        (
            "The ministry said that 120 prisoners escaped.",
            ["ministry nsubj said", "escaped ccomp said", "prisoners nsubj escaped", "120 nummod prisoners"],
        ),
        (
            "The blast killed nine people and wounded 20.",
            ["blast nsubj killed", "people obj killed", "nine nummod people", "wounded conj killed"],
        ),
        (
            "Nine people were killed by gunmen.",
            ["people nsubj:pass killed", "were aux:pass killed", "killed root -", "by case gunmen"],
        ),
        (
            "81 of the 120 inmates have been caught.",
            ["81 nsubj:pass caught", "of case inmates", "inmates nmod 81", "120 nummod inmates"],
        ),
        (
            "The army took control of the prison on Tuesday.",
            ["army nsubj took", "control obj took", "Tuesday obl took", "prison nmod control"],
        ),
    ] {
        let arcs = arcs(&parse(text));
        for w in want {
            assert!(arcs.iter().any(|a| a == w), "{text}: no {w:?} in {arcs:?}");
        }
    }
}

/// Where the network's scheme and ours differ: what must come out is ours.
#[test]
fn trees_are_turned_into_universal_dependencies() {
    for (text, want) in [
        (
            "At least 120 prisoners escaped, according to the interior ministry.",
            &["according case ministry", "to fixed according", "ministry obl escaped"][..],
        ),
        ("The road from across the river is closed.", &["from case river", "across case river", "river nmod road"]),
        (
            "The minister is in a hospital.",
            &["hospital root -", "is cop hospital", "in case hospital", "minister nsubj hospital"],
        ),
        ("It was not clear who fired first.", &["clear root -", "was cop clear", "fired ccomp clear"]),
        ("There were no survivors.", &["were root -", "There expl were", "survivors nsubj were"]),
        ("Officials want residents to leave.", &["residents obj want", "leave xcomp want", "to mark leave"]),
        ("The group lost $50 million.", &["$ obj lost", "million nummod $"]),
        (
            "The quake killed farmers, herders and nurses.",
            &["herders conj farmers", "nurses conj farmers", "and cc nurses", "farmers obj killed"],
        ),
        ("Rebels took the town without firing a shot.", &["without mark firing", "firing advcl took"]),
        ("The toll rose to more than 1,500.", &["than fixed more", "more advmod 1,500", "1,500 obl rose"]),
        ("Troops were attacked by armed men.", &["men obl:agent attacked", "by case men"]),
    ] {
        let arcs = arcs(&parse(text));
        for w in want {
            assert!(arcs.iter().any(|a| a == w), "{text}: no {w:?} in {arcs:?}");
        }
    }
}

/// However odd a sentence, every word ends at its one root.
#[test]
fn every_sentence_is_one_tree() {
    for text in [
        "Of of of, and and (by by) \"to\" - - 12 / 13-14 $ $5 not.",
        "is is was be been in on by, it",
        "A-B/C-D al-al- - --- 'n't n't",
        "According to because of due to such as of to from in",
        "and, and, or but either both neither nor",
    ] {
        let doc = parse(text);
        for s in &doc.sentences {
            let roots = s.tokens.clone().filter(|&i| doc.tokens[i].head.is_none()).count();
            assert_eq!(roots, 1, "{text}");
            for i in s.tokens.clone() {
                let (mut at, mut steps) = (i, 0);
                while let Some(h) = doc.tokens[at].head {
                    assert!(s.tokens.contains(&h), "{text}");
                    at = h;
                    steps += 1;
                    assert!(steps <= s.tokens.len(), "{text}: a circle");
                }
            }
        }
    }
}

#[test]
fn marks_are_marks_and_the_stop_never_heads() {
    let doc = parse("\"We do not know,\" he said (on Monday) - and left.");
    for (i, t) in doc.tokens.iter().enumerate() {
        let mark = !doc.word(i).contains(char::is_alphanumeric);
        assert_eq!(mark, t.tag == Tag::Punct, "{}", doc.word(i));
        assert_eq!(mark, t.rel == Rel::Punct, "{}", doc.word(i));
    }
}

#[test]
fn other_languages_have_no_parse() {
    let (doc, _) = analyse("El ministerio dijo que 120 presos escaparon.", Some("es"));
    assert!(!doc.parsed && doc.tokens.iter().all(|t| t.head.is_none()));
    assert_eq!(doc.tokens[4].tag, Tag::Num);
    assert_eq!(doc.tokens[1].lemma, doc.tokens[1].norm);
}
