//! `mock`: the mock server, in this program where it was built with the feature `serve`, else as a program of its own.

use crate::cli::PassedOn;
use crate::outcome::Outcome;
use crate::project::Project;

#[cfg(feature = "serve")]
pub(crate) fn run(project: &Project, arguments: &PassedOn) -> Outcome {
    let spec = project.spec.is_dir().then(|| project.spec(None));
    let program = format!("{} mock", project.program);
    match qcloud_mock_server::program::run(&program, &arguments.arguments, spec.as_deref()) {
        0 => Outcome::Done,
        2 => Outcome::Usage,
        _ => Outcome::Wrong,
    }
}

#[cfg(not(feature = "serve"))]
pub(crate) fn run(project: &Project, arguments: &PassedOn) -> Outcome {
    use crate::cargo;
    use crate::messages::Messages;

    let Some(workspace) = &project.servers else {
        Messages::HUMAN.error(
            "this program was built without its servers; `cargo install cargo-qcloud`, with its default features, has them",
        );
        return Outcome::Usage;
    };
    let mut command = cargo::command(workspace, "run");
    command.args(["--quiet", "--package", "qcloud-mock-server", "--"]).args(&arguments.arguments);
    let error = cargo::become_program(&mut command);
    Messages::HUMAN.error(format_args!("cargo can't be run: {error}"));
    Outcome::Wrong
}
