//! Values of arguments: words of small lists, spans of time, `NAME=VALUE`.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// One of the words that stand for values.
pub(in crate::cli) fn one_of<T>(words: &'static [(&'static str, T)]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(words.iter().map(|(word, _)| *word)).try_map(move |text| {
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.ok_or_else(|| format!("there is no `{text}`"))
    })
}

/// A span of time, such as `90d`, `12h`, `30m`, `45s`, in seconds.
pub(super) fn span(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no span of time: write `90d`, `12h`, `30m` or `45s`");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return Err(wrong()),
    };
    let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
    Ok(i64::from(number) * seconds)
}

/// `NAME=VALUE`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`"))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Text, where an empty one takes a value away.
pub(super) fn or_none(text: Option<String>) -> Option<Option<String>> {
    text.map(|text| (!text.is_empty()).then_some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time() {
        assert_eq!((span("90d"), span("12h"), span("0s")), (Ok(7_776_000), Ok(43_200), Ok(0)));
        for wrong in ["", "d", "90", "-1d", "1.5h", "1w", "é"] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }
}
