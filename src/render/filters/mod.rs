//! The portal's own Liquid filters. What they need beside their input is the `Host` of the rendering.

mod forms;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::code::Highlighter;
use crate::liquid::{Args, FilterContext, FilterDef, FilterError, Value};

/// What filters may ask for: nothing of it differs between the pages of a site.
#[derive(Default)]
pub struct Host {
    /// URL by name of every asset (`portal.css`, `images/logo.svg`).
    pub assets: BTreeMap<String, String>,
    /// SVG by name of every icon.
    pub icons: BTreeMap<String, String>,
    /// The site's absolute URL without a slash at the end.
    pub base_url: String,
    /// Shared with the Markdown of all pages.
    pub highlighter: Arc<Highlighter>,
}

const fn filter(name: &'static str, run: crate::liquid::FilterFn, max_args: usize, named: bool) -> FilterDef {
    FilterDef { name, run, min_args: 0, max_args, named, reads: &[] }
}

/// The table of the portal's filters.
pub static FILTERS: &[FilterDef] = &[
    filter("asset_url", asset_url, 0, false),
    filter("absolute_url", absolute_url, 0, false),
    filter("icon", icon, 0, false),
    filter("image_tag", image_tag, 0, true),
    filter("javascript_include_tag", javascript_include_tag, 0, true),
    filter("json", json, 0, false),
    filter("link_to", link_to, 1, true),
    filter("mail_to", mail_to, 0, false),
    filter("markdown", markdown, 0, false),
    filter("highlight", highlight, 1, false),
    filter("stylesheet_link_tag", stylesheet_link_tag, 0, true),
    forms::CREATE_BUTTON,
    forms::CREATE_BUTTON_AJAX,
    forms::UPDATE_BUTTON,
    forms::UPDATE_BUTTON_AJAX,
    forms::DELETE_BUTTON,
    forms::DELETE_BUTTON_AJAX,
    forms::REGENERATE,
    forms::ERROR_CLASS,
    forms::INLINE_ERRORS,
    forms::DOM_ID,
    forms::TO_PARAM,
];

type Context<'c, 'a> = FilterContext<'c, 'a>;
type Answer<'a> = Result<Value<'a>, FilterError>;

fn host<'a>(context: &Context<'_, 'a>) -> Result<&'a Host, FilterError> {
    context
        .host
        .and_then(|host| host.downcast_ref::<Host>())
        .ok_or_else(|| FilterError::argument("this filter works on the pages of a portal only"))
}

/// `'portal.css' | asset_url`: the URL of an asset, with the hash of its content where it has one.
fn asset_url<'a>(input: Value<'a>, _: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    let host = host(context)?;
    let name = input.to_text();
    let known = [name.trim_start_matches('/')];
    if let Some(url) = known.iter().find_map(|name| host.assets.get(*name)) {
        return Ok(Value::str(url));
    }
    let error = FilterError::argument(format!("there is no asset `{name}`"));
    let near = crate::diag::nearest(&name, host.assets.keys().map(String::as_str));
    Err(match near {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("assets are the files below `assets/`, `images/` and `static/` of the site and its theme"),
    })
}

/// `'/docs/' | absolute_url`: the whole URL of a path of this portal.
fn absolute_url<'a>(input: Value<'a>, _: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    let path = input.to_text();
    if path.contains("://") {
        return Ok(input);
    }
    Ok(Value::text(format!("{}/{}", host(context)?.base_url, path.trim_start_matches('/'))))
}

/// `'copy' | icon`: the theme's icon as inline SVG.
fn icon<'a>(input: Value<'a>, _: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    let host = host(context)?;
    let name = input.to_text();
    let Some(svg) = host.icons.get(&*name) else {
        let error = FilterError::argument(format!("the theme has no icon `{name}`"));
        let near = crate::diag::nearest(&name, host.icons.keys().map(String::as_str));
        return Err(near.map_or(error.clone(), |near| error.hint(format!("did you mean `{near}`?"))));
    };
    Ok(Value::html_str(svg))
}

