//! A tree changes at once or not at all: full disks, kills at any moment, two runs at once.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Enough files that a run takes a while.
const ACTIONS: usize = 60;

/// Two specs that share half of their Actions, and the tree that each of them makes.
struct Specs {
    home: TempDir,
    trees: [Tree; 2],
}

type Tree = BTreeMap<PathBuf, String>;

impl Specs {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for (spec, first) in [("a", 0), ("b", ACTIONS / 2)] {
            let service = home.path().join(spec).join("example");
            fs::create_dir_all(&service).unwrap();
            let text = "service: example\ndoc: A service.\nprotocol: v2\nhost: example.api.qcloud.com\n";
            fs::write(service.join("service.yaml"), text).unwrap();
            for index in first..first + ACTIONS {
                let text = format!("action: Get{index}\ndoc: Answers to {spec}.\n");
                fs::write(service.join(format!("Get{index}.yaml")), text).unwrap();
            }
        }
        let mut specs = Self { home, trees: [Tree::new(), Tree::new()] };
        specs.trees = ["a", "b"].map(|spec| {
            assert!(specs.generate(spec, spec_out(spec)).wait().unwrap().success());
            tree(&specs.path(spec_out(spec)))
        });
        specs
    }

    fn path(&self, below: &str) -> PathBuf {
        self.home.path().join(below)
    }

    fn generate(&self, spec: &str, out: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["generate", "--spec", spec, "--out", out])
            .current_dir(self.home.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Which of the two specs a directory has the tree of; anything else is a mixture.
    #[track_caller]
    fn which(&self, out: &str) -> usize {
        let found = tree(&self.path(out));
        self.trees
            .iter()
            .position(|tree| *tree == found)
            .unwrap_or_else(|| panic!("a mixture: {:?}", found.keys()))
    }
}

fn spec_out(spec: &str) -> &'static str {
    if spec == "a" { "out/expected_a" } else { "out/expected_b" }
}

fn tree(directory: &Path) -> Tree {
    let mut found = Tree::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(at) = waiting.pop() {
        for entry in fs::read_dir(&at).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                waiting.push(entry.path());
            } else {
                let below = entry.path().strip_prefix(directory).unwrap().to_owned();
                found.insert(below, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_one_tree_or_the_other() {
    let specs = Specs::new();
    assert!(specs.generate("a", "out/killed").wait().unwrap().success());
    let start = Instant::now();
    assert!(specs.generate("a", "out/timed").wait().unwrap().success());
    let whole = start.elapsed();
    let mut killed = 0;
    for moment in 0..60 {
        let spec = if specs.which("out/killed") == 0 { "b" } else { "a" };
        let start = Instant::now();
        let mut child = specs.generate(spec, "out/killed");
        // Spread over the whole run and a little more; the answer must not depend on where it hits.
        let until = whole.mul_f64(f64::from(moment) / 50.0) + Duration::from_micros(1);
        while start.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        specs.which("out/killed");
    }
    assert!(killed > 0, "every run was over before it was killed");
    // The next run cleans up.
    for spec in ["a", "b"] {
        assert!(specs.generate(spec, "out/killed").wait().unwrap().success());
    }
    assert_eq!(specs.which("out/killed"), 1);
    let left = fs::read_dir(specs.path("out")).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with('.')).collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
}

#[test]
fn runs_at_the_same_time_take_turns() {
    let specs = Specs::new();
    for _ in 0..8 {
        let runs = ["a", "b", "a", "b"].map(|spec| specs.generate(spec, "out/shared"));
        for mut run in runs {
            assert!(run.wait().unwrap().success());
        }
        specs.which("out/shared");
    }
}

#[test]
fn a_full_disk_leaves_the_old_tree() {
    let specs = Specs::new();
    let program = env!("CARGO_BIN_EXE_xtask");
    assert!(specs.generate("a", "out/full").wait().unwrap().success());
    // No file may become longer than this: a write fails in the middle of a file, as it does on a full disk.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" generate --spec b --out out/full";
    let ended =
        Command::new("sh").args(["-c", script, program]).current_dir(specs.home.path()).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let stderr = String::from_utf8(ended.stderr).unwrap();
    let error = stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    assert!(error.starts_with("error: out/full/example/get"), "{stderr}");
    assert!(error.contains(".rs: can't write the file: "), "{stderr}");
    assert_eq!(specs.which("out/full"), 0);
    assert_eq!(fs::read_dir(specs.path("out")).unwrap().count(), 3, "nothing is left beside the trees");
}

/// Where nothing can be written beside the output, as in a directory of somebody else, its files are written one by one.
#[test]
fn an_output_in_a_directory_that_is_not_writable_is_written_file_by_file() {
    use std::os::unix::fs::PermissionsExt;

    let specs = Specs::new();
    assert!(specs.generate("a", "shut/out").wait().unwrap().success());
    let permit = |mode| fs::set_permissions(specs.path("shut"), fs::Permissions::from_mode(mode)).unwrap();
    permit(0o555);
    let is_root = fs::write(specs.path("shut/probe"), "").is_ok(); // permissions don't stop the superuser
    let ended = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["generate", "--spec", "b", "--out", "shut/out"])
        .current_dir(specs.home.path())
        .output()
        .unwrap();
    permit(0o755);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(said.contains("one by one, since nothing can be written beside it"), !is_root, "{said}");
    assert_eq!(specs.which("shut/out"), 1);
}

/// The shell's own directory is never another one after a run.
#[test]
fn the_directory_that_somebody_works_in_stays_the_same() {
    let specs = Specs::new();
    assert!(specs.generate("a", "out/here").wait().unwrap().success());
    let inode = |below: &str| fs::metadata(specs.path(below)).unwrap().ino();
    let before = inode("out/here");
    let ended = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["generate", "--spec", "../../../b", "--out", ".."])
        .current_dir(specs.path("out/here/example"))
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!((inode("out/here"), specs.which("out/here")), (before, 1));
}

