//! Choosing the four lines that are a document's outline.

use super::edges::Edges;
use super::format::{self, millimetres};
use super::homography::Homography;
use super::lines::{self, Kind, Line};
use crate::raster::{Raster, RgbRaster};
use bonafide_documents::mrz::MrzFormat;
use bonafide_facts::{DocumentFact, Outline, PageFormat, PageSide, PixelBox, Point, Quad, Size};

/// What was seen on the page before its outline is looked for, in pixels of the upright raster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// The machine-readable zone.
    pub(crate) zone: Option<ZonePlace>,
    /// Lines of text, upright or nearly so.
    pub(crate) text: Vec<Quad>,
    /// The holder's face.
    pub(crate) face: Option<PixelBox>,
}

/// Where a machine-readable zone stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ZonePlace {
    /// Its format.
    pub(crate) format: MrzFormat,
    /// Begin and end of the middle of its first line, end and begin of the middle of its last line.
    pub(crate) middles: Quad,
}

/// What a side counts that is the border of the picture: less than an edge along most of its length.
const BORDER: f32 = 0.42;
/// What a side counts that only the zone tells of.
const TOLD: f32 = 0.20;
/// Candidates for each side.
const MOST: usize = 12;
/// What an outline has to reach to be reported.
const LEAST_SCORE: f32 = 0.22;
/// A side that lies beyond the picture by more than this share of the page is cut off.
const CUT_OFF: f32 = 0.015;

/// The document in an upright picture, in its pixels; `None` where nothing looks like one.
pub(crate) fn find_document(picture: &RgbRaster, evidence: &Evidence) -> Option<DocumentFact> {
    let edges = Edges::of(picture);
    if edges.width < 40 || edges.height < 40 {
        return None;
    }
    let scene = Scene::new(&edges, evidence);
    let sides = scene.candidates();
    let best = scene.best(&sides)?;
    (best.score >= LEAST_SCORE).then(|| scene.fact(&best, picture.size()))
}

struct Scene<'a> {
    edges: &'a Edges,
    zone: Option<ZonePlace>,
    /// The page as the zone tells of it, if it lay flat.
    told: Option<Quad>,
    text: Vec<(Point, f32)>,
    /// What must lie on the page.
    held: Vec<Point>,
    along: Point,
}

/// Four lines, in the order of [`PageSide::ALL`], where they cross, and how much they look like an outline.
struct Hypothesis<'a> {
    lines: [&'a Line; 4],
    corners: Quad,
    score: f32,
}

impl<'a> Scene<'a> {
    fn new(edges: &'a Edges, evidence: &Evidence) -> Self {
        let reduced = |p: Point| Point {
            x: p.x / edges.factor,
            y: p.y / edges.factor,
        };
        let zone = evidence.zone.map(|zone| ZonePlace {
            middles: Quad(zone.middles.0.map(reduced)),
            ..zone
        });
        let quads: Vec<Quad> = evidence
            .text
            .iter()
            .map(|quad| Quad(quad.0.map(reduced)))
            .collect();
        let text = quads
            .iter()
            .map(|quad| {
                (
                    quad.centre(),
                    reach(quad.0[0], quad.0[1]).max(reach(quad.0[1], quad.0[2])),
                )
            })
            .collect();
        let mut held: Vec<Point> = zone.iter().flat_map(|zone| zone.middles.0).collect();
        let told = zone.map(|zone| told(&zone));
        // What is taken for a face where the zone tells of no page is none, or another page's.
        let own = |face: &PixelBox| {
            let middle = reduced(Point {
                x: (face.x + face.width / 2) as f32,
                y: (face.y + face.height / 2) as f32,
            });
            zone.is_none_or(|zone| zone.format != MrzFormat::Td1)
                && told.is_none_or(|told| told.contains(middle))
        };
        if let Some(face) = evidence.face.filter(own) {
            let at = |x: u32, y: u32| {
                reduced(Point {
                    x: x as f32,
                    y: y as f32,
                })
            };
            held.push(at(face.x, face.y));
            held.push(at(face.x + face.width, face.y + face.height));
            held.push(at(face.x, face.y + face.height));
            held.push(at(face.x + face.width, face.y));
        }
        let along = zone.map_or_else(
            || direction(&quads),
            |zone| {
                let [a, b, c, d] = zone.middles.0;
                unit(Point {
                    x: b.x - a.x + c.x - d.x,
                    y: b.y - a.y + c.y - d.y,
                })
            },
        );
        Self {
            edges,
            told,
            zone,
            text,
            held,
            along,
        }
    }

