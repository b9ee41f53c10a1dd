//! A version of an api written into the text of `portal.yaml`: by places, so that comments, order and form stay as
//! they are. Must not write files.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::Source;
use crate::tree::{Key, Node, Value, yaml};

/// What is to be registered.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'r> {
    /// System name of the api.
    pub api: &'r str,
    /// What people read, for an api that is new.
    pub title: &'r str,
    /// Name of the version.
    pub version: &'r str,
}

/// The text with the version in it, or `None` where it is there already.
///
/// # Errors
/// Why it cannot be written in, and what to write by hand.
pub fn register(text: &str, what: Registration<'_>) -> Result<Option<String>, String> {
    let source = Source::new("portal.yaml", text);
    let root = parse(&source)?;
    if find_version(root.as_ref(), what.api, what.version).is_some() {
        return Ok(None);
    }
    let edit = Editor { text }.edit(root.as_ref(), what).ok_or_else(|| by_hand(what))?;
    let mut changed = text.to_owned();
    changed.replace_range(edit.0, &edit.1);
    // What was written is read again: nobody gets a file that says something else.
    let source = Source::new("portal.yaml", changed.as_str());
    let read = parse(&source).map_err(|_| by_hand(what))?;
    if find_version(read.as_ref(), what.api, what.version).is_none() {
        return Err(by_hand(what));
    }
    Ok(Some(changed))
}

/// The file that `portal.yaml` names for a version, if it names one.
pub fn file_of(text: &str, api: &str, version: &str) -> Option<String> {
    let source = Source::new("portal.yaml", text);
    let root = parse(&source).ok()?;
    Some(find_version(root.as_ref(), api, version)?.get("file")?.text()?.to_owned())
}

fn parse(source: &Arc<Source>) -> Result<Option<Node<'_>>, String> {
    let mut problems = Vec::new();
    let root = yaml::parse(source, 0..source.text().len(), &mut problems);
    match problems.iter().find(|problem| problem.severity == crate::diag::Severity::Error) {
        Some(problem) => Err(format!("`portal.yaml` cannot be read: {}", problem.message)),
        None => Ok(root),
    }
}

fn find_version<'n, 's>(root: Option<&'n Node<'s>>, api: &str, version: &str) -> Option<&'n Node<'s>> {
    let versions = root?.get("apis")?.get(api)?.get("versions")?;
    versions.items().iter().find(|item| name_of(item) == Some(version))
}

fn name_of<'n>(item: &'n Node<'_>) -> Option<&'n str> {
    item.text().or_else(|| item.get("version")?.text())
}

fn by_hand(what: Registration<'_>) -> String {
    let Registration { api, version, .. } = what;
    format!(
        "`portal.yaml` is written in a way that is not edited here; add `apis: {{ {api}: {{ versions: [{version}] }} }}` by hand"
    )
}

/// A place and what stands there afterwards.
type Edit = (Range<usize>, String);

struct Editor<'t> {
    text: &'t str,
}

