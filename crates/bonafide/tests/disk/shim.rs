//! The failing disk, from the side of the test.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a call to the disk is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The disk is full until it is mended.
    Full,
    /// One call meets a bad block.
    BadBlock,
    /// One read meets a bad block.
    BadRead,
    /// One `fsync` or `fdatasync` fails.
    FailedSync,
    /// Every `fsync` and `fdatasync` fails until the disk is mended.
    NoSync,
}

impl Fault {
    pub(crate) const ALL: [Self; 5] = [
        Self::Full,
        Self::BadBlock,
        Self::BadRead,
        Self::FailedSync,
        Self::NoSync,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Full => "ENOSPC, until mended",
            Self::BadBlock => "EIO, once",
            Self::BadRead => "EIO on a read, once",
            Self::FailedSync => "failed fsync, once",
            Self::NoSync => "failed fsync, until mended",
        }
    }

    const fn errno(self) -> u32 {
        match self {
            // ENOSPC and EIO of Linux.
            Self::Full => 28,
            Self::BadBlock | Self::BadRead | Self::FailedSync | Self::NoSync => 5,
        }
    }

    /// The kinds of calls that it meets, as the shim counts them.
    const fn mask(self) -> u32 {
        match self {
            // Everything that may need room: making, writing, growing, naming.
            Self::Full => 2 | 4 | 16 | 32 | 64,
            Self::BadBlock => 255,
            Self::BadRead => 256,
            Self::FailedSync | Self::NoSync => 8,
        }
    }

    const fn count(self) -> u64 {
        match self {
            Self::Full | Self::NoSync => u64::MAX,
            Self::BadBlock | Self::BadRead | Self::FailedSync => 1,
        }
    }
}

/// The block of memory that the shim reads.
pub(crate) struct Disk {
    control: File,
    shim: PathBuf,
    control_path: PathBuf,
}

impl Disk {
    /// Builds the shim in this folder.
    pub(crate) fn build(folder: &Path) -> Self {
        let shim = folder.join("libfailing_disk.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disk/shim.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .arg(&shim)
            .arg(&source)
            .arg("-ldl")
            .output()
            .expect("a C compiler, as the build of the server itself needs one");
        assert!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        let control_path = folder.join("control");
        std::fs::write(&control_path, [0; 64]).unwrap();
        let control = File::options()
            .read(true)
            .write(true)
            .open(&control_path)
            .unwrap();
        Self {
            control,
            shim,
            control_path,
        }
    }

    /// What a server is started with so that the shim stands below it.
    pub(crate) fn environment(&self, data: &Path) -> Vec<(String, String)> {
        let text = |path: &Path| path.display().to_string();
        vec![
            ("LD_PRELOAD".to_owned(), text(&self.shim)),
            (
                "BONAFIDE_FAULT_CONTROL".to_owned(),
                text(&self.control_path),
            ),
            ("BONAFIDE_FAULT_BELOW".to_owned(), text(data)),
        ]
    }

    fn number(&self, at: u64) -> u64 {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, at).unwrap();
        u64::from_ne_bytes(bytes)
    }

    fn write(&self, at: u64, bytes: &[u8]) {
        self.control.write_all_at(bytes, at).unwrap();
    }

    /// Counts calls that this fault could meet, from none, and lets none fail.
    pub(crate) fn count(&self, fault: Fault) {
        self.mend();
        self.write(24, &fault.errno().to_ne_bytes());
        self.write(28, &fault.mask().to_ne_bytes());
        self.write(0, &0u64.to_ne_bytes());
        self.write(32, &0u64.to_ne_bytes());
    }

    /// Lets the `n`-th call from now meet the fault.
    pub(crate) fn break_at(&self, n: u64, fault: Fault) {
        self.count(fault);
        self.write(16, &fault.count().to_ne_bytes());
        self.write(8, &n.to_ne_bytes());
    }

    /// The disk is whole again.
    pub(crate) fn mend(&self) {
        self.write(8, &0u64.to_ne_bytes());
    }

    /// How many calls there were since it was last told to count.
    pub(crate) fn calls(&self) -> u64 {
        self.number(0)
    }

    /// How many of them failed.
    pub(crate) fn hits(&self) -> u64 {
        self.number(32)
    }
}
