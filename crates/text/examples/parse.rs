//! How is this text parsed? Tokens with tags, dictionary form, head and relation: `cargo run -p text --example parse < TEXT`.
#![allow(clippy::print_stdout)]

use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let (doc, _) = text::analyse(&text, None);
    for s in &doc.sentences {
        for i in s.tokens.clone() {
            let Some(t) = doc.tokens.get(i) else { continue };
            let head = t.head.map_or("-", |h| doc.word(h));
            println!(
                "{:>3} {:<16} {:<6} {:<5} {:<14} {:<11} {head}",
                i,
                doc.word(i),
                t.tag.as_str(),
                t.fine,
                t.lemma,
                t.rel.as_str()
            );
        }
        println!();
    }
    Ok(())
}
