//! Which services are compiled: the largest, and some by chance that can be repeated.

use qcloud_codegen::model::{Api, Service, TypeKind};

use crate::cli::CloudArguments;

/// The largest services, then others by the seed, then those that stream where they are wanted, in that order.
pub(super) fn choose<'a>(api: &'a Api, arguments: &CloudArguments) -> Vec<&'a Service> {
    let mut services: Vec<_> = api.services.iter().collect();
    services.sort_by_key(|service| (std::cmp::Reverse(fields(service)), &service.name));
    let mut rest = services.split_off(arguments.largest.min(services.len()));
    fastrand::Rng::with_seed(arguments.seed).shuffle(&mut rest);
    let others = rest.split_off(arguments.sample.min(rest.len()));
    services.extend(rest);
    let streams = |service: &&Service| service.actions.iter().any(|action| action.stream.is_some());
    services.extend(others.into_iter().filter(|service| arguments.streaming && streams(service)));
    services
}

/// How much there is to compile.
fn fields(service: &Service) -> usize {
    let requests = service.actions.iter().map(|action| action.request.fields.len());
    let types = service.types.iter().map(|def| match &def.kind {
        TypeKind::Record(record) => record.fields.len(),
        TypeKind::Enum(_) => 1,
    });
    requests.chain(types).sum()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_largest_come_first_and_the_others_by_the_seed_alone() {
        let directory = tempfile::tempdir().unwrap();
        for size in 1..=20 {
            let service = directory.path().join(format!("s{size}"));
            fs::create_dir(&service).unwrap();
            let text = format!("service: s{size}\nprotocol: v2\nhost: s{size}.example.com\n");
            fs::write(service.join("service.yaml"), text).unwrap();
            let parameters: Vec<_> = (0..size).map(|number| format!("  p{number}: {{type: int}}")).collect();
            let stream = if size == 1 { "stream: true\n" } else { "" };
            fs::write(
                service.join("Do.yaml"),
                format!("action: Do\n{stream}parameters:\n{}\n", parameters.join("\n")),
            )
            .unwrap();
        }
        let api = qcloud_codegen::read(directory.path()).unwrap();
        let arguments = |largest, sample, seed, streaming| CloudArguments {
            path: "".into(),
            out: None,
            largest,
            sample,
            seed,
            streaming,
        };
        let names = |seed| -> Vec<_> {
            choose(&api, &arguments(3, 5, seed, false))
                .into_iter()
                .map(|service| service.name.as_str())
                .collect()
        };
        assert_eq!(names(1)[..3], ["s20", "s19", "s18"]);
        assert_eq!(names(1).len(), 8);
        assert_eq!(names(1), names(1));
        assert_ne!(names(1), names(2));
        assert_eq!(choose(&api, &arguments(30, 5, 1, true)).len(), 20);
        let streaming = choose(&api, &arguments(3, 0, 1, true));
        assert_eq!(
            streaming.iter().map(|service| &*service.name).collect::<Vec<_>>(),
            ["s20", "s19", "s18", "s1"]
        );
    }
}
