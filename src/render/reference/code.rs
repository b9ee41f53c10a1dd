//! Code that is highlighted while it is written: a text and the class of each of its runs.
//! Must not parse; whoever writes a token knows what it is.

use crate::render::code::class;
use crate::render::escape;

/// Code with its colours.
#[derive(Debug, Clone, Default)]
pub struct Code {
    text: String,
    /// Where each run ends, and its class.
    runs: Vec<(usize, u8)>,
}

macro_rules! writers {
    ($($name:ident, $class:ident, $words:literal;)*) => {
        $(
            #[doc = concat!("Writes ", $words, ".")]
            pub fn $name(&mut self, text: &str) -> &mut Self {
                self.push(class::$class, text)
            }
        )*
    };
}

impl Code {
    /// Nothing yet, with room for a usual sample.
    pub fn new() -> Self {
        Self { text: String::with_capacity(512), runs: Vec::with_capacity(64) }
    }

    writers! {
        plain, NONE, "names, punctuation, white space";
        keyword, KEYWORD, "a keyword";
        string, STRING, "a string with its quotes";
        number, NUMBER, "a number, a boolean, nothing";
        comment, COMMENT, "a comment";
        function, FUNCTION, "the name of a function that is called";
        kind, TYPE, "the name of a type or a module";
        property, PROPERTY, "a property or a key";
        variable, VARIABLE, "a variable that the language itself sets apart";
        operator, OPERATOR, "an operator";
        attribute, ATTRIBUTE, "a tag or an attribute";
        escape, ESCAPE, "an escape sequence within a string";
        meta, META, "a mark that is no content";
    }

    /// Writes a token of a class of [`class`].
    pub fn push(&mut self, class: u8, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        self.text.push_str(text);
        let end = self.text.len();
        match self.runs.last_mut() {
            Some((last, same)) if *same == class => *last = end,
            _ => self.runs.push((end, class)),
        }
        self
    }

    /// Writes what another writer holds.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        let mut from = 0;
        for (end, class) in &other.runs {
            self.push(*class, &other.text[from..*end]);
            from = *end;
        }
        self
    }

    /// The code as it is copied and run.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The code, without its colours.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The HTML inside `<code>`.
    pub fn html(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + self.runs.len() * 12 + self.text.len() / 16);
        let mut from = 0;
        for (end, class) in &self.runs {
            let text = &self.text[from..*end];
            from = *end;
            if *class == class::NONE {
                escape::text(&mut out, text);
                continue;
            }
            let ink = text.trim_end();
            out.push_str("<i class=");
            out.push(char::from(*class));
            out.push('>');
            escape::text(&mut out, ink);
            out.push_str("</i>");
            out.push_str(&text[ink.len()..]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_are_one_element_and_text_is_escaped() {
        let mut code = Code::new();
        code.keyword("if").plain(" a <").plain(" b ").string("\"x").string("&\"");
        assert_eq!(code.text(), "if a < b \"x&\"");
        assert_eq!(code.html(), "<i class=k>if</i> a &lt; b <i class=s>\"x&amp;\"</i>");
    }
}
