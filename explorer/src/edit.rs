//! The text of an Action's spec, edited in memory: what is wrong with it, and the Rust that it becomes.

use std::fs;

use qcloud_codegen::model::{Action, Api};
use qcloud_codegen::{Severity, emit_action};

use crate::Response;
use crate::state::State;
use crate::view::{self, Edited};

/// The page of the text, after what was pressed.
pub(crate) fn page(
    state: &State,
    service: &str,
    action: &Action,
    sent: Option<&[(String, String)]>,
) -> Response {
    let field = |name: &str| {
        let mut fields = sent.into_iter().flatten();
        fields.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    let path = &action.spec_path;
    let diagnostics = match (field("do"), field("text")) {
        (Some("revert"), _) => Some(state.edit(path, None)),
        (Some(_), Some(text)) => {
            // Lines of a form end as they do in a mail.
            let text = text.replace("\r\n", "\n");
            let is_file = on_disk(state, path).is_ok_and(|file| file == text);
            Some(state.edit(path, (!is_file).then_some(text.as_str())))
        }
        _ => state.edited(path).map(|text| state.edit(path, Some(&text))),
    };
    let edited = state.edited(path);
    let differs = edited.is_some();
    let (text, unreadable) = match edited.map_or_else(|| on_disk(state, path), Ok) {
        Ok(text) => (text, None),
        Err(why) => (String::new(), Some(why)),
    };
    let model = state.model();
    let Some((service, action)) = found(&model.api, service, &action.name) else {
        return view::not_found();
    };
    let index = service.actions.iter().position(|known| known.name == action.name);
    let rust = index.and_then(|index| emit_action(service, index, &state.options()));
    let file = state.spec().join(path);
    // What should be looked at in other files has nothing to do with this text.
    let diagnostics = diagnostics
        .unwrap_or_default()
        .only(|diagnostic| diagnostic.severity == Severity::Error || diagnostic.primary.file == file);
    view::edit(&Edited {
        service,
        action,
        text: &text,
        unreadable: unreadable.as_deref(),
        differs,
        file: &file,
        diagnostics: &diagnostics,
        rust: rust.as_ref().map_or("", |file| &file.text),
        token: state.token(),
    })
}

/// The text of a file as it is on the disk, without a byte order mark.
fn on_disk(state: &State, path: &str) -> Result<String, String> {
    let file = state.spec().join(path);
    let text =
        fs::read_to_string(&file).map_err(|error| format!("{} can't be read: {error}", file.display()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n"))
}

fn found<'m>(
    api: &'m Api,
    service: &str,
    action: &str,
) -> Option<(&'m qcloud_codegen::model::Service, &'m Action)> {
    let service = api.services.iter().find(|known| known.name == service)?;
    let action = service.actions.iter().find(|known| known.name == action)?;
    Some((service, action))
}
