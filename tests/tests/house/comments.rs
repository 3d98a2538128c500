//! A doc comment says more than the name of what it stands at.

use crate::sources::Package;

/// The fewest words that say something.
const WORDS: usize = 4;

/// Words that add nothing to a name.
const FILLERS: &[&str] = &[
    "a", "an", "the", "this", "that", "its", "it", "is", "are", "of", "to", "in", "whether", "returns",
    "with",
];

/// Doc comments with too few words, or with none that the name lacks.
pub(crate) fn that_say_nothing(package: &Package) -> Vec<String> {
    let mut found = Vec::new();
    for source in &package.sources {
        let mut doc: Vec<&str> = Vec::new();
        for (number, line) in source.text.lines().enumerate() {
            let line = line.trim();
            if let Some(said) = line.strip_prefix("///") {
                doc.push(said);
            } else if !line.starts_with("#[") && !doc.is_empty() {
                let said = doc.join(" ");
                if says_nothing(&said, item_name(line)) {
                    let (file, said) = (&source.path, said.trim());
                    found.push(format!("{}/{file}:{}: {said}", package.name, number + 1));
                }
                doc.clear();
            }
        }
    }
    found
}

fn says_nothing(doc: &str, name: &str) -> bool {
    let words: Vec<_> = doc.split_whitespace().collect();
    let name: Vec<_> = words_of(name).collect();
    let is_told = |word: String| FILLERS.contains(&&*word) || name.iter().any(|told| same(told, &word));
    words.len() < WORDS || words.iter().flat_map(|word| words_of(word)).all(is_told)
}

/// Whether two words are the same but for a plural.
fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('s') == other.trim_end_matches('s')
}

/// The name of the item, field or variant that a line declares, or the whole line.
fn item_name(line: &str) -> &str {
    const KEYWORDS: &[&str] = &[
        "pub",
        "fn",
        "struct",
        "enum",
        "trait",
        "const",
        "static",
        "mod",
        "type",
        "async",
        "unsafe",
        "crate",
        "super",
        "macro_rules",
        "mut",
        "union",
    ];
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.find(|word| !KEYWORDS.contains(word)).unwrap_or(line)
}

/// The words of a text or a name, in lower case: `TwoWords` and `two_words` have two.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        if c.is_uppercase() || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
    }
    words.into_iter().filter(|word| !word.is_empty())
}

#[test]
fn a_doc_comment_that_says_nothing_is_found() {
    let planted = Package::planted(&[(
        "src/lib.rs",
        "/// The text.\npub fn text() {}\n\
         /// Whether this is an empty page.\n#[must_use]\npub(crate) fn is_empty_page() {}\n\
         /// The secret ids of the key.\npub struct KeySecretId;\n\
         /// The id that a request is signed with.\npub struct SecretId;\n\
         /// A text\n/// in two lines.\nfn text() {}\n",
    )]);
    assert_eq!(
        that_say_nothing(&planted),
        [
            "planted/src/lib.rs:2: The text.",
            "planted/src/lib.rs:5: Whether this is an empty page.",
            "planted/src/lib.rs:7: The secret ids of the key.",
        ]
    );
}
