//! Filters on values of any kind, and on words. They must not know lists.

use super::input::Filtered;
use super::{Args, FilterContext, FilterDef, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] =
    &[FilterDef { named: true, ..filter("default", 0..=2, default) }, filter("pluralize", 0..=0, pluralize)];

/// The first argument in place of nil, false and what is empty; `allow_false`
/// keeps false.
fn default<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let allow_false = args.named("allow_false").is_some_and(Value::truthy);
    let missing = if allow_false { input.is_nil() } else { !input.truthy() };
    let otherwise = || args.get(0).cloned().unwrap_or(Value::str(""));
    Ok(if missing || input.is_empty() || matches!(input, Value::Empty | Value::Blank) { otherwise() } else { input })
}

/// Words that are their own plural.
const UNCOUNTABLE: [&str; 10] =
    ["equipment", "information", "rice", "money", "species", "series", "fish", "sheep", "jeans", "police"];

/// Words whose plural follows no rule.
const IRREGULAR: [(&str, &str); 11] = [
    ("human", "humans"),
    ("person", "people"),
    ("man", "men"),
    ("child", "children"),
    ("sex", "sexes"),
    ("move", "moves"),
    ("zombie", "zombies"),
    ("mouse", "mice"),
    ("louse", "lice"),
    ("ox", "oxen"),
    ("quiz", "quizzes"),
];

/// Endings with those of the plural; the first that fits is taken.
const ENDINGS: [(&str, &str); 26] = [
    ("people", "people"),
    ("children", "children"),
    ("men", "men"),
    ("octopus", "octopi"),
    ("virus", "viri"),
    ("alias", "aliases"),
    ("status", "statuses"),
    ("bus", "buses"),
    ("buffalo", "buffaloes"),
    ("tomato", "tomatoes"),
    ("axis", "axes"),
    ("testis", "testes"),
    ("sis", "ses"),
    ("tum", "ta"),
    ("ium", "ia"),
    ("lf", "lves"),
    ("rf", "rves"),
    ("matrix", "matrices"),
    ("vertex", "vertices"),
    ("index", "indices"),
    ("ss", "sses"),
    ("x", "xes"),
    ("ch", "ches"),
    ("sh", "shes"),
    ("quy", "quies"),
    ("s", "s"),
];

/// 3scale's: the English plural of a word.
fn pluralize<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let word = input.to_text();
    Ok(Value::text(plural(&word)))
}

fn plural(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if word.is_empty() || UNCOUNTABLE.contains(&&*lower) {
        return word.to_owned();
    }
    let with = |ending: &str, plural: &str| {
        let stem = word.len().saturating_sub(ending.len());
        let kept = ending.bytes().zip(plural.bytes()).take_while(|(a, b)| a == b).count();
        [word.get(..stem + kept).unwrap_or(word), plural.get(kept..).unwrap_or("")].concat()
    };
    // The short ones are endings of other words too, as in `box`.
    let irregular = |known: &str| lower == known || (lower.ends_with(known) && (known.len() > 3 || known == "man"));
    let irregular = IRREGULAR.iter().find(|(known, _)| irregular(known));
    if let Some((ending, plural)) = irregular.or_else(|| ENDINGS.iter().find(|(ending, _)| lower.ends_with(ending))) {
        return with(ending, plural);
    }
    let before = |ending: &str| lower.strip_suffix(ending).and_then(|stem| stem.chars().next_back());
    match (before("y"), before("fe")) {
        (Some(letter), _) if !"aeiou".contains(letter) => with("y", "ies"),
        (_, Some(letter)) if letter != 'f' => with("fe", "ves"),
        _ => [word, "s"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn words_have_the_plural_that_english_gives_them() {
        for (word, expected) in [
            ("plan", "plans"),
            ("Application", "Applications"),
            ("company", "companies"),
            ("key", "keys"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("person", "people"),
            ("half", "halves"),
            ("knife", "knives"),
            ("series", "series"),
            ("plans", "plans"),
            ("index", "indices"),
            ("analysis", "analyses"),
            ("human", "humans"),
            ("", ""),
        ] {
            assert_eq!(plural(word), expected, "{word}");
        }
    }
}
