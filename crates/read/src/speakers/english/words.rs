//! Closed classes of English words that the finders look at.

pub(super) const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday";

pub(super) const MONTHS: &str = "january february march april may june july august september october november december jan jan. feb feb. mar. apr apr. jun jul aug aug. sep sep. sept sept. oct oct. nov nov. dec dec.";

pub(super) const TIMES: &str = "yesterday today tonight tomorrow earlier later recently meanwhile morning afternoon evening night week month year weekend noon midnight separately again also overnight early late last ago afterwards afterward initially previously once now then already still";

pub(super) const AUX: &str = "has have had is are was were be been being do does did will would could should may might can must shall not n't 's 've 'd 'll 're never cannot ca wo";

pub(super) const MODAL: &str = "would could should may might can must shall will 'd 'll wo ca";

pub(super) const BE: &str = "is are was were be been being 's 're";

/// What somebody withdraws who takes back words.
pub(super) const TAKEN_BACK: &str = "statement remark remarks claim claims allegation allegations accusation accusations comment comments charge charges support offer threat endorsement complaint objection objections confession testimony report objection";

/// Verbs that only say that another deed goes on or begins ("keeps blaming").
pub(super) const GOES_ON: &str =
    "keep keeps kept continue continues continued begin begins began start starts started stop stops stopped resumed";

pub(super) const DET: &str =
    "the a an this that these those some any every each no another both all many several few most other";

/// Words that open a figure after "at" ("put the toll at about 40").
pub(super) const FIGURE: &str = "about around more over up nearly some between least at roughly just close dozens hundreds thousands the a anywhere as fewer less";

pub(super) const POSS: &str = "his her its their our my your whose";

pub(super) const PRON: &str =
    "he she it they we i you him them us me who which what someone everyone nobody others one";

pub(super) const ADP: &str = "of in on at by for from with to after before during since until under over near via through against about between into without within following behind along across around amid per outside inside despite among";

pub(super) const SCONJ: &str = "that while whereas although though because if as when whether unless how why where";

/// Is the word one of a list of words parted by blanks?
pub(super) fn one_of(w: &str, list: &str) -> bool {
    !w.is_empty() && list.split(' ').any(|x| x == w)
}
