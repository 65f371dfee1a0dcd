//! A person's e-mail address. One address is one person: its key is what makes twins equal.

use crate::Error;

/// RFC 5321 has 64 before the @ and 254 in all.
const LOCAL_MAX: usize = 64;
const ALL_MAX: usize = 254;

/// As it was written, the domain in ASCII; and in lower case, by which people are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    text: String,
    key: String,
}

impl Email {
    /// Letters outside ASCII before the @ are refused, not folded: what looks like another's address is never taken for it.
    /// Those of the domain become their ASCII form (IDNA), in which twins differ visibly.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::Invalid("that is no e-mail address".to_owned());
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or_else(refused)?;
        let is_atom = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
        };
        if local.len() > LOCAL_MAX || !local.split('.').all(is_atom) {
            return Err(refused());
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| refused())?;
        let is_name = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        let ends_in_letters = domain
            .rsplit('.')
            .next()
            .is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
        let text = format!("{local}@{domain}");
        if !is_name || !ends_in_letters || text.len() > ALL_MAX {
            return Err(refused());
        }
        let key = text.to_ascii_lowercase();
        Ok(Email { text, key })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> Option<String> {
        Email::parse(text).ok().map(|email| email.key)
    }

    #[test]
    fn case_is_no_difference_and_twins_of_other_scripts_are_refused_or_told_apart() {
        assert_eq!(key("Ann.Lee@Example.COM"), Some("ann.lee@example.com".into()));
        assert_eq!(key(" ann.lee@example.com "), Some("ann.lee@example.com".into()));
        // Full width, dotless i, Cyrillic a, Kelvin sign.
        for twin in [
            "ａnn@example.com",
            "mıke@example.com",
            "аnn@example.com",
            "\u{212a}ate@example.com",
        ] {
            assert_eq!(key(twin), None, "{twin}");
        }
        assert_eq!(key("ann@exаmple.com"), Some("ann@xn--exmple-4nf.com".into()));
        assert_eq!(key("ann@ｅxample.com"), Some("ann@example.com".into()));
    }

    #[test]
    fn what_could_carry_a_header_or_a_second_recipient_is_no_address() {
        for wrong in [
            "",
            "ann",
            "@example.com",
            "ann@",
            "ann@localhost",
            "ann@.com",
            "a..b@example.com",
            ".a@example.com",
            "ann@example.com\r\nBcc: eve@example.com",
            "ann\n@example.com",
            "ann@example.com,eve@example.com",
            "\"ann\"@example.com",
            "ann <ann@example.com>",
            "ann@exa mple.com",
            "ann@1.2.3.4",
            "a@b@example.com",
        ] {
            assert_eq!(key(wrong), None, "{wrong:?}");
        }
        assert_eq!(key(&format!("{}@example.com", "a".repeat(65))), None);
    }

    proptest! {
        #[test]
        fn a_key_is_printable_ascii_in_lower_case_and_its_own_key(text in "\\PC{0,40}@\\PC{0,20}\\.[a-z]{2,5}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(email.key.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase()));
                prop_assert_eq!(Email::parse(&email.key).expect("again").key, email.key);
            }
        }
    }
}
