//! The `deploy` of `portal.yaml`: where bundles are published to. Must not ask a store, and takes no credentials.

use super::config;
use super::config_apis::system_name;
use super::fields::Fields;
use super::reader::Reader;
use crate::diag::Diagnostic;
use crate::model::deploy::{GRACE, Place, Shelf, Spot, Store, Target, checked_bucket, checked_prefix};
use crate::tree::{Key, Node};

/// Reads `deploy`. `url` is the portal's own.
pub(super) fn targets(fields: &mut Fields<'_, '_>, url: &str) -> Vec<Target> {
    let reader = fields.reader();
    fields.named("deploy").iter().filter_map(|(key, node)| target(reader, key, node, url)).collect()
}

fn target(reader: &Reader<'_>, key: &Key<'_>, node: &Node<'_>, url: &str) -> Option<Target> {
    system_name(reader, key);
    let mut fields = reader.fields(node, "a target")?;
    let own = config::url(&mut fields);
    let target = Target {
        name: key.name.to_string(),
        url: if own.is_empty() { url.to_owned() } else { own },
        runtime: config::url_of(&mut fields, "runtime"),
        grace: fields.count("grace").unwrap_or(GRACE),
        place: place(&mut fields, key)?,
    };
    fields.finish();
    Some(target)
}

fn place(fields: &mut Fields<'_, '_>, key: &Key<'_>) -> Option<Place> {
    let reader = fields.reader();
    let precompress = fields.flag("precompress").unwrap_or_default();
    let folder = fields.string("path").map(|path| Shelf { path, precompress });
    let store = fields.fields("s3", "`s3`").and_then(store);
    let wrong = match (folder, store, fields.value("s3")) {
        (Some(folder), _, None) => return Some(Place::Folder(folder)),
        (None, Some(store), _) => return Some(Place::Store(store)),
        // What is wrong inside of it has been said.
        (None, None, Some(_)) => return None,
        (Some(_), _, Some(_)) => "has both a `path` and an `s3`",
        (None, _, None) => "has neither a `path` nor an `s3`",
    };
    let problem = Diagnostic::error("config/target", format!("the target `{}` {wrong}", key.name))
        .at(reader.span(&key.range()))
        .hint("write `path: FOLDER`, or `s3: { bucket: NAME, private: PREFIX }`");
    reader.report(problem);
    None
}

fn store(mut fields: Fields<'_, '_>) -> Option<Store> {
    let bucket = checked(&mut fields, "bucket", checked_bucket);
    let prefix = checked(&mut fields, "prefix", checked_prefix).unwrap_or_default();
    let endpoint = endpoint(&mut fields);
    let path_style = fields.flag("path_style").unwrap_or(endpoint.is_some());
    let spot = |text: &str| match (text.starts_with("s3://"), &bucket) {
        (true, _) => Spot::parse(text),
        (false, Some(bucket)) => {
            let own = checked_prefix(text)?;
            let parts = [prefix.as_str(), own.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Ok(Spot { bucket: bucket.clone(), prefix: parts.join("/") })
        }
        (false, None) => Err("is a prefix, and no `bucket` is named".to_owned()),
    };
    let public = checked(&mut fields, "public", spot);
    let private = match fields.value("private") {
        Some(_) => checked(&mut fields, "private", spot),
        None => {
            fields.required("private");
            None
        }
    };
    let region = fields.string("region");
    let store = private.map(|private| Store { endpoint, region, path_style, public, private });
    if let Some(store) = &store {
        apart(&mut fields, store);
    }
    fields.finish();
    store
}

/// What only the runtime may read cannot stand where everybody may.
fn apart(fields: &mut Fields<'_, '_>, store: &Store) {
    let Some(public) = store.public.as_ref().filter(|public| public.holds(&store.private)) else { return };
    let message = format!("the private place `{}` is in the public place `{public}`", store.private);
    let Some(node) = fields.value("private") else { return };
    let reader = fields.reader();
    let problem = Diagnostic::error("config/places", message).at(reader.span(&node.range()));
    reader.report(problem.hint("keep them apart, such as `public: public` and `private: private`, or in two buckets"));
}

/// Text that `read` understands.
fn checked<T>(fields: &mut Fields<'_, '_>, name: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
    let node = fields.value(name)?;
    let reader = fields.reader();
    let text = reader.text(node, name)?;
    match read(&text) {
        Ok(value) => Some(value),
        Err(wrong) => {
            let problem = Diagnostic::error("yaml/value", format!("`{text}` {wrong}")).at(reader.span(&node.range()));
            reader.report(problem.hint(match name {
                "bucket" => "write the bucket's name alone, such as `developer-portal`",
                _ => "write a prefix such as `portal/public`, or `s3://BUCKET/PREFIX` for another bucket",
            }));
            None
        }
    }
}

/// Scheme and host of a store, and a path where one is needed; credentials are never part of it.
fn endpoint(fields: &mut Fields<'_, '_>) -> Option<String> {
    let node = fields.value("endpoint")?;
    let reader = fields.reader();
    let text = reader.text(node, "endpoint")?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let problem = |message: String| Diagnostic::error("config/url", message).at(reader.span(&node.range()));
    if rest.contains('@') {
        // Not shown: what stands before the `@` may be a secret.
        reader.report(
            problem("`endpoint` has a user in it".to_owned())
                .hint("credentials come from the environment, such as `AWS_ACCESS_KEY_ID`"),
        );
        return None;
    }
    if host.is_empty() || text.contains(['?', '#', '\\']) || text.contains(char::is_whitespace) {
        let wrong = problem(format!("`{text}` is no URL of a store"));
        reader.report(wrong.hint("write scheme and host, such as `https://s3.example.com`"));
        return None;
    }
    Some(text.trim_end_matches('/').to_owned())
}
