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
pub(crate) fn find(text: &str) -> Vec<Quote> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let end = i + c.len_utf8();
        if c == '\n' && chars.peek().is_some_and(|(_, n)| *n == '\n') {
            if let Some((start, mark)) = open.take()
                && mark != '"'
                && mark != '\''
            {
                out.push(Quote { span: Span::new(start, i) });
            }
            continue;
        }
        let double = c == '\'' && chars.peek().is_some_and(|(_, n)| *n == '\'');
        let mark = if double { '\'' } else { c };
        let end = if double {
            chars.next();
            end + 1
        } else {
            end
        };
        match (open, mark) {
            (None, '“' | '„' | '«' | '"' | '”') => open = Some((i, mark)),
            (None, '\'') if double => open = Some((i, mark)),
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
        ];
        for (text, want) in cases {
            let got: Vec<&str> = find(text).iter().map(|q| q.span.of(text)).collect();
            assert_eq!(&got, want, "{text}");
        }
    }
}
