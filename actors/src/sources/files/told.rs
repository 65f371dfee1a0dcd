//! What a source says of the folder in which its files come to lie. Pure.

use std::time::Duration;

use engine::pbx::framing::Framing;
use engine::pbx::source::Source as Form;
use models::integrations::folder::{Wanted, Watched};

use super::names::Names;

/// It is looked at so often if nothing is said.
const INTERVAL_S: u32 = 5;
/// The longest of both.
const SECONDS_MAX: u32 = 3600;
/// Letters of the folder's path.
const PATH_MAX: usize = 500;

/// How files come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines are added to them, and they are rotated.
    Growing,
    /// Each comes whole, once.
    Dropped,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Growing => "growing",
            Self::Dropped => "dropped",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Growing, Self::Dropped]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }

    /// A file that has not changed for so long is whole, if nothing is said. Who writes lines may write half a one first.
    const fn rest_s(self) -> u32 {
        match self {
            Self::Growing => 60,
            Self::Dropped => 5,
        }
    }

    /// As files of a form usually come.
    fn usual(form: Form) -> Self {
        match Framing::of(form) {
            Framing::Whole | Framing::Sheet => Self::Dropped,
            Framing::Lines
            | Framing::Documents
            | Framing::Blocks
            | Framing::Records
            | Framing::Items
            | Framing::Table => Self::Growing,
        }
    }
}

/// What is done with a file that was dropped, once it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    Leave,
    /// It is moved to a folder beside it.
    Move,
}

impl After {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Move => "move",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Leave, Self::Move]
            .into_iter()
            .find(|after| after.as_str() == name)
    }
}

/// As somebody says it; `None` is as usual.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub folder: String,
    pub kind: Option<Kind>,
    pub names: Option<String>,
    pub after: Option<After>,
    pub interval_s: Option<u32>,
    pub rest_s: Option<u32>,
}

/// A folder and its files, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Parts of its path, below the folder that the operator has for the tenant.
    pub folder: Vec<String>,
    pub kind: Kind,
    pub names: Names,
    pub after: After,
    pub interval: Duration,
    /// A file that has not changed for so long is whole.
    pub rest: Duration,
}