impl Editor<'_> {
    fn edit(&self, root: Option<&Node<'_>>, what: Registration<'_>) -> Option<Edit> {
        let Some(root) = root.filter(|root| !root.is_null()) else {
            return Some(self.at_end(self.text.len(), &self.whole(what)));
        };
        let Some((key, apis)) = root.entry("apis") else {
            return match self.is_flow(root) {
                true => self.extend_flow(root, &format!("apis: {{ {} }}", flow_api(what))),
                false => Some(self.at_end(self.end_of(root)?, &self.whole(what))),
            };
        };
        let step = self.step(root);
        let Some((api_key, api)) = apis.entry(what.api) else {
            let inner = self.column(key) + step;
            return self.extend_mapping((key, apis), inner, &block_api(what, inner, step), &flow_api(what));
        };
        let inner = self.column(api_key) + step;
        let Some((versions_key, versions)) = api.entry("versions") else {
            let versions = format!("{}versions:\n{}- {}\n", " ".repeat(inner), " ".repeat(inner + step), what.version);
            return self.extend_mapping((api_key, api), inner, &versions, &format!("versions: [{}]", what.version));
        };
        self.extend_list(versions_key, versions, what)
    }

    /// `apis` as a whole, as the last part of the file.
    fn whole(&self, what: Registration<'_>) -> String {
        let before = if self.text.trim().is_empty() { "" } else { "\n" };
        format!("{before}apis:\n{}", block_api(what, 2, 2))
    }

    fn is_flow(&self, node: &Node<'_>) -> bool {
        self.text[node.range().start..].starts_with(['{', '['])
    }

    /// The column of a key, from 0.
    fn column(&self, key: &Key<'_>) -> usize {
        key.range().start - self.line_start(key.range().start)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// How far the file indents.
    fn step(&self, root: &Node<'_>) -> usize {
        let indented = root.entries().iter().find_map(|(key, value)| {
            let (first, _) = value.entries().first()?;
            let column = self.column(first);
            (!self.is_flow(value) && column > self.column(key)).then(|| column - self.column(key))
        });
        indented.unwrap_or(2).clamp(1, 8)
    }

    /// Whether a value stands behind its key, and not elsewhere behind an alias.
    fn is_here(key: &Key<'_>, value: &Node<'_>) -> bool {
        value.range().start >= key.range().end
    }

    /// Behind the line of the last thing that stands in a value.
    fn end_of(&self, node: &Node<'_>) -> Option<usize> {
        let last = self.last_byte(node);
        let text = self.text.get(..last)?;
        let end = text.trim_end().len();
        Some(self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1))
    }

    /// The last byte of what is written in a value; what an alias stands for is written elsewhere.
    fn last_byte(&self, node: &Node<'_>) -> usize {
        if self.is_flow(node) && !matches!(node.value, Value::Plain(_) | Value::Text(_)) {
            return node.range().end;
        }
        let mut last = node.range().start;
        let floor = node.range().start;
        for (key, value) in node.entries() {
            if key.range().start < floor {
                continue;
            }
            last = last.max(self.rest_of_line_value(key.range().end, value));
        }
        for item in node.items().iter().filter(|item| item.range().start >= floor) {
            last = last.max(self.last_byte(item));
        }
        if matches!(node.value, Value::Plain(_) | Value::Text(_)) {
            last = last.max(node.range().end);
        }
        last
    }

    fn rest_of_line_value(&self, key_end: usize, value: &Node<'_>) -> usize {
        if value.range().start < key_end {
            // An alias: it ends with its line.
            return self.text[key_end..].find('\n').map_or(self.text.len(), |at| key_end + at);
        }
        self.last_byte(value).max(key_end)
    }

    /// Whole lines at a place that begins a line, or ends the text.
    fn at_end(&self, at: usize, lines: &str) -> Edit {
        let before = &self.text[..at];
        let line_break = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        (at..at, format!("{line_break}{}", self.with_line_ends(lines)))
    }

    /// Windows' line ends where the file has them.
    fn with_line_ends(&self, lines: &str) -> String {
        if self.text.contains("\r\n") { lines.replace('\n', "\r\n") } else { lines.to_owned() }
    }

    /// One more entry of a mapping: `block` are whole lines, `flow` is what stands between braces.
    fn extend_mapping(
        &self,
        (key, mapping): (&Key<'_>, &Node<'_>),
        indent: usize,
        block: &str,
        flow: &str,
    ) -> Option<Edit> {
        if mapping.is_null() {
            // `apis:` with nothing behind it, or `null`, which goes away.
            if mapping.range().is_empty() || !Self::is_here(key, mapping) {
                let end =
                    self.text[key.range().end..].find('\n').map_or(self.text.len(), |at| key.range().end + at + 1);
                return Some(self.at_end(end, block));
            }
            return Some((mapping.range(), format!("{{ {flow} }}")));
        }
        if !Self::is_here(key, mapping) {
            return None;
        }
        if self.is_flow(mapping) {
            return self.extend_flow(mapping, flow);
        }
        let (first, _) = mapping.entries().iter().find(|(first, _)| first.range().start >= mapping.range().start)?;
        let column = self.column(first);
        let block: String = match column == indent {
            true => block.to_owned(),
            false => shifted(block, indent, column),
        };
        Some(self.at_end(self.end_of(mapping)?, &block))
    }

    /// One more entry before the closing brace.
    fn extend_flow(&self, collection: &Node<'_>, entry: &str) -> Option<Edit> {
        let close = collection.range().end.checked_sub(1)?;
        let inside = self.text.get(collection.range().start + 1..close)?;
        let is_empty = collection.entries().is_empty() && collection.items().is_empty();
        let trimmed = inside.trim_end();
        let at = collection.range().start + 1 + trimmed.len();
        // A comment behind the last entry would swallow what is written there.
        if trimmed.rsplit('\n').next().is_some_and(|line| line.contains('#')) {
            return None;
        }
        let comma = if is_empty || trimmed.ends_with(',') { "" } else { "," };
        let open = self.text.get(collection.range().start..=collection.range().start)?;
        let space = if is_empty && open == "[" { "" } else { " " };
        let behind = if is_empty && open == "{" && inside.is_empty() { " " } else { "" };
        Some((at..at, format!("{comma}{space}{entry}{behind}")))
    }

    /// One more version: newest first, older ones at the end.
    fn extend_list(&self, key: &Key<'_>, versions: &Node<'_>, what: Registration<'_>) -> Option<Edit> {
        if versions.is_null() {
            let column = self.column(key) + 2;
            let line = format!("{}- {}\n", " ".repeat(column), what.version);
            return self.extend_mapping((key, versions), column, &line, "").filter(|edit| edit.0.is_empty());
        }
        let items = versions.items();
        if !Self::is_here(key, versions) || !matches!(versions.value, Value::List(_)) {
            return None;
        }
        let is_newest = items.iter().filter_map(name_of).all(|name| number(name) < number(what.version));
        if self.is_flow(versions) {
            let first = items.first().map(|item| item.range().start);
            return match first.filter(|_| is_newest) {
                Some(at) => Some((at..at, format!("{}, ", what.version))),
                None => self.extend_flow(versions, what.version),
            };
        }
        let first = items.first()?;
        let start = self.line_start(first.range().start);
        let indent = self.text.get(start..)?.split('-').next().filter(|indent| indent.trim().is_empty())?;
        let line = format!("{indent}- {}\n", what.version);
        let at = if is_newest { start } else { self.end_of(versions)? };
        Some(self.at_end(at, &line))
    }
}

