//! Getting a package with the ordinary client of its registry, whatever mirror that is set up for.

use super::manifest::{Package, Registry};
use super::sha256;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The longest a client may take for one package.
const LONGEST: Duration = Duration::from_secs(600);

/// Saves the package in `work` and gives its path, once its hash is the manifest's.
pub(super) fn download(package: &Package, work: &Path) -> Result<PathBuf> {
    let (mut client, install_hint) = match package.registry {
        Registry::Pypi => (
            pip(package, work)?,
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
            bail!("the program `{program}` is not there: {install_hint}")
        }
        Err(error) => return Err(error).with_context(|| format!("cannot start `{program}`")),
    };
    let status =
        wait(&mut child, LONGEST).with_context(|| format!("while waiting for `{program}`"))?;
    if !status.success() {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        if said.contains("No module named pip") {
            bail!("python3 has no pip: {install_hint}");
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

fn wait(child: &mut Child, longest: Duration) -> Result<ExitStatus> {
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
        let error = wait(&mut child, Duration::from_millis(120)).unwrap_err();
        assert!(error.to_string().contains("was stopped"), "{error}");
        assert!(
            child.try_wait().unwrap().is_some(),
            "no process is left behind"
        );
    }
}
