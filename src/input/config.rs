//! `portal.yaml` to `model::Config`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::config_apis;
use super::config_runtime;
use super::config_sso;
use super::fields::Fields;
use super::reader::Reader;
use super::theme;
use super::{config_deploy, config_notice};
use crate::diag::{Diagnostic, Source};
use crate::model::config::Font;
use crate::model::{Brand, Config, FooterGroup, Link};
use crate::tree::{Node, Place, Value, yaml};

/// The file's name in the site folder.
pub(super) const FILE: &str = "portal.yaml";

/// Keys that other commands read.
const OPAQUE: [&str; 1] = ["source"];

/// Reads the configuration. `descriptions` are the paths below `apis/` that exist.
pub(super) fn read(source: &Arc<Source>, descriptions: &BTreeSet<&str>) -> (Config, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let root = yaml::parse(source, 0..source.text().len(), &mut problems);
    let broken = root.is_none() && !problems.is_empty();
    let reader = Reader::new(source);
    let empty = Node { place: Place::default(), value: Value::Map(Vec::new()) };
    let config = match reader.fields(root.as_ref().unwrap_or(&empty), "`portal.yaml`") {
        Some(fields) if !broken => all(fields, descriptions),
        _ => Config::default(),
    };
    problems.append(&mut reader.into_problems());
    (with_defaults(config), problems)
}

/// What a configuration says when it says nothing.
pub(super) fn with_defaults(mut config: Config) -> Config {
    for (value, default) in
        [(&mut config.title, "Developer portal"), (&mut config.language, "en"), (&mut config.theme, theme::DEFAULT)]
    {
        if value.is_empty() {
            default.clone_into(value);
        }
    }
    if config.brand.name.is_empty() {
        config.brand.name.clone_from(&config.title);
    }
    config
}

fn all(mut fields: Fields<'_, '_>, descriptions: &BTreeSet<&str>) -> Config {
    let mut config = Config {
        title: fields.required("title").unwrap_or_default(),
        description: fields.string("description"),
        url: url(&mut fields),
        language: language(&mut fields),
        contact: contact(&mut fields),
        theme: theme_name(&mut fields),
        edit_url: fields.string("edit_url"),
        ..Config::default()
    };
    if let Some(brand) = fields.fields("brand", "`brand`") {
        config.brand = read_brand(brand);
    }
    config.nav = links(&mut fields, "nav");
    config.footer = footer(&mut fields);
    if let Some(mut markdown) = fields.fields("markdown", "`markdown`") {
        config.smart_punctuation = markdown.flag("smart_punctuation").unwrap_or_default();
        markdown.finish();
    }
    config.groups = fields.strings("groups");
    config.apis = config_apis::apis(&mut fields, descriptions);
    config.plans = config_apis::plans(&mut fields, &config.apis);
    config.sso = config_sso::sso(&mut fields, &config.plans, &config.groups);
    config.signup = config_sso::signup(&mut fields, config.sso.as_ref());
    config.store = fields.string("store");
    config.counters = config_runtime::counters(&mut fields);
    config.keys_revealed = fields.one_of("keys", &[("once", false), ("reveal", true)]).unwrap_or_default();
    config.server = config_runtime::server(&mut fields);
    config.sessions = config_runtime::sessions(&mut fields);
    config.deploy = config_deploy::targets(&mut fields, &config.url);
    config.console = config_runtime::console(&mut fields);
    config.mail = config_notice::mail(&mut fields, &config.title, config.contact.as_deref());
    config.webhooks = config_notice::webhooks(&mut fields);
    fields.accept(&OPAQUE);
    fields.finish();
    config
}

/// The custom domain: scheme and host, because every path of a portal begins at the root.
pub(super) fn url(fields: &mut Fields<'_, '_>) -> String {
    url_of(fields, "url")
}

/// Scheme and host, behind a key.
pub(super) fn url_of(fields: &mut Fields<'_, '_>, name: &'static str) -> String {
    let Some(node) = fields.value(name) else { return String::new() };
    let reader = fields.reader();
    let Some(text) = reader.text(node, name) else { return String::new() };
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let refuse = |message: String, hint: &str| {
        let problem = Diagnostic::error("config/url", message).at(reader.span(&node.range()));
        reader.report(problem.hint(hint));
        String::new()
    };
    match host {
        Some(host) if host.contains(['/', '?', '#']) => refuse(
            format!("`{text}` has a path behind its host"),
            "a portal stands at the root of its host, such as `https://developers.example.com`",
        ),
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => text.to_owned(),
        _ => refuse(
            format!("`{text}` is no absolute URL"),
            "write scheme and host, such as `https://developers.example.com`",
        ),
    }
}

fn language(fields: &mut Fields<'_, '_>) -> String {
    let Some(node) = fields.value("language") else { return String::new() };
    let reader = fields.reader();
    let Some(text) = reader.text(node, "language") else { return String::new() };
    let is_tag =
        text.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !is_tag {
        let problem = Diagnostic::error("config/language", format!("`{text}` is no language tag"))
            .at(reader.span(&node.range()))
            .hint("write a tag such as `en`, `de` or `pt-BR`");
        reader.report(problem);
    }
    text
}

