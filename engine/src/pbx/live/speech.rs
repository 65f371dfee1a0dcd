//! What the pieces of each form of live audio mean: AudioSocket's frames, RTP packets, Media Streams' messages, the messages of mod_audio_fork.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::{Coding, Fault, First, Lanes, Shape, Stream};
use crate::audio::RATES;
use crate::pbx::live_audio::{Packet, hyphened, rate_of, usual_rate};
use crate::pbx::source::Source;

/// Where in a stream of RTP packets we are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    ssrc: u32,
    /// Who spoke before, and has ended.
    before: Option<u32>,
    /// Of the last packet.
    stamp: u32,
    /// The same, counted on past its end, from the first packet.
    at: i64,
}

/// Stamps further apart than so many seconds are those of a clock that was set, and no silence.
const JUMP_MAX_S: i64 = 300;

/// Keys under which an application may send the id of the call along.
const IDS: [&str; 6] = ["uuid", "call_id", "callId", "call_uuid", "callUuid", "id"];

impl Stream {
    /// The channels, as long as they stay what they are.
    fn lanes(&mut self, shape: Shape) -> Result<&mut Lanes, Fault> {
        let swapped = self.is_swapped();
        let lanes = self.lanes.get_or_insert_with(|| Lanes::new(shape, swapped));
        match lanes.shape() == shape {
            true => Ok(lanes),
            false => Err(Fault::Changed),
        }
    }

    /// Whether the second of two channels is to be written first. Media Streams' inbound track is whoever is on the leg: the customer. The
    /// left side of FreeSWITCH is whoever called: the customer, unless the call went out.
    fn is_swapped(&self) -> bool {
        let is_outbound = self.told.text(&["direction"]) == Some("outbound");
        let is_media_stream = self.form == Source::TwilioMediaStream;
        let customer_is_first = is_media_stream || !is_outbound;
        let caller_is_first = !is_media_stream || !is_outbound;
        match self.first {
            First::Customer => !customer_is_first,
            First::Agent => customer_is_first,
            First::Caller => !caller_is_first,
            First::Callee => caller_is_first,
        }
    }

    /// An AudioSocket frame.
    pub(super) fn frame(&mut self, kind: u8, payload: &[u8]) -> Result<(), Fault> {
        match kind {
            0x01 if payload.len() == 16 => {
                self.told.id.get_or_insert_with(|| hyphened(&hex::encode(payload)));
                Ok(())
            }
            _ if self.told.id.is_none() => Err(Fault::Stranger("the first frame is the id")),
            0x00 => {
                self.said = Some(true);
                Ok(())
            }
            // Hung up; anything else went wrong.
            0xff => {
                self.said = Some(payload.first() == Some(&0x01));
                Ok(())
            }
            0x10..=0x18 if payload.len() > 1 => {
                let shape = linear(rate_of(kind), 1);
                self.lanes(shape)?.append(&payload[..payload.len() - payload.len() % 2]);
                Ok(())
            }
            // Keys that were pressed may be those of a card: they are not kept.
            _ => Ok(()),
        }
    }

    /// An RTP packet of linear sound.
    pub(super) fn packet(&mut self, datagram: &[u8]) -> Result<(), Fault> {
        let Some(packet) = Packet::read(datagram).filter(|packet| packet.kind == self.payload_type) else {
            return self.strange("no RTP packet of this payload type");
        };
        let mut place = self.rtp.unwrap_or(Place {
            ssrc: packet.ssrc,
            before: None,
            stamp: packet.stamp,
            at: 0,
        });
        if self.rtp.is_none() {
            self.told.stream = Some(format!("{:08x}-{}", packet.ssrc, packet.stamp));
        }
        if place.before == Some(packet.ssrc) {
            return self.strange("a packet of a stream that has ended");
        }
        let shape = linear(self.rate.unwrap_or(usual_rate(self.payload_type)), 1);
        // The difference of two stamps is right also where they run over.
        let step = i64::from(packet.stamp.wrapping_sub(place.stamp) as i32);
        let is_new = place.ssrc != packet.ssrc;
        if is_new || step.abs() > JUMP_MAX_S * i64::from(shape.rate) {
            // Whoever speaks anew counts anew: the sound goes on where it ended.
            let next = self.lanes.as_ref().map_or(0, |lanes| lanes.next(0));
            place.at = i64::try_from(next).unwrap_or(i64::MAX);
        } else {
            place.at += step;
        }
        if is_new {
            place.before = Some(place.ssrc);
            place.ssrc = packet.ssrc;
        }
        place.stamp = packet.stamp;
        let sound: Vec<u8> = packet
            .payload
            .chunks_exact(2)
            .flat_map(|pair| [pair[1], pair[0]])
            .collect();
        if let Ok(at) = u64::try_from(place.at) {
            let lanes = self.lanes(shape)?;
            let next = lanes.next(0);
            if !lanes.put(0, at, &sound) && at > next {
                // Farther ahead than silence is filled in: so is all that follows, unless the sound goes on here.
                place.at = i64::try_from(next).unwrap_or(i64::MAX);
                lanes.put(0, next, &sound);
            }
        }
        self.rtp = Some(place);
        Ok(())
    }

