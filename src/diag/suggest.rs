//! "Did you mean": the nearest of the known names.

/// The known name nearest to `wrong`, if it is near enough to be meant: at most a third of the
/// letters differ (Damerau-Levenshtein), case ignored.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= name.chars().count().max(wrong.chars().count()).div_ceil(3))
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(nearest("titel", ["title", "layout"]), Some("title"));
        assert_eq!(nearest("zzz", ["title", "layout"]), None);
    }
}
