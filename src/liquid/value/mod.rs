//! Values that templates work with: small, cheap to clone, borrowed where they can be.
//!
//! Owns what a value is and how it behaves (truth, look-up, comparison, printing). Must not know
//! tags, filters or templates.

mod compare;
mod json;
mod map;
mod moment;
mod print;
mod text;
mod view;

pub use map::Map;
pub use moment::Moment;
pub use text::Text;
pub use view::{Kind, View};

use std::fmt;
use std::sync::Arc;

/// One Liquid value. `'a` is the life of the caller's data and of the templates of a rendering;
/// `Value<'static>` owns everything it holds.
#[derive(Clone, Default)]
pub enum Value<'a> {
    /// `nil`, and what unknown names are in lax templates.
    #[default]
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string, which knows whether it is safe HTML.
    Str(Text<'a>),
    /// `(first..last)`, both included, never materialised unless a filter needs its items.
    Range(i64, i64),
    /// A list made by a filter.
    Array(Arc<Vec<Value<'a>>>),
    /// A map made by the engine or a filter; keeps the order of insertion.
    Map(Arc<Map<'a>>),
    /// The caller's own data, read in place.
    View(&'a dyn View),
    /// A point in time with its offset from UTC.
    Date(Moment),
    /// The literal `blank`: equal to everything that has nothing to show.
    Blank,
    /// The literal `empty`: equal to strings, lists and maps without content.
    Empty,
    /// 3scale's literal `present`: equal to everything that is not blank.
    Present,
}

impl<'a> Value<'a> {
    /// A string that borrows from the caller's data or a template; escaped when printed into HTML.
    pub fn str(text: &'a str) -> Self {
        Value::Str(Text::borrowed(text))
    }

    /// A string made at run time; escaped when printed into HTML.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Value::Str(Text::shared(text))
    }

    /// HTML made at run time, printed as it is.
    pub fn html(text: impl Into<Arc<str>>) -> Self {
        Value::Str(Text::shared(text).into_safe())
    }

    /// HTML that borrows from the caller's data, printed as it is.
    pub fn html_str(text: &'a str) -> Self {
        Value::Str(Text::borrowed(text).into_safe())
    }

    /// A list.
    pub fn array(items: Vec<Value<'a>>) -> Self {
        Value::Array(Arc::new(items))
    }

    /// A map with stable order.
    pub fn map(map: Map<'a>) -> Self {
        Value::Map(Arc::new(map))
    }

    /// Whether this is `nil`.
    pub fn is_nil(&self) -> bool {
        matches!(self, Value::Nil)
    }

    /// Whether a condition takes this as true: everything but `nil` and `false`.
    pub fn truthy(&self) -> bool {
        match self {
            Value::Nil | Value::Bool(false) => false,
            Value::View(view) => view.truthy(),
            _ => true,
        }
    }

    /// The text of a string value (or of a view that is text), without conversion of other kinds.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text.as_str()),
            Value::View(view) => view.as_text(),
            _ => None,
        }
    }

    /// Whether this is a string marked as safe HTML.
    pub fn is_safe(&self) -> bool {
        matches!(self, Value::Str(text) if text.is_safe())
    }

    /// The value under `key`: a map's entry or a view's property. `None` when there is no such
    /// key; `Some(Nil)` when it is known and has no value. The special `size`, `first` and `last`
    /// are not handled here (see [`Value::property`]).
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        match self {
            Value::Map(map) => map.get(key).cloned(),
            Value::View(view) => view.get(key),
            _ => None,
        }
    }

    /// What `value.name` gives: [`Value::get`], then `size`, `first` and `last` where they apply.
    pub fn property(&self, name: &str) -> Option<Value<'a>> {
        if let Some(value) = self.get(name) {
            return Some(value);
        }
        match name {
            "size" => self.size().map(|size| Value::Int(size as i64)),
            "first" => self.end(true),
            "last" => self.end(false),
            _ => None,
        }
    }

    /// The item at `index`; negative counts from the end. `None` for what is not a list and for
    /// positions outside of it.
    pub fn index(&self, index: i64) -> Option<Value<'a>> {
        let len = self.list_len()?;
        let at = if index < 0 {
            len.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?
        } else {
            usize::try_from(index).ok()?
        };
        self.at(at)
    }

    /// The number of items when this is a list (array, range, list view).
    pub fn list_len(&self) -> Option<usize> {
        match self {
            Value::Array(items) => Some(items.len()),
            Value::Range(first, last) => Some(range_len(*first, *last)),
            Value::View(view) if view.kind() == Kind::List => Some(view.len()),
            _ => None,
        }
    }

    /// The item at `position` of a list, from 0.
    pub fn at(&self, position: usize) -> Option<Value<'a>> {
        match self {
            Value::Array(items) => items.get(position).cloned(),
            Value::Range(first, last) => {
                let value = first.checked_add(i64::try_from(position).ok()?)?;
                (value <= *last).then_some(Value::Int(value))
            }
            Value::View(view) if view.kind() == Kind::List => view.at(position),
            _ => None,
        }
    }

    /// The keys of a map in order; empty for everything else.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Value::Map(map) => map.iter().map(|(key, _)| key.as_str().to_owned()).collect(),
            Value::View(view) => view.keys(),
            _ => Vec::new(),
        }
    }

    /// Whether this is a map (or a view that behaves like one).
    pub fn is_map(&self) -> bool {
        match self {
            Value::Map(_) => true,
            Value::View(view) => view.kind() == Kind::Map,
            _ => false,
        }
    }

    /// Whether this is a list (array, range, list view).
    pub fn is_list(&self) -> bool {
        self.list_len().is_some()
    }

    /// What `size` says: characters of a string, items of a list, entries of a map.
    pub fn size(&self) -> Option<usize> {
        match self {
            Value::Str(text) => Some(text.as_str().chars().count()),
            Value::Map(map) => Some(map.len()),
            Value::View(view) => match view.kind() {
                Kind::Text => view.as_text().map(|text| text.chars().count()),
                Kind::List | Kind::Map => Some(view.len()),
                Kind::Other => None,
            },
            _ => self.list_len(),
        }
    }

    /// The first or last item of a list or character of a string; the first pair of a map.
    pub fn end(&self, first: bool) -> Option<Value<'a>> {
        if let Some(text) = self.as_str() {
            let one = if first { text.chars().next() } else { text.chars().next_back() };
            return one.map(|c| Value::text(c.to_string()));
        }
        if self.is_map() {
            return if first { self.pair(0) } else { None };
        }
        let len = self.list_len()?;
        Some(len.checked_sub(1).and_then(|last| self.at(if first { 0 } else { last })).unwrap_or_default())
    }

    /// The entry at `position` of a map as a list of key and value.
    pub fn pair(&self, position: usize) -> Option<Value<'a>> {
        match self {
            Value::Map(map) => {
                let (key, value) = map.iter().nth(position)?;
                Some(Value::array(vec![Value::Str(key.clone()), value.clone()]))
            }
            Value::View(view) => {
                let key = view.keys().into_iter().nth(position)?;
                let value = view.get(&key).unwrap_or_default();
                Some(Value::array(vec![Value::text(key), value]))
            }
            _ => None,
        }
    }

    /// What a message calls this kind of value.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Value::Nil => "nil",
            Value::Bool(_) => "boolean",
            Value::Int(_) => "integer",
            Value::Float(_) => "float",
            Value::Str(_) => "string",
            Value::Range(..) => "range",
            Value::Array(_) => "array",
            Value::Map(_) => "map",
            Value::View(view) => view.type_name(),
            Value::Date(_) => "date",
            Value::Blank => "blank",
            Value::Empty => "empty",
            Value::Present => "present",
        }
    }

    /// The name among those of [`Value::kind_name`] that is `name`; of kinds that callers made up,
    /// `object`.
    pub(crate) fn kind_called(name: &str) -> &'static str {
        const KINDS: [&str; 12] = [
            "nil", "boolean", "integer", "float", "string", "range", "array", "map", "date", "blank", "empty",
            "present",
        ];
        KINDS.into_iter().find(|kind| *kind == name).unwrap_or("object")
    }

    /// A copy that owns everything: views become arrays and maps. Nesting deeper than 64 levels
    /// becomes `nil`, so that views that refer to each other in circles come to an end.
    pub fn to_static(&self) -> Value<'static> {
        self.to_static_within(64)
    }

    fn to_static_within(&self, depth: usize) -> Value<'static> {
        let Some(depth) = depth.checked_sub(1) else { return Value::Nil };
        match self {
            Value::Nil => Value::Nil,
            Value::Bool(b) => Value::Bool(*b),
            Value::Int(n) => Value::Int(*n),
            Value::Float(n) => Value::Float(*n),
            Value::Str(text) => Value::Str(text.to_static()),
            Value::Range(first, last) => Value::Range(*first, *last),
            Value::Date(moment) => Value::Date(*moment),
            Value::Blank => Value::Blank,
            Value::Empty => Value::Empty,
            Value::Present => Value::Present,
            Value::Array(items) => Value::array(items.iter().map(|item| item.to_static_within(depth)).collect()),
            Value::Map(map) => {
                Value::map(map.iter().map(|(key, value)| (key.to_static(), value.to_static_within(depth))).collect())
            }
            Value::View(view) => match view.kind() {
                Kind::Text => Value::text(view.as_text().unwrap_or_default()),
                Kind::List => Value::array(
                    (0..view.len()).map(|i| view.at(i).unwrap_or_default().to_static_within(depth)).collect(),
                ),
                Kind::Map | Kind::Other => Value::map(
                    view.keys()
                        .into_iter()
                        .map(|key| {
                            let value = view.get(&key).unwrap_or_default().to_static_within(depth);
                            (Text::shared(key), value)
                        })
                        .collect(),
                ),
            },
        }
    }
}

