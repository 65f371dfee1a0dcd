//! What was said in a call of the demo: lines of a written script, with places and numbers filled in, laid along time as a recogniser
//! would. The probabilities of each line are those that our sentiment model gave it. Pure.

use engine::analysis::{
    Analysis, ModelNames, Probabilities, Quality, Roles, RolesBy, SentimentLabel, Timings, Turn, UtteranceSentiment,
    Word,
};
use engine::characteristics::{self, Levels};
use engine::{analysis, sentiment};

use super::chance::Chance;

const SCRIPT: &str = include_str!("lines.tsv");
const TOPICS: [(&str, f64); 6] = [
    ("delivery", 30.0),
    ("order", 24.0),
    ("refund", 16.0),
    ("repair", 14.0),
    ("invoice", 11.0),
    ("cancel", 5.0),
];
const PRODUCTS: [&str; 10] = [
    "dishwasher",
    "coffee machine",
    "lawn mower",
    "garden table",
    "washing machine",
    "desk lamp",
    "space heater",
    "bookshelf",
    "power drill",
    "vacuum cleaner",
];
const CITIES: [&str; 6] = ["Portland", "Columbus", "Hartford", "Savannah", "Spokane", "Omaha"];
const STREETS: [&str; 5] = [
    "Maple Street",
    "Harbor Road",
    "Lincoln Avenue",
    "Mill Lane",
    "Orchard Drive",
];
const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DIGITS: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];
const CUSTOMERS: [&str; 8] = [
    "Walker", "Nguyen", "Garcia", "Bennett", "Kowalski", "Okafor", "Lindgren", "Foster",
];

/// What decides how a call goes.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub agent: &'a str,
    pub is_morning: bool,
    /// How often this agent finds a way, 0…1.
    pub skill: f64,
    /// Seconds that the caller has waited.
    pub wait_s: i64,
}

#[derive(Clone, Copy)]
struct Line {
    topic: &'static str,
    part: &'static str,
    speaker: &'static str,
    probabilities: Probabilities,
    text: &'static str,
}

/// The written lines.
pub struct Script(Vec<Line>);

impl Script {
    pub fn read() -> Self {
        Self(SCRIPT.lines().filter_map(line).collect())
    }

    fn of(&self, topic: &str, part: &str) -> Vec<Line> {
        let fitting = self.0.iter().filter(|line| line.topic == topic && line.part == part);
        fitting.copied().collect()
    }

    /// One of those that stand alone.
    fn alone(&self, chance: &mut Chance, topic: &str, part: &str) -> Option<Line> {
        chance.pick(&self.of(topic, part)).copied()
    }

    /// Exchanges of `lines` lines, none twice, in their order.
    fn exchanges(&self, chance: &mut Chance, (topic, part): (&str, &str), lines: usize, at_most: usize) -> Vec<Line> {
        let all = self.of(topic, part);
        let exchanges: Vec<&[Line]> = all.chunks(lines).collect();
        let (mut wanted, mut left) = (at_most.min(exchanges.len()), exchanges.len());
        let mut taken = Vec::new();
        for exchange in exchanges {
            if chance.happens(wanted as f64 / left as f64) {
                taken.extend_from_slice(exchange);
                wanted -= 1;
            }
            left -= 1;
        }
        taken
    }

    /// A whole conversation.
    pub fn turns(&self, chance: &mut Chance, setting: &Setting<'_>) -> Vec<Turn> {
        let topic = chance.weighed(&TOPICS).copied().unwrap_or("order");
        let goes_well = chance.happens(setting.skill - if setting.wait_s > 60 { 0.2 } else { 0.0 });
        let is_angry = chance.happens(if goes_well { 0.07 } else { 0.65 });
        let mut lines: Vec<Line> = Vec::new();
        lines.extend(self.alone(chance, "any", "open"));
        lines.extend(self.alone(chance, topic, "problem"));
        if is_angry {
            lines.extend(self.exchanges(chance, ("any", "angry"), 2, 2));
        }
        lines.extend(self.exchanges(chance, ("any", "check"), 2, 3));
        let (work, waits) = (2 + chance.below(5), chance.below(2));
        lines.extend(self.exchanges(chance, ("any", "wait"), 2, waits));
        lines.extend(self.exchanges(chance, (topic, "work"), 2, work));
        let (end, farewell) = if goes_well { ("good", "close") } else { ("bad", "sour") };
        let warm = if goes_well { chance.below(5) } else { 0 };
        lines.extend(self.exchanges(chance, (topic, end), 2, 2));
        lines.extend(self.exchanges(chance, ("any", "warm"), 2, warm));
        lines.extend(self.exchanges(chance, ("any", farewell), 4, 1));
        spoken(&lines, chance, setting)
    }
}

