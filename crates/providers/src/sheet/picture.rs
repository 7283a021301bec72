//! A picture of a sheet: boxes around what was found, in the colours of what is thought of it.

use super::{Photograph, words};
use bonafide_domain::Agreement;
use bonafide_domain::{Area, CheckOutcome, Corner, Depiction, Evidence, PictureIdReport, Side};
use bonafide_facts::{PixelBox, Point, Quad, QuarterTurn};
use bonafide_verification::Check;
use bonafide_vision::annotate::{Mark, Place, SheetPicture, Tone};

impl Photograph {
    /// The side of the document that it shows.
    pub(super) fn side(&self) -> Option<Side> {
        match self.depiction {
            Depiction::Front => Some(Side::Front),
            Depiction::Back => Some(Side::Back),
            Depiction::Selfie | Depiction::Portrait => None,
        }
    }

    /// Evidence is in pixels of the picture as a viewer shows it; what is drawn on may be smaller.
    pub(super) fn here(&self, area: Area) -> PixelBox {
        let [x, y, width, height] = [area.x, area.y, area.width, area.height]
            .map(|side| (side as f32 * self.scale).round() as u32);
        PixelBox {
            x,
            y,
            width,
            height,
        }
    }

    fn corners(&self, corners: [Corner; 4]) -> Quad {
        Quad(corners.map(|corner| Point {
            x: corner.x as f32 * self.scale,
            y: corner.y as f32 * self.scale,
        }))
    }
}

/// The quarter turn that sets the document upright, by its corners.
pub(super) fn turn(evidence: &Evidence, side: Option<Side>) -> QuarterTurn {
    let corners = evidence
        .marks
        .iter()
        .filter(|mark| Some(mark.side) == side)
        .find_map(|mark| mark.corners);
    let Some([left, right, ..]) = corners else {
        return QuarterTurn::None;
    };
    let (x, y) = (right.x - left.x, right.y - left.y);
    match (x.abs() >= y.abs(), x >= 0, y >= 0) {
        (true, true, _) => QuarterTurn::None,
        (true, false, _) => QuarterTurn::Half,
        // The top edge runs down: the page lies on its right side.
        (false, _, true) => QuarterTurn::Left,
        (false, _, false) => QuarterTurn::Right,
    }
}

pub(super) fn shown(report: &PictureIdReport, photograph: &Photograph) -> SheetPicture {
    let evidence = &report.evidence;
    let side = photograph.side();
    let caption = match photograph.depiction {
        Depiction::Front => "Front",
        Depiction::Back => "Back",
        Depiction::Selfie => "Selfie",
        Depiction::Portrait => "Portrait",
    };
    SheetPicture {
        caption: caption.to_owned(),
        raster: photograph.raster.clone(),
        turn: turn(evidence, side),
        marks: marks(report, photograph),
    }
}

fn marks(report: &PictureIdReport, photograph: &Photograph) -> Vec<Mark> {
    let evidence = &report.evidence;
    let side = photograph.side();
    let here = |of: Option<Side>| of.is_some() && of == side;
    let mut found: Vec<&bonafide_domain::Mark> = evidence
        .marks
        .iter()
        .filter(|mark| here(Some(mark.side)))
        // The portrait stands around its face.
        .filter(|mark| mark.label != "face")
        .collect();
    // What lies within another is drawn over it.
    found.sort_by_key(|mark| {
        std::cmp::Reverse(u64::from(mark.area.width) * u64::from(mark.area.height))
    });
    let mut marks: Vec<Mark> = found
        .iter()
        .map(|mark| Mark {
            place: mark.corners.map_or_else(
                || Place::Area(photograph.here(mark.area)),
                |corners| Place::Corners(photograph.corners(corners)),
            ),
            label: words(&mark.label),
            tone: tone(mark.area, side, evidence),
        })
        .collect();
    for made in &evidence.checks {
        let Some(area) = made.area.filter(|_| here(made.side)) else {
            continue;
        };
        let known = found.iter().any(|mark| mark.area == area);
        let tone = match made.outcome {
            CheckOutcome::Failed => Tone::Bad,
            CheckOutcome::NotMade => Tone::Doubtful,
            CheckOutcome::Passed => continue,
        };
        if !known {
            marks.push(Mark {
                place: Place::Area(photograph.here(area)),
                label: Check::ALL
                    .into_iter()
                    .find(|check| check.key() == made.check)
                    .map_or_else(
                        || words(made.check.trim_start_matches("quality.")),
                        |check| check.title().to_owned(),
                    ),
                tone,
            });
        }
    }
    let face = report.selfie.as_ref().and_then(|selfie| selfie.area);
    if let (Depiction::Selfie, Some(area)) = (photograph.depiction, face) {
        let matched = evidence
            .checks
            .iter()
            .find(|made| made.check == Check::SelfieAndDocumentMatch.key());
        marks.push(Mark {
            place: Place::Area(photograph.here(area)),
            label: "face".to_owned(),
            tone: matched.map_or(Tone::Neutral, |made| match made.outcome {
                CheckOutcome::Passed => Tone::Good,
                CheckOutcome::Failed => Tone::Bad,
                CheckOutcome::NotMade => Tone::Doubtful,
            }),
        });
    }
    marks
}

/// What the checks and comparisons that point at an area think of it.
fn tone(area: Area, side: Option<Side>, evidence: &Evidence) -> Tone {
    let points = |there: Option<Area>, on: Option<Side>| there == Some(area) && on == side;
    let check = |outcome| {
        evidence
            .checks
            .iter()
            .any(|made| made.outcome == outcome && points(made.area, made.side))
    };
    let field = |agreement| {
        evidence
            .fields
            .iter()
            .any(|field| field.agreement == agreement && points(field.area, field.side))
    };
    if check(CheckOutcome::Failed) || field(Agreement::Contradicts) {
        Tone::Bad
    } else if check(CheckOutcome::NotMade) || field(Agreement::Doubtful) {
        Tone::Doubtful
    } else if check(CheckOutcome::Passed) || field(Agreement::Agrees) {
        Tone::Good
    } else {
        Tone::Neutral
    }
}
