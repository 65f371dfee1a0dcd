//! What a record calls its recording → where it is: an address, a file below the folder, an object of a store. Nothing that a record says
//! leads anywhere that the source's settings do not name. Pure.

use models::integrations::fetching::Called;
use reqwest::Url;

use super::Trouble;
pub use super::address::encoded;
use super::address::web_address;
use super::path::relative;
use super::told::Told;

/// Where a recording is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Web(Url),
    /// An address that answers with the one of the recording, at this JSON pointer.
    Link(Url, String),
    /// Below the source's folder.
    File(String),
    /// Key of an object, its prefix with it.
    Object(String),
}

impl Place {
    /// The name of the file, for what its end says.
    pub fn name(&self) -> &str {
        match self {
            Self::Web(url) | Self::Link(url, _) => url.path(),
            Self::File(path) | Self::Object(path) => path,
        }
    }
}

/// By what a recording is looked for.
#[derive(Clone, Debug, Default)]
pub struct Reference<'a> {
    /// As a notice gave it.
    pub announced: Option<&'a str>,
    pub external_id: &'a str,
    /// The leg, if its record is there.
    pub called: Option<&'a Called>,
    /// What of an absolute path is the telephone system's alone.
    pub prefix: Option<&'a str>,
}

impl Reference<'_> {
    /// Where it is by what the source says.
    pub fn resolve(&self, told: &Told) -> Result<Place, Trouble> {
        let text = |name: &str| self.called.and_then(|called| called.custom.get(name)?.as_str());
        let candidates = [
            self.announced,
            self.called.and_then(|called| called.recording_url.as_deref()),
            text("recording_path"),
            self.called.and_then(|called| called.recording_ref.as_deref()),
        ];
        let mut named = candidates.into_iter().flatten().filter(|text| !text.trim().is_empty());
        let text = named
            .next()
            .ok_or_else(|| Trouble::never("no_reference", "the record does not say what its recording is called"))?;
        if text.contains("://") {
            let url = web_address(text)
                .ok_or_else(|| Trouble::never("bad_reference", "it is no http or https address that could be asked"))?;
            return match told.allows(&url) {
                true => Ok(Place::Web(url)),
                false => Err(Trouble::never(
                    "host_not_configured",
                    format!(
                        "the source does not name {} as a host of recordings",
                        url.host_str().unwrap_or("it")
                    ),
                )),
            };
        }
        let path = self.prefix.and_then(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
        let path =
            relative(path).ok_or_else(|| Trouble::never("bad_reference", "it leads out of the place of recordings"))?;
        if told.folder.is_some() {
            return Ok(Place::File(path));
        }
        if let Some(s3) = &told.s3 {
            return Ok(Place::Object(format!("{}{path}", s3.prefix)));
        }
        let base = told.base_url.as_deref().ok_or_else(|| {
            Trouble::never(
                "no_place",
                "it is a name, and the source says no `base_url`, `folder` or `s3` for names",
            )
        })?;
        let url = self.below(base, text, &path)?;
        Ok(match &told.link {
            Some(pointer) => Place::Link(url, pointer.clone()),
            None => Place::Web(url),
        })
    }

    fn below(&self, base: &str, text: &str, path: &str) -> Result<Url, Trouble> {
        let linked = self.called.and_then(|called| called.linked_id.as_deref());
        // Some systems have an id for it beside its path.
        let own = self.called.and_then(|called| called.recording_ref.as_deref());
        let own = self.announced.or(own).filter(|own| !own.trim().is_empty());
        let named = [
            ("{ref}", own.unwrap_or(text)),
            ("{external_id}", self.external_id),
            ("{linked_id}", linked.unwrap_or(self.external_id)),
        ];
        // In an address such a name is no name but a way upwards.
        if named
            .iter()
            .any(|(place, name)| base.contains(*place) && matches!(*name, "." | ".."))
        {
            return Err(Trouble::never(
                "bad_reference",
                "it leads out of the place of recordings",
            ));
        }
        let address = match base.contains('{') {
            true => base
                .replace("{ref}", &encoded(own.unwrap_or(text), false))
                .replace("{path}", &encoded(path, true))
                .replace("{external_id}", &encoded(self.external_id, false))
                .replace("{linked_id}", &encoded(linked.unwrap_or(self.external_id), false)),
            false => format!("{}/{}", base.trim_end_matches('/'), encoded(path, true)),
        };
        let url = web_address(&address);
        url.ok_or_else(|| Trouble::never("bad_reference", "no address can be made of it"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fetch::told::Bucket;

    fn called(reference: Option<&str>, url: Option<&str>) -> Called {
        Called {
            external_id: "7".into(),
            linked_id: Some("call 7".into()),
            recording_ref: reference.map(str::to_owned),
            recording_url: url.map(str::to_owned),
            custom: json!({}),
        }
    }

    fn resolved(called: &Called, told: &Told) -> Result<Place, &'static str> {
        let reference = Reference {
            external_id: &called.external_id,
            called: Some(called),
            prefix: Some("/var/spool/"),
            ..Reference::default()
        };
        reference.resolve(told).map_err(|trouble| trouble.code)
    }

    fn based(base: &str) -> Told {
        Told {
            base_url: Some(base.into()),
            ..Told::default()
        }
    }

    #[test]
    fn names_lie_below_the_address_or_where_its_places_say() {
        let web = |url: &str| Ok(Place::Web(Url::parse(url).unwrap()));
        let named = called(Some("/var/spool/2026/a b#1.wav"), None);
        assert_eq!(
            resolved(&named, &based("https://pbx.example/rec/")),
            web("https://pbx.example/rec/2026/a%20b%231.wav")
        );
        assert_eq!(
            resolved(
                &named,
                &based("https://pbx.example/get?file={path}&call={linked_id}&id={external_id}")
            ),
            web("https://pbx.example/get?file=2026/a%20b%231.wav&call=call%207&id=7")
        );
        let folder = Told {
            folder: Some("rome".into()),
            ..based("https://x.example")
        };
        assert_eq!(resolved(&named, &folder), Ok(Place::File("2026/a b#1.wav".into())));
        let s3 = Bucket {
            prefix: "calls/".into(),
            ..Bucket::default()
        };
        let store = Told {
            s3: Some(s3),
            ..Told::default()
        };
        assert_eq!(
            resolved(&named, &store),
            Ok(Place::Object("calls/2026/a b#1.wav".into()))
        );
    }

    #[test]
    fn an_id_of_a_recording_is_asked_for_where_the_address_has_a_place_for_it_and_its_path_elsewhere() {
        let by_id = Called {
            custom: json!({ "recording_path": "201/[Ines Holm]_201(812).wav" }),
            ..called(Some("5501"), None)
        };
        let web = |url: &str| Ok(Place::Web(Url::parse(url).unwrap()));
        assert_eq!(
            resolved(
                &by_id,
                &based("https://pbx.example/xapi/v1/Recordings/Pbx.DownloadRecording(recId={ref})")
            ),
            web("https://pbx.example/xapi/v1/Recordings/Pbx.DownloadRecording(recId=5501)")
        );
        assert_eq!(
            resolved(&by_id, &based("https://pbx.example/rec")),
            web("https://pbx.example/rec/201/%5BInes%20Holm%5D_201%28812%29.wav")
        );
    }

    #[test]
    fn an_id_that_is_a_way_upwards_leads_nowhere() {
        let by_ref = Called {
            custom: json!({ "recording_path": "201/a.wav" }),
            ..called(Some(".."), None)
        };
        let by_leg = Called {
            external_id: "..".into(),
            ..called(Some("a.wav"), None)
        };
        for (record, base) in [
            (&by_ref, "https://pbx.example/recordings/{ref}/wav"),
            (&by_leg, "https://pbx.example/recordings/{external_id}/{ref}"),
        ] {
            assert_eq!(resolved(record, &based(base)), Err("bad_reference"), "{base}");
        }
        // Where the address has no place for it, it does no harm.
        assert!(resolved(&by_leg, &based("https://pbx.example/recordings/{ref}")).is_ok());
    }

    #[test]
    fn a_name_lies_behind_a_link_and_an_address_does_not() {
        let told = Told {
            link: Some("/url".into()),
            hosts: vec!["api.example.com".into()],
            ..based("https://pbx.example/download?file={ref}")
        };
        let named = Url::parse("https://pbx.example/download?file=a%20b.wav").unwrap();
        assert_eq!(
            resolved(&called(Some("a b.wav"), None), &told),
            Ok(Place::Link(named, "/url".into()))
        );
        let url = "https://api.example.com/x.wav";
        assert_eq!(
            resolved(&called(Some(url), None), &told),
            Ok(Place::Web(Url::parse(url).unwrap()))
        );
    }

    #[test]
    fn what_a_record_says_leads_nowhere_that_was_not_configured() {
        let told = Told {
            hosts: vec!["api.example.com".into()],
            ..based("https://pbx.example/rec")
        };
        for (reference, code) in [
            ("https://evil.example/x.wav", "host_not_configured"),
            ("https://api.example.com@evil.example/x", "bad_reference"),
            ("file:///etc/passwd", "bad_reference"),
            ("../../etc/passwd", "bad_reference"),
            ("a/..\\b", "bad_reference"),
        ] {
            assert_eq!(
                resolved(&called(Some(reference), None), &told),
                Err(code),
                "{reference}"
            );
        }
        let url = "https://api.example.com/x.wav";
        assert_eq!(
            resolved(&called(Some("x.wav"), Some(url)), &told),
            Ok(Place::Web(Url::parse(url).unwrap()))
        );
        assert_eq!(resolved(&called(None, None), &told), Err("no_reference"));
        let hosts = Told { base_url: None, ..told };
        assert_eq!(resolved(&called(Some("x.wav"), None), &hosts), Err("no_place"));
    }
}
