//! The sources of the measured crates: what each generator makes of the same service.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use driver::openapi;
use qcloud_codegen::model::{Api, Service, TypeKind};
use qcloud_codegen::{Options, Scope};

use crate::figures::Contents;
use crate::measure::Bench;
use crate::serde_types;

/// Writes the sources of the measured crates; the lines of each that are generated.
pub(crate) fn write(api: &Api, bench: &Bench) -> Result<[usize; 4], String> {
    let service = &api.services[0];
    let sources = bench.sources();
    let files = qcloud_codegen::emit(api, &Options::new());
    qcloud_codegen::write(&files, &sources.join("module"), &Scope::All).map_err(|error| error.to_string())?;
    let serde_types = serde_types::file(service);
    let rival = progenitor(&openapi::document(service).to_string(), &bench.tool("run-progenitor"))?;
    for (path, text) in
        [("exchange.rs", &exchange(service)), ("serde-types.rs", &serde_types), ("progenitor.rs", &rival)]
    {
        let path = sources.join(path);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let module = files.iter().map(|file| lines(&file.text)).sum();
    Ok([module, module, lines(&serde_types), lines(&rival)])
}

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Functions that write each request and read each result, as those beside serde's types.
pub(crate) fn exchange(service: &Service) -> String {
    let mut text = format!(
        "use crate::{}::*;\nuse qcloud_client::wire::{{self, Action, ResponseError}};\n",
        service.module
    );
    for action in &service.actions {
        let (name, request) = (action.module.trim_start_matches("r#"), &action.request.name);
        text.push_str(&format!(
            "\npub fn write_{name}(request: &{request}) -> String {{\n    wire::to_json(request).to_string()\n}}\n\n\
             pub fn read_{name}(body: &[u8]) -> Result<<{request} as Action>::Result, ResponseError> {{\n    \
             wire::read_response::<{request}>(body)\n}}\n"
        ));
    }
    text
}

/// What progenitor makes of a description.
fn progenitor(document: &str, program: &Path) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", program.display());
    let input = tempfile::tempfile().and_then(|mut file| {
        std::io::Write::write_all(&mut file, document.as_bytes())?;
        std::io::Seek::rewind(&mut file)?;
        Ok(file)
    });
    let input = input.map_err(|error| failed(&error))?;
    let output = Command::new(program).stdin(input).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| failed(&error))?;
    if !output.status.success() {
        return Err(failed(&output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(&error))
}

/// What a service consists of.
pub(crate) fn contents(service: &Service) -> Contents {
    let requests = service.actions.iter().map(|action| &action.request);
    let records: Vec<_> = service
        .types
        .iter()
        .filter_map(|def| match &def.kind {
            TypeKind::Record(record) => Some(record),
            TypeKind::Enum(_) => None,
        })
        .chain(requests)
        .collect();
    Contents {
        name: service.name.clone(),
        actions: service.actions.len(),
        records: records.len(),
        fields: records.iter().map(|record| record.fields.len()).sum(),
    }
}
