//! Templates for property tests: random source over every construct of the
//! language, with partials, data and a choice of late names.
//!
//! A template is a function of a sequence of numbers, so that a failing case
//! shrinks by shortening the sequence, and a fuzzer's bytes make one as well.
//! Every template ends: loops are short, partials include only later ones.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The numbers that a template is made of; after the last one everything is 0,
/// which always chooses the simplest alternative.
pub struct Choices<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Choices<'a> {
    pub fn new(numbers: &'a [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % n
    }

    /// True once in `n` times.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

/// One generated situation.
#[derive(Debug, Clone)]
pub struct Case {
    pub template: String,
    /// Name and source.
    pub partials: Vec<(String, String)>,
    /// A template that is rendered around the text of the first one, which it knows as `content`.
    pub layout: String,
    /// All values, static and late.
    pub data: Map<String, Value>,
    /// Which names of `data` are late.
    pub late: Vec<String>,
    pub lax: bool,
    pub escape: bool,
    /// Unknown variables are nil also where the template is strict.
    pub unknown_is_nil: bool,
    /// Errors are printed in place instead of ending the render.
    pub inline: bool,
}

const PARTIALS: usize = 3;
const DATA: [&str; 10] = ["a", "b", "s", "list", "m", "pages", "t", "f", "n", "q"];

/// Makes a case.
pub fn case(choices: &mut Choices<'_>) -> Case {
    let lax = !choices.once_in(3);
    let escape = !choices.once_in(3);
    let unknown_is_nil = choices.once_in(2);
    let inline = choices.once_in(3);
    let data = data(choices);
    let late = late(choices);
    let template = source(choices, 0, 40);
    let partials = (1..=PARTIALS).map(|level| (format!("p{level}"), source(choices, level, 12))).collect();
    let layout = format!("{}{{{{ content }}}}{}", source(choices, 0, 12), source(choices, 0, 12));
    Case { template, partials, layout, data, late, lax, escape, unknown_is_nil, inline }
}

fn late(choices: &mut Choices<'_>) -> Vec<String> {
    DATA.iter().filter(|_| choices.once_in(3)).map(|name| (*name).to_owned()).collect()
}

fn data(choices: &mut Choices<'_>) -> Map<String, Value> {
    let values = [
        ("a", [json!(1), json!(3), json!(0)]),
        ("b", [json!(2), json!(-1), json!(1.5)]),
        ("s", [json!("sun"), json!("<b>{{ a }}{% if t %}"), json!("")]),
        ("list", [json!([1, 2, 3]), json!(["x", "sun", "<i>"]), json!([])]),
        (
            "m",
            [
                json!({"title": "Tee", "k": "title", "list": [4, 5], "deep": {"n": 7}}),
                json!({"title": "{{ s }}", "k": "list", "list": []}),
                json!({}),
            ],
        ),
        (
            "pages",
            [
                json!([{"title": "one", "tags": ["x", "y"]}, {"title": "two", "tags": []}]),
                json!([{"title": "%}", "k": "title"}]),
                json!([]),
            ],
        ),
        ("t", [json!(true), json!(true), json!(false)]),
        ("f", [json!(false), json!(false), json!(true)]),
        ("n", [json!(null), json!(null), json!(9)]),
        // The name of another one.
        ("q", [json!("a"), json!("x"), json!("m")]),
    ];
    values.into_iter().map(|(name, any)| (name.to_owned(), any[choices.below(3)].clone())).collect()
}

fn source(choices: &mut Choices<'_>, level: usize, budget: usize) -> String {
    let mut writer = Writer { choices, out: String::new(), level, depth: 0, loops: 0, budget };
    writer.block();
    writer.out
}

struct Writer<'c, 'n> {
    choices: &'c mut Choices<'n>,
    out: String,
    /// 0 for the template, 1… for the partials; includes go upwards only.
    level: usize,
    depth: usize,
    loops: usize,
    budget: usize,
}