fn line(written: &'static str) -> Option<Line> {
    let mut fields = written.split('\t');
    let mut next = || fields.next();
    let (topic, part, speaker) = (next()?, next()?, next()?);
    let [negative, neutral, positive] = [next()?, next()?, next()?].map(|number| number.parse().unwrap_or(0.0));
    Some(Line {
        topic,
        part,
        speaker: if speaker == "A" {
            analysis::AGENT
        } else {
            analysis::CUSTOMER
        },
        probabilities: Probabilities {
            negative,
            neutral,
            positive,
        },
        text: next()?,
    })
}

/// What is filled into lines; the same in the whole call.
struct Facts(Vec<(&'static str, String)>);

impl Facts {
    fn of(chance: &mut Chance, setting: &Setting<'_>) -> Self {
        let mut one = |of: &[&str]| chance.pick(of).copied().unwrap_or_default().to_owned();
        let (product, city, street, customer) = (one(&PRODUCTS), one(&CITIES), one(&STREETS), one(&CUSTOMERS));
        let day = one(&DAYS);
        let mut digits = |count: usize| (0..count).map(|_| one(&DIGITS)).collect::<Vec<_>>().join(" ");
        let (order, postcode) = (digits(5), digits(5));
        let time = if setting.is_morning { "morning" } else { "afternoon" };
        Self(vec![
            ("{product}", product),
            ("{city}", city),
            ("{street}", street),
            ("{customer}", customer),
            ("{day}", day),
            ("{order}", order),
            ("{postcode}", postcode),
            ("{time}", time.into()),
            ("{agent}", setting.agent.to_owned()),
            ("{amount}", format!("{} dollars", 20 + chance.below(480))),
        ])
    }

    fn fill(&self, text: &str) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

fn spoken(lines: &[Line], chance: &mut Chance, setting: &Setting<'_>) -> Vec<Turn> {
    let facts = Facts::of(chance, setting);
    let pace = chance.between(0.85, 1.2);
    let mut at = chance.between(600.0, 1_800.0);
    let mut turns = Vec::with_capacity(lines.len());
    for line in lines {
        if line.part == "wait" && line.speaker == analysis::AGENT {
            // Somebody looks something up.
            at += chance.between(4_000.0, 22_000.0);
        }
        let text = facts.fill(line.text);
        let words = words(&text, &mut at, pace, chance);
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            continue;
        };
        turns.push(Turn {
            speaker: line.speaker.into(),
            channel: u16::from(line.speaker == analysis::CUSTOMER),
            start_ms: first.start_ms,
            end_ms: last.end_ms,
            text,
            sentiment: Some(scored(line.probabilities)),
            confidence: Some(mean(&words)),
            words,
            flags: Vec::new(),
        });
        at += chance.between(180.0, 1_400.0);
    }
    turns
}

fn mean(words: &[Word]) -> f64 {
    let sum: f64 = words.iter().map(|word| word.confidence).sum();
    (sum / words.len().max(1) as f64 * 1000.0).round() / 1000.0
}

fn words(text: &str, at: &mut f64, pace: f64, chance: &mut Chance) -> Vec<Word> {
    let words = text.split_whitespace().map(|word| {
        let begin = *at;
        let length = (110.0 + 55.0 * word.chars().count() as f64) * pace;
        let pause = if word.ends_with(['.', ',', '?']) { 260.0 } else { 35.0 };
        *at = begin + length + pause * pace;
        Word {
            text: word.to_owned(),
            start_ms: begin as u64,
            end_ms: (begin + length) as u64,
            confidence: (chance.between(0.82, 1.0) * 1_000.0).round() / 1_000.0,
        }
    });
    words.collect()
}

fn scored(probabilities: Probabilities) -> UtteranceSentiment {
    let Probabilities {
        negative,
        neutral,
        positive,
    } = probabilities;
    let label = if negative > neutral.max(positive) {
        SentimentLabel::Negative
    } else if positive > neutral.max(negative) {
        SentimentLabel::Positive
    } else {
        SentimentLabel::Neutral
    };
    let score = match label {
        SentimentLabel::Neutral => 0.0,
        _ => 5.0 * (positive - negative),
    };
    UtteranceSentiment {
        label: Some(label),
        score,
        probabilities,
    }
}

/// Seconds from the first word to the end of the line.
pub fn seconds(turns: &[Turn]) -> u64 {
    turns.last().map_or(0, |turn| turn.end_ms / 1_000 + 2)
}

/// What an analysis of it would have found, by the engine's own rules.
pub fn analysed(turns: Vec<Turn>) -> Analysis {
    let duration_ms = seconds(&turns) * 1_000;
    let characteristics = characteristics::of(&turns, duration_ms, &Levels::new());
    let confidences = || turns.iter().flat_map(|turn| &turn.words).map(|word| word.confidence);
    let count = confidences().count().max(1) as f64;
    let said: u64 = turns.iter().map(|turn| turn.end_ms - turn.start_ms).sum();
    Analysis {
        duration_ms,
        channels: 2,
        language: "en".into(),
        language_confidence: 0.99,
        models: ModelNames {
            speech: "demo-script".into(),
            sentiment: "demo-script".into(),
        },
        sentiment: sentiment::of_call(&turns, analysis::CUSTOMER),
        quality: Quality {
            flags: Vec::new(),
            speech_ratio: said as f64 / (2 * duration_ms).max(1) as f64,
            mean_confidence: Some(confidences().sum::<f64>() / count),
            roles: Roles {
                by: RolesBy::Stated,
                confidence: 1.0,
            },
            languages: Vec::new(),
        },
        timings_ms: Timings::default(),
        characteristics,
        turns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_script_is_read_and_every_part_of_every_topic_is_there() {
        let script = Script::read();
        assert_eq!(script.0.len(), SCRIPT.lines().count());
        for (topic, _) in TOPICS {
            for part in ["problem", "work", "good", "bad"] {
                assert!(!script.of(topic, part).is_empty(), "{topic} {part}");
            }
        }
        for line in &script.0 {
            let Probabilities {
                negative,
                neutral,
                positive,
            } = line.probabilities;
            assert!((negative + neutral + positive - 1.0).abs() < 0.01, "{}", line.text);
        }
    }

    #[test]
    fn calls_are_whole_differ_and_follow_the_agents_skill() {
        let script = Script::read();
        let of = |name: String, skill: f64| {
            let setting = Setting {
                agent: "Dana",
                is_morning: true,
                skill,
                wait_s: 10,
            };
            analysed(script.turns(&mut Chance::of(&name), &setting))
        };
        let first = of("1".into(), 0.5);
        assert_eq!(first, of("1".into(), 0.5));
        assert_ne!(first.turns, of("2".into(), 0.5).turns);
        let mut labels = [0, 0];
        for n in 0..200 {
            let call = of(n.to_string(), if n % 2 == 0 { 1.0 } else { 0.0 });
            assert!((30..600).contains(&(call.duration_ms / 1_000)), "{}", call.duration_ms);
            let text: String = call.turns.iter().map(|turn| turn.text.as_str()).collect();
            assert!(!text.contains('{'), "{text}");
            assert!(call.turns.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
            if call.sentiment.label == Some(SentimentLabel::Negative) {
                labels[n % 2] += 1;
            }
        }
        assert!(labels[0] < labels[1], "{labels:?}");
    }
}
