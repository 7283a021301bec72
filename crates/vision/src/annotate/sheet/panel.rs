//! The panel beside the pictures: verdict, checks, fields.

use super::{
    Bar, EDGE, GAP, HEAD, INK, Layout, Line, MARGIN, PANEL, Row, SOFT, Sheet, State, WIDTH, style,
};
use crate::annotate::canvas::Rect;
use crate::annotate::print::Weight;
use crate::annotate::sheet::Ink;

const LEFT: f32 = WIDTH - MARGIN - PANEL;
const PAD: f32 = 26.0;
const INNER: f32 = PANEL - 2.0 * PAD;

/// Places the panel and gives where it ends.
pub(super) fn place(layout: &mut Layout<'_>, sheet: &Sheet) -> f32 {
    let mut y = verdict(layout, sheet, HEAD);
    y = card(layout, y + GAP * 0.75, "Checks", |layout, mut y| {
        for (index, row) in sheet.checks.iter().enumerate() {
            if index > 0 {
                layout.rule(LEFT + PAD, LEFT + PANEL - PAD, y);
                y += 15.0;
            }
            y = check(layout, row, y) + 13.0;
        }
        y
    });
    if sheet.fields.is_empty() {
        return y;
    }
    card(layout, y + GAP * 0.75, "What was read", |layout, mut y| {
        for line in &sheet.fields {
            y = field(layout, line, y);
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

fn card(
    layout: &mut Layout<'_>,
    top: f32,
    title: &str,
    content: impl FnOnce(&mut Layout<'_>, f32) -> f32,
) -> f32 {
    let at = layout.ink.len();
    let head = style(Weight::SemiBold, 16.0, SOFT);
    layout.text(LEFT + PAD, top + 38.0, title, head);
    let bottom = content(layout, top + 58.0) + 8.0;
    let rect = Rect {
        left: LEFT,
        top,
        width: PANEL,
        height: bottom - top,
    };
    layout.card(at, rect);
    bottom
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
    match row.bar {
        Some(measured) => bar(layout, measured, row.state, left, y + 6.0),
        None => y,
    }
}

/// A bar up to the score, and a line where the threshold stands.
fn bar(layout: &mut Layout<'_>, measured: Bar, state: State, left: f32, top: f32) -> f32 {
    const LENGTH: f32 = 230.0;
    let Bar { score, threshold } = measured;
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
    let words = format!("{} against {}", number(score), number(threshold));
    let small = style(Weight::Regular, 15.0, SOFT);
    layout.text(left + LENGTH + 16.0, top + 9.5, words, small);
    top + 16.0
}

fn number(value: f64) -> String {
    if value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

fn field(layout: &mut Layout<'_>, line: &Line, top: f32) -> f32 {
    let (plain, strong) = (
        style(Weight::Regular, 16.5, SOFT),
        style(Weight::SemiBold, 17.0, INK),
    );
    let word = style(Weight::Regular, 15.5, line.state.colour());
    let wide = layout.print.width(&line.word, word);
    let (right, beside) = (LEFT + PANEL - PAD, LEFT + PAD + 156.0);
    layout.text(LEFT + PAD, top + 18.0, line.name.clone(), plain);
    layout.text(right - wide, top + 18.0, line.word.clone(), word);
    if line.state != State::None {
        layout.sign(right - wide - 16.0, top + 12.5, 8.0, line.state);
    }
    let room = right - wide - 38.0 - beside;
    let value = layout.print.cut(&line.value, strong, room);
    layout.text(beside, top + 18.0, value, strong);
    top + 31.0
}
