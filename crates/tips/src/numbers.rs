//! Numbers and addresses that lead to somebody: links, mail, handles, machines, accounts, papers, plates, births, houses, telephones.
//!
//! Key decision: a number is a telephone number unless something says what else it is: a day, an hour, money, a count with its marks of
//! thousands or with the word for what is counted. So an unknown way of writing numbers is withheld, not shown.

use know::Know;
use regex::Regex;

use crate::{
    places,
    redact::{Finds, Kind},
    words::{cue_after, cue_before, regex},
};

pub(crate) fn find(finds: &mut Finds<'_>) {
    mails(finds);
    births(finds);
    papers(finds);
    accounts(finds);
    machines(finds);
    plates(finds);
    handles(finds);
    addresses(finds);
    phones(finds);
}

/// Links to what is published by a house that is known stay; all others could lead to a person, and who has seen the link.
pub(crate) fn links(finds: &mut Finds<'_>, know: &Know) {
    let flat = finds.flat;
    let with_scheme = regex!(
        r#"(?i)\b(?:(?:https?|hxxps?|ftp|tg|geo|tel|sms|mailto|whatsapp|signal|sgnl|viber|skype|matrix|xmpp|session|comgooglemaps|waze|maps)(?::|%3a|\[:\])/{0,2}|www\.)[^\s<>"\[\]{}|\\^]+"#
    );
    let bare = regex!(
        r#"(?i)\b(?:[a-z0-9-]+(?:\.|\[\.\]|\(\.\)))+(?:com|org|net|me|gl|co|info|io|app|link|link|ly|be|gg|ru|ua|su|su|tr|sy|iq|ir|lb|jo|eg|sa|ae|ye|sd|ly|tn|ma|dz|fr|de|es|pt|br|mx|ar|cl|pe|ve|uk|us|eu|tv|site|online|xyz|chat|social|page|gov|edu|mil|int|onion|example)(?:/[^\s<>"\[\]{}|\\^]*|\b)"#
    );
    for r in [with_scheme, bare] {
        for m in r.find_iter(&flat.text) {
            let trimmed = m.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '"', '-', '/']);
            let (a, b) = (m.start(), m.start() + trimmed.len());
            // part of a mail address
            let before = flat.get(0, a).chars().next_back();
            if before.is_some_and(|c| c == '@' || c == '.') || finds.taken.any(a, b) {
                continue;
            }
            if flat.get(b, flat.text.len()).starts_with('@') {
                continue;
            }
            if let Some((lat, lon)) = places::in_link(trimmed) {
                finds.take_as(a, b, Kind::Coordinates, places::near(lat, lon));
                continue;
            }
            if !published(trimmed, know) {
                finds.take(a, b, Kind::Link);
            }
        }
    }
}

/// A page of a publisher that is known, with nothing in the address that could name whoever opened or wrote it.
fn published(link: &str, know: &Know) -> bool {
    let personal =
        regex!(r"(?i)[?#@=&]|/(?:author|profile|user|people|person|member|u|in|by|contributor|autor|auteur|yazar)s?/");
    let plain = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or(link);
    know.publisher_by_domain(plain).is_some() && !personal.is_match(link) && !regex!(r"[0-9]{9}").is_match(link)
}

