//! One sheet for one verdict: the pictures with everything that it stands on, and beside them why.

mod fields;
mod panel;
mod pictures;
mod upright;

use super::Mark;
use super::canvas::{Canvas, Rect};
use super::print::{Print, Style, Weight};
use crate::error::VisionError;
use crate::raster::RgbRaster;
use bonafide_facts::{Point, QuarterTurn, Size};

/// Everything that stands on a sheet.
pub struct Sheet {
    /// The verdict in a word.
    pub verdict: String,
    /// What is thought of it.
    pub state: State,
    /// Why, in one or more sentences.
    pub because: Vec<String>,
    /// The pictures, each with its marks.
    pub pictures: Vec<SheetPicture>,
    /// How each check went.
    pub checks: Vec<Row>,
    /// What a document of its kind shows, and whether it was seen: name and state.
    pub features: Vec<(String, State)>,
    /// How good the pictures are, in the same shape.
    pub quality: Vec<Row>,
    /// What was read, and whether both zones say the same.
    pub fields: Vec<Line>,
    /// Versions and dates, for the foot.
    pub footer: Vec<String>,
}

/// One picture of a sheet.
pub struct SheetPicture {
    /// `Front`.
    pub caption: String,
    /// The picture as a viewer shows it.
    pub raster: RgbRaster,
    /// The turn that sets it upright; it is drawn so.
    pub turn: QuarterTurn,
    /// What to point out, in pixels of it.
    pub marks: Vec<Mark>,
}

/// One check.
pub struct Row {
    /// Its name, for people.
    pub name: String,
    /// How it went.
    pub state: State,
    /// In a word or two: `passed`.
    pub word: String,
    /// One sentence.
    pub reason: String,
    /// What was measured, if something was.
    pub bar: Option<Bar>,
}

/// A score and what it is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What was measured.
    pub score: f64,
    /// What it is held against.
    pub threshold: f64,
    /// Both in words, with their unit.
    pub words: String,
}

/// One field of the document.
pub struct Line {
    /// Which.
    pub name: String,
    /// What stands in it; empty where it is not told.
    pub value: String,
    /// What the comparison came to.
    pub state: State,
    /// In a word or two: `agrees`.
    pub word: String,
    /// How it stands in print, cut out of the picture.
    pub print: Option<RgbRaster>,
}

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Left open.
    Open,
    /// Nothing is said.
    None,
}

impl State {
    const fn colour(self) -> [u8; 3] {
        match self {
            Self::Good => [15, 123, 77],
            Self::Bad => [190, 36, 42],
            Self::Open => [168, 101, 0],
            Self::None => [112, 121, 134],
        }
    }

    const fn pale(self) -> [u8; 3] {
        match self {
            Self::Good => [228, 243, 235],
            Self::Bad => [252, 232, 232],
            Self::Open => [253, 241, 220],
            Self::None => [236, 239, 243],
        }
    }
}

const WIDTH: f32 = 1800.0;
const MARGIN: f32 = 40.0;
const GAP: f32 = 28.0;
const PANEL: f32 = 580.0;
const HEAD: f32 = 84.0;
/// Within a card.
const PAD: f32 = 26.0;

const GROUND: [u8; 3] = [245, 246, 248];
const PAPER: [u8; 3] = [255; 3];
const EDGE: [u8; 3] = [221, 225, 231];
const INK: [u8; 3] = [23, 28, 36];
const SOFT: [u8; 3] = [88, 97, 110];

const fn style(weight: Weight, size: f32, colour: [u8; 3]) -> Style {
    Style {
        weight,
        size,
        colour,
    }
}

/// What is to be drawn, in the order in which it is.
enum Ink {
    Fill(Rect, f32, [u8; 3]),
    Stroke(Point, Point, f32, [u8; 3]),
    Faint(Point, Point, f32, [u8; 3]),
    Outline([Point; 4], f32, [u8; 3]),
    Text(f32, f32, String, Style),
    Picture(RgbRaster, u32, u32),
}

/// Things that were placed but not drawn: the height is known only when all are.
struct Layout<'a> {
    print: &'a Print,
    ink: Vec<Ink>,
}

