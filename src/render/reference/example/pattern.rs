//! Regular expressions of schemas: a text that matches one, and whether a text does.
//! Must not run long: what it does not know gives nothing, and matching stops after so many steps.

const DEEPEST: usize = 40;
const STEPS: usize = 20_000;
/// Characters of a text that is looked at.
const LONGEST: usize = 300;
/// Repetitions written at most where a pattern asks for more.
const REPEATS: usize = 256;

/// A pattern that was understood.
#[derive(Debug)]
pub(super) struct Pattern(Node);

#[derive(Debug)]
enum Node {
    Char(char),
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: usize,
        max: usize,
    },
    Look {
        negated: bool,
        node: Box<Node>,
    },
    Start,
    End,
    /// Word boundaries and the like: nothing is written for them, anything matches.
    Free,
}

impl Pattern {
    /// `None` for what is not understood.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text, depth: 0 };
        let node = parser.choice()?;
        parser.rest.is_empty().then_some(Self(node))
    }

    /// Whether the pattern is found in `text`.
    pub(super) fn matches(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        // Matching nests as deep as the text is long.
        let mut steps = if chars.len() <= LONGEST { STEPS } else { return true };
        (0..=chars.len()).any(|at| find(&self.0, &chars, at, &mut steps, &mut |_, _| true))
    }

    /// A text of at least `min` and at most `max` characters that matches, if one is found.
    pub(super) fn text(&self, min: usize, max: usize, variant: usize) -> Option<String> {
        let mut last = None;
        for extra in 0..REPEATS {
            let mut writer = Writer { out: String::new(), next: variant, extra, spread: extra };
            writer.write(&self.0);
            let length = writer.out.chars().count();
            let fits = length >= min && length <= max;
            if fits && self.matches(&writer.out) {
                return Some(writer.out);
            }
            if length > max || last == Some(length) && extra > 4 {
                break;
            }
            last = Some(length);
        }
        self.padded(min, max, variant)
    }

    /// A pattern without an anchor allows anything around what it asks for.
    fn padded(&self, min: usize, max: usize, variant: usize) -> Option<String> {
        let mut writer = Writer { out: String::new(), next: variant, extra: 0, spread: 0 };
        writer.write(&self.0);
        let length = writer.out.chars().count();
        writer.out.extend(std::iter::repeat_n('a', min.saturating_sub(length).min(4096)));
        (length <= max && self.matches(&writer.out)).then_some(writer.out)
    }
}

struct Parser<'p> {
    rest: &'p str,
    depth: usize,
}

