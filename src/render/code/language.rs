//! The languages that are known: canonical names, aliases, the words shown to readers.
//!
//! Must not highlight.

use super::grammar::Id;

/// A language of code blocks.
#[derive(Debug)]
pub struct Language {
    /// Canonical name, as in `data-lang` and `language-…`.
    pub name: &'static str,
    /// What a reader calls it, for instance on a tab.
    pub label: &'static str,
    aliases: &'static [&'static str],
    pub(super) engine: Engine,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Engine {
    Plain,
    Grammar(Id),
    Http,
    Shell,
    Sql,
    Diff,
}

const fn known(name: &'static str, label: &'static str, aliases: &'static [&'static str], engine: Engine) -> Language {
    Language { name, label, aliases, engine }
}

use Engine::{Diff, Grammar, Http, Plain, Shell, Sql};

static LANGUAGES: &[Language] = &[
    known("bash", "Shell", &["sh", "shell", "zsh", "curl"], Grammar(Id::Bash)),
    known("json", "JSON", &["jsonc", "json5", "jsonl", "ndjson"], Grammar(Id::Json)),
    known("yaml", "YAML", &["yml"], Grammar(Id::Yaml)),
    known("javascript", "JavaScript", &["js", "mjs", "cjs", "jsx", "node"], Grammar(Id::JavaScript)),
    known("typescript", "TypeScript", &["ts", "mts"], Grammar(Id::TypeScript)),
    known("python", "Python", &["py", "python3"], Grammar(Id::Python)),
    known("go", "Go", &["golang"], Grammar(Id::Go)),
    known("ruby", "Ruby", &["rb"], Grammar(Id::Ruby)),
    known("php", "PHP", &[], Grammar(Id::Php)),
    known("java", "Java", &[], Grammar(Id::Java)),
    known("csharp", "C#", &["cs", "c#", "c-sharp", "dotnet"], Grammar(Id::CSharp)),
    known("html", "HTML", &["htm", "xhtml"], Grammar(Id::Html)),
    known("css", "CSS", &[], Grammar(Id::Css)),
    known("xml", "XML", &["svg", "xsd", "wsdl", "soap"], Grammar(Id::Xml)),
    known("rust", "Rust", &["rs"], Grammar(Id::Rust)),
    known("toml", "TOML", &[], Grammar(Id::Toml)),
    known("diff", "Diff", &["patch"], Diff),
    known("sql", "SQL", &["mysql", "postgresql", "postgres", "sqlite"], Sql),
    known("http", "HTTP", &["https", "rest"], Http),
    known("shell-session", "Shell session", &["console", "terminal", "shellsession"], Shell),
    known("liquid", "Liquid", &[], Plain),
    known("text", "Text", &["txt", "plain", "plaintext", "none"], Plain),
];

/// The language an author means by `name`: a canonical name or an alias, in any case.
#[must_use]
pub fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| {
        language.name.eq_ignore_ascii_case(name)
            || language.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}
