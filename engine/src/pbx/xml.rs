//! XML as a tree, without namespaces, document types or entities of its own, and never deeper or larger than a record needs.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

const DEPTH_MAX: usize = 64;
const ELEMENTS_MAX: usize = 100_000;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Text of a child, empty where there is none.
    pub fn of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }

    pub fn attribute(&self, name: &str) -> &str {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// Children without children as name → text; the last of a repeated name stays.
    pub fn texts(&self) -> Map<String, Value> {
        let leaves = self.children.iter().filter(|child| child.children.is_empty());
        leaves
            .map(|child| (child.name.clone(), Value::String(child.text.trim().to_owned())))
            .collect()
    }

    /// Visits this element and all below it.
    pub fn each(&self, visit: &mut dyn FnMut(&Element)) {
        visit(self);
        self.children.iter().for_each(|child| child.each(visit));
    }
}

/// The root element. Errors: `bad_xml`, `xml_dtd_forbidden`.
pub fn parse(input: &[u8]) -> Result<Element, &'static str> {
    let text = super::lines::text(input);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim());
    reader.config_mut().check_end_names = true;
    let mut open: Vec<Element> = Vec::new();
    let mut elements = 0;
    loop {
        let event = reader.read_event().map_err(|_| "bad_xml")?;
        match event {
            Event::Start(start) => {
                elements += 1;
                if open.len() >= DEPTH_MAX || elements > ELEMENTS_MAX {
                    return Err("bad_xml");
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                let element = element(&start)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
            Event::End(_) => {
                let done = open.pop().ok_or("bad_xml")?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Text(piece) => append(&mut open, &piece),
            Event::CData(piece) => append(&mut open, &piece),
            Event::GeneralRef(reference) => {
                let known = match reference.resolve_char_ref().map_err(|_| "bad_xml")? {
                    Some(character) => character.to_string(),
                    None => match reference.as_ref() {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "quot" => "\"".to_owned(),
                        "apos" => "'".to_owned(),
                        _ => return Err("bad_xml"),
                    },
                };
                append(&mut open, &known);
            }
            Event::DocType(_) => return Err("xml_dtd_forbidden"),
            Event::Eof => return Err("bad_xml"),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, &'static str> {
    let name = start.name().as_ref().to_owned();
    // Names come from variables: one that begins with a digit is no name.
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':') {
        return Err("bad_xml");
    }
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| "bad_xml")?;
        let key = attribute.key.as_ref().to_owned();
        attributes.push((key, attribute.value.into_owned()));
    }
    Ok(Element {
        name,
        attributes,
        ..Element::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_with_escapes_repeats_and_foreign_prefixes() {
        let root = parse(b"<?xml version='1.0'?><a x=\"1\"><b>1</b><b>a &lt; &#66;</b><n:c/></a>").unwrap();
        assert_eq!((root.attribute("x"), root.texts()["b"].as_str()), ("1", Some("a < B")));
        assert!(root.child("n:c").is_some());
    }

    #[test]
    fn document_types_and_what_is_not_well_formed_are_refused() {
        assert_eq!(
            parse(b"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"),
            Err("xml_dtd_forbidden")
        );
        for bad in [
            "<a>&x;</a>",
            "<a><b></a>",
            "<a><1b>x</1b></a>",
            "<a><b c>x</b c></a>",
            "<a>",
            "",
            "text",
        ] {
            assert_eq!(parse(bad.as_bytes()), Err("bad_xml"), "{bad}");
        }
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        assert_eq!(parse(deep.as_bytes()), Err("bad_xml"));
    }
}
