//! Which parts of a page a script could replace: those that are whole elements or text of the body. What stands in a
//! tag, in the head, or opens an element that it does not close is finished only where the runtime serves the page.
//! Must not change a page.

/// Elements whose content is text for the parser (HTML standard, 13.1.2), and those whose content is no markup that a
/// comment could mark.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "noscript", "iframe", "select", "svg"];
/// Elements that have no end tag (HTML standard, 13.1.2).
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// How far a page has been read, from its beginning.
#[derive(Debug, Default)]
pub(super) struct Reading {
    state: State,
    /// The tag that is being read.
    tag: String,
    /// The raw element that is open.
    raw: Option<&'static str>,
    is_in_body: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Tag,
    /// In a value that this quote ends.
    Quoted(char),
    /// In a comment, after so many hyphens in a row.
    Comment(u8),
}

impl Reading {
    /// Reads on.
    pub(super) fn read(&mut self, html: &str) {
        for letter in html.chars() {
            self.step(letter);
        }
    }

    /// Whether what stands here could be replaced.
    pub(super) fn is_at_element(&self) -> bool {
        self.state == State::Text && self.raw.is_none() && self.is_in_body
    }

    fn step(&mut self, letter: char) {
        self.state = match (self.state, letter) {
            (State::Text, '<') => {
                self.tag.clear();
                State::Tag
            }
            (State::Text, _) => State::Text,
            // A lesser-than sign that begins no tag.
            (State::Tag, letter) if self.tag.is_empty() && !letter.is_ascii_alphabetic() && !"/!?".contains(letter) => {
                State::Text
            }
            (State::Tag, '>') => {
                self.end_of_tag();
                State::Text
            }
            (State::Tag, quote @ ('"' | '\'')) if self.raw.is_none() => State::Quoted(quote),
            (State::Tag, letter) => {
                self.tag.push(letter.to_ascii_lowercase());
                if self.tag == "!--" { State::Comment(0) } else { State::Tag }
            }
            (State::Quoted(quote), letter) if letter == quote => State::Tag,
            (State::Comment(hyphens), '>') if hyphens >= 2 => State::Text,
            (State::Comment(hyphens), '-') => State::Comment(hyphens.saturating_add(1)),
            (State::Comment(_), _) => State::Comment(0),
            (quoted, _) => quoted,
        };
    }

    fn end_of_tag(&mut self) {
        let (name, is_end) = name(&self.tag);
        match self.raw {
            Some(raw) if is_end && raw == name => self.raw = None,
            Some(_) => {}
            None if is_end => self.is_in_body &= name != "body",
            None => {
                self.is_in_body |= name == "body";
                self.raw = RAW.iter().find(|raw| **raw == name).copied();
            }
        }
    }
}

fn name(tag: &str) -> (&str, bool) {
    let (tag, is_end) = tag.strip_prefix('/').map_or((tag, false), |rest| (rest, true));
    let end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
    (&tag[..end], is_end)
}

/// Whether every element that begins in `part` ends in it, and none ends that began before.
pub(super) fn is_whole(part: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    let mut reading = Reading { is_in_body: true, ..Reading::default() };
    for letter in part.chars() {
        let was_in_raw = reading.raw.is_some();
        let was_in_tag = reading.state == State::Tag;
        reading.step(letter);
        if letter != '>' || !was_in_tag || reading.state != State::Text || (was_in_raw && reading.raw.is_some()) {
            continue;
        }
        let (name, is_end) = name(&reading.tag);
        if is_end {
            if open.pop().as_deref() != Some(name) {
                return false;
            }
        } else if !VOID.contains(&name) && !name.starts_with('!') && !reading.tag.ends_with('/') {
            open.push(name.to_owned());
        }
    }
    open.is_empty() && reading.state == State::Text && reading.raw.is_none()
}

#[cfg(test)]
mod tests {
    use super::{Reading, is_whole};

    fn is_at_element(before: &str) -> bool {
        let mut reading = Reading::default();
        reading.read(before);
        reading.is_at_element()
    }

    #[test]
    fn text_of_the_body_can_be_replaced() {
        assert!(is_at_element("<html><head><title>a</title></head><body class=\"x\"><p>1 < 2, "));
        assert!(is_at_element("<body><table><!-- a > b <b --><tr>"));
        assert!(is_at_element("<body><script>if (a<b) '</p>'</script>"));
        assert!(is_at_element("<body><a title='>' href=x>"));
    }

    #[test]
    fn what_is_in_a_tag_or_the_head_cannot() {
        for before in [
            "<html><head><title>",
            "<head><meta content=\"",
            "<body><a href=\"/x?",
            "<body><a title='>",
            "<body><script>var a = '",
            "<body><textarea>",
            "<body><!-- a > ",
            "<body></body>",
            "<body><input value=",
        ] {
            assert!(!is_at_element(before), "{before}");
        }
    }

    #[test]
    fn a_whole_part_closes_what_it_opens() {
        for part in ["", "text & <b>bold</b>", "<ul><li>a</li></ul><br>", "<img src=\"a>b\"/> x", "<!-- <p> --> y"] {
            assert!(is_whole(part), "{part}");
        }
        for part in ["<div>", "</div>", "<b>a</i>", "<a href=\"", "<p>a</p></div>"] {
            assert!(!is_whole(part), "{part}");
        }
    }
}
