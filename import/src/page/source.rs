//! A page in any of its forms as one list of blocks.

use qcloud_codegen::language::text::is_hidden;

use super::blocks::Document;
use super::{html, markdown, text};

/// The form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Html,
    Markdown,
    Text,
}

/// Reads a page in the form that it has.
pub(super) fn read(page: &str) -> Document {
    let page = page.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    // What can't stand in a spec, and says nothing.
    let page = if page.contains(is_hidden) { page.replace(is_hidden, "") } else { page };
    // A line break that no browser reads as one.
    let page = page.replace("< br >", "<br>").replace("< br>", "<br>");
    match form(&page) {
        Form::Html => html::read(&page),
        Form::Markdown => markdown::read(&page),
        Form::Text => text::read(&page),
    }
}

fn form(page: &str) -> Form {
    let start: String = page.trim_start().chars().take(200).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml") {
        return Form::Html;
    }
    let (mut marks, mut tags, mut tables) = (0, 0, 0);
    for line in page.lines() {
        let line = line.trim();
        let is_heading = line.starts_with('#') && line.trim_start_matches('#').starts_with([' ', '\t']);
        let is_fence = line.starts_with("```") || line.starts_with("~~~");
        if markdown::is_delimiter(line) {
            return Form::Markdown;
        }
        if is_heading || is_fence {
            marks += 1;
        } else if text::is_titles(line) {
            tables += 1;
        }
        let lower = line.get(..line.len().min(400)).unwrap_or_default().to_ascii_lowercase();
        if ["<table", "<h1", "<h2", "<h3", "<h4", "<p>", "<div", "<body", "<pre"]
            .iter()
            .any(|tag| lower.contains(tag))
        {
            tags += 1;
        }
    }
    match (marks, tags) {
        // A stray mark on a page that was copied as text makes no Markdown of it.
        (_, 0) if tables > 0 => Form::Text,
        (0, 0) => Form::Text,
        (0, _) => Form::Html,
        _ => Form::Markdown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_page_is_seen_in_its_marks() {
        assert_eq!(form("<!DOCTYPE html><body># not a heading"), Form::Html);
        assert_eq!(form("<h2>Input</h2>\n<table><tr><td>a</table>"), Form::Html);
        assert_eq!(form("## Input\n<table><tr><td>a</table>"), Form::Markdown);
        assert_eq!(form("a | b\n--- | ---\n1 | 2"), Form::Markdown);
        assert_eq!(form("## 1. Description\nname Type Description\na Int x\n"), Form::Text);
        assert_eq!(form("1. Description\nname Type\n"), Form::Text);
    }
}
