//! What customers do on their pages, over HTTP. Security statements are tests called after their numbers.

mod actions;
pub mod browser;
mod credentials;
mod keys;
mod log;
mod security;

/// A company that sells by `app_id` and keys, by a user key, and with its approval. Keys are shown once.
pub const SITE: [(&str, &str); 5] = [
    (
        "portal.yaml",
        "title: Sample\nurl: https://dev.example.com\ncontact: help@example.com\n\
         store: sqlite:portal.db\n\
         plans:\n  bronze:\n    title: Bronze\n    apis: [mail]\n    limits: [{ metric: hits, period: day, value: 10 }]\n  \
         gold: { title: Gold, apis: [mail], features: [Batches] }\n  \
         platinum: { title: Platinum, apis: [mail], approval_required: true }\n  \
         simple: { title: Simple, apis: [maps] }\napis:\n  mail:\n    title: Mail\n    metrics: [{ system_name: hits, title: Hits }]\n    \
         auth: { mode: app_id_key, in: query, names: { app_id: mail_id, app_key: mail_key } }\n    versions: [v1]\n  \
         maps:\n    title: Maps\n    auth: { mode: user_key, in: header, names: { user_key: X-Maps-Key } }\n    versions: [v1]\n",
    ),
    (
        "apis/mail/v1.yaml",
        "openapi: 3.0.3\ninfo: { title: Mail, version: '1' }\nservers: [{ url: 'https://api.example.com/v1' }]\npaths:\n  /messages:\n    get: { operationId: list, summary: List them, responses: { '200': { description: Fine } } }\n",
    ),
    (
        "apis/maps/v1.yaml",
        "openapi: 3.0.3\ninfo: { title: Maps, version: '1' }\nservers: [{ url: 'https://maps.example.com' }]\npaths:\n  /tiles:\n    get: { operationId: tiles, summary: Tiles, responses: { '200': { description: Fine } } }\n",
    ),
    ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome, everybody.\n"),
    (
        "content/docs/gold.md",
        "---\ntitle: Gold\ndescription: x\naccess: [gold]\n---\nThe canary-gold text of {{ application.keys | join: ' ' }}.\n",
    ),
];

/// The same where keys are kept and can be shown again.
pub fn revealing() -> Vec<(&'static str, &'static str)> {
    let config: &'static str = Box::leak(format!("{}keys: reveal\n", SITE[0].1).into_boxed_str());
    SITE.iter().map(|&(path, text)| (path, if path == "portal.yaml" { config } else { text })).collect()
}
