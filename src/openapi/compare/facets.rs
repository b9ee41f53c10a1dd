//! What two schemas say about one value: words, types, formats, values, bounds, defaults. Must not look below them.
//! What is narrower breaks who sends, what is wider breaks who reads.

use super::pairs::Ways;
use super::rules::{Sides, kind};
use super::schemas::Walk;
use super::view::View;
use crate::model::description::{Bound, Constraints, Json, Type, Types};

/// Titles, descriptions, deprecations.
pub(super) fn words(walk: &mut Walk<'_, '_>, old: &View<'_>, new: &View<'_>, ways: Ways) {
    if !same_words(old.description.unwrap_or_default(), new.description.unwrap_or_default()) {
        walk.find(kind::DESCRIBED, ways, "the description changed".to_owned());
    } else if old.title != new.title {
        walk.find(kind::DESCRIBED, ways, "the title changed".to_owned());
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => walk.find(kind::DEPRECATED, ways, "it is deprecated now".to_owned()),
        (true, false) => walk.find(kind::UNDEPRECATED, ways, "it is not deprecated any more".to_owned()),
        _ => {}
    }
}

/// Whether two texts differ in white space only.
pub(super) fn same_words(old: &str, new: &str) -> bool {
    old == new || old.split_whitespace().eq(new.split_whitespace())
}

/// Types and null. Says whether it is worth looking at the rest.
pub(super) fn types(walk: &mut Walk<'_, '_>, old: &View<'_>, new: &View<'_>, ways: Ways) -> bool {
    if old.never != new.never {
        let (sides, word) =
            if new.never { (kind::TYPE_NARROWED, "nothing") } else { (kind::TYPE_WIDENED, "something") };
        walk.find(sides, ways, format!("{word} fits it now"));
        return false;
    }
    let covers = |wide: Types, narrow: Types| {
        let has = |kind| wide.has(kind) || kind == Type::Integer && wide.has(Type::Number);
        wide.is_any() || !narrow.is_any() && narrow.iter().all(has)
    };
    // What only its parts or alternatives describe is compared there.
    let is_said_below = |view: &View<'_>| view.types.is_any() && !view.is_any();
    let is_comparable = !is_said_below(old) && !is_said_below(new);
    let (wider, narrower) = (covers(new.types, old.types), covers(old.types, new.types));
    let mut goes_on = true;
    if is_comparable && !(wider && narrower) {
        let sides = match (wider, narrower) {
            (true, _) => kind::TYPE_WIDENED,
            (_, true) => kind::TYPE_NARROWED,
            _ => kind::TYPE_CHANGED,
        };
        walk.find(sides, ways, format!("the type is {} instead of {}", names(new.types), names(old.types)));
        goes_on = wider || narrower;
    }
    let has_types = !old.is_any() && !new.is_any();
    if has_types && old.nullable != new.nullable {
        let (sides, word) =
            if new.nullable { (kind::NULL_ALLOWED, "may") } else { (kind::NULL_FORBIDDEN, "can no longer") };
        walk.find(sides, ways, format!("it {word} be null"));
    }
    goes_on && !(is_comparable && (old.types.is_any() != new.types.is_any()))
}

fn names(types: Types) -> String {
    let names: Vec<&str> = types.iter().map(Type::name).collect();
    if names.is_empty() { "anything".to_owned() } else { names.join(" or ") }
}

/// Formats, lists of values, bounds, patterns, defaults, XML.
pub(super) fn values(walk: &mut Walk<'_, '_>, old: &View<'_>, new: &View<'_>, ways: Ways) {
    format(walk, old, new, ways);
    enumeration(walk, old.values.as_deref(), new.values.as_deref(), ways);
    bounds(walk, &Merged::of(&old.constraints), &Merged::of(&new.constraints), ways);
    default(walk, old.default, new.default, ways);
    if old.xml != new.xml {
        walk.find(kind::XML, ways, "it is written in another way in XML".to_owned());
    }
}

fn format(walk: &mut Walk<'_, '_>, old: &View<'_>, new: &View<'_>, ways: Ways) {
    const WIDER: [(&str, &str); 3] = [("int32", "int64"), ("float", "double"), ("uri", "uri-reference")];
    let (sides, message) = match (old.format, new.format) {
        (Some(old), Some(new)) if old == new => return,
        (None, None) => return,
        (None, Some(new)) => (kind::FORMAT_NARROWED, format!("it has the format `{new}` now")),
        (Some(old), None) => (kind::FORMAT_WIDENED, format!("it no longer has the format `{old}`")),
        (Some(old), Some(new)) => {
            let sides = match () {
                () if WIDER.contains(&(old, new)) => kind::FORMAT_WIDENED,
                () if WIDER.contains(&(new, old)) => kind::FORMAT_NARROWED,
                () => kind::FORMAT_CHANGED,
            };
            (sides, format!("the format is `{new}` instead of `{old}`"))
        }
    };
    walk.find(sides, ways, message);
}

