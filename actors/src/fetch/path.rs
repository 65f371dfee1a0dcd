//! Paths that somebody else has written: made such that they lead nowhere but below where they are looked for. Pure.

/// A path without a root, a `..`, a NUL, or an empty part.
pub(super) fn relative(path: &str) -> Option<String> {
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let is_fine = !parts.is_empty()
        && parts
            .iter()
            .all(|part| *part != ".." && !part.chars().any(char::is_control));
    is_fine.then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_or_it_is_none() {
        assert_eq!(relative("/var/spool/./a.wav").as_deref(), Some("var/spool/a.wav"));
        assert_eq!(relative("2026\\03//a.wav").as_deref(), Some("2026/03/a.wav"));
        for none in ["", "/", "..", "a/../../b", "a\\..\\b", "a\0b", "a\nb"] {
            assert_eq!(relative(none), None, "{none:?}");
        }
    }
}
