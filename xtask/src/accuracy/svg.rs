//! Line drawings as SVG, small enough to be kept in the repository.

use crate::measure::{Axis, Line, Plot, Scale};
use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 200.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 48.0;

/// Told apart by the colour-blind too (Okabe and Ito, "Color universal design", 2008), without their yellow.
const COLOURS: [&str; 8] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#888888",
];

/// Draws a plot.
pub(crate) fn draw(plot: &Plot) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\"><title>{}</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        escaped(&plot.caption)
    );
    grid(&mut svg, plot);
    for (at, line) in plot.lines.iter().enumerate() {
        draw_line(&mut svg, plot, line, at);
    }
    svg.push_str("</svg>\n");
    svg
}

fn x_of(plot: &Plot, value: f64) -> f64 {
    LEFT + plot.x.place(value) * (WIDTH - LEFT - RIGHT)
}

fn y_of(plot: &Plot, value: f64) -> f64 {
    HEIGHT - BOTTOM - plot.y.place(value) * (HEIGHT - TOP - BOTTOM)
}

fn grid(svg: &mut String, plot: &Plot) {
    let (left, right, top, bottom) = (LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM);
    for tick in ticks(&plot.x) {
        let x = x_of(plot, tick);
        let _ = writeln!(
            svg,
            "<path d=\"M{x:.1} {top}V{bottom}\" stroke=\"#ddd\"/><text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            bottom + 16.0,
            number(tick)
        );
    }
    for tick in ticks(&plot.y) {
        let y = y_of(plot, tick);
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {y:.1}H{right}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 6.0,
            y + 4.0,
            number(tick)
        );
    }
    let _ = writeln!(
        svg,
        "<path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#333\"/>\
         <text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>\
         <text transform=\"translate(14 {:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
        f64::midpoint(left, right),
        HEIGHT - 10.0,
        escaped(&plot.x.label),
        f64::midpoint(top, bottom),
        escaped(&plot.y.label)
    );
}

fn draw_line(svg: &mut String, plot: &Plot, line: &Line, at: usize) {
    let colour = COLOURS[at % COLOURS.len()];
    let mut path = String::new();
    let mut last = None;
    for &(x, y) in &line.points {
        let point = (round(x_of(plot, x)), round(y_of(plot, y)));
        if last != Some(point) {
            let step = if last.is_none() { 'M' } else { 'L' };
            let _ = write!(path, "{step}{} {}", point.0, point.1);
            last = Some(point);
        }
    }
    let dash = if at < COLOURS.len() {
        ""
    } else {
        " stroke-dasharray=\"5 3\""
    };
    let _ = writeln!(
        svg,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"{dash}/>"
    );
    if let Some((x, y)) = line.mark {
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{colour}\"/>",
            x_of(plot, x),
            y_of(plot, y)
        );
    }
    let (x, y) = (WIDTH - RIGHT + 12.0, TOP + 10.0 + 18.0 * at as f64);
    let _ = writeln!(
        svg,
        "<path d=\"M{x} {y}h16\" stroke=\"{colour}\" stroke-width=\"3\"{dash}/><text x=\"{}\" y=\"{}\">{}</text>",
        x + 22.0,
        y + 4.0,
        escaped(&line.name)
    );
}

/// Values worth a line of the grid.
fn ticks(axis: &Axis) -> Vec<f64> {
    match axis.scale {
        Scale::Linear => {
            let span = axis.to - axis.from;
            let rough = span / 5.0;
            let tens = 10_f64.powf(rough.log10().floor());
            let step = [1.0, 2.0, 5.0, 10.0]
                .into_iter()
                .map(|times| times * tens)
                .find(|step| *step >= rough * 0.999)
                .unwrap_or(tens);
            let first = (axis.from / step).ceil() as i64;
            let last = (axis.to / step + 1e-9).floor() as i64;
            (first..=last).map(|n| n as f64 * step).collect()
        }
        Scale::Logarithmic => {
            let (first, last) = (
                axis.from.log10().floor() as i32,
                axis.to.log10().ceil() as i32,
            );
            let tens = || (first..=last).map(|n| 10_f64.powi(n));
            let within = |tick: &f64| (axis.from * 0.999..=axis.to * 1.001).contains(tick);
            let whole: Vec<f64> = tens().filter(within).collect();
            if whole.len() >= 3 {
                return whole;
            }
            tens()
                .flat_map(|ten| [1.0, 2.0, 5.0].map(|times| times * ten))
                .filter(within)
                .collect()
        }
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".into()
    } else {
        text.into()
    }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(x: Axis, points: Vec<(f64, f64)>) -> Plot {
        Plot {
            name: "test".into(),
            caption: "a < b".into(),
            x,
            y: Axis::share("exact"),
            lines: vec![Line {
                name: "one".into(),
                points,
                mark: None,
            }],
        }
    }

    #[test]
    fn a_line_ends_at_the_corners_of_the_axes() {
        let svg = draw(&plot(Axis::share("x"), vec![(0.0, 0.0), (1.0, 1.0)]));
        assert!(svg.contains("M62 312L440 16"), "{svg}");
        assert!(svg.contains("a &lt; b"));
    }

    #[test]
    fn what_is_below_a_logarithmic_axis_stands_at_its_beginning() {
        let svg = draw(&plot(
            Axis::logarithmic("x", 0.001, 1.0),
            vec![(0.0, 0.0), (1.0, 1.0)],
        ));
        assert!(svg.contains("M62 312L440 16"), "{svg}");
    }

    #[test]
    fn ticks_are_round_numbers_within_the_axis() {
        let told = |axis: Axis| ticks(&axis).into_iter().map(number).collect::<Vec<_>>();
        assert_eq!(
            told(Axis::share("x")),
            ["0", "0.2", "0.4", "0.6", "0.8", "1"]
        );
        assert_eq!(
            told(Axis::logarithmic("x", 0.001, 1.0)),
            ["0.001", "0.01", "0.1", "1"]
        );
        assert_eq!(told(Axis::logarithmic("x", 300.0, 1700.0)), ["500", "1000"]);
    }
}
