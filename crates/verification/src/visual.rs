//! The visual zone held against the machine-readable zone, field by field.
//!
//! What a label points at is judged first, and its surely read contradiction stands whatever else the page shows: the
//! same value may be printed twice, and whoever changes one of them leaves the other. Only a doubt is resolved by the
//! value somewhere else.

use crate::case::Case;
use crate::licence;
use crate::likeness;
use bonafide_documents::{dates, names};
use bonafide_domain::Side;
use bonafide_facts::{Field, LineFact, PageFacts, PixelBox, VisualField};
use dates::PartialDate;
use jiff::civil::Date;

/// What a comparison of one field came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The visual zone shows the same value.
    Agrees,
    /// It shows something a little different, or another value that was not read clearly in every character.
    Doubtful,
    /// It shows another one, and was read clearly.
    Contradicts,
    /// It shows a name that is almost the same (`near_name`: a letter or two of ten), read so unclearly that the
    /// difference is likelier the reader's than the document's: no confirmation, and no doubt.
    Nearly,
    /// It could not be read, or not clearly enough.
    Unread,
    /// The machine-readable zone does not carry it: there is nothing to compare.
    NotCarried,
}

/// One field in both zones.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    /// The field, for people.
    pub(crate) name: &'static str,
    pub(crate) agreement: Agreement,
    /// Where the visual zone shows it.
    pub(crate) place: Option<(Side, PixelBox)>,
}

/// The fields that both zones must be seen to share. A change of one of them is what a forgery is for, and only the
/// visual zone can show that both zones still say the same.
pub(crate) const CHECKED: [&str; 5] = [
    "document number",
    "surname",
    "given names",
    "date of birth",
    "date of expiry",
];

/// Compares the fields that both zones carry (ICAO 9303-3, section 4.1), or those of a licence's barcode; empty without
/// either.
pub(crate) fn compare(case: &Case) -> Vec<Comparison> {
    let Some(zone) = case.zone() else {
        return compare_licence(case);
    };
    let today = case.rules.today;
    let born = zone
        .mrz
        .date_of_birth
        .and_then(|date| dates::birth_date(date, today));
    let expires = zone
        .mrz
        .date_of_expiry
        .and_then(|date| dates::expiry_date(date, today));
    vec![
        number(case, &zone.mrz.document_number),
        name(
            case,
            "surname",
            Field::Surname,
            &zone.mrz.names.primary,
            zone.mrz.names.truncated,
        ),
        name(
            case,
            "given names",
            Field::GivenNames,
            &zone.mrz.names.secondary,
            zone.mrz.names.truncated,
        ),
        date(case, "date of birth", Field::DateOfBirth, born),
        date(case, "date of expiry", Field::DateOfExpiry, expires),
    ]
}

/// Compares what a licence's barcode says with what is printed.
fn compare_licence(case: &Case) -> Vec<Comparison> {
    let Some(read) = case.licence() else {
        return Vec::new();
    };
    let said = &read.licence;
    let cut = said.truncated;
    let (born, expires) = (
        licence::whole(said.date_of_birth),
        licence::whole(said.date_of_expiry),
    );
    vec![
        number(case, &said.number),
        name(case, "surname", Field::Surname, &said.surname, cut),
        name(
            case,
            "given names",
            Field::GivenNames,
            &said.given_names,
            cut,
        ),
        date(case, "date of birth", Field::DateOfBirth, born),
        date(case, "date of expiry", Field::DateOfExpiry, expires),
    ]
}

const fn unread(name: &'static str) -> Comparison {
    Comparison {
        name,
        agreement: Agreement::Unread,
        place: None,
    }
}

const fn not_carried(name: &'static str) -> Comparison {
    Comparison {
        name,
        agreement: Agreement::NotCarried,
        place: None,
    }
}

/// One reading of a field.
struct Reading<'a> {
    side: Side,
    found: &'a VisualField,
    /// Confidence of each of its characters; empty where it is not known.
    confidence: Vec<f32>,
}

impl Reading<'_> {
    fn place(&self) -> (Side, PixelBox) {
        (self.side, self.found.area)
    }

    /// The least confidence among the letters and digits from `range` on; the whole field's where none is known.
    fn least_confidence(&self, range: std::ops::Range<usize>) -> f32 {
        let characters = self.found.text.chars().zip(&self.confidence);
        characters
            .filter(|(character, _)| character.is_alphanumeric())
            .map(|(_, confidence)| *confidence)
            .skip(range.start)
            .take(range.len())
            .reduce(f32::min)
            .unwrap_or(self.found.confidence)
    }
}

