//! The brand as CSS custom properties; the theme makes its palette from them.
//! Must not let a brand's words become rules: what is not plainly a colour, a name or a path is left out.

use crate::model::{Brand, config::Font};

/// The rules that are appended to the theme's style sheet. `url` gives the address of a font file.
pub fn css(brand: &Brand, url: impl Fn(&str) -> String) -> String {
    let mut css = String::new();
    let mut properties = String::new();
    if let Some(accent) = brand.accent.as_deref().filter(|accent| is_colour(accent)) {
        properties.push_str(&format!("--brand-accent:{accent};"));
    }
    for (property, font, fallback) in
        [("--brand-font", &brand.font_text, "sans-serif"), ("--brand-font-code", &brand.font_code, "monospace")]
    {
        let Some(font) = font.as_ref().filter(|font| is_name(&font.family)) else { continue };
        css.push_str(&face(font, &url(&font.file)));
        properties.push_str(&format!("{property}:\"{}\",{fallback};", font.family));
    }
    if !properties.is_empty() {
        css.push_str(&format!(":root{{{properties}}}\n"));
    }
    css
}

fn face(font: &Font, url: &str) -> String {
    let weight =
        if font.weight.bytes().all(|b| b.is_ascii_digit() || b == b' ') { font.weight.as_str() } else { "400" };
    format!(
        "@font-face{{font-family:\"{}\";src:url(\"{}\") format(\"woff2\");font-weight:{weight};font-display:swap}}\n",
        font.family,
        url.replace(['"', '\\', '\n'], ""),
    )
}

/// Whether `text` can stand as a CSS colour: a name, `#…` or a function of numbers.
pub fn is_colour(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"#(),.%/ -".contains(&b))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::css;
    use crate::model::Brand;

    #[test]
    fn a_colour_cannot_smuggle_in_rules() {
        let brand = |accent: &str| Brand { accent: Some(accent.into()), ..Brand::default() };
        assert_eq!(css(&brand("#0a6"), str::to_owned), ":root{--brand-accent:#0a6;}\n");
        assert_eq!(css(&brand("red;} body{display:none"), str::to_owned), "");
    }
}
