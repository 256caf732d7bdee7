//! The numbers board as CSV: one row for each figure, origins and reports counted apart.

use model::Picture;

use crate::{clean::clean_line, desk::Desk, words};

/// Every numeric answer as a row of RFC 4180 CSV with a header. A cell that a spreadsheet would take for a formula gets an apostrophe
/// in front.
pub fn numbers_csv(picture: &Picture) -> String {
    let picture = &*crate::mask::masked(picture);
    let desk = Desk::new(picture, &[]);
    let mut out = String::from(
        "event,slot,counted,scope,state,value,low,high,status,origins,reports,publishers,first_seen,last_seen,who,evidence_report,claim,sentence,basis,range_low,range_best,range_high\r\n",
    );
    for q in &picture.questions {
        for a in q.answers.iter().filter(|a| a.value.is_numeric()) {
            let voices = desk.voices(a);
            let lead = voices.iter().find_map(|v| v.lead);
            let publishers: std::collections::BTreeSet<String> = a
                .reports
                .iter()
                .filter_map(|r| desk.report(r))
                .filter_map(|r| r.publisher.clone().or(r.outlet.clone()))
                .collect();
            let who: Vec<String> = voices.iter().map(|v| v.who.clone()).collect();
            let num = |n: Option<f64>| n.map(|n| format!("{n}")).unwrap_or_default();
            let cells = [
                q.event.clone(),
                q.slot.to_string(),
                q.counted.clone().unwrap_or_default(),
                q.scope.clone().unwrap_or_default(),
                q.state.to_string(),
                words::value(&a.value),
                num(a.value.lo),
                num(a.value.hi),
                a.status.to_string(),
                if a.origins.is_empty() { "unknown".to_owned() } else { a.origins.len().to_string() },
                a.reports.len().to_string(),
                publishers.len().to_string(),
                a.first_seen.as_ref().map(ToString::to_string).unwrap_or_default(),
                a.last_seen.as_ref().map(ToString::to_string).unwrap_or_default(),
                who.join("; "),
                lead.map(|c| c.report.clone()).unwrap_or_default(),
                lead.map(|c| c.id.clone()).unwrap_or_default(),
                lead.map(|c| desk.show(&c.report, &c.evidence.text)).unwrap_or_default(),
                a.basis.map(|b| b.to_string()).unwrap_or_default(),
                num(q.range.as_ref().map(|r| r.low)),
                num(q.range.as_ref().map(|r| r.best)),
                num(q.range.as_ref().map(|r| r.high)),
            ];
            let row: Vec<String> = cells.iter().map(|c| cell(c)).collect();
            out.push_str(&row.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// Guarded and quoted where needed.
fn cell(raw: &str) -> String {
    let mut s = clean_line(raw);
    if s.starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']) && s.parse::<f64>().is_err() {
        s.insert(0, '\'');
    }
    if s.contains([',', '"', ';', '\'', ' ']) { format!("\"{}\"", s.replace('"', "\"\"")) } else { s }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_cannot_be_formulas() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("@SUM(A1)"), "\"'@SUM(A1)\"");
        assert_eq!(cell("\t=cmd|x"), "\"'=cmd|x\"");
        assert_eq!(cell("-12"), "-12");
        assert_eq!(cell("say \"no\""), "\"say \"\"no\"\"\"");
    }
}