/// The numbers of a version's name, to tell which is newer.
fn number(name: &str) -> Vec<u64> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

fn shifted(block: &str, from: usize, to: usize) -> String {
    let (old, new) = (" ".repeat(from), " ".repeat(to));
    block.lines().map(|line| format!("{new}{}\n", line.strip_prefix(&old).unwrap_or(line))).collect()
}

fn block_api(what: Registration<'_>, indent: usize, step: usize) -> String {
    let (at, inner, item) = (" ".repeat(indent), " ".repeat(indent + step), " ".repeat(indent + 2 * step));
    let Registration { api, version, .. } = what;
    format!("{at}{api}:\n{inner}title: {}\n{inner}versions:\n{item}- {version}\n", quoted(what.title))
}

fn flow_api(what: Registration<'_>) -> String {
    format!("{}: {{ title: {}, versions: [{}] }}", what.api, serde_json::Value::from(what.title), what.version)
}

/// A title as YAML: plain where nothing in it has a meaning.
fn quoted(title: &str) -> String {
    let is_plain = title.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')'))
        && title.starts_with(char::is_alphabetic)
        && !title.ends_with(' ')
        && !matches!(
            title.to_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_plain { title.to_owned() } else { serde_json::Value::from(title).to_string() }
}

#[cfg(test)]
mod tests {
    use super::{Registration, file_of, register};

    fn with(text: &str) -> Result<Option<String>, String> {
        register(text, Registration { api: "orders", title: "Orders", version: "v3" })
    }

