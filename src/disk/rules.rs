//! Which paths of a site folder count. Must not touch the file system: it looks at names only.

/// What to leave out of a site folder: hidden files, version control, installed packages, what editors leave
/// behind, and the folder that builds go to.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// The output folder relative to the site, with `/`; `None` where it lies outside.
    pub(super) output: Option<String>,
}

impl Rules {
    /// Whether `path` (relative to the site, with `/`) is left out, itself or with a folder above it.
    pub(super) fn ignores(&self, path: &str) -> bool {
        let is_output = self.output.as_deref().is_some_and(|output| {
            path.strip_prefix(output).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        is_output || path.split('/').any(ignores_name)
    }
}

/// Hidden names that static hosts ask for; publishing them is the author's wish.
const WANTED: [&str; 2] = [".well-known", ".nojekyll"];

fn ignores_name(name: &str) -> bool {
    let is_hidden = name.starts_with('.') && !WANTED.contains(&name);
    is_hidden || matches!(name, "node_modules" | "Thumbs.db" | "desktop.ini") || is_editors(name)
}

/// Backup, lock and swap files of vim, Emacs and the JetBrains editors; `4913` is vim's write probe.
fn is_editors(name: &str) -> bool {
    name == "4913"
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".swx", "___jb_tmp___", "___jb_old___"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn leaves_out_what_is_not_the_authors_content() {
        let rules = Rules { output: Some("dist".to_owned()) };
        for path in ["dist", "dist/public/index.html", ".git/config", "content/.start.md.swp", "content/a.md~"] {
            assert!(rules.ignores(path), "{path}");
        }
        for path in ["content/dist/a.md", "distribution.md", "static/.well-known/security.txt", "content/a.md"] {
            assert!(!rules.ignores(path), "{path}");
        }
    }
}
