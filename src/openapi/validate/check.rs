//! A tree held against rules: what does not fit, where, in words. Where several alternatives exist and none fits, the
//! one that was meant is told.

use super::compiled::{Compiled, Number, Rest, Rules};
use super::pattern;
use crate::tree::{Node, Place, Value};
use std::ops::Range;

/// More than this nobody reads.
const MOST: usize = 1000;
/// As deep as trees are.
const DEEPEST: usize = 400;

/// One thing that does not fit.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) range: Range<usize>,
    pub(super) depth: usize,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// Steps from the root.
    pub(super) pointer: String,
}

/// Holds a tree against the rules.
pub(super) struct Check<'c> {
    compiled: &'c Compiled,
    pointer: String,
    depth: usize,
    /// Inside alternatives, a few are enough to choose by.
    most: usize,
}

type Findings = Vec<Finding>;

impl<'c> Check<'c> {
    pub(super) fn run(compiled: &'c Compiled, root: &Node<'_>) -> Findings {
        let mut check = Self { compiled, pointer: String::new(), depth: 0, most: MOST };
        let mut findings = Vec::new();
        let mut seen = vec![false; root.entries().len()];
        check.node(compiled.root, root, &root.range(), &mut seen, &mut findings);
        findings
    }

    fn find(&self, findings: &mut Findings, range: &Range<usize>, message: String, hint: Option<String>) {
        if findings.len() < self.most {
            let (range, pointer) = (range.clone(), self.pointer.clone());
            findings.push(Finding { range, depth: self.depth, message, hint, pointer });
        }
    }

    /// Holds one value against one schema. `key` is what stands before it; `seen` says which entries of a mapping
    /// some schema has described.
    fn node(&mut self, at: Number, node: &Node<'_>, key: &Range<usize>, seen: &mut [bool], findings: &mut Findings) {
        if self.depth > DEEPEST {
            return;
        }
        let rules = &self.compiled.all[at];
        if rules.never {
            return self.find(findings, key, "this does not belong here".to_owned(), None);
        }
        if !self.types(rules, node, key, findings) {
            return;
        }
        self.scalar(rules, node, findings);
        if let Some(target) = rules.reference {
            self.node(target, node, key, seen, findings);
        }
        for &part in &rules.all {
            self.node(part, node, key, seen, findings);
        }
        self.choices(rules, node, key, seen, findings);
        if let Some((question, then, otherwise)) = rules.when {
            let mut ignored = vec![false; seen.len()];
            let fits = self.fits(question, node, &mut ignored);
            if fits {
                merge(seen, &ignored);
            }
            if let Some(next) = if fits { then } else { otherwise } {
                self.node(next, node, key, seen, findings);
            }
        }
        if let Value::Map(_) = node.value {
            self.mapping(rules, node, key, seen, findings);
        }
        if let (Value::List(items), Some(rule)) = (&node.value, rules.items) {
            for (number, item) in items.iter().enumerate() {
                self.below(&number.to_string(), |check| {
                    let mut seen = vec![false; item.entries().len()];
                    check.node(rule, item, &item.range(), &mut seen, findings);
                });
            }
        }
        self.list(rules, node, key, findings);
    }

    fn below(&mut self, step: &str, work: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        if step.contains(['~', '/']) {
            self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(step);
        }
        self.depth += 1;
        work(self);
        self.depth -= 1;
        self.pointer.truncate(length);
    }

    fn types(&self, rules: &Rules, node: &Node<'_>, key: &Range<usize>, findings: &mut Findings) -> bool {
        if rules.types.is_empty() || rules.types.iter().any(|name| is_of(node, name)) {
            return true;
        }
        let wanted: Vec<&str> = rules.types.iter().map(|name| words(name)).collect();
        let own = node.range();
        let place = if own.is_empty() { key } else { &own };
        let is_scalar = matches!(node.value, Value::Plain(_)) && !node.is_null();
        let hint = match &rules.types[..] {
            [only] if only == "string" && is_scalar => Some("put it in quotes".to_owned()),
            [only]
                if matches!(only.as_str(), "boolean" | "integer" | "number")
                    && matches!(node.value, Value::Text(_)) =>
            {
                Some("take the quotes away".to_owned())
            }
            _ => None,
        };
        let what = self.pointer.rsplit('/').next().unwrap_or_default();
        let message = format!("`{}` is {}, expected {}", unescaped(what), node.kind(), wanted.join(" or "));
        self.find(findings, place, message, hint);
        false
    }

