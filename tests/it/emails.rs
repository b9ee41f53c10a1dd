//! Mails: every template with every customer of the example, and what a subject may not hold.

use std::path::Path;
use std::sync::Arc;

use portal::disk::Folder;
use portal::input::MemoryFiles;
use portal::model::Persona;
use portal::model::customer::Account;
use portal::render::email;
use portal::site::{Cache, Settings, Snapshot};

fn example() -> Snapshot {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("site-example");
    let (folder, problems) = Folder::open(&root, &root.join("dist")).expect("the example is part of the repository");
    assert_eq!(problems, []);
    Snapshot::load(Arc::new(folder), &Settings::default(), &mut Cache::default())
}

fn memory(files: &[(&str, &str)]) -> Snapshot {
    let mut memory = MemoryFiles::default();
    memory.insert("portal.yaml", "title: Test\nurl: https://portal.example\n");
    for (path, text) in files {
        memory.insert(path, *text);
    }
    Snapshot::load(Arc::new(memory), &Settings::default(), &mut Cache::default())
}

fn mail(snapshot: &Snapshot, name: &str, persona: &Persona) -> Result<email::Mail, Vec<portal::diag::Diagnostic>> {
    let template = &snapshot.site().emails[name];
    email::sample(snapshot.site(), snapshot.templates(), snapshot.host(), template, persona)
}

#[test]
fn every_template_renders_for_every_persona() {
    let snapshot = example();
    assert_eq!(snapshot.site().emails.len(), 26);
    assert!(snapshot.site().personas.len() >= 5, "a customer on each plan and one with two applications");
    for (persona, values) in &snapshot.site().personas {
        for name in snapshot.site().emails.keys() {
            let mail =
                mail(&snapshot, name, values).unwrap_or_else(|problems| panic!("{name} for {persona}: {problems:#?}"));
            assert!(!mail.subject.trim().is_empty(), "{name} has no subject");
            assert!(mail.text.len() > 60 && mail.html.contains("<!doctype html>"), "{name} has both parts");
            assert!(
                !mail.html.contains("<img") && !mail.html.contains("<script"),
                "{name} needs neither images nor scripts"
            );
            let greeting = values.user.display_name();
            let greets = snapshot.site().emails[name].variables.iter().any(|variable| variable == "user");
            assert!(
                !greets || mail.text.contains(greeting) || !mail.text.contains("Hello"),
                "{name} greets {greeting}"
            );
        }
    }
}

#[test]
fn a_mail_of_text_alone_gets_an_html_part_with_links() {
    let snapshot =
        memory(&[("emails/invitation.text.liquid", "---\nsubject: Come in\n---\nHello <you>,\n\nopen {{ url }}.\n")]);
    let mail = mail(&snapshot, "invitation", &Persona::default()).expect("the template is good");
    assert_eq!(mail.subject, "Come in");
    assert!(mail.html.contains("<p>Hello &lt;you&gt;,</p>"), "{}", mail.html);
    assert!(mail.html.contains("<a href=\"https://portal.example/activate/sample\">"), "{}", mail.html);
}

#[test]
fn statement_69_a_value_cannot_add_a_header() {
    let subject = "---\nsubject: \"For {{ account.name }}\"\n---\nHello\n";
    let snapshot = memory(&[("emails/invitation.text.liquid", subject)]);
    let account = Account { name: "A\r\nBcc: everybody@example.com".to_owned(), ..Account::default() };
    let hostile = Persona { account, ..Persona::default() };
    let problems = mail(&snapshot, "invitation", &hostile).expect_err("the subject has two lines");
    assert_eq!(problems[0].code, "email/header");
    let place = problems[0].span.as_ref().expect("it has a place");
    assert_eq!((place.source.name(), place.start().line), ("emails/invitation.text.liquid", 2));
}

#[test]
fn an_unknown_variable_is_named_with_its_place() {
    let snapshot =
        memory(&[("emails/invitation.text.liquid", "---\nsubject: Come in\n---\nHello {{ acount.name }}\n")]);
    let problems = mail(&snapshot, "invitation", &Persona::default()).expect_err("`acount` is no variable");
    let place = problems[0].span.as_ref().expect("it has a place").start();
    assert_eq!((problems[0].code, place.line, place.column), ("liquid/unknown-variable", 4, 10));
    assert_eq!(problems[0].hints[0], "did you mean `account`?");
}
