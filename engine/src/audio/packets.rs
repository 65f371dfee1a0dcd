//! FLAC, MP3, Ogg (Vorbis, FLAC) and ADPCM in WAV, decoded by symphonia. Its readers get only what they need: tags and
//! pictures are cut off before, so that nobody allocates by a length that a file states.

use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::default::formats::{FlacReader, MpaReader, OggReader, WavReader};

use super::riff::Wav;
use super::tape::Tape;
use crate::analysis::QualityFlag;
use crate::error::RecordingError;

/// A gap between packets that is filled with silence; a longer one is taken for a broken time stamp.
const GAP_SECONDS_MAX: u64 = 60;

/// Frames at the end of a lossy stream that are no loss: two of the longest packets.
const TAIL_FRAMES: u64 = 2304;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Flac,
    Mp3,
    Ogg,
    AdpcmWav,
}

/// An opened stream of packets.
pub(super) struct Packets<'a> {
    container: Container,
    reader: Box<dyn FormatReader + 'a>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    pub rate: u32,
    pub channels: u16,
    /// Playable frames, if the header says how many.
    pub frames: Option<u64>,
}

impl<'a> Packets<'a> {
    pub fn open(container: Container, bytes: &'a [u8]) -> Result<Self, RecordingError> {
        let joined = match container {
            Container::Flac => flac_without_tags(bytes)?,
            _ => Joined {
                head: Vec::new(),
                tail: bytes,
                position: 0,
            },
        };
        guarded(|| Self::open_unguarded(container, joined))
    }

    /// ADPCM under a header with the lengths that are true.
    pub fn adpcm(wav: &Wav<'a>) -> Result<Self, RecordingError> {
        let length = u32::try_from(wav.data.len()).map_err(|_| unreadable("the ADPCM data is longer than 4 GiB"))?;
        let format = wav.format.get(..wav.format.len().min(1024)).unwrap_or_default();
        let mut head = Vec::with_capacity(format.len() + 28);
        head.extend_from_slice(b"RIFF\xFF\xFF\xFF\xFFWAVEfmt ");
        head.extend_from_slice(&(format.len() as u32).to_le_bytes());
        head.extend_from_slice(format);
        head.resize(head.len().next_multiple_of(2), 0);
        head.extend_from_slice(b"data");
        head.extend_from_slice(&length.to_le_bytes());
        let joined = Joined {
            head,
            tail: wav.data,
            position: 0,
        };
        guarded(|| Self::open_unguarded(Container::AdpcmWav, joined))
    }

    fn open_unguarded(container: Container, joined: Joined<'a>) -> Result<Self, RecordingError> {
        let stream = MediaSourceStream::new(Box::new(joined), Default::default());
        let options = FormatOptions::default();
        let reader: Box<dyn FormatReader + 'a> = match container {
            Container::Flac => Box::new(FlacReader::try_new(stream, options).map_err(|error| refused(&error))?),
            Container::Mp3 => Box::new(MpaReader::try_new(stream, options).map_err(|error| refused(&error))?),
            Container::Ogg => Box::new(OggReader::try_new(stream, options).map_err(|error| refused(&error))?),
            Container::AdpcmWav => Box::new(WavReader::try_new(stream, options).map_err(|error| refused(&error))?),
        };
        let track = reader
            .default_track(TrackType::Audio)
            .ok_or_else(|| unreadable("it holds no audio"))?;
        let (id, frames) = (track.id, track.num_frames);
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let parameters = parameters.ok_or_else(|| unreadable("it does not say how its audio is coded"))?;
        let rate = parameters.sample_rate.unwrap_or(0);
        let channels = parameters.channels.as_ref().map_or(0, |channels| channels.count());
        let channels = u16::try_from(channels).unwrap_or(u16::MAX);
        if channels == 0 {
            return Err(unreadable("it does not say how many channels it has"));
        }
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(|error| refused(&error))?;
        Ok(Self {
            container,
            reader,
            decoder,
            track: id,
            rate,
            channels,
            frames,
        })
    }

    /// Decodes to the end, or to where the stream breaks off.
    pub fn play(&mut self, tape: &mut Tape) -> Result<(), RecordingError> {
        let heard = guarded(|| self.play_unguarded(tape))?;
        if tape.frames() == 0 {
            return Err(if heard {
                unreadable("nothing in it can be decoded")
            } else {
                RecordingError::Empty
            });
        }
        // The tail of a lossy stream may be lost to the encoder's padding; more is missing audio.
        let lost = if self.container == Container::Flac {
            0
        } else {
            TAIL_FRAMES
        };
        if self.frames.is_some_and(|stated| tape.frames() + lost < stated) {
            tape.flag(QualityFlag::Truncated);
        }
        Ok(())
    }

    /// Whether there was anything to decode: FLAC's parser drops broken frames without a word.
    fn play_unguarded(&mut self, tape: &mut Tape) -> Result<bool, RecordingError> {
        let mut heard = self.container == Container::Flac;
        let mut planes: Vec<Vec<f32>> = Vec::new();
        loop {
            let packet = match self.reader.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(heard),
                Err(Error::DecodeError(_)) => {
                    heard = true;
                    tape.flag(QualityFlag::Damaged);
                    continue;
                }
                // The stream breaks off, or goes on as another one: what is there counts.
                Err(_) => {
                    tape.flag(QualityFlag::Truncated);
                    return Ok(heard);
                }
            };
            heard = true;
            if packet.track_id != self.track {
                continue;
            }
            if self.container == Container::Flac {
                self.fill_gap(packet.pts.get(), tape)?;
            }
            match self.decoder.decode(&packet) {
                Ok(buffer) => {
                    buffer.copy_to_vecs_planar(&mut planes);
                    tape.push(&planes)?;
                }
                Err(Error::DecodeError(_) | Error::IoError(_)) => {
                    tape.flag(QualityFlag::Damaged);
                    tape.push_silence(packet.dur.get())?;
                }
                Err(_) => {
                    tape.flag(QualityFlag::Truncated);
                    return Ok(heard);
                }
            }
        }
    }

    /// A FLAC frame that was dropped leaves a gap between the time stamps of its neighbours.
    fn fill_gap(&self, at: i64, tape: &mut Tape) -> Result<(), RecordingError> {
        let gap = u64::try_from(at).unwrap_or(0).saturating_sub(tape.frames());
        if gap == 0 || gap > GAP_SECONDS_MAX * u64::from(self.rate) {
            return Ok(());
        }
        tape.flag(QualityFlag::Damaged);
        tape.push_silence(gap)
    }
}

