//! The panel beside the pictures: verdict, checks, quality.

use super::{
    Bar, EDGE, GAP, HEAD, INK, Layout, MARGIN, PAD, PANEL, Row, SOFT, Sheet, State, WIDTH, style,
};
use crate::annotate::canvas::Rect;
use crate::annotate::print::Weight;
use crate::annotate::sheet::Ink;

const LEFT: f32 = WIDTH - MARGIN - PANEL;
const INNER: f32 = PANEL - 2.0 * PAD;

/// Places the panel and gives where it ends.
pub(super) fn place(layout: &mut Layout<'_>, sheet: &Sheet) -> f32 {
    let mut y = verdict(layout, sheet, HEAD);
    y = layout.titled((LEFT, PANEL), y + GAP * 0.75, "Checks", |layout, mut y| {
        for (index, row) in sheet.checks.iter().enumerate() {
            if index > 0 {
                layout.rule(LEFT + PAD, LEFT + PANEL - PAD, y);
                y += 15.0;
            }
            y = check(layout, row, y) + 13.0;
        }
        y
    });
    if !sheet.features.is_empty() {
        y = layout.titled((LEFT, PANEL), y + GAP * 0.75, "Features", |layout, y| {
            features(layout, sheet, y)
        });
    }
    if sheet.quality.is_empty() {
        return y;
    }
    let title = "Quality of the pictures";
    layout.titled((LEFT, PANEL), y + GAP * 0.75, title, |layout, mut y| {
        for row in &sheet.quality {
            y = quality(layout, row, y);
        }
        y + 4.0
    })
}

fn verdict(layout: &mut Layout<'_>, sheet: &Sheet, top: f32) -> f32 {
    let at = layout.ink.len();
    layout.sign(LEFT + PAD + 24.0, top + 52.0, 24.0, sheet.state);
    let word = style(Weight::SemiBold, 38.0, sheet.state.colour());
    layout.text(LEFT + PAD + 66.0, top + 65.0, sheet.verdict.clone(), word);
    let mut y = top + 92.0;
    let plain = style(Weight::Regular, 18.0, INK);
    for sentence in &sheet.because {
        y = layout.paragraph(LEFT + PAD, y, sentence, plain, INNER) + 4.0;
    }
    let rect = Rect {
        left: LEFT,
        top,
        width: PANEL,
        height: y + 14.0 - top,
    };
    layout
        .ink
        .insert(at, Ink::Fill(rect, 14.0, sheet.state.pale()));
    rect.bottom()
}

fn check(layout: &mut Layout<'_>, row: &Row, top: f32) -> f32 {
    layout.sign(LEFT + PAD + 12.0, top + 12.0, 12.0, row.state);
    let left = LEFT + PAD + 38.0;
    let name = style(Weight::SemiBold, 19.0, INK);
    layout.text(left, top + 19.0, row.name.clone(), name);
    let word = style(Weight::SemiBold, 16.0, row.state.colour());
    let wide = layout.print.width(&row.word, word);
    layout.text(
        LEFT + PANEL - PAD - wide,
        top + 18.0,
        row.word.clone(),
        word,
    );
    let reason = style(Weight::Regular, 16.5, SOFT);
    let y = layout.paragraph(left, top + 29.0, &row.reason, reason, INNER - 38.0);
    match &row.bar {
        Some(measured) => bar(layout, measured, row.state, left, y + 6.0),
        None => y,
    }
}

/// A bar up to the score, and a line where the threshold stands.
fn bar(layout: &mut Layout<'_>, measured: &Bar, state: State, left: f32, top: f32) -> f32 {
    const LENGTH: f32 = 230.0;
    let (score, threshold) = (measured.score, measured.threshold);
    let least = score.min(threshold).min(0.0);
    let most = score.max(threshold).max(least + 1e-9);
    // Room beyond the larger one, so that the line of the threshold is never the end of the bar.
    let along = |value: f64| ((value - least) / ((most - least) * 1.15)) as f32 * LENGTH;
    let track = |width: f32| Rect {
        left,
        top,
        width,
        height: 8.0,
    };
    layout.ink.push(Ink::Fill(track(LENGTH), 4.0, EDGE));
    layout
        .ink
        .push(Ink::Fill(track(along(score).max(8.0)), 4.0, state.colour()));
    let line = Rect {
        left: left + along(threshold) - 1.5,
        top: top - 4.0,
        width: 3.0,
        height: 16.0,
    };
    layout.ink.push(Ink::Fill(line, 1.0, INK));
    let small = style(Weight::Regular, 15.0, SOFT);
    let room = INNER - 38.0 - LENGTH - 16.0;
    let words = layout.print.cut(&measured.words, small, room);
    layout.text(left + LENGTH + 16.0, top + 9.5, words, small);
    top + 16.0
}

/// One after the other, on as many lines as they need.
fn features(layout: &mut Layout<'_>, sheet: &Sheet, mut top: f32) -> f32 {
    let mut left = LEFT + PAD;
    for (name, state) in &sheet.features {
        let ink = match state {
            State::Good => INK,
            _ => SOFT,
        };
        let name_style = style(Weight::Regular, 17.0, ink);
        let wide = 28.0 + layout.print.width(name, name_style) + 26.0;
        if left + wide > LEFT + PANEL && left > LEFT + PAD {
            (left, top) = (LEFT + PAD, top + 31.0);
        }
        layout.sign(left + 10.0, top + 12.5, 8.0, *state);
        layout.text(left + 28.0, top + 18.5, name.clone(), name_style);
        left += wide;
    }
    top + 35.0
}

/// One line where all is well, and the reason below it where not.
fn quality(layout: &mut Layout<'_>, row: &Row, top: f32) -> f32 {
    layout.sign(LEFT + PAD + 12.0, top + 12.5, 8.0, row.state);
    let left = LEFT + PAD + 38.0;
    let name = style(Weight::Regular, 17.0, INK);
    layout.text(left, top + 18.5, row.name.clone(), name);
    let word = style(Weight::SemiBold, 15.0, row.state.colour());
    let wide = layout.print.width(&row.word, word);
    let right = LEFT + PANEL - PAD;
    layout.text(right - wide, top + 18.0, row.word.clone(), word);
    if let Some(measured) = &row.bar {
        let small = style(Weight::Regular, 15.0, SOFT);
        let wide = layout.print.width(&measured.words, small);
        layout.text(
            right - 70.0 - wide,
            top + 18.0,
            measured.words.clone(),
            small,
        );
    }
    if row.state == State::Good {
        return top + 31.0;
    }
    let reason = style(Weight::Regular, 16.0, SOFT);
    layout.paragraph(left, top + 26.0, &row.reason, reason, INNER - 38.0) + 10.0
}