    fn becomes(text: &str, expected: &str) {
        assert_eq!(with(text).expect("it can be written").as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn an_api_is_added_where_there_is_none() {
        let new = "apis:\n  orders:\n    title: Orders\n    versions:\n      - v3\n";
        becomes("", new);
        becomes("title: T # mine\n", &format!("title: T # mine\n\n{new}"));
        becomes("title: T", &format!("title: T\n\n{new}"));
        becomes("{ title: T }", "{ title: T, apis: { orders: { title: \"Orders\", versions: [v3] } } }");
    }

    #[test]
    fn an_empty_list_of_apis_is_filled() {
        let api = "  orders:\n    title: Orders\n    versions:\n      - v3\n";
        becomes("apis:\ntitle: T\n", &format!("apis:\n{api}title: T\n"));
        becomes("apis: # none yet\ntitle: T\n", &format!("apis: # none yet\n{api}title: T\n"));
        becomes("apis: {}\ntitle: T\n", "apis: { orders: { title: \"Orders\", versions: [v3] } }\ntitle: T\n");
        becomes("apis: ~\n", "apis: { orders: { title: \"Orders\", versions: [v3] } }\n");
    }

    #[test]
    fn an_api_is_added_behind_the_others() {
        becomes(
            "apis:\n    # ours\n    mail:\n        versions: [v1] # old\n\n# plans\nplans: {}\n",
            "apis:\n    # ours\n    mail:\n        versions: [v1] # old\n    orders:\n        title: Orders\n        versions:\n            - v3\n\n# plans\nplans: {}\n",
        );
        becomes(
            "apis: { mail: { versions: [v1] } }\n",
            "apis: { mail: { versions: [v1] }, orders: { title: \"Orders\", versions: [v3] } }\n",
        );
        becomes(
            "apis:\n  mail:\n    auth: &a { mode: none }\n    versions: [v1]\n  list:\n    versions: [v1]\n    auth: *a\nplans: {}\n",
            "apis:\n  mail:\n    auth: &a { mode: none }\n    versions: [v1]\n  list:\n    versions: [v1]\n    auth: *a\n  orders:\n    title: Orders\n    versions:\n      - v3\nplans: {}\n",
        );
    }

    #[test]
    fn a_text_of_several_lines_stays_whole() {
        becomes(
            "apis:\n  mail:\n    versions: [v1]\n    description: |\n      One\n\n      Two\n\nplans: {}\n",
            "apis:\n  mail:\n    versions: [v1]\n    description: |\n      One\n\n      Two\n  orders:\n    title: Orders\n    versions:\n      - v3\n\nplans: {}\n",
        );
    }

    #[test]
    fn a_version_is_added_to_an_api() {
        becomes(
            "apis:\n  orders:\n    versions:\n      # newest first\n      - { version: v2, status: current } # now\n      - v1\n",
            "apis:\n  orders:\n    versions:\n      # newest first\n      - v3\n      - { version: v2, status: current } # now\n      - v1\n",
        );
        becomes(
            "apis:\n  orders:\n    versions:\n    - v10\n    - v4\nplans: {}\n",
            "apis:\n  orders:\n    versions:\n    - v10\n    - v4\n    - v3\nplans: {}\n",
        );
        becomes("apis: { orders: { versions: [v1] } }\n", "apis: { orders: { versions: [v3, v1] } }\n");
        becomes("apis: { orders: { versions: [v4] } }\n", "apis: { orders: { versions: [v4, v3] } }\n");
        becomes("apis: { orders: { versions: [] } }\n", "apis: { orders: { versions: [v3] } }\n");
        becomes(
            "apis:\n  orders:\n    title: O\nplans: {}\n",
            "apis:\n  orders:\n    title: O\n    versions:\n      - v3\nplans: {}\n",
        );
        becomes("apis:\n  orders:\n", "apis:\n  orders:\n    versions:\n      - v3\n");
        becomes("apis:\n  orders:\n    versions:\n", "apis:\n  orders:\n    versions:\n      - v3\n");
    }

    #[test]
    fn line_ends_stay() {
        becomes(
            "apis:\r\n  orders:\r\n    versions:\r\n      - v2\r\n",
            "apis:\r\n  orders:\r\n    versions:\r\n      - v3\r\n      - v2\r\n",
        );
    }

    #[test]
    fn what_is_there_is_left_alone() {
        assert_eq!(with("apis: { orders: { versions: [v3] } }"), Ok(None));
        assert_eq!(with("apis: { orders: { versions: [{ version: v3, file: apis/x.yaml }] } }"), Ok(None));
    }

    #[test]
    fn what_stands_elsewhere_is_not_edited() {
        let error = with("x: &all { mail: { versions: [v1] } }\napis: *all\n").expect_err("an alias");
        assert!(error.contains("by hand"), "{error}");
        assert!(with("apis: [").is_err());
    }

    #[test]
    fn a_version_may_name_its_file() {
        let text = "apis: { orders: { versions: [{ version: v3, file: apis/x.yaml }] } }";
        assert_eq!(file_of(text, "orders", "v3").as_deref(), Some("apis/x.yaml"));
        assert_eq!(file_of(text, "orders", "v2"), None);
    }
}
