//! `{% active_docs %}`, 3scale's tag of the same name. Must not hold markup: what it shows is a partial of the theme.

use crate::liquid::engine::tags::TagDef;
use crate::liquid::eval::TagCall;
use crate::liquid::syntax::tree::Custom;
use crate::liquid::{Code, Error, Value};

/// `{% active_docs version: "3.0" services: "mail, events" %}`: the operations of apis in place, as 3scale's tag of the
/// same name. `version` named the generation of its viewer and is read and not used; without `services` all apis show.
#[derive(Debug)]
pub(super) struct ActiveDocs;

impl TagDef for ActiveDocs {
    fn has_arguments(&self) -> bool {
        false
    }

    fn check(&self, tag: &Custom) -> Result<(), Error> {
        let words = without_strings(&tag.markup);
        let known = ["", "version", "services"];
        let keys = words.split([':', ',', ' ']).map(str::trim);
        match keys.into_iter().find(|key| !known.contains(key)) {
            None => Ok(()),
            Some(key) => {
                Err(Error::new(Code::Argument, format!("`active_docs` takes `version` and `services`, not `{key}`"))
                    .hint("write `{% active_docs version: \"3.0\" services: \"mail\" %}` with system names of apis"))
            }
        }
    }

    fn reads(&self) -> &'static [&'static str] {
        &["site"]
    }

    fn partials(&self) -> &'static [&'static str] {
        &["active_docs"]
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        let wanted = services(call.markup());
        let apis = call.variable("site").and_then(|site| site.get("apis")).unwrap_or_default();
        let all = (0..).map_while(|position| apis.index(position));
        let chosen: Vec<Value<'_>> = if wanted.is_empty() {
            all.collect()
        } else {
            let find = |name: &&str| apis.get(name).ok_or_else(|| unknown(name, &apis));
            wanted.iter().map(find).collect::<Result<_, _>>()?
        };
        for api in chosen {
            call.include("active_docs", vec![("api", api)])?;
        }
        Ok(())
    }
}

fn unknown(name: &str, apis: &Value<'_>) -> Error {
    let known = apis.keys();
    let error = Error::new(Code::Argument, format!("there is no api `{name}`"));
    match crate::diag::nearest(name, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("the apis are {}", known.join(", "))),
    }
}

/// The system names behind `services:`.
fn services(markup: &str) -> Vec<&str> {
    let text = markup.split_once("services").and_then(|(_, rest)| {
        let start = rest.find(['"', '\''])?;
        let quote = rest[start..].chars().next()?;
        rest[start + 1..].split(quote).next()
    });
    text.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn without_strings(markup: &str) -> String {
    let mut inside = None;
    let keep = |c: &char| match inside {
        Some(quote) => {
            if *c == quote {
                inside = None;
            }
            false
        }
        None if matches!(c, '"' | '\'') => {
            inside = Some(*c);
            false
        }
        None => true,
    };
    markup.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::services;

    #[test]
    fn services_are_read_as_3scale_writes_them() {
        assert_eq!(services(r#" version: "1.2" services: "echo-api, mail" "#), ["echo-api", "mail"]);
        assert_eq!(services(r" version: '2.0', services: 'mail'"), ["mail"]);
        assert!(services(r#" version: "3.0" "#).is_empty());
    }
}
