//! The head of the document among the lines that were read.

use crate::visual_zone::{ReadLine, is_field_label};
use bonafide_documents::titles::{Title, title_of};
use bonafide_facts::{PixelBox, Size, TitleFact};

/// Lines that are held against the tables of titles: a head stands in the upper half of a page, which has fewer.
const MOST_LINES: usize = 40;
/// A line of this share of the tallest title's height is as tall: boxes of lines with and without marks differ by it.
const AS_TALL: f32 = 0.8;
/// A line that stands further from the head's first line, in its heights, is another place where the name is printed.
const APART: f32 = 5.0;

/// The head of a document: the tallest line that names its kind and the one that names its State, the topmost of equals.
/// A line that labels a field (`Passport No.`) is none, whatever it names.
pub(crate) fn title(lines: &[ReadLine], picture: Size) -> Option<TitleFact> {
    let titles: Vec<(Title, &ReadLine)> = lines
        .iter()
        .take(MOST_LINES)
        .filter(|line| !is_field_label(&line.text))
        .filter_map(|line| Some((title_of(&line.text)?, line)))
        .collect();
    let kind = tallest(titles.iter().filter(|(title, _)| title.kind.is_some()));
    let state = tallest(titles.iter().filter(|(title, _)| title.state.is_some()));
    let (_, first) = kind.or(state)?;
    let area = |line: &ReadLine| line.quad.bounds(picture);
    let beside = state.filter(|(_, line)| {
        let away = (line.quad.centre().y - first.quad.centre().y).abs();
        away <= APART * height(first).max(height(line))
    });
    Some(TitleFact {
        kind: kind.and_then(|(title, _)| title.kind),
        state: state.and_then(|(title, _)| title.state).map(str::to_owned),
        area: beside.map_or_else(|| area(first), |(_, line)| both(area(first), area(line))),
    })
}

/// The first of the lines that are as tall as the tallest; lines come top to bottom.
fn tallest<'a, 'b: 'a>(
    titles: impl Iterator<Item = &'a (Title, &'b ReadLine)> + Clone,
) -> Option<&'a (Title, &'b ReadLine)> {
    let most = titles
        .clone()
        .map(|(_, line)| height(line))
        .fold(0.0, f32::max);
    titles
        .into_iter()
        .find(|(_, line)| height(line) >= AS_TALL * most)
}

/// How high a line's letters stand.
fn height(line: &ReadLine) -> f32 {
    let [a, b, c, d] = line.quad.0;
    ((d.x - a.x).hypot(d.y - a.y) + (c.x - b.x).hypot(c.y - b.y)) / 2.0
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

    const SIZE: Size = Size {
        width: 200,
        height: 100,
    };

    fn line_of(text: &str, y: f32, height: f32) -> ReadLine {
        ReadLine {
            text: text.to_owned(),
            quad: Quad(
                [(10.0, y), (90.0, y), (90.0, y + height), (10.0, y + height)]
                    .map(|(x, y)| Point { x, y }),
            ),
            confidence: vec![0.95; text.chars().count()],
        }
    }

    fn line(text: &str, y: f32) -> ReadLine {
        line_of(text, y, 8.0)
    }

    #[test]
    fn state_and_kind_in_two_lines_are_one_head() {
        let lines = [
            line("UTOPIA", 10.0),
            line("IDENTITYCARD/CARTEDIDENTITE", 22.0),
            line("ERIKSSON", 40.0),
        ];
        let title = title(&lines, SIZE).expect("a head");
        assert_eq!(title.kind, Some(DocumentKind::IdentityCard));
        assert_eq!(title.state.as_deref(), Some("UTO"));
        assert_eq!((title.area.y, title.area.height), (10, 20));
        assert_eq!(super::title(&lines[2..], SIZE), None);
    }

    #[test]
    fn a_label_that_names_the_document_is_not_its_head() {
        let lines = [
            line_of("Passport No. / No du passeport", 4.0, 5.0),
            line_of("UTOPIA", 6.0, 12.0),
            line("PASSPORT / PASSEPORT", 20.0),
            line("PASSPORT OFFICE", 70.0),
        ];
        let title = title(&lines, SIZE).expect("a head");
        assert_eq!(title.kind, Some(DocumentKind::Passport));
        assert_eq!((title.area.y, title.area.height), (6, 22));
        assert_eq!(super::title(&lines[..1], SIZE), None);
    }

    #[test]
    fn a_name_of_the_state_far_below_is_no_part_of_the_head() {
        let lines = [line("DRIVING LICENCE", 4.0), line("UTOPIA", 80.0)];
        let title = title(&lines, SIZE).expect("a head");
        assert_eq!(title.state.as_deref(), Some("UTO"));
        assert_eq!((title.area.y, title.area.height), (4, 8));
    }
}
