//! Changing fields of the visual zone.

use super::{
    Edit, Model, Stage,
    easel::{Easel, Spot, sampled},
    shown,
};
use crate::press::{
    PressError, Scene, SpecimenData,
    canvas::{Canvas, Ink},
    dice::Dice,
    layout,
    lettering::Style,
    photograph, sides,
    truth::FieldTruth,
};
use bonafide_facts::{Field, Point};
use jiff::civil::Date;

/// How well a forger's ink and focus match the document's.
pub(super) struct Hand {
    pub(super) size: f32,
    pub(super) blur: f32,
    darker: f32,
    tint: [f32; 3],
}

impl Hand {
    pub(super) fn new(stage: Stage, dice: &mut Dice) -> Self {
        Self {
            size: dice.between(0.96, 1.04),
            blur: match stage {
                Stage::Paper => dice.between(0.2, 0.8),
                Stage::File => dice.between(0.0, 1.0),
            },
            darker: dice.between(-14.0, 10.0),
            tint: [(); 3].map(|()| dice.between(-6.0, 6.0)),
        }
    }

    pub(super) fn inked(&self, ink: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|i| (ink[i] + self.darker + self.tint[i]).clamp(0.0, 255.0))
    }
}

/// How a printed value is set: found again from its letters and the box of its ink.
pub(super) struct Setting<'a> {
    style: Style<'a>,
    text: &'a str,
    /// Where its line begins, in pixels of the sheet: left and base line.
    pub(super) origin: (f32, f32),
    scale: f32,
    ink: Spot,
}

impl<'a> Setting<'a> {
    pub(super) fn of(model: &Model<'a>, field: &'a FieldTruth) -> Option<Self> {
        let scale = model.specimen.scale;
        let (_, _, size) = sides::type_of(model.specimen.truth.kind);
        let mut style = Style::new(&model.press.fonts.sans_bold, size);
        let ink = Spot::of(field.area);
        let mut origin = (ink.left, ink.bottom);
        // Set once to learn its natural width, once more to learn where it begins.
        for _ in 0..2 {
            let (x, base) = (2.0, 2.0 * size);
            let width = style.measure(&field.text) + 6.0;
            let mut trial = Canvas::new(width, size * 4.0, scale);
            let set = Spot::of(trial.text(&field.text, x, base, style)?);
            origin = (
                ink.left - set.left + x * scale,
                ink.top - set.top + base * scale,
            );
            style.width *= (ink.right - ink.left) / (set.right - set.left).max(1.0);
        }
        Some(Self {
            style,
            text: &field.text,
            origin,
            scale,
            ink,
        })
    }

    pub(super) fn text(&self) -> &str {
        self.text
    }

    fn advance(&self, characters: usize) -> f32 {
        let before: String = self.text.chars().take(characters).collect();
        self.style.measure(&before) * self.scale
    }

    /// The place of a character: as wide as its advance, as high as the line's ink.
    pub(super) fn cell(&self, character: usize) -> Spot {
        Spot {
            left: self.origin.0 + self.advance(character),
            right: self.origin.0 + self.advance(character + 1),
            ..self.ink
        }
    }
}

/// Writes a text on the picture; `at` is where its base line begins, in pixels of the sheet.
pub(super) fn write(
    easel: &mut Easel<'_>,
    model: &Model<'_>,
    text: &str,
    style: Style<'_>,
    at: (f32, f32),
    ink: [f32; 3],
    blur: f32,
) {
    // Set at twice the sheet's scale and sampled.
    let scale = model.specimen.scale * 2.0;
    let margin = style.size;
    let mut paper = Canvas::new(
        style.measure(text) + 2.0 * margin,
        style.size * 2.0 + 2.0 * margin,
        scale,
    );
    let base = style.size * 1.4 + margin;
    let black = Style {
        strength: 1.0,
        ..style
    }
    .inked(Ink([0.0; 3]));
    paper.text(text, margin, base, black);
    let (left, top) = (
        at.0 - margin * model.specimen.scale,
        at.1 - base * model.specimen.scale,
    );
    let spot = Spot {
        left,
        top,
        right: left + paper.picture.width() as f32 / 2.0,
        bottom: top + paper.picture.height() as f32 / 2.0,
    };
    easel.lay(spot, blur, |place| {
        let on_paper = Point {
            x: (place.x - left) * 2.0,
            y: (place.y - top) * 2.0,
        };
        if spot.depth(place) < 1.0 {
            return (ink, 0.0);
        }
        let covered = 1.0 - sampled(&paper.picture, on_paper)[0] / 255.0;
        (ink, covered * style.strength)
    });
}

