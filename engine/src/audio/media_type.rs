//! What a media type says of audio that has no header. `audio/L16` has its highest byte first by its standard (RFC 2586); whoever sends the
//! lowest first says `endianness=little-endian` with it, or `sln` by name.

use super::{DeclaredFormat, RATES, RawCodec};

/// The rate of a telephone line, where none is stated.
const RATE: u32 = 8_000;

impl DeclaredFormat {
    /// `None` where it names no such codec, or a rate that nobody could mean. A container under such a name is still read as what it is.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let (name, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
        let codec = match name.trim().to_ascii_lowercase().as_str() {
            "audio/pcmu" | "audio/basic" | "audio/mulaw" | "audio/x-mulaw" | "audio/ulaw" => RawCodec::Ulaw,
            "audio/pcma" | "audio/alaw" | "audio/x-alaw" => RawCodec::Alaw,
            "audio/gsm" | "audio/x-gsm" => RawCodec::Gsm,
            "audio/g722" => RawCodec::G722,
            "audio/g729" => RawCodec::G729,
            "audio/l16" if is_little_endian(parameters) => RawCodec::Sln,
            "audio/l16" => RawCodec::L16,
            _ => return None,
        };
        // G.722 states half of its rate there, by a slip of its standard.
        let rate = codec.rate().or_else(|| number(parameters, "rate"));
        // That of linear samples has to be told, as they are of no line.
        let rate = match codec {
            RawCodec::Sln | RawCodec::L16 => rate?,
            _ => rate.unwrap_or(RATE),
        };
        let channels = number(parameters, "channels").unwrap_or(1);
        Some(Self {
            codec,
            rate: Some(rate).filter(|rate| RATES.contains(rate))?,
            channels: u16::try_from(channels).ok().filter(|channels| *channels > 0)?,
        })
    }
}

fn number(parameters: &str, wanted: &str) -> Option<u32> {
    value(parameters, wanted)?.parse().ok()
}

fn is_little_endian(parameters: &str) -> bool {
    value(parameters, "endianness").is_some_and(|order| order.eq_ignore_ascii_case("little-endian"))
}

fn value<'a>(parameters: &'a str, wanted: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_wanted = name.trim().eq_ignore_ascii_case(wanted);
        is_wanted.then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_of_telephone_lines_are_known_with_their_parameters() {
        let of = |media_type: &str| {
            let declared = DeclaredFormat::of_media_type(media_type)?;
            Some((declared.codec, declared.rate, declared.channels))
        };
        assert_eq!(of("audio/PCMU"), Some((RawCodec::Ulaw, 8_000, 1)));
        assert_eq!(of("audio/basic"), Some((RawCodec::Ulaw, 8_000, 1)));
        let stereo = "audio/pcma; rate=16000 ;Channels=\"2\"";
        assert_eq!(of(stereo), Some((RawCodec::Alaw, 16_000, 2)));
        assert_eq!(of("audio/G722;rate=8000"), Some((RawCodec::G722, 16_000, 1)));
        assert_eq!(of("audio/x-gsm"), Some((RawCodec::Gsm, 8_000, 1)));
        let linear = "audio/L16;rate=16000;channels=2";
        assert_eq!(of(linear), Some((RawCodec::L16, 16_000, 2)));
        let reversed = "audio/l16; rate=8000; endianness=little-endian";
        assert_eq!(of(reversed), Some((RawCodec::Sln, 8_000, 1)));
        for other in [
            "",
            "audio/wav",
            "audio/L16",
            "audio/PCMU;rate=1",
            "audio/PCMU;channels=0",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
