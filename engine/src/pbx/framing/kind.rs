//! Which form divides its streams in which way.

use crate::pbx::source::Source;

/// How a form divides a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A record a line.
    Lines,
    /// A record a line, below a line that names the columns.
    Sheet,
    /// JSON, one document after the other, with or without anything in between.
    Documents,
    /// Lines up to a blank one.
    Blocks,
    /// Our own records: one a line, unless what comes begins with a bracket.
    Records,
    /// Then they are the items of an array.
    Items,
    /// Or the rows of a table, if its first one names the columns.
    Table,
    /// One record, however long; it ends where the stream ends.
    Whole,
}

impl Framing {
    pub fn of(source: Source) -> Self {
        match source {
            Source::AsteriskAmiCdr => Self::Blocks,
            Source::CiscoCucmCdr | Source::CiscoCmr | Source::ThreecxCdroutput => Self::Sheet,
            Source::AsteriskCdrCsv
            | Source::AsteriskCel
            | Source::FreeswitchCdrCsv
            | Source::ThreecxCdrSocket
            | Source::AvayaIpoSmdr
            | Source::AvayaCmCdr
            | Source::MitelSmdr
            | Source::PanasonicSmdr
            | Source::KamailioAcc
            | Source::OpensipsAcc => Self::Lines,
            Source::FreepbxCdr
            | Source::FreeswitchJsonCdr
            | Source::Fusionpbx
            | Source::ThreecxCrmJournal
            | Source::ThreecxXapiCallLog
            | Source::Yeastar30012
            | Source::Yeastar30039
            | Source::YeastarCdrList
            | Source::YeastarNewcdr
            | Source::Telnyx
            | Source::Vonage
            | Source::GrandstreamCdrPush
            | Source::GrandstreamCdrapi => Self::Documents,
            Source::Canonical => Self::Records,
            Source::FreeswitchXmlCdr
            | Source::Twilio
            | Source::Signalwire
            | Source::Audiosocket
            | Source::AriExternalMedia
            | Source::TwilioMediaStream
            | Source::ModAudioFork => Self::Whole,
        }
    }
}
