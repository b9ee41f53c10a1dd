//! The floor of any generator: read each Markdown file, parse it, write HTML. No front matter, layout or highlighting.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().collect();
    let [_, from, to] = arguments.as_slice() else {
        eprintln!("usage: floor CONTENT OUTPUT");
        std::process::exit(2);
    };
    convert(Path::new(from), Path::new(to))
}

fn convert(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            convert(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path)?;
            let mut html = String::with_capacity(text.len() * 2);
            let parser = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES);
            pulldown_cmark::html::push_html(&mut html, parser);
            let folder = to.join(name).with_extension("");
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("index.html"), html)?;
        }
    }
    Ok(())
}
