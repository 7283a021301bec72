use super::{Reader, Score};
use anyhow::Result;
use bonafide_testkit::press::{DocumentKind, Press, Scene, SpecimenData, photograph};
use jiff::civil::date;
use std::io::Write;

/// How a picture is taken.
#[derive(Clone, Copy)]
enum Care {
    Flat,
    Careful,
    Sloppy,
}

impl Care {
    const ALL: [Self; 3] = [Self::Flat, Self::Careful, Self::Sloppy];

    fn scene(self, seed: u64) -> Scene {
        match self {
            Self::Flat => Scene::flat(),
            Self::Careful => Scene::careful(seed),
            Self::Sloppy => Scene::sloppy(seed),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Flat => "scanned",
            Self::Careful => "careful",
            Self::Sloppy => "sloppy",
        }
    }
}

/// Prints specimens of every kind, photographs them with every degree of care, and reads them.
pub(super) fn read(
    reader: &Reader,
    first_seed: u64,
    count: u64,
    out: &mut impl Write,
) -> Result<()> {
    let press = Press::open()?;
    // A fixed day, so that the same seeds print the same specimens in any year.
    let today = date(2026, 11, 21);
    for kind in DocumentKind::ALL {
        for care in Care::ALL {
            let mut score = Score::default();
            for seed in first_seed..first_seed + count {
                let specimen = press.print(kind, &SpecimenData::random(seed, today), seed)?;
                let photo = photograph(&specimen, &care.scene(seed), seed);
                let truth = photo
                    .truth
                    .mrz
                    .as_ref()
                    .map(|mrz| mrz.lines.clone())
                    .unwrap_or_default();
                score.count(&format!("seed {seed}"), &truth, &reader.read(&photo.jpeg)?);
            }
            score.print(out, &format!("printed {kind:?}, {}", care.name()))?;
            score.print_failures(out)?;
            out.flush()?;
        }
    }
    Ok(())
}
