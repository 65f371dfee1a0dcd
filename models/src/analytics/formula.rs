//! The figures of the overview, each by its formula. Pure. The formulas are numbered as in the documentation (`docs/analytics.md`).

use super::figure::{Drill, Exclusion, Figure, LABELS, LOST, Part, Totals, UNANSWERED, Unit, Variant, both, narrowed};
use crate::calls::filter::CallFilter;

const ANSWERED: [&str; 1] = ["answered"];
const INBOUND: [&str; 1] = ["inbound"];
const SERVICE_LEVEL: &str = "ANS within T ÷ (ANS + AB − AB within T)";

/// The sums by direction and disposition, and the calls they are of.
pub struct Sums<'a> {
    pub parts: &'a [Part],
    pub base: &'a CallFilter,
    /// Of the service level.
    pub threshold_s: i32,
}

impl Sums<'_> {
    fn of(&self, direction: &[&str], disposition: &[&str]) -> Totals {
        let named = |names: &[&str], name: &str| names.is_empty() || names.contains(&name);
        let mut sum = Totals::default();
        for part in self.parts {
            if named(direction, &part.direction) && named(disposition, &part.disposition) {
                sum.add(&part.totals);
            }
        }
        sum
    }

    fn drill(&self, direction: &[&str], disposition: &[&str], count: i64) -> Option<Drill> {
        let filter = narrowed(self.base, direction, disposition)?;
        Some(Drill { filter, count })
    }

    /// All figures of the overview, in the order in which they are shown.
    pub fn figures(&self) -> Vec<Figure> {
        vec![
            self.calls(),
            self.share_answered(),
            self.missed(),
            self.abandoned(),
            self.service_level(),
            self.speed_of_answer(),
            self.time_to_abandon(),
            self.handle_time(),
            self.talk_time(),
            self.sentiment(),
            self.share_of_label("negative_share", "S2", "negative"),
            self.share_of_label("positive_share", "S3", "positive"),
            self.share_analyzed(),
        ]
    }

    fn calls(&self) -> Figure {
        let all = self.of(&[], &[]);
        Figure {
            id: "calls",
            formula_id: "V1",
            formula: "calls that began in the period",
            unit: Unit::Calls,
            numerator: all.calls as f64,
            denominator: 1.0,
            n: all.calls,
            exclusions: vec![],
            calls: self.drill(&[], &[], all.calls),
            variants: vec![],
        }
    }

    fn share_answered(&self) -> Figure {
        let (all, answered) = (self.of(&[], &[]), self.of(&[], &ANSWERED));
        Figure {
            id: "answered",
            formula_id: "V2",
            formula: "answered calls ÷ calls",
            unit: Unit::Ratio,
            numerator: answered.calls as f64,
            denominator: all.calls as f64,
            n: all.calls,
            exclusions: vec![],
            calls: self.drill(&[], &ANSWERED, answered.calls),
            variants: vec![],
        }
    }

    fn missed(&self) -> Figure {
        let (inbound, missed) = (self.of(&INBOUND, &[]), self.of(&INBOUND, &UNANSWERED));
        let others = self.of(&[], &[]).calls - inbound.calls;
        Figure {
            id: "missed",
            formula_id: "V3",
            formula: "inbound calls that nobody answered ÷ inbound calls",
            unit: Unit::Ratio,
            numerator: missed.calls as f64,
            denominator: inbound.calls as f64,
            n: inbound.calls,
            exclusions: left_out(&[("not_inbound", others)]),
            calls: self.drill(&INBOUND, &UNANSWERED, missed.calls),
            variants: vec![],
        }
    }

    fn abandoned(&self) -> Figure {
        let (answered, lost) = (self.of(&INBOUND, &ANSWERED), self.of(&INBOUND, &LOST));
        Figure {
            id: "abandoned",
            formula_id: "AB1",
            formula: "AB ÷ (ANS + AB): inbound calls whose caller gave up or rang out ÷ those and the answered ones",
            unit: Unit::Ratio,
            numerator: lost.calls as f64,
            denominator: (answered.calls + lost.calls) as f64,
            n: answered.calls + lost.calls,
            exclusions: self.not_offered(),
            calls: self.drill(&INBOUND, &LOST, lost.calls),
            variants: vec![],
        }
    }

    /// Inbound calls that were never offered to a person, and all others.
    fn not_offered(&self) -> Vec<Exclusion> {
        let inbound = self.of(&INBOUND, &[]).calls;
        let offered = self.of(&INBOUND, &ANSWERED).calls + self.of(&INBOUND, &LOST).calls;
        let others = self.of(&[], &[]).calls - inbound;
        left_out(&[("not_inbound", others), ("not_offered", inbound - offered)])
    }

    fn service_level(&self) -> Figure {
        let (answered, lost) = (self.of(&INBOUND, &ANSWERED), self.of(&INBOUND, &LOST));
        let unknown = answered.calls + lost.calls - answered.waits - lost.waits;
        let mut exclusions = self.not_offered();
        exclusions.extend(left_out(&[("wait_unknown", unknown), ("gave_up_within", lost.within)]));
        let calls = self.drill(&INBOUND, &ANSWERED, answered.within).map(|drill| Drill {
            filter: CallFilter {
                wait_max_s: Some(
                    drill
                        .filter
                        .wait_max_s
                        .map_or(self.threshold_s, |max| max.min(self.threshold_s)),
                ),
                ..drill.filter
            },
            ..drill
        });
        Figure {
            id: "service_level",
            formula_id: "SL4",
            formula: SERVICE_LEVEL,
            unit: Unit::Ratio,
            numerator: answered.within as f64,
            denominator: answered.waits as f64 + lost.waits as f64 - lost.within as f64,
            n: answered.waits + lost.waits - lost.within,
            exclusions,
            calls,
            variants: service_levels(&answered, &lost, &self.of(&INBOUND, &[])),
        }
    }

    fn speed_of_answer(&self) -> Figure {
        let formula = "seconds of waiting ÷ answered inbound calls";
        self.mean_wait(("asa", "ASA", formula), &ANSWERED)
    }

    fn time_to_abandon(&self) -> Figure {
        let formula = "seconds of waiting ÷ AB: inbound calls whose caller gave up or rang out";
        self.mean_wait(("abandon_time", "AAT", formula), &LOST)
    }

    /// How long inbound calls that ended so waited, where that is known.
    fn mean_wait(
        &self,
        (id, formula_id, formula): (&'static str, &'static str, &'static str),
        disposition: &[&str],
    ) -> Figure {
        let waited = self.of(&INBOUND, disposition);
        let calls = self.drill(&INBOUND, disposition, waited.waits).map(|drill| Drill {
            filter: CallFilter {
                wait_min_s: drill.filter.wait_min_s.or(Some(0)),
                ..drill.filter
            },
            ..drill
        });
        Figure {
            id,
            formula_id,
            formula,
            unit: Unit::Seconds,
            numerator: waited.wait_s as f64,
            denominator: waited.waits as f64,
            n: waited.waits,
            exclusions: left_out(&[("wait_unknown", waited.calls - waited.waits)]),
            calls,
            variants: vec![],
        }
    }

    fn handle_time(&self) -> Figure {
        let answered = self.of(&[], &ANSWERED);
        Figure {
            id: "aht",
            formula_id: "aht_no_acw",
            formula: "seconds of conversation, holding included ÷ answered calls; work after the call is not known",
            unit: Unit::Seconds,
            numerator: answered.talk_s as f64,
            denominator: answered.calls as f64,
            n: answered.calls,
            exclusions: left_out(&[("not_answered", self.of(&[], &[]).calls - answered.calls)]),
            calls: self.drill(&[], &ANSWERED, answered.calls),
            variants: vec![],
        }
    }

    fn talk_time(&self) -> Figure {
        Figure {
            id: "talk_time",
            formula_id: "T1",
            formula: "seconds of conversation of answered calls",
            unit: Unit::Seconds,
            denominator: 1.0,
            ..self.handle_time()
        }
    }

    fn sentiment(&self) -> Figure {
        let all = self.of(&[], &[]);
        Figure {
            id: "sentiment",
            formula_id: "S1",
            formula: "sum of the customers' scores ÷ calls with a score",
            unit: Unit::Score,
            numerator: all.score_sum,
            denominator: all.labelled() as f64,
            n: all.labelled(),
            exclusions: without_score(&all),
            calls: self.labelled(&LABELS, all.labelled()),
            variants: vec![],
        }
    }

    fn share_of_label(&self, id: &'static str, formula_id: &'static str, label: &'static str) -> Figure {
        let all = self.of(&[], &[]);
        let (formula, labelled) = match label {
            "negative" => ("negative calls ÷ calls with a score", all.negative),
            _ => ("positive calls ÷ calls with a score", all.positive),
        };
        Figure {
            id,
            formula_id,
            formula,
            unit: Unit::Ratio,
            numerator: labelled as f64,
            denominator: all.labelled() as f64,
            n: all.labelled(),
            exclusions: without_score(&all),
            calls: self.labelled(&[label], labelled),
            variants: vec![],
        }
    }

    fn labelled(&self, labels: &[&str], count: i64) -> Option<Drill> {
        let filter = CallFilter {
            sentiment_label: both(&self.base.sentiment_label, labels)?,
            ..self.base.clone()
        };
        Some(Drill { filter, count })
    }

    fn share_analyzed(&self) -> Figure {
        let all = self.of(&[], &[]);
        let filter = both(&self.base.analysis_status, &["analyzed"]).map(|analysis_status| CallFilter {
            analysis_status,
            ..self.base.clone()
        });
        Figure {
            id: "analyzed",
            formula_id: "A1",
            formula: "analysed calls ÷ calls with something to analyse",
            unit: Unit::Ratio,
            numerator: all.analyzed as f64,
            denominator: all.recorded as f64,
            n: all.recorded,
            exclusions: left_out(&[("nothing_to_analyze", all.calls - all.recorded)]),
            calls: filter.map(|filter| Drill {
                filter,
                count: all.analyzed,
            }),
            variants: vec![],
        }
    }
}

