//! How well fields of the visual zone are found and read, on specimens from the press.

use crate::looks;
use crate::measure::{Cell, Rate, Section, Setting, Table, progress};
use anyhow::{Context, Result};
use bonafide_documents::dates::printed_dates;
use bonafide_documents::names::plain_letters;
use bonafide_facts::{Field, PageFacts};
use bonafide_testkit::press::{
    DocumentKind, FieldTruth, Press, RgbPicture, Scene, SpecimenData, Truth, photograph,
};
use bonafide_vision::Deadline;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use bonafide_vision::raster::{Border, Levels, Raster};
use bonafide_vision::text::TextBox;
use bonafide_vision::visual_zone::LineReader;
use jiff::civil::date;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Prints how well fields of the visual zone are read, by document, scene and field.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Specimens of each kind and scene.
    #[arg(long, default_value_t = 20)]
    count: u64,
    /// The first seed.
    #[arg(long, default_value_t = Setting::FIRST_SEED)]
    first_seed: u64,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Only this kind, as in `passport` or `card-front`.
    #[arg(long)]
    kind: Option<String>,
    /// Only this scene: `scanned`, `careful` or `sloppy`.
    #[arg(long)]
    scene: Option<String>,
    /// Prints every value that was not read exactly, beside what was printed: specimens are of nobody.
    #[arg(long)]
    show: bool,
    /// Writes the cut of every field's value, as the text detector gives it, with its text into this folder.
    #[arg(long)]
    crops: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let mut bench = Bench::open(&arguments.models)?;
    if let Some(folder) = &arguments.crops {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("making the folder {}", folder.display()))?;
    }
    for kind in DocumentKind::ALL.into_iter().chain(DocumentKind::LICENCES) {
        for care in Care::ALL {
            let wanted = |choice: &Option<String>, name: &str| {
                choice.as_ref().is_none_or(|choice| choice == name)
            };
            if !wanted(&arguments.kind, &kind_name(kind)) || !wanted(&arguments.scene, care.name())
            {
                continue;
            }
            let seeds = arguments.first_seed..arguments.first_seed + arguments.count;
            let score = bench.score(kind, care, seeds, arguments.crops.as_deref())?;
            score.print(out, &format!("{}, {}", kind_name(kind), care.name()))?;
            if arguments.show {
                for miss in &score.misses {
                    writeln!(out, "  {miss}")?;
                }
            }
            out.flush()?;
        }
    }
    Ok(())
}

/// The section of the accuracy report about fields: one table for each kind and scene.
///
/// # Errors
/// When models or fonts are missing, or a picture cannot be looked at.
pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let mut section = Section {
        about: vec![
            "Fields of the visual zone on printed specimens. Found: something was read and given as this field. Exact: the \
             text is the one that was printed, diacritics and all, spaces counted as one. Same: equal after folding to the \
             letters A-Z and digits, dates by the day they name. A field counts where its value lies inside the picture and \
             nothing covers it."
                .to_owned(),
        ],
        ..Section::default()
    };
    for care in crate::print::Care::ALL {
        let looks = looks::genuine(setting, care)?;
        for kind in DocumentKind::ALL {
            let mut score = Score::default();
            for look in looks.iter().filter(|look| look.kind == kind) {
                score.count(look.seed, &look.truth, &look.facts);
            }
            let name = format!("{}, {}", kind_name(kind), care.name());
            let mut table = Table::new(name.clone(), &["field", "found", "exact", "same"]);
            for (field, tally) in &score.fields {
                let rate = |part: u64| Cell::from(Rate::new(part, tally.printed));
                table.row(vec![
                    format!("{field:?}").into(),
                    rate(tally.found),
                    rate(tally.exact),
                    rate(tally.same),
                ]);
            }
            section.tables.push(table);
            for (field, seed) in &score.wrong {
                section.fail(format!("{field:?} not read"), format!("{name} {seed}"));
            }
        }
    }
    Ok(section)
}

/// How a picture is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    Scanned,
    Careful,
    Sloppy,
}

impl Care {
    const ALL: [Self; 3] = [Self::Scanned, Self::Careful, Self::Sloppy];

    fn scene(self, seed: u64) -> Scene {
        match self {
            Self::Scanned => Scene::flat(),
            Self::Careful => Scene::careful(seed),
            Self::Sloppy => Scene::sloppy(seed),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Scanned => "scanned",
            Self::Careful => "careful",
            Self::Sloppy => "sloppy",
        }
    }
}

