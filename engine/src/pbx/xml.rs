//! XML as a tree, without namespaces, document types or entities of its own, and never deeper or larger than a record needs.

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::escape::unescape;
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

/// The documents of an input, each with its own declaration, so that one that cannot be read costs no other.
pub fn documents(input: &[u8]) -> Vec<&[u8]> {
    let mut rest = input;
    let mut documents = Vec::new();
    for at in memmem::rfind_iter(input, b"<?xml ") {
        documents.push(&rest[at..]);
        rest = &rest[..at];
    }
    let before = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
    if documents.is_empty() || !before.iter().all(u8::is_ascii_whitespace) {
        documents.push(rest);
    }
    documents.reverse();
    documents
}

/// Every root element, as records stand one behind the other in a file or a stream; and why what follows them could not be read:
/// `bad_xml`, `xml_dtd_forbidden`.
pub fn roots(input: &[u8]) -> (Vec<Element>, Option<&'static str>) {
    let text = super::lines::text(input);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim());
    reader.config_mut().check_end_names = true;
    let mut tree = Tree::default();
    let fault = loop {
        match reader
            .read_event()
            .map_err(|_| "bad_xml")
            .and_then(|event| tree.grow(event))
        {
            Ok(true) => {}
            Ok(false) => break None,
            Err(code) => break Some(code),
        }
    };
    (tree.roots, fault)
}

#[derive(Default)]
struct Tree {
    roots: Vec<Element>,
    /// Those that have not ended, outermost first.
    open: Vec<Element>,
    /// Of the root that is open.
    elements: usize,
}

impl Tree {
    /// False: there is no more.
    fn grow(&mut self, event: Event<'_>) -> Result<bool, &'static str> {
        match event {
            Event::Start(start) => {
                self.count()?;
                self.open.push(element(&start)?);
            }
            Event::Empty(start) => {
                self.count()?;
                self.close(element(&start)?);
            }
            Event::End(_) => {
                let done = self.open.pop().ok_or("bad_xml")?;
                self.close(done);
            }
            Event::Text(piece) => append(&mut self.open, &piece),
            Event::CData(piece) => append(&mut self.open, &piece),
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
                append(&mut self.open, &known);
            }
            Event::DocType(_) => return Err("xml_dtd_forbidden"),
            Event::Eof if self.open.is_empty() && !self.roots.is_empty() => return Ok(false),
            Event::Eof => return Err("bad_xml"),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
        Ok(true)
    }

    fn count(&mut self) -> Result<(), &'static str> {
        self.elements += 1;
        match self.open.len() < DEPTH_MAX && self.elements <= ELEMENTS_MAX {
            true => Ok(()),
            false => Err("bad_xml"),
        }
    }

    fn close(&mut self, done: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => {
                self.roots.push(done);
                self.elements = 0;
            }
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
        let value = unescape(&attribute.value).map_err(|_| "bad_xml")?;
        attributes.push((key, value.into_owned()));
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

    /// The first root.
    fn parse(input: &[u8]) -> Result<Element, &'static str> {
        let (roots, fault) = roots(input);
        roots.into_iter().next().ok_or(fault.unwrap_or("bad_xml"))
    }

    #[test]
    fn a_tree_with_escapes_repeats_and_foreign_prefixes() {
        let root = parse(b"<?xml version='1.0'?><a x=\"1&amp;2\"><b>1</b><b>a &lt; &#66;</b><n:c/></a>").unwrap();
        assert_eq!(
            (root.attribute("x"), root.texts()["b"].as_str()),
            ("1&2", Some("a < B"))
        );
        assert!(root.child("n:c").is_some());
    }

    #[test]
    fn roots_may_follow_each_other_and_what_is_behind_them_is_said() {
        let (found, fault) = roots(b"<?xml version='1.0'?><a>1</a>\n<?xml version='1.0'?><b/>");
        let names: Vec<&str> = found.iter().map(|root| root.name.as_str()).collect();
        assert_eq!((names, fault), (vec!["a", "b"], None));
        let (found, fault) = roots(b"<a>1</a><b>");
        assert_eq!((found.len(), fault), (1, Some("bad_xml")));
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
