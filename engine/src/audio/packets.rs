//! FLAC, MPEG audio, Ogg, MP4, Matroska, AAC and ADPCM in WAV: packets taken apart by symphonia and put on the tape as they follow
//! each other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::packet::Packet;
use symphonia::default::formats::{AdtsReader, FlacReader, IsoMp4Reader, MkvReader, MpaReader, OggReader, WavReader};

use super::bytes::Joined;
use super::riff::Wav;
use super::stretch::Stretch;
use super::tape::Tape;
use super::track::{Decoded, Opened, Stream};
use super::{matroska, mp4};
use crate::analysis::QualityFlag;
use crate::error::RecordingError;

/// A gap between packets that is filled with silence; a longer one is taken for a broken time stamp.
const GAP_SECONDS_MAX: u64 = 60;

/// Pieces that cannot be read, one after the other: a reader of a container may say so of the same place for ever.
const BROKEN_MAX: u32 = 1_000;
/// Frames at the end of a lossy stream that are no loss: two of the longest packets.
const TAIL_FRAMES: u64 = 2304;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Flac,
    Mpeg,
    Ogg,
    Mp4,
    Matroska,
    Adts,
    AdpcmWav,
}

/// An opened stream of packets.
pub(super) struct Packets<'a> {
    container: Container,
    reader: Box<dyn FormatReader + 'a>,
    stream: Stream,
    pub rate: u32,
    pub channels: u16,
    /// Playable frames, if the header says how many.
    pub frames: Option<u64>,
    /// Frames that stand before the first one that counts, and how many count after them.
    skip: u64,
    keep: Option<u64>,
    /// Its end is no sign of more that is missing: whoever wrote it did not know how long it would get.
    is_whole_stream: bool,
}

impl<'a> Packets<'a> {
    /// Errors: `unreadable` also where MP4 and Matroska do not lie in memory as a whole.
    pub fn open(container: Container, bytes: Stretch<'a>) -> Result<Self, RecordingError> {
        let mut packets = match container {
            Container::Flac => Self::read(container, Box::new(Joined::flac(bytes)?))?,
            // What lies at the end of these says where the rest is.
            Container::Mp4 | Container::Matroska => Self::read(container, Box::new(io::Cursor::new(bytes.whole()?)))?,
            _ => Self::read(container, Box::new(Joined::plain(bytes)))?,
        };
        if container == Container::Mp4
            && let Some(edit) = mp4::edit(bytes.front())
        {
            packets.cut(edit);
        }
        packets.is_whole_stream = container == Container::Matroska && matroska::is_whole_stream(bytes.front());
        packets.frames = packets.frames.map(|frames| {
            let left = frames.saturating_sub(packets.skip);
            packets.keep.map_or(left, |keep| keep.min(left))
        });
        Ok(packets)
    }

    /// ADPCM; its last block is filled up, and the header says how much of it is sound.
    pub fn adpcm(wav: &Wav<'a>) -> Result<Self, RecordingError> {
        let mut packets = Self::read(Container::AdpcmWav, Box::new(Joined::adpcm(wav)?))?;
        let in_a_block = wav.format.get(18..).and_then(<[u8]>::first_chunk);
        let in_a_block = in_a_block.map_or(0, |field| u64::from(u16::from_le_bytes(*field)));
        let whole = wav.data.len().div_ceil(wav.block_align.max(1).into()) * in_a_block;
        packets.keep = wav
            .samples
            .map(u64::from)
            .filter(|stated| *stated <= whole && whole - stated < in_a_block);
        packets.frames = packets.keep.or(packets.frames);
        Ok(packets)
    }

    fn read(container: Container, source: Box<dyn MediaSource + 'a>) -> Result<Self, RecordingError> {
        guarded(|| Self::read_unguarded(container, source))
    }

    fn read_unguarded(container: Container, source: Box<dyn MediaSource + 'a>) -> Result<Self, RecordingError> {
        let reader = reader(container, source).map_err(|error| refused(&error))?;
        let opened = Opened::of(&*reader, container)?;
        Ok(Self {
            container,
            reader,
            stream: opened.stream,
            rate: opened.rate,
            channels: opened.channels,
            frames: opened.frames,
            skip: opened.skip,
            keep: None,
            is_whole_stream: false,
        })
    }

    /// Another stream begins where one has ended, as in recordings that were put one after the other: it is heard too if it has the
    /// same rate.
    fn goes_on(&mut self) -> bool {
        match Opened::of(&*self.reader, self.container) {
            Ok(next) if next.rate == self.rate => {
                self.stream = next.stream;
                self.skip = next.skip;
                true
            }
            _ => false,
        }
    }

