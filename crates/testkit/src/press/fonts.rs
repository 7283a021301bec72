//! The typefaces that the press sets, taken from the machine.

use super::{PressError, holder::SpecimenData, layout};
use ab_glyph::{Font, FontVec};
use std::path::{Path, PathBuf};

/// Where distributions put fonts.
const FOLDERS: [&str; 5] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/run/current-system/sw/share/X11/fonts",
    "/opt/homebrew/share/fonts",
    "/Library/Fonts",
];

/// How deep below those a font is looked for.
const DEPTH: usize = 5;

pub(crate) struct Fonts {
    /// OCR-B, for the machine-readable zone (ICAO Doc 9303-3, section 4.4).
    pub(crate) ocr_b: FontVec,
    pub(crate) sans: FontVec,
    pub(crate) sans_bold: FontVec,
    pub(crate) serif_bold: FontVec,
}

impl Fonts {
    /// Looks in the folders of the environment variable `BONAFIDE_FONTS` (separated as in `PATH`), then in
    /// the system's own.
    pub(crate) fn find() -> Result<Self, PressError> {
        let named = std::env::var_os("BONAFIDE_FONTS").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&named)
            .chain(FOLDERS.iter().map(PathBuf::from))
            .collect();
        let load = |file: &'static str, package: &'static str| {
            let path = folders
                .iter()
                .find_map(|folder| find_below(folder, file, DEPTH))
                .ok_or(PressError::FontMissing { file, package })?;
            let bytes = std::fs::read(&path).map_err(|source| PressError::Read {
                path: path.clone(),
                source,
            })?;
            FontVec::try_from_vec(bytes).map_err(|_| PressError::FontBroken { path })
        };
        Ok(Self {
            ocr_b: load("OCRB.otf", "fonts-ocr-b")?,
            sans: load("DejaVuSans.ttf", "fonts-dejavu-core")?,
            sans_bold: load("DejaVuSans-Bold.ttf", "fonts-dejavu-core")?,
            serif_bold: load("DejaVuSerif-Bold.ttf", "fonts-dejavu-core")?,
        })
    }
}

impl Fonts {
    /// Whether everything that is printed of the data has its letters.
    pub(crate) fn has_letters(&self, data: &SpecimenData) -> Result<(), PressError> {
        let personal = data.personal_number.as_deref().unwrap_or_default();
        [
            data.surname.as_str(),
            &data.given_names,
            &data.number,
            &data.place_of_birth,
            &data.authority,
            personal,
        ]
        .into_iter()
        .flat_map(|value| layout::capitals(value).chars().collect::<Vec<_>>())
        .find(|letter| self.sans_bold.glyph_id(*letter).0 == 0)
        .map_or(Ok(()), |letter| Err(PressError::Letter(letter)))
    }
}

fn find_below(folder: &Path, file: &str, depth: usize) -> Option<PathBuf> {
    let direct = folder.join(file);
    if direct.is_file() {
        return Some(direct);
    }
    if depth == 0 {
        return None;
    }
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
        .iter()
        .find_map(|folder| find_below(folder, file, depth - 1))
}
