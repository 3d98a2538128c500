//! Characters that look like those of ASCII and are none: what an input method, a word processor or a copied page leaves in a text.

/// Pairs of a character and the one of ASCII that it looks like.
const LETTERS: &str = "\
    аaеeоoрpсcуyхxіiјjѕsһhԁdкkАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvιiαaρpυuıiɡgɑa";

const MARKS: &[(&str, char, &str)] = &[
    ("“”„‟«»", '"', "a curly quote"),
    ("‘’‚‛", '\'', "a curly quote"),
    ("‐‑‒–—―−﹣", '-', "a dash"),
    ("•∙·", '-', "a bullet"),
    ("∶︰꞉ː", ':', "a colon of another script"),
    ("、", ',', "an ideographic comma"),
    ("。", '.', "an ideographic full stop"),
    ("【〔", '[', "a bracket of another script"),
    ("】〕", ']', "a bracket of another script"),
    ("\u{a0}\u{202f}", ' ', "a no-break space"),
    ("\u{3000}", ' ', "a full-width space"),
    (
        "\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{205f}",
        ' ',
        "a space of another width",
    ),
];

/// The character of ASCII that another one looks like, and what that other one is.
pub(crate) fn of(c: char) -> Option<(char, &'static str)> {
    if c.is_ascii() {
        return None;
    }
    if matches!(c, '\u{ff01}'..='\u{ff5e}') {
        let like = char::from_u32(u32::from(c) - 0xfee0)?;
        return Some((like, "a full-width character"));
    }
    if let Some((_, like, what)) = MARKS.iter().find(|(all, ..)| all.contains(c)) {
        return Some((*like, what));
    }
    let mut pairs = LETTERS.chars().step_by(2).zip(LETTERS.chars().skip(1).step_by(2));
    let (_, like) = pairs.find(|(other, _)| *other == c)?;
    let what = match c {
        '\u{370}'..='\u{3ff}' => "a Greek letter",
        '\u{400}'..='\u{52f}' => "a Cyrillic letter",
        _ => "a letter of another alphabet",
    };
    Some((like, what))
}

/// The text with the characters of ASCII that it seems to hold.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| of(c).map_or(c, |(like, _)| like)).collect()
}

/// The first character of a text that looks like another.
pub(crate) fn first(text: &str) -> Option<char> {
    text.chars().find(|c| of(*c).is_some())
}

/// What a character is, and what it looks like, as a clause; nothing for one that looks like no other.
pub(crate) fn described(c: char) -> Option<String> {
    let (like, what) = of(c)?;
    let shown = if c.is_whitespace() { String::new() } else { format!("`{c}` ") };
    let like = if like == ' ' { "a space".to_owned() } else { format!("`{like}`") };
    Some(match shown.as_str() {
        "" => format!("there is a U+{:04X} here, {what}, not {like}", u32::from(c)),
        _ => format!("{shown}is U+{:04X}, {what}, not {like}", u32::from(c)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_ascii_is_known_and_nothing_else_is() {
        assert_eq!(plain("“ｔｙｐе”：［１］\u{a0}–"), "\"type\":[1] -");
        for plain in ["type: [string]", "价格", "é", "ж"] {
            assert_eq!(first(plain), None, "{plain}");
        }
        assert_eq!(described('о').unwrap(), "`о` is U+043E, a Cyrillic letter, not `o`");
        assert_eq!(described('\u{a0}').unwrap(), "there is a U+00A0 here, a no-break space, not a space");
    }
}
