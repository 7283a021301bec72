//! Getting a package with the ordinary client of its registry, whatever mirror that is set up for.

use super::manifest::{Package, Registry};
use super::sha256;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The longest a client may take for one package.
const LONGEST: Duration = Duration::from_secs(600);
/// How often a package is asked for: a large one may break off on the way.
const ATTEMPTS: u32 = 3;
/// How often it is told how far a large package is.
const TOLD_EVERY: Duration = Duration::from_secs(3);
/// What pip is given in place of a build backend: see the file.
const SDIST_BACKEND: &str = include_str!("sdist_backend.py");

/// Saves the package in `work` and gives its path, once its hash is the manifest's. What breaks off is tried again;
/// `out` is told of that, and how far a large package is.
pub(super) fn download(package: &Package, work: &Path, out: &mut dyn Write) -> Result<PathBuf> {
    let mut attempt = 1;
    loop {
        match try_download(package, work, out) {
            Ok(archive) => return Ok(archive),
            // Without the client there is nothing to wait for.
            Err(error) if attempt == ATTEMPTS || error.is::<NoClient>() => return Err(error),
            Err(error) => {
                writeln!(
                    out,
                    "  attempt {attempt} of {ATTEMPTS} broke off: {error:#}"
                )?;
                std::thread::sleep(Duration::from_secs(u64::from(2 * attempt)));
                attempt += 1;
            }
        }
    }
}

/// The registry's client is not installed.
#[derive(Debug)]
struct NoClient(String);

impl std::fmt::Display for NoClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoClient {}

fn try_download(package: &Package, work: &Path, out: &mut dyn Write) -> Result<PathBuf> {
    let (mut client, install_hint) = match package.registry {
        Registry::Pypi => (
            if package.is_python_source() {
                pip_source(package, work)?
            } else {
                pip(package, work)?
            },
            "install Python 3 with pip (Debian: apt-get install python3-pip)",
        ),
        Registry::Npm => (
            npm(package, work),
            "install Node.js with npm (Debian: apt-get install nodejs npm)",
        ),
    };
    let log = work.join("client.log");
    let log_file = File::create(&log).context("no room for the client's log")?;
    client
        .stdin(Stdio::null())
        .stdout(log_file.try_clone()?)
        .stderr(log_file);
    let program = client.get_program().to_string_lossy().into_owned();
    let mut child = match client.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!(NoClient(format!(
                "the program `{program}` is not there: {install_hint}"
            )))
        }
        Err(error) => return Err(error).with_context(|| format!("cannot start `{program}`")),
    };
    let (mut told, mut told_of) = (Instant::now(), 0);
    let mut tell = || {
        if let Some(bytes) = package.archive_bytes
            && told.elapsed() > TOLD_EVERY
            && let Some(there) = arrived(work, &package.archive, 2)
            && there > told_of
        {
            (told, told_of) = (Instant::now(), there);
            writeln!(out, "  {} of {} MB", there / 1_000_000, bytes / 1_000_000)?;
            out.flush()?;
        }
        Ok(())
    };
    let status = wait(&mut child, LONGEST, &mut tell)
        .with_context(|| format!("while waiting for `{program}`"))?;
    if !status.success() {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        if said.contains("No module named pip") {
            bail!(NoClient(format!("python3 has no pip: {install_hint}")));
        }
        bail!(
            "`{program}` ended with {status} and said:\n{}",
            last_lines(&said, 12)
        );
    }
    let archive = work.join(&package.archive);
    let file = File::open(&archive).with_context(|| {
        format!(
            "`{program}` ended well but left no file {}",
            package.archive
        )
    })?;
    let found = sha256::of_reader(file)?;
    ensure!(
        found == package.sha256,
        "{} is not the package that the manifest names: expected sha256 {}, found {found}",
        package.archive,
        package.sha256
    );
    Ok(archive)
}

/// `pip download` of exactly one wheel. The tags are given, so that every machine gets the same file
/// whatever Python it has; wheels only, so that no code of the package runs.
fn pip(package: &Package, work: &Path) -> Result<Command> {
    let wheel = package.wheel.as_ref().context("which wheel?")?;
    let mut command = Command::new("python3");
    command
        .args([
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--disable-pip-version-check",
        ])
        .args([
            "--no-input",
            "--progress-bar=off",
            "--python-version",
            &wheel.python,
        ])
        .args([
            "--implementation",
            &wheel.implementation,
            "--abi",
            &wheel.abi,
        ]);
    for platform in &wheel.platforms {
        command.args(["--platform", platform]);
    }
    command
        .arg("--dest")
        .arg(work)
        .arg(format!("{}=={}", package.name, package.version));
    Ok(command)
}

/// `pip download` of a source package. Its metadata come from [`SDIST_BACKEND`], so that no code of the package runs.
/// The temporary folder is `work` as well, where it is seen how far it is.
fn pip_source(package: &Package, work: &Path) -> Result<Command> {
    let backend = work.join("backend");
    let setuptools = backend.join("setuptools");
    std::fs::create_dir_all(&setuptools)?;
    std::fs::write(setuptools.join("__init__.py"), "")?;
    std::fs::write(setuptools.join("build_meta.py"), SDIST_BACKEND)?;
    let mut command = Command::new("python3");
    command
        .args(["-m", "pip", "download", "--no-deps", "--no-input"])
        .args([
            "--disable-pip-version-check",
            "--progress-bar=off",
            "--no-cache-dir",
            "--no-binary=:all:",
            "--use-pep517",
            "--no-build-isolation",
        ])
        .args(["--retries=5", "--timeout=30"])
        .arg("--dest")
        .arg(work)
        .arg(format!("{}=={}", package.name, package.version))
        .env("PYTHONPATH", &backend)
        .env("TMPDIR", work);
    Ok(command)
}

/// How many bytes of an archive lie in a folder, or in a folder in it, so many levels down.
fn arrived(folder: &Path, archive: &str, levels: u8) -> Option<u64> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let sizes = entries.filter_map(|entry| {
        let kind = entry.file_type().ok()?;
        if kind.is_file() && entry.file_name() == archive {
            Some(entry.metadata().ok()?.len())
        } else if kind.is_dir() && levels > 0 {
            arrived(&entry.path(), archive, levels - 1)
        } else {
            None
        }
    });
    sizes.max()
}

fn npm(package: &Package, work: &Path) -> Command {
    let mut command = Command::new("npm");
    command
        .args([
            "pack",
            "--loglevel=error",
            "--ignore-scripts",
            "--pack-destination",
        ])
        .arg(work)
        .arg(format!("{}@{}", package.name, package.version))
        // npm reads a package.json from where it stands; here there is none.
        .current_dir(work);
    command
}

fn wait(
    child: &mut Child,
    longest: Duration,
    tell: &mut dyn FnMut() -> Result<()>,
) -> Result<ExitStatus> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if started.elapsed() > longest {
            child.kill()?;
            child.wait()?;
            bail!(
                "it took longer than {} s and was stopped",
                longest.as_secs()
            );
        }
        tell()?;
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_hangs_is_stopped() {
        let mut child = Command::new("sleep").arg("30").spawn().unwrap();
        let error = wait(&mut child, Duration::from_millis(120), &mut || Ok(())).unwrap_err();
        assert!(error.to_string().contains("was stopped"), "{error}");
        assert!(
            child.try_wait().unwrap().is_some(),
            "no process is left behind"
        );
    }
}