fn enumeration(walk: &mut Walk<'_, '_>, old: Option<&[&str]>, new: Option<&[&str]>, ways: Ways) {
    match (old, new) {
        (None, None) => {}
        (None, Some(new)) => walk.find(kind::ENUM_INTRODUCED, ways, format!("it can only be {} now", list(new))),
        (Some(_), None) => walk.find(kind::ENUM_DROPPED, ways, "it is not bound to listed values any more".to_owned()),
        (Some(old), Some(new)) => {
            let missing = |from: &[&'_ str], all: &[&'_ str]| {
                let all: std::collections::HashSet<&str> = all.iter().copied().collect();
                from.iter().copied().filter(|value| !all.contains(value)).map(str::to_owned).collect::<Vec<_>>()
            };
            let (gone, added) = (missing(old, new), missing(new, old));
            let words = |values: &[String], word: &str| {
                let (noun, were) = if values.len() == 1 { ("value", "was") } else { ("values", "were") };
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                format!("the {noun} {} {were} {word}", list(&values))
            };
            if !gone.is_empty() {
                walk.find(kind::ENUM_REMOVED, ways, words(&gone, "removed"));
            }
            if !added.is_empty() {
                walk.find(kind::ENUM_ADDED, ways, words(&added, "added"));
            }
        }
    }
}

/// The first few values.
fn list(values: &[&str]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = values.iter().take(MOST).map(|value| format!("`{}`", value.trim_matches('"'))).collect();
    let more = values.len().saturating_sub(MOST);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Which way a bound went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Tighter,
    Looser,
}

/// The bounds of all parts of a schema.
#[derive(Default)]
struct Merged<'d> {
    /// Name, value, whether more is tighter.
    counts: [Option<u64>; 8],
    minimum: Option<&'d Bound>,
    maximum: Option<&'d Bound>,
    multiple_of: Option<&'d Json>,
    pattern: Option<&'d str>,
    unique: bool,
    content: Option<(&'d str, &'d str)>,
}

/// Names of `Merged::counts`, and whether more is tighter.
const COUNTS: [(&str, bool); 8] = [
    ("minLength", true),
    ("maxLength", false),
    ("minItems", true),
    ("maxItems", false),
    ("minProperties", true),
    ("maxProperties", false),
    ("minContains", true),
    ("maxContains", false),
];

