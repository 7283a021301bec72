//! How the page lies in its picture.

use super::Sight;
use crate::engine::MrzReading;
use crate::error::{Deadline, VisionError};
use crate::face::Face;
use crate::frame::upright;
use crate::raster::RgbRaster;
use crate::text::TextBox;
use bonafide_facts::QuarterTurn;

/// The turn under which the page stands upright, and the faces seen under it. A machine-readable zone says the
/// turn; a page without one stands as the surest face does.
pub(super) fn upright_faces(
    sight: &mut Sight,
    raster: &RgbRaster,
    reading: &MrzReading,
    deadline: Deadline,
) -> Result<(QuarterTurn, Vec<Face>), VisionError> {
    if reading.mrz.is_some() {
        let faces = sight
            .faces
            .detect(&upright(raster, reading.turn), deadline)?;
        return Ok((reading.turn, faces));
    }
    let mut best: (QuarterTurn, Vec<Face>) = (QuarterTurn::None, Vec::new());
    for turn in turns(&reading.text) {
        if turn != QuarterTurn::None && deadline.check("finding the page's turn").is_err() {
            break;
        }
        let faces = sight.faces.detect(&upright(raster, turn), deadline)?;
        let score = |faces: &[Face]| faces.first().map_or(0.0, |face| face.score);
        if score(&faces) > score(&best.1) {
            best = (turn, faces);
        }
    }
    Ok(best)
}

/// The turns under which text may stand upright: lines that run across the picture do so as it is or on its head, lines
/// that run down under a quarter turn. A face that lies askew is sometimes seen more surely on its side.
fn turns(text: &[TextBox]) -> Vec<QuarterTurn> {
    let (mut across, mut down) = (0.0, 0.0);
    for rect in text.iter().map(|found| found.rect) {
        if rect.length > 3.0 * rect.thickness {
            if rect.along.x.abs() >= rect.along.y.abs() {
                across += rect.length;
            } else {
                down += rect.length;
            }
        }
    }
    let (level, upright) = (
        [QuarterTurn::None, QuarterTurn::Half],
        [QuarterTurn::Right, QuarterTurn::Left],
    );
    if across > 2.0 * down {
        level.to_vec()
    } else if down > 2.0 * across {
        upright.to_vec()
    } else {
        [level, upright].concat()
    }
}