fn mails(finds: &mut Finds<'_>) {
    let all = [
        // what reading the file masked
        regex!(r"\*\*\*@[\p{L}\p{N}.-]*[\p{L}\p{N}]"),
        regex!(
            r"[\p{L}\p{N}_.+%'-]+ ?(?:@|\[at\]|\(at\)|\{at\}|<at>) ?[\p{L}\p{N}-]+(?:(?:\.| \. | ?(?:\[dot\]|\(dot\)|\{dot\}) ?)[\p{L}\p{N}-]+){1,6}"
        ),
        regex!(
            r"(?i)[\p{L}\p{N}_.+%'-]+ {1,2}(?:at|arroba|arrobase|arobase|chez|собака|собачка|песик|ет|آت|ات|et) {1,2}[\p{L}\p{N}-]+(?: {1,2}(?:dot|punto|ponto|point|punkt|точка|крапка|нقطة|نقطة|دوت|nokta) {1,2}[\p{L}\p{N}-]+){1,4}"
        ),
        regex!(
            r"(?i)[\p{L}\p{N}_.+%'-]+ {1,2}(?:at|arroba|arobase|собака|آت|ات|et) {1,2}(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|proton|protonmail|tutanota|tuta|riseup|mail|inbox|list|bk|yandex|ya|rambler|ukr|i|meta|gmx|web|freenet|orange|free|laposte|sfr|uol|bol|terra|mynet|aol|msn)\b(?:\.[a-z]{2,6}){0,2}"
        ),
    ];
    for r in all {
        for m in r.find_iter(&finds.flat.text) {
            finds.take(m.start(), m.end(), Kind::Mail);
        }
    }
}

/// Days and clock times.
pub(crate) fn dates() -> &'static Regex {
    regex!(
        r"(?x)
        \b(?:(?:19|20)[0-9]{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:3[01]|[12][0-9]|0?[1-9])
          |(?:3[01]|[12][0-9]|0?[1-9])[-/.](?:0?[1-9]|1[0-2])[-/.](?:(?:19|20)[0-9]{2}|[0-9]{2})
          |(?:0?[1-9]|1[0-2])[-/](?:3[01]|[12][0-9]|0?[1-9])[-/](?:19|20)[0-9]{2}
          |(?:19|20)[0-9]{2}\x20?-\x20?(?:19|20)[0-9]{2}
          |(?:19[89]|20[0-4])[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])
          |(?:2[0-3]|[01]?[0-9])[:h][0-5][0-9](?::[0-5][0-9])?)\b"
    )
}

fn births(finds: &mut Finds<'_>) {
    for m in dates().find_iter(&finds.flat.text) {
        if cue_before(&finds.flat.text, m.start(), 30, "birth") || cue_after(&finds.flat.text, m.end(), "birth") {
            finds.take(m.start(), m.end(), Kind::Birth);
        }
    }
}