/// The service level as others reckon it. `queued`: all inbound calls.
fn service_levels(answered: &Totals, lost: &Totals, queued: &Totals) -> Vec<Variant> {
    let (ans, ans_t) = (answered.waits as f64, answered.within as f64);
    let (ab, ab_t) = (lost.waits as f64, lost.within as f64);
    let variant = |formula_id, formula, numerator, denominator| Variant {
        formula_id,
        formula,
        numerator,
        denominator,
    };
    vec![
        variant(
            "SL1",
            "(ANS within T + AB within T) ÷ (ANS + AB)",
            ans_t + ab_t,
            ans + ab,
        ),
        variant("SL2", "ANS within T ÷ ANS", ans_t, ans),
        variant("SL3", "ANS within T ÷ (ANS + AB)", ans_t, ans + ab),
        variant("SL4", SERVICE_LEVEL, ans_t, ans + ab - ab_t),
        variant(
            "SL5",
            "(ANS within T + AB within 5 s) ÷ (ANS + AB)",
            ans_t + lost.short as f64,
            ans + ab,
        ),
        variant(
            "SLc",
            "inbound calls that waited no longer than T, however they ended ÷ inbound calls",
            queued.within as f64,
            queued.waits as f64,
        ),
    ]
}

fn without_score(all: &Totals) -> Vec<Exclusion> {
    let few = (all.analyzed - all.labelled()).max(0);
    left_out(&[
        ("too_few_turns", few),
        ("not_analyzed", all.calls - all.labelled() - few),
    ])
}

