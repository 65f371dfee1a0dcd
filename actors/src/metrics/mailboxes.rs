//! Who waits for whom: what is on its way to an actor or a loop, and how many actors of a kind live.

use prometheus::{IntGauge, IntGaugeVec};

use super::make::Make;

#[derive(Clone)]
pub struct Mailboxes {
    depth: IntGaugeVec,
    actors: IntGaugeVec,
}

/// Counts one on a gauge as long as it lives.
pub struct Held(IntGauge);

impl Held {
    pub fn on(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Mailboxes {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            depth: make.gauges(
                "mailbox_depth",
                "Messages that wait for an answer, by who is to give it",
                &["mailbox"],
            )?,
            actors: make.gauges("actors", "Actors in memory, by kind", &["actor"])?,
        })
    }

    /// The gauge of one mailbox.
    pub fn depth(&self, mailbox: &str) -> IntGauge {
        self.depth.with_label_values(&[mailbox])
    }

    /// The gauge of one kind of actor.
    pub fn actors(&self, actor: &str) -> IntGauge {
        self.actors.with_label_values(&[actor])
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn what_is_counted_is_given_back_by_a_panic_too() {
        let gauge = IntGauge::new("some", "some").unwrap();
        let one = Held::on(&gauge);
        let broken = catch_unwind(AssertUnwindSafe(|| {
            let _counted = Held::on(&gauge);
            assert_eq!(gauge.get(), 2);
            panic!("in the middle");
        }));
        assert!(broken.is_err());
        assert_eq!(gauge.get(), 1);
        drop(one);
        assert_eq!(gauge.get(), 0);
    }
}