impl Writer<'_, '_> {
    /// A few nodes after each other.
    fn block(&mut self) {
        let most = if self.depth == 0 { 9 } else { 4 };
        for _ in 0..self.choices.below(most) {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.node();
        }
    }

    fn nested(&mut self) {
        self.depth += 1;
        self.block();
        self.depth -= 1;
    }

    fn node(&mut self) {
        if self.depth > 4 {
            return self.leaf();
        }
        match self.choices.below(22) {
            0 | 1 => self.text(),
            2..=4 => self.output(),
            5 | 6 => self.assign(),
            7 | 8 => self.if_tag(),
            9 => self.unless(),
            10 => self.case_tag(),
            11..=13 => self.for_tag(),
            14 => self.capture(),
            15 => self.ifchanged(),
            16 => self.tablerow(),
            17 => self.include(),
            18 => self.render(),
            19 => self.liquid(),
            20 => self.interrupt(),
            _ => self.leaf(),
        }
    }

    fn leaf(&mut self) {
        match self.choices.below(10) {
            0 => self.text(),
            1 | 2 => self.output(),
            3 => self.cycle(),
            4 => {
                let (tag, name) = (self.choices.of(&["increment", "decrement"]), self.choices.of(&["c", "d", "a"]));
                self.tag(&format!("{tag} {name}"));
            }
            5 => {
                let expression = self.filtered();
                self.tag(&format!("echo {expression}"));
            }
            6 => self.out.push_str("{% raw %}{{ a }} {% if %}{% endraw %}"),
            7 => self.out.push_str("{% comment %}{{ a }}{% if t %}x{% endif %}{% endcomment %}"),
            8 => self.tag("# a note"),
            _ => self.assign(),
        }
    }

    fn text(&mut self) {
        let text = self.choices.of(&["x", " - ", "\n", "<p>", " y \n", "}}", "é{"]);
        self.out.push_str(text);
    }

    fn tag(&mut self, inside: &str) {
        let (open, close) = (self.choices.of(&["{%", "{%", "{%-"]), self.choices.of(&["%}", "%}", "-%}"]));
        let _ = write!(self.out, "{open} {inside} {close}");
    }

    fn output(&mut self) {
        let inside = self.filtered();
        let (open, close) = (self.choices.of(&["{{", "{{", "{{-"]), self.choices.of(&["}}", "}}", "-}}"]));
        let _ = write!(self.out, "{open} {inside} {close}");
    }

    fn assign(&mut self) {
        let name = self.choices.of(&["x", "y", "z", "a", "s", "i"]);
        let value = self.filtered();
        self.tag(&format!("assign {name} = {value}"));
    }

    fn if_tag(&mut self) {
        let condition = self.condition();
        self.tag(&format!("if {condition}"));
        self.nested();
        if self.choices.once_in(3) {
            let condition = self.condition();
            self.tag(&format!("elsif {condition}"));
            self.nested();
        }
        if self.choices.once_in(2) {
            self.tag("else");
            self.nested();
        }
        self.tag("endif");
    }

    fn unless(&mut self) {
        let condition = self.condition();
        self.tag(&format!("unless {condition}"));
        self.nested();
        if self.choices.once_in(2) {
            self.tag("else");
            self.nested();
        }
        self.tag("endunless");
    }

    fn case_tag(&mut self) {
        let subject = self.primary();
        self.tag(&format!("case {subject}"));
        for _ in 0..=self.choices.below(3) {
            let mut values = self.primary();
            if self.choices.once_in(3) {
                let _ = write!(values, "{}{}", self.choices.of(&[", ", " or "]), self.primary());
            }
            self.tag(&format!("when {values}"));
            self.nested();
        }
        if self.choices.once_in(2) {
            self.tag("else");
            self.nested();
        }
        self.tag("endcase");
    }

