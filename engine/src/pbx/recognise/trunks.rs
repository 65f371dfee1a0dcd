//! Which channels of a pasted record lead outside, by their names alone: of two kinds beside each other those that are no extensions. Pure.

use std::collections::BTreeSet;

use super::EXTENSION;
use crate::pbx::lines::text;
use crate::pbx::source::Source;

/// FreeSWITCH's profile for what is outside, as it is when nobody has changed it.
const OUTSIDE: &str = "sofia/external/";

/// How names of channels begin that seem to lead outside; none where nothing says so, or the form has no such names.
pub fn trunk_channel_prefixes(source: Source, input: &[u8]) -> Vec<String> {
    let input = text(input).replace("\\/", "/");
    let form = source.as_str();
    if form.starts_with("freeswitch") {
        return Vec::from_iter(input.contains(OUTSIDE).then(|| OUTSIDE.to_owned()));
    }
    if !["asterisk-", "freepbx-", "grandstream-"]
        .iter()
        .any(|begin| form.starts_with(begin))
    {
        return Vec::new();
    }
    let is_row_a_line = source == Source::AsteriskCdrCsv
        || input
            .lines()
            .all(|line| line.trim().is_empty() || line.starts_with('{'));
    let rows: Vec<&str> = match is_row_a_line {
        true => input.lines().collect(),
        false => vec![input.as_str()],
    };
    let prefixes: BTreeSet<String> = rows.into_iter().filter_map(trunk_of).collect();
    prefixes.into_iter().collect()
}

/// The one channel of a row that is none of an extension, beside one that is.
fn trunk_of(row: &str) -> Option<String> {
    let is_extension = |peer: &str| EXTENSION.contains(&peer.len()) && peer.bytes().all(|byte| byte.is_ascii_digit());
    let (own, others): (BTreeSet<_>, BTreeSet<_>) = channels(row).into_iter().partition(|(_, peer)| is_extension(peer));
    let mut others = others.into_iter();
    match (own.is_empty(), others.next(), others.next()) {
        (false, Some((technology, peer)), None) => Some(format!("{technology}{peer}-")),
        _ => None,
    }
}

/// `TECHNOLOGY/peer-id`: with which technology, and whose.
fn channels(row: &str) -> BTreeSet<(&str, &str)> {
    let mut found = BTreeSet::new();
    for (at, word) in row.match_indices("SIP/").chain(row.match_indices("IAX2/")) {
        let begin = if row[..at].ends_with("PJ") { at - 2 } else { at };
        let before = row[..begin].chars().next_back();
        let rest = &row[at + word.len()..];
        let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || "_.+-".contains(letter);
        let end = rest.find(|letter: char| !is_of_name(letter)).unwrap_or(rest.len());
        let Some((peer, id)) = rest[..end].rsplit_once('-') else {
            continue;
        };
        let is_id = match word {
            "IAX2/" => !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()),
            _ => id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
        };
        if is_id && !peer.is_empty() && before.is_none_or(|before| !before.is_ascii_alphanumeric()) {
            found.insert((&row[begin..at + word.len()], peer));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(source: Source, input: &str) -> Vec<String> {
        trunk_channel_prefixes(source, input.as_bytes())
    }

    #[test]
    fn what_stands_beside_an_extension_and_is_none_is_a_trunk() {
        let row = |channel: &str, other: &str| {
            format!(
                "\"\",\"1001\",\"12025550143\",\"from-internal\",\"{channel}\",\"{other}\",\"Dial\",\"PJSIP/12025550143@trunk,60\"\n"
            )
        };
        let out = row("PJSIP/1001-0000002a", "PJSIP/trunk-0000002b");
        assert_eq!(guessed(Source::AsteriskCdrCsv, &out), ["PJSIP/trunk-"]);
        let two = out.clone() + &row("SIP/my-carrier-0000001c", "SIP/1002-0000001d");
        assert_eq!(
            guessed(Source::AsteriskCdrCsv, &two),
            ["PJSIP/trunk-", "SIP/my-carrier-"]
        );
        let json = r#"{"channel":"PJSIP\/trunk_1-00000004","dstchannel":"PJSIP\/1001-00000005"}"#;
        assert_eq!(guessed(Source::FreepbxCdr, json), ["PJSIP/trunk_1-"]);
        let profile = "<variable>sofia/external/12025550143@10.0.0.1</variable>";
        assert_eq!(guessed(Source::FreeswitchXmlCdr, profile), ["sofia/external/"]);
    }

    #[test]
    fn where_names_do_not_tell_nothing_is_guessed() {
        for (channel, other) in [
            ("PJSIP/alice-0000002a", "PJSIP/trunk-0000002b"),
            ("PJSIP/1001-0000002a", "PJSIP/1002-0000002b"),
            ("PJSIP/trunk-0000002a", ""),
            ("Local/1001@from-queue-0000000c;1", "PJSIP/1001-0000002b"),
        ] {
            let row = format!("\"{channel}\",\"{other}\"\n");
            assert_eq!(guessed(Source::AsteriskCdrCsv, &row), Vec::<String>::new(), "{row}");
        }
        assert_eq!(
            guessed(Source::Twilio, "SIP/trunk-0000002a SIP/1001-0000002b"),
            Vec::<String>::new()
        );
    }
}
