//! What of a telephone number or name is kept. No guessing of country codes: `00…`, `+…` and `…` stay different.

use std::borrow::Cow;

use super::fields::trimmed;
use super::requests::percent_decoded;

/// The words by which systems say that a caller withheld the number, in any case.
const WITHHELD: [&str; 6] = [
    "anonymous",
    "restricted",
    "private",
    "unknown",
    "unavailable",
    "withheld",
];

/// What people write between digits.
const SEPARATORS: &str = "()[]{}-./\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{fe63}\u{ff0d}";

/// What nobody sees of a number that was copied: marks for the direction of writing, and blanks without a width.
const UNSEEN: &str = "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    Number(String),
    Withheld,
}

/// Digits and a leading `+` of a number; the user part of a SIP address; a user name as it is.
pub fn party(raw: &str) -> Party {
    let text = user_of(trimmed(raw));
    let text = &*text;
    if says_withheld(text) {
        return Party::Withheld;
    }
    if is_dialled(text) {
        return Party::Number(text.to_owned());
    }
    let is_kept = |c: &char| !c.is_whitespace() && !SEPARATORS.contains(*c) && !UNSEEN.contains(*c);
    let bare: String = text.chars().filter(is_kept).collect();
    if bare.is_empty() {
        // Dashes alone say nothing.
        Party::Withheld
    } else if is_dialled(&bare) {
        Party::Number(bare)
    } else {
        Party::Number(text.to_owned())
    }
}

/// Whether a text says that a number is withheld, or says nothing.
pub fn is_withheld(raw: &str) -> bool {
    says_withheld(&user_of(trimmed(raw)))
}

fn says_withheld(text: &str) -> bool {
    text.is_empty() || WITHHELD.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The user of a SIP address, percent-decoded; the digits of a telephone address; a client's name; else the text as it is.
fn user_of(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches('<').trim_end_matches('>');
    if let Some(name) = without(text, "client:") {
        return Cow::Borrowed(name);
    }
    let address = ["sip:", "sips:", "tel:"]
        .iter()
        .find_map(|scheme| without(text, scheme));
    if let Some(address) = address {
        let user = address.split(['@', ';', '?']).next().unwrap_or(address);
        return percent_decoded(user);
    }
    // A number, or the word that it is withheld, with its domain behind it and no scheme before it.
    match text.split_once('@') {
        Some((user, _)) if is_dialled(user) || says_withheld(user) => Cow::Borrowed(user),
        _ => Cow::Borrowed(text),
    }
}

/// What follows a scheme, in any case.
fn without<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let begins = text.get(..scheme.len())?.eq_ignore_ascii_case(scheme);
    begins.then(|| text[scheme.len()..].trim_start())
}

/// Digits and the two signs of a keypad, with a `+` before them or none.
fn is_dialled(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'))
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

    /// As telephones and address books hand it on, with marks for the direction of writing around it.
    #[test]
    fn marks_that_nobody_sees_are_no_part_of_a_number() {
        assert_eq!(
            number("\u{202a}+1\u{a0}202\u{2212}555\u{2014}0143\u{202c}"),
            "+12025550143"
        );
        assert_eq!(number("\u{200e}1001\u{200b}"), "1001");
        assert_eq!(number("Zo\u{eb}\u{2014}1"), "Zo\u{eb}\u{2014}1");
    }

    #[test]
    fn a_sip_address_gives_its_user() {
        assert_eq!(number("sip:+12025550143@pbx.example;transport=tcp"), "+12025550143");
        assert_eq!(number("client:alice"), "alice");
        assert_eq!(number("SIP:%2B12025550143@pbx.example"), "+12025550143");
        assert_eq!(number("sip:anna%20maria@pbx.example"), "anna maria");
        assert_eq!(number("tel:+1-202-555-0143;ext=7"), "+12025550143");
        assert_eq!(number("<sip:1001@pbx.example>"), "1001");
        assert_eq!(number("1001@10.0.0.5:5060"), "1001");
        for withheld in ["sip:anonymous@anonymous.invalid", "Anonymous@anonymous.invalid"] {
            assert_eq!(party(withheld), Party::Withheld, "{withheld}");
        }
        assert_eq!(number("anna@pbx.example"), "anna@pbx.example");
    }

    #[test]
    fn prefixes_are_not_guessed() {
        assert_eq!(number("+44 [20] 7946\u{2013}0018"), "+442079460018");
        assert_eq!(number("0044 20 7946 0018"), "00442079460018");
        assert_eq!(number("020 7946 0018"), "02079460018");
    }

    #[test]
    fn a_name_stays_as_it_is() {
        assert_eq!(number("anna-maria.k"), "anna-maria.k");
        assert_eq!(number("a"), "a");
    }

    #[test]
    fn a_withheld_number_is_none() {
        for raw in ["", "  ", "-", "Anonymous", "RESTRICTED", "unknown"] {
            assert_eq!(party(raw), Party::Withheld, "{raw:?}");
        }
    }
}