/// A decoder that panics has met bytes that its authors did not think of: that recording is unreadable, and only that.
fn guarded<T>(work: impl FnOnce() -> Result<T, RecordingError>) -> Result<T, RecordingError> {
    // What `work` borrows is thrown away after an error, so a half-changed state is seen by nobody.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(unreadable("its decoder gave up on it")))
}

/// The stream of a FLAC file with nothing but its first, mandatory block before the frames.
fn flac_without_tags(bytes: &[u8]) -> Result<Joined<'_>, RecordingError> {
    const STREAM_INFO: usize = 34;
    let cut = || unreadable("the FLAC file ends inside its header");
    let mut position = 4;
    let mut info = None;
    loop {
        let &[kind, a, b, c] = bytes.get(position..).and_then(<[u8]>::first_chunk).ok_or_else(cut)?;
        let body = bytes.get(position + 4..).ok_or_else(cut)?;
        if kind & 0x7F == 0 && info.is_none() {
            info = body.first_chunk::<STREAM_INFO>();
        }
        position += 4 + u32::from_be_bytes([0, a, b, c]) as usize;
        if kind & 0x80 != 0 {
            break;
        }
    }
    let info = info.ok_or_else(|| unreadable("the FLAC file does not describe its stream"))?;
    let tail = bytes.get(position..).ok_or_else(cut)?;
    if tail.is_empty() {
        return Err(RecordingError::Empty);
    }
    let mut head = b"fLaC\x80\0\0\x22".to_vec();
    head.extend_from_slice(info);
    Ok(Joined {
        head,
        tail,
        position: 0,
    })
}

/// What symphonia says, in our words: what it does not know is unsupported, anything else unreadable.
fn refused(error: &Error) -> RecordingError {
    match error {
        Error::Unsupported(what) => RecordingError::UnsupportedCodec((*what).to_owned()),
        other => unreadable(&other.to_string()),
    }
}

fn unreadable(reason: &str) -> RecordingError {
    RecordingError::Unreadable(reason.to_owned())
}

/// A few bytes of our own, then the file's; read forward only.
struct Joined<'a> {
    head: Vec<u8>,
    tail: &'a [u8],
    position: usize,
}

impl Read for Joined<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = match self.head.get(self.position..) {
            Some(head) if !head.is_empty() => head,
            _ => self.tail.get(self.position - self.head.len()..).unwrap_or_default(),
        };
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.position += count;
        Ok(count)
    }
}

impl Seek for Joined<'_> {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

impl MediaSource for Joined<'_> {
    fn is_seekable(&self) -> bool {
        false
    }

    fn byte_len(&self) -> Option<u64> {
        None
    }
}
