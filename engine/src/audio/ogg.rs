//! What is in an Ogg file, by its first pages: each of them begins a stream, and its packet names the codec.

/// Flag of the first page of a stream.
const BEGINS: u8 = 2;
/// Bytes of a page before the table of its segments.
const HEADER: usize = 27;

/// The codec, and whether it is read: of several streams side by side the first that is, else the first that has a name.
pub(super) fn codec(bytes: &[u8]) -> Option<(&'static str, bool)> {
    let mut unread = None;
    for packet in first_packets(bytes) {
        match named(packet) {
            Some((codec, true)) => return Some((codec, true)),
            named => unread = unread.or(named),
        }
    }
    unread
}

/// The packets of the pages at the front that begin a stream.
fn first_packets(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut position = 0;
    let next = move || {
        let page = bytes.get(position..)?;
        if !page.starts_with(b"OggS") || page.get(5)? & BEGINS == 0 {
            return None;
        }
        let body = HEADER + usize::from(*page.get(HEADER - 1)?);
        let length: usize = page.get(HEADER..body)?.iter().copied().map(usize::from).sum();
        position += body + length;
        // What is cut may still be long enough to tell.
        page.get(body..page.len().min(body + length))
    };
    std::iter::from_fn(next)
}

fn named(packet: &[u8]) -> Option<(&'static str, bool)> {
    match packet {
        // Its family, which stands behind version, channels, what is skipped, rate and gain: of more than 1 there are no channels to hear.
        [
            b'O',
            b'p',
            b'u',
            b's',
            b'H',
            b'e',
            b'a',
            b'd',
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            2..=u8::MAX,
            ..,
        ] => Some(("Opus in Ogg of a mapping family above 1", false)),
        [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', ..] => Some(("Opus in Ogg", true)),
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => Some(("Vorbis in Ogg", true)),
        [0x7F, b'F', b'L', b'A', b'C', ..] => Some(("FLAC in Ogg", true)),
        [b'S', b'p', b'e', b'e', b'x', ..] => Some(("Speex in Ogg", false)),
        [0x80, b't', b'h', b'e', b'o', b'r', b'a', ..] => Some(("video (Theora) in Ogg", false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::fixture;

    fn page(flags: u8, packet: &[u8]) -> Vec<u8> {
        let mut page = b"OggS\0".to_vec();
        page.push(flags);
        page.extend([0; 20]);
        page.extend([1, packet.len() as u8]);
        page.extend(packet);
        page
    }

    #[test]
    fn the_stream_that_is_read_counts_whatever_stands_before_it() {
        let skeleton = page(BEGINS, b"fishead\0");
        let video = page(BEGINS, b"\x80theora");
        let opus = page(BEGINS, b"OpusHead");
        let audio = Some(("Opus in Ogg", true));
        let scene = page(BEGINS, b"OpusHead\x01\x04\0\0\0\0\0\0\0\0\x02");
        assert_eq!(codec(&scene), Some(("Opus in Ogg of a mapping family above 1", false)));
        let surround = page(BEGINS, b"OpusHead\x01\x06\0\0\0\0\0\0\0\0\x01");
        assert_eq!(codec(&surround), audio);
        assert_eq!(codec(&opus), audio);
        assert_eq!(codec(&[&skeleton[..], &opus].concat()), audio);
        assert_eq!(codec(&[&video[..], &opus].concat()), audio);
        let video_only = Some(("video (Theora) in Ogg", false));
        assert_eq!(codec(&[&skeleton[..], &video].concat()), video_only);
        // A page that begins no stream ends the list.
        let later = page(0, b"tags");
        assert_eq!(codec(&[&video[..], &later, &opus].concat()), video_only);
        assert_eq!(codec(&skeleton), None);
    }

    #[test]
    fn any_cut_of_a_file_is_looked_at_in_peace() {
        let file = fixture("tone.ogg");
        assert_eq!(codec(&file), Some(("Vorbis in Ogg", true)));
        for length in 0..file.len().min(200) {
            codec(&file[..length]);
        }
    }
}
