//! Everything that can be seen on one side of a document, from its file to facts.

use crate::barcode::read_barcodes;
use crate::colour::{colour, sharpness};
use crate::decode::{Limits, Picture, decode};
use crate::engine::{Engine, Lane, MrzReading};
use crate::error::{Deadline, VisionError};
use crate::face::describe::FaceDescriber;
use crate::face::ghost::portrait_first;
use crate::face::operator::FaceModels;
use crate::face::selfie::in_picture;
use crate::face::{Face, FaceDetector, portrait, repeated};
use crate::frame::{Frame, upright};
use crate::models::ModelStore;
use crate::page::{self, Flat, SeenText, Unread, look_closer};
use crate::quality::{self, quality};
use crate::raster::{GrayRaster, Levels, Raster, RgbRaster};
use crate::recapture::recapture_signals;
use crate::region::print_region;
use crate::stage::Stage;
use crate::tamper::{compression, file_signals};
use crate::text::{TextBox, TextDetector};
use crate::visual_zone::{LineReader, ReadLine, find_fields, licence_fields};
use bonafide_documents::mrz::{self, Mrz};
use bonafide_facts::{
    BarcodeFact, DocumentFact, FaceFact, GhostFact, LineFact, ModelId, MrzFact, PageFacts,
    PixelBox, Point, Quad, QuarterTurn, SecondFace, TamperSignal, TitleFact, VisualField,
};

/// Pictures are halved for the readers of lines until they are no longer than this.
pub(crate) const LEAST_LEVEL: u32 = 400;

/// The models that see what is not machine-readable.
#[derive(Debug)]
pub(crate) struct Sight {
    pub(crate) faces: FaceDetector,
    pub(crate) describer: FaceDescriber,
    lines: LineReader,
}

/// What is wanted of the portrait on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Portrait {
    /// Where it is.
    Located,
    /// Also what tells it from other faces: biometric data, made only where it is compared.
    Described,
}

impl Sight {
    pub(crate) fn load(store: &ModelStore, operator: &FaceModels) -> Result<Self, VisionError> {
        Ok(Self {
            faces: FaceDetector::load(store)?,
            describer: FaceDescriber::load(store, operator)?,
            lines: LineReader::load(store)?,
        })
    }

    pub(crate) fn models(&self) -> Vec<ModelId> {
        let mut models = vec![self.faces.id().clone(), self.lines.id().clone()];
        models.extend(self.describer.models());
        models
    }
}