    fn scalar(&self, rules: &Rules, node: &Node<'_>, findings: &mut Findings) {
        if !rules.values.is_empty() && !rules.values.contains(&node.to_json()) {
            let values: Vec<String> = rules.values.iter().map(plain).collect();
            let found = plain(&node.to_json());
            let what = unescaped(self.pointer.rsplit('/').next().unwrap_or_default());
            let list = values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
            let of = if values.len() == 1 { "" } else { "one of " };
            let message = format!("`{found}` is no value for `{what}`: expected {of}{list}");
            let near = crate::diag::nearest(&found, values.iter().map(String::as_str));
            self.find(findings, &node.range(), message, near.map(|near| format!("did you mean `{near}`?")));
        }
        let Some(text) = node.text() else { return };
        if let Some(wanted) = rules.pattern.as_deref().filter(|wanted| !pattern::matches(wanted, text)) {
            let short: String = text.chars().take(60).collect();
            self.find(findings, &node.range(), format!("`{short}` does not fit: {}", pattern::words(wanted)), None);
        }
        if let (Some(least), Value::Plain(text)) = (rules.minimum, &node.value)
            && text.parse::<f64>().is_ok_and(|number| number < least)
        {
            self.find(findings, &node.range(), format!("`{text}` is less than {least}"), None);
        }
    }

    fn list(&mut self, rules: &Rules, node: &Node<'_>, key: &Range<usize>, findings: &mut Findings) {
        let Value::List(items) = &node.value else { return };
        if items.len() < rules.least_items {
            let words =
                if rules.least_items == 1 { "one item".to_owned() } else { format!("{} items", rules.least_items) };
            self.find(findings, key, format!("at least {words} must stand here"), None);
        }
        if let Some((rule, least, most)) = rules.contains {
            let fitting =
                items.iter().filter(|item| self.fits(rule, item, &mut vec![false; item.entries().len()])).count();
            if fitting < least || fitting > most {
                self.find(findings, key, "these do not go together".to_owned(), None);
            }
        }
        if rules.is_set && items.len() <= 200 {
            for (at, item) in items.iter().enumerate() {
                let is_same = |other: &Node<'_>| other.text().is_some() && other.text() == item.text();
                if items[..at].iter().any(is_same) {
                    let message = format!("`{}` stands here twice", item.text().unwrap_or_default());
                    self.find(findings, &item.range(), message, None);
                }
            }
        }
    }

    fn mapping(
        &mut self,
        rules: &Rules,
        node: &Node<'_>,
        key: &Range<usize>,
        seen: &mut [bool],
        findings: &mut Findings,
    ) {
        for name in rules.required.iter().filter(|name| node.entry(name).is_none()) {
            self.find(findings, key, format!("`{name}` is missing here"), None);
        }
        let count = node.entries().len();
        if count < rules.least_properties {
            self.find(findings, key, "at least one entry must stand here".to_owned(), None);
        }
        if rules.most_properties.is_some_and(|most| count > most) {
            self.find(
                findings,
                key,
                format!("at most {} entry may stand here", rules.most_properties.unwrap_or(1)),
                None,
            );
        }
        for (at, (name, value)) in node.entries().iter().enumerate() {
            let text: &str = &name.name;
            let own = rules.properties.get(text).copied();
            let by_pattern =
                rules.patterns.iter().filter(|(wanted, _)| pattern::matches(wanted, text)).map(|(_, rule)| *rule);
            let mut described = false;
            for rule in own.into_iter().chain(by_pattern).collect::<Vec<_>>() {
                described = true;
                self.entry(text, &name.range(), value, rule, findings);
            }
            if let Some(rule) = rules.names {
                let before = findings.len();
                let named = Node { place: Place::new(name.range(), 0), value: Value::Text(name.name.clone()) };
                self.below(text, |check| check.node(rule, &named, &name.range(), &mut [], findings));
                findings.truncate(before.max(findings.len().min(before + 1)));
            }
            if !described {
                match rules.additional {
                    Rest::Free => {}
                    Rest::Forbidden => {
                        described = true;
                        self.unknown(rules, text, &name.range(), findings);
                    }
                    Rest::Fits(rule) => {
                        described = true;
                        self.entry(text, &name.range(), value, rule, findings);
                    }
                }
            }
            if described && let Some(seen) = seen.get_mut(at) {
                *seen = true;
            }
        }
        for (name, rule) in &rules.dependent {
            if node.entry(name).is_some() {
                self.node(*rule, node, key, seen, findings);
            }
        }
        if rules.unevaluated == Rest::Forbidden {
            for (at, (name, _)) in node.entries().iter().enumerate() {
                if !seen.get(at).copied().unwrap_or(true) {
                    seen[at] = true;
                    self.unknown(rules, &name.name, &name.range(), findings);
                }
            }
        }
    }

    fn entry(&mut self, name: &str, key: &Range<usize>, value: &Node<'_>, rule: Number, findings: &mut Findings) {
        self.below(name, |check| {
            let mut seen = vec![false; value.entries().len()];
            check.node(rule, value, key, &mut seen, findings);
        });
    }