/// Passports, cards, files: by the word before, and by shapes that nothing else has.
fn papers(finds: &mut Finds<'_>) {
    let flat = finds.flat;
    for m in regex!(r"\b(?:\p{Lu}{1,4}[-. ]?)?[0-9][0-9A-Za-z./ -]{3,24}").find_iter(&flat.text) {
        let found = m.as_str().trim_end_matches(|c: char| !c.is_ascii_digit());
        // letters after the digits belong to it only where they touch
        let tail = flat.get(m.start() + found.len(), m.end()).chars().take_while(char::is_ascii_uppercase).count();
        let digits = found.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 5 && cue_before(&flat.text, m.start(), 32, "papers") && !dates().is_match(found) {
            finds.take(m.start(), m.start() + found.len() + tail, Kind::Id);
        }
    }
    let shapes = [
        regex!(r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b"),
        regex!(r"\b[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}\b"),
        regex!(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b"),
        regex!(r"\b[0-9]{8}-?[A-Z]\b"),
        regex!(r"\b[XYZ]-?[0-9]{7}-?[A-Z]\b"),
        regex!(r"\b[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b"),
        regex!(r"\b[A-ZА-ЯІЇЄ]{1,2} ?[№#-]?[0-9]{6,9}\b"),
    ];
    for r in shapes {
        for m in r.find_iter(&flat.text) {
            finds.take(m.start(), m.end(), Kind::Id);
        }
    }
}

fn accounts(finds: &mut Finds<'_>) {
    let flat = finds.flat;
    for m in regex!(r"(?i)\b[a-z]{2}[0-9]{2}(?:[ -]?[0-9a-z]{4}){2,8}(?:[ -]?[0-9a-z]{1,4})?\b").find_iter(&flat.text) {
        let whole: Vec<char> = m.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        // what follows in small letters is prose
        let long = (0..=whole.len()).rev().find(|n| *n >= 15 && checks(whole.get(..*n).unwrap_or(&[])));
        let digits = whole.iter().filter(|c| c.is_ascii_digit()).count();
        if let Some(n) = long {
            let end = m
                .as_str()
                .char_indices()
                .filter(|(_, c)| c.is_ascii_alphanumeric())
                .nth(n - 1)
                .map_or(0, |(i, _)| i + 1);
            finds.take(m.start(), m.start() + end, Kind::Account);
        } else if digits >= 10 && !m.as_str().bytes().any(|b| b.is_ascii_lowercase()) {
            finds.take(m.start(), m.end(), Kind::Account);
        }
    }
    let shapes = [
        regex!(r"\b[0-9]{4}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?\b"),
        regex!(r"\b3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}\b"),
        regex!(r"\b0x[0-9a-fA-F]{40}\b"),
        regex!(r"\bbc1[a-z0-9]{20,80}\b"),
        regex!(r"\b[13T][1-9A-HJ-NP-Za-km-z]{25,34}\b"),
    ];
    for r in shapes {
        for m in r.find_iter(&flat.text) {
            finds.take(m.start(), m.end(), Kind::Account);
        }
    }
}

/// ISO 13616: the number with its first four characters moved to the end leaves 1 when divided by 97.
fn checks(iban: &[char]) -> bool {
    let (Some(head), Some(tail)) = (iban.get(..4), iban.get(4..)) else { return false };
    let rest = tail.iter().chain(head).try_fold(0u32, |rest, c| {
        let v = c.to_digit(36)?;
        Some(if v < 10 { rest * 10 + v } else { rest * 100 + v } % 97)
    });
    rest == Some(1)
}

fn machines(finds: &mut Finds<'_>) {
    let shapes = [
        regex!(r"\b(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\b"),
        regex!(r"(?i)\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b"),
        regex!(r"(?i)\b(?:[0-9a-f]{1,4}:){2,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{0,4}"),
        regex!(r"(?i)\b[0-9a-f]{1,4}::(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}\b"),
        regex!(r"(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b"),
    ];
    for r in shapes {
        for m in r.find_iter(&finds.flat.text) {
            // 07.55.12.98.34 goes on
            let text = &finds.flat.text;
            let mut after = text.get(m.end()..).unwrap_or("").chars();
            let on = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
            if on || text.get(..m.start()).unwrap_or("").ends_with(['.', '+']) {
                continue;
            }
            finds.take(m.start(), m.end(), Kind::Ip);
        }
    }
}

fn plates(finds: &mut Finds<'_>) {
    let flat = finds.flat;
    // shapes that only a plate has
    let strong = [
        regex!(r"\b[АВЕКМНОРСТУХABEKMHOPCTYX] ?[0-9]{3} ?[АВЕКМНОРСТУХABEKMHOPCTYX]{2} ?[0-9]{2,3}\b"),
        regex!(r"\b[A-ZА-ЯІ]{2} ?[0-9]{4} ?[A-ZА-ЯІ]{2}\b"),
        regex!(r"\b[A-Z]{2}-[0-9]{3}-[A-Z]{2}\b"),
        regex!(r"\b[A-Z]{3}[- ]?[0-9][A-Z][0-9]{2}\b"),
    ];
    for r in strong {
        for m in r.find_iter(&flat.text) {
            finds.take(m.start(), m.end(), Kind::Plate);
        }
    }
    // others only beside a word for plates or vehicles
    let weak = regex!(
        r"[\p{Lu}\p{Lo}]{1,3}(?:[ -][\p{Lu}\p{Lo}]{1,2})?[ -]?[0-9]{2,7}(?:[ -][0-9]{2,4}\b|[ -]?[\p{Lu}\p{Lo}]{1,3}\b)?|\b[0-9]{1,7}(?:[ -][0-9]{1,4}|[ -]?[\p{Lu}\p{Lo}]{1,3}(?:[ -]?[0-9]{2,5})?)|\b[0-9]{4,7}\b"
    );
    for m in weak.find_iter(&flat.text) {
        if cue_before(&flat.text, m.start(), 28, "plates")
            && !dates().is_match(m.as_str())
            && !cue_after(&flat.text, m.end(), "units")
        {
            finds.take(m.start(), m.end(), Kind::Plate);
        }
    }
}

fn handles(finds: &mut Finds<'_>) {
    let flat = finds.flat;
    for m in regex!(r"@[\p{L}\p{N}_][\p{L}\p{N}_.-]+(?::[a-z0-9.-]+\.[a-z]{2,8})?").find_iter(&flat.text) {
        let end = m.as_str().trim_end_matches(['.', '-', '_']).len();
        finds.take(m.start(), m.start() + end.max(2), Kind::Handle);
    }
    let cued = regex!(
        r"(?i)\b(?:telegram|tg|whats ?app|instagram|insta|ig|snap(?:chat)?|twitter|tik ?tok|signal|skype|discord|viber|vkontakte|vk|facebook|fb|messenger|wickr|threema|imo|linkedin|телеграм|телега|инстаграм|инста|фейсбук|вайбер|تلغرام|تلجرام|واتساب|انستغرام|فيسبوك|سناب)(?: (?:id|user|username|account|nick|name|handle|usuario|compte|konto|ник|нік|حساب|hesap|hesabı))?(?: (?:is|es|est|ist|é))? ?[:=-]{1,2} ?@?([\p{L}\p{N}_][\p{L}\p{N}_.-]+)"
    );
    for c in cued.captures_iter(&flat.text) {
        if let Some(m) = c.get(1) {
            finds.take(m.start(), m.end(), Kind::Handle);
        }
    }
    for m in regex!(r"(?i)\b[\p{L}\p{N}_.]+#[0-9]{4}\b|(?:^|[\s(])/?u/[a-z0-9_-]+\b").find_iter(&flat.text) {
        finds.take(m.start(), m.end(), Kind::Handle);
    }
}

/// A house in a street. The street alone tells of the happening, the house of who lives there.
fn addresses(finds: &mut Finds<'_>) {
    let all = [
        // 14 Al-Nour Street
        regex!(
            r"\b[0-9]{1,5}[A-Za-z]?,? (?:[\p{Lu}][\p{L}'.-]* ){1,4}(?:(?i)street|st\b|road|rd\b|avenue|ave\b|lane|drive|alley|boulevard|blvd|square|terrace|crescent|close|way|court)"
        ),
        // carrera 7 # 12-34, calle 45 No. 12-30
        regex!(
            r"(?i)\b(?:carrera|cra\.?|kra\.?|calle|cl\.?|avenida|av\.?|diagonal|transversal) ?[0-9]{1,3} ?[a-z]{0,2}\b ?(?:bis|sur|norte|este)? ?(?:#|n[o°º]\.?|nº) ?[0-9]{1,3} ?[a-z]? ?- ?[0-9]{1,3}\b"
        ),
        // 14 rue des Lilas; rua das Flores, 12; calle Mayor 5; Hauptstraße 12; ул. Ленина, д. 5; شارع النور 12
        regex!(
            r"(?i)\b[0-9]{1,5}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|impasse|allée|chemin|quai|place)(?: [\p{L}'.-]+){1,5}"
        ),
        regex!(
            r"(?i)\b(?:rua|avenida|av\.|travessa|praça|alameda|calle|c/|carrera|cra\.?|callejón|plaza|paseo|camino|jirón|via)(?: [\p{L}'.-]+){1,5}?,? (?:n\.?[º°o]? ?|#|nº |num(?:ber|ero|éro)? |número )?[0-9]{1,5}(?:-[0-9]{1,5})?\b"
        ),
        regex!(
            r"\b[\p{Lu}][\p{L}-]*(?:straße|strasse|str\.|gasse|weg|allee|platz|ring|ufer|damm) ?[0-9]{1,4} ?[a-z]?\b"
        ),
        regex!(
            r"(?i)\b(?:ул\.|улица|улице|улицы|улицу|вул\.|вулиця|вулиці|вулицю|пр\.|проспект|проспекте|проспекту|пер\.|переулок|переулке|провулок|бульвар|б-р|наб\.|шоссе)(?: [\p{L}'.-]+){1,4}?,? ?(?:д\.?|дом|доме|буд\.?|будинок|№)? ?[0-9]{1,4}(?:[-/][0-9]{1,4})?(?: ?[а-яіїє]\b)?(?:,? ?(?:кв\.?|квартира|квартире|квартирі|під\.?|подъезд|эт\.) ?[0-9]{1,4})*"
        ),
        regex!(
            r"(?i)\b(?:[\p{L}'-]+ ){1,3}(?:caddesi|cad\.|sokak|sokağı|sok\.|sk\.|bulvarı|blv\.|mahallesi|mah\.)[\p{L}']*,? (?:(?:no|numara|kapı)[.:]? ?)?[0-9]{1,5}(?:/[0-9]{1,4})?(?:,? (?:daire|kat|d\.)[.:]? ?[0-9]{1,4})*"
        ),
        regex!(
            r"(?:شارع|زقاق|حارة|جادة|بناية|عمارة|منزل رقم|بيت رقم|شقة)(?: [\p{L}]+){0,4}?,? ?(?:رقم|بناء|بناية|عمارة|منزل|بيت|شقة|طابق)? ?(?:رقم )?[0-9]{1,5}\b"
        ),
        regex!(
            r"(?i)\b(?:apartment|apt\.?|flat|house (?:no\.?|number)|appartement|appt\.?|apartamento|apto\.?|piso|wohnung|hausnummer|квартира|квартире|кв\.|квартирі|daire|شقة رقم|شقة) ?(?:no\.?|n[º°]|#|№|رقم)? ?[0-9]{1,5}[a-zа-я]?\b"
        ),
    ];
    for r in all {
        for m in r.find_iter(&finds.flat.text) {
            let end = m.as_str().trim_end_matches(['.', ' ', ',']).len();
            finds.take(m.start(), m.start() + end, Kind::Address);
        }
    }
}

/// Numbers as long as a telephone number that are something else, by how they are written and what stands beside them.
fn plain_number(text: &str, a: usize, b: usize, run: &str) -> bool {
    let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    if first.starts_with('0') || run.starts_with(['+', '(']) {
        return false;
    }
    let money = text.get(..a).unwrap_or("").trim_end().ends_with(['$', '€', '£', '₽', '₴', '₺', '¥'])
        || cue_after(text, b, "units");
    let cue = cue_before(text, a, 24, "phone");
    if cue && !money {
        return false;
    }
    let thousands = first.len() <= 3 && groups.len() > 1 && groups.iter().skip(1).all(|g| g.len() == 3);
    let separators: Vec<char> = run.chars().filter(|c| !c.is_ascii_digit()).collect();
    let one_kind = separators.windows(2).all(|w| w.first() == w.last());
    // 1,250,000 and 1.250.000 are counts; 933 123 456 is one only beside what is counted
    if thousands && one_kind && separators.iter().all(|c| matches!(c, ',' | '.' | '\'')) {
        return true;
    }
    // from here on only what is counted tells: 1500000 liras, 10 000-15 000 people
    let range = |g: &str| g.len() <= 7;
    money && (thousands || groups.len() == 1 || groups.iter().all(|g| range(g)) && last.len() <= 7)
}

fn phones(finds: &mut Finds<'_>) {
    /// Digits of a number that can be dialled from afar.
    const FEWEST: usize = 7;
    let flat = finds.flat;
    // days and hours are no part of a number, unless a number goes on in them
    let mut dated = vec![false; flat.text.len()];
    for m in dates().find_iter(&flat.text) {
        let before = flat.get(0, m.start()).chars().next_back();
        let after: Vec<char> = flat.get(m.end(), flat.text.len()).chars().take(2).collect();
        let glued = before.is_some_and(|c| matches!(c, '+' | '.' | '-' | '/'))
            || matches!(after.as_slice(), ['-' | '.' | '/', d] if d.is_ascii_digit());
        if !glued && !cue_before(&flat.text, m.start(), 24, "phone") {
            dated.get_mut(m.start()..m.end()).into_iter().for_each(|d| d.fill(true));
        }
    }
    let run = regex!(r"(?:\+|\(\+?|00)?[ ]?[0-9](?:[ .()/,'_~·•*\t-]{0,3}[0-9])*");
    for m in run.find_iter(&flat.text) {
        // parts between days and what is taken
        let mut from = m.start();
        for i in m.start()..=m.end() {
            let stop = i == m.end() || dated.get(i).copied().unwrap_or(false) || finds.taken.at(i);
            if stop {
                if from < i {
                    part(finds, from, i, FEWEST);
                }
                from = i + 1;
            }
        }
    }
}

/// One unbroken writing of digits: which of it is a number to dial.
fn part(finds: &mut Finds<'_>, a: usize, b: usize, fewest: usize) {
    let flat = finds.flat;
    let all = flat.get(a, b);
    // ", " and two blanks or more part numbers: 12, 30 and 45 are three; 0933 123 456, 0944 123 456 are two
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for m in regex!(r",[ \t]|[ \t]{2,}|[ \t]/[ \t]|[ \t]-[ \t]|'[ \t]").find_iter(all) {
        pieces.push((from, m.start()));
        from = m.end();
    }
    pieces.push((from, all.len()));
    let digits = |s: &str| s.bytes().filter(u8::is_ascii_digit).count();
    let mut i = 0;
    while let Some(&(x, y)) = pieces.get(i) {
        i += 1;
        let (mut x, mut y) = (a + x, a + y);
        let trim = |c: char| !c.is_ascii_digit();
        let s = flat.get(x, y);
        let keep_front = s.starts_with(['+', '(']) || s.starts_with(" +");
        if !keep_front {
            x += s.len() - s.trim_start_matches(trim).len();
        }
        y = x + flat.get(x, y).trim_end_matches(trim).len();
        let mut s = flat.get(x, y);
        // a number parted by two blanks: "0933  123456"
        while digits(s) < fewest && !s.is_empty() {
            match pieces.get(i) {
                Some(&(p, q)) if !flat.get(y, a + p).contains(',') && digits(flat.get(a + p, a + q)) > 0 => {
                    y = a + q;
                    y = x + flat.get(x, y).trim_end_matches(trim).len();
                    s = flat.get(x, y);
                    i += 1;
                }
                _ => break,
            }
        }
        let n = digits(s);
        let cued = cue_before(&flat.text, x, 24, "phone");
        let enough = n >= fewest || (cued && n >= 5);
        if !enough || (n < 10 && decimal(s)) || plain_number(&flat.text, x, y, s) || series(s) {
            continue;
        }
        let kind = if n > 15 { Kind::Id } else { Kind::Phone };
        finds.take(x, y, kind);
    }
}

/// 12.5 or 3,75: few digits and one mark.
fn decimal(s: &str) -> bool {
    regex!(r"^[0-9]{1,6}[.,][0-9]{1,2}$").is_match(s)
}

/// Small numbers in a row ("12 30 45 8"): hours, scores, ages. Three or more of at most two digits, with blanks, not all of two.
fn series(s: &str) -> bool {
    let groups: Vec<&str> = s.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
    groups.len() >= 3
        && groups.iter().all(|g| g.len() <= 2)
        && groups.iter().any(|g| g.len() == 1)
        && !s.contains(['+', '-', '.'])
}
