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

/// By the edit list, or by what Apple's encoders leave in its place.
pub(super) fn edit(bytes: &[u8]) -> Option<Edit> {
    let movie = find(bytes, *b"moov")?;
    let track = audio_track(movie)?;
    let scale = time_scale(find(find(track, *b"mdia")?, *b"mdhd")?)?;
    edit_list(movie, track, scale).or_else(|| gapless(movie, scale))
}

fn edit_list(movie: &[u8], track: &[u8], scale: u32) -> Option<Edit> {
    let list = find(find(track, *b"edts")?, *b"elst")?;
    let movie_scale = time_scale(find(movie, *b"mvhd")?)?;
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
    // What comes in fragments was not there yet when the list was written.
    let is_all = find(movie, *b"mvex").is_none();
    Some(Edit {
        begin,
        length: (only && is_all && length > 0).then_some(length),
        scale,
    })
}

/// The note `iTunSMPB`: numbers to the base of 16, of which the second is the samples before the sound and the fourth those of the sound.
fn gapless(movie: &[u8], scale: u32) -> Option<Edit> {
    let meta = find(find(movie, *b"udta")?, *b"meta")?;
    let own = |(name, body): ([u8; 4], _)| (name == *b"----").then_some(body);
    let note = boxes(find(meta.get(4..)?, *b"ilst")?)
        .filter_map(own)
        .find_map(|body| {
            let is_wanted = find(body, *b"name")?.get(4..)? == b"iTunSMPB";
            find(body, *b"data")?.get(8..).filter(|_| is_wanted)
        })?;
    let mut numbers = std::str::from_utf8(note).ok()?.split_whitespace();
    let mut number = |nth| u64::from_str_radix(numbers.nth(nth)?, 16).ok();
    let (begin, length) = (number(1)?, number(1)?);
    Some(Edit {
        begin,
        length: Some(length).filter(|length| *length > 0),
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
        "mp4a" => "AAC in MP4".to_owned(),
        "alac" => "ALAC in MP4".to_owned(),
        "Opus" => "Opus in MP4".to_owned(),
        ".mp3" => "MP3 in MP4".to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        let mut bytes = (body.len() as u32 + 8).to_be_bytes().to_vec();
        bytes.extend(name);
        bytes.extend(body);
        bytes
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    /// A movie whose seconds have 1,000 parts, with one track of 16 kHz in the given letters, cut by `edits` (length, begin).
    fn movie(letters: &[u8; 4], edits: &[(u32, i32)], in_fragments: bool) -> Vec<u8> {
        let handler = of(b"hdlr", &[&[0; 8], b"soun"]);
        let header = of(b"mdhd", &[&words(&[0, 0, 0, 16_000])]);
        let description = of(b"stsd", &[&words(&[0, 1, 16]), letters]);
        let table = of(b"minf", &[&of(b"stbl", &[&description])]);
        let media = of(b"mdia", &[&header, &handler, &table]);
        let entries: Vec<u8> = edits
            .iter()
            .flat_map(|(length, begin)| words(&[*length, begin.cast_unsigned(), 0x1_0000]))
            .collect();
        let list = of(b"elst", &[&words(&[0, edits.len() as u32]), &entries]);
        let track = of(b"trak", &[&media, &of(b"edts", &[&list])]);
        let mut parts = vec![of(b"mvhd", &[&words(&[0, 0, 0, 1000])]), track];
        if in_fragments {
            parts.push(of(b"mvex", &[]));
        }
        [of(b"ftyp", &[b"M4A "]), of(b"moov", &[&parts.concat()])].concat()
    }

    #[test]
    fn an_edit_list_says_what_is_heard_of_a_track() {
        let heard = |edits: &[(u32, i32)], in_fragments| edit(&movie(b"mp4a", edits, in_fragments));
        let of = |begin, length| {
            Some(Edit {
                begin,
                length,
                scale: 16_000,
            })
        };
        assert_eq!(heard(&[(1500, 1024)], false), of(1024, Some(24_000)));
        // A pause before it; no length; two parts, of which only where the first begins is heeded.
        assert_eq!(heard(&[(200, -1), (1500, 1024)], false), of(1024, Some(24_000)));
        assert_eq!(heard(&[(0, 1024)], false), of(1024, None));
        assert_eq!(heard(&[(500, 1024), (500, 40_000)], false), of(1024, None));
        assert_eq!(heard(&[(1500, 1024)], true), of(1024, None), "fragments follow");
        assert_eq!(heard(&[], false), None);
    }

    #[test]
    fn a_note_of_an_apple_encoder_stands_in_for_an_edit_list() {
        let note = |text: &str| {
            let name = of(b"name", &[&[0; 4], b"iTunSMPB"]);
            let data = of(b"data", &[&[0; 8], text.as_bytes()]);
            let mean = of(b"mean", &[&[0; 4], b"com.apple.iTunes"]);
            let list = of(b"ilst", &[&of(b"\xA9nam", &[]), &of(b"----", &[&mean, &name, &data])]);
            of(b"udta", &[&of(b"meta", &[&[0; 4], &list])])
        };
        let with = |note: &[u8], edits: &[(u32, i32)]| {
            let plain = movie(b"mp4a", edits, false);
            edit(&of(b"moov", &[find(&plain, *b"moov").unwrap(), note]))
        };
        let heard = with(&note(" 00000000 00000840 000001CA 00000000003F31F6 00000000"), &[]);
        let (begin, length, scale) = (2112, Some(0x3F_31F6), 16_000);
        assert_eq!(heard, Some(Edit { begin, length, scale }));
        assert_eq!(with(&note(" 0 840 1CA 0"), &[(0, 1024)]).unwrap().begin, 1024);
        assert_eq!(with(&note(" none"), &[]), None);
    }

    #[test]
    fn a_codec_has_a_name_that_people_know() {
        let named = |letters| codec(&movie(letters, &[], false));
        assert_eq!(named(b"mp4a").as_deref(), Some("AAC in MP4"));
        assert_eq!(named(b"samr").as_deref(), Some("AMR in MP4"));
        assert_eq!(named(b"dtsc").as_deref(), Some("\"dtsc\" in MP4"));
        assert_eq!(codec(b"\0\0\0\x08ftyp"), None);
    }
}
