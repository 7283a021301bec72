use super::manifest::{Manifest, Member};
use super::{Standing, check, list, sha256, unpack};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const MANIFEST: &str = include_str!("../../../models/manifest.toml");

fn error_of(manifest: &str) -> String {
    format!("{:#}", Manifest::parse(manifest).unwrap_err())
}

#[test]
fn the_manifest_of_this_repository_is_sound() {
    let manifest = Manifest::parse(MANIFEST).unwrap();
    let names: Vec<&str> = manifest
        .packages
        .iter()
        .flat_map(|package| package.outputs().map(|o| o.name))
        .collect();
    for needed in [
        "libonnxruntime.so",
        "text-detection.onnx",
        "text-recognition.onnx",
        "text-direction.onnx",
        "face-detection.onnx",
        "face-mesh.onnx",
        "face-embedding.onnx",
        "specimen-portrait.png",
    ] {
        assert!(names.contains(&needed), "{needed} is not in the manifest");
    }
}

#[test]
fn every_package_is_in_the_list_of_licences() {
    let licences = include_str!("../../../models/LICENCES.md");
    for package in Manifest::parse(MANIFEST).unwrap().packages {
        let heading = format!("`{}` {}", package.name, package.version);
        assert!(
            licences.contains(&heading),
            "models/LICENCES.md says nothing of {heading}"
        );
        for output in package
            .outputs()
            .filter(|output| output.name.starts_with("licences/"))
        {
            assert!(
                licences.contains(output.name),
                "models/LICENCES.md does not name {}",
                output.name
            );
        }
    }
}

#[test]
fn a_manifest_that_would_write_elsewhere_is_refused() {
    for output in [
        "../outside.onnx",
        "/etc/model",
        "licences/../../x",
        ".hidden",
        "",
    ] {
        let manifest = MANIFEST.replace("\"text-direction.onnx\"", &format!("{output:?}"));
        let error = error_of(&manifest);
        assert!(error.contains("relative path"), "{output:?} gave {error}");
    }
    let error = error_of(&MANIFEST.replace("vladmandic-human-3.3.6.tgz", "../human.tgz"));
    assert!(error.contains("plain file name"), "{error}");
    let error = error_of(&MANIFEST.replace("\"1.4.4\"", "\"--index-url=x\""));
    assert!(error.contains("dash"), "{error}");
}

#[test]
fn a_python_package_is_a_wheel_with_tags_or_a_source_archive_without() {
    let source = MANIFEST.replace(
        "onnxruntime-1.31.1-cp311-cp311-manylinux_2_28_x86_64.whl",
        "o.tar.gz",
    );
    assert!(error_of(&source).contains("`wheel`"));
    let neither = MANIFEST.replace(
        "face_recognition-1.3.0.tar.gz",
        "face_recognition-1.3.0.zip",
    );
    assert!(error_of(&neither).contains("`wheel`"));
}

#[test]
fn a_manifest_with_a_typing_error_is_refused() {
    assert!(error_of(&MANIFEST.replacen("purpose", "purpos", 1)).contains("purpos"));
    assert!(error_of(&MANIFEST.replacen("fc44112f", "fc44112", 1)).contains("64 digits"));
    assert!(
        error_of(&MANIFEST.replace("text-direction.onnx", "text-detection.onnx"))
            .contains("two files")
    );
}

/// A wheel with one file.
fn wheel(dir: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = dir.join("package.whl");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap();
    path
}

/// An npm package with one file.
fn tarball(dir: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = dir.join("package.tgz");
    let gzip = flate2::write::GzEncoder::new(
        std::fs::File::create(&path).unwrap(),
        flate2::Compression::fast(),
    );
    let mut tar = tar::Builder::new(gzip);
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    tar.append_data(&mut header, name, content).unwrap();
    tar.into_inner().unwrap().finish().unwrap();
    path
}

fn member(path: &str, bytes: u64) -> Member {
    Member {
        path: path.to_owned(),
        sha256: String::new(),
        bytes,
    }
}

#[test]
fn a_member_is_unpacked_from_both_kinds_of_package() {
    let dir = tempfile::tempdir().unwrap();
    for archive in [
        wheel(dir.path(), "a/b.bin", b"12345"),
        tarball(dir.path(), "a/b.bin", b"12345"),
    ] {
        assert_eq!(
            unpack::member(&archive, &member("a/b.bin", 5)).unwrap(),
            b"12345"
        );
        let error = unpack::member(&archive, &member("a/c.bin", 5))
            .unwrap_err()
            .to_string();
        assert!(error.contains("no file a/c.bin"), "{error}");
    }
}

#[test]
fn a_member_larger_or_smaller_than_the_manifest_says_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let bomb = vec![0_u8; 10_000_000];
    for archive in [
        wheel(dir.path(), "m", &bomb),
        tarball(dir.path(), "m", &bomb),
    ] {
        for expected in [1000, 10_000_001] {
            let error = unpack::member(&archive, &member("m", expected))
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(&format!("does not have the {expected} bytes")),
                "{error}"
            );
        }
    }
}

#[test]
fn checking_names_each_file_that_is_absent_or_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = Manifest::parse(MANIFEST).unwrap();
    let models = dir.path();
    std::fs::write(models.join("text-direction.onnx"), b"not the model").unwrap();

    let mut out = Vec::new();
    let error = check(&manifest, models, &mut out).unwrap_err().to_string();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("absent   libonnxruntime.so"), "{out}");
    assert!(out.contains("wrong    text-direction.onnx"), "{out}");
    assert!(
        out.contains("e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c"),
        "{out}"
    );
    assert!(out.contains(&sha256::of(b"not the model")), "{out}");
    assert!(
        error.contains("absent or wrong") && error.contains("bonafide models fetch"),
        "{error}"
    );
    assert_eq!(
        std::fs::read_dir(models).unwrap().count(),
        1,
        "checking writes nothing"
    );
}

#[test]
fn a_list_says_of_each_file_how_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("text-direction.onnx"), b"not the model").unwrap();
    let manifest = Manifest::shipped().unwrap();
    let listed = list(&manifest, dir.path()).unwrap();
    let of = |file: &str| listed.iter().find(|listed| listed.file == file).unwrap();
    assert_eq!(of("libonnxruntime.so").standing, Standing::Absent);
    assert_eq!(of("libonnxruntime.so").licence, "MIT");
    let found = sha256::of(b"not the model");
    assert_eq!(
        of("text-direction.onnx").standing,
        Standing::Wrong { found }
    );
}