fn readings(case: &Case, field: Field) -> impl Iterator<Item = Reading<'_>> {
    case.pages.iter().flat_map(move |page| {
        let of_field = page.facts.fields.iter().filter(move |f| f.field == field);
        of_field.map(move |found| Reading {
            side: page.side,
            found,
            confidence: character_confidence(&page.facts, found),
        })
    })
}

/// The confidence of a field's characters, from the line in which it was read.
fn character_confidence(facts: &PageFacts, found: &VisualField) -> Vec<f32> {
    let in_line = |line: &&LineFact| {
        line.text.contains(&found.text) && found.area.iou(&line.quad.bounds(facts.size)) > 0.2
    };
    let Some(line) = facts.text.iter().find(in_line) else {
        return Vec::new();
    };
    let start = line.text.find(&found.text).unwrap_or_default();
    let before = line.text[..start].chars().count();
    let of_field = line.confidence.iter().skip(before);
    of_field.take(found.text.chars().count()).copied().collect()
}

/// What all readings of a field and the rest of the page come to. A contradiction stands; a doubt gives way to the
/// value somewhere else.
fn settled(
    name: &'static str,
    judged: &[(Agreement, (Side, PixelBox))],
    elsewhere: Option<(Side, PixelBox)>,
) -> Comparison {
    let first = |wanted| {
        judged
            .iter()
            .find(|(agreement, _)| *agreement == wanted)
            .map(|(_, place)| *place)
    };
    let (agreement, place) = if let Some(place) = first(Agreement::Contradicts) {
        (Agreement::Contradicts, place)
    } else if let Some(place) = first(Agreement::Agrees).or(elsewhere) {
        (Agreement::Agrees, place)
    } else if let Some(place) = first(Agreement::Doubtful) {
        (Agreement::Doubtful, place)
    } else if let Some(place) = first(Agreement::Nearly) {
        (Agreement::Nearly, place)
    } else {
        return unread(name);
    };
    Comparison {
        name,
        agreement,
        place: Some(place),
    }
}

/// Every line of the visual zone.
fn lines(case: &Case) -> impl Iterator<Item = (Side, &str, PixelBox)> {
    case.pages.iter().flat_map(|page| {
        page.facts.text.iter().map(move |line| {
            (
                page.side,
                line.text.as_str(),
                line.quad.bounds(page.facts.size),
            )
        })
    })
}

fn number(case: &Case, wanted: &str) -> Comparison {
    let name = "document number";
    let wanted = likeness::number(wanted);
    if wanted.is_empty() {
        return not_carried(name);
    }
    // A shorter number could stand in a line by chance.
    if wanted.len() < 5 {
        return unread(name);
    }
    let judged: Vec<_> = readings(case, Field::DocumentNumber)
        .map(|reading| (number_says(case, &reading, &wanted), reading.place()))
        .collect();
    let elsewhere = lines(case)
        .find(|(_, text, _)| likeness::number(text).contains(&wanted))
        .map(|(side, _, area)| (side, area));
    settled(name, &judged, elsewhere)
}

fn number_says(case: &Case, reading: &Reading<'_>, wanted: &str) -> Agreement {
    let sure = case.rules.contradiction_confidence;
    let seen = likeness::number(&reading.found.text);
    if seen == wanted {
        return Agreement::Agrees;
    }
    let alike = strsim::normalized_levenshtein(&seen, wanted);
    let by_label = reading.found.confidence >= sure;
    // Another length means that another number was taken for it, or that a part of it is covered.
    if seen.len() != wanted.len() {
        return if by_label && alike >= case.rules.misreading_from {
            Agreement::Doubtful
        } else {
            Agreement::Unread
        };
    }
    let clearly = reading.least_confidence(likeness::difference(&seen, wanted)) >= sure;
    if by_label && clearly {
        Agreement::Contradicts
    } else if reading.found.confidence >= case.rules.doubt_confidence
        || (clearly && alike >= case.rules.near_number)
    {
        // However different: nobody misreads a whole number at its own place and keeps its length.
        Agreement::Doubtful
    } else {
        Agreement::Unread
    }
}

