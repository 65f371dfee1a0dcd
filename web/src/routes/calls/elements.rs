//! A JSON body as it arrives: chunks in, the values of its array out, each bounded; or the one value that is no array. Knows where
//! a value begins and ends, not whether it is sound: that is the parser's.

/// One value of the body, and where it begins.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub text: Vec<u8>,
    /// Longer than the bound; its bytes are gone.
    pub is_too_long: bool,
    /// Both from 1.
    pub line: usize,
    pub column: usize,
}

/// What stands where no value can.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub column: usize,
    pub what: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    /// Inside the array.
    Items,
    /// A value that is no array.
    Single,
    End,
}

/// Cuts a body into values. Holds at most one.
pub struct Elements {
    state: State,
    open: Option<Element>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// A value has to follow.
    after_comma: bool,
    bytes_max: usize,
    line: usize,
    column: usize,
}

impl Elements {
    pub fn new(bytes_max: usize) -> Self {
        Self {
            state: State::Start,
            open: None,
            depth: 0,
            in_string: false,
            escaped: false,
            after_comma: false,
            bytes_max,
            line: 1,
            column: 0,
        }
    }

    /// Bytes that are held of a value whose end has not come.
    pub fn begun(&self) -> usize {
        self.open.as_ref().map_or(0, |element| element.text.len())
    }

    /// The values of the array that this chunk completes, in order.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<Element>, Fault> {
        let mut found = Vec::new();
        for &byte in chunk {
            self.column += 1;
            match self.state {
                State::Start => self.start(byte),
                State::Items => self.item(byte, &mut found)?,
                State::Single => self.keep(byte),
                State::End if is_space(byte) => {}
                State::End => return Err(self.fault("trailing characters")),
            }
            if byte == b'\n' {
                self.line += 1;
                self.column = 0;
            }
        }
        Ok(found)
    }

    /// The value that is no array; `None` after an array.
    pub fn finish(&mut self) -> Result<Option<Element>, Fault> {
        match self.state {
            State::Start => Err(self.fault("EOF while parsing a value")),
            State::Items => Err(self.fault("EOF while parsing a list")),
            State::Single | State::End => Ok(self.open.take()),
        }
    }

    fn start(&mut self, byte: u8) {
        match byte {
            b'[' => self.state = State::Items,
            byte if is_space(byte) => {}
            byte => {
                self.state = State::Single;
                self.keep(byte);
            }
        }
    }

    fn item(&mut self, byte: u8, found: &mut Vec<Element>) -> Result<(), Fault> {
        if self.in_string {
            self.keep(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Ok(());
        }
        match byte {
            b',' if self.depth == 0 => {
                let element = self.open.take().ok_or_else(|| self.fault("expected value"))?;
                found.push(element);
                self.after_comma = true;
            }
            b']' if self.depth == 0 => {
                match self.open.take() {
                    Some(element) => found.push(element),
                    None if self.after_comma => return Err(self.fault("trailing comma")),
                    None => {}
                }
                self.state = State::End;
            }
            byte if self.open.is_none() && is_space(byte) => {}
            byte => {
                self.keep(byte);
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, byte: u8) {
        let element = self.open.get_or_insert_with(|| Element {
            line: self.line,
            column: self.column,
            ..Element::default()
        });
        if element.is_too_long {
            return;
        }
        if element.text.len() >= self.bytes_max {
            element.is_too_long = true;
            element.text = Vec::new();
        } else {
            element.text.push(byte);
        }
    }

    fn fault(&self, what: &'static str) -> Fault {
        Fault {
            line: self.line,
            column: self.column,
            what,
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn all(bytes_max: usize, chunks: &[&[u8]]) -> Result<Vec<Element>, Fault> {
        let mut elements = Elements::new(bytes_max);
        let mut found = Vec::new();
        for chunk in chunks {
            found.extend(elements.push(chunk)?);
        }
        found.extend(elements.finish()?);
        Ok(found)
    }

    fn texts(body: &str) -> Vec<String> {
        let found = all(1_000, &[body.as_bytes()]).unwrap().into_iter();
        found.map(|one| String::from_utf8(one.text).unwrap()).collect()
    }

    #[test]
    fn an_array_falls_into_its_values_and_anything_else_is_one() {
        assert_eq!(
            texts(r#" [ {"a":[1,"]"]} , "x,\"]" ,3 ] "#),
            [r#"{"a":[1,"]"]} "#, r#""x,\"]" "#, "3 "]
        );
        assert_eq!(texts("[]"), Vec::<String>::new());
        assert_eq!(texts(r#" {"a":1}"#), [r#"{"a":1}"#]);
    }

    #[test]
    fn what_cannot_stand_in_an_array_is_told_with_its_place() {
        for (body, line, column, what) in [
            ("[1,\n ]", 2, 2, "trailing comma"),
            ("[,1]", 1, 2, "expected value"),
            ("[1] x", 1, 5, "trailing characters"),
            ("[1", 1, 2, "EOF while parsing a list"),
            ("  ", 1, 2, "EOF while parsing a value"),
        ] {
            assert_eq!(all(9, &[body.as_bytes()]), Err(Fault { line, column, what }), "{body}");
        }
    }

    #[test]
    fn a_value_that_is_too_long_is_one_and_the_next_is_whole() {
        let found = all(3, &[b"[123,\n", b"12345678,", b"9]"]).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.text.as_slice(), one.is_too_long, one.line))
            .collect();
        assert_eq!(told, [(b"123".as_slice(), false, 1), (b"", true, 2), (b"9", false, 2)]);
    }

    proptest! {
        #[test]
        fn the_values_are_those_that_a_whole_parser_finds(
            values in prop::collection::vec(prop_oneof![
                "[ -~]{0,12}".prop_map(Value::from), any::<i32>().prop_map(Value::from),
                prop::collection::btree_map("[a-c\"\\\\]{1,3}", "[\\[\\]{},\"\\\\]{0,6}", 0..3).prop_map(|map| serde_json::json!(map)),
            ], 0..6),
            cut in 0usize..200,
        ) {
            let body = Value::Array(values.clone()).to_string();
            let (one, two) = body.as_bytes().split_at(cut.min(body.len()));
            let found = all(1_000, &[one, two]).unwrap();
            let parsed: Vec<Value> = found.iter().map(|one| serde_json::from_slice(&one.text).unwrap()).collect();
            prop_assert_eq!(parsed, values);
        }
    }
}