impl Engine {
    /// Looks at a picture file: decodes it within `limits`, reads both zones, finds face, signature, colour
    /// and traces of editing. The file is decoded once it has a lane, so that waiting costs no memory.
    ///
    /// # Errors
    /// When the file is refused, a model fails, or time runs out before the page was seen as a whole.
    pub fn look(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<PageFacts, VisionError> {
        self.look_for(bytes, limits, deadline, Portrait::Located)
    }

    /// The same, for a document whose portrait will be compared with a selfie: the first face also has its position and
    /// template.
    ///
    /// # Errors
    /// As [`Engine::look`].
    pub fn look_for_comparison(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<PageFacts, VisionError> {
        self.look_for(bytes, limits, deadline, Portrait::Described)
    }

    fn look_for(
        &self,
        bytes: &[u8],
        limits: &Limits,
        deadline: Deadline,
        wanted: Portrait,
    ) -> Result<PageFacts, VisionError> {
        let models = self.models().to_vec();
        self.with_lane(deadline, |lane| {
            let picture = Stage::Decode.run(|| decode(bytes, limits))?;
            let levels = Levels::of(picture.raster.to_gray(), LEAST_LEVEL);
            let reading = lane.read_mrz(&picture, &levels, deadline)?;
            let seen = Seen {
                picture: &picture,
                levels,
                reading,
            };
            let mut page = see(lane, seen, models, wanted, deadline)?;
            page.tamper.splice(
                0..0,
                Stage::Tamper.run(|| {
                    let mut signals = file_signals(bytes);
                    signals.extend(compression(bytes, &picture));
                    signals
                }),
            );
            Ok(page)
        })
    }

    /// Where the document lies in a picture, without reading its visual zone: what [`Engine::look`] gives as
    /// [`PageFacts::document`], in a third of the time.
    ///
    /// # Errors
    /// When a model fails or time runs out.
    pub fn find_document(
        &self,
        picture: &Picture,
        deadline: Deadline,
    ) -> Result<Option<DocumentFact>, VisionError> {
        self.with_lane(deadline, |lane| {
            let levels = Levels::of(picture.raster.to_gray(), LEAST_LEVEL);
            let reading = lane.read_mrz(picture, &levels, deadline)?;
            drop(levels);
            let (turn, faces) = upright_faces(lane.sight()?, &picture.raster, &reading, deadline)?;
            let frame = Frame::new(picture, turn);
            let upright = frame.upright(&picture.raster);
            let evidence = page::evidence(&reading, picture, &frame, &faces);
            let found = Stage::Page.run(|| page::find_document(&upright, &evidence));
            Ok(found.map(|found| outline_in_picture(found, &frame)))
        })
    }
}

/// An outline in the upright raster, in the picture.
fn outline_in_picture(found: DocumentFact, frame: &Frame) -> DocumentFact {
    DocumentFact {
        corners: frame.quad_to_picture(found.corners),
        ..found
    }
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

/// A picture whose machine-readable zone was looked for.
struct Seen<'a> {
    picture: &'a Picture,
    /// The raster in grey.
    levels: Levels,
    reading: MrzReading,
}

fn see(
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

fn parsed(fact: &MrzFact) -> Option<Mrz> {
    let lines: Vec<&str> = fact.lines.iter().map(|line| line.text.as_str()).collect();
    mrz::parse_as(fact.format, &lines).ok()
}

/// The turn under which the page stands upright, and the faces seen under it. A machine-readable zone says the
/// turn; a page without one stands as the surest face does.
fn upright_faces(
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

/// Where lines of text stand in the upright raster, after a closer look at a page that is small in its picture.
fn all_text(
    detector: &mut TextDetector,
    upright: &RgbRaster,
    flat: Option<&Flat>,
    frame: &Frame,
    reading: &MrzReading,
    deadline: Deadline,
) -> Result<Vec<Quad>, VisionError> {
    let text: Vec<Quad> = reading
        .text
        .iter()
        .map(|found| frame.quad_from_raster(found.quad()))
        .collect();
    let Some(flat) = flat.filter(|_| deadline.check("looking closer at the page").is_ok()) else {
        return Ok(text);
    };
    let seen = SeenText {
        text: &text,
        scale: reading.text_scale,
        unread: match reading.mrz {
            Some(_) => Unread::AboveZone,
            None => Unread::Page,
        },
    };
    Ok(look_closer(detector, upright, flat, &seen)?.unwrap_or(text))
}

/// The lines of text outside of the machine-readable zone, in the frame of the upright raster.
fn visual_lines(
    sight: &mut Sight,
    page: &Levels,
    frame: &Frame,
    reading: &MrzReading,
    text: &[Quad],
    deadline: Deadline,
) -> Result<Vec<ReadLine>, VisionError> {
    let zone = reading.mrz.as_ref().and_then(zone_block);
    let outside = |quad: &Quad| {
        let centre = frame.to_picture(quad.centre());
        !zone.is_some_and(|zone| zone.contains(centre))
    };
    let quads: Vec<Quad> = text.iter().copied().filter(outside).collect();
    sight.lines.read(page, &quads, deadline)
}

/// The block of all lines of a machine-readable zone, half a line larger on every side: text boxes that lie between
/// two lines, or beside the characters that were read, still belong to the zone. Read as visual text they would
/// confirm the zone by itself.
fn zone_block(zone: &MrzFact) -> Option<Quad> {
    let (first, last) = (zone.lines.first()?.quad.0, zone.lines.last()?.quad.0);
    let along = |from: Point, to: Point, share: f32| Point {
        x: from.x + (to.x - from.x) * share,
        y: from.y + (to.y - from.y) * share,
    };
    // Half the height of a line, as a share of the block's height and of its length.
    let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let half = reach(first[0], first[3]) / 2.0;
    let down = half / reach(first[0], last[3]).max(1.0);
    let across = half / reach(first[0], first[1]).max(1.0);
    let grown =
        |a: Point, b: Point, share: f32| (along(b, a, 1.0 + share), along(a, b, 1.0 + share));
    let (top_left, bottom_left) = grown(first[0], last[3], down);
    let (top_right, bottom_right) = grown(first[1], last[2], down);
    let (top_left, top_right) = grown(top_left, top_right, across);
    let (bottom_left, bottom_right) = grown(bottom_left, bottom_right, across);
    Some(Quad([top_left, top_right, bottom_right, bottom_left]))
}

/// From this mean confidence on a line is print: handwriting is not read so surely.
const SURELY_PRINT: f32 = 0.9;

/// Where no signature can stand: portraits, print, the machine-readable zone; in the upright raster.
fn taken(
    faces: &[Face],
    lines: &[ReadLine],
    picture: &Picture,
    frame: &Frame,
    reading: &MrzReading,
) -> Vec<PixelBox> {
    let size = frame.upright_size();
    let print = lines
        .iter()
        .filter(|line| line.mean_confidence() >= SURELY_PRINT)
        .map(|line| line.quad.bounds(size));
    let zone = reading.mrz.iter().flat_map(|mrz| &mrz.lines).map(|line| {
        let reduced = |p: Point| Point {
            x: p.x * picture.scale(),
            y: p.y * picture.scale(),
        };
        frame
            .quad_from_raster(Quad(line.quad.0.map(reduced)))
            .bounds(size)
    });
    let portraits = faces.iter().map(|face| face.portrait);
    portraits.chain(print).chain(zone).collect()
}

/// What belongs to the document for sure, in the upright raster: portraits, print, the machine-readable zone.
fn printed(
    faces: &[Face],
    lines: &[ReadLine],
    picture: &Picture,
    frame: &Frame,
    reading: &MrzReading,
) -> Vec<Quad> {
    let lines = lines
        .iter()
        .filter(|line| line.mean_confidence() >= SURELY_PRINT)
        .map(|line| line.quad);
    let zone = reading.mrz.iter().flat_map(|mrz| &mrz.lines).map(|line| {
        let reduced = |p: Point| Point {
            x: p.x * picture.scale(),
            y: p.y * picture.scale(),
        };
        frame.quad_from_raster(Quad(line.quad.0.map(reduced)))
    });
    let portraits = faces.iter().map(|face| corners(face.portrait));
    portraits.chain(lines).chain(zone).collect()
}

fn corners(area: PixelBox) -> Quad {
    let at = |x: u32, y: u32| Point {
        x: x as f32,
        y: y as f32,
    };
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    Quad([
        at(area.x, area.y),
        at(right, area.y),
        at(right, bottom),
        at(area.x, bottom),
    ])
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

impl Lane {
    /// The text detector, and the models of sight.
    ///
    /// # Errors
    /// As [`Lane::sight`].
    fn eyes(&mut self) -> Result<(&mut TextDetector, &mut Sight), VisionError> {
        match &mut self.sight {
            Some(sight) => Ok((&mut self.detector, sight)),
            None => Err(no_sight()),
        }
    }

    /// The models of sight.
    ///
    /// # Errors
    /// When the engine was made for reading machine-readable zones alone.
    pub(crate) fn sight(&mut self) -> Result<&mut Sight, VisionError> {
        self.sight.as_mut().ok_or_else(no_sight)
    }
}

fn no_sight() -> VisionError {
    VisionError::ModelUnusable {
        model: "face-detection",
        detail: "this engine was made for reading machine-readable zones alone".to_owned(),
    }
}
