//! 3scale's filters for forms: buttons that post, errors beside fields, ids. A button is a whole form that works without
//! script; it carries the token of the visit.

use super::{Answer, Context, element, escape, html};
use crate::liquid::{Args, FilterDef, Value};
use crate::render::tags::hidden;

/// The names that buttons read by themselves.
const TOKEN: &[&str] = &["csrf"];

const fn button(name: &'static str, run: crate::liquid::FilterFn) -> FilterDef {
    FilterDef { name, run, min_args: 1, max_args: 1, named: true, reads: TOKEN }
}

const fn plain(name: &'static str, run: crate::liquid::FilterFn, max_args: usize) -> FilterDef {
    FilterDef { name, run, min_args: 0, max_args, named: false, reads: &[] }
}

pub(super) const CREATE_BUTTON: FilterDef = button("create_button", create_button);
pub(super) const CREATE_BUTTON_AJAX: FilterDef = button("create_button_ajax", create_button);
pub(super) const UPDATE_BUTTON: FilterDef = button("update_button", update_button);
pub(super) const UPDATE_BUTTON_AJAX: FilterDef = button("update_button_ajax", update_button);
pub(super) const DELETE_BUTTON: FilterDef = button("delete_button", delete_button);
pub(super) const DELETE_BUTTON_AJAX: FilterDef = button("delete_button_ajax", delete_button);
pub(super) const REGENERATE: FilterDef = button("regenerate_oauth_secret_button", update_button);
pub(super) const ERROR_CLASS: FilterDef = plain("error_class", error_class, 1);
pub(super) const INLINE_ERRORS: FilterDef = plain("inline_errors", inline_errors, 1);
pub(super) const DOM_ID: FilterDef = plain("dom_id", dom_id, 1);
pub(super) const TO_PARAM: FilterDef = plain("to_param", to_param, 0);

/// `'Create key' | create_button: application.application_keys_url`.
fn create_button<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    Ok(posting(&input, "post", "create_key", args, context))
}

/// `'Update' | update_button: url`.
fn update_button<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    Ok(posting(&input, "put", "update", args, context))
}

/// `'Delete' | delete_button: key.url, class: 'button quiet'`.
fn delete_button<'a>(input: Value<'a>, args: &Args<'_, 'a>, context: &Context<'_, 'a>) -> Answer<'a> {
    Ok(posting(&input, "delete", "", args, context))
}

/// A form with one button. Nothing where there is no address: a stranger sees the page of a customer without it.
fn posting<'a>(
    label: &Value<'a>,
    method: &str,
    class: &str,
    args: &Args<'_, 'a>,
    context: &Context<'_, 'a>,
) -> Value<'a> {
    let url = args.or_nil(0);
    if url.is_nil() {
        return Value::Nil;
    }
    let mut form = format!("<form class=\"button_to\" method=\"post\" action=\"{}\">", escape(&url.to_text()));
    if method != "post" {
        form.push_str(&hidden("_method", method));
    }
    let csrf = context.globals.get("csrf").unwrap_or_default();
    if let Some((param, token)) = csrf.get("param").zip(csrf.get("token")) {
        form.push_str(&hidden(&param.to_text(), &token.to_text()));
    }
    let class =
        if class.is_empty() || args.named("class").is_some() { String::new() } else { format!(" class=\"{class}\"") };
    let button =
        element(&format!("<button type=\"submit\"{class}"), args, &format!(">{}</button></form>", html(label)));
    form.push_str(&button.to_text());
    Value::html(form)
}

/// Whether there is something in a list of errors, or in a text.
fn is_there(errors: &Value<'_>) -> bool {
    match errors.list_len() {
        Some(length) => length > 0,
        None => !errors.to_text().is_empty(),
    }
}

/// `field.errors | error_class: 'has-error'`: the class where there are errors.
fn error_class<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    let class = args.get(0).cloned().unwrap_or_else(|| Value::str("error"));
    Ok(if is_there(&input) { class } else { Value::str("") })
}

/// `application.errors.name | inline_errors`: a paragraph with the messages as a sentence.
fn inline_errors<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    if !is_there(&input) {
        return Ok(Value::Nil);
    }
    let items = input.list_len().map_or_else(
        || vec![input.to_text().into_owned()],
        |length| (0..length).filter_map(|at| Some(input.at(at)?.to_text().into_owned())).collect(),
    );
    let sentence = match items.as_slice() {
        [.., _] if items.len() > 1 => {
            let (last, first) = items.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
            format!("{} and {last}", first.join(", "))
        }
        _ => items.concat(),
    };
    let class = args.get(0).map_or_else(|| "inline-errors".into(), |class| class.to_text().into_owned());
    Ok(Value::html(format!("<p class=\"{}\">{}</p>", escape(&class), escape(&sentence))))
}

/// `application | dom_id`: `application_12`; `'edit'` in front of it where that is said.
fn dom_id<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    let property = |name: &str| input.get(name).filter(|value| !value.is_nil());
    let kind =
        ["application_keys_url", "username", "org_name", "masked"].iter().position(|key| input.get(key).is_some());
    let kind = kind.map_or("record", |at| ["application", "user", "account", "application_key"][at]);
    let prefix = args.get(0).map(|prefix| format!("{}_", prefix.to_text())).unwrap_or_default();
    Ok(Value::text(match property("id") {
        Some(id) => format!("{prefix}{kind}_{}", id.to_text()),
        None => format!("{}{kind}", if prefix.is_empty() { "new_" } else { &prefix }),
    }))
}

/// `plan | to_param`: what a link to a form says of it, as in 3scale.
fn to_param<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &Context<'_, 'a>) -> Answer<'a> {
    let one = |value: &Value<'_>| {
        let id = value.get("id")?.to_text().into_owned();
        let name = if value.get("usage_limits").is_some() && value.get("trial_period_days").is_some() {
            "plan_ids[]"
        } else if value.get("application_plans").is_some() {
            "service_id"
        } else {
            return None;
        };
        Some(format!("{name}={}", encoded(&id)))
    };
    let parts: Option<Vec<String>> = match input.list_len() {
        Some(length) => (0..length).map(|at| one(&input.at(at)?)).collect(),
        None => one(&input).map(|part| vec![part]),
    };
    Ok(Value::text(parts.map_or_else(|| "cannot_be_converted_to_param".to_owned(), |parts| parts.join("&"))))
}

/// Percent-encoding of a value in a query (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
