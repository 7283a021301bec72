//! From a picture whose machine-readable zone was looked for to all facts of its page.

use super::print::{printed, taken};
use super::text::{all_text, visual_lines};
use super::turn::upright_faces;
use super::{LEAST_LEVEL, Portrait, Seen, outline_in_picture};
use crate::barcode::read_barcodes;
use crate::colour::{colour, sharpness};
use crate::engine::Lane;
use crate::error::{Deadline, VisionError};
use crate::face::ghost::portrait_first;
use crate::face::selfie::in_picture;
use crate::face::{Face, portrait, repeated};
use crate::frame::Frame;
use crate::page::{self, Flat};
use crate::quality::{self, quality};
use crate::raster::{GrayRaster, Levels, Raster};
use crate::recapture::recapture_signals;
use crate::region::print_region;
use crate::stage::Stage;
use crate::visual_zone::{ReadLine, find_fields, licence_fields};
use bonafide_documents::mrz::{self, Mrz};
use bonafide_facts::{
    BarcodeFact, FaceFact, GhostFact, LineFact, ModelId, MrzFact, PageFacts, Point, Quad,
    QuarterTurn, SecondFace, TamperSignal, TitleFact, VisualField,
};

pub(super) fn see(
    lane: &mut Lane,
    Seen {
        picture,
        levels,
        reading,
    }: Seen<'_>,
    models: Vec<ModelId>,
    wanted: Portrait,
    deadline: Deadline,
) -> Result<PageFacts, VisionError> {
    let (detector, sight) = lane.eyes()?;
    let (turn, mut faces) =
        Stage::Face.run(|| upright_faces(sight, &picture.raster, &reading, deadline))?;
    let frame = Frame::new(picture, turn);
    let upright = frame.upright(&picture.raster);
    let levels = match turn {
        QuarterTurn::None => levels,
        _ => {
            // Both are large: the one is given back before the other is made.
            drop(levels);
            Levels::of(upright.to_gray(), LEAST_LEVEL)
        }
    };
    let gray = levels.full();
    portrait_first(gray, &mut faces);
    let document = Stage::Page
        .run(|| page::find_document(&upright, &page::evidence(&reading, picture, &frame, &faces)));
    let flat = document.as_ref().and_then(Flat::of);
    if let Some(flat) = &flat {
        Stage::Face.run(|| framed(&mut faces, gray, flat));
    }
    let ghost = match deadline.check("looking for a ghost image") {
        Ok(()) => Stage::Face.run(|| repeated::find(&levels, flat.as_ref()?, &faces)),
        Err(_) => None,
    };
    let document = document.map(|found| outline_in_picture(found, &frame));
    let mut face_facts: Vec<FaceFact> = faces.iter().map(|face| face_fact(face, &frame)).collect();
    if let (Portrait::Described, Some(face), Some(fact)) =
        (wanted, faces.first(), face_facts.first_mut())
        && let Some(described) =
            Stage::Face.run(|| sight.describer.describe(&upright, face, deadline))?
    {
        *fact = in_picture(described, &frame);
    }
    let text = Stage::Text.run(|| {
        all_text(
            detector,
            &upright,
            flat.as_ref(),
            &frame,
            &reading,
            deadline,
        )
    })?;
    let (lines, fields) = Stage::VisualZone.run(|| {
        let lines = visual_lines(sight, &levels, &frame, &reading, &text, deadline)?;
        let parsed = reading.mrz.as_ref().and_then(parsed);
        let numbered = parsed
            .is_none()
            .then(|| licence_fields(&lines, upright.size()))
            .flatten();
        let fields =
            numbered.unwrap_or_else(|| find_fields(&lines, parsed.as_ref(), upright.size()));
        Ok::<_, VisionError>((lines, fields))
    })?;
    let barcodes = if reading.mrz.is_none() && deadline.check("reading barcodes").is_ok() {
        Stage::Barcode.run(|| read_barcodes(gray, flat.as_ref()))
    } else {
        Vec::new()
    };
    let signature = Stage::Signature.run(|| {
        let taken = taken(&faces, &lines, picture, &frame, &reading);
        page::signature(gray, flat.as_ref(), &taken)
    });
    // Its outline where that was found, or else what is printed on it.
    let region = document
        .as_ref()
        .map(|found| {
            let reduced = |p: Point| Point {
                x: p.x * picture.scale(),
                y: p.y * picture.scale(),
            };
            frame.quad_from_raster(Quad(found.corners.0.map(reduced)))
        })
        .or_else(|| {
            let printed = printed(&faces, &lines, picture, &frame, &reading);
            print_region(printed, upright.size())
        });
    let (colour, sharpness) =
        Stage::Quality.run(|| (colour(&upright, region.as_ref()), sharpness(gray)));
    let quality = Stage::Quality.run(|| {
        let lines: Vec<Quad> = lines.iter().map(|line| line.quad).collect();
        quality(&quality::Page {
            upright: &upright,
            gray,
            region: region.as_ref(),
            lines: &lines,
            document: document.as_ref(),
            mrz: reading.mrz.as_ref(),
            picture: picture.size,
            to_picture: &|area| frame.area_to_picture(area),
        })
    });
    let tamper = Stage::Tamper
        .run(|| recapture_signals(&upright, region.as_ref()))
        .into_iter()
        .map(|signal| TamperSignal {
            area: signal.area.map(|area| frame.area_to_picture(area)),
            ..signal
        });
    Ok(PageFacts {
        size: picture.size,
        turn,
        document,
        title: page::title(&lines, upright.size()).map(|title| TitleFact {
            area: frame.area_to_picture(title.area),
            ..title
        }),
        barcodes: barcodes
            .into_iter()
            .map(|found| BarcodeFact {
                area: frame.quad_to_picture(found.area),
                ..found
            })
            .collect(),
        faces: face_facts,
        ghost: ghost.map(|found| GhostFact {
            area: frame.area_to_picture(found.area),
            second_face: found.second_face.map(|face| SecondFace {
                area: frame.area_to_picture(face.area),
                ..face
            }),
            ..found
        }),
        signature: signature.map(|area| frame.area_to_picture(area)),
        text: lines.iter().map(|line| line_fact(line, &frame)).collect(),
        fields: fields
            .into_iter()
            .map(|field| VisualField {
                area: frame.area_to_picture(field.area),
                ..field
            })
            .collect(),
        colour,
        sharpness,
        quality,
        tamper: tamper.collect(),
        models,
        mrz: reading.mrz,
    })
}

/// The photos around faces again, now that it is known how the page lies.
fn framed(faces: &mut [Face], gray: &GrayRaster, flat: &Flat) {
    for face in faces {
        let frame = portrait::on_page(gray, flat, face.area).bounds(gray.size());
        if frame.width > 0 && frame.height > 0 {
            face.portrait = frame;
        }
    }
}

fn parsed(fact: &MrzFact) -> Option<Mrz> {
    let lines: Vec<&str> = fact.lines.iter().map(|line| line.text.as_str()).collect();
    mrz::parse_as(fact.format, &lines).ok()
}

fn face_fact(face: &Face, frame: &Frame) -> FaceFact {
    in_picture(face.fact(), frame)
}

fn line_fact(line: &ReadLine, frame: &Frame) -> LineFact {
    LineFact {
        quad: frame.quad_to_picture(line.quad),
        ..line.fact()
    }
}
