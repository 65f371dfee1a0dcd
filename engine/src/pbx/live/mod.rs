//! A live stream while it comes: whose sound it is, and the sound itself, ready to be written to a file. Pure; it keeps no more in memory than
//! what may still be sorted in.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | a stream: bytes or messages in, sound out; when it is over, and whether its end is missing |
//! | `speech.rs` | what the pieces of each form mean |
//! | `lanes.rs` | the sound of one or two speakers in order |

mod lanes;
mod speech;

use serde_json::{Map, Value};

use super::settings::Settings;
use super::source::Source;
use crate::audio::RATES;

pub use lanes::{Coding, Lanes, Shape};

/// A message, or a piece of a capture, is at most so long.
const PIECE_BYTES_MAX: usize = 1024 * 1024;
/// So many pieces in a row that mean nothing, before any sound: nobody speaks this form here.
const STRANGE_MAX: u32 = 16;

/// The head of AudioSocket's first frame: an id of 16 bytes.
const FIRST: [u8; 3] = [0x01, 0x00, 0x10];

/// Why a stream cannot be listened to any further. What was heard before is good.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Somebody speaks something else.
    #[error("this is not what such a stream sends: {0}")]
    Stranger(&'static str),
    #[error("the sound is written in a way that is not understood: {0}")]
    Coding(String),
    #[error("the sound changes its rate or its channels in the middle")]
    Changed,
    #[error("a piece has more than {PIECE_BYTES_MAX} bytes")]
    TooLong,
}

/// How a stream ends for whoever listens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The other end has taken its leave.
    Leave,
    /// Nothing more comes: the end of a file.
    Eof,
    /// The connection is gone, or had to be ended from here.
    Broken,
}

/// Whose sound it is, as far as the stream says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Of the call or leg.
    pub id: Option<String>,
    /// Of the stream itself.
    pub stream: Option<String>,
    /// What the dial plan or the application has sent along.
    pub about: Map<String, Value>,
}

impl Told {
    /// A text that was sent along under one of these names.
    pub fn text(&self, names: &[&str]) -> Option<&str> {
        let texts = names.iter().filter_map(|name| self.about.get(*name)?.as_str());
        texts.map(str::trim).find(|text| !text.is_empty())
    }
}

/// Of two channels, whose is to be written first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum First {
    #[default]
    Caller,
    Callee,
    Agent,
    Customer,
}

impl First {
    /// By the roles that an analysis gives to the channels, in order.
    pub fn of_roles(roles: &[String]) -> Self {
        match roles.first().map(String::as_str) {
            Some("agent") => Self::Agent,
            Some("customer") => Self::Customer,
            Some("callee") => Self::Callee,
            _ => Self::Caller,
        }
    }
}

/// A stream that is listened to.
#[derive(Debug)]
pub struct Stream {
    form: Source,
    rate: Option<u32>,
    is_stereo: bool,
    payload_type: u8,
    first: First,
    /// What has come and is no whole piece yet.
    buffer: Vec<u8>,
    told: Told,
    lanes: Option<Lanes>,
    /// Lanes by the names that the stream has for them.
    tracks: Vec<&'static str>,
    rtp: Option<speech::Place>,
    strange: u32,
    /// It has said that it ends, and whether well.
    said: Option<bool>,
}

impl Stream {
    /// `None`: this form carries no sound.
    pub fn new(form: Source, settings: &Settings, first: First) -> Option<Self> {
        let given = &settings.given;
        form.is_audio().then(|| Self {
            form,
            rate: given.rate.filter(|rate| RATES.contains(rate)),
            is_stereo: given.mix.as_deref() == Some("stereo"),
            payload_type: given.payload_type.unwrap_or(118),
            first,
            buffer: Vec::new(),
            told: Told::default(),
            lanes: None,
            // One lane, where the source says so; else what the stream says.
            tracks: match given.mix.as_deref() {
                Some("mono" | "mixed") => vec!["inbound"],
                _ => Vec::new(),
            },
            rtp: None,
            strange: 0,
            said: None,
        })
    }