fn kind_name(kind: DocumentKind) -> String {
    let words = format!("{kind:?}");
    let mut name = String::new();
    for (place, letter) in words.chars().enumerate() {
        if letter.is_uppercase() && place > 0 {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// Counts of one field.
#[derive(Default)]
struct Tally {
    printed: u64,
    found: u64,
    exact: u64,
    same: u64,
}

/// Counts over specimens of one kind in one scene.
#[derive(Default)]
struct Score {
    fields: BTreeMap<Field, Tally>,
    wrong: Vec<(Field, u64)>,
    misses: Vec<String>,
    time: Duration,
    lines_read: usize,
    pictures: u64,
}

impl Score {
    fn milliseconds(&self) -> f64 {
        self.time.as_secs_f64() * 1e3 / self.pictures.max(1) as f64
    }

    fn lines(&self) -> f64 {
        self.lines_read as f64 / self.pictures.max(1) as f64
    }

    fn count(&mut self, seed: u64, truth: &Truth, facts: &PageFacts) {
        for printed in truth
            .fields
            .iter()
            .filter(|printed| visible(printed, truth))
        {
            let tally = self.fields.entry(printed.field).or_default();
            tally.printed += 1;
            let readings = facts
                .fields
                .iter()
                .filter(|found| found.field == printed.field);
            let read: Vec<&str> = readings.map(|found| found.text.as_str()).collect();
            let best = read.first().copied().unwrap_or_default();
            tally.found += u64::from(!read.is_empty());
            tally.exact += u64::from(squeezed(best) == squeezed(&printed.text));
            if same(printed.field, best, &printed.text) {
                tally.same += 1;
            } else {
                self.wrong.push((printed.field, seed));
            }
            if squeezed(best) != squeezed(&printed.text) {
                let there: Vec<(&str, f32)> = facts
                    .text
                    .iter()
                    .filter(|line| line.quad.contains(printed.area.centre()))
                    .map(|line| {
                        let sum: f32 = line.confidence.iter().sum();
                        (
                            line.text.as_str(),
                            sum / line.confidence.len().max(1) as f32,
                        )
                    })
                    .collect();
                let above: Vec<&str> = facts
                    .text
                    .iter()
                    .filter(|line| {
                        let (here, there) = (printed.area.centre(), line.quad.centre());
                        let height = (printed.area.0[3].y - printed.area.0[0].y).abs();
                        (0.3..4.0).contains(&((here.y - there.y) / height.max(1.0)))
                    })
                    .map(|line| line.text.as_str())
                    .collect();
                self.misses.push(format!(
                    "seed {seed} {:?}: printed {:?}, given {read:?}, read in its place {there:?}, above it {above:?}",
                    printed.field, printed.text
                ));
            }
        }
    }

    fn print(&self, out: &mut impl Write, name: &str) -> Result<()> {
        writeln!(
            out,
            "{name}: {} pictures, {:.1} lines read in {:.1} ms each",
            self.pictures,
            self.lines(),
            self.milliseconds()
        )?;
        for (field, tally) in &self.fields {
            let percent = |part: u64| 100.0 * part as f64 / tally.printed.max(1) as f64;
            writeln!(
                out,
                "  {:<16} {:>5}  found {:>5.1} %  exact {:>5.1} %  same {:>5.1} %",
                format!("{field:?}"),
                tally.printed,
                percent(tally.found),
                percent(tally.exact),
                percent(tally.same)
            )?;
        }
        Ok(())
    }
}

/// Whether the whole value lies inside the picture and nothing covers it.
fn visible(printed: &FieldTruth, truth: &Truth) -> bool {
    let inside = printed.area.0.iter().all(|p| {
        (0.0..truth.size.width as f32).contains(&p.x)
            && (0.0..truth.size.height as f32).contains(&p.y)
    });
    let covered = truth.hidden.iter().any(|hidden| {
        printed.area.0.iter().any(|p| hidden.contains(*p)) || hidden.contains(printed.area.centre())
    });
    inside && !covered
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn same(field: Field, read: &str, printed: &str) -> bool {
    let fold = |text: &str| {
        plain_letters(text)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_uppercase()
    };
    if matches!(
        field,
        Field::DateOfBirth | Field::DateOfIssue | Field::DateOfExpiry
    ) {
        let days = printed_dates(printed);
        return !days.is_empty() && printed_dates(read) == days;
    }
    !read.is_empty() && fold(read) == fold(printed)
}

struct Bench {
    engine: Engine,
    reader: LineReader,
    press: Press,
}

impl Bench {
    fn open(models: &Path) -> Result<Self> {
        let store = ModelStore::open(models)?;
        Ok(Self {
            engine: Engine::new(&store, 1)?,
            reader: LineReader::load(&store)?,
            press: Press::open()?,
        })
    }

    fn score(
        &mut self,
        kind: DocumentKind,
        care: Care,
        seeds: std::ops::Range<u64>,
        crops: Option<&Path>,
    ) -> Result<Score> {
        // A fixed day, so that the same seeds print the same specimens in any year.
        let today = date(2026, 11, 21);
        let mut score = Score::default();
        let all = seeds.end - seeds.start;
        for (done, seed) in seeds.enumerate() {
            let specimen = self
                .press
                .print(kind, &SpecimenData::random(seed, today), seed)?;
            let photo = photograph(&specimen, &care.scene(seed), seed);
            let facts = self
                .engine
                .look(&photo.jpeg, &Limits::default(), Deadline::NONE)?;
            score.count(seed, &photo.truth, &facts);
            score.pictures += 1;
            self.time_lines(&photo.jpeg, &mut score)?;
            if let Some(folder) = crops {
                let stem = format!("{}-{}-{seed}", kind_name(kind), care.name());
                self.write_crops(&photo.jpeg, &photo.truth, folder, &stem)?;
            }
            progress(&kind_name(kind), done as u64 + 1, all);
        }
        Ok(score)
    }

    /// What reading all lines of a picture costs, cutting them out included.
    fn time_lines(&mut self, jpeg: &[u8], score: &mut Score) -> Result<()> {
        let picture = decode(jpeg, &Limits::default())?;
        let text = self.engine.read_mrz(&picture, Deadline::NONE)?.text;
        let quads: Vec<_> = text.iter().map(TextBox::quad).collect();
        let grey = Levels::of(picture.raster.to_gray(), 400);
        let begun = Instant::now();
        score.lines_read += self.reader.read(&grey, &quads, Deadline::NONE)?.len();
        score.time += begun.elapsed();
        Ok(())
    }

    fn write_crops(&self, jpeg: &[u8], truth: &Truth, folder: &Path, stem: &str) -> Result<()> {
        let picture = decode(jpeg, &Limits::default())?;
        let text = self.engine.read_mrz(&picture, Deadline::NONE)?.text;
        let scale = picture.scale();
        for printed in truth
            .fields
            .iter()
            .filter(|printed| visible(printed, truth))
        {
            let [a, b, ..] = printed.area.0;
            let length = (b.x - a.x).hypot(b.y - a.y) * scale;
            let centre = printed.area.centre();
            let centre = bonafide_facts::Point {
                x: centre.x * scale,
                y: centre.y * scale,
            };
            let Some(found) = text.iter().find(|found| {
                found.quad().contains(centre)
                    && (0.9..1.3).contains(&(found.rect.length / length.max(1.0)))
            }) else {
                continue;
            };
            let size = bonafide_facts::Size {
                width: (found.rect.length.round() as u32).max(4),
                height: (found.rect.thickness.round() as u32).max(4),
            };
            let cut = picture
                .raster
                .crop_quad(&found.quad(), size, Border::Nearest);
            let cut = RgbPicture::from_raw(size.width, size.height, cut.pixels().to_vec())
                .context("a raster has three bytes a pixel")?;
            let name = format!("{stem}-{:?}", printed.field);
            cut.save(folder.join(format!("{name}.png")))?;
            std::fs::write(folder.join(format!("{name}.txt")), &printed.text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_without_its_marks_and_a_date_by_its_day() {
        assert!(same(Field::Surname, "MULLER", "MÜLLER"));
        assert!(!same(Field::Surname, "MILLER", "MÜLLER"));
        assert!(same(Field::DateOfBirth, "12 AUG 1974", "12 AUG/AOÛT 1974"));
        assert!(!same(Field::DateOfBirth, "13 AUG 1974", "12 AUG/AOÛT 1974"));
        assert!(!same(Field::Authority, "", ""));
    }
}
