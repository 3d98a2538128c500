//! `mock` and `explore`: the servers, in this program where it was built with the feature `serve`, else as programs of their own.

use crate::cli::PassedOn;
use crate::outcome::Outcome;
use crate::project::Project;

/// A server: its command, and where it is.
#[derive(Clone, Copy)]
pub(crate) struct Server {
    command: &'static str,
    #[cfg(feature = "serve")]
    run: Run,
    #[cfg(not(feature = "serve"))]
    package: &'static str,
}

/// Serves a spec, under the name that the user typed and by the arguments that are the server's own, until the process is killed.
#[cfg(feature = "serve")]
type Run = fn(&Project, &str, &[std::ffi::OsString], Option<&std::path::Path>) -> u8;

/// What answers as the spec says, for tests and demos.
pub(crate) const MOCK: Server = Server {
    command: "mock",
    #[cfg(feature = "serve")]
    run: |_, name, arguments, spec| qcloud_mock_server::program::run(name, arguments, spec),
    #[cfg(not(feature = "serve"))]
    package: "qcloud-mock-server",
};

/// The pages to look at a spec and to try it.
pub(crate) const EXPLORE: Server = Server {
    command: "explore",
    #[cfg(feature = "serve")]
    run: |project, name, arguments, spec| {
        let (module, project) = (module(project), project.clone());
        qcloud_explorer::program::run(name, arguments, spec, |builder| {
            let builder = match &project.runtime {
                Some(runtime) => builder.client(runtime.trim_start_matches(':')),
                None => builder,
            };
            builder.module(module).described(move || offer(&project))
        })
    },
    #[cfg(not(feature = "serve"))]
    package: "qcloud-explorer",
};

/// The path of the generated module in the crate of the project.
#[cfg(feature = "serve")]
fn module(project: &Project) -> String {
    let file = project.out.file_name().map_or(project.out.as_path(), std::path::Path::new);
    let below = project.out.strip_prefix(project.root.join("src")).unwrap_or(file);
    let names = below.components().filter_map(|part| match part {
        std::path::Component::Normal(name) => name.to_str(),
        _ => None,
    });
    names.collect::<Vec<_>>().join("::")
}

/// What the vendor describes, as far as that is on this machine: looking at pages downloads nothing.
#[cfg(feature = "serve")]
fn offer(project: &Project) -> qcloud_explorer::Offer {
    use crate::descriptions;

    let Some(wanted) = &project.descriptions else { return Ok(Vec::new()) };
    let found = descriptions::cached(&project.root, wanted).map_err(|(_, why)| why)?.ok_or_else(|| {
        format!(
            "Only the spec was searched, since the vendor's descriptions are not on this machine: `{} search WORD` downloads them, and the \
             explorer has them when it is started again.",
            project.program
        )
    })?;
    let all = descriptions::list(&found, project.program).map_err(|error| error.to_string())?;
    let described = all.into_iter().map(|listed| qcloud_explorer::Described {
        service: listed.service,
        version: listed.version,
        action: listed.name,
        doc: listed.title,
        add: listed.add,
    });
    Ok(described.collect())
}

#[cfg(feature = "serve")]
pub(crate) fn run(project: &Project, server: Server, arguments: &PassedOn) -> Outcome {
    let spec = project.spec.is_dir().then(|| project.spec(None));
    let program = format!("{} {}", project.program, server.command);
    match (server.run)(project, &program, &arguments.arguments, spec.as_deref()) {
        0 => Outcome::Done,
        2 => Outcome::Usage,
        _ => Outcome::Wrong,
    }
}

#[cfg(not(feature = "serve"))]
pub(crate) fn run(project: &Project, server: Server, arguments: &PassedOn) -> Outcome {
    let mut arguments = arguments.arguments.clone();
    // What is started does not know whose spec is meant; what is given explicitly counts.
    let is_given = |argument: &std::ffi::OsString| argument.to_string_lossy().starts_with("--spec");
    if project.spec.is_dir() && !arguments.iter().any(is_given) {
        arguments.extend(["--spec".into(), project.spec(None).into()]);
    }
    super::elsewhere::serve(project, server.command, server.package, arguments)
}
