//! The rules that turn checks into a verdict: three tables, and nothing about them anywhere else.
//!
//! `cargo xtask docs` writes these tables into `docs/verdicts.md`, word for word; a test fails where page and code
//! differ. A new check, threshold or trace is one row here.

mod account;
mod table;
mod version;

use crate::check::Check;
pub use account::{Choice, Choices, RuleRefused};
use bonafide_domain::{AdjustedRule, SimilarityLevel};
use bonafide_facts::TamperSignalKind;
use jiff::civil::Date;
pub use table::{Consequence, Grain, Row, Signal, Specimens, Switch, Threshold};
use table::{checks, signals, thresholds};

checks! {
    // check => failed, could not be made, the mildest that an account can choose for a failed one, whether an account
    // can switch it off: what it asks; and when a check that could not be made decides otherwise.
    //
    // An expired document is inconclusive and wrong data are rejected, as the published examples of PictureID show.
    // Signals that can only raise a doubt (a grey picture, traces of editing) leave the decision to a person.
    DataIntegrity => Rejected, Inconclusive, Inconclusive, Always: "every check digit of the machine-readable zone is right, no field of the visual zone contradicts the zone or leaves a doubt, document number, names, date of birth and date of expiry, as far as the zone carries them, each say the same in both (a name may differ in a letter or two of ten, read unclearly), and so do at least `agreements_needed` fields; and each of their characters was read clearly (`clear_character`) or is confirmed by the visual zone", "";
    SidesMatch => Rejected, None, Inconclusive, CanBeOff: "of two sides, one shows the same data as the other; where both have a machine-readable zone, number, date of birth and date of expiry are the same", "inconclusive where the zone or a licence's barcode stands on the back";
    NonExpired => Inconclusive, Inconclusive, None, CanBeOff: "the date of expiry has not passed; the last day counts", "";
    NotUnderage => Inconclusive, Inconclusive, None, CanBeOff: "the holder has completed `minimum_age` years", "";
    NotBlackAndWhite => Inconclusive, Inconclusive, None, CanBeOff: "the picture has colour beside its tint", "";
    NotTamperedDocument => Inconclusive, Inconclusive, None, CanBeOff: "none of the traces of editing that were looked for was found, and where the portrait is repeated small (a ghost image), both are the same picture; of a type that always repeats it, the repetition must be looked for and found", "";
    SelfieAndDocumentMatch => Rejected, Inconclusive, Inconclusive, Always: "selfie and portrait show the same person (`documentSelfie` alone): `similarityLevel` is `high`; it fails at `veryLow`, and between them, or where either face cannot be compared, it is not made", "";
    NotFaceSpoofing => Inconclusive, None, Inconclusive, Always: "the operator's detector of presentation attacks takes the selfie for one of a person before the camera (`documentSelfie` alone)", "";
}

