//! What of a telephone number or name is kept. No guessing of country codes: `00…`, `+…` and `…` stay different.

/// The words by which systems say that a caller withheld the number, in any case.
const WITHHELD: [&str; 6] = [
    "anonymous",
    "restricted",
    "private",
    "unknown",
    "unavailable",
    "withheld",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    Number(String),
    Withheld,
}

/// Digits and a leading `+` of a number; the user part of a SIP address; a user name as it is.
pub fn party(raw: &str) -> Party {
    let text = strip_scheme(raw.trim());
    if text.is_empty() || WITHHELD.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Party::Withheld;
    }
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '-' | '.' | '/'))
        .collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#')) {
        Party::Number(bare)
    } else {
        Party::Number(text.to_owned())
    }
}

fn strip_scheme(text: &str) -> &str {
    let Some(address) = text
        .strip_prefix("sip:")
        .or_else(|| text.strip_prefix("sips:"))
        .or_else(|| text.strip_prefix("tel:"))
    else {
        return text.strip_prefix("client:").unwrap_or(text);
    };
    address.split(['@', ';']).next().unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(raw: &str) -> String {
        match party(raw) {
            Party::Number(number) => number,
            Party::Withheld => "withheld".into(),
        }
    }

    #[test]
    fn a_number_keeps_its_digits_and_a_leading_plus() {
        assert_eq!(number(" +1 (202) 555-0143 "), "+12025550143");
        assert_eq!(number("0044.20.7946.0018"), "00442079460018");
        assert_eq!(number("*97"), "*97");
    }

    #[test]
    fn a_sip_address_gives_its_user() {
        assert_eq!(number("sip:+12025550143@pbx.example;transport=tcp"), "+12025550143");
        assert_eq!(number("client:alice"), "alice");
    }

    #[test]
    fn a_name_stays_as_it_is() {
        assert_eq!(number("anna-maria.k"), "anna-maria.k");
        assert_eq!(number("a"), "a");
    }

    #[test]
    fn a_withheld_number_is_none() {
        for raw in ["", "  ", "Anonymous", "RESTRICTED", "unknown"] {
            assert_eq!(party(raw), Party::Withheld, "{raw:?}");
        }
    }
}
