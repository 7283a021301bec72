//! A line of a visual zone as numbers, words and what divides them.

use super::months::months_named;

/// No line of a document is longer; the rest of a longer text is not looked at.
const LONGEST_LINE: usize = 1000;

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Number {
        value: u32,
        digits: usize,
    },
    /// A word and the months that it may name, as bits.
    Word {
        months: u16,
    },
}

#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What divides it from the token before.
    pub(super) divider: Divider,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Divider {
    /// Nothing, or only white space.
    Space,
    /// One of `. - , ’`, spaces around it or none.
    Point,
    /// A slash: as a point, or between the names of a month.
    Slash,
    /// Anything else.
    Other,
}

impl Token {
    /// True when the next is a number too and nothing but a point stands between, as within `1.2.3.4`.
    pub(super) fn joins(&self, next: Option<&Self>) -> bool {
        let both = |next: &Self| {
            matches!(
                (self.kind, next.kind),
                (Kind::Number { .. }, Kind::Number { .. })
            )
        };
        next.is_some_and(|next| {
            both(next) && next.divider == Divider::Point && next.start == self.end + 1
        })
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut divider = String::new();
    let mut characters = text.char_indices().take(LONGEST_LINE).peekable();
    while let Some((start, first)) = characters.next() {
        let same_kind: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if first.is_alphabetic() {
            |c| c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c)
        } else {
            divider.push(first);
            continue;
        };
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = characters.next_if(|&(_, c)| same_kind(c)) {
            end = at + next.len_utf8();
        }
        let run = text.get(start..end).unwrap_or_default();
        let kind = if first.is_ascii_digit() {
            let digits = run.len();
            Kind::Number {
                value: if digits <= 8 {
                    run.parse().unwrap_or(0)
                } else {
                    0
                },
                digits,
            }
        } else {
            Kind::Word {
                months: months_named(run),
            }
        };
        tokens.push(Token {
            kind,
            start,
            end,
            divider: divider_of(&divider),
        });
        divider.clear();
    }
    // what stands behind the last token must be nothing that changes its meaning
    if !matches!(divider.trim(), "" | "." | "," | ")") {
        tokens.push(Token {
            kind: Kind::Word { months: 0 },
            start: text.len(),
            end: text.len(),
            divider: Divider::Other,
        });
    }
    tokens
}

fn divider_of(between: &str) -> Divider {
    match between.trim() {
        "" => Divider::Space,
        "." | "-" | "," | "–" | "'" | "’" => Divider::Point,
        "/" => Divider::Slash,
        _ => Divider::Other,
    }
}
