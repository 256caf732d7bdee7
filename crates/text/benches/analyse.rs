//! Megabytes and sentences a second of the whole analysis. `cargo bench -p text`.

use divan::{Bencher, counter::BytesCount};

const EN: &str = "DAMASCUS, Jan 19 (Reuters) - The Kurdish-led force said on Monday that an \"armed group\" was attacking a prison in the \
    east, a day after a ceasefire was announced. At least 1,500 detainees got away, a spokesman told reporters; the ministry put the \
    figure at about 120, of whom 81 have been caught. Officials in the U.S. said they were following the reports.\n\n\
    The dead include 246 fighters and seven civilians, according to the monitor. It was not clear who had opened the gates. \
    \"We do not know how many are left inside,\" he said, adding that the search would go on.\n\n";

const AR: &str = "قالت وزارة الداخلية إن نحو 120 سجينا فروا من سجن الشدادي. وأضافت أن 81 منهم أعيدوا إلى السجن.\n\n";

fn main() {
    divan::main();
}

#[divan::bench]
fn english(b: Bencher<'_, '_>) {
    let text = EN.repeat(100);
    b.counter(BytesCount::of_str(&text)).bench(|| text::analyse(divan::black_box(&text), Some("en")));
}

#[divan::bench]
fn arabic(b: Bencher<'_, '_>) {
    let text = AR.repeat(200);
    b.counter(BytesCount::of_str(&text)).bench(|| text::analyse(divan::black_box(&text), None));
}
