//! Descriptions in archives: a wheel or a zip is read where it is, and one that is broken is told so.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use qcloud_import::api3::{Descriptions, Options, import};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const DESCRIPTION: &str = r#"{"metadata": {"serviceShortName": "vpc", "apiVersion": "2017-03-12"},
    "actions": {"DeleteVpc": {"name": "Delete a network", "input": "DeleteVpcRequest", "output": "DeleteVpcResponse"}},
    "objects": {"DeleteVpcRequest": {"members": [{"name": "VpcId", "type": "string", "member": "string", "required": true}]},
                "DeleteVpcResponse": {"members": [{"name": "RequestId", "type": "string", "member": "string"}]}}}"#;

fn wheel(path: &Path, members: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in members {
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, packed).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn options(out: PathBuf) -> Options {
    Options {
        out,
        with_docs: false,
        with_examples: false,
        infer: false,
        services: Vec::new(),
        actions: Vec::new(),
        check: false,
    }
}

/// The files below a directory, with what is in them.
fn tree(directory: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(
                tree(&path)
                    .into_iter()
                    .map(|(below, text)| (Path::new(path.file_name().unwrap()).join(below), text)),
            );
        } else {
            files.push((path.file_name().unwrap().into(), fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_wheel_is_imported_as_the_directory_it_was_packed_from() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api3");
    for case in ["features", "with_docs"] {
        let home = tempfile::tempdir().unwrap();
        let input = cases.join(case).join("input");
        let files = tree(&input);
        let members: Vec<_> =
            files.iter().map(|(path, text)| (path.to_str().unwrap(), text.as_bytes())).collect();
        let packed = home.path().join("tccli-1-py3-none-any.whl");
        wheel(&packed, &members);
        for (name, path) in [("directory", &input), ("wheel", &packed)] {
            let descriptions = Descriptions::open(std::slice::from_ref(path)).unwrap();
            import(&descriptions, &options(home.path().join(name)), |_| {}, || {}).unwrap();
        }
        let imported = tree(&home.path().join("wheel"));
        assert!(!imported.is_empty());
        assert_eq!(imported, tree(&home.path().join("directory")), "{case}");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 3, "nothing is unpacked beside the archive");
    }
}

/// What is said of an archive with these bytes.
fn refused(name: &str, bytes: &[u8]) -> String {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(name);
    fs::write(&path, bytes).unwrap();
    said(&path)
}

fn said(path: &Path) -> String {
    let error = Descriptions::open(&[path.to_owned()]).unwrap_err().to_string();
    error.replace(path.parent().unwrap().to_str().unwrap(), "HOME")
}

fn bytes_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("x.zip");
    wheel(&path, members);
    fs::read(path).unwrap()
}

#[test]
fn an_archive_that_is_broken_is_told_with_what_to_do() {
    let whole = bytes_of(&[("tccli/services/vpc/v20170312/api.json", DESCRIPTION.as_bytes())]);
    for length in [0, 1, 3, 4, 30, whole.len() / 2, whole.len() - 1] {
        let answer = refused("tccli.whl", &whole[..length]);
        assert!(answer.contains("this archive can't be read: "), "{length}: {answer}");
        assert!(answer.contains("download it again"), "{length}: {answer}");
    }
    assert!(refused("tccli.whl", b"<html>404</html>").contains("this archive can't be read: "));
    // A byte of what is packed.
    let mut flipped = whole.clone();
    let place = whole.len() / 3;
    flipped[place] ^= 0x40;
    let answer = refused("tccli.whl", &flipped);
    assert!(answer.contains("download it again") || answer.contains("this is not JSON"), "{answer}");
}

#[test]
fn an_archive_without_descriptions_says_what_is_looked_for() {
    let answer = refused("tccli.zip", &bytes_of(&[("README.md", b"hello")]));
    assert_eq!(
        answer,
        "error: there is no description in this archive\n  --> HOME/tccli.zip\n   = help: a description is a file `api.json`, at most \
         eight directories deep\n\nnothing was written"
    );
    // A member is looked for where it is below the archive, and not where its name says it would be unpacked.
    for name in ["../api.json", "/etc/api.json", "a/../../api.json"] {
        let answer = refused("tccli.zip", &bytes_of(&[(name, DESCRIPTION.as_bytes())]));
        assert!(answer.contains("there is no description in this archive"), "{name}: {answer}");
    }
}

#[test]
fn a_member_that_unpacks_to_more_than_any_description_is_refused() {
    let zeros = vec![b' '; 65 << 20];
    let bomb = bytes_of(&[("vpc/v20170312/api.json", &zeros)]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let answer = refused("bomb.whl", &bomb);
    assert!(answer.contains("this file of an archive is larger than 64 MiB"), "{answer}");
    assert!(answer.contains("HOME/bomb.whl/vpc/v20170312/api.json"), "{answer}");
}

#[test]
fn a_service_is_found_in_its_newest_version_and_with_its_actions() {
    let home = tempfile::tempdir().unwrap();
    let older = DESCRIPTION.replace("2017-03-12", "2016-01-01");
    let path = home.path().join("tccli.whl");
    let members = [("vpc/v20170312/api.json", DESCRIPTION), ("vpc/v20160101/api.json", &older)];
    wheel(&path, &members.map(|(name, text)| (name, text.as_bytes())));
    let descriptions = Descriptions::open(&[path]).unwrap();
    assert_eq!(descriptions.find("vpc", None).unwrap().version, "2017-03-12");
    assert_eq!(descriptions.find("vpc", Some("20160101")).unwrap().directory(), "vpc_v20160101");
    let actions = descriptions.find("vpc", None).unwrap().actions().unwrap();
    let names: Vec<_> = actions.iter().map(|action| (action.name.as_str(), action.title.as_str())).collect();
    assert_eq!(names, [("DeleteVpc", "Delete a network")]);
    let why = |service: &str, version| descriptions.find(service, version).unwrap_err().to_string();
    assert_eq!(why("vcp", None), "error: the service `vcp` is not described; did you mean `vpc`?");
    assert_eq!(
        why("vpc", Some("2018-01-01")),
        "error: version 2018-01-01 of the service `vpc` is not described; there is 2016-01-01, 2017-03-12"
    );
}
