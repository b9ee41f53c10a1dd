//! A small portal that is deployed, and `portal deploy` as CI calls it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::run::portal::{build, write};

/// Text that only customers on Gold may read.
pub(super) const GATED: &str = "Canary of the gold mine";

/// The site, without its targets.
const SITE: [(&str, &str); 6] = [
    (
        "portal.yaml",
        "title: Parcels\nurl: https://dev.example.com\napis: { mail: { title: Mail } }\nplans: { gold: { title: Gold, apis: [mail] } }\n",
    ),
    ("content/index.md", "---\ntitle: Parcels\ndescription: x\n---\nWelcome to parcels.\n"),
    ("content/docs/index.md", "---\ntitle: Docs\ndescription: x\n---\nThe first text.\n"),
    ("content/docs/old.md", "---\ntitle: Old\ndescription: x\n---\nAn old page.\n"),
    ("content/docs/gold.md", "---\ntitle: Gold\ndescription: x\naccess: gold\n---\nCanary of the gold mine\n"),
    ("images/icon.ico", "icon"),
];

/// A site in a folder of its own, built.
pub(super) struct Site {
    pub(super) folder: tempfile::TempDir,
}

impl Site {
    /// A site with these targets.
    pub(super) fn new(deploy: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in SITE {
            let targets = if path == "portal.yaml" { deploy } else { "" };
            write(&folder.path().join("site"), path, &format!("{text}{targets}"));
        }
        let site = Self { folder };
        site.build();
        site
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub(super) fn bundle(&self) -> PathBuf {
        self.folder.path().join("dist")
    }

    pub(super) fn build(&self) {
        build(self.folder.path());
    }

    /// Writes a page and builds.
    pub(super) fn change(&self, path: &str, text: &str) {
        write(&self.root(), path, &format!("---\ntitle: Docs\ndescription: x\n---\n{text}\n"));
        self.build();
    }

    /// Another accent makes another style sheet, and so every page another one.
    pub(super) fn paint(&self, colour: &str) {
        let config = std::fs::read_to_string(self.root().join("portal.yaml")).expect("a file");
        let config: String =
            config.lines().filter(|line| !line.starts_with("brand:")).map(|line| format!("{line}\n")).collect();
        write(&self.root(), "portal.yaml", &format!("{config}brand: {{ colors: {{ accent: '{colour}' }} }}\n"));
        self.build();
    }

    /// The name of the release that the bundle makes.
    pub(super) fn id(&self) -> String {
        portal::deploy::Bundle::open(&self.bundle()).expect("a bundle").id
    }

    /// `portal deploy live`, with these arguments more.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.args(["deploy", "live", "--color", "never", "--site"]).arg(self.root()).args(arguments);
        let needs_none =
            |argument: &&str| matches!(argument.split('=').next(), Some("--list" | "--prune" | "--rollback"));
        if !arguments.iter().any(needs_none) {
            command.arg("--bundle").arg(self.bundle());
        }
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
        command
    }
}

/// Runs a command that must succeed; what it said on both streams.
pub(super) fn done(command: &mut Command) -> String {
    let output = command.output().expect("portal runs");
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

pub(super) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs a command that must succeed; the object that it writes.
pub(super) fn json(command: &mut Command) -> Json {
    let output = command.args(["--format", "json"]).output().expect("portal runs");
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no object: {}", said(&output)))
}

/// The style sheet that a page asks for.
pub(super) fn style(page: &str) -> String {
    let found = page
        .split("href=\"")
        .find(|part| part.split('"').next().is_some_and(|link| link.contains("portal.") && link.ends_with(".css")));
    found.and_then(|part| part.split('"').next()).expect("a style sheet").to_owned()
}

pub(super) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