/// One digit is another one.
pub(super) fn digit(
    model: &Model<'_>,
    field: Field,
    easel: &mut Easel<'_>,
    dice: &mut Dice,
) -> Option<Edit> {
    let printed = model
        .specimen
        .truth
        .fields
        .iter()
        .find(|f| f.field == field)?;
    let other = with_another_digit(model.data, field, dice)?;
    let new = printed_value(model, &other, field);
    let setting = Setting::of(model, printed)?;
    let (at, character) = (0..)
        .zip(printed.text.chars().zip(new.chars()))
        .find(|(_, (a, b))| a != b)
        .map(|(at, (_, b))| (at, b))?;
    let cell = setting.cell(at);
    let ink = easel.ink(setting.ink);
    let hand = Hand::new(model.stage, dice);
    let margin = model.specimen.scale * 0.12;
    easel.smooth(cell.grown(0.0, margin), margin);
    let style = Style {
        size: setting.style.size * hand.size,
        ..setting.style
    };
    let place = (
        cell.left + dice.between(-0.06, 0.06) * model.specimen.scale,
        setting.origin.1 + dice.between(-0.05, 0.05) * model.specimen.scale,
    );
    write(
        easel,
        model,
        &character.to_string(),
        style,
        place,
        hand.inked(ink),
        hand.blur,
    );
    Some(Edit {
        area: cell.quad(),
        field: Some(field),
    })
}

/// Another surname, in type of another cut.
pub(super) fn name(model: &Model<'_>, easel: &mut Easel<'_>, dice: &mut Dice) -> Option<Edit> {
    let printed = field_of(model, Field::Surname)?;
    let setting = Setting::of(model, printed)?;
    let other = another_holder(model);
    let (surname, _) = other.printed_names();
    let fonts = &model.press.fonts;
    let font = *dice.pick(&[&fonts.sans, &fonts.serif_bold, &fonts.sans_bold]);
    let style = Style {
        font,
        size: setting.style.size * dice.between(0.88, 1.14),
        width: 0.86 * dice.between(0.92, 1.1),
        ..setting.style
    };
    overwritten(model, &setting, &surname, style, easel, dice).map(|area| Edit {
        area,
        field: Some(Field::Surname),
    })
}

/// A field erased and written anew, in the document's own type.
pub(super) fn rewrite(model: &Model<'_>, easel: &mut Easel<'_>, dice: &mut Dice) -> Option<Edit> {
    let field = *dice.pick(&[
        Field::Surname,
        Field::GivenNames,
        Field::DocumentNumber,
        Field::DateOfBirth,
        Field::DateOfExpiry,
    ]);
    let setting = Setting::of(model, field_of(model, field)?)?;
    let text = printed_value(model, &another_holder(model), field);
    let style = Style {
        width: 0.86,
        size: setting.style.size * dice.between(0.98, 1.02),
        ..setting.style
    };
    overwritten(model, &setting, &text, style, easel, dice).map(|area| Edit {
        area,
        field: Some(field),
    })
}

fn overwritten(
    model: &Model<'_>,
    setting: &Setting<'_>,
    text: &str,
    style: Style<'_>,
    easel: &mut Easel<'_>,
    dice: &mut Dice,
) -> Option<bonafide_facts::Quad> {
    let scale = model.specimen.scale;
    // The room that the old value had, or half as much again, as there is no more on the sheet.
    let room = ((setting.ink.right - setting.ink.left) / scale * 1.5).max(22.0);
    let style = style.fitted(text, room);
    let new = Spot {
        right: setting.origin.0 + style.measure(text) * scale,
        ..setting.ink
    };
    let margin = scale * 0.25;
    let erased = setting.ink.joined(new).grown(margin, margin);
    let ink = easel.ink(setting.ink);
    let hand = Hand::new(model.stage, dice);
    easel.smooth(erased, margin * dice.between(0.3, 2.0));
    let style = Style {
        strength: 0.95,
        ..style
    };
    write(
        easel,
        model,
        text,
        style,
        setting.origin,
        hand.inked(ink),
        hand.blur,
    );
    Some(erased.quad())
}