    /// Bytes as they come from a socket or a file, whatever the cuts. Messages of a WebSocket stand in them as in a capture.
    ///
    /// Errors: see [`Fault`]; nothing is to be pushed afterwards.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if self.is_over() {
            return Ok(());
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.extend_from_slice(bytes);
        let taken = self.pieces(&buffer);
        buffer.drain(..*taken.as_ref().unwrap_or(&0));
        self.buffer = buffer;
        taken?;
        match self.buffer.len() > PIECE_BYTES_MAX {
            true if !self.is_over() => Err(Fault::TooLong),
            _ => Ok(()),
        }
    }

    /// A text message of a WebSocket.
    pub fn text(&mut self, text: &str) -> Result<(), Fault> {
        match self.form {
            _ if self.is_over() => Ok(()),
            Source::TwilioMediaStream => match serde_json::from_str(text) {
                Ok(message) => self.media_message(&message),
                Err(_) => self.strange("a message is no JSON"),
            },
            Source::ModAudioFork => {
                self.metadata(text.as_bytes());
                Ok(())
            }
            _ => self.strange("a message is text"),
        }
    }

    /// A binary message of a WebSocket.
    pub fn binary(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        match self.form {
            _ if self.is_over() => Ok(()),
            Source::ModAudioFork => self.side_by_side(bytes),
            Source::TwilioMediaStream => self.strange("a message is binary"),
            _ => self.push(bytes),
        }
    }

    /// The sound that is ready: whole moments of [`Stream::shape`].
    pub fn take(&mut self) -> Vec<u8> {
        self.lanes.as_mut().map(Lanes::take).unwrap_or_default()
    }

    /// The last of the sound, once nothing more comes.
    pub fn finish(&mut self) -> Vec<u8> {
        self.lanes.as_mut().map(Lanes::finish).unwrap_or_default()
    }

    /// Known with the first sound, or before it.
    pub fn shape(&self) -> Option<Shape> {
        self.lanes.as_ref().map(Lanes::shape)
    }

    pub fn told(&self) -> &Told {
        &self.told
    }

    /// It has said that nothing more comes.
    pub fn is_over(&self) -> bool {
        self.said.is_some()
    }

    /// Whether something of it is missing, when it ends so.
    pub fn is_cut(&self, end: End) -> bool {
        let ends_by_a_word = matches!(self.form, Source::Audiosocket | Source::TwilioMediaStream);
        match (self.said, end) {
            (Some(is_well), _) => !is_well,
            (None, End::Broken) => true,
            (None, End::Eof) => ends_by_a_word || !self.buffer.is_empty(),
            (None, End::Leave) => !self.buffer.is_empty(),
        }
    }

    /// How many bytes of whole pieces stand at the begin; each was taken.
    fn pieces(&mut self, bytes: &[u8]) -> Result<usize, Fault> {
        let mut at = 0;
        while !self.is_over() && at < bytes.len() {
            let rest = &bytes[at..];
            if self.form == Source::TwilioMediaStream {
                match document(rest) {
                    Document::Whole(message, length) => {
                        self.media_message(&message)?;
                        at += length;
                    }
                    Document::Bad(length) => {
                        self.strange("what stands in a line is no JSON")?;
                        at += length;
                    }
                    Document::Torn => break,
                }
                continue;
            }
            let Some(length) = self.length(rest)? else { break };
            let Some(piece) = rest.get(..length) else { break };
            self.piece(piece)?;
            at += length;
        }
        Ok(at)
    }

    /// How long the piece is that begins here, its head included; `None`: its head is not whole.
    fn length(&self, rest: &[u8]) -> Result<Option<usize>, Fault> {
        let length = match (self.form, rest) {
            // Nobody is waited for who begins otherwise.
            (Source::Audiosocket, _) if self.told.id.is_none() && !FIRST.starts_with(&rest[..rest.len().min(3)]) => {
                return Err(Fault::Stranger("the first frame is the id"));
            }
            (Source::Audiosocket, [_, high, low, ..]) => 3 + usize::from(u16::from_be_bytes([*high, *low])),
            (Source::AriExternalMedia, [high, low, ..]) => 2 + usize::from(u16::from_be_bytes([*high, *low])),
            (Source::ModAudioFork, [kind, ..]) if !matches!(kind, b'T' | b'B') => {
                return Err(Fault::Stranger("neither text nor sound"));
            }
            (Source::ModAudioFork, [_, a, b, c, d, ..]) => {
                (u32::from_be_bytes([*a, *b, *c, *d]) as usize).saturating_add(5)
            }
            _ => return Ok(None),
        };
        match length > PIECE_BYTES_MAX {
            true => Err(Fault::TooLong),
            false => Ok(Some(length)),
        }
    }

    fn piece(&mut self, piece: &[u8]) -> Result<(), Fault> {
        match (self.form, piece) {
            (Source::Audiosocket, [kind, _, _, payload @ ..]) => self.frame(*kind, payload),
            (Source::AriExternalMedia, [_, _, datagram @ ..]) => self.packet(datagram),
            (Source::ModAudioFork, [b'T', _, _, _, _, text @ ..]) => {
                self.metadata(text);
                Ok(())
            }
            (Source::ModAudioFork, [b'B', _, _, _, _, sound @ ..]) => self.side_by_side(sound),
            _ => Err(Fault::Stranger("neither text nor sound")),
        }
    }

    /// Something that means nothing here.
    fn strange(&mut self, why: &'static str) -> Result<(), Fault> {
        self.strange += 1;
        match self.lanes.is_none() && self.strange > STRANGE_MAX {
            true => Err(Fault::Stranger(why)),
            false => Ok(()),
        }
    }
}

enum Document {
    /// With the bytes up to its end.
    Whole(Value, usize),
    /// Not JSON; the bytes up to the next line.
    Bad(usize),
    /// Its end has not come yet.
    Torn,
}

/// The first of documents that stand one behind the other.
fn document(bytes: &[u8]) -> Document {
    let blank = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace() || **byte == 0)
        .count();
    let mut documents = serde_json::Deserializer::from_slice(&bytes[blank..]).into_iter::<Value>();
    match documents.next() {
        None => Document::Torn,
        Some(Ok(message)) => Document::Whole(message, blank + documents.byte_offset()),
        Some(Err(error)) if error.is_eof() => Document::Torn,
        Some(Err(_)) => {
            let line = bytes[blank..].iter().position(|byte| *byte == b'\n');
            Document::Bad(line.map_or(bytes.len(), |end| blank + end + 1))
        }
    }
}

#[cfg(test)]
mod tests;
