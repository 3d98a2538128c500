//! Pages of the reference as HTML. What looks like HTML in them is text, and links lead to pages of the explorer or to the web.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use qcloud_codegen::model::Service;

use crate::route::Route;

/// Where the links of a text lead.
#[derive(Clone, Copy)]
pub(super) enum Links<'a> {
    /// The text is of this service, and has the definitions of the types that it names.
    Of(&'a Service),
    /// The text is of this service, and the definitions of types are elsewhere.
    Beside(&'a Service),
    /// The text is of no service.
    Nowhere,
}

/// A text of Markdown as HTML.
pub(super) fn blocks(text: &str, links: Links<'_>) -> Markup {
    let options = Options::ENABLE_TABLES;
    let mut events = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => {
                // The comment that says where a page is from is for those who read the file.
                events.push(Event::Text(text));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let dest_url = CowStr::from(links.lead(&dest_url));
                events.push(Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id: "".into() }));
            }
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Table(alignments)) => {
                events.push(Event::Html("<div class=\"table\" tabindex=\"0\">".into()));
                events.push(Event::Start(Tag::Table(alignments)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html("</div>".into()));
            }
            event => events.push(event),
        }
    }
    name_headings(&mut events);
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    PreEscaped(out)
}

/// A line of Markdown as HTML, without a paragraph around it.
pub(super) fn line(text: &str, links: Links<'_>) -> Markup {
    let text = blocks(text, links).into_string();
    let text = text.trim();
    let inner = text.strip_prefix("<p>").and_then(|text| text.strip_suffix("</p>")).unwrap_or(text);
    PreEscaped(inner.to_owned())
}

/// Gives each heading the name by which links call it, as the hosts of repositories do.
fn name_headings(events: &mut [Event<'_>]) {
    for start in 0..events.len() {
        if !matches!(events[start], Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let inside =
            events[start..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        let words: String = inside
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(&**text),
                _ => None,
            })
            .collect();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let name: String = kept.collect::<String>().to_lowercase().replace(' ', "-");
        if let Event::Start(Tag::Heading { id, level, .. }) = &mut events[start] {
            // The name of the page is its only title of the first level.
            *id = (*level != HeadingLevel::H1).then(|| name.into());
        }
    }
}

impl Links<'_> {
    /// Where a link leads; nowhere where it would lead off the explorer by anything but the web.
    fn lead(self, link: &str) -> String {
        if link.starts_with("https://") || link.starts_with("http://") {
            return link.to_owned();
        }
        let anchor = link.strip_prefix('#');
        match self {
            Self::Of(_) if anchor.is_some() => link.to_owned(),
            Self::Beside(service) if anchor.is_some() => {
                let names = service.types.iter().map(|def| def.kind.name());
                let known = names.into_iter().find(|name| Some(&*name.to_lowercase()) == anchor);
                known.map_or_else(String::new, |name| Route::Type(&service.name, name).to_string())
            }
            Self::Of(service) | Self::Beside(service) => page(service, link),
            Self::Nowhere => String::new(),
        }
    }
}

/// The page that a file of the reference is here.
fn page(service: &Service, link: &str) -> String {
    if link.starts_with("../README.md") {
        return Route::Errors.to_string();
    }
    let stem = link.rsplit('/').next().and_then(|file| file.strip_suffix(".md"));
    let named = |stem: &str| {
        let action = service
            .actions
            .iter()
            .find(|action| qcloud_codegen::language::names::page(&action.name) == stem)?;
        Some(Route::Action(&service.name, &action.name).to_string())
    };
    stem.and_then(named).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_text_comes_through() {
        let cases = [
            ("a <script>alert(1)</script>", "a &lt;script&gt;alert(1)&lt;/script&gt;"),
            ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
            ("[x](javascript:alert(1))", "<a href=\"\">x</a>"),
            ("![x](https://x.y/z.png)", "x"),
            ("<https://x.y/?a=b&c>", "<a href=\"https://x.y/?a=b&amp;c\">https://x.y/?a=b&amp;c</a>"),
            ("`<b>`", "<code>&lt;b&gt;</code>"),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text, Links::Nowhere).into_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_table_can_be_scrolled_by_itself() {
        let text = "## Error codes of all `services`\n\n| a |\n| --- |\n| b |\n";
        let html = blocks(text, Links::Nowhere).into_string();
        assert!(html.starts_with("<h2 id=\"error-codes-of-all-services\">"), "{html}");
        assert!(html.contains("<div class=\"table\" tabindex=\"0\"><table>"), "{html}");
    }
}