impl Layout<'_> {
    fn text(&mut self, x: f32, baseline: f32, text: impl Into<String>, style: Style) {
        self.ink.push(Ink::Text(x, baseline, text.into(), style));
    }

    /// Lines from `top` on, no wider than `most`; gives where they end.
    fn paragraph(&mut self, x: f32, top: f32, text: &str, style: Style, most: f32) -> f32 {
        let mut bottom = top;
        for line in self.print.wrapped(text, style, most) {
            self.text(x, bottom + style.size, line, style);
            bottom += style.leading();
        }
        bottom
    }

    /// A card with a title around what `content` places from a height on; gives where the card ends.
    fn titled(
        &mut self,
        (left, width): (f32, f32),
        top: f32,
        title: &str,
        content: impl FnOnce(&mut Self, f32) -> f32,
    ) -> f32 {
        let at = self.ink.len();
        let head = style(Weight::SemiBold, 16.0, SOFT);
        self.text(left + PAD, top + 38.0, title, head);
        let bottom = content(self, top + 58.0) + 8.0;
        let rect = Rect {
            left,
            top,
            width,
            height: bottom - top,
        };
        self.card(at, rect);
        bottom
    }

    fn card(&mut self, at: usize, rect: Rect) {
        let card = [
            Ink::Fill(rect.grown(1.5), 15.5, EDGE),
            Ink::Fill(rect, 14.0, PAPER),
        ];
        self.ink.splice(at..at, card);
    }

    fn rule(&mut self, left: f32, right: f32, y: f32) {
        let at = |x| Point { x, y };
        self.ink.push(Ink::Stroke(at(left), at(right), 1.5, EDGE));
    }

    /// A disc with a tick, a cross, a question or a dash; `x` and `y` are its middle.
    fn sign(&mut self, x: f32, y: f32, radius: f32, state: State) {
        let disc = Rect {
            left: x - radius,
            top: y - radius,
            width: 2.0 * radius,
            height: 2.0 * radius,
        };
        self.ink.push(Ink::Fill(disc, radius, state.colour()));
        let at = |dx: f32, dy: f32| Point {
            x: x + dx * radius,
            y: y + dy * radius,
        };
        let strokes: &[(Point, Point)] = match state {
            State::Good => &[
                (at(-0.42, 0.04), at(-0.1, 0.36)),
                (at(-0.1, 0.36), at(0.44, -0.32)),
            ],
            State::Bad => &[
                (at(-0.34, -0.34), at(0.34, 0.34)),
                (at(-0.34, 0.34), at(0.34, -0.34)),
            ],
            State::Open => &[
                (at(0.0, -0.46), at(0.0, 0.12)),
                (at(0.0, 0.45), at(0.0, 0.46)),
            ],
            State::None => &[(at(-0.4, 0.0), at(0.4, 0.0))],
        };
        for (a, b) in strokes {
            self.ink.push(Ink::Stroke(*a, *b, radius * 0.24, PAPER));
        }
    }
}

/// Draws a sheet as a PNG file, 1800 pixels wide and as high as it needs.
///
/// # Errors
/// When the PNG cannot be written.
pub fn sheet(sheet: &Sheet) -> Result<Vec<u8>, VisionError> {
    let print = Print::new();
    let mut layout = Layout {
        print: &print,
        ink: Vec::new(),
    };
    layout.text(MARGIN, 54.0, "Bonafide", style(Weight::SemiBold, 26.0, INK));
    let beside = MARGIN + print.width("Bonafide", style(Weight::SemiBold, 26.0, INK)) + 16.0;
    layout.text(
        beside,
        54.0,
        "What the verdict stands on",
        style(Weight::Regular, 22.0, SOFT),
    );
    let mut pictures = pictures::place(&mut layout, sheet);
    let mut panel = panel::place(&mut layout, sheet);
    if !sheet.fields.is_empty() {
        // Where there is more room.
        if pictures <= panel + 200.0 {
            pictures = fields::wide(&mut layout, sheet, pictures + GAP * 0.75);
        } else {
            panel = fields::narrow(&mut layout, sheet, panel + GAP * 0.75);
        }
    }
    let mut y = pictures.max(panel) + GAP;
    let small = style(Weight::Regular, 15.0, SOFT);
    for line in &sheet.footer {
        y = layout.paragraph(MARGIN, y, line, small, WIDTH - 2.0 * MARGIN);
    }
    drawn(layout, WIDTH, y + MARGIN * 0.6)
}

/// Draws one picture as it stands on a sheet, with its boxes and labels, as a PNG file.
///
/// # Errors
/// When the PNG cannot be written.
pub fn card(picture: &SheetPicture) -> Result<Vec<u8>, VisionError> {
    let print = Print::new();
    let mut layout = Layout {
        print: &print,
        ink: Vec::new(),
    };
    let bottom = pictures::one(&mut layout, picture, MARGIN);
    drawn(layout, pictures::AREA + 2.0 * MARGIN, bottom + MARGIN)
}

fn drawn(layout: Layout<'_>, width: f32, height: f32) -> Result<Vec<u8>, VisionError> {
    let print = layout.print;
    let size = Size {
        width: width as u32,
        height: height as u32,
    };
    let mut canvas = Canvas::blank(size, GROUND);
    for ink in layout.ink {
        match ink {
            Ink::Fill(rect, radius, colour) => canvas.fill(rect, radius, colour),
            Ink::Stroke(a, b, width, colour) => canvas.stroke(a, b, width, colour, 1.0),
            Ink::Faint(a, b, width, colour) => canvas.stroke(a, b, width, colour, 0.75),
            Ink::Outline(corners, line, colour) => canvas.outline(&corners, line, colour),
            Ink::Text(x, baseline, text, style) => {
                print.write(&mut canvas, x, baseline, &text, style);
            }
            Ink::Picture(raster, left, top) => canvas.paste(&raster, left, top),
        }
    }
    canvas.into_png()
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet([redacted])")
    }
}

#[cfg(test)]
mod tests;