impl Parser<'_> {
    fn take(&mut self, text: &str) -> bool {
        self.rest.strip_prefix(text).inspect(|rest| self.rest = rest).is_some()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.rest = &self.rest[char.len_utf8()..];
        Some(char)
    }

    fn choice(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut choices = vec![self.sequence()?];
        while self.take("|") {
            choices.push(self.sequence()?);
        }
        self.depth -= 1;
        if choices.len() == 1 { choices.pop() } else { Some(Node::Choice(choices)) }
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let node = self.atom()?;
            nodes.push(self.repeated(node)?);
        }
        Some(Node::Sequence(nodes))
    }

    fn atom(&mut self) -> Option<Node> {
        Some(match self.next()? {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Class { negated: true, ranges: vec![('\n', '\n')] },
            '[' => self.class()?,
            '(' => self.group()?,
            '\\' => self.escape()?,
            '*' | '+' | '?' => return None,
            char => Node::Char(char),
        })
    }

    fn group(&mut self) -> Option<Node> {
        let look = [("?=", false), ("?!", true)].into_iter().find(|(mark, _)| self.take(mark));
        if look.is_none() && !self.take("?:") && self.rest.starts_with('?') {
            let named = self.take("?P<") || self.take("?<") && !self.rest.starts_with(['=', '!']);
            let end = self.rest.find('>').filter(|_| named)?;
            self.rest = &self.rest[end + 1..];
        }
        let node = self.choice()?;
        if !self.take(")") {
            return None;
        }
        Some(match look {
            Some((_, negated)) => Node::Look { negated, node: Box::new(node) },
            None => node,
        })
    }

    fn escape(&mut self) -> Option<Node> {
        let char = self.next()?;
        if let Some((negated, ranges)) = named_class(char) {
            return Some(Node::Class { negated, ranges });
        }
        match char {
            'b' | 'B' | 'G' => Some(Node::Free),
            'A' => Some(Node::Start),
            'z' | 'Z' => Some(Node::End),
            'p' | 'P' => {
                let ranges = self.unicode_class()?;
                Some(Node::Class { negated: char == 'P', ranges })
            }
            '1'..='9' | 'k' => None,
            char => self.escaped(char).map(Node::Char),
        }
    }

    /// A character that stands behind a backslash.
    fn escaped(&mut self, char: char) -> Option<char> {
        let digits = match char {
            'n' => return Some('\n'),
            't' => return Some('\t'),
            'r' => return Some('\r'),
            'f' => return Some('\u{c}'),
            'v' => return Some('\u{b}'),
            '0' => return Some('\0'),
            'x' => 2,
            'u' if self.take("{") => self.rest.find('}')?,
            'u' => 4,
            char => return Some(char),
        };
        let code = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = &self.rest[digits..];
        self.take("}");
        char::from_u32(code)
    }

    /// `{L}`, `{Letter}`, `{Nd}` …: the part of it that everybody can type.
    fn unicode_class(&mut self) -> Option<Vec<(char, char)>> {
        let (name, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        self.rest = rest;
        Some(match name.chars().next()? {
            'L' if name == "Lu" => vec![('A', 'Z')],
            'L' if name == "Ll" => vec![('a', 'z')],
            'L' => vec![('a', 'z'), ('A', 'Z')],
            'N' => vec![('0', '9')],
            'P' | 'S' => vec![('-', '-'), ('.', '.')],
            'Z' => vec![(' ', ' ')],
            _ => return None,
        })
    }

    fn class(&mut self) -> Option<Node> {
        let negated = self.take("^");
        let mut ranges = Vec::new();
        let mut first = true;
        while first && !self.rest.is_empty() || !self.take("]") {
            first = false;
            let from = match self.next()? {
                ']' if ranges.is_empty() => break,
                '\\' => {
                    let char = self.next()?;
                    if let Some((false, named)) = named_class(char) {
                        ranges.extend(named);
                        continue;
                    }
                    match char {
                        'p' => {
                            ranges.extend(self.unicode_class()?);
                            continue;
                        }
                        'D' | 'S' | 'W' | 'P' => {
                            ranges.push((if char == 'S' { '!' } else { ' ' }, '/'));
                            ranges.push((':', '~'));
                            continue;
                        }
                        'b' => '\u{8}',
                        char => self.escaped(char)?,
                    }
                }
                char => char,
            };
            let to = if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                match self.next()? {
                    '\\' => {
                        let char = self.next()?;
                        self.escaped(char)?
                    }
                    char => char,
                }
            } else {
                from
            };
            ranges.push((from, to));
        }
        Some(Node::Class { negated, ranges })
    }

    fn repeated(&mut self, mut node: Node) -> Option<Node> {
        loop {
            let (min, max) = match self.rest.chars().next() {
                Some('*') => (0, usize::MAX),
                Some('+') => (1, usize::MAX),
                Some('?') => (0, 1),
                Some('{') => match self.bounds() {
                    Some(bounds) => bounds,
                    None => return Some(node),
                },
                _ => return Some(node),
            };
            if self.rest.starts_with(['*', '+', '?']) {
                self.next();
            }
            // Lazy and possessive marks do not change what matches here.
            if self.rest.starts_with(['?', '+']) {
                self.next();
            }
            node = Node::Repeat { node: Box::new(node), min, max };
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else is text.
    fn bounds(&mut self) -> Option<(usize, usize)> {
        let (inner, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let (min, max) = match inner.split_once(',') {
            None => (inner.parse().ok()?, inner.parse().ok()?),
            Some((min, "")) => (min.parse().ok()?, usize::MAX),
            Some(("", max)) => (0, max.parse().ok()?),
            Some((min, max)) => (min.parse().ok()?, max.parse().ok()?),
        };
        self.rest = rest;
        Some((min, max))
    }
}

/// `\d`, `\w`, `\s` and their opposites.
fn named_class(char: char) -> Option<(bool, Vec<(char, char)>)> {
    let ranges = match char {
        'd' | 'D' => vec![('0', '9')],
        'w' | 'W' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' | 'S' => vec![(' ', ' '), ('\t', '\r')],
        _ => return None,
    };
    Some((char.is_ascii_uppercase(), ranges))
}

fn is_in(char: char, negated: bool, ranges: &[(char, char)]) -> bool {
    ranges.iter().any(|(from, to)| (*from..=*to).contains(&char)) != negated
}

type Then<'t> = dyn FnMut(usize, &mut usize) -> bool + 't;

/// Whether `node` matches at `at` and `then` is content with where it ends.
fn find(node: &Node, text: &[char], at: usize, steps: &mut usize, then: &mut Then<'_>) -> bool {
    if *steps == 0 {
        return false;
    }
    *steps -= 1;
    match node {
        Node::Char(char) => text.get(at) == Some(char) && then(at + 1, steps),
        Node::Class { negated, ranges } => {
            text.get(at).is_some_and(|char| is_in(*char, *negated, ranges)) && then(at + 1, steps)
        }
        Node::Sequence(nodes) => follow(nodes, text, at, steps, then),
        Node::Choice(nodes) => nodes.iter().any(|node| find(node, text, at, steps, then)),
        Node::Repeat { node, min, max } => repeat(node, (*min, *max), text, at, steps, then),
        Node::Look { negated, node } => find(node, text, at, steps, &mut |_, _| true) != *negated && then(at, steps),
        Node::Start => at == 0 && then(at, steps),
        Node::End => at == text.len() && then(at, steps),
        Node::Free => then(at, steps),
    }
}

fn follow(nodes: &[Node], text: &[char], at: usize, steps: &mut usize, then: &mut Then<'_>) -> bool {
    match nodes.split_first() {
        None => then(at, steps),
        Some((first, rest)) => find(first, text, at, steps, &mut |next, steps| follow(rest, text, next, steps, then)),
    }
}

fn repeat(
    node: &Node,
    (min, max): (usize, usize),
    text: &[char],
    at: usize,
    steps: &mut usize,
    then: &mut Then<'_>,
) -> bool {
    let more = max > 0
        && find(node, text, at, steps, &mut |next, steps| {
            // A round that takes nothing could be repeated for ever: it counts as all that are asked for.
            let bounds = if next > at { (min.saturating_sub(1), max - 1) } else { (0, 0) };
            (next > at || min > 0) && repeat(node, bounds, text, next, steps, then)
        });
    more || min == 0 && then(at, steps)
}

/// Characters in the order they are liked.
const LIKED: [&str; 3] = ["abcdefghijklmnopqrstuvwxyz", "123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

struct Writer {
    out: String,
    /// Which of the liked characters comes next.
    next: usize,
    /// Repetitions beside those that each repeat asks for.
    extra: usize,
    /// How many of them are left.
    spread: usize,
}

impl Writer {
    fn write(&mut self, node: &Node) {
        match node {
            Node::Char(char) => self.out.push(*char),
            Node::Class { negated, ranges } => {
                let char = self.pick(*negated, ranges);
                self.out.push(char);
            }
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.write(node)),
            Node::Choice(nodes) => nodes.iter().take(1).for_each(|node| self.write(node)),
            Node::Repeat { node, min, max } => {
                // Something rather than nothing reads better, and many names need a first letter only by accident.
                let least = if *max == 1 || self.extra == 0 { *min } else { (*min).max(1) };
                let room = max.saturating_sub(least).min(self.spread);
                self.spread -= room;
                for _ in 0..(least + room).min(4 * REPEATS) {
                    self.write(node);
                }
            }
            Node::Look { .. } | Node::Start | Node::End | Node::Free => {}
        }
    }

    fn pick(&mut self, negated: bool, ranges: &[(char, char)]) -> char {
        for liked in LIKED {
            let fitting: Vec<char> = liked.chars().filter(|char| is_in(*char, negated, ranges)).collect();
            if let Some(char) = fitting.get(self.next % fitting.len().max(1)) {
                self.next += 1;
                return *char;
            }
        }
        let printable = (' '..='~').find(|char| is_in(*char, negated, ranges));
        printable.or_else(|| ranges.first().map(|(from, _)| *from)).unwrap_or('a')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_patterns_get_a_text_that_matches() {
        let patterns = [
            "^[a-z0-9-]+$",
            "^\\d{4}-\\d{2}$",
            "^(?:sk|pk)_[A-Za-z0-9]{8,}$",
            "^#?([a-fA-F0-9]{6}|[a-fA-F0-9]{3})$",
            "^https?://[^\\s/$.?#].[^\\s]*$",
            "[A-Z]{2}",
            "^(?!-)[a-z-]{3,10}$",
            "^[^@]+@[^@]+\\.[a-z]{2,}$",
            "^\\p{L}+$",
            "^[\\w.-]+$",
            "^$|^a{3}$",
            "^[!-~]{5}\\x41\\u0042$",
        ];
        for pattern in patterns {
            let parsed = Pattern::parse(pattern).unwrap_or_else(|| panic!("{pattern} is not understood"));
            let text = parsed.text(0, 100, 0).unwrap_or_else(|| panic!("{pattern} has no text"));
            assert!(parsed.matches(&text), "{pattern}: {text}");
        }
        assert_eq!(Pattern::parse("^[a-z]*$").and_then(|pattern| pattern.text(3, 5, 0)).as_deref(), Some("abc"));
        assert!(!Pattern::parse("^[a-z]{2}$").expect("is understood").matches("ab1"));
    }

    #[test]
    fn what_is_not_understood_or_too_much_ends() {
        for pattern in ["(", "a**(", "[", "\\1", "(?<=a)b", "*", "\\", "\\x", "[\\", "{", "a{9999999}"] {
            if let Some(parsed) = Pattern::parse(pattern) {
                parsed.text(0, 10, 0);
            }
        }
        assert!(Pattern::parse(&"(".repeat(10_000)).is_none());
        let slow = Pattern::parse("^(a+)+$").expect("is understood");
        assert!(!slow.matches(&format!("{}b", "a".repeat(60))));
    }
}