/// Which key is wrong, and why.
pub type Fault = (&'static str, String);

impl Asked {
    /// As it is kept. `form`: of the source, if it has one.
    pub fn wanted(self, form: Option<Form>) -> Result<Wanted, Fault> {
        let none = || ("folder", "this form is not written to files".to_owned());
        let form = form.ok_or_else(none)?;
        let usual = usual_kind(form).ok_or_else(none)?;
        let kind = self.kind.unwrap_or(usual);
        if kind == Kind::Growing && Framing::of(form) == Framing::Whole {
            return Err(("kind", "a file of this form is one record: it is `dropped`".into()));
        }
        let after = self.after.unwrap_or(After::Leave);
        if kind == Kind::Growing && after == After::Move {
            return Err(("after", "files that grow stay where they are".into()));
        }
        let names = self.names.unwrap_or_else(|| "*".into());
        Names::new(&names).map_err(|why| ("names", why.to_owned()))?;
        Ok(Wanted {
            folder: below(&self.folder)?.join("/"),
            kind: kind.as_str(),
            names,
            after: after.as_str(),
            interval_s: seconds("interval_s", self.interval_s, INTERVAL_S)?,
            rest_s: seconds("rest_s", self.rest_s, kind.rest_s())?,
        })
    }
}

impl Told {
    /// From what was kept, which may not suit the source's form any more.
    pub fn of(row: &Watched) -> Result<Self, Fault> {
        let asked = Asked {
            folder: row.folder.clone(),
            kind: Kind::from_name(&row.kind),
            names: Some(row.names.clone()),
            after: After::from_name(&row.after),
            interval_s: u32::try_from(row.interval_s).ok(),
            rest_s: u32::try_from(row.rest_s).ok(),
        };
        Self::checked(asked, Form::from_name(&row.format))
    }

    pub(super) fn checked(asked: Asked, form: Option<Form>) -> Result<Self, Fault> {
        let wanted = asked.wanted(form)?;
        let none = |key: &'static str| move || (key, "it is none".to_owned());
        let span = |seconds: i32| Duration::from_secs(u64::from(seconds.unsigned_abs()));
        Ok(Self {
            folder: below(&wanted.folder)?,
            kind: Kind::from_name(wanted.kind).ok_or_else(none("kind"))?,
            names: Names::new(&wanted.names).map_err(|why| ("names", why.to_owned()))?,
            after: After::from_name(wanted.after).ok_or_else(none("after"))?,
            interval: span(wanted.interval_s),
            rest: span(wanted.rest_s),
        })
    }
}

/// How files of such a system usually come; `None`: it writes none.
pub fn usual_kind(form: Form) -> Option<Kind> {
    is_written_to_files(form).then(|| Kind::usual(form))
}

/// Requests that are signed, and sound, come in no file.
fn is_written_to_files(form: Form) -> bool {
    !form.is_audio() && form.format().signed_with().is_none()
}

/// The parts of a path that leads nowhere but down; none: it is the folder itself.
fn below(path: &str) -> Result<Vec<String>, Fault> {
    let fault = |why: &str| Err(("folder", why.to_owned()));
    if path.starts_with('/') {
        return fault("it is a path below the folder that the server has for you, and does not begin with a slash");
    }
    if path.chars().count() > PATH_MAX || path.chars().any(|letter| letter.is_control() || letter == '\\') {
        return fault("at most 500 letters, none of them a backslash or a control character");
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    match parts.contains(&"..") {
        true => fault("it leads out of the folder that the server has for you"),
        false => Ok(parts.into_iter().map(str::to_owned).collect()),
    }
}

fn seconds(key: &'static str, given: Option<u32>, usual: u32) -> Result<i32, Fault> {
    let seconds = given.unwrap_or(usual);
    match (1..=SECONDS_MAX).contains(&seconds) {
        true => i32::try_from(seconds).map_err(|error| (key, error.to_string())),
        false => Err((key, format!("1 to {SECONDS_MAX} seconds"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(folder: &str, form: Form, change: impl FnOnce(&mut Asked)) -> Result<Wanted, &'static str> {
        let mut asked = Asked {
            folder: folder.into(),
            ..Asked::default()
        };
        change(&mut asked);
        asked.wanted(Some(form)).map_err(|(key, _)| key)
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let master = wanted("rome/./cdr-csv/", Form::AsteriskCdrCsv, |_| ()).unwrap();
        assert_eq!(
            (master.folder.as_str(), master.kind, master.names.as_str(), master.after),
            ("rome/cdr-csv", "growing", "*", "leave")
        );
        assert_eq!((master.interval_s, master.rest_s), (5, 60));
        let drops = wanted("", Form::CiscoCucmCdr, |_| ()).unwrap();
        assert_eq!((drops.folder.as_str(), drops.kind, drops.rest_s), ("", "dropped", 5));
        assert_eq!(wanted(".", Form::FreeswitchXmlCdr, |_| ()).unwrap().kind, "dropped");
        assert_eq!(
            (usual_kind(Form::MitelSmdr), usual_kind(Form::Vonage)),
            (Some(Kind::Growing), None)
        );
        let own = wanted("own", Form::Canonical, |_| ()).unwrap();
        assert_eq!((own.kind, own.rest_s), ("growing", 60));
    }

    #[test]
    fn what_cannot_be_is_named() {
        for path in ["..", "a/../b", "/etc", "a\\..\\b", "a\nb"] {
            assert_eq!(wanted(path, Form::AsteriskCdrCsv, |_| ()), Err("folder"), "{path:?}");
        }
        assert_eq!(wanted("a", Form::Twilio, |_| ()), Err("folder"), "signed");
        assert_eq!(wanted("a", Form::Audiosocket, |_| ()), Err("folder"), "sound");
        let growing = |asked: &mut Asked| asked.kind = Some(Kind::Growing);
        assert_eq!(wanted("a", Form::FreeswitchXmlCdr, growing), Err("kind"));
        let moved = |asked: &mut Asked| asked.after = Some(After::Move);
        assert_eq!(wanted("a", Form::AsteriskCdrCsv, moved), Err("after"));
        assert!(wanted("a", Form::CiscoCucmCdr, moved).is_ok());
        assert_eq!(
            wanted("a", Form::AsteriskCdrCsv, |asked| asked.names = Some("a/b".into())),
            Err("names")
        );
        assert_eq!(
            wanted("a", Form::AsteriskCdrCsv, |asked| asked.interval_s = Some(0)),
            Err("interval_s")
        );
        assert_eq!(
            wanted("a", Form::AsteriskCdrCsv, |asked| asked.rest_s = Some(3601)),
            Err("rest_s")
        );
    }
}