thresholds! {
    // name: type = as shipped, what an account can choose; check: what it means; where it comes from.
    minimum_age: i16 = 18, 0..=120; NotUnderage: "completed years of life from which a holder is of age"; "the age of majority in most States; the operator's law decides";
    grey_at_most: f64 = 2.0, 0.5..=3.0; NotBlackAndWhite: "Lab chroma of the document's own (what neither lightness nor place explains, root mean square of the most colourful tenth) up to which a picture is black and white"; "chosen on printed specimens of the seeds 1 to 16: 80 copies of five manners (tinted, noisy, in lamplight, harsh, toner) measured at most 1.8, and none of 16 documents less than 4.0";
    colour_from: f64 = 2.8, 1.5..=6.0; NotBlackAndWhite: "the same measure from which a picture is in colour; between the two the check is not made"; "chosen on the same seeds between every copy and every document, about as many times above the one as below the other; 9 of 16 documents in inks of a quarter to a half of the usual colour lie below";
    agreements_needed: usize = 2, 2..=5; DataIntegrity: "fields of the visual zone that must say what the machine-readable zone says"; "chosen: one value can stand in a line by chance, two cannot";
    contradiction_confidence: f32 = 0.9, 0.8..=0.97; DataIntegrity: "confidence from which a differing field of the visual zone is a contradiction and not a misreading"; "chosen below what the reader gives a value at its own label (0.97) and above a near miss (0.7); with it 24 of 24 untouched printed passports (seeds 500 to 523) were accepted";
    doubt_confidence: f32 = 0.6, 0.3..=0.9; DataIntegrity: "confidence from which a differing document number of the same length is at least a doubt"; "chosen below what the reader gives a near miss (0.7) and above a value told by its order alone (0.4)";
    least_character_confidence: f32 = 0.3, 0.1..=0.8; DataIntegrity: "confidence of the least certain character from which a machine-readable zone with a wrong check digit is taken at its word"; "chosen, not measured: below it the recogniser itself finds another character likelier than not";
    clear_character: f32 = 0.9, 0.5..=0.99; DataIntegrity: "confidence below which a character of document number, dates or optional data (where the personal number stands) is doubtful though the check digits are right, so that the visual zone must show it"; "chosen where one of ten such characters would be another one; no character of these fields had less than 0.9999 on 30 carefully photographed printed specimens (seeds from 9001) or on 30 sloppily photographed ones (seeds from 9101), all read exactly";
    misreading_from: f64 = 0.5, 0.5..=0.5; DataIntegrity: "how alike (1 − edit distance over length) a name or number must be for a difference to be a misreading rather than another value"; "chosen: half of the characters";
    near_number: f64 = 0.8, 0.8..=0.8; DataIntegrity: "how alike a number without a label must be to be the document number, misread or changed"; "chosen: one or two characters of nine";
    near_name: f64 = 0.8, 0.8..=0.8; DataIntegrity: "how alike a name that was not read clearly must be for the difference to be a misreading that leaves no doubt"; "chosen: one or two letters of ten; unclear readings of untouched printed names (seeds 4000 to 4039) were 0.93 alike or more, pasted names 0.3 or less";
    near_date_confidence: f32 = 0.55, 0.55..=0.55; DataIntegrity: "confidence of each character from which a date without a label may raise a doubt"; "chosen, not measured";
    labelled_date_confidence: f32 = 0.6, 0.6..=0.6; DataIntegrity: "confidence that a date at a label has at least; one told by its order alone has less"; "what the reader gives (`vision/src/visual_zone/fields.rs`)";
    ghost_likeness: f64 = 0.6, 0.5..=0.75; NotTamperedDocument: "how alike, in detail, the portrait and its small repetition (ghost image) must be to be the same picture"; "of 40 untouched printed documents (seeds 4000 to 4039: careful, sloppy, scanned, stored again) each measured at least 0.61; of 40 whose portrait was replaced (seeds 4000 to 4019, on paper and in the file) 19 measured less, among them every one whose new portrait is not the old one slightly bent";
    ghost_resemblance: f64 = 0.62, 0.55..=0.8; NotTamperedDocument: "how alike, at a glance, a place of the page and the portrait must be for that place to be a repetition of it, so that a difference in detail speaks of another portrait"; "on 24 printed pages (seeds 3000 to 3023) no place but the ghost image measured more than 0.57";
    other_face: f64 = 0.45, 0.0..=0.5; NotTamperedDocument: "how alike, in detail, the portrait and a second, smaller face that the detector saw may be at most for the second to be of another portrait; between this and `ghost_likeness` nothing is said"; "chosen: the portraits of five other people set into 24 printed pages (seeds 3000 to 3023) and their ghost images were 0.32 alike at most, the same picture never less than 0.61";
    similarity_high: f64 = 0.42, 0.42..=0.42; SelfieAndDocumentMatch: "distance of the templates up to which the level is `high`"; "chosen: seven tenths of the 0.6 for which the network was trained, because it is weaker for people of whom its training had few; of 1 575 pairs of different people (portraits of specimen documents, and nine photos) none is closer than 0.447, and of 22 pairs of one person in photos none farther than 0.418 (`cargo xtask faces`)";
    one_picture_below: f64 = 0.12, 0.12..=0.12; SelfieAndDocumentMatch: "distance below which the selfie is taken for a copy of the portrait, or the document itself: the level is `medium` at most, and the check is not made"; "chosen below the closest of 22 pairs of photos of one person (0.141, two of one event); 39 of 49 specimen documents sent as their own selfie and 45 of 47 portraits cut out of them are closer, and 16 of 47 of these that were blurred, made brighter and compressed hard (`cargo xtask faces`)";
    similarity_medium: f64 = 0.5, 0.5..=0.5; SelfieAndDocumentMatch: "distance up to which it is `medium`"; "chosen between the two; 0.2 % of those pairs are closer, all of them of women with roots in East Asia";
    similarity_low: f64 = 0.6, 0.6..=0.6; SelfieAndDocumentMatch: "distance up to which it is `low`; beyond it is `veryLow`"; "what the network was trained for: faces of one person are closer (King, 2017)";
    eye_distance_at_least: f64 = 16.0, 16.0..=16.0; SelfieAndDocumentMatch: "pixels between the eyes of either face without which the level is `medium` at most"; "chosen: a third of the 52 pixels that the network sees between them";
    head_turn_at_most: f64 = 40.0, 40.0..=40.0; SelfieAndDocumentMatch: "degrees by which either head may be turned aside; beyond, the level is `medium` at most"; "chosen: about where the farther eye begins to be hidden";
}

signals! {
    // trace: score from which it counts, what an account can choose; what is said when it was seen; what was looked for;
    // where the threshold comes from.
    EditorMetadata: 0.5, 0.3..=0.9; "The file says that an image editor wrote it."; "an image editor named in the file"; "scores are scaled so that untouched pictures stay below a half";
    ScreenRecapture: 0.85, 0.8..=0.999; "The picture looks as if it was taken of a display: a display's grid, or the moiré of it, runs through the document two ways (fine dots of a print can look the same)."; "a display's grid"; "a probability fitted on printed specimens of the seeds 1 to 16 by `cargo xtask recaptures --fit`; of the very seeds it was fitted on, so no independent test (docs/accuracy.md has one), no untouched document and no photographic print, which has no dots, reaches 0.5, and 19 of 30 displays exceed 0.85; chosen high because genuine security print makes lattices that those specimens lack";
    PrintRecapture: 0.97, 0.8..=0.999; "The picture looks as if it was taken of a printed copy: a printer's dots, or the moiré of them, run through the document two ways (a telephone's display can look the same)."; "a printer's dots"; "the same probability, given to the medium that is likelier; chosen higher than for displays because dots of one ink are what security print comes nearest to; of the very seeds it was fitted on, so no independent test (docs/accuracy.md has one), 11 of the 15 laser prints exceed 0.97";
    CompressionInconsistency: 0.5, 0.3..=0.9; "A part of the picture was compressed less often than the rest: it was set in later."; "a part of the file that was compressed less often than the rest"; "0 of 70 untouched printed pictures (seeds 100 to 103 and 200 to 247: careful, sloppy, scanned, stored again) reached it and 1 of 110 that were stored once more; of forgeries made in the file 4 of 24 portraits, 1 of 5 digits, none of 33 other fields did";
}

impl Rules {
    /// The edition of the rules: what they ask, in words. [`Rules::version`] also tells their numbers apart.
    pub const EDITION: &'static str = "pictureid-2026-11.8";
}
