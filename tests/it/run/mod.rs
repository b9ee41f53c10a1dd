//! `portal run`: a published portal over HTTP. Security statements are tests called after their numbers.

mod apart;
pub mod cache;
mod files;
mod gates;
mod heads;
pub mod portal;
mod process;
mod releases;

/// A portal with a page for everybody, pages for some, and pages that show a customer's own.
pub const SITE: [(&str, &str); 15] = [
    (
        "portal.yaml",
        "title: Sample\nurl: https://dev.example.com\ngroups: [beta]\nplans:\n  bronze: { title: Bronze, apis: [mail] }\n  \
         silver: { title: Silver, apis: [mail] }\n  gold: { title: Gold, apis: [mail], features: [Batches] }\napis:\n  mail:\n    title: Mail\n    \
         auth: { mode: app_id_key, in: query, names: { app_id: mail_id, app_key: mail_key } }\n    versions: [v1]\n",
    ),
    (
        "apis/mail/v1.yaml",
        "openapi: 3.0.3\ninfo: { title: Mail, version: '1' }\nservers: [{ url: 'https://api.example.com/v1' }]\npaths:\n  /messages:\n    get: { operationId: list, summary: List them, responses: { '200': { description: Fine } } }\n  \
         /batches:\n    post: { operationId: batch, x-portal-access: [gold], summary: The canary-operation, responses: { '200': { description: Fine } } }\n",
    ),
    ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome, everybody.\n"),
    ("content/docs/index.md", "---\ntitle: Docs\ndescription: x\n---\nAll the docs.\n"),
    ("content/docs/gold.md", "---\ntitle: Gold\ndescription: x\naccess: [gold]\n---\nThe canary-gold text.\n"),
    ("content/docs/beta.md", "---\ntitle: Beta\ndescription: x\naccess: [beta]\n---\nThe canary-beta text.\n"),
    ("content/docs/inside.md", "---\ntitle: Inside\ndescription: x\naccess: customers\n---\nThe canary-inside text.\n"),
    (
        "content/docs/mine.md",
        "---\ntitle: Mine\ndescription: x\n---\nBefore. {% if current_account %}You are {{ current_account.name }} with {{ application.application_id }}.{% else %}You are nobody.{% endif %} After.\n",
    ),
    (
        "content/docs/goldmine.md",
        "---\ntitle: Goldmine\ndescription: x\naccess: [gold]\n---\nThe canary-mine of {{ current_account.name }}.\n",
    ),
    ("content/team/_section.yaml", "title: Team\naccess: [gold]\ndenied: login\n"),
    ("content/team/plans/next.md", "---\ntitle: Next\ndescription: x\n---\nThe canary-next text.\n"),
    ("content/old.md", "---\ntitle: New\ndescription: x\npath: /new/\nredirect_from: [/former/]\n---\nMoved.\n"),
    ("content/404.md", "---\ntitle: Not here\ndescription: x\npath: /404.html\n---\nNothing stands here.\n"),
    (
        "static/robots-extra.txt",
        "a file of plain text that is long enough to be worth a coding, because it says the same again and again: a file of plain text that is long enough to be worth a coding, because it says the same again and again, and once more: the same again and again, until it is enough.\n",
    ),
    ("images/icon.ico", "icon"),
];
