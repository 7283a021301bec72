//! What was read, each field beside its print: a table under the pictures, or pairs of lines in the panel.

use super::pictures::AREA;
use super::{INK, Ink, Layout, Line, MARGIN, PAD, PANEL, SOFT, Sheet, State, WIDTH, style};
use crate::annotate::print::Weight;
use crate::raster::{Raster as _, RgbRaster};
use bonafide_facts::Size;

const TITLE: &str = "What was read";
/// How high print is drawn.
const PRINT: f32 = 32.0;

/// A table as wide as the pictures.
pub(super) fn wide(layout: &mut Layout<'_>, sheet: &Sheet, top: f32) -> f32 {
    let left = MARGIN + PAD;
    let right = MARGIN + AREA - PAD;
    let (value, print) = (left + 190.0, left + 560.0);
    layout.titled((MARGIN, AREA), top, TITLE, |layout, mut y| {
        let head = style(Weight::Regular, 15.0, SOFT);
        layout.text(value, y - 20.0, "as judged", head);
        layout.text(print, y - 20.0, "in print", head);
        for (index, line) in sheet.fields.iter().enumerate() {
            if index > 0 {
                layout.rule(left, right, y);
            }
            layout.text(
                left,
                y + 28.0,
                line.name.clone(),
                style(Weight::Regular, 16.5, SOFT),
            );
            let said = said(layout, line, right, y + 28.0);
            let strong = style(Weight::SemiBold, 17.5, INK);
            let shown = layout.print.cut(&line.value, strong, print - value - 20.0);
            layout.text(value, y + 28.0, shown, strong);
            cut_out(layout, line, (print, y + 5.0), said - 24.0 - print);
            y += PRINT + 11.0;
        }
        y + 2.0
    })
}

/// Two lines for each field, as wide as the panel.
pub(super) fn narrow(layout: &mut Layout<'_>, sheet: &Sheet, top: f32) -> f32 {
    let left = WIDTH - MARGIN - PANEL + PAD;
    let right = WIDTH - MARGIN - PAD;
    let print = left + 268.0;
    layout.titled((left - PAD, PANEL), top, TITLE, |layout, mut y| {
        for (index, line) in sheet.fields.iter().enumerate() {
            if index > 0 {
                layout.rule(left, right, y);
                y += 8.0;
            }
            layout.text(
                left,
                y + 17.0,
                line.name.clone(),
                style(Weight::Regular, 15.0, SOFT),
            );
            said(layout, line, right, y + 17.0);
            let strong = style(Weight::SemiBold, 17.5, INK);
            let beside = match line.print {
                Some(_) => print - 16.0,
                None => right,
            };
            let shown = layout.print.cut(&line.value, strong, beside - left);
            layout.text(left, y + 45.0, shown, strong);
            cut_out(layout, line, (print, y + 23.0), right - print);
            y += PRINT + 31.0;
        }
        y
    })
}

/// What the comparison came to, up to `right`; gives where it begins.
fn said(layout: &mut Layout<'_>, line: &Line, right: f32, baseline: f32) -> f32 {
    let word = style(Weight::SemiBold, 15.5, line.state.colour());
    let wide = layout.print.width(&line.word, word);
    layout.text(right - wide, baseline, line.word.clone(), word);
    if line.state == State::None {
        return right - wide;
    }
    layout.sign(right - wide - 17.0, baseline - 5.5, 8.5, line.state);
    right - wide - 26.0
}

fn cut_out(layout: &mut Layout<'_>, line: &Line, (left, top): (f32, f32), most: f32) {
    let Some(print) = &line.print else {
        return;
    };
    let own = print.size();
    let scale = (PRINT / own.height as f32).min(most / own.width as f32);
    let side = |length: u32| ((length as f32 * scale).round() as u32).max(1);
    let size = Size {
        width: side(own.width),
        height: side(own.height),
    };
    let shown: RgbRaster = print.resized(size);
    let lower = (PRINT - size.height as f32) / 2.0;
    layout.ink.push(Ink::Picture(
        shown,
        left as u32,
        (top + lower.max(0.0)) as u32,
    ));
}
