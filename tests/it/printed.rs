//! What may be printed. A type with a secret in it has no `Debug`, so that no line of a log and no failed assertion can show it by mistake. Over
//! the sources; nothing is built.

use crate::architecture::{code, sources};

const SECRETS: [&str; 14] = [
    "password",
    "secret",
    "secrets",
    "token",
    "access_token",
    "refresh_token",
    "csrf_token",
    "recovery_codes",
    "issued",
    "headers",
    "smtp_password",
    "resend_key",
    "key_password",
    "master_key_command",
];

/// These have the kinds of secrets, and pieces of words.
const OTHERWISE: [&str; 3] = ["Shown", "Source", "Logprob"];

#[test]
fn what_holds_a_secret_of_somebody_cannot_be_printed() {
    let mut amiss = Vec::new();
    for source in sources("web").iter().filter(|source| !source.is_test()) {
        // What clap reads is `Debug` as a whole, and is dropped before anything is logged.
        if source.path.components().any(|part| part.as_os_str() == "cli") {
            continue;
        }
        let (mut is_printed, mut of) = (false, "");
        for (line, text) in code(source) {
            let text = text.trim_start();
            let member = text.strip_prefix("pub ").unwrap_or(text);
            if text.starts_with("#[derive(") {
                is_printed = text.contains("Debug");
            } else if let Some(name) = member.strip_prefix("struct ") {
                of = name.split([' ', '<', '(', ';']).next().unwrap_or("");
            } else if text.starts_with('}') {
                is_printed = false;
            } else if let Some((name, kind)) = member.split_once(": ") {
                let name = name.rsplit(' ').next().unwrap_or(name);
                let is_text = ["String", "Value", "u8"].iter().any(|text| kind.contains(text));
                if is_printed && is_text && SECRETS.contains(&name) && !OTHERWISE.contains(&of) {
                    amiss.push(format!("{}:{line}: {of} has `{name}`", source.name()));
                }
            }
        }
    }
    assert!(amiss.is_empty(), "{amiss:#?}");
}
