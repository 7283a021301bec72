//! What the disk itself takes durably: pictures written and synced as a file store must, without a server.

use crate::picture;
use anyhow::{Context as _, Result};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Megabytes a second, durably, and commits a second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disk {
    /// One file after the other.
    pub(crate) alone: f64,
    /// Sixteen at once.
    pub(crate) together: f64,
    /// Appends of 4 KiB, each synced: what one commit after the other of a database can be.
    pub(crate) commits: f64,
}

pub(crate) fn measure(folder: &Path, time: Duration) -> Result<Disk> {
    let folder = folder.join("disk");
    std::fs::create_dir_all(&folder)?;
    let measured = Disk {
        alone: pictures(&folder, 1, time)?,
        together: pictures(&folder, 16, time)?,
        commits: commits(&folder, time)?,
    };
    std::fs::remove_dir_all(&folder)?;
    Ok(measured)
}

fn pictures(folder: &Path, writers: usize, time: Duration) -> Result<f64> {
    let bytes = picture::jpeg();
    let began = Instant::now();
    let written = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..writers)
            .map(|writer| {
                let bytes = &bytes;
                scope.spawn(move || -> Result<usize> {
                    let mut files = 0;
                    while began.elapsed() < time {
                        let path = folder.join(format!("{writer}-{files}"));
                        let mut file = File::create(&path)?;
                        file.write_all(bytes)?;
                        file.sync_all()?;
                        File::open(folder)?.sync_all()?;
                        files += 1;
                    }
                    Ok(files)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().ok().context("a writer")?)
            .sum::<Result<usize>>()
    })?;
    Ok((written * bytes.len()) as f64 / 1e6 / began.elapsed().as_secs_f64())
}

fn commits(folder: &Path, time: Duration) -> Result<f64> {
    let mut file = File::create(folder.join("log"))?;
    let began = Instant::now();
    let mut synced = 0_u32;
    while began.elapsed() < time {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        synced += 1;
    }
    Ok(f64::from(synced) / began.elapsed().as_secs_f64())
}
