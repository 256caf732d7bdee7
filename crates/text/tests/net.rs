//! The network against the original that its weights come from.

use text::english::net::{self, Scratch};

/// Tags, heads and relations agree with the original on at least 999 of 1,000 words.
#[test]
fn agrees_with_the_original() {
    let net = net::net().expect("the shipped network reads");
    let mut s = Scratch::default();
    let (mut all, mut tags, mut heads, mut relations) = (0, 0, 0, 0);
    for line in include_str!("goldens/reader.txt").lines() {
        let words: Vec<Vec<&str>> = line.split(' ').map(|w| w.rsplitn(4, '/').collect()).collect();
        let forms: Vec<(&str, bool)> =
            words.iter().map(|w| (w[3].strip_suffix('~').unwrap_or(w[3]), !w[3].ends_with('~'))).collect();
        for (mine, theirs) in net.read_sentence(&forms, &mut s).iter().zip(&words) {
            all += 1;
            tags += u32::from(mine.tag == theirs[2]);
            let head = mine.head.map_or(0, |h| h + 1).to_string() == theirs[1];
            heads += u32::from(head);
            relations += u32::from(head && mine.relation == theirs[0]);
        }
    }
    println!("{all} words: tags {tags}, heads {heads}, with relation {relations}");
    assert!(all > 10_000);
    for n in [tags, heads, relations] {
        assert!(f64::from(n) >= 0.999 * f64::from(all), "{n} of {all} agree");
    }
}
