//! What a source says of the connection that we open for it: to where, how, and as whom we log in there.

use engine::pbx::source::Source as Form;
use rustls::pki_types::ServerName;
use serde::{Deserialize, Serialize};

use super::tls;

const HOST_MAX: usize = 253;
/// Of what is sent in a login, in bytes.
const CREDENTIAL_MAX: usize = 256;

/// How we speak with a system that waits to be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Asterisk's manager interface.
    Ami,
    /// It writes lines as soon as somebody is connected.
    Lines,
    /// The same, after a command and a password.
    Smdr,
}

impl Protocol {
    /// `None`: such a system does not wait to be connected to, or not for its records.
    pub fn of(form: Form) -> Option<Self> {
        match form {
            Form::AsteriskAmiCdr | Form::AsteriskCel => Some(Self::Ami),
            Form::ThreecxCdrSocket | Form::AvayaIpoSmdr | Form::MitelSmdr => Some(Self::Lines),
            Form::PanasonicSmdr => Some(Self::Smdr),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ami => "ami",
            Self::Lines => "lines",
            Self::Smdr => "smdr",
        }
    }
}

/// Where such a system usually waits.
pub fn usual_port(form: Form, tls: bool) -> Option<u16> {
    match form {
        Form::AsteriskAmiCdr | Form::AsteriskCel => Some(if tls { 5039 } else { 5038 }),
        Form::MitelSmdr => Some(1752),
        Form::PanasonicSmdr => Some(2300),
        _ => None,
    }
}

/// How a password is proved to Asterisk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// By the answer to a challenge: it does not cross the wire.
    #[default]
    Challenge,
    /// As it is.
    Plain,
}

/// As it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Called {
    pub host: String,
    /// 0: the usual one, until it was checked.
    pub port: u16,
    pub tls: bool,
    /// PEM: which certificates are trusted instead of those that this machine trusts.
    pub certificate: Option<String>,
    pub login: Login,
}

/// As whom we log in. Never shown, never logged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Empty where a password is all that is asked for.
    #[serde(default)]
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl Credentials {
    /// Whether they can be those of such a system; else why not. What ends a line would begin an order of its own.
    pub fn check(&self, protocol: Protocol) -> Result<(), &'static str> {
        let is_text = |text: &str| text.len() <= CREDENTIAL_MAX && !text.chars().any(char::is_control);
        if !is_text(&self.user) || !is_text(&self.password) {
            return Err("user and password have at most 256 bytes, and no control characters");
        }
        match protocol {
            Protocol::Ami if self.user.is_empty() || self.password.is_empty() => Err("Asterisk asks for both"),
            Protocol::Smdr if self.password.is_empty() => Err("it asks for a password"),
            Protocol::Lines => Err("such a system asks for none"),
            Protocol::Ami | Protocol::Smdr => Ok(()),
        }
    }
}

impl Called {
    /// As it is to be kept, or the key that is wrong and why.
    pub fn checked(mut self, form: Form, has_credentials: bool) -> Result<Self, (&'static str, &'static str)> {
        let protocol = Protocol::of(form).ok_or((
            "host",
            "a system of this form is not connected to: it sends by itself, or is asked otherwise",
        ))?;
        self.host = self.host.trim().to_ascii_lowercase();
        let is_host = |letter: char| letter.is_ascii_alphanumeric() || "-._:[]".contains(letter);
        if self.host.is_empty() || self.host.len() > HOST_MAX || !self.host.chars().all(is_host) {
            return Err(("host", "it is a name or an address, without a scheme or a port"));
        }
        if self.port == 0 {
            self.port = usual_port(form, self.tls).ok_or(("port", "such a system has no usual port: name it"))?;
        }
        if self.tls && ServerName::try_from(self.bare_host().to_owned()).is_err() {
            return Err(("host", "a certificate cannot be of this name"));
        }
        match &self.certificate {
            Some(_) if !self.tls => return Err(("certificate", "it is for a connection with `tls`")),
            Some(pem) if tls::certificates(pem).is_err() => {
                return Err(("certificate", "it is one or more certificates in PEM"));
            }
            _ => {}
        }
        if !has_credentials && matches!(protocol, Protocol::Ami | Protocol::Smdr) {
            return Err(("credentials", "such a system asks for a login"));
        }
        Ok(self)
    }

    /// Without the brackets of an IPv6 address.
    pub fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(host: &str) -> Called {
        Called {
            host: host.into(),
            ..Called::default()
        }
    }

    #[test]
    fn a_port_is_the_usual_one_where_there_is_one() {
        let ami = called("PBX.lan").checked(Form::AsteriskAmiCdr, true).unwrap();
        assert_eq!((ami.host.as_str(), ami.port), ("pbx.lan", 5038));
        assert_eq!(called("10.0.0.1").checked(Form::MitelSmdr, false).unwrap().port, 1752);
        assert_eq!(
            called("pbx.lan").checked(Form::ThreecxCdrSocket, false).unwrap_err().0,
            "port"
        );
    }

    #[test]
    fn what_cannot_be_connected_to_is_refused_by_its_key() {
        let key = |called: Called, form, has| called.checked(form, has).unwrap_err().0;
        assert_eq!(key(called("pbx.lan"), Form::Twilio, true), "host");
        assert_eq!(key(called("http://pbx.lan/"), Form::AsteriskAmiCdr, true), "host");
        assert_eq!(key(called(""), Form::AsteriskAmiCdr, true), "host");
        assert_eq!(key(called("pbx.lan"), Form::AsteriskCel, false), "credentials");
        let with = |tls, pem: &str| Called {
            tls,
            certificate: Some(pem.into()),
            ..called("pbx.lan")
        };
        assert_eq!(key(with(false, ""), Form::AsteriskCel, true), "certificate");
        assert_eq!(
            key(with(true, "no certificate"), Form::AsteriskCel, true),
            "certificate"
        );
    }

    #[test]
    fn a_login_holds_nothing_that_ends_a_line() {
        let of = |user: &str, password: &str| Credentials {
            user: user.into(),
            password: password.into(),
        };
        assert!(of("audiapro", "s3cret").check(Protocol::Ami).is_ok());
        assert!(of("audiapro\r\nAction: Originate", "x").check(Protocol::Ami).is_err());
        assert!(of("", "x").check(Protocol::Ami).is_err());
        assert!(of("", "PCCSMDR").check(Protocol::Smdr).is_ok());
        assert!(of("a", "b").check(Protocol::Lines).is_err());
        assert_eq!(format!("{:?}", of("a", "b")), "Credentials(…)");
    }
}
