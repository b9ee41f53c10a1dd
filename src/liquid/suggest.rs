//! Finds the name somebody meant.
//!
//! Owns the measure of nearness of two names.

use super::error::Error;

/// Adds "did you mean" to an error when one of `known` is near to `wrong`.
pub(crate) fn hint<'n>(error: Error, wrong: &str, known: impl Iterator<Item = &'n str>) -> Error {
    match nearest(wrong, known) {
        Some(name) => error.hint(format!("did you mean `{name}`?")),
        None => error,
    }
}

/// The nearest of `known`, if it is near enough; of equally near ones the first in the alphabet.
pub(crate) fn nearest<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let allowed = (wrong.chars().count() / 3).clamp(1, 3);
    known
        .filter(|name| *name != wrong)
        .map(|name| (distance(wrong, name, allowed), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// How many characters must be changed, added, left out or swapped; more than `allowed` may be
/// reported as any bigger number.
fn distance(a: &str, b: &str, allowed: usize) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    if a.len().abs_diff(b.len()) > allowed {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_swapped_missing_or_wrong_letter_is_near() {
        let known = ["title", "tags", "description"];
        for (wrong, right) in [("titel", "title"), ("tag", "tags"), ("Title", "title"), ("descriptoin", "description")]
        {
            assert_eq!(nearest(wrong, known.into_iter()), Some(right));
        }
        assert_eq!(nearest("zebra", known.into_iter()), None);
    }
}