    /// Leaves only what an edit list wants heard.
    fn cut(&mut self, edit: mp4::Edit) {
        let frames = |units: u64| {
            let frames = u128::from(units) * u128::from(self.rate) / u128::from(edit.scale.max(1));
            u64::try_from(frames).unwrap_or(u64::MAX)
        };
        let begin = frames(edit.begin);
        // One that leaves nothing is broken, or means another track.
        if self.frames.is_none_or(|all| begin < all) {
            self.skip = begin;
            self.keep = edit.length.map(frames);
        }
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
        let mut broken = 0;
        loop {
            let packet = match self.reader.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(heard),
                Err(Error::DecodeError(_)) if broken < BROKEN_MAX => {
                    broken += 1;
                    heard = true;
                    tape.flag(QualityFlag::Damaged);
                    continue;
                }
                Err(Error::ResetRequired) if self.goes_on() => continue,
                Err(Error::IoError(end)) if self.is_whole_stream && end.kind() == io::ErrorKind::UnexpectedEof => {
                    return Ok(heard);
                }
                // The stream breaks off, or goes on as one that cannot be played: what is there counts.
                Err(_) => {
                    tape.flag(QualityFlag::Truncated);
                    return Ok(heard);
                }
            };
            heard = true;
            broken = 0;
            if packet.track_id != self.stream.id {
                continue;
            }
            self.fill_gap(&packet, tape)?;
            match self.stream.decoder.decode(&packet, &mut planes) {
                Decoded::Sound => self.hear(&mut planes, tape)?,
                Decoded::Broken => {
                    tape.flag(QualityFlag::Damaged);
                    tape.push_silence(self.frames_of(&packet))?;
                }
                Decoded::End => {
                    tape.flag(QualityFlag::Truncated);
                    return Ok(heard);
                }
            }
            if self.keep.is_some_and(|keep| tape.frames() >= keep) {
                return Ok(heard);
            }
        }
    }

    /// How long a packet says it is, in frames.
    fn frames_of(&self, packet: &Packet) -> u64 {
        let ticks = u128::from(packet.dur.get());
        let frames = match (self.container, self.stream.tick) {
            (Container::Matroska | Container::Mp4, Some((numerator, denominator))) => {
                ticks * u128::from(self.rate) * u128::from(numerator) / u128::from(denominator)
            }
            _ => ticks,
        };
        u64::try_from(frames)
            .unwrap_or(u64::MAX)
            .min(GAP_SECONDS_MAX * u64::from(self.rate))
    }

    /// Puts what counts of a packet on the tape.
    fn hear(&mut self, planes: &mut [Vec<f32>], tape: &mut Tape) -> Result<(), RecordingError> {
        let length = planes.first().map_or(0, Vec::len);
        let before = self.skip.min(length as u64);
        self.skip -= before;
        let left = self.keep.map(|keep| keep.saturating_sub(tape.frames()));
        let after = left.map_or(length, |left| usize::try_from(left).unwrap_or(length));
        if before > 0 || after < length - before as usize {
            for plane in &mut *planes {
                plane.drain(..plane.len().min(before as usize));
                plane.truncate(after);
            }
        }
        tape.push(planes)
    }

    /// Time in which there were no packets. FLAC: a frame that was dropped. Matroska: nothing was sent while nobody spoke.
    fn fill_gap(&self, packet: &Packet, tape: &mut Tape) -> Result<(), RecordingError> {
        let ticks = u128::try_from(packet.pts.get()).unwrap_or(0);
        let (at, least) = match (self.container, self.stream.tick) {
            (Container::Flac, _) => (ticks, 1),
            (Container::Matroska, Some((numerator, denominator))) => {
                let rate = u128::from(self.rate) * u128::from(numerator);
                (ticks * rate / u128::from(denominator), u64::from(self.rate / 5))
            }
            _ => return Ok(()),
        };
        let gap = u64::try_from(at).unwrap_or(u64::MAX).saturating_sub(tape.frames());
        if gap < least || gap > GAP_SECONDS_MAX * u64::from(self.rate) {
            return Ok(());
        }
        if self.container == Container::Flac {
            tape.flag(QualityFlag::Damaged);
        }
        tape.push_silence(gap)
    }
}

fn reader<'a>(container: Container, source: Box<dyn MediaSource + 'a>) -> Result<Box<dyn FormatReader + 'a>, Error> {
    let stream = MediaSourceStream::new(source, Default::default());
    let options = FormatOptions::default();
    Ok(match container {
        Container::Flac => Box::new(FlacReader::try_new(stream, options)?),
        Container::Mpeg => Box::new(MpaReader::try_new(stream, options)?),
        Container::Ogg => Box::new(OggReader::try_new(stream, options)?),
        Container::Mp4 => Box::new(IsoMp4Reader::try_new(stream, options)?),
        Container::Matroska => Box::new(MkvReader::try_new(stream, options)?),
        Container::Adts => Box::new(AdtsReader::try_new(stream, options)?),
        Container::AdpcmWav => Box::new(WavReader::try_new(stream, options)?),
    })
}

/// A decoder that panics has met bytes that its authors did not think of: that recording is unreadable, and only that.
fn guarded<T>(work: impl FnOnce() -> Result<T, RecordingError>) -> Result<T, RecordingError> {
    // What `work` borrows is thrown away after an error, so a half-changed state is seen by nobody.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(unreadable("its decoder gave up on it")))
}

/// What symphonia says, in our words: what it does not know is unsupported, anything else unreadable.
pub(super) fn refused(error: &Error) -> RecordingError {
    match error {
        Error::Unsupported(what) => RecordingError::UnsupportedCodec((*what).to_owned()),
        other => unreadable(&other.to_string()),
    }
}

pub(super) fn unreadable(reason: &str) -> RecordingError {
    RecordingError::Unreadable(reason.to_owned())
}
