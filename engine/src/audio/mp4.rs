//! What an MP4 says beside its packets: the part of its audio that is to be heard (the edit list: encoders put silence before it),
//! and the name of its codec. Boxes are read without trust, and nothing is allocated by their lengths.

/// Boxes in a box that are looked at.
const BOXES_MAX: usize = 4096;

pub(super) fn is_mp4(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
}

/// The part of the first audio track that counts, in frames of its own time scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub begin: u64,
    /// `None`: to the end.
    pub length: Option<u64>,
    /// Units a second of both.
    pub scale: u32,
}

pub(super) fn edit(bytes: &[u8]) -> Option<Edit> {
    let movie = find(bytes, *b"moov")?;
    let track = audio_track(movie)?;
    let list = find(find(track, *b"edts")?, *b"elst")?;
    let media = find(find(track, *b"mdia")?, *b"mdhd")?;
    let (scale, movie_scale) = (time_scale(media)?, time_scale(find(movie, *b"mvhd")?)?);
    let long = *list.first()? == 1;
    let count = word(list, 4)?;
    let step = if long { 20 } else { 12 };
    let entry = |number: usize| {
        let entry = list.get(8 + number * step..)?;
        if long {
            Some((quad(entry, 0)?, quad(entry, 8)? as i64))
        } else {
            Some((word(entry, 0)?.into(), i64::from(word(entry, 4)? as i32)))
        }
    };
    let entries = (0..usize::try_from(count).ok()?.min(16)).map_while(entry);
    // An entry without a place in the media is a pause before it.
    let mut heard = entries.filter_map(|(length, begin)| Some((length, u64::try_from(begin).ok()?)));
    let (length, begin) = heard.next()?;
    let only = heard.next().is_none();
    let length = u128::from(length) * u128::from(scale);
    let length = u64::try_from(length.div_ceil(u128::from(movie_scale.max(1)))).ok()?;
    Some(Edit {
        begin,
        length: (only && length > 0).then_some(length),
        scale,
    })
}

/// The audio track's codec as its four letters, for people.
pub(super) fn codec(bytes: &[u8]) -> Option<String> {
    let media = find(audio_track(find(bytes, *b"moov")?)?, *b"mdia")?;
    let description = find(find(find(media, *b"minf")?, *b"stbl")?, *b"stsd")?;
    let letters = description.get(12..16)?;
    let letters = String::from_utf8_lossy(letters).trim().to_owned();
    Some(match letters.as_str() {
        "samr" => "AMR in MP4".to_owned(),
        "sawb" => "AMR-WB in MP4".to_owned(),
        "ac-3" => "AC-3 in MP4".to_owned(),
        "ec-3" => "E-AC-3 in MP4".to_owned(),
        _ => format!("{letters:?} in MP4"),
    })
}

fn audio_track(movie: &[u8]) -> Option<&[u8]> {
    let kind = |track: &&[u8]| {
        let handler = find(track, *b"mdia").and_then(|media| find(media, *b"hdlr"));
        handler.and_then(|handler| handler.get(8..12)) == Some(b"soun")
    };
    boxes(movie)
        .filter(|(name, _)| name == b"trak")
        .map(|(_, body)| body)
        .find(kind)
}

/// Of `mvhd` and `mdhd`, which agree so far.
fn time_scale(header: &[u8]) -> Option<u32> {
    word(header, if *header.first()? == 1 { 20 } else { 12 })
}

fn find(bytes: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    boxes(bytes).find(|(name, _)| *name == wanted).map(|(_, body)| body)
}

/// The boxes that lie side by side in some bytes.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut position = 0_usize;
    let next = move || {
        let rest = bytes.get(position..)?;
        let name = *rest.get(4..)?.first_chunk()?;
        let (head, length) = match word(rest, 0)? {
            0 => (8, rest.len() as u64),
            1 => (16, quad(rest, 8)?),
            length => (8, length.into()),
        };
        let length = usize::try_from(length).ok().filter(|length| *length >= head)?;
        position = position.checked_add(length)?;
        Some((name, rest.get(head..length.min(rest.len()))?))
    };
    std::iter::from_fn(next).take(BOXES_MAX)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn quad(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}
