//! Words for planted pages: outlets, frames, leads, and what may stand for what.

pub(crate) const AGENCIES: &[&str] = &["Reuters", "AFP", "AP", "dpa", "EFE", "Kyodo", "ANSA", "Xinhua"];

pub(crate) const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(crate) const OPERATORS: &[&str] =
    &["about", "around", "at least", "more than", "nearly", "over", "some", "up to", "almost", "approximately"];

pub(crate) fn other_operator(op: &str) -> &'static str {
    match op {
        "at least" | "more than" | "over" => "about",
        "up to" => "more than",
        _ => "at least",
    }
}

/// What puts a thing in doubt, and what is left without it.
pub(crate) const HEDGES: &[(&str, &str)] = &[
    (" reportedly ", " "),
    (" allegedly ", " "),
    (" apparently ", " "),
    (" probably ", " "),
    (" is believed to have ", " has "),
    (" are believed to have ", " have "),
    (" may have ", " has "),
    (" might have ", " has "),
    (" could have ", " has "),
    (" possibly ", " "),
    (" likely ", " "),
];

pub(crate) const SAID: &[&str] = &["said", "says", "reported", "added", "announced"];

pub(crate) const PLACES: &[&str] = &[
    "Damascus",
    "Moscow",
    "Kherson",
    "Raqqa",
    "Kyiv",
    "Crimea",
    "Hasakah",
    "Aleppo",
    "London",
    "Paris",
    "Berlin",
    "Warsaw",
    "Washington",
    "Baghdad",
    "Ankara",
    "Geneva",
    "Tokyo",
    "Saigon",
    "Hanoi",
    "Richmond",
    "Tehran",
    "Kabul",
    "Sarajevo",
    "Madrid",
    "Toulouse",
    "Seattle",
    "Detroit",
    "Beijing",
    "Cairo",
    "Vienna",
];

const FIRST: &[&str] =
    &["Harbour", "Meridian", "Northgate", "Lakeside", "Summit", "Riverbend", "Beacon", "Granite", "Cedar", "Eastfield"];
const SECOND: &[&str] = &["Post", "Courier", "Dispatch", "Ledger", "Gazette", "Bulletin"];

pub(crate) fn outlets() -> usize {
    FIRST.len() * SECOND.len()
}

pub(crate) fn outlet(n: usize) -> String {
    let (a, b) = (FIRST.get(n % FIRST.len()), SECOND.get(n / FIRST.len() % SECOND.len()));
    format!("{} {}", a.copied().unwrap_or(""), b.copied().unwrap_or(""))
}

pub(crate) fn address(outlet_: usize, page: usize) -> String {
    format!("https://{}.example/story/{page}", outlet(outlet_).to_lowercase().replace(' ', ""))
}

pub(crate) const TITLES: &[&str] =
    &["What we know", "Explained", "Inside the story", "The facts", "In brief", "Timeline"];

pub(crate) const LEADS: &[&str] = &[
    "New details have come to light in recent hours, and much of what was first told has had to be put right.",
    "For those who have not followed it from the beginning, here is how matters stand tonight.",
    "Few had seen it coming, and fewer still can say with confidence where it will end.",
    "The picture is still patchy, but a first account of the days in question can now be given.",
    "Readers have written to us asking for a plain summary of the affair, without the speculation.",
    "It began quietly, as such things often do, and was noticed only when it could no longer be stopped.",
    "Our correspondents have gone through the available statements and compared them line by line.",
    "There is no shortage of opinions about what happened; the known facts fit on a single page.",
    "Anyone who thought that the matter was settled was taught better this week.",
    "The following account sets out the course of events in the order in which they became known.",
    "Observers disagree on nearly everything except how serious the situation has become.",
    "What looked at first like a local affair has since drawn in people far beyond the region.",
];

pub(crate) const HEADS: &[&str] = &[
    "Home | World | Politics | Business | Sport | Weather",
    "Subscribe to our newsletter and never miss a story",
    "We use cookies to improve your experience. Accept all | Manage preferences",
    "Share on Facebook | Share on X | Copy link",
    "4 min read",
    "Listen to this article",
    "Breaking news, live blogs and in-depth analysis around the clock",
    "Sign in | Register | My account",
    "Photo: archive",
    "Advertisement",
    "Latest | Most read | Opinion | Video | Podcasts",
];

