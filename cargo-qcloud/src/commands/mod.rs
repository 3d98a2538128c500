//! The commands, one file each: those that every repository has, and those for a package with a `qcloud.toml`.

#[cfg(feature = "import")]
pub(crate) mod add;
pub mod check;
pub(crate) mod diff;
#[cfg(feature = "import")]
pub(crate) mod drift;
#[cfg(not(feature = "serve"))]
mod elsewhere;
pub mod generate;
#[cfg(feature = "import")]
pub(crate) mod import;
#[cfg(feature = "import")]
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod policy;
#[cfg(feature = "import")]
pub(crate) mod remove;
pub(crate) mod schema;
#[cfg(feature = "import")]
pub(crate) mod search;
pub(crate) mod serve;
#[cfg(feature = "import")]
pub(crate) mod update;

use clap::{ArgMatches, FromArgMatches, Subcommand};

use crate::cli::Command;
use crate::outcome::Outcome;
use crate::project::Project;

/// The commands that every repository has, for a program to flatten into its own.
#[derive(Debug)]
pub struct Commands(Command);

impl Commands {
    /// Whether a server is only asked how it is called; of the other commands clap says it.
    #[cfg(feature = "import")]
    pub(crate) fn asks_for_help(&self) -> bool {
        match &self.0 {
            Command::Mock(passed) | Command::Explore(passed) => {
                passed.arguments.iter().any(|argument| argument == "--help" || argument == "-h")
            }
            _ => false,
        }
    }

    /// Whether the directories that the command works on are all given, so that no package has to say where they are.
    #[cfg(feature = "import")]
    pub(crate) fn says_where(&self) -> bool {
        match &self.0 {
            Command::Generate(arguments) => arguments.spec.spec.is_some() && arguments.out.is_some(),
            Command::Check(arguments) => arguments.spec.is_some(),
            Command::New(arguments) => arguments.spec.is_some(),
            Command::Import(arguments) => arguments.from.says_where(),
            Command::Diff(arguments) => arguments.new.is_some(),
            Command::Drift(arguments) => arguments.spec.is_some(),
            Command::Policy(arguments) => arguments.spec.is_some() && !arguments.used,
            Command::Schema(arguments) => arguments.spec.is_some(),
            Command::Mock(passed) | Command::Explore(passed) => {
                passed.arguments.iter().any(|argument| argument.to_string_lossy().starts_with("--spec"))
            }
        }
    }

    /// Carries out what the command line says.
    #[must_use]
    pub fn run(&self, project: &Project) -> Outcome {
        match &self.0 {
            Command::Generate(arguments) => generate::run(project, arguments),
            Command::Check(arguments) => check::run(project, arguments),
            Command::New(arguments) => new::run(project, arguments),
            #[cfg(feature = "import")]
            Command::Import(arguments) => import::run(project, arguments),
            #[cfg(not(feature = "import"))]
            Command::Import(arguments) => elsewhere::run(project, "import", arguments),
            Command::Diff(arguments) => diff::run(project, arguments),
            #[cfg(feature = "import")]
            Command::Drift(arguments) => drift::run(project, arguments),
            #[cfg(not(feature = "import"))]
            Command::Drift(arguments) => elsewhere::run(project, "drift", arguments),
            Command::Policy(arguments) => policy::run(project, arguments),
            Command::Schema(arguments) => schema::run(project, arguments),
            Command::Mock(arguments) => serve::run(project, serve::MOCK, arguments),
            Command::Explore(arguments) => serve::run(project, serve::EXPLORE, arguments),
        }
    }
}

impl Subcommand for Commands {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        Command::augment_subcommands(command)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Command::augment_subcommands_for_update(command)
    }

    fn has_subcommand(name: &str) -> bool {
        Command::has_subcommand(name)
    }
}

impl FromArgMatches for Commands {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Command::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}