/// Only what leaves something out.
fn left_out(all: &[(&'static str, i64)]) -> Vec<Exclusion> {
    let some = all.iter().filter(|(_, calls)| *calls > 0);
    some.map(|&(reason, calls)| Exclusion { reason, calls }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(disposition: &str, totals: Totals) -> Part {
        Part {
            direction: "inbound".into(),
            disposition: disposition.into(),
            totals,
        }
    }

    fn of(parts: &[Part], base: &CallFilter, id: &str) -> Figure {
        let sums = Sums {
            parts,
            base,
            threshold_s: 20,
        };
        sums.figures().into_iter().find(|figure| figure.id == id).unwrap()
    }

    /// The example by which the field explains its service levels: of 1,000 calls 860 were answered within the threshold, 140 later
    /// or never.
    #[test]
    fn service_levels_are_those_of_the_published_example() {
        let answered = Totals {
            calls: 1000,
            waits: 1000,
            within: 860,
            ..Totals::default()
        };
        let lost = Totals {
            calls: 60,
            waits: 60,
            within: 20,
            short: 10,
            ..Totals::default()
        };
        let level = of(
            &[part("answered", answered), part("abandoned", lost)],
            &CallFilter::default(),
            "service_level",
        );
        let percent = |numerator: f64, denominator: f64| (numerator / denominator * 10_000.0).round() / 100.0;
        let told: Vec<_> = level
            .variants
            .iter()
            .map(|one| (one.formula_id, percent(one.numerator, one.denominator)))
            .collect();
        assert_eq!(
            told,
            [
                ("SL1", 83.02),
                ("SL2", 86.0),
                ("SL3", 81.13),
                ("SL4", 82.69),
                ("SL5", 82.08),
                ("SLc", 83.02)
            ]
        );
        assert_eq!(percent(level.numerator, level.denominator), 82.69);
        assert_eq!(level.calls.unwrap().filter.wait_max_s, Some(20));
    }

    #[test]
    fn a_figure_of_no_calls_has_no_value() {
        for id in [
            "answered",
            "missed",
            "service_level",
            "asa",
            "abandon_time",
            "aht",
            "sentiment",
            "analyzed",
        ] {
            assert_eq!(of(&[], &CallFilter::default(), id).value(), None, "{id}");
        }
        assert_eq!(of(&[], &CallFilter::default(), "calls").value(), Some(0.0));
    }

    #[test]
    fn a_filter_that_leaves_no_such_calls_opens_none() {
        let outbound = CallFilter {
            direction: vec!["outbound".into()],
            ..CallFilter::default()
        };
        assert_eq!(of(&[], &outbound, "missed").calls, None);
        let some = CallFilter {
            disposition: vec!["missed".into(), "answered".into()],
            ..CallFilter::default()
        };
        assert_eq!(of(&[], &some, "missed").calls.unwrap().filter.disposition, ["missed"]);
    }

    #[test]
    fn what_is_left_out_is_said() {
        let totals = Totals {
            calls: 10,
            recorded: 8,
            analyzed: 5,
            negative: 1,
            positive: 2,
            score_sum: 4.5,
            ..Totals::default()
        };
        let sentiment = of(&[part("answered", totals)], &CallFilter::default(), "sentiment");
        assert_eq!((sentiment.value(), sentiment.n), (Some(1.5), 3));
        let told: Vec<_> = sentiment.exclusions.iter().map(|one| (one.reason, one.calls)).collect();
        assert_eq!(told, [("too_few_turns", 2), ("not_analyzed", 5)]);
    }
}
