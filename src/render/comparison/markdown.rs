//! Changes as Markdown, fit for a comment on a pull request: the breaking ones open, the others folded.

use std::fmt::Write as _;

use super::{Tally, groups, sentence};
use crate::model::{Change, Class, Comparison};

/// Comments of code hosts hold 65,536 characters; what does not fit is counted.
const MOST: usize = 60_000;

/// A heading, the number of changes of each class, and the changes by class and operation.
pub fn markdown(comparison: &Comparison, title: &str) -> String {
    let tally = Tally::of(comparison);
    let mut text = format!("## {}\n\n", escaped(title));
    if comparison.changes.is_empty() {
        text.push_str("Nothing changed.\n");
        return text;
    }
    let _ = writeln!(text, "| Breaking | Non-breaking | Documentation |\n|--:|--:|--:|");
    let _ = writeln!(text, "| {} | {} | {} |", tally.breaking, tally.non_breaking, tally.documentation);
    let parts = [
        (Class::Breaking, "Breaking", tally.breaking),
        (Class::NonBreaking, "Non-breaking", tally.non_breaking),
        (Class::Documentation, "Documentation", tally.documentation),
    ];
    for (class, title, count) in parts {
        if count == 0 {
            continue;
        }
        let (open, close) = match class {
            Class::Breaking => (format!("\n### {title}\n"), ""),
            _ => (format!("\n<details><summary>{title} ({count})</summary>\n"), "\n</details>\n"),
        };
        text.push_str(&open);
        list(comparison, class, &mut text);
        text.push_str(close);
    }
    text
}

fn list(comparison: &Comparison, class: Class, text: &mut String) {
    let mut left = comparison.changes.iter().filter(|change| change.class == class).count();
    for (owner, changes) in groups(comparison.changes.iter().filter(|change| change.class == class)) {
        if text.len() > MOST {
            let _ = write!(text, "\n… and {left} more\n");
            return;
        }
        let _ = write!(text, "\n**{}**\n\n", escaped(&owner.title()));
        for change in &changes {
            if text.len() > MOST {
                break;
            }
            let _ = writeln!(text, "- {}", item(change));
            left -= 1;
        }
    }
}

fn item(change: &Change) -> String {
    format!("{} — `{}`", escaped(&sentence(change)), change.rule)
}

/// Text of a description as text: nothing in it becomes markup, a mention or HTML. What stands in backticks stays.
fn escaped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_balanced = text.matches('`').count() % 2 == 0;
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut is_code = false;
    for c in text.chars() {
        match c {
            '`' if is_balanced => {
                is_code = !is_code;
                escaped.push(c);
            }
            _ if is_code => escaped.push(c),
            '@' => escaped.push_str("&#64;"),
            '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '\\' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '&' => escaped.push_str("&amp;"),
            _ if c.is_control() => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn words_of_a_description_are_no_markup() {
        assert_eq!(escaped("a <b> @you *c* `d<e>` f\n# g"), "a \\<b\\> &#64;you \\*c\\* `d<e>` f \\# g");
        assert_eq!(escaped("one ` tick <b>"), "one \\` tick \\<b\\>");
    }
}
