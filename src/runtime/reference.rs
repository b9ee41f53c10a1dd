//! References in settings: `${env:NAME}` and `${file:PATH}` stand for what is not written in a file of the site. Must
//! not keep or show what they stand for.

use std::path::Path;

/// The text with every reference replaced by what it stands for; the line end of a file is left out. Paths are taken
/// from `folder`.
///
/// # Errors
/// Names what is not there, or the reference that has no such form.
pub fn resolve(text: &str, folder: &Path) -> Result<String, String> {
    let mut rest = text;
    let mut resolved = String::new();
    while let Some((before, reference)) = rest.split_once("${") {
        let (name, after) = reference.split_once('}').ok_or_else(|| format!("`${{{reference}` has no `}}`"))?;
        resolved.push_str(before);
        resolved.push_str(&value(name, folder)?);
        rest = after;
    }
    Ok(resolved + rest)
}

/// Files that a text refers to and that everybody on this machine may read. Paths are taken from `folder`.
pub fn open_files(text: &str, folder: &Path) -> Vec<String> {
    let paths = text.split("${file:").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    paths.filter(|path| is_open(&folder.join(path))).map(str::to_owned).collect()
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

fn value(name: &str, folder: &Path) -> Result<String, String> {
    match name.split_once(':') {
        Some(("env", name)) => std::env::var(name).map_err(|_| format!("the environment has no `{name}`")),
        Some(("file", path)) => std::fs::read_to_string(folder.join(path))
            .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
            .map_err(|error| format!("cannot read `{path}`: {error}")),
        _ => Err(format!("`${{{name}}}` is neither `${{env:NAME}}` nor `${{file:PATH}}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_or_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("password"), "s3cret\n").expect("a file");
        let resolved = |text: &str| resolve(text, folder.path());
        assert_eq!(resolved("postgres://u:${file:password}@h/d"), Ok("postgres://u:s3cret@h/d".to_owned()));
        assert_eq!(resolved("plain"), Ok("plain".to_owned()));
        assert_eq!(resolved("${env:NOT_THERE_4711}"), Err("the environment has no `NOT_THERE_4711`".to_owned()));
        assert_eq!(resolved("${x}"), Err("`${x}` is neither `${env:NAME}` nor `${file:PATH}`".to_owned()));
        assert_eq!(resolved("a${env:B"), Err("`${env:B` has no `}`".to_owned()));
    }
}