    /// What stands before the sound of mod_audio_fork: an object, or the id alone. Later texts say nothing of the call.
    pub(super) fn metadata(&mut self, text: &[u8]) {
        if self.lanes.is_some() || !self.told.about.is_empty() {
            return;
        }
        match serde_json::from_slice(text) {
            Ok(Value::Object(about)) => {
                self.told.about = about;
                self.told.id = self.told.text(&IDS).map(str::to_owned);
            }
            Ok(Value::String(id)) => self.told.id = Some(id).filter(|id| !id.trim().is_empty()),
            Ok(_) => {}
            Err(_) => {
                let id = String::from_utf8_lossy(text).trim().to_owned();
                self.told.id = Some(id).filter(|id| !id.is_empty());
            }
        }
    }

    /// Linear sound of all channels, beside each other.
    pub(super) fn side_by_side(&mut self, sound: &[u8]) -> Result<(), Fault> {
        let shape = linear(self.rate.unwrap_or(8_000), if self.is_stereo { 2 } else { 1 });
        self.lanes(shape)?.append(sound);
        Ok(())
    }

    /// A message of Media Streams, Twilio's or Telnyx's.
    pub(super) fn media_message(&mut self, message: &Value) -> Result<(), Fault> {
        match message["event"].as_str() {
            Some("start") if self.lanes.is_none() => self.started(message),
            Some("media") => self.media(&message["media"]),
            Some("stop") if self.lanes.is_some() => {
                self.said = Some(true);
                Ok(())
            }
            Some(_) => Ok(()),
            None => self.strange("a message without an event"),
        }
    }

    fn started(&mut self, message: &Value) -> Result<(), Fault> {
        let start = &message["start"];
        let text = |of: &Value, names: &[&str]| {
            let texts = names.iter().filter_map(|name| of[*name].as_str());
            texts.map(str::to_owned).find(|text| !text.is_empty())
        };
        let object = |names: &[&str]| -> Map<String, Value> {
            let found = names.iter().find_map(|name| start[*name].as_object());
            found.cloned().unwrap_or_default()
        };
        let ids = ["callSid", "call_leg_id", "call_session_id", "call_control_id"];
        self.told.id = text(start, &ids);
        self.told.stream = text(start, &["streamSid"])
            .or_else(|| text(message, &["streamSid", "stream_id"]))
            .or_else(|| text(start, &["stream_id"]));
        self.told.about = object(&["customParameters", "custom_parameters"]);
        let format = object(&["mediaFormat", "media_format"]);
        let shape = Shape {
            coding: coding(format.get("encoding"))?,
            rate: rate(format.get("sampleRate").or(format.get("sample_rate")))?,
            channels: 1,
        };
        if self.tracks.is_empty() {
            self.tracks = tracks(start["tracks"].as_array().map(Vec::as_slice).unwrap_or_default());
        }
        let channels = u16::try_from(self.tracks.len()).unwrap_or(1);
        self.lanes(Shape { channels, ..shape })?;
        Ok(())
    }

    fn media(&mut self, media: &Value) -> Result<(), Fault> {
        let named = media["track"].as_str().unwrap_or("inbound");
        let lane = self.tracks.iter().position(|track| *track == named);
        let Some(lanes) = &mut self.lanes else {
            return self.strange("sound before the start");
        };
        let sound = media["payload"].as_str().and_then(|text| STANDARD.decode(text).ok());
        if let (Some(lane), Some(sound)) = (lane, sound) {
            let rate = u64::from(lanes.shape().rate);
            let stated = number(&media["timestamp"]).and_then(|ms| ms.checked_mul(rate));
            let at = stated.map_or_else(|| lanes.next(lane), |samples| samples / 1000);
            lanes.put(lane, at, &sound);
        }
        Ok(())
    }
}

fn linear(rate: u32, channels: u16) -> Shape {
    Shape {
        coding: Coding::Linear,
        rate,
        channels,
    }
}

/// The inbound one first. Where the stream does not say which there are, both are awaited.
fn tracks(named: &[Value]) -> Vec<&'static str> {
    let is_named = |track: &str| named.is_empty() || named.iter().any(|name| name == track);
    let tracks: Vec<&'static str> = ["inbound", "outbound"]
        .into_iter()
        .filter(|track| is_named(track))
        .collect();
    match tracks.is_empty() {
        true => vec!["inbound"],
        false => tracks,
    }
}

fn coding(named: Option<&Value>) -> Result<Coding, Fault> {
    let Some(name) = named.and_then(Value::as_str) else {
        return Ok(Coding::Mulaw);
    };
    match name.trim_start_matches("audio/") {
        "x-mulaw" | "mulaw" | "PCMU" => Ok(Coding::Mulaw),
        "x-alaw" | "alaw" | "PCMA" => Ok(Coding::Alaw),
        other => Err(Fault::Coding(other.chars().take(40).collect())),
    }
}

fn rate(stated: Option<&Value>) -> Result<u32, Fault> {
    let Some(stated) = stated else { return Ok(8_000) };
    let rate = number(stated).and_then(|rate| u32::try_from(rate).ok());
    let rate = rate.filter(|rate| RATES.contains(rate));
    rate.ok_or_else(|| Fault::Coding(format!("{stated} samples a second").chars().take(40).collect()))
}

/// A number, or the text of one.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}
