//! How the cost of tracing grows: 100, 1,000 and 10,000 made-up reports, a twentieth as many happenings, every fourth report a copy.

#![allow(missing_docs)]

use divan::{Bencher, counter::ItemsCount};
use model::{Moment, Reading};
use trace::TraceDoc;

fn main() {
    divan::main();
}

struct Made {
    id: String,
    title: String,
    text: String,
    published: Option<Moment>,
}

/// A fixed sequence of numbers (xorshift): the same reports on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

/// A made-up word; low numbers are common ones.
fn word(n: usize) -> String {
    const PARTS: [&str; 16] =
        ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "za", "dri", "fel", "gon", "hur", "pol", "sta"];
    let mut n = n + 17;
    let mut out = String::new();
    while n > 0 {
        out.push_str(PARTS[n % 16]);
        n /= 16;
    }
    out
}

fn made(reports: usize) -> Vec<Made> {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut out: Vec<Made> = Vec::with_capacity(reports);
    for i in 0..reports {
        let story = dice.roll(reports / 20 + 1);
        let text = if i > 20 && dice.roll(4) == 0 {
            let of = dice.roll(out.len());
            let whole = &out[of].text;
            whole[..whole.find(". ").map_or(whole.len(), |_| whole.len() * 2 / 3)].to_owned()
        } else {
            let mut text = String::new();
            for s in 0..14 {
                for w in 0..18 {
                    // Half common words, the rest from the vocabulary of the happening.
                    let n = if dice.roll(2) == 0 {
                        dice.roll(40) * dice.roll(40)
                    } else {
                        2_000 + story * 60 + dice.roll(60)
                    };
                    let word = word(n);
                    if w > 0 {
                        text.push(' ');
                    }
                    text.push_str(&word);
                }
                text.push_str(if s % 4 == 3 { ".\n\n" } else { ". " });
            }
            text
        };
        out.push(Made {
            id: format!("r{i:06}"),
            title: format!("{} {}", word(2_000 + story * 60), word(2_001 + story * 60)),
            text,
            published: Moment::from_seconds(1_760_000_000 + (story * 7_200 + dice.roll(80_000)) as i64),
        });
    }
    out
}

fn docs<'a>(made: &'a [Made], reading: &'a Reading) -> Vec<TraceDoc<'a>> {
    made.iter()
        .map(|m| TraceDoc {
            id: &m.id,
            title: Some(&m.title),
            text: &m.text,
            published: m.published.as_ref(),
            url: None,
            outlet: None,
            author: None,
            publisher: None,
            links: &[],
            reading,
        })
        .collect()
}

#[divan::bench(args = [100, 1_000, 10_000], sample_count = 3, sample_size = 1)]
fn copies(bencher: Bencher<'_, '_>, reports: usize) {
    let (made, reading) = (made(reports), Reading::default());
    bencher.counter(ItemsCount::new(reports)).bench_local(|| trace::copies(&docs(&made, &reading)));
}

#[divan::bench(args = [100, 1_000, 10_000], sample_count = 3, sample_size = 1)]
fn stories(bencher: Bencher<'_, '_>, reports: usize) {
    let (made, reading) = (made(reports), Reading::default());
    bencher.counter(ItemsCount::new(reports)).bench_local(|| trace::stories(&docs(&made, &reading), &[]));
}