pub(crate) const FEET: &[&str] = &[
    "Read more: five charts that explain the week",
    "Follow us on Telegram, Facebook and Instagram for updates throughout the day",
    "All rights reserved. No part of this page may be reproduced without written permission.",
    "You may also like: the ten best walks along the coast",
    "Sign up for the morning briefing, sent to your inbox every weekday at six",
    "Comments are closed. Please read our house rules before writing to us.",
    "Support independent journalism: become a member from three euros a month",
    "Tags: world, news, analysis",
    "About us | Contact | Privacy | Terms of use",
    "Most read this hour: a cat that took the night train to the capital",
    "Got a tip? Write to the newsroom or use our encrypted form",
    "Our editors pick the stories that matter, every day, on all your devices",
    "Download our app for iOS and Android",
];

/// Another word for a word, in the same form.
pub(crate) fn synonym(word: &str) -> Option<&'static str> {
    SYNONYMS.iter().find(|(a, _)| *a == word).map(|(_, b)| *b)
}

const SYNONYMS: &[(&str, &str)] = &[
    ("said", "stated"),
    ("says", "states"),
    ("people", "persons"),
    ("began", "started"),
    ("started", "began"),
    ("big", "large"),
    ("large", "sizeable"),
    ("near", "close to"),
    ("several", "a number of"),
    ("many", "numerous"),
    ("killed", "left dead"),
    ("wounded", "injured"),
    ("injured", "hurt"),
    ("attack", "assault"),
    ("attacks", "assaults"),
    ("attacked", "struck"),
    ("fighters", "gunmen"),
    ("soldiers", "troops"),
    ("troops", "soldiers"),
    ("told", "informed"),
    ("also", "in addition"),
    ("however", "though"),
    ("but", "yet"),
    ("because", "since"),
    ("after", "following"),
    ("before", "ahead of"),
    ("about", "roughly"),
    ("around", "about"),
    ("during", "in the course of"),
    ("while", "as"),
    ("city", "town"),
    ("town", "community"),
    ("government", "authorities"),
    ("officials", "authorities"),
    ("forces", "units"),
    ("captured", "seized"),
    ("seized", "took"),
    ("took", "seized"),
    ("ended", "came to an end"),
    ("end", "close"),
    ("war", "conflict"),
    ("battle", "fight"),
    ("fighting", "combat"),
    ("large-scale", "broad"),
    ("important", "major"),
    ("major", "important"),
    ("new", "fresh"),
    ("first", "initial"),
    ("last", "final"),
    ("used", "employed"),
    ("use", "employ"),
    ("help", "assist"),
    ("helped", "assisted"),
    ("made", "produced"),
    ("show", "indicate"),
    ("showed", "indicated"),
    ("shows", "indicates"),
    ("left", "departed"),
    ("fled", "escaped"),
    ("escaped", "got away"),
    ("held", "kept"),
    ("kept", "held"),
    ("area", "region"),
    ("areas", "regions"),
    ("region", "area"),
    ("border", "frontier"),
    ("army", "military"),
    ("military", "armed"),
    ("quickly", "swiftly"),
    ("soon", "shortly"),
    ("later", "afterwards"),
    ("early", "at an early hour"),
    ("houses", "homes"),
    ("homes", "houses"),
    ("destroyed", "wrecked"),
    ("damaged", "hit"),
    ("sent", "dispatched"),
    ("reached", "arrived at"),
    ("whole", "entire"),
    ("part", "portion"),
    ("between", "in between"),
    ("against", "versus"),
    ("under", "beneath"),
    ("support", "backing"),
    ("plan", "scheme"),
    ("plans", "schemes"),
    ("agreed", "consented"),
    ("agreement", "accord"),
    ("refused", "declined"),
    ("increased", "rose"),
    ("increase", "rise"),
    ("lost", "gave up"),
    ("won", "gained"),
    ("power", "might"),
    ("leader", "head"),
    ("leaders", "heads"),
    ("company", "firm"),
    ("companies", "firms"),
    ("president", "head of state"),
    ("statement", "announcement"),
    ("announced", "declared"),
    ("declared", "proclaimed"),
    ("called", "named"),
    ("asked", "requested"),
    ("allowed", "permitted"),
    ("continued", "went on"),
    ("result", "outcome"),
    ("failed", "did not manage"),
    ("water", "floodwater"),
    ("dam", "barrage"),
    ("prison", "jail"),
    ("prisoners", "inmates"),
    ("guards", "warders"),
    ("hall", "venue"),
    ("concert", "show"),
    ("gunmen", "attackers"),
    ("fire", "blaze"),
    ("night", "evening"),
];