    /// The lines that may be each side, in the order of [`PageSide::ALL`].
    fn candidates(&self) -> [Vec<Line>; 4] {
        let down = Point {
            x: -self.along.y,
            y: self.along.x,
        };
        let level = lines::along(self.edges, self.along);
        let upright = lines::along(self.edges, down);
        let (width, height) = (self.edges.width as f32, self.edges.height as f32);
        let at = |x: f32, y: f32| Point { x, y };
        PageSide::ALL.map(|side| {
            let seen = match side {
                PageSide::Top | PageSide::Bottom => &level,
                PageSide::Left | PageSide::Right => &upright,
            };
            let mut kept: Vec<Line> = seen
                .iter()
                .filter(|line| self.may_be(line, side))
                .take(MOST)
                .cloned()
                .collect();
            let border = match side {
                PageSide::Top => (at(0.0, 0.0), at(width, 0.0)),
                PageSide::Bottom => (at(0.0, height), at(width, height)),
                PageSide::Left => (at(0.0, 0.0), at(0.0, height)),
                PageSide::Right => (at(width, 0.0), at(width, height)),
            };
            kept.push(Line::unseen(Kind::Border, border.0, border.1));
            if let Some(told) = &self.told {
                let [tl, tr, br, bl] = told.0;
                let (from, to) = match side {
                    PageSide::Top => (tl, tr),
                    PageSide::Bottom => (bl, br),
                    PageSide::Left => (tl, bl),
                    PageSide::Right => (tr, br),
                };
                kept.push(Line::unseen(Kind::Told, from, to));
            }
            kept
        })
    }

    /// Whether a line leaves what must lie on the page on its inner side, and most of the text.
    fn may_be(&self, line: &Line, side: PageSide) -> bool {
        // Lines run to the right or down; what lies below one, or left of one, is at a positive distance.
        let inner = match side {
            PageSide::Top | PageSide::Right => 1.0,
            PageSide::Bottom | PageSide::Left => -1.0,
        };
        let slack = 2.0;
        if self
            .held
            .iter()
            .any(|place| inner * line.distance(*place) < -slack)
        {
            return false;
        }
        if let Some(told) = &self.told {
            // Millimetres by which a side may lie elsewhere than told: little where the zone is near, more at the
            // other end, since a page that leans away is seen shortened.
            let page = reach(told.0[3], told.0[2]);
            let [tl, tr, br, bl] = told.0;
            let (ends, room) = match side {
                PageSide::Top => ([tl, tr], [0.30, 0.30]),
                PageSide::Bottom => ([bl, br], [0.07, 0.07]),
                PageSide::Left => ([bl, tl], [0.07, 0.18]),
                PageSide::Right => ([br, tr], [0.07, 0.18]),
            };
            return ends
                .iter()
                .zip(room)
                .all(|(end, room)| line.distance(*end).abs() <= room * page);
        }
        let total: f32 = self.text.iter().map(|(_, length)| length).sum();
        let outside: f32 = self
            .text
            .iter()
            .filter(|(place, _)| inner * line.distance(*place) < 0.0)
            .map(|(_, length)| length)
            .sum();
        outside <= 0.2 * total
    }