/// `'/images/a.svg' | image_tag: alt: 'A'`.
fn image_tag<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    let alt = if args.named("alt").is_some() { "" } else { " alt=\"\"" };
    Ok(element(&format!("<img src=\"{}\"{alt}", local(&input, context)), args, ">"))
}

/// `'portal.js' | javascript_include_tag: type: 'module'`.
fn javascript_include_tag<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    Ok(element(&format!("<script src=\"{}\"", local(&input, context)), args, "></script>"))
}

/// `'portal.css' | stylesheet_link_tag`.
fn stylesheet_link_tag<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    Ok(element(&format!("<link rel=\"stylesheet\" href=\"{}\"", local(&input, context)), args, ">"))
}

/// `'Docs' | link_to: '/docs/', class: 'button'`.
fn link_to<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    let url = args.get(0).map_or_else(String::new, |url| url.to_text().into_owned());
    Ok(element(&format!("<a href=\"{}\"", escape(&url)), args, &format!(">{}</a>", html(&input))))
}

/// `site.contact | mail_to`.
fn mail_to<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    let address = escape(&input.to_text());
    Ok(Value::html(format!("<a href=\"mailto:{address}\">{address}</a>")))
}

/// `{{ value | json }}`: JSON that may stand inside a script or an attribute.
fn json<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    let text = to_json(&input, 32).to_string();
    Ok(Value::html(
        text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\'', "\\u0027"),
    ))
}

/// `{{ text | markdown }}`: Markdown to HTML, without heading anchors.
fn markdown<'a>(input: Value<'a>, _: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    Ok(Value::html(super::fragment::trusted(&input.to_text(), &host(context)?.highlighter)))
}

/// `{{ code | highlight: 'bash' }}`: highlighted code without a frame.
fn highlight<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    let language = args.or_nil(0).to_text().into_owned();
    Ok(Value::html(host(context)?.highlighter.highlight(&language, &input.to_text())))
}

/// The URL of an asset where the name is one, the text itself otherwise (3scale's rule).
fn local(input: &Value<'_>, context: &Context<'_, '_>) -> String {
    let name = input.to_text();
    let url = host(context).ok().and_then(|host| host.assets.get(name.trim_start_matches('/')));
    escape(url.map_or(&*name, String::as_str))
}

fn element(start: &str, args: &Args<'_, '_>, end: &str) -> Value<'static> {
    let mut tag = start.to_owned();
    for (name, value) in args.iter_named().filter(|(name, _)| is_attribute(name)) {
        // Rails' words for what a script of the site may do.
        let name = match name {
            "method" | "confirm" => format!("data-{name}"),
            "disable_with" => "data-disable-with".to_owned(),
            name => name.to_owned(),
        };
        tag.push_str(&format!(" {name}=\"{}\"", escape(&value.to_text())));
    }
    tag.push_str(end);
    Value::html(tag)
}

/// Event handlers and styles would break the portal's content security policy.
fn is_attribute(name: &str) -> bool {
    !name.starts_with("on")
        && name != "style"
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn html(value: &Value<'_>) -> String {
    if value.is_safe() { value.to_text().into_owned() } else { escape(&value.to_text()) }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    super::escape::attribute(&mut out, text);
    out
}

/// The value as data; what is nested deeper than 32 levels is null.
fn to_json(value: &Value<'_>, depth: usize) -> Json {
    let Some(depth) = depth.checked_sub(1) else { return Json::Null };
    match value {
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(n) => Json::from(*n),
        Value::Float(n) => Json::from(*n),
        _ if value.as_str().is_some() || matches!(value, Value::Date(_)) => Json::String(value.to_text().into_owned()),
        _ if value.is_list() => {
            let items = (0..value.list_len().unwrap_or(0)).filter_map(|at| value.at(at));
            items.map(|item| to_json(&item, depth)).collect()
        }
        _ if value.is_map() => {
            let entry = |key: String| value.get(&key).map(|value| to_json(&value, depth)).map(|value| (key, value));
            value.keys().into_iter().filter_map(entry).collect()
        }
        _ => Json::Null,
    }
}