fn date(case: &Case, name: &'static str, field: Field, wanted: Option<PartialDate>) -> Comparison {
    let Some(wanted) = wanted else {
        return not_carried(name);
    };
    let days = |text: &str| days_in(text).into_iter();
    let says = |text: &str| days(text).any(|day| wanted.agrees_with(day));
    let sure = case.rules.contradiction_confidence;
    let says_of = |reading: &Reading<'_>| {
        let found = reading.found;
        if says(&found.text) {
            return Agreement::Agrees;
        }
        if days(&found.text).next().is_none()
            || found.confidence < case.rules.labelled_date_confidence
        {
            return Agreement::Unread;
        }
        let clearly = reading.least_confidence(0..found.text.len()) >= sure;
        match (found.confidence >= sure, clearly) {
            (true, true) => Agreement::Contradicts,
            (true, false) | (false, true) => Agreement::Doubtful,
            (false, false) => Agreement::Unread,
        }
    };
    let judged: Vec<_> = readings(case, field)
        .map(|reading| (says_of(&reading), reading.place()))
        .collect();
    let elsewhere = lines(case)
        .find(|(_, text, _)| says(text))
        .map(|(side, _, area)| (side, area));
    let comparison = settled(name, &judged, elsewhere);
    // Its label may be illegible, and a changed date gives itself away by the parts that were left as they were.
    // Issue and expiry often share day and month with each other, so this says nothing of them.
    if comparison.agreement != Agreement::Unread || field != Field::DateOfBirth {
        return comparison;
    }
    let clear = |line: &LineFact| {
        line.confidence
            .iter()
            .all(|c| *c >= case.rules.near_date_confidence)
    };
    let near = case.pages.iter().find_map(|page| {
        let mut lines = page.facts.text.iter().filter(|line| clear(line));
        let line = lines.find(|line| days(&line.text).any(|day| shares_two_parts(wanted, day)))?;
        Some((page.side, line.quad.bounds(page.facts.size)))
    });
    near.map_or(comparison, |(side, area)| Comparison {
        name,
        agreement: Agreement::Doubtful,
        place: Some((side, area)),
    })
}

/// The days that a text may mean. A zero read for the letter O of a month's name (`A0UT`, `050CT2033`) is taken for
/// the letter where no day is found otherwise; what stands for day and year is never changed.
fn days_in(text: &str) -> Vec<Date> {
    let found = |text: &str| -> Vec<Date> {
        let found = dates::find_printed_dates(text).into_iter();
        found.flat_map(|found| found.readings).collect()
    };
    let days = found(text);
    if days.is_empty() && text.contains('0') {
        return found(&likeness::with_letters_in_months(text));
    }
    days
}

/// Whether two of year, month and day are the same.
fn shares_two_parts(wanted: PartialDate, day: Date) -> bool {
    let same = [
        wanted.year == Some(day.year()),
        wanted.month == Some(day.month()),
        wanted.day == Some(day.day()),
    ];
    same.into_iter().filter(|same| *same).count() == 2
}

fn name(
    case: &Case,
    name: &'static str,
    field: Field,
    wanted: &str,
    truncated: bool,
) -> Comparison {
    if wanted.is_empty() {
        return not_carried(name);
    }
    let same = |text: &str| {
        use names::NameMatch;
        match names::mrz_matches_visual(wanted, text) {
            NameMatch::Equal
            | NameMatch::EqualAfterTransliteration
            | NameMatch::EqualWithoutDiacritics => true,
            NameMatch::Truncated => truncated,
            NameMatch::Different => {
                likeness::same_letters(wanted, text)
                    || (truncated && likeness::same_beginning(wanted, text))
            }
        }
    };
    let says_of = |reading: &Reading<'_>| {
        let found = reading.found;
        if same(&found.text) {
            return Agreement::Agrees;
        }
        let (seen, wanted) = (likeness::letters(&found.text), likeness::letters(wanted));
        if seen.is_empty() || found.confidence < case.rules.doubt_confidence {
            return Agreement::Unread;
        }
        let alike = strsim::normalized_levenshtein(&seen, &wanted);
        if found.confidence < case.rules.contradiction_confidence {
            // A mark or a letter is what the reader gets wrong; a name that differs in more is a doubt, however it was
            // read.
            return if alike >= case.rules.near_name {
                Agreement::Nearly
            } else {
                Agreement::Doubtful
            };
        }
        // A part of the name: the rest may be covered, or stand in another line.
        if alike < case.rules.misreading_from && !wanted.contains(&seen) {
            Agreement::Contradicts
        } else {
            Agreement::Doubtful
        }
    };
    let judged: Vec<_> = readings(case, field)
        .map(|reading| (says_of(&reading), reading.place()))
        .collect();
    let elsewhere = lines(case)
        .find(|(_, text, _)| same(text))
        .map(|(side, _, area)| (side, area));
    settled(name, &judged, elsewhere)
}