    fn best<'l>(&self, sides: &'l [Vec<Line>; 4]) -> Option<Hypothesis<'l>> {
        let [tops, rights, bottoms, lefts] = sides;
        let mut best: Option<Hypothesis<'l>> = None;
        for top in tops {
            for bottom in bottoms {
                for left in lefts {
                    let (Some(tl), Some(bl)) = (top.crossing(left), bottom.crossing(left)) else {
                        continue;
                    };
                    if bl.y - tl.y < 20.0 {
                        continue;
                    }
                    for right in rights {
                        let (Some(tr), Some(br)) = (top.crossing(right), bottom.crossing(right))
                        else {
                            continue;
                        };
                        let corners = Quad([tl, tr, br, bl]);
                        let lines = [top, right, bottom, left];
                        let least = best.as_ref().map_or(f32::NEG_INFINITY, |best| best.score);
                        if let Some(score) = self.score(&lines, &corners, least) {
                            best = Some(Hypothesis {
                                lines,
                                corners,
                                score,
                            });
                        }
                    }
                }
            }
        }
        best
    }

    /// How much four lines look like an outline; `None` for what is none, or not better than `least`.
    fn score(&self, lines: &[&Line; 4], corners: &Quad, least: f32) -> Option<f32> {
        let [tl, tr, br, bl] = corners.0;
        let size = self.size();
        let (across, down) = (
            (reach(tl, tr) + reach(bl, br)) / 2.0,
            (reach(tl, bl) + reach(tr, br)) / 2.0,
        );
        if across < 0.2 * size.width as f32 || tr.x <= tl.x || br.x <= bl.x || br.y <= tr.y {
            return None;
        }
        let rough = across / down.max(1.0);
        if !(0.9..2.3).contains(&rough) {
            return None;
        }
        // Opposite sides of a page differ by perspective alone.
        let uneven = |a: f32, b: f32| (a / b.max(1.0)).ln().abs();
        let skew = uneven(reach(tl, tr), reach(bl, br)).max(uneven(reach(tl, bl), reach(tr, br)));
        if skew > 0.4 {
            return None;
        }
        let mut score = 0.0;
        for ((line, (from, to)), weight) in lines
            .iter()
            .zip([(tl, tr), (tr, br), (bl, br), (tl, bl)])
            .zip([0.27, 0.23, 0.27, 0.23])
        {
            score += weight
                * match line.kind {
                    Kind::Seen => line.support(from, to, self.edges).0,
                    Kind::Border => BORDER,
                    Kind::Told => TOLD,
                };
        }
        if score <= least {
            return None;
        }
        let ratios = format::ratios(corners, size)?;
        score -= match self.zone {
            Some(zone) => {
                let (width, height) = millimetres(format::of_zone(zone.format));
                let shape = (2.5 * format::apart(ratios, width / height)).min(0.5);
                shape + self.misplaced(&zone, corners)?
            }
            None => {
                let off = [PageFormat::Id1, PageFormat::Id3]
                    .map(|format| {
                        let (width, height) = millimetres(format);
                        format::apart(ratios, width / height)
                    })
                    .into_iter()
                    .fold(f32::INFINITY, f32::min);
                (2.5 * off).min(0.5)
            }
        };
        if score <= least {
            return None;
        }
        let total: f32 = self.text.iter().map(|(_, length)| length).sum();
        if total > 0.0 {
            let outside: f32 = self
                .text
                .iter()
                .filter(|(place, _)| !corners.contains(*place))
                .map(|(_, length)| length)
                .sum();
            score -= if self.zone.is_some() { 0.15 } else { 0.9 } * outside / total;
        }
        // Of two outlines, one within the other, the outer one is the document and the inner one its frame.
        let area = across * down / (size.width as f32 * size.height as f32);
        score += 0.08 * area.min(1.0);
        (score > least).then_some(score)
    }

    /// What it costs that the zone would not stand where it belongs on the page.
    fn misplaced(&self, zone: &ZonePlace, corners: &Quad) -> Option<f32> {
        let (width, height) = millimetres(format::of_zone(zone.format));
        let back = Homography::of_rectangle(width, height, corners)?.inverse();
        let (seen, wanted) = (back.quad(&zone.middles), setting(zone.format));
        let squares: f32 = seen
            .0
            .iter()
            .zip(wanted.0)
            .map(|(seen, wanted)| (seen.x - wanted.x).powi(2) + (seen.y - wanted.y).powi(2))
            .sum();
        // Printers keep the zone's place to a millimetre or two.
        let off = (squares / 4.0).sqrt() / 2.0;
        Some((0.08 * off * off).min(0.6))
    }

    fn size(&self) -> Size {
        Size {
            width: self.edges.width as u32,
            height: self.edges.height as u32,
        }
    }

    fn fact(&self, best: &Hypothesis<'_>, picture: Size) -> DocumentFact {
        let [tl, tr, br, bl] = best.corners.0;
        let ends = [(tl, tr), (tr, br), (bl, br), (tl, bl)];
        let fitted: [Line; 4] = std::array::from_fn(|side| match best.lines[side].kind {
            Kind::Seen => best.lines[side].fitted(ends[side].0, ends[side].1, self.edges),
            Kind::Border | Kind::Told => best.lines[side].clone(),
        });
        let [top, right, bottom, left] = &fitted;
        let cross = |a: &Line, b: &Line, old: Point| a.crossing(b).unwrap_or(old);
        let corners = Quad([
            cross(top, left, tl),
            cross(top, right, tr),
            cross(bottom, right, br),
            cross(bottom, left, bl),
        ]);
        let support = std::array::from_fn(|side| {
            best.lines[side]
                .support(ends[side].0, ends[side].1, self.edges)
                .1
        });
        let count = |kind: Kind| best.lines.iter().filter(|line| line.kind == kind).count();
        let outline = if count(Kind::Seen) >= 2 {
            Outline::Edges
        } else if count(Kind::Border) >= 2 {
            Outline::Picture
        } else {
            Outline::Zone
        };
        let ratios = format::ratios(&corners, self.size()).unwrap_or((1.0, 1.0));
        let grown = |p: Point| Point {
            x: p.x * self.edges.factor,
            y: p.y * self.edges.factor,
        };
        let corners = Quad(corners.0.map(grown));
        DocumentFact {
            cut_off: cut_off(&corners, picture),
            corners,
            score: best.score.clamp(0.0, 1.0),
            outline,
            ratio: (ratios.0 * ratios.1).sqrt(),
            format: match self.zone {
                Some(zone) => Some(format::of_zone(zone.format)),
                None => format::by_ratio(ratios),
            },
            support,
        }
    }
}

