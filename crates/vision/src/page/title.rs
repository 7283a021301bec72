//! The head of the document among the lines that were read.

use crate::visual_zone::ReadLine;
use bonafide_documents::titles::title_of;
use bonafide_facts::{PixelBox, Size, TitleFact};

/// Lines that are held against the tables of titles: those at the top of the page.
const MOST_LINES: usize = 24;

/// The lines, top to bottom, that name a State or a kind of document, taken together; the first of each counts.
pub(crate) fn title(lines: &[ReadLine], picture: Size) -> Option<TitleFact> {
    let mut found: Option<TitleFact> = None;
    for line in lines.iter().take(MOST_LINES) {
        let Some(title) = title_of(&line.text) else {
            continue;
        };
        let area = line.quad.bounds(picture);
        let state = title.state.map(str::to_owned);
        found = Some(match found {
            None => TitleFact {
                kind: title.kind,
                state,
                area,
            },
            Some(known) => {
                let new = (known.kind.is_none() && title.kind.is_some())
                    || (known.state.is_none() && state.is_some());
                TitleFact {
                    kind: known.kind.or(title.kind),
                    area: if new {
                        both(known.area, area)
                    } else {
                        known.area
                    },
                    state: known.state.or(state),
                }
            }
        });
    }
    found
}

/// The box around two boxes.
fn both(a: PixelBox, b: PixelBox) -> PixelBox {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    PixelBox {
        x,
        y,
        width: (a.x + a.width).max(b.x + b.width) - x,
        height: (a.y + a.height).max(b.y + b.height) - y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_documents::catalogue::DocumentKind;
    use bonafide_facts::{Point, Quad};

    fn line(text: &str, y: f32) -> ReadLine {
        ReadLine {
            text: text.to_owned(),
            quad: Quad(
                [(10.0, y), (90.0, y), (90.0, y + 8.0), (10.0, y + 8.0)]
                    .map(|(x, y)| Point { x, y }),
            ),
            confidence: vec![0.95; text.chars().count()],
        }
    }

    #[test]
    fn state_and_kind_in_two_lines_are_one_head() {
        let lines = [
            line("UTOPIA", 10.0),
            line("IDENTITYCARD/CARTEDIDENTITE", 22.0),
            line("ERIKSSON", 40.0),
        ];
        let size = Size {
            width: 200,
            height: 100,
        };
        let title = title(&lines, size).expect("a head");
        assert_eq!(title.kind, Some(DocumentKind::IdentityCard));
        assert_eq!(title.state.as_deref(), Some("UTO"));
        assert_eq!((title.area.y, title.area.height), (10, 20));
        assert_eq!(super::title(&lines[2..], size), None);
    }
}