    fn for_tag(&mut self) {
        if self.loops == if self.level == 0 { 2 } else { 1 } {
            return self.output();
        }
        let variable = self.choices.of(&["i", "j", "a"]);
        let collection = self.collection();
        let mut options = String::new();
        if self.choices.once_in(4) {
            options.push_str(" reversed");
        }
        if self.choices.once_in(4) {
            let _ = write!(options, " limit: {}", self.choices.of(&["1", "2", "a", "b"]));
        }
        if self.choices.once_in(4) {
            let _ = write!(options, " offset: {}", self.choices.of(&["1", "continue", "a"]));
        }
        self.tag(&format!("for {variable} in {collection}{options}"));
        self.loops += 1;
        self.nested();
        self.loops -= 1;
        if self.choices.once_in(4) {
            self.tag("else");
            self.nested();
        }
        self.tag("endfor");
    }

    fn tablerow(&mut self) {
        if self.loops == if self.level == 0 { 2 } else { 1 } {
            return self.text();
        }
        let collection = self.collection();
        let options = self.choices.of(&["", " cols: 2", " limit: 2", " cols: a offset: 1"]);
        self.tag(&format!("tablerow i in {collection}{options}"));
        self.loops += 1;
        self.nested();
        self.loops -= 1;
        self.tag("endtablerow");
    }

    fn capture(&mut self) {
        let name = self.choices.of(&["x", "y", "s"]);
        self.tag(&format!("capture {name}"));
        self.nested();
        self.tag("endcapture");
    }

    fn ifchanged(&mut self) {
        self.tag("ifchanged");
        self.nested();
        self.tag("endifchanged");
    }

    fn cycle(&mut self) {
        let cycle = self.choices.of(&["'o', 'e'", "g: 'o', 'e', 'u'", "a: 1, 2", "a, b", "s: s, 'q'", "i, 'w'"]);
        self.tag(&format!("cycle {cycle}"));
    }

    fn interrupt(&mut self) {
        let tag = self.choices.of(&["continue", "break"]);
        if self.choices.once_in(2) {
            let condition = self.condition();
            self.tag(&format!("if {condition}"));
            self.tag(tag);
            self.tag("endif");
        } else {
            self.tag(tag);
        }
    }

    fn partial(&mut self) -> Option<String> {
        let above = PARTIALS.checked_sub(self.level).filter(|left| *left > 0)?;
        Some(format!("p{}", self.level + 1 + self.choices.below(above)))
    }

    fn include(&mut self) {
        let Some(name) = self.partial() else { return self.text() };
        let mut tag = format!("include '{name}'");
        if self.choices.once_in(6) {
            "include pick".clone_into(&mut tag);
            self.tag(&format!("assign pick = '{name}'"));
            if self.choices.once_in(2) {
                self.tag(&format!("if a == 1 %}}{{% assign pick = 'p{PARTIALS}' %}}{{% endif"));
            }
        }
        let arguments = self.arguments(&[" with m", " for list", " with s as i", " for pages as j"]);
        self.tag(&(tag + &arguments));
    }

    fn render(&mut self) {
        let Some(name) = self.partial() else { return self.text() };
        let arguments = self.arguments(&[" with m", " for list", " with s as i", " for pages as j"]);
        self.tag(&format!("render '{name}'{arguments}"));
    }

    fn arguments(&mut self, bindings: &[&str]) -> String {
        let mut out = String::new();
        if self.choices.once_in(4) {
            out.push_str(self.choices.of(bindings));
        }
        for _ in 0..self.choices.below(3) {
            let _ = write!(out, ", {}: {}", self.choices.of(&["x", "s", "i", "a"]), self.primary());
        }
        out
    }