fn contact(fields: &mut Fields<'_, '_>) -> Option<String> {
    let node = fields.value("contact")?;
    let reader = fields.reader();
    let text = reader.text(node, "contact")?;
    let is_address = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !is_address || text.contains(char::is_whitespace) {
        let problem = Diagnostic::error("config/contact", format!("`{text}` is no e-mail address"))
            .at(reader.span(&node.range()))
            .hint("write the address that API customers may write to");
        reader.report(problem);
    }
    Some(text)
}

fn theme_name(fields: &mut Fields<'_, '_>) -> String {
    let Some(node) = fields.value("theme") else { return String::new() };
    let reader = fields.reader();
    let name = reader.text(node, "theme").unwrap_or_default();
    let names = theme::names();
    if names.contains(&name) || name == theme::DEFAULT {
        return name;
    }
    let message = format!("there is no theme `{name}`");
    reader.wrong_value(&node.range(), message, &name, names.iter().map(String::as_str));
    String::new()
}

fn read_brand(mut fields: Fields<'_, '_>) -> Brand {
    let mut brand = Brand {
        name: fields.string("name").unwrap_or_default(),
        tagline: fields.string("tagline"),
        ..Brand::default()
    };
    if let Some(node) = fields.value("logo") {
        if node.text().is_some() {
            brand.logo_light = fields.reader().text(node, "logo");
        } else if let Some(mut logo) = fields.reader().fields(node, "`logo`") {
            brand.logo_light = logo.string("light");
            brand.logo_dark = logo.string("dark");
            logo.finish();
        }
    }
    if let Some(mut colors) = fields.fields("colors", "`colors`") {
        brand.accent = css_value(&mut colors, "accent", "a colour such as `#0b5f7d`");
        brand.ink = css_value(&mut colors, "ink", "a colour such as `#14191f`");
        brand.paper = css_value(&mut colors, "paper", "a colour such as `#fbfbf9`");
        colors.finish();
    }
    if let Some(mut fonts) = fields.fields("fonts", "`fonts`") {
        brand.font_text = font(&mut fonts, "text");
        brand.font_code = font(&mut fonts, "code");
        fonts.finish();
    }
    fields.finish();
    brand
}

/// A value that is written into a style sheet: nothing in it may end the declaration.
fn css_value(fields: &mut Fields<'_, '_>, name: &'static str, expected: &str) -> Option<String> {
    let node = fields.value(name)?;
    let reader = fields.reader();
    let text = reader.text(node, name)?;
    let is_safe = |c: char| {
        c.is_alphanumeric() || matches!(c, '#' | ' ' | ',' | '.' | '%' | '(' | ')' | '/' | '-' | '_' | '\'' | '"')
    };
    if text.chars().all(is_safe) && text.matches(['"', '\'']).count().is_multiple_of(2) {
        return Some(text);
    }
    let message = format!("`{text}` is no value for `{name}`, expected {expected}");
    reader.report(Diagnostic::error("config/style", message).at(reader.span(&node.range())));
    None
}

fn font(fonts: &mut Fields<'_, '_>, name: &'static str) -> Option<Font> {
    let node = fonts.value(name)?;
    if node.text().is_some() {
        let family = css_value(fonts, name, "a font family")?;
        return Some(Font { family, file: String::new(), weight: String::new() });
    }
    let mut fields = fonts.reader().fields(node, "a font")?;
    fields.required("family");
    let font = Font {
        family: css_value(&mut fields, "family", "a font family").unwrap_or_default(),
        file: fields.string("file").unwrap_or_default(),
        weight: css_value(&mut fields, "weight", "a weight such as `400` or `100 900`").unwrap_or_default(),
    };
    fields.finish();
    (!font.family.is_empty()).then_some(font)
}

/// A list of `{ title, path }`; a path alone gets the title of its page later.
fn links(fields: &mut Fields<'_, '_>, name: &'static str) -> Vec<Link> {
    let reader = fields.reader();
    fields.list(name).iter().filter_map(|node| link(reader, node)).collect()
}

/// One link: `{ title, path }` or a path.
pub(super) fn link(reader: &Reader<'_>, node: &Node<'_>) -> Option<Link> {
    if let Some(path) = node.text() {
        return Some(Link { title: String::new(), path: path.to_owned() });
    }
    let mut fields = reader.fields(node, "a link")?;
    let title = fields.string("title").unwrap_or_default();
    let path = fields.required("path");
    fields.finish();
    path.map(|path| Link { title, path })
}

fn footer(fields: &mut Fields<'_, '_>) -> Vec<FooterGroup> {
    let reader = fields.reader();
    let group = |node: &Node<'_>| {
        let mut group = reader.fields(node, "a footer group")?;
        let title = group.required("title").unwrap_or_default();
        let links = links(&mut group, "links");
        group.finish();
        Some(FooterGroup { title, links })
    };
    fields.list("footer").iter().filter_map(group).collect()
}