    fn unknown(&self, rules: &Rules, name: &str, range: &Range<usize>, findings: &mut Findings) {
        let mut known: Vec<&str> = rules.properties.keys().map(String::as_str).collect();
        known.sort_unstable();
        let hint = match crate::diag::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if rules
                .patterns
                .iter()
                .any(|(pattern, _)| pattern.trim_start_matches("^\\").trim_start_matches('^') == "/") =>
            {
                "a path begins with `/`".to_owned()
            }
            None if known.is_empty() => "keys of your own begin with `x-`".to_owned(),
            None => format!("known keys: `{}`; keys of your own begin with `x-`", known.join("`, `")),
        };
        self.find(findings, range, format!("the key `{name}` is not known here"), Some(hint));
    }

    fn fits(&mut self, rule: Number, node: &Node<'_>, seen: &mut [bool]) -> bool {
        let (mut findings, most) = (Vec::new(), self.most);
        self.most = 1;
        self.node(rule, node, &node.range(), seen, &mut findings);
        self.most = most;
        findings.is_empty()
    }

    fn choices(
        &mut self,
        rules: &Rules,
        node: &Node<'_>,
        key: &Range<usize>,
        seen: &mut [bool],
        findings: &mut Findings,
    ) {
        for (alternatives, exactly) in [(&rules.any, false), (&rules.one, true)] {
            if alternatives.is_empty() {
                continue;
            }
            let mut fitting = 0;
            for &rule in alternatives {
                let mut own = vec![false; seen.len()];
                if self.fits(rule, node, &mut own) {
                    fitting += 1;
                    merge(seen, &own);
                }
            }
            if fitting == 0 {
                self.none_fits(alternatives, node, key, seen, findings);
            } else if exactly && fitting > 1 {
                let names = self.asked(alternatives);
                let both: Vec<&str> =
                    names.iter().map(String::as_str).filter(|name| node.entry(name).is_some()).collect();
                if both.len() > 1 {
                    let message = format!("`{}` exclude each other", both.join("` and `"));
                    self.find(findings, key, message, Some("keep one of them".to_owned()));
                }
            }
        }
        if let Some(rule) = rules.not
            && self.fits(rule, node, &mut vec![false; seen.len()])
        {
            let names = &self.compiled.all[rule].required;
            let message = match names.len() {
                0 => "this does not belong here".to_owned(),
                1 => format!("`{}` does not belong here", names[0]),
                _ => format!("`{}` exclude each other", names.join("` and `")),
            };
            self.find(findings, key, message, None);
        }
    }

    /// What alternatives ask for, where that is all they do.
    fn asked(&self, alternatives: &[Number]) -> Vec<String> {
        alternatives.iter().flat_map(|rule| self.compiled.all[*rule].required.clone()).collect()
    }

    /// Tells what is wrong with the alternative that was meant.
    fn none_fits(
        &mut self,
        alternatives: &[Number],
        node: &Node<'_>,
        key: &Range<usize>,
        seen: &mut [bool],
        findings: &mut Findings,
    ) {
        let only_asks =
            |rules: &Rules| !rules.required.is_empty() && rules.properties.is_empty() && rules.types.is_empty();
        if alternatives.iter().all(|rule| only_asks(&self.compiled.all[*rule])) {
            let message = format!("one of `{}` is missing here", self.asked(alternatives).join("`, `"));
            return self.find(findings, key, message, None);
        }
        let mut best: Option<((usize, usize), Findings, Vec<bool>)> = None;
        for &rule in alternatives {
            let (mut own, mut own_seen) = (Vec::new(), vec![false; seen.len()]);
            self.node(rule, node, key, &mut own_seen, &mut own);
            // A reference is meant only where there is one.
            let asks = self.compiled.all[rule].reference.map_or(rule, |target| target);
            let is_reference = self.compiled.all[asks].required == ["$ref"];
            if is_reference && node.entry("$ref").is_none() {
                continue;
            }
            let shallow = own.iter().filter(|finding| finding.depth == self.depth).count();
            let value = own.iter().filter(|finding| finding.message.contains("is no value for")).count();
            let score = (shallow * 4 + value * 8, own.len());
            if best.as_ref().is_none_or(|(known, ..)| score < *known) {
                best = Some((score, own, own_seen));
            }
        }
        if let Some((_, own, own_seen)) = best {
            merge(seen, &own_seen);
            let room = self.most.saturating_sub(findings.len());
            findings.extend(own.into_iter().take(room));
        } else {
            self.find(findings, key, "this fits none of the forms that are allowed here".to_owned(), None);
        }
    }
}

fn merge(seen: &mut [bool], own: &[bool]) {
    for (seen, own) in seen.iter_mut().zip(own) {
        *seen |= own;
    }
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

fn plain(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().take(60).collect()
}

fn is_of(node: &Node<'_>, name: &str) -> bool {
    match (&node.value, name) {
        (Value::Map(_), "object") | (Value::List(_), "array") | (Value::Text(_), "string") => true,
        (Value::Plain(_), _) => match (node.to_json(), name) {
            (serde_json::Value::Null, "null" | "object")
            | (serde_json::Value::Bool(_), "boolean")
            | (serde_json::Value::Number(_), "number")
            | (serde_json::Value::String(_), "string") => true,
            (serde_json::Value::Number(number), "integer") => number.as_f64().is_some_and(|one| one.fract() == 0.0),
            _ => false,
        },
        _ => false,
    }
}

fn words(name: &str) -> &'static str {
    match name {
        "object" => "a mapping",
        "array" => "a list",
        "string" => "a string",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "nothing",
    }
}