    /// `{% liquid %}` with the line forms of some tags.
    fn liquid(&mut self) {
        self.out.push_str("{% liquid\n");
        for _ in 0..self.choices.below(4) {
            let (condition, value) = (self.condition(), self.filtered());
            let line = match self.choices.below(7) {
                0 => format!("echo {value}"),
                1 => format!("assign x = {value}"),
                2 => format!("if {condition}\n echo {value}\nelse\n assign y = {value}\nendif"),
                3 => format!("for i in (1..2)\n  echo i\n  if {condition}\n    break\n  endif\nendfor"),
                4 => "increment c".to_owned(),
                5 => format!("case a\nwhen 1\necho {value}\nelse\n echo i\nendcase"),
                _ => self.partial().map_or_else(|| "# nothing".to_owned(), |name| format!("include '{name}', x: s")),
            };
            let _ = writeln!(self.out, "{line}");
        }
        self.out.push_str("%}");
    }

    fn condition(&mut self) -> String {
        let mut out = self.comparison();
        for _ in 0..self.choices.below(3).saturating_sub(1) {
            let _ = write!(out, " {} {}", self.choices.of(&["and", "or"]), self.comparison());
        }
        out
    }

    fn comparison(&mut self) -> String {
        let left = self.primary();
        match self.choices.below(9) {
            0..=2 => left,
            3 => format!("{left} == {}", self.primary()),
            4 => format!("{left} != {}", self.choices.of(&["nil", "blank", "empty", "'sun'", "1"])),
            5 => format!("list contains {left}"),
            6 => format!("s contains {left}"),
            7 => format!("a {} b", self.choices.of(&["<", ">", "<=", ">="])),
            _ => format!("{left} == {}", self.choices.of(&["empty", "blank", "present"])),
        }
    }

    fn collection(&mut self) -> String {
        let list = ["list", "(1..3)", "pages", "m", "(a..3)", "m.list", "i.tags", "x", "s", "(1..b)", "pages[0].tags"];
        self.choices.of(&list).to_owned()
    }

    fn primary(&mut self) -> String {
        match self.choices.below(4) {
            0 => self.choices.of(&["a", "s", "t", "f", "b", "n", "m", "list"]).to_owned(),
            1 => self.choices.of(&["x", "y", "i", "j", "c", "z", "pick", "nope", "content"]).to_owned(),
            2 => self
                .choices
                .of(&["1", "'sun'", "true", "nil", "2.5", "(1..3)", "-3", "\"<\"", "empty", "blank", "false"])
                .to_owned(),
            _ => self
                .choices
                .of(&[
                    "m.title",
                    "m['k']",
                    "m[m.k]",
                    "list[0]",
                    "list.first",
                    "list.size",
                    "pages[0].title",
                    "pages.last.tags",
                    "forloop.index",
                    "forloop.last",
                    "forloop.parentloop.index0",
                    "m.deep.n",
                    "list[a]",
                    "i.title",
                    "i[0]",
                    "x.size",
                    "[q]",
                    "[q].title",
                    "pages[i].title",
                    "tablerowloop.col",
                    "s.size",
                    "list[-1]",
                ])
                .to_owned(),
        }
    }

    fn filtered(&mut self) -> String {
        let mut out = self.primary();
        for _ in 0..self.choices.below(4).saturating_sub(1) {
            let argument = self.primary();
            let filter = match self.choices.below(20) {
                0 => "upcase".to_owned(),
                1 => format!("append: {argument}"),
                2 => format!("plus: {argument}"),
                3 => format!("default: {argument}"),
                4 => "size".to_owned(),
                5 => "join: '-'".to_owned(),
                6 => "first".to_owned(),
                7 => "split: ''".to_owned(),
                8 => "reverse".to_owned(),
                9 => "map: 'title'".to_owned(),
                10 => format!("where: 'title', {argument}"),
                11 => "escape".to_owned(),
                12 => format!("divided_by: {argument}"),
                13 => "sort".to_owned(),
                14 => format!("slice: {argument}"),
                15 => "html_safe".to_owned(),
                16 => format!("replace: 's', {argument}"),
                17 => "strip_html".to_owned(),
                18 => format!("default: {argument}, allow_false: true"),
                _ => format!("times: {argument}"),
            };
            let _ = write!(out, " | {filter}");
        }
        out
    }
}
