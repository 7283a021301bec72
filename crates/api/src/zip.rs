use crate::problem::Problem;
use bonafide_app::ResultFile;
use bytes::Bytes;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip file without folders. Pictures are compressed already and stored as they are; everything bears the same time, so
/// that the same result makes the same file.
pub(crate) fn zipped(files: &[ResultFile]) -> Result<Bytes, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::internal(format!("zip: {error}"));
    let size = files.iter().map(|file| file.bytes.len() + 256).sum();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(size)));
    for file in files {
        let method = if file.name.ends_with(".json") {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(file.name.as_str(), options)
            .map_err(|error| failed(&error))?;
        zip.write_all(&file.bytes).map_err(|error| failed(&error))?;
    }
    let done = zip.finish().map_err(|error| failed(&error))?;
    Ok(done.into_inner().into())
}
