//! The page at `/problems/{code}` that explains one kind of problem to a person. No script, no outside resource.

use super::Code;

/// The page of one code, or the list of all for `None`.
pub fn page(code: Option<Code>) -> String {
    let (title, body) = match code {
        Some(code) => {
            let fact = format!(
                "<p class=fact>HTTP {} · <code>{}</code></p>",
                code.status(),
                code.slug()
            );
            let body = format!(
                "{fact}<p>{}</p><p><a href=\"/problems\">All problems</a></p>",
                marked(code.explanation())
            );
            (code.title().to_owned(), body)
        }
        None => {
            let rows = Code::ALL.iter().map(|code| {
                let slug = code.slug();
                format!(
                    "<tr><td>{}<td><a href=\"/problems/{slug}\"><code>{slug}</code></a><td>{}",
                    code.status().as_u16(),
                    code.title()
                )
            });
            (
                "Problems".to_owned(),
                format!("<table>{}</table>", rows.collect::<String>()),
            )
        }
    };
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>{title} · AudiaPro</title><link rel=stylesheet href=\"/problems/page.css\"><h1>{title}</h1>{body}</html>"
    )
}

/// Escapes text and turns `…` into code.
fn marked(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts = escaped.split('`').enumerate();
    parts
        .map(|(i, part)| {
            if i % 2 == 1 {
                format!("<code>{part}</code>")
            } else {
                part.to_owned()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_its_code_and_quotes_are_code() {
        for code in Code::ALL {
            let page = page(Some(*code));
            assert!(
                page.contains(&format!("<code>{}</code>", code.slug())) && !page.contains('`'),
                "{page}"
            );
        }
        assert_eq!(marked("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
    }
}
