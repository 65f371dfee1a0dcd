//! JSON as it arrives on files and sockets: one document, an array of them, one a line, or one after another without anything
//! in between. A document that cannot be read does not block its neighbours.

use serde_json::Value;

use super::parsed::Observed;

/// Every document of the input with its number from 1; arrays give their items. What is no JSON is kept aside.
pub fn each(input: &[u8], observed: &mut Observed, mut take: impl FnMut(usize, Value, &mut Observed)) {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let mut rest = input;
    let mut number = 0;
    while let Some(start) = rest.iter().position(|&byte| !byte.is_ascii_whitespace() && byte != 0) {
        rest = &rest[start..];
        let mut stream = serde_json::Deserializer::from_slice(rest).into_iter::<Value>();
        number += 1;
        match stream.next() {
            Some(Ok(Value::Array(items))) => {
                rest = &rest[stream.byte_offset()..];
                number -= 1;
                for item in items {
                    number += 1;
                    take(number, item, observed);
                }
            }
            Some(Ok(value)) => {
                rest = &rest[stream.byte_offset()..];
                take(number, value, observed);
            }
            Some(Err(error)) => {
                observed.quarantine(number, "bad_json", error.to_string());
                let end = rest
                    .iter()
                    .position(|&byte| byte == b'\n')
                    .map_or(rest.len(), |at| at + 1);
                rest = &rest[end..];
            }
            None => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(input: &str) -> (Vec<(usize, Value)>, Vec<String>) {
        let mut observed = Observed::default();
        let mut found = Vec::new();
        each(input.as_bytes(), &mut observed, |at, value, _| found.push((at, value)));
        (
            found,
            observed
                .quarantined
                .into_iter()
                .map(|notice| notice.at.into())
                .collect(),
        )
    }

    #[test]
    fn documents_may_touch_and_a_bad_one_blocks_no_other() {
        let (found, bad) = numbers("{\"a\":1}{\"a\":2}\n{\"a\":\n{\"a\":4}");
        let ats: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
        assert_eq!(ats, [1, 2, 4]);
        assert_eq!(bad, ["3"]);
    }

    #[test]
    fn an_array_gives_its_items() {
        assert_eq!(numbers("[1,2]").0.len(), 2);
    }
}