/// Sides whose middle lies beyond the picture.
fn cut_off(corners: &Quad, picture: Size) -> Vec<PageSide> {
    let page = reach(corners.0[0], corners.0[2]);
    let (width, height) = (picture.width as f32, picture.height as f32);
    PageSide::ALL
        .into_iter()
        .enumerate()
        .filter(|(side, _)| {
            let (a, b) = (corners.0[*side], corners.0[(side + 1) % 4]);
            let (x, y) = ((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
            let beyond = (-x).max(x - width).max(-y).max(y - height);
            beyond > CUT_OFF * page
        })
        .map(|(_, side)| side)
        .collect()
}

/// Where a zone's first and last line begin and end on the page, in millimetres: 2.54 mm a character (ICAO 9303-3,
/// 4.4), the lines' middles from the lower edge and the left margin as in the figures of 9303-4 to -7.
fn setting(format: MrzFormat) -> Quad {
    let (_, height) = millimetres(format::of_zone(format));
    let (left, columns, first, last) = match format {
        MrzFormat::Td1 => (4.7, 30.0, 15.9, 7.4),
        MrzFormat::Td2 | MrzFormat::MrvB => (5.2, 36.0, 15.0, 8.65),
        MrzFormat::Td3 => (6.6, 44.0, 15.0, 8.65),
        MrzFormat::MrvA => (5.0, 44.0, 15.0, 8.65),
    };
    let right = left + columns * 2.54;
    let at = |x: f32, up: f32| Point { x, y: height - up };
    Quad([
        at(left, first),
        at(right, first),
        at(right, last),
        at(left, last),
    ])
}

/// The page around a zone if it lay flat before the camera: the zone's length gives the scale.
fn told(zone: &ZonePlace) -> Quad {
    let (width, height) = millimetres(format::of_zone(zone.format));
    let setting = setting(zone.format);
    let [a, b, c, d] = zone.middles.0;
    let along = Point {
        x: (b.x - a.x + c.x - d.x) / 2.0,
        y: (b.y - a.y + c.y - d.y) / 2.0,
    };
    let scale = along.x.hypot(along.y) / (setting.0[1].x - setting.0[0].x);
    let u = unit(along);
    let (middle, wanted) = (zone.middles.centre(), setting.centre());
    let place = |x: f32, y: f32| {
        let (dx, dy) = ((x - wanted.x) * scale, (y - wanted.y) * scale);
        Point {
            x: middle.x + dx * u.x - dy * u.y,
            y: middle.y + dx * u.y + dy * u.x,
        }
    };
    Quad([
        place(0.0, 0.0),
        place(width, 0.0),
        place(width, height),
        place(0.0, height),
    ])
}

/// The direction of most text; to the right where there is none.
fn direction(text: &[Quad]) -> Point {
    let mut angles: Vec<(f32, f32)> = text
        .iter()
        .filter_map(|quad| {
            let [a, b, _, d] = quad.0;
            let (from, to) = if reach(a, b) >= reach(a, d) {
                (a, b)
            } else {
                (a, d)
            };
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let (dx, dy) = if dx < 0.0 { (-dx, -dy) } else { (dx, dy) };
            // Lines that run down an upright page say nothing of it.
            (dx > dy.abs()).then(|| (dy.atan2(dx), dx.hypot(dy)))
        })
        .collect();
    angles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f32 = angles.iter().map(|(_, length)| length).sum();
    let mut below = 0.0;
    let median = angles.iter().find(|(_, length)| {
        below += length;
        2.0 * below >= total
    });
    let (sin, cos) = median.map_or(0.0, |(angle, _)| *angle).sin_cos();
    Point { x: cos, y: sin }
}

fn unit(p: Point) -> Point {
    let length = p.x.hypot(p.y).max(1e-6);
    Point {
        x: p.x / length,
        y: p.y / length,
    }
}

fn reach(a: Point, b: Point) -> f32 {
    (a.x - b.x).hypot(a.y - b.y)
}
