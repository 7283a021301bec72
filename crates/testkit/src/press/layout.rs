//! What all layouts share: labels over values, dates, the words of the state.

use super::{
    canvas::{Canvas, Ink},
    fonts::Fonts,
    guilloche::Palette,
    holder::SpecimenData,
    lettering::Style,
    truth::FieldTruth,
};
use bonafide_facts::Field;
use jiff::civil::Date;

/// Paper, type and colours of one printing, and the fields set so far.
pub(crate) struct Sheet<'a> {
    pub(crate) canvas: Canvas,
    pub(crate) fonts: &'a Fonts,
    pub(crate) palette: Palette,
    pub(crate) fields: Vec<FieldTruth>,
    /// Size of labels and of values: their ems, in millimetres.
    pub(crate) label_size: f32,
    pub(crate) value_size: f32,
}

impl Sheet<'_> {
    /// A label with its value below; `y` is the top of the label. Both are fitted into `width`.
    pub(crate) fn entry(
        &mut self,
        field: Option<Field>,
        label: &str,
        value: &str,
        x: f32,
        y: f32,
        width: f32,
    ) {
        let style = Style {
            width: 0.92,
            ..Style::new(&self.fonts.sans, self.label_size)
        }
        .inked(self.palette.accent);
        self.canvas.text(
            label,
            x,
            y + self.label_size * 0.85,
            style.fitted(label, width),
        );
        self.value(
            field,
            value,
            x,
            y + self.label_size * 1.12 + self.value_size * 0.86,
            width,
        );
    }

    /// A value alone, on its base line.
    pub(crate) fn value(
        &mut self,
        field: Option<Field>,
        value: &str,
        x: f32,
        base: f32,
        width: f32,
    ) {
        let style =
            Style::new(&self.fonts.sans_bold, self.value_size).inked(Ink([0.08, 0.08, 0.11]));
        let area = self.canvas.text(
            value,
            x,
            base,
            Style {
                strength: 0.93,
                ..style
            }
            .fitted(value, width),
        );
        if let (Some(field), Some(area)) = (field, area) {
            self.fields.push(FieldTruth {
                field,
                text: value.to_owned(),
                area,
            });
        }
    }

    /// A line of lettering too small to read at a glance, repeated over `width` millimetres.
    pub(crate) fn microprint(&mut self, words: &str, x: f32, y: f32, width: f32) {
        let style = Style {
            width: 0.95,
            ..Style::new(&self.fonts.sans, 0.62)
        }
        .inked(self.palette.accent);
        let once = style.measure(words).max(0.1);
        let line = words.repeat((width / once) as usize);
        self.canvas.text(
            &line,
            x,
            y,
            Style {
                strength: 0.75,
                ..style
            },
        );
    }

    /// The word SPECIMEN, small.
    pub(crate) fn specimen(&mut self, x: f32, y: f32) {
        let style = Style {
            spacing: 0.18,
            ..Style::new(&self.fonts.sans_bold, 2.3)
        };
        self.canvas.text_centred(
            "SPECIMEN",
            x,
            y,
            Style {
                strength: 0.85,
                ..style.inked(Ink([0.72, 0.10, 0.14]))
            },
        );
    }
}

/// A date as ICAO Doc 9303-3, section 3.8 has it: day, month in two languages where they differ, year of two
/// or four digits.
pub(crate) fn date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "JAN/JAN",
        "FEB/FÉV",
        "MAR/MARS",
        "APR/AVR",
        "MAY/MAI",
        "JUN/JUIN",
        "JUL/JUIL",
        "AUG/AOÛT",
        "SEP/SEPT",
        "OCT/OCT",
        "NOV/NOV",
        "DEC/DÉC",
    ];
    let month = MONTHS[(date.month() - 1) as usize];
    let (first, second) = month.split_once('/').unwrap_or((month, month));
    let month = if first == second { first } else { month };
    format!("{:02} {month} {}", date.day(), date.year())
}

/// A date in digits.
pub(crate) fn short_date(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// What a state calls itself and its people, in print.
pub(crate) fn state_name(code: &str) -> (String, String) {
    match code {
        "UTO" => ("UTOPIA".to_owned(), "UTOPIAN / UTOPIENNE".to_owned()),
        code => (code.to_owned(), code.to_owned()),
    }
}

/// Upper case as documents print it: ß becomes ẞ rather than SS, which the MRZ alone has.
pub(crate) fn capitals(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if c == 'ß' {
                vec!['ẞ']
            } else {
                c.to_uppercase().collect::<Vec<_>>()
            }
        })
        .collect()
}

impl SpecimenData {
    /// Names as printed.
    pub(crate) fn printed_names(&self) -> (String, String) {
        (capitals(&self.surname), capitals(&self.given_names))
    }
}
