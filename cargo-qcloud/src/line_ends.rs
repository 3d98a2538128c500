//! The line ends of a file that is edited: an editor of TOML writes them in its own way.

/// An edited text with the line ends that it had: lines that are as before keep theirs, new ones have those of the file.
pub(crate) fn kept(old: &str, new: &str) -> String {
    if !old.contains("\r\n") {
        return new.to_owned();
    }
    let [before, after]: [Vec<&str>; 2] = [old, new].map(|text| text.split_inclusive('\n').collect());
    // A last line that has no end yet gets one when others follow it.
    let is_same = |(before, after): &(&&str, &&str)| {
        bare(before) == bare(after) && before.ends_with('\n') == after.ends_with('\n')
    };
    let head = before.iter().zip(&after).take_while(is_same).count();
    let rest = before[head..].iter().rev().zip(after[head..].iter().rev());
    let tail = rest.take_while(is_same).count();
    let is_windows = old.matches("\r\n").count() * 2 > old.matches('\n').count();
    let end = if is_windows { "\r\n" } else { "\n" };
    let edited = after[head..after.len() - tail]
        .iter()
        .map(|line| if line.ends_with('\n') { format!("{}{end}", bare(line)) } else { (*line).to_owned() });
    before[..head].concat() + &edited.collect::<String>() + &before[before.len() - tail..].concat()
}

/// A line without its end.
fn bare(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_end_and_a_new_one_has_that_of_the_file() {
        for (old, new, expected) in [
            ("a\nb\n", "a\nx\nb\n", "a\nx\nb\n"),
            ("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"),
            ("a\r\nb\r\n", "a\n", "a\r\n"),
            ("a\r\nb\nc\r\n", "a\nb\nx\nc\n", "a\r\nb\nx\r\nc\r\n"),
            ("a\nb\nc\r\n", "x\na\nb\nc\n", "x\na\nb\nc\r\n"),
            ("a\r\nb", "a\nb\nx\n", "a\r\nb\r\nx\r\n"),
            ("a\r\nb\r\n", "x\n", "x\r\n"),
        ] {
            assert_eq!(kept(old, new), expected, "{old:?} {new:?}");
        }
    }
}