impl<'d> Merged<'d> {
    fn of(all: &[&'d Constraints]) -> Self {
        let mut merged = Self::default();
        for one in all {
            let counts = [
                one.min_length.filter(|least| *least > 0),
                one.max_length,
                one.min_items.filter(|least| *least > 0),
                one.max_items,
                one.min_properties.filter(|least| *least > 0),
                one.max_properties,
                one.min_contains,
                one.max_contains,
            ];
            for (known, given) in merged.counts.iter_mut().zip(counts) {
                *known = known.or(given);
            }
            merged.minimum = merged.minimum.or(one.minimum.as_ref());
            merged.maximum = merged.maximum.or(one.maximum.as_ref());
            merged.multiple_of = merged.multiple_of.or(one.multiple_of.as_ref());
            merged.pattern = merged.pattern.or(one.pattern.as_deref());
            merged.unique |= one.unique_items;
            if one.content_encoding.is_some() || one.content_media_type.is_some() {
                let text = |text: &'d Option<String>| text.as_deref().unwrap_or_default();
                merged.content = Some((text(&one.content_encoding), text(&one.content_media_type)));
            }
        }
        merged
    }
}

fn bounds(walk: &mut Walk<'_, '_>, old: &Merged<'_>, new: &Merged<'_>, ways: Ways) {
    for (at, (name, more_is_tighter)) in COUNTS.into_iter().enumerate() {
        let (was, is) = (old.counts[at], new.counts[at]);
        if let Some(how) = moved(was, is, |was, is| (is > was) == more_is_tighter) {
            bound(walk, (name, how), was, is, ways);
        }
    }
    let number = |bound: &Bound| bound.value.as_str().parse::<f64>().unwrap_or_default();
    let edges = [("minimum", old.minimum, new.minimum, true), ("maximum", old.maximum, new.maximum, false)];
    for (name, was, is, more_is_tighter) in edges {
        let is_tighter = |was: &Bound, is: &Bound| match number(is).total_cmp(&number(was)) {
            std::cmp::Ordering::Equal => is.exclusive,
            order => order.is_gt() == more_is_tighter,
        };
        let same =
            was.zip(is).is_some_and(|(a, b)| a.exclusive == b.exclusive && number(a).total_cmp(&number(b)).is_eq());
        if let Some(how) = moved(was, is, is_tighter).filter(|_| !same) {
            let text = |bound: &Bound| format!("{}{}", bound.value, if bound.exclusive { " (exclusive)" } else { "" });
            bound(walk, (name, how), was.map(text), is.map(text), ways);
        }
    }
    let divides = |small: &Json, large: &Json| {
        let (small, large) = (small.as_str().parse::<f64>(), large.as_str().parse::<f64>());
        matches!((small, large), (Ok(small), Ok(large)) if small != 0.0 && (large / small).fract().abs() < 1e-9)
    };
    if let Some(how) = moved(old.multiple_of, new.multiple_of, |was, is| !divides(is, was)) {
        bound(walk, ("multipleOf", how), old.multiple_of, new.multiple_of, ways);
    }
    match (old.unique, new.unique) {
        (false, true) => walk.find(kind::BOUND_TIGHTENED, ways, "no two items may be equal now".to_owned()),
        (true, false) => walk.find(kind::BOUND_LOOSENED, ways, "items may be equal now".to_owned()),
        _ => {}
    }
    let (sides, message) = match (old.pattern, new.pattern) {
        (Some(old), Some(new)) if old != new => {
            (kind::PATTERN_CHANGED, format!("it must match `{new}` instead of `{old}`"))
        }
        (None, Some(new)) => (kind::PATTERN_ADDED, format!("it must match `{new}`")),
        (Some(old), None) => (kind::PATTERN_DROPPED, format!("it need not match `{old}` any more")),
        _ => return content(walk, old, new, ways),
    };
    walk.find(sides, ways, message);
    content(walk, old, new, ways);
}

fn content(walk: &mut Walk<'_, '_>, old: &Merged<'_>, new: &Merged<'_>, ways: Ways) {
    if old.content != new.content {
        walk.find(kind::FORMAT_CHANGED, ways, "what the text holds is encoded in another way".to_owned());
    }
}

fn moved<T: PartialEq>(was: Option<T>, is: Option<T>, is_tighter: impl Fn(T, T) -> bool) -> Option<Move> {
    match (was, is) {
        (None, None) => None,
        (None, Some(_)) => Some(Move::Tighter),
        (Some(_), None) => Some(Move::Looser),
        (Some(was), Some(is)) if was == is => None,
        (Some(was), Some(is)) => Some(if is_tighter(was, is) { Move::Tighter } else { Move::Looser }),
    }
}

fn bound<T: std::fmt::Display>(
    walk: &mut Walk<'_, '_>,
    (name, how): (&str, Move),
    was: Option<T>,
    is: Option<T>,
    ways: Ways,
) {
    let message = match (was, is) {
        (Some(was), Some(is)) => format!("`{name}` is {is} instead of {was}"),
        (None, Some(is)) => format!("`{name}` is {is} now"),
        (Some(was), None) => format!("`{name}` {was} is gone"),
        (None, None) => return,
    };
    let sides: Sides = if how == Move::Tighter { kind::BOUND_TIGHTENED } else { kind::BOUND_LOOSENED };
    walk.find(sides, ways, message);
}

fn default(walk: &mut Walk<'_, '_>, old: Option<&Json>, new: Option<&Json>, ways: Ways) {
    let (sides, message) = match (old, new) {
        (Some(old), Some(new)) if old != new => {
            (kind::DEFAULT_CHANGED, format!("the default is `{}` instead of `{}`", short(new), short(old)))
        }
        (None, Some(new)) => (kind::DEFAULT_ADDED, format!("the default is `{}` now", short(new))),
        (Some(old), None) => (kind::DEFAULT_CHANGED, format!("the default `{}` is gone", short(old))),
        _ => return,
    };
    walk.find(sides, ways, message);
}

fn short(json: &Json) -> String {
    const MOST: usize = 60;
    let text = json.plain();
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// What tells alternatives apart.
pub(super) fn discriminator(walk: &mut Walk<'_, '_>, old: &View<'_>, new: &View<'_>, ways: Ways) {
    let (Some(was), Some(is)) = (old.discriminator, new.discriminator) else { return };
    if was.property != is.property {
        let message = format!("`{}` tells alternatives apart instead of `{}`", is.property, was.property);
        walk.find(kind::DISCRIMINATOR_CHANGED, ways, message);
    }
    for (value, target) in &is.mapping {
        let Some((_, before)) = was.mapping.iter().find(|(known, _)| known == value) else { continue };
        let (before, target) = (&walk.pairs.old.schemas[*before].name, &walk.pairs.new.schemas[*target].name);
        if let (Some(before), Some(target)) = (before, target)
            && before != target
        {
            let message = format!("the value `{value}` stands for `{target}` instead of `{before}`");
            walk.find(kind::DISCRIMINATOR_CHANGED, ways, message);
        }
    }
}
