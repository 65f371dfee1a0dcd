//! The forms that are understood, each with its own file, behind one door.

use std::borrow::Cow;

use super::framing::Framing;
use super::parsed::{Assembled, Observation, Observed};
use super::settings::Settings;
use super::*;

/// How one form is read. Pure: the same bytes and settings give the same answer.
pub trait Format: Sync {
    /// Bytes → observations, and what was not understood, each with its place.
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed);

    /// Whether it reads captured requests, headers and signatures included, and not bodies alone.
    fn reads_requests(&self) -> bool {
        false
    }

    /// Whether later lines of a stream cannot be read without this one: a header, a date.
    fn is_context(&self, _line: &[u8], _settings: &Settings) -> bool {
        false
    }

    /// Whether its webhooks may come by GET, with what they say in the query.
    fn comes_by_get(&self) -> bool {
        false
    }

    /// The secret by which its requests are signed in a way of its own; it is checked while they are read.
    fn signed_with(&self) -> Option<&'static str> {
        None
    }

    /// Whether its events are whole records: the same id with other content contradicts the first.
    fn has_whole_events(&self) -> bool {
        false
    }

    /// The observations of one group → legs. Sources that write whole legs need nothing but this.
    fn assemble(&self, observations: Vec<Observation>, _settings: &Settings, assembled: &mut Assembled) {
        observations
            .into_iter()
            .for_each(|observation| assembled.take(observation.fact));
    }
}

macro_rules! sources {
    ($($variant:ident $name:literal $format:expr;)*) => {
        /// A form in which records are written: those of telephone systems, and our own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Source {
            $($variant,)*
            /// Our own JSON form, which is no telephone system's.
            Canonical,
        }

        impl Source {
            /// Those of telephone systems.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id by which settings and records name it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Canonical => "canonical",
                }
            }

            pub fn format(self) -> &'static dyn Format {
                match self {
                    $(Self::$variant => &$format,)*
                    Self::Canonical => &canonical::Records,
                }
            }
        }
    };
}

sources! {
    AsteriskCdrCsv "asterisk-cdr-csv" asterisk_cdr_csv::AsteriskCdrCsv;
    AsteriskAmiCdr "asterisk-ami-cdr" asterisk_ami_cdr::AsteriskAmiCdr;
    AsteriskCel "asterisk-cel" asterisk_cel::AsteriskCel;
    FreepbxCdr "freepbx-cdr" freepbx_cdr::FreepbxCdr;
    FreeswitchJsonCdr "freeswitch-json-cdr" freeswitch_cdr::JsonCdr;
    FreeswitchXmlCdr "freeswitch-xml-cdr" freeswitch_cdr::XmlCdr;
    FreeswitchCdrCsv "freeswitch-cdr-csv" freeswitch_cdr::CsvCdr;
    Fusionpbx "fusionpbx" fusionpbx::Fusionpbx;
    ThreecxCdrSocket "3cx-cdr-socket" threecx_socket::CdrSocket;
    ThreecxCrmJournal "3cx-crm-journal" threecx::CrmJournal;
    ThreecxXapiCallLog "3cx-xapi-call-log" threecx::XapiCallLog;
    ThreecxCdroutput "3cx-cdroutput" threecx_cdroutput::Cdroutput;
    Yeastar30012 "yeastar-30012" yeastar::EVENT_30012;
    Yeastar30039 "yeastar-30039" yeastar::EVENT_30039;
    YeastarCdrList "yeastar-cdr-list" yeastar::CDR_LIST;
    YeastarNewcdr "yeastar-newcdr" yeastar::NEW_CDR;
    CiscoCucmCdr "cisco-cucm-cdr" cisco::Cucm { source: "cisco-cucm-cdr" };
    CiscoCmr "cisco-cmr" cisco::Cucm { source: "cisco-cucm-cdr" };
    AvayaIpoSmdr "avaya-ipo-smdr" avaya_ipo::IpOffice;
    AvayaCmCdr "avaya-cm-cdr" avaya_cm::CommunicationManager;
    MitelSmdr "mitel-smdr" mitel::Smdr;
    PanasonicSmdr "panasonic-smdr" panasonic::Smdr;
    Twilio "twilio" twilio::Callbacks { source: "twilio" };
    Signalwire "signalwire" twilio::Callbacks { source: "signalwire" };
    Telnyx "telnyx" telnyx::Telnyx;
    Vonage "vonage" vonage::Vonage;
    KamailioAcc "kamailio-acc" acc::Accounting { source: "kamailio-acc" };
    OpensipsAcc "opensips-acc" acc::Accounting { source: "opensips-acc" };
    Audiosocket "audiosocket" live_audio::AudioSocket;
    AriExternalMedia "ari-external-media" live_audio::ExternalMedia;
    TwilioMediaStream "twilio-media-stream" live_audio::MediaStream;
    ModAudioFork "mod-audio-fork" live_audio::AudioFork;
    GrandstreamCdrPush "grandstream-cdr-push" grandstream::CdrPush;
    GrandstreamCdrapi "grandstream-cdrapi" grandstream::Cdrapi;
}

impl Source {
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied().chain([Self::Canonical]);
        all.find(|source| source.as_str() == name)
    }

    /// It is written to a socket, so that a source of this form may be listened to.
    pub fn is_listened_to(self) -> bool {
        match self {
            Self::Audiosocket | Self::AriExternalMedia => true,
            // Programs that write our own form speak HTTP or WebSockets, and prove there who they are.
            Self::Canonical => false,
            _ => Framing::of(self) != Framing::Whole,
        }
    }

    /// It writes lines that may have no id, to the minute: two equal ones can be two calls.
    pub fn lacks_ids(self) -> bool {
        matches!(
            self,
            Self::ThreecxCdrSocket | Self::AvayaCmCdr | Self::MitelSmdr | Self::PanasonicSmdr
        )
    }

    /// What it writes a line at a time may be rows of a table instead, as JSON.
    pub fn has_rows(self) -> bool {
        matches!(self, Self::AsteriskCel | Self::KamailioAcc | Self::OpensipsAcc)
    }

    /// A recording of two channels that it makes has whoever called on the first one, whichever way the call went.
    pub fn has_caller_first(self) -> bool {
        matches!(
            self,
            Self::FreeswitchJsonCdr
                | Self::FreeswitchXmlCdr
                | Self::FreeswitchCdrCsv
                | Self::Fusionpbx
                | Self::Twilio
                | Self::Signalwire
                | Self::Telnyx
        )
    }

    /// It carries live audio and no records.
    pub fn is_audio(self) -> bool {
        matches!(
            self,
            Self::Audiosocket | Self::AriExternalMedia | Self::TwilioMediaStream | Self::ModAudioFork
        )
    }

    /// An input as UTF-8 if it is text in UTF-16. Sound is no text, whatever its first bytes are.
    pub(super) fn text(self, input: &[u8]) -> Cow<'_, [u8]> {
        match self.is_audio() {
            true => Cow::Borrowed(input),
            false => wide::narrow(input),
        }
    }
}
