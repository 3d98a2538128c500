//! `cargo xtask import errors`: codes of services that the spec has, what is there kept, and what is wrong told before anything is written.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const SERVICE: &str = "service: ssl\nprotocol: tc3\nversion: \"2019-12-05\"\nhost: ssl.tencentcloudapi.com\n";

/// A spec with one service, and a list of codes as the vendor's package has it.
fn home(service: &str, list: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("spec/ssl_v20191205/service.yaml", service),
        ("sdk/tencentcloud/ssl/v20191205/errorcodes.py", list),
        ("sdk/tencentcloud/cvm/v20170312/errorcodes.py", "A = 'A'\n"),
    ] {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    home
}

/// Status, standard output, and standard error.
fn run(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let program = command
        .args(["import", "errors", "--out", "spec"])
        .args(arguments)
        .current_dir(home)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
    (program.status.code().unwrap(), text(program.stdout), text(program.stderr))
}

fn service_of(home: &TempDir) -> String {
    fs::read_to_string(home.path().join("spec/ssl_v20191205/service.yaml")).unwrap()
}

#[test]
fn a_service_gets_the_codes_that_it_lacks_and_no_sentence_of_the_vendor() {
    let list = "# -*- coding: utf8 -*-\n\n# A sentence = of the vendor.\nX_Y = 'X.Y'\n\n# Another.\nA = 'A'\nB = \"B\"\n";
    let home = home(&format!("{SERVICE}errors:\n  B: {{doc: Ours., retry: true}} # kept\n"), list);
    let arguments = ["sdk"];
    let said = |said: &str| (0, said.to_owned(), String::new());
    assert_eq!(
        run(home.path(), &arguments),
        said(
            "changed: ssl_v20191205/service.yaml\n\
             1 service has all of the 3 error codes now; say in your own words what each means\n"
        )
    );
    let after =
        format!("{SERVICE}errors:\n  B: {{doc: Ours., retry: true}} # kept\n  A: {{}}\n  X.Y: {{}}\n");
    assert_eq!(service_of(&home), after);
    assert_eq!(
        run(home.path(), &arguments),
        said("1 service had all of the 3 error codes already, nothing was written\n")
    );
    assert_eq!(service_of(&home), after);
}

#[test]
fn a_service_that_the_spec_or_the_package_lacks_is_a_wrong_argument() {
    let home = home(SERVICE, "A = 'A'\n");
    let refused = |message: &str| (2, String::new(), format!("error: {message}\n"));
    assert_eq!(
        run(home.path(), &["sdk", "--service", "sl_v20191205"]),
        refused("the spec has no service `sl_v20191205`; did you mean `ssl_v20191205`?")
    );
    assert_eq!(
        run(home.path(), &["sdk/tencentcloud/cvm"]),
        refused("there are error codes of `cvm_v20170312`, and the spec in spec has none of them")
    );
    assert_eq!(
        run(home.path(), &["sdk/tencentcloud/cvm", "--service", "ssl_v20191205"]),
        refused("there are error codes of `cvm_v20170312`, and that is not `ssl_v20191205`")
    );
    assert_eq!(service_of(&home), SERVICE);
}

#[test]
fn a_list_that_is_none_is_reported_with_its_place_and_nothing_is_written() {
    let wrong = [
        (
            "A = 'A'\nB = 'a b'\n",
            "error: this is no error code\n  --> sdk/tencentcloud/ssl/v20191205/errorcodes.py:2:1\n",
        ),
        (
            "import os\n",
            "error: there is no error code in this file\n  --> sdk/tencentcloud/ssl/v20191205/errorcodes.py\n",
        ),
    ];
    for (list, expected) in wrong {
        let home = home(SERVICE, list);
        let (status, said, errors) = run(home.path(), &["sdk"]);
        assert_eq!((status, said.as_str()), (1, ""));
        assert!(errors.starts_with(expected) && errors.ends_with("nothing was written\n"), "{errors}");
        assert_eq!(service_of(&home), SERVICE);
    }
}
