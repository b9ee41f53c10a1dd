//! Texts as string literals. Must hold for any text: what a description says may be hostile.

use std::fmt::Write as _;

/// In double quotes, with the escapes that Python, JavaScript, Go, Java and C# share.
pub(super) fn double(text: &str) -> String {
    quoted(text, false)
}

/// In double quotes for Ruby, where `#` may begin code.
pub(super) fn double_ruby(text: &str) -> String {
    quoted(text, true)
}

fn quoted(text: &str, hash: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '#' if hash => out.push_str("\\#"),
            char if is_unseen(char) => {
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// In single quotes for PHP, where only two characters need an escape.
pub(super) fn single_php(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// What ends lines, turns directions or cannot be seen; all of it is below U+FFFF.
pub(super) fn is_unseen(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_any_text() {
        assert_eq!(double("a\"b\\c\n#{x}\u{0}\u{2028}é"), r##""a\"b\\c\n#{x}\u0000\u2028é""##);
        assert_eq!(double_ruby("#{x} #$y"), r##""\#{x} \#$y""##);
        assert_eq!(single_php("it's \\ $x"), r"'it\'s \\ $x'");
    }
}