/// The number of items of `(first..last)`.
pub(crate) fn range_len(first: i64, last: i64) -> usize {
    if last < first {
        return 0;
    }
    usize::try_from(last.abs_diff(first)).unwrap_or(usize::MAX).saturating_add(1)
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nil => f.write_str("nil"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::Int(n) => write!(f, "{n}"),
            Value::Float(n) => write!(f, "{n:?}"),
            Value::Str(text) => write!(f, "{:?}", text.as_str()),
            Value::Range(first, last) => write!(f, "({first}..{last})"),
            Value::Array(items) => f.debug_list().entries(items.iter()).finish(),
            Value::Map(map) => f.debug_map().entries(map.iter().map(|(k, v)| (k.as_str(), v))).finish(),
            Value::View(view) => write!(f, "<{}>", view.type_name()),
            Value::Date(moment) => write!(f, "{moment}"),
            Value::Blank => f.write_str("blank"),
            Value::Empty => f.write_str("empty"),
            Value::Present => f.write_str("present"),
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Value::Int(n)
    }
}

impl From<f64> for Value<'_> {
    fn from(n: f64) -> Self {
        Value::Float(n)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::str(text)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::text(text)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Nil, Into::into)
    }
}

impl<'a, T: Into<Value<'a>>> From<Vec<T>> for Value<'a> {
    fn from(items: Vec<T>) -> Self {
        Value::array(items.into_iter().map(Into::into).collect())
    }
}
