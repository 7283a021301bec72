//! Reading a picture's bytes from a file that someone named on the command line.

use bonafide_vision::decode::Limits;
use std::fs::{File, metadata};
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

/// The bytes of a regular file: no more than the limit and one, so that a longer file is seen to be one.
///
/// # Errors
/// When it cannot be read, or is no regular file: a pipe or a device may never end, or keep its reader waiting.
pub(crate) fn picture_bytes(file: &Path, limits: &Limits) -> Result<Vec<u8>> {
    // Asked before it is opened, for opening a pipe waits for someone to write into it.
    if !metadata(file)?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(file)?
        .take(limits.bytes as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regular_file_is_refused_instead_of_waited_for() {
        let refused = |path: &str| {
            picture_bytes(Path::new(path), &Limits::default())
                .expect_err("not a file")
                .to_string()
        };
        assert_eq!(refused("/dev/zero"), "it is no regular file");
        assert_eq!(refused("/"), "it is no regular file");
    }

    #[test]
    fn one_byte_more_than_is_taken_is_read_and_no_further() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("picture");
        std::fs::write(&path, [7; 100]).expect("written");
        let limits = Limits {
            bytes: 10,
            ..Limits::default()
        };
        assert_eq!(picture_bytes(&path, &limits).expect("read").len(), 11);
    }
}