#[test]
fn what_others_save_while_a_tree_is_exchanged_is_not_lost() {
    let specs = Specs::new();
    assert!(specs.generate("a", "out/shared").wait().unwrap().success());
    let (mine, beside) = (specs.path("out/shared/mine.txt"), specs.path("out/shared/.mine.new"));
    let mut last = None;
    for spec in ["b", "a", "b", "a", "b"] {
        let mut run = specs.generate(spec, "out/shared");
        while run.try_wait().unwrap().is_none() {
            let number = last.map_or(0, |last| last + 1);
            // Where the tree is exchanged between the two steps, an editor hears of it and tries again.
            if fs::write(&beside, number.to_string()).is_ok() && fs::rename(&beside, &mine).is_ok() {
                last = Some(number);
            }
        }
        assert!(run.wait().unwrap().success());
        let kept = fs::read_to_string(&mine).ok().map(|text| text.parse::<u64>().unwrap());
        assert_eq!(kept, last);
    }
    assert!(last > Some(10), "{last:?}");
}

#[test]
fn what_is_not_generated_stays_the_same_file() {
    let specs = Specs::new();
    assert!(specs.generate("a", "out/mixed").wait().unwrap().success());
    let notes = specs.path("out/mixed/notes/mine.txt");
    fs::create_dir_all(notes.parent().unwrap()).unwrap();
    fs::write(&notes, "mine").unwrap();
    symlink("notes/mine.txt", specs.path("out/mixed/link")).unwrap();
    fs::create_dir(specs.path("out/mixed/empty")).unwrap();
    let before = fs::metadata(&notes).unwrap();
    assert!(specs.generate("b", "out/mixed").wait().unwrap().success());
    let after = fs::metadata(&notes).unwrap();
    assert_eq!((before.ino(), before.modified().unwrap()), (after.ino(), after.modified().unwrap()));
    assert_eq!(fs::read_link(specs.path("out/mixed/link")).unwrap(), Path::new("notes/mine.txt"));
    assert!(specs.path("out/mixed/empty").is_dir());
    assert!(specs.path(&format!("out/mixed/example/get{ACTIONS}.rs")).exists());
}

#[test]
fn an_output_behind_a_link_is_replaced_where_it_is() {
    let specs = Specs::new();
    assert!(specs.generate("a", "elsewhere/real").wait().unwrap().success());
    symlink("../elsewhere/real", specs.path("out/link")).unwrap();
    assert!(specs.generate("b", "out/link").wait().unwrap().success());
    assert_eq!(specs.which("elsewhere/real"), 1);
    assert!(fs::symlink_metadata(specs.path("out/link")).unwrap().is_symlink());
}

#[test]
fn nothing_is_written_through_a_link_inside_the_output() {
    let specs = Specs::new();
    fs::create_dir_all(specs.path("elsewhere")).unwrap();
    fs::create_dir_all(specs.path("out/linked")).unwrap();
    symlink("../../elsewhere", specs.path("out/linked/example")).unwrap();
    assert!(!specs.generate("a", "out/linked").wait().unwrap().success());
    assert_eq!(fs::read_dir(specs.path("elsewhere")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(specs.path("out/linked")).unwrap().count(), 1);
}