/// A field cut from the photograph of another document of the same kind.
pub(super) fn transplant(
    model: &Model<'_>,
    easel: &mut Easel<'_>,
    dice: &mut Dice,
) -> Result<Option<Edit>, PressError> {
    let field = *dice.pick(&[
        Field::Surname,
        Field::GivenNames,
        Field::DocumentNumber,
        Field::DateOfBirth,
        Field::DateOfExpiry,
    ]);
    let other_seed = model.seed ^ 0x5eed_0000;
    let kind = model.specimen.truth.kind;
    let other = model
        .press
        .print(kind, &another_holder(model), other_seed)?;
    let scene = Scene {
        quality: dice.whole(60, 90) as u8,
        ..Scene::careful(other_seed)
    };
    let photo = photograph(&other, &scene, other_seed);
    let picture = shown(&photo.jpeg, scene.orientation)?;
    let spot = |truth: &crate::press::Truth| {
        let found = truth.fields.iter().find(|f| f.field == field);
        found.map(|f| Spot::of(f.area))
    };
    let (Some(own), Some(theirs)) = (spot(&model.specimen.truth), spot(&other.truth)) else {
        return Ok(None);
    };
    let margin = model.specimen.scale * 0.25;
    let region = own.joined(theirs).grown(margin, margin);
    let way = super::easel::Way::new(other.truth.size, photo.truth.document);
    let ground = |colour: [f32; 3]| colour[0] * 0.3 + colour[1] * 0.59 + colour[2] * 0.11;
    // Lit as the place that it covers.
    let mine = easel.mean(region);
    let new = mean_of(&region, |at| sampled(&picture, way.there(at)));
    let gain = (ground(mine) / ground(new).max(1.0)).clamp(0.5, 2.0);
    let soft = margin * dice.between(0.3, 1.5);
    easel.lay(region, 0.0, |at| {
        let colour = sampled(&picture, way.there(at)).map(|c| (c * gain).min(255.0));
        (colour, (region.depth(at) / soft).clamp(0.0, 1.0))
    });
    Ok(Some(Edit {
        area: region.quad(),
        field: Some(field),
    }))
}

fn mean_of(spot: &Spot, colour: impl Fn(Point) -> [f32; 3]) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for n in 0..400 {
        let seen = colour(Point {
            x: spot.left + (spot.right - spot.left) * ((n % 20) as f32 + 0.5) / 20.0,
            y: spot.top + (spot.bottom - spot.top) * ((n / 20) as f32 + 0.5) / 20.0,
        });
        for (sum, seen) in sum.iter_mut().zip(seen) {
            *sum += seen / 400.0;
        }
    }
    sum
}

fn field_of<'a>(model: &Model<'a>, field: Field) -> Option<&'a FieldTruth> {
    let fields = &model.specimen.truth.fields;
    fields.iter().find(|f| f.field == field)
}

fn another_holder(model: &Model<'_>) -> SpecimenData {
    SpecimenData::random(model.seed ^ 0x0dd5_eed0, model.data.issue).valid(
        model.data.issue,
        model.data.expiry.saturating_add(jiff::Span::new().years(3)),
    )
}

/// A field's value as that document prints it.
fn printed_value(model: &Model<'_>, data: &SpecimenData, field: Field) -> String {
    let slashed = field_of(model, field).is_none_or(|f| !f.text.contains('.'));
    let date = |date: Date| {
        if slashed {
            layout::date(date)
        } else {
            layout::short_date(date)
        }
    };
    match field {
        Field::Surname => data.printed_names().0,
        Field::GivenNames => data.printed_names().1,
        Field::DateOfBirth => date(data.birth),
        Field::DateOfExpiry => date(data.expiry),
        _ => data.number.clone(),
    }
}

/// The same data with one digit of the field changed; a date stays a date, a holder an adult.
pub(super) fn with_another_digit(
    data: &SpecimenData,
    field: Field,
    dice: &mut Dice,
) -> Option<SpecimenData> {
    let other = |digit: i16, least: i16, most: i16, dice: &mut Dice| {
        let choices: Vec<i16> = (least..=most).filter(|n| *n != digit).collect();
        *dice.pick(&choices)
    };
    let dated = |date: Date, dice: &mut Dice| {
        let (year, day) = (date.year(), i16::from(date.day()));
        let (new_year, new_day) = match dice.below(3) {
            // Units of the day, below the shortest month's end.
            0 if day < 29 => (year, day / 10 * 10 + other(day % 10, 1, 8, dice)),
            1 if year < 2000 => (
                year - year / 10 % 10 * 10 + 10 * other(year / 10 % 10, 4, 9, dice),
                day,
            ),
            _ => (year - year % 10 + other(year % 10, 0, 9, dice), day),
        };
        Date::new(new_year, date.month(), new_day as i8)
            .or_else(|_| Date::new(new_year, date.month(), 28))
            .ok()
    };
    match field {
        Field::DateOfBirth => dated(data.birth, dice).map(|date| data.clone().born(date)),
        Field::DateOfExpiry => {
            dated(data.expiry, dice).map(|date| data.clone().valid(data.issue, date))
        }
        _ => {
            let mut number: Vec<char> = data.number.chars().collect();
            let digits: Vec<usize> = (0..number.len())
                .filter(|at| number[*at].is_ascii_digit())
                .collect();
            if digits.is_empty() {
                return None;
            }
            let at = *dice.pick(&digits);
            let was = number[at].to_digit(10)? as i16;
            number[at] = char::from_digit(other(was, 0, 9, dice) as u32, 10)?;
            Some(
                data.clone()
                    .numbered(&number.into_iter().collect::<String>()),
            )
        }
    }
}
