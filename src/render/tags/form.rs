//! `{% form 'application.update', application, class: "narrow" %} … {% endform %}`: 3scale's forms, those that this
//! portal answers. Every form that posts carries the token of the visit. Must not know what becomes of what is sent.

use super::{hidden, literal};
use crate::liquid::engine::tags::TagDef;
use crate::liquid::eval::TagCall;
use crate::liquid::syntax::tree::Custom;
use crate::liquid::{Code, Error, Value};

/// The tag.
#[derive(Debug)]
pub(super) struct Form;

/// What a form is about, which the tag gets as its second argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Nothing, or what the page has anyway.
    Nothing,
    /// Something with an address under this name.
    Url(&'static str),
    /// A signed link, whose parameters are sent back.
    Link,
}

/// One form: its name, the method, the path, the class and the id that 3scale gives it.
struct Known {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    of: Of,
    class: &'static str,
    id: &'static str,
}

const fn known(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    of: Of,
    class: &'static str,
    id: &'static str,
) -> Known {
    Known { name, method, path, of, class, id }
}

/// The forms that the portal answers. Names with a dot that 3scale has not are ours.
const FORMS: [Known; 15] = [
    known("signup", "post", "/signup", Of::Nothing, "account", "signup_form"),
    known("application.create", "post", "/admin/applications", Of::Nothing, "cinstance", ""),
    known("application.update", "put", "", Of::Url("url"), "cinstance", ""),
    known("application.updateremote", "put", "", Of::Url("url"), "cinstance", ""),
    known("application.delete", "delete", "", Of::Url("url"), "cinstance", ""),
    known("application_key.create", "post", "", Of::Url("application_keys_url"), "application_key", ""),
    known("application_key.regenerate", "put", "", Of::Url("regenerate_url"), "application_key", ""),
    known("plan.change", "put", "", Of::Url("change_plan_url"), "", ""),
    known("contract.create", "put", "", Of::Url("change_plan_url"), "service_contract", ""),
    known("account.personal_details", "put", "/admin/account", Of::Nothing, "account", ""),
    known("user.edit", "put", "", Of::Url("url"), "user", "edit_user"),
    known(
        "user.personal_details",
        "put",
        "/admin/account/personal_details",
        Of::Nothing,
        "user",
        "edit_personal_details",
    ),
    known("session.create", "post", "/session/create", Of::Link, "", "new_session"),
    known("session.destroy", "post", "/logout", Of::Nothing, "", ""),
    known("search", "get", "/search/", Of::Nothing, "", "searchAgain"),
];

/// 3scale's forms for what this portal does not do, and what is done instead.
const NOT_HERE: [(&str, &str); 10] = [
    ("login", "customers log in at a provider: link to `authorize_url` of each of `providers`"),
    ("password_reset", "there are no passwords: customers log in at a provider"),
    ("password_change", "there are no passwords: customers log in at a provider"),
    ("invitation.create", "users come with the provider that they log in at"),
    ("invitation_signup", "users come with the provider that they log in at"),
    ("account.billing_address", "the portal bills nobody"),
    ("message.create", "write to `provider.support_email`"),
    ("message.reply", "write to `provider.support_email`"),
    ("subscription.create", "a plan opens apis; `application.create` takes a plan"),
    ("referrer_filter.createremote", "applications have no referrer filters here"),
];

impl TagDef for Form {
    fn is_block(&self) -> bool {
        true
    }

    fn check(&self, tag: &Custom) -> Result<(), Error> {
        let Some(name) = tag.arguments.iter().find(|argument| argument.key.is_none()).and_then(literal) else {
            let error = Error::new(Code::Argument, "`form` takes the name of a form first");
            return Err(error.hint("write `{% form 'application.update', application %}`"));
        };
        if FORMS.iter().any(|form| form.name == name) || NOT_HERE.iter().any(|(other, _)| *other == name) {
            return Ok(());
        }
        let error = Error::new(Code::Argument, format!("there is no form `{name}`"));
        Err(match crate::diag::nearest(name, FORMS.iter().map(|form| form.name)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("the forms are {}", FORMS.map(|form| format!("`{}`", form.name)).join(", "))),
        })
    }

    fn reads(&self) -> &'static [&'static str] {
        &["csrf"]
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        let name = call.argument(0)?.unwrap_or_default().to_text().into_owned();
        if let Some((_, instead)) = NOT_HERE.iter().find(|(other, _)| *other == name) {
            if call.is_strict() {
                let error = Error::new(Code::Argument, format!("this portal has no form `{name}`"));
                return Err(error.hint(*instead));
            }
            return call.print_raw(&format!("<!-- form {name}: not served by this portal -->"));
        }
        let Some(form) = FORMS.iter().find(|form| form.name == name) else { return Ok(()) };
        let subject = call.argument(1)?.unwrap_or_default();
        let action = match form.of {
            Of::Nothing | Of::Link => Value::str(form.path),
            Of::Url(key) => subject.get(key).unwrap_or_default(),
        };
        // A stranger sees the page of a customer without its forms.
        if action.is_nil() || (form.of == Of::Link && subject.is_nil()) {
            return Ok(());
        }
        open(call, form, &subject, &action)?;
        call.body(Vec::new())?;
        call.print_raw("</form>")
    }
}

fn open(call: &mut TagCall<'_, '_>, form: &Known, subject: &Value<'_>, action: &Value<'_>) -> Result<(), Error> {
    let own = call.named("class")?.map(|class| class.to_text().into_owned()).unwrap_or_default();
    let classes: Vec<&str> = ["formtastic", form.class, &own].into_iter().filter(|class| !class.is_empty()).collect();
    call.print_raw("<form class=\"")?;
    call.print(&Value::text(classes.join(" ")))?;
    let id = match (call.named("id")?, form.id) {
        (Some(id), _) => id.to_text().into_owned(),
        (None, "edit_user") => format!("edit_user_{}", subject.get("id").unwrap_or_default().to_text()),
        (None, id) => id.to_owned(),
    };
    if !id.is_empty() {
        call.print_raw("\" id=\"")?;
        call.print(&Value::text(id))?;
    }
    call.print_raw("\" action=\"")?;
    call.print(action)?;
    if form.method == "get" {
        return call.print_raw("\" method=\"get\">");
    }
    call.print_raw("\" method=\"post\" accept-charset=\"UTF-8\">")?;
    if form.method != "post" {
        call.print_raw(&hidden("_method", form.method))?;
    }
    token(call)?;
    if form.of == Of::Link {
        let parameters = subject.get("parameters").unwrap_or_default();
        let field = |parameter: Value<'_>| {
            let part = |key: &str| parameter.get(key).unwrap_or_default().to_text().into_owned();
            hidden(&part("name"), &part("value"))
        };
        let token = hidden("token", &subject.get("token").unwrap_or_default().to_text());
        let fields = (0..parameters.list_len().unwrap_or(0)).filter_map(|at| parameters.at(at)).map(field);
        call.print(&Value::html(std::iter::once(token).chain(fields).collect::<String>()))?;
    }
    Ok(())
}

/// The field that says that a page of this portal was posted.
fn token(call: &mut TagCall<'_, '_>) -> Result<(), Error> {
    let csrf = call.variable("csrf").unwrap_or_default();
    match csrf.get("param").zip(csrf.get("token")) {
        Some((param, token)) => call.print(&Value::html(hidden(&param.to_text(), &token.to_text()))),
        None => Ok(()),
    }
}
