//! Quotation: which bytes of a text stand in quotation marks.
//!
//! Key decision: marks are paired inside a paragraph; an opening curly or angular mark without a close runs to the paragraph's end
//! (that is how quotations over several paragraphs are printed), a straight one without a partner is not a quotation.

use model::Span;

/// A quotation with its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) span: Span,
}

/// All quotations, in order, not nested.
///
/// A straight mark does not say whether it opens or closes; the white space around it does. One that clearly opens while a quotation is
/// open starts anew (the writer forgot to close), so that a single slip does not turn the rest of a text inside out.
pub(crate) fn find(text: &str) -> Vec<Quote> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before: Option<char> = None;
    // the last line break, where a quotation without a close ends if the next line opens one again
    let mut line: usize = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let end = i + c.len_utf8();
        let prev = before.replace(c);
        if c == '\n' {
            line = i;
            if chars.peek().is_some_and(|(_, n)| *n == '\n') {
                if let Some((start, mark)) = open.take()
                    && mark != '"'
                    && mark != '\''
                {
                    out.push(Quote { span: Span::new(start, i) });
                }
                continue;
            }
        }
        // of three marks in a row the first closes a quotation inside the quotation
        let double = c == '\'' && chars.peek().is_some_and(|(_, n)| *n == '\'') && !text[end..].starts_with("''");
        let mark = if double { '\'' } else { c };
        let end = if double {
            chars.next();
            end + 1
        } else {
            end
        };
        let next = chars.peek().map(|(_, n)| *n);
        let straight = mark == '"' || double;
        let opens = straight
            && prev.is_none_or(|p| p.is_whitespace() || matches!(p, '(' | '[' | '—' | '–' | '-'))
            && next.is_some_and(|n| !n.is_whitespace());
        let closes = straight
            && prev.is_some_and(|p| !p.is_whitespace())
            && next.is_none_or(|n| {
                n.is_whitespace() || matches!(n, '.' | ',' | ';' | ':' | '?' | '!' | ')' | ']' | '—' | '–')
            });
        match (open, mark) {
            (None, '"') if closes && !opens => {}
            (None, '\'') if double && closes && !opens => {}
            (None, '“' | '„' | '«' | '"' | '”') => open = Some((i, mark)),
            (None, '\'') if double => open = Some((i, mark)),
            (Some((s, m @ ('"' | '\''))), _) if straight && m == mark && opens && !closes => {
                // a line that opens a quotation again: the one before ran to the end of its line
                if line > s && text.get(line..i).is_some_and(|t| t.trim().is_empty()) {
                    out.push(Quote { span: Span::new(s, line) });
                }
                open = Some((i, mark));
            }
            (Some((s, '“')), '"') | (Some((s, '"')), '”') if closes || mark == '”' => {
                out.push(Quote { span: Span::new(s, end) });
                open = None;
            }
            (Some((s, '“')), '”')
            | (Some((s, '„')), '“' | '”')
            | (Some((s, '«')), '»')
            | (Some((s, '"')), '"')
            | (Some((s, '”')), '”') => {
                out.push(Quote { span: Span::new(s, end) });
                open = None;
            }
            (Some((s, '\'')), '\'') if double => {
                out.push(Quote { span: Span::new(s, end) });
                open = None;
            }
            _ => {}
        }
    }
    if let Some((start, mark)) = open
        && mark != '"'
        && mark != '\''
        && mark != '”'
    {
        out.push(Quote { span: Span::new(start, text.trim_end().len().max(start)) });
    }
    out
}

/// The quotation that holds a byte.
pub(crate) fn at(quotes: &[Quote], byte: usize) -> Option<Quote> {
    let i = quotes.partition_point(|q| q.span.end <= byte);
    quotes.get(i).copied().filter(|q| q.span.start <= byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_pair_within_a_paragraph() {
        let cases: &[(&str, &[&str])] = &[
            ("He said \"yes\" and \"no\".", &["\"yes\"", "\"no\""]),
            ("“One, two.\n\n“Three,” he said.", &["“One, two.", "“Three,”"]),
            ("a 6\" pipe\n\nnothing", &[]),
            ("Er sagte: „Ja“, dann ging er.", &["„Ja“"]),
            ("''It is,'' she said.", &["''It is,''"]),
            ("«قسد» قالت", &["«قسد»"]),
            ("\"Rain came.\n\"Then wind,\" she said.\nHe slept.", &["\"Rain came.", "\"Then wind,\""]),
            ("He left\" early. \"Stay,\" she said.", &["\"Stay,\""]),
        ];
        for (text, want) in cases {
            let got: Vec<&str> = find(text).iter().map(|q| q.span.of(text)).collect();
            assert_eq!(&got, want, "{text}");
        }
    }
}
